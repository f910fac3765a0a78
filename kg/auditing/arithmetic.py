"""Whether a printed figure is what other printed figures come to, and how a person would write that down.

A figure is judged in the precision in which it is printed: 25.59万元 stands for anything that rounds to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from kg.tables.table import plain
from loaders.amounts import Money, Operand
from loaders.money.pairing import parted
from loaders.money.units import SCALES, precision, printed_unit

Verdict = Literal["exact", "rounded", "truncated", "within-rounding", "mismatch", "to-check", "not-derivable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: What cutting off may lose, as a part of the figure: 4.07 for 4.079, but not 1 for 1.9.
CUT = Decimal("0.02")


@dataclass(frozen=True, slots=True)
class Range:
    """What figures come to: ``value`` as they are printed, and from ``low`` to ``high`` as each of them may have been rounded."""

    value: Decimal
    low: Decimal
    high: Decimal

    @classmethod
    def printed(cls, value: Decimal, step: Decimal) -> Range:
        """All that a figure may stand for that is printed in steps of ``step``; what is no rounded figure has the step 0.

        Nothing (0万元) is not rounded.
        """
        step = step if value else Decimal(0)
        return cls(value, value - step / 2, value + step / 2)

    @classmethod
    def of(cls, money: Money) -> Range:
        """All that an amount may stand for, in yuan."""
        return cls.printed(money.yuan, precision(money).step)

    @classmethod
    def total(cls, parts: Iterable[Range]) -> Range:
        """The sum of parts, each of them rounded for itself."""
        return sum(parts, cls.printed(Decimal(0), Decimal(0)))

    def __add__(self, other: Range) -> Range:
        return Range(self.value + other.value, self.low + other.low, self.high + other.high)

    def __neg__(self) -> Range:
        return Range(-self.value, -self.high, -self.low)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, factor: Decimal) -> Range:
        ends = sorted((self.low * factor, self.high * factor))
        return Range(self.value * factor, *ends)

    def __truediv__(self, whole: Range) -> Range:
        """The part of a whole that is more than 0 whatever it stands for."""
        ends = sorted(mine / its for mine in (self.low, self.high) for its in (whole.low, whole.high))
        return Range(self.value / whole.value, ends[0], ends[-1])


def judge(computed: Range | Decimal, stated: Decimal, step: Decimal, cut: Decimal = CUT) -> Verdict:
    """How ``stated``, printed in steps of ``step``, follows from ``computed``: all in the same unit.

    It is ``rounded`` where the printed figures come to what rounds to it, ``within-rounding`` where what they were rounded from may.

    ``cut`` is the part of the figure that cutting off may lose.
    """
    if isinstance(computed, Decimal):
        computed = Range.printed(computed, Decimal(0))
    if computed.value < 0:
        computed, stated = -computed, -stated
    if computed.value == stated:
        return "exact"
    lost = abs(computed.value - stated)
    if lost <= step / 2:
        return "rounded"
    if computed.low - step / 2 <= stated <= computed.high + step / 2:
        return "within-rounding"
    if computed.low - step < stated <= computed.high and lost <= computed.value * cut:
        return "truncated"
    return "mismatch"


def judge_amount(computed: Range | Decimal, stated: Money, cut: Decimal = CUT) -> Verdict:
    """How an amount follows from what is computed in yuan."""
    return judge(computed, stated.yuan, precision(stated).step, cut)


# -- writing


def shown_unit(money: Money) -> str:
    """The unit in which figures of a check are written: the printed one, 万元 for large amounts printed in 元."""
    unit = precision(money).unit
    if money.unit:  # all of a table are in one
        return unit
    return "万元" if unit == "元" and money.yuan >= 10**4 and not money.per else unit


def in_unit(value: Decimal, unit: str, places: int | None = None) -> str:
    """Yuan as a plain figure in ``unit``; with ``places``, rounded to that many decimals."""
    number = value / SCALES[unit]
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return plain(number)


def operand_text(operand: Operand) -> str:
    """An operand with its unit: 41.96 万人, 4.512 元/人, 4.8 %."""
    if operand.role == "share":
        return f"{plain(operand.value)} %"
    if operand.role in ("count", "period"):
        large = {10**4: "万", 10**8: "亿"}.get(operand.scale, "")
        return f"{plain(operand.value / operand.scale)} {large}{operand.unit}"
    unit = printed_unit(operand.surface)
    if operand.role == "amount" and unit == "元" and operand.value >= 10**4:
        unit = "万元"
    text = f"{in_unit(operand.value, unit)} {unit}"
    return text + (per_text(operand.unit) if operand.role in ("standard", "origin") else "")


def per_text(per: str | None) -> str:
    """What a rate is paid for, as it stands behind the slash: /人·年."""
    return "/" + "·".join(word for word in parted(per) if word) if per else ""
