"""The newest state of a store that is written to meanwhile: opened anew when its files have changed."""

from __future__ import annotations

import threading
from pathlib import Path

from kg.store import Store

Stamp = tuple[tuple[str, int, int], ...]


def stamp(folder: Path) -> Stamp:
    """What changes when a store is written to: the names, sizes and times of its files."""
    found = []
    try:
        for file in folder.iterdir():
            if file.name == "LOCK" or file.name.startswith("LOG"):
                continue
            status = file.stat()
            found.append((file.name, status.st_size, status.st_mtime_ns))
    except FileNotFoundError:
        # A writer merged files while we looked: the next look will find another state anyway.
        return ()
    return tuple(sorted(found))


class Snapshot:
    """Gives the store at ``path`` as it is now; who holds an older state keeps it until they let go of it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._stamp: Stamp | None = None
        self._store: Store | None = None
        self._lock = threading.Lock()

    def store(self) -> Store:
        """The store, read-only.

        :raises kg.store.StoreError: there is none, or it cannot be read.
        """
        with self._lock:
            now = stamp(self.path)
            if self._store is None or not now or now != self._stamp:
                self._store = Store.open(self.path, read_only=True)
                self._stamp = now
            return self._store
