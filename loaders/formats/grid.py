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


def source(tables: Iterable[tuple[str, Grid]], path: str, sha256: str, encoding: str, form: str) -> Source:
    """Tables, each under its caption ("" for none), as a source.

    Line breaks and runs of blanks inside a cell become one blank; rows and cells at a row's end that hold nothing are left
    out.  Raises UnreadableFile, without the file's name, where nothing is left.
    """
    writer = Writer()
    for caption, grid in tables:
        written = [row for row in map(_row, grid) if row]
        if not written:
            continue
        if caption:
            writer.text(_cell(caption))
            writer.end_line()
        writer.table(written)
    text = writer.content()
    if not text.strip():
        raise UnreadableFile("is empty: it holds nothing but blanks.")
    return Source(path=path, sha256=sha256, text=text, encoding=encoding, format=form, blocks=writer.blocks())


def _row(cells: Sequence[str]) -> list[str]:
    row = [_cell(cell) for cell in cells]
    while row and not row[-1]:
        row.pop()
    return row


def _cell(printed: str) -> str:
    return _BLANKS.sub(" ", _PRINTED_CONTROL.sub(" ", printed)).strip()
