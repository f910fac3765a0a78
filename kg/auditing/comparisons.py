"""Whether the changes, shares and rates that the prose prints follow from the figures beside them.

A printed figure stands for all that rounds to it; a contradiction is only said where no value of the figures leads to what is
printed, in any reading of what it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kg.auditing.arithmetic import Verdict, slack
from kg.auditing.check_rows import Check, CheckName, Rows
from kg.auditing.rules import sentence
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.accounts import Comparison, Figure
from loaders.money.units import NAMES


@dataclass(frozen=True, slots=True)
class _Interval:
    low: Decimal
    high: Decimal

    def meets(self, other: _Interval) -> bool:
        return self.low <= other.high and other.low <= self.high


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the figures come to (``value``, at least and at most ``range``), against what is ``stated``; in ``unit``."""

    left: str
    value: Decimal
    range: _Interval
    stated: Figure
    unit: str

    @property
    def holds(self) -> bool:
        return self.range.meets(_printed(self.stated))


def checks(rows: Rows, comparisons: Iterable[Comparison]) -> Iterator[Check]:
    """A row for each comparison that can be worked out."""
    for one in comparisons:
        if one.kind == "told-twice":
            yield _told_twice(rows, one)
        elif one.kind == "direction":
            yield _direction(rows, one)
        elif one.kind == "text-table":
            yield _in_table(rows, one)
        elif one.kind == "parts":
            yield _sum(rows, one)
        else:
            yield from _worked_out(rows, one)


def _told_twice(rows: Rows, one: Comparison) -> Check:
    now, first = one.now, one.bases[0]
    same = abs(now.value - first.value) <= max(now.step, first.step) / 2
    verdict: Verdict = ("exact" if now.value == first.value else "rounded") if same else "mismatch"
    return rows.figures_row("told-twice", verdict, [first], now)


def _direction(rows: Rows, one: Comparison) -> Check:
    now, base = one.now, one.bases[0]
    more = now.value > base.value
    wrong = now.value == base.value or more is not one.up
    unit = base.unit
    return rows.row(
        "direction",
        "mismatch" if wrong else "exact",
        None,
        f"{plain(now.value / unit)} {'>' if more else '=' if now.value == base.value else '<'} {plain(base.value / unit)} {NAMES[unit]}",
        note=sentence("direction", rows.language) if wrong else "",
        evidence=[base, now, Evidence(one.start, one.end, "")],
    )


def _in_table(rows: Rows, one: Comparison) -> Check:
    """An amount of the text against the cells that it names: one of them must print the same, rounded or cut."""
    now = one.now
    cell = min(one.bases, key=lambda base: abs(base.value - now.value))
    holds = abs(cell.value - now.value) < max(now.step, cell.step)
    if not holds:  # the cell of the first table and column is the one that a person looks up
        cell = one.bases[0]
    verdict: Verdict = ("exact" if cell.value == now.value else "rounded") if holds else "mismatch"
    return rows.figures_row("text-table", verdict, [cell], now)


def _sum(rows: Rows, one: Comparison) -> Check:
    now = one.now
    total = sum((part.value for part in one.bases), Decimal(0))
    holds = abs(total - now.value) <= slack(*(figure.step for figure in (now, *one.bases)))
    verdict: Verdict = "mismatch" if not holds else "exact" if total == now.value else "rounded"
    return rows.figures_row("sum", verdict, one.bases, now, computed=total)


def _worked_out(rows: Rows, one: Comparison) -> Iterator[Check]:
    for stated in (one.change, one.percent):
        readings = [] if stated is None else [r for b in (one.bases or (None,)) if (r := _reading(one, b, stated))]
        if not readings:
            continue
        best = next((reading for reading in readings if reading.holds), readings[-1])
        value = best.value.quantize(best.stated.step / best.stated.unit, rounding=ROUND_HALF_UP)
        printed = best.stated.value / best.stated.unit
        verdict: Verdict = "mismatch" if not best.holds else "exact" if best.value == printed else "rounded"
        evidence = [one.now, *one.bases, *(f for f in (one.change, one.percent) if f is not None)]
        check: CheckName = "change" if one.kind == "change" else "completion" if one.kind == "completion" else "share"
        notes = []
        if verdict == "mismatch":
            notes.append(sentence(check, rows.language))
            if value == -printed:
                notes.append(rows.note("other-direction", rows.extraction.text[one.start : one.end]))
        yield rows.row(
            check,
            verdict,
            None,
            best.left,
            stated=plain(printed),
            computed=plain(
                value if value != printed or verdict != "mismatch" else best.value.quantize(Decimal("1e-6"))
            ),
            unit=best.unit,
            note=" · ".join(notes),
            evidence=[*sorted(evidence, key=lambda f: f.start), Evidence(one.start, one.end, "")],
        )


def _reading(one: Comparison, base: Figure | None, stated: Figure) -> _Reading | None:
    """What the figures come to with one reading of the base; None where they lead to nothing, as a growth from zero."""
    now, nows = one.now, _near(one.now)
    sign = -1 if one.up is False else 1
    if base is None:  # what it was before follows from the change
        if one.change is None or stated is one.change:
            return None
        change, changes = sign * one.change.value, _near(one.change)
        before = now.value - change
        if before - now.step / 2 - one.change.step / 2 <= 0:
            return None
        low = _Interval(nows.low - sign * changes.high, nows.high - sign * changes.low)
        ends = sorted((low.low, low.high))
        parts = [part / whole * 100 for part in (changes.low, changes.high) for whole in ends if whole > 0]
        unit = now.unit
        left = (
            f"{_shown(one.change, unit)} ÷ ({_shown(now, unit)} {'-' if sign > 0 else '+'} {_shown(one.change, unit)})"
        )
        return _Reading(left, abs(change) / before * 100, _Interval(min(parts), max(parts)), stated, "%")
    unit, bases = base.unit, _near(base)
    if stated is one.change:
        value = sign * (now.value - base.value)
        ends = sorted((sign * (nows.low - bases.high), sign * (nows.high - bases.low)))
        left = (
            f"{_shown(now, unit)} - {_shown(base, unit)}" if sign > 0 else f"{_shown(base, unit)} - {_shown(now, unit)}"
        )
        scale = stated.unit
        return _Reading(left, value / scale, _Interval(ends[0], ends[1]), stated, NAMES[scale])
    if bases.low <= 0:
        return None
    ratios = [part / whole * 100 for part in (nows.low, nows.high) for whole in (bases.low, bases.high)]
    if one.kind != "change":
        left = f"{_shown(now, unit)} ÷ {_shown(base, unit)}"
        return _Reading(left, now.value / base.value * 100, _Interval(min(ratios), max(ratios)), stated, "%")
    rates = [sign * (ratio - 100) for ratio in ratios]
    first, second = (now, base) if sign > 0 else (base, now)
    left = f"({_shown(first, unit)} - {_shown(second, unit)}) ÷ {_shown(base, unit)}"
    value = sign * (now.value - base.value) / base.value * 100
    return _Reading(left, value, _Interval(min(rates), max(rates)), stated, "%")


def _near(figure: Figure) -> _Interval:
    """All that a figure may stand for."""
    return _Interval(figure.value - figure.step / 2, figure.value + figure.step / 2)


def _printed(figure: Figure) -> _Interval:
    """All that may be printed as a figure, rounded or cut."""
    return _Interval(figure.value - figure.step / 2, figure.value + figure.step)


def _shown(figure: Figure, unit: int) -> str:
    return plain(figure.value / unit)
