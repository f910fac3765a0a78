"""The newest state of a store that is written to meanwhile: opened anew when its files have changed, or the mark at an endpoint."""

from __future__ import annotations

import threading
import time
from pathlib import Path

from kg.stores import layout
from kg.stores.opening import is_address, open_store
from kg.stores.store import Place, Store

#: Seconds between two looks whether an endpoint holds something else.
LOOK = 2.0
Stamp = tuple[tuple[str, int, int], ...]


def stamp(folder: Path) -> Stamp:
    """What changes when a store is written to: the names, sizes and times of its files."""
    found = []
    try:
        for file in layout.quads(folder).iterdir():
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

    def __init__(self, path: Place, judgements: Path | None = None) -> None:
        self.path = path
        self.judgements = judgements
        self._stamp: Stamp | None = None
        self._store: Store | None = None
        self._lock = threading.Lock()
        self._state: str | None = None
        self._looked = 0.0

    def store(self) -> Store:
        """The store, read-only.

        :raises kg.stores.store.StoreError: there is none, or it cannot be read.
        """
        with self._lock:
            if is_address(self.path):
                return self._elsewhere()
            now = stamp(Path(self.path))
            if self._store is None or not now or now != self._stamp:
                self._stamp, self._store = now, self._opened()
            return self._store

    def _opened(self) -> Store:
        store = open_store(self.path, read_only=True)
        store.judgements = self.judgements
        return store

    def _elsewhere(self) -> Store:
        """The store at an address: always what is there now; another object after a writing, so that nothing old is kept."""
        now = time.monotonic()
        if self._store is None or now - self._looked > LOOK:
            if self._store is None or self._store.state != self._state:
                self._store = self._opened()
                self._state = self._store.state
            self._looked = now
        return self._store
