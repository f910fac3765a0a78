"""Dates as Chinese documents print them, and the budget year that a document's head names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from loaders.records import Mention
from loaders.text.numerals import NARROW, parse

_D = "0-9０-９"
_HAN = "〇零○Ｏ一二三四五六七八九十"
_B = r"[ \t\u3000\xa0]{0,4}(?:\n[ \t\u3000\xa0]{0,4})?"
_SMALL = rf"(?:[{_D}]{{1,2}}|[{_HAN}]{{1,3}})"

# 2024年3月15日 · 二〇二四年三月 · 2024 年度; a month that opens a range (2024年1-3月) is left out
_WRITTEN = re.compile(
    rf"(?<![{_D}{_HAN}])(?P<year>(?:19|20|１９|２０)[{_D}]{{2}}|[一二][{_HAN}]{{3}}){_B}年"
    rf"(?:{_B}(?P<month>{_SMALL}){_B}月(?:{_B}(?P<day>{_SMALL}){_B}[日号])?)?"
)
# 2025.1.1 · 2026/1/1 · 2024-03-15
_POINTED = re.compile(
    rf"(?<![{_D}A-Za-z./])(?P<year>(?:19|20)[0-9]{{2}})(?P<mark>[-./．])(?P<month>[0-9]{{1,2}})(?P=mark)(?P<day>[0-9]{{1,2}})"
    rf"(?![0-9A-Za-z]|[./．][0-9]|-(?!(?:19|20)[0-9]{{2}})[0-9])"
)
# 2021 of 2021—2030年
_FROM = re.compile(rf"(?<![{_D}A-Za-z.\-/—–])(?P<year>(?:19|20)[0-9]{{2}})(?=(?:[-—–~～－至]|——)(?:19|20)[0-9]{{2}}年)")

_FISCAL = (
    re.compile(r"(?P<year>20[0-9]{2})\s{0,3}年(?:\s{0,3}度)?[^0-9，。；;\n]{0,24}?(?:预\s{0,2}算|决\s{0,2}算)"),
    re.compile(r"(?P<year>20[0-9]{2})\s{0,3}(?:年\s{0,3}度|全年度)"),
)


def find(text: str) -> list[Mention]:
    """Every date in ``text``, in its order; ``value`` is ISO 8601: ``2024-03-15``, ``2024-03`` or ``2024``.

    A day or month that no calendar has makes no date.  Of 2024年1-3月 only the year is taken; of 2021—2030年 both years.
    """
    mentions = [*_written(text), *(Mention(m["year"], *m.span("year")) for m in _FROM.finditer(text))]
    for m in _POINTED.finditer(text):
        if value := _calendar(int(m["year"]), int(m["month"]), int(m["day"])):
            mentions.append(Mention(value, *m.span()))
    return sorted(mentions, key=lambda m: m.start)


def fiscal_year(text: str) -> Mention | None:
    """The budget year that a document's head names (2024年预算…, 2024年度部门预算, （2026年度）); its year's digits as span.

    A year beside 预算 or 决算 goes before a bare 年度.  Where several years stand so, the first line with one decides; where
    that line has several, there is none.
    """
    for pattern in _FISCAL:
        found = [Mention(m["year"], *m.span("year")) for m in pattern.finditer(text.translate(NARROW))]
        if found:
            line_end = text.find("\n", found[0].start)
            line = [m for m in found if line_end < 0 or m.start < line_end]
            return found[0] if len({m.value for m in line}) == 1 else None
    return None


def _written(text: str) -> Iterator[Mention]:
    for match in _WRITTEN.finditer(text):
        year = _year(match["year"])
        if year is None:
            continue
        month, day = _number(match["month"]), _number(match["day"])
        if match["month"] is None:
            yield Mention(f"{year:04d}", *match.span())
        elif match["day"] is None:
            if month and 1 <= month <= 12:
                yield Mention(f"{year:04d}-{month:02d}", *match.span())
        else:
            value = _calendar(year, month or 0, day or 0)
            if value:
                yield Mention(value, *match.span())


def _calendar(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _year(printed: str) -> int | None:
    if printed[0].isdigit():
        return int(printed)
    value = _number(printed) if "十" not in printed else None
    return value if value is not None and 1900 <= value <= 2099 else None


def _number(printed: str | None) -> int | None:
    if printed is None:
        return None
    value = parse(printed.replace("○", "〇").replace("Ｏ", "〇"))
    return None if value is None else int(value)
