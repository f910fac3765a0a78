"""Whether a printed figure is what other printed figures come to, and how a person would write that down.

A figure is judged in the precision in which it is printed: 25.59万元 stands for anything that rounds to it.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Literal

from kg.auditing.readings import FormulaReading
from kg.tables.table import plain
from loaders.money.pairing import parted
from loaders.money.units import SCALES, precision, printed_places, printed_unit
from loaders.records import Money, Operand

Verdict = Literal["exact", "rounded", "truncated", "mismatch", "not-derivable"]
VERDICTS: tuple[Verdict, ...] = ("exact", "rounded", "truncated", "mismatch", "not-derivable")
#: What cutting off may lose, as a part of the figure: 4.07 for 4.079, but not 1 for 1.9.
_CUT = Decimal("0.02")


def judge(computed: Decimal, stated: Decimal, step: Decimal) -> Verdict:
    """How ``stated``, printed in steps of ``step``, follows from ``computed``: all three in the same unit."""
    if computed == stated:
        return "exact"
    if stated in (_rounded(computed, step, ROUND_HALF_UP), _rounded(computed, step, ROUND_HALF_EVEN)):
        return "rounded"
    if stated == _rounded(computed, step, ROUND_DOWN) and abs(computed - stated) <= abs(computed) * _CUT:
        return "truncated"
    return "mismatch"


def _rounded(value: Decimal, step: Decimal, how: str) -> Decimal:
    return (value / step).quantize(Decimal(1), rounding=how) * step


def slack(*steps: Decimal) -> Decimal:
    """How far a sum may be off because its figures, printed in these steps, are rounded: half a step of each."""
    return sum(steps, Decimal(0)) / 2


def within_rounding(reading: FormulaReading, stated: Decimal, step: Decimal) -> bool:
    """Whether ``stated`` lies in what the reading may come to when a count printed in 万 (41.96万人) is itself rounded."""
    rounded = [o for o in reading.operands if o.role == "count" and o.scale > 1]
    if not rounded:
        return False
    widest = sum((Decimal(o.scale).scaleb(-printed_places(o.surface)) / 2 / o.value for o in rounded), Decimal(0))
    return abs(reading.value - stated) <= abs(reading.value) * widest + step / 2


# -- writing


def shown_unit(money: Money) -> str:
    """The unit in which figures of a check are written: the printed one, 万元 for large amounts printed in 元."""
    unit = precision(money).unit
    return "万元" if unit == "元" and money.yuan >= 10**4 and not money.per else unit


def in_unit(value: Decimal, unit: str, places: int | None = None) -> str:
    """Yuan as a plain figure in ``unit``; with ``places``, rounded to that many decimals."""
    number = value / SCALES[unit]
    if places is not None:
        number = number.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return plain(number)


def written(reading: FormulaReading) -> str:
    """A reading as a person would write it: (1828 人 + 838 人) × 120 元/人 × 80 %."""
    return " + ".join(" × ".join(_group(group) for group in term) for term in reading.terms)


def _group(group: Sequence[Operand]) -> str:
    text = " + ".join(map(operand_text, group))
    return f"({text})" if len(group) > 1 else text


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
