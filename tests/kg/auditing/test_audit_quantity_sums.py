"""Counted things against their printed parts."""

from __future__ import annotations

from collections.abc import Sequence

import disclosures
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.auditing import sums
from kg.auditing.check_rows import Rows


def told(text: str) -> list[tuple[str, str, str]]:
    rows = Rows(disclosures.read(text), "en")
    return [(c.verdict, c.formula.partition(" = ")[0], c.stated) for c in sums.of_things(rows, set())]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共建成特色科室17个，中医科9个、内科8个。", [("exact", "9 + 8", "17")]),
        ("慰问30人（城镇10人，农村20人）。", [("exact", "10 + 20", "30")]),
        (
            "全区共确认22人，发放若干。其中，甲类5人，乙类17人（新增9人、续办8人）。",
            [("exact", "5 + 17", "22"), ("exact", "9 + 8", "17")],
        ),
        ("筹资标准540元（个人120元，财政补助420元）。", [("exact", "120 + 420", "540")]),
        ("参保4.2万人（职工1.2万人，居民3万人）。", [("exact", "1.2 + 3", "4.2")]),
        ("建筑面积8013平方米（其中计容面积7998平方米，不计容面积105平方米）。", [("mismatch", "7998 + 105", "8013")]),
        ("总建筑面积900平方米，其中地上建筑面积500平方米，地下建筑面积300平方米。", [("mismatch", "500 + 300", "900")]),
        ("慰问30人（男10人，女21人）。", [("mismatch", "10 + 21", "30")]),
    ],
)
def test_sums(text: str, expected: list[tuple[str, str, str]]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "培训30人（党员20人，妇女15人）。",  # kinds that overlap
        "共30人，其中党员20人，妇女5人。",  # only some of them
        "建筑面积约900平方米（地上500平方米，地下300平方米）。",
        "建筑面积约为\n900平方米（地上500平方米，地下300平方米）。",
        "面积900平方米（地上500平方米，地下300平方米左右）。",
        "共30人，每村男10人，女21人。",
        "检查医院2所，民营6所，服务站28所。",
    ],
)
def test_no_alarm_where_parts_may_overlap_or_are_vague(text: str) -> None:
    assert not [row for row in told(text) if row[0] == "mismatch"]


@given(st.lists(st.integers(1, 9999), min_size=2, max_size=6))
def test_a_total_with_its_parts_is_exact(parts: Sequence[int]) -> None:
    listed = "、".join(f"{name}{part}人" for name, part in zip("甲乙丙丁戊己", parts, strict=False))
    found = told(f"共补助{sum(parts)}人，{listed}。")
    assert ("exact", " + ".join(map(str, parts)), str(sum(parts))) in found
    assert not [row for row in found if row[0] == "mismatch"]
