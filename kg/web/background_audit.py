"""The audit of the whole store in a process of its own: document after document, those first that somebody looks at.

The pages ask for what is known so far; they never wait for the rest.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from kg.auditing import accepted
from loaders.formats.containers import operating_system
from loaders.source import page_at

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.auditing.check_rows import Check
    from kg.stores.store import Store
    from kg.tables.language import Language

Severity = Literal["error", "warning", "style", "accepted", ""]
#: Findings that are shown unasked, the gravest first; others are of style.
GRAVE: tuple[Severity, ...] = ("error", "warning")
#: Stores of more documents are not examined whole: only what is looked at.
MOST = 5_000
# What the pipe holds while the other side is busy: a send must never wait.
_WAITING = 200
_SPAWN = multiprocessing.get_context("spawn")
_SEVERITY: dict[str, Severity] = {"mismatch": "error", "to-check": "warning", "truncated": "warning"}


@dataclass(frozen=True, slots=True)
class AuditPlace:
    """Characters of the text: ``page`` is the label of the printed page or sheet, None where the format has none."""

    start: int
    end: int
    surface: str
    page: str | None = None


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One check of a document.

    ``severity`` is "" where nothing is wrong; ``kind`` is the name of the check or of the finding in both languages, ``verdict`` what was
    judged, ``text`` the sentence or formula; ``project`` is the ordinal.  ``accepted`` says why and when a person accepted the finding, whose
    severity is "accepted" then; ``id`` is its own.
    """

    document: str
    file: str
    project: int | None
    project_name: str
    severity: Severity
    code: str
    kind: dict[str, str]
    verdict: dict[str, str]
    text: dict[str, str]
    suggestion: str
    places: tuple[AuditPlace, ...]
    id: str = ""
    accepted: tuple[str, str] | None = None

    @property
    def unread(self) -> bool:
        """Whether it says that its document was not examined."""
        return self.code == "reading"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the examination is: documents done and in all; ``old`` where it is of an earlier state of the store."""

    done: int
    total: int
    running: bool
    old: bool = False
    whole: bool = True


class BackgroundAudit:
    """What is known of the figures and citations of a store's documents."""

    def __init__(self, path: Path | str) -> None:
        self.path = path
        self._lock = threading.Condition()
        self._rows: dict[str, tuple[AuditRow, ...]] = {}
        self._of: Store | None = None
        self._fresh: set[str] = set()
        self._asked: set[str] = set()
        self._total = 0
        self._running = False
        self._whole = True
        self._closed = False
        self._pipe: Connection | None = None
        self._process: Any = None
        self._listener: threading.Thread | None = None

    def look(self, store: Store) -> Progress:
        """How far the examination of this state is; it is begun where it is not yet.

        An examination that runs is finished before another begins, so that a store that changes all the time has one too.
        """
        with self._lock:
            if self._of is not store and not self._running and not self._closed:
                self._begin(store)
            return Progress(len(self._fresh), self._total, self._running, self._of is not store, self._whole)

    def document(self, store: Store, iri: str, seconds: float = 0.0) -> tuple[AuditRow, ...] | None:
        """The checks of one document, waited for so long at most; None where they are not made yet."""
        self.look(store)
        with self._lock:
            if iri not in self._fresh and self._pipe is not None:
                if iri not in self._asked and len(self._asked - self._fresh) < _WAITING:
                    self._asked.add(iri)
                    with suppress(OSError):
                        self._pipe.send(iri)
                self._lock.wait_for(lambda: iri in self._fresh or not self._running, seconds)
            rows = self._rows.get(iri)
        return rows if rows is None else tuple(self._marked(rows))

    def rows(self) -> list[AuditRow]:
        """All checks that are known, by document."""
        with self._lock:
            every = [row for rows in self._rows.values() for row in rows]
        return list(self._marked(every))

    def _marked(self, rows: Iterable[AuditRow]) -> Iterator[AuditRow]:
        """The rows, those that people accepted with why and when: that may change while nothing is loaded."""
        try:
            known = accepted.of(self.path)
        except accepted.AcceptedError:  # what every page says (kg.web.notices)
            known = {}
        for row in rows:
            one = known.get(row.id) if row.severity else None
            yield replace(row, severity="accepted", accepted=(one.why, one.when)) if one else row

    def close(self) -> None:
        """End the process."""
        with self._lock:
            self._closed = True
            process, listener = self._process, self._listener
        if process is not None and listener is not None:
            process.kill()
            # Only one thread may wait for a process: of two, the other cannot tell that it has ended.
            listener.join(10)

    def _begin(self, store: Store) -> None:
        self._of, self._running, self._total = store, True, 0
        self._fresh, self._asked = set(), set()
        ours, theirs = _SPAWN.Pipe()
        self._pipe = ours
        self._process = _SPAWN.Process(target=work, args=(theirs, self.path), daemon=True)
        self._process.start()
        theirs.close()
        self._listener = threading.Thread(target=self._listen, args=(ours,), daemon=True)
        self._listener.start()

    def _listen(self, pipe: Connection) -> None:
        known: set[str] = set()
        finished = False
        with suppress(EOFError, OSError):
            while True:
                said = pipe.recv()
                if said is None:
                    finished = True
                    break
                with self._lock:
                    if isinstance(said, int):
                        self._whole = said <= MOST
                        self._total = min(said, MOST)
                    else:
                        iri, rows = said
                        known.add(iri)
                        self._rows[iri] = rows
                        self._fresh.add(iri)
                    self._lock.notify_all()
        with self._lock:
            if finished and self._whole:
                self._rows = {iri: rows for iri, rows in self._rows.items() if iri in known}
            self._running = False
            self._pipe = None
            self._lock.notify_all()
        pipe.close()
        self._process.join(5)


