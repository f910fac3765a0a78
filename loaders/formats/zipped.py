"""Zip archives of documents: each member is a document of its own, under the archive's path as if it were a folder.

``disclosures.zip`` with ``卫健局/a.docx`` inside gives ``disclosures.zip/卫健局/a.docx``.  Nothing is written to disk, so a
member's name cannot reach any other file; names that try to are made harmless or passed over, and said.
"""

from __future__ import annotations

import re
import stat
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final
from zipfile import ZipInfo

from loaders.formats.containers import archive
from loaders.formats.containers.archive import Archive
from loaders.formats.containers.urls import Url
from loaders.formats.word import docx
from loaders.source import UnreadableFile

ENDINGS: Final = (".zip",)
MAX_NAME: Final = 1_000
"""Characters of a member's path."""
_ADVICE = "pack it again"
_UTF8 = 0x800  # flag bit 11 (APPNOTE 4.4.4): the name is in UTF-8
_UNICODE_PATH = 0x7075  # extra field (APPNOTE 4.6.9): the name in UTF-8 beside one that is not
_DRIVE = re.compile(r"^[A-Za-z]:")
_CONTROLS = re.compile("[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")
# What systems and programs put beside the documents.
_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.[^/]|~\$|Thumbs\.db$|desktop\.ini$)", re.I)
# First parts of packages that are documents themselves.
_PACKAGES = ("[Content_Types].xml", "OFD.xml", "mimetype", "META-INF/MANIFEST.MF")


def is_container(data: bytes) -> bool:
    """Whether ``data`` is a zip archive of files, not one that is a document itself (.docx, .xlsx, .ofd …)."""
    if not archive.is_zip(data) or docx.is_document(data):
        return False
    try:
        opened = Archive(data, "")
    except UnreadableFile:
        # A damaged one: is it a package?  Its first part tells.
        return not any(name.encode() in data[:4096] for name in _PACKAGES)
    return not any(opened.has(name) for name in _PACKAGES)


