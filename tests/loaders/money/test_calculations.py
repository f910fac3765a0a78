"""Printed formulae: the operands that a page prints, where they stand, and whether it leaves anything open."""

from __future__ import annotations

from decimal import Decimal

import disclosures
import pytest
from growth import keeps_step

from loaders.money import calculations, quantities
from loaders.records import Calculation

PROJECT = "项目名称\n甲\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n开展工作。\n资金安排情况\n"


def found(funding: str) -> list[Calculation]:
    return list(calculations.find(disclosures.read(f"{PROJECT}{funding}\n项目实施计划\n年底完成。\n")))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按200人估算", ["200人"]),
        ("常住人口41.96万人", ["41.96万人"]),
        ("每年900对计算", ["900对"]),
        ("共11个卫生院，共租用10辆车", ["11个", "10辆"]),
        ("按12个月计算，全年200天", ["12个月", "200天"]),
        ("春节、中秋节走访", ["春节、中秋节"]),
        ("两节走访慰问", ["两节"]),
        ("一年两次", ["两次"]),
        ("8000人次", ["8000人次"]),
        ("2024年4月15日", []),
        ("提高2个百分点", []),
        ("第3个项目", []),
        ("每2个月更新", []),
        ("0-6岁儿童", []),
        ("一次性补助", []),
        ("13/10万人", []),
    ],
)
def test_quantities(text: str, expected: list[str]) -> None:
    assert [q.surface for q in quantities.find(text, 0, len(text))] == expected


@pytest.mark.parametrize("text", ["不少于9次", "最多12次", "约200人", "200余人", "300人以上", "每个街道张贴2条"])
def test_limits_and_estimates_are_bound(text: str) -> None:
    assert [q.bound for q in quantities.find(text, 0, len(text))] == [True]


def test_a_word_that_ends_like_an_estimate_is_none() -> None:
    (quantity,) = quantities.find("签约15000人", 0, 8)
    assert not quantity.bound


def test_values_are_in_ones() -> None:
    (quantity,) = quantities.find("常住人口41.96万人", 0, 11)
    assert (quantity.value, quantity.scale, quantity.unit) == (Decimal("419600"), 10_000, "人")


@pytest.mark.parametrize(
    ("funding", "kind", "operands", "result", "complete"),
    [
        ("20人，每人50元，安排0.10万元。", "product", ["20人", "50元"], "0.10万元", True),
        (
            "按20人、春节和中秋节50元/人测算，安排0.20万元。",
            "product",
            ["20人", "春节和中秋节", "50元/人"],
            "0.20万元",
            True,
        ),
        ("44元/对，按90对计算，应拨付合计0.40万元。", "product", ["44元/对", "90对"], "0.40万元", True),
        ("农村12人、城镇8人。每年每人120元，安排0.24万元。", "product", ["12人", "8人", "120元"], "0.24万元", True),
        ("活产300人的6%，每人400元，安排0.72万元。", "product", ["300人", "6%", "400元"], "0.72万元", True),
        ("20人，每人每月50元，全年1.20万元。", "product", ["20人", "50元", "全年"], "1.20万元", True),
        ("20人，每人每月50元，安排1.20万元。", "product", ["20人", "50元", ""], "1.20万元", False),
        ("每个站补助0.10万元，共81个站，预计共8.10万元。", "product", ["0.10万元", "81个"], "8.10万元", True),
        (
            "甲类10人，每人100元，乙类20人，每人50元，共计0.20万元。",
            "product",
            ["10人", "100元", "20人", "50元"],
            "0.20万元",
            True,
        ),
        (
            "35户，初婚每户5000元、再婚每户2500元，安排3.54万元。",
            "product",
            ["35户", "5000元", "2500元"],
            "3.54万元",
            False,
        ),
        ("每次补助0.05万元，最多12次。预计共6.60万元。", "product", ["0.05万元", "12次"], "6.60万元", False),
        ("共需120万元，市级承担40%，市级财政安排48万元。", "share", ["120万元", "市级承担40%"], "48万元", True),
        ("每人94元，市级承担4.8%，人均4.512元。", "standard", ["94元", "市级承担4.8%"], "4.512元", True),
        ("小学每年每人奖励160元，小学增加90元（250元）。", "raise", ["160元", "90元"], "250元", True),
        ("投入182万元，建站26个，平均每个7万元。", "average", ["26个", "7万元"], "182万元", False),
    ],
)
def test_operands(funding: str, kind: str, operands: list[str], result: str, complete: bool) -> None:
    (one,) = found(funding)
    assert (one.kind, [o.surface for o in one.operands], one.result.surface, one.complete) == (
        kind,
        operands,
        result,
        complete,
    )
    assert one.project == 1


def test_a_standard_that_was_worked_out_replaces_its_origin() -> None:
    _, product = found("每人94元，市级承担4.8%，人均4.512元，常住人口10万人，市级财政安排45.12万元。")
    assert [(o.role, o.surface) for o in product.operands] == [
        ("origin", "94元"),
        ("share", "市级承担4.8%"),
        ("standard", "4.512元"),
        ("count", "10万人"),
    ]


def test_places_are_those_of_the_text() -> None:
    extraction = disclosures.read(f"{PROJECT}20人，每人50元，全年2次，安排0.20万元。\n项目实施计划\n年底。\n")
    for one in calculations.find(extraction):
        for operand in one.operands:
            assert extraction.text[operand.start : operand.end] == operand.surface


@pytest.mark.parametrize(
    "funding",
    [
        "20人，每人50元；设备购置2万元。",
        "20人，每人50元，已支付0.10万元。",
        "2023年20人，每人50元，2024年安排0.20万元。",
    ],
)
def test_an_amount_for_another_thing_is_no_result(funding: str) -> None:
    assert not any(one.complete for one in found(funding))


def test_long_text_takes_no_long_time() -> None:
    """A list without results must not make the walk quadratic."""
    unit = "20人，每人50元，市级承担5%，"
    keeps_step(calculations.find, lambda count: disclosures.read(PROJECT + unit * count), size=20)


@pytest.mark.parametrize(
    "said",
    [
        "改造绿带11.6公里，平均每公里不超过60万元，安排预算634.79万元。",
        "改造道路20公里，每公里最高补助5万元，安排资金86万元。",
        "培训教师200人，人均标准控制在500元以内，安排经费8.6万元。",
        "培训教师200人，每人不高于500元，共需8.6万元。",
        "慰问200户，每户上限500元，共需8.6万元。",
    ],
)
def test_a_limit_is_no_standard_that_an_amount_must_follow_from(said: str) -> None:
    assert not any(one.complete for one in found(said))


def test_a_standard_is_one() -> None:
    assert [one.complete for one in found("培训教师200人，每人500元，共需8.6万元。")] == [True]
