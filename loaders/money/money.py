"""Amounts of money: where a text prints one, and how many yuan it is.

What an amount is for (a total, a standard, a threshold …) is decided in :mod:`loaders.money.kinds`, bare figures under a
heading such as 单位：万元 in :mod:`loaders.money.table_units`.  Words stand in ``money_words.tsv``.

Where the characters leave two readings there is no amount: 数百万元, 800万吨, 30万人次, US$3 million, a number that a hard
line break may have cut.  A bound (不超过50万元, 最高50万元, 50万元以上) is exact; ``approximate`` is set by 约 近 逾 超(过),
余 多 来 inside the number, 左右 and 上下 behind it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain, islice

from loaders.amounts import Money
from loaders.money.kinds import judged, squeezed
from loaders.money.table_units import figures
from loaders.source import MOST_FACTS, TooManyFacts
from loaders.text.numerals import CHINESE, NARROW, parse
from loaders.text.words import any_of, words

_WORDS = words("money/money_words.tsv")

D = "0-9０-９"
_CUT = r"(?:\n0[0-9]+(?![0-9.]))?"  # 3 | 000元: a line break inside the figure, certain because of the leading zero
ARABIC = (
    rf"(?:[{D}]{{1,3}}(?:,[{D}]{{3}})+(?![{D}])|[０-９]{{1,3}}(?:，[０-９]{{3}})+(?![０-９])|[{D}]+{_CUT})"
    rf"(?:\n?[.．][{D}]+)?"
)
_LINE = r"\r?\n[ \u3000]{0,8}"
# One figure that is printed in pieces: a line that ends inside a group of three or behind the point, a wide comma before a group
# that begins with 0, blanks between groups behind a word that numbers nothing (投入3 500万元, not 附件3 500万元).
_PIECES = (
    rf"[0-9]{{1,3}}(?:,[0-9]{{3}})*(?:,{_LINE}[0-9]{{3}}|,[0-9]{_LINE}[0-9]{{2}}|,[0-9]{{2}}{_LINE}[0-9])(?:,[0-9]{{3}})*"
    r"(?![0-9])(?:\.[0-9]+)?"
    rf"|(?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|(?<=[\u4e00-\u9fff])[0-9]+)\.{_LINE}[0-9]+"
    r"|[0-9]{1,3}，0[0-9]{2}(?:[，,][0-9]{3})*(?![0-9])(?:\.[0-9]+)?"
    r"|(?<=[\u4e00-\u9fff])(?<![第表图件目号组类批期层款条章节项])[0-9]{1,3}(?:[ \xa0\u2009\u202f][0-9]{3})+(?![0-9])(?:\.[0-9]+)?"
)
_HAN = rf"[{CHINESE}万亿萬億]+(?:点[{CHINESE}]+)?"
_B = r"[ \t\u3000\xa0]{0,8}(?:\r?\n[ \t\u3000\xa0]{0,24})?"  # blanks, with at most one line break
_DIGIT = "[0-9一二三四五六七八九壹贰叁肆伍陆柒捌玖]"
_SCALE = "(?:[十百千]?[万亿萬億]|万亿|个亿|[百千])"

_AMOUNT = re.compile(
    rf"(?<![{D}])(?<![0-9][.,千百万亿])(?P<number>(?P<arabic>{_PIECES}|{ARABIC}(?:{_B}[亿万](?=[0-9])(?:{ARABIC}))?)|{_HAN})"
    rf"(?:{_B}(?P<more>[余多来])(?={_B}[十百千万亿萬億元圆]))?(?:{_B}(?P<scale>{_SCALE}))?"
    rf"(?:{_B}(?P<also>[余多]))?(?:{_B}(?P<yuan>[元圆])(?P<minor>{_DIGIT}角(?:{_DIGIT}分)?|[零〇]{_DIGIT}分)?)?"
)
# 逾千万元 is a bound, where 数千万元 is none.
_ONE_OF = re.compile("[百千]?[万亿萬億]|[百千]万亿")
_WORD = re.compile(r"[\u4e00-\u9fffA-Za-z]")
_SIGNED = re.compile(rf"[￥¥]{_B}(?P<number>{ARABIC})(?P<scale>{_B}[万亿])?(?![{D}.,，]?[{D}])")
_ANCHOR = re.compile("[元圆万亿萬億]")
_BEGIN = re.compile(rf"[{D}{CHINESE}万亿萬億]")
_INSIDE = frozenset(f"0123456789０１２３４５６７８９,.，．点余多来个万亿萬億 \t\u3000\xa0\r\n{CHINESE}")

_RANGE = re.compile(
    rf"(?<![{D}A-Za-z第〔\[/])(?<![0-9][.,\-—–])(?P<number>{ARABIC}|[{CHINESE}]+)(?P<scale>{_B}{_SCALE})?"
    rf"(?:{_B}(?:至|到)|[ \u3000]{{0,4}}[-—–~～－―]{{1,2}}){_B}$"
)
_LIST = re.compile(rf"(?<![{D}A-Za-z第〔\[/.,])(?P<list>(?:{ARABIC}{_B}[、,，和及或与]{_B}){{1,9}})$")
_IN_TURN = re.compile("(?:分别|依次)[^，。；;]{0,40}$")
_FIGURE = re.compile(ARABIC)
# What a dash before an amount takes off: no page lists what it calls so.
_MAY_BE_LESS = ("收入", "支出", "收益", "利润", "差额", "净额", "结余", "损益", "增减")
_ZEROS, _GROUP = re.compile("[0０][0-9０-９]"), re.compile(r"[0-9]{3}(?![0-9])")
_WIDE_COMMA = re.compile("(?<![0-9])[0-9]{1,3}，$")  # 1，200万元: a separator or two figures

_PER_UNIT = any_of(_WORDS["per"])
_TIME = any_of(_WORDS["time"])
_PER = rf"(?:{_PER_UNIT}|{_TIME})"
_PERS = rf"(?:每)?{_PER}(?:[·•．.\-*×/／]?每?(?:{_TIME}|人次|人|户|次|床))?"
_SLASH = re.compile(rf"{_B}[/／∕⁄]{_B}(?:(?P<per>{_PERS})|[（(](?P<inside>{_PERS})[）)])")

_NOT_YUAN = re.compile(any_of(_WORDS["not_yuan"]))
_NOT_AMOUNT = re.compile(any_of(_WORDS["not_amount"]))
_FOREIGN = re.compile(any_of(_WORDS["foreign_before"]) + r"\s?$")
_APPROXIMATE = re.compile(rf"(?<!最)(?<!不)(?<!不得){any_of(_WORDS['approximate_before'])}(?:人民币)?$")
_AFTER_APPROXIMATE = re.compile(rf"{_B}(?:{any_of(_WORDS['approximate_after'])}|多[，,。；;、])")

_AFTER_BARE = re.compile(
    rf"{_B}(?:$|[，,。；;、：:（()）\]】”\n+＋=]|[-—–~～－][0-9０-９]|{any_of(_WORDS['after_bare'])}|{_FIGURE.pattern}[、.．])"
)
_COUNTED = re.compile(any_of(_WORDS["counted"]) + "[^、]{0,6}$")
_GOODS = re.compile(any_of(_WORDS["goods"]) + "[^、]{0,4}$")
_PART_OF = re.compile("其中|包括")
_ADDED = re.compile(rf"(?:[+＋=]{ARABIC}[万亿]?)*[+＋=]{ARABIC}[万亿]?元")  # 100万+50万元
_MONEY_WORD = re.compile(any_of(_WORDS["money"]))
_LISTED = re.compile(r"其中|分别|包括|如下|[:：]")


def find(text: str) -> list[Money]:
    """Every amount of yuan that ``text`` prints, in its order, without overlaps; ``project`` is None.

    ``start`` and ``end`` are code points into ``text``; ``surface`` is the number with its unit, 余 or 多 inside, and the
    ``/户`` of a rate, without 约 or 左右.  Both ends of a range and each figure of 分别…50、30万元 are amounts of their own.
    Raises TooManyFacts.
    """
    printed = list(islice(chain(_printed(text), _with_sign(text), figures(text)), MOST_FACTS + 1))
    if len(printed) > MOST_FACTS:
        raise TooManyFacts("amounts")
    found = sorted(printed, key=lambda a: (a.start, -a.end))
    amounts: list[Money] = []
    for amount in found:
        if not amounts or amount.start >= amounts[-1].end:
            amounts.append(amount)
    return judged(text, amounts)


def _printed(text: str) -> Iterator[Money]:
    """The amounts with 元, and those with a bare 万 or 亿 that must be money."""
    end = refused = 0
    for anchor in _ANCHOR.finditer(text):
        if anchor.start() < end:
            continue
        left = anchor.start()
        # What ended before the anchor and was refused is not looked at again: a page of 1亿1亿1亿 must not take minutes.
        floor = max(end, left - 40, refused if refused <= left else 0)
        while left > floor and text[left - 1] in _INSIDE:
            left -= 1
        begin = _BEGIN.search(text, left, anchor.end())
        if begin is None:
            continue
        for match in _AMOUNT.finditer(text, begin.start(), anchor.end() + 120):
            if match.start() > anchor.start():
                break
            if match.end() > anchor.start():
                amounts = _read(text, match, end)
                if amounts:
                    yield from amounts
                    end = amounts[-1].end
                else:
                    refused = match.end()
                break


def _read(text: str, match: re.Match[str], floor: int) -> list[Money]:
    """The amount of a match with the figures before it that share its unit; nothing where it is no amount of yuan."""
    start, end = match.span()
    scale = match["scale"] or ""
    value = _value(match["number"], scale)
    before = squeezed(text[max(0, start - 12) : start])
    if value is None and _ONE_OF.fullmatch(match["number"]) and _APPROXIMATE.search(before):
        value = _value(f"一{match['number']}", scale)
    if value is None or not _is_yuan(text, match, floor):
        return []
    if match["minor"]:
        digits = [parse(c) or Decimal(0) for c in match["minor"] if c not in "角分"]
        value += sum((d / 10**place for place, d in enumerate(digits, 1)), Decimal(0))
    approximate = bool(
        match["more"] or match["also"] or _APPROXIMATE.search(before) or _AFTER_APPROXIMATE.match(text, end)
    )
    slash = _SLASH.match(text, end) if match["yuan"] else None
    common = scale if match["arabic"] else scale or re.sub(".*[^百千万亿]", "", match["number"])  # 万 of 三至五万元
    shared = _sharing(text, start, common, value, floor)
    if not shared and is_negative(text, start, end):
        start, value = start - 1, -value
    per = re.sub(r"[^\w㎡²³]|每", "", slash["per"] or slash["inside"]) if slash else None
    places = [*shared, (start, slash.end() if slash else end, value)]
    return [_amount(text, *place, approximate=approximate, per=per) for place in places]


def _amount(
    text: str, start: int, end: int, yuan: Decimal, *, approximate: bool = False, per: str | None = None
) -> Money:
    return Money(start=start, end=end, surface=text[start:end], yuan=yuan, approximate=approximate, per=per)


def _value(number: str, scale: str) -> Decimal | None:
    """Yuan; None for 三五万 (thirty-five or three to five) and whatever :func:`parse` refuses."""
    if not scale and len(number) > 1 and not re.search(rf"[{D}十百千万亿拾佰仟萬億点]", number):
        return None
    return parse(squeezed(number) + squeezed(scale).replace("个", "").translate(NARROW))


def is_negative(text: str, start: int, end: int) -> bool:
    """Whether the dash before ``start`` is a minus (增减额：-12.5万元, 其他收入-0.5万元, a cell of its own), not a range or a list's dash.

    △ and 负 always are.
    """
    if text[start - 1 : start] in ("负", "△", "▲"):
        return True
    if start == 0 or text[start - 1] not in "-－−":
        return False
    if start > 1 and (text[start - 2] in "：:（(\t|为" or text[max(0, start - 3) : start - 1] in _MAY_BE_LESS):
        return True
    return text[start - 2 : start - 1] in ("", "\n") and text[end : end + 1] in ("", "\n")


def _is_yuan(text: str, match: re.Match[str], floor: int) -> bool:
    start, end = match.span()
    before = text[max(0, start - 6) : start]
    if before.endswith(("/", "／", "∕", "⁄")) or _FOREIGN.search(before) or _cut_by_line(text, start):
        return False
    if match["arabic"] and (
        _ZEROS.match(match["arabic"]) or (_GROUP.match(match["arabic"]) and _WIDE_COMMA.search(before))
    ):
        return False
    if not match["arabic"] and (
        before.endswith(_WORDS["word_before"])
        or (match["number"][0] in "十拾" and before.endswith(_WORDS["indefinite_before"]))
        or _NOT_AMOUNT.match(text, start)
    ):
        return False
    if match["yuan"]:
        return not _NOT_YUAN.match(text, match.start("yuan")) and not _begins_a_cell(text, match)
    return bool(
        match["arabic"]
        and (match["scale"] or "")[-1:] in ("万", "亿", "萬", "億")
        and _AFTER_BARE.match(text, end)
        and (_ADDED.match(text, end) or re.search("元[+＋=]$", before) or _about_money(text, start, floor))
    )


def _begins_a_cell(text: str, match: re.Match[str]) -> bool:
    """Whether 元 begins the words of the next cell (15 | 元岗街), and is not the whole of it."""
    unit = match.start("scale") if match["scale"] else match.start("yuan")
    return "\t" in text[match.end("number") : unit] and _WORD.match(text, match.end()) is not None


def _cut_by_line(text: str, start: int) -> bool:
    """Whether the line before ends in a figure that this one may continue (…达2 | 16030元); a lone figure is a cell."""
    if text[start - 1 : start] != "\n" or not re.search(r"[0-9０-９][,.]?\r?\n$", text[max(0, start - 4) : start]):
        return False
    line = text[text.rfind("\n", 0, start - 1) + 1 : start - 1].strip()
    return not _FIGURE.fullmatch(line)


def _about_money(text: str, start: int, floor: int) -> bool:
    """Whether 万 or 亿 without 元 counts money: a money word in its clause, or in a list that a money word opens."""
    sentences = re.split(r"[。！？!?]|\n\s*\n", text[max(0, start - 160) : start])
    before = "，".join(sentences[-2:]) if sentences[-1].lstrip().startswith("其中") else sentences[-1]
    *earlier, clause = re.split(r"[，,；;、]", squeezed(before))
    named = list(_MONEY_WORD.finditer(clause))
    counted = _COUNTED.search(clause, named[-1].end() if named else 0)
    bought = counted and floor and start - floor < 30 and _PART_OF.search("，".join((*earlier, clause)))
    if counted and not (bought and _GOODS.search(clause, counted.start())):
        return False  # 补助人数5万, but not 接待经费5万, nor 资金330万元，其中：检测试剂100万
    if named:
        return True
    opening = "，".join(earlier)
    listed = _LISTED.search(opening + clause) or (floor and start - floor < 30)
    return bool(_MONEY_WORD.search(opening) and listed)


def _sharing(text: str, start: int, scale: str, value: Decimal, floor: int) -> list[tuple[int, int, Decimal]]:
    """The figures before ``start`` that share the unit: 50至 of 50至80万元, 50、30、 of 分别奖励50、30、20万元."""
    base = max(floor, start - 60)
    before = text[base:start]
    limit = _RANGE.search(before)
    if limit:
        low = _value(limit["number"], (limit["scale"] or "").strip() or scale)
        if (low is None or low > value) and not limit["scale"]:  # 二千至五千元, 5000至1万元
            low = _value(limit["number"], "")
        end = base + limit.end("scale" if limit["scale"] else "number")
        return [] if low is None or low > value else [(base + limit.start(), end, low)]
    series = _LIST.search(before)
    if series and _IN_TURN.search(before[: series.start()]):
        found = [(m, _value(m.group(), scale)) for m in _FIGURE.finditer(series["list"])]
        place = base + series.start()
        return [(place + m.start(), place + m.end(), v) for m, v in found if v is not None]
    return []


def _with_sign(text: str) -> Iterator[Money]:
    """￥1,000.00 without 元 behind it."""
    for match in _SIGNED.finditer(text):
        value = _value(match["number"], match["scale"] or "")
        follows = text[match.end() : match.end() + 3].strip()[:1]
        if value is not None and follows not in ("元", "万", "亿"):
            yield _amount(text, match.start(), match.end(), value)
