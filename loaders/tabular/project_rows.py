"""Tables with one project a row under a head: 序号 | 项目名称 | 项目实施单位 | 金额（万元） | 立项依据 …

A merged cell holds for all rows that it covers.  Rows that add others up, classes between the rows and notes are no projects.
A table that goes on in the next block, with or without its head again, is one table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import takewhile
from typing import Final

from loaders.bodies import organisations
from loaders.source import Cell
from loaders.tabular import figures
from loaders.tabular.figures import is_figure
from loaders.tabular.heads import Head, HeadColumn, head
from loaders.tabular.table import Table
from loaders.templates import squeezed
from loaders.text.words import any_of, words

_TEXTS: Final = ("basis", "overview", "content", "funding", "plan", "effect", "unit")
_MONEY: Final = ("amount", "funding", "source")
_WANTED: Final = frozenset(
    {"serial", "name", "item", "department", "figure", "functional-code", "functional-name", "functional", "economic"}
    | {"procurement", "target", "indicator", "first-level", *_TEXTS, *_MONEY}
)
_NUMBERED = re.compile(r"(?:[0-9]+|[一二三四五六七八九十]+|[（(][一二三四五六七八九十0-9]+[）)])[、.．\s]*")
_BETWEEN = re.compile(r"[\s\d第页共/\-—–·]*")  # what stands between two parts of a broken table: a page's number
_LONGEST_NAME = 120
_MOST_BLANKS = 16
_MOST_BELOW = 60  # rows of a class that only its figures tell
_PLAIN = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,6})?")
# How numbers of rows follow each other from the highest order to the lowest.
_ORDERS = tuple(
    map(
        re.compile,
        (r"[一二三四五六七八九十]+[、.]?", r"\([一二三四五六七八九十]+\)", r"[0-9]+[、.]?", r"[0-9]+[.-][0-9]+"),
    )
)
_WORDS = words("tabular/words.tsv")
# A note under the table, by the first words of its row: 注：…, 填表人：…
_TITLE = re.compile(r".{2,40}表(?:\([^()]{1,12}\))?")
_REMARK = re.compile(any_of(_WORDS["remark"]) + "[^:]{0,6}:")


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A row that names a project.  ``cells`` are its filled ones with their columns; ``own`` those that begin in the row."""

    table: Table
    name: Cell
    cells: tuple[tuple[HeadColumn, Cell], ...]
    own: frozenset[Cell]
    start: int
    end: int

    def of(self, *meanings: str) -> tuple[tuple[HeadColumn, Cell], ...]:
        """The cells of the columns that mean one of these."""
        return tuple((column, cell) for column, cell in self.cells if column.label.meaning in meanings)


@dataclass(frozen=True, slots=True)
class Subtotal:
    """The cells of a row that adds up the ``rows`` of one unit or one page; it has none where it stands above them."""

    table: Table
    cells: tuple[tuple[HeadColumn, Cell], ...]
    rows: tuple[ProjectRow, ...]


@dataclass(slots=True)
class List:
    """A table of projects: its rows, the unit of its figures, and the row that adds all of them up, where there is one.

    ``whole`` says that every row but the totals is a project, so that their sum must be the total; ``numbered`` that every
    row has its number and its money.  ``doubts`` are the first words of rows that could not be read.
    """

    tables: list[Table]
    head: Head
    unit: int | None
    rows: list[ProjectRow] = field(default_factory=list)
    total: tuple[tuple[HeadColumn, Cell], ...] = ()
    subtotals: list[Subtotal] = field(default_factory=list)
    whole: bool = True
    numbered: bool = True
    doubts: list[str] = field(default_factory=list)

    @property
    def start(self) -> int:
        """Where the first block begins."""
        return self.tables[0].block.start

    @property
    def end(self) -> int:
        """Where the last block ends."""
        return self.tables[-1].block.end


def lists(tables: tuple[Table, ...]) -> Iterator[List]:
    """The lists of projects among the tables of a document, in order; each with at least one project."""
    for one in _lists(tables):
        one.rows = [row for place, row in enumerate(one.rows) if not _adds_up(row, _below(one.rows, place))]
        one.rows = _counted_once(one.rows, _amounts(one.tables[0], one.total))
        yield one


def _lists(tables: tuple[Table, ...]) -> Iterator[List]:
    going_on: List | None = None
    for table in tables:
        found, rest = _read(table, going_on)
        if going_on is not None and going_on not in found:
            yield going_on
        yield from (one for one in found[:-1] if one.rows)
        going_on = found[-1] if found and found[-1].rows and rest else None
        if found and going_on is None and found[-1].rows:
            yield found[-1]
    if going_on is not None:
        yield going_on


def _below(rows: Sequence[ProjectRow], place: int) -> list[ProjectRow]:
    """The rows that stand one deeper than the row before them, up to the next as deep as that."""
    own = _depth(rows[place])
    deeper = list(takewhile(lambda row: _depth(row) > own, rows[place + 1 :]))
    highest = min(map(_depth, deeper), default=own)
    return [row for row in deeper if _depth(row) == highest]


