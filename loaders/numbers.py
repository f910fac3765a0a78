"""The grammar of document numbers (发文字号): recognise, normalise, compare.

A number is composed of the agency code (发文机关代字), the full year in 〔〕 and a serial without leading zeros, in Arabic
digits, ending in 号 (GB/T 9704-2012, 7.2.5; 党政机关公文处理工作条例, article 9).  Orders (令) and announcements (公告) carry the
body's name instead: 国务院令第588号, 国家税务总局公告2023年第12号.  Printed texts deviate in brackets, blanks, line breaks,
digits, order and completeness; the normal form does not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from loaders import bodies, numerals
from ontology import issuers

Form = Literal["coded", "order", "announcement"]

OPEN = "〔﹝［[【〖（(﹙｛{"
CLOSE = "〕﹞］]】〗）)﹚｝}"
ROUND = "（(﹙）)﹚"
_B = r"[ \t\r\n\u3000\u00a0]{0,4}"  # blanks and line breaks that page layout puts inside a number
_D = r"[0-9０-９]"
_HAN = r"[零〇一二三四五六七八九十百]"
_YEAR = rf"(?:{_D}{{1,2}}届|{_D}{{2,5}}|(?:20|19)?[xX×＊*Ｘ]{{2,4}}|20{_D}[xX×＊*Ｘ])"
_AFTER = r"(?![0-9０-９%％])(?!楼|院|门|馆|桥|线|机|厅|房|仓|车|井|地块|教学|召|称|码|议案|建议|提案)"

# OPEN year CLOSE serial 号 — the heart of every coded number; the agency code is found leftwards from its start.
_CODED = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}]?){_B}(?P<year>{_YEAR})年?{_B}(?P<close>[{re.escape(CLOSE)}〔［[【])[)）]?{_B}(?:第{_B})?"
    rf"(?P<serial>{_D}{{1,5}})(?P<more>(?:{_B}[、，,]{_B}{_D}{{1,5}})*){_B}(?P<hao>号)?"
)
# OPEN year CLOSE code serial 号 — the year printed first: (85)国办发49号
_BRACKET = re.compile(rf"[{re.escape(OPEN)}](?={_B}[0-9０-９xX×＊*Ｘ])")
_UNOPENED = re.compile(rf"[{re.escape(CLOSE.translate({ord(c): None for c in ROUND}))}](?={_B}(?:第{_B})?{_D})")
_YEAR_FIRST = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}]){_B}(?P<year>{_D}{{2}}|{_D}{{4}}){_B}(?P<close>[{re.escape(CLOSE)}])"
    rf"{_B}(?P<code>[\u4e00-\u9fff]{{2,12}}?){_B}(?:第{_B})?(?P<serial>{_D}{{1,5}}){_B}号"
)
_SERIALS = rf"(?P<serial>{_D}{{1,5}}|{_HAN}{{1,7}})(?P<more>(?:{_B}[、，,和]{_B}(?:第{_B})?{_D}{{1,5}})*)"
_ORDER = re.compile(rf"令{_B}[（(]?{_B}(?:第{_B}){_SERIALS}{_B}号{_AFTER}|令{_B}(?P<bare>{_D}{{1,5}}){_B}号{_AFTER}")
_ORDER_LAST = re.compile(rf"(?:(?P<year>{_D}{{4}}){_B}年{_B})?(?:第{_B})?{_SERIALS}{_B}号{_B}(?P<word>令)")
_ANNOUNCEMENT = re.compile(
    rf"(?P<word>公告|通告){_B}[（(]?{_B}(?:(?P<year>{_D}{{4}}){_B}年{_B})?第{_B}{_SERIALS}{_B}号{_AFTER}"
)
_ANNOUNCEMENT_LAST = re.compile(rf"(?P<year>{_D}{{4}}){_B}年{_B}第{_B}{_SERIALS}{_B}号{_B}(?P<word>公告|通告|令)")
_AMENDED = re.compile(rf"第{_B}{_SERIALS}{_B}号(?={_B}(?:修正|修改|修订|公布|发布))")
_LIST = rf"{_B}(?:[、，,和及与]|以及){_B}"
_NEXT_CODED = re.compile(
    rf"{_LIST}(?:[{re.escape(OPEN)}]{_B}(?P<year>{_YEAR}){_B}[{re.escape(CLOSE)}]{_B})?(?:第{_B})?"
    rf"(?P<serial>{_D}{{1,5}}){_B}号{_AFTER}"
)
_NEXT_ORDER = re.compile(rf"{_LIST}第{_B}(?P<serial>{_D}{{1,5}}|{_HAN}{{1,7}}){_B}号{_AFTER}(?:{_B}令)?")
_NEXT_ANNOUNCEMENT = re.compile(
    rf"{_LIST}(?:(?P<year>{_D}{{4}}){_B}年{_B})?第{_B}(?P<serial>{_D}{{1,5}}){_B}号{_AFTER}"
)
_NO_MORE = re.compile(_AFTER)
_YEAR_CHARACTERS = frozenset("0123456789０１２３４５６７８９xX×＊*Ｘ")
_WORD = re.compile("令|公告|通告")
_MORE = re.compile(rf"{_D}{{1,5}}")
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
_WIDE = str.maketrans("０１２３４５６７８９ＸＹ", "0123456789XY")
# Letters of case types in court case numbers (最高人民法院关于人民法院案件案号的若干规定, annex 1).
_COURT = re.compile(r"[民刑行执知破赔商认财][初终再申辖撤特监保恢异复审执他破]|民申|行审|司惩|清算|字初|终字|初字")
_MASKS = "XxＸ×"  # what stands for the letters of a place that a text hides: X财〔2020〕3号
_WINDOW = 28
_FULL_LINE = 16  # characters: a shorter line was not broken by the page's width


@dataclass(frozen=True, slots=True)
class Number:
    """A document number: ``code`` (agency code or issuing body, None when missing), ``year`` (four digits, or as printed

    when masked or impossible; None for orders), ``serial`` without leading zeros.
    """

    code: str | None
    year: str | None
    serial: str
    form: Form = "coded"

    @property
    def normal(self) -> str:
        """The one spelling under which equal numbers are equal: 云财社发〔2023〕36号, 国务院令第588号."""
        code = self.code or ""
        if self.form == "order":
            return f"{code}令第{self.serial}号"
        if self.form == "announcement":
            year = f"{self.year}年" if self.year else ""
            return f"{code}公告{year}第{self.serial}号"
        return f"{code}〔{self.year}〕{self.serial}号"


@dataclass(frozen=True, slots=True)
class Printed:
    """A number as printed at ``[start, end)``; ``elided`` when a piece was taken over from the number before it."""

    start: int
    end: int
    number: Number
    elided: bool = False


def _year(printed: str) -> str:
    """Complete a two-digit year (85 -> 1985); keep an impossible or masked one as printed."""
    text = printed.translate(_WIDE)
    if text.isdigit() and len(text) == 2:
        return ("19" if int(text) >= 49 else "20") + text
    return text


def _serial(printed: str) -> str:
    text = printed.translate(_WIDE)
    if text.isdigit():
        return str(int(text))
    value = numerals.parse(text)
    return text if value is None else str(int(value))


def _code_start(text: str, end: int) -> int:
    """Where the agency code that ends at ``end`` begins; ``end`` itself when there is none.

    Blanks of the layout may stand inside, and a line break where the line before is full: the line above a number that
    stands by itself (a heading, a name) is no part of its code.
    """
    low = max(0, end - _WINDOW)
    newline = text.rfind("\n", low, end)
    if newline >= 0 and text[newline:end].strip() and newline - text.rfind("\n", 0, newline) <= _FULL_LINE:
        low = newline + 1
    places = [i for i in range(low, end) if not text[i].isspace()]
    edge = issuers.left_edge("".join(text[i] for i in places))
    if edge == len(places):
        return end
    start = places[edge]
    while start > low and text[start - 1] in _MASKS:
        start -= 1
    return start


def _squeeze(text: str) -> str:
    return _BLANKS.sub("", text)


def _coded(text: str) -> list[Printed]:
    found: list[Printed] = []
    position = 0
    for match in _bracketed(text):
        if match.start() < position:
            continue
        year, opened = match["year"], match["open"]
        start = _code_start(text, match.start())
        code = _squeeze(text[start : match.start()]) or None
        rounded = bool(opened) and opened in ROUND
        end = match.end()
        if match["hao"] is None:
            end = match.end("serial")
            following = text[end : end + 1]
            if code is None or rounded or not opened or (following and following in "年月日.-—～~"):
                continue
        elif not _NO_MORE.match(text, end):
            continue
        if code is None and (not opened or (rounded and not _after_title(text, match.start()))):
            continue
        number = Number(code, _year(year), _serial(match["serial"]))
        more = list(_MORE.finditer(text, match.start("more"), match.end("more"))) if match["hao"] else []
        found.append(Printed(start, match.end("serial") if more else end, number))
        for part in more:
            part_end = end if part is more[-1] else part.end()
            found.append(Printed(part.start(), part_end, Number(code, number.year, _serial(part[0])), True))
        position = end
        while match["hao"] and (following_one := _NEXT_CODED.match(text, position)):
            own = _year(following_one["year"]) if following_one["year"] else number.year
            next_number = Number(code, own, _serial(following_one["serial"]))
            found.append(Printed(_first_ink(text, following_one), following_one.end(), next_number, True))
            position = following_one.end()
    return found


def _bracketed(text: str) -> list[re.Match[str]]:
    """Candidates for year and serial: from each opening bracket before a digit, and from closing ones that lack theirs."""
    matches = [m for place in _BRACKET.finditer(text) if (m := _CODED.match(text, place.start()))]
    for close in _UNOPENED.finditer(text):
        begin = close.start()
        while begin > 0 and close.start() - begin < 5 and text[begin - 1] in _YEAR_CHARACTERS:
            begin -= 1
        if begin and "\u4e00" <= text[begin - 1] <= "\u9fff" and (m := _CODED.match(text, begin)):
            matches.append(m)
    return sorted(matches, key=re.Match.start)


def _first_ink(text: str, match: re.Match[str]) -> int:
    """The first character of a series' next member after its separator."""
    place = match.start()
    while text[place].isspace() or text[place] in "、，,和及与以":
        place += 1
    return place


