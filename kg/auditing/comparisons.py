"""Whether the changes, shares and rates that the prose prints follow from the figures beside them.

A printed figure stands for all that rounds to it; a contradiction is only said where no value of the figures leads to what is
printed, in any reading of what it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kg.auditing.arithmetic import Range, Verdict, judge
from kg.auditing.check_rows import Check, CheckName, Rows
from kg.auditing.rules import sentence
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.accounts import Comparison, Figure
from loaders.money.units import NAMES

#: A rate is cut as it is rounded, whatever it loses: 1 % for 1.9 %.
_ANY = Decimal(1)
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the figures come to, against what is ``stated``; both in ``unit``."""

    left: str
    computed: Range
    stated: Figure
    unit: str

    @property
    def printed(self) -> Decimal:
        return self.stated.value / self.stated.unit

    @property
    def step(self) -> Decimal:
        return self.stated.step / self.stated.unit

    @property
    def verdict(self) -> Verdict:
        return judge(self.computed, self.printed, self.step, _ANY)


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
    finer, coarser = sorted((one.now, one.bases[0]), key=lambda figure: figure.step)
    verdict = judge(finer.value, coarser.value, coarser.step)
    return rows.figures_row("told-twice", verdict, [one.bases[0]], one.now)


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
    finer, coarser = sorted((now, cell), key=lambda figure: figure.step)
    verdict = judge(finer.value, coarser.value, coarser.step, _ANY)
    if verdict == "mismatch":  # the cell of the first table and column is the one that a person looks up
        cell = one.bases[0]
    return rows.figures_row("text-table", verdict, [cell], now)


def _sum(rows: Rows, one: Comparison) -> Check:
    total = Range.total(map(_range, one.bases))
    verdict = judge(total, one.now.value, one.now.step)
    return rows.figures_row("sum", verdict, one.bases, one.now, computed=total.value)


def _worked_out(rows: Rows, one: Comparison) -> Iterator[Check]:
    for stated in (one.change, one.percent):
        readings = [] if stated is None else [r for b in (one.bases or (None,)) if (r := _reading(one, b, stated))]
        if not readings:
            continue
        best = next((reading for reading in readings if reading.verdict != "mismatch"), readings[-1])
        value, printed, verdict = best.computed.value.quantize(best.step, ROUND_HALF_UP), best.printed, best.verdict
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
                value if value != printed or verdict != "mismatch" else best.computed.value.quantize(Decimal("1e-6"))
            ),
            unit=best.unit,
            note=" · ".join(notes),
            evidence=[*sorted(evidence, key=lambda f: f.start), Evidence(one.start, one.end, "")],
        )


def _reading(one: Comparison, base: Figure | None, stated: Figure) -> _Reading | None:
    """What the figures come to with one reading of the base; None where they lead to nothing, as a growth from zero."""
    now, unit = _range(one.now), one.now.unit
    more = one.up is not False
    if base is None:  # what it was before follows from the change
        if one.change is None or stated is one.change:
            return None
        change = _range(one.change)
        before = now - change if more else now + change
        if before.low <= 0:
            return None
        shown = _shown(one.change, unit)
        left = f"{shown} ÷ ({_shown(one.now, unit)} {'-' if more else '+'} {shown})"
        return _Reading(left, change / before * _HUNDRED, stated, "%")
    before, unit = _range(base), base.unit
    gained = now - before if more else before - now
    first, second = (one.now, base) if more else (base, one.now)
    left = f"{_shown(first, unit)} - {_shown(second, unit)}"
    if stated is one.change:
        return _Reading(left, gained * (1 / Decimal(stated.unit)), stated, NAMES[stated.unit])
    if before.low <= 0:
        return None
    if one.kind != "change":
        return _Reading(f"{_shown(one.now, unit)} ÷ {_shown(base, unit)}", now / before * _HUNDRED, stated, "%")
    # The base is in both parts of a growth: its rounding moves both at once.
    ratio = now / before
    rate = Range(
        gained.value / before.value, *sorted((end - 1) * (1 if more else -1) for end in (ratio.low, ratio.high))
    )
    return _Reading(f"({left}) ÷ {_shown(base, unit)}", rate * _HUNDRED, stated, "%")


def _range(figure: Figure) -> Range:
    return Range.printed(figure.value, figure.step)


def _shown(figure: Figure, unit: int) -> str:
    return plain(figure.value / unit)
