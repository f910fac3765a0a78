"""Files into the store: which are new or changed, what became of each, and the catalogue kept in step.

Files are read ahead of being written, by other processes where there are ``jobs`` of them, but what happens to the store is
decided file by file in the order of their paths: the same files give the same store whatever read them.
"""

from __future__ import annotations

import gc
import os
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from kg.loading.file_reader import Read, explained, nobody
from kg.loading.first_look import FirstLook
from kg.loading.interruption import unbroken
from kg.loading.prefetch import Ahead, Planned, patiently
from kg.loading.report import Outcome, Report, Status
from kg.loading.workers import Readers
from kg.resolution import mentions, resolve
from kg.resolution.mentions import Cited
from kg.stores import catalogue, layout
from kg.stores.catalogue import Catalogue, LoadedFile, StoreChange
from kg.stores.store import Store, StoreError, nquads
from loaders import formats, templates
from loaders.formats import zipped
from loaders.formats.containers import urls
from loaders.formats.scans.scan import Paged

ENDINGS = frozenset(formats.ENDINGS)
# What a folder of files says of itself is nothing that a government published; who names it has it read.
_ABOUT_FOLDERS = re.compile(
    r"(?:readme|changelog|contributing|license|security|code_of_conduct)\b[^/]*\.(?:md|markdown)", re.I
)
# New documents are written together: quicker, and a crash loses at most this much work, never a part of a document.
# One is being written while the next one fills, and the engine sorts it in about five times its size: a larger one is not quicker.
CHUNK_BYTES = 64_000_000
CHUNK_DOCUMENTS = 2_000
# Circles in memory are looked for when so many objects are new: what all documents say is held at once, and looking through it takes a tenth
# of the time of what is made of it.
RARELY = 500_000


def find_files(paths: Iterable[Path]) -> tuple[list[Path], Counter[str]]:
    """The files that ``paths`` mean, and how many in folders were passed over, by ending.

    A file that is named is always taken, also when it does not exist: reading it says so.  Folders and archives (.zip) are
    walked to the bottom; hidden files are skipped, and files with an ending that no reader knows are counted.  A folder that
    cannot be listed stands among the files: reading it says why.
    :raises UnreadableFile: a folder at a URL cannot be listed.
    """
    found: dict[str, Path] = {}
    passed_over: Counter[str] = Counter()
    closed: list[Path] = []
    for path in paths:
        for file in walk(path, closed) if _is_folder(path) else [path]:
            inside = _members(file)
            for one in inside or [file]:
                if one == path or is_read(one):
                    found[catalogue.posix(one)] = one
                else:
                    passed_over[one.suffix.lower() or "(no ending)"] += 1
    found |= {catalogue.posix(folder): folder for folder in closed}
    return [found[key] for key in sorted(found)], passed_over


def is_read(file: Path) -> bool:
    """Whether a file that stands in a folder is read with it."""
    return file.suffix.lower() in ENDINGS and not _ABOUT_FOLDERS.fullmatch(file.name)


def _members(file: Path) -> tuple[Path, ...]:
    """The files in an archive; none where it is none, cannot be opened or holds nothing to read, which reading it says."""
    with explained(file):
        inside = formats.members(file) or ()
        return inside if any(map(is_read, inside)) else ()
    return ()


def _is_folder(path: Path) -> bool:
    """Whether it is one, as far as the folders above it let that be seen."""
    with suppress(OSError):
        return path.is_dir()
    return False


def walk(folder: Path, closed: list[Path]) -> Iterator[Path]:
    """The files below a folder, hidden ones and those of stores apart; the folders that cannot be listed are added to ``closed``."""
    if isinstance(folder, urls.Url):
        yield from urls.walk(folder)
        return
    for root, folders, names in os.walk(folder, onerror=lambda error: closed.append(Path(error.filename))):
        folders[:] = sorted(name for name in folders if name[0] != "." and not layout.seems_store(Path(root, name)))
        yield from (Path(root, name) for name in sorted(names) if not name.startswith((".", "~$")))