def _after_title(text: str, place: int) -> bool:
    """Whether what stands before ``place`` ends a title: 》, or 》( around the number."""
    before = text[max(0, place - 6) : place].rstrip()
    return before.endswith(("》", "》（", "》(", "〉", ">", "＞", "》文", "通知", "意见"))


def _year_first(text: str) -> list[Printed]:
    found = []
    for match in _YEAR_FIRST.finditer(text):
        code = _squeeze(match["code"])
        if _COURT.search(code) or issuers.left_edge(code) != 0:
            continue
        found.append(Printed(match.start(), match.end(), Number(code, _year(match["year"]), _serial(match["serial"]))))
    return found


def _named(text: str) -> list[Printed]:
    """Orders and announcements, which carry the name of a body."""
    found: list[Printed] = []
    for match, inverted in _named_candidates(text):
        if found and match.start() < found[-1].end and found[-1].start < match.end():
            continue
        groups = match.groupdict()
        form: Form = "announcement" if groups.get("word") in ("公告", "通告") else "order"
        start = bodies.start(text, match.start())
        body = bodies.normal(text[start : match.start()]) or None
        if body is None and not _may_stand_alone(text, match, inverted):
            continue
        year = _year(groups["year"]) if groups.get("year") and form == "announcement" else None
        number = Number(body, year, _serial(groups.get("serial") or groups.get("bare") or ""), form)
        parts = list(_MORE.finditer(text, *match.span("more"))) if groups.get("more") else []
        found.append(Printed(start, match.end("serial") if parts else match.end(), number))
        for part in parts:
            end = match.end() if part is parts[-1] else part.end()
            found.append(Printed(part.start(), end, Number(body, year, _serial(part[0]), form), True))
        found += _series(text, match.end(), body, year, form)
    return found


