"""Numbers with a year in brackets: 云财社发〔2023〕36号, (85)国办发49号, and the series 〔2022〕118号、119号."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from loaders.citations.document_number import Number
from loaders.citations.number_pieces import (
    AFTER,
    CLOSE,
    LIST,
    MASKS,
    MORE,
    OPEN,
    ROUND,
    B,
    D,
    Printed,
    code_start,
    first_ink,
    serial_of,
    squeeze,
    year_of,
)
from loaders.source import MOST_FACTS, TooManyFacts
from ontology.authorities import issuers

Refusal = Literal["no-hao", "goes-on", "no-code", "licence"]

_SESSION = "[一二三四五六七八九十]{1,3}届"
_YEAR = rf"(?:{D}{{1,2}}届|{_SESSION}|{D}{{2,5}}|(?:20|19)?[xX×＊*Ｘ]{{2,4}}|20{D}[xX×＊*Ｘ])"
# OPEN year CLOSE serial 号 — the heart of every coded number; the agency code is found leftwards from its start.
_CODED = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}]?){B}(?P<year>{_YEAR})年?{B}(?P<close>[{re.escape(CLOSE)}〔［[【])[)）]?{B}(?:第{B})?"
    rf"(?P<serial>{D}{{1,5}})(?P<more>(?:{B}[、，,]{B}{D}{{1,5}})*){B}(?P<hao>号)?"
)
# The same with nothing left out and nothing strange: as by far the most are printed, and tried first.
_USUAL = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}])(?P<year>(?:19|20)[0-9]{{2}})(?P<close>[{re.escape(CLOSE)}])[ \u3000]?"
    r"(?P<serial>[0-9]{1,5})(?P<more>)[ \u3000]?(?P<hao>号)"
)
# OPEN year CLOSE code serial 号 — the year printed first: (85)国办发49号
_BRACKET = re.compile(rf"[{re.escape(OPEN)}](?={B}(?:[0-9０-９xX×＊*Ｘ]|{_SESSION}))")
# A closing bracket behind a year whose opening one is missing: 财税2017〕20号.
_Y = "[0-9０-９xX×＊*Ｘ]"
_UNOPENED = re.compile(
    rf"[{re.escape(CLOSE.translate({ord(c): None for c in ROUND}))}](?={B}(?:第{B})?{D})"
    rf"(?:{'|'.join(f'(?<=[一-鿿]{_Y * size}.)' for size in range(1, 6))})"
)
_YEAR_FIRST = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}]){B}(?P<year>{D}{{2}}|{D}{{4}}){B}(?P<close>[{re.escape(CLOSE)}])"
    rf"{B}(?P<code>[\u4e00-\u9fff]{{2,12}}?){B}(?:第{B})?(?P<serial>{D}{{1,5}}){B}号"
)
_NEXT_CODED = re.compile(
    rf"{LIST}(?:[{re.escape(OPEN)}]{B}(?P<year>{_YEAR}){B}[{re.escape(CLOSE)}]{B})?(?:第{B})?"
    rf"(?P<serial>{D}{{1,5}}){B}号{AFTER}"
)
_LISTED = frozenset(" \t\r\n\u3000\u00a0、，,和及与以至")  # what LIST begins with
# What the words that AFTER refuses begin with.
_GOES_ON = frozenset("0123456789０１２３４５６７８９%％楼院门馆桥线机厅房仓车井地教召称码议建提")
_NO_MORE = re.compile(AFTER)
_YEAR_CHARACTERS = frozenset("0123456789０１２３４５６７８９xX×＊*Ｘ")
# Letters of case types in court case numbers (最高人民法院关于人民法院案件案号的若干规定, annex 1).
_COURT = re.compile(r"[民刑行执知破赔商认财][初终再申辖撤特监保恢异复审执他破]|民申|行审|司惩|清算|字初|终字|初字")
_LICENCES = ("证字", "准字", "证")  # 卫医证字〔2019〕第0123号 is the number of a licence


def find(text: str) -> list[Printed]:
    """Numbers with a year in brackets.  Raises TooManyFacts."""
    found: list[Printed] = []
    others: list[int] = []
    position = 0
    for match in _bracketed(text, others):
        if len(found) > MOST_FACTS:
            raise TooManyFacts("document numbers")
        heart = match.start()
        if heart < position:
            continue
        printed_year, printed_serial, more, hao = match.group("year", "serial", "more", "hao")
        start = code_start(text, heart)
        code = squeeze(text[start:heart]) or None
        if _refused(text, match, code) is not None:
            continue
        end = match.end() if hao else match.end("serial")
        number = _number(code, printed_year, printed_serial)
        parts = list(MORE.finditer(text, *match.span("more"))) if hao and more else []
        found.append(Printed(start, match.end("serial") if parts else end, number))
        for part in parts:
            part_end = end if part is parts[-1] else part.end()
            found.append(Printed(part.start(), part_end, Number(code, number.year, serial_of(part[0])), True))
        position = end
        while hao and text[position : position + 1] in _LISTED and (after := _NEXT_CODED.match(text, position)):
            if len(found) > MOST_FACTS:
                break
            own = year_of(after["year"]) if after["year"] else number.year
            found.append(
                Printed(first_ink(text, after), after.end(), Number(code, own, serial_of(after["serial"])), True)
            )
            position = after.end()
    return found + _year_first(text, others)


def refused(text: str) -> Iterator[tuple[int, int, Refusal]]:
    """What looks like a number and is none: from the code's start to the serial's end, and why."""
    for match in _bracketed(text, []):
        start = code_start(text, match.start())
        why = _refused(text, match, squeeze(text[start : match.start()]) or None)
        if why is not None:
            yield start, match.end(), why


def _refused(text: str, match: re.Match[str], code: str | None) -> Refusal | None:
    """Why a year in brackets with a serial behind it is no document number; None: it is one."""
    opened, hao = match.group("open", "hao")
    rounded = bool(opened) and opened in ROUND
    if hao is None:
        end = match.end("serial")
        following = text[end : end + 1]
        if code is None or rounded or not opened or (following and following in "年月日.-—～~"):
            return "no-hao"
    else:
        end = match.end()
        if text[end : end + 1] in _GOES_ON and not _NO_MORE.match(text, end):
            return "goes-on"
    if code is None and (
        not opened or (rounded and not _after_title(text, match.start())) or _foreign(text, match.start())
    ):
        return "no-code"
    return "licence" if code is not None and code.endswith(_LICENCES) else None


def _foreign(text: str, place: int) -> bool:
    """Whether letters that are no mask stand right before the bracket: ZC〔2021〕12号 is a number of a firm or a contract."""
    before = text[place - 1 : place] if place else ""
    return before.isascii() and before.isalpha() and before not in MASKS


@lru_cache(maxsize=1 << 12)
def _number(code: str | None, year: str, serial: str) -> Number:
    """What is printed as a number; texts print the same ones again and again."""
    return Number(code, year_of(year), serial_of(serial))


def _bracketed(text: str, others: list[int]) -> Iterator[re.Match[str]]:
    """Candidates for year and serial in order: from each opening bracket before a digit, and from closing ones that lack theirs.

    The brackets before a digit that none begins at are noted in ``others``.
    """
    unopened: list[re.Match[str]] = []
    for close in _UNOPENED.finditer(text):
        begin = close.start()
        while text[begin - 1] in _YEAR_CHARACTERS and close.start() - begin < 5:
            begin -= 1
        if match := _CODED.match(text, begin):
            unopened.append(match)
    if unopened:
        yield from sorted([*_opened(text, others), *unopened], key=re.Match.start)
    else:
        yield from _opened(text, others)


def _opened(text: str, others: list[int]) -> Iterator[re.Match[str]]:
    for bracket in _BRACKET.finditer(text):
        place = bracket.start()
        if match := _USUAL.match(text, place) or _CODED.match(text, place):
            yield match
        else:
            others.append(place)


def _after_title(text: str, place: int) -> bool:
    """Whether what stands before ``place`` ends a title: 》, or 》( around the number."""
    before = text[max(0, place - 6) : place].rstrip()
    return before.endswith(("》", "》（", "》(", "〉", ">", "＞", "》文", "通知", "意见"))


def _year_first(text: str, brackets: list[int]) -> list[Printed]:
    found = []
    for match in filter(None, (_YEAR_FIRST.match(text, bracket) for bracket in brackets)):
        code = squeeze(match["code"])
        if _COURT.search(code) or issuers.left_edge(code) != 0:
            continue
        found.append(
            Printed(match.start(), match.end(), Number(code, year_of(match["year"]), serial_of(match["serial"])))
        )
    return found
