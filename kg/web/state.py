"""What all pages of a site share: the newest state of its store, and answers that are kept while that state lasts."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from operator import is_
from typing import TYPE_CHECKING, Any, TypeVar

import queries
from kg.answers import ask, kept_lists
from kg.web.background_audit import BackgroundAudit
from kg.web.query_queue import QueryQueue
from kg.web.query_worker import Failed, QueryWorkers
from kg.web.snapshot import Snapshot
from kg.web.wording import say

if TYPE_CHECKING:
    from kg.search.find import Found
    from kg.stores.store import Store
    from kg.tables.table import Table
    from kg.web.settings import Settings

T = TypeVar("T")
#: Seconds after which a page that waits for a list is loaded again.
AGAIN = "4"
#: So many times the limit of a user's query may such a list take.
LONGER = 15
#: The lists with a row for each project or each document.
LONGEST = ("projects", "documents")
#: So many threads may wait for what others make; the rest is for pages that are there at once.
WAITING = 16
#: Answers that are kept at once; the one that was not asked for the longest goes first.
KEPT = 64


class BeingMade(Exception):
    """A list that is not there yet, but will be: it is made while nobody waits for it."""


class State:
    """The store of a site as it is now, with what was made of it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.queries = QueryQueue(settings)
        # Lists have processes of their own: a long one must not take those of the users' queries.
        self._makers = QueryWorkers(settings, settings.makers)
        self._making = ThreadPoolExecutor(settings.workers, thread_name_prefix="kg-lists")
        # The longest stand in a queue of their own: the others are there soon.
        self._making_long = ThreadPoolExecutor(1, thread_name_prefix="kg-long-lists")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="kg-aside")
        self._closing = threading.Event()
        self._places = threading.BoundedSemaphore(WAITING)
        self.snapshot = Snapshot(settings.store, settings.judgements)
        self.examiner = BackgroundAudit(settings.store)
        self._lock = threading.Lock()
        self._made: dict[object, _Made] = {}
        self._of: Store | None = None
        self._searching = threading.Lock()
        self._index: sqlite3.Connection | None = None
        self._index_of: Store | None = None

    def store(self) -> Store:
        """The store, read-only.

        :raises kg.stores.store.StoreError: there is none, or it cannot be read.
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
        if not made.lock.acquire(blocking=False):
            # Who waits for another's work waits no longer than for a query of their own.
            with self._patience():
                if not made.lock.acquire(timeout=self.settings.seconds + 5):
                    raise Failed("busy", say("en", "fail_busy"))
        try:
            if not made.done:
                made.value, made.done = make(store), True
            value: T = made.value
            return value
        finally:
            made.lock.release()

    def made_of(self, key: object, given: Sequence[object], make: Callable[[], T]) -> T:
        """What ``make`` gives of these tables, or of what was made of tables; kept while they are those of the store, which may have changed since they were asked for."""
        of, found = self.kept(key, lambda _: (given, make()))
        return found if all(map(is_, of, given)) else make()

    def listed(self, name: str, wait: float | None = None) -> Table:
        """All rows of a named query, its parameters left out; they are worked out in a process that can be stopped.

        ``wait`` is how many seconds somebody waits for them where it is not that of the settings; they are made in any case.
        :raises BeingMade: they are not there yet.
        :raises kg.web.query_worker.Failed: that took too long.
        """
        query = queries.load(name)
        bound = queries.bind(query.sparql, ask.terms(self.store(), query, query.whole))
        return self.asked(bound, wait, long=name in LONGEST)

    def asked(self, sparql: str, wait: float | None = None, *, long: bool = False) -> Table:
        """The rows of a query of ours, as :meth:`listed`."""
        key = ("asked", sparql)
        queue = self._making_long if long else self._making
        try:
            made = self.kept(key, lambda store: queue.submit(self._made_or_kept, store, sparql))
        except RuntimeError:
            if not self._closing.is_set():
                raise
            raise BeingMade from None  # by nobody any more: the site is being closed
        try:
            if made.done():
                return made.result()
            with self._patience():
                return made.result(self.settings.patience if wait is None else max(0.0, wait))
        except TimeoutError:
            raise BeingMade from None
        except Failed:
            # Who asks again may have more luck.
            with self._lock:
                if key in self._made and self._made[key].value is made:
                    del self._made[key]
            raise

    @contextmanager
    def _patience(self) -> Iterator[None]:
        """A place among the threads that may wait.

        :raises BeingMade: all are taken.
        """
        if not self._places.acquire(blocking=False):
            raise BeingMade
        try:
            yield
        finally:
            self._places.release()

    def _made_or_kept(self, store: Store, sparql: str) -> Table:
        found = kept_lists.find(store, sparql)
        if found is None:
            found = self._makers.table(sparql, self.settings.seconds * LONGER, self._closing)
            # The process that made it looks for the newest state of the store too.
            if self.snapshot.store() is store:
                kept_lists.keep(store, sparql, found)
        return found

    def aside(self, key: object, make: Callable[[], T]) -> Future[T]:
        """What ``make`` will give, one after the other, in a thread of its own; made once for each state of the store."""
        return self.kept(key, lambda _: self._aside.submit(make))

    def patience(self, whole: bool) -> float:
        """How long who asks for a file (``whole``) waits for it, and who asks for a page."""
        return self.settings.seconds if whole else self.settings.patience

    def search(self, words: str, **options: Any) -> Found:
        """As :func:`kg.search.find.search`, with one connection for all."""
        from kg.search import index
        from kg.search.find import Searcher

        store = self.snapshot.store()
        with self._searching:
            if self._index is None or self._index_of is not store:
                self._forget_index()
                self._index, self._index_of = index.current(store), store
            try:
                return Searcher(store, self._index).search(words, **options)
            except sqlite3.DatabaseError as error:
                self._forget_index()
                self._index, self._index_of = index.made_anew(store, error), store
                return Searcher(store, self._index).search(words, **options)

    def _forget_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def close(self) -> None:
        """End the processes and let go of the files."""
        self.examiner.close()
        self._closing.set()
        for queue in (self._making, self._making_long, self._aside):
            queue.shutdown(cancel_futures=True)
        self._makers.close()
        self.queries.close()
        with self._searching:
            self._forget_index()


class _Made:
    """Something that is made once; who needs it meanwhile waits."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.done = False
        self.value: Any = None
