"""The tables of a budget or a final account as their pages print them, and the projects that it describes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from typing import TYPE_CHECKING

from kg.stores import extractions
from kg.tables.table import Table, Value, clean
from loaders.kinds import department_budget
from loaders.rdf import identifiers
from loaders.source import page_at

if TYPE_CHECKING:
    from kg.stores.store import Store
    from loaders.amounts import Statement, StatementRow
    from loaders.records import Extraction

# What is printed, and whether it is of a total (of a head: whether figures stand below it).
_Cell = tuple[str, bool]
# The level of the code, where the first figure stands, and the cells.
_Row = tuple[int, tuple[int, int] | None, tuple[_Cell, ...]]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table as its page prints it: ``heads`` say which columns hold figures, ``rows`` which cells are of a total."""

    title: str
    unit: int | None
    page: str | None
    heads: tuple[_Cell, ...]
    rows: tuple[_Row, ...]

    @property
    def table(self) -> Table:
        """As a file: numbers as numbers, in the unit of the page."""
        names: dict[str, int] = defaultdict(int)
        columns = []
        for head, _ in self.heads:
            names[head] += 1
            columns.append(head if names[head] == 1 else f"{head} {names[head]}")
        return Table(tuple(columns), [tuple(map(self._value, self.heads, cells)) for *_, cells in self.rows])

    def _value(self, head: _Cell, printed: _Cell) -> Value:
        cell, _ = printed
        if not cell:
            return None
        try:
            return Decimal(cell.replace(",", "").replace("，", "")) if head[1] else cell
        except ArithmeticError:
            return cell


@dataclass(frozen=True, slots=True)
class DescribedProject:
    """A project that the document describes, with how many indicators its performance table has."""

    iri: str
    name: str
    yuan: Decimal | None
    indicators: int


def printed(store: Store, document: str) -> tuple[tuple[PrintedTable, ...], tuple[DescribedProject, ...]]:
    """The tables of a budget or an account as printed, and the projects that it describes."""
    extraction = extractions.read(store, document)
    if extraction is None:
        return (), ()
    known = [statement for statement, _ in department_budget.tables(extraction.statements)]
    sha = document.rpartition("/")[2]
    projects = tuple(
        DescribedProject(
            identifiers.project(sha, one.ordinal), clean(one.name.value), one.amount,
            sum(indicator.project == one.ordinal for indicator in extraction.indicators),
        )
        for one in extraction.projects
    )  # fmt: skip
    return tuple(_table(statement, extraction) for statement in known), projects


def _table(statement: Statement, extraction: Extraction) -> PrintedTable:
    heads: list[_Cell] = []
    sides: list[list[_Row]] = []
    for side in statement.sides:
        if side.rows:
            coded = any(row.code for row in side.rows)
            heads += [*([("科目编码", False)] if coded else []), ("项目", False)]
            heads += [
                (clean(" / ".join(filter(None, (*column.heads, column.measure)))) or "金额", True)
                for column in side.columns
            ]
            sides.append([_row(row, coded) for row in side.rows])
    blank: list[_Row] = [(0, None, (("", False),) * len(side[0][2])) for side in sides]
    rows: list[_Row] = []
    for many in zip_longest(*sides):
        parts = [part or empty for part, empty in zip(many, blank, strict=True)]
        at = next((at for _, at, _ in parts if at), None)
        rows.append((parts[0][0], at, tuple(cell for *_, cells in parts for cell in cells)))
    return PrintedTable(
        clean(statement.title), statement.unit, page_at(extraction.pages, statement.start), tuple(heads), tuple(rows)
    )


def _row(row: StatementRow, coded: bool) -> _Row:
    at = next(((figure.start, figure.end) for figure in row.figures if figure), None)
    words = [row.code] if coded else []
    words += [clean(row.name), *(clean(figure.surface) if figure else "" for figure in row.figures)]
    return (row.level or 1) - 1, at, tuple((word, row.role == "total") for word in words)
