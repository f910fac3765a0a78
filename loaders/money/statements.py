"""Statements: the tables of budgets and accounts, with what each column, row and figure of them is.

A statement is read from the lines that hold tabs, whatever the format.  Its head may take several rows, whose cells reach over
the columns below them; a table with income on the left and expenditure on the right has two sides.  A table without a unit of
money is none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Literal

from loaders.amounts import Money, RowRole, Side, Statement, StatementColumn, StatementRow
from loaders.money.table_units import UNIT_MARK
from loaders.money.units import SCALES
from loaders.text.words import any_of, words
from ontology.blanks import without_blanks

_WORDS = words("money/statement_words.tsv")
_FIGURE = re.compile(r"[-−]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,6})?")
_ITEM = re.compile(
    r"(?P<top>[一二三四五六七八九十]{1,3})[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|[0-9]{1,2}[、.．](?![0-9])"
)
_CODE = re.compile(r".*(?:编码|代码)|类|款|项")
_CLASSES = frozenset({"类", "款", "项"})
_NAME = re.compile(
    r".*名称|项目|科目|收入项目|支出项目|.*单位|.*分类|部门|学校|行政区划|地区|.{0,3}[县市区州盟旗](?:[（(][县市区州盟旗、]{1,8}[）)])?|[乡镇街道村]{1,4}"
)
_NO_MONEY = re.compile(r"[%％]|比例|占比|比重|增减|增长|数量|率|备注|说明|人数|个数|面积|序号|行次|栏次")
_MEASURE = re.compile(any_of(_WORDS["measure"]))
_UNIT = re.compile(r"[（(][^（()）]*(?:单位[：:])?(?:百万元|亿元|万元|千元|元)[）)]")
_NO_NUMBER = re.compile("[*＊—-]{1,3}|[甲乙丙丁]")
_TOTAL = re.compile(any_of(_WORDS["total"]))
_TITLE = re.compile(r"\S.{2,60}表(?:[（(][^（）()]{1,12}[）)])?")
_DEEPEST = 8  # rows: no head has so many, and rows without a figure may go on for ever
_WIDEST = 200  # columns: no table of money is so wide
_LONG = 60  # characters: a longer line without a tab is prose, and ends a table

Kind = Literal["code", "name", "money", "other"]


def find(text: str) -> Iterator[Statement]:
    """The statements of a text in their order."""
    if "\t" not in text:
        return
    reader = _StatementReader()
    start = 0
    for line in text.split("\n"):
        if (done := reader.take(line, start)) is not None:
            yield done
        start += len(line) + 1
    if (done := reader.finish()) is not None:
        yield done


class _StatementReader:
    """Takes lines; a table begins with its first row and ends at a title, a unit, prose or another head."""

    def __init__(self) -> None:
        self.title = ""
        self.unit: int | None = None
        self.heads: list[list[str]] = []
        self.named: list[bool] = []  # for each row of the head, whether a column in it holds codes or names
        self.rows: list[tuple[int, list[str]]] = []

    def take(self, line: str, start: int) -> Statement | None:
        cells = [cell.strip() for cell in line.split("\t")]
        filled = [cell for cell in cells if cell]
        # In a sheet the title and the unit stand in cells of their own.
        title = len(filled) == 1 and _TITLE.fullmatch(filled[0]) is not None
        mark = None if any(map(_FIGURE.fullmatch, filled)) else UNIT_MARK.search(line)
        if mark and (mark["unit"] or ("\t" not in line and len(line) < _LONG)):
            done = self.finish()
            self.unit = SCALES[mark["unit"] or mark["inside"]]
            return done
        if title:
            done = self.finish()
            self.title, self.unit = filled[0], None
            return done
        if "\t" in line:
            return self._row(cells, start)
        if len(line) > _LONG or line.rstrip().endswith("。"):
            done = self.finish()
            self.unit = None
            return done
        return None

    def _row(self, cells: list[str], start: int) -> Statement | None:
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
            if any(map(_FIGURE.fullmatch, cells)):
                self.rows.append((start, ["" if cell in _CLASSES else cell for cell in cells]))
        elif self.rows or (self.heads and self._is_data(cells)):
            if not _is_numbering(cells):
                self.rows.append((start, cells))
        else:
            self._add_head(cells)
        return None

    def _add_head(self, cells: list[str]) -> None:
        self.heads = [*self.heads[1 - _DEEPEST :], cells]
        named = any(_kind((without_blanks(cell),)) in ("code", "name") for cell in cells if cell)
        self.named = [*self.named[1 - _DEEPEST :], named]

    def _is_head(self, cells: list[str], *, classes: bool) -> bool:
        filled = [cell for cell in cells if cell]
        if not filled or any(map(_FIGURE.fullmatch, filled)):
            return False
        return (
            classes
            or cells in self.heads
            or sum(_kind((without_blanks(cell),)) in ("code", "name") for cell in filled) > 1
        )

    def _is_data(self, cells: list[str]) -> bool:
        filled = [cell for cell in cells if cell]
        if any(map(_FIGURE.fullmatch, filled)):
            return True
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
        heads, rows, unit = self.heads, self.rows, self.unit
        self.heads, self.rows, self.named = [], [], []
        width = max(map(len, heads), default=0)
        if not 0 < width <= _WIDEST or not rows:
            return None
        printed = [_path(heads, place) for place in range(width)]
        units = [_unit(path, unit) for path in printed]
        if not any(units):
            return None
        sides = tuple(_sides([_bare(path) for path in printed], rows, units, width))
        return Statement(self.title, sides) if sides else None


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


def _unit(path: Sequence[str], unit: int | None) -> int | None:
    """The unit that the heads of a column name (预算数（万元）), else that of its table."""
    marks = [mark for head in path if (mark := UNIT_MARK.search(head))]
    return SCALES[marks[-1]["unit"] or marks[-1]["inside"]] if marks else unit


def _bare(path: Sequence[str]) -> tuple[str, ...]:
    """The heads without a unit in brackets."""
    return tuple(_UNIT.sub("", head) or head for head in path)


def _kind(path: Sequence[str]) -> Kind:
    if not path:
        return "other"
    last = path[-1]
    if _CODE.fullmatch(last):
        return "code"
    if _NAME.fullmatch(last):
        return "name"
    return "other" if _NO_MONEY.search(last) else "money"


def _sides(
    paths: Sequence[tuple[str, ...]], rows: Sequence[tuple[int, list[str]]], units: Sequence[int | None], width: int
) -> Iterator[Side]:
    kinds = [
        kind if kind != "money" or units[at] else "other" for at, path in enumerate(paths) for kind in (_kind(path),)
    ]
    begins = [0]
    for place in range(1, width):
        money_before = "money" in kinds[begins[-1] : place]
        if money_before and kinds[place] in ("code", "name") and kinds[place - 1] not in ("code", "name"):
            begins.append(place)
    for first, last in zip(begins, [*begins[1:], width], strict=True):
        money = [place for place in range(first, last) if kinds[place] == "money"]
        named = [place for place in range(first, last) if kinds[place] in ("code", "name")]
        if not money:
            continue
        read = [_row(cells, line, named, money, kinds, units) for line, cells in rows]
        kept = tuple(row for row in read if row is not None)
        if kept:
            yield Side(tuple(_column(paths[place]) for place in money), kept)


def _column(path: tuple[str, ...]) -> StatementColumn:
    return (
        StatementColumn(path[:-1], path[-1])
        if len(path) > 1 and _MEASURE.fullmatch(path[-1])
        else StatementColumn(path)
    )


def _row(
    cells: list[str],
    line: int,
    named: Sequence[int],
    money: Sequence[int],
    kinds: Sequence[Kind],
    units: Sequence[int | None],
) -> StatementRow | None:
    shift = 0
    if named and _TOTAL.search(without_blanks(cells[named[0]]) if named[0] < len(cells) else ""):
        # The wide cell that names a total may have swallowed blank ones: then a figure stands where a name or a code belongs.
        first = next(
            (at for at in range(named[0] + 1, min(named[-1] + 1, len(cells))) if _FIGURE.fullmatch(cells[at])), None
        )
        shift = 0 if first is None else named[-1] + 1 - first
    code, name = "", ""
    for place in named:
        cell = cells[place] if place < len(cells) else ""
        if shift and place > named[0]:
            break
        if cell.isdecimal() and kinds[place] == "code":
            code += cell.rjust(2, "0") if code else cell
        elif cell:
            name += without_blanks(cell)
    places: list[int] = []
    at = line
    for cell in cells:
        places.append(at)
        at += len(cell) + 1
    figures = []
    for place in money:
        own = place - shift
        cell = cells[own] if 0 <= own < len(cells) else ""
        figures.append(_amount(cell, places[own], units[place] or 1) if _FIGURE.fullmatch(cell) else None)
    if not (name or code or any(figures)):
        return None
    return StatementRow(code, name, tuple(figures), line, "" if code else _role(name))


def _role(name: str) -> RowRole:
    item = _ITEM.match(name)
    if item is not None:
        return "item" if item["top"] else "inner"
    if name.startswith("其中"):
        return "inner"
    return "total" if _TOTAL.search(name) else ""


def _amount(cell: str, start: int, unit: int) -> Money:
    value = Decimal(cell.replace(",", "").replace("−", "-"))
    return Money(start=start, end=start + len(cell), surface=cell, yuan=value * unit, unit=unit)


def _is_numbering(cells: Sequence[str]) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3."""
    if "栏次" in map(without_blanks, cells):
        return True
    numbers = [int(cell) for cell in cells if cell.isdecimal() and len(cell) < 3]
    filled = sum(1 for cell in cells if cell and not _NO_NUMBER.fullmatch(cell))
    return (
        len(numbers) > 1
        and len(numbers) >= filled - 1
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    )
