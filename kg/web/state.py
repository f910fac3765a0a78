"""What all pages of a site share: the newest state of its store, and answers that are kept while that state lasts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

from kg.web.examiner import Examiner
from kg.web.snapshot import Snapshot
from kg.web.worker import Workers

if TYPE_CHECKING:
    from kg.search.find import Found
    from kg.store import Store
    from kg.web.settings import Settings

T = TypeVar("T")
#: Answers that are kept at once; the one that was not asked for the longest goes first.
KEPT = 64


class State:
    """The store of a site as it is now, with what was made of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.workers = Workers(settings)
        self.snapshot = Snapshot(settings.store)
        self.examiner = Examiner(settings.store)
        self._lock = threading.Lock()
        self._made: dict[object, _Made] = {}
        self._of: Store | None = None
        self._searching = threading.Lock()
        self._index: sqlite3.Connection | None = None
        self._index_of: Store | None = None

    def store(self) -> Store:
        """The store, read-only.

        :raises kg.store.StoreError: there is none, or it cannot be read.
        """
        return self.snapshot.store()

    def kept(self, key: object, make: Callable[[Store], T]) -> T:
        """What ``make`` gives for the store as it is now; made once for each state of the store, others do not wait for it."""
        store = self.snapshot.store()
        with self._lock:
            if store is not self._of:
                self._made = {}
                self._of = store
            made = self._made.pop(key, None) or _Made()
            self._made[key] = made
            while len(self._made) > KEPT:
                self._made.pop(next(iter(self._made)))
        with made.lock:
            if not made.done:
                made.value, made.done = make(store), True
            value: T = made.value
            return value

    def search(self, words: str, **options: Any) -> Found:
        """As :func:`kg.search.find.search`, with one connection for all."""
        from kg.search import index
        from kg.search.find import Searcher

        store = self.snapshot.store()
        with self._searching:
            if self._index is None or self._index_of is not store:
                self._forget_index()
                self._index, self._index_of = index.current(store), store
            return Searcher(store, self._index).search(words, **options)

    def _forget_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def close(self) -> None:
        """End the processes and let go of the files."""
        self.examiner.close()
        self.workers.close()
        with self._searching:
            self._forget_index()


class _Made:
    """Something that is made once; who needs it meanwhile waits."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = False
        self.value: Any = None
