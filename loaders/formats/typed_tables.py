"""Tables as typewriters have them: drawn with characters (┌─┬─┐ │ │ │, +---+---+ | | |, lines of ━ and │ alone), or set with blanks alone."""

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
_APART = re.compile(r"[^\s](?: {2}|\u3000)[ \u3000]*[0-9０-９]")  # a figure that blanks set apart
_WORDS = re.compile(r"[^\s](?:[^ \u3000\t\n]| (?! ))*[^\s]|[^\s]")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_UNIT = re.compile(r"[（(][^（()）]{1,8}[）)]")
_CELL = re.compile(rf"(?:{_FIGURE.pattern})|[-—－–…]{{1,4}}")
_LEAST = 2  # rows of a table, and its columns
_WIDEST = 100  # columns
_NEAR = 3  # places between the name of a column and its figures, at most

Grid = list[list[str]]


def parts(text: str) -> Iterator[str | Grid]:
    """The text, its lines as they are, and each drawn table in it as rows of cells, in their order.

    A cell that goes on on the next line is joined; one that reaches over several columns stands in the first of them.
    """
    if not (_DRAWN.search(text) or _APART.search(text)):
        yield text
        return
    waiting: list[str] = []
    for drawn, lines in groupby(text.splitlines(keepends=True), key=_is_drawn):
        kept = list(lines)
        grid = _grid([line.rstrip("\n") for line in kept]) if drawn else None
        if grid is None:
            waiting += kept
            continue
        yield from _set_apart(waiting)
        waiting = []
        yield grid
    yield from _set_apart(waiting)


def tabbed(text: str) -> str:
    """The text with its drawn tables as lines whose cells tabs part."""
    return "".join(
        one if isinstance(one, str) else "".join("\t".join(row) + "\n" for row in one) for one in parts(text)
    )


def _is_drawn(line: str) -> bool:
    return _RULE.fullmatch(line) is not None or _BAR.search(line.strip()[1:-1]) is not None


@dataclass(frozen=True, slots=True)
class _Typed:
    """What stands apart in a line: its words, and the places on a typewriter where they begin and end."""

    words: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _FigureLine:
    """A line that ends in figures: its name, and the figures."""

    name: str
    begins: int
    figures: tuple[_Typed, ...]


def _set_apart(lines: Sequence[str]) -> Iterator[str | Grid]:
    """Lines without uprights: figures that stand below each other, below a line that names each of their columns, are a table.

    A rule between its lines is passed over; a line may lack figures, as that of a total does for a column of rates.
    """
    printed = [at for at, line in enumerate(lines) if _RULE.fullmatch(line) is None]
    read = [_figure_line(lines[at]) for at in printed]
    kept = at = 0  # lines, and printed ones
    while at < len(printed):
        rows: list[Sequence[str]] = []
        first = read[at]
        spans = [(one.start, one.end) for one in first.figures] if first else []
        while at + len(rows) < len(printed) and (row := _in_columns(read[at + len(rows)], spans)):
            rows.append(row)
        head = (
            _head([lines[one] for one in printed[max(0, at - 2) : at] if one >= kept], spans)
            if len(rows) >= _LEAST
            else None
        )
        if head is None:
            at += max(len(rows), 1)
            continue
        names, used = head
        if above := "".join(lines[kept : printed[at - used]]):
            yield above
        yield [names, *(list(row) for row in rows)]
        at += len(rows)
        kept = printed[at - 1] + 1
    if kept < len(lines):
        yield "".join(lines[kept:])


def _typed(line: str) -> list[_Typed]:
    at = _places(line)
    return [_Typed(one[0], at[one.start()], at[one.end()]) for one in _WORDS.finditer(line)]


def _figure_line(line: str) -> _FigureLine | None:
    if "\t" in line or not _APART.search(line):
        return None
    cells = _typed(line)
    first = len(cells)
    while first and _CELL.fullmatch(cells[first - 1].words):
        first -= 1
    if (
        not first
        or not 0 < len(cells) - first < _WIDEST
        or not any(_FIGURE.fullmatch(one.words) for one in cells[first:])
    ):
        return None
    begin, end = line.index(cells[0].words), line.rindex(cells[first - 1].words, 0, _index(line, cells[first].start))
    return _FigureLine(line[begin : end + len(cells[first - 1].words)], cells[0].start, tuple(cells[first:]))


def _index(line: str, place: int) -> int:
    return _places(line).index(place)


def _in_columns(line: _FigureLine | None, spans: list[tuple[int, int]]) -> list[str]:
    """The name and the figures of a line, each below the column that it stands under, which it may widen; nothing where one stands under none."""
    if line is None or len(line.figures) > len(spans):
        return []
    found: dict[int, _Typed] = {}
    for one in line.figures:
        under = [at for at, (start, end) in enumerate(spans) if one.start < end and start < one.end]
        if len(under) != 1 or under[0] in found:
            return []
        found[under[0]] = one
    for at, one in found.items():
        spans[at] = (min(spans[at][0], one.start), max(spans[at][1], one.end))
    row = [found[at].words if at in found else "" for at in range(len(spans))]
    return [line.name, *row]


def _head(above: Sequence[str], spans: Sequence[tuple[int, int]]) -> tuple[list[str], int] | None:
    """The names of columns, where the line above has one over each, and how many lines they take; the first is that of the names, if any.

    A line of units alone (（户） （万元）) belongs to the names above it.
    """
    names = _names(above[-1], spans) if above else None
    if names is None:
        return None
    if len(above) > 1 and all(map(_UNIT.fullmatch, filter(None, names))) and (over := _names(above[-2], spans)):
        return [name + unit for name, unit in zip(over, names, strict=True)], 2
    return names, 1


def _names(line: str, spans: Sequence[tuple[int, int]]) -> list[str] | None:
    figures = [one.words for one in _typed(line) if _FIGURE.fullmatch(one.words)]
    if not all(map(_YEAR.fullmatch, figures)) or "\t" in line or line.rstrip().endswith(("。", "；", "，")):
        return None
    names: list[list[str]] = [[] for _ in range(len(spans) + 1)]
    for one in _typed(line):
        away = [max(start - one.end, one.start - end) for start, end in spans]
        nearest = min(range(len(spans)), key=away.__getitem__)
        names[nearest + 1 if away[nearest] < _NEAR else 0].append(one.words)
    return ["".join(words) for words in names] if all(names[1:]) else None


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
        rows: list[list[list[str]]] = [[[] for _ in self.part] for _ in range(1 + max(self.part, default=0))]
        for line, at in zip(self.lines, self.parts, strict=True):
            for column, (cell, row) in enumerate(zip(line, at, strict=True)):
                rows[row][column].append(cell)
        joined = (["".join(pieces) for pieces in row] for row in rows)
        yield from (row for row in joined if any(row))


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
    at = _places(line)
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


def _places(line: str) -> list[int]:
    """Where each character of a line begins on a typewriter, and where the last one ends."""
    return list(accumulate((2 if unicodedata.east_asian_width(one) in "WFA" else 1 for one in line), initial=0))


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
