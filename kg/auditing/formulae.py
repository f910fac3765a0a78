"""Printed formulae (count × standard × share) against the results that the page prints for them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from kg.auditing import arithmetic, shared_costs
from kg.auditing.arithmetic import Verdict, figure, judge, operand_text, written
from kg.auditing.check_rows import Check, Rows
from kg.auditing.readings import FormulaReading, readings
from loaders.money.units import printed_places
from loaders.records import Calculation, Extraction

#: How near a reading must come that does not take all figures of the page: it may fit by chance.
_CLOSE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Tried:
    """A formula with the reading of it that holds and how well it does; None where none holds."""

    calculation: Calculation
    holds: tuple[FormulaReading, Verdict] | None
    readings: list[FormulaReading]


def tried(extraction: Extraction, calculation: Calculation) -> Tried:
    """The reading that holds: exact before rounded before cut, the one with fewer figures first."""
    sensible = [*_nested(extraction, calculation), *readings(calculation)]
    stated, step = calculation.result.yuan, figure(calculation.result).step
    best: tuple[int, int, FormulaReading, Verdict] | None = None
    order: dict[Verdict, int] = {"exact": 0, "rounded": 1, "truncated": 2}
    for reading in sensible:
        value = reading.value
        verdict = judge(value, stated, step)
        if verdict == "mismatch" and calculation.complete and arithmetic.within_rounding(reading, stated, step):
            verdict = "rounded"
        if verdict == "mismatch":
            continue
        if not calculation.complete and abs(value - stated) > stated * _CLOSE:
            continue
        rank = (order[verdict], len(reading.operands))
        if best is None or rank < best[:2]:
            best = (*rank, reading, verdict)
    return Tried(calculation, best[2:] if best else None, sensible)


def _nested(extraction: Extraction, calculation: Calculation) -> Iterator[FormulaReading]:
    """The readings in which the share is one of another share: 100万元 × 30 % × 80 %."""
    if calculation.kind not in ("share", "product"):
        return
    for share in (o for o in calculation.operands if o.role == "share" and o.level):
        for outer in shared_costs.outer_shares(extraction, share):
            for reading in readings(calculation):
                if share in reading.operands and outer not in reading.operands:
                    yield FormulaReading(tuple((*term, (outer,)) for term in reading.terms))


def checks(rows: Rows, formulae: list[Tried]) -> Iterator[Check]:
    """A row for each formula that holds, and for each that leaves nothing open and does not."""
    for one in formulae:
        calculation = one.calculation
        if one.holds is not None:
            reading, verdict = one.holds
            note = ""
            if judge(reading.value, calculation.result.yuan, figure(calculation.result).step) == "mismatch":
                counts = [operand_text(o) for o in reading.operands if o.scale > 1]
                note = rows.note("printed-in-ten-thousands", ", ".join(counts))
            yield _row(rows, calculation, reading, verdict, note)
        elif calculation.complete and one.readings:
            first = one.readings[0]
            yield _row(rows, calculation, first, "mismatch", _would_fit(rows, first, calculation.result.yuan))


def _row(rows: Rows, calculation: Calculation, reading: FormulaReading, verdict: Verdict, note: str) -> Check:
    operands = sorted(reading.operands, key=lambda o: o.start)
    return rows.amounts_row("calculation", verdict, written(reading), reading.value, calculation.result, operands, note)


def _would_fit(rows: Rows, reading: FormulaReading, stated: Decimal) -> str:
    """The value of the one count (or change) with which the formula would come to what is stated."""
    changes = [o for o in reading.operands if o.role == "change"]
    if changes:
        value = stated - (reading.value - changes[0].value)
        return rows.note("fits", operand_text(replace(changes[0], value=value))) if value > 0 else ""
    counts = [o for o in reading.operands if o.role == "count"]
    if len(counts) != 1 or not reading.value:
        return ""
    count = counts[0]
    step = Decimal(count.scale).scaleb(-printed_places(count.surface))
    value = (count.value * stated / reading.value / step).to_integral_value() * step
    return rows.note("fits", operand_text(replace(count, value=value)))
