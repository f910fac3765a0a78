"""The figures of budgets and accounts: what each is of, and leaves that add up to what is printed."""

from __future__ import annotations

from decimal import Decimal

import budget_samples
import pytest

from loaders.kinds.budget_observations import ObservedTable, observed


def tables(path: str) -> dict[str, ObservedTable]:
    return {one.table: one for one in observed(budget_samples.read(budget_samples.SAMPLES[path]))}


BUDGET, ACCOUNT = tables("青州市水务局2024年部门预算.txt"), tables("云岭县交通运输局2023年度部门决算.txt")


def leaves(table: ObservedTable, measure: str, flow: str = "") -> Decimal:
    return sum(
        (one.money.yuan for one in table.figures if one.leaf and (one.measure, one.flow) == (measure, flow)), Decimal(0)
    )


@pytest.mark.parametrize("name", ["income", "expenditure", "general-budget"])
def test_leaves_come_to_the_total_of_a_budget(name: str) -> None:
    assert leaves(BUDGET[name], "budgeted") == 1_500_000


def test_a_leaf_is_of_the_lowest_class_and_of_one_kind() -> None:
    found = [(one.code, one.kind, int(one.money.yuan)) for one in BUDGET["expenditure"].figures if one.leaf]
    assert found == [
        ("2130301", "basic", 700_000),
        ("2130305", "project", 100_000),
        ("2130306", "project", 500_000),
        ("2210201", "basic", 200_000),
    ]


def test_income_and_expenditure_of_one_table_are_apart() -> None:
    assert leaves(BUDGET["balance"], "budgeted", "income") == 1_500_000
    assert leaves(BUDGET["balance"], "budgeted", "expenditure") == 1_500_000
    assert leaves(ACCOUNT["balance"], "settled", "income") == 3_527_500
    assert leaves(ACCOUNT["balance"], "settled", "expenditure") == 3_527_500


def test_a_table_over_two_pages_adds_up() -> None:
    assert leaves(ACCOUNT["expenditure"], "settled") == 3_427_500
    assert leaves(ACCOUNT["income"], "settled") == 3_227_500
    assert leaves(ACCOUNT["basic-expenditure"], "settled") == 2_225_000


def test_the_three_expenses_stand_in_columns_or_in_rows() -> None:
    budget = {one.kind: one.money.yuan for one in BUDGET["public-expenses"].figures if one.leaf}
    assert budget == {"reception": 15_000, "vehicle-running": 50_000, "agency-operation": 100_000}
    account = {(one.kind, one.measure): one.money.yuan for one in ACCOUNT["public-expenses"].figures if one.leaf}
    assert account == {
        ("vehicle-running", "budgeted"): 130_000, ("vehicle-running", "settled"): 125_000,
        ("reception", "budgeted"): 30_000, ("reception", "settled"): 17_500,
    }  # fmt: skip


def test_parts_that_do_not_come_to_their_whole_leave_it_the_leaf() -> None:
    text = budget_samples.budget(2024, 500_000).replace(
        "水利工程建设\t100000\t0\t100000", "水利工程建设\t300000\t0\t300000"
    )
    (table,) = (one for one in observed(budget_samples.read(text)) if one.table == "expenditure")
    assert {one.code for one in table.figures if one.leaf} == {"21303", "2210201"}
    assert leaves(table, "budgeted") == 1_500_000


def test_a_column_that_nobody_can_name_is_no_observation() -> None:
    text = budget_samples.budget(2024, 500_000).replace("合计\t基本支出\t项目支出", "合计\t基本支出\t债务")
    (table,) = (one for one in observed(budget_samples.read(text)) if one.table == "expenditure")
    assert {one.kind for one in table.figures} == {"", "basic"}
    assert leaves(table, "budgeted") == 1_500_000


def test_the_year_before_is_another_measure() -> None:
    text = budget_samples.budget(2024, 500_000).replace("合计\t基本支出\t项目支出", "合计\t2023年预算数\t项目支出")
    (table,) = (one for one in observed(budget_samples.read(text)) if one.table == "expenditure")
    assert {(one.kind, one.measure) for one in table.figures} == {
        ("", "budgeted"),
        ("", "previous"),
        ("project", "budgeted"),
    }
    assert leaves(table, "budgeted") == 1_500_000


def test_another_kind_of_document_has_none() -> None:
    assert not list(
        observed(budget_samples.read("支出决算表\n单位：万元\n科目编码\t科目名称\t合计\n213\t农林水支出\t7\n"))
    )
