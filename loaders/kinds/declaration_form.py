"""The performance form that follows a project: 财政项目支出绩效目标申报表, as a table or as text of a PDF."""

from __future__ import annotations

import re

from loaders.amounts import Money
from loaders.text import numerals

_TITLE = re.compile(
    r"^[ \t\u3000]*(?!详见)(?:[^\n，。：:]{0,20}(?:绩效目标申报表|绩效目标表|绩效目标批复表))[ \t\u3000]*$", re.M
)
_ANNUAL = re.compile(
    r"(?:年度资金申请总额|年度资金总额|年度预算申请数)[（(]?(?P<unit>万?元)?[）)]?[ \t\u3000：:]{1,20}(?P<number>[\d,]{1,20}(?:\.\d{1,6})?)"
    r"[ \t]*(?P<after>万?元)?"
)
_UNIT = re.compile(r"[（(](?:单位[：:])?(万?元)[）)]|单位[：:]\s?(万?元)")


def form_start(text: str, start: int, end: int) -> int | None:
    """Where the form's title line begins in ``text[start:end]``."""
    match = _TITLE.search(text, start, end)
    return match.start() if match else None


def annual_amount(text: str, start: int, end: int) -> Money | None:
    """The form's amount for the year, as a total; None when the form names no unit for it (元 or 万元)."""
    place = form_start(text, start, end)
    if place is None:
        return None
    match = _ANNUAL.search(text, place, end)
    if match is None:
        return None
    unit = match["unit"] or match["after"]
    if unit is None:
        units = {m[1] or m[2] for m in _UNIT.finditer(text, place, end)}
        unit = units.pop() if len(units) == 1 else None
    value = numerals.parse(match["number"])
    if unit is None or value is None or value == 0:
        return None
    last = match.end("after") if match["after"] else match.end("number")
    first = match.start("number")
    yuan = value * 10_000 if unit == "万元" else value
    return Money(start=first, end=last, surface=text[first:last], yuan=yuan, kind="total")