def _depth(row: ProjectRow) -> tuple[int, int]:
    """How deep a row stands, by its number (一, （一）, 1, 1.1) and by the blanks before its name."""
    serial = next((squeezed(row.table.words(cell)) for _, cell in row.of("serial")), "")
    order = next((at for at, one in enumerate(_ORDERS) if one.fullmatch(serial)), -1)
    before = row.table.text[max(0, row.name.start - _MOST_BLANKS) : row.name.start]
    return order, len(before) - len(before.rstrip(" \u3000\xa0"))


def _adds_up(row: ProjectRow, below: Sequence[ProjectRow]) -> bool:
    """Whether each amount of a row is what the rows below it come to: it names their class, and their money is not to be counted twice."""
    own = _figures(row)
    return bool(below and any(own.values())) and all(
        value == sum(_figures(one).get(place, Decimal(0)) for one in below) for place, value in own.items()
    )


def _counted_once(rows: list[ProjectRow], total: Mapping[int, Decimal]) -> list[ProjectRow]:
    """The rows without those that are the sum of the two or more behind them, where only so they come to the total of the list."""
    if not total or _come_to(rows, total):
        return rows
    amounts = list(map(_figures, rows))
    top: list[int] = []  # from the last row on
    classes: set[int] = set()
    for place in range(len(rows) - 1, -1, -1):
        left = dict(amounts[place])
        for count, behind in enumerate(top[: -_MOST_BELOW - 1 : -1] if any(left.values()) else (), 1):
            left = {column: value - amounts[behind].get(column, Decimal(0)) for column, value in left.items()}
            if min(left.values()) < 0:
                break
            if count > 1 and not any(left.values()):
                classes.add(place)
                del top[-count:]
                break
        top.append(place)
    kept = [row for place, row in enumerate(rows) if place not in classes]
    return kept if _come_to(kept, total) else rows


def _come_to(rows: Sequence[ProjectRow], total: Mapping[int, Decimal]) -> bool:
    return all(value == sum(_figures(row).get(place, Decimal(0)) for row in rows) for place, value in total.items())


def _figures(row: ProjectRow) -> dict[int, Decimal]:
    return _amounts(row.table, row.of(*_MONEY))


def _amounts(table: Table, cells: Iterable[tuple[HeadColumn, Cell]]) -> dict[int, Decimal]:
    """The amounts among the cells of a row by the columns that they stand in."""
    said = {
        column.first: table.words(cell).strip().replace(",", "")
        for column, cell in cells
        if column.label.meaning in _MONEY
    }
    return {place: Decimal(words) for place, words in said.items() if _PLAIN.fullmatch(words)}


def _read(table: Table, before: List | None) -> tuple[list[List], bool]:
    """The lists that a table holds, the one before it first where the table goes on with it; whether the last may go on."""
    found: list[List] = []
    current: List | None = None
    row = 0
    if before is not None and _follows(before, table):
        current = before
        before.tables.append(table)
        found.append(before)
    while row < table.height:
        start = head_at(table, row)
        if start is not None:
            same = current is not None and _same(current, table, start)
            if not same:
                current = List([table], start, figures.unit(table, start.rows.start))
                found.append(current)
            elif current is not None:
                current.head = start
            row = start.rows.stop
            continue
        if current is not None and _is_title(table, row):
            current = None
        if current is not None and _label_row(table, row):
            # Labels under the values: a form with its labels above, which other eyes read.
            if current.tables == [table]:
                found.remove(current)
            current = None
        if current is not None:
            _take(current, table, row)
        row += 1
    return found, current is not None


def _follows(before: List, table: Table) -> bool:
    """Whether a table goes on with a list: right behind it, no wider, and either its head again or none and no labels."""
    between = table.text[before.end : table.block.start]
    if not _BETWEEN.fullmatch(between) or table.width > before.tables[-1].width:
        return False
    first = head_at(table, 0)
    if first is not None:
        return _same(before, table, first)
    return not any(_label_row(table, row) for row in range(min(2, table.height)))


def _same(before: List, table: Table, again: Head) -> bool:
    """Whether a head is the one that the list has already."""
    kept = [(c.label, c.first) for c in before.head.columns]
    return (
        kept == [(c.label, c.first) for c in again.columns]
        and _BETWEEN.fullmatch(
            table.text[before.tables[-1].block.end : table.block.start] if before.tables[-1] is not table else ""
        )
        is not None
    )


def head_at(table: Table, row: int) -> Head | None:
    """The head of a list of projects that begins in a row; None where another row begins."""
    cells = table.row(row)
    known = [cell for cell in cells if table.label(cell, _WANTED)]
    if len(known) < 2 or 2 * len(known) < len(cells):
        return None
    found = head(table, row, _WANTED)
    if found.of("procurement") or found.of("target") or found.of("indicator") or not found.of(*_MONEY, "basis"):
        return None
    names = found.of("name") or (found.of("item") if found.of("basis", "unit", "content") else ())
    if len(names) != 1 or found.rows.stop >= table.height:
        return None
    right = table.right(names[0].head)
    if right is not None and table.label(right, _WANTED) is None and len(known) < 3:
        return None  # 项目名称 | 健康教育经费: a label with its value
    under = table.at(found.rows.stop, names[0].first)
    if under is not None and table.label(under, _WANTED) and not _is_total(squeezed(table.words(under))):
        return None
    return found


