"""The tree of an allocation: which amounts are parts of which, told apart by their places."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import disclosures
import pytest
from hypothesis import HealthCheck, given, settings

from loaders.extract import read_and_extract
from loaders.money import allocations, calculations
from loaders.records import Extraction, Part
from loaders.text.paragraphs import paragraphs

PROJECT = "项目名称\n甲\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n{content}\n资金安排情况\n{funding}\n项目实施计划\n年底完成。\n"


def trees(extraction: Extraction) -> tuple[Part, ...]:
    return allocations.find(extraction, calculations.find(extraction))


def project(funding: str, content: str = "开展工作。") -> tuple[Part, ...]:
    return trees(disclosures.read(PROJECT.format(content=content, funding=funding)))


def shape(part: Part) -> object:
    """A tree as its surfaces: an amount, or an amount with its parts."""
    return (part.money.surface, [shape(p) for p in part.parts]) if part.parts else part.money.surface


def nodes(parts: tuple[Part, ...]) -> Iterator[Part]:
    for part in parts:
        yield part
        yield from nodes(part.parts)


@pytest.mark.parametrize(
    ("funding", "expected", "complete"),
    [
        (
            "（一）甲类：47.33万元。\n（二）乙类：3.54万元。\n共计：50.87万元。",
            ("50.87万元", ["47.33万元", "3.54万元"]),
            True,
        ),
        (
            "申报预算3300000元。\n资金测算如下：1.药品采购100万，2.监测50万元，3.救治180万。",
            ("3300000元", ["100万", "50万元", "180万"]),
            False,
        ),
        (
            "总预算30.00万元，其中人员经费18.00万元，活动经费12.00万元，合计30.00万元。",
            ("30.00万元", ["18.00万元", "12.00万元"]),
            True,
        ),
        ("总投资5400万元，其中中央资金4320万元、地方配套1080万元。", ("5400万元", ["4320万元", "1080万元"]), True),
        ("安排50万元，其中培训费20万元、印刷费10万元。", ("50万元", ["20万元", "10万元"]), False),
        ("补贴20人，每人500元，计1万元；培训费2万元。市级财政安排3万元。", ("3万元", ["1万元", "2万元"]), False),
        ("市级财政承担资金共计：90万元。", "90万元", False),
    ],
)
def test_shapes(funding: str, expected: object, complete: bool) -> None:
    tree = project(funding)[0]
    assert (shape(tree), tree.complete) == (expected, complete)


def test_items_of_another_section_and_a_sum_inside_an_item() -> None:
    tree = project(
        "本级财力安排资金10.00万元。",
        "本项目安排资金10.00万元，主要包括：\n（一）宣传\n海报2.00万元、折页1.00万元，共3.00万元。\n（二）培训\n预计共7.00万元。",
    )[0]
    assert shape(tree) == ("10.00万元", [("3.00万元", ["2.00万元", "1.00万元"]), "7.00万元"])
    assert [p.item.value for p in nodes((tree,)) if p.item] == ["甲", "宣传", "海报", "折页", "培训"]


def test_a_share_of_an_item_is_its_part_of_the_total() -> None:
    tree = project(
        "（一）扶助金：两项合计614.40万元。由省级承担95.2%、市级承担4.8%，市级承担29.49万元。\n"
        "（二）保健费：计24万元。由州级承担20%、市级承担80%，市级承担19.20万元。\n以上两项市级财政共计安排48.69万元。"
    )[0]
    assert shape(tree) == ("48.69万元", ["29.49万元", "19.20万元"])


def test_an_amount_that_is_printed_again_is_one_amount() -> None:
    found = project("总预算30.00万元，其中甲18.00万元，乙12.00万元，合计30.00万元。")
    assert [p.money.surface for p in nodes(found)] == ["30.00万元", "18.00万元", "12.00万元"]


def test_rates_are_no_parts() -> None:
    found = project("20人，每人500元，计1万元；30人，每人1000元，计3万元；共计4万元。")
    assert all(p.money.kind != "rate" for p in nodes(found))


def test_no_amount_stands_twice_in_a_tree(root: Path) -> None:
    for file in sorted((root / "examples").glob("[!b]*/*.*")):
        extraction = read_and_extract(file)
        for tree in trees(extraction):
            places = [p.money.start for p in nodes((tree,))]
            assert len(places) == len(set(places)), file.name


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(page=disclosures.disclosures())
def test_leaves_come_to_the_project(page: disclosures.Page) -> None:
    extraction = disclosures.read(page.text)
    found = {tree.money.project: tree for tree in reversed(trees(extraction))}
    for one in extraction.projects:
        tree = found[one.ordinal]
        assert tree.money.yuan == one.amount
        if tree.parts:
            assert sum((p.money.yuan for p in tree.parts), Decimal(0)) == one.amount


def test_paragraphs_join_lines_that_a_page_broke() -> None:
    long = "项目总预算1410.00万元，其中支持引进品牌集聚340.00万元，支持打造示范地标120.00万元，支"
    text = f"一行\n{long}\n持促消费800.00万元。\n\n另一段\n（一）一项\n"
    assert [text[a:b] for a, b in paragraphs(text)] == ["一行", f"{long}\n持促消费800.00万元。", "另一段", "（一）一项"]


def test_parts_of_parts_without_end_are_no_fault() -> None:
    extraction = disclosures.read("其中：1万元，" * 3_000)
    assert len(extraction.money) == 3_000