class Interrupted(Exception):
    """Somebody stopped a load: ``report`` tells what is stored, and stays; ``left`` files were not looked at."""

    def __init__(self, report: Report, left: int) -> None:
        super().__init__("interrupted")
        self.report = report
        self.left = left


def load(
    store: Store,
    files: Sequence[Path],
    *,
    force: bool = False,
    jobs: int = 1,
    readers: Readers | None = None,
    begun: Callable[[Path], None] = lambda file: None,
    seen: Callable[[Outcome], None] = lambda outcome: None,
    paged: Paged = nobody,
) -> Report:
    """Bring the store up to date with these files; one that cannot be read never stops the others.

    A file whose path, content and extractor version are in the catalogue is skipped before it is read, unless ``force``; whether its
    content is what it was, its size and time stamps tell where they can (:mod:`kg.loading.first_look`).
    ``jobs`` processes read, where there is enough to read for more than this one; or ``readers``, such as a
    :class:`kg.loading.cluster.Cluster`, which are closed at the end.  ``begun`` is called with each file when its turn comes, ``seen``
    with its outcome as soon as that is true of the store: what it has told survives a crash; ``paged`` how far OCR is with a file.
    :raises Interrupted: on KeyboardInterrupt, after what was read is written; the next load goes on where this one stopped.
    """
    return _Loading(store, force, jobs, readers, begun, seen, paged).run(files)


@dataclass(slots=True)
class _Chunk:
    """N-Quads of new documents and their entries that are not in the store yet, and the outcomes that wait for them."""

    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    outcomes: list[Outcome] = field(default_factory=list)


