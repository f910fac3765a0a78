"""The JSON of an extraction: its fields, its figures."""

from __future__ import annotations

import json
from decimal import Decimal

from loaders.amounts import Money, Share
from loaders.money import statements
from loaders.rdf import jsonl
from loaders.records import Article, Citation, Document, Entry, Extraction, Indicator, Mention, Project, Section, Task
from loaders.source import Page

TEXT = "津贴 民政局 0.5万元"
MONEY = Money(start=7, end=12, surface="0.5万元", yuan=Decimal("5000.00"), kind="total", project=1)
FOUND = Extraction(
    document=Document(path="a.txt", sha256="00", kind="budget-disclosure", fiscal_year=Mention("2025", 0, 0)),
    text=TEXT,
    projects=(
        Project(
            ordinal=1,
            name=Mention("津贴", 0, 2),
            units=(Mention("民政局", 3, 6),),
            amount_parts=(MONEY,),
            end=12,
            sections=(Section(heading="资金安排", field="funding", start=7, end=12),),
        ),
        Project(ordinal=2, name=Mention("津贴", 0, 2)),
    ),
    citations=(
        Citation(start=0, end=2, surface="津贴", title="津贴", articles=(Mention("第一条", 0, 2),), issuers=("局",)),
    ),
    money=(MONEY,),
    shares=(Share(level="省级", percent=Decimal("4.80"), start=0, end=2),),
    tasks=(Task(text="津贴", lead=(Mention("民政局", 3, 6),), participants=(), start=0, end=2),),
    indicators=(Indicator(name="率", value="90", unit="%", comparator=">=", start=0, end=2),),
    entries=(Entry(start=0, end=6, title=Mention("津贴", 0, 2), date=Mention("2024-03", 3, 6), status="expired"),),
    articles=(Article(label="第一条", start=0, end=6),),
    warnings=("One sentence.",),
)


def test_fields_and_figures() -> None:
    record = json.loads(jsonl.line(FOUND))
    assert set(record) >= {"document", "projects", "citations", "money", "shares", "tasks", "indicators"}
    assert set(record["document"]) >= {"path", "title", "kind", "publisher", "area", "fiscal_year", "sha256"}
    assert record["document"]["fiscal_year"] == 2025
    assert record["projects"][0] == {
        "ordinal": 1,
        "name": "津贴",
        "implementing_units": ["民政局"],
        "amount_yuan": "5000",
        "fiscal_year": None,
        "classifications": [],
        "start": 0,
        "end": 12,
        "sections": [{"heading": "资金安排", "start": 7, "end": 12}],
    }
    assert record["projects"][1]["amount_yuan"] is None
    assert record["citations"][0] == {
        "start": 0,
        "end": 2,
        "surface": "津贴",
        "number": None,
        "title": "津贴",
        "articles": ["第一条"],
        "kind": "policy",
        "relation": "mention",
        "project": None,
        "section": None,
        "issuers": ["局"],
        "aliases": [],
        "via": None,
        "style": [],
        "standard": None,
    }
    assert set(record["money"][0]) == {
        "start",
        "end",
        "surface",
        "yuan",
        "kind",
        "per",
        "approximate",
        "level",
        "project",
    }
    assert record["shares"] == [{"project": None, "level": "省级", "percent": "4.8", "start": 0, "end": 2}]
    assert record["tasks"] == [{"text": "津贴", "lead": ["民政局"], "participants": [], "start": 0, "end": 2}]
    assert record["indicators"][0]["comparator"] == ">="


def test_entries_and_articles() -> None:
    record = json.loads(jsonl.line(FOUND))
    assert record["entries"] == [
        {
            "start": 0,
            "end": 6,
            "number": None,
            "title": "津贴",
            "issuers": [],
            "date": "2024-03",
            "in_force_from": None,
            "in_force_until": None,
            "status": "expired",
            "printed_status": None,
            "replaced_by": [],
            "repealed_by": [],
        }
    ]
    assert record["articles"] == [{"label": "第一条", "start": 0, "end": 6}]


def test_one_line_of_plain_characters() -> None:
    line = jsonl.line(FOUND)
    assert "\n" not in line
    assert "津贴" in line


def test_no_exponents() -> None:
    whole = [Money(start=0, end=1, surface="津", yuan=Decimal(text)) for text in ("1E+8", "100", "0.10", "0")]
    found = Extraction(document=FOUND.document, text=TEXT, money=tuple(whole))
    assert [m["yuan"] for m in json.loads(jsonl.line(found))["money"]] == ["100000000", "100", "0.1", "0"]


def test_a_table_tells_the_page_and_the_place_of_every_cell() -> None:
    text = "2024年支出预算表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\n213\t农林水支出\t7.5\t\n"
    found = Extraction(
        document=Document(path="a.txt", sha256="00", kind="other"),
        text=text,
        pages=(Page(0, len(text), "第6页"),),
        statements=tuple(statements.find(text)),
    )
    (table,) = json.loads(jsonl.line(found))["tables"]
    (side,) = table["sides"]
    assert (table["title"], table["year"], table["unit"]) == ("2024年支出预算表", "2024", 10000)
    assert [(one["heads"], one["kind"], one["column"]) for one in side["columns"] + side["labels"]] == [
        (["合计"], "amount", 2), (["基本支出"], "amount", 3), (["科目编码"], "code", 0), (["科目名称"], "name", 1)
    ]  # fmt: skip
    (row,) = side["rows"]
    assert (row["code"], row["name"], row["level"], row["row"], row["page"]) == ("213", "农林水支出", 1, 1, "第6页")
    start = text.index("7.5")
    assert row["cells"] == [{"start": start, "end": start + 3, "surface": "7.5", "yuan": "75000"}, None]
