"""What is done with added files in processes of their own (:mod:`kg.web.editing.job_queue`): looked at, loaded, taken out again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass
from math import inf
from pathlib import Path
from typing import TYPE_CHECKING

from kg.loading import load as loading
from kg.loading.workers import Workers
from kg.maintenance import companions
from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue, LoadedFile, StoreChange
from kg.stores.opening import memory_store, open_store
from kg.stores.store import nquads
from kg.tables.messages import UserError
from kg.web.background_audit import GRAVE, AuditRow, examined
from loaders import formats
from loaders.formats.containers.operating_system import cores
from loaders.rdf import identifiers
from loaders.source import UnreadableFile
from loaders.text import file_names
from ontology.iris import NS, PREFIXES

if TYPE_CHECKING:
    from kg.loading.file_reader import Read
    from kg.loading.report import Outcome
    from kg.stores.store import Store
    from kg.web.editing.job_queue import Tell

_TITLE, _KIND = PREFIXES["dcterms"] + "title", NS + "documentKind"
#: Findings of a file that a preview lists; the page of its document has all.
MOST_FINDINGS = 20
#: What is told when the turn of a load or an undo has come, and when an undo takes out the first file.
OPENED, REMOVING = "opened", "removing"


@dataclass(frozen=True, slots=True)
class Listed:
    """The files that came, zip archives opened: paths from the folder down, and how many files of an ending kg does not read."""

    paths: tuple[str, ...]
    passed_over: dict[str, int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file says before it is loaded: ``document`` is its IRI, ``facts`` how many it has of each kind, ``checked`` how many checks were made of
    it, ``severities`` how many found something, ``findings`` the gravest.

    Where ``reason`` is a sentence it cannot be read; ``warnings`` are what of it was not read, or is doubtful.
    """

    path: str
    document: str = ""
    kind: str | None = None
    title: str | None = None
    facts: tuple[tuple[str, int], ...] = ()
    checked: int = 0
    findings: tuple[AuditRow, ...] = ()
    severities: tuple[tuple[str, int], ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str | None = None


def preview(tell: Tell, folder: Path) -> None:
    """Read the files in a folder as ``kg load`` reads them, in a process that may be lost; tells a :class:`Listed`, then a :class:`Preview` each."""
    files, passed_over = loading.find_files(sorted(folder.iterdir()))
    tell(Listed(tuple(path.relative_to(folder).as_posix() for path in files), dict(passed_over)))
    with closing(Workers(1)) as readers:
        for path in files:
            tell(_previewed(path.relative_to(folder).as_posix(), readers.submit(path).result()))


def _previewed(path: str, read: Read) -> Preview:
    if read.reason is not None:
        return Preview(path, reason=read.reason)
    with memory_store() as store:
        store.add(read.nquads)
        store.add(nquads(catalogue.entry_quads(LoadedFile(path, read.document, ""))))
        kind = _said(store, read.document, _KIND)
        title = _said(store, read.document, _TITLE)
        checks = [row for _, rows in examined(store) for row in rows]
    wrong = sorted((row for row in checks if row.severity in GRAVE), key=lambda row: row.severity)
    about = read.about
    return Preview(
        path,
        read.document,
        kind,
        title,
        about.facts if about else (),
        len(checks),
        tuple(wrong[:MOST_FINDINGS]),
        tuple(sorted(Counter(row.severity for row in wrong).items())),
        read.warnings,
    )


def _said(store: Store, document: str, name: str) -> str | None:
    return min((value for _, _, value in store.statements(document, name, None, document)), default=None)


@dataclass(frozen=True, slots=True)
class LoadedNow:
    """What became of a file: as :class:`kg.loading.report.Outcome`, ``path`` from the folder down; ``document`` is blank where nothing is stored."""

    path: str
    status: str
    document: str = ""
    reason: str | None = None
    notes: tuple[str, ...] = ()


def load(
    tell: Tell,
    store: Path,
    judgements: Path | None,
    folder: Path,
    paths: Sequence[str],
    replacing: Mapping[str, LoadedFile],
) -> tuple[list[LoadedNow], list[LoadedFile], bool]:
    """Load the files at ``paths`` of a folder, each in the place of another loaded file where it replaces one; waits for who else writes.

    Tells :data:`OPENED` when its turn has come, then an outcome each.  Gives the outcomes, what is taken out, and whether all was done: who stops
    it keeps what was stored by then.
    """
    with _opened(tell, store, judgements) as graph:
        stopped = False
        try:
            report = loading.load(
                graph,
                [folder / path for path in paths],
                jobs=cores(),
                seen=lambda outcome: tell(_now(outcome, folder, "")),
            )
        except loading.Interrupted as interrupted:
            report, stopped = interrupted.report, True
        known = Catalogue.read(graph).entries
        outcomes = [_now(one, folder, known[one.path].document if one.path in known else "") for one in report.outcomes]
        stored = {one.path for one in outcomes if one.document}
        gone = [entry for path, entry in replacing.items() if path in stored and known.get(entry.path) == entry]
        step = report.step
        if gone or stopped:
            step = StoreChange.joined(step, loading.remove(graph, gone))
        # What an earlier run took out before it was stopped counts too.
        left = Catalogue.read(graph).entries
        replaced = [entry for path, entry in replacing.items() if path in stored and entry.path not in left]
    _index(store, step)
    return outcomes, replaced, not stopped


def load_arrived(tell: Tell, store: Path, judgements: Path | None, paths: Sequence[Path]) -> list[Outcome]:
    """Load what has arrived in a watched folder; gives what became of what was not loaded already."""
    files, _ = loading.find_files(paths)
    with _opened(tell, store, judgements) as graph:
        report = loading.load(graph, files, jobs=cores())
    _index(store, report.step)
    return [one for one in report.outcomes if one.status != "unchanged"]


@dataclass(frozen=True, slots=True)
class UndoneLoad:
    """What an undo did: the paths that are loaded again, those whose file is gone or has changed, and those of other loaded files with the content
    of what was taken out, which stays; not ``whole`` where somebody stopped it before all was loaded again.
    """

    restored: list[str]
    lost: list[str]
    kept: list[str]
    whole: bool


def undo(
    tell: Tell,
    store: Path,
    judgements: Path | None,
    key: str,
    outcomes: Sequence[LoadedNow],
    replaced: Sequence[LoadedFile],
) -> UndoneLoad:
    """Take out all files of a load, wherever the store was when they were loaded, and load again what they had replaced.

    :raises UserError: one of them is stored under a path that is not of this load, and nothing is taken out.
    """
    with _opened(tell, store, judgements) as graph:
        known = Catalogue.read(graph)
        ours = [entry for path, entry in known.entries.items() if f"/{key}/" in path]
        documents = {entry.document for entry in ours}
        stay = [
            entry
            for one in outcomes
            if one.document and one.document not in documents
            for entry in known.of_document(one.document)
            if entry.path.endswith(f"/{one.path}") and not entry.is_there()
        ]
        if stay:
            names = ", ".join(file_names.readable(entry.path) for entry in stay)
            raise UserError(
                f"Nothing was undone: {names} stays stored, and no file is there any more; take it out with kg remove."
            )
        tell(REMOVING)
        step = loading.remove(graph, ours)
        known = Catalogue.read(graph)
        documents |= {one.document for one in outcomes if one.document}
        kept = sorted(entry.path for document in documents for entry in known.of_document(document))
        there = {entry: file for entry in replaced if (file := _found(store, entry)) is not None}
        whole = True
        if there:
            try:
                step = StoreChange.joined(step, loading.load(graph, list(there.values()), jobs=cores()).step)
            except loading.Interrupted:
                step, whole = loading.remove(graph, []), False
        known = Catalogue.read(graph)
        back = {entry: now for entry, file in there.items() if (now := known.get(catalogue.posix(file))) is not None}
    _index(store, step)
    restored = {entry: now.path for entry, now in back.items() if now.document == entry.document}
    lost = sorted(entry.path for entry in replaced if entry not in restored) if whole else []
    return UndoneLoad(sorted(restored.values()), lost, kept, whole)


def _opened(tell: Tell, place: Path, judgements: Path | None) -> Store:
    store = open_store(place, wait=inf)
    store.judgements = judgements
    tell(OPENED)
    return store


def _now(outcome: Outcome, folder: Path, document: str) -> LoadedNow:
    path = outcome.path.removeprefix(catalogue.posix(folder) + "/")
    return LoadedNow(path, outcome.status, document, outcome.reason, outcome.notes)


def _index(place: Path, step: StoreChange | None = None) -> None:
    """Nobody who searches waits for the index; where it cannot be written, a search makes it."""
    with open_store(place, read_only=True) as store:
        companions.renew(store, step)


def _found(store: Path, entry: LoadedFile) -> Path | None:
    """Where a file is that was taken out, also one of the store's own that was elsewhere with it; None where it is gone or has changed."""
    own = entry.path.rpartition(f"/{layout.ADDED}/")[2]
    for file in (store / layout.ADDED / file_names.meant(own), entry.file):
        with suppress(OSError, UnreadableFile):
            if identifiers.document(formats.sha256(file)) == entry.document:
                return file
    return None