class _Loading:
    """One run of :func:`load`."""

    def __init__(
        self,
        store: Store,
        force: bool,
        jobs: int,
        readers: Readers | None,
        begun: Callable[[Path], None],
        seen: Callable[[Outcome], None],
        paged: Paged,
    ) -> None:
        self.store = store
        self.force = force
        self.begun = begun
        self.seen = seen
        self.version = templates.extractor_version()
        resolve.judged(store)  # judgements that cannot be read are told before anything is written
        self.catalogue = Catalogue()
        self.report = Report()
        self.look = FirstLook(store, fresh=force)
        self.ahead = Ahead(jobs, self.needed, readers, self.look.sha16, paged)
        # Documents that this run has read.
        self.written: set[str] = set()
        self.chunk = _Chunk()
        self.writer = ThreadPoolExecutor(1, thread_name_prefix="kg-writer")
        self.writing: tuple[Future[None], _Chunk] | None = None
        # What each changed document named before; None where a crash left nobody who knows, or somebody trusts nothing.
        self.before: dict[str, Sequence[Cited]] | None = None if force or catalogue.is_stale(store) else {}

    def run(self, files: Sequence[Path]) -> Report:
        threshold = gc.get_threshold()
        gc.set_threshold(RARELY)
        self.catalogue = Catalogue.asked(self.store, len(files))
        try:
            for planned in self.ahead.in_turn(files):
                self.begun(planned.file)
                self.one(planned)
            self.write_waiting()
            self.ahead.close()
            for outcome in self.vanished(files):
                self.tell(outcome)
            if self.report.changed or catalogue.is_stale(self.store) or resolve.outdated(self.store):
                self.report.step = resolve.rebuild(self.store, self.before, self.catalogue.moved).step
            self.look.keep(self.catalogue)
        except StoreError:
            raise
        except BaseException as error:
            # What has been read is kept, and marked as not yet resolved.
            self.ahead.close()
            self.write_waiting()
            if isinstance(error, KeyboardInterrupt):
                told = len(self.report.outcomes) - self.report.count("removed")
                raise Interrupted(self.report, len(files) - told) from None
            raise
        finally:
            self.ahead.close()
            self.look.close()
            self.writer.shutdown()
            gc.set_threshold(*threshold)
        return self.report

    # -- one file after the other

    def one(self, planned: Planned) -> None:
        """Do with a file what its turn demands, and tell of it."""
        path, document = planned.path, planned.document
        before = self.catalogue.get(path)
        if planned.problem:
            self.tell(Outcome(path, "failed", planned.problem))
            return
        if before == LoadedFile(path, document, self.version) and not self.force:
            self.tell(Outcome(path, "unchanged"))
            return
        found = None
        if not self.known(document):
            found = self.ahead.read(planned)
            if found.reason is not None:
                self.tell(Outcome(path, "failed", found.reason))
                return
            # Somebody may have changed the file after it was looked at: what was read counts.
            document = found.document
            if planned.document or not self.known(document):
                self.count(found)
            else:
                found = None
        status: Status = "loaded" if before is None else "updated"
        about = found.about if found else None
        with unbroken():
            self.take(LoadedFile(path, document, self.version), before, found)
            self.tell(Outcome(path, status, notes=found.warnings if found else (), about=about))

    def needed(self, path: str, document: str) -> bool:
        """Whether a file with this content must be read, as far as the catalogue tells now; blank is any content."""
        if not document:
            return self.force or self.catalogue.get(path) is None
        unchanged = self.catalogue.get(path) == LoadedFile(path, document, self.version)
        return self.force or not (unchanged or self.known(document))

    def known(self, document: str) -> bool:
        """Whether this version has read the document already, from this file or a copy of it."""
        same = any(entry.version == self.version for entry in self.catalogue.of_document(document))
        return same and (not self.force or document in self.written)

    def take(self, entry: LoadedFile, before: LoadedFile | None, found: Read | None) -> None:
        """Write a new or changed file, or let it wait for the others of its chunk."""
        document = entry.document
        copies = self.catalogue.of_document(document)
        entry = replace(entry, loaded=copies[0].loaded if copies else date.today().isoformat())
        self.report.changed = True
        self.written.add(document)
        self.remember({document} | ({before.document} if before else set()))
        if before is None and (found is None or not self.catalogue.of_document(document)):
            # Nothing that is stored changes: only additions.
            part = (found.nquads if found else b"") + nquads(catalogue.entry_quads(entry))
            self.catalogue.put(entry)
            self.chunk.parts.append(part)
            self.chunk.size += len(part)
            return
        self.write_waiting()
        self.change({document: found.nquads} if found else {}, entry, before)

    def remember(self, documents: Iterable[str]) -> None:
        """Note what documents name as long as the store still says so; it is asked once for each."""
        for document in documents:
            if self.before is not None and document not in self.before:
                stored = bool(self.catalogue.of_document(document))
                self.before[document] = mentions.of_document(self.store, document) if stored else mentions.NOWHERE

    def change(self, graphs: dict[str, bytes], entry: LoadedFile, before: LoadedFile | None) -> None:
        """Replace what the store knows of a file, catalogue and stale mark included, in one transaction."""
        affected = {entry.document} | ({before.document} if before else set())
        old = self.catalogue.quads(affected)
        self.catalogue.put(entry)
        if graphs:
            # Copies of the file share the graph that is read anew now.
            for copy in self.catalogue.of_document(entry.document):
                self.catalogue.put(replace(copy, version=entry.version))
        if before and not self.catalogue.of_document(before.document):
            graphs = {**graphs, before.document: b""}
        new = self.catalogue.quads(affected)
        self.store.replace(graphs, delete=old - new, insert=(new - old) | {catalogue.STALE})

    def vanished(self, files: Sequence[Path]) -> list[Outcome]:
        """Take out what the catalogue knows of archives among these files and is not in them any more."""
        archives = {archive for file in files if (archive := _archive(file)) is not None}
        entries = Catalogue.read(self.store).entries if archives else {}
        inside = [path for path in entries if _ARCHIVE in path.lower()]
        now = {catalogue.posix(archive): paths for archive in archives if (paths := _paths(archive)) is not None}
        gone = []
        for path in inside:
            ends = [found.end() - 1 for found in re.finditer(re.escape(_ARCHIVE), path, re.I)]
            if any(path not in now.get(path[:end], {path}) for end in ends):
                gone.append(entries[path])
        if gone:
            self.remember(entry.document for entry in gone)
            _take_out(self.store, self.catalogue, gone)
            self.report.changed = True
        return [Outcome(entry.path, "removed") for entry in gone]

    def count(self, found: Read) -> None:
        self.report.facts.update({"documents": 1, **dict(found.about.facts if found.about else ())})

    # -- writing, while others read

    def tell(self, outcome: Outcome) -> None:
        """Let an outcome wait until it is true of the store, behind those before it."""
        with unbroken():
            self.chunk.outcomes.append(outcome)
            if self.writing and self.writing[0].done():
                self.settle()
            if len(self.chunk.parts) >= CHUNK_DOCUMENTS or self.chunk.size >= CHUNK_BYTES:
                self.settle()
                chunk, self.chunk = self.chunk, _Chunk()
                self.writing = self.writer.submit(self.write, chunk), chunk
            elif not self.writing and not self.chunk.parts:
                self.acknowledge(self.chunk)

    def write(self, chunk: _Chunk) -> None:
        """One transaction, in the writer's thread."""
        if chunk.parts:
            # The parts are let go of before the engine needs room; what it has not taken yet is still there to be written again.
            chunk.parts = [b"".join((*chunk.parts, nquads({catalogue.STALE})))]
            self.store.add(chunk.parts[0])
            chunk.parts.clear()

    def settle(self) -> None:
        """Wait until what is being written is written, and tell of it."""
        if self.writing:
            future, chunk = self.writing
            patiently(future)
            self.writing = None
            self.acknowledge(chunk)

    def write_waiting(self) -> None:
        """Write all that waits."""
        with unbroken():
            self.settle()
            self.write(self.chunk)
            self.acknowledge(self.chunk)
            self.chunk = _Chunk()

    def acknowledge(self, chunk: _Chunk) -> None:
        while chunk.outcomes:
            outcome = chunk.outcomes.pop(0)
            self.report.outcomes.append(outcome)
            self.seen(outcome)


