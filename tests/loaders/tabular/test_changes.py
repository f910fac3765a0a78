"""Columns of changes: which figures of a table are by how much an amount is more or less, in which unit, and than which amount."""

from __future__ import annotations

import disclosures
import pytest

ROWS = "差旅费\t{}\t{}\t{}\n印刷费\t{}\t{}\t{}\n"
FITTING = ROWS.format("64", "72", "8", "30", "25", "-5")


def changes(text: str) -> tuple[list[tuple[str, int]], list[str]]:
    """The changes that are money, in yuan, and what each comparison has as its amounts."""
    found = disclosures.read(text)
    told = [one for one in found.comparisons if one.change is not None]
    compared = [f"{one.now.surface} / {one.bases[0].surface}" for one in told]
    return [(one.surface, int(one.yuan)) for one in found.money if one.kind == "change"], compared


@pytest.mark.parametrize(
    "heads",
    [
        "2008年决算数\t2009年预算数\t增减额",
        "上年预算数\t本年预算数\t比上年增减",
        "2020年\t2021年\t增减变动",
        "2011年\t2012年\t比2011年增加",
        "预算数\t决算数\t差异额",
        "上年末\t本年末\t增（减）额",
        "去年\t今年\t较去年增减（+、-）",
    ],
)
def test_heads_of_changes(heads: str) -> None:
    text = f"某县公用经费对比表\n单位：万元\n项目\t{heads}\n{FITTING}"
    assert changes(text) == ([("8", 80_000), ("-5", -50_000)], ["72 / 64", "25 / 30"])


def test_a_change_below_its_own_head_beside_its_rate() -> None:
    head = "项目\t2020年\t2021年\t比上年增减\t\n\t\t\t金额\t增长%\n"
    text = f"某县公用经费对比表\n单位：元\n{head}差旅费\t6,400\t7,200\t800\t12.5\n印刷费\t3,000\t2,400\t-600\t-20\n"
    assert changes(text)[0] == [("800", 800), ("-600", -600)]


def test_changes_of_several_columns_and_of_one_of_several_budgets() -> None:
    head = "项目\t2020年\t\t2021年\t\t增减额\t\n\t基本支出\t项目支出\t基本支出\t项目支出\t基本支出\t项目支出\n"
    text = f"某县支出表\n单位：万元\n{head}农业\t10\t20\t12\t24\t2\t4\n水利\t20\t30\t15\t30\t-5\t0\n"
    assert changes(text)[1] == ["12 / 10", "15 / 20", "24 / 20", "30 / 30"]
    head = "项目\t2020年预算数\t2020年执行数\t2021年预算数\t比上年增减\n"
    text = f"某县支出表\n单位：万元\n{head}农业\t31\t30\t36\t6\n水利\t48\t50\t45\t-5\n"
    assert changes(text) == ([("6", 60_000), ("-5", -50_000)], ["36 / 30", "45 / 50"])


@pytest.mark.parametrize(
    ("heads", "rows"),
    [
        ("2008年决算数\t2009年预算数\t增减", ROWS.format("64", "72", "12.5", "30", "24", "-20")),  # per cent
        ("2008年决算数\t2009年预算数\t增减率", ROWS.format("64", "72", "12.5", "30", "24", "-20")),
        ("年初数\t本年增加\t年末数", ROWS.format("64", "8", "72", "30", "5", "35")),  # added to a stock
        ("任务数\t完成数\t增减", ROWS.format("64", "72", "3", "30", "25", "9")),
    ],
)
def test_what_is_no_change_of_money(heads: str, rows: str) -> None:
    assert changes(f"某县公用经费对比表\n单位：万元\n项目\t{heads}\n{rows}")[0] == []


def test_a_column_whose_own_unit_nobody_knows_is_none() -> None:
    heads = "2008年决算数（元）\t2009年预算数（元）\t增减额"
    assert changes(f"某县公用经费对比表\n单位：万元\n项目\t{heads}\n{FITTING}")[0] == []
    assert changes(f"某县公用经费对比表\n单位：万元\n项目\t{heads}（元）\n{FITTING}")[0] == [("8", 8), ("-5", -5)]
