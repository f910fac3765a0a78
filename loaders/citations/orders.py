"""Numbers of orders and announcements, which carry the name of a body: 国务院令第588号, 海关总署公告2015年第59号."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import replace

from loaders.bodies import order_issuers
from loaders.citations.document_number import FORMS, Number
from loaders.citations.number_pieces import (
    AFTER,
    HAN,
    LIST,
    SERIALS,
    WIDE,
    WINDOW,
    B,
    D,
    M,
    Printed,
    ascends,
    between,
    code_start,
    first_ink,
    members,
    serial_of,
    squeeze,
    year_of,
)
from ontology.authorities import issuers

_YEAR = rf"(?P<year>{D}{{4}}|[〇零○一二三四五六七八九]{{4}}){B}年{B}"
_ORDER = re.compile(
    rf"(?P<word>令){M}[（(\[［]?{B}(?:(?:{_YEAR})?第{M}{SERIALS}{M}[号號]{AFTER}|(?P<bare>{D}{{1,5}}){B}[号號]{AFTER}"
    rf"|第{B}(?P<open>{D}{{1,4}})(?={B}(?:[）),，。；;、》]|$)))"
)
_SESSION = rf"(?:第{B})?(?P<session>(?:{D}{{1,2}}|[一二三四五六七八九十]{{1,3}})届)"
_ANNOUNCEMENT = re.compile(
    rf"(?P<word>公告|通告){M}[（(\[［]?{B}(?:{_YEAR}(?:第{B})?|{_SESSION}{B}第{B}|第{B})"
    rf"{M}{SERIALS}{M}[号號]{AFTER}"
)
# 公安部第69号令, 海关总署2015年第59号公告, （99号令）, （九届）第八号公告: the number stands before the word.
_LAST = re.compile(
    rf"(?:{_YEAR}|[（(〔\[］]{B}{_SESSION}{B}[）)〕\]］]{B})?(?:第{B})?{SERIALS}{B}[号號]{B}(?:部|局|署|委|厅)?(?P<word>令|公告|通告)(?!牌)"
)
# 第375号国务院令: the body stands between the number and the word.
_WHOSE_LAST = re.compile(rf"第{B}{SERIALS}{B}[号號]{B}(?P<whose>[一-鿿]{{2,14}})(?P<word>令|公告|通告)")
# 国务院以第514号令公布, 财政部于2008年9月28日以第52号令发布: what stands between the body and its order.
_BY = re.compile(rf"(?:[于在]?{B}{D}{{4}}{B}年(?:{B}{D}{{1,2}}{B}月(?:{B}{D}{{1,2}}{B}日)?)?{B})?以{B}\Z")
_BY_WITHIN = 40  # characters
# Announcements are counted anew each year, save those of congresses, which are counted through a term.
_YEAR_BEFORE = re.compile(rf"(?<!{D})(?P<year>(?:19|20){D}{{2}}){B}年{B}\Z")
_YEAR_WITHIN = 12  # characters
_THROUGH = ("国务院", "主席")  # who count their orders through the years
_STANDING = ("常务委员会", "常委会", "代表大会", "人大", "会议", "主席团", "选举委员会")
# 《关于…的公告》（2017年第104号）: the word stands in the title, the number alone in the bracket behind it.
_ANNOUNCED = re.compile(
    rf"(?<=公告|通告)[》〉>＞]{{0,2}}{B}[（(]{B}(?P<number>{_YEAR}第{B}(?P<serial>{D}{{1,5}}){B}[号號])(?={B}[）)])"
)
_AMENDED = re.compile(rf"第{B}{SERIALS}{B}[号號](?={B}(?:修正|修改|修订|公布|发布))")
_NEXT_ORDER = re.compile(rf"{LIST}第{B}(?P<serial>{D}{{1,5}}|{HAN}{{1,7}}){B}[号號]{AFTER}(?:{B}令)?")
_NEXT_ANNOUNCEMENT = re.compile(rf"{LIST}(?:{_YEAR})?第{B}(?P<serial>{D}{{1,5}}){B}[号號]{AFTER}")
_WORD = re.compile("令|公告|通告")
_WHOSE = ("部", "局", "署", "委", "厅")  # 第110号部令
_JOINS = ("、", "，", ",", "和", "及")  # 国务院令第397号公布、第638号修订
_OTHER_WORD = {form: tuple({"令", "公告", "通告"} - {word}) for word, form in FORMS.items()}
_CLOSED = "）),，;；"
_CLAUSE = "，。；：、（(,;:\n\t "
# 2016年第51号公告及2018年第50号通告: whose the second is, the first says.
_TAKEN_OVER = re.compile(rf"{B}(?:令|公告|通告)?{B}(?:[、，,和及与]|以及){B}")


def find(text: str) -> list[Printed]:
    """Orders and announcements of a text, not in order."""
    words = list(_WORD.finditer(text))
    named = _named(text, words)
    return named + _amended(text, named) + _announced(text, words, named)


def _named(text: str, words: list[re.Match[str]]) -> list[Printed]:
    found: list[Printed] = []
    for match, inverted in _named_candidates(text, words):
        if found and match.start() < found[-1].end and found[-1].start < match.end():
            continue
        groups = match.groupdict()
        if groups.get("more") and not ascends(match):
            continue
        form = FORMS[groups["word"]]
        edge = _issued_by(text, match.start()) if inverted else match.start()
        start = order_issuers.start(text, edge)
        body = order_issuers.normal(text[start:edge]) or None
        if groups.get("whose"):
            start, body = match.start(), groups["whose"]
        if body is None and form == "order" and not inverted:
            start = _government(text, match.start())
            body = squeeze(text[start : match.start()]) or None
        taken_over = body is None and inverted and found and _TAKEN_OVER.fullmatch(text, found[-1].end, match.start())
        if body is None:
            start = match.start()
            if taken_over:
                body = found[-1].number.code
            elif not _may_stand_alone(text, match, inverted):
                continue
        # 2014年第4号令 was issued in 2014; in 令2016年第19号 the year is a part of the number.
        counted = groups.get("year") and (form != "order" or not (inverted or (body or "").endswith(_THROUGH)))
        year = year_of(groups["year"]) if counted else None
        if (
            year is None
            and form != "order"
            and body
            and not body.endswith(_STANDING)
            and (before := _YEAR_BEFORE.search(text, max(0, start - _YEAR_WITHIN), start))
        ):
            year, start = year_of(before["year"]), before.start()  # 2003年国家认监委第3号公告
        number = Number(body, year, serial_of(groups["serial"] or groups.get("bare") or groups.get("open") or ""), form)
        if groups.get("session"):
            number = Number(f"{body or ''}{groups['word']}", year_of(groups["session"]), number.serial)
        further = list(members(text, match, number)) if groups.get("more") else []
        found.append(Printed(start, match.end("serial") if further else match.end(), number, bool(taken_over)))
        if further:
            found += [*further[:-1], replace(further[-1], end=match.end())]
        found += _series(text, match.end(), (further or found)[-1].number)
    return found


def _named_candidates(text: str, words: list[re.Match[str]]) -> Iterator[tuple[re.Match[str], bool]]:
    """What stands around each 令 and 公告, in order; True where the number stands before the word."""
    for word in words:
        before = text[max(0, word.start() - WINDOW) : word.start()].rstrip()
        if before.endswith(("号", "號")) or before[-1:] in _WHOSE and before[:-1].rstrip().endswith(("号", "號")):
            for match in _LAST.finditer(text, max(0, word.start() - WINDOW), word.end()):
                if match.end() == word.end():
                    yield match, True
                    break
            continue
        for match in _WHOSE_LAST.finditer(text, max(0, word.start() - WINDOW), word.end()):
            if match.end() == word.end() and order_issuers.start(text, word.start()) == match.start("whose"):
                yield match, True
        after = (_ORDER if word[0] == "令" else _ANNOUNCEMENT).match(text, word.start())
        if after:
            yield after, False


def _issued_by(text: str, start: int) -> int:
    """Where the name of the body ends that issues what begins at ``start``: before 以, and the day on which it did."""
    if not text[max(0, start - 4) : start].rstrip().endswith("以"):
        return start
    by = _BY.search(text, max(0, start - _BY_WITHIN), start)
    return by.start() if by else start


def _government(text: str, end: int) -> int:
    """Where the code of a government begins that ends at ``end``, before 令 (桂政令第6号); ``end`` when there is none."""
    if not text.endswith("政", 0, end) or text.endswith(("行政", "财政", "民政"), 0, end):
        return end
    start = code_start(text, end)
    return start if start < end - 1 and issuers.could_be_code(squeeze(text[start:end])) else end


def _may_stand_alone(text: str, match: re.Match[str], inverted: bool) -> bool:
    """A number without a body counts only where nothing that could be part of a word stands before it.

    Where it stands before its word, it fills a bracket （99号令） or has a year at the beginning of a clause.
    """
    before = text[match.start() - 1 : match.start()] if match.start() else ""
    if not inverted:
        return before == "" or not "\u4e00" <= before <= "\u9fff"
    if match["year"] or match["session"]:
        return before in _CLAUSE
    return before in ("（", "(") and text[match.end() : match.end() + 1] in tuple(_CLOSED)


def _series(text: str, position: int, last: Number) -> list[Printed]:
    """、第240号、第262号 and —第266号 after an order; 、2016年第52号 after an announcement."""
    pattern = _NEXT_ORDER if last.form == "order" else _NEXT_ANNOUNCEMENT
    found: list[Printed] = []
    while match := pattern.match(text, position):
        groups = match.groupdict()
        if text.startswith(_OTHER_WORD.get(last.form, ()), match.end()):
            break
        own = groups["year"].translate(WIDE) if groups.get("year") else last.year
        place = first_ink(text, match)
        number = replace(last, year=own, serial=serial_of(match["serial"]))
        if own == last.year:
            found += between(last, number, text, position, place)
        found.append(Printed(place, match.end(), number, True))
        position, last = match.end(), number
    return found


def _amended(text: str, orders: list[Printed]) -> list[Printed]:
    """海关总署令第110号公布，根据海关总署第198、240号修正: 令 left out, taken over from the same body's order before."""
    found = []
    orders = [one for one in orders if one.number.form == "order"]
    starts = [one.start for one in orders]
    for match in _AMENDED.finditer(text):
        start = order_issuers.start(text, match.start())
        body = order_issuers.normal(text[start : match.start()])
        sentence = max(text.rfind(mark, 0, match.start()) for mark in "。；\n")
        before = orders[bisect_right(starts, sentence) : bisect_left(starts, start)]
        if body:
            before = [o for o in before if o.number.code == body]
        elif text[match.start() - 1 : match.start()] not in _JOINS:
            continue
        if not before:
            continue
        body = body or before[-1].number.code or ""
        first = Number(body, None, serial_of(match["serial"]), "order")
        found += [Printed(start, match.end("serial"), first, True), *members(text, match, first)]
    return found


def _announced(text: str, words: list[re.Match[str]], named: list[Printed]) -> list[Printed]:
    """Numbers in brackets behind a title that ends in 公告; nobody is printed who counts them."""
    known = {printed.end for printed in named}
    return [
        Printed(*match.span("number"), Number(None, year_of(match["year"]), serial_of(match["serial"]), FORMS[word[0]]))
        for word in words
        if word[0] != "令" and (match := _ANNOUNCED.match(text, word.end())) and match.end("number") not in known
    ]
