"""Tables as text (.csv, .tsv): which sign parts the cells is read from the file itself."""

from __future__ import annotations

import csv
from collections import Counter
from contextlib import suppress
from io import StringIO
from itertools import islice

from loaders.formats.sheets import grid
from loaders.source import Source, UnreadableFile

ENDINGS = (".csv", ".tsv")
_DELIMITERS = ",\t;"
_SAMPLE = 200_000
_SAMPLE_ROWS = 100


def source(text: str, path: str, name: str, sha256: str, encoding: str) -> Source:
    """A decoded table as a source; every row is a line of its text, whatever parts the cells in the file.

    Raises UnreadableFile where a cell, or the table, is larger than the limits.
    """
    body, declared = _declared(text)
    try:
        rows = _rows(body, declared or _delimiter(body))
    except csv.Error as error:
        raise UnreadableFile(
            f"{name} cannot be read as a table ({error}): open it in Excel or WPS, save it again as CSV and load that."
        ) from error
    return grid.source([grid.Sheet("", rows)], path=path, name=name, sha256=sha256, encoding=encoding, form="csv")


def _declared(text: str) -> tuple[str, str | None]:
    """The table without Excel's line ``sep=;``, and what that line says."""
    first, _, rest = text.partition("\n")
    if first[:4].lower() == "sep=" and len(first) == 5:
        return rest, first[4]
    return text, None


def _delimiter(text: str) -> str:
    """The sign that parts most of the first rows into the same number of cells, more than one; else the comma."""

    def agreement(delimiter: str) -> tuple[int, int]:
        widths: Counter[int] = Counter()
        try:
            for row in islice(csv.reader(StringIO(text[:_SAMPLE]), delimiter=delimiter), _SAMPLE_ROWS):
                widths[len(row)] += len(row) > 1
        except csv.Error:
            return 0, 0
        return max(((rows, width) for width, rows in widths.items()), default=(0, 0))

    return max(_DELIMITERS, key=agreement)


def _rows(text: str, delimiter: str) -> list[list[str]]:
    """All rows.  A quote that is never closed counts as a character, so that no row swallows those below it."""
    for strict in (True, False):
        with suppress(csv.Error):
            rows = list(csv.reader(StringIO(text), delimiter=delimiter, strict=strict))
            if strict or not any("\n" in cell for row in rows for cell in row):
                return rows
    return list(csv.reader(StringIO(text), delimiter=delimiter, quoting=csv.QUOTE_NONE))
