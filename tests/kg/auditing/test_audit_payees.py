"""Formulae whose count stands in another part of the project."""

from __future__ import annotations

import disclosures
import pytest

from kg.auditing.figures import Check, audit

HEAD = "项目名称\n甲\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n"
ELSEWHERE = (
    "（一）播放短片\n每个乡镇卫生院（社区中心）每年补助0.16万元，共11个乡镇卫生院，预计共1.76万元；"
    "村卫生室（服务站）每年补助0.10万元，共80个卫生室，预计共8.00万元。\n（二）讲座\n"
)
TAIL = "\n资金安排情况\n安排资金50万元。\n项目实施计划\n年底完成。\n"


def formulae(paragraph: str, elsewhere: str = ELSEWHERE) -> list[Check]:
    return [
        c for c in audit(disclosures.read(HEAD + elsewhere + paragraph + TAIL)) if c.note and "another part" in c.note
    ]


@pytest.mark.parametrize(
    ("paragraph", "formula"),
    [
        (
            "每年至少完成9次，每次补助0.05万元。最多不超过12次。预计共6.60万元。",
            "0.05 万元/次 × 12 次 × 11 个 = 6.6 万元",
        ),
        (
            "乡镇卫生院每月举办一次讲座，一年12次；卫生室两个月举办一次讲座，一年6次。卫生院每次补助0.05万元；"
            "卫生室每次补助0.03万元。预计共21.00万元。",
            "0.05 万元/次 × 12 次 × 11 个 + 0.03 万元/次 × 6 次 × 80 个 = 21 万元",
        ),
        (
            "乡镇卫生院（社区中心）每月总兑现不超过250.00元，卫生室每月总兑现不超过50.00元。预计共8.10万元。",
            "250 元/月 × 12 月 × 11 个 + 50 元/月 × 12 月 × 80 个 = 8.1 万元",
        ),
    ],
)
def test_counts_of_other_parts(paragraph: str, formula: str) -> None:
    (found,) = formulae(paragraph)
    assert (found.check, found.verdict) == ("calculation", "exact")
    assert found.formula.startswith(formula)


@pytest.mark.parametrize(
    "paragraph",
    [
        "每年至少完成9次，每次补助0.05万元。最多不超过12次。预计共6.70万元。",  # no contradiction: nobody says how many
        "每个街道张贴2条，每条补助0.10万元。预计共2.20万元。",
        "街道每次补助0.05万元，一年12次。预计共6.60万元。",  # nobody counts the streets
        "乡镇卫生院每次补助0.05万元。预计共0.55万元。",  # how often?
        "乡镇卫生院每次补助0.05万元，一年12次。预计约6.60万元。",
    ],
)
def test_what_does_not_fit_is_not_told(paragraph: str) -> None:
    assert formulae(paragraph) == []


def test_without_a_count_nothing_is_told() -> None:
    assert formulae("每年至少完成12次，每次补助0.05万元。预计共6.60万元。", elsewhere="（一）讲座\n") == []


def test_what_a_count_of_another_part_explains_is_no_contradiction() -> None:
    """0.03 × 4 is not 1.8, but 15 are paid."""
    counted = "敬老院每年补助0.20万元，共15个敬老院，预计共3.00万元。\n"
    found = audit(disclosures.read(HEAD + counted + "敬老院每次补助0.03万元，一年4次。预计共1.80万元。" + TAIL))
    assert [c.formula for c in found if c.verdict == "mismatch"] == []
    assert "0.03 万元/次 × 4 次 × 15 个 = 1.8 万元, stated 1.8 万元" in [c.formula for c in found]
