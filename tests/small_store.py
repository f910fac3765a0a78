"""The store of ``fixtures/small.trig``, for tests of questions that need no reading of files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from folders import DATA
from rdflib import RDF

from kg.resolution import resolve
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Row, Store
from loaders.rdf import identifiers
from loaders.text import sentences
from ontology.terms import PK

FIXTURE = DATA / "fixtures" / "small.trig"
NUMBER = "松财社发〔2023〕12号"


def in_memory() -> Store:
    """The small store with what is derived, not on disk."""
    return fill(memory_store())


def on_disk(path: Path) -> Path:
    """The small store at ``path``, written and closed."""
    with open_store(path) as store:
        fill(store)
    return path


def fill(store: Store) -> Store:
    store.inner.load(path=FIXTURE, format=ox.RdfFormat.TRIG)
    for citation, summary in summaries(store).items():
        value = ox.Literal(
            json.dumps(summary, ensure_ascii=False, sort_keys=True), datatype=ox.NamedNode(str(RDF.JSON))
        )
        home = ox.NamedNode(identifiers.document(citation.split("/")[-2]))
        store.inner.add(ox.Quad(ox.NamedNode(citation), ox.NamedNode(str(PK.summary)), value, home))
    resolve.rebuild(store)
    return store


def summaries(store: Store) -> dict[str, dict[str, Any]]:
    """What a trace shows of each citation, looked up piece by piece: the slow way that must say what the records say."""
    return {str(row[0].value): _pieces(row) for row in store.rows(_PIECES) if row[0] is not None}


_PIECES = """
PREFIX pk: <https://w3id.org/policy-kg/ns#>
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX foaf: <http://xmlns.com/foaf/0.1/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?citation ?entity ?type ?label (GROUP_CONCAT(DISTINCT ?unit; SEPARATOR="\\t") AS ?units) ?yuan ?publisher
       (COALESCE(?own, ?of_document) AS ?year) ?section ?relation ?quote ?text
WHERE {
  ?citation a cito:Citation ; cito:hasCitingEntity ?entity ; pk:relation ?relation ; pk:evidence ?quote .
  ?entity a ?type .
  BIND(IRI(STRBEFORE(STR(?quote), "#")) AS ?document) ?document pk:text ?text .
  OPTIONAL { ?entity rdfs:label ?label FILTER NOT EXISTS { ?entity a foaf:Document } }
  OPTIONAL { ?entity pk:implementedBy|pk:leadUnit ?body . ?body skos:prefLabel ?unit }
  OPTIONAL { ?grant schema:fundedItem ?entity ; schema:amount/schema:value ?yuan }
  OPTIONAL { ?document dcterms:publisher/skos:prefLabel ?publisher }
  OPTIONAL { ?entity pk:budgetYear ?own }
  OPTIONAL { ?document pk:budgetYear ?of_document }
  OPTIONAL { ?citation pk:inSection ?section }
}
GROUP BY ?citation ?entity ?type ?label ?yuan ?publisher ?own ?of_document ?section ?relation ?quote ?text
"""


def _pieces(row: Row) -> dict[str, Any]:
    _, entity, kind, label, units, yuan, publisher, year, section, relation, quote, text = (
        None if term is None else str(term.value) for term in row
    )
    assert entity and kind and relation and quote and text
    place = identifiers.place(quote)
    assert place is not None
    _, start, end = place
    funded = kind.endswith(("#BudgetProject", "#Work"))
    return {
        "entity": entity,
        "project": label if funded else None,
        "citing": label,
        "units": sorted((units or "").split("\t")) if units else [],
        "amount_yuan": yuan,
        "publisher": publisher,
        "fiscal_year": year,
        "section": section,
        "relation": relation.rpartition("#")[2].lower(),
        "start": start,
        "end": end,
        "before": sentences.before(text, start),
        "exact": text[start:end],
        "after": sentences.after(text, end),
    }
