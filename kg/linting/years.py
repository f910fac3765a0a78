"""Years in numbers and titles: which year a misprinted one was meant to be, and when the period of a plan ended."""

from __future__ import annotations

import re

FIRST = 1949
_DASH = r"\s?(?:年)?\s?[—–－―~～〜\-至到]{1,2}\s?"
_PERIOD = re.compile(rf"(?<!\d)(?P<first>(?:19|20)\d\d){_DASH}(?P<last>(?:19|20)?\d\d)(?!\d)(?!\s?[月日号])")
_PLAN = re.compile(r"规划|计划|方案|纲要|行动|目标|任务|要点")
# A five-year plan by its ordinal; the first ran from 1953, and since the sixth (1981) each has begun where the last ended.
_FIVE = re.compile(
    r"(?<![第一二三四五六七八九十])(?P<ordinal>十[一二三四五六七]|[六七八九十])五(?![届年月日个条次项周岁号米])[”\"’]?(?=[^年月日个]{0,30}?(?:规划|计划|纲要|方案|行动))"
)
_ORDINALS = "六七八九十"
_TEENS = "一二三四五六七"
# What may well be about a period that is over.
_AFTERWARDS = re.compile(r"评估|验收|考核|总结|清算|结算|决算|审计|延长|延续|延期|继续|收官|终期|补发|清欠")


def repaired(year: str, latest: int) -> int | None:
    """The year that an impossible one was meant to be, by one slip of the keyboard; None where several are possible.

    A digit struck twice (20013 -> 2013) is the first guess, then one digit too many, then two in the wrong order.
    ``latest`` is the last year that is possible.
    """
    twice = {year[:i] + year[i + 1 :] for i in range(1, len(year)) if year[i] == year[i - 1]}
    once = {year[:i] + year[i + 1 :] for i in range(len(year))}
    swapped = {year[:i] + year[i + 1] + year[i] + year[i + 2 :] for i in range(len(year) - 1)}
    for guesses in (twice, once, swapped):
        found = {int(guess) for guess in guesses if possible(guess, latest)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def possible(year: str, latest: int) -> bool:
    """Whether a number can bear the year: four digits, from 1949 to ``latest``."""
    return len(year) == 4 and year.isdecimal() and FIRST <= int(year) <= latest


def ended(title: str) -> tuple[int, int] | None:
    """The period of a plan that its title states, as first and last year; None where it states none, or is about its aftermath."""
    if afterwards(title) or not _PLAN.search(title):
        return None
    periods = [(int(match["first"]), _full(match["first"], match["last"])) for match in _PERIOD.finditer(title)]
    periods = [(first, last) for first, last in periods if first < last <= first + 50]
    if not periods:
        periods = [_five(match["ordinal"]) for match in _FIVE.finditer(title)]
    return max(periods, key=lambda period: period[1]) if periods else None


def afterwards(text: str) -> bool:
    """Whether a text speaks of what comes when a period is over: evaluation, settlement, extension."""
    return _AFTERWARDS.search(text) is not None


def _full(first: str, last: str) -> int:
    return int(last) if len(last) == 4 else int(first[:2] + last)


def _five(ordinal: str) -> tuple[int, int]:
    number = 10 + _TEENS.index(ordinal[1]) + 1 if len(ordinal) == 2 else 6 + _ORDINALS.index(ordinal)
    first = 1981 + 5 * (number - 6)
    return first, first + 4
