"""The graph on disk: one named graph a document, changed only in whole steps, open to readers all the while.

Each method that writes is one transaction: after a crash the store holds either all of the step or nothing of it.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType

import pyoxigraph as ox

from kg import writer

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]

# RocksDB writes this file first: a folder without it holds no store.
MARKER = "CURRENT"
# From this many quads on bulk_load is quicker, and it takes a quarter of the disk (see docs/explanation/graph.md).
BULK = 10_000
# Quads written one update at a time take five times their room until the files are merged; several bulk loads make
# readers look into as many files, a third slower.
WORTH_MERGING = 200_000
# A store is merged when at least this part of it is new; a quad takes about so many bytes on disk.
WORTH_MERGING_PART, BYTES_A_QUAD = 0.2, 200


class StoreError(Exception):
    """A store that cannot be used; the message is one sentence for the user."""


class Store:
    """An Oxigraph store whose queries see all named graphs as one.

    Use it as a context manager: leaving it writes everything to disk, so that the next opening is quick.
    """

    def __init__(self, inner: ox.Store, path: Path | None = None, *, read_only: bool = False) -> None:
        self._inner: ox.Store | None = inner
        self.path = path
        self.read_only = read_only
        # Where people's judgements are, when not beside the store.
        self.judgements: Path | None = None
        self._loose = 0
        self._bulks = 0
        self._written = 0

    @classmethod
    def open(cls, path: Path | str, *, read_only: bool = False, wait: float = 0) -> Store:
        """Open the store in the folder ``path``; a writer makes it when it is missing.

        A reader sees the store as it was when it was opened, also while another process writes.  A writer waits up to ``wait``
        seconds for another one to finish.
        :raises StoreError: no store there, in use by another writer, or not readable.
        """
        folder = Path(path)
        if folder.exists() and not folder.is_dir():
            raise StoreError(f"{folder} is a file, not a store; name another path with --store.")
        if folder.is_dir() and not (folder / MARKER).is_file() and any(folder.iterdir()):
            raise StoreError(f"{folder} holds other files and no store; name another path with --store.")
        if read_only:
            if not (folder / MARKER).is_file():
                raise StoreError(f"There is no store at {folder} yet; make one with: kg load FILES.")
            return cls(_open_reader(folder), folder, read_only=True)
        store = cls(_open_writer(folder, wait), folder)
        writer.note(folder)
        return store

    @classmethod
    def in_memory(cls) -> Store:
        """An empty store that lives as long as the process."""
        return cls(ox.Store())

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        # Somebody who stops the work waits for what keeps it safe, not for what makes it quicker.
        self.close(merge=kind is None)

    def close(self, *, merge: bool = True) -> None:
        """Write everything to disk and let go of the files; a second call does nothing.

        Files of which much was written are merged before, unless ``merge`` is False: readers are quicker then.
        """
        if self._inner is not None and not self.read_only:
            if merge and self._worth_merging():
                self._inner.optimize()
            self._inner.flush()
            if self.path is not None:
                writer.forget(self.path)
        self._inner = None

    def _worth_merging(self) -> bool:
        """Merging writes the whole store anew: for a small part of it, that is left to the engine."""
        if self._loose <= WORTH_MERGING and self._bulks < 2:
            return False
        size = sum(file.stat().st_size for file in self.path.glob("*.sst")) if self.path is not None else 0
        return self._written * BYTES_A_QUAD >= size * WORTH_MERGING_PART

    @property
    def inner(self) -> ox.Store:
        """The pyoxigraph store underneath.

        :raises StoreError: the store has been closed.
        """
        if self._inner is None:
            raise StoreError("The store has been closed.")
        return self._inner

    # -- reading

    def query(self, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
        """Run a SPARQL query over the union of all named graphs.

        :raises SyntaxError: the query is no SPARQL 1.1.
        """
        return self.inner.query(sparql, use_default_graph_as_union=True)

    def select(self, sparql: str) -> ox.QuerySolutions:
        """The solutions of a SELECT; each gives its terms by variable name (None where unbound)."""
        solutions = self.query(sparql)
        if not isinstance(solutions, ox.QuerySolutions):
            raise TypeError("select() is for SELECT queries")
        return solutions

    def rows(self, sparql: str) -> Iterator[Row]:
        """The solutions of a SELECT as tuples in the order of its variables; an unbound variable gives None."""
        for solution in self.select(sparql):
            yield tuple(solution)

    def graph(self, iri: str) -> set[ox.Quad]:
        """All quads of the named graph ``iri``; empty when there is none."""
        return set(self.inner.quads_for_pattern(None, None, None, ox.NamedNode(iri)))

    def statements(
        self,
        subject: str | None = None,
        predicate: str | None = None,
        value: ox.NamedNode | ox.Literal | None = None,
        graph: str | None = None,
    ) -> Iterator[tuple[str, str, str]]:
        """The statements that fit, in one named graph or in all, as IRIs and the text of their values."""
        pattern = self.inner.quads_for_pattern(_node(subject), _node(predicate), value, _node(graph))
        for quad in pattern:
            yield _text(quad.subject), quad.predicate.value, _text(quad.object)

    def has_graph(self, iri: str) -> bool:
        """Whether the named graph ``iri`` is stored."""
        return self.inner.contains_named_graph(ox.NamedNode(iri))

    def __len__(self) -> int:
        return len(self.inner)

    # -- writing

    def add(self, nquads: bytes) -> None:
        """Add N-Quads, all or none of them."""
        size = nquads.count(b"\n")
        self._written += size
        with _disk(self.path):
            if size >= BULK:
                self.inner.bulk_load(nquads, ox.RdfFormat.N_QUADS)
                self._bulks += 1
            else:
                self.inner.load(nquads, ox.RdfFormat.N_QUADS)
                self._loose += size

    def replace(
        self,
        graphs: Mapping[str, bytes],
        delete: Iterable[ox.Quad] = (),
        insert: Iterable[ox.Quad] = (),
    ) -> int:
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
            parts.append("DELETE DATA {\n" + _data(gone) + "}")
        if new:
            parts.append("INSERT DATA {\n" + _data(new) + "}")
        if parts:
            with _disk(self.path):
                self.inner.update(" ;\n".join(parts))
        self._loose += len(new)
        self._written += len(new)
        return dropped + len(gone) + len(new)


def _node(iri: str | None) -> ox.NamedNode | None:
    return None if iri is None else ox.NamedNode(iri)


def _text(term: Term) -> str:
    return str(term) if isinstance(term, ox.Triple) else term.value


def parse(nquads: bytes) -> set[ox.Quad]:
    """The quads of an N-Quads text, with literals spelled as a store keeps them."""
    store = ox.Store()
    store.load(nquads, ox.RdfFormat.N_QUADS)
    return set(store)


def nquads(quads: Iterable[ox.Quad]) -> bytes:
    """The quads as N-Quads, sorted, so that the same quads always give the same bytes."""
    return "".join(sorted(f"{quad} .\n" for quad in quads)).encode()


def _data(quads: Iterable[ox.Quad]) -> str:
    """The body of INSERT DATA or DELETE DATA."""
    return "".join(f"GRAPH {quad.graph_name} {{ {quad.triple} }}\n" for quad in quads)


class _disk:
    """Turns a failing disk into a sentence."""

    def __init__(self, path: Path | None) -> None:
        self.path = path or Path("the store in memory")

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        if isinstance(error, OSError):
            raise StoreError(_sentence(self.path, error)) from error


def _open_writer(folder: Path, wait: float) -> ox.Store:
    """A store to write to; where another process writes, it is tried again for ``wait`` seconds."""
    until = time.monotonic() + wait
    while True:
        try:
            folder.parent.mkdir(parents=True, exist_ok=True)
            return ox.Store(folder)
        except (OSError, RuntimeError) as error:
            if not _locked(folder, error) or time.monotonic() >= until:
                raise StoreError(_sentence(folder, error)) from error
        time.sleep(min(0.2, max(0.0, until - time.monotonic())))


def _open_reader(folder: Path) -> ox.Store:
    """A read-only store; a writer may merge files while we open, so a missing file is tried again."""
    for attempt in range(6):
        try:
            return ox.Store.read_only(str(folder))
        except (OSError, RuntimeError) as error:
            failure = error
            time.sleep(0.05 * (attempt + 1))
    raise StoreError(_sentence(folder, failure))


def _locked(folder: Path, error: Exception) -> bool:
    return "lock" in str(error).partition("\n")[0].replace(str(folder), "").lower()


def _sentence(folder: Path, error: Exception) -> str:
    """What went wrong with a store, for the user."""
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    lowered = reason.lower()
    if _locked(folder, error):
        held = writer.holder(folder)
        who = f" ({held})" if held else ""
        return f"The store {folder} is in use by another kg process{who}; wait until it has finished, or let kg wait with --wait."
    if "no space" in lowered:
        return f"The disk is full: nothing was written to the store {folder}; what it held before is still there."
    if isinstance(error, PermissionError) or "permission denied" in lowered:
        return f"You may not write to {folder}; name another path with --store."
    return f"{folder} cannot be used as a store ({reason}); name another path with --store."
