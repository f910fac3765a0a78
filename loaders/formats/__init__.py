"""Read a file: its bytes become one text with stable offsets.  What the file is, is decided by its content."""

from __future__ import annotations

import hashlib
from pathlib import Path

from loaders.formats import csv_table, html, sheet, txt
from loaders.formats.signatures import named
from loaders.source import Source, UnreadableFile

MAX_BYTES = 50_000_000
_TEXT = (".txt", ".text", ".md", "")
_PAGE = (".html", ".htm", ".shtml", ".xhtml")
# Office programs open a web page under these names, and government sites offer pages for download so.
_PAGE_IN_DISGUISE = (".xls", ".doc", ".et", ".wps")
ENDINGS = tuple(ending for ending in _TEXT + _PAGE + csv_table.ENDINGS + sheet.ENDINGS if ending)


def read(path: Path) -> Source:
    """The text of the file at ``path``.

    Raises :class:`UnreadableFile` with one sentence for the user: the file is missing, too large, empty, binary, of an
    unknown encoding, or of a format that this version does not read.  Nothing is fetched from the network.
    """
    data = _bytes(path)
    ending = path.suffix.lower()
    digest = hashlib.sha256(data).hexdigest()
    if sheet.is_workbook(data):
        return sheet.source(data, str(path), path.name, digest)
    found = named(data)
    if found is not None:
        raise UnreadableFile(f"{path.name} is {found.what}, not a text or web page: {found.advice}.")
    if ending not in _TEXT + _PAGE + _PAGE_IN_DISGUISE + csv_table.ENDINGS:
        raise UnreadableFile(
            f"{path.name} cannot be read: this version reads .txt and .html files, .csv tables and .xlsx workbooks, "
            f"so save it as one of them (UTF-8) and load that."
        )
    text, encoding = txt.decode(data, path.name, hint=html.declared_charset(data))
    if ending in _PAGE or html.looks_like_page(text):
        return html.source(text, str(path), digest, encoding)
    if ending in _PAGE_IN_DISGUISE:
        raise UnreadableFile(
            f"{path.name} is no {ending} document and no web page; if it is plain text, rename it to .txt and load that."
        )
    if ending in csv_table.ENDINGS:
        return csv_table.source(text, str(path), path.name, digest, encoding)
    return txt.source(text, str(path), digest, encoding)


def _bytes(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableFile(f"{path.name} is a folder, not a file.")
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise UnreadableFile(
                f"{path.name} is larger than the limit of {MAX_BYTES // 1_000_000} MB: split it and load the parts."
            )
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path.name} does not exist.") from error
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or error}.") from error
    if not data:
        raise UnreadableFile(f"{path.name} is empty.")
    return data
