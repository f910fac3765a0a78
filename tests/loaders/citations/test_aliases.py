"""Aliases: they are never citations of their own, and each word of the table is read."""

from __future__ import annotations

import pytest

from loaders.citations import citations
from loaders.extract import extract
from loaders.formats import txt
from loaders.rdf import jsonl
from ontology.tables import rows

KINDS = [row for row in rows("loaders.citations", "alias_words.tsv") if row["role"] == "kind" and row["word"] != "文件"]
POINTERS = [row["word"] for row in rows("loaders.citations", "alias_words.tsv") if row["role"] == "pointer"]


def via(text: str) -> list[str]:
    return [found.via for found in citations.find(text) if found.via]


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row["word"])
def test_each_kind_means_the_title_that_ends_with_it(row: dict[str, str]) -> None:
    kind = row["word"]
    assert via(f"依据《松江省节水{kind}》执行。按照该{kind}第三条办理。") == [f"该{kind}"]
    other = "办法" if kind != "办法" else "条例"
    assert via(f"依据《松江省节水{other}》执行。按照该{kind}第三条办理。") == []


@pytest.mark.parametrize(("kind", "letter"), [(row["word"], letter) for row in KINDS for letter in row["not_before"]])
def test_longer_words_are_no_alias(kind: str, letter: str) -> None:
    assert via(f"依据《松江省节水{kind}》执行。该{kind}{letter}另行办理。") == []


@pytest.mark.parametrize("pointer", POINTERS)
def test_each_pointer(pointer: str) -> None:
    assert via(f"依据《松江省节水办法》执行。{pointer}办法第三条另有规定。") == [f"{pointer}办法"]


@pytest.mark.parametrize("text", ["本办法", "应该办法", "因此办法", "县级以上办法", "各办法", "这个办法"])
def test_no_alias(text: str) -> None:
    assert via(f"依据《松江省节水办法》执行。{text}第三条另有规定。") == []


def test_the_paragraph_after_next_is_out_of_reach() -> None:
    assert via("依据《松江省节水办法》执行。\n\n县里已经安排资金。\n\n该办法第三条另有规定。") == []


def test_an_alias_is_printed_apart_from_the_citations() -> None:
    text = "根据《松江省节水办法》（松政发〔2020〕3号）安排资金。该办法第三条明确标准。"
    record = jsonl.record(extract(txt.source(text, "a.txt", "0" * 64, "utf-8")))
    (cited,), (alias,) = record["citations"], record["aliases"]  # type: ignore[misc]
    assert (cited["number"], cited["via"]) == ("松政发〔2020〕3号", None)
    assert (alias["number"], alias["via"], alias["surface"]) == ("松政发〔2020〕3号", "该办法", "该办法")
    assert text[alias["start"] : alias["end"]] == "该办法"
