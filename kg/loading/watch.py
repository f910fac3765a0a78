"""A folder whose files are loaded as they arrive: one that is still being written is waited for, and one that changes is loaded again.

Nothing is kept but in memory: after a restart every file is offered once, and the load skips those that the store has (:mod:`kg.loading.first_look`).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from kg.loading.load import is_read, walk

#: Seconds between two looks; a file whose size and time are the same at both has arrived.
LOOK = 2.0
# A look at a large folder may take so much of the time.
_SHARE = 0.1
_Stamp = tuple[int, int]


@dataclass(slots=True)
class Arrived:
    """Files that have arrived whole; ``again`` says that they are to be offered once more."""

    paths: list[Path]
    again: bool = False


def arriving(folder: Path, ended: threading.Event, look: float | None = None) -> Iterator[Arrived]:
    """What arrives in a folder and the folders in it, until it has ``ended``; what was there before comes first.

    Hidden files and files that no reader knows are passed over; a file that goes is nothing that arrives.
    """
    offered: dict[Path, _Stamp] = {}
    before: dict[Path, _Stamp] = {}
    wait = LOOK if look is None else look
    while True:
        start = time.monotonic()
        now = dict(_stamped(folder))
        took = time.monotonic() - start
        ready = [path for path, stamp in now.items() if before.get(path) == stamp != offered.get(path)]
        before = now
        if ready:
            batch = Arrived(sorted(ready))
            yield batch
            if not batch.again:
                offered.update({path: now[path] for path in ready})
        if ended.wait(max(wait, took / _SHARE)):
            return


def _stamped(folder: Path) -> Iterator[tuple[Path, _Stamp]]:
    for path in walk(folder, []):
        if is_read(path):
            with suppress(OSError):  # gone meanwhile
                status = path.stat()
                yield path, (status.st_size, status.st_mtime_ns)
