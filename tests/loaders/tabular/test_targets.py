"""The value of a performance target as cells print it."""

from __future__ import annotations

import pytest

from loaders.tabular.targets import comparator, is_in_words, target


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("≥90%", (">=", "90", "%")),
        ("≥ 90.00(%)", (">=", "90.00", "%")),
        ("=100.00(%)", ("=", "100.00", "%")),
        ("100％", ("=", "100", "%")),
        ("不低于95%", (">=", "95", "%")),
        ("95%以上", (">=", "95", "%")),
        ("达到95%以上", (">=", "95", "%")),
        ("≤13/10万", ("<=", "13", "/10万")),
        ("≤3天", ("<=", "3", "天")),
        ("3天以内", ("<=", "3", "天")),
        ("985米", ("=", "985", "米")),
        ("1,000人次", ("=", "1000", "人次")),
        ("＞5 项", (">", "5", "项")),
        ("≤94元/人", ("<=", "94", "元/人")),
        ("12", ("=", "12", "")),
        ("２０场", ("=", "20", "场")),
        ("小于等于4.8万元", ("<=", "4.8", "万元")),
    ],
)
def test_values(printed: str, expected: tuple[str, str, str]) -> None:
    found = target(printed)
    assert found is not None and (found.comparator, found.value, found.unit) == expected


@pytest.mark.parametrize(
    "printed",
    [
        "",
        "有效提升",
        "合格",
        "90%-95%",
        "3至5天",
        "2024年12月底前",
        "12月31日前",
        "≥90%，≤95%",
        "约100人",
        "不超过3天以上",
        "≥",
    ],
)
def test_no_one_reading(printed: str) -> None:
    assert target(printed) is None


@pytest.mark.parametrize(
    ("printed", "sign", "unit", "expected"),
    [
        ("100", ">=", "场", (">=", "100", "场")),
        ("95%", ">=", "", (">=", "95", "%")),
        ("95%", "=", "人", ("=", "95", "%")),
        ("≥95", ">=", "%", (">=", "95", "%")),
    ],
)
def test_cells_beside_it(printed: str, sign: str, unit: str, expected: tuple[str, str, str]) -> None:
    found = target(printed, comparator(sign), unit)
    assert found is not None and (found.comparator, found.value, found.unit) == expected


def test_a_sign_that_contradicts_its_value_is_no_reading() -> None:
    assert target("≥95%", "<=") is None


@pytest.mark.parametrize(
    ("printed", "words"), [("有效提升", True), ("2024年12月", True), ("95%", False), ("95%-98%", False)]
)
def test_words_and_times_are_no_measures(printed: str, words: bool) -> None:
    assert is_in_words(printed) is words


@pytest.mark.parametrize(
    ("printed", "sign"), [("≥", ">="), (" 大于等于 ", ">="), ("＝", "="), ("小于", "<"), ("定性", None), ("正向", None)]
)
def test_signs(printed: str, sign: str | None) -> None:
    assert comparator(printed) == sign
