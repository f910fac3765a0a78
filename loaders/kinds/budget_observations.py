"""What each figure in the tables of a department's budget or account is: of which class, kind, source and measure, and which add up.

A figure whose column nobody can name is none of them.  Those that are marked as leaves stand for what they are parts of: the figure
itself where its parts are not printed, or do not come to it; so no sum over leaves of one measure counts anything twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import chain, groupby

from loaders.amounts import Money, Side, Statement, StatementColumn, StatementRow
from loaders.kinds.department_budget import Axis, BudgetTable, tables
from loaders.money.units import precision
from loaders.records import ACCOUNTS, Extraction
from ontology.blanks import without_blanks
from ontology.tables import rows

_MARKS = re.compile(r"[“”‘’\"'、：:]|[（(]|[）)]|(?:19|20)[0-9]{2}(?:年度?)?|^其中")
_ITEM = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十0-9]{1,2}[）)]|[0-9]{1,2}[、.．])"
)
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
# Which concept is part of which: the kinds and sources that pages print side by side.
_WITHIN = {
    "personnel": "basic",
    "operating": "basic",
    "abroad": "public-expenses",
    "reception": "public-expenses",
    "vehicles": "public-expenses",
    "vehicle-purchase": "vehicles",
    "vehicle-running": "vehicles",
    "general-budget": "fiscal-grants",
    "government-funds": "fiscal-grants",
    "state-capital": "fiscal-grants",
}


@dataclass(frozen=True, slots=True)
class BudgetFigure:
    """A figure with what it is of; ``kind``, ``source``, ``measure`` and ``flow`` are notations of concepts, "" where it is of all.

    ``code`` is that of its class, "" where its row has none; ``name`` is what the page calls the row.
    """

    money: Money
    code: str
    name: str
    kind: str
    source: str
    measure: str
    flow: str
    leaf: bool = False


@dataclass(frozen=True, slots=True)
class ObservedTable:
    """A table of a budget or an account with its figures."""

    statement: Statement
    table: str
    axis: Axis
    figures: tuple[BudgetFigure, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    kind: str
    source: str
    measure: str


@dataclass(frozen=True, slots=True)
class _CubeCell:
    """A figure with its row and its column, both by their number on their side."""

    row: int
    column: int
    seen: BudgetFigure


def observed(extraction: Extraction) -> Iterator[ObservedTable]:
    """The tables of a department's budget or account; those of other documents are no observations."""
    if extraction.document.kind not in ACCOUNTS:
        return
    stated = extraction.document.fiscal_year
    for statement, known in tables(extraction.statements):
        found = [
            _side(side, place, statement, known, stated.value if stated else "")
            for place, side in enumerate(statement.sides)
        ]
        if figures := tuple(chain.from_iterable(found)):
            yield ObservedTable(statement, known.table, known.axis, figures)


def _side(side: Side, place: int, statement: Statement, known: BudgetTable, year: str) -> list[BudgetFigure]:
    usual = "budgeted" if known.document == "budget" else "settled"
    columns = [_column(column, usual, statement.year or year) for column in side.columns]
    flow = _flow(side, place, known) if known.axis == "item" else ""
    cells: list[_CubeCell] = []
    for number, row in enumerate(side.rows):
        for at, (money, column) in enumerate(zip(row.figures, columns, strict=True)):
            kind = _row_kind(row.name) if known.axis == "kind" and column else ""
            if money is None or column is None or kind is None:
                continue
            seen = BudgetFigure(money, row.code, row.name, kind or column.kind, column.source, column.measure, flow)
            cells.append(_CubeCell(number, at, seen))
    leaves = set(_leaves(side, known.axis, cells))
    return [replace(cell.seen, leaf=(cell.row, cell.column) in leaves) for cell in cells if cell.seen.money.yuan]


def _flow(side: Side, place: int, known: BudgetTable) -> str:
    """Whether a side of a table of both is income or expenditure, by its heads or by what its totals are called."""
    told = "".join(
        chain(
            *(column.heads for column in (*side.columns, *side.labels)),
            (row.name for row in side.rows if row.role == "total"),
        )
    )
    income, expenditure = told.count("收入"), told.count("支出")
    return (
        "income"
        if income > expenditure
        else "expenditure"
        if expenditure > income
        else ("income", "expenditure")[place > 0]
    )


# -- columns


@cache
def _heads() -> dict[str, tuple[str, str]]:
    return {row["head"]: (row["dimension"], row["concept"]) for row in rows("loaders", "kinds/department_columns.tsv")}


def _column(column: StatementColumn, usual: str, year: str) -> _Column | None:
    """What a column shows: the deepest of its heads that names a kind and a source; None where its own head is unknown."""
    found = {"kind": "", "source": "", "measure": ""}
    path = [*column.heads, *([column.measure] if column.measure else [])]
    for place, head in enumerate(reversed(path)):
        known = _known(head)
        if known is None and not place:
            return None
        dimension, concept = known or ("whole", "")
        if dimension != "whole" and not found[dimension]:
            found[dimension] = concept
        printed = _YEAR.search(head)
        if printed and year and int(printed[0]) == int(year) - 1:
            found["measure"] = "previous"
    return _Column(found["kind"], found["source"], found["measure"] or usual)


def _known(head: str) -> tuple[str, str] | None:
    bare = _MARKS.sub("", without_blanks(head))
    for ending in ("", "预算数", "决算数", "预算", "决算"):
        if bare.endswith(ending) and (known := _heads().get(bare.removesuffix(ending) or bare)):
            return known
    return None


