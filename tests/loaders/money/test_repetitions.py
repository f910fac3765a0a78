"""Quantities and amounts that a project prints twice."""

from __future__ import annotations

import json

import disclosures
import pytest

from loaders.rdf import jsonl
from loaders.records import Extraction

PAGE = (
    "项目名称\n养老\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市民政局\n项目基本概况\n{}\n"
    "项目实施内容\n{}\n资金安排情况\n安排资金50万元。\n项目实施计划\n年底完成。\n"
)


def told(extraction: Extraction) -> list[tuple[str, str, str]]:
    for one in extraction.repetitions:
        assert extraction.text[one.thing.start : one.thing.end] == one.thing.value
        assert one.start <= min(one.first.start, one.second.start) and one.end >= max(one.first.end, one.second.end)
    return [(one.thing.value, one.first.surface, one.second.surface) for one in extraction.repetitions]


def test_the_same_payees_counted_twice() -> None:
    text = "敬老院每年补助0.20万元，共15个敬老院。\n敬老院（含民办）每次补助0.03万元，共16个敬老院。\n食堂每月补助0.10万元，共7个食堂。"
    found = disclosures.read(PAGE.format("无。", text))
    assert told(found) == [("敬老院", "15个", "16个")]
    (line,) = json.loads(jsonl.line(found))["repetitions"]
    assert (line["thing"], line["first"]["value"], line["second"]["value"], line["project"]) == (
        "敬老院",
        "15",
        "16",
        1,
    )


@pytest.mark.parametrize(
    ("overview", "again"),
    [
        ("本项目安排资金50万元。", [("本项目安排资金", "50万元", "50万元")]),
        ("该项目2024年预算为48万元。", []),  # a figure between: not called the project's own by these words alone
        ("该项目预算为48万元。", [("该项目预算为", "50万元", "48万元")]),
        ("本项目总投资预算200万元。", []),
        ("本项目安排资金约50万元。", []),
        ("全县安排资金50万元。", []),
    ],
)
def test_the_own_amount_in_another_section(overview: str, again: list[tuple[str, str, str]]) -> None:
    assert told(disclosures.read(PAGE.format(overview, "无。"))) == again
