"""Templates of disclosures: tables that need no code."""

from __future__ import annotations

from typing import get_args

import disclosures
import pytest

from loaders import templates
from loaders.records import Field
from loaders.templates import headings

VALUES = {
    "项目名称": "高龄津贴",
    "立项依据": "《清河县高龄津贴办法》",
    "项目实施单位": "清河县民政局",
    "资金安排情况": "30万元",
}
SHAPES = {
    "own line": "{heading}\n{value}\n",
    "colon": "{heading}：{value}\n",
    "half-width colon": "{heading}: {value}\n",
    "colon, value below": "{heading}：\n\n{value}\n",
    "numbered": "一、{heading}\n{value}\n",
    "bracket number": "（二）{heading}：{value}\n",
    "digit number": "  3.{heading}\n{value}\n",
    "full-width blanks": "　　{heading}　\n　　{value}\n",
    "table": "{heading}\t{value}\n",
    "marks": "【{heading}】\n{value}\n",
}


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
def test_headings_in_every_shape(shape: str) -> None:
    text = "".join(shape.format(heading=h, value=v) for h, v in VALUES.items())
    template, headed = headings.find(text)
    assert template is not None and template.name == "yunnan-projects"
    assert [(h.heading, h.field) for h in headed] == [
        ("项目名称", "name"),
        ("立项依据", "basis"),
        ("项目实施单位", "unit"),
        ("资金安排情况", "funding"),
    ]
    ends = [*(h.start for h in headed[1:]), len(text)]
    bodies = [text[h.body : end].strip(" \n\u3000") for h, end in zip(headed, ends, strict=True)]
    assert bodies == list(VALUES.values())


def test_spread_heading_is_read_without_its_blanks() -> None:
    text = "项 目 名 称\n甲\n立 项 依 据\n乙\n项目实施单位\n丙\n资金安排\n丁\n"
    assert [h.heading for h in headings.find(text)[1]] == ["项目名称", "立项依据", "项目实施单位", "资金安排"]


def test_the_template_with_the_most_fields_wins() -> None:
    text = "一、项目概述\n甲\n二、立项依据\n乙\n三、实施主体\n丙\n四、实施方案\n丁\n五、实施周期\n戊\n六、年度预算安排\n己\n"
    template, headed = headings.find(text)
    assert template is not None and template.name == "shanghai-explanations"
    assert [h.field for h in headed] == ["overview", "basis", "unit", "content", "plan", "funding"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "立项依据\n甲\n资金安排\n乙\n",
        "根据立项依据和资金安排，实施主体与实施方案如下。",
        "项目名称 项目性质 项目类别\n",
    ],
)
def test_words_in_passing_are_no_template(text: str) -> None:
    assert headings.find(text) == (None, ())


def test_tables_are_sound() -> None:
    for template in templates.templates():
        meanings = {*template.headings.values(), *(meaning for _, meaning in template.columns)}
        assert len(meanings) >= 6
        assert meanings <= {*get_args(Field), *get_args(templates.Column)}
        assert all(" " not in heading for heading in template.headings)


SHEETS = [
    # one label a line, the name in its own, as in a disclosure of a municipality's district
    "清平区交通局\n2024年专项资金项目公开\n本次公开的项目共2个，预算资金合计96.60万元。\n\n"
    "一、公路养护\n项目名称：公路养护\n立项依据：《清平区公路养护办法》\n实施单位：清平区公路事务中心\n预算金额：86.40万元\n"
    "分项测算：\n1.县道：72公里×12000元/公里=86.40万元\n年度绩效目标：优良率85%。\n\n"
    "二、客运补贴\n项目名称：客运补贴\n立项依据：《清平区客运补贴办法》\n实施单位：清平区运输事务中心\n预算金额：10.20万元\n分项测算：17辆×6000元=10.20万元\n年度绩效目标：通车率100%。\n",
    # numbered labels below 项目一：…, as in a county of another province, years before
    "清平县林业局2019年项目支出预算及绩效目标公开说明\n2019年我局项目支出共2个，预算总额96.60万元。\n\n"
    "项目一：公路养护\n（一）立项依据：《清平县公路养护办法》。\n（二）实施单位：清平县公路管理站。\n（三）项目基本概况：全县养护。\n（四）预算金额：86.40万元。\n"
    "（五）分项测算：\n1.县道：72公里×12000元/公里=86.40万元；\n（六）绩效目标：优良率85%以上。\n\n"
    "项目二：客运补贴\n（一）立项依据：《清平县客运补贴办法》。\n（二）实施单位：清平县运输站。\n（三）项目基本概况：通村客运。\n（四）预算金额：10.20万元。\n（五）分项测算：17辆×6000元=10.20万元。\n（六）绩效目标：通车率100%。\n",
    # four labels in the last part of a unit's budget
    "某省热带作物研究所2024年单位预算\n第一部分 概况\n从事研究。\n第二部分 项目支出绩效目标\n"
    "项目一：公路养护\n立项依据：《某省科技规划》\n实施单位：某省热带作物研究所植保室\n预算金额：86.40万元\n测算明细：\n设备：72台×12000元=86.40万元\n"
    "项目二：客运补贴\n立项依据：《某省科技规划》\n实施单位：某省热带作物研究所办公室\n预算金额：10.20万元\n测算明细：\n17辆×6000元=10.20万元\n",
]  # fmt: skip


@pytest.mark.parametrize("text", SHEETS, ids=["labels", "numbered", "of a unit"])
def test_sheets_of_labels_are_projects_with_their_amounts(text: str) -> None:
    found = disclosures.read(text)
    assert [(p.name.value, p.amount) for p in found.projects] == [("公路养护", 864_000), ("客运补贴", 102_000)]
    assert all(len(project.units) == 1 for project in found.projects)
    assert [c.project for c in found.citations] == [1, 2]
    assert found.document.title is not None and "立项依据" not in found.document.title.value
    assert found.document.kind in ("budget-disclosure", "department-budget")
