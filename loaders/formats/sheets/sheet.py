"""Workbooks (.xlsx, .xls, .et, .ods): every shown sheet is a table under its name."""

from __future__ import annotations

import re
from importlib.util import find_spec

from loaders.formats.containers import compound, sandbox
from loaders.formats.containers.archive import Archive, is_zip
from loaders.formats.sheets import grid
from loaders.source import Source, UnreadableFile

ENDINGS = (".xlsx", ".xls", ".et", ".ods")
_READER = "loaders.formats.sheets.workbook"
_MEMORY = 3 << 29  # bytes: with the process that reads its reply, a crafted table must stay below 2.5 GB
# A compound file (MS-CFB) whose directory names a stream of BIFF records; names are UTF-16.
_STREAMS = tuple(f"\0{name}\0".encode("utf-16-le")[1:] for name in ("Workbook", "Book"))
_WORD = "WordDocument".encode("utf-16-le")
_ODS = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
# What Excel and WPS call a sheet that nobody named.
_UNNAMED = re.compile(r"(?:Sheet|工作表|Feuil|Tabelle)\s?\d*", re.I)


def is_workbook(data: bytes) -> bool:
    """Whether ``data`` is a workbook, whatever the file's name says: a zip archive of one, or Excel's older records."""
    if data.startswith(compound.MAGIC):
        return any(stream in data for stream in _STREAMS) and _WORD not in data
    if not is_zip(data):
        return False
    if _ODS in data[:200]:
        return True
    try:
        return any(name.startswith("xl/") for name in Archive(data, "").names)
    except UnreadableFile:
        return b"xl/" in data[:4096]  # reading it says what is wrong


def source(data: bytes, path: str, name: str, sha256: str) -> Source:
    """A workbook as a source; a page is a sheet.  Needs the extra ``sheets``.

    Raises UnreadableFile where the extra is missing, or the workbook is damaged, protected or larger than the limits.
    """
    if find_spec("python_calamine") is None:
        raise UnreadableFile(
            f"{name} is an Excel workbook, for which this installation lacks the reader: "
            "run pip install 'policy-kg[sheets]' and load it again, or save it as CSV and load that."
        )
    sheets = [
        grid.Sheet(sheet, rows, merged, captioned=not _UNNAMED.fullmatch(sheet))
        for sheet, rows, merged in sandbox.run(_READER, data, name, memory=_MEMORY)
    ]
    form = "xls" if data.startswith(compound.MAGIC) else "ods" if _ODS in data[:200] else "xlsx"
    return grid.source(sheets, path=path, name=name, sha256=sha256, encoding="utf-8", form=form)
