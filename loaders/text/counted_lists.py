"""Lists of which the text before them says how many items they have: 预算单位共6个，具体包括： and five numbered lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from loaders.amounts import Operand, Statement
from loaders.records import Allotment, QuantitySum
from loaders.text import numerals
from loaders.text.outline import Heading
from loaders.text.words import any_of, words

_NUMBER = r"(?P<number>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_COUNT = re.compile(rf"{_NUMBER}(?P<unit>个|家|所|项|件|条|处|座|户)")
_ANNOUNCED = re.compile(rf"{_COUNT.pattern}[^。；;\n]{{0,64}}[：:]\s*$")
_ALL = re.compile("包括|如下|分别[为是]|具体为")
_KINDS = dict(words("text/counted_list_words.tsv"))
_GROUPING = re.compile(rf"{any_of(_KINDS.pop('grouping'))}[。；;，,]?$")
# 综合协调组和技术指导组, 甲镇：一村、二村: an item that names several things.
_SEVERAL = re.compile(r"[、：:]|[\u4e00-\u9fff][ \t\u3000]+[\u4e00-\u9fff]|([\u4e00-\u9fff])[和及与].*\1[。；;]?$")
_KIND = any_of(sorted(_KINDS, key=len, reverse=True))
_PAYEES = re.compile(rf"(?:下达|分配|安排)[^，,。；;：:\n全辖]{{0,40}}?{_NUMBER}[个所](?P<unit>{_KIND})")
_COUNTED_KIND = re.compile(rf"[个所](?P<kind>{_KIND})")
_SOME = re.compile("其中|等|不少于|不低于|超过|约|余|多|以上|近")
_CLAUSE = re.compile(r"[^，,。；;：:\n]*")
_AMOUNT = re.compile(r"(?P<number>[0-9][0-9,]{0,15}(?:\.[0-9]{1,6})?)(?P<unit>亿元|万元|元)")
_LONGEST = 120  # characters of an item, and of the line that announces a list
_MOST = 60  # items


def find(
    text: str, headings: Sequence[Heading], statements: Sequence[Statement], allotments: Sequence[Allotment]
) -> Iterator[QuantitySum]:
    """The lists of a text, then the payees of a notice whose table is whole; each item counts one."""
    yield from _numbered(text, headings)
    yield from _payees(text, statements, allotments)


def _numbered(text: str, headings: Sequence[Heading]) -> Iterator[QuantitySum]:
    """Numbered lines right below the line that says how many, one by one, up to a line that is none; none where one stands for several."""
    for index, first in enumerate(headings):
        above = text.rfind("\n", 0, max(0, first.start - 1)) + 1
        line = text[above : max(above, first.start - 1)]
        announced = _ANNOUNCED.search(line) if first.number == 1 and 0 < len(line) <= _LONGEST else None
        if announced is None or _SOME.search(line) or len(_COUNT.findall(line)) > 1:
            continue  # 行政单位1家，事业单位4家，具体包括：
        items = [first]
        for other in headings[index + 1 : index + 1 + _MOST]:
            follows = other.style == first.style and other.number == items[-1].number + 1
            if not follows or other.start > items[-1].title_end + 2 or text[items[-1].title_end : other.start].strip():
                break
            items.append(other)
        ends = text[items[-1].title_end : items[-1].title_end + _LONGEST].strip()
        if len(items) < 2 or any(one.title_end - one.start > _LONGEST for one in items) or not ends:
            continue
        titles = [text[one.title_start : one.title_end].strip() for one in items]
        if not all(_is_one(title, line, announced) for title in titles):
            continue
        if _ALL.search(line, announced.end("unit")) or _come_to(line, titles):
            parts = [_operand(one.start, one.end, text, announced["unit"]) for one in items]
            yield _sum(_count(announced, above, text), parts)


def _is_one(title: str, line: str, announced: re.Match[str]) -> bool:
    """Whether an item is one of what the line above counts: not a group of them, nor of another kind (12个村：甲镇…)."""
    if _SEVERAL.search(title) or _GROUPING.search(title):
        return False
    if any(count["unit"] == announced["unit"] for count in _COUNT.finditer(title)):
        return False  # 1.甲镇3个
    counted = _COUNTED_KIND.match(line, announced.start("unit"))
    return counted is None or ("，" not in title and _is_of(counted["kind"], title.rstrip("。；;，,")))


def _is_of(kind: str, name: str) -> bool:
    return name.endswith(_KINDS[kind])


def _come_to(line: str, items: Sequence[str]) -> bool:
    """Whether the first amounts of the items come to the one amount of the line that announces them: then none is missing."""
    whole, parts = _AMOUNT.findall(line), [amount for item in items for amount in _AMOUNT.findall(item)[:1]]
    if len(whole) != 1 or len(parts) != len(items) or {unit for _, unit in parts} != {whole[0][1]}:
        return False
    first, *others = (Decimal(number.replace(",", "")) for number, _ in (*whole, *parts))
    return first == sum(others)


def _payees(text: str, statements: Sequence[Statement], allotments: Sequence[Allotment]) -> Iterator[QuantitySum]:
    """The rows of the one table of payees that comes to its total, against the number of them that the prose before it hands money to."""
    inside = [one for one in allotments if one.within is None]
    if len(statements) != 1 or len(statements[0].sides) != 1 or len(inside) < 2 or len(inside) != len(allotments):
        return
    (side,) = statements[0].sides
    rows = [row for row in side.rows if row.role != "total"]
    totals = [row for row in side.rows if row.role == "total"]
    whole = len(totals) == 1 and all(
        total is None or total.yuan == sum((row.figures[place].yuan for row in rows if row.figures[place]), Decimal(0))  # type: ignore[union-attr]
        for place, total in enumerate(totals[0].figures)
    )
    told = list(_PAYEES.finditer(text, 0, statements[0].start))
    if not (whole and len({row.name for row in rows}) == len(rows) == len(inside) and len(told) == 1):
        return
    clause = f"{told[0][0]}{_CLAUSE.match(text, told[0].end())[0]}"  # type: ignore[index]
    if (
        len(_COUNT.findall(clause)) == 1  # 3个乡镇5所学校
        and not _SOME.search(text, told[0].start() - 4, told[0].end() + 2)
        and all(_is_of(told[0]["unit"], row.name) for row in rows)
    ):
        yield _sum(_count(told[0], 0, text), [_operand(one.payee.start, one.payee.end, text, "个") for one in inside])


def _count(match: re.Match[str], offset: int, text: str) -> Operand:
    start, end = offset + match.start("number"), offset + match.end("number")
    return _operand(start, end, text, match["unit"], numerals.parse(match["number"]) or Decimal(0))


def _operand(start: int, end: int, text: str, unit: str, value: Decimal = Decimal(1)) -> Operand:
    return Operand(role="count", value=value, unit=unit, start=start, end=end, surface=text[start:end])


def _sum(whole: Operand, parts: Sequence[Operand]) -> QuantitySum:
    return QuantitySum(
        start=whole.start, end=parts[-1].end, whole=whole, parts=tuple(parts), closed=True, rule="listed"
    )
