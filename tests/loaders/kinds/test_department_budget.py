"""Budgets and final accounts of departments: their tables by title, whose they are, and of which year."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import budget_samples
import pytest

from loaders import formats
from loaders.amounts import Side
from loaders.extract import extract, read_and_extract
from loaders.kinds.department_budget import named
from loaders.money import statements
from ontology.tables import rows


@pytest.mark.parametrize(
    ("title", "table", "document"),
    [
        ("2024年部门财务收支预算总表", "balance", "budget"),
        ("2025年预算单位收入预算总表", "income", "budget"),
        ("一、部门收支总表", "balance", "budget"),
        ("表3 2025年本部门支出总表", "expenditure", "budget"),
        ("一般公共预算支出预算表（按功能科目分类）", "general-budget", "budget"),
        ("部门财务收支预算总表01-1", "balance", "budget"),
        ("附表2：收入总表", "income", "budget"),
        ("某县水务局收入支出决算总表（公开01表）", "balance", "account"),
        ("2023年度一般公共预算财政拨款“三公”经费支出决算表", "public-expenses", "account"),
        ("一般公共预算财政拨款基本支出决算明细表", "basic-expenditure", "account"),
    ],
)
def test_a_table_is_known_by_its_title(title: str, table: str, document: str) -> None:
    found = named(title)
    assert found is not None
    assert (found.table, found.document) == (table, document)


@pytest.mark.parametrize(
    "title",
    [
        "项目支出决算表",
        "财政拨款基本支出决算表",
        "财政拨款支出决算表",
        "政府采购预算表",
        "一般公共预算项目支出表",
        "表",
        "2024年",
    ],
)
def test_a_table_that_no_row_names_is_none(title: str) -> None:
    assert named(title) is None


def test_every_row_of_the_tables_is_named_by_its_own_title() -> None:
    for row in rows("loaders", "kinds/department_tables.tsv"):
        found = named(f"2024年部门{row['title']}")
        assert found is not None
        assert (found.table, found.document, found.axis) == (row["table"], row["document"], row["axis"])


def test_a_budget_says_whose_it_is() -> None:
    document = budget_samples.read(budget_samples.budget(2024, 500_000)).document
    assert document.kind == "department-budget"
    assert document.title is not None and document.title.value == "青州市2024年部门预算"
    assert document.publisher is not None and document.publisher.value == "青州市水务局"
    assert document.fiscal_year is not None and document.fiscal_year.value == "2024"


@pytest.mark.parametrize("own", ["（本级）", "(本级)", "本级", "机关", "（局机关）"])
def test_the_own_unit_of_a_department_is_the_department(own: str) -> None:
    text = budget_samples.budget(2024, 500_000, "单位").replace("青州市水务局", f"青州市水务局{own}")
    document = budget_samples.read(text).document
    assert document.publisher is not None and document.publisher.value == "青州市水务局"
    assert text[document.publisher.start : document.publisher.end] == "青州市水务局"
    titled = budget_samples.ACCOUNT.replace("云岭县交通运输局\n2023", f"云岭县交通运输局{own}\n2023", 1)
    cover = budget_samples.read(titled).document
    assert cover.publisher is not None and cover.publisher.value == "云岭县交通运输局"


def test_the_cover_of_an_account_may_take_two_lines() -> None:
    document = budget_samples.read(budget_samples.ACCOUNT).document
    assert document.kind == "department-account"
    assert document.title is not None and document.title.value == "云岭县交通运输局2023年度部门决算"
    assert document.title.start == 0
    assert document.publisher is not None and document.publisher.value == "云岭县交通运输局"


def test_two_tables_are_no_budget_unless_the_cover_says_so() -> None:
    text = budget_samples.budget(2024, 500_000)
    some = text[: text.index("2024年部门支出预算总表")]
    assert budget_samples.read(some).document.kind == "department-budget"
    assert budget_samples.read(some.replace("2024年部门预算", "2024年资料汇编")).document.kind == "other"


@pytest.mark.parametrize(
    ("cover", "kind"),
    [
        ("平远县水务局2015年度部门决算公开", "department-account"),
        ("平远县水务局\n2013年部门预算", "department-budget"),
        ("某省热带作物研究所2024年单位预算公开说明", "department-budget"),
        ("平远县司法局2019年预算公开", "department-budget"),
        ("平远县2024年预算", "other"),
        ("关于公开2024年部门预算的通知", "notice"),
        ("平远县水务局2024年预算绩效管理情况", "other"),
    ],
)
def test_a_cover_says_what_a_document_in_prose_is(cover: str, kind: str) -> None:
    text = f"{cover}\n\n第一部分 概况\n负责全县水务工作。\n第二部分 说明\n本年收入合计310.20万元，其中：财政拨款收入310.20万元。\n"
    assert budget_samples.read(text).document.kind == kind


@pytest.mark.parametrize(
    ("ending", "write"),
    [
        (".html", budget_samples.as_html),
        (".xlsx", budget_samples.as_workbook),
        (".docx", budget_samples.as_word),
    ],
)
@pytest.mark.parametrize("path", budget_samples.SAMPLES)
def test_every_format_gives_the_same_tables(path: str, ending: str, write: object) -> None:
    assert callable(write)
    text = budget_samples.SAMPLES[path]
    plain = budget_samples.read(text)
    found = extract(formats.read_bytes(write(text), Path(path).with_suffix(ending)))
    assert found.document.kind == plain.document.kind
    assert found.document.publisher and found.document.publisher.value == plain.document.publisher.value  # type: ignore[union-attr]
    assert [one.title for one in found.statements] == [one.title for one in plain.statements]
    for one, other in zip(found.statements, plain.statements, strict=True):
        for side, same in zip(one.sides, other.sides, strict=True):
            assert [column.heads for column in side.columns] == [column.heads for column in same.columns]
            assert figures(side) == figures(same)


def figures(side: Side) -> list[tuple[str, str, list[Decimal | None]]]:
    return [(row.code, row.name, [cell and cell.yuan for cell in row.figures]) for row in side.rows if any(row.figures)]


def test_the_number_of_a_form_is_no_title() -> None:
    text = "收入决算表\n公开02表\n单位：万元\n科目编码\t科目名称\t合计\n213\t农林水支出\t7\n"
    assert [one.title for one in statements.find(text)] == ["收入决算表"]


def test_the_open_budgets_are_budgets(shared: Path) -> None:
    for path in sorted((shared / "data/pdf").glob("*.pdf")):
        found = read_and_extract(path)
        assert found.document.kind == ("department-account" if "决算" in path.name else "department-budget")
        assert found.document.publisher is not None and found.document.fiscal_year is not None
        assert {statement.title for statement in found.statements if named(statement.title) is None} == set()
