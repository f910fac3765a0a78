"""Write the elements of a web page as lines: a block is a line, a table a grid, ``<br>`` a new line."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from selectolax.lexbor import LexborNode

from loaders.formats import typed_tables
from loaders.source import Block, Cell, UnreadableFile
from loaders.text.numerals import raised
from ontology.tables import rows as table_rows

MAX_PLACES = 2_000_000
"""Places that the cells of one table may cover: four thousand cells that span 63 by 63 would cover sixteen million."""
MAX_SPAN = 63  # the standard allows 65,534, which a 100-byte file could turn into gigabytes
_BLANKS = re.compile(r"[ \t\r\n\f\u00a0\u200b\ufeff]+")
_Steps = Iterator[tuple[LexborNode, bool]]
Merged = Mapping[tuple[int, int], tuple[int, int]]
"""(row, column) of the top left place of a merged cell -> how many rows and columns it covers."""
_NONE: Merged = {}
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)


@cache
def words(role: str) -> dict[str, str]:
    """The words and elements of web pages that have this role (elements.tsv), in the table's order, each with its name."""
    table = table_rows("loaders.formats.web", "elements.tsv")
    return {row["word"]: row["name"] for row in table if row["role"] == role}


@dataclass(slots=True)
class TextWriter:
    """Collects text line by line and remembers where each paragraph and table stands."""

    position: int = 0
    _parts: list[str] = field(default_factory=list)
    _blocks: list[Block] = field(default_factory=list)
    _line_start: int = 0
    _table: bool = False

    def text(self, words: str) -> None:
        """Add characters to the current line; runs of blanks become one, none stands at a line's start."""
        printed = _BLANKS.sub(" ", words)
        if self.position == self._line_start:
            printed = printed.lstrip(" \u3000")
        elif self._parts[-1].endswith(" "):
            printed = printed.lstrip(" ")
        if printed:
            self._parts.append(printed)
            self.position += len(printed)

    @property
    def last(self) -> str:
        """The last character of the current line, "" where nothing stands in it."""
        return self._parts[-1][-1:] if self.position > self._line_start else ""

    def end_line(self, mark: str = "\n") -> None:
        """End the line, if it holds anything."""
        if self.position == self._line_start:
            return
        last = self._parts[-1]
        kept = last.rstrip(" \u3000")
        self.position -= len(last) - len(kept)
        self._parts[-1] = kept
        if not self._table and self.position > self._line_start:
            self._blocks.append(Block("paragraph", self._line_start, self.position))
        self._parts.append(mark)
        self.position += 1
        self._line_start = self.position

    def table(self, grid: Sequence[Sequence[str]], merged: Merged = _NONE) -> None:
        """Add a table: cells joined by tabs, rows by new lines; ``merged`` says how far its merged cells reach."""
        self.end_line()
        start, cells = self.position, []
        for row, line in enumerate(grid):
            for column, printed in enumerate(line):
                if column:
                    self._parts.append("\t")
                    self.position += 1
                self._parts.append(printed)
                end = self.position + len(printed)
                cells.append(Cell(row, column, self.position, end, *merged.get((row, column), (1, 1))))
                self.position += len(printed)
            self._parts.append("\n")
            self.position += 1
        if cells:
            self._blocks.append(Block("table", start, self.position - 1, tuple(cells)))
        self._line_start = self.position

    def content(self) -> str:
        """Everything written so far."""
        return "".join(self._parts)

    def blocks(self) -> tuple[Block, ...]:
        """The paragraphs and tables written so far."""
        return tuple(self._blocks)


def _skipped(node: LexborNode) -> bool:
    skipped, attributes = words("skip"), node.attributes
    if node.tag in skipped or "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return True
    return any(f".{name}" in skipped for name in (attributes.get("class") or "").split())


def _walk(root: LexborNode, links: bool = True, closed: Callable[[LexborNode], bool] | None = None) -> _Steps:
    """(node, entering) for the shown nodes below ``root``, itself included; without recursion, however deep.

    What is inside an element that ``closed`` answers for is passed over.
    """
    stack: list[tuple[LexborNode, bool]] = [(root, True)]
    while stack:
        node, entering = stack.pop()
        if not node.is_element_node or not entering:
            yield node, entering
            continue
        if _skipped(node) or (not links and node.tag == "a"):
            continue
        yield node, True
        if closed is not None and closed(node):
            continue
        stack.append((node, False))
        child = node.last_child
        while child is not None:
            stack.append((child, True))
            child = child.prev


def pieces(root: LexborNode, links: bool = True) -> Iterator[str]:
    """The texts below ``root``, without hidden elements, scripts and (when asked) links."""
    for node, entering in _walk(root, links):
        if entering and node.is_text_node:
            yield node.text_content or ""


