"""Performance tables as they are printed in several provinces: every column is a field, the tree of indicators, funds, codes of bodies."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from budget_samples import as_html, as_word
from performance_samples import EVALUATED

from loaders import formats
from loaders.extract import extract
from loaders.rdf.jsonl import line
from loaders.records import Extraction, Mention, PerformanceTable

DECLARED = (
    "项目支出绩效目标申报表\n（2024年度）\n金额单位：万元\n项目名称\t农村供水管网改造\t\t\n"
    "主管部门及代码\t[312]云岭县水务局\t实施单位\t312001-云岭县水务局机关\n"
    "项目资金（万元）\t年度资金总额\t130.00\t\n\t其中：财政拨款\t100.00\t\n\t其他资金\t30.00\t\n"
    "年度目标\t改造供水管网12公里，惠及群众3200人。\t\t\n"
    "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t计量单位\t权重\n产出指标\t数量指标\t改造管网长度\t≥\t12\t公里\t30\n"
    "\t质量指标\t工程验收合格率\t＝\t100\t%\t20\n\t时效指标\t按期完工率\t≥\t95\t%\t10\n"
    "效益指标\t社会效益指标\t受益人口\t≥\t3200\t人\t30\n满意度指标\t服务对象满意度指标\t群众满意度\t≥\t90\t%\t10\n"
)
LISTED = (
    "2019年部门整体支出绩效目标表\n单位：元\n单位名称：某州林业和草原局\t\t\t\n部门预算\t年度预算总额\t1,250,000\t\n"
    "一级指标\t二级指标\t三级指标\t指标值\t评（扣）分标准\t分值权重\n"
    "产出指标\t数量指标\t造林面积\t3万亩\t每少1%扣1分\t60\n效益指标\t生态效益\t森林覆盖率\t42%\t达标得满分\t40\n合计\t\t\t\t\t100\n"
)


def tables(text: bytes, name: str = "a.txt") -> tuple[Extraction, tuple[PerformanceTable, ...]]:
    facts = extract(formats.read_bytes(text, Path(name)))
    return facts, facts.performance


def value(mention: Mention | None) -> str | None:
    return mention.value if mention else None


@pytest.mark.parametrize(("name", "made"), [("a.txt", str.encode), ("a.html", as_html), ("a.docx", as_word)])
def test_targets(name: str, made: object) -> None:
    facts, (one,) = tables(made(DECLARED), name)  # type: ignore[operator]
    assert (value(one.project), value(one.department), value(one.department_code)) == (
        "农村供水管网改造",
        "云岭县水务局",
        "312",
    )
    assert (value(one.unit), value(one.unit_code)) == ("云岭县水务局机关", "312001")
    assert [(fund.name.value, value(fund.planned)) for fund in one.funds] == [("年度资金总额", "1300000"), ("财政拨款", "1000000"), ("其他资金", "300000")]  # fmt: skip
    shown = [(tuple(level.value for level in row.levels), row.name.value, value(row.comparator), value(row.target), value(row.measure), value(row.weight)) for row in one.indicators]  # fmt: skip
    assert shown[1] == (("产出指标", "质量指标"), "工程验收合格率", "＝", "100", "%", "20")
    assert shown[3:] == [(("效益指标", "社会效益指标"), "受益人口", "≥", "3200", "人", "30"), (("满意度指标", "服务对象满意度指标"), "群众满意度", "≥", "90", "%", "10")]  # fmt: skip
    for told in (
        one.project,
        one.department,
        one.department_code,
        one.unit,
        one.unit_code,
        one.indicators[2].levels[0],
    ):
        assert told is not None and facts.text[told.start : told.end] == told.value


def test_a_self_evaluation() -> None:
    facts, (one,) = tables(EVALUATED.encode())
    assert (value(one.department), value(one.department_code), value(one.unit_code)) == (
        "北川市城市管理局",
        "205",
        None,
    )
    first, grant, carried = one.funds
    assert [value(one) for one in (first.initial, first.planned, first.executed, first.rate, first.weight, first.score)] == ["2000000", "2400000", "2280000", "95", "10", "9.5"]  # fmt: skip
    assert (value(grant.executed), grant.rate, carried.initial, value(carried.planned)) == (
        "2080000",
        None,
        None,
        "200000",
    )
    row = one.indicators[0]
    assert [value(told) for told in (row.target, row.actual, row.weight, row.score, row.reason)] == ["≥14条", "13条", "30", "27", "一条街巷待征收"]  # fmt: skip
    assert (value(one.weight), value(one.score)) == ("100", "96.5")
    assert one.indicators[2].levels[0].value == "效益指标" and value(one.indicators[2].target) == "明显"
    (printed,) = json.loads(line(facts))["performance"]
    assert printed["indicators"][0]["actual"] == "13条" and printed["funds"][0]["executed"] == "2280000"


def test_of_a_department_with_a_column_of_its_own() -> None:
    _, (one,) = tables(LISTED.encode())
    assert (one.project, value(one.unit)) == (None, "某州林业和草原局")
    assert [(fund.name.value, value(fund.planned)) for fund in one.funds] == [("年度预算总额", "1250000")]
    assert [(cell.head, cell.surface) for cell in one.indicators[0].others] == [("评（扣）分标准", "每少1%扣1分")]
    assert (value(one.weight), one.score) == ("100", None)


def test_the_code_of_a_unit_is_no_part_of_a_projects_unit() -> None:
    facts, _ = tables(as_html("云岭县水务局2024年部门预算重点项目公开\n" + DECLARED), "a.html")
    (project,) = facts.projects
    assert [unit.value for unit in project.units] == ["云岭县水务局机关"]


def test_a_table_of_money_is_none() -> None:
    assert tables("支出表\n单位：万元\n科目名称\t合计\t基本支出\n林业\t9.0\t5.0\n".encode())[1] == ()


@pytest.mark.parametrize("form", ["text", "page", "unit in the head"])
def test_all_funds_are_amounts_and_no_points_are(form: str) -> None:
    """Whatever a column of money above them may say: 执行数 is money too, 分值 and 得分 are none."""
    text = EVALUATED
    if form == "unit in the head":
        text = text.replace("单位：万元\n", "").replace("项目资金\t", "项目资金（万元）\t")
    facts, _ = tables(as_html(text) if form == "page" else text.encode(), "a.html" if form == "page" else "a.txt")
    printed = ["200.00", "240.00", "228.00", "200.00", "220.00", "208.00", "20.00", "20.00"]
    assert [one.surface for one in facts.money] == printed
