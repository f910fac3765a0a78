"""A folder whose files the site loads as they arrive (``kg serve --watch``), in the queue of those who write."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kg.loading.report import Outcome
from kg.loading.watch import Arrived, arriving
from kg.web.editing import addition_work

if TYPE_CHECKING:
    from kg.web.editing.job_queue import JobQueue
    from kg.web.settings import Settings

#: What could not be read is remembered for so many files.
_REMEMBERED = 100


class WatchedFolder:
    """Loads what arrives in a folder; ``tell`` is called with what became of each file, and of a load that was not done, whose path is blank.

    ``loaded`` counts the files since the site began, ``last`` is when the newest of them came (ISO 8601, local time), ``unread`` has the
    sentence of each that could not be read, by path.
    """

    def __init__(self, folder: Path, settings: Settings, queue: JobQueue, tell: Callable[[Outcome], None]) -> None:
        self.folder = folder
        self.loaded = 0
        self.last = ""
        self.unread: dict[str, str] = {}
        self._settings = settings
        self._queue = queue
        self._tell = tell
        self._ended = threading.Event()
        threading.Thread(target=self._run, name="kg-watch", daemon=True).start()

    def close(self) -> None:
        """Look no more."""
        self._ended.set()

    def _run(self) -> None:
        for arrived in arriving(self.folder, self._ended):
            self._load(arrived)

    def _load(self, arrived: Arrived) -> None:
        job = self._queue.submit(
            addition_work.load_arrived, Path(self._settings.store), self._settings.judgements, arrived.paths
        )
        while not job.over.wait(0.5):
            if self._ended.is_set():
                return
        if job.state != "done":
            arrived.again = True
            self._tell(Outcome("", "failed", job.sentence))
            return
        for one in job.result:
            self._tell(one)
            self.unread.pop(one.path, None)
            if one.reason is not None:
                if len(self.unread) < _REMEMBERED:
                    self.unread[one.path] = one.reason
            elif one.status in ("loaded", "updated"):
                self.loaded += 1
                self.last = datetime.now().isoformat(sep=" ", timespec="seconds")
