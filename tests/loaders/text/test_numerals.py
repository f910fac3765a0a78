from __future__ import annotations

import re
from decimal import Decimal

import cn2an
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.text.numerals import parse


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1,098.26", "1098.26"),
        ("１６．５", "16.5"),
        ("３，３００", "3300"),
        ("0", "0"),
        ("12 345", "12345"),
        ("壹拾陆万", "160000"),
        ("贰仟叁佰", "2300"),
        ("三千零五", "3005"),
        ("十", "10"),
        ("十万零五百", "100500"),
        ("两千", "2000"),
        ("一百十", "110"),
        ("一万亿", "1000000000000"),
        ("3亿5000万", "350000000"),
        ("5千", "5000"),
        ("12345万", "123450000"),
        ("三点五", "3.5"),
        ("三点五亿", "350000000"),
        ("二〇二四", "2024"),
        ("三亿零五万", "300050000"),
        ("一亿十万", "100100000"),
        ("二亿十万三千", "200103000"),
    ],
)
def test_reads(text: str, value: str) -> None:
    assert parse(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "元",
        "1,23",
        "1.2.3",
        "一千五",
        "一万五",
        "几十",
        "百万",
        "3.5亿2000万",
        "十十",
        "一百零",
        "点五",
        "三点",
        "万",
        "一百零十",
        "-5",
        "1e5",
        "٣",
    ],
)
def test_refuses_what_has_no_single_reading(text: str) -> None:
    assert parse(text) is None


@given(st.integers(0, 10**12), st.sampled_from(["low", "up"]))
def test_agrees_with_another_writer(number: int, style: str) -> None:
    assert parse(cn2an.an2cn(number, style)) == number


@given(st.text("零一二三九十百千万亿", min_size=1, max_size=8))
def test_never_contradicts_another_reader(text: str) -> None:
    value = parse(text)
    if value is None:
        return
    # The other one silently loses a 十万 behind 亿 (一亿十万) unless its 一 is written out, which says the same.
    for written in (re.sub("(?<![一二三九])十", "一十", text), text):
        try:
            other = cn2an.cn2an(written, "strict")
        except ValueError:
            continue
        assert value == other
        return


@given(st.decimals(0, 10**10, places=2))
def test_thousands_separators_and_full_width(number: Decimal) -> None:
    printed = f"{number:,.2f}"
    wide = printed.translate(str.maketrans("0123456789.,", "０１２３４５６７８９．，"))
    assert parse(printed) == parse(wide) == number
