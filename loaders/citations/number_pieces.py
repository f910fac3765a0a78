"""The pieces of which printed document numbers are made: year, serial, and where the agency code begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from loaders.citations.document_number import Number
from loaders.source import MOST_FACTS, TooManyFacts
from loaders.text import numerals
from ontology.authorities import issuers

OPEN = "〔﹝［[【〖（(﹙｛{"
CLOSE = "〕﹞］]】〗）)﹚｝}"
ROUND = "（(﹙）)﹚"
ODD_OPEN = (
    '„“"〈＜<「『⟨‹'  # what Word and the reading of scans make of 〔〕: they count round the year of a known code alone
)
ODD_CLOSE = '‟”"〉＞>」』⟩›'
B = r"[ \t\r\n\u3000\u00a0]{0,60}+"  # blanks and line breaks that page layout puts inside a number
# The same, and what remains of markdown and HTML: 〔2024〕**11号**, 〔2024〕<b>11</b>号.
_MARKUP = r"(?:[ \t\r\n\u3000\u00a0*_`\\\u200b\ufeff]|&(?:amp;)?(?:nbsp|e[nm]sp|thinsp|#(?:160|819[4-9]|820[0-3]|12288|[xX](?:[aA]0|3000|200[2-9aAbB])));|</?[A-Za-z]{1,6}(?:\s[^<>\n]{0,80})?/?>)"
M = rf"{_MARKUP}{{0,60}}+"
D = r"[0-9０-９]"
HAN = r"[零〇一二三四五六七八九十百]"
# A part of what is numbered is no document: 政采〔2021〕12345号-001; but 2号-5号, 12号—3月1日 and 3号-1.pdf go on otherwise.
PART = r"[-－–—][0-9]{1,3}(?![0-9年月号.．])"
AFTER = rf"(?![0-9０-９%％]|{PART})(?!楼|院|门|馆|桥|线|机|厅|房|仓|车|井|地块|宗地|标段|泊位|窗口|柜|教学|召|称|码|议案|建议|提案)"
RANGE = "－‐‑‒–—―~～至-"
SERIALS = rf"(?P<serial>{D}{{1,5}}|{HAN}{{1,7}})(?P<more>(?:{B}[、，,和{RANGE}]{B}(?:第{B})?{D}{{1,5}})*)"
_LONGEST_RANGE = 50  # numbers: what spans more is no list of documents
LIST = rf"{B}(?:[、，,和及与{RANGE}]|以及){B}"
_MEMBER = re.compile(rf"(?P<mark>[、，,和/／{RANGE}]{{1,2}}){B}(?:第{B})?(?P<serial>{D}{{1,5}})")
_BLANKS = re.compile(r"[\s\u3000\u00a0]+")
# The foot of a page that parts a code from its year: 鲁水农字⏎— 3 —⏎〔2019〕7号.
_FOOT = r"\n[ \t\u3000]*[—－–-]{1,2}[ \t]?[0-9]{1,3}[ \t]?[—－–-]{1,2}[ \t\u3000]*(?=\n)"
_MARKED = re.compile(rf"(?:{_FOOT}|{_MARKUP})+")
_MARKED_END = re.compile(rf"(?:{_FOOT}|{_MARKUP})+\Z")
_WIDE_BRACKETS = str.maketrans("()", "（）")
WIDE = str.maketrans("０１２３４５６７８９ＸＹ", "0123456789XY")
_READ_AS_DIGIT = str.maketrans("OoＯlI|", "000111")  # as scans are misread
_BETWEEN = "、，,和及与以" + RANGE
_LOOK_BACK = frozenset("XxＸ×）)")  # before the Chinese characters of a code: it may begin further left
MASKS = "XxＸ×"  # what stands for the letters of a place that a text hides: X财〔2020〕3号
WINDOW = 28
# A place whose letter is 原, before its code: 固原市原州区财政局原财发.
_YUAN = re.compile("原[\u4e00-\u9fff]?[县市区州][\u4e00-\u9fff]*\\Z")
_HAN_RUN = re.compile("[\u4e00-\u9fff]+")
_MOST_MARKUP = 120  # characters
_LONGEST_REST = 5  # characters of a code that a line break has parted from its beginning
_FULL_LINE = 16  # characters: a shorter line was not broken by the page's width


@dataclass(slots=True)
class Printed:
    """A number as printed at ``[start, end)``; ``elided`` when a piece was taken over from the number before it.

    Nobody changes one; but a text has thousands, and a frozen one takes three times as long to make.
    """

    start: int
    end: int
    number: Number
    elided: bool = False


def year_of(printed: str) -> str:
    """Complete a two-digit year (85 -> 1985); keep an impossible or masked one as printed."""
    if len(printed) == 4 and printed.isdecimal() and printed.isascii():
        return printed
    text = squeeze(printed.translate(WIDE))
    if text.isdigit() and len(text) == 2:
        return ("19" if int(text) >= 49 else "20") + text
    if len(text) == 4 and (mended := text.translate(_READ_AS_DIGIT)).isdigit():
        return mended
    if not text[:1].isascii() and len(text) in (2, 4):
        figures = text if len(text) == 4 else "一九" + text
        if (value := numerals.parse(figures)) is not None and 1900 < value < 2100:
            return str(int(value))
    if text.endswith("届") and (session := numerals.parse(text.removeprefix("第").strip()[:-1])) is not None:
        return f"{session}届"
    return text


def serial_of(printed: str) -> str:
    """A serial in Arabic digits without leading zeros (五十二 -> 52)."""
    if printed[0] != "0" and printed.isdecimal() and printed.isascii():
        return printed
    text = squeeze(printed.translate(WIDE))
    if text.isdigit():
        return str(int(text))
    if (mended := text.translate(_READ_AS_DIGIT)).isdigit():
        return str(int(mended))
    value = numerals.parse(text)
    return text if value is None else str(int(value))


def code_start(text: str, end: int) -> int:
    """Where the agency code that ends at ``end`` begins; ``end`` itself when there is none.

    Blanks of the layout may stand inside, and a line break where the line before is full: the line above a number that
    stands by itself (a heading, a name) is no part of its code.  A short line that breaks a known code in two is.
    """
    low = max(0, end - WINDOW)
    run = _HAN_RUN.match(text[low:end][::-1])
    start = end - run.end() if run else end
    if low < start < end - 1 and text[end - 1] not in "令告届":
        before = text[start - 1]
        if before not in _LOOK_BACK and not before.isspace():
            # By far the most: nothing further left has a say in where the code begins.
            return _widened(text, start - 1 + _edge(text[start - 1 : end]), end)
    if (
        end - start < 2
        and text[start - 1 : start] in CAPITALS
        and (lettered := _before_letters(text, start, end)) < start
    ):
        return lettered
    inked = end
    if start == end and (held := _HELD.search(text, low, end)) and issuers.could_be_code(held["code"]):
        return held.start("code")
    if start == end and (marked := _MARKED_END.search(text, max(0, end - _MOST_MARKUP), end)):
        inked = marked.start()
        low = max(0, inked - WINDOW)
    tab = text.rfind("\t", low, inked)
    if tab >= 0 and text[tab:inked].strip():
        low = tab + 1  # what stands before it is another cell
    newline = text.rfind("\n", low, inked)
    short = newline >= 0 and text[newline:inked].strip() and newline - text.rfind("\n", 0, newline) <= _FULL_LINE
    if (
        short
        and not _OPENED.search(text, low, newline)
        and not _broken(squeeze(text[low:inked]), squeeze(text[newline:inked]))
    ):
        low = newline + 1
    places = [i for i in range(low, inked) if not text[i].isspace()]
    printed = "".join(text[i] for i in places)
    # At the beginning of a line or a cell nothing is joined, so that 和政发 begins with a place as it does behind a bracket.
    begins = printed[:1] in _JOINING and (not low or text[low - 1] in "\t\n")
    edge = _edge(_OPENS + printed) - len(_OPENS) if begins else _edge(printed)
    return end if edge == len(places) else _widened(text, _masked(text, places[edge], low), inked)


# A code in brackets of its own: （鄂财社）〔2018〕45号.
_HELD = re.compile("(?<![\u4e00-\u9fff])[（(](?P<code>[\u4e00-\u9fff]{2,12})[）)]\\Z")
# A bracket that opens on the line above, before the beginning of a code: （鄂财⏎农发〔2020〕41号.
_OPENED = re.compile("[（(][\u4e00-\u9fff]{1,6}[ \t\u3000]*\\Z")
CAPITALS, _MOST_LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), 3
_KIND_LETTERS = "函字发规"
# What bodies that are counted call themselves; a digit behind 附件 or 第 counts something else.
_NUMBERED = "团师"
_UNIT_NUMBER = re.compile(r"(?<![0-9０-９件表图第])(?P<number>[0-9]{1,3})\Z")
_OPENS, _JOINING = "（", ("和", "与", "及")


def _before_letters(text: str, start: int, end: int) -> int:
    """Where the code begins whose capitals end at ``start``, with no more than the letter of a kind behind them: 府GS, 建许XK函.

    ``start`` where no known code stands before them: ZC〔2021〕12号 is a number of a firm or a contract.
    """
    if start < end and text[start] not in _KIND_LETTERS:
        return start
    han = start
    while text[han - 1 : han] in CAPITALS and han and start - han < _MOST_LETTERS:
        han -= 1
    if not "\u4e00" <= text[han - 1 : han] <= "\u9fff":
        return start
    code = code_start(text, han)
    return code if issuers.could_be_code(squeeze(text[code:han])) else start


@lru_cache(maxsize=1 << 12)
def _broken(joined: str, below: str) -> bool:
    """Whether a line break cuts a code in two: what stands ``below`` it begins none, and joined with the line above it is one.

    No code is a single character, but for those that the tables have.
    """
    if issuers.could_be_code(below) or len(below) > _LONGEST_REST:
        return False
    code = joined[_edge(joined) :]
    return len(code) > len(below) and (len(below) == 1 or issuers.could_be_code(code))


# Texts name the same bodies again and again.
_edge = lru_cache(maxsize=1 << 12)(issuers.left_edge)


def _widened(text: str, start: int, end: int) -> int:
    """A code's start without 原 (former) before a whole code, with 中国 before the name of a commission (证监会公告),

    and with the number of a regiment or a division of the Corps: 184团发.
    """
    first = text[start]
    if first in _NUMBERED:
        numbered = _UNIT_NUMBER.search(text, max(0, start - 5), start)
        return numbered.start("number") if numbered else start
    if (
        first == "原"
        and text[start + 1] not in "政府"
        and not _YUAN.search(text, max(0, start - WINDOW), start)
        and issuers.could_be_code(squeeze(text[start + 1 : end]))
    ):
        return start + 1
    if text[start - 2 : start] == "中国" and text.endswith(("公告", "令"), start, end):
        return start - 2
    return start


def _masked(text: str, start: int, low: int) -> int:
    """The start of a code with the letters before it that hide a place."""
    while start > low and text[start - 1] in MASKS:
        start -= 1
    return start


def squeeze(text: str) -> str:
    """``text`` without the blanks and line breaks of the page."""
    return text if text.isalnum() else _BLANKS.sub("", text)


def unmarked(text: str) -> str:
    """A code without blanks, line breaks, and remains of markdown and HTML; a section in it has full-width brackets."""
    if text.isalnum():
        return text
    code = _MARKED.sub("", text).translate(_WIDE_BRACKETS)
    return code if "（" in code else code.removesuffix("）")


def members(text: str, match: re.Match[str], first: Number) -> Iterator[Printed]:
    """The further members of a series with one 号: 36、37号, 36-38号.  Raises TooManyFacts."""
    before = first
    for count, part in enumerate(_MEMBER.finditer(text, *match.span("more"))):
        if count * _LONGEST_RANGE > MOST_FACTS:
            raise TooManyFacts("document numbers")
        number = replace(first, serial=serial_of(part["serial"]))
        yield from between(before, number, text, *part.span("mark"))
        yield Printed(part.start("serial"), part.end("serial"), number, True)
        before = number


def ascends(match: re.Match[str]) -> bool:
    """Whether each range of a series goes up: 36-38号; 390-1号 is a number with a part, which has no normal form."""
    last = match["serial"]
    for part in _MEMBER.finditer(match["more"]):
        if part["mark"][0] in RANGE and int(part["serial"]) <= int(last if last.isdigit() else "0"):
            return False
        last = part["serial"]
    return True


def between(first: Number, last: Number, text: str, start: int, end: int) -> list[Printed]:
    """The numbers between two that the dash in ``[start, end)`` joins (36—40号): it says them all, and is the place of each."""
    marks = [place for place in range(start, end) if text[place] in RANGE]
    if not marks or not (first.serial.isdigit() and last.serial.isdigit()):
        return []
    low, high = int(first.serial), int(last.serial)
    if high - low > _LONGEST_RANGE:
        return []
    return [
        Printed(marks[0], marks[-1] + 1, replace(first, serial=str(serial)), True) for serial in range(low + 1, high)
    ]


def first_ink(text: str, match: re.Match[str]) -> int:
    """The first character of a series' next member after its separator."""
    place = match.start()
    while text[place].isspace() or text[place] in _BETWEEN:
        place += 1
    return place
