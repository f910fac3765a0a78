"""Read a file: its bytes become one text with stable offsets.  What the file is, is decided by its content."""

from __future__ import annotations

import hashlib
import os
import stat
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

from loaders.formats import markdown, txt, zipped
from loaders.formats.containers import urls
from loaders.formats.containers.urls import Url, place
from loaders.formats.pages import ofd, pdf
from loaders.formats.scans import scan
from loaders.formats.sheets import csv_table, sheet
from loaders.formats.web import html, mhtml
from loaders.formats.word import docx, office
from loaders.source import Source, UnreadableFile
from loaders.text import file_names
from ontology.tables import rows

__all__ = [
    "ENDINGS",
    "MAX_BYTES",
    "Source",
    "Url",
    "content",
    "members",
    "place",
    "read",
    "read_bytes",
    "sha256",
    "size",
]

MAX_BYTES = 50_000_000
_PLAIN = (".txt", ".text", *markdown.ENDINGS)
_PAGE = (".html", ".htm", ".shtml", ".xhtml", *mhtml.ENDINGS)
# Office programs open a web page under these names, and government sites offer pages for download so.
_PAGE_IN_DISGUISE = (".xls", ".et", *docx.ENDINGS, *office.ENDINGS)
ENDINGS = (
    *_PLAIN,
    *_PAGE,
    *csv_table.ENDINGS,
    *sheet.ENDINGS,
    *docx.ENDINGS,
    *office.ENDINGS,
    *pdf.ENDINGS,
    *ofd.ENDINGS,
    *scan.endings(),
    *zipped.ENDINGS,
)

# What a file is, whatever its name says; the first that knows it reads it.
_BY_CONTENT = (
    (docx.is_document, docx.source),
    (office.is_document, office.source),
    (sheet.is_workbook, sheet.source),
    (pdf.is_pdf, scan.of_pdf),
    (ofd.is_ofd, scan.of_ofd),
    (scan.is_picture, scan.source),
)


def read(path: Path) -> Source:
    """The text of the file at ``path``, which may be one in an archive: ``disclosures.zip/卫健局/a.docx``.

    Raises :class:`UnreadableFile` with one sentence for the user: the file is missing, too large, empty, binary, of an
    unknown encoding, or of a format that this version does not read.  Nothing is fetched from the network but the file
    itself, where its path is a URL (:func:`place`).
    """
    source = read_bytes(content(path), path)
    if (shown := file_names.readable(source.path)) != source.path:
        source = replace(source, path=shown)
    if (found := zipped.archive_of(path)) and (note := _container(found[0]).note(found[1])):
        return replace(source, warnings=(*source.warnings, note))
    return source


def read_bytes(data: bytes, path: Path) -> Source:
    """The text of a file whose bytes are at hand, such as a member of a zip archive, as :func:`read` gives it."""
    ending = path.suffix.lower()
    digest = hashlib.sha256(data).hexdigest()
    office.refuse_protected(data, path.name)
    for is_one, source in _BY_CONTENT:
        if is_one(data):
            return source(data, str(path), path.name, digest)
    if zipped.is_container(data):
        inside = zipped.Container(data, path.name).paths
        raise UnreadableFile(
            f"{path.name} is an archive of {len(inside):,} files and no document: give it the ending .zip and load it, "
            "so that each of them is read."
        )
    if mhtml.is_page(data):
        markup, declared = mhtml.page(data, path.name)
        text, encoding = txt.decode(markup, path.name, hint=declared or html.declared_charset(markup))
        return html.source(text, str(path), digest, encoding)
    for start, also, what, advice in _signatures():
        if data.startswith(start) and also in data[:4096]:
            raise UnreadableFile(f"{path.name} is {what}, not a text or web page: {advice}.")
    if ending not in ("", *_PLAIN, *_PAGE, *_PAGE_IN_DISGUISE, *csv_table.ENDINGS):
        raise UnreadableFile(
            f"{path.name} cannot be read: this version reads .txt and .html files, Word documents (.docx, .doc, .wps), "
            f"PDF and OFD documents, .csv tables and .xlsx, .xls, .et and .ods workbooks, so save it as one of them (UTF-8) and load that."
        )
    text, encoding = txt.decode(data, path.name, hint=html.declared_charset(data))
    if ending in markdown.ENDINGS and not html.is_whole_page(text):
        return markdown.source(text, str(path), path.name, digest, encoding)
    if ending in _PAGE or html.looks_like_page(text):
        return html.source(text, str(path), digest, encoding)
    if ending in _PAGE_IN_DISGUISE:
        raise UnreadableFile(
            f"{path.name} is no {ending} document and no web page; if it is plain text, rename it to .txt and load that."
        )
    if ending in csv_table.ENDINGS:
        return csv_table.source(text, str(path), path.name, digest, encoding)
    return txt.source(text, str(path), digest, encoding)


