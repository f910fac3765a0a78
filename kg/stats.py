"""How much a store holds: documents, projects, money, citations, and how the citations were understood."""

from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
from rdflib.namespace import FOAF, RDF

from kg.ask import select
from kg.store import Store
from kg.tables import Table, Value, facts
from ontology.terms import CITO, ELI, PK, SCHEMA

CLASSES = {
    "documents": (FOAF.Document,),
    "projects": (PK.BudgetProject, PK.Work),
    "citations": (CITO.Citation,),
    "policies": (ELI.LegalResource,),
    "amounts": (SCHEMA.MonetaryAmount,),
    "tasks": (PK.Task,),
    "indicators": (PK.Indicator,),
}


def stats(store: Store) -> Table:
    """One row a figure; money is the sum of what projects were allocated."""
    rows: list[tuple[str, Value]] = [(name, _count(store, *classes)) for name, classes in CLASSES.items()]
    roles = (PK.implementedBy, PK.leadUnit, PK.participatingUnit)
    rows.append(("units", len({body for role in roles for _, _, body in store.statements(None, str(role))})))
    rows.append(("amount_yuan", _allocated(store)))
    rows.append(("title_only_policies", _literal(store, str(PK.identifiedBy), "title")))
    rows.append(("statements", len(store)))
    return facts(rows)


def _of_class(store: Store, iri: str) -> list[ox.Quad]:
    return list(store.quads(None, ox.NamedNode(str(RDF.type)), ox.NamedNode(iri)))


def _count(store: Store, *classes: str) -> int:
    return sum(len(_of_class(store, str(one))) for one in classes)


def _literal(store: Store, predicate: str, text: str) -> int:
    return sum(1 for _ in store.quads(None, ox.NamedNode(predicate), ox.Literal(text)))


def _allocated(store: Store) -> Decimal:
    """Added up here and not by the engine, whose decimals end at 1.7e20."""
    table = select(
        store, "SELECT ?grant ?yuan { ?grant schema:fundedItem ?project ; schema:amount ?a . ?a schema:value ?yuan }"
    )
    amounts = (row[1] for row in table.rows)
    return sum((Decimal(amount) for amount in amounts if isinstance(amount, Decimal | int)), Decimal(0))
