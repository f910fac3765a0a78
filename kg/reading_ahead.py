"""Reading ahead: files in their order, while those behind them are already being read by other processes.

How far is bounded, in files and in bytes, so that memory does not grow with the number of files.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kg import catalogue
from kg.reading import Read, explained
from kg.workers import Inline, Readers, Workers
from loaders import formats, identifiers
from loaders.formats import ofd, office, pdf, sheet

T = TypeVar("T")
# How far reading may be ahead of writing: in files, and in bytes of N-Quads that wait.
FILES_AHEAD = 400
BYTES_AHEAD = 64_000_000
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
    """

    file: Path
    path: str
    document: str = ""
    problem: str | None = None
    cost: int = 0
    reading: Future[Read] | None = None


class Ahead:
    """Reads files in ``jobs`` processes, or in this one where there is too little to read for more.

    ``needed`` says of a path and the document that it holds now whether the file must be read.
    """

    def __init__(self, jobs: int, needed: Callable[[str, str], bool]) -> None:
        self.jobs = jobs
        self.needed = needed
        self.readers: Readers = Inline()
        self._planned: deque[Planned] = deque()
        self._begun: set[str] = set()
        # Bytes of N-Quads that have been read and wait, and what other threads add to them.
        self._waiting = 0
        self._sizes: deque[int] = deque()

    def in_turn(self, files: Sequence[Path]) -> Iterator[Planned]:
        """The files in their order, each after those behind it have begun to be read, as far as the limits allow."""
        for file in files:
            self._plan(file)
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

    def _plan(self, file: Path) -> None:
        planned = Planned(file, catalogue.posix(file))
        self._planned.append(planned)
        with explained(file) as problem:
            planned.document = identifiers.document(sha16(file))
            if self.needed(planned.path, planned.document) and planned.document not in self._begun:
                planned.cost = formats.size(file) + _DEAR.get(file.suffix.lower(), FILE_COST)
        if problem:
            planned.problem = problem[0]
        elif self.jobs > 1 and planned.cost:
            self._begun.add(planned.document)
            self._begin(planned)

    def _begin(self, planned: Planned) -> None:
        """Give a file to a worker; the first are given when there is enough in them to start workers for."""
        todo = [planned]
        if not isinstance(self.readers, Workers):
            todo = [one for one in self._planned if one.cost]
            if len(todo) < 2 or sum(one.cost for one in todo) < WORTH_WORKERS:
                return
            self.readers = Workers(self.jobs)
        for one in todo:
            one.reading = self.readers.submit(one.file)
            one.reading.add_done_callback(lambda done: self._sizes.append(_size(done)))

    def _far(self) -> bool:
        """Whether so much waits for its turn that no more may be read before some of it is written."""
        while self._sizes:
            self._waiting += self._sizes.popleft()
        return len(self._planned) > FILES_AHEAD or self._waiting > BYTES_AHEAD

    def _next(self) -> Planned:
        planned = self._planned.popleft()
        if planned.reading is not None:
            planned.reading.add_done_callback(lambda done: self._sizes.append(-_size(done)))
        return planned


def sha16(file: Path) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a file's bytes; the file may be one in an archive."""
    return formats.sha256(file)[:16]


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
