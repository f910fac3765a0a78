"""A zip archive in memory: docx, xlsx, ofd and plain zip files are read through it, and its limits hold for all of them.

Nothing is extracted to disk.  Sizes are counted while reading, for what a zip's directory says of them may be a lie.  XML
parts go to the expat parser of the standard library: with the DOCTYPE refused there are no entities, and it knows no network.
"""

from __future__ import annotations

import codecs
import re
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NoReturn
from xml.etree import ElementTree
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from loaders.source import UnreadableFile

MAX_ENTRIES: Final = 2_000
MAX_PART_BYTES: Final = 64_000_000
MAX_BYTES: Final = 256_000_000
MAX_MARKS: Final = 3_000_000
"""Signs ``<`` and ``=`` in one XML part: an element or attribute of five bytes takes 200 in memory, and its time.

A page of text has some 300 to 2,000 of them, one full of small cells 5,000.
"""
_CHUNK = 1 << 20
# Entries of the archive itself and of archives that are stored in it: looked at before the directory is built.
_MAX_SIGNATURES = 50 * MAX_ENTRIES
_DIRECTORY_ENTRY = b"PK\x01\x02"
_ENCRYPTED = 0x1
_ENCODING = re.compile(rb"encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
_READ_BY_EXPAT = ("utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1", "utf-16", "utf-16le", "utf-16be")
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DOCTYPES = tuple("<!DOCTYPE".encode(encoding) for encoding in ("ascii", "utf-16-le", "utf-16-be"))
_DAMAGED = (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError, struct.error, OverflowError)


def is_zip(data: bytes) -> bool:
    """Whether the bytes begin as a zip archive does (APPNOTE 4.3.7; an empty one has its end record only)."""
    return data.startswith((b"PK\x03\x04", b"PK\x05\x06"))


class Archive:
    """The parts of a zip archive, each read at most to the limits: 2,000 entries, 64 MB a part, 256 MB in all.

    ``name`` is the file's name for messages ("" where the caller puts it in front).  ``advice`` says what the user should do
    with a damaged file.  Raises UnreadableFile with one sentence, at once or while a part is read.
    """

    def __init__(self, data: bytes, name: str, advice: str = "save it again in the program that made it") -> None:
        self.name = name
        self.advice = advice
        if data.count(_DIRECTORY_ENTRY) > _MAX_SIGNATURES:
            self._too_many(data.count(_DIRECTORY_ENTRY))
        try:
            self._zip = ZipFile(BytesIO(data))
        except _DAMAGED as error:
            raise self.damaged() from error
        self.entries: tuple[ZipInfo, ...] = tuple(self._zip.infolist())
        """Every entry of the directory in its order, folders and doubled names included."""
        if len(self.entries) > MAX_ENTRIES:
            self._too_many(len(self.entries))
        # The last of several entries of one name counts, as in every program that unpacks them one after the other.
        self._by_name = {_plain(entry.filename): entry for entry in self.entries}
        self._sizes: dict[int, int] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the parts, folders left out, each once."""
        return tuple(dict.fromkeys(entry.filename for entry in self.entries if not entry.is_dir()))

    def has(self, name: str) -> bool:
        """Whether there is a part of this name; upper and lower case are the same (ECMA-376-2, 6.2.2.3)."""
        return _plain(name) in self._by_name

    def part(self, name: str) -> bytes:
        """The bytes of a part.  Raises UnreadableFile where it is missing, over a limit, encrypted or damaged."""
        entry = self._by_name.get(_plain(name))
        if entry is None:
            raise UnreadableFile(self.sentence(f"lacks its part {name}: {self.advice} and load that."))
        return b"".join(self.content(entry))

    def content(self, entry: ZipInfo) -> Iterator[bytes]:
        """The bytes of one of ``entries`` in pieces of at most 1 MB."""
        if entry.flag_bits & _ENCRYPTED:
            raise UnreadableFile(self.sentence("is protected by a password: save it without one and load that."))
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise UnreadableFile(
                self.sentence("is packed by an unusual method: pack it again as an ordinary zip and load that.")
            )
        others = sum(self._sizes.values()) - self._sizes.get(entry.header_offset, 0)
        size = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    size += len(chunk)
                    self._sizes[entry.header_offset] = size
                    if size > MAX_PART_BYTES or others + size > MAX_BYTES:
                        raise UnreadableFile(
                            self.sentence(
                                f"holds more than {MAX_PART_BYTES // 1_000_000} MB in a part or "
                                f"{MAX_BYTES // 1_000_000} MB in all when unpacked: split it and load the parts."
                            )
                        )
                    yield chunk
        except (*_DAMAGED, RuntimeError) as error:
            raise self.damaged() from error

    def xml(self, name: str) -> ElementTree.Element:
        """The root element of an XML part.

        Raises UnreadableFile where :meth:`part` does, for a DOCTYPE, for more elements and attributes than the limit and
        for what is no XML.
        """
        try:
            data = _recoded(self.part(name))
        except ValueError as error:
            raise self.damaged() from error
        if any(doctype in data for doctype in _DOCTYPES):
            raise UnreadableFile(
                self.sentence(f"declares a document type inside ({name}), which is never needed: {self.advice}.")
            )
        if data.count(b"<") + data.count(b"=") > MAX_MARKS:
            raise UnreadableFile(
                self.sentence(
                    f"has more than {MAX_MARKS // 1_000_000} million marks in {name}, the limit: split it and load the parts."
                )
            )
        try:
            return ElementTree.fromstring(data)
        except (ElementTree.ParseError, ValueError) as error:
            raise self.damaged() from error

    def damaged(self) -> UnreadableFile:
        """The error that says that the file is damaged, and what to do."""
        return UnreadableFile(self.sentence(f"is damaged: {self.advice} and load that."))

    def sentence(self, words: str) -> str:
        """The words with the file's name in front."""
        return f"{self.name} {words}" if self.name else words

    def _too_many(self, count: int) -> NoReturn:
        raise UnreadableFile(
            self.sentence(
                f"has {count:,} entries, more than the limit of {MAX_ENTRIES:,}: split it and load the parts."
            )
        )


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()


def _recoded(data: bytes) -> bytes:
    """XML in an encoding whose signs ``<`` and ``=`` can be counted as bytes; GB encodings, which expat lacks, as UTF-8.

    A part may say of itself that it is in an encoding where ``<!DOCTYPE`` is spelt in other bytes, which would pass unseen.
    """
    if data.startswith(_UTF16_MARKS):
        return data
    body = data.removeprefix(codecs.BOM_UTF8).lstrip(b" \t\r\n")
    if not body.startswith(b"<?xml"):
        return data
    end = body.find(b"?>")
    declared = _ENCODING.search(body, 0, end)
    encoding = declared[1].decode("ascii").lower() if declared else "utf-8"
    if encoding in ("gb2312", "gbk", "gb18030"):
        return body[end + 2 :].decode("gb18030").encode()
    if end < 0 or encoding not in _READ_BY_EXPAT:
        raise ValueError(encoding)
    return data
