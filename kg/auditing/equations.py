"""Equations that the page itself prints with signs: 20人×50元×12月=1.2万元, (3+2)×0.5万元＝2.5万元.

Every sensible scale is tried, as a unit may stand only once (0.05×12=0.6万元); an equation that none makes true is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal, DivisionByZero, InvalidOperation

from kg.auditing.arithmetic import Verdict, judge
from kg.auditing.check_rows import Check, Evidence, Rows
from kg.tables.table import plain
from loaders.money.units import printed_places
from loaders.records import Equation, Operand


def checks(rows: Rows, settled: set[int]) -> Iterator[Check]:
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
            _written(rows.extraction.text[left.start : left.end]),
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
        value = _value(equation, scaled=scaled)
        if value is None:
            return None
        computed = value / worth
        verdict = judge(computed, stated, step)
        if best is None or order.index(verdict) < order.index(best[0]):
            best = (verdict, computed)
    return best


def _value(equation: Equation, *, scaled: bool) -> Decimal | None:
    """The value of the left side, × and ÷ before +; ``scaled`` heeds 万 and 亿 behind its figures."""
    figures = (_figure(operand, scaled) for operand in equation.operands)
    tokens: list[Decimal | str] = [next(figures) if sign == "#" else sign for sign in equation.left.value]
    try:
        value, rest = _sum(tokens)
    except (IndexError, ValueError, DivisionByZero, InvalidOperation):
        return None
    return value if not rest else None


def _figure(operand: Operand, scaled: bool) -> Decimal:
    if operand.unit == "%":
        return operand.value / 100
    return operand.value if scaled else operand.value / operand.scale


def _sum(tokens: list[Decimal | str]) -> tuple[Decimal, list[Decimal | str]]:
    value, tokens = _product(tokens)
    while tokens and tokens[0] == "+":
        more, tokens = _product(tokens[1:])
        value += more
    return value, tokens


def _product(tokens: list[Decimal | str]) -> tuple[Decimal, list[Decimal | str]]:
    value, tokens = _atom(tokens)
    while tokens and tokens[0] in ("×", "÷"):
        more, rest = _atom(tokens[1:])
        value = value * more if tokens[0] == "×" else value / more
        tokens = rest
    return value, tokens


def _atom(tokens: list[Decimal | str]) -> tuple[Decimal, list[Decimal | str]]:
    first = tokens[0]
    if first == "(":
        value, rest = _sum(tokens[1:])
        if rest[0] != ")":
            raise ValueError("a bracket is open")
        return value, rest[1:]
    if not isinstance(first, Decimal):
        raise ValueError(f"{first} is no figure")
    return first, tokens[1:]


def _written(left: str) -> str:
    """The left side with one form of each sign and blanks around it."""
    return re.sub(r"[ ]*([×÷+])[ ]*", r" \1 ", left.translate(str.maketrans("xX*＊＋", "××××+")))
