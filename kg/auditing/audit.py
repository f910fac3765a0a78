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
    from kg.stores.store import Store
    from kg.tables.language import Language
    from loaders.records import Extraction
    from loaders.source import Source

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
    from loaders.rdf import identifiers

    read = reader(store)
    examined = lint.examiner(store, style=style) if citations else None

    def audits(documents: Iterable[str] | None) -> Iterator[Told]:
        for one in map(read, stored(store) if documents is None else documents):
            if one is None:
                continue
            extraction = one.extraction
            iri = identifiers.document(one.source.sha256)
            found: Found = {}
            if examined is not None:
                found = {iri: examined(iri, extraction if one.as_loaded else None)}
            yield tuple(
                whole(one.source, extraction, figures(one, language), found, language) for language in languages
            )

    return audits


def whole(source: Source, extraction: Extraction, checks: Sequence[Check], found: Found, language: Language) -> Audited:
    """What is known of one document: its figures first, then its citations."""
    from loaders.rdf import identifiers

    title = extraction.document.title
    name = PurePath(source.path.replace("\\", "/")).name
    return Audited(
        document=name,
        title=title.value if title else "",
        text=extraction.text,
        projects={project.ordinal: project.name.value for project in extraction.projects},
        checks=[*checks, *rows(extraction, name, found, language)],
        pages=source.pages,
        iri=identifiers.document(source.sha256),
    )
