"""What the printed figures of a document say about each other: sums, shares, formulae, quantities told twice.

A mismatch is only said where no sensible reading of the page fits; where figures are missing nothing is said of the parts,
and one row says that the amount cannot be derived.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from decimal import Decimal

from kg.auditing import arithmetic, bounded_rates, comparisons, formulae, relations, shared_costs, sums, table_sums
from kg.auditing.check_rows import Check, Rows
from kg.tables.language import Language
from loaders.records import Extraction, Project


def audit(extraction: Extraction, language: Language = "en") -> list[Check]:
    """Every check that the printed figures of a document allow: of the document first, then project by project."""
    return _in_order(_checks(Rows(extraction, language)))


def _in_order(checks: Iterable[Check]) -> list[Check]:
    return sorted(checks, key=lambda c: (c.project or 0, c.evidence[-1].start if c.evidence else 0, c.check))


def _checks(rows: Rows) -> Iterator[Check]:
    own, of_part, of_project = formulae.tried(rows.extraction)
    figured = {
        one.calculation.project
        for one in own
        if one.calculation.kind == "product" and (one.calculation.complete or one.holds)
    }
    found = [
        *sums.declared(rows),
        *sums.of_money(rows, {one.calculation.result.start: one.holds[0] for one in own if one.holds}),
        *sums.overviews(rows),
        *shared_costs.checks(rows),
        *formulae.checks(rows, own),
        *sums.repeated(rows),
        # A project whose own figures lead to its amount needs nobody else's.
        *formulae.checks(rows, (one for one in of_project if one.calculation.project not in figured)),
    ]
    tables = _of_tables(rows)
    # Where the rows of its table come to a total, what else was read as a project is a class of these.
    added = {c.evidence[-1].start for c in tables if c.check == "table-total" and c.verdict != "mismatch"}
    found = [
        c for c in found if (c.check, c.verdict) != ("declared-total", "mismatch") or c.evidence[-1].start not in added
    ]
    settled = {c.evidence[-1].start for c in found if c.evidence and c.check in ("sum", "calculation")}
    found += formulae.checks(rows, (one for one in of_part if one.calculation.result.start not in settled))
    found += formulae.equations(rows, settled)
    yield from found
    yield from sums.of_things(rows, settled)
    yield from bounded_rates.checks(rows)
    yield from tables
    if rows.extraction.statements:
        yield from relations.checks(rows, relations.known())
        yield from comparisons.products(rows, rows.extraction.statements)
        yield from comparisons.checks(rows, comparisons.of_columns(rows.extraction.text, rows.extraction.statements))
    # A sum that a tree of the allocation has worked out needs no second row.
    yield from comparisons.checks(
        rows, (one for one in rows.extraction.comparisons if one.kind != "parts" or one.now.start not in settled)
    )
    covered = {check.project for check in found if check.check in ("sum", "calculation", "repeated-quantity")}
    with_formula = {one.calculation.project for one in own}
    for project in rows.extraction.projects:
        if project.amount is not None and project.ordinal not in covered:
            yield _not_derivable(rows, project, project.ordinal in with_formula)


def _of_tables(rows: Rows) -> list[Check]:
    payees = rows.extraction.allotments
    # Where an area and what lies in it have rows, no total is the sum of all of them.
    allotted = set() if any(one.within is not None for one in payees) else {one.money.start for one in payees}
    return list(table_sums.checks(rows, rows.extraction.statements, allotted))


def _not_derivable(rows: Rows, project: Project, with_formula: bool) -> Check:
    amounts = project.amount_parts
    unit = arithmetic.shown_unit(amounts[0]) if amounts else "元"
    amount = arithmetic.in_unit(project.amount or Decimal(0), unit)
    if len(amounts) > 1:
        left, note = rows.added(amounts, amounts[0]), rows.note("no-total")
        return rows.row(
            "sum", "not-derivable", project.ordinal, left, computed=amount, unit=unit, note=note, evidence=amounts
        )
    return rows.row(
        "calculation",
        "not-derivable",
        project.ordinal,
        "",
        stated=amount,
        unit=unit,
        note=rows.note("open-formula" if with_formula else "no-formula"),
        evidence=amounts,
    )