def _is_title(table: Table, row: int) -> bool:
    """Whether a row is the title of another table in the same sheet."""
    cells = table.row(row)
    return len(cells) == 1 and _TITLE.fullmatch(squeezed(table.words(cells[0]))) is not None


def _label_row(table: Table, row: int) -> bool:
    """Whether a row begins with a label and holds nothing but labels, or labels and their values."""
    cells = table.row(row)
    texts = frozenset({"name", *_TEXTS})
    known = [cell for cell in cells if table.label(cell, texts)]
    return bool(cells) and bool(known) and known[0] is cells[0] and 2 * len(known) >= len(cells)


def _take(one: List, table: Table, row: int) -> None:
    """A row under the head: a project, a total, a class, a note, or what the page broke off the row above."""
    cells = table.row(row)
    if not cells:
        return
    name_column = (one.head.of("name") or one.head.of("item"))[0]
    placed = _placed(one.head, table, row)
    name = next((cell for column, cell in placed if column is name_column), None)
    first = squeezed(table.words(cells[0]))
    said = first if _is_total(first) or name is None else squeezed(table.words(name))
    if _is_total(said):
        if _is_subtotal(said):
            counted = sum(len(above.rows) for above in one.subtotals)
            one.subtotals.append(Subtotal(table, tuple(placed), tuple(one.rows[counted:])))
        else:
            one.total = one.total or tuple(placed)
        return
    if _REMARK.match(first):
        return
    if name is None:
        _rest(one, table, cells, row)
    elif name.row < row:
        _more(one, table, placed, name, cells)
    elif _is_class(table, name):
        one.whole = False
    elif _is_rest(one, table, placed):
        one.doubts.append(" ".join(table.words(name).split())[:30])
    elif len(cells) == 1 and one.head.of(*_MONEY):
        one.whole = False  # a line across the table
    elif name.end - name.start <= _LONGEST_NAME and not is_figure(table.words(name)):
        own = frozenset(cells)
        meanings = _meanings(placed)
        one.numbered = one.numbered and "serial" in meanings and not meanings.isdisjoint(_MONEY)
        one.rows.append(ProjectRow(table, name, tuple(placed), own, cells[0].start, cells[-1].end))
    else:
        one.doubts.append(" ".join(table.words(name).split())[:30])


def _placed(top: Head, table: Table, row: int) -> list[tuple[HeadColumn, Cell]]:
    return [(column, cell) for column in top.columns if (cell := column.cell(table, row)) is not None]


def _is_total(words: str) -> bool:
    bare = words.strip(":()")
    return bare in _WORDS["total"] or bare.endswith(("小计", "合计", "总计")) and len(bare) <= 20


def _is_subtotal(words: str) -> bool:
    """Whether a total is that of a page or of one unit among several: 小计, 县教育局合计."""
    bare = words.strip(":()")
    return bare.endswith("小计") or organisations.is_body(bare[:-2])


def _is_class(table: Table, name: Cell) -> bool:
    """A heading between the rows: a class of projects, a numbered part, or the unit whose projects follow."""
    printed = squeezed(table.words(name))
    words = _NUMBERED.sub("", printed, count=1)
    if words.rstrip(":") in _WORDS["class"] or organisations.is_body(words):
        return True
    return words != printed and table.row(name.row) == (name,)


def _is_rest(one: List, table: Table, placed: list[tuple[HeadColumn, Cell]]) -> bool:
    """Whether a row is what a page's end broke off the row above: no number and no money, where every row has both."""
    return one.numbered and bool(one.rows) and not _meanings(placed) & {"serial", *_MONEY}


def _meanings(placed: list[tuple[HeadColumn, Cell]]) -> set[str]:
    return {column.label.meaning for column, _ in placed}


def _rest(one: List, table: Table, cells: tuple[Cell, ...], row: int) -> None:
    """A row without a name: what a page's end broke off the row above, if it is the first of a block; else a doubt."""
    last = one.rows[-1] if one.rows else None
    if last is None or table is one.tables[0] or row > 0 or any(is_figure(table.words(cell)) for cell in cells):
        one.doubts.append(" ".join(table.words(cells[0]).split())[:30])
        return
    placed = _placed(one.head, table, row)
    one.rows[-1] = replace(last, cells=(*last.cells, *placed), own=last.own | frozenset(cells), end=cells[-1].end)


def _more(one: List, table: Table, placed: list[tuple[HeadColumn, Cell]], name: Cell, cells: tuple[Cell, ...]) -> None:
    """A further row under a merged name: more money or codes of the same project."""
    for index in range(len(one.rows) - 1, -1, -1):
        row = one.rows[index]
        if row.name is name:
            fresh = tuple((column, cell) for column, cell in placed if cell in cells)
            one.rows[index] = replace(
                row, cells=(*row.cells, *fresh), own=row.own | frozenset(cells), end=max(row.end, cells[-1].end)
            )
            return
    one.doubts.append(" ".join(table.words(name).split())[:30])
