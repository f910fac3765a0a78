"""Printed formulae (count × standard × share) and equations (20人×50元×12月=1.2万元) against the results that the page prints for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, DivisionByZero, InvalidOperation
from functools import cache
from typing import Literal

from kg.auditing import shared_costs
from kg.auditing.arithmetic import Verdict, judge, judge_amount, operand_text
from kg.auditing.check_rows import Check, CheckName, Rows
from kg.auditing.readings import FormulaReading, readings
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.amounts import Money, Operand
from loaders.money.units import printed_places
from loaders.records import Calculation, Equation, Extraction
from ontology.tables import rows as table

_BRACKET = re.compile(r"\(([^()]*)\)")
_CLAUSE = re.compile("[，,。；;：:\n]")
_BEFORE = 24  # characters before an amount that say of what it is
#: How near a reading must come that does not take all figures of the page: it may fit by chance.
_CLOSE = Decimal("0.001")


@dataclass(frozen=True, slots=True)
class Tried:
    """A formula with the reading of it that holds and how well it does; None where none holds."""

    calculation: Calculation
    holds: tuple[FormulaReading, Verdict] | None
    readings: list[FormulaReading]


def tried(extraction: Extraction) -> tuple[list[Tried], list[Tried], list[Tried]]:
    """All formulae: those whose figures stand together, those that borrow one of another part of their project, of another project."""
    found: tuple[list[Tried], list[Tried], list[Tried]] = ([], [], [])
    for one in extraction.calculations:
        found[2 if not one.stated else 1 if one.borrowed else 0].append(_tried(extraction, one))
    return found


def _tried(extraction: Extraction, calculation: Calculation) -> Tried:
    """The reading that holds: exact before rounded before cut, the one with fewer figures first."""
    sensible = [*_nested(extraction, calculation), *readings(calculation)]
    stated = calculation.result.yuan
    best: tuple[int, int, FormulaReading, Verdict] | None = None
    order: dict[Verdict, int] = {"exact": 0, "rounded": 1, "within-rounding": 1, "truncated": 2}
    for reading in sensible:
        value = reading.value
        verdict = judge_amount(value, calculation.result, reading.ends if _sure(calculation) else None)
        if verdict == "mismatch":
            continue
        if not _sure(calculation) and abs(value - stated) > stated * _CLOSE:
            continue
        rank = (order[verdict], len(reading.operands))
        if best is None or rank < best[:2]:
            best = (*rank, reading, verdict)
    return Tried(calculation, best[2:] if best else None, sensible)


def _sure(calculation: Calculation) -> bool:
    """Whether a result that no reading gives is a contradiction: a population is the same in every project."""
    return calculation.complete or not calculation.stated


def _nested(extraction: Extraction, calculation: Calculation) -> Iterator[FormulaReading]:
    """The readings in which the share is one of another share: 100万元 × 30 % × 80 %."""
    if calculation.kind not in ("share", "product"):
        return
    for share in (o for o in calculation.operands if o.role == "share" and o.level):
        for outer in shared_costs.outer_shares(extraction, share):
            for reading in readings(calculation):
                if share in reading.operands and outer not in reading.operands:
                    yield FormulaReading(tuple((*term, (outer,)) for term in reading.terms))


def checks(rows: Rows, formulae: Iterable[Tried]) -> Iterator[Check]:
    """A row for each formula that holds, and for each that leaves nothing open and does not."""
    for one in formulae:
        calculation, result = one.calculation, one.calculation.result
        if one.holds is not None:
            reading, verdict = one.holds
        elif _sure(calculation) and one.readings:
            reading, verdict = one.readings[0], "mismatch"
            if (said := _arranged(rows.extraction.text, reading, result)) is not None:
                if said == "investment":
                    continue
                verdict = "to-check"
        else:
            continue
        note = ""
        if not calculation.stated:
            note = rows.note("other-project", _listed(calculation.borrowed), str(calculation.lender))
        elif calculation.borrowed:
            note = rows.note("other-part", _listed(calculation.borrowed))
        elif verdict == "to-check":
            note = rows.note("arranged")
        elif verdict == "mismatch":
            note = _would_fit(rows, reading, result)
        elif judge_amount(reading.value, result) == "mismatch":
            note = rows.note("printed-in-ten-thousands", _listed(o for o in reading.operands if o.scale > 1))
        check: CheckName = "calculation" if calculation.stated else "repeated-quantity"
        operands = sorted(reading.operands, key=lambda o: o.start)
        yield rows.amounts_row(check, verdict, str(reading), reading.value, result, operands, note)


def _arranged(text: str, reading: FormulaReading, result: Money) -> Literal["investment", "need"] | None:
    """What the share is of, where the page says what is arranged, and not that this is the whole share (市级承担30%，安排30万元).

    An investment is paid over years.  What a year needs is arranged in that year where a level is named (市级财政安排216万元),
    and otherwise most often.
    """
    shares = [operand for operand in reading.operands if operand.role == "share" and operand.level]
    if not shares:
        return None
    lead = text[max(one.end for one in shares) : result.start]
    if _says("whole", lead) or not _says("arranged", lead):
        return None
    amounts = [operand for operand in reading.operands if operand.role == "amount"]
    named = (_CLAUSE.split(text[max(0, one.start - _BEFORE) : one.start])[-1] for one in amounts)
    if any(_says("investment", words) for words in named):
        return "investment"
    return "need" if result.level is None or _says("once", lead) else None


def _says(group: str, words: str) -> bool:
    """Whether a word of a group of ``arranged_shares.tsv`` is among the words."""
    return any(word in words for word in _arranged_words()[group])


@cache
def _arranged_words() -> Mapping[str, Sequence[str]]:
    groups: dict[str, list[str]] = {}
    for row in table("kg.auditing", "arranged_shares.tsv"):
        groups.setdefault(row["group"], []).append(row["word"])
    return groups


def _listed(operands: Iterable[Operand]) -> str:
    return ", ".join(map(operand_text, operands))


def _would_fit(rows: Rows, reading: FormulaReading, result: Money) -> str:
    """The value of the one count (or change), in the steps in which it is printed, with which the formula would come to what is stated."""
    stated = result.yuan
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
    # A count in 万 or with decimals is rounded; persons are not: 67 of 14,400 yuan are 96.48 万元, no 97.02.
    slack = step / 2 if step != 1 else Decimal(0)
    one = reading.value / count.value
    holds = judge_amount(one * value, result, (one * (value - slack), one * (value + slack))) != "mismatch"
    return rows.note("fits", operand_text(replace(count, value=value))) if holds else ""


# -- equations: every sensible scale is tried, as a unit may stand only once (0.05×12=0.6万元); one that none makes true is wrong


def equations(rows: Rows, settled: set[int]) -> Iterator[Check]:
    """The printed equations; ``settled`` are the places of results that other checks have worked out."""
    for equation in rows.extraction.equations:
        stated, left = equation.stated, equation.left
        if stated.start in settled:
            continue
        judged = _judged(equation)
        if judged is None:
            continue
        verdict, computed = judged
        if verdict == "mismatch" and stated.unit != "元":
            continue  # 2米×300厘米=6平方米: units that convert are not known here
        unit = stated.surface[len(stated.surface) - len(stated.unit) - (stated.scale > 1) :]
        yield rows.row(
            "calculation",
            verdict,
            equation.project,
            _spaced(rows.extraction.text[left.start : left.end]),
            stated=plain(stated.value / stated.scale),
            computed=plain(round(computed, 6)),
            unit=unit,
            note=rows.note(verdict, str(printed_places(stated.surface))) if verdict in ("rounded", "truncated") else "",
            evidence=[Evidence(left.start, left.end, ""), Evidence(stated.start, stated.end, "")],
        )


def _judged(equation: Equation) -> tuple[Verdict, Decimal] | None:
    """The best verdict of all scales, with what the left side comes to in the unit of the right side."""
    # 5%: the right side is in hundredths as the left side counts them.
    scale = Decimal("0.01") if equation.stated.unit == "%" else Decimal(equation.stated.scale)
    stated = equation.stated.value / equation.stated.scale
    step = Decimal(1).scaleb(-printed_places(equation.stated.surface))
    order: tuple[Verdict, ...] = ("exact", "rounded", "truncated", "mismatch")
    best: tuple[Verdict, Decimal] | None = None
    for scaled, worth in ((True, scale), (False, Decimal(1)), (False, scale)):
        value = _left_side(equation, scaled=scaled)
        if value is None:
            return None
        computed = value / worth
        verdict = judge(computed, stated, step)
        if best is None or order.index(verdict) < order.index(best[0]):
            best = (verdict, computed)
    return best


def _left_side(equation: Equation, *, scaled: bool) -> Decimal | None:
    """The value of the left side; ``scaled`` heeds 万 and 亿 behind its figures."""
    figures = (f"{_figure(operand, scaled):f}" for operand in equation.operands)
    try:
        return _value("".join(next(figures) if sign == "#" else sign for sign in equation.left.value))
    except (DivisionByZero, InvalidOperation):  # also where a bracket is open, or a figure missing
        return None


def _figure(operand: Operand, scaled: bool) -> Decimal:
    if operand.unit == "%":
        return operand.value / 100
    return operand.value if scaled else operand.value / operand.scale


def _value(written: str) -> Decimal:
    """What is in brackets first, then × and ÷, then +."""
    while inner := _BRACKET.search(written):
        written = f"{written[: inner.start()]}{_value(inner[1]):f}{written[inner.end() :]}"
    total = Decimal(0)
    for term in written.split("+"):
        first, *rest = re.split("([×÷])", term)
        value = Decimal(first)
        for sign, figure in zip(rest[::2], rest[1::2], strict=True):
            value = value * Decimal(figure) if sign == "×" else value / Decimal(figure)
        total += value
    return total


def _spaced(left: str) -> str:
    """The left side with one form of each sign and blanks around it."""
    return re.sub(r"[ ]*([×÷+])[ ]*", r" \1 ", left.translate(str.maketrans("xX*＊＋", "××××+")))
