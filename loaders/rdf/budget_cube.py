"""The tables of departments' budgets and accounts in RDF, in the terms of RDF Data Cube: a data set a table, an observation a figure.

A part of :mod:`loaders.rdf.triples`.  The money of an observation is the amount that the document states there; what holds for a whole
table, its department and its year, stands with the table.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

from rdflib import PROV, RDF, RDFS, URIRef
from rdflib.namespace import QB

from loaders.bodies import identity
from loaders.kinds.budget_observations import BudgetFigure, ObservedTable, observed
from loaders.rdf import identifiers, literals
from loaders.rdf.literals import TRUE, Text
from loaders.rdf.money_triples import Amounts, DocumentWriter
from loaders.records import Extraction, Mention
from ontology.terms import PK, SCHEMA, concepts

_Statement = tuple[str, str, "str | Text"]
_CONCEPTS: Final = {
    "kind": (PK.expenditureKind, "ExpenditureKinds"),
    "source": (PK.fundingSource, "FundingSources"),
    "measure": (PK.measure, "BudgetMeasures"),
    "flow": (PK.flow, "BudgetFlows"),
}
_CLASSES: Final = {
    "functional": (PK.functionalClass, identifiers.functional_class),
    "economic": (PK.economicClass, identifiers.economic_class),
}


def cube(
    page: DocumentWriter, extraction: Extraction, reader: identity.Reader, amounts: Amounts
) -> Iterator[_Statement]:
    """The data sets of a document with their observations; a figure that is no amount of the document is none."""
    document = extraction.document
    body = identity.body(document.publisher.value, reader) if document.publisher else None
    for table in observed(extraction):
        statement = table.statement
        place = Mention(statement.title, statement.start, statement.end)
        iri = identifiers.stated("dataset", page.sha, place.start, place.end)
        yield iri, RDF.type, QB.DataSet
        yield iri, QB.structure, PK.BudgetStructure
        yield iri, RDFS.label, Text(statement.title)
        yield iri, PK.budgetTable, _concept("BudgetTables", table.table)
        yield iri, PROV.hadPrimarySource, identifiers.document(page.sha)
        if document.fiscal_year:
            yield iri, PK.budgetYear, literals.year(document.fiscal_year.value)
        if body:
            yield iri, PK.department, identifiers.organisation(body.name, body.within)
        yield from page.evidence(iri, place)
        for one in table.figures:
            if (one.money.start, one.money.end) in amounts:
                yield from _observation(page, one, table, iri)


def _observation(page: DocumentWriter, one: BudgetFigure, table: ObservedTable, of: str) -> Iterator[_Statement]:
    iri = identifiers.stated("observation", page.sha, one.money.start, one.money.end)
    yield iri, RDF.type, QB.Observation
    yield iri, QB.dataSet, of
    yield iri, SCHEMA.amount, identifiers.stated("amount", page.sha, one.money.start, one.money.end)
    if one.name:
        yield iri, RDFS.label, Text(one.name)
    if one.code and table.axis in _CLASSES:
        predicate, named = _CLASSES[table.axis]
        yield iri, predicate, named(one.code)
    for field, (predicate, scheme) in _CONCEPTS.items():
        if notation := getattr(one, field):
            yield iri, predicate, _concept(scheme, notation)
    if one.leaf:
        yield iri, PK.leaf, TRUE
    yield from page.evidence(iri, one.money)


@cache
def _concept(scheme: str, notation: str) -> URIRef:
    return concepts(scheme)[notation]
