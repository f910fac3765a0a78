"""Performance-target tables: 一级指标 | 二级指标 | 三级指标 | 指标值, under the project (or the department) that they are for.

One table may be for one project, named in its upper part, or for many, named in a column.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from loaders.records import Indicator
from loaders.source import Cell
from loaders.tabular import figures, labels, targets
from loaders.tabular.forms import Pair, pairs
from loaders.tabular.heads import Head, HeadColumn, head
from loaders.tabular.table import Table
from loaders.templates import squeezed

_ROW: Final = frozenset(
    {
        "first-level",
        "second-level",
        "indicator",
        "target",
        "comparator",
        "measure",
        "name",
        "year-aim",
        "figure",
        "serial",
    }
)
_UPPER: Final = frozenset(
    {"name", "unit", "department", "amount", "source", "figure", "year-aim", "basis", "overview", "content", "plan"}
)
_WHOLE = re.compile("整体(?:支出)?绩效|部门整体|整体支出|单位整体")
_ORDER = re.compile(r"(?:指标|目标)?[0-9]{1,2}[.．、：:)）]\s*|[（(][0-9]{1,2}[）)]\s*|[①-⑳]\s*")
_BETWEEN = re.compile(r"[\s\d第页共/\-—–·]*")
_LONGEST_NAME = 60


@dataclass(slots=True)
class Targets:
    """The targets of one project, or of a department (``whole``): the labels with values of the table's upper part.

    ``name`` is the cell that names the project; None where the table names none.  ``doubts`` are values of no known form.
    """

    table: Table
    start: int
    end: int
    name: Cell | None = None
    whole: bool = False
    upper: tuple[Pair, ...] = ()
    unit: int | None = None
    head: Head | None = None
    indicators: list[Indicator] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def find(tables: tuple[Table, ...]) -> Iterator[Targets]:
    """The target tables among the tables of a document, in order; a table without its head goes on with the one before."""
    going_on: tuple[Table, Head, list[Targets]] | None = None
    for table in tables:
        row = next((row for row in range(table.height) if _head_at(table, row) is not None), None)
        if row is None:
            if going_on is not None and _follows(going_on, table):
                _rows(table, going_on[1], range(table.height), going_on[2])
                going_on[2][-1].end = table.block.end
                going_on = (table, going_on[1], going_on[2])
            else:
                yield from going_on[2] if going_on else ()
                going_on = None
            continue
        yield from going_on[2] if going_on else ()
        going_on = _read(table, row)
    yield from going_on[2] if going_on else ()


def _head_at(table: Table, row: int) -> Head | None:
    known = [c for c in table.row(row) if table.label(c, _ROW)]
    if len(known) < 2:
        return None
    found = head(table, row, _ROW)
    return found if found.of("target") and found.of("indicator", "second-level") else None


def _follows(before: tuple[Table, Head, list[Targets]], table: Table) -> bool:
    between = table.text[before[0].block.end : table.block.start]
    target = before[1].of("target")[-1]
    values = [table.at(row, place) for row in range(table.height) for place in range(target.first, target.last + 1)]
    read = [cell for cell in values if cell is not None and targets.target(table.words(cell)) is not None]
    return bool(_BETWEEN.fullmatch(between)) and table.width <= before[0].width and bool(read)


def _read(table: Table, row: int) -> tuple[Table, Head, list[Targets]]:
    """One table: everything above its head is about the project; it may begin with several such parts."""
    found: list[Targets] = []
    first = 0
    top = _head_at(table, row)
    assert top is not None
    while top is not None:
        following = next((r for r in range(top.rows.stop, table.height) if _head_at(table, r) is not None), None)
        stop = table.height if following is None else _upper_start(table, top.rows.stop, following)
        one = _upper(table, range(first, top.rows.start), top.rows.start == 0)
        one.end = max((cell.end for r in range(first, stop) for cell in table.row(r)), default=table.block.end)
        one.head = top
        mine = [one]
        _rows(table, top, range(top.rows.stop, stop), mine)
        kept = [t for t in mine if t.indicators or t.doubts or t.name is not None]
        found += kept
        if following is None:
            break
        first, last = stop, top
        top = _head_at(table, following) or last
    return table, top, found or [_upper(table, range(0), True)]


def _upper_start(table: Table, after: int, before: int) -> int:
    """Where the part about the next project begins above its head: at its name, else right at the head."""
    for row in range(after, before):
        if any(p.label.meaning == "name" for p in pairs(table, _UPPER, range(row, row + 1))):
            return row
    return before


def _upper(table: Table, rows: range, bare: bool) -> Targets:
    upper = tuple(pairs(table, _UPPER, rows)) if not bare else ()
    name = next((pair for pair in upper if pair.label.meaning == "name"), None)
    words = table.above + "".join(table.words(cell) for row in rows for cell in table.row(row)[:2])
    cells = [cell for row in rows for cell in table.row(row)]
    start = min((cell.start for cell in cells), default=table.block.start)
    return Targets(
        table=table,
        start=start,
        end=table.block.end,
        name=name.cell if name else None,
        whole=name is None and _WHOLE.search(words) is not None,
        upper=upper,
        unit=figures.unit(table),
    )


def _rows(table: Table, top: Head, rows: range, found: list[Targets]) -> None:
    """The targets of some rows, added to the last of ``found``, or to a new one for each name of the name column."""
    groups = _groups(top)
    named = top.of("name")
    for row in rows:
        if not table.row(row):
            continue
        if named:
            name = named[0].cell(table, row)
            if name is not None and table.label(name, _ROW) is not None:
                continue
            if name is not None and name.row == row and all(name is not one.name for one in found):
                if found[-1].name is None and not found[-1].indicators:
                    found.pop()
                found.append(
                    Targets(table, table.row(row)[0].start, name.end, name=name, unit=figures.unit(table), head=top)
                )
            found[-1].end = max(found[-1].end, table.row(row)[-1].end) if named else found[-1].end
        for group in groups:
            _take(table, row, group, found[-1])


_Group = tuple[HeadColumn, HeadColumn, HeadColumn | None, HeadColumn | None]


def _groups(top: Head) -> tuple[_Group, ...]:
    """(indicator, target, comparator, measure) for each set of columns; the year's target of several."""
    named = top.of("indicator") or top.of("second-level")
    groups: list[_Group] = []
    for index, column in enumerate(named):
        stop = named[index + 1].first if index + 1 < len(named) else 1 << 30
        mine = [c for c in top.columns if column.first <= c.first < stop]
        values = [c for c in mine if c.label.meaning == "target"]
        of_year = [c for c in values if "年" in c.label.heading] if len(values) > 1 else values
        if len(of_year) != 1:
            continue
        of = {c.label.meaning: c for c in reversed(mine)}
        groups.append((column, of_year[0], of.get("comparator"), of.get("measure")))
    return tuple(groups)


