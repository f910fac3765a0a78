"""Document numbers as values: equal ones have one normal form, and the normal form says the whole number."""

from __future__ import annotations

import pytest

from loaders.citations.document_number import Number

NUMBERS = (
    Number("云财社发", "2023", "36"),
    Number(None, "2022", "24"),
    Number("国办发", "20013", "7"),
    Number("X财", "20XX", "3"),
    Number("人大常", "十三届", "5"),
    Number("国务院", None, "588", "order"),
    Number("松山市人民政府", "2020", "5", "order"),
    Number("国家税务总局", "2023", "12", "announcement"),
    Number("命令管理局", None, "3", "order"),
    Number(None, None, "9", "announcement"),
)


@pytest.mark.parametrize("number", NUMBERS, ids=lambda number: number.normal)
def test_the_normal_form_says_the_whole_number(number: Number) -> None:
    assert Number.of(number.normal) == number


@pytest.mark.parametrize(
    "other", ["", "松山市预算管理办法", "云财社发〔2023〕36", "〔2023〕", "第5号", "关于云财社发〔2023〕36号的通知"]
)
def test_what_is_no_normal_form_is_no_number(other: str) -> None:
    assert Number.of(other) is None