def _named_candidates(text: str) -> Iterator[tuple[re.Match[str], bool]]:
    """What stands around each 令 and 公告, in order; True where the number stands before the word."""
    for word in _WORD.finditer(text):
        order = word[0] == "令"
        before = text[max(0, word.start() - _WINDOW) : word.start()].rstrip()
        if before.endswith("号"):
            pattern = _ORDER_LAST if order else _ANNOUNCEMENT_LAST
            for match in pattern.finditer(text, max(0, word.start() - _WINDOW), word.end()):
                if match.end() == word.end():
                    yield match, True
                    break
            continue
        after = (_ORDER if order else _ANNOUNCEMENT).match(text, word.start())
        if after:
            yield after, False


def _may_stand_alone(text: str, match: re.Match[str], inverted: bool) -> bool:
    """A number without a body counts only where nothing that could be part of a word stands before it."""
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    return not inverted and (before == "" or not "\u4e00" <= before <= "\u9fff")


def _series(text: str, position: int, body: str | None, year: str | None, form: Form) -> list[Printed]:
    """、第240号、第262号 after an order; 、2016年第52号 after an announcement."""
    pattern = _NEXT_ANNOUNCEMENT if form == "announcement" else _NEXT_ORDER
    found = []
    while match := pattern.match(text, position):
        groups = match.groupdict()
        own = groups["year"].translate(_WIDE) if groups.get("year") else year
        place = _first_ink(text, match)
        found.append(Printed(place, match.end(), Number(body, own, _serial(match["serial"]), form), True))
        position = match.end()
    return found


