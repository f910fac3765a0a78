"""Numbers with a year in brackets: 云财社发〔2023〕36号, (85)国办发49号, and the series 〔2022〕118号、119号."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, lru_cache
from html import unescape
from html.entities import html5
from typing import Literal, cast

from loaders.citations.document_number import Number
from loaders.citations.number_pieces import (
    AFTER,
    CAPITALS,
    CLOSE,
    HAN,
    LIST,
    MASKS,
    ODD_CLOSE,
    ODD_OPEN,
    OPEN,
    RANGE,
    ROUND,
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
    unmarked,
    year_of,
)
from loaders.source import MOST_FACTS, TooManyFacts
from loaders.text.words import any_of, words
from ontology.authorities import issuers
from ontology.authorities.name_ends import bodies, endings, last_name
from ontology.tables import rows

CaseKind = Literal["court", "arbitration", "licence", "decision"]
Refusal = Literal["no-hao", "goes-on", "no-code", "court", "arbitration", "licence", "decision", "report"]

_SESSION = "[一二三四五六七八九十]{1,3}届"
_HAN_YEAR = (
    "(?:[一二][九〇零○][〇零○一二三四五六七八九]{2}|[五六七八九][〇零○一二三四五六七八九])"  # 〔一九八五〕, 〔八五〕
)
_YEAR = rf"(?:(?:第{B})?(?:{D}{{1,2}}届|{_SESSION})|{D}{{2,5}}|{_HAN_YEAR}|[12]\s?[09]\s?[0-9]\s?[0-9]|(?:20|19)?[xX×＊*Ｘ]{{2,4}}|20{D}[xX×＊*Ｘ]|[12lI|][0-9OoＯlI|]{{3}})"


def _heart(opened: str, closed: str) -> re.Pattern[str]:
    """OPEN year CLOSE serial 号 — the heart of every coded number; the agency code is found leftwards from its start."""
    return re.compile(
        rf"(?P<open>{opened}){M}(?P<year>{_YEAR})年?{M}(?P<close>{closed})(?:年(?={B}第))?(?:[)）]|(?:第{B})?(?P<inner>[（(]))?{M}(?:第{B})?"
        rf"(?P<serial>{D}(?: {D}){{1,4}}(?= ?[号號])|(?=[0-9]*[OoＯlI|])[0-9OoＯlI|]{{1,5}}(?= ?[号號])|{D}{{1,3}}\s?\n\s?{D}{{1,2}}(?=\s?[号號])|{D}{{1,5}}|(?:(?<=第)|(?<=第[（(])|(?<=[一-鿿][〕］\]）)])){HAN}{{1,7}}(?={B}[)）]?{B}[号號]))(?P<more>(?:{B}[、，,/／{RANGE}]{{1,2}}{B}{D}{{1,5}})*){M}(?:(?(inner)[)）]))?{M}(?P<hao>[号號])?"
    )


def _entity(marks: str) -> str:
    """An expression for the characters of ``marks`` as HTML writes them: &#12308; &#x3014; &lbrack;, also where & is written out."""
    names = {name[:-1] for name, mark in html5.items() if mark in marks and name.endswith(";")}
    numbers = [f"0*{ord(mark)}" for mark in marks] + [f"[xX]0*(?i:{ord(mark):x})" for mark in marks]
    return f"&(?:amp;)?(?:{'|'.join(sorted(names))}|#(?:{'|'.join(numbers)}));"


