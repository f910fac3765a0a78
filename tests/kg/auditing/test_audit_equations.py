"""Equations that the page prints with signs."""

from __future__ import annotations

from decimal import Decimal

import disclosures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.auditing import formulae
from kg.auditing.check_rows import Rows


def told(text: str) -> list[tuple[str, str, str]]:
    rows = Rows(disclosures.read(text), "en")
    return [(c.verdict, c.stated, c.computed) for c in formulae.equations(rows, set())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("按20人×50元×12月=1.2万元安排。", ("exact", "1.2", "1.2")),
        ("20人*50元＝0.1万元", ("exact", "0.1", "0.1")),
        ("共计20×50=1000元", ("exact", "1000", "1000")),
        ("0.05×12×11=6.6万元", ("exact", "6.6", "6.6")),
        ("（3人+2人）×0.5万元=2.5万元", ("exact", "2.5", "2.5")),
        ("10人×0.5万元+20人×0.3万元=11万元", ("exact", "11", "11")),
        ("41.96万人×94元×4.8%=189.32万元", ("rounded", "189.32", "189.32352")),
        ("1,489人×50元×2次=14.89万元", ("exact", "14.89", "14.89")),
        ("2千元×3=6000元", ("exact", "6000", "6000")),
        ("100÷3=33.3元", ("rounded", "33.3", "33.333333")),
        ("20人×50元=0.2万元", ("mismatch", "0.2", "0.1")),
        ("20人×50元×12月=1.3万元", ("mismatch", "1.3", "1.2")),
    ],
)
def test_equations(text: str, expected: tuple[str, str, str]) -> None:
    assert told(text) == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "2米×300厘米=7平方米",  # units that convert
        "综合得分=完成率×30%+满意度×70%=100",
        "比例为1:2+3=6元",
        "指标值 =100.00(%)",
        "建设5+N中心，共5元。",
        "20人×50元×12月=",
        "1÷0=5元",
        "5×(3-1)=11元",
        "(((((2×3=5元",
    ],
)
def test_what_is_no_plain_equation_is_left_alone(text: str) -> None:
    assert told(text) == []


@given(st.integers(1, 999), st.integers(1, 9999), st.sampled_from("×x*"), st.booleans())
def test_a_product_is_exact_and_another_one_is_not(count: int, rate: int, sign: str, thousands: bool) -> None:
    total = Decimal(count * rate)
    shown = f"{total / 10_000}万元" if thousands else f"{total}元"
    # Written to the last place, since 0.1万元 is what 500元 rounds to.
    wrong = f"{total * 2 / 10_000:.4f}万元" if thousands else f"{total * 2}元"
    assert [verdict for verdict, *_ in told(f"{count}人{sign}{rate}元={shown}。")] == ["exact"]
    assert [verdict for verdict, *_ in told(f"{count}人{sign}{rate}元={wrong}。")] == ["mismatch"]
