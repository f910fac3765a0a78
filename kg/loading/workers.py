"""Processes that read files while this one writes; each has one file at a time, so it is known which file ended one."""

from __future__ import annotations

import os
import signal
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from kg.loading import file_reader
from kg.loading.file_reader import Read, nobody, read, told
from loaders.formats.containers.child import Child

if TYPE_CHECKING:
    from loaders.formats.scans.scan import Paged

# A worker that ends may have been killed for what another process did: its file is tried once more in a new one.
_TRIES: Final = 2


class Readers(Protocol):
    """What reads files: now, or ahead of being asked for the result."""

    @property
    def files_ahead(self) -> int:
        """How many files must have been submitted so that nothing that reads has to wait; 0 where few do."""

    def submit(self, file: Path) -> Future[Read]:
        """Begin to read a file."""

    def close(self) -> None:
        """Stop reading; what was begun and not asked for is lost."""


class Workers:
    """So many processes that read; to be closed.  None is started before it is needed."""

    files_ahead = 0

    def __init__(self, jobs: int, paged: Paged = nobody) -> None:
        """``paged`` is told how far OCR is with a file, in any thread."""
        self._paged = paged
        self._threads = ThreadPoolExecutor(jobs, thread_name_prefix="kg-reader")
        self._own = threading.local()
        self._lock = threading.Lock()
        self._processes: set[Child] = set()
        self._closed = False

    def submit(self, file: Path) -> Future[Read]:
        """Begin to read a file in the next process that is free; the future never fails while the workers are open."""
        return self._threads.submit(self._read, file)

    def close(self) -> None:
        """End the processes at once; a second call does nothing."""
        with self._lock:
            self._closed = True
            processes = list(self._processes)
        for process in processes:
            process.stop()
        self._threads.shutdown(wait=True, cancel_futures=True)
        for process in processes:
            process.end()

    def _read(self, file: Path) -> Read:
        status: int | None = None
        for _ in range(_TRIES):
            process = self._process()
            try:
                answer = process.ask(os.fspath(file))
                while "pages" in answer[0]:
                    self._paged(*answer[0]["pages"])
                    answer = process.more()
                return told(*answer)
            except (OSError, EOFError, ValueError):
                status = self._bury(process)
        return Read(reason=_ended(file, status))

    def _process(self) -> Child:
        """The process of this thread; each thread of the pool has one of its own."""
        process: Child | None = getattr(self._own, "process", None)
        if process is not None:
            return process
        with self._lock:
            if self._closed:
                raise RuntimeError("the workers are closed")
            process = Child(file_reader.__name__, {**os.environ, "PYTHONUTF8": "1"})
            self._processes.add(process)
        self._own.process = process
        return process

    def _bury(self, process: Child) -> int | None:
        """Forget a process that ended, or whose answer makes no sense; gives its exit status."""
        self._own.process = None
        with self._lock:
            self._processes.discard(process)
        return process.end()


class Inline:
    """Reads in this process, when a result is asked for or at once."""

    files_ahead = 0

    def __init__(self, paged: Paged = nobody) -> None:
        self._paged = paged

    def submit(self, file: Path) -> Future[Read]:
        """Read a file; the future is done."""
        future: Future[Read] = Future()
        future.set_result(read(file, self._paged))
        return future

    def close(self) -> None:
        """There is nothing to close."""


def _ended(file: Path, status: int | None) -> str:
    """The sentence for a file whose reader ended."""
    how = ""
    if status is not None and status < 0:
        with suppress(ValueError):
            how = f" ({signal.Signals(-status).name})"
    return (
        f"{file} made the process that read it stop{how}: it is damaged, or needs more memory than there is; "
        "open it in the program that it is made for, save it again and load that."
    )
