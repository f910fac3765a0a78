"""Lists of which the text before them says how many items they have: 预算单位共6个，具体包括： and five numbered lines."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal

from loaders.amounts import Operand, Statement
from loaders.records import Allotment, QuantitySum
from loaders.text import numerals
from loaders.text.outline import Heading

_NUMBER = r"(?P<number>[0-9]{1,3}|[一二两三四五六七八九十]{1,3})"
_COUNT = re.compile(rf"{_NUMBER}(?P<unit>个|家|所|项|件|条)")
_ANNOUNCED = re.compile(rf"{_COUNT.pattern}[^。；;\n]{{0,64}}[：:]\s*$")
_ALL = re.compile("包括|如下|分别[为是]|具体为")
_PAYEES = re.compile(rf"{_NUMBER}个(?P<unit>乡镇|镇|街道|村|社区|县|县（市、区）|区|单位|学校)")
_SOME = re.compile("其中|等|不少于|不低于|超过|约|余|多|以上|近")
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
    """Numbered lines right below the line that says how many, one by one, up to a line that is none."""
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
        if _ALL.search(line, announced.end("unit")) or _come_to(
            line, [text[one.start : one.title_end] for one in items]
        ):
            parts = [_one(one.start, one.end, text, announced["unit"]) for one in items]
            yield _sum(_count(announced, above, text), parts)


def _come_to(line: str, items: Sequence[str]) -> bool:
    """Whether the first amounts of the items come to the one amount of the line that announces them: then none is missing."""
    whole, parts = _AMOUNT.findall(line), [_AMOUNT.findall(item)[:1] for item in items]
    if len(whole) != 1 or not all(parts):
        return False
    return {unit for one in parts for _, unit in one} == {whole[0][1]} and sum(
        (_value(one[0][0]) for one in parts), Decimal(0)
    ) == _value(whole[0][0])


def _value(printed: str) -> Decimal:
    return Decimal(printed.replace(",", ""))


def _payees(text: str, statements: Sequence[Statement], allotments: Sequence[Allotment]) -> Iterator[QuantitySum]:
    """The rows of the one table of payees that comes to its total, against the number of them that the prose before it says."""
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
    if (
        whole
        and len(rows) == len(inside)
        and len(told) == 1
        and not _SOME.search(text, told[0].start() - 4, told[0].end() + 2)
    ):
        yield _sum(_count(told[0], 0, text), [_one(one.payee.start, one.payee.end, text, "个") for one in inside])


def _count(match: re.Match[str], offset: int, text: str) -> Operand:
    start, end = offset + match.start("number"), offset + match.end("number")
    value = numerals.parse(match["number"]) or Decimal(0)
    return Operand(role="count", value=value, unit=match["unit"], start=start, end=end, surface=text[start:end])


def _one(start: int, end: int, text: str, unit: str) -> Operand:
    return Operand(role="count", value=Decimal(1), unit=unit, start=start, end=end, surface=text[start:end])


def _sum(whole: Operand, parts: Sequence[Operand]) -> QuantitySum:
    return QuantitySum(
        start=whole.start, end=parts[-1].end, whole=whole, parts=tuple(parts), closed=True, rule="listed"
    )
