"""The whole audit of documents: what their figures say about each other, then what is wrong with their citations."""

from __future__ import annotations

import gc
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.auditing import figures, repairs
from kg.auditing.audited import Audited, cells
from kg.auditing.check_rows import FINDINGS, doubted, of_finding, unread
from kg.linting import lint
from kg.stores import extractions, page_images
from kg.stores.catalogue import Catalogue

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check
    from kg.linting.lint import Examiner
    from kg.stores.store import Store
    from kg.tables.language import Language
    from loaders.records import Extraction
    from loaders.source import PageImage

#: Fewer documents are not worth a process.
WORTH = 64
# So many are handed over at once: a process that is stopped ends soon, and none waits long for the others.
_TOGETHER = 8
Told = tuple[Audited, ...]
"""The audit of one document, told in each language that is asked for."""
Auditor = Callable[[Iterable[str] | None], Iterator[Told]]
"""Gives the audits of stored documents (their IRIs; None: of all), one after the other."""


@dataclass(frozen=True, slots=True)
class Stored:
    """A stored document, called ``name``: what was extracted from it; None where it was stored without its records.

    ``image`` gives that of a page (from 1) which OCR read; None where it is not kept.
    """

    iri: str
    name: str
    extraction: Extraction | None
    image: Callable[[int], PageImage | None] = lambda page: None


def of_store(
    store: Store,
    documents: Iterable[str] | None = None,
    languages: Sequence[Language] = ("en",),
    *,
    citations: bool = True,
    style: bool = False,
    reported: bool = False,
) -> Iterator[Told]:
    """The audits of stored documents, of all or of those with these IRIs: one document after the other, told in each language.

    ``documents`` is read as it is needed.  ``citations`` says whether citations are examined, ``style`` whether also how their
    numbers are printed, ``reported`` whether a report is made of them.
    """
    return auditor(store, languages, citations=citations, style=style, reported=reported)(documents)


def auditor(
    store: Store, languages: Sequence[Language], *, citations: bool, style: bool, reported: bool = False
) -> Auditor:
    """What gives the audits of documents, as :func:`of_store`; what all of them need is read once."""
    read = reader(store)
    examined = lint.examiner(store, style=style) if citations else None

    def audits(documents: Iterable[str] | None) -> Iterator[Told]:
        for one in map(read, stored(store) if documents is None else documents):
            if one is not None:
                yield tuple(audit(one, languages, examined, reported=reported))

    return audits


def reader(store: Store) -> Callable[[str], Stored | None]:
    """What gives stored documents (IRIs) as they were extracted when they were loaded; None for one that the store does not hold."""
    names = Catalogue.read(store).names()

    def read(iri: str) -> Stored | None:
        name = names.get(iri, iri)
        extraction = extractions.read(store, iri, name)
        image = partial(page_images.image, store, iri)
        return None if extraction is None and iri not in names else Stored(iri, name, extraction, image)

    return read


def stored(store: Store) -> list[str]:
    """The IRIs of all stored documents, in the order in which they are audited."""
    names = Catalogue.read(store).names()
    return sorted(names, key=lambda iri: (names[iri], iri))


def audit(
    one: Stored, languages: Sequence[Language], examined: Examiner | None, *, reported: bool = False
) -> Iterator[Audited]:
    """What is known of one document, in each language: its figures first, then its citations where these are examined.

    Of one that was stored without its records only the row that says so.  ``reported`` says whether a report is made of it, which names
    cells and repairs.
    """
    extraction = one.extraction
    findings = examined(extraction) if examined and extraction else ()
    known: dict[str, Any] = {}
    if extraction:
        known["citations"] = examined and tuple((cited.start, cited.end) for cited in extraction.citations)
        known["notes"] = extraction.warnings
    if reported and extraction:
        known |= {"cells": cells(extraction), "repairs": repairs.repairs(extraction)}
    for language in languages:
        if extraction is None:
            yield Audited(one.name, title="", text="", projects={}, checks=[unread(one.name, language)], iri=one.iri)
        else:
            checks = [
                doubted(check, extraction, language)
                for check in (
                    *figures.audit(extraction, language),
                    *(of_finding(found, language) for found in findings),
                )
            ]
            if reported and extraction.recognised:
                known["images"] = _images(one, extraction, checks)
            yield Audited(
                document=extraction.document.file_name,
                title=extraction.document.title.value if extraction.document.title else "",
                text=extraction.text,
                projects={project.ordinal: project.name.value for project in extraction.projects},
                checks=checks,
                pages=extraction.pages,
                recognised=extraction.recognised,
                iri=one.iri,
                **known,
            )


def _images(one: Stored, extraction: Extraction, checks: Iterable[Check]) -> dict[int, PageImage]:
    """The images of the pages that findings are about."""
    places = (at for check in checks if check.verdict in FINDINGS or check.finding for at in check.evidence)
    pages = sorted({crop.page for at in places for crop in page_images.crops(extraction, at.start, at.end)})
    return {page: image for page in pages if (image := one.image(page)) is not None}


# -- many documents, by several processes, each of which opens the store for itself


def by_processes(
    store: Store,
    documents: Sequence[str] | None = None,
    language: Language = "en",
    *,
    citations: bool = True,
    style: bool = False,
    jobs: int = 1,
    texts: bool = True,
) -> Iterator[Audited]:
    """The audits of stored documents, of all or of those with these IRIs, by ``jobs`` processes where that is worth it.

    The audits and their order do not depend on ``jobs``.  A store that is in no folder is audited in this process.  Without
    ``texts``, which only a report needs, they hold no text, pages, cells and repairs: that is most of what one process tells the other.
    """
    chosen = stored(store) if documents is None else documents
    folder = store.path
    if jobs < 2 or len(chosen) < WORTH or folder is None or not folder.is_dir():
        for (one,) in of_store(store, chosen, (language,), citations=citations, style=style, reported=texts):
            yield one if texts else _without_text(one)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    parts = [chosen[start : start + _TOGETHER] for start in range(0, len(chosen), _TOGETHER)]
    begin = (folder, language, citations, style, texts)
    with ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), _begin, begin) as pool:
        try:
            for audited in pool.map(_part, parts):
                yield from audited
        finally:
            pool.shutdown(cancel_futures=True)


_audits: Callable[[Iterable[str] | None], Iterator[Told]]
_texts: bool


def _begin(folder: Path, language: Language, citations: bool, style: bool, texts: bool) -> None:
    """In a new process: open the store.  Ctrl-C is the first process' matter; when that ends, so does this one."""
    global _audits, _texts
    from kg.stores.opening import open_store

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    _audits = auditor(open_store(folder, read_only=True), (language,), citations=citations, style=style, reported=texts)
    _texts = texts
    # As for the command itself: little of what a document leaves are circles, and what was read before it stays.
    gc.freeze()
    gc.set_threshold(50_000)


def _end_with_parent() -> None:
    import multiprocessing
    from multiprocessing import connection

    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _part(documents: Sequence[str]) -> list[Audited]:
    return [one if _texts else _without_text(one) for (one,) in _audits(documents)]


def _without_text(one: Audited) -> Audited:
    return replace(one, text="", pages=(), recognised=())