def remove(store: Store, entries: Sequence[LoadedFile]) -> StoreChange | None:
    """Take files out of the store, each with its document's graph unless a copy of the file stays; gives what that changed."""
    known = Catalogue.asked(store)
    affected = {entry.document for entry in entries}
    before = None if catalogue.is_stale(store) else {iri: mentions.of_document(store, iri) for iri in affected}
    if entries:
        _take_out(store, known, entries)
    if entries or catalogue.is_stale(store):
        return resolve.rebuild(store, before, known.moved).step
    return None


def _take_out(store: Store, known: Catalogue, entries: Sequence[LoadedFile]) -> None:
    affected = {entry.document for entry in entries}
    old = known.quads(affected)
    for entry in entries:
        known.drop(entry.path)
    gone = {document: b"" for document in affected if not known.of_document(document)}
    store.replace(gone, delete=old - known.quads(affected), insert={catalogue.STALE})


_ARCHIVE = ".zip/"


def _archive(file: Path) -> Path | None:
    """The archive on this machine that a file is, or is in."""
    if isinstance(file, urls.Url):
        return None
    if file.suffix.lower() == ".zip" and file.is_file():
        return file
    found = zipped.archive_of(file) if _ARCHIVE in file.as_posix().lower() else None
    return found[0] if found else None


def _paths(archive: Path) -> set[str] | None:
    """The paths in the catalogue of what is in an archive now; None where that cannot be told, so that nothing is taken out."""
    with explained(archive):
        return {catalogue.posix(one) for one in formats.members(archive) or ()}
    return None
