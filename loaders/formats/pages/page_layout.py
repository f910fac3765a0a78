"""A page with places becomes lines and tables: what every format of printed pages (PDF, OFD) has in common.

It gives values of JSON, for the risky readers that use it run in a process of their own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from statistics import median
from typing import Any, Final

from loaders.formats.pages import aligned_figures, font_maps, glyphs, line_breaks, ruling, text_columns, two_columns
from loaders.formats.pages.glyphs import Glyph
from loaders.formats.pages.ruling import Grid, Segment
from ontology.tables import rows

SCANNED: Final = 0.5
"""A page without characters of which images cover this share or more is a scanned image."""
OUTLINES: Final = 300
"""A page without characters that draws so many curves has its words drawn: a character takes ten to forty, a logo a hundred."""
_MARGIN = 0.07  # of a page's height: what stands there alone is its number, or the mark of a scanner's program
_USUAL_SIZE = 10.5
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffd-\uffff]")


def page(
    printed: Sequence[Glyph],
    segments: Sequence[Segment],
    *,
    width: float,
    height: float,
    image_area: float,
    curves: int = 0,
) -> dict[str, Any]:
    """Lines and tables of a page from above; ``image_area`` is the share that images cover, ``curves`` how many lines are drawn that are not straight.

    ``{"width", "height", "state", "lines": [[text, x0, x1, y, size], …], "tables": [{"top", "bottom", "open_above",
    "open_below", "columns", "rows", "merged"}, …]}``; ``state`` is "read", "scanned", "broken" or "empty".  Lines from ``columned[0]`` to ``columned[1]`` are those of two columns, the left one
    first; those of the right one are told at the left one's place, their signs at their own.  Where OCR read the
    page, a line ends with the signs of its characters, [x0, x1, y, size, confidence] each, and a table has those of its cells.
    """
    state = _state(printed, height, image_area >= SCANNED or curves >= OUTLINES)
    kept = [replace(g, text=_plain(g.text)) for g in printed if not _CONTROL.match(g.text)] if state == "read" else []
    size = median(g.size for g in kept) if kept else _USUAL_SIZE
    free, tables = _tables(kept, ruling.grids(segments, size))
    columned = text_columns.find(free)
    shift = columned.begin_right - columned.begin_left if columned else 0.0
    parts = [columned.above, columned.left, columned.right, columned.below] if columned else [[], [], [], free]
    parts[3], unruled = _unruled(parts[3])
    above, left, right, below = map(glyphs.lines, parts)
    lines = [
        *((line, 0.0) for line in (*above, *left)),
        *((line, shift) for line in right),
        *((line, 0.0) for line in below),
    ]
    return {
        "width": max(width, 1.0),
        "height": max(height, 1.0),
        "state": state,
        "lines": [
            [
                line.text,
                *(round(place, 2) for place in (line.x0 - moved, line.x1 - moved, line.y, line.size)),
                glyphs.signs([line]),
            ]
            for line, moved in lines
        ],
        "columned": [len(above), len(lines) - len(below)],
        "tables": [*tables, *unruled],
    }


def _unruled(free: list[Glyph]) -> tuple[list[Glyph], list[dict[str, Any]]]:
    """The characters outside of all tables that no line rules, and these tables."""
    # Where OCR read the page, its places are not exact enough to say what stands below each other.
    read = not free or free[0].confidence is not None
    parts, found = ([free], list[dict[str, Any]]()) if read else aligned_figures.tables(free)
    kept: list[Glyph] = []
    for part in parts:
        rest, labelled = two_columns.tables(part)
        kept += rest
        found += labelled
    return kept, found


@cache
def _plain(text: str) -> str:
    """A character in place of the radical or the compatibility form that some fonts' maps give for it: ⽬ -> 目."""
    if not "\u2e80" <= text <= "\u2fdf" and not "\uf900" <= text <= "\ufaff":
        return text
    return _radicals().get(text) or unicodedata.normalize("NFKC", text)


@cache
def _radicals() -> dict[str, str]:
    return {row["radical"]: row["character"] for row in rows("loaders.formats.pages", "radicals.tsv")}


def _state(printed: Sequence[Glyph], height: float, drawn: bool) -> str:
    """What a page is; ``drawn`` says that images or shapes may show words on it."""
    seen = [g for g in printed if g.text.strip(glyphs.BLANKS)]
    if drawn and all(min(g.y, height - g.y) < _MARGIN * height for g in seen):
        return "scanned"
    if not seen:
        return "empty"
    read = seen[0].confidence is not None
    return "broken" if not read and font_maps.is_broken(printed) else "read"


def _tables(printed: Iterable[Glyph], grids: Sequence[Grid]) -> tuple[list[Glyph], list[dict[str, Any]]]:
    """The characters outside of all tables, and the tables that hold any."""
    inside: list[dict[tuple[int, int], list[Glyph]]] = [{} for _ in grids]
    free = []
    for glyph in printed:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.y - 0.35 * glyph.size
        for grid, cells in zip(reversed(grids), reversed(inside), strict=True):
            cell = grid.cell_at(x, y)
            if cell is not None:
                cells.setdefault(cell, []).append(glyph)
                break
        else:
            free.append(glyph)
    tables = []
    for grid, cells in zip(grids, inside, strict=True):
        lines = {cell: glyphs.lines(held) for cell, held in cells.items()}
        texts = {
            cell: (text, glyphs.signs(held))
            for cell, held in lines.items()
            if (text := line_breaks.cell(held, grid.right_of(cell)))
        }
        if texts:
            tables.append(
                {
                    "top": grid.ys[0],
                    "bottom": grid.ys[-1],
                    "open_above": grid.open_above,
                    "open_below": grid.open_below,
                    "columns": list(_columns(grid)),
                    **_rows(grid, texts),
                }
            )
    return free, tables


def _columns(grid: Grid) -> tuple[float, ...]:
    """Where columns begin, those left out in which no cell does, and the table's end."""
    begun = {column for _, column in grid.cells.values()}
    return (*(grid.xs[column] for column in sorted(begun)), grid.xs[-1])


def _rows(grid: Grid, texts: dict[tuple[int, int], tuple[str, list[list[float]]]]) -> dict[str, list[Any]]:
    """The cells by row and column, and the merged ones as [row, column, rows high, columns wide]; those stand once."""
    columns = sorted({column for _, column in grid.cells.values()})
    begun = sorted({row for row, _ in grid.cells.values()})
    begun = [row for row in begun if any(texts.get((row, column)) for column in columns)]
    fields: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for field, cell in grid.cells.items():
        fields.setdefault(cell, []).append(field)
    merged = []
    for (row, column), held in sorted(fields.items()):
        if len(held) > 1 and row in begun and column in columns:
            high = len({y for y, _ in held}.intersection(begun))
            wide = len({x for _, x in held}.intersection(columns))
            if (high, wide) != (1, 1):
                merged.append([begun.index(row), columns.index(column), high, wide])
    shown = [[texts.get((row, column), ("", [])) for column in columns] for row in begun]
    return {
        "rows": [[text for text, _ in row] for row in shown],
        "signs": [[signs for _, signs in row] for row in shown],
        "merged": merged,
    }