_CODED = _heart(f"[{re.escape(OPEN)}]?", f"[{re.escape(CLOSE + ODD_CLOSE)}〔［[【]")
_ESCAPED = _heart(_entity(OPEN + ODD_OPEN), _entity(CLOSE + ODD_CLOSE))
# Odd brackets, round a plain year, or none behind it: 皖办发„2012‟14号, 皖办发〔2012 14号.
_ODD = re.compile(
    rf"(?P<open>[{re.escape(OPEN + ODD_OPEN)}]){B}(?P<year>(?:19|20){D}{{2}})年?{B}(?P<close>[{re.escape(CLOSE + ODD_CLOSE)}]|(?<=[ \u3000])){M}"
    rf"(?:第{B})?(?P<serial>{D}{{1,5}})(?P<more>)(?P<inner>){M}(?P<hao>[号號])"
)
# No brackets at all: 湘政发2011-8号; from the first dash.
_DASHES = "-－—–―_"
_DASHED = re.compile(rf"[{_DASHES}]{{1,2}}{B}(?:第{B})?(?P<serial>{D}{{1,4}}){B}[号號]{AFTER}")
# Nor a dash, as it is spoken of: 财税2016年36号文; looked for backwards from 号文.
_SPOKEN = "号文"
_YEAR_AND_SERIAL = re.compile(rf"(?P<year>(?:19|20)[0-9]{{2}})年{B}(?:第{B})?(?P<serial>{D}{{1,4}}){B}\Z")
_PLAIN_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# The same with nothing left out and nothing strange: as by far the most are printed, and tried first.
_USUAL = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}])(?P<year>(?:19|20)[0-9]{{2}})(?P<close>[{re.escape(CLOSE)}])[ \u3000]?"
    r"(?P<serial>[0-9]{1,5})(?P<more>)(?P<inner>)[ \u3000]?(?P<hao>号)"
)
# OPEN year CLOSE code serial 号 — the year printed first: (85)国办发49号
_BRACKET = re.compile(
    rf"[{re.escape(OPEN + ODD_OPEN)}](?={B}(?:[0-9０-９xX×＊*Ｘ<&_`]|[lI|]9|第?{_SESSION}|第{B}{D}|{_HAN_YEAR}))"
)
# A closing bracket, or a dash, behind a year that no bracket opens: 财税2017〕20号, 湘政发2011-8号.
_Y = "[0-9０-９xX×＊*Ｘ]"
_UNOPENED = re.compile(
    rf"[{re.escape(CLOSE.translate({ord(c): None for c in ROUND}) + _DASHES)}](?={B}(?:第{B})?{D})"
    rf"(?:{'|'.join(f'(?<=[一-鿿]{_Y * size}.)' for size in range(1, 6))})"
)
_YEAR_FIRST = re.compile(
    rf"(?P<open>[{re.escape(OPEN)}]){B}(?P<year>{D}{{2}}|{D}{{4}}|{_HAN_YEAR}){B}(?P<close>[{re.escape(CLOSE)}])"
    rf"{M}(?P<code>[\u4e00-\u9fff]{{1,12}}?(?:[（(][\u4e00-\u9fff]{{1,2}}[）)][\u4e00-\u9fff]{{0,3}}?)?){B}(?:第{B})?(?P<serial>{D}{{1,5}}|(?<=第){HAN}{{1,7}}){M}[号號]"
)
_NEXT_CODED = re.compile(
    rf"{LIST}(?:[{re.escape(OPEN)}]{B}(?P<year>{_YEAR}){B}[{re.escape(CLOSE)}]{B})?(?:第{B})?"
    rf"(?P<serial>{D}{{1,5}}){B}号{AFTER}"
)
_LISTED = frozenset(" \t\r\n\u3000\u00a0、，,和及与以" + RANGE)  # what LIST begins with
# What the words that AFTER refuses begin with.
_GOES_ON = frozenset("0123456789０１２３４５６７８９%％-－–—楼院门馆桥线机厅房仓车井地宗标泊窗柜教召称码议建提")
_NO_MORE = re.compile(AFTER)
_YEAR_CHARACTERS = frozenset("0123456789０１２３４５６７８９xX×＊*Ｘ")
# Letters of case types in court case numbers (最高人民法院关于人民法院案件案号的若干规定, annex 1), where the year stands first.
_COURT = re.compile(r"[民刑行执知破赔商认财][初终再申辖撤特监保恢异复审执他破]|民申|行审|司惩|清算|字初|终字|初字")
_KINDS = (
    "发",
    "函",
    "字",
    "规",
    "办",
    "文",
    "电",
    "综",
    "通",
    "秘",
    "复",
    "任",
    "批",
)  # what the codes end with of most numbers
# What follows a number that is none of a document of policy, by what it numbers.
_NUMBERS: tuple[tuple[CaseKind, re.Pattern[str]], ...] = (
    ("court", re.compile(r"(?:民事|刑事|行政|执行|仲裁|赔偿)*(?:判决|裁决|裁定|调解)书?|(?:不)?起诉书")),
    ("decision", re.compile(r"(?:当场|不予|不予受理|行政)*(?:处罚|复议)(?:事先|听证)?(?:决定|告知|终止|通知)书")),
    (
        "licence",
        re.compile(
            r"(?:外商投资|企业|单位|建设|用地|工程|规划|施工|安全|生产|经营|排污|采矿|探矿|卫生|土地|房屋|林地|海域|产权|"
            r"所有权|使用权|批准|许可|资格|资质|登记|注册|认定|备案)*(?:证书|许可证|执照|使用证|所有权证|产权证)"
        ),
    ),
)
_LONGEST_SERIES = 3  # characters of the letters of a series behind the year (普字)
_SERIES = "综函发办文电秘复批綜發辦電復"  # what such letters are without 字
# What stands before a year in brackets that numbers a report, a contract or a certificate, and no document.
_NUMBERED = ("第", "编号", "证", "报告", "合同", "号码", "案", "纪要", "标段", "地块", "宗地", "卷宗")
_REPORTED = tuple(word + colon for word in ("证", "报告", "合同") for colon in "：:")
_LABEL = re.compile(r"(?:编号|号码|单号|案号|合同号|证号|批号|卡号|报告号|批次)[：:]\s*\Z")
_TELLS = _GOES_ON | frozenset(
    "民刑行执仲赔判裁调不起当处复外企单建用工规施安生经排采探卫土房林海产所使批许资登注认备证"
)  # what words begin with that tell of something else


