"""A store in a folder, or in memory: an Oxigraph store in this process.

Each method that writes is one transaction: after a crash the store holds either all of the step or nothing of it.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Self

import pyoxigraph as ox

import queries
from kg.stores import checksums, engine_errors, layout, takeover, write_lock
from kg.stores.store import (
    BULK,
    Answer,
    Pattern,
    Place,
    Quads,
    Store,
    StoreError,
    data,
    names_graphs,
    parse,
)
from ontology.iris import PREFIXES

# Quads written one update at a time take five times their room until the files are merged; several bulk loads make
# readers look into as many files, a third slower.
WORTH_MERGING = 200_000
# A store is merged when at least this part of it is new; a quad takes about so many bytes on disk.
WORTH_MERGING_PART, BYTES_A_QUAD = 0.2, 200


class LocalStore(Store):
    """A store in the folder ``path``, or in memory where that is None."""

    def __init__(self, inner: ox.Store, path: Path | None = None, *, read_only: bool = False) -> None:
        self._inner: ox.Store | None = inner
        self.path = path
        self.read_only = read_only
        self._loose = 0
        self._bulks = 0
        self._written = 0

    @classmethod
    def open(cls, path: Place, *, read_only: bool = False, wait: float = 0) -> Self:
        """Open the store in the folder ``path``; a writer makes it when it is missing.

        A reader sees the store as it was when it was opened, also while another process writes.  A writer waits up to ``wait``
        seconds for another one to finish.
        :raises StoreError: no store there, in use by another writer, or not readable.
        """
        folder = Path(path)
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder} is a file, not a store; name another path with --store.")
        if folder.is_dir():
            _refuse_others(folder)
        damage = checksums.suspect(folder)
        if damage is not None:
            raise StoreError(engine_errors.damaged(folder, damage))
        if read_only:
            if not layout.has_store(folder):
                raise StoreError(f"There is no store at {folder} yet; make one with: kg load FILES.")
            return cls(_open_reader(folder), folder, read_only=True)
        store = cls(_open_writer(folder, wait), folder)
        write_lock.note(folder)
        try:
            store.notices = takeover.finish(folder)
        except OSError as error:
            write_lock.forget(folder)
            raise StoreError(engine_errors.sentence(folder, error)) from error
        return store

    def close(self, *, merge: bool = True) -> None:
        """Write everything to disk and let go of the files; a second call does nothing.

        Files of which much was written are merged before, unless ``merge`` is False: readers are quicker then.
        """
        if self._inner is None or self.read_only:
            self._inner = None
            return
        try:
            with engine_errors.told(self.path):
                if merge and self._worth_merging():
                    self._inner.optimize()
                self._inner.flush()
        finally:
            # The engine has ended when the last reference to it goes: then its files are whole.
            self._inner = None
            if self.path is not None:
                write_lock.forget(self.path)
        if self.path is not None:
            checksums.seal(self.path)

    def _worth_merging(self) -> bool:
        """Merging writes the whole store anew: for a small part of it, that is left to the engine."""
        if self._loose <= WORTH_MERGING and self._bulks < 2:
            return False
        if self.path is None:
            return True
        size = 0
        for file in layout.quads(self.path).glob("*.sst"):
            # The engine merges files beside us, and takes the old ones away.
            with suppress(FileNotFoundError):
                size += file.stat().st_size
        # It needs the room of the store once more; on a disk that has not so much, quick readers are not worth a full disk.
        room = shutil.disk_usage(self.path).free > 2 * size
        return room and self._written * BYTES_A_QUAD >= size * WORTH_MERGING_PART

    @property
    def inner(self) -> ox.Store:
        """The pyoxigraph store underneath.

        :raises StoreError: the store has been closed.
        """
        if self._inner is None:
            raise StoreError("The store has been closed.")
        return self._inner

    def holder(self) -> str | None:
        """Who writes to it now, in words; None where nobody is known to."""
        held = write_lock.holder(self.path) if self.path is not None else None
        return None if held is None else str(held)

    def companion(self, name: str) -> Path | None:
        """Where a file is that goes with the store; None for a store in memory."""
        return None if self.path is None else layout.companion(self.path, name)

    # -- reading

    def query(
        self, sparql: str, default: Sequence[str] = (), named: Sequence[str] = (), base: str | None = None
    ) -> Answer:
        """Run a SPARQL query, as :meth:`kg.stores.store.Store.query` says."""
        if not default and not named:
            union = not names_graphs(sparql)
            return self.inner.query(sparql, base_iri=base, prefixes=PREFIXES, use_default_graph_as_union=union)
        return self.inner.query(
            sparql,
            base_iri=base,
            prefixes=PREFIXES,
            default_graph=[ox.NamedNode(iri) for iri in default],
            named_graphs=[ox.NamedNode(iri) for iri in named],
        )

    def fitting(self, pattern: Pattern) -> Iterator[ox.Quad]:
        """The quads that fit; None fits all."""
        return self.inner.quads_for_pattern(*pattern)

    def stated(self, predicate: str) -> Iterator[tuple[str, ox.NamedNode | ox.Literal]]:
        """The subjects and values of a predicate, as :meth:`kg.stores.store.Store.stated` says."""
        for subject, value in self.rows(queries.bound("stores/stated", predicate=f"<{predicate}>")):
            yield subject.value, value  # type: ignore[union-attr,misc]

    def __contains__(self, quad: ox.Quad) -> bool:
        return quad in self.inner

    def has_graph(self, iri: str) -> bool:
        """Whether the named graph ``iri`` is stored."""
        return self.inner.contains_named_graph(ox.NamedNode(iri))

    def graphs(self) -> Iterator[str]:
        """The IRIs of all named graphs."""
        return (graph.value for graph in self.inner.named_graphs())

    def __len__(self) -> int:
        return len(self.inner)

    # -- writing

    def add(self, nquads: bytes) -> None:
        """Add N-Quads, all or none of them."""
        size = nquads.count(b"\n")
        self._written += size
        with engine_errors.told(self.path):
            if size >= BULK:
                self.inner.bulk_load(nquads, ox.RdfFormat.N_QUADS)
                self._bulks += 1
            else:
                self.inner.load(nquads, ox.RdfFormat.N_QUADS)
                self._keep()
                self._loose += size

    def extend(self, quads: Collection[ox.Quad]) -> None:
        """Add quads, all or none of them; many need not be written as text first."""
        if len(quads) < BULK:
            super().extend(quads)
            return
        self._written += len(quads)
        with engine_errors.told(self.path):
            self.inner.bulk_extend(quads)
            self._bulks += 1

    def replace(self, graphs: Mapping[str, bytes], delete: Quads = (), insert: Quads = ()) -> int:
        """Make each named graph hold exactly its N-Quads (``b""`` drops it), and delete and insert single quads.

        All of it is one transaction, and only the difference is written: readers see the old state or the new one.
        Gives the number of quads that were deleted or inserted.
        """
        drop: list[str] = []
        gone: set[ox.Quad] = set(delete)
        new: set[ox.Quad] = set(insert)
        dropped = 0
        for iri, nquads in graphs.items():
            old = self.graph(iri)
            if not nquads:
                drop.append(iri)
                dropped += len(old)
                continue
            # Through a store in memory, so that literals have the spelling in which the store keeps them.
            now = parse(nquads)
            gone |= old - now
            new |= now - old
        gone -= new
        parts = [f"DROP SILENT GRAPH <{iri}>" for iri in drop]
        if gone:
            parts.append("DELETE DATA {\n" + data(gone) + "}")
        if new:
            parts.append("INSERT DATA {\n" + data(new) + "}")
        if parts:
            with engine_errors.told(self.path):
                self.inner.update(" ;\n".join(parts))
                self._keep()
        self._loose += len(new)
        self._written += len(new)
        return dropped + len(gone) + len(new)

    def _keep(self) -> None:
        """What was written is in the engine's log, which the system keeps in memory for a while: let a power cut not take it."""
        if self.path is None:
            return
        for log in layout.quads(self.path).glob("*.log"):
            # One that goes meanwhile has been written to files of quads.
            with suppress(FileNotFoundError):
                layout.sync(log)


