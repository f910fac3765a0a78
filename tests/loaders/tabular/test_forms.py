"""Labels and their values, in whatever cells a form has."""

from __future__ import annotations

from decimal import Decimal

import pytest
import tabled
from tabled import table

from loaders.formats.sheets import grid
from loaders.tabular.forms import pairs
from loaders.tabular.table import Table

WANTED = frozenset({"name", "unit", "basis", "content", "amount"})


def read(rows: list[list[str]], merged: list[tuple[int, int, int, int]] | None = None) -> list[tuple[str, str]]:
    source = grid.source(
        [table(rows, merged, name="")], path="a", name="a", sha256="0" * 64, encoding="utf-8", form="csv"
    )
    found = pairs(Table(source.text, source.blocks[0]), WANTED)
    return [(pair.label.meaning, source.text[pair.start : pair.end]) for pair in found]


BOTH = [("name", "修路"), ("unit", "清河县交通局")]


@pytest.mark.parametrize(
    ("rows", "merged", "expected"),
    [
        ([["项目名称", "修路"], ["实施单位", "清河县交通局"]], [], BOTH),
        ([["项目名称", "修路", "实施单位", "清河县交通局"]], [], BOTH),
        ([["项目名称", "", "修路", "实施单位", "", "清河县交通局"]], [(0, 0, 1, 2), (0, 3, 1, 2)], BOTH),
        ([["基本情况", "项目名称", "修路"], ["", "实施单位", "清河县交通局"]], [(0, 0, 2, 1)], BOTH),
        ([["项目名称", "实施单位"], ["修路", "清河县交通局"]], [], BOTH),
        ([["项目名称"], ["修路"], ["实施单位"], ["清河县交通局"]], [], BOTH),
        ([["项目名称：修路"], ["实施单位：清河县交通局"]], [], BOTH),
        ([["一、项目名称", "修路"], ["（二）实施单位：", "清河县交通局"]], [], BOTH),
        ([["项目名称", "实施单位"], ["", "清河县交通局"]], [], [BOTH[1]]),
        ([["项目名称", ""], ["实施单位", "清河县交通局"]], [], [BOTH[1]]),
        ([["项目名称", "修路", "备注"], ["说明", "无"]], [], [BOTH[0]]),
        ([["立项依据", "第一条"], ["", "第二条"]], [], [("basis", "第一条\n\t第二条")]),
        ([["立项依据", "第一条"], ["", "第二条"]], [(0, 0, 2, 1)], [("basis", "第一条\n\t第二条")]),
        (
            [["立项依据"], ["第一条"], ["第二条"], ["实施单位"], ["清河县交通局"]],
            [],
            [("basis", "第一条\n第二条"), BOTH[1]],
        ),
        ([["立项依据", "第一条"], ["填表说明"]], [], [("basis", "第一条")]),
    ],
)
def test_pairs(rows: list[list[str]], merged: list[tuple[int, int, int, int]], expected: list[tuple[str, str]]) -> None:
    assert read(rows, merged) == expected


FORM = [
    ["项目名称", "修路"],
    ["实施单位", "清河县交通局"],
    ["立项依据", "《清河县公路办法》"],
    ["项目内容", "三公里。"],
]


@pytest.mark.parametrize(
    ("rows", "amount"),
    [
        ([["金额（万元）", "12.5"]], Decimal(125_000)),
        ([["单位：元"], ["金额", "125,000.00"]], Decimal(125_000)),
        ([["资金安排", "县级财政安排12.5万元。"]], Decimal(125_000)),
        ([["金额", "12.5万元"]], Decimal(125_000)),
        ([["金额（万元）", "0"]], None),
    ],
)
def test_the_money_of_a_form(rows: list[list[str]], amount: Decimal | None) -> None:
    (project,) = tabled.read(table([*FORM, *rows], name="清河县项目")).projects
    assert project.amount == amount


def test_a_figure_without_a_unit_is_told() -> None:
    found = tabled.read(table([*FORM, ["金额", "12.5"]], name="清河县项目"))
    assert found.projects[0].amount is None and not found.money
    assert len(found.warnings) == 1 and "金额" in found.warnings[0]


def test_an_index_table_is_no_form() -> None:
    found = tabled.read(table([["索引号", "001"], ["发布机构", "清河县交通局"], ["项目名称", "修路"]], name="公开"))
    assert not found.projects
