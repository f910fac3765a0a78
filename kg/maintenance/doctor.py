"""Whether a store is well: a list of what was looked at, what is wrong, and what to do."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kg.stores import catalogue, checksums, engine_errors
from kg.stores.catalogue import Catalogue
from kg.stores.local import LocalStore
from kg.stores.opening import is_address, open_store
from kg.stores.store import Place, Store, StoreError
from loaders.rdf import identifiers
from ontology.iris import ID

State = Literal["good", "note", "bad"]
_DOCUMENT = f"{ID}document/"
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Observation:
    """What was looked at and how it is; ``bad`` needs a hand, ``note`` is good to know."""

    state: State
    text: str


def examine(path: Place) -> Iterator[Observation]:
    """Look at a store: whether it opens and its files are whole, whether documents, catalogue, what is derived and the
    search index agree, and whether the facts keep the shapes.
    """
    broken = [] if is_address(path) else list(checksums.broken(Path(path)))
    if broken:
        yield Observation("bad", engine_errors.damaged(Path(path), f"{_some(broken)} not as written"))
    try:
        with open_store(path, read_only=True) as store:
            yield Observation("good", f"{path} opens and holds {len(store):,} quads.")
            if broken:
                return
            for look in (_content, _writers, _documents, _derived, _names, _sources, _index, _shapes):
                yield from look(store)
    except StoreError as error:
        yield Observation("bad", str(error))
    except (OSError, RuntimeError) as error:
        if not engine_errors.of_engine(error):
            raise
        yield Observation("bad", engine_errors.sentence(Path(path), error))


def _content(store: Store) -> Iterator[Observation]:
    """Whether all that is stored can be read; where a file has no seal, through the engine, which has sums of its own."""
    if store.path is None or not isinstance(store, LocalStore):
        return
    if checksums.unsealed(store.path):
        count = sum(1 for _ in store.quads())
        if count != len(store):
            sentence = engine_errors.damaged(store.path, f"{count:,} of {len(store):,} quads can be read")
            yield Observation("bad", sentence)
        else:
            yield Observation(
                "note", "It was not closed by its last writer: kg load closes it, then kg doctor can look at all of it."
            )
        return
    yield Observation("good", "All its files are whole.")


def _writers(store: Store) -> Iterator[Observation]:
    from kg.stores import write_lock

    if store.path is None:
        return
    held = store.holder()
    if held is not None:
        yield Observation("note", f"Another process writes to it now: {held}.")
    elif write_lock.file(store.path).exists():
        yield Observation(
            "note",
            "A writer was ended from outside; its note is left and does no harm: the next kg load takes it away.",
        )


def _documents(store: Store) -> Iterator[Observation]:
    """Every document of the catalogue has its graph, and every graph of a document is in the catalogue."""
    known = {entry.document for entry in Catalogue.read(store).entries.values()}
    stored = {graph for graph in store.graphs() if graph.startswith(_DOCUMENT)}
    lost, orphans = sorted(known - stored), sorted(stored - known)
    if lost:
        yield Observation(
            "bad",
            f"{len(lost)} documents of the catalogue have no facts ({_some(lost)}): kg load --force reads them again.",
        )
    if orphans:
        yield Observation(
            "bad",
            f"{len(orphans)} documents stand in the store and in no catalogue ({_some(orphans)}): kg load their files again.",
        )
    if not lost and not orphans:
        yield Observation("good", f"All {len(known):,} documents have their facts.")


def _derived(store: Store) -> Iterator[Observation]:
    from kg.answers import staleness
    from kg.resolution import resolve
    from kg.resolution.judgements import JudgementError

    try:
        behind = catalogue.is_stale(store) or resolve.outdated(store)
    except JudgementError as error:
        yield Observation("bad", str(error))
        return
    notice = staleness.notice(store)
    if behind and notice is None:
        yield Observation(
            "bad", "What the regulations mean is behind the judgements: any kg load brings it up to date."
        )
    elif notice is not None:
        harmless = store.holder() is not None or not behind
        yield Observation("note" if harmless else "bad", notice)
    elif store.has_graph(identifiers.DERIVED) or not Catalogue.read(store).entries:
        yield Observation("good", "Regulations are resolved from all documents.")


def _names(store: Store) -> Iterator[Observation]:
    """Whether each body and each area has one name that no other has, and no triple stands in two graphs."""
    from kg.resolution import shared_things

    if catalogue.is_stale(store):
        return
    twice = shared_things.named_twice(store)
    if twice:
        yield Observation(
            "bad",
            f"{len(twice)} bodies or areas are named in two places or share a name ({_some(twice)}): kg compact names each once.",
        )
    elif store.has_graph(identifiers.DERIVED):
        yield Observation("good", "Each body and each area has one name.")


def _sources(store: Store) -> Iterator[Observation]:
    """Files that another version read, and files that are gone: their facts stay, but nobody can look at the source any more."""
    from kg.answers import staleness

    if (others := staleness.documents(store)) is not None:
        yield Observation("note", others)
    gone = [catalogue.shown(entry.path) for entry in Catalogue.read(store).entries.values() if not entry.is_there()]
    if gone:
        yield Observation(
            "note",
            f"{len(gone)} loaded files are no longer where they were ({_some(gone)}); kg remove takes their facts out.",
        )


def _index(store: Store) -> Iterator[Observation]:
    from kg.search import index

    problems = index.problems(store)
    for problem in problems:
        yield Observation("bad", problem)
    path = index.file(store)
    if path is None or problems or not path.exists():
        return
    try:
        with closing(sqlite3.connect(path)) as database:
            if index.is_current(database, store):
                iris = database.execute("SELECT DISTINCT iri FROM things").fetchall()
                strangers = [iri for (iri,) in iris if next(iter(store.statements(iri)), None) is None]
                if strangers:
                    yield Observation(
                        "bad",
                        f"{path.name} finds {len(strangers)} things that are not in the store: delete it, the next search makes it anew.",
                    )
                else:
                    yield Observation("good", "The search index fits the store.")
    except sqlite3.DatabaseError:
        return  # somebody brings it up to date at this moment


def _shapes(store: Store) -> Iterator[Observation]:
    from kg.checking.check import findings

    # A question to the engine over a damaged block may take all memory: nobody knows of files without a seal.
    # At an address it would be asked for document by document.
    if not isinstance(store, LocalStore) or (store.path is not None and checksums.unsealed(store.path)):
        return
    found = Counter(finding.severity for _, finding in findings(store))
    if found["violation"]:
        yield Observation(
            "bad",
            f"{found['violation']:,} facts break the shapes of the graph: kg check lists them; kg load --force reads files again.",
        )
    else:
        yield Observation("good", "The facts keep the shapes.")


def _some(names: list[str]) -> str:
    listed = ", ".join(name.removeprefix(_DOCUMENT) for name in names[:_SHOWN])
    return listed + (", …" if len(names) > _SHOWN else "")
