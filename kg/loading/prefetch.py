"""Reading ahead: files in their order, while those behind them are already being read by other processes.

How far is bounded, in files and in bytes, so that memory does not grow with the number of files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg.loading.file_reader import Read, explained, nobody
from kg.loading.workers import Inline, Readers, Workers
from kg.stores import catalogue
from loaders import formats
from loaders.formats import Url
from loaders.formats.pages import ofd, pdf
from loaders.formats.scans.scan import Paged
from loaders.formats.sheets import sheet
from loaders.formats.word import office
from loaders.rdf import identifiers

T = TypeVar("T")
# How far reading may be ahead of writing: in files, and in bytes of N-Quads that wait or are to be expected.
FILES_AHEAD = 400
BYTES_AHEAD = 8_000_000
# What is expected of a file before any has been read: a page of text says much.
EXPECTED = 300_000
# Files at URLs that are fetched at a time to see whether they changed.
FETCHES = 8
# Other processes are started only for so much to read (in bytes of text): starting them takes as long as reading a part of it.
WORTH_WORKERS = 700_000
# What a file costs beside its bytes, in the same measure: most formats little, those that a process of their own reads more.
FILE_COST = 3_000
_DEAR = {
    **dict.fromkeys((*pdf.ENDINGS, *sheet.ENDINGS, *ofd.ENDINGS), 100_000),
    **dict.fromkeys(office.ENDINGS, 1_000_000),
}


@dataclass(slots=True)
class Planned:
    """A file whose turn will come: its path in the catalogue, its document as its bytes were when it was looked at.

    ``problem`` is the sentence for a file that cannot even be looked at; ``reading`` is there where reading has begun.
    ``document`` is blank where only reading tells: a new file at a URL is not fetched twice.
    """

    file: Path
    path: str
    document: str = ""
    problem: str | None = None
    cost: int = 0
    reading: Future[Read] | None = None


class Ahead:
    """Reads files in ``jobs`` processes, or in this one where there is too little to read for more; or by ``readers``.

    ``needed`` says of a path and the document that it holds now whether the file must be read; of a blank document, whether
    that is sure whatever the file holds.  ``sha256`` gives that of a file, or as much as an IRI keeps; ``paged`` is told how far OCR is.
    """

    def __init__(
        self,
        jobs: int,
        needed: Callable[[str, str], bool],
        readers: Readers | None = None,
        sha256: Callable[[Path], str] = formats.sha256,
        paged: Paged = nobody,
    ) -> None:
        self.jobs = jobs
        self.needed = needed
        self.sha256 = sha256
        self.paged = paged
        self.readers: Readers = readers or Inline(paged)
        self._given = readers is not None
        # A file at a URL that is known is fetched only to see whether it changed: waiting for it is most of that.
        self._fetching = ThreadPoolExecutor(FETCHES, thread_name_prefix="kg-fetch")
        self._planned: deque[Planned] = deque()
        self._begun: set[str] = set()
        # Files that are to be read and are not begun, for too much waits.
        self._todo: deque[Planned] = deque()
        # Bytes of N-Quads that have been read and wait, files that are being read, and what other threads tell of both.
        self._waiting = self._running = 0
        self._events: deque[tuple[int, int]] = deque()
        # Files and bytes that have been read so far.
        self._read = (1, EXPECTED)

    def in_turn(self, files: Sequence[Path]) -> Iterator[Planned]:
        """The files in their order, each after those behind it have begun to be read, as far as the limits allow."""
        for file, digest in self._looked_at(files):
            self._plan(file, digest)
            while self._planned and self._far():
                yield self._next()
        while self._planned:
            yield self._next()

    def read(self, planned: Planned) -> Read:
        """What reading a file gave; waits for it, or reads it now."""
        return patiently(planned.reading or self.readers.submit(planned.file))

    def close(self) -> None:
        """Stop reading at once; a second call does nothing."""
        self.readers.close()
        self._fetching.shutdown(wait=False, cancel_futures=True)

    def _looked_at(self, files: Sequence[Path]) -> Iterator[tuple[Path, Future[str] | None]]:
        """The files, each with its digest to come where it must be fetched for that, and others are being fetched behind it."""
        waiting: deque[tuple[Path, Future[str] | None]] = deque()
        for file in files:
            fetched = isinstance(file, Url) and not self.needed(catalogue.posix(file), "")
            waiting.append((file, self._fetching.submit(self.sha256, file) if fetched else None))
            if len(waiting) > 2 * FETCHES or waiting[0][1] is None:
                yield waiting.popleft()
        yield from waiting

    def _plan(self, file: Path, digest: Future[str] | None) -> None:
        planned = Planned(file, catalogue.posix(file))
        self._planned.append(planned)
        with explained(file) as problem:
            if digest is not None or not isinstance(file, Url):
                planned.document = identifiers.document(patiently(digest) if digest else self.sha256(file))
            if self.needed(planned.path, planned.document) and planned.document not in self._begun:
                planned.cost = formats.size(file) + _DEAR.get(file.suffix.lower(), FILE_COST)
        if problem:
            planned.problem = problem[0]
        elif (self.jobs > 1 or self._given) and planned.cost:
            if planned.document:
                self._begun.add(planned.document)
            self._begin(planned)

    def _begin(self, planned: Planned) -> None:
        """Give a file to a worker; the first are given when there is enough in them to start workers for."""
        todo = [planned]
        if not (self._given or isinstance(self.readers, Workers)):
            todo = [one for one in self._planned if one.cost]
            if len(todo) < 2 or sum(one.cost for one in todo) < WORTH_WORKERS:
                return
            self.readers = Workers(self.jobs, self.paged)
        self._todo += todo
        self._feed()

    def _feed(self) -> None:
        """Let as many files be read as there is room for what they will say, in their order."""
        while self._todo and not self._full():
            self._submit(self._todo.popleft())

    def _submit(self, planned: Planned) -> None:
        self._running += 1
        planned.reading = self.readers.submit(planned.file)
        planned.reading.add_done_callback(lambda done: self._events.append((1, _size(done))))

    def _full(self) -> bool:
        """Whether what waits, and what is to be expected of the files that are being read, is as much as there may be."""
        while self._events:
            ended, size = self._events.popleft()
            self._waiting += size
            self._running -= ended
            if ended:
                self._read = self._read[0] + 1, self._read[1] + size
        files, size = self._read
        return self._waiting + self._running * (size // files) > BYTES_AHEAD

    def _far(self) -> bool:
        """Whether so much waits for its turn that no more may be planned before some of it is written."""
        return len(self._planned) > max(FILES_AHEAD, self.readers.files_ahead) or self._full()

    def _next(self) -> Planned:
        planned = self._planned.popleft()
        if self._todo and self._todo[0] is planned:
            self._submit(self._todo.popleft())
        if planned.reading is not None:
            planned.reading.add_done_callback(lambda done: self._events.append((0, -_size(done))))
        self._feed()
        return planned


def patiently(future: Future[T]) -> T:
    """The result of a future; Ctrl-C ends the waiting on every system."""
    while True:
        try:
            return future.result(timeout=0.2)
        except TimeoutError:
            if future.done():
                raise


def _size(done: Future[Read]) -> int:
    return 0 if done.cancelled() or done.exception() else len(done.result().nquads)
