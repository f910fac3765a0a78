"""Units: what those of counted things count, how many of a time a year has, and the unit and decimals that a figure is printed with.

Units stand in ``calculation_words.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from loaders.amounts import Money
from loaders.text.numerals import NARROW
from ontology.tables import rows

_TABLE = "money/calculation_words.tsv"
#: Units of time, and how many of them a year has (None for an hour, which no year is counted in).
TIME = frozenset(("month", "day", "week", "quarter", "term", "year", "hour", "times"))


@cache
def unit_class(unit: str) -> str:
    """What a unit counts: 人 and 名 are both ``person``; a unit that no table knows is its own class."""
    return CLASSES.get(unit, unit)


def in_a_year(unit: str) -> int | None:
    """How many of a unit of time a year has; None for anything else."""
    return _IN_A_YEAR.get(unit)


#: Each unit with its class.
CLASSES = {r["word"]: r["group"].removeprefix("class:") for r in rows("loaders", _TABLE) if r["group"][:6] == "class:"}
_IN_A_YEAR = {r["word"]: int(r["value"]) for r in rows("loaders", _TABLE) if r["value"]}


def printed_places(surface: str) -> int:
    """How many decimals the first figure of ``surface`` has: 2 for 41.96万人."""
    figure = re.search(r"[0-9][0-9,]*(?:\.([0-9]+))?", surface.translate(NARROW))
    return len(figure[1] or "") if figure else 0


#: How many yuan a unit of money is.
SCALES = {"元": 1, "千元": 1000, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
#: The unit of so many yuan.
NAMES = {yuan: name for name, yuan in SCALES.items()}


def printed_unit(surface: str) -> str:
    """The unit of money in which ``surface`` is printed."""
    narrow = surface.translate(NARROW)
    return "亿元" if "亿" in narrow else "万元" if "万" in narrow else "元"


@dataclass(frozen=True, slots=True)
class Precision:
    """The unit and the decimals in which the page prints an amount."""

    unit: str
    places: int

    @property
    def step(self) -> Decimal:
        """The smallest difference that the printed decimals can show, in yuan."""
        return Decimal(SCALES[self.unit]).scaleb(-self.places)


def precision(money: Money) -> Precision:
    """How an amount is printed."""
    if money.unit:
        return Precision(NAMES[money.unit], printed_places(money.surface))
    shown = Precision(printed_unit(money.surface), printed_places(money.surface))
    if money.yuan and money.yuan % shown.step:  # 壹拾陆万元, 3亿2000万元: no decimals to count
        return Precision("元", 0 if not money.yuan % 1 else 2)
    return shown
