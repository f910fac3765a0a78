"""Citations against a table of cases, and what holds for any text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from folders import DATA
from hypothesis import given
from hypothesis import strategies as st

from loaders.citations import citations
from loaders.records import Citation

CASES = DATA / "citations" / "cases.txt"


def blocks() -> list[tuple[str, list[str]]]:
    content = CASES.read_text(encoding="utf-8").split("\n\n", 1)[1]
    found = []
    for block in content.strip().split("\n\n"):
        text, *expected = block.split("\n")
        found.append((text.replace("\\n", "\n"), expected))
    return found


def line(citation: Citation) -> str:
    articles = "、".join(a.value for a in citation.articles)
    parts = (citation.relation, citation.kind, citation.number, citation.title, articles)
    more = [f"via {citation.via}" if citation.via else None, citation.standard]
    return " | ".join([*(part or "-" for part in parts), *filter(None, more)])


@pytest.mark.parametrize(("text", "expected"), blocks())
def test_case(text: str, expected: list[str]) -> None:
    assert [line(c) for c in citations.find(text)] == expected


@given(
    st.lists(
        st.sampled_from(
            [
                "《某条例》",
                "《",
                "》",
                "（云财社发〔2023〕36号）",
                "国务院令第5号",
                "第三条、第四条",
                "根据",
                "关于",
                "的通知",
                "。",
                "\n",
                "废止",
                "<",
                "以下简称",
                "该条例",
                "上述文件",
                "GB/T 9704-2012",
                "、",
            ]
        ),
        max_size=14,
    )
)
def test_every_place_is_exact(pieces: list[str]) -> None:
    text = "".join(pieces)
    for found in citations.find(text):
        assert text[found.start : found.end] == found.surface
        assert found.number or found.title or found.standard
        for article in found.articles:
            assert text[article.start : article.end] == article.value
        if found.printed_number:
            assert text[found.printed_number.start : found.printed_number.end] == found.printed_number.value


@pytest.mark.shared
@pytest.mark.parametrize("name", ["gejiu-health-2024", "patriotic-health-plans", "county-health-report"])
def test_hand_made_truth(shared: Path, name: str) -> None:
    truth = json.loads((shared / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    text = (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8")
    found = {(c.start, c.end): (c.number, c.title, [a.value for a in c.articles], c.kind) for c in citations.find(text)}
    expected = {(c["start"], c["end"]): (c["number"], c["title"], c["articles"], c["kind"]) for c in truth["citations"]}
    assert found == expected
