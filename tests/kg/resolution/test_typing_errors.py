"""Typing errors in titles and years, and what is none."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.resolution.typing_errors import Slip, Words, folded, one_slip, possible, repaired

TEXT = """
按照婴幼儿照护服务设施建设补助的要求，落实婴幼儿照护服务设施建设补助资金，开展照护服务。农村低收入人口家庭医生签约服务由乡镇承担，
对农村低收入人口家庭医生签约服务进行考核。发展普惠托育，普惠托育服务体系建设持续推进，托育服务体系建设有序。
"""


@pytest.mark.parametrize(
    ("title", "slips"),
    [
        ("某市婴幼儿照服服务设施建设补助办法", [Slip("幼儿照服服务设", "幼儿照护服务设")]),
        ("某市农村低收入口家庭医生签约服务方案", [Slip("低收入口家庭", "低收入人口家庭")]),
        ("某市普惠托育服务务体系建设持续推进方案", [Slip("育服务务体系建", "育服务体系建")]),
        ("某市婴幼儿照护服务设施建设补助办法", []),
        ("某市婴幼儿看护服务设施建设补助办法", []),  # 看护 is a word of its own
        ("某市婴幼儿照护服务设施修建补助办法", []),
        ("某县农村高收入人口家庭医生签约服务方案", []),
    ],
)
def test_slips(title: str, slips: list[Slip]) -> None:
    assert list(Words([TEXT, title]).slips(title)) == slips


def test_a_spelling_that_occurs_once_proves_nothing() -> None:
    once = "按照婴幼儿照护服务设施建设补助办法执行"
    assert Words([once]).slips("某市婴幼儿照服服务设施建设补助办法") == ()


def test_the_same_slip_in_another_citation_is_no_evidence() -> None:
    wrong = "某市婴幼儿照服服务设施建设补助办法"
    other = "关于婴幼儿照服服务工作的通知"
    words = Words([TEXT + other])
    assert words.slips(wrong) == ()
    assert words.slips(wrong, [other]) != ()


@pytest.mark.parametrize(
    ("wrong", "right", "slip"),
    [
        ("公共卫在服务方案", "公共卫生服务方案", Slip("公共卫在服务方", "公共卫生服务方")),
        ("低收入口方案", "低收入人口方案", Slip("低收入口方案", "低收入人口方案")),
        ("省级补助方案", "州级补助方案", None),
        ("第一批补助方案", "第二批补助方案", None),
        ("2022年方案", "2023年方案", None),
        ("补助的方案", "补助方案", None),
        ("补助方案", "补助方案", None),
        ("补助方案", "发放补贴方案", None),
    ],
)
def test_one_slip(wrong: str, right: str, slip: Slip | None) -> None:
    assert one_slip(wrong, right) == slip


@given(
    st.text(alphabet="公共卫生服务方案补助《》（）2023 \n", max_size=40),
    st.text(alphabet="公共卫生服务方案补助2023", max_size=80),
)
def test_a_title_is_never_blamed_for_what_the_text_says_itself(title: str, text: str) -> None:
    for slip in Words([text + "。" + title]).slips(title):
        assert slip.printed in folded(title) and slip.printed != slip.meant


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("20013", 2013),  # struck twice comes before one too many: 2013, 2003 and 2001 all are possible
        ("20224", 2024),
        ("22023", 2023),
        ("2103", 2013),
        ("2042", 2024),
        ("20123", None),
        ("203", None),
        ("9999", None),
    ],
)
def test_repaired(printed: str, meant: int | None) -> None:
    assert repaired(printed, 2024) == meant


@given(st.integers(1950, 2024), st.integers(0, 3))
def test_a_digit_struck_twice_is_possible_to_repair(year: int, place: int) -> None:
    printed = str(year)[: place + 1] + str(year)[place:]
    found = repaired(printed, 2024)
    assert found is None or possible(str(found), 2024)