@cache
def _signatures() -> tuple[tuple[bytes, bytes, str, str], ...]:
    """Formats that are not read: the bytes that a file begins with, others in its first 4,096, what it is and what to do."""
    table = rows(__name__, "signatures.tsv")
    return tuple((bytes.fromhex(row["start"]), row["inside"].encode(), row["what"], row["advice"]) for row in table)


def members(path: Path) -> tuple[Path, ...] | None:
    """The paths of the files in the archive (.zip) at ``path``, in their order; None where it is a document itself.

    Each can be given to :func:`read` and :func:`content`; one that cannot be read never stops the others.  Raises
    UnreadableFile where the archive itself cannot be read; see :class:`loaders.formats.zipped.Container`.
    """
    if isinstance(path, Url):
        if path.suffix.lower() in zipped.ENDINGS:
            raise UnreadableFile(f"{path} is an archive at a URL, which kg does not open: download it and load that.")
        return None
    if path.suffix.lower() not in zipped.ENDINGS or not zipped.is_container(_file(path)):
        return None
    return tuple(path / inner for inner in _container(path).paths)


def content(path: Path) -> bytes:
    """The bytes of the file at ``path``, which may be one in an archive.  Raises UnreadableFile as :func:`read` does."""
    found = zipped.archive_of(path)
    if found is None:
        return _file(path)
    whole, inner = found
    data = _container(whole).read(inner)
    if not data:
        raise UnreadableFile(f"{path.name} is empty.")
    return data


def sha256(path: Path) -> str:
    """The SHA-256 of the bytes that :func:`content` gives, in hexadecimal; a file on disk is read piece by piece.

    Raises OSError, or UnreadableFile for one in an archive and for what :func:`read` refuses unseen.
    """
    if isinstance(path, Url) or zipped.archive_of(path):
        return hashlib.sha256(content(path)).hexdigest()
    _check(path)
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def size(path: Path) -> int:
    """How many bytes :func:`content` gives, 0 where a server does not say it.

    Raises OSError, or UnreadableFile for a file in an archive or at a URL.
    """
    if isinstance(path, Url):
        return urls.size(path) or 0
    return len(content(path)) if zipped.archive_of(path) else path.stat().st_size


def _container(path: Path) -> zipped.Container:
    try:
        changed = path.stat().st_mtime_ns
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or error}.") from error
    return _opened(path, changed)


@lru_cache(maxsize=1)
def _opened(path: Path, changed: int) -> zipped.Container:
    """The archive that was used last stays open: its members are read one after the other."""
    data = _file(path)
    if not zipped.is_container(data):
        raise UnreadableFile(f"{path.name} is a file and no archive, so that nothing stands below it.")
    return zipped.Container(data, path.name)


def _file(path: Path) -> bytes:
    if isinstance(path, Url):
        return urls.content(path, MAX_BYTES)
    try:
        _check(path)
        data = path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableFile(f"{path.name} does not exist.") from error
    except OSError as error:
        raise UnreadableFile(f"{path.name} cannot be opened: {error.strerror or error}.") from error
    if not data:
        raise UnreadableFile(f"{path.name} is empty.")
    return data


def _check(path: Path) -> None:
    """Raise UnreadableFile for what must not be read at all: a pipe never ends, a device is endless."""
    if path.is_dir():
        with os.scandir(path):  # one that cannot even be listed fails here, with the system's reason
            pass
        raise UnreadableFile(f"{path.name} is a folder, not a file.")
    if not stat.S_ISREG(path.stat().st_mode):
        raise UnreadableFile(f"{path.name} is a pipe or a device, not a file.")
    if path.stat().st_size > MAX_BYTES:
        raise UnreadableFile(
            f"{path.name} is larger than the limit of {MAX_BYTES // 1_000_000} MB: split it and load the parts."
        )