def weights(root: LexborNode) -> dict[int, int]:
    """For every element its number of characters that are not blanks or links."""
    found: dict[int, int] = {}
    open_elements: list[int] = []
    counts: list[int] = []
    for node, entering in _walk(root, links=False):
        if node.is_text_node:
            if counts:
                counts[-1] += len("".join((node.text_content or "").split()))
        elif node.is_element_node and entering:
            open_elements.append(node.mem_id)
            counts.append(0)
        elif not entering:
            total = counts.pop()
            found[open_elements.pop()] = total
            if counts:
                counts[-1] += total
    return found


def write(root: LexborNode, writer: TextWriter, leave_out: Collection[int] = ()) -> None:
    """Write what ``root`` holds; elements whose ``mem_id`` is in ``leave_out`` are passed over."""
    blocks = words("block")
    grids: dict[int, bool] = {}

    def closed(node: LexborNode) -> bool:
        return node.mem_id in leave_out or grids.get(node.mem_id, False)

    for node, entering in _walk(root, closed=closed):
        if node.is_text_node:
            printed = node.text_content or ""
            is_raised = node.parent is not None and node.parent.tag == "sup"
            writer.text(raised(printed, writer.last) if is_raised else printed)
        elif not node.is_element_node or node.mem_id in leave_out:
            continue
        elif node.tag == "table" and entering and _is_grid(node):
            grids[node.mem_id] = True
            writer.end_line()
            for caption in (one for one in node.iter() if one.tag == "caption" and one.mem_id not in leave_out):
                for piece in pieces(caption):
                    writer.text(piece)
                writer.end_line()
            writer.table(*_grid(node, leave_out))
        elif node.tag == "pre" and entering and (typed := _typed(node)):
            grids[node.mem_id] = True
            _write_typed(typed, writer)
        elif node.tag == "br" or node.tag == "tr" or node.tag in blocks:
            writer.end_line()
        elif node.tag in ("td", "th") and not entering:
            writer.text(" ")
    writer.end_line()


def _typed(node: LexborNode) -> list[str | typed_tables.Grid]:
    """The typed lines and the tables drawn in them of an element that keeps its lines; none where nothing is drawn, or it holds blocks."""
    found = [] if node.css("table, p, div, br") else list(typed_tables.parts("".join(pieces(node))))
    return found if any(not isinstance(one, str) for one in found) else []


def _write_typed(typed: Sequence[str | typed_tables.Grid], writer: TextWriter) -> None:
    for one in typed:
        writer.end_line()
        if not isinstance(one, str):
            writer.table(one)
            continue
        for line in one.split("\n"):
            writer.text(line)
            writer.end_line()


def _is_grid(table: LexborNode) -> bool:
    """A table of data: more than one cell, and no table inside (those are layout)."""
    return len(table.css("td, th")) > 1 and all(inner.mem_id == table.mem_id for inner in table.css("table"))


def _grid(table: LexborNode, leave_out: Collection[int]) -> tuple[list[list[str]], Merged]:
    """The cells by row and column; a cell that spans stands once, the other places it covers stay empty.

    Rows without any cell of their own are left out, and a span over them is so much shorter.
    """
    lines: list[list[str]] = []
    kept: list[int] = []
    spans: dict[tuple[int, int], tuple[int, int]] = {}
    taken: set[tuple[int, int]] = set()
    places = 0
    rows = [row for row in table.css("tr") if row.mem_id not in leave_out]
    for y, row in enumerate(rows):
        x, line = 0, []
        for cell in row.css("td, th"):
            while (y, x) in taken:
                line.append("")
                x += 1
            wide, high = _span(cell, "colspan"), min(_span(cell, "rowspan"), len(rows) - y)
            places += wide * high
            if places > MAX_PLACES:
                raise UnreadableFile(
                    f"has a table of more than {MAX_PLACES:,} places, the limit: split it and load the parts."
                )
            taken.update((y + dy, x + dx) for dy in range(high) for dx in range(wide))
            if (high, wide) != (1, 1):
                spans[y, x] = high, wide
            line += ["" if cell.mem_id in leave_out else _cell_text(cell), *[""] * (wide - 1)]
            x += wide
        while line and not line[-1]:
            line.pop()
        if line:
            lines.append(line)
            kept.append(y)
    place = {y: row for row, y in enumerate(kept)}
    merged = {
        (place[y], x): (bisect_left(kept, y + high) - place[y], wide)
        for (y, x), (high, wide) in spans.items()
        if y in place
    }
    return lines, merged


def _span(cell: LexborNode, name: str) -> int:
    printed = (cell.attributes.get(name) or "1").strip()
    return max(1, min(int(printed), MAX_SPAN)) if printed.isdecimal() and len(printed) < 10 else 1


def _cell_text(cell: LexborNode) -> str:
    """A cell's lines, without a tab that would look like the next cell."""
    inner = TextWriter()
    write(cell, inner)
    return inner.content().strip()
