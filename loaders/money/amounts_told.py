"""The amounts that running text prints, with the words before each that name it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from loaders.accounts import Figure
from loaders.money.units import SCALES
from loaders.text.running import RunningText

#: An amount with its unit, and the groups ``number`` and ``unit``.
PRINTED = re.compile(r"(?<![0-9.,])(?P<number>[0-9][0-9,]{0,19}(?:\.[0-9]{1,6})?)(?P<unit>亿元|万元|元)(?![/／∕])")


@dataclass(frozen=True, slots=True)
class Told:
    """An amount that the prose prints, with the words that name it; ``start`` and ``end`` are places of the running text."""

    figure: Figure
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
        found.append(Told(printed_figure(prose, match, "number", SCALES[match["unit"]]), label, *match.span()))
        last = match.end()
    return tuple(found)


def printed_figure(prose: RunningText, match: re.Match[str], group: str, unit: int) -> Figure:
    """The figure that a group of a match prints, in ``unit`` yuan; a percentage in 1."""
    printed = match[group].rstrip("%％")
    start, end = prose.span(match.start(group), match.start(group) + len(printed))
    places = len(printed.partition(".")[2])
    return Figure(start, end, Decimal(printed.replace(",", "")) * unit, unit, places)
