"""The money of a cell: a bare figure in the unit of its head, or an amount with its own unit."""

from __future__ import annotations

import re

from loaders.amounts import Money, MoneyKind
from loaders.money.columns import UNIT_MARK, yuan_of
from loaders.source import Cell
from loaders.tabular.labels import UNITS, Label
from loaders.tabular.table import Table
from loaders.templates import squeezed
from loaders.text import numerals

_FIGURE = re.compile(
    r"[￥¥]?\s*(?P<number>[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)\s*(?P<unit>百万元|亿元|万元|千元|万|元)?"
)
_LONGEST = 60
_NOTE = re.compile(r"\s{0,4}[（(]?(?:注|备注|说明)[^\n]{0,60}")  # below a table
_LEVEL = re.compile("中央|自治区级?|省级?|州级?|市级?|县级?|区级?|镇级?|乡级?")


def is_figure(words: str) -> bool:
    """Whether a cell holds a figure and nothing else."""
    return _FIGURE.fullmatch(words.strip()) is not None


def money(table: Table, cell: Cell, label: Label, unit: int | None, kind: MoneyKind) -> Money | None:
    """The amount that a cell is; None for prose, for nothing (0, -, blank) and where no unit is known.

    ``unit`` is the table's, which counts where neither the cell nor its label names one.
    """
    words = table.words(cell)
    figure = _FIGURE.fullmatch(words.strip())
    if figure is None:
        return None
    value = numerals.parse(figure["number"].replace("，", ","))
    printed = figure["unit"]
    scale = UNITS.get("万元" if printed == "万" else printed) if printed else label.unit or unit
    if not value or scale is None:
        return None
    start = cell.start + len(words) - len(words.lstrip()) + figure.start("number")
    end = start + (figure.end("unit") if printed else figure.end("number")) - figure.start("number")
    level = _LEVEL.match(label.heading) if kind == "part" else None
    return Money(
        start=start,
        end=end,
        surface=table.text[start:end],
        yuan=value * scale,
        kind=kind,
        level=level[0] if level else None,
    )


def lacks_unit(table: Table, cell: Cell, label: Label, unit: int | None) -> bool:
    """Whether a cell is a figure of which nobody says what it counts."""
    figure = _FIGURE.fullmatch(table.words(cell).strip())
    if figure is None or figure["unit"] or label.unit or unit:
        return False
    return bool(numerals.parse(figure["number"].replace("，", ",")))


def unit(table: Table, row: int = 0) -> int | None:
    """The unit of money that is stated for all figures below a row (单位：万元, or a caption such as 项目支出（万元）); one or none.

    A sheet may hold several tables: what stands nearest above the row counts, then the lines above the sheet, then what stands below.
    """
    short = [cell for cell in table.cells if cell.end - cell.start <= _LONGEST]
    above = [(table.words(cell), len(table.row(cell.row)) == 1) for cell in reversed(short) if cell.row < row]
    captions = [(line, True) for line in reversed(table.above.split("\n"))]
    below = [(table.words(cell), False) for cell in short if cell.row >= row]
    note = _NOTE.match(table.text, table.block.end)
    for words, caption in (*above, *captions, *below, (note[0] if note else "", False)):
        if "元" not in words:
            continue
        said = squeezed(words)
        marks = [one for one in UNIT_MARK.finditer(said) if one["unit"] or (caption and one.end() == len(said))]
        if len(found := set(map(yuan_of, marks))) == 1:
            return found.pop()
    return None
