"""A table of figures that no line rules: known by figures that stand below each other, apart from all that is beside them.

Its columns are the places over which every row prints something of its own; columns in which no row does are known by their heads
(:mod:`loaders.formats.pages.unruled_heads`).  Running text has no column that holds figures alone, and keeps its lines.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median
from typing import Any, Final

from loaders.formats.pages import glyphs, line_breaks, unruled_heads
from loaders.formats.pages.glyphs import Glyph
from loaders.formats.pages.unruled_heads import PrintedCell

_GAP: Final = 0.38  # ems between two cells of a line at least
_APART = 4.0  # ems between the characters of one word that is set apart (合　计) at most
_NEAR = 0.35  # ems within which figures stand below each other
_FIGURE = re.compile(r"[-−+]?[0-9][0-9,，]*(?:\.[0-9]+)?[%％]?|[-−—－–]{1,4}|[(（][0-9.,]+[)）]")
_CLASSES = frozenset("类款")  # 类 款 项 are three columns
_ORDER = re.compile("[栏行列]次|[甲乙丙丁]")
_NUMBER = re.compile(r"[（(]?(?P<number>[0-9]{1,2})[）)]?(?:[=＝][0-9+\-×÷/*()（）]{1,20})?")
_LEADERS = re.compile(r"[.…·．]{4}|…{2}")
_SENTENCE = re.compile("[。；！？]|，.*，")
_UNIT = re.compile("单位[：:]|^[（(]续")
_LEAST_ROWS, _LEAST_WIDE = 3, 2  # rows of a table, and of one with three columns of figures or more
_FIGURES = 0.7  # of a column's cells: so many are figures in a column of figures
_LAST = 20  # rows that a line between is compared with
_MOST = 40  # columns
_LOOSE = 2.6  # usual distances of rows: what stands farther apart is another table
_WRAPPED = 1.5  # ems from a row to a line that goes on in it
_HALF = 0.9  # ems: figures in the middle of a cell of several lines stand nearer to these than lines do
_FULL = 1.6  # ems that a line which goes on leaves free at most


@dataclass(frozen=True, slots=True)
class _PrintedColumn:
    """From where to where a column prints, and how many figures it holds."""

    x0: float
    x1: float
    figures: int


@dataclass(slots=True)
class _AlignedRows:
    """Rows that follow each other, by the index of their lines, and the columns that they make: from where to where each prints."""

    lines: list[int] = field(default_factory=list)
    columns: list[_PrintedColumn] = field(default_factory=list)


def tables(free: Sequence[Glyph]) -> tuple[list[list[Glyph]], list[dict[str, Any]]]:
    """The characters above, between and below such tables, and the tables as :func:`loaders.formats.pages.page_layout.page` gives them."""
    rows = glyphs.rows(free)
    lines = [_pieces(row) for row in rows]
    parts: list[list[Glyph]] = [[]]
    found: list[dict[str, Any]] = []
    at = 0
    for first, last, table in _found(lines):
        parts[-1] += [glyph for row in rows[at:first] for glyph in row]
        parts.append([])
        found.append(table)
        at = last + 1
    parts[-1] += [glyph for row in rows[at:] for glyph in row]
    return parts, found


def _pieces(row: Sequence[Glyph]) -> list[PrintedCell]:
    """A line cut at its gaps; the characters of a word that is set apart stay together."""
    printed = sorted((g for g in row if g.text.strip(glyphs.BLANKS)), key=lambda g: g.x0)
    pieces: list[PrintedCell] = []
    for glyph in printed:
        last = pieces[-1] if pieces else None
        gap = (glyph.x0 - last.x1) / max(glyph.size, 0.01) if last else 0.0
        if last and gap < _GAP:
            last.add(glyph)
        else:
            pieces.append(PrintedCell([glyph]))
    joined: list[PrintedCell] = []
    for piece in pieces:
        alone = len(piece.text) == 1 and glyphs.is_han(piece.text)
        last = joined[-1] if joined else None
        spaced = last is not None and last.spaced and not {last.text, piece.text} & _CLASSES
        if last and alone and spaced and piece.x0 - last.x1 <= _APART * piece.size:
            last.add(*piece.characters)
        else:
            piece.spaced = alone
            joined.append(piece)
    return joined


def _is_figure(piece: PrintedCell) -> bool:
    return _FIGURE.fullmatch(piece.text) is not None


def _found(lines: Sequence[list[PrintedCell]]) -> Iterator[tuple[int, int, dict[str, Any]]]:
    """Each table with the index of its first and its last line."""
    floor = 0
    for run in _runs(lines):
        if (of_figures := _of_figures(lines, run)) and run.lines[0] >= floor:
            table = _table(lines, run, of_figures, floor)
            if table is not None:
                yield table
                floor = table[1] + 1


def _runs(lines: Sequence[list[PrintedCell]]) -> Iterator[_AlignedRows]:
    """Runs of lines with aligned figures, each of which fits into the columns of those before."""
    places: Counter[int] = Counter()
    for line in lines:
        places.update({key for piece in line if _is_figure(piece) for key in _keys(piece)})
    run, waiting = _AlignedRows(), list[int]()
    for index, line in enumerate(lines):
        if not line:
            continue
        if any(_LEADERS.search(piece.text) or _UNIT.search(piece.text) for piece in line):
            if run.lines:
                yield run
            run, waiting = _AlignedRows(), []
            continue
        aligned = not _is_order(line) and any(
            places[key] > 1 for piece in line if _is_figure(piece) for key in _keys(piece)
        )
        if not aligned or any(_SENTENCE.search(piece.text) and len(line) < 3 for piece in line):
            waiting.append(index)
            continue
        columns = _with(run.columns, line)
        if run.lines and (columns is None or _parted(lines, run, waiting, index)):
            yield run
            run, columns = _AlignedRows(), _with([], line)
        run.lines.append(index)
        run.columns = columns or []
        waiting = []
    if run.lines:
        yield run


def _keys(piece: PrintedCell) -> Iterator[int]:
    """Where a figure begins, ends and has its middle, told apart by what they are."""
    grain = _NEAR * piece.size
    for kind, place in enumerate((piece.x0, piece.x1, (piece.x0 + piece.x1) / 2)):
        yield 3 * round(place / grain) + kind


def _with(columns: Sequence[_PrintedColumn], line: Sequence[PrintedCell]) -> list[_PrintedColumn] | None:
    """The columns with what a line prints; None where it closes the gap between columns of figures.

    Words may stand over two word columns, which are then one, or over codes and names (合计), which stay apart.
    """
    found = list(columns)
    wide = 0
    for piece in line:
        figure = _is_figure(piece)
        over = [one for one in found if one.x0 < piece.x1 and piece.x0 < one.x1]
        if len(over) > 1 and any(one.figures for one in over):
            wide += 1
            if figure or wide > 2 or len(over) > 2 or len(line) == 1:
                return None
            continue
        found = [one for one in found if one not in over]
        found.append(
            _PrintedColumn(
                min(piece.x0, *(one.x0 for one in over), piece.x0),
                max(piece.x1, *(one.x1 for one in over), piece.x1),
                sum(one.figures for one in over) + figure,
            )
        )
    return sorted(found, key=lambda one: one.x0)


def _parted(lines: Sequence[list[PrintedCell]], run: _AlignedRows, between: Sequence[int], index: int) -> bool:
    """Whether lines between two rows part their tables: words over a column of figures, running text, or much white."""
    inner = [lines[run.lines[-1]], *(lines[at] for at in between), lines[index]]
    distances = [lines[b][0].y - lines[a][0].y for a, b in pairwise(run.lines[-_LAST:])]
    usual = max(median(distances) if distances else 0.0, 1.6 * lines[index][0].size)
    if any(b[0].y - a[0].y > _LOOSE * usual for a, b in pairwise(inner)):
        return True
    figured = [column for column in run.columns if between and _share(lines, run, column) >= _FIGURES]
    for line in inner[1:-1]:
        for piece in line:
            if any(one.x0 < piece.x1 and piece.x0 < one.x1 for one in figured) or _SENTENCE.search(piece.text):
                return True
            if piece.size > 1.12 * lines[index][0].size:
                return True
    return False


def _share(lines: Sequence[list[PrintedCell]], run: _AlignedRows, column: _PrintedColumn) -> float:
    """The share of figures among the cells of a column."""
    held = [
        piece for at in run.lines[-_LAST:] for piece in lines[at] if column.x0 <= piece.x0 and piece.x1 <= column.x1
    ]
    return sum(map(_is_figure, held)) / max(len(held), 1)


def _of_figures(lines: Sequence[list[PrintedCell]], run: _AlignedRows) -> list[_PrintedColumn]:
    """The columns of figures of what may be a table; none where too little stands below each other."""
    if not 2 <= len(run.columns) <= _MOST:
        return []
    found = []
    for column in run.columns:
        held = [piece for at in run.lines for piece in lines[at] if column.x0 <= piece.x0 and piece.x1 <= column.x1]
        figures = [piece for piece in held if _is_figure(piece)]
        if len(figures) < _FIGURES * len(held) or len(held) < 1:
            continue
        times = Counter(key for piece in figures for key in _keys(piece)).most_common(1)[0][1]
        if 2 * times >= len(figures):
            found.append(column)
    least = _LEAST_WIDE if len(found) > 2 else _LEAST_ROWS
    return found if len(run.lines) >= least and len(found) < len(run.columns) else []


# -- from rows to a table


def _table(
    lines: Sequence[list[PrintedCell]], run: _AlignedRows, of_figures: Sequence[_PrintedColumn], floor: int
) -> tuple[int, int, dict[str, Any]] | None:
    """The table of a run with its head and the lines that go on in its rows; None where a single column of figures has no head."""
    size = median(piece.size for at in run.lines for piece in lines[at])
    columns = [(one.x0, one.x1) for one in run.columns]
    groups = _groups(lines, run, size)
    groups[0] = [*_before(lines, groups[0], run.lines[0], floor, size), *groups[0]]
    first = groups[0][0]
    order = next((at for at in range(first - 1, floor - 1, -1) if lines[at]), None)
    if order is None or not _is_order(lines[order]):
        order = None
    above = unruled_heads.above(lines, first if order is None else order, floor, columns, size)
    if len(of_figures) < 2 and not above:
        return None
    head = unruled_heads.read([lines[at] for at in above], columns, [one in of_figures for one in run.columns], size)
    begins = [0.0, *((a[1] + b[0]) / 2 for a, b in pairwise(head.columns))]
    rows = [*head.rows, *(_cells(lines, group, begins) for group in groups)]
    if order is not None:
        middles = [(a[1] + b[0]) / 2 for a, b in pairwise(head.cells or head.columns)]
        rows.insert(len(head.rows), _cells(lines, [order], [0.0, *middles]))
    held = [[glyphs.lines(cell) for cell in row] for row in rows]
    left, right = head.columns[0][0], head.columns[-1][1]
    start, end = (*above, *([] if order is None else [order]), first)[0], groups[-1][-1]
    return (
        start,
        end,
        {
            "top": lines[start][0].y - size,
            "bottom": lines[end][0].y,
            "open_above": False,
            "open_below": False,
            "columns": [left, *begins[1:], right],
            "rows": [
                [
                    line_breaks.cell(cell, edge) if cell else ""
                    for cell, edge in zip(row, (*begins[1:], right), strict=True)
                ]
                for row in held
            ],
            "signs": [[glyphs.signs(cell) for cell in row] for row in held],
            "merged": head.merged,
            "printed": None if above else [[one.x0, one.x1] for one in run.columns],
        },
    )


def _is_order(line: Sequence[PrintedCell]) -> bool:
    """Whether a line numbers the columns: 栏次 1=2+3 2 3."""
    found = [_NUMBER.fullmatch(piece.text) for piece in line if not _ORDER.fullmatch(piece.text)]
    numbers = [int(match["number"]) for match in found if match]
    return len(found) > 1 and numbers == list(range(1, len(found) + 1))


def _before(lines: Sequence[list[PrintedCell]], group: Sequence[int], first: int, floor: int, size: float) -> list[int]:
    """The lines above the figures of the first row, which stand in the middle of cells of several lines."""
    below = [lines[at][0].y - lines[first][0].y for at in group if at > first]
    found: list[int] = []
    for at in range(first - 1, floor - 1, -1):
        if lines[at]:
            far = lines[first][0].y - lines[at][0].y
            if not any(abs(far - one) < 0.25 * size for one in below):
                break
            found.insert(0, at)
    return found


def _groups(lines: Sequence[list[PrintedCell]], run: _AlignedRows, size: float) -> list[list[int]]:
    """The lines of each row: those between two rows go on in the nearer one, or are rows without figures."""
    groups = [[run.lines[0]]]
    pitch = _pitch(lines, run)
    for number, last in enumerate(run.lines, 1):
        following = run.lines[number : number + 1]
        between = _inside(lines, run, last, following)
        sequence = [last, *between, *following]
        gaps = [lines[b][0].y - lines[a][0].y for a, b in pairwise(sequence)]
        joined = [
            gap <= _WRAPPED * size and (gap < 0.9 * pitch or _is_full(lines, a, b, run.columns))
            for gap, (a, b) in zip(gaps, pairwise(sequence), strict=True)
        ]
        if between and following and all(joined):
            # All hang together: the two rows are parted where the gap is widest.
            joined[max(range(len(gaps)), key=lambda at: gaps[at])] = False
        for hangs, at in zip(joined, sequence[1:], strict=True):
            if hangs and (between or at not in following):
                groups[-1].append(at)
            else:
                groups.append([at])
    return groups


def _pitch(lines: Sequence[list[PrintedCell]], run: _AlignedRows) -> float:
    """How far rows of one line stand apart."""
    found = [lines[b][0].y - lines[a][0].y for a, b in pairwise(run.lines) if b == a + 1]
    return median(found) if found else float("inf")


def _is_full(lines: Sequence[list[PrintedCell]], above: int, below: int, columns: Sequence[_PrintedColumn]) -> bool:
    """Whether the line above reaches the end of a column in which the one below goes on."""
    for piece in lines[below]:
        column = next((one for one in columns if one.x0 < piece.x1 and piece.x0 < one.x1), None)
        last = next((p for p in lines[above] if column and column.x0 < p.x1 and p.x0 < column.x1), None)
        if column and last and column.x1 - last.x1 <= _FULL * piece.size and not line_breaks.begins_item(piece.text):
            return True
    return False


def _inside(lines: Sequence[list[PrintedCell]], run: _AlignedRows, last: int, following: Sequence[int]) -> list[int]:
    """The lines behind a row that belong to the table: all up to the next row, after the last those that go on in it."""
    if following:
        return [at for at in range(last + 1, following[0]) if lines[at]]
    found: list[int] = []
    size = lines[last][0].size
    for at in range(last + 1, len(lines)):
        if not lines[at]:
            continue
        far = lines[at][0].y - lines[found[-1] if found else last][0].y
        apart = all(sum(one.x0 < piece.x1 and piece.x0 < one.x1 for one in run.columns) == 1 for piece in lines[at])
        words = not any(map(_is_figure, lines[at])) and not any(_SENTENCE.search(p.text) for p in lines[at])
        above = found[-1] if found else last
        goes_on = far < _HALF * size or far <= _WRAPPED * size and _is_full(lines, above, at, run.columns)
        if not (goes_on and apart and words):
            break
        found.append(at)
    return found


def _cells(lines: Sequence[list[PrintedCell]], group: Sequence[int], begins: Sequence[float]) -> list[list[Glyph]]:
    """The characters of a row by columns."""
    cells: list[list[Glyph]] = [[] for _ in begins]
    for at in group:
        for piece in lines[at]:
            cells[bisect_right(begins, (piece.x0 + piece.x1) / 2) - 1] += piece.characters
    return cells