def _refuse_others(folder: Path) -> None:
    """A folder without a store is taken when nothing else is in it, as where a store was begun and the disk was full at once."""
    made_format, version = layout.made_by(folder)
    if made_format > layout.FORMAT:
        raise StoreError(
            f"The store {folder} was made by version {version} of policy-kg: install that version or a later one."
        )
    if layout.has_store(folder):
        return
    if any(file.suffix == ".sst" for place in (folder, layout.quads(folder)) for file in place.glob("*")):
        raise StoreError(engine_errors.damaged(folder, f"{layout.MARKER} is missing"))
    if layout.strangers(folder):
        raise StoreError(f"{folder} holds other files and no store; name another path with --store.")


def _open_writer(folder: Path, wait: float) -> ox.Store:
    """A store to write to; where another process writes, it is tried again for ``wait`` seconds."""
    until = time.monotonic() + wait
    while True:
        first = layout.is_first(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if first:
                takeover.move_quads(folder)
            return ox.Store(layout.quads(folder))
        except (OSError, RuntimeError) as error:
            if first and not layout.is_first(folder):
                continue  # another process has moved them meanwhile
            if not engine_errors.is_lock(error) or time.monotonic() >= until:
                raise StoreError(engine_errors.sentence(folder, error)) from error
        time.sleep(min(0.2, max(0.0, until - time.monotonic())))


def _open_reader(folder: Path) -> ox.Store:
    """A read-only store; a writer may merge or move files while we open, so a missing file is tried again."""
    for attempt in range(6):
        try:
            return ox.Store.read_only(str(layout.quads(folder)))
        except (OSError, RuntimeError) as error:
            failure = error
            time.sleep(0.05 * (attempt + 1))
    raise StoreError(engine_errors.sentence(folder, failure))
