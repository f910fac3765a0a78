"""The words of documents that say facts: the one place that reads quotes from the graph."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kg.answers import facts
from kg.answers.facts import Select


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a document: ``exact`` is ``text[start:end]``, ``before`` and ``after`` are the rest of its sentence.

    ``document`` is the IRI of the document, ``called`` what it is called, ``file`` the name of its file; ``page`` is None where its format has no pages.
    """

    document: str
    called: str
    start: int
    end: int
    exact: str
    before: str = ""
    after: str = ""
    page: str | None = None
    file: str = ""


def quotes(select: Select, iris: Iterable[str]) -> dict[str, Quote]:
    """The quotes with these IRIs; what is no quote of the store is left out."""
    rows = {row["quote"].value: row for row in facts.asked(select, "dossier/quotes", sorted(set(iris)))}
    documents = sorted({row["document"].value for row in rows.values()})
    called, stated = facts.names(select, documents), facts.stated(select, documents, ("document",))
    files = {document: next((file.value for file in held["document"]), "") for document, held in stated.items()}
    return {iri: _quote(row, called, files) for iri, row in rows.items()}


def quote(select: Select, iri: str) -> Quote | None:
    """One quote; None where there is none."""
    return quotes(select, [iri]).get(iri) if iri else None


def _quote(row: facts.Row, called: Mapping[str, str], files: Mapping[str, str]) -> Quote:
    document = row["document"].value
    before, after = ("" if row[name] is None else row[name].value for name in ("prefix", "suffix"))
    page = None if row["page"] is None else row["page"].value
    return Quote(
        document, called.get(document, facts.tail(document)), int(row["start"].value), int(row["end"].value),
        row["exact"].value, before, after, page, files[document],
    )  # fmt: skip
