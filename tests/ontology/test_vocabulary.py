"""The words as statements: what a store carries of them, and what is served."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
from rdflib import Graph
from rdflib.namespace import OWL, RDF, RDFS, SKOS

from ontology import vocabulary
from ontology.iris import NS
from ontology.terms import PK


def said(predicate: object) -> Counter[str]:
    return Counter(quad.subject.value for quad in vocabulary.statements() if quad.predicate.value == str(predicate))  # type: ignore[union-attr]


def test_every_concept_has_a_notation_one_common_label_and_a_name_in_each_language() -> None:
    concepts = {
        quad.subject.value  # type: ignore[union-attr]
        for quad in vocabulary.statements()
        if quad.object == ox.NamedNode(str(SKOS.Concept)) and quad.predicate.value == str(RDF.type)
    }
    assert len(concepts) > 60
    notations, labels, names = said(SKOS.notation), said(RDFS.label), said(SKOS.prefLabel)
    for concept in concepts:
        assert (notations[concept], labels[concept], names[concept]) == (1, 1, 2), concept


def test_a_store_carries_no_long_explanations_and_no_nameless_nodes() -> None:
    assert not said(RDFS.comment) and not said(SKOS.scopeNote)
    assert all(
        isinstance(term, ox.NamedNode | ox.Literal) for q in vocabulary.statements() for term in (q.subject, q.object)
    )
    # The whole of it is counted in every store, however small.
    assert len(vocabulary.statements()) < 1_500


def test_the_served_file_says_everything_and_who_defines_each_word() -> None:
    graph = Graph().parse(vocabulary.turtle(), format="turtle")
    ours = {term for term in graph.subjects() if str(term).startswith(NS)}
    assert set(graph.subjects(RDFS.isDefinedBy)) == ours
    assert graph.value(PK.contentKey, RDFS.comment) is not None
    (ontology,) = graph.subjects(RDF.type, OWL.Ontology)
    assert graph.value(ontology, OWL.versionIRI) is not None
