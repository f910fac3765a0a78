"""Sums and repetitions against what the page prints of them: of money, of counted things, and of all projects together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Literal

from kg.auditing.arithmetic import Ends, Verdict, ends, judge, judge_amount, operand_text, total
from kg.auditing.check_rows import Check, Rows
from kg.auditing.readings import FormulaReading
from kg.auditing.rules import sentence
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.amounts import Money
from loaders.money.units import printed_places
from loaders.records import Extraction, Part, QuantitySum


def declared(rows: Rows) -> Iterator[Check]:
    """The declared count and the declared total against the projects themselves, where the document declares them."""
    document, projects = rows.extraction.document, rows.extraction.projects
    count, total = document.declared_count, document.declared_total
    counted = count is None or int(count.value) == len(projects)
    if count is not None:
        yield rows.row(
            "declared-count",
            "exact" if counted else "mismatch",
            None,
            rows.word("projects", str(len(projects))),
            stated=count.value,
            computed=str(len(projects)),
            evidence=[Evidence(count.start, count.end, "")],
        )
    if total is None or not projects:
        return
    parts = [m for p in projects for m in p.amount_parts]
    computed = sum((p.amount or Decimal(0) for p in projects), Decimal(0))
    verdict = judge_amount(computed, total)
    missing = sum(not p.amount_parts for p in projects)
    if verdict == "mismatch" and (other := _other_choice(rows.extraction, total.yuan - computed)) is not None:
        parts = [other[1] if m is other[0] else m for m in parts]
        computed, verdict = total.yuan, "exact"
    note = ""
    if verdict == "mismatch" and (missing or not counted or total.approximate):
        verdict = "not-derivable"
        note = rows.note("incomplete", str(missing)) if missing else rows.note("count-differs")
    yield rows.amounts_row("declared-total", verdict, rows.added(parts, total), computed, total, parts, note)


def _other_choice(extraction: Extraction, difference: Decimal) -> tuple[Money, Money] | None:
    """An amount of a project, and another one beside it that would make up the difference.

    A page may print several amounts for a project (what it costs, what this year gives, what one level pays), and the total
    counts another one than was taken; what a part of it is for is none of them.
    """
    inner = {part.money.start for tree in extraction.allocations for part in _below(tree)}
    for project in extraction.projects:
        if len(project.amount_parts) == 1:
            own = project.amount_parts[0]
            for money in extraction.money_in(project.start, project.end):
                if money.yuan != own.yuan + difference or money.kind not in ("total", "part", "other"):
                    continue
                if money.start not in inner or money.level not in (None, own.level):
                    return own, money
    return None


def _below(tree: Part) -> Iterator[Part]:
    for part in tree.parts:
        yield part
        yield from _below(part)


# -- what is printed as the parts of something


def of_money(rows: Rows, worked_out: Mapping[int, FormulaReading]) -> Iterator[Check]:
    """Every sum of the trees of allocation.

    ``worked_out`` are the formulae that hold, which say what an amount was before it was rounded, by the place of the amount.
    """
    for tree in rows.extraction.allocations:
        for whole in (tree, *_below(tree)):
            if whole.parts:
                yield from _sum_of(rows, whole, worked_out)


def _sum_of(rows: Rows, whole: Part, worked_out: Mapping[int, FormulaReading]) -> Iterator[Check]:
    parts = [p.money for p in whole.parts]
    computed = sum((m.yuan for m in parts), Decimal(0))
    verdict = judge_amount(computed, whole.money, total(_ends(money, worked_out) for money in parts))
    if verdict != "mismatch" or (whole.complete and not whole.money.approximate):
        note = rows.note("over") if verdict == "mismatch" and computed > whole.money.yuan else ""
        yield rows.amounts_row("sum", verdict, rows.added(parts, whole.money), computed, whole.money, parts, note)


def _ends(part: Money, worked_out: Mapping[int, FormulaReading]) -> Ends:
    """What a part may be before it was rounded, also what the page works out that it is."""
    low, high = ends(part)
    value = worked_out[part.start].value if part.start in worked_out else part.yuan
    return min(low, value), max(high, value)


def of_things(rows: Rows, settled: set[int]) -> Iterator[Check]:
    """The sums of counted things that hold, and those of complements that do not.

    ``settled`` are the places of amounts of money that other checks have added up.
    """
    for found in rows.extraction.quantity_sums:
        whole, parts = found.whole, found.parts
        if whole.start in settled:
            continue
        total = sum((part.value for part in parts), Decimal(0))
        if found.rule == "listed":
            yield _of_list(rows, found, total)
            continue
        if found.rule != "things":
            yield _of_points(rows, found, found.rule, total)
            continue
        scale = Decimal(whole.scale)
        places = printed_places(whole.surface)
        verdict = judge(total, whole.value, scale.scaleb(-places))
        if verdict == "truncated" or (verdict == "mismatch" and not found.closed):
            continue
        note = rows.note("complement") if verdict == "mismatch" else ""
        yield rows.row(
            "sum",
            verdict,
            found.project,
            " + ".join(plain(part.value / scale) for part in parts),
            stated=plain(whole.value / scale),
            computed=plain(total / scale),
            unit=operand_text(whole).partition(" ")[2],
            note=rows.note("rounded", str(places)) if verdict == "rounded" else note,
            evidence=[*parts, whole],
        )


def _of_list(rows: Rows, found: QuantitySum, total: Decimal) -> Check:
    """The items of a list against the number that is said before it."""
    whole = found.whole
    return rows.row(
        "declared-count",
        "exact" if total == whole.value else "mismatch",
        found.project,
        rows.word("listed", plain(total)),
        stated=plain(whole.value),
        computed=plain(total),
        unit=whole.unit,
        evidence=[*found.parts, whole],
    )


def _of_points(
    rows: Rows, found: QuantitySum, rule: Literal["weights", "scores", "score-bound"], total: Decimal
) -> Check:
    """The points of a performance table; without a printed total what they come to is for the author to check."""
    whole = found.whole.value
    holds = total <= whole if rule == "score-bound" else total == whole
    verdict: Verdict = "exact" if holds else "mismatch" if found.closed else "to-check"
    return rows.row(
        rule,
        verdict,
        found.project,
        " + ".join(plain(part.value) for part in found.parts),
        stated=plain(whole),
        computed=plain(total),
        unit="分",
        note="" if holds else sentence(rule, rows.language),
        evidence=[*found.parts, found.whole],
    )


# -- what is printed twice


def repeated(rows: Rows) -> Iterator[Check]:
    """The same thing counted twice."""
    for one in rows.extraction.repetitions:
        if one.first.role == "count":
            first, second = (plain(o.value / one.first.scale) for o in (one.first, one.second))
            same = one.first.value == one.second.value
            unit = operand_text(one.first).partition(" ")[2]
            row = rows.row(
                "repeated-quantity",
                "exact" if same else "mismatch",
                one.project,
                f"{one.thing.value}: {first} {unit}",
                stated=second,
                unit=unit,
                note="" if same else rows.note("same-thing"),
                evidence=[one.first, one.second],
            )
            yield replace(row, computed=first, difference=plain(Decimal(second) - Decimal(first)))


def overviews(rows: Rows) -> Iterator[Check]:
    """The amount in the overview or the content against the one in the funding section.

    They must be the same where the page calls both the project's own money; elsewhere a larger cost may stand.
    """
    again = {one.second.start for one in rows.extraction.repetitions if one.second.role == "amount"}
    for project in rows.extraction.projects:
        if len(project.amount_parts) != 1:
            continue
        (own,) = project.amount_parts
        for section in project.sections:
            if section.field not in ("overview", "content", "funding") or section.start <= own.start < section.end:
                continue
            for money in rows.extraction.money_in(section.start, section.end):
                if money.kind == "total" and (money.yuan == own.yuan or money.start in again):
                    verdict = judge_amount(own.yuan, money)
                    note = rows.note("overview") if verdict == "exact" else ""
                    yield rows.amounts_row("sum", verdict, rows.added([own], money), own.yuan, money, [own], note)
