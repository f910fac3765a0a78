"""The whole audit of documents: what their figures say about each other, then what is wrong with their citations."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING

from kg.auditing.citation_rows import rows
from kg.auditing.figures import figures, reader, stored
from kg.auditing.page import Audited

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check
    from kg.auditing.citation_rows import Found
    from kg.auditing.figures import Stored
    from kg.stores.store import Store
    from kg.tables.language import Language
    from loaders.records import Extraction

Told = tuple["Audited", ...]
"""The audit of one document, told in each language that is asked for."""


def of_store(
    store: Store,
    documents: Iterable[str] | None = None,
    languages: Sequence[Language] = ("en",),
    *,
    citations: bool = True,
    style: bool = False,
) -> Iterator[Told]:
    """The audits of stored documents, of all or of those with these IRIs: one document after the other, told in each language.

    ``documents`` is read as it is needed.  ``citations`` says whether citations are examined, ``style`` whether also how their
    numbers are printed.
    """
    return auditor(store, languages, citations=citations, style=style)(documents)


def auditor(
    store: Store, languages: Sequence[Language], *, citations: bool, style: bool
) -> Callable[[Iterable[str] | None], Iterator[Told]]:
    """What gives the audits of documents, as :func:`of_store`; what all of them need is read once."""
    from kg.linting import lint

    read = reader(store)
    examined = lint.examiner(store, style=style) if citations else None

    def audits(documents: Iterable[str] | None) -> Iterator[Told]:
        for one in map(read, stored(store) if documents is None else documents):
            if one is None:
                continue
            found: Found = {}
            if examined is not None and one.extraction is not None:
                found = {one.iri: examined(one.extraction)}
            yield tuple(_told(one, found, language) for language in languages)

    return audits


def _told(one: Stored, found: Found, language: Language) -> Audited:
    checks = figures(one, language)
    if one.extraction is None:
        return Audited(one.name, title="", text="", projects={}, checks=checks, iri=one.iri)
    return whole(one.extraction, checks, found, language)


def whole(extraction: Extraction, checks: Sequence[Check], found: Found, language: Language) -> Audited:
    """What is known of one document: its figures first, then its citations."""
    from loaders.rdf import identifiers

    title = extraction.document.title
    name = PurePath(extraction.document.path.replace("\\", "/")).name
    return Audited(
        document=name,
        title=title.value if title else "",
        text=extraction.text,
        projects={project.ordinal: project.name.value for project in extraction.projects},
        checks=[*checks, *rows(extraction, name, found, language)],
        pages=extraction.pages,
        iri=identifiers.document(extraction.document.sha256),
    )
