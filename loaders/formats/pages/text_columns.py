"""A page whose running text is set in two columns, as gazettes are: the left one is read down to its end, then the right one.

Columns of text are known by their lines, most of which are full on both sides of a gap that stands at one place down the page.  What else stands
beside each other (labels and texts, names, figures) does not fill its lines and is left to :mod:`loaders.formats.pages.two_columns`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from loaders.formats.pages import glyphs
from loaders.formats.pages.glyphs import Glyph

_MIDDLE = (0.35, 0.65)  # of the width of what is printed: where the gap stands
_GAP = 1.2  # ems
_HANGING = 0.4  # ems
_LEAST = 8  # lines of a column
_FULL, _REACH = 0.6, 2.2  # of the lines end so many ems before the gap, or begin so many after it
_NARROWEST = 10  # ems of a column


@dataclass(frozen=True, slots=True)
class TextColumns:
    """Characters above the columns, in the left one, in the right one, and below; and where the columns begin."""

    above: list[Glyph]
    left: list[Glyph]
    right: list[Glyph]
    below: list[Glyph]
    begin_left: float
    begin_right: float


def find(free: Sequence[Glyph]) -> TextColumns | None:
    """The two columns of a page, None where it has none."""
    whole = [row for row in glyphs.rows(free) if any(g.text.strip(glyphs.BLANKS) for g in row)]
    rows = [sorted((g for g in row if g.text.strip(glyphs.BLANKS)), key=lambda g: g.x0) for row in whole]
    if len(rows) < _LEAST:
        return None
    size = median(g.size for row in rows for g in row)
    first, last = min(row[0].x0 for row in rows), max(row[-1].x1 for row in rows)
    low, high = (first + share * (last - first) for share in _MIDDLE)
    pieces = [piece for row in rows for piece in _pieces(row, _GAP * size)]
    begins = sorted(piece[0].x0 for piece in pieces if low < piece[0].x0 < high)
    if len(begins) < _LEAST:
        return None
    # Where most lines begin on the right; some stand before it, and marks that may not begin a line hang into the gap.
    end = begins[int(0.2 * len(begins))]
    middle = end - _HANGING * size
    ends = sorted(piece[-1].x1 for piece in pieces if piece[0].x0 < middle and low < piece[-1].x1 < high)
    if len(ends) < _LEAST or end - median(ends) < _GAP * size:
        return None
    runs: list[list[int]] = [[]]
    for index, row in enumerate(rows):
        if any(g.x0 < middle < g.x1 for g in row):
            runs.append([])
        else:
            runs[-1].append(index)
    run = max(runs, key=len)
    sides = [([g for g in rows[at] if g.x0 < middle], [g for g in rows[at] if g.x0 >= middle]) for at in run]
    # A heading, and a page's number, stand at the edge of neither column.
    edges = [min((side[at][0].x0 for side in sides if side[at]), default=0.0) + _REACH * size for at in (0, 1)]
    for last in (0, -1):
        while run and any(side and side[0].x0 > edge for side, edge in zip(sides[last], edges, strict=True)):
            run.pop(last)
            sides.pop(last)
    if not run:
        return None
    lefts, rights = [left for left, _ in sides if left], [right for _, right in sides if right]
    if not (_are_full(lefts, size) and _are_full(rights, size)):
        return None
    if min(lefts[-1][0].y, rights[-1][0].y) - max(lefts[0][0].y, rights[0][0].y) < _LEAST * size:
        return None
    return TextColumns(
        [g for row in whole[: run[0]] for g in row],
        [g for at in run for g in whole[at] if g.x0 < middle],
        [g for at in run for g in whole[at] if g.x0 >= middle],
        [g for row in whole[run[-1] + 1 :] for g in row],
        min(row[0].x0 for row in lefts),
        min(row[0].x0 for row in rights),
    )


def _pieces(row: list[Glyph], gap: float) -> Iterator[list[Glyph]]:
    """The characters of a line, parted where there is a gap."""
    begun = 0
    for at in range(1, len(row) + 1):
        if at == len(row) or row[at].x0 - row[at - 1].x1 >= gap:
            yield row[begun:at]
            begun = at


def _are_full(lines: Sequence[Sequence[Glyph]], size: float) -> bool:
    """Whether most lines of a column go from its left edge to its right one, without a gap."""
    if len(lines) < _LEAST:
        return False
    begin, end = min(line[0].x0 for line in lines), max(line[-1].x1 for line in lines)
    full = sum(
        line[0].x0 - begin <= _REACH * size
        and end - line[-1].x1 <= _REACH * size
        and all(b.x0 - a.x1 < glyphs.COLUMN_GAP * size for a, b in zip(line, line[1:], strict=False))
        for line in lines
    )
    return end - begin >= _NARROWEST * size and full >= _FULL * len(lines)
