"""A table that no line rules: labels on the left, their texts on the right, broken by the width of their own column.

Such a page has one place at which all that stands on the right begins: after a gap beside a label, or alone in a line where a
text goes on.  A page with less than two labels of it keeps its lines.  Ruled tables are :mod:`loaders.formats.pages.ruling`'s.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from loaders.formats.pages import glyphs, line_breaks
from loaders.formats.pages.glyphs import Glyph

GAP: Final = 0.9
"""Ems between a label and its text at least."""
_NEAR = 0.4  # ems within which two lines begin at one place
_LABEL = 14  # characters of a label at most
_CANDIDATES = 6
_LEAST, _LEAST_BROKEN = 3, 2  # labels of a table, and of one with texts over several lines


@dataclass(frozen=True, slots=True)
class _Printed:
    """A line's printed characters from left to right, and where something begins after a gap."""

    characters: tuple[Glyph, ...]
    begins: tuple[tuple[float, int], ...]

    @property
    def size(self) -> float:
        return self.characters[0].size

    def cut(self, place: float) -> int | None:
        """How many characters stand left of ``place``, where the others begin after a gap; None where a text crosses it."""
        if abs(self.characters[0].x0 - place) <= _NEAR * self.size:
            return 0
        if self.characters[-1].x1 <= place - GAP * self.size:
            return len(self.characters)
        return next((count for x0, count in self.begins if abs(x0 - place) <= _NEAR * self.size), None)


def tables(free: Sequence[Glyph]) -> tuple[list[Glyph], list[dict[str, Any]]]:
    """The characters outside of such tables, and the tables as :func:`loaders.formats.pages.page_layout.page` gives them."""
    rows = glyphs.rows(free)
    lines = [_printed(row) for row in rows]
    places = Counter(
        round(x0 / (_NEAR * line.size)) * _NEAR * line.size for line in lines if line for x0, _ in line.begins
    )
    best: list[tuple[int, int, float]] = []
    for place, times in places.most_common(_CANDIDATES):
        if times >= _LEAST_BROKEN:
            runs = [(*run, place) for run in _runs(lines, place)]
            best = max(best, runs, key=lambda found: sum(end - start for start, end, _ in found))
    inside = {index for start, end, _ in best for index in range(start, end)}
    kept = [glyph for index, row in enumerate(rows) if index not in inside for glyph in row]
    return kept, [_table([line for line in lines[start:end] if line], place) for start, end, place in best]


def _printed(row: Sequence[Glyph]) -> _Printed | None:
    characters = tuple(sorted((g for g in row if g.text.strip(glyphs.BLANKS)), key=lambda g: g.x0))
    if not characters:
        return None
    begins = [
        (b.x0, count)
        for count, (a, b) in enumerate(zip(characters, characters[1:], strict=False), 1)
        if b.x0 - a.x1 >= GAP * max(a.size, b.size) and count <= _LABEL
    ]
    return _Printed(characters, tuple(begins))


def _runs(lines: Sequence[_Printed | None], place: float) -> list[tuple[int, int]]:
    """The lines, first and after the last, that make tables with ``place`` as the beginning of their texts."""
    found: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []  # line, characters of its label

    def end_run() -> None:
        # A line with a label alone is a heading where no text comes after it.
        while run and not run[-1][1] < len(_characters(lines, run[-1][0])):
            run.pop()
        while run and run[0][1] == len(_characters(lines, run[0][0])):
            run.pop(0)
        labels = [index for index, cut in run if cut and cut < len(_characters(lines, index))]
        broken = any(cut == 0 for _, cut in run)
        if len(labels) >= (_LEAST_BROKEN if broken else _LEAST):
            found.append((run[0][0], run[-1][0] + 1))
        run.clear()

    left: float | None = None
    for index, line in enumerate(lines):
        if line is None:
            continue
        cut = line.cut(place)
        if cut is not None and cut == 0 and not run:
            run.append((index, cut))
            continue
        if cut is None or (cut and not _is_label(line, cut, left)):
            end_run()
            left = None
            continue
        if cut and left is None:
            left = line.characters[0].x0
        run.append((index, cut))
    end_run()
    return found


def _characters(lines: Sequence[_Printed | None], index: int) -> tuple[Glyph, ...]:
    line = lines[index]
    return line.characters if line else ()


def _is_label(line: _Printed, cut: int, left: float | None) -> bool:
    """Whether words stand left of the cut, where labels begin, and words right of it: no number of an item, no figures."""
    label = "".join(g.text for g in line.characters[:cut])
    text = "".join(g.text for g in line.characters[cut:])
    if cut > _LABEL or (left is not None and abs(line.characters[0].x0 - left) > _NEAR * line.size):
        return False
    if text and (line_breaks.begins_item(label) or not _has_words(text)):
        return False
    return _has_words(label)


def _has_words(text: str) -> bool:
    return sum(glyphs.is_ideograph(ord(character)) for character in text) >= 2


def _table(lines: Sequence[_Printed], place: float) -> dict[str, Any]:
    right = max(line.characters[-1].x1 for line in lines)
    rows: list[tuple[list[Glyph], list[Glyph]]] = []
    for line in lines:
        cut = line.cut(place) or 0
        if cut or not rows:
            rows.append(([], []))
        rows[-1][0].extend(line.characters[:cut])
        rows[-1][1].extend(line.characters[cut:])
    cells = [[glyphs.lines(side) for side in row] for row in rows]
    first, last = lines[0], lines[-1]
    return {
        "top": first.characters[0].y - first.size,
        "bottom": last.characters[0].y,
        "open_above": False,
        "open_below": False,
        "columns": [min(line.characters[0].x0 for line in lines), place, right],
        "rows": [
            [line_breaks.cell(held, edge) for held, edge in zip(row, (place, right), strict=True)] for row in cells
        ],
        "signs": [[glyphs.signs(held) for held in row] for row in cells],
        "merged": [],
    }
