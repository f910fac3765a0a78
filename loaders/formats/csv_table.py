"""Tables as text (.csv, .tsv): which sign parts the cells is read from the file itself."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from itertools import islice

from loaders.formats import grid
from loaders.source import Source, UnreadableFile

ENDINGS = (".csv", ".tsv")
_DELIMITERS = ",\t;"
_SAMPLE_ROWS = 100


def source(text: str, path: str, name: str, sha256: str, encoding: str) -> Source:
    """A decoded table as a source; every row is a line of its text, whatever parts the cells in the file.

    Raises UnreadableFile where it has a cell or is in all larger than the limits.
    """
    body, delimiter = _declared(text)
    delimiter = delimiter or _delimiter(body)
    try:
        rows = list(_rows(body, delimiter, name))
        return grid.source([("", rows)], path, sha256, encoding, "csv")
    except csv.Error as error:
        raise UnreadableFile(
            f"{name} cannot be read as a table ({error}): open it in Excel or WPS, save it again as CSV and load that."
        ) from error
    except UnreadableFile as error:
        raise UnreadableFile(f"{name} {error}") from error


def _declared(text: str) -> tuple[str, str | None]:
    """The table without Excel's line ``sep=;``, and what that line says."""
    first, _, rest = text.partition("\n")
    if first[:4].lower() == "sep=" and len(first) == 5:
        return rest, first[4]
    return text, None


def _delimiter(text: str) -> str:
    """The sign that parts most rows of the beginning into the same number of cells, more than one; else the comma."""
    ranked = {}
    for delimiter in _DELIMITERS:
        widths = Counter(len(row) for row in islice(_sample(text, delimiter), _SAMPLE_ROWS) if len(row) > 1)
        width, rows = max(widths.items(), key=lambda item: (item[1], item[0]), default=(0, 0))
        ranked[delimiter] = (rows, width)
    return max(_DELIMITERS, key=lambda delimiter: ranked[delimiter])


def _sample(text: str, delimiter: str) -> Iterator[list[str]]:
    # The limit of rows alone would let one quote that is never closed read the whole file three times more.
    try:
        yield from csv.reader(text[:200_000].split("\n"), delimiter=delimiter)
    except csv.Error:
        return


def _rows(text: str, delimiter: str, name: str) -> Iterator[list[str]]:
    """All rows; where the quotes do not pair, they count as characters, so that no row swallows those below it."""
    try:
        parsed = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True))
    except csv.Error:
        parsed = list(csv.reader(text.splitlines(keepends=True), delimiter=delimiter, quoting=csv.QUOTE_NONE))
    cells = 0
    for row in parsed:
        cells += len(row)
        if cells > grid.MAX_CELLS:
            raise UnreadableFile(f"has more than {grid.MAX_CELLS:,} cells: split it and load the parts.")
        yield row
