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
from typing import Any

from loaders.formats.pages import glyphs, line_breaks, printed_cells, unruled_heads
from loaders.formats.pages.glyphs import Glyph
from loaders.formats.pages.printed_cells import NEAR, PrintedCell, is_figure, is_order

_LEADERS = re.compile(r"[.…·．]{4}|…{2}")
_SENTENCE = re.compile("[。；！？]|，.*，")
_UNIT = re.compile("单位[：:]|^[（(]续")
_LEAST_ROWS, _LEAST_WIDE = 3, 2  # rows of a table, and of one with three columns of figures or more
_FIGURES = 0.7  # of a column's cells: so many are figures in a column of figures
_LAST = 20  # rows that a line between is compared with
_MOST = 40  # columns
_MOST_REST = 3  # lines
_TOTAL = re.compile("合计|总计|共计|小计")
_LOOSE = 2.6  # usual distances of rows: what stands farther apart is another table
_WRAPPED, _SPACED = 1.5, 2.0  # ems from a row to a line that goes on in it; and where rows have numbers
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
    lines = printed_cells.cells(rows)
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
        places.update({key for piece in line if is_figure(piece) for key in _keys(piece)})
    run, waiting = _AlignedRows(), list[int]()
    for index, line in enumerate(lines):
        if not line:
            continue
        if any(_LEADERS.search(piece.text) or _UNIT.search(piece.text) for piece in line):
            if run.lines:
                yield run
            run, waiting = _AlignedRows(), []
            continue
        aligned = not is_order(line) and any(
            places[key] > 1 for piece in line if is_figure(piece) for key in _keys(piece)
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
    grain = NEAR * piece.size
    for kind, place in enumerate((piece.x0, piece.x1, (piece.x0 + piece.x1) / 2)):
        yield 3 * round(place / grain) + kind


def _with(columns: Sequence[_PrintedColumn], line: Sequence[PrintedCell]) -> list[_PrintedColumn] | None:
    """The columns with what a line prints; None where it closes the gap between columns of figures.

    Words may stand over two word columns, which are then one, or over codes and names (合计), which stay apart.
    """
    found = list(columns)
    wide = 0
    for piece in line:
        figure = is_figure(piece)
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
    return sum(map(is_figure, held)) / max(len(held), 1)


def _of_figures(lines: Sequence[list[PrintedCell]], run: _AlignedRows) -> list[_PrintedColumn]:
    """The columns of figures of what may be a table; none where too little stands below each other."""
    if not 2 <= len(run.columns) <= _MOST:
        return []
    found = []
    for column in run.columns:
        held = [piece for at in run.lines for piece in lines[at] if column.x0 <= piece.x0 and piece.x1 <= column.x1]
        figures = [piece for piece in held if is_figure(piece)]
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
    run.columns = _with_totals(lines, run)
    of_figures = [one for one in run.columns if any(one.x1 == other.x1 for other in of_figures)]
    columns = [(one.x0, one.x1) for one in run.columns]
    groups = _groups(lines, run, size)
    groups[0] = [*_before(lines, groups[0], run, floor, size), *groups[0]]
    rest = _rest(lines, groups[0][0], floor, run.columns, of_figures, size)
    groups = [[at] for at in rest] + groups
    first = groups[0][0]
    order = next((at for at in range(first - 1, floor - 1, -1) if lines[at]), None)
    if order is None or not is_order(lines[order]):
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
            "headed": len(head.rows) if above else 0,
            "printed": None if above else [[one.x0, one.x1] for one in run.columns],
        },
    )


def _before(
    lines: Sequence[list[PrintedCell]], group: Sequence[int], run: _AlignedRows, floor: int, size: float
) -> list[int]:
    """The lines above the figures of the first row, which stand in the middle of cells of several lines."""
    first = run.lines[0]
    below = [lines[at][0].y - lines[first][0].y for at in group if at > first]
    found: list[int] = []
    numbered = _is_numbered(lines, run)
    for at in range(first - 1, floor - 1, -1):
        if lines[at]:
            far = lines[first][0].y - lines[at][0].y
            named = any(
                not is_figure(p) for p in lines[at] if any(_overlap(p, one) for one in run.columns if one.figures)
            )
            ended = numbered and far >= _HALF * size and not _is_full(lines, at, (*found, first)[0], run.columns)
            if named or ended or not any(abs(far - one) < 0.25 * size for one in below):
                break
            found.insert(0, at)
    return found


