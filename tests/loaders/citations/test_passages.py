"""Eighty passages of our own with their truth: notices, minutes, budgets, plans and orders of thirty provinces, 1978 to 2024.

Each was written, with what it cites, before the program had read it.  ``alias``: cited by a short name; ``optional``: may be missed; ``fails``:
what the program does not read yet.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from folders import DATA

from loaders.citations import citations
from loaders.records import Citation

PASSAGES = [
    json.loads(line) for line in (DATA / "citations" / "passages.jsonl").read_text(encoding="utf-8").splitlines()
]


def squeeze(text: str | None) -> str | None:
    return "".join(text.split()) if text else None


def told(found: Citation) -> tuple[str | None, str | None, tuple[str | None, ...], bool]:
    articles = tuple(squeeze(article.value) for article in found.articles)
    return found.number, squeeze(found.title), articles, found.via is not None


def wanted(truth: dict[str, Any]) -> tuple[str | None, str | None, tuple[str, ...], bool]:
    return truth["number"], squeeze(truth["title"]), tuple(truth.get("articles", ())), truth.get("alias", False)


def parameters(fault: str = "fails") -> list[Any]:
    return [
        pytest.param(
            passage,
            id=passage["id"],
            marks=[pytest.mark.xfail(reason=passage[fault], strict=True)] if fault in passage else [],
        )
        for passage in PASSAGES
    ]


@pytest.mark.parametrize("passage", parameters())
def test_what_a_passage_cites(passage: dict[str, Any]) -> None:
    found = [told(one) for one in citations.find(passage["text"]) if one.kind != "other"]
    truth = [wanted(one) for one in passage["citations"] if not one.get("optional")]
    optional = [wanted(one) for one in passage["citations"] if one.get("optional")]
    assert [one for one in truth if one not in found] == []
    assert [one for one in found if one not in truth and one not in optional] == []


@pytest.mark.parametrize(
    "passage", [p for p in parameters("relation_fails") if any("relation" in one for one in p.values[0]["citations"])]
)
def test_how_a_passage_stands_to_what_it_cites(passage: dict[str, Any]) -> None:
    found = {(one.number, squeeze(one.title), one.relation) for one in citations.find(passage["text"])}
    truth = [one for one in passage["citations"] if "relation" in one and not one.get("optional")]
    assert [one for one in truth if (one["number"], squeeze(one["title"]), one["relation"]) not in found] == []


@pytest.mark.parametrize("passage", [passage for passage in PASSAGES if "negatives" in passage], ids=lambda p: p["id"])
def test_what_a_passage_does_not_cite(passage: dict[str, Any]) -> None:
    surfaces = [one.surface for one in citations.find(passage["text"]) if one.kind != "other"]
    assert [(no, surface) for no in passage["negatives"] for surface in surfaces if no in surface] == []
