"""When a document begins and ceases to be in force, as its own words say: 本细则自2024年1月1日起施行，有效期5年。

What is said of other texts (2019年1月1日起施行的…同时废止) does not count: the sentence must speak of 本细则, 本办法 …, or of
nothing else than its own force.  The last day in force is meant by ``until``: five years from 2024-01-01 end on 2028-12-31.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from loaders.records import Mention
from loaders.text import dates, numerals

_B = r"[ \t\u3000\xa0]{0,4}"
_DIGIT = "[0-9０-９〇零○Ｏ一二三四五六七八九十]"
_DATE = rf"{_DIGIT}{{4}}{_B}年{_B}{_DIGIT}{{1,3}}{_B}月{_B}{_DIGIT}{{1,3}}{_B}日"
_COUNT = r"(?:[0-9０-９]{1,3}|[一二两三四五六七八九十]{1,3})"
_OWN = re.compile(
    r"本(?:实施|管理|暂行|试行|工作|行动|指导)?"
    r"(?:法|条例|办法|规定|细则|规则|规程|准则|制度|章程|通知|意见|方案|决定|决议|公告|通告|规范|标准|指南|指引|措施|预案|规划|计划|批复|函)"
)
_BARE = re.compile(r"[ \t\u3000]*(?:第[^，。；\s]{1,9}条)?[ \t\u3000]*")
_SINCE = re.compile(
    rf"(?P<from>(?:自|从|于)?{_B}(?:(?P<date>{_DATE})|(?P<issue>印发|发布|公布|颁布|下发|发文)))"
    rf"(?:之日|之时)?{_B}起?(?:满?{_B}(?P<delay>{_COUNT}){_B}(?:日|天)后)?{_B}(?:正式|开始)?(?:施行|实施|执行|生效|试行|实行)(?!的)"
)
_UNTIL = re.compile(rf"(?:有效期限?|试行期限?|施行|实施|执行|适用)[^，。；\n]{{0,24}}?(?:至|到){_B}(?P<date>{_DATE})")
_YEARS = re.compile(
    rf"(?:有效期限?|试行期限?|试行)(?:为|是)?{_B}(?P<years>{_COUNT}){_B}年(?![0-9〇零一二三四五六七八九十月度])"
)
_SENTENCE_END = re.compile("[。；！\n]")


@dataclass(frozen=True, slots=True)
class Force:
    """``since`` the first and ``until`` the last day in force, ISO dates each with the words that say it.

    A value that no word prints (five years from a day; the day of issue) is computed: its words are all that it needs.
    """

    since: Mention | None = None
    until: Mention | None = None


def find(text: str, start: int = 0, end: int | None = None, issued: Mention | None = None) -> list[Force]:
    """Every force clause of ``text[start:end]`` in order.  ``issued`` is the day that 自印发之日起 means, if it is known."""
    stop = len(text) if end is None else end
    return [found for a, b in _lines(text, start, stop) if (found := _in_line(text, a, b, issued)) != Force()]


def one(clauses: list[Force]) -> Force:
    """The force that all clauses agree on; what they contradict each other in is left out."""
    since = {c.since.value: c.since for c in reversed(clauses) if c.since}
    until = {c.until.value: c.until for c in reversed(clauses) if c.until}
    return Force(*(next(iter(found.values())) if len(found) == 1 else None for found in (since, until)))


def after_years(first: str, years: int) -> str | None:
    """The last day of ``years`` years that begin on the ISO date ``first``; None where ``first`` is no full date."""
    try:
        day = date.fromisoformat(first)
        return (_same_day(day, day.year + years) - timedelta(days=1)).isoformat()
    except (ValueError, OverflowError):
        return None


def validity(printed: str) -> int | None:
    """The years of a period of validity: 有效期5年, 5年, 五年 -> 5."""
    found = re.fullmatch(rf"(?:有效期限?|试行期限?|试行)?(?:为|是)?{_B}(?P<n>{_COUNT}){_B}年", printed.strip())
    return _integer(found["n"]) if found else None


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end:
        stop = text.find("\n", start, end)
        stop = end if stop < 0 else stop
        yield start, stop
        start = stop + 1


def _in_line(text: str, start: int, end: int, issued: Mention | None) -> Force:
    """The force of a paragraph: its clause, and the period of validity that follows it there."""
    since: Mention | None = None
    place = start
    own = False
    for clause in _SINCE.finditer(text, start, end):
        if _speaks_of_itself(text, start, clause.start()):
            since, own, place = _since(clause, issued), True, clause.end() - len("施行")  # 施行至…
            break
    until = None
    for pattern in (_UNTIL, _YEARS):
        period = pattern.search(text, place, end) or pattern.search(text, start, place)
        if period is None or not (own or _speaks_of_itself(text, start, period.start())):
            continue
        if pattern is _UNTIL:
            until = _day(period["date"], *period.span("date"))
        elif since is not None and (last := after_years(since.value, _integer(period["years"]))):
            until = Mention(last, min(since.start, period.start()), max(since.end, period.end()))
        break
    return Force(since, until)


def _speaks_of_itself(text: str, start: int, place: int) -> bool:
    begin = start
    for mark in _SENTENCE_END.finditer(text, max(start, place - 200), place):
        begin = mark.end()
    before = text[begin:place]
    return _OWN.search(before) is not None or _BARE.fullmatch(before) is not None


def _since(clause: re.Match[str], issued: Mention | None) -> Mention | None:
    printed = clause["date"]
    first = _day(printed, *clause.span("date")) if printed else issued
    if first is None or len(first.value) != 10:
        return None
    if clause["delay"]:
        later = date.fromisoformat(first.value) + timedelta(days=_integer(clause["delay"]))
        return Mention(later.isoformat(), *clause.span())
    return first if printed else Mention(first.value, *clause.span())


def _day(printed: str, start: int, end: int) -> Mention | None:
    found = dates.find(printed)
    return Mention(found[0].value, start, end) if len(found) == 1 and len(found[0].value) == 10 else None


def _integer(printed: str) -> int:
    value = numerals.parse(printed)
    return int(value) if value is not None else 0


def _same_day(day: date, year: int) -> date:
    """The same day of another year; 29 February becomes 1 March where there is none, so that the day before it is the 28th."""
    try:
        return day.replace(year=year)
    except ValueError:
        return date(year, 3, 1)
