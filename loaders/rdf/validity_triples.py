"""What registers and full texts say of policies, in RDF: entries, articles, and the time in force of a document.

A part of :mod:`loaders.rdf.triples`, which writes the quotes that each thing here rests on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, get_args

from rdflib import DCTERMS, RDF, RDFS, URIRef

from loaders.rdf import identifiers, literals
from loaders.rdf.literals import Text
from loaders.records import Article, Document, Entry, Mention, Status
from loaders.text import dates
from ontology.terms import ELI, PK

_DIGITS = re.compile(r"[0-9]+")
_Statement = tuple[str, str, "str | Text"]
_DAYS: Final = {
    "date": ELI.date_document,
    "in_force_from": ELI.first_date_entry_in_force,
    "in_force_until": ELI.date_no_longer_in_force,
}
_ENTRY: Final = {
    "number": PK.number,
    "title": DCTERMS.title,
    "issuers": PK.printedIssuer,
    "printed_status": PK.printedStatus,
    "replaced_by": PK.replacedBy,
    "repealed_by": PK.repealedBy,
}
_STATUSES: Final = {status: PK["".join(map(str.capitalize, status.split("-")))] for status in get_args(Status)}


def force(of: str, text: str, stated: Document | Entry) -> Iterator[_Statement]:
    """Date, first and last day in force; a day that the words of its place do not print is marked as inferred."""
    for predicate, day in days(stated):
        yield of, predicate, literals.day(day.value)
        if not _is_printed(text, day):
            yield of, PK.inferred, predicate


def days(stated: Document | Entry) -> Iterator[tuple[URIRef, Mention]]:
    """The days that a document or an entry states, each with its property."""
    return ((predicate, day) for field, predicate in _DAYS.items() if (day := getattr(stated, field)) is not None)


def _is_printed(text: str, day: Mention) -> bool:
    """Whether the words of a day are that day: the day of issue, or five years from a day, are printed without it."""
    printed = text[day.start : day.end]
    parts = [int(part) for part in day.value.split("-")]
    digits = _DIGITS.findall(printed)
    return (
        any(found.value == day.value for found in dates.find(printed))
        or list(map(int, digits)) == parts
        or "".join(digits) == day.value.replace("-", "")
    )


def entry(entry: Entry, text: str, sha256: str) -> Iterator[_Statement]:
    """A row of a register."""
    iri = identifiers.stated("entry", sha256, entry.start, entry.end)
    yield iri, RDF.type, PK.PolicyEntry
    yield from literals.printed(iri, entry, _ENTRY)
    yield from force(iri, text, entry)
    if entry.status:
        yield iri, PK.status, _STATUSES[entry.status]
    yield iri, DCTERMS.isPartOf, identifiers.document(sha256)


def article(article: Article, sha256: str) -> Iterator[_Statement]:
    """An article: a passage of the document."""
    iri = identifiers.passage(sha256, article.start, article.end)
    yield iri, RDF.type, ELI.LegalResourceSubdivision
    yield iri, RDFS.label, Text(article.label)
    yield iri, ELI.is_part_of, identifiers.document(sha256)
