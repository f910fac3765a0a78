"""Disclosures of several bodies in one file: nobody is taken for the publisher of all."""

from __future__ import annotations

import disclosures
import pytest

from loaders.kinds import several_bodies


def part(body: str, *names: str, title: str = "2024年预算重点项目公开") -> str:
    projects = "".join(
        f"第{'一二三四五'[n]}个：\n项目名称\n{name}\n立项依据\n《某市预算管理办法》（清政发〔2020〕{n + 1}号）\n项目实施单位\n{body}\n"
        f"项目基本概况\n连续实施的项目。\n项目实施内容\n培训和督导。\n资金安排情况\n安排{n + 2}0万元。\n项目实施计划\n按季度拨付。\n项目实施成效\n服务改善。\n"
        for n, name in enumerate(names)
    )
    return f"{body}{title}\n{body}2024年预算重点项目{len(names)}个。\n{projects}"


FIRST = part("清河县卫生健康局", "村医补助", "健康教育")


def test_the_head_of_the_first_is_not_said_of_all() -> None:
    found = disclosures.read(FIRST + part("清河县教育体育局", "营养改善", title="2024年部门预算项目文本"))
    assert found.document.publisher is None and found.document.title is None
    assert found.document.declared_count is None and found.document.declared_total is None
    assert [[u.value for u in p.units] for p in found.projects] == [
        ["清河县卫生健康局"],
        ["清河县卫生健康局"],
        ["清河县教育体育局"],
    ]
    assert any("several bodies (清河县卫生健康局、清河县教育体育局)" in warning for warning in found.warnings)


@pytest.mark.parametrize(
    "text",
    [
        FIRST,
        FIRST + part("清河县卫生健康局", "慢性病防治"),  # the same body again
        FIRST.replace("连续实施的项目。", "清河县教育体育局2024年预算项目已经安排。"),  # in a sentence
        FIRST + "清河县教育体育局2024年预算项目\n",  # a link below the text
        "清河县教育体育局2024年预算项目\n" + FIRST,  # a link above it
    ],
)
def test_one_body_stays_the_publisher(text: str) -> None:
    assert disclosures.read(text).document.publisher is not None


def test_places() -> None:
    text = FIRST + part("清河县教育体育局", "营养改善")
    first, last = text.index("第一个"), text.rindex("第一个")
    found = several_bodies.bodies(text, first, last)
    assert [text[body.start : body.end] for body in found] == ["清河县卫生健康局", "清河县教育体育局"]
