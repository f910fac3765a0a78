"""Lists of projects: what is a row of one, and what is none."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest
import tabled
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tabled import table

from loaders.extract import read_and_extract
from loaders.rdf import triples
from loaders.records import Extraction

CAPTION = "清河县水务局2025年项目表 单位：万元"
Found = list[tuple[str, list[str], Decimal | None]]


def read(
    rows: list[list[str]], merged: list[tuple[int, int, int, int]] | None = None, name: str = CAPTION
) -> Extraction:
    return tabled.read(table(rows, merged, name))


def projects(found: Extraction) -> Found:
    return [(p.name.value, [u.value for u in p.units], p.amount) for p in found.projects]


HEAD = ["项目名称", "实施单位", "金额", "立项依据"]
FIRST = ["东门供水", "清河县水务局", "100", "《清河县供水办法》"]
SECOND = ["西门供水", "清河县水务局", "50.5", "无"]
BOTH: Found = [("东门供水", ["清河县水务局"], Decimal(1_000_000)), ("西门供水", ["清河县水务局"], Decimal(505_000))]


@pytest.mark.parametrize(
    "rows",
    [
        [HEAD, FIRST, SECOND],
        [["标题"], HEAD, FIRST, SECOND],
        [HEAD, ["1", "2", "3", "4"], FIRST, SECOND],
        [HEAD, ["甲", "乙", "1", "2"], FIRST, SECOND],
        [HEAD, ["合计", "", "150.5"], FIRST, SECOND],
        [HEAD, FIRST, ["小计", "", "100"], SECOND, ["总 计", "", "150.5", ""]],
        [HEAD, ["一、民生类合计", "", "150.5"], FIRST, SECOND],
        [HEAD, ["特定目标类", "", "150.5"], FIRST, SECOND],
        [HEAD, ["31 部门项目", "", "150.5"], FIRST, SECOND],
        [HEAD, ["清河县水务局", "", "150.5"], FIRST, SECOND],
        [HEAD, ["一、城区"], FIRST, ["二、乡镇"], SECOND],
        [HEAD, FIRST, SECOND, ["注：金额为本级财政安排。"]],
        [HEAD, FIRST, SECOND, ["填表人：张三", "联系电话：0000"]],
        [["项目名称", "实施单位", "金额（万元）", "立项依据"], FIRST, SECOND],
        [
            ["项目名称", "实施单位", "2025年预算", "2024年预算数", "立项依据"],
            [*FIRST[:3], "7", "无"],
            [*SECOND[:3], "8", "无"],
        ],
        [["项目名称", "实施单位", "金额", "总投资", "立项依据"], [*FIRST[:3], "700", "无"], [*SECOND[:3], "800", "无"]],
        [["项目", "实施单位", "金额", "建设内容"], FIRST, SECOND],
        [[*HEAD[:2], "省级资金", "县级资金"], [*FIRST[:2], "60", "40"], [*SECOND[:2], "", "50.5"]],
        [
            [*HEAD[:2], "合计", "省级资金", "县级资金"],
            [*FIRST[:2], "100", "60", "40"],
            [*SECOND[:2], "50.5", "50.5", "-"],
        ],
        [HEAD, [*FIRST[:2], "100万元", FIRST[3]], [*SECOND[:2], "505,000.00元", SECOND[3]]],
        [
            HEAD,
            [*FIRST[:2], "县级财政安排100万元", FIRST[3]],
            [*SECOND[:2], "其中省级30万元，县级20.5万元，共计50.5万元", ""],
        ],
    ],
)
def test_rows(rows: list[list[str]]) -> None:
    found = read(rows)
    assert projects(found) == BOTH
    assert not found.warnings


@pytest.mark.parametrize(
    "rows",
    [
        [["项目", "预算数", "项目", "预算数"], ["一般公共预算拨款", "100", "基本支出", "60"]],
        [["收入项目", "金额"], ["财政拨款", "100"]],
        [["预算项目", "采购项目", "采购目录", "金额"], ["办公费", "打印纸", "A05", "2"]],
        [["项目名称", "责任单位", "完成时限"], ["东门供水", "清河县水务局", "6月"]],
        [["地区", "人口数", "补助资金"], ["东乡", "100", "7"]],
        [["项目名称", "金额"]],
    ],
)
def test_other_tables_list_no_projects(rows: list[list[str]]) -> None:
    assert not read(rows).projects


def test_a_merged_cell_holds_for_its_rows() -> None:
    rows = [HEAD, FIRST, ["西门供水", "", "50.5", ""], ["南门供水", "", "3", ""]]
    found = read(rows, [(1, 1, 2, 1)])
    assert projects(found) == [*BOTH, ("南门供水", [], Decimal(30_000))]


def test_a_merged_basis_holds_for_each_of_its_rows() -> None:
    third = ["南门供水", "清河县水务局", "3", "县委会议要求。"]
    found = read([HEAD, FIRST, [*SECOND[:3], ""], third], [(1, 3, 2, 1)])
    assert projects(found) == [*BOTH, ("南门供水", ["清河县水务局"], Decimal(30_000))]
    assert [(c.project, c.relation, c.section) for c in found.citations] == [(n, "basis", "立项依据") for n in (1, 2)]
    assert len({(c.start, c.end) for c in found.citations}) == 1
    written = triples.nquads(found).decode()
    told = re.findall(r"<(\S+)> <http://purl.org/spar/cito/hasCitingEntity> <(\S+)>", written)
    assert len({citation for citation, _ in told}) == len({project for _, project in told}) == 2


def test_without_a_unit_there_is_no_amount() -> None:
    found = read([HEAD, FIRST, SECOND], name="清河县水务局2025年项目表")
    assert [p.amount for p in found.projects] == [None, None]
    assert len(found.warnings) == 1 and "金额" in found.warnings[0]
    assert not found.money


def test_two_columns_of_money_that_disagree_are_told() -> None:
    found = read([["项目名称", "实施单位", "金额", "补助资金"], ["东门供水", "清河县水务局", "100", "70"]])
    assert [p.amount for p in found.projects] == [None]
    assert "东门供水" in found.warnings[0]


@pytest.mark.parametrize(
    ("above", "amounts"), [("年初预算安排情况", ["920", "84.5"]), ("上年实际安排情况", None), ("受益人数", None)]
)
def test_the_sum_under_a_head_of_any_name_is_the_amount_and_the_levels_are_its_parts(
    above: str, amounts: list[str] | None
) -> None:
    leaves = ["小计", "上级补助", "县本级"] if above != "受益人数" else ["小计", "男", "女"]
    rows = [
        ["序号", "项目名称", above, "", "", "支出数", "结余"],
        ["", "", *leaves, "", ""],
        ["1", "防护林补贴", "920.00", "550.00", "370.00", "900.00", "20.00"],
        ["2", "棉种补贴", "84.50", "84.50", "", "84.50", ""],
    ]
    found = read(rows, [(0, 2, 1, 3), *((0, at, 2, 1) for at in (0, 1, 5, 6))])
    if amounts is None:
        assert Decimal(9_200_000) not in [p.amount for p in found.projects]
        return
    assert [p.amount for p in found.projects] == [Decimal(amount) * 10_000 for amount in amounts]
    # Columns printed as money is, with the same two decimals, are money as well: what was spent and what is left.
    assert {"900.00", "20.00", "370.00"} <= {m.surface for m in found.money}


def test_lines_of_one_project_by_code() -> None:
    head = ["项目名称", "项目单位", "功能科目编码", "功能科目名称", "经济科目编码", "金额"]
    lines = [
        ["东门供水", "清河县水务局", "2130305", "水利工程建设", "31005", "60"],
        ["东门供水", "清河县水务局", "2130305", "水利工程建设", "30201", "40"],
        ["西门供水", "清河县水务局", "2130306", "水利工程运行与维护", "30201", "50.5"],
    ]
    found = read([head, *lines])
    assert projects(found) == BOTH
    assert [m.surface for m in found.projects[0].amount_parts] == ["60", "40"]
    assert [[c.code.value for c in p.classifications] for p in found.projects] == [["2130305"], ["2130306"]]
    for first in (["东门供水", "清河县水务局", "", "", "", "100"], ["东门供水", "", "", "", "", "100"]):
        found = read([head, first, *lines])
        assert projects(found) == BOTH
        assert [m.surface for m in found.projects[0].amount_parts] == ["100"]
    merged = [[lines[0][0], *lines[0][1:]], ["", "", *lines[1][2:]], lines[2]]
    found = read([head, *merged], [(1, 0, 2, 1), (1, 1, 2, 1)])
    assert projects(found) == BOTH
    assert [m.surface for m in found.projects[0].amount_parts] == ["60", "40"]


def test_one_name_of_two_units_is_two_projects() -> None:
    head = ["项目名称", "项目单位", "功能科目编码", "金额"]
    rows = [["办公设备购置", "清河县水务局", "2130301", "1"], ["办公设备购置", "清河县教育局", "2050101", "2"]]
    assert [(u, a) for _, u, a in projects(read([head, *rows]))] == [
        (["清河县水务局"], Decimal(10_000)),
        (["清河县教育局"], Decimal(20_000)),
    ]


@pytest.mark.parametrize(
    ("head", "cells", "code", "name"),
    [
        (["功能分类科目"], ["2100408 基本公共卫生服务"], "2100408", "基本公共卫生服务"),
        (["功能科目"], ["[2100408]基本公共卫生服务"], "2100408", "基本公共卫生服务"),
        (["支出功能分类科目编码"], ["21004"], "21004", None),
        (["功能分类科目"], ["基本公共卫生服务"], None, None),
        (["科目编码", "科目名称"], ["2100408", "基本公共卫生服务"], "2100408", "基本公共卫生服务"),
    ],
)
def test_functional_classification(head: list[str], cells: list[str], code: str | None, name: str | None) -> None:
    found = read([["项目名称", *head, "金额"], ["健康教育", *cells, "5"]])
    printed = found.projects[0].classifications
    assert [(c.code.value, c.name.value if c.name else None) for c in printed] == ([(code, name)] if code else [])


def test_a_code_in_three_columns() -> None:
    rows = [
        ["项目名称", "功能分类科目", "", "", "金额"],
        ["", "类", "款", "项", ""],
        ["健康教育", "210", "04", "08", "5"],
    ]
    found = read(rows, [(0, 0, 2, 1), (0, 1, 1, 3), (0, 4, 2, 1)])
    assert [c.code.value for c in found.projects[0].classifications] == ["2100408"]


def test_a_row_that_the_page_broke() -> None:
    found = tabled.read(
        table([HEAD, FIRST, [*SECOND[:3], "为保障"]], name=CAPTION),
        table([["", "", "", "供水安全。"], ["南门供水", "清河县水务局", "3", "无"]], name=""),
    )
    assert projects(found) == [*BOTH, ("南门供水", ["清河县水务局"], Decimal(30_000))]
    assert [found.text[s.start : s.end] for s in found.projects[1].sections if s.field == "basis"] == [
        "为保障",
        "供水安全。",
    ]


def test_the_rest_of_a_row_with_a_name_is_no_project() -> None:
    """A reader that does not join it leaves 艾滋病防治工作经 | 费: one project, and a doubt."""
    head = ["序号", "项目名称", "实施单位", "金额", "立项依据"]
    found = read(
        [head, ["1", *FIRST], ["2", *SECOND], ["", "经费", "", "", ""], ["3", "南门供水", "清河县水务局", "3", "无"]]
    )
    assert [p.name.value for p in found.projects] == ["东门供水", "西门供水", "南门供水"]
    assert len(found.warnings) == 1 and "经费" in found.warnings[0]


def test_an_overview_of_described_projects_adds_none() -> None:
    described = [
        ["项目名称", "东门供水"],
        ["立项依据", "无"],
        ["项目实施单位", "清河县水务局"],
        ["资金安排", "100万元"],
    ]
    overview = table([["序号", "项目名称", "金额"], ["1", "东门供水", "100"], ["2", "西门供水", "50.5"]], name=CAPTION)
    found = tabled.read(overview, table(described, name=""))
    assert [p.name.value for p in found.projects] == ["东门供水"]
    assert len(found.warnings) == 1 and "西门供水" in found.warnings[0]


WORD = st.text("供水路桥站校", min_size=2, max_size=5)


@st.composite
def merged_lists(draw: st.DrawFn) -> tuple[list[list[str]], list[tuple[int, int, int, int]], Found]:
    """A list whose units stand in merged cells of random heights, and whose rows are projects, totals and blanks."""
    rows: list[list[str]] = [["序号", "单位", "项目名称", "金额（元）"]]
    merged: list[tuple[int, int, int, int]] = []
    expected: Found = []
    for block in range(draw(st.integers(1, 4))):
        unit = f"清河县{'水交教卫'[block]}务局"
        high = draw(st.integers(1, 4))
        if high > 1:
            merged.append((len(rows), 1, high, 1))
        for line in range(high):
            name = f"{draw(WORD)}{len(rows)}号工程"
            amount = draw(st.integers(0, 10**6))
            rows.append([str(len(rows)), unit if line == 0 else "", name, str(amount)])
            expected.append((name, [unit], Decimal(amount) if amount else None))
        if draw(st.booleans()):
            rows.append(["", "", "小计", "1"])
        if draw(st.booleans()):
            rows.append(["", "", "", ""])
    return rows, merged, expected


@settings(max_examples=60)
@given(merged_lists())
def test_merged_cells_and_offsets(
    made: tuple[list[list[str]], list[tuple[int, int, int, int]], Found],
) -> None:
    rows, merged, expected = made
    found = read(rows, merged, "清河县项目表")
    assert projects(found) == expected
    for project in found.projects:
        assert found.text[project.name.start : project.name.end] == project.name.value
        assert all(found.text[u.start : u.end] == u.value for u in project.units)
        assert all(project.start <= s.start <= s.end <= project.end for s in project.sections)


@settings(max_examples=200)
@given(
    st.lists(
        st.lists(
            st.sampled_from(
                [
                    "",
                    "项目名称",
                    "立项依据",
                    "金额（万元）",
                    "实施单位",
                    "100",
                    "合计",
                    "清河县水务局",
                    "东门供水",
                    "一级指标",
                    "三级指标",
                    "指标值",
                    "≥5%",
                    "单位：元",
                    "项目名称：西门供水",
                    "2100408",
                ]
            ),
            min_size=1,
            max_size=5,
        ),
        min_size=1,
        max_size=8,
    ),
    st.lists(st.tuples(st.integers(0, 7), st.integers(0, 4), st.integers(1, 9), st.integers(1, 9)), max_size=4),
)
# A value beneath a heading of one project, in the place of another; a name whose next cell is empty but for what stands below.
@example([["项目名称", "100"], ["立项依据", "", "", "金额（万元）", "项目名称"], ["100", "", "", "100", "100"]], [])
@example([["100", "立项依据", "金额（万元）", "100"], ["实施单位", "100", "项目名称：西门供水"]], [(0, 0, 1, 3)])
@example([["立项依据", "100", "单位：元"], ["项目名称", "100"], ["", "100"], ["金额（万元）", "100"]], [])
def test_any_table_gives_located_facts(rows: list[list[str]], merged: list[tuple[int, int, int, int]]) -> None:
    if not any(any(row) for row in rows):
        return
    found = read(rows, merged)
    last = 0
    for project in found.projects:
        assert last <= project.start < project.end <= len(found.text)
        last = project.end
        assert found.text[project.name.start : project.name.end].replace("\n", "") == project.name.value
        assert all(project.start <= s.start <= s.end <= project.end for s in project.sections)
        assert all(part in found.money for part in project.amount_parts)
        assert (project.amount is None) == (not project.amount_parts)
    assert all(found.text[m.start : m.end] == m.surface for m in found.money)
    assert all(m.end <= n.start for m, n in zip(found.money, found.money[1:], strict=False))
    assert all(0 <= i.start < i.end <= len(found.text) for i in found.indicators)


_THIRD = ["东门排水", "清河县住建局", "20", "无"]


def _sums(rows: list[list[str]]) -> list[tuple[str, list[str]]]:
    return [(one.now.surface, [part.surface for part in one.bases]) for one in read(rows).comparisons]


@pytest.mark.parametrize(
    ("rows", "sums"),
    [
        ([HEAD, FIRST, SECOND, ["小计", "", "150.5"], _THIRD, ["小计", "", "20"], ["总计", "", "170.5"]], [("150.5", ["100", "50.5"]), ("20", ["20"])]),
        ([HEAD, FIRST, SECOND, ["清河县水务局合计", "", "150.5"], _THIRD, ["合计", "", "170.5"]], [("150.5", ["100", "50.5"])]),
        ([HEAD, FIRST, SECOND, ["小计", "", "151.5"], _THIRD, ["合计", "", "170.5"]], [("151.5", ["100", "50.5"])]),
        # Above their rows, and beside a row that nobody understood, they say nothing certain.
        ([HEAD, ["小计", "", "150.5"], FIRST, SECOND, ["小计", "", "20"], _THIRD, ["合计", "", "170.5"]], []),
        ([HEAD, FIRST, ["二、乡镇"], SECOND, ["小计", "", "50.5"], ["合计", "", "150.5"]], []),
    ],
)  # fmt: skip
def test_a_subtotal_is_the_sum_of_the_rows_above_it_and_no_total(
    rows: list[list[str]], sums: list[tuple[str, list[str]]]
) -> None:
    found = read(rows)
    assert _sums(rows) == sums
    total = found.document.declared_total
    assert total is None or total.surface in ("170.5", "150.5") and total.surface == rows[-1][-1]


def test_a_sheet_may_hold_several_tables_each_with_its_own_unit() -> None:
    found = read(
        [
            ["部门支出总表"], ["", "", "", "单位：万元"], ["科目名称", "合计", "基本支出", "项目支出"], ["农林水支出", "150.5", "0", "150.5"],
            ["表六"], ["项目支出明细表"], ["", "", "单位：元"], HEAD, [*FIRST[:2], "1000000", "无"], [*SECOND[:2], "505000", "无"], ["合计", "", "1505000"],
            ["表九"], ["与上年预算对比表"], ["项目", "2023年预算数（万元）", "2024年预算数（万元）", "增减额（万元）"], ["财政拨款", "140.0", "150.5", "10.5"],
        ],
        name="清河县水务局2024年部门预算表",
    )  # fmt: skip
    assert projects(found) == BOTH


@pytest.mark.parametrize(
    ("head", "rows", "named"),
    [
        (
            "项目名称\t金额\t立项依据",
            "渠系维护类\t180\t\n  东门供水\t100\t无\n  西门供水\t80\t无\n河道治理类\t40\t\n  南河清淤\t40\t无\n",
            ["东门供水", "西门供水", "南河清淤"],
        ),
        (
            "序号\t项目名称\t金额\t立项依据",
            "一\t渠系维护\t180\t\n1\t东门供水\t100\t无\n2\t西门供水\t80\t无\n二\t河道治理\t40\t\n1\t南河清淤\t40\t无\n",
            ["东门供水", "西门供水", "南河清淤"],
        ),
        # without blanks only the total can tell
        (
            "项目名称\t金额\t立项依据",
            "合计\t220\t\n渠系维护类\t180\t\n东门供水\t100\t无\n西门供水\t80\t无\n南河清淤\t40\t无\n",
            ["东门供水", "西门供水", "南河清淤"],
        ),
        (
            "项目名称\t金额\t立项依据",
            "合计\t400\t\n渠系维护\t180\t\n东门供水\t100\t无\n西门供水\t80\t无\n南河清淤\t40\t无\n",
            ["渠系维护", "东门供水", "西门供水", "南河清淤"],
        ),
        # blanks that say nothing, and a row that is not what is below it
        ("项目名称\t金额\t立项依据", "东门供水\t100\t无\n 西门供水\t80\t无\n", ["东门供水", "西门供水"]),
    ],
)
def test_a_row_that_adds_up_the_rows_below_it_is_their_class_and_no_project(
    tmp_path: Path, head: str, rows: str, named: list[str]
) -> None:
    file = tmp_path / "a.txt"
    file.write_text(f"清河县水务局2025年项目表\n单位：万元\n{head}\n{rows}", "utf-8")
    found = read_and_extract(file)
    assert [name for name, _, _ in projects(found)] == named
