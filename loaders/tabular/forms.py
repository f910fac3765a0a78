"""Labels with their values: beside them (项目名称 | 健康教育经费) or under them, in whatever cells a form has."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

from loaders.source import Cell
from loaders.tabular.labels import Label, label
from loaders.tabular.table import Table

_INLINE = re.compile(r"\s*(?P<label>[^：:\n]{2,20})[：:]\s*(?P<value>\S[\s\S]*?)\s*")


@dataclass(frozen=True, slots=True)
class Pair:
    """A label and what it says: ``text[start:end]`` is the value; ``cell`` is the value's (first) cell."""

    label: Label
    place: int
    start: int
    end: int
    cell: Cell


def pairs(table: Table, wanted: Container[str], rows: range | None = None) -> Iterator[Pair]:
    """The labels of a table that mean one of ``wanted`` and have a value, in the order of the text.

    A label's value is the next cell to its right, else, where that is a label too or none, the cell under it.
    """
    seen: set[Cell] = set()
    for cell in table.cells:
        if rows is not None and cell.row not in rows:
            continue
        found = table.label(cell, wanted)
        if found is None:
            yield from _inside(table, cell, wanted, seen)
            continue
        value = _value(table, cell, wanted)
        if value is not None and value not in seen:
            seen.add(value)
            end = _end(table, cell, value, wanted)
            yield Pair(found, cell.start, value.start, end, value)


def _inside(table: Table, cell: Cell, wanted: Container[str], seen: Container[Cell]) -> Iterator[Pair]:
    """A label and its value in one cell: 项目名称：健康教育经费."""
    match = _inline(table.words(cell)) if cell not in seen else None
    found = label(match["label"], wanted) if match else None
    if match is not None and found is not None:
        yield Pair(found, cell.start, cell.start + match.start("value"), cell.start + match.end("value"), cell)


def _inline(words: str) -> re.Match[str] | None:
    return _INLINE.fullmatch(words) if "：" in words or ":" in words else None


def _is_label(table: Table, cell: Cell, wanted: Container[str]) -> bool:
    if table.label(cell, wanted) is not None:
        return True
    match = _inline(table.words(cell))
    return match is not None and label(match["label"], wanted) is not None


def _value(table: Table, cell: Cell, wanted: Container[str]) -> Cell | None:
    right = table.right(cell)
    if right is not None and not _is_label(table, right, wanted):
        # A cell that is merged over this row from above belongs to a label above.
        return right if right.row == cell.row else None
    below = table.below(cell)
    if below is None or below.row != cell.row + cell.high or _is_label(table, below, wanted):
        return None
    beside = table.left(below)
    return below if beside is None or not _is_label(table, beside, wanted) else None


def _end(table: Table, cell: Cell, value: Cell, wanted: Container[str]) -> int:
    """Where a value ends that goes on in the rows under it, beside the same merged label or without any label."""
    end = value.end
    row = value.row + value.high
    while row < table.height:
        here = table.row(row)
        beside = table.at(row, cell.column)
        going_on = [c for c in here if c.column >= value.column]
        if len(here) != 1 or not going_on or _is_label(table, here[0], wanted):
            break
        below_label = value.column == cell.column  # the label stands above: every row until the next label is its text
        if (
            not (below_label and table.width == 1)
            and beside is not cell
            and (beside is not None or table.merged or below_label)
        ):
            break
        end = here[0].end
        row += here[0].high
    return end
