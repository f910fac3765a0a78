from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.money.shares import find

STATED = [
    ("由中央承担60%、省级承担25%、州级承担5%、县级财政承担10%。", "中央 60;省级 25;州级 5;县级 10"),
    ("省级承担70%、州级承担6%,市级财政承担24%，市级财政承担资金5万元。", "省级 70;州级 6;市级 24"),
    ("按每人80元，区级承担12.5%的比例安排", "区级 12.5"),
    ("县级财政按10%的比例配套", "县级 10"),
    ("市级财政应承担４．８％", "市级 4.8"),
    ("省级财政补助比例为60%，其余由县级解决", "省级 60"),
    ("70%由中央财政承担，30%由县级财政承担。", "中央 70;县级 30"),
    ("中央财政资金占80%，地方配套占20%", "中央 80;地方 20"),
    ("省财政承担60%，县财政承担40%", "省 60;县 40"),
    ("省级配套50%，县级\n配套50%", "省级 50;县级 50"),
    ("由省、市财政按6:4的比例承担。", "省 60;市 40"),
    ("由省、市县财政按6:4的比例承担（市县按3:7的比例承担即12%:28%）。", "省 60;市县 40;市 12;县 28"),
    ("由省、市县财政按6:4的比例承担（市县按3:7的比例承担）。", "省 60;市县 40"),
    ("中央与地方按8：2分担。", "中央 80;地方 20"),
    ("中央、省、市、县按80:14:1.2:4.8的比例分担", "中央 80;省 14;市 1.2;县 4.8"),
    ("省、市、县分别承担50%、30%、20%。", "省 50;市 30;县 20"),
    ("中央财政和地方财政分别承担60%和40%。", "中央 60;地方 40"),
    ("省市县三级财政按5:3:2的比例负担", "省 50;市 30;县 20"),
    ("由省级承担74%、州（市）级承担20%、县级承担6%。", "省级 74;州（市）级 20;县级 6"),
    ("省、州（市）、县（市、区）按5:3:2的比例分担。", "省 50;州（市） 30;县（市、区） 20"),
    ("上级财政承担85%，本级财政承担15%。", "上级 85;本级 15"),
    ("省与州市按7:3的比例分担（州市按2:8的比例分担即6%:24%）。", "省 70;州市 30;州 6;市 24"),
    ("县（区）级配套40%", "县（区）级 40"),
    ("中央与省按８：２分担。", "中央 80;省 20"),
]
NONE = [
    "市级医院床位使用率达80%。",
    "医保报销90.00%，10.00%由残联部门支付。",
    "市级财政收入增长5%。",
    "目标人群覆盖率达到80%以上。",
    "个人承担20%。",
    "省级承担30%以上。",
    "中央和地方分担比例为1:2。",
    "全省财政承担比例为30%。",
    "省级重点专科占30%。",
    "比赛以3:2结束，县代表队承担接待。",
    "省级承担140%。",
    "市级抽检合格率98%，县级安排复查10%。",
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_shares(text: str, expected: str) -> None:
    found = find(text)
    assert ";".join(f"{s.level} {s.percent}" for s in found) == expected
    assert all(any(c.isdigit() for c in text[s.start : s.end]) for s in found)


@pytest.mark.parametrize("text", NONE)
def test_percentages_that_are_no_shares(text: str) -> None:
    assert find(text) == []


def test_a_stated_share_spans_from_level_to_percent_sign() -> None:
    text = "由中央承担60%、省级承担40%。"
    assert [text[s.start : s.end] for s in find(text)] == ["中央承担60%", "省级承担40%"]


pieces = st.sampled_from(
    [
        "中央",
        "省级",
        "省、",
        "市县",
        "财政",
        "承担",
        "按",
        "80",
        "%",
        "7:3",
        "，",
        "。",
        "（",
        "）",
        "的比例",
        "即",
        "由",
        "分别",
        "和",
    ]
)


@given(st.lists(pieces, max_size=30).map("".join))
def test_spans_lie_in_the_text_and_apart(text: str) -> None:
    found = find(text)
    assert all(0 <= s.start < s.end <= len(text) and 0 <= s.percent <= 100 for s in found)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))


@given(st.decimals("0.1", 100, places=1))
def test_percent_is_read_back(percent: Decimal) -> None:
    (share,) = find(f"所需经费由省级财政承担{percent}%。")
    assert share.percent == percent


@pytest.mark.parametrize("unit", ["省、", "省级承担", "1:", "80%", "（", "中央承担80%、", "按7:3"])
def test_time_grows_with_the_text_only(unit: str) -> None:
    keeps_step(find, unit.__mul__)


@pytest.mark.shared
def test_disclosure(shared: Path) -> None:
    gold = json.loads((shared / "gold" / "gejiu-health-2024.json").read_text(encoding="utf-8"))
    text = (shared / gold["text"]).read_text(encoding="utf-8-sig")
    found = {(s.level, s.percent) for s in find(text)}
    assert {(s["level"], Decimal(str(s["percent"]))) for s in gold["shares"]} <= found
    assert len(find(text)) == 20