@cache
def case_letters() -> Mapping[str, CaseKind]:
    """What the code ends with of a number that is none of a document of policy, and what it numbers."""
    return {row["letters"]: cast(CaseKind, row["kind"]) for row in rows("loaders.citations", "case_letters.tsv")}


@lru_cache(maxsize=1 << 12)
def _case(code: str) -> CaseKind | None:
    code = _SECTION.sub("", code) if code.endswith("）") else _SECTIONS.sub("", code)
    known = (case_letters().get(letters) for letters in (f"^{code}", *(code[-size:] for size in range(1, 5))))
    return next(filter(None, known), None)


_CASE_ENDS = frozenset(letters[-1] for letters in case_letters()) | CAPITALS | {"）"}
_SECTION = re.compile(r"（[^（）]*）\Z")
_SECTIONS = re.compile(r"（[^（）]*）")
_ORDERS = ("公告", "通告", "令")  # of the numbers of orders, which are read elsewhere
_ODD_MARKS = frozenset(ODD_OPEN + ODD_CLOSE)
_MISREAD = frozenset("OoＯlI|")  # what a scan shows for 0 and 1


def find(text: str) -> list[Printed]:
    """Numbers with a year in brackets.  Raises TooManyFacts."""
    found: list[Printed] = []
    others: list[int] = []
    dashes: list[int] = []
    position = 0
    for match in _bracketed(text, others, dashes):
        if len(found) > MOST_FACTS:
            raise TooManyFacts("document numbers")
        heart = match.start()
        if heart < position:
            continue
        printed_year, printed_serial, more, hao = match.group("year", "serial", "more", "hao")
        edge = heart - 1 if text.endswith(("字第", "发第", "函第"), 0, heart) else heart  # 建村字第〔1993〕659号
        start = code_start(text, edge)
        code = unmarked(text[start:edge]) or None
        if edge < heart and (code is None or "证" in code):
            start, code = heart, None
        if _refused(text, match, code, start) is not None:
            continue
        end = match.end() if hao else match.end("serial")
        number = _number(code, printed_year, printed_serial)
        further = list(members(text, match, number)) if hao and more else []
        found.append(Printed(start, match.end("serial") if further else end, number))
        if further:
            further[-1] = replace(further[-1], end=end)
            found += further
        position = end
        while text[position : position + 1] in _LISTED and (after := _NEXT_CODED.match(text, position)):
            if not (hao or after["year"]):
                break
            if len(found) > MOST_FACTS:
                break
            own = year_of(after["year"]) if after["year"] else number.year
            ink = first_ink(text, after)
            following = Number(code, own, serial_of(after["serial"]))
            if own == found[-1].number.year:
                found += between(found[-1].number, following, text, position, ink)
            found.append(Printed(ink, after.end(), following, True))
            position = after.end()
    return [*found, *_year_first(text, others), *_dashed(text, dashes), *_spoken(text)]