def work(pipe: Connection, path: Path | str) -> None:
    """Examine the documents of a store and tell what was found; those that the other side names come first."""
    operating_system.set_back(os.getpid())
    from kg.stores.opening import open_store
    from kg.stores.store import StoreError

    with suppress(StoreError, KeyboardInterrupt, BrokenPipeError, EOFError), open_store(path, read_only=True) as store:
        for iri, rows in examined(store, pipe):
            pipe.send((iri, rows))
        pipe.send(None)


def examined(store: Store, pipe: Connection | None = None) -> Iterator[tuple[str, tuple[AuditRow, ...]]]:
    """Each document of a store with its checks; ``pipe`` is told how many there are, and may name what comes next."""
    from kg.auditing import audit
    from kg.stores.catalogue import Catalogue

    entries = sorted(Catalogue.read(store).entries.values(), key=lambda entry: (entry.file_name, entry.document))
    waiting = dict.fromkeys(entry.document for entry in entries)
    if pipe is not None:
        pipe.send(len(waiting))
    if len(waiting) > MOST:
        waiting = dict.fromkeys(list(waiting)[:MOST])
    asked: list[str] = []
    sent: set[str] = set()

    def queue() -> Iterator[str]:
        while waiting or asked:
            while pipe is not None and pipe.poll():
                wanted = pipe.recv()
                if wanted not in sent:
                    asked.append(wanted)
            iri = asked.pop(0) if asked else next(iter(waiting))
            waiting.pop(iri, None)
            if iri not in sent:
                sent.add(iri)
                yield iri

    told: set[str] = set()
    for zh, en in audit.of_store(store, queue(), ("zh", "en"), style=True):
        # A document whose text is not there is skipped: nothing is said of it.
        for skipped in sent - told - {zh.iri}:
            told.add(skipped)
            yield skipped, ()
        told.add(zh.iri)
        yield zh.iri, tuple(_rows(zh, en))
    for skipped in sent - told:
        yield skipped, ()


def _rows(zh: Audited, en: Audited) -> Iterator[AuditRow]:
    from kg.auditing.report.check_table import judged

    for one, other in zip(zh.checks, en.checks, strict=True):
        finding = one.finding
        yield AuditRow(
            document=zh.iri,
            file=zh.document,
            project=one.project,
            project_name=zh.projects.get(one.project, "") if one.project is not None else "",
            severity=_severity(one),
            code=finding.code if finding is not None else one.check,
            kind={"zh": _kind(one, "zh"), "en": _kind(one, "en")},
            verdict={"zh": judged(one, "zh"), "en": judged(one, "en")},
            text={"zh": _text(one), "en": _text(other)},
            suggestion=finding.suggestion or "" if finding is not None else "",
            places=tuple(AuditPlace(e.start, e.end, e.surface, page_at(zh.pages, e.start)) for e in one.evidence),
            id=one.id,
        )


def _severity(check: Check) -> Severity:
    if check.finding is not None:
        return check.finding.severity
    return "warning" if check.unread else _SEVERITY.get(check.verdict, "")


def _kind(check: Check, lang: Language) -> str:
    from kg.auditing.words import said
    from kg.linting import lint

    return (
        said(lang, "check", check.check) if check.finding is None else lint.checks()[check.finding.code][f"name_{lang}"]
    )


def _text(check: Check) -> str:
    """The formula with its note; of a citation the sentence."""
    return check.note if check.finding is not None else " — ".join(part for part in (check.formula, check.note) if part)
