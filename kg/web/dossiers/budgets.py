"""A department's budgets and final accounts: its years side by side, and what one is for and from where."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.answers import ask, unit_budgets
from kg.tables.table import Table, clean, concept
from kg.web.dossiers.printed_tables import DescribedProject, PrintedTable, printed
from ontology.terms import PK

if TYPE_CHECKING:
    from kg.stores.store import Store
    from kg.tables.language import Language

_BEFORE = str(PK.PreviousYear)
# Titles of two years differ in these alone.
_YEARS = re.compile(r"[0-9〇一二三四五六七八九]{4}年?度?|\s+")


@dataclass(frozen=True, slots=True)
class ClassMoney:
    """The money of a class or of a source of funds; ``iri`` is that of the concept."""

    iri: str
    code: str
    name: str
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class YearOfBudget:
    """A budget or a final account; several ``documents`` (IRI and title) print the same figures of one year, as department and unit."""

    kind: str
    year: int | None
    documents: tuple[tuple[str, str], ...]
    figures: tuple[Decimal | None, ...]
    functions: tuple[ClassMoney, ...] = ()
    sources: tuple[ClassMoney, ...] = ()
    before: YearOfBudget | None = None

    @property
    def key(self) -> str:
        """Its name in addresses."""
        return self.documents[0][0].rpartition("/")[2]

    @property
    def expenditure(self) -> Decimal | None:
        """All that is spent."""
        return self.figures[1]

    @property
    def previous(self) -> Decimal | None:
        """What was spent in the year before, as that year's own document says."""
        return self.before.expenditure if self.before else None

    @property
    def difference(self) -> Decimal | None:
        """How much more that is than the year before."""
        return None if self.expenditure is None or self.previous is None else self.expenditure - self.previous


@dataclass(frozen=True, slots=True)
class BudgetShare:
    """A class in this year and, where last year's document is in the store, in that: None is what it does not name."""

    now: ClassMoney
    yuan: Decimal | None
    previous: Decimal | None

    @property
    def difference(self) -> Decimal:
        """How much more it became."""
        return (self.yuan or Decimal(0)) - (self.previous or Decimal(0))


def of_unit(store: Store, unit: str, table: Table, lang: Language) -> tuple[YearOfBudget, ...]:
    """The budgets and accounts of a department from the rows of ``dossier/unit-budgets``, the last year first."""
    functions, sources = (
        _classes(ask.stored(store, f"dossier/unit-{name}", iri=unit), lang) for name in ("functions", "sources")
    )
    found = []
    for rows in unit_budgets.alike(table):
        first, own = rows[0], str(rows[0]["iri"])
        kind, measure = str(first["document_kind"] or ""), str(first["measure"])
        found.append(
            YearOfBudget(
                kind, None if first["fiscal_year"] is None else int(str(first["fiscal_year"])),
                tuple((str(row["iri"]), clean(str(row["title"] or ""))) for row in rows),
                tuple(None if first[name] is None else Decimal(str(first[name])) for name in unit_budgets.FIGURES),
                functions.get((own, measure), ()), sources.get((own, measure), ()),
            )
        )  # fmt: skip
    found.sort(key=lambda one: (-(one.year or 0), one.kind, *unit_budgets.scope(one.documents[0][1])))
    return tuple(replace(one, before=_before(one, found)) for one in found)


def _classes(table: Table, lang: Language) -> dict[tuple[str, str], tuple[ClassMoney, ...]]:
    found: defaultdict[tuple[str, str], list[ClassMoney]] = defaultdict(list)
    for row in table:
        if row["measure"] != _BEFORE:
            iri = str(row["class"])
            one = ClassMoney(
                iri,
                str(row.get("code") or ""),
                str(row.get("name") or concept(iri, lang)),
                Decimal(str(row["amount_yuan"])),
            )
            found[str(row["source"]), str(row["measure"])].append(one)
    return {key: tuple(sorted(many, key=lambda one: (-one.yuan, one.iri))) for key, many in found.items()}


def _before(one: YearOfBudget, every: Iterable[YearOfBudget]) -> YearOfBudget | None:
    """That of the year before under the same title; none where several could be meant."""
    scopes = {_YEARS.sub("", title) for _, title in one.documents}
    found = [
        other
        for other in every
        if one.year is not None and (other.kind, other.year) == (one.kind, one.year - 1) and scopes & {_YEARS.sub("", title) for _, title in other.documents}
    ]  # fmt: skip
    return found[0] if len(found) == 1 else None


def shares(now: Sequence[ClassMoney], before: Sequence[ClassMoney] | None) -> tuple[BudgetShare, ...]:
    """The classes of this year, the largest first, then those that only the year before has."""
    then = {one.iri: one for one in before or ()}
    gone = [one for one in then.values() if one.iri not in {same.iri for same in now}]
    found = [BudgetShare(one, one.yuan, then[one.iri].yuan if one.iri in then else None) for one in now]
    return (*found, *(BudgetShare(one, None, one.yuan) for one in gone))


@dataclass(frozen=True, slots=True)
class Department:
    """What the page of a department tells of its budgets: the ``chosen`` one with what it is for and from where, and its ``sheets`` as printed."""

    years: tuple[YearOfBudget, ...]
    chosen: YearOfBudget | None = None
    functions: tuple[BudgetShare, ...] = ()
    sources: tuple[BudgetShare, ...] = ()
    sheets: tuple[PrintedTable, ...] = ()
    projects: tuple[DescribedProject, ...] = ()

    @property
    def compared(self) -> bool:
        """Whether the store holds the document of the year before for any of them."""
        return any(one.before for one in self.years)

    @property
    def files(self) -> dict[str, Table]:
        """Its tables by the names that addresses have for them."""
        return {
            "budgets": years_table(self.years),
            "functions": shares_table(self.functions),
            "sources": shares_table(self.sources),
            **{f"sheet-{number}": sheet.table for number, sheet in enumerate(self.sheets, 1)},
        }


def department(store: Store, unit: str, table: Table, asked: str, lang: Language) -> Department:
    """The budgets of a unit, with the one whose key is ``asked``, else the last one."""
    years = of_unit(store, unit, table, lang) if table.rows else ()
    chosen = next((one for one in years if one.key == asked), years[0] if years else None)
    if chosen is None:
        return Department(())
    before = chosen.before
    sheets, projects = printed(store, chosen.documents[0][0])
    return Department(
        years, chosen, shares(chosen.functions, before.functions if before else None), shares(chosen.sources, before.sources if before else None),
        sheets, projects,
    )  # fmt: skip


def years_table(budgets: Iterable[YearOfBudget]) -> Table:
    """The years as a file: a row a document."""
    columns = (
        "fiscal_year",
        "document_kind",
        "title",
        *unit_budgets.FIGURES,
        "previous_yuan",
        "difference_yuan",
        "iri",
    )
    rows = [
        (one.year, one.kind, title, *one.figures, one.previous, one.difference, iri)
        for one in budgets
        for iri, title in one.documents
    ]
    return Table(columns, rows)


def shares_table(found: Iterable[BudgetShare]) -> Table:
    """The classes of one budget as a file."""
    rows = [(one.now.code or None, one.now.name, one.yuan, one.previous, one.difference, one.now.iri) for one in found]
    return Table(("class_code", "class_name", "amount_yuan", "previous_yuan", "difference_yuan", "iri"), rows)
