"""What the tables of a document mean: lists of projects, forms with labels, performance targets.

A table that is not understood stays text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from loaders.amounts import Money
from loaders.source import Source
from loaders.tabular import figures, forms, performance, project_rows
from loaders.tabular.labels import FIELD_OF
from loaders.tabular.table import tables
from loaders.templates.headings import Headed

_LABELS: Final = FIELD_OF.keys() - {"item", "year-aim"}
_LEAST = 3
"""Fields of a form: fewer labels with a value are an index table or a table of figures."""


@dataclass(frozen=True, slots=True)
class UnderstoodTables:
    """The tables of a document that were understood.

    ``headed`` are the labels of forms, ``money`` their figures, ``without_unit`` the labels of figures that nobody calls 元 or
    万元; ``lists`` and ``targets`` are as their modules say.  ``areas`` is where all of these stand.
    """

    headed: tuple[Headed, ...] = ()
    areas: tuple[tuple[int, int], ...] = ()
    money: tuple[Money, ...] = ()
    lists: tuple[project_rows.List, ...] = ()
    targets: tuple[performance.Targets, ...] = ()
    without_unit: tuple[str, ...] = ()


NOTHING: Final = UnderstoodTables()


def read(source: Source) -> UnderstoodTables:
    """What the tables of a source mean."""
    every = tuple(tables(source))
    if not every:
        return NOTHING
    targets = tuple(performance.find(every))
    aims = {id(one.table) for one in targets}
    # A table may be the rest of a target table that began in the block before.
    aimed = [(one.start, one.end) for one in targets]
    rest = tuple(
        table
        for table in every
        if id(table) not in aims and not any(start <= table.block.start < end for start, end in aimed)
    )
    lists = tuple(project_rows.lists(rest))
    listed = {id(table) for one in lists for table in one.tables}
    headed: list[Headed] = []
    areas: list[tuple[int, int]] = [
        *((one.start, one.end) for one in lists),
        *aimed,
    ]
    money: list[Money] = []
    without_unit: dict[str, None] = {}
    for table in rest:
        if id(table) in listed:
            continue
        found = [p for p in forms.pairs(table, _LABELS) if table.words(p.cell).strip()]
        if len({FIELD_OF[p.label.meaning] for p in found}) < _LEAST:
            continue
        areas.append((table.block.start, table.block.end))
        unit = figures.unit(table)
        for pair in found:
            headed.append(Headed(pair.label.heading, FIELD_OF[pair.label.meaning], pair.place, pair.start, pair.end))
            amount = figures.money(table, pair.cell, pair.label, unit, "total")
            if pair.label.meaning not in ("amount", "funding"):
                continue
            if amount is not None:
                money.append(amount)
            elif figures.lacks_unit(table, pair.cell, pair.label, unit):
                without_unit.setdefault(pair.label.heading)
    return UnderstoodTables(tuple(headed), tuple(areas), tuple(money), lists, targets, tuple(without_unit))
