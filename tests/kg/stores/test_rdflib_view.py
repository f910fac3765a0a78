"""The dataset of rdflib over a store: what rdflib answers over the same quads in memory, and nothing that writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import rdflib
import small_store
from rdflib import RDF, Literal, URIRef

import kg
from kg.stores.opening import open_store
from kg.stores.rdflib_view import bound
from kg.stores.store import StoreError
from ontology.iris import NS

BASED, PROJECT, DOCUMENT = (
    URIRef(NS + "basedOn"),
    URIRef(NS + "BudgetProject"),
    "https://w3id.org/policy-kg/id/document/",
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store.on_disk(tmp_path_factory.mktemp("view") / "s.kg")


@pytest.fixture(scope="module")
def view(path: Path) -> Iterator[rdflib.Dataset]:
    with kg.open(path) as graph:
        yield graph.dataset


@pytest.fixture(scope="module")
def memory(path: Path) -> rdflib.Dataset:
    dataset = rdflib.Dataset(default_union=True)
    with open_store(path, read_only=True) as store:
        dataset.parse(data="".join(f"{quad} .\n" for quad in store), format="nquads")
    return dataset


QUERIES = (
    "SELECT ?s ?o { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o }",
    "SELECT DISTINCT ?p ?s WHERE { ?s ?p ?o } ORDER BY ?s",
    "SELECT (COUNT(?s) AS ?n) { ?s ?p ?o }",
    "SELECT ?o (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?o",
    "SELECT ?s { ?s ?q ?o FILTER(?q = ?p && ?p != rdf:type) }",
    "SELECT ?s ?n { { SELECT ?s (COUNT(*) AS ?n) { ?s ?p ?o } GROUP BY ?s } FILTER(?n > 0) }",
    "SELECT ?s { ?s a pk:BudgetProject OPTIONAL { ?s ?p ?o } FILTER(BOUND(?o)) }",
    "SELECT ?s { ?s a pk:BudgetProject FILTER NOT EXISTS { ?s ?p ?o } } # ?p in a remark",
    'SELECT ?s ("?p $p" AS ?said) { ?s $p ?o }',
)


@pytest.mark.parametrize("query", QUERIES)
def test_any_variable_can_be_given_a_value(view: rdflib.Dataset, memory: rdflib.Dataset, query: str) -> None:
    names = {"pk": rdflib.Namespace(NS), "rdf": RDF}
    # The engine's view writes out that a literal is a string, rdflib does not.
    answers = [
        sorted(tuple(map(str, row)) for row in dataset.query(query, initNs=names, initBindings={"p": BASED}))  # type: ignore[union-attr]
        for dataset in (view, memory)
    ]
    assert answers[0] == answers[1] and answers[0]


def test_values_of_all_kinds_and_forms_of_answers(view: rdflib.Dataset) -> None:
    project = next(iter(view.subjects(BASED)))
    assert view.query("ASK { ?s ?p ?o }", initBindings={"s": project, "p": BASED}).askAnswer
    assert not view.query(
        "ASK { ?s ?p ?o }", initBindings={"s": project, "p": Literal('a "quote"\n')} | {"p": RDF.nil}
    ).askAnswer
    assert {one["s"] for one in view.query("SELECT * { ?s ?p ?o }", initBindings={"s": project})} == {project}  # type: ignore[index,call-overload]
    made = view.query("CONSTRUCT { ?s a ?o } { ?s a ?o }", initBindings={"s": project}).graph
    assert made is not None and set(made.subjects()) == {project}
    assert not list(view.query("SELECT ?s { ?s ?p ?o }", initBindings={"o": Literal('a "quote"\n')}))


@pytest.mark.parametrize(
    "query", ["SELECT ?s { VALUES (?s ?p) { (1 2) } ?s ?p ?o }", "SELECT * { BIND(1 AS ?p) ?s ?p ?o }"]
)
def test_what_the_query_gives_a_value_itself_is_told(query: str) -> None:
    with pytest.raises(StoreError, match=r"\?p cannot be given a value"):
        bound(query, {"p": "<a:b>"})


def test_a_graph_by_its_iri(view: rdflib.Dataset) -> None:
    document = next(graph.identifier for graph in view.graphs() if str(graph.identifier).startswith(DOCUMENT))
    graph = view.graph(document)
    assert len(graph) == len(set(graph)) > 0
    assert set(graph.subjects(RDF.type, PROJECT)) <= set(view.subjects(RDF.type, PROJECT))
    assert not len(view.graph(URIRef("https://example.org/none")))


@pytest.mark.parametrize(
    "write",
    [
        lambda dataset: dataset.add((PROJECT, RDF.type, PROJECT)),
        lambda dataset: dataset.addN([(PROJECT, RDF.type, PROJECT, dataset.graph(PROJECT))]),
        lambda dataset: dataset.remove((None, None, None)),
        lambda dataset: dataset.update("DELETE WHERE { GRAPH ?g { ?s ?p ?o } }"),
        lambda dataset: dataset.remove_graph(dataset.graph(PROJECT)),
        lambda dataset: dataset.parse(data="<a:b> <a:b> <a:b> .", format="nt"),
    ],
)
def test_who_writes_is_told_how_files_come_into_the_store(
    view: rdflib.Dataset, write: Callable[[rdflib.Dataset], object]
) -> None:
    size = len(view)
    with pytest.raises(StoreError, match="The dataset is for reading: files come into the store by kg load"):
        write(view)
    assert len(view) == size > 0
