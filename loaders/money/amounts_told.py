"""The amounts that running text prints, with the words before each that name it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from loaders.amounts import Money
from loaders.money.units import SCALES
from loaders.text.running import RunningText

#: An amount with its unit, and the groups ``number`` and ``unit``.
PRINTED = re.compile(r"(?<![0-9.,])(?P<number>[0-9][0-9,]{0,19}(?:\.[0-9]{1,6})?)(?P<unit>亿元|万元|元)(?![/／∕])")


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that the prose prints, with the words that name it; ``start`` and ``end`` are places of the running text."""

    money: Money
    label: str
    start: int
    end: int


def amounts(prose: RunningText) -> tuple[Told, ...]:
    """The amounts of a running text in their order."""
    found: list[Told] = []
    last = 0
    for match in PRINTED.finditer(prose.text):
        before = prose.text[max(last, match.start() - 80) : match.start()]
        label = re.split(r"[，,。；：:、\n]", before)[-1]
        start, end = prose.span(*match.span("number"))
        number, unit = match["number"], SCALES[match["unit"]]
        yuan = Decimal(number.replace(",", "")) * unit
        money = Money(start=start, end=end, surface=number, yuan=yuan, unit=unit)
        found.append(Told(money, label, *match.span()))
        last = match.end()
    return tuple(found)
