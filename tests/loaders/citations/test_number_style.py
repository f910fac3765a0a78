"""Notes of style on printed numbers."""

from __future__ import annotations

import pytest

from loaders.citations import numbers
from loaders.citations.style import notes, style

CASES = [
    ("云财社发〔2023〕36号", ()),
    ("云财社发[2023]36号", ("brackets",)),
    ("云财社发（2023）36号", ("brackets",)),
    ("云财社发〔2023]36号", ("brackets",)),
    ("云财社发 〔2023〕 36 号", ("blanks",)),
    ("云财社发〔2023〕\n36号", ("blanks",)),
    ("云财社发〔２０２３〕36号", ("wide-digits",)),
    ("云财社发〔2O23〕36号", ("wide-digits",)),
    ("云财社发〔2023〕3l号", ("wide-digits",)),
    ("云财社发〔2023〕第36号", ("ordinal",)),
    ("云财社发〔2023〕第（36）号", ("ordinal",)),
    ("云财社发〔2023〕036号", ("leading-zero",)),
    ("国发〔84〕174号", ("short-year",)),
    ("(85)国办发49号", ("brackets", "short-year", "year-first")),
    ("云财社发〔2023〕36", ("no-hao",)),
    ("《办法》（2022）24号", ("brackets", "no-code")),
    ("云人口发[20013]26号", ("brackets", "impossible-year")),
    ("沪府发〔xx〕16号", ("masked-year",)),
    ("公安部第69号令", ("number-last",)),
    ("海关总署2015年第59号公告", ("number-last",)),
    ("国务院令第588号", ()),
    ("海关总署公告2015年第59号", ()),
]


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_notes(text: str, expected: tuple[str, ...]) -> None:
    (printed,) = numbers.find(text)
    assert style(text, printed) == expected


def test_a_series_takes_over() -> None:
    first, second = numbers.find("云财社发〔2023〕36号、37号")
    assert (style("云财社发〔2023〕36号、37号", first), style("云财社发〔2023〕36号、37号", second)) == (
        (),
        ("elided",),
    )


def test_every_note_has_words_and_a_source() -> None:
    assert all(row["en"] and row["zh"] and row["source"] for row in notes().values())
