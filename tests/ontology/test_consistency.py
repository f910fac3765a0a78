"""What we say contradicts nothing that the vocabularies used say: OWL RL reasoning over ours, theirs and a small store."""

from __future__ import annotations

import shutil
from pathlib import Path

import money_store
import owlrl
import pytest
import small_store
from folders import DATA
from rdflib import Graph, URIRef
from rdflib.namespace import PROV, RDF

from kg.maintenance import export
from kg.stores.store import Store
from ontology import vocabulary

ERROR = URIRef("http://www.daml.org/2002/03/agents/agent-ont#ErrorMessage")


def contradictions(graph: Graph) -> list[str]:
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics, improved_datatypes=False).expand(graph)
    return sorted(
        str(text)
        for error in graph.subjects(RDF.type, ERROR)
        for text in graph.objects(error, URIRef("http://www.daml.org/2002/03/agents/agent-ont#error"))
    )


def whole(store: Store, tmp_path: Path) -> Graph:
    export.export(store, "ttl", tmp_path / "store.ttl")
    graph = Graph().parse(tmp_path / "store.ttl")
    graph.parse(vocabulary.turtle(), format="turtle")
    return graph.parse(DATA / "ontology" / "axioms.ttl")


@pytest.mark.parametrize("store", [small_store.in_memory, money_store.in_memory])
def test_a_store_with_all_vocabularies_is_consistent(store: object, tmp_path: Path) -> None:
    graph = whole(store(), tmp_path)  # type: ignore[operator]
    assert contradictions(graph) == []
    # What follows is there, so the reasoner has looked.
    project = next(graph.subjects(PROV.hadPrimarySource))
    assert (project, RDF.type, PROV.Entity) in graph


def test_what_a_project_may_not_be_is_noticed(tmp_path: Path) -> None:
    graph = whole(small_store.in_memory(), tmp_path)
    project = next(graph.subjects(PROV.hadPrimarySource))
    graph.add((project, PROV.qualifiedAssociation, next(graph.subjects(RDF.type, PROV.Association))))
    assert contradictions(graph)


# Bundles parts under the AGPL, so it is in no extra of ours: who has it has installed it.
HERMIT = "owlready2, which brings the reasoner HermiT, is not installed, or no Java is: pip install owlready2"


def hermit_finds_a_contradiction(graph: Graph, tmp_path: Path) -> bool:
    """What the reasoner HermiT says; it judges more of OWL DL than the rules of OWL RL do."""
    owlready2 = pytest.importorskip("owlready2", reason=HERMIT)
    if shutil.which("java") is None:
        pytest.skip(HERMIT)
    graph.serialize(tmp_path / "all.nt", format="nt", encoding="utf-8")
    world = owlready2.World()
    world.get_ontology((tmp_path / "all.nt").as_uri()).load()
    try:
        owlready2.sync_reasoner_hermit(world, ignore_unsupported_datatypes=True, debug=0)  # xsd:date
    except owlready2.OwlReadyInconsistentOntologyError:
        return True
    return list(world.inconsistent_classes()) != []


@pytest.mark.slow
@pytest.mark.parametrize("store", [small_store.in_memory, money_store.in_memory])
def test_hermit_finds_a_store_with_all_vocabularies_consistent(store: object, tmp_path: Path) -> None:
    graph = whole(store(), tmp_path)  # type: ignore[operator]
    assert not hermit_finds_a_contradiction(graph, tmp_path)
    project = next(graph.subjects(PROV.hadPrimarySource))
    graph.add((project, PROV.qualifiedAssociation, next(graph.subjects(RDF.type, PROV.Association))))
    assert hermit_finds_a_contradiction(graph, tmp_path)
