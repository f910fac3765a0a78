"""Sums that the prose prints: what it says of one whole in several ways, in old numerals, with amounts less than nothing."""

from __future__ import annotations

import disclosures
import pytest

from kg.auditing.figures import audit


def wrong(text: str) -> list[tuple[str, str]]:
    return [(one.stated, one.computed) for one in audit(disclosures.read(text)) if one.verdict == "mismatch"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("工程估算总投资12,400万元。按资金渠道划分：申请专项债券8,000万元，县财政4,400万元；按投资构成划分：建安工程9,100万元，设备1,800万元，预备费1,500万元。", []),
        ("2017年全市支出86亿元。分级次看，市本级31亿元，县区55亿元；分项目看，教育20亿元，社保30亿元，其他36亿元。", []),
        ("预算批复3,200万元，其中：中央财政2,000万元、自治区财政1,200万元；按用途：设备购置1,900万元、土建1,300万元。", []),
        ("总投资5,000万元，其中：2013年投资2,000万元，2014年投资3,000万元；其中：中央补助3,500万元，地方配套1,500万元。", []),
        ("从支出方向看，人员经费200万元，公用经费50万元；从资金来源看，当年拨款240万元，上年结转10万元。2015年共支出250万元。", []),
        ("一九九四年全乡筹集资金六十万元。按来源分：农户集资二十五万元，村提留二十万元，县补助十五万元；按用途分：修路四十万元，办学二十万元。", []),
        ("2017年收入100亿元。分级次看，市本级40亿元，县区60亿元。支出86亿元。分级次看，市本级31亿元，县区55亿元。", []),
        ("2017年收入100亿元。分级次看，市本级40亿元，县区60亿元。支出86亿元。分级次看，市本级31亿元，县区75亿元。", [("86", "106")]),
        ("概算2,500万元。按资金来源分：中央投资1,600万元，省级配套1,000万元；按构成分：建筑1,500万元，设备1,000万元。", [("2500", "2600")]),
    ],
)  # fmt: skip
def test_a_whole_may_be_parted_in_several_ways(text: str, expected: list[tuple[str, str]]) -> None:
    assert wrong(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一九八三年全县共安排水利经费三十六万元，为计划三十万元的百分之一百二十。其中用于水库二十万元，渠道十六万元。", []),
        ("一九九一年实际支出八十八万元，占预算九十万元的百分之九十七点八，其中：人员经费六十万元，公用经费二十八万元。", []),
        ("当年收入五十二万元，比计划五十万元超收二万元。其中：税收四十万元，其他十二万元。", []),
        ("收入五十二万元，完成年计划五十八万元的九成。其中：工商税四十万元，农业税十二万元。", []),
        ("一九七九年支出十二万元，较上年十五万元节约三万元，其中：修缮费八万元，设备费四万元。", []),
        ("一九八六年全县共安排发展资金五十五万元，为计划四十五万元的百分之一百二十二。其中种植业二十一万元，养殖业十六万元，乡镇企业十一万元，合计四十八万元。", [("55", "48")]),
    ],
)  # fmt: skip
def test_what_an_amount_is_measured_by_has_no_parts(text: str, expected: list[tuple[str, str]]) -> None:
    assert wrong(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2006年增减额合计为-8.5万元，其中：行政管理费-67万元，公检法司74万元，其他部门-15.5万元。", []),
        ("全年净增减△8.5万元，其中：行政管理费△67万元，公检法司74万元，其他部门△15.5万元。", []),
        ("调整预算合计△120万元，包括：教育△200万元，水利80万元。", []),
        ("调整预算合计△120万元，包括：教育△200万元，水利30万元，小计△120万元。", [("-120", "-170")]),
        ("收支相抵为-30万元。其中：上年结转20万元，当年收支差额-50万元。", []),
    ],
)
def test_parts_may_be_less_than_nothing(text: str, expected: list[tuple[str, str]]) -> None:
    assert wrong(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("道路工程到位资金：中央车购税资金0.5亿元，省交通补助3,200万元，市级财政配套1,000万元，合计9,800万元。", [("9800", "9200")]),
        ("渠系改造落实资金：中央水利发展资金1.2亿元、自治区配套资金3,500万元、县级自筹4,300万元，资金总计1.98亿元。", []),
        ("项目资金：中央预算内投资0.5亿元（含上年0.1亿元），省级补助3,200万元，市级配套1,000万元，合计9,200万元。", []),
        ("已拨付：中央资金2,000万元，省级资金800万元，县级资金300万元，另有社会捐助若干，共计3,600万元。", []),
        ("2016年到位：中央水利资金1,000万元，2017年省级资金500万元，累计2017年底总计4,000万元。", []),
    ],
)  # fmt: skip
def test_what_levels_give_comes_to_the_total_over_units(text: str, expected: list[tuple[str, str]]) -> None:
    assert wrong(text) == expected
