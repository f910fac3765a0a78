"""A store in memory of documents that are in none, so that their citations can be compared with each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from kg.resolution import resolve
from kg.stores import catalogue
from kg.stores.opening import memory_store
from kg.stores.store import Store, nquads
from loaders.rdf import identifiers, triples
from loaders.records import Extraction


def store(extractions: Iterable[Extraction]) -> Store:
    """A store of what the documents cite, resolved: registers and full texts among them tell what is in force."""
    documents: dict[str, Extraction] = {}
    for one in extractions:
        documents.setdefault(identifiers.document(one.document.sha256), one)
    data = []
    for document, one in documents.items():
        entry = catalogue.LoadedFile(catalogue.posix(Path(one.document.path)), document, "")
        data.append(triples.nquads(_without_money(one)) + nquads(catalogue.entry_quads(entry)))
    made = memory_store()
    made.add(b"".join(data))
    resolve.rebuild(made)
    return made


def _without_money(one: Extraction) -> Extraction:
    """What citations depend on: money and aims are most of a document's statements."""
    return Extraction(
        document=replace(one.document, declared_total=None),
        text=one.text,
        pages=one.pages,
        projects=tuple(replace(project, amount_parts=()) for project in one.projects),
        citations=one.citations,
        entries=one.entries,
        articles=one.articles,
    )