def _dashed(text: str, dashes: list[int]) -> Iterator[Printed]:
    """Numbers without brackets, of known codes alone."""
    for place in dashes:
        match, heart = _DASHED.match(text, place), place - 4
        if match is None or not _PLAIN_YEAR.match(text, heart, place):
            continue
        start = code_start(text, heart)
        code = unmarked(text[start:heart])
        if code.endswith(_KINDS) and issuers.could_be_code(code) and _case(code) is None:
            yield Printed(start, match.end(), _number(code, text[heart:place], match["serial"]))


def _spoken(text: str) -> Iterator[Printed]:
    """Numbers without brackets that are called documents, of known codes alone; 国务院2015年12号文 leaves the code to the reader."""
    place = text.find(_SPOKEN)
    while place >= 0:
        if match := _YEAR_AND_SERIAL.search(text, max(0, place - WINDOW), place):
            start = code_start(text, match.start())
            code = unmarked(text[start : match.start()])
            if issuers.could_be_code(code) and code not in bodies() and not code.endswith(_ORDERS):
                yield Printed(start, place + 1, _number(code, match["year"], match["serial"]))
        place = text.find(_SPOKEN, place + 1)


def refused(text: str) -> Iterator[tuple[int, int, Refusal]]:
    """What looks like a number and is none: from the code's start to the serial's end, and why."""
    for match in _bracketed(text, [], []):
        start = code_start(text, match.start())
        why = _refused(text, match, unmarked(text[start : match.start()]) or None, start)
        if why is not None:
            yield start, match.end(), why


def _refused(text: str, match: re.Match[str], code: str | None, start: int) -> Refusal | None:
    """Why a year in brackets with a serial behind it is no document number; None: it is one."""
    opened, close, inner, more, hao = match.group("open", "close", "inner", "more", "hao")
    if "&" in opened + close:
        opened, close = unescape(unescape(opened)), unescape(unescape(close))
    rounded = bool(opened) and opened in ROUND
    if hao is None:
        end = match.end("serial")
        following = text[end : end + 1]
        if code is None or rounded or not opened or (following and following in "年月日.-—～~"):
            return "no-hao"
        if following == " " and text[end : end + 3].strip().isascii() and text[end : end + 3].strip().isalnum():
            return "no-hao"  # 3 O 5 号: a scan that was misread
    else:
        end = match.end()
        following = text[end : end + 1]
        if inner and following not in _CLOSED and not text.endswith(_CLOSED, end - 2, end - 1):
            return "goes-on"
        if more and not ascends(match):
            return "no-hao"
        if following in _TELLS:
            if following in _GOES_ON and not _NO_MORE.match(text, end):
                return "goes-on"
            for kind, pattern in _NUMBERS:
                if pattern.match(text, end):
                    return kind
    if code is None:
        heart = match.start()
        if not opened or (rounded and not _after_title(text, heart)) or _foreign(text, heart) or _labelled(text, heart):
            return "no-code"
    elif text[start - 1 : start] in _DEED_ENDS and (deed := _of_deed(text, start, code)):
        return deed
    elif code[-1] in _CASE_ENDS:
        if code[-1] in CAPITALS:
            if code[-1] not in MASKS and _labelled(text, start):
                return "no-code"  # 项目编号：宁财采GK〔2020〕15号
        elif (case := _case(code)) is not None:
            return case
    odd = not close or not _ODD_MARKS.isdisjoint(opened + close)
    odd = odd or (inner != "" and not _MISREAD.isdisjoint(match["year"]))  # the usual form has no such year
    return "no-code" if odd and not (code and issuers.could_be_code(code)) else None


_CLOSED = ("）", ")")
_DEED_ENDS = frozenset("：:（( \u3000")
_DEED_WORDS = words("citations/deed_words.tsv")
# What stands before the number of a deed, whatever its letters.
_DEED = re.compile(
    rf"(?:(?P<deed>{any_of(_DEED_WORDS['deed'])})|{any_of(_DEED_WORDS['report'])})"
    r"(?:(?P<number>编?号|单号|号码)[：:（( \u3000]|[：:（(])\s*\Z"
)


_DEED_LAST = frozenset(word[-1] for group in ("deed", "report") for word in _DEED_WORDS[group]) | frozenset("号码单")


