"""Whether a printed figure is what other printed figures come to, and how a person would write that down.

A figure is judged in the precision in which it is printed: 25.59万元 stands for anything that rounds to it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from kg.tables.table import plain
from loaders.amounts import Money, Operand
from loaders.money.pairing import parted
from loaders.money.units import SCALES, precision, printed_unit

Verdict = Literal["exact", "rounded", "truncated", "within-rounding", "mismatch", "to-check", "not-derivable"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
#: The least and the most that figures may come to, as each of them is rounded.
Ends = tuple[Decimal, Decimal]
#: What cutting off may lose, as a part of the figure: 4.07 for 4.079, but not 1 for 1.9.
CUT = Decimal("0.02")


def ends(money: Money) -> Ends:
    """What an amount may stand for, in yuan; nothing (0万元) is not rounded."""
    half = precision(money).step / 2 if money.yuan else Decimal(0)
    return money.yuan - half, money.yuan + half


def total(parts: Iterable[Ends]) -> Ends:
    """What a sum may come to, each of its parts being rounded for itself."""
    low, high = zip(*parts, strict=True)
    return sum(low, Decimal(0)), sum(high, Decimal(0))


def judge(
    computed: Decimal, stated: Decimal, step: Decimal, between: Ends | None = None, cut: Decimal = CUT
) -> Verdict:
    """How ``stated``, printed in steps of ``step``, follows from what is computed: all in the same unit.

    It is ``rounded`` where the printed figures come to what rounds to it, ``within-rounding`` where what they were rounded from may,
    which lies ``between``.  ``cut`` is the part of the figure that cutting off may lose.
    """
    low, high = between or (computed, computed)
    if computed < 0:
        computed, low, high, stated = -computed, -high, -low, -stated
    if computed == stated:
        return "exact"
    lost = abs(computed - stated)
    if lost <= step / 2:
        return "rounded"
    if low - step / 2 <= stated <= high + step / 2:
        return "within-rounding"
    if low - step < stated <= high and lost <= computed * cut:
        return "truncated"
    return "mismatch"


def judge_amount(computed: Decimal, stated: Money, between: Ends | None = None, cut: Decimal = CUT) -> Verdict:
    """How an amount follows from what is computed in yuan."""
    return judge(computed, stated.yuan, precision(stated).step, between, cut)


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
