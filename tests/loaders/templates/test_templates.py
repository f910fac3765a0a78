"""Templates of disclosures: tables that need no code."""

from __future__ import annotations

from typing import get_args

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
