"""The whole way from a file to its facts, on the shared corpus and on properties that hold for every text."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from folders import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

from loaders.extract import extract, read_and_extract
from loaders.formats import txt
from loaders.records import Extraction

WORDS = [
    "项目名称",
    "立项依据",
    "项目实施单位",
    "资金安排情况",
    "一、",
    "（一）",
    "第二个：",
    "\n",
    "：",
    "\t",
    "《清河县条例》",
    "（清政发〔2020〕3号）",
    "清河县财政局",
    "牵头，",
    "共计30万元",
    "每人50元",
    "2025年度预算",
    "。",
    "经费情况说明",
    "关于印发甲的通知",
    "（县卫健局负责）",
    "项目共2个",
    "一是东门项目建设。总投资3亿元。",
]


def assert_located(found: Extraction) -> None:
    text = found.text
    for citation in found.citations:
        assert text[citation.start : citation.end] == citation.surface
    for money in found.money:
        assert text[money.start : money.end] == money.surface
    for task in found.tasks:
        assert text[task.start : task.end] == task.text
    last = 0
    for project in found.projects:
        assert last <= project.start < project.end <= len(text)
        last = project.end
        assert text[project.name.start : project.name.end].replace("\n", "") == project.name.value
        assert all(text[u.start : u.end] == u.value for u in project.units)
        assert all(project.start <= s.start <= s.end <= project.end for s in project.sections)
        assert all(part in found.money for part in project.amount_parts)
        assert (project.amount is None) == (not project.amount_parts)
    places = [(m.start, m.end) for m in found.money]
    assert places == sorted(set(places))


@settings(max_examples=150)
@given(st.lists(st.sampled_from(WORDS), max_size=40).map("".join))
def test_every_fact_is_located_in_any_text(text: str) -> None:
    source = txt.source(text, "a.txt", "0" * 64, "utf-8")
    found = extract(source)
    assert_located(found)
    assert extract(source) == found


@pytest.mark.parametrize("name", ["gejiu-health-2024", "county-health-report", "patriotic-health-plans"])
def test_gold_documents(shared: Path, name: str) -> None:
    gold = json.loads((shared / "gold" / f"{name}.json").read_text(encoding="utf-8"))
    found = read_and_extract(shared / gold["text"])
    assert_located(found)
    assert found.document.kind == gold["kind"]
    assert (found.document.publisher.value if found.document.publisher else None) == gold["publisher"]
    assert [(p.name.value, p.amount) for p in found.projects] == [
        (p["name"], Decimal(p["amount_yuan"])) for p in gold["projects"]
    ]
    assert [[u.value for u in p.units] for p in found.projects] == [p["units"] for p in gold["projects"]]
    total = found.document.declared_total
    assert (total.yuan if total else None) == gold["declared_total_yuan"]
    if gold["kind"] == "budget-disclosure":
        placed = [(c.project, c.section, c.start, c.end) for c in found.citations]
        assert placed == [(c["project"], c["section"], c["start"], c["end"]) for c in gold["citations"]]


def test_hongta(shared: Path) -> None:
    found = read_and_extract(shared / "corpus" / "hongta-medical-2024.txt")
    assert_located(found)
    assert [p.amount for p in found.projects] == [Decimal(2029000), Decimal(1496200), Decimal(2000000)]
    assert {u.value for p in found.projects for u in p.units} == {"玉溪市红塔区医疗共同体"}


def test_half_year_report(shared: Path) -> None:
    assert read_and_extract(shared / "corpus" / "jinan-district-half-year.txt").document.kind == "work-report"


def test_gold_disclosures(shared: Path) -> None:
    for file in sorted((shared / "data" / "disclosures").glob("*.json")):
        gold = json.loads(file.read_text(encoding="utf-8"))
        found = read_and_extract(file.with_suffix(".txt"))
        assert_located(found)
        assert [p.name.value for p in found.projects] == [p["name"] for p in gold["projects"]]
        assert [[u.value for u in p.units] for p in found.projects] == [p["units"] for p in gold["projects"]]
        assert [p.amount for p in found.projects] == [p["total_yuan"] for p in gold["projects"]]


EXAMPLES = sorted((DATA / "examples").glob("*.json"))


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_examples_as_a_person_reads_them(root: Path, file: Path) -> None:
    gold = json.loads(file.read_text(encoding="utf-8"))
    found = read_and_extract(root / gold["text"])
    document = found.document
    assert_located(found)
    assert document.kind == gold["kind"]
    assert (document.publisher.value if document.publisher else None) == gold["publisher"]
    assert (int(document.fiscal_year.value) if document.fiscal_year else None) == gold["year"]
    assert (int(document.declared_count.value) if document.declared_count else None) == gold["declared_project_count"]
    assert (document.declared_total.yuan if document.declared_total else None) == gold["declared_total_yuan"]
    assert [(p.name.value, [u.value for u in p.units], p.amount) for p in found.projects] == [
        (p["name"], p["units"], p["amount_yuan"]) for p in gold["projects"]
    ]
    assert [(c.project, c.section, c.surface, c.number) for c in found.citations] == [
        (c["project"], c["section"], c["surface"], c["number"]) for c in gold["citations"]
    ]
    if "tasks" in gold:
        named = [([u.value for u in task.lead], [u.value for u in task.participants]) for task in found.tasks]
        assert named == [(task["lead"], task["participants"]) for task in gold["tasks"]]
