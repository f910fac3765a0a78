"""Whether the changes, shares and rates that the prose prints follow from the figures beside them.

A printed figure stands for all that rounds to it; a contradiction is only said where no value of the figures leads to what is
printed, in any reading of what it is compared with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from kg.auditing.arithmetic import CUT, Range, Verdict, in_unit, judge, judge_amount
from kg.auditing.check_rows import Check, CheckName, Rows
from kg.auditing.rules import sentence
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.amounts import Comparison, Money, Operand
from loaders.money.units import SCALES, precision, printed_places

#: A rate is cut as it is rounded, whatever it loses: 1 % for 1.9 %.
_ANY = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the figures come to, against what is ``printed`` in steps of ``step``; all in ``unit``."""

    left: str
    computed: Range
    printed: Decimal
    step: Decimal
    unit: str

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
    return rows.figures_row("told-twice", _same(one.now, one.bases[0]), [one.bases[0]], one.now)


def _same(one: Money, other: Money, cut: Decimal = CUT) -> Verdict:
    """Whether the one that is printed with fewer decimals is the other."""
    finer, coarser = sorted((one, other), key=lambda money: precision(money).step)
    return judge_amount(finer.yuan, coarser, cut)


def _direction(rows: Rows, one: Comparison) -> Check:
    now, base = one.now, one.bases[0]
    more = now.yuan > base.yuan
    wrong = now.yuan == base.yuan or more is not one.up
    unit = precision(base).unit
    return rows.row(
        "direction",
        "mismatch" if wrong else "exact",
        None,
        f"{in_unit(now.yuan, unit)} {'>' if more else '=' if now.yuan == base.yuan else '<'} {in_unit(base.yuan, unit)} {unit}",
        note=sentence("direction", rows.language) if wrong else "",
        evidence=[base, now, Evidence(one.start, one.end, "")],
    )


def _in_table(rows: Rows, one: Comparison) -> Check:
    """An amount of the text against the cells that it names: one of them must print the same, rounded or cut."""
    now = one.now
    cell = min(one.bases, key=lambda base: abs(base.yuan - now.yuan))
    verdict = _same(now, cell, _ANY)
    if verdict == "mismatch":  # the cell of the first table and column is the one that a person looks up
        cell = one.bases[0]
    return rows.figures_row("text-table", verdict, [cell], now)


def _sum(rows: Rows, one: Comparison) -> Check:
    total = Range.total(map(Range.of, one.bases))
    return rows.figures_row("sum", judge_amount(total, one.now), one.bases, one.now, computed=total.value)


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


def _reading(one: Comparison, base: Money | None, stated: Money | Operand) -> _Reading | None:
    """What the figures come to with one reading of the base; None where they lead to nothing, as a growth from zero."""
    now, more = Range.of(one.now), one.up is not False
    unit = precision(base or one.now).unit
    shown = in_unit(one.now.yuan, unit)
    if base is None:  # what it was before follows from the change
        if one.change is None:
            return None
        change = Range.of(one.change)
        before = now - change if more else now + change
        its = in_unit(one.change.yuan, unit)
        if before.low <= 0 or isinstance(stated, Money):
            return None
        return _percent(f"{its} ÷ ({shown} {'-' if more else '+'} {its})", change / before, stated)
    before, its = Range.of(base), in_unit(base.yuan, unit)
    gained = now - before if more else before - now
    left = f"{shown} - {its}" if more else f"{its} - {shown}"
    if isinstance(stated, Money):
        shown_as = precision(stated)
        yuan = SCALES[shown_as.unit]
        return _Reading(left, gained * (1 / Decimal(yuan)), stated.yuan / yuan, shown_as.step / yuan, shown_as.unit)
    if before.low <= 0:
        return None
    ratio = now / before
    if one.kind != "change":
        return _percent(f"{shown} ÷ {its}", ratio, stated)
    if one.change is not None and precision(one.change).step < precision(one.now).step:
        # 4.02亿元，…38,650万元…增加1,550万元，增长4.01%: the finer figure counts.
        return _percent(f"{in_unit(one.change.yuan, unit)} ÷ {its}", Range.of(one.change) / before, stated)
    # The base is in both parts of a growth: its rounding moves both at once.
    ends = sorted((end - 1) * (1 if more else -1) for end in (ratio.low, ratio.high))
    return _percent(f"({left}) ÷ {its}", Range(gained.value / before.value, *ends), stated)


def _percent(left: str, ratio: Range, stated: Operand) -> _Reading:
    return _Reading(left, ratio * Decimal(100), stated.value, Decimal(1).scaleb(-printed_places(stated.surface)), "%")
