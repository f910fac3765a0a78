"""Files into the store: which are new or changed, what became of each, and the catalogue kept in step."""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from kg import catalogue
from kg.catalogue import Catalogue, Entry
from kg.resolution import mentions, resolve
from kg.resolution.mentions import Cited
from kg.store import Store, StoreError, nquads
from loaders import identifiers
from loaders.source import UnreadableFile

if TYPE_CHECKING:
    from loaders.records import Extraction

Status = Literal["loaded", "updated", "unchanged", "failed"]
ENDINGS = frozenset({".txt", ".html", ".htm", ".csv", ".xlsx"})
# New documents are written together: quicker, and a crash loses at most this much work, never a part of a document.
CHUNK_BYTES = 32_000_000
CHUNK_DOCUMENTS = 2_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; ``reason`` is the sentence for the user when it failed."""

    path: str
    status: Status
    reason: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(slots=True)
class Report:
    """What a load did: the outcome of each file in path order, facts read by kind, files passed over by ending."""

    outcomes: list[Outcome] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    changed: bool = False

    def count(self, status: Status) -> int:
        """How many files ended so."""
        return sum(outcome.status == status for outcome in self.outcomes)


def find_files(paths: Iterable[Path]) -> tuple[list[Path], Counter[str]]:
    """The files that ``paths`` mean, and how many in folders were passed over, by ending.

    A file that is named is always taken, also when it does not exist: reading it says so.  Folders are walked to the
    bottom; hidden files are skipped, and files with an ending that no reader knows are counted.
    """
    found: dict[str, Path] = {}
    passed_over: Counter[str] = Counter()
    for path in paths:
        if not path.is_dir():
            found[catalogue.posix(path)] = path
            continue
        for file in _walk(path):
            if file.suffix.lower() in ENDINGS:
                found[catalogue.posix(file)] = file
            else:
                passed_over[file.suffix.lower() or "(no ending)"] += 1
    return [found[key] for key in sorted(found)], passed_over


def _walk(folder: Path) -> Iterator[Path]:
    for root, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (Path(root, name) for name in sorted(names) if not name.startswith((".", "~$")))


def load(
    store: Store,
    files: Sequence[Path],
    *,
    force: bool = False,
    seen: Callable[[Outcome], None] = lambda outcome: None,
) -> Report:
    """Bring the store up to date with these files; one that cannot be read never stops the others.

    A file whose path, content and extractor version are in the catalogue is skipped before it is read, unless ``force``.
    ``seen`` is called with each outcome as it becomes known.
    """
    return _Loading(store, force, seen).run(files)


class _Loading:
    """One run of :func:`load`."""

    def __init__(self, store: Store, force: bool, seen: Callable[[Outcome], None]) -> None:
        self.store = store
        self.force = force
        self.seen = seen
        self.version = version("policy-kg")
        resolve.judged(store)  # judgements that cannot be read are told before anything is written
        self.catalogue = Catalogue.read(store)
        self.report = Report()
        # N-Quads of new documents and their entries that are not in the store yet.
        self.waiting: list[bytes] = []
        self.waiting_bytes = 0
        self.written: set[str] = set()
        # What each changed document named before; None where a crash left nobody who knows.
        self.before: dict[str, list[Cited]] | None = None if catalogue.is_stale(store) else {}

    def run(self, files: Sequence[Path]) -> Report:
        for file in files:
            outcome = self.one(file)
            self.report.outcomes.append(outcome)
            self.seen(outcome)
        self.write_waiting()
        if self.report.changed or catalogue.is_stale(self.store) or resolve.outdated(self.store):
            resolve.rebuild(self.store, self.before)
        return self.report

    def one(self, file: Path) -> Outcome:
        path = catalogue.posix(file)
        before = self.catalogue.entries.get(path)
        notes: tuple[str, ...] = ()
        with explained(file) as problem:
            entry = Entry(path, identifiers.document(sha16(file)), self.version)
            if before == entry and not self.force:
                return Outcome(path, "unchanged")
            notes = self.take(file, entry, before)
        if problem:
            return Outcome(path, "failed", problem[0])
        return Outcome(path, "loaded" if before is None else "updated", notes=notes)

    def take(self, file: Path, entry: Entry, before: Entry | None) -> tuple[str, ...]:
        """Read a new or changed file and write it, or let it wait for the others of its chunk."""
        document = entry.document
        same = [e for e in self.catalogue.of_document(document) if e.version == self.version]
        known = bool(same) and (not self.force or document in self.written)
        text: bytes | None = None
        notes: tuple[str, ...] = ()
        if not known:
            extraction, text = _extract(file)
            self.count(extraction)
            notes = extraction.warnings
        self.report.changed = True
        self.written.add(document)
        self.remember({document} | ({before.document} if before else set()))
        if before is None and (known or not self.catalogue.of_document(document)):
            # Nothing that is stored changes: only additions.
            self.catalogue.entries[entry.path] = entry
            self.waiting.append((text or b"") + nquads(catalogue.entry_quads(entry)))
            self.waiting_bytes += len(self.waiting[-1])
            if len(self.waiting) >= CHUNK_DOCUMENTS or self.waiting_bytes >= CHUNK_BYTES:
                self.write_waiting()
            return notes
        self.write_waiting()
        self.change({document: text} if text is not None else {}, entry, before)
        return notes

    def remember(self, documents: Iterable[str]) -> None:
        """Note what documents name as long as the store still says so; it is asked once for each."""
        for document in documents:
            if self.before is not None and document not in self.before:
                self.before[document] = mentions.of_document(self.store, document)

    def change(self, graphs: dict[str, bytes], entry: Entry, before: Entry | None) -> None:
        """Replace what the store knows of a file, catalogue and stale mark included, in one transaction."""
        affected = {entry.document} | ({before.document} if before else set())
        old = self.catalogue.quads(affected)
        entries = self.catalogue.entries
        entries[entry.path] = entry
        if graphs:
            # Copies of the file share the graph that is read anew now.
            for copy in self.catalogue.of_document(entry.document):
                entries[copy.path] = Entry(copy.path, copy.document, entry.version)
        if before and not self.catalogue.of_document(before.document):
            graphs = {**graphs, before.document: b""}
        new = self.catalogue.quads(affected)
        self.store.replace(graphs, delete=old - new, insert=(new - old) | {catalogue.STALE})

    def write_waiting(self) -> None:
        if self.waiting:
            self.store.add(b"".join(self.waiting) + nquads({catalogue.STALE}))
            self.waiting.clear()
            self.waiting_bytes = 0

    def count(self, extraction: Extraction) -> None:
        self.report.facts.update(
            documents=1,
            projects=len(extraction.projects),
            citations=len(extraction.citations),
            amounts=len(extraction.money),
            tasks=len(extraction.tasks),
            indicators=len(extraction.indicators),
        )
        # Only a register or a full text has them; a load without any need not say so.
        rare = {"register rows": len(extraction.entries), "articles": len(extraction.articles)}
        self.report.facts.update({what: count for what, count in rare.items() if count})


def _extract(file: Path) -> tuple[Extraction, bytes]:
    from loaders import extract, triples

    extraction = extract.read_and_extract(file)
    return extraction, triples.nquads(extraction)


@contextmanager
def explained(file: Path) -> Iterator[list[str]]:
    """Reading a file: what goes wrong becomes one sentence in the list, so that the other files go on.

    A fault of ours in one file is among it; a failing store is not.
    """
    problem: list[str] = []
    try:
        yield problem
    except UnreadableFile as error:
        problem.append(str(error))
    except (StoreError, BrokenPipeError):
        raise
    except FileNotFoundError:
        problem.append(f"{file} does not exist.")
    except PermissionError:
        problem.append(f"You may not read {file}.")
    except OSError as error:
        problem.append(f"{file} cannot be read ({error.strerror or error}).")
    except Exception as error:
        problem.append(
            f"{file} could not be understood because of a fault in kg ({type(error).__name__}: {error}); "
            "please report it with the file."
        )


def remove(store: Store, entries: Sequence[Entry]) -> int:
    """Take files out of the store, each with its document's graph unless a copy of the file stays; gives the number."""
    known = Catalogue.read(store)
    affected = {entry.document for entry in entries}
    before = None if catalogue.is_stale(store) else {iri: mentions.of_document(store, iri) for iri in affected}
    old = known.quads(affected)
    for entry in entries:
        known.entries.pop(entry.path, None)
    new = known.quads(affected)
    gone = {document: b"" for document in affected if not known.of_document(document)}
    if entries:
        store.replace(gone, delete=old - new, insert={catalogue.STALE})
    if entries or catalogue.is_stale(store):
        resolve.rebuild(store, before)
    return len(entries)


def sha16(file: Path) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()[:16]