def _of_deed(text: str, start: int, code: str) -> Refusal | None:
    if text[start - 1] in "（(：:" and text[start - 2 : start - 1] not in _DEED_LAST:
        return None
    deed = _DEED.search(text, max(0, start - 12), start)
    if deed is None or (deed["number"] is None and (not deed["deed"] or code.endswith(_KINDS))):
        return None
    return "licence" if deed["deed"] else "report"


def _labelled(text: str, place: int) -> bool:
    """Whether what stands before a number without a code says that it numbers something else: 检验报告编号：[2019]第0332号."""
    before = text[max(0, place - 8) : place].rstrip()
    return before.endswith(_NUMBERED) or _LABEL.search(before) is not None


def _foreign(text: str, place: int) -> bool:
    """Whether letters that are no mask stand right before the bracket: ZC〔2021〕12号 is a number of a firm or a contract."""
    before = text[place - 1 : place] if place else ""
    return before.isascii() and before.isalpha() and before not in MASKS


@lru_cache(maxsize=1 << 12)
def _number(code: str | None, year: str, serial: str) -> Number:
    """What is printed as a number; texts print the same ones again and again."""
    return Number(code, year_of(year), serial_of(serial))


def _bracketed(text: str, others: list[int], dashes: list[int]) -> Iterator[re.Match[str]]:
    """Candidates for year and serial in order: from each opening bracket before a digit, and from closing ones that lack theirs.

    The brackets before a digit that none begins at are noted in ``others``, dashes behind a year in ``dashes``.
    """
    unopened: list[re.Match[str]] = []
    for close in _UNOPENED.finditer(text):
        begin = close.start()
        if text[begin] in _DASHES:
            dashes.append(begin)
            continue
        while text[begin - 1] in _YEAR_CHARACTERS and close.start() - begin < 5:
            begin -= 1
        if match := _CODED.match(text, begin):
            unopened.append(match)
    if "&" in text:
        unopened += _ESCAPED.finditer(text)
    if unopened:
        yield from sorted([*_opened(text, others), *unopened], key=re.Match.start)
    else:
        yield from _opened(text, others)


def _opened(text: str, others: list[int]) -> Iterator[re.Match[str]]:
    for bracket in _BRACKET.finditer(text):
        place = bracket.start()
        if (match := _USUAL.match(text, place)) or (match := _CODED.match(text, place) or _ODD.match(text, place)):
            yield match
        else:
            others.append(place)


def _after_title(text: str, place: int) -> bool:
    """Whether what stands before ``place`` ends a title: 》, or 》( around the number."""
    before = text[max(0, place - 6) : place].rstrip()
    return before.endswith(("》", "》（", "》(", "〉", ">", "＞", "》文", "通知", "意见"))


def _year_first(text: str, brackets: list[int]) -> list[Printed]:
    """Numbers whose code stands behind the year, or goes on there: (85)国办发49号, 陕科协发〔2022〕普字27号."""
    found = []
    for match in filter(None, (_YEAR_FIRST.match(text, bracket) for bracket in brackets)):
        code, year, serial = unmarked(match["code"]), year_of(match["year"]), serial_of(match["serial"])
        kind = len(code) == 1 and code in _SERIES  # 闽政〔1988〕综180号
        if _COURT.search(code) or _case(code) or text.endswith(_REPORTED, 0, match.start()):
            continue
        if not kind and code != "字" and (len(code) == 1 or issuers.left_edge(code) != 0):
            continue
        start = code_start(text, match.start())
        before = unmarked(text[start : match.start()])
        if before and text[start - 1 : start] in _DEED_ENDS and _of_deed(text, start, before):
            continue
        if kind and not issuers.could_be_code(before):
            continue
        series = code.endswith("字") and len(code) <= _LONGEST_SERIES and not issuers.could_begin(code)
        if series and before.lstrip("和与及") in endings():
            series = False  # 和学院〔2019〕外院字2号: a word for the body, no code
        if code == "字" and match["open"] in ROUND:
            named = issuers.could_be_code(before) or last_name(text[max(0, start - WINDOW) : start])
            if before and named and _case(before + code) is None:
                found.append(Printed(start, match.end(), Number(before + code, year, serial)))  # 内人福(57)字第94号
        elif kind or (series and issuers.could_be_code(before) and before not in bodies()):
            found.append(Printed(start, match.end(), Number(before, year, code + serial)))
        elif code != "字":
            found.append(Printed(match.start(), match.end(), Number(code, year, serial)))
    return found
