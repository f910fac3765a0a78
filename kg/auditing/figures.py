"""What the printed figures of a document say about each other: sums, shares, formulae, quantities told twice.

A mismatch is only said where no sensible reading of the page fits; where figures are missing nothing is said of the parts,
and one row says that the amount cannot be derived.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import PurePath
from typing import TYPE_CHECKING

from kg.auditing import (
    arithmetic,
    declarations,
    equations,
    formulae,
    payees,
    quantity_sums,
    repetition,
    shared_costs,
    sums,
)
from kg.auditing.check_rows import Check, Evidence, Rows, unread
from kg.tables.language import Language
from loaders.records import Extraction, Project

if TYPE_CHECKING:
    from kg.stores.store import Store

__all__ = ["Check", "Evidence", "Stored", "audit", "figures", "reader", "stored"]


def audit(extraction: Extraction, language: Language = "en") -> list[Check]:
    """Every check that the printed figures of a document allow: of the document first, then project by project."""
    document = PurePath(extraction.document.path.replace("\\", "/")).name
    rows = Rows(extraction, language)
    return [replace(check, document=document) for check in _in_order(_checks(rows))]


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored document, called ``name``: what was extracted from it; None where it was stored without its records."""

    iri: str
    name: str
    extraction: Extraction | None


def figures(one: Stored, language: Language = "en") -> list[Check]:
    """The audit of a stored document; where it has no records the one row that says so."""
    return [unread(one.name, language)] if one.extraction is None else audit(one.extraction, language)


def reader(store: Store) -> Callable[[str], Stored | None]:
    """What gives stored documents (IRIs) as they were extracted when they were loaded; None for one that the store does not hold."""
    from kg.stores import extractions
    from kg.stores.catalogue import Catalogue

    names = Catalogue.read(store).names()

    def read(iri: str) -> Stored | None:
        name = names.get(iri, iri)
        extraction = extractions.read(store, iri, name)
        return None if extraction is None and iri not in names else Stored(iri, name, extraction)

    return read


def stored(store: Store) -> list[str]:
    """The IRIs of all stored documents, in the order in which they are audited."""
    from kg.stores.catalogue import Catalogue

    names = Catalogue.read(store).names()
    return sorted(names, key=lambda iri: (names[iri], iri))


def _in_order(checks: Iterable[Check]) -> list[Check]:
    return sorted(checks, key=lambda c: (c.project or 0, c.evidence[-1].start if c.evidence else 0, c.check))


def _checks(rows: Rows) -> Iterator[Check]:
    tried = [formulae.tried(rows.extraction, calculation) for calculation in rows.extraction.calculations]
    worked_out = {one.calculation.result.start: one.holds[0].value for one in tried if one.holds}
    figured = {
        one.calculation.project
        for one in tried
        if one.calculation.kind == "product" and (one.calculation.complete or one.holds)
    }
    found = [
        *declarations.checks(rows),
        *sums.checks(rows, worked_out),
        *sums.overviews(rows),
        *shared_costs.checks(rows),
        *formulae.checks(rows, tried),
        *repetition.checks(rows, figured),
    ]
    settled = {c.evidence[-1].start for c in found if c.evidence and c.check in ("sum", "calculation")}
    found += payees.checks(rows, settled)
    found += equations.checks(rows, settled)
    yield from found
    yield from quantity_sums.checks(rows, settled)
    covered = {check.project for check in found if check.check in ("sum", "calculation", "repeated-quantity")}
    with_formula = {one.calculation.project for one in tried}
    for project in rows.extraction.projects:
        if project.amount is not None and project.ordinal not in covered:
            yield _not_derivable(rows, project, project.ordinal in with_formula)


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
