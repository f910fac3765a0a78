"""Rows of cells as one text: a row is a line, its cells are parted by tabs, so that every cell has its place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from loaders.formats.page_text import Writer
from loaders.source import Source, UnreadableFile

MAX_CELLS = 5_000_000
_BLANKS = re.compile(r"\s+")
_PRINTED_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f]")

Grid = Sequence[Sequence[str]]


def source(
    tables: Iterable[tuple[str, Grid]], *, path: str, name: str, sha256: str, encoding: str, form: str
) -> Source:
    """Tables, each under its caption ("" for none), as a source of the format ``form``.

    Line breaks and runs of blanks inside a cell become one blank; rows and cells at a row's end that hold nothing are left
    out.  Raises UnreadableFile where nothing is left, or there are more cells than the limit.
    """
    writer = Writer()
    count = 0
    for caption, grid in tables:
        written = [row for row in map(_row, grid) if row]
        count += sum(map(len, written))
        if count > MAX_CELLS:
            raise UnreadableFile(f"{name} has more than {MAX_CELLS:,} cells: split it and load the parts.")
        if not written:
            continue
        if caption:
            writer.text(_cell(caption))
            writer.end_line()
        writer.table(written)
    if not writer.position:
        raise UnreadableFile(f"{name} is empty: it holds nothing but blanks.")
    return Source(
        path=path, sha256=sha256, text=writer.content(), encoding=encoding, format=form, blocks=writer.blocks()
    )


def _row(cells: Sequence[str]) -> list[str]:
    row = [_cell(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _cell(printed: str) -> str:
    return _BLANKS.sub(" ", _PRINTED_CONTROL.sub(" ", printed)).strip()
