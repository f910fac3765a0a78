"""Rows of cells as one text: a row is a line, its cells are parted by tabs, so that every cell has its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from loaders.formats.web.page_text import Merged, TextWriter
from loaders.source import Page, Source, UnreadableFile

MAX_CELLS = 5_000_000
_BLANKS = re.compile(r"\s+")
_PRINTED_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")

Grid = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table of a file: ``rows`` of cells, and the merged ones among them as (row, column, rows high, columns wide).

    ``name`` is the label of its page, "" for none; ``captioned`` says that the name stands above the table as a line of its own.
    """

    name: str
    rows: Grid
    merged: Sequence[tuple[int, int, int, int]] = ()
    captioned: bool = True


def source(sheets: Iterable[Sheet], *, path: str, name: str, sha256: str, encoding: str, form: str) -> Source:
    """Tables, each under its name, as a source of the format ``form``.

    Line breaks and runs of blanks inside a cell become one blank; rows and cells at a row's end that hold nothing are left
    out.  Raises UnreadableFile where nothing is left, or there are more cells than the limit.
    """
    writer = TextWriter()
    pages = []
    count = 0
    for sheet in sheets:
        written = [(number, row) for number, cells in enumerate(sheet.rows) if (row := _row(cells))]
        count += sum(len(row) for _, row in written)
        if count > MAX_CELLS:
            raise UnreadableFile(f"{name} has more than {MAX_CELLS:,} cells: split it and load the parts.")
        if not written:
            continue
        start = writer.position
        label = _cell(sheet.name)
        if label and sheet.captioned:
            writer.text(label)
            writer.end_line()
        writer.table([row for _, row in written], _merged([number for number, _ in written], sheet.merged))
        if label:
            pages.append(Page(start, writer.position, f"表 {label}"))
    if not writer.position:
        raise UnreadableFile(f"{name} is empty: it holds nothing but blanks.")
    return Source(
        path=path,
        sha256=sha256,
        text=writer.content(),
        encoding=encoding,
        format=form,
        blocks=writer.blocks(),
        pages=tuple(pages),
    )


def _merged(kept: list[int], merged: Sequence[tuple[int, int, int, int]]) -> Merged:
    """The merged cells by their place among the rows that are ``kept``."""
    place = {number: row for row, number in enumerate(kept)}
    return {
        (place[row], column): (bisect_left(kept, row + high) - place[row], wide)
        for row, column, high, wide in merged
        if row in place
    }


def _row(cells: Sequence[str]) -> list[str]:
    row = [_cell(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _cell(printed: str) -> str:
    return _BLANKS.sub(" ", _PRINTED_CONTROL.sub(" ", printed)).strip()
