"""The first look at a file that was loaded before: one whose size and time stamps are what they were is not read to see whether it changed.

As in the index of git, a file that may have changed within the grain of a clock's time after it was read is not noted: it looks the same
after such a change, so it is read whole until its stamps are old.  The notes are a table, of which only the rows of the files at hand are read
and written: of one new document among a hundred thousand, one.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing, suppress
from pathlib import Path

from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue
from kg.stores.store import Store
from loaders import formats
from loaders.formats import zipped
from loaders.formats.containers import urls

# The coarsest clock of a file system in use (FAT) counts in steps of two seconds.
GRAIN = 2_000_000_000

#: Bytes, the time of the last change of content and of the last change of anything (in nanoseconds), the number of the file.
Stamps = tuple[int, int, int, int]
# Numbers of files may be larger than SQLite's.
_TABLE = """
CREATE TABLE IF NOT EXISTS stamps (
  path TEXT PRIMARY KEY, size INTEGER, written INTEGER, touched INTEGER, number TEXT, sha16 TEXT) WITHOUT ROWID"""
_ROW = "SELECT size, written, touched, number, sha16 FROM stamps WHERE path = ?"
# What held all notes before.
_FORMER = "stamps.json"


class FirstLook:
    """The files whose stamps are noted, each with the first digits of the SHA-256 that they went with; ``fresh`` trusts no note.

    To be closed; what is not kept by :meth:`keep` is as if it had not been.
    """

    def __init__(self, store: Store, *, fresh: bool = False) -> None:
        self.file = store.companion(layout.STAMPS)
        self._database = None if fresh else _opened(self.file)
        # What this run found; None where nothing may be noted.
        self._found: dict[str, tuple[Stamps, str] | None] = {}

    def close(self) -> None:
        """Let go of the notes."""
        if self._database is not None:
            self._database.close()
            self._database = None

    def sha16(self, file: Path) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of a file's bytes; the file may be one in an archive or at a URL.

        Raises what :func:`loaders.formats.sha256` raises.
        """
        path, stamps, begun = catalogue.posix(file), _stamps(file), time.time_ns()
        known = self._found[path] if path in self._found else self._noted(path)
        if stamps is not None and known is not None and known[0] == stamps:
            return known[1]
        digest = formats.sha256(file)[:16]
        if self.file is not None and not isinstance(file, urls.Url):
            old = stamps is not None and stamps == _stamps(file) and max(stamps[1:3]) + GRAIN <= begun
            if old and stamps is not None:
                self._found[path] = stamps, digest
            elif known is not None:
                self._found[path] = None
        return digest

    def keep(self, loaded: Catalogue) -> None:
        """Write the notes, new ones of loaded files only; where that cannot be done, files are read again."""
        self.close()
        if self.file is None or not self._found:
            return
        rows: list[tuple[str | int, ...]] = []
        for path, noted in self._found.items():
            entry = loaded.get(path)
            if noted is not None and entry is not None and entry.document.endswith(noted[1]):
                *stamps, number = noted[0]
                rows.append((path, *stamps, str(number), noted[1]))
        with suppress(OSError):
            self.file.with_name(_FORMER).unlink(missing_ok=True)
        with suppress(sqlite3.Error), closing(sqlite3.connect(self.file, isolation_level=None)) as database:
            database.execute(_TABLE)
            database.execute("BEGIN")
            database.executemany("DELETE FROM stamps WHERE path = ?", [(path,) for path in self._found])
            database.executemany("INSERT INTO stamps VALUES (?, ?, ?, ?, ?, ?)", rows)
            database.execute("COMMIT")
        self._found.clear()

    def _noted(self, path: str) -> tuple[Stamps, str] | None:
        """The note of a file; none where there is none, or it is none of ours."""
        if self._database is None:
            return None
        try:
            row = self._database.execute(_ROW, (path,)).fetchone()
            return row and ((int(row[0]), int(row[1]), int(row[2]), int(row[3])), str(row[4]))
        except (sqlite3.Error, ValueError, TypeError):
            return None


def _opened(file: Path | None) -> sqlite3.Connection | None:
    """The notes; a file that holds none of ours is taken away."""
    if file is None or not file.exists():
        return None
    try:
        database = sqlite3.connect(file, check_same_thread=False)
        try:
            database.execute(_ROW, ("",)).fetchone()
        except BaseException:
            database.close()
            raise
        return database
    except sqlite3.Error:
        with suppress(OSError):
            file.unlink()
        return None


def _stamps(file: Path) -> Stamps | None:
    """Those of a file, or of the archive that it is in; None where there are none to be had."""
    if isinstance(file, urls.Url):
        return None
    try:
        found = zipped.archive_of(file)
        status = (found[0] if found else file).stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino
