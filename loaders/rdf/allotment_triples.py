"""What a notice of allocation hands down, in RDF: one ``pk:Allotment`` a payee.  A part of :mod:`loaders.rdf.triples`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, Protocol

from rdflib import DCTERMS, PROV, RDF

from loaders.bodies import identity
from loaders.rdf import identifiers, literals
from loaders.rdf.literals import Text
from loaders.rdf.money_triples import DocumentWriter
from loaders.records import Allotment, Document, Mention
from loaders.text.words import pattern
from ontology.terms import PK, SCHEMA

_Statement = tuple[str, str, "str | Text"]
_TREASURY: Final = re.compile(pattern("kinds/allotment_words.tsv", "treasury").pattern + "$")


class NoticeWriter(DocumentWriter, Protocol):
    """What the writer of a notice gives besides: its IRI, what it says of itself, and where its names are read."""

    iri: str
    stated: Document
    reader: identity.Reader


def allotment(page: NoticeWriter, allotment: Allotment, within: Allotment | None) -> Iterator[_Statement]:
    """What a notice hands down to a payee; ``within`` is the row of the area that the payee lies in, if it has one.

    It is no grant: what a province hands to a prefecture is handed on, and a sum over both would count it twice.
    """
    iri, document = _allotment(page, allotment), page.stated
    yield iri, RDF.type, PK.Allotment
    yield iri, SCHEMA.amount, identifiers.stated("amount", page.sha, allotment.money.start, allotment.money.end)
    yield iri, PK.payee, _payee(allotment.payee, page.reader)
    yield iri, PROV.hadPrimarySource, page.iri
    if document.publisher:
        payer = identity.body(document.publisher.value, page.reader)
        yield iri, SCHEMA.funder, identifiers.organisation(payer.name, payer.within)
    if within is not None:
        yield iri, DCTERMS.isPartOf, _allotment(page, within)
    if year := allotment.year or document.fiscal_year:
        yield iri, PK.budgetYear, literals.year(year.value)
    yield from page.evidence(iri, allotment.payee, quoted=True)
    yield from page.evidence(iri, allotment.money)


def _allotment(page: NoticeWriter, allotment: Allotment) -> str:
    return identifiers.stated("allotment", page.sha, allotment.money.start, allotment.money.end)


def _payee(payee: Mention, where: identity.Reader) -> str:
    """The area that gets the money, also where its treasury is named, else the body."""
    area = identity.area(payee.value, where)
    if area.area is None and (treasury := _TREASURY.search(payee.value)):
        area = identity.area(payee.value[: treasury.start()], where)
    if area.area is not None:
        return identifiers.area(area.name, area.within)
    body = identity.body(payee.value, where)
    return identifiers.organisation(body.name, body.within)
