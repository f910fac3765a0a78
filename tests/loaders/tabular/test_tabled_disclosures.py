"""One disclosure of ours in each kind of table says what its plain text says."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import tabled
from tabled import TITLE, Told, table

from loaders import formats
from loaders.extract import extract
from loaders.formats.sheets import grid
from loaders.records import Extraction

HEAD = ["序号", "项目名称", "项目实施单位", "金额（万元）", "立项依据", "项目实施内容", "绩效目标"]


def projects(found: Extraction) -> list[tuple[str, list[str], Decimal | None]]:
    return [(p.name.value, [u.value for u in p.units], p.amount) for p in found.projects]


def citations(found: Extraction, fields: set[str] | None = None) -> list[tuple[object, ...]]:
    """What is cited by which project; with ``fields`` only in sections of these fields."""
    kept = []
    for c in found.citations:
        own = [p for p in found.projects if p.ordinal == c.project]
        field = next((s.field for p in own for s in p.sections if s.start <= c.start < s.end), None)
        if fields is None or field in fields:
            kept.append((c.number, c.title, tuple(a.value for a in c.articles), c.relation, c.project, field))
    return kept


def indicators(found: Extraction) -> list[tuple[object, ...]]:
    return [(i.name, i.comparator, i.value, i.unit, i.project) for i in found.indicators]


def located(found: Extraction) -> None:
    """Every fact has its characters, and every project holds its sections."""
    last = 0
    for project in found.projects:
        assert last <= project.start < project.end
        last = project.end
        assert found.text[project.name.start : project.name.end] == project.name.value
        assert all(found.text[u.start : u.end] == u.value for u in project.units)
        assert all(project.start <= s.start <= s.end <= project.end for s in project.sections)
        assert all(part in found.money for part in project.amount_parts)
        for printed in project.classifications:
            assert found.text[printed.code.start : printed.code.end] == printed.code.value
    for fact in (*found.money, *found.citations):
        assert found.text[fact.start : fact.end] == fact.surface


@pytest.fixture(scope="module")
def plain() -> Extraction:
    return tabled.plain()


@pytest.fixture(scope="module")
def told() -> list[Told]:
    found = tabled.told()
    assert len(found) == 13
    return found


def forms(told: list[Told], shape: str) -> list[grid.Sheet]:
    every = [list(one.parts.items()) for one in told]
    if shape == "beside":
        return [table([[label, words] for one in every for label, words in one])]
    if shape == "beside, a table each":
        return [
            table([[f"{label}：", words] for label, words in one], name=TITLE if one is every[0] else "")
            for one in every
        ]
    if shape == "beside, numbered":
        numbered = [[f"{i}.{label}", words] for one in every for i, (label, words) in enumerate(one, 1)]
        return [table(numbered)]
    if shape == "two pairs a row":
        rows, merged = [], []
        for one in every:
            (a, name), (b, basis), (c, unit), *rest = one
            rows.append([a, name, c, unit])
            rows.append([b, basis])
            merged.append((len(rows) - 1, 1, 1, 3))
            rows += [[label, words] for label, words in rest]
        return [table(rows, merged)]
    if shape == "under":
        return [table([[words] for one in every for pair in one for words in pair])]
    if shape == "under, two a row":
        rows = []
        for one in every:
            pairs = [*one, *([("", "")] if len(one) % 2 else [])]
            for (a, words), (b, others) in zip(pairs[::2], pairs[1::2], strict=True):
                rows += [[a, b], [words, others]]
        return [table(rows)]
    assert shape == "a label in the cell"
    return [table([[f"{label}：{words}", "&"] for one in every for label, words in one])]


@pytest.mark.parametrize(
    "shape",
    [
        "beside",
        "beside, a table each",
        "beside, numbered",
        "two pairs a row",
        "under",
        "under, two a row",
        "a label in the cell",
    ],
)
def test_forms(plain: Extraction, told: list[Told], shape: str) -> None:
    found = tabled.read(*forms(told, shape))
    located(found)
    assert found.document.kind == "budget-disclosure" and not found.warnings
    assert projects(found) == projects(plain)
    assert sorted(citations(found), key=str) == sorted(citations(plain), key=str)
    assert sorted(indicators(found), key=str) == sorted(indicators(plain), key=str)


def listed(told: list[Told], unit: str = "万元") -> list[list[str]]:
    rows = []
    for number, one in enumerate(told, 1):
        amount = one.amount if unit == "万元" else f"{one.project.amount:,.2f}"
        parts = one.parts
        rows.append(
            [
                str(number),
                parts["项目名称"],
                parts["项目实施单位"],
                amount,
                parts["立项依据"],
                parts["项目实施内容"],
                parts["项目实施成效"],
            ]
        )
    return rows


def lists(told: list[Told], shape: str) -> list[grid.Sheet]:
    rows = listed(told)
    total = ["合计", "", "", "919.526", "", "", ""]
    if shape == "unit in the head":
        return [table([HEAD, *rows, total])]
    plain_head = [*HEAD[:3], "金额", *HEAD[4:]]
    if shape == "unit in a line of the table":
        return [
            table([[TITLE], ["", "", "", "", "", "", "单位：万元"], plain_head, *rows], [(0, 0, 1, 7)], name="Sheet A")
        ]
    if shape == "unit above the table, in yuan":
        return [table([plain_head, *listed(told, "元")], name=f"{TITLE} 金额单位：元")]
    if shape == "subtotals":
        return [table([HEAD, *rows[:5], ["", "小计", "", "460.77", "", "", ""], *rows[5:], total])]
    if shape == "merged units":
        merged = []
        start = 0
        for index in range(1, len(rows) + 1):
            if index == len(rows) or rows[index][2] != rows[start][2]:
                if index - start > 1:
                    merged.append((1 + start, 2, index - start, 1))
                start = index
        shown = [list(row) for row in rows]
        for row, _, high, _ in merged:
            for below in range(row, row + high - 1):
                shown[below][2] = ""
        return [table([HEAD, *shown], merged)]
    if shape == "sub-heads":
        top = [*HEAD[:3], "资金安排（万元）", "", *HEAD[4:]]
        below = ["", "", "", "合计", "市级资金", "", "", ""]
        doubled = [[*row[:4], row[3], *row[4:]] for row in rows]
        spans = [(0, c, 2, 1) for c in (0, 1, 2, 5, 6, 7)] + [(0, 3, 1, 2)]
        return [table([top, below, *doubled], spans)]
    if shape == "the next page, head again":
        return [table([HEAD, *rows[:6]]), table([HEAD, *rows[6:]], name="")]
    assert shape == "the next page, no head"
    return [table([HEAD, *rows[:6]]), table(rows[6:], name="")]


@pytest.mark.parametrize(
    "shape",
    [
        "unit in the head",
        "unit in a line of the table",
        "unit above the table, in yuan",
        "subtotals",
        "merged units",
        "sub-heads",
        "the next page, head again",
        "the next page, no head",
    ],
)
def test_lists(plain: Extraction, told: list[Told], shape: str) -> None:
    found = tabled.read(*lists(told, shape))
    located(found)
    assert found.document.kind == "budget-disclosure" and not found.warnings
    assert found.document.publisher is not None and found.document.publisher.value == "个旧市卫生健康局"
    assert projects(found) == projects(plain)
    # 项目基本概况 has no column, so what only it cites is not there.
    assert citations(found, {"basis"}) == citations(plain, {"basis"})
    assert indicators(found) == indicators(plain)
    declared = found.document.declared_total
    assert (declared.yuan if declared else None) == (9195260 if shape in ("unit in the head", "subtotals") else None)


def test_a_budget_table_gives_the_functional_classification(plain: Extraction, told: list[Told]) -> None:
    codes = {8: ("2100408", "基本公共卫生服务"), 11: ("2100409", "重大公共卫生服务")}
    top = ["项目名称", "项目单位", "功能分类科目", "", "合计", "本年拨款", "", "财政拨款结转结余"]
    below = ["", "", "编码", "名称", "", "一般公共预算", "政府性基金", ""]
    rows = []
    for number, one in enumerate(told, 1):
        code, name = codes.get(number, ("2109999", "其他卫生健康支出"))
        rows.append([one.parts["项目名称"], one.parts["项目实施单位"], code, name, one.amount, one.amount, "", ""])
    extra = [["个旧市卫生健康局", "", "", "", "919.526"], ["特定目标类", "", "", "", "919.526"]]
    spans = [(1, 0, 2, 1), (1, 1, 2, 1), (1, 2, 1, 2), (1, 4, 2, 1), (1, 5, 1, 2), (1, 7, 2, 1)]
    for merged in (spans, []):
        found = tabled.read(
            table(
                [["单位：万元"], top, below, [str(n) for n in range(1, 9)], *extra, *rows],
                merged,
                "个旧市卫生健康局2024年项目支出预算表",
            )
        )
        located(found)
        assert projects(found) == projects(plain)
        assert [[(c.code.value, c.name and c.name.value) for c in p.classifications] for p in found.projects] == [
            [codes.get(n, ("2109999", "其他卫生健康支出"))] for n in range(1, 14)
        ]
        assert found.document.title is not None and found.document.title.value == "个旧市卫生健康局2024年项目支出预算表"


def test_target_tables_are_the_projects_of_the_page(plain: Extraction, told: list[Told]) -> None:
    """A target table for each project, behind the list of the projects or alone."""
    sheets = []
    for one in told:
        parts = one.parts
        rows = [
            ["项目支出绩效目标表"],
            ["（2024年度）"],
            ["项目名称", parts["项目名称"]],
            ["主管部门", "个旧市卫生健康局", "实施单位", parts["项目实施单位"]],
            ["项目资金（万元）", "年度资金总额", one.amount],
            ["", "其中：财政拨款", one.amount],
            ["一级指标", "二级指标", "三级指标", "指标值"],
            ["产出指标", "数量指标", "服务人数", "≥1,000人"],
            ["", "质量指标", "完成率", "95%以上"],
            ["", "时效指标", "完成时间", "2024年12月底前"],
            ["满意度指标", "服务对象满意度", "群众满意度", "有效提升"],
        ]
        sheets.append(table(rows, [(4, 0, 2, 1), (7, 0, 3, 1)], name=""))
    expected = [
        (name, sign, value, unit, number)
        for number in range(1, 14)
        for name, sign, value, unit in (("服务人数", ">=", "1000", "人"), ("完成率", ">=", "95", "%"))
    ]
    alone = tabled.read(*sheets)
    located(alone)
    assert projects(alone) == projects(plain)
    assert indicators(alone) == expected
    assert not alone.warnings
    both = tabled.read(*lists(told, "unit in the head"), *sheets)
    located(both)
    assert projects(both) == projects(plain)
    assert sorted(indicators(both), key=str) == sorted([*indicators(plain), *expected], key=str)
    assert not both.warnings


def test_what_parts_the_project_above_is_no_project() -> None:
    head = "清河县水利局2024年项目支出表\n单位：万元\n项目名称\t金额\n"
    rows = "城北道路\t3\n其中：省级\t1\n县级\t2\n城南道路\t5\n其中：中央资金\t2\n城西道路\t2\n合计\t10\n"
    found = extract(formats.read_bytes((head + rows).encode(), Path("支出.txt")))
    assert [(project.name.value, project.amount) for project in found.projects] == [
        ("城北道路", 30_000),
        ("城南道路", 50_000),
        ("城西道路", 20_000),
    ]
    assert len(found.money) == 7 and sum(money.project is None for money in found.money) == 4
