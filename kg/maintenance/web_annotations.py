"""The evidence of a store as Web Annotations, document by document."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pyoxigraph as ox

from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.rdf.literals import Text
from loaders.rdf.web_annotation import annotation
from ontology.terms import PK

_EVIDENCE, _TEXT = str(PK.evidence), str(PK.text)


def quads(store: Store) -> Iterator[ox.Quad]:
    """The annotations of all passages that state facts, each in the graph of its document."""
    for document, _, text in sorted(store.statements(None, _TEXT)):
        facts: defaultdict[str, list[str]] = defaultdict(list)
        for fact, _, passage in store.statements(None, _EVIDENCE, graph=document):
            facts[passage].append(fact)
        graph = ox.NamedNode(document)
        for passage in sorted(facts):
            if identifiers.place(passage) is not None:
                for subject, predicate, value in annotation(passage, sorted(facts[passage]), text):
                    yield ox.Quad(ox.NamedNode(subject), ox.NamedNode(predicate), _term(value), graph)


def _term(value: str | Text) -> ox.NamedNode | ox.Literal:
    if not isinstance(value, Text):
        return ox.NamedNode(value)
    return ox.Literal(value.lexical, datatype=ox.NamedNode(value.datatype) if value.datatype else None)