def _with_totals(lines: Sequence[list[PrintedCell]], run: _AlignedRows) -> list[_PrintedColumn]:
    """The columns, with words of totals (合计) at the left of the numbers of rows as cells of these."""
    first, *others = run.columns
    if len(others) < 2 or first.figures:
        return run.columns
    (words, alone), (numbers, _) = (_held(lines, run, column) for column in (first, others[0]))
    totals = all(_TOTAL.fullmatch(word) for word in words.values()) and not alone
    if not totals or words.keys() & numbers.keys() or not all(map(str.isdecimal, numbers.values())):
        return run.columns
    return [_PrintedColumn(first.x0, others[0].x1, others[0].figures), *others[1:]]


def _is_numbered(lines: Sequence[list[PrintedCell]], run: _AlignedRows) -> bool:
    """Whether the first column counts the rows: 1, 2, 3."""
    cells, _ = _held(lines, run, run.columns[0])
    numbers = [cell for _, cell in sorted(cells.items()) if not _TOTAL.fullmatch(cell)]
    return (
        len(numbers) > 1
        and all(map(str.isdecimal, numbers))
        and all(int(b) - int(a) == 1 for a, b in pairwise(numbers))
    )


def _overlap(piece: PrintedCell, column: _PrintedColumn) -> bool:
    return column.x0 < piece.x1 and piece.x0 < column.x1


def _held(lines: Sequence[list[PrintedCell]], run: _AlignedRows, column: _PrintedColumn) -> tuple[dict[int, str], bool]:
    """What a column prints, by line, and whether that is all that a line prints."""
    found = {
        at: "".join(p.text for p in lines[at] if column.x0 <= p.x0 and p.x1 <= column.x1)
        for at in run.lines
        if any(column.x0 <= p.x0 and p.x1 <= column.x1 for p in lines[at])
    }
    return found, any(len(lines[at]) == 1 for at in found)


def _rest(
    lines: Sequence[list[PrintedCell]],
    first: int,
    floor: int,
    columns: Sequence[_PrintedColumn],
    of_figures: Sequence[_PrintedColumn],
    size: float,
) -> list[int]:
    """The lines between a head that a page repeats and its first row: the rest of a row of the page before."""
    found: list[int] = []
    words = [(one.x0, one.x1) for one in columns if one not in of_figures]
    for at in range(first - 1, floor - 1, -1):
        line = lines[at]
        if not line:
            continue
        if lines[(*found, first)[0]][0].y - line[0].y > _LOOSE * size or len(found) > _MOST_REST:
            return []
        if len(line) > 2:
            head = sum(any(_overlap(p, one) for one in columns) for p in line)
            return found if head + 1 >= len(line) and not any(map(is_figure, line)) else []
        if not all(any(abs(a - p.x0) < NEAR * size and p.x1 <= b + size for a, b in words) for p in line):
            return []
        found.insert(0, at)
    return []


def _groups(lines: Sequence[list[PrintedCell]], run: _AlignedRows, size: float) -> list[list[int]]:
    """The lines of each row: those between two rows go on in the nearer one, or are rows without figures."""
    groups = [[run.lines[0]]]
    pitch = _pitch(lines, run)
    numbered = _is_numbered(lines, run)

    def hangs_together(a: int, b: int) -> bool:
        gap = lines[b][0].y - lines[a][0].y
        if gap <= _WRAPPED * size and (gap < 0.9 * pitch or _is_full(lines, a, b, run.columns)):
            return True  # in a table with numbers of order a line that has none and goes on in words, whatever stands between lines
        wordy = numbered and not any(map(is_figure, lines[b])) and lines[b][0].x0 >= run.columns[0].x1
        return wordy and gap <= _SPACED * size and _is_full(lines, a, b, run.columns)

    for number, last in enumerate(run.lines, 1):
        following = run.lines[number : number + 1]
        between = _inside(lines, run, last, following)
        sequence = [last, *between, *following]
        gaps = [lines[b][0].y - lines[a][0].y for a, b in pairwise(sequence)]
        joined = [hangs_together(a, b) for a, b in pairwise(sequence)]
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
        words = not any(map(is_figure, lines[at])) and not any(_SENTENCE.search(p.text) for p in lines[at])
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
