"""The side of a Dask worker: read a batch of files and answer with their N-Quads, packed.

Files are read in processes below the worker, one for each of its threads: a file that ends its reader costs itself alone, as on
one machine, and the worker stays.  They end when the worker has had nothing to read for a while, and with it.
"""

from __future__ import annotations

import hashlib
import threading
import zlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from io import BytesIO

from kg.loading.file_reader import Read, receive, send
from kg.loading.workers import Workers
from loaders import formats, templates
from loaders.templates import TemplateError

# Seconds after which readers that have nothing to do are ended.
IDLE = 60.0
_ROOMS = ("loaders", "ontology")


@dataclass(frozen=True, slots=True)
class Build:
    """What an extraction depends on: the version that the catalogue keeps, and a digest of the code and tables themselves."""

    version: str
    digest: str

    @classmethod
    def this(cls) -> Build:
        """Those of this process.

        :raises loaders.templates.TemplateError: the user's templates cannot be read.
        """
        return cls(templates.extractor_version(), _digest())


@cache
def _digest() -> str:
    digest = hashlib.sha256()
    for room in _ROOMS:
        for name, file in sorted(_code(files(room), room)):
            # Git writes line ends as each system has them.
            digest.update(f"{name}\0".encode() + file.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return digest.hexdigest()[:12]


def _code(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found = []
    for one in folder.iterdir():
        below = f"{name}/{one.name}"
        if one.is_dir():
            found += _code(one, below)
        elif one.name.endswith((".py", ".tsv")):
            found.append((below, one))
    return found


def read_batch(paths: Sequence[str], version: str, digest: str) -> tuple[str, str, bytes]:
    """Read files for a writer of that version and digest: the worker's address, what differs here, and the answers, packed.

    Where something differs nothing is read.
    """
    from distributed import get_worker

    worker = get_worker()
    try:
        own = Build.this()
    except TemplateError as error:
        return worker.address, f"cannot read its templates: {error}", b""
    if own.version != version:
        return worker.address, f"has policy-kg {own.version}", b""
    if own.digest != digest:
        return worker.address, f"has another build ({own.digest}) of policy-kg {own.version}", b""
    return worker.address, "", pack(_READERS.read(paths, worker.state.nthreads))


def pack(found: Sequence[Read]) -> bytes:
    """What files gave, in few bytes: N-Quads repeat themselves."""
    out = BytesIO()
    for one in found:
        send(one, out)
    return zlib.compress(out.getbuffer(), 1)


def unpack(data: bytes, count: int) -> list[Read]:
    """What :func:`pack` packed."""
    stream = BytesIO(zlib.decompress(data))
    return [receive(stream) for _ in range(count)]


@dataclass(slots=True)
class _Readers:
    """The processes below this worker, which its threads share."""

    workers: Workers | None = None
    busy: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    timer: threading.Timer | None = None

    def read(self, paths: Sequence[str], threads: int) -> list[Read]:
        with self.lock:
            if self.timer is not None:
                self.timer.cancel()
            if self.workers is None:
                self.workers = Workers(threads)
            workers = self.workers
            self.busy += 1
        try:
            return [future.result() for future in [workers.submit(formats.place(path)) for path in paths]]
        finally:
            with self.lock:
                self.busy -= 1
                if not self.busy:
                    self.timer = threading.Timer(IDLE, self.end)
                    self.timer.daemon = True
                    self.timer.start()

    def end(self) -> None:
        """End the processes, unless there is something to read again."""
        with self.lock:
            workers = None if self.busy else self.workers
            if workers is not None:
                self.workers = None
        if workers is not None:
            with suppress(OSError):
                workers.close()


_READERS = _Readers()
