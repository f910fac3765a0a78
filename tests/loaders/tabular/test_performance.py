"""Performance-target tables in the layouts that departments print."""

from __future__ import annotations

from decimal import Decimal

import pytest
import tabled
from tabled import table

from loaders.records import Extraction

UPPER = [
    ["项目支出绩效目标表"],
    ["（2025年度）"],
    ["项目名称", "", "健康教育经费"],
    ["主管部门", "", "清河县卫生健康局", "", "实施单位", "清河县疾病预防控制中心"],
    ["项目资金（万元）", "", "年度资金总额：", "", "120"],
    ["", "", "其中：财政拨款", "", "100"],
    ["", "", "其他资金", "", "20"],
    ["总体目标", "", "普及健康知识。"],
]
SPANS = [(2, 0, 1, 2), (4, 0, 3, 2), (4, 2, 1, 2)]
TARGETS = [
    ["绩效指标", "一级指标", "二级指标", "三级指标", "", "指标值"],
    ["", "产出指标", "数量指标", "举办讲座", "", "≥100场次"],
    ["", "", "", "2.印制资料", "", "2万份"],
    ["", "", "质量指标", "资料合格率", "", "100%"],
    ["", "", "时效指标", "完成时间", "", "2025年12月底前"],
    ["", "效益指标", "社会效益指标", "知识普及程度", "", "有所提高"],
    ["", "满意度指标", "服务对象满意度指标", "群众满意度", "", "≥90%"],
]
READ = [
    ("举办讲座", ">=", "100", "场次"),
    ("印制资料", "=", "2", "万份"),
    ("资料合格率", "=", "100", "%"),
    ("群众满意度", ">=", "90", "%"),
]


def told(found: Extraction) -> list[tuple[str, str, str, str]]:
    return [(i.name, i.comparator, i.value, i.unit) for i in found.indicators]


@pytest.mark.parametrize("spans", [SPANS, []], ids=["spans", "no spans"])
def test_a_project_with_its_targets(spans: list[tuple[int, int, int, int]]) -> None:
    more = [(8, 0, 7, 1), (9, 1, 4, 1), (9, 2, 2, 1)] if spans else []
    found = tabled.read(table([*UPPER, *TARGETS], [*spans, *more], name="附件3"))
    assert found.document.kind == "budget-disclosure"
    assert found.document.title is not None and found.document.title.value == "项目支出绩效目标表"
    (project,) = found.projects
    assert project.name.value == "健康教育经费"
    assert [u.value for u in project.units] == ["清河县疾病预防控制中心"]
    assert project.amount == Decimal(1_200_000)
    assert project.fiscal_year is not None and project.fiscal_year.value == "2025"
    assert [(m.surface, m.yuan, m.kind) for m in found.money] == [
        ("120", 1_200_000, "total"),
        ("100", 1_000_000, "part"),
        ("20", 200_000, "part"),
    ]
    assert [(s.heading, s.field) for s in project.sections if s.field == "effect"] == [("总体目标", "effect")]
    assert told(found) == READ
    assert {i.project for i in found.indicators} == {1}
    assert found.text[found.indicators[0].start : found.indicators[0].end].split() == ["举办讲座", "≥100场次"]
    assert not found.warnings


def test_signs_and_units_in_columns_of_their_own() -> None:
    rows = [
        [
            "单位名称、项目名称",
            "项目年度绩效目标",
            "一级指标",
            "二级指标",
            "三级指标",
            "指标性质",
            "指标值",
            "度量单位",
            "指标属性",
        ],
        ["健康教育", "提高素养", "产出指标", "数量指标", "讲座场次", ">=", "100", "场", "定量指标"],
        ["", "", "", "质量指标", "合格率", "=", "95", "%", "定量指标"],
        ["", "", "满意度指标", "服务对象满意度", "群众满意", "=", "满意", "-", "定性指标"],
        ["疫苗接种", "", "产出指标", "数量指标", "接种人数", "<=", "1000", "人", "定量指标"],
    ]
    for spans in ([(1, 0, 3, 1), (1, 1, 3, 1)], []):
        found = tabled.read(table(rows, spans, "清河县卫生健康局2025年项目支出绩效目标表"))
        assert [p.name.value for p in found.projects] == ["健康教育", "疫苗接种"]
        assert [(*one, i.project) for one, i in zip(told(found), found.indicators, strict=True)] == [
            ("讲座场次", ">=", "100", "场", 1),
            ("合格率", "=", "95", "%", 1),
            ("接种人数", "<=", "1000", "人", 2),
        ]


def test_several_projects_one_after_another_in_one_sheet() -> None:
    second = [[cell.replace("健康教育经费", "疫苗接种经费") for cell in row] for row in UPPER[2:]]
    found = tabled.read(table([*UPPER, *TARGETS, *second, *TARGETS], name="附件"))
    assert [p.name.value for p in found.projects] == ["健康教育经费", "疫苗接种经费"]
    assert [p.amount for p in found.projects] == [Decimal(1_200_000)] * 2
    assert told(found) == [*READ, *READ]
    assert [i.project for i in found.indicators] == [1] * 4 + [2] * 4


def test_a_department_has_targets_and_is_no_project() -> None:
    rows = [["部门整体支出绩效目标表"], ["部门名称", "清河县卫生健康局"], *TARGETS]
    found = tabled.read(table(rows, name="附件"))
    assert not found.projects and told(found) == READ
    assert {i.project for i in found.indicators} == {None}


def test_the_year_s_column_counts() -> None:
    rows = [
        ["项目名称", "健康教育"],
        ["一级指标", "二级指标", "三级指标", "实施期指标值", "年度指标值", "实际完成值"],
        ["产出指标", "数量指标", "讲座", "300场", "100场", "80场"],
    ]
    assert told(tabled.read(table(rows))) == [("讲座", "=", "100", "场")]


def test_a_table_that_the_page_broke() -> None:
    found = tabled.read(table([*UPPER, *TARGETS[:3]], name="附件"), table(TARGETS[3:], name=""))
    assert told(found) == READ and {i.project for i in found.indicators} == {1}


def test_a_value_of_no_one_reading_is_told() -> None:
    rows = [["项目名称", "健康教育"], *[row[1:] for row in TARGETS[:1]], ["产出", "数量", "讲座场次", "", "90-100场"]]
    found = tabled.read(table(rows))
    assert told(found) == []
    assert len(found.warnings) == 1 and "90-100场" in found.warnings[0]


def test_the_money_of_a_table_without_a_unit() -> None:
    rows = [["项目名称", "健康教育"], ["年度资金总额", "120"], *[row[1:] for row in TARGETS]]
    found = tabled.read(table(rows, name="附件"))
    assert found.projects[0].amount is None and "元 or 万元" in found.warnings[0]