def archive_of(path: Path) -> tuple[Path, str] | None:
    """The archive on disk and the path below it that a member's path means; None where it means no member."""
    if isinstance(path, Url):
        return None
    for above in path.parents:
        if above.is_file():
            return above, path.relative_to(above).as_posix()
        if above.exists():
            return None
    return None


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in the archive, or in the archive ``within`` it; ``note`` says what is odd about its name."""

    entry: ZipInfo
    within: ZipInfo | None
    note: str | None
    problem: str | None = None


class Container:
    """The files of the archive ``name``, those of archives in it too, one level deep.

    Folders, and what systems leave beside files (``__MACOSX``, ``Thumbs.db``, hidden files), are left out.  Raises
    UnreadableFile where the archive is damaged, or holds, with all that is in it, more than 2,000 entries or 256 MB.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._archive = Archive(data, name, _ADVICE)
        self._members: dict[str, _Member] = {}
        self._entries = self._bytes = 0
        self._nested: tuple[ZipInfo, Archive] | None = None
        self._list(self._archive, "", None)

    @property
    def paths(self) -> tuple[str, ...]:
        """The path of every file below the archive, with ``/``, in their order; also of those that cannot be read."""
        return tuple(sorted(self._members))

    def note(self, path: str) -> str | None:
        """What a user should know of the file's name: that it was changed, and how it was."""
        found = self._members.get(path)
        return None if found is None else found.note

    def read(self, path: str) -> bytes:
        """The bytes of a file.  Raises UnreadableFile where there is none, or it is damaged, a link, or over a limit."""
        found = self._members.get(path)
        if found is None:
            raise UnreadableFile(f"{self._archive.name} holds no file {path}.")
        if found.problem:
            raise UnreadableFile(found.problem)
        holder = self._archive if found.within is None else self._opened(found.within)
        return self._content(holder, found.entry, path)

    def _content(self, holder: Archive, entry: ZipInfo, path: str) -> bytes:
        try:
            return b"".join(holder.content(entry))
        except UnreadableFile as error:
            # What the archive says is about this file of it.
            said = str(error).removeprefix(holder.name)
            raise UnreadableFile(f"{holder.name}/{_last(path)}{said}") from error

    def _opened(self, within: ZipInfo) -> Archive:
        if self._nested is None or self._nested[0] is not within:
            path = _name(within)
            self._nested = within, Archive(self._content(self._archive, within, path), _last(path), _ADVICE)
        return self._nested[1]

    def _list(self, opened: Archive, folder: str, within: ZipInfo | None) -> None:
        self._entries += len(opened.entries)
        # A size that is a lie is no danger: reading ends there, and the checksum tells.
        self._bytes += sum(entry.file_size for entry in opened.entries)
        if self._entries > archive.MAX_ENTRIES or self._bytes > archive.MAX_BYTES:
            raise UnreadableFile(
                self._archive.sentence(
                    f"holds more than {archive.MAX_ENTRIES:,} entries or {archive.MAX_BYTES // 1_000_000} MB in all when "
                    "unpacked: split it and load the parts."
                )
            )
        for entry in opened.entries:
            printed = _name(entry)
            path, note = _harmless(printed)
            if printed.endswith(("/", "\\")) or not path or _LITTER.search(path):
                continue
            self._add(entry, folder + path, within, note)

    def _add(self, entry: ZipInfo, path: str, within: ZipInfo | None, note: str | None) -> None:
        if path in self._members:
            path, note = self._other(path), f"the archive has more than one file {_last(path)}"
        problem = None
        if stat.S_ISLNK(entry.external_attr >> 16):
            problem = f"{_last(path)} is a link to another file, which is not followed: pack the file itself."
        elif path.lower().endswith(ENDINGS):
            if within is not None:
                problem = (
                    f"{_last(path)} is an archive in an archive in an archive: unpack it and load the files inside."
                )
            else:
                try:
                    self._list(self._opened(entry), path + "/", entry)
                    return
                except UnreadableFile as error:
                    problem = str(error)
        self._members[path] = _Member(entry, within, note, problem)

    def _other(self, path: str) -> str:
        """A path that is not taken: ``a (2).docx`` beside ``a.docx``."""
        stem, dot, ending = path.rpartition(".")
        if "/" in ending or not dot:
            stem, dot, ending = path, "", ""
        return next(other for n in count(2) if (other := f"{stem} ({n}){dot}{ending}") not in self._members)


def _last(path: str) -> str:
    return path.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]


def _name(entry: ZipInfo) -> str:
    """A member's name as its writer meant it.

    Chinese Windows writes names in GBK and does not say so; others write UTF-8 and do not say so either.  Bytes that are
    UTF-8 are taken as that, for GBK text hardly ever is by chance.
    """
    if entry.flag_bits & _UTF8:
        return entry.filename
    extra = _unicode_path(entry.extra)
    if extra is not None:
        return extra
    try:
        raw = entry.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return entry.filename
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return entry.filename


def _unicode_path(extra: bytes) -> str | None:
    while len(extra) >= 4:
        kind, size = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and size > 5:
            try:
                return extra[9 : 4 + size].decode("utf-8")
            except UnicodeDecodeError:
                return None
        extra = extra[4 + size :]
    return None


def _harmless(printed: str) -> tuple[str, str | None]:
    """A name without drive, ``..``, absolute beginning and control characters; and a sentence where it had any."""
    plain = printed.replace("\\", "/")
    path = _CONTROLS.sub("_", plain)
    path = "/".join(part for part in path.split("/") if part not in ("", ".", ".."))
    # A drive may stand behind what was taken away, and another behind it.
    while _DRIVE.match(path):
        path = "/".join(part for part in _DRIVE.sub("", path).split("/") if part not in ("", ".", ".."))
    if len(path) > MAX_NAME:
        path = path[-MAX_NAME:].lstrip("/")
    ordinary = path == plain.rstrip("/")
    return path, None if ordinary else f"its name in the archive was {_CONTROLS.sub('_', plain)[:200]!r}"