def _take(table: Table, row: int, group: _Group, one: Targets) -> None:
    name, value, sign_cell, unit_cell = (column.cell(table, row) if column else None for column in group)
    if name is None or value is None or value.row != row or name is value:
        return
    printed = "".join(table.words(name).split())
    order = _ORDER.match(printed)
    called = printed[order.end() :] if order else printed
    words = table.words(value)
    if targets.is_in_words(words) or not called or len(called) > _LONGEST_NAME or labels.label(called, _ROW):
        return
    sign = targets.comparator(table.words(sign_cell)) if sign_cell else None
    unit = squeezed(table.words(unit_cell)) if unit_cell else ""
    read = targets.target(words, sign, "" if unit in ("-", "/", "无") else unit)
    if read is None or (sign_cell is not None and sign is None):
        one.doubts.append(f"{called}: {' '.join(words.split())}")
        return
    used = [cell for cell in (name, value, sign_cell, unit_cell) if cell]
    start, end = min(cell.start for cell in used), max(cell.end for cell in used)
    fresh = Indicator(name=called, value=read.value, unit=read.unit, comparator=read.comparator, start=start, end=end)
    told = (fresh.name, fresh.value, fresh.unit, fresh.comparator)
    if all((i.name, i.value, i.unit, i.comparator) != told for i in one.indicators):
        one.indicators.append(fresh)
