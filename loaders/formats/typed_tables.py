"""Tables drawn with characters, as typed bulletins have them: ┌─┬─┐ │ │ │, +---+---+ | | |, or lines of ━ and │ alone."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, groupby

_LEVEL = r"\-─━═╌┄┅┈┉—－=＝_＿"
_UPRIGHT = "│┃║┆┇┊┋|｜"
_JOINTS = "├┤┼┬┴┌┐└┘┏┓┗┛┣┫┳┻╋╔╗╚╝╠╣╦╩╬╭╮╯╰┠┨┯┷┿┝┥┰┸╂╞╡╪╟╢╫╤╧╥╨+＋"
_DRAWN = re.compile("[─━═]{3}|[-=]{3}[+|]|[│┃║]")
_RULE = re.compile(rf"(?=.*[{_LEVEL}]{{3}})[\s{_LEVEL}{_UPRIGHT}{_JOINTS}]+")
_BAR = re.compile(f"[{_UPRIGHT}]|(?<=[{_LEVEL}])[{_JOINTS}]|[{_JOINTS}](?=[{_LEVEL}])")
_RULED = re.compile(rf"[{_LEVEL}]+")
_FIGURE = re.compile(r"[△▲（(－−–+-]?[0-9０-９][0-9０-９,，.．%％]*[)）]?")
_LEAST = 2  # rows of a table, and its columns
_WIDEST = 100  # columns

Grid = list[list[str]]


def parts(text: str) -> Iterator[str | Grid]:
    """The text, its lines as they are, and each drawn table in it as rows of cells, in their order.

    A cell that goes on on the next line is joined; one that reaches over several columns stands in the first of them.
    """
    if not _DRAWN.search(text):
        yield text
        return
    for drawn, lines in groupby(text.splitlines(keepends=True), key=_is_drawn):
        kept = list(lines)
        grid = _grid([line.rstrip("\n") for line in kept]) if drawn else None
        yield grid if grid is not None else "".join(kept)


def tabbed(text: str) -> str:
    """The text with its drawn tables as lines whose cells tabs part."""
    return "".join(
        one if isinstance(one, str) else "".join("\t".join(row) + "\n" for row in one) for one in parts(text)
    )


def _is_drawn(line: str) -> bool:
    return _RULE.fullmatch(line) is not None or _BAR.search(line.strip()[1:-1]) is not None


@dataclass(slots=True)
class _Band:
    """What stands between two rules: its lines of cells, and per column how many rules stood in it so far."""

    lines: list[list[str]] = field(default_factory=list)
    parts: list[list[int]] = field(default_factory=list)
    part: list[int] = field(default_factory=list)

    def add(self, cells: Sequence[str | None]) -> None:
        """Take a line; None is a rule that stands in one column only."""
        self.part = [at + (cell is None) for at, cell in zip(self.part or [0] * len(cells), cells, strict=True)]
        self.lines.append([cell or "" for cell in cells])
        self.parts.append(list(self.part))

    def rows(self) -> Iterator[list[str]]:
        """One row, each of its cells joined, where figures stand in one line at most; else each line with figures begins a row."""
        figured = [any(map(_FIGURE.fullmatch, line)) for line in self.lines]
        if sum(figured) > 1 and not any(self.part):
            yield from (line for line in self.lines if any(line))
            return
        rows = [[""] * len(self.part) for _ in range(1 + max(self.part, default=0))]
        for line, at in zip(self.lines, self.parts, strict=True):
            for column, (cell, row) in enumerate(zip(line, at, strict=True)):
                rows[row][column] += cell
        yield from (row for row in rows if any(row))


def _grid(lines: Sequence[str]) -> Grid | None:
    """The rows of a drawn table; None where lines with bars are none, as without a rule or with one row only."""
    ruled = [_RULE.fullmatch(line) is not None for line in lines]
    cut = [None if rule else _cells(line) for line, rule in zip(lines, ruled, strict=True)]
    printed = [cells for cells in cut if cells]
    width = max((len(cells) for cells in printed), default=0)
    if not any(ruled) or len(printed) < _LEAST or not _LEAST <= width <= _WIDEST:
        return None
    edges = next([place for place, _ in cells] for cells in printed if len(cells) == width)
    rows: Grid = []
    band = _Band()
    for cells in cut:
        if cells is None:
            rows += band.rows()
            band = _Band()
        else:
            band.add(_placed(cells, edges))
    return [*rows, *band.rows()]


def _cells(line: str) -> list[tuple[int, str | None]]:
    """The cells of a line, each with the place where it begins on a typewriter; None for a piece of a rule."""
    at = list(accumulate((2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in line), initial=0))
    stripped = line.strip()
    first, last = len(line) - len(line.lstrip()), len(line.rstrip())
    bars = [bar.span() for bar in _BAR.finditer(line)]
    starts = [end for _, end in bars if end < last]
    ends = [start for start, _ in bars if start > first]
    if not _BAR.match(stripped):
        starts.insert(0, 0)
    if not bars or bars[-1][1] < last:
        ends.append(last)
    found: list[tuple[int, str | None]] = []
    for start, end in zip(starts, ends, strict=False):
        cell = line[start:end].strip()
        found.append((at[start], None if _RULED.fullmatch(cell) and len(cell) > 1 else cell))
    return found


def _placed(cells: Sequence[tuple[int, str | None]], edges: Sequence[int]) -> list[str | None]:
    """The cells in the columns that begin at ``edges``: as they come where there are as many, else each below the nearest edge."""
    if len(cells) == len(edges):
        return [cell for _, cell in cells]
    row: list[str | None] = [""] * len(edges)
    for number, (start, cell) in enumerate(cells):
        place = bisect_left(edges, start)
        if place and (place == len(edges) or start - edges[place - 1] < edges[place] - start):
            place -= 1
        stop = len(edges)
        if number + 1 < len(cells):
            following = cells[number + 1][0]
            stop = next((other for other in range(place + 1, len(edges)) if edges[other] + 2 > following), len(edges))
        row[place] = cell
        if cell is None:
            row[place:stop] = [None] * (stop - place)
    return row
