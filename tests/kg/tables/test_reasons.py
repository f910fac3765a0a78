"""Every reason that can stand in the graph has its Chinese."""

from __future__ import annotations

import re

import pytest

from kg.resolution.issuing.issuers import Issuing
from kg.tables.reasons import chinese
from ontology.authorities.areas import find
from ontology.authorities.issuers import decide


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            "云: letter of the province; 财: 财政厅; of 15 bodies the one nearest to 云南省",
            "“云”是省级简称；“财”即财政厅；15 个可能的单位中取离云南省最近的",
        ),
        ("陇河水发: so in loaded registers of 2021–2023", "“陇河水发”见于所载 2021–2023 年的登记"),
        ("no agency code; the title names one body", "文号没有机关代字；标题只写有一个单位"),
        ("2 bodies use this code: 丽水市财政局、丽江市财政局…", "2 个单位使用此代字：丽水市财政局、丽江市财政局…"),
        ("something that nobody says", "something that nobody says"),
        ("no agency code; something", "文号没有机关代字；something"),
        (Issuing().reason, ""),
        ("<script>: letter of the province", "“<script>”是省级简称"),
    ],
)
def test_a_reason_part_by_part(reason: str, said: str) -> None:
    assert chinese(reason) == said


@pytest.mark.parametrize("near", [None, "民乐县", "个旧市"])
def test_no_reason_of_any_code_is_left_in_english(near: str | None) -> None:
    area = find(near)[0] if near else None
    codes = ["云财社发", "国办发", "宁科", "苏科高发", "民发", "公告", "杭科领办", "晋统学字", "龘龘发", "个卫联发", "红政办发", "财社", "国发", "京政发", "渝府发", "云政办发", "蒙卫发", "玉红政办发", "东政发", "临卫发", "新政办", "宁政发", "云南省人民政府令", "国务院令", "国卫办基层发", "丘退役发", "呼政", "海发", "富字"]  # fmt: skip
    for code in codes:
        for year in (2008, 2020):
            reason = decide(code, year, area).reason
            assert not re.search("[a-z]{3}", chinese(reason)), reason
