"""Which figures of a formula belong together: quantities and their standard (1489人 … 每人每次50元 … 2次), shares and amounts of one level."""

from __future__ import annotations

import re
from collections.abc import Sequence

from loaders.amounts import Operand
from loaders.money.units import TIME, unit_class


def parted(per: str) -> tuple[str, str]:
    """What a standard is paid for, and how often: 人年 -> (人, 年), 个 -> (个, ""), 月 -> ("", 月)."""
    for size in (2, 1):
        tail = per[-size:]
        if len(per) >= size and unit_class(tail) in TIME:
            return per[:-size], tail
    return per, ""


def pairs(operands: Sequence[Operand]) -> list[tuple[Operand, list[Operand], list[Operand]]] | None:
    """Each standard with what it is paid for and how often, where every quantity has exactly one place; else None.

    With one standard all quantities are its own; with several each has those between it and the standard before (or
    after, where the first figure is a standard).
    """
    standards = [o for o in operands if o.role == "standard"]
    counted = [o for o in operands if o.role in ("count", "period")]
    if not standards or not counted:
        return None
    forwards = standards[0].start < counted[0].start
    own: list[list[Operand]] = [[] for _ in standards]
    seen = -1
    for operand in operands:
        if operand.role == "standard":
            seen += 1
        elif operand in counted:
            last = seen == len(standards) - 1
            # 每人每月300元，全年: how often a standard is paid stands behind it.
            behind = seen >= 0 and (
                forwards or last or (operand.role == "period" and _follows(operand, standards[seen]))
            )
            own[seen if behind else seen + 1].append(operand)
    found = []
    for standard, quantities in zip(standards, own, strict=True):
        placed = _placed(standard, quantities)
        if placed is None:
            return None
        found.append((standard, *placed))
    return found


def _follows(period: Operand, standard: Operand) -> bool:
    """Whether a period is the one that ``standard`` is paid by."""
    return unit_class(parted(standard.unit)[1]) == unit_class(period.unit)


def _placed(standard: Operand, own: Sequence[Operand]) -> tuple[list[Operand], list[Operand]] | None:
    """The quantities of a standard as what it is paid for and how often; None where one has no place."""
    thing, time = parted(standard.unit)
    if unit_class(thing + time) == "visit" and any(unit_class(o.unit) == "visit" for o in own):
        thing, time = thing + time, ""
    counts = [o for o in own if o.role == "count" and (not thing or unit_class(o.unit) == unit_class(thing))]
    times = [o for o in own if o.role == "period"]
    if not thing and not counts:
        counts, times = times, []
        time = ""
    if not counts or len(counts) + len(times) != len(own) or len({unit_class(o.unit) for o in counts}) > 1:
        return None
    if len(times) > 1 or (time and unit_class(time) != "year" and not times):
        return None
    return counts, times


def same_level(one: str | None, other: str | None) -> bool:
    """Whether two printed levels of government are the same: 市, 市级 and 市本级 are."""
    return bool(one and other) and _bare(one or "") == _bare(other or "")


def _bare(level: str) -> str:
    return re.sub("[级本]|财政", "", level) or level