def _amended(text: str, orders: list[Printed]) -> list[Printed]:
    """海关总署令第110号公布，根据海关总署第198、240号修正: 令 left out, taken over from the same body's order before."""
    found = []
    for match in _AMENDED.finditer(text):
        start = bodies.start(text, match.start())
        body = bodies.normal(text[start : match.start()])
        if not body:
            continue
        sentence = max(text.rfind(mark, 0, match.start()) for mark in "。；\n")
        if not any(o.number.code == body and o.number.form == "order" and sentence < o.start < start for o in orders):
            continue
        parts = [match["serial"], *(m[0] for m in _MORE.finditer(text, match.start("more"), match.end("more")))]
        places = [
            match.start("serial"),
            *(m.start() for m in _MORE.finditer(text, match.start("more"), match.end("more"))),
        ]
        for index, (part, place) in enumerate(zip(parts, places, strict=True)):
            begin = start if index == 0 else place
            found.append(Printed(begin, place + len(part), Number(body, None, _serial(part), "order"), True))
    return found


def find(text: str) -> list[Printed]:
    """All document numbers of a text in order, without overlaps.

    Court case numbers, standards, addresses, telephone and project numbers are refused.
    """
    if "号" not in text and not any(mark in text for mark in "〔﹝［[【"):
        return []
    found = _coded(text) + _year_first(text)
    if "令" in text or "告" in text:
        named = _named(text)
        found += named + _amended(text, named)
    found.sort(key=lambda p: (p.start, -p.end))
    kept: list[Printed] = []
    for printed in found:
        if kept and printed.start < kept[-1].end:
            if printed.end - printed.start > kept[-1].end - kept[-1].start:
                kept[-1] = printed
            continue
        kept.append(printed)
    return kept


def parse(text: str) -> Number | None:
    """The number that the whole of ``text`` is, or None."""
    squeezed = _squeeze(text)
    if squeezed[:1] in ("（", "(") and squeezed[-1:] in ("）", ")"):
        squeezed = squeezed[1:-1]
    candidates = [p for p in find(squeezed) if p.start == 0 and squeezed[p.end :] in ("", "文", "文件")]
    return candidates[0].number if len(candidates) == 1 else None


_LOOSE = re.compile(
    rf"(?P<code>[\u4e00-\u9fff]{{2,16}}?)[{re.escape(OPEN)}\s\-_.]*(?P<year>{_D}{{4}})年?[{re.escape(CLOSE)}\s\-_.]*(?:第)?"
    rf"(?P<serial>{_D}{{1,5}})\s*号?"
)


def loose(text: str) -> Number | None:
    """A number as a person types it into a search box: brackets, 号 and blanks as they come (云财社发 2023 36)."""
    exact = parse(text)
    if exact is not None:
        return exact
    match = _LOOSE.fullmatch(text.strip())
    if match is None or (match["year"].translate(_WIDE)[:2] not in ("19", "20")):
        return None
    return Number(match["code"], _year(match["year"]), _serial(match["serial"]))
