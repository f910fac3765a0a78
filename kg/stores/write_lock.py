"""Who writes to a store: a note that the writer keeps in the store's folder, so that another can be told.

The lock itself is the engine's and ends with its process; the note may outlive a writer that was killed, and then tells nothing.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from kg.stores import layout


@dataclass(frozen=True, slots=True)
class StoreWriter:
    """A process that writes: its number on its machine, since when (ISO 8601, local time), and its command."""

    pid: int
    host: str
    since: str
    command: str

    @classmethod
    def this(cls) -> StoreWriter:
        """The process that runs this."""
        command = " ".join(["kg", *sys.argv[1:2]]) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "kg"
        return cls(os.getpid(), socket.gethostname(), datetime.now().isoformat(sep=" ", timespec="seconds"), command)

    def runs(self) -> bool:
        """Whether the process is still there; of another machine nobody knows, so it is taken to be."""
        return self.host != socket.gethostname() or _runs(self.pid)

    def __str__(self) -> str:
        if self.host != socket.gethostname():
            return f"{self.command}, process {self.pid} on {self.host}, since {self.since}"
        return f"{self.command}, process {self.pid}, since {self.since}"


def file(store: Path) -> Path:
    """Where the note is."""
    return layout.note(store, layout.WRITER)


def note(store: Path) -> None:
    """Write down that this process writes; a folder that does not take the note is no reason to stop."""
    with suppress(OSError):
        file(store).write_text(json.dumps(asdict(StoreWriter.this())), "utf-8")


def forget(store: Path) -> None:
    """Take the note away."""
    with suppress(OSError):
        file(store).unlink()


def holder(store: Path) -> StoreWriter | None:
    """The process that the note names, if it still runs; None where there is no note, or one that was left behind."""
    try:
        found = StoreWriter(**json.loads(file(store).read_text("utf-8")))
        return found if found.runs() else None
    except (OSError, ValueError, TypeError):
        return None


def _runs(pid: int) -> bool:
    if sys.platform == "win32":
        import ctypes

        # Signal 0 would end the process there; a handle can be had of a process that runs, and waiting for it takes too long.
        synchronize, timeout = 0x100000, 0x102
        kernel = ctypes.windll.kernel32
        handle = kernel.OpenProcess(synchronize, False, pid)
        if not handle:
            return False
        try:
            return bool(kernel.WaitForSingleObject(handle, 0) == timeout)
        finally:
            kernel.CloseHandle(handle)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
