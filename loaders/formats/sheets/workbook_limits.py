"""Whether a workbook (.xlsx) may be opened: its parts and cell references are looked at before anything is built of them.

One cell at XFD1048576 in a file of 23 KB makes a reader ask for seventeen thousand million cells and ends the process.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from loaders.formats.containers.archive import Archive
from loaders.formats.sheets.grid import MAX_CELLS
from loaders.source import UnreadableFile

_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")


def check(workbook: Archive) -> None:
    """Raise UnreadableFile, the sentence without the file's name, where a limit is passed, that of the archive or that of cells.

    Every part that is XML is parsed, whatever its name, for the workbook may call any part a sheet.
    """
    for part in workbook.entries:
        bounds = _Bounds()
        for chunk in workbook.content(part):
            bounds.feed(chunk)
        if bounds.rows * bounds.columns > MAX_CELLS:
            raise UnreadableFile(
                f"has a cell at row {bounds.rows:,}, column {bounds.columns:,}: more than {MAX_CELLS:,} cells; "
                "delete the cells far below or to the right of the table and save it again."
            )


class _Bounds:
    """How far the cells of one part reach, by the references of its elements ``c`` and ``row``."""

    def __init__(self) -> None:
        self.rows = 0
        self.columns = 0
        self._parser: expat.XMLParserType | None = expat.ParserCreate()
        self._parser.StartElementHandler = self._start
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, chunk: bytes) -> None:
        """Take the next bytes; a part that is no XML (a picture) has no cells from there on."""
        if self._parser is None:
            return
        try:
            self._parser.Parse(chunk, False)
        except expat.ExpatError:
            self._parser = None

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        if name not in ("c", "row"):
            return
        for attribute, value in attributes.items():
            if attribute.rpartition(":")[2] != "r":
                continue
            if name == "row" and value.strip().isdecimal() and len(value) < 12:
                self.rows = max(self.rows, int(value))
            elif place := _REFERENCE.fullmatch(value.strip()):
                self.rows = max(self.rows, int(place[2]))
                self.columns = max(self.columns, column(place[1]))

    def _doctype(self, *_: object) -> None:
        raise UnreadableFile("declares a document type inside, which no workbook needs: save it again and load that.")


def column(letters: str) -> int:
    """The number of a column, from 1: A -> 1, XFD -> 16384."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - ord("A") + 1
    return number
