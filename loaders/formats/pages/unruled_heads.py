"""The head of a table that no line rules: which names stand over which columns, and which of them over several.

A name stands in the middle of what it is the head of; names of the same columns over each other are the lines of one name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from loaders.formats.pages.glyphs import Glyph
from loaders.formats.pages.printed_cells import PrintedCell

_LINE = 1.6  # ems from a line of a head to the next of the same name
_FAR = 3.0  # ems from a line of a head to what stands below it
_MIDDLE = 1.2  # ems by which the middles of a name and of its columns differ at most
_TOUCHING = 0.1  # ems
_LONGEST = 30
_MOST = 8  # lines
_SENTENCE = re.compile("[。；：:，,！？]$|。|单位[：:]")


@dataclass(slots=True)
class UnruledHead:
    """The columns of a table, the characters of its head by row and column, its wide and high cells as [row, column, high, wide], and the columns with their white."""

    columns: list[tuple[float, float]]
    rows: list[list[list[Glyph]]] = field(default_factory=list)
    merged: list[list[int]] = field(default_factory=list)
    cells: list[tuple[float, float]] = field(default_factory=list)


@dataclass(slots=True)
class _HeadName:
    """A name over the columns from ``first`` to ``last``, with its lines from above."""

    first: int
    last: int
    lines: list[PrintedCell]

    @property
    def top(self) -> float:
        return self.lines[0].y

    @property
    def middle(self) -> float:
        return (self.lines[0].y + self.lines[-1].y) / 2

    def meets(self, other: _HeadName) -> bool:
        return self.first <= other.last and other.first <= self.last


def above(
    lines: Sequence[list[PrintedCell]], first: int, floor: int, columns: Sequence[tuple[float, float]], size: float
) -> list[int]:
    """The lines of a head: those right above the first row, up to a title, a unit or running text."""
    found: list[int] = []
    left, right = columns[0][0], columns[-1][1]
    at = first - 1
    while at >= floor and len(found) < _MOST:
        line = lines[at]
        if not line:
            at -= 1
            continue
        if lines[found[0] if found else first][0].y - line[0].y > _FAR * size:
            break
        if any(_SENTENCE.search(p.text) or len(p.text) > _LONGEST or abs(p.size - size) > 0.15 * size for p in line):
            break
        if len(line) == 1:
            middle = (line[0].x0 + line[0].x1 - left - right) / 2
            wide = line[0].x1 - line[0].x0 > 0.6 * (right - left)
            if abs(middle) <= _MIDDLE * size or wide or not found:
                break
        found.insert(0, at)
        at -= 1
    while found and len(lines[found[0]]) == 1 and len(found) > 1 and _is_apart(lines, found, size):
        found.pop(0)
    return found if any(len(lines[at]) > 1 for at in found) else []


def _is_apart(lines: Sequence[list[PrintedCell]], found: Sequence[int], size: float) -> bool:
    """Whether the first line stands apart from those below it: a heading."""
    return lines[found[1]][0].y - lines[found[0]][0].y > 2 * size


def read(
    lines: Sequence[list[PrintedCell]], columns: Sequence[tuple[float, float]], figured: Sequence[bool], size: float
) -> UnruledHead:
    """The head that ``lines``, from above, are over the ``columns`` of the rows; columns that only a name shows come to them.

    ``figured`` says which columns hold figures.
    """
    places = min(
        (_HeadedPlaces(lines, columns, figured, right=right) for right in (True, False)),
        key=lambda one: len(one.columns),
    )
    names: list[_HeadName] = []
    for line in reversed(lines):
        new: list[_HeadName] = []
        for piece in line:
            _place(piece, line, places, names, new, size)
        names += new
    depth = dict.fromkeys(map(id, names), 0)
    for name in sorted(names, key=lambda one: one.top):
        depth[id(name)] = max(
            (depth[id(one)] + 1 for one in names if one.top < name.top and one.meets(name)), default=0
        )
    head = UnruledHead(places.columns, cells=places.cells)
    head.rows = [[[] for _ in places.columns] for _ in range(max(depth.values(), default=-1) + 1)]
    for name in names:
        row = depth[id(name)]
        below = [depth[id(one)] for one in names if one.top > name.top and one.meets(name)]
        high, wide = min(below, default=len(head.rows)) - row, name.last - name.first + 1
        head.rows[row][name.first] += [glyph for piece in name.lines for glyph in piece.characters]
        if (high, wide) != (1, 1):
            head.merged.append([row, name.first, high, wide])
    return head


class _HeadedPlaces:
    """The columns from left to right, with what their own names take of the line; known before any name is placed.

    ``right`` says that figures stand at the right of their columns, and not at the left as words do.
    """

    def __init__(
        self,
        lines: Sequence[list[PrintedCell]],
        columns: Sequence[tuple[float, float]],
        figured: Sequence[bool],
        *,
        right: bool,
    ) -> None:
        named: dict[int, PrintedCell] = {}
        bare: list[tuple[float, float]] = []
        known = list(columns)
        for line in reversed(lines):
            standing: list[PrintedCell] = []
            for piece in line:
                over = [at for at, (a, b) in enumerate(known) if a < piece.x1 and piece.x0 < b]
                if len(over) == 1:
                    named.setdefault(over[0], piece)
                if not over:
                    standing.append(piece)
            for piece in standing:
                bared = [at for at, (a, b) in enumerate(bare) if a < piece.x1 and piece.x0 < b]
                if len(bared) == 1:  # a name of several lines
                    a, b = bare[bared[0]]
                    if abs(piece.x0 + piece.x1 - a - b) <= 2 * _MIDDLE * piece.size:
                        bare[bared[0]] = (min(a, piece.x0), max(b, piece.x1))
                if bared:
                    continue
                # Figures stand at the right of their columns or as words do, which stand at the left.
                free = [(on and right, (not on) or (not right)) for on in figured]
                sides = [
                    _beside(
                        piece,
                        lines,
                        known,
                        [one[side] and at not in named for at, one in enumerate(free)],
                        right=not side,
                    )
                    for side in (0, 1)
                ]
                beside = next((one for one in sides if one is not None), None)
                if beside is not None:
                    named[beside] = piece
                elif not self._is_over_several(piece, line, known, named):
                    bare.append((piece.x0, piece.x1))
        for at, piece in named.items():
            a, b = known[at]
            if not any(c < piece.x1 and piece.x0 < d for place, (c, d) in enumerate(known) if place != at):
                known[at] = (min(a, piece.x0), max(b, piece.x1))
        middles = {known[at]: (piece.x0 + piece.x1) / 2 for at, piece in named.items()}
        self.columns = sorted([*known, *bare])
        self.cells = [self._cell(at, middles.get(one)) for at, one in enumerate(self.columns)]

    def _cell(self, at: int, middle: float | None) -> tuple[float, float]:
        """A column with the white that its name, which stands in its middle, leaves on both sides."""
        a, b = self.columns[at]
        if middle is None:
            return a, b
        half = max(middle - a, b - middle)
        low = self.columns[at - 1][1] if at else a
        high = self.columns[at + 1][0] if at + 1 < len(self.columns) else b
        return min(a, max(low, middle - half)), max(b, min(high, middle + half))

    def over(self, piece: PrintedCell) -> list[int]:
        """The columns that a piece stands over."""
        return [at for at, (a, b) in enumerate(self.columns) if a < piece.x1 and piece.x0 < b]

    @staticmethod
    def _is_over_several(
        piece: PrintedCell,
        line: Sequence[PrintedCell],
        known: Sequence[tuple[float, float]],
        named: dict[int, PrintedCell],
    ) -> bool:
        """Whether columns that have names stand on both sides of a name, up to the names beside it: it is the head of these."""
        low = max((one.x1 for one in line if one.x1 <= piece.x0), default=float("-inf"))
        high = min((one.x0 for one in line if one.x0 >= piece.x1), default=float("inf"))
        sides = [known[at] for at, one in named.items() if low < (one.x0 + one.x1) / 2 < high and one.y > piece.y]
        return any(b <= piece.x0 for _, b in sides) and any(a >= piece.x1 for a, _ in sides)


def _beside(
    piece: PrintedCell,
    lines: Sequence[list[PrintedCell]],
    columns: Sequence[tuple[float, float]],
    free: Sequence[bool],
    *,
    right: bool,
) -> int | None:
    """The free column right of a name or left of it, with no other name between: figures stand at the right of their column, words at the left."""
    slack = _TOUCHING * piece.size
    found = [
        at
        for at, (a, b) in enumerate(columns)
        if free[at] and (a >= piece.x1 - slack if right else b <= piece.x0 + slack)
    ]
    if not found:
        return None
    at = min(found) if right else max(found)
    a, b = columns[at]
    low, high = (piece.x1, a) if right else (b, piece.x0)
    between = any(low <= (one.x0 + one.x1) / 2 <= high for line in lines for one in line if one is not piece)
    inner = any(low <= (c + d) / 2 <= high for c, d in columns)
    return None if between or inner else at


def _place(
    piece: PrintedCell,
    line: Sequence[PrintedCell],
    places: _HeadedPlaces,
    names: list[_HeadName],
    new: list[_HeadName],
    size: float,
) -> None:
    """Add a piece of a head to the name that it is a line of, or as a new name."""
    over = places.over(piece)
    below = [name for name in names if any(name.first <= at <= name.last for at in over)]
    below = [name for name in below if not any(one.top < name.top and one.meets(name) for one in names)]
    if below:
        lowest = min(below, key=lambda name: name.top)
        if len(below) == 1 and lowest.top - piece.y <= _LINE * size and _goes_on(piece, lowest, names, places, size):
            lowest.lines.insert(0, piece)
            return
    first, last = _range(piece, over, [one for one in line if one is not piece], places, names)
    again = next((name for name in new if (name.first, name.last) == (first, last)), None)
    if again is not None:  # 项　目 set apart
        again.lines.append(piece)
    else:
        new.append(_HeadName(first, last, [piece]))


def _goes_on(
    piece: PrintedCell, below: _HeadName, names: Sequence[_HeadName], places: _HeadedPlaces, size: float
) -> bool:
    """Whether a piece is the line above of a name, and not the head over it and its neighbours.

    A name of two lines has neighbours of one in the middle between them; where a neighbour stands beside its lower line, the upper is a head.
    """
    own = below.lines[0]
    if abs((piece.x0 + piece.x1) - (own.x0 + own.x1)) > 2 * _MIDDLE * size and abs(piece.x0 - own.x0) > 0.3 * size:
        return False
    level = [name for name in names if name is not below and abs(name.top - below.top) < 0.3 * size]
    beside = [name for name in level if name.first in (below.last + 1, below.first - 1)]
    a, b = places.columns[below.last]
    return not beside or (piece.x1 - piece.x0 >= 0.8 * (b - a) and len(beside) < 2)


def _range(
    piece: PrintedCell,
    over: Sequence[int],
    beside: Sequence[PrintedCell],
    places: _HeadedPlaces,
    names: Sequence[_HeadName],
) -> tuple[int, int]:
    """The columns in whose middle a name stands, those under another name of its line left out."""
    below = [at for at in over if any(name.first <= at <= name.last for name in names)]
    if len(over) == 1 and not below:
        return over[0], over[0]  # nothing is below: it is the name of the column
    middle = (piece.x0 + piece.x1) / 2
    taken = {at for other in beside for at in places.over(other)}
    low = max((at for at in taken if places.columns[at][1] <= piece.x0), default=-1) + 1
    high = min((at for at in taken if places.columns[at][0] >= piece.x1), default=len(places.columns)) - 1
    ranges = [
        (first, last)
        for first in range(low, high + 1)
        for last in range(first + 1, high + 1)
        if all(first <= at <= last for at in over)
    ]
    if not ranges:
        return (over[0], over[-1]) if over else (min(low, high), min(low, high))

    def off(one: tuple[int, int]) -> float:
        # What stands below one name is one row: a name that is as high as both rows stands in their middle.
        heights = [
            name.middle for name in names if any(name.first <= at <= name.last for at in range(one[0], one[1] + 1))
        ]
        uneven = bool(heights) and max(heights) - min(heights) > 0.3 * piece.size
        return abs((places.cells[one[0]][0] + places.cells[one[1]][1]) / 2 - middle) + _MIDDLE * piece.size * uneven

    return min(ranges, key=lambda one: (off(one), one[0] - one[1]))