def _row_kind(name: str) -> str | None:
    """The kind that a row of a table of 三公经费 names: "" for a row without a name, None for one that is unknown."""
    bare = _ITEM.sub("", name.removeprefix("其中：").removeprefix("其中:").removeprefix("其中"))
    dimension, concept = _known(bare) or (None, "")
    if dimension == "whole":
        return "public-expenses"
    return concept if dimension == "kind" else None if bare else ""


def _is_within(concept: str, whole: str) -> bool:
    while concept != whole and concept:
        concept = _WITHIN.get(concept, "")
    return concept == whole


# -- leaves


def _leaves(side: Side, axis: Axis, cells: Sequence[_CubeCell]) -> Iterator[tuple[int, int]]:
    """The places of the figures that stand for all."""
    if axis == "kind":
        yield from _without_parts(
            cells, [cell for cell in cells if not any(_is_part(cell, other) for other in cells)], lambda cell: cells
        )
        return
    below, roots = _tree(side.rows) if axis != "item" else _items(side.rows)
    at = {(cell.row, cell.column): cell for cell in cells}
    by_row = {row: list(group) for row, group in groupby(cells, key=lambda cell: cell.row)}

    def expanded(cell: _CubeCell) -> Iterator[tuple[int, int]]:
        inner = [at[row, cell.column] for row in below.get(cell.row, ()) if (row, cell.column) in at]
        if inner and _adds_up(cell, inner):
            for one in inner:
                yield from expanded(one)
        else:
            yield from _without_parts(by_row[cell.row], [cell], lambda one: by_row[one.row])

    first = [at[row, column] for row in roots for column in range(len(side.columns)) if (row, column) in at]
    tops = [cell for cell in first if not any(_is_part(cell, other) for other in by_row[cell.row])]
    if axis == "item":
        tops = list(_closed(side.rows, tops, at))
    for cell in tops:
        yield from expanded(cell)


def _without_parts(
    cells: Sequence[_CubeCell], whole: Iterable[_CubeCell], beside: Callable[[_CubeCell], Sequence[_CubeCell]]
) -> Iterator[tuple[int, int]]:
    for cell in whole:
        parts = [other for other in beside(cell) if _is_part(other, cell)]
        direct = [part for part in parts if not any(_is_part(part, other) for other in parts)]
        kinds = [part for part in direct if part.seen.kind != cell.seen.kind and part.seen.source == cell.seen.source]
        sources = [part for part in direct if part.seen.source != cell.seen.source and part.seen.kind == cell.seen.kind]
        split = next((some for some in (kinds, sources) if some and _adds_up(cell, some)), None)
        if split is None:
            yield cell.row, cell.column
        else:
            yield from _without_parts(cells, split, beside)


def _is_part(cell: _CubeCell, whole: _CubeCell) -> bool:
    """Whether a figure is part of another one by what its column (or the row of its kind) is called."""
    one, other = cell.seen, whole.seen
    return (
        one.measure == other.measure
        and (one.kind, one.source) != (other.kind, other.source)
        and _is_within(one.kind, other.kind)
        and _is_within(one.source, other.source)
        # Means of operation stand beside 三公经费, which are no part of them.
        and not (one.kind == "agency-operation" or other.kind == "agency-operation")
    )


def _adds_up(cell: _CubeCell, parts: Sequence[_CubeCell]) -> bool:
    """Whether the parts come to a figure, each of them rounded for itself."""
    figures = [part.seen.money for part in parts]
    steps = sum((precision(money).step for money in (cell.seen.money, *figures)), Decimal(0))
    return abs(sum((money.yuan for money in figures), Decimal(0)) - cell.seen.money.yuan) * 2 <= steps


def _tree(found: Sequence[StatementRow]) -> tuple[dict[int, list[int]], list[int]]:
    """The rows below each row by their codes, in the order of the table, and those that stand below none."""
    below: dict[int, list[int]] = {}
    roots: list[int] = []
    above: list[int] = []
    for place, row in enumerate(found):
        if not row.code:
            continue
        while above and not (row.code.startswith(found[above[-1]].code) and row.code != found[above[-1]].code):
            above.pop()
        (below.setdefault(above[-1], []) if above else roots).append(place)
        above.append(place)
    return below, roots or [place for place, row in enumerate(found) if row.role == "total"][:1]


def _items(found: Sequence[StatementRow]) -> tuple[dict[int, list[int]], list[int]]:
    """The rows below each item (1. below 一、), the items themselves, and what is carried over between the totals, above its own items."""
    below: dict[int, list[int]] = {}
    roots: list[int] = []
    item: int | None = None
    carried = False
    for place, row in enumerate(found):
        if item is not None and (row.role == "inner" or (row.role == "item" and carried)):
            below.setdefault(item, []).append(place)
        elif row.role == "total":
            item, carried = None, True
        else:
            roots.append(place)
            item = place if row.role == "item" or carried else None
    return below, roots


def _closed(
    found: Sequence[StatementRow], tops: Sequence[_CubeCell], at: dict[tuple[int, int], _CubeCell]
) -> Iterator[_CubeCell]:
    """The items of each column that come to its grand total, with all that stands between the totals or with what is carried over."""
    totals = [place for place, row in enumerate(found) if row.role == "total"]
    for column in sorted({cell.column for cell in tops}):
        whole = next((at[place, column] for place in reversed(totals) if (place, column) in at), None)
        own = [cell for cell in tops if cell.column == column]
        carried = [cell for cell in own if found[cell.row].role == "item" or "结转" in found[cell.row].name]
        yield from next((some for some in (own, carried) if whole is not None and _adds_up(whole, some)), [])
