"""Statements: the tables of budgets and accounts, with what each column, row and figure of them is.

A statement is read from the lines that hold tabs, whatever the format.  Its head may take several rows, whose cells reach over
the columns below them; a table with income on the left and expenditure on the right has two sides.  A table without a unit of
money is none.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from loaders.amounts import (
    Money,
    MoneyKind,
    RowRole,
    Side,
    Statement,
    StatementCell,
    StatementColumn,
    StatementRow,
)
from loaders.money.columns import (
    CHANGE,
    COMPARED,
    FIGURE,
    UNIT_MARK,
    RowUnit,
    TableUnits,
    are_years,
    heads_years,
    kind,
    says_other,
    says_others,
    table_units,
    under,
    unmarked,
    value,
    yuan_of,
)
from loaders.money.table_units import is_numbering
from loaders.text.words import any_of, words
from ontology.blanks import without_blanks

_WORDS = words("money/statement_words.tsv")
_ITEM = re.compile(
    r"(?P<top>[一二三四五六七八九十]{1,3})[、.．]|[（(](?:[一二三四五六七八九十]{1,3}|[0-9]{1,2})[）)]|[0-9]{1,2}[、.．](?![0-9])"
)
_CLASSES = frozenset({"类", "款", "项"})
_UNIT_CODE = re.compile(r".*(?:单位|部门).*(?:编码|代码)")
_FLOW = re.compile(
    "(?:本年)?(?:收入|支出)(?:来源|类别|内容|科目|功能分类)?"
)  # 收入 | 决算数 | 支出 | 决算数: over words these are names
_MEASURE = re.compile(any_of(_WORDS["measure"]))
_UNIT = re.compile(r"[（(][^（()）]*(?:单位[：:])?(?:百万元|亿元|万元|千元|元)[）)]")
_WORDED = re.compile("[\u4e00-\u9fff]{2}")
_TOTAL = re.compile(any_of(_WORDS["total"]))
_TITLE = re.compile(r"\S.{2,60}表(?:[（(][^（）()]{1,12}[）)])?")
_DEEPEST = 8  # rows: no head has so many, and rows without a figure may go on for ever
_WIDEST = 200  # columns: no table of money is so wide
_FORM_NUMBER = re.compile(r"(?:公开|财决|附|预算)?表?[0-9一二三四五六七八九十]{1,3}(?:-[0-9]{1,2})?表?")
_CONTINUED = re.compile(r"[（(]?续表?[一二三四五六七八九十0-9]{0,2}[）)]?")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
_DIGIT = re.compile("[0-9０-９]")
_BELOW = re.compile("[（(]?(?:注|备注|说明)")
_NUMBER_OF_ORDER = re.compile("0[0-9]{1,11}")  # 07: no amount begins so
_LONG = 60  # characters: a longer line without a tab is prose, and ends a table


def find(text: str) -> Iterator[Statement]:
    """The statements of a text in their order; one that goes on on another page comes once."""
    last: Statement | None = None
    for found in _pieces(text) if "\t" in text else ():
        if last is not None and _goes_on(last, found):
            last = _joined(last, found)
            continue
        if last is not None:
            yield last
        last = found
    if last is not None:
        yield last


def _pieces(text: str) -> Iterator[Statement]:
    reader = _StatementReader()
    start = 0
    for line in text.split("\n"):
        if (done := reader.take(line, start)) is not None:
            yield done
        start += len(line) + 1
    if (done := reader.finish()) is not None:
        yield done


def _goes_on(table: Statement, found: Statement) -> bool:
    """Whether what follows has the same title and heads and no row of the table again: two tables of one form have their own totals."""
    if (found.title, found.unit, len(found.sides)) != (table.title, table.unit, len(table.sides)):
        return False
    for side, other in zip(table.sides, found.sides, strict=True):
        told = {(row.code, row.name) for row in side.rows if row.code or row.role}
        if (side.columns, side.labels) != (other.columns, other.labels) or any(
            (row.code, row.name) in told for row in other.rows
        ):
            return False
    return True


def _joined(table: Statement, found: Statement) -> Statement:
    above = 1 + max(row.number for side in table.sides for row in side.rows)
    sides = tuple(
        replace(side, rows=(*side.rows, *(replace(row, number=above + row.number) for row in other.rows)))
        for side, other in zip(table.sides, found.sides, strict=True)
    )
    return replace(table, sides=sides, end=found.end)


class _StatementReader:
    """Takes lines; a table begins with its first row and ends at a title, a unit, prose or another head."""

    def __init__(self) -> None:
        self.title = ""
        self.unit: int | None = None
        self.mixed = False  # whether other units stand beside it (单位：亩、万元)
        self.heads: list[list[str]] = []
        self.named: list[bool] = []  # for each row of the head, whether a column in it holds codes or names
        self.rows: list[tuple[int, list[str]]] = []
        self.end = 0
        self.lines: list[int] = []  # where each row with tabs begins, those of the head too

    def take(self, line: str, start: int) -> Statement | None:
        cells = [unmarked(cell) for cell in line.split("\t")]
        filled = [cell for cell in cells if cell]
        # In a sheet the title and the unit stand in cells of their own.
        title = len(filled) == 1 and _TITLE.fullmatch(filled[0]) is not None
        if len(filled) == 1 and filled[0].endswith("表") and _FORM_NUMBER.fullmatch(filled[0]):
            return self.finish()
        figured = any(map(FIGURE.fullmatch, filled))
        mark = UNIT_MARK.search(line) if "元" in line and not figured else None
        if mark and len(filled) == 1 and not self.rows and self._is_named():  # the unit below the heads
            self.unit = yuan_of(mark)
            return None
        other = mark is None and len(line) < _LONG and not figured and says_other(line)
        if other or (mark and (mark["unit"] or ("\t" not in line and len(line) < _LONG))):
            below = mark and self.rows and _BELOW.match(filled[0])  # 注：表内金额单位为万元
            if mark and below and self.unit is None:
                self.unit = yuan_of(mark)
            done = self.finish()
            beside = filled[0] if "\t" in line or mark is None else line[: mark.start()].strip(" \u3000（(")
            if _TITLE.fullmatch(beside) and not _FORM_NUMBER.fullmatch(beside):  # 收支总体情况表　　单位：万元
                self.title = _CONTINUED.sub("", beside)
            self.unit = yuan_of(mark) if mark and not below else None
            self.mixed = mark is not None and says_others(line, mark)
            return done
        if title:
            done = self.finish()
            self.title, self.unit = _CONTINUED.sub("", filled[0]), None
            return done
        if len(filled) == 1 and _CONTINUED.fullmatch(filled[0]):
            return self.finish()
        if "\t" in line:
            done = self._row(cells, start, line.split("\t"))
            self.lines.append(start)
            self.end = start + len(line)
            return done
        if len(line) > _LONG or line.rstrip().endswith("。"):
            done = self.finish()
            self.unit = None
            return done
        return None

    def _is_named(self) -> bool:
        """Whether the row above is a head that names its columns."""
        return bool(self.heads) and self.named[-1] and sum(map(bool, self.heads[-1])) > 1

    def _row(self, cells: list[str], start: int, printed: list[str]) -> Statement | None:
        if self.heads and is_numbering(cells):
            return None
        classes = sum(cell in _CLASSES for cell in cells) > 1
        if self.rows and self._is_head(cells, classes=classes):
            if cells in self.heads:  # the head again on the next page
                return None
            done, title, unit = self.finish(), self.title, self.unit
            self.title, self.unit = title, unit
            self._add_head(cells)
            return done
        if classes and not self.rows:  # the row of the classes may hold the grand total too
            self._add_head([cell if cell in _CLASSES else "" for cell in cells])
            if any(map(FIGURE.fullmatch, cells)):
                self.rows.append((start, [" " * len(one) if one.strip() in _CLASSES else one for one in printed]))
        elif self.rows or (self.heads and self._is_data(cells)):
            self.rows.append((start, printed))
        else:
            self._add_head(cells)
        return None

    def _add_head(self, cells: list[str]) -> None:
        self.heads = [*self.heads[1 - _DEEPEST :], cells]
        named = any(kind(without_blanks(cell)) in ("code", "name") for cell in cells if cell)
        self.named = [*self.named[1 - _DEEPEST :], named]

    def _is_head(self, cells: list[str], *, classes: bool) -> bool:
        filled = [cell for cell in cells if cell]
        if not filled or any(map(FIGURE.fullmatch, filled)):
            return False
        return (
            classes or cells in self.heads or sum(kind(without_blanks(cell)) in ("code", "name") for cell in filled) > 1
        )

    def _is_data(self, cells: list[str]) -> bool:
        filled = [cell for cell in cells if cell]
        if any(map(FIGURE.fullmatch, filled)):
            return bool(self.rows) or not heads_years(filled)
        return bool(filled) and (
            _ITEM.match(filled[0]) is not None
            or (
                any(self.named)
                and _TOTAL.fullmatch(without_blanks(filled[0])) is not None
                and (len(filled) == 1 or bool(cells[0]))
            )
        )

    def finish(self) -> Statement | None:
        """The table that was read so far."""
        heads, rows, lines, unit = self.heads, self.rows, self.lines, self.unit
        self.heads, self.rows, self.named, self.lines = [], [], [], []
        width = max(map(len, heads), default=0)
        if not 0 < width <= _WIDEST or not rows:
            return None
        printed = [_path(heads, place) for place in range(width)]
        units = table_units(printed, [list(map(unmarked, cells)) for _, cells in rows], unit, mixed=self.mixed)
        if not units.known:
            return None
        first = max(0, bisect_left(lines, rows[0][0]) - len(heads))
        numbers = {line: number for number, line in enumerate(lines[first:])}
        columns = [_seen(_column(path, place, units), rows, units) for place, path in enumerate(printed)]
        sides = tuple(_sides(columns, rows, numbers, units))
        year = _YEAR.search(self.title)
        return Statement(self.title, sides, lines[first], self.end, unit, year[0] if year else "") if sides else None


def _path(heads: Sequence[Sequence[str]], place: int) -> tuple[str, ...]:
    """The head cells over a column; one reaches to the right as far as blanks do, and no further than the one above it."""
    path: list[str] = []
    left = 0
    for row in heads:
        at = place if place < len(row) else len(row) - 1
        while at > left and not row[at]:
            at -= 1
        if at >= left and row[at]:
            path.append(without_blanks(row[at]))
            left = at
    return tuple(path)


def _seen(column: StatementColumn, rows: Sequence[tuple[int, list[str]]], units: TableUnits) -> StatementColumn:
    """A column by what its rows print, where its head says no more than that they may be amounts."""
    if column.place == units.said:
        return replace(column, kind="text")
    if column.kind != "amount":
        return column
    if _in_words(rows, column.place):
        return replace(column, kind="name" if column.heads and _FLOW.fullmatch(column.heads[-1]) else "text")
    printed = [unmarked(cells[column.place]) for _, cells in rows if column.place < len(cells)]
    if are_years(printed):
        return replace(column, kind="date")
    if any(map(_NUMBER_OF_ORDER.fullmatch, printed)):
        return replace(column, kind="text")
    return column


def _in_words(rows: Sequence[tuple[int, list[str]]], place: int) -> bool:
    """Whether the rows print words in a column and no figure: 资金性质, 用途."""
    cells = [unmarked(cells[place]) for _, cells in rows if place < len(cells)]
    return any(map(_WORDED.search, cells)) and not any(map(FIGURE.fullmatch, cells))


def _bare(path: Sequence[str]) -> tuple[str, ...]:
    """The heads without a unit in brackets."""
    return tuple(_UNIT.sub("", head) or head for head in path)


def _column(printed: tuple[str, ...], place: int, units: TableUnits) -> StatementColumn:
    path = _bare(printed)
    held = under(printed) if printed else "text"
    if held == "amount" and any(COMPARED.match(head) and CHANGE.fullmatch(head) for head in path):
        held = "text"
    if held == "amount" and not (units.own[place] or units.common or units.labelled or units.said is not None):
        held = "text"
    if held == "text":  # its figures have no other unit than the one that its head says: 增减数（万元）
        path = printed
    if held == "amount" and len(path) > 1 and _MEASURE.fullmatch(path[-1]):
        return StatementColumn(path[:-1], path[-1], place)
    return StatementColumn(path, "", place, held)


def _sides(
    columns: Sequence[StatementColumn],
    rows: Sequence[tuple[int, list[str]]],
    numbers: Mapping[int, int],
    units: TableUnits,
) -> Iterator[Side]:
    begins = [0]
    for column, before in zip(columns[1:], columns, strict=False):
        money_before = any(one.kind == "amount" for one in columns[begins[-1] : column.place])
        if money_before and column.kind in ("code", "name") and before.kind not in ("code", "name"):
            begins.append(column.place)
    for first, last in zip(begins, [*begins[1:], len(columns)], strict=True):
        money = tuple(column for column in columns[first:last] if column.kind == "amount")
        labels = tuple(column for column in columns[first:last] if column.kind != "amount")
        if not money:
            continue
        read = (_row(printed, line, numbers.get(line, 0), labels, money, units) for line, printed in rows)
        if kept := tuple(row for row in read if row is not None):
            yield Side(money, kept, labels)


def _row(
    printed: list[str],
    line: int,
    number: int,
    labels: Sequence[StatementColumn],
    money: Sequence[StatementColumn],
    units: TableUnits,
) -> StatementRow | None:
    cells = list(map(unmarked, printed))
    starts = list(accumulate((len(cell) + 1 for cell in printed), initial=line))
    starts = [at + len(cell) - len(cell.lstrip()) for at, cell in zip(starts, printed, strict=False)]
    shift = 0
    width = 1 + max(column.place for column in (*labels, *money))
    named = [column.place for column in labels if column.kind in ("code", "name")]
    if named and _TOTAL.search(without_blanks(cells[named[0]]) if named[0] < len(cells) else ""):
        # The wide cell that names a total may have swallowed blank ones: then a figure stands where a name or a code belongs.
        first = next(
            (at for at in range(named[0] + 1, min(named[-1] + 1, len(cells))) if FIGURE.fullmatch(cells[at])), None
        )
        swallowed = 0 if first is None else named[-1] + 1 - first
        shift = swallowed if len(cells) + swallowed <= width else 0

    def cell_at(place: int) -> str:
        return cells[place] if 0 <= place < len(cells) else ""

    # The code of the unit is no part of the class that stands beside it.
    coded = [column for column in labels if column.kind == "code"]
    classed = [column for column in coded if not any(map(_UNIT_CODE.fullmatch, column.heads))] or coded
    code, name = "", ""
    said: list[StatementCell | None] = []
    for column in labels:
        hidden = shift and named[0] < column.place <= named[-1]
        cell = "" if hidden else cell_at(column.place)
        said.append(StatementCell(starts[column.place], starts[column.place] + len(cell), cell) if cell else None)
        if column in coded and column not in classed:
            continue
        if column.kind == "code" and cell.isdecimal():
            code += cell.rjust(2, "0") if code else cell
        elif column.kind in ("code", "name"):
            name += without_blanks(cell)
    # 合计 may stand in the column of the numbers.
    if not (name or code):
        name = next((total for one in said if one and _TOTAL.fullmatch(total := without_blanks(one.surface))), "")
    said_units = units.of(cells)
    figures = tuple(
        _amount(cell, starts[column.place - shift], said_units[column.place])
        if FIGURE.fullmatch(cell := cell_at(column.place - shift))
        else None
        for column in money
    )
    if not (name or code or any(figures)):
        return None
    printed_at = (cell_at(column.place - shift) for column in money)
    unread = tuple(at for at, cell in enumerate(printed_at) if _DIGIT.search(cell) and not FIGURE.fullmatch(cell))
    return StatementRow(code, name, figures, line, "" if code else _role(name), number, tuple(said), unread)


def _role(name: str) -> RowRole:
    item = _ITEM.match(name)
    if item is not None:
        return "item" if item["top"] else "inner"
    if name.startswith("其中"):
        return "inner"
    return "total" if _TOTAL.search(name) else ""


def _amount(cell: str, start: int, unit: RowUnit) -> Money | None:
    if unit.yuan is None:
        return None
    yuan = value(cell) * unit.yuan
    kind: MoneyKind = "rate" if unit.per else "other"
    return Money(start=start, end=start + len(cell), surface=cell, yuan=yuan, unit=unit.yuan, kind=kind, per=unit.per)
