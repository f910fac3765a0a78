"""The grammar of document numbers (发文字号): recognise, normalise, compare.

A number is composed of the agency code (发文机关代字), the full year in 〔〕 and a serial without leading zeros, in Arabic
digits, ending in 号 (GB/T 9704-2012, 7.2.5; 党政机关公文处理工作条例, article 9).  Orders (令) and announcements (公告) carry the
body's name instead: 国务院令第588号, 国家税务总局公告2023年第12号.  Printed texts deviate in brackets, blanks, line breaks,
digits, order and completeness; the normal form does not.
"""

from __future__ import annotations

import re
from dataclasses import replace

from loaders.citations import coded
from loaders.citations.document_number import Form, Number
from loaders.citations.number_pieces import (
    CLOSE,
    OPEN,
    WIDE,
    D,
    Printed,
    serial_of,
    squeeze,
    year_of,
)

__all__ = ["CLOSE", "OPEN", "Form", "Number", "Printed", "find", "loose", "of_cell", "parse"]


def find(text: str) -> list[Printed]:
    """All document numbers of a text in order, without overlaps, save that the numbers of a range share its dash.

    Court case numbers, standards, addresses, telephone and project numbers are refused.
    """
    if "号" not in text and "號" not in text and "令" not in text and not any(mark in text for mark in "〔﹝［[【"):
        return []
    found = coded.find(text)
    if "令" in text or "告" in text:
        # Few texts and questions have one, and the patterns take as long to compile as all others.
        from loaders.citations import orders

        found += orders.find(text)
    found.sort(key=lambda p: (p.start, -p.end))
    kept: list[Printed] = []
    for printed in found:
        if kept and printed.start < kept[-1].end:
            if printed.elided and (printed.start, printed.end) == (kept[-1].start, kept[-1].end):
                kept.append(printed)  # 36—40号: one dash says three
            elif printed.end - printed.start > kept[-1].end - kept[-1].start:
                kept[-1] = printed
            continue
        kept.append(printed)
    return kept


def parse(text: str) -> Number | None:
    """The number that the whole of ``text`` is, or None."""
    squeezed = squeeze(text)
    if squeezed[:1] in ("（", "(") and squeezed[-1:] in ("）", ")"):
        squeezed = squeezed[1:-1]
    candidates = [p for p in find(squeezed) if p.start == 0 and squeezed[p.end :] in ("", "文", "文件")]
    return candidates[0].number if len(candidates) == 1 else None


# Letters behind the year are of a series, whatever they are: 〔2020〕明电3号.
_SERIES = re.compile(
    rf"(?P<code>[\u4e00-\u9fff]{{2,20}})[{re.escape(OPEN)}](?P<year>\d{{4}})[{re.escape(CLOSE)}](?P<serial>(?!第)[\u4e00-\u9fff]{{1,4}}[1-9]\d{{0,4}})号"
)
# What somebody wrote before a number in its cell: 原云政发〔2009〕3号.
_NO_LETTER = "原见即按（(【[《“\"'"


def of_cell(text: str) -> Printed | None:
    """The number that the cell of a register holds: all of it, where it may be one; None where there is none, or several."""
    if series := _SERIES.fullmatch(squeeze(text)):
        return Printed(0, len(text), Number(series["code"], series["year"], series["serial"]))
    if (whole := parse(text)) is not None:
        return Printed(0, len(text), whole)
    # A cell is as closed as a bracket: 和行办发 begins with a place there, not with a word that joins it to another.
    found = find(f"（{text}）")
    if len(found) != 1:
        return None
    start, end, number = found[0].start - 1, min(found[0].end - 1, len(text)), found[0].number
    if start == 1 and number.form == "coded" and text[0] not in _NO_LETTER:
        start, number = 0, replace(number, code=f"{text[0]}{number.code or ''}")  # 由政〔1991〕3号
    return Printed(start, end, number)


_LOOSE = re.compile(
    rf"(?P<code>[\u4e00-\u9fff]{{2,16}}?)[{re.escape(OPEN)}\s\-_.]*(?P<year>{D}{{4}})年?[{re.escape(CLOSE)}\s\-_.]*(?:第)?"
    rf"(?P<serial>{D}{{1,5}})\s*号?"
)


def loose(text: str) -> Number | None:
    """A number as a person types it into a search box: brackets, 号 and blanks as they come (云财社发 2023 36)."""
    exact = parse(text)
    if exact is not None:
        return exact
    match = _LOOSE.fullmatch(text.strip())
    if match is None or (match["year"].translate(WIDE)[:2] not in ("19", "20")):
        return None
    return Number(match["code"], year_of(match["year"]), serial_of(match["serial"]))
