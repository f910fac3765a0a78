"""How fast files become a store that answers, through the same call as ``kg load``."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from kg.loading import load
from kg.stores.local import LocalStore
from kg.stores.opening import open_store
from loaders.formats.containers.operating_system import cores


class TimedStore(LocalStore):
    """A store that adds up the seconds that it spends on writing."""

    writing = 0.0

    def add(self, nquads: bytes) -> None:
        """Add N-Quads and count the time."""
        begin = time.perf_counter()
        super().add(nquads)
        self.writing += time.perf_counter() - begin

    def replace(
        self, graphs: Mapping[str, bytes], delete: Iterable[ox.Quad] = (), insert: Iterable[ox.Quad] = ()
    ) -> int:
        """Replace graphs and count the time."""
        begin = time.perf_counter()
        changed = super().replace(graphs, delete, insert)
        self.writing += time.perf_counter() - begin
        return changed


@dataclass(frozen=True, slots=True)
class Loading:
    """``whole`` seconds from files to a closed store, ``writing`` of them in the store's own writing methods.

    ``processor`` are the seconds of all cores together, which other work on the machine lengthens less.
    """

    quads: int
    whole: float
    processor: float
    writing: float
    again: float
    disk: int


def fill(folder: Path, path: Path) -> Loading:
    """Load a folder into a new store, and once more, when nothing has changed."""
    begin, used = time.perf_counter(), _processor()
    with TimedStore.open(path) as store:
        files, _ = load.find_files([folder])
        report = load.load(store, files, jobs=cores())
        if report.count("loaded") != len(files):
            raise RuntimeError(f"{len(files) - report.count('loaded')} generated files could not be loaded")
        quads = len(store)
        writing = store.writing if isinstance(store, TimedStore) else 0.0
    whole, processor = time.perf_counter() - begin, _processor() - used
    begin = time.perf_counter()
    with open_store(path) as store:
        load.load(store, files, jobs=cores())
    again = time.perf_counter() - begin
    return Loading(quads, whole, processor, writing, again, disk(path))


def disk(path: Path) -> int:
    """The bytes of a store on disk, its engine's files in their folder included."""
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())


def _processor() -> float:
    """The processor time of this process and of those that it started and that have ended."""
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def dump(path: Path, target: Path) -> None:
    """Write all quads of a store as N-Quads: what the plain way begins with."""
    with open_store(path, read_only=True) as store:
        store.inner.dump(str(target), ox.RdfFormat.N_QUADS)


def rewritten(nquads: Path, path: Path) -> float:
    """The seconds for writing the same quads through our own store, in chunks as large as those of a load, until it is closed."""
    begin = time.perf_counter()
    with open_store(path) as store, nquads.open("rb") as file:
        while lines := file.readlines(load.CHUNK_BYTES):
            store.add(b"".join(lines))
    return time.perf_counter() - begin


@dataclass(frozen=True, slots=True)
class Bare:
    """The engine without us: seconds, seconds of all cores, and bytes on disk."""

    whole: float
    processor: float
    disk: int


def bare(nquads: Path, path: Path) -> Bare:
    """Load the same quads into the engine without us."""
    store = ox.Store(path)
    begin, used = time.perf_counter(), _processor()
    store.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
    store.flush()
    return Bare(time.perf_counter() - begin, _processor() - used, disk(path))
