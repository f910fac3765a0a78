"""Aliases: they are never citations of their own, and each word of the table is read."""

from __future__ import annotations

import pytest

from loaders.citations import citations
from loaders.extract import extract
from loaders.formats import txt
from loaders.rdf import jsonl
from ontology.tables import rows

OF_ALL = ("文件", "文")  # which a policy of any kind can be called
KINDS = [row for row in rows("loaders.citations", "alias_words.tsv") if row["role"] == "kind"]
POINTERS = [row["word"] for row in rows("loaders.citations", "alias_words.tsv") if row["role"] == "pointer"]


def via(text: str) -> list[str]:
    return [found.via for found in citations.find(text) if found.via]


@pytest.mark.parametrize("row", [row for row in KINDS if row["word"] not in OF_ALL], ids=lambda row: row["word"])
def test_each_kind_means_the_title_that_ends_with_it(row: dict[str, str]) -> None:
    kind = row["word"]
    assert via(f"依据《松江省节水{kind}》执行。按照该{kind}第三条办理。") == [f"该{kind}"]
    other = "办法" if kind != "办法" else "条例"
    assert via(f"依据《松江省节水{other}》执行。按照该{kind}第三条办理。") == []


@pytest.mark.parametrize(("kind", "letter"), [(row["word"], letter) for row in KINDS for letter in row["not_before"]])
def test_longer_words_are_no_alias(kind: str, letter: str) -> None:
    assert via(f"依据《松江省节水{kind}》执行。该{kind}{letter}另行办理。") == []


@pytest.mark.parametrize("kind", OF_ALL)
def test_what_is_said_of_any_document(kind: str) -> None:
    assert via(f"依据《松江省节水办法》（松政令第3号）执行。该{kind}第三条规定了标准。") == [f"该{kind}"]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("按照陇财农〔2021〕36号安排。该文第三条规定按户补助。", "陇财农〔2021〕36号"),
        ("按赣卫发〔2016〕6号执行，该通知第二条明确了范围。", "赣卫发〔2016〕6号"),
        ("按国务院令第588号管理，该条例第五条另有规定。", "国务院令第588号"),
        ("按赣卫发〔2016〕6号执行，该通知明确了范围。", None),
        ("按赣卫发〔2016〕6号执行，该条例第二条明确了范围。", None),
        ("按赣卫发〔2016〕6号、赣财社〔2016〕9号执行，该通知第二条明确了范围。", None),
    ],
)
def test_a_number_without_a_title_is_meant_where_an_article_is_named(text: str, meant: str | None) -> None:
    assert [found.number for found in citations.find(text) if found.via] == ([meant] if meant else [])


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
