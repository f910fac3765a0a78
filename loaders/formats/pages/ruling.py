"""The grid that the lines drawn on a page make: which cells there are, and which of them are merged.

A segment is one side of a drawn rectangle or a stroke.  Segments that touch make one table.  Its lines cut it into the
smallest fields; two fields with no line between them are one cell.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

MAX_SEGMENTS: Final = 20_000
"""Segments of one page: what has more is a drawing or a map, and no table is looked for."""
MAX_FIELDS: Final = 200_000
_LEAST = 0.4  # a shorter segment, in the page's usual type sizes, rules nothing
_COVER = 0.6

Segment = tuple[float, float, float, float]
"""``x0, y0, x1, y1`` of a straight line in the page's unit, y downwards."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table's columns (``xs``) and rows (``ys``), and for each smallest field the (row, column) where its cell begins.

    ``open_above`` and ``open_below`` say that no line closes it there: a row that a page breaks.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: dict[tuple[int, int], tuple[int, int]]
    open_above: bool = False
    open_below: bool = False

    def cell_at(self, x: float, y: float) -> tuple[int, int] | None:
        """The cell around a point, or None outside of the table."""
        row, column = bisect_right(self.ys, y) - 1, bisect_right(self.xs, x) - 1
        return self.cells.get((row, column))

    def right_of(self, cell: tuple[int, int]) -> float:
        """Where a cell ends on the right."""
        row, column = cell
        while self.cells.get((row, column + 1)) == cell:
            column += 1
        return self.xs[column + 1]


@dataclass(slots=True)
class _Side:
    """A line of the grid: its place, and from where to where it is drawn."""

    at: float
    start: float
    end: float


def grids(segments: Sequence[Segment], size: float) -> list[Grid]:
    """The tables that ``segments`` draw, from above; ``size`` is the page's usual size of type, the measure of what touches.

    A frame with nothing but one cell is no table, nor are lines without any that cross them.
    """
    if not segments or len(segments) > MAX_SEGMENTS:
        return []
    near = 0.25 * size
    flat = [((y0 + y1) / 2, min(x0, x1), max(x0, x1)) for x0, y0, x1, y1 in segments if abs(y0 - y1) < near]
    upright = [((x0 + x1) / 2, min(y0, y1), max(y0, y1)) for x0, y0, x1, y1 in segments if abs(x0 - x1) < near]
    beams, posts = (_joined(lines, near, _LEAST * size) for lines in (flat, upright))
    found = [grid for lines in _touching(beams, posts, near) if (grid := _grid(*lines, near)) is not None]
    return sorted(found, key=lambda grid: (grid.ys[0], grid.xs[0]))


def _joined(lines: Iterable[tuple[float, float, float]], near: float, least: float) -> list[_Side]:
    """Sides that lie on one line and touch become one; what stays short is no ruling."""
    groups: list[list[_Side]] = []
    for side in (_Side(*line) for line in sorted(lines)):
        if groups and side.at - groups[-1][0].at <= near:
            groups[-1].append(side)
        else:
            groups.append([side])
    joined: list[_Side] = []
    for group in groups:
        at = sum(side.at for side in group) / len(group)
        pieces: list[_Side] = []
        for side in sorted(group, key=lambda side: side.start):
            if pieces and side.start - pieces[-1].end <= near:
                pieces[-1].end = max(pieces[-1].end, side.end)
            else:
                pieces.append(_Side(at, side.start, side.end))
        joined += [piece for piece in pieces if piece.end - piece.start > max(least, near)]
    return joined


def _touching(flat: list[_Side], upright: list[_Side], near: float) -> Iterable[tuple[list[_Side], list[_Side]]]:
    """Groups of sides that hang together by their crossings."""
    owner = list(range(len(flat) + len(upright)))

    def root(index: int) -> int:
        while owner[index] != index:
            owner[index] = owner[owner[index]]
            index = owner[index]
        return index

    for column, post in enumerate(upright, len(flat)):
        for row, beam in enumerate(flat):
            if beam.at > post.end + near:
                break
            if (
                beam.at >= post.start - near
                and beam.start - near <= post.at <= beam.end + near
                and root(row) != root(column)
            ):
                owner[root(row)] = root(column)
    groups: dict[int, tuple[list[_Side], list[_Side]]] = {}
    for index, side in enumerate([*flat, *upright]):
        beams, posts = groups.setdefault(root(index), ([], []))
        (beams if index < len(flat) else posts).append(side)
    return [group for group in groups.values() if group[0] and group[1]]


def _grid(beams: list[_Side], posts: list[_Side], near: float) -> Grid | None:
    """The cells between crossing sides; None where there is only one.  An outer side that is not drawn stands where lines end."""
    xs = _places([p.at for p in posts] + [b.start for b in beams] + [b.end for b in beams], near)
    ys = _places([b.at for b in beams] + [p.start for p in posts] + [p.end for p in posts], near)
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 1 or not 2 <= rows * columns <= MAX_FIELDS:
        return None
    walls = _walls(posts, xs, ys, near)
    floors = _walls(beams, ys, xs, near)
    begin: dict[tuple[int, int], tuple[int, int]] = {}
    for row in range(rows):
        for column in range(columns):
            if (row, column) in begin:
                continue
            waiting = [(row, column)]
            begin[row, column] = (row, column)
            while waiting:
                y, x = waiting.pop()
                steps = (
                    (y, x + 1, (x + 1, y) in walls),
                    (y, x - 1, (x, y) in walls),
                    (y + 1, x, (y + 1, x) in floors),
                    (y - 1, x, (y, x) in floors),
                )
                for down, right, closed in steps:
                    if not closed and 0 <= down < rows and 0 <= right < columns and (down, right) not in begin:
                        begin[down, right] = (row, column)
                        waiting.append((down, right))
    if len(set(begin.values())) < 2:
        return None
    above, below = (not any((line, column) in floors for column in range(columns)) for line in (0, rows))
    return Grid(tuple(xs), tuple(ys), begin, above, below)


def _places(values: list[float], near: float) -> list[float]:
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > near:
            places.append(value)
    return places


def _walls(sides: list[_Side], across: list[float], along: list[float], near: float) -> set[tuple[int, int]]:
    """(line, field) wherever a side closes a field: it covers most of the field's length."""
    closed: set[tuple[int, int]] = set()
    for side in sides:
        line = min(range(len(across)), key=lambda index: abs(across[index] - side.at))
        first = max(0, bisect_right(along, side.start - near) - 1)
        for index in range(first, len(along) - 1):
            low, high = along[index], along[index + 1]
            if low > side.end:
                break
            if min(high, side.end) - max(low, side.start) >= _COVER * (high - low):
                closed.add((line, index))
    return closed
