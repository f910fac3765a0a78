"""The first look at a file that was loaded before: one whose size and time stamps are what they were is not read to see whether it changed.

As in the index of git, a file that may have changed within the grain of a clock's time after it was read is not noted: it looks the same
after such a change, so it is read whole until its stamps are old.
"""

from __future__ import annotations

import json
import time
from contextlib import suppress
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


class FirstLook:
    """The files whose stamps are noted, each with the first digits of the SHA-256 that they went with; ``fresh`` trusts no note."""

    def __init__(self, store: Store, *, fresh: bool = False) -> None:
        self.file = store.companion(layout.STAMPS)
        self.noted: dict[str, tuple[Stamps, str]] = {} if fresh else _read(self.file)
        self.changed = fresh
        self.taken: set[str] = set()

    def sha16(self, file: Path) -> str:
        """The first 16 hexadecimal digits of the SHA-256 of a file's bytes; the file may be one in an archive or at a URL.

        Raises what :func:`loaders.formats.sha256` raises.
        """
        path, stamps, begun = catalogue.posix(file), _stamps(file), time.time_ns()
        if stamps is not None and (known := self.noted.get(path)) is not None and known[0] == stamps:
            return known[1]
        digest = formats.sha256(file)[:16]
        if self.file is not None and not isinstance(file, urls.Url):
            self.changed |= self.noted.pop(path, None) is not None
            self.taken.discard(path)
            if stamps is not None and stamps == _stamps(file) and max(stamps[1:3]) + GRAIN <= begun:
                self.noted[path] = stamps, digest
                self.taken.add(path)
                self.changed = True
        return digest

    def keep(self, loaded: Catalogue) -> None:
        """Write the notes, new ones of loaded files only; where that cannot be done, files are read again."""
        if self.file is None or not self.changed:
            return
        for path in self.taken:
            entry = loaded.get(path)
            if entry is None or not entry.document.endswith(self.noted[path][1]):
                del self.noted[path]
        self.taken.clear()
        noted = {path: (*stamps, digest) for path, (stamps, digest) in self.noted.items()}
        making = layout.making(self.file)
        with suppress(OSError):
            try:
                making.write_text(json.dumps(noted, ensure_ascii=False, separators=(",", ":")), "utf-8")
                making.replace(self.file)
            finally:
                making.unlink(missing_ok=True)


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


def _read(file: Path | None) -> dict[str, tuple[Stamps, str]]:
    """The notes; none where the file is missing or is none of ours."""
    if file is None:
        return {}
    try:
        said = json.loads(file.read_text("utf-8"))
        return {
            str(path): ((int(size), int(written), int(touched), int(number)), str(digest))
            for path, (size, written, touched, number, digest) in said.items()
        }
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
