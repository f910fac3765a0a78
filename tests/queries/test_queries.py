"""Each named query beside its expected answer: tests/data/expected/<name>.csv over the store of fixtures/small.trig.

Questions about chains of authority are asked of the store of chain_store.py, questions about sums of that of money_store.py.
"""

from __future__ import annotations

import csv
import io

import affiliated_units
import allotted_money
import analyst_store
import budget_samples
import chain_store
import charted_store
import money_store
import performance_samples
import pyoxigraph as ox
import pytest
import rdflib
import small_store
from folders import DATA
from query_values import VALUES

import queries
from kg.answers import ask
from kg.stores.store import Store
from kg.tables import table
from loaders.rdf import identifiers

EXPECTED = DATA / "expected"
FILLS = {
    "project-performance": performance_samples.in_memory,
    "policies-in-force": charted_store.in_memory,
    **dict.fromkeys(("budget-", "project-share", "three-public-"), budget_samples.in_memory),
    "chain-": chain_store.in_memory,
    "money-handed-down": allotted_money.in_memory,
    **dict.fromkeys(
        (
            "citations-by-article",
            "dead-bases",
            "issuer-chains",
            "money-per-beneficiary",
            "old-bases",
            "projects-without-indicators",
            "units-sharing-bases",
            "units-year-over-year",
        ),
        analyst_store.in_memory,
    ),
    "payers-and-payees": allotted_money.in_memory,
    "money-": money_store.in_memory,
    "year-": money_store.in_memory,
    "units-of-": affiliated_units.in_memory,
}


def filled(name: str) -> Store:
    """A store to ask the query of that name."""
    return FILLS.get(start(name), small_store.in_memory)()


def start(name: str) -> str:
    """What says which store a query is asked of."""
    return next((prefix for prefix in FILLS if name.startswith(prefix)), "")


@pytest.fixture(scope="module")
def stores() -> dict[str, Store]:
    return {name: filled(name) for name in (*FILLS, "")}


@pytest.fixture
def store(name: str, stores: dict[str, Store]) -> Store:
    return stores[start(name)]


@pytest.mark.parametrize("name", queries.names())
def test_the_answer_is_the_expected_one(name: str, store: Store) -> None:
    answer = table.as_csv(ask.ask(store, name, VALUES.get(name, {})))
    assert answer.splitlines() == (EXPECTED / f"{name}.csv").read_text("utf-8").splitlines()


def test_every_expected_answer_has_its_query() -> None:
    assert {file.stem for file in EXPECTED.glob("*.csv")} == set(queries.names())
    assert len(queries.names()) >= 16


@pytest.mark.parametrize("name", queries.names())
def test_an_expected_answer_has_rows_that_could_be_wrong(name: str) -> None:
    assert len(list(csv.reader(io.StringIO((EXPECTED / f"{name}.csv").read_text("utf-8"))))) > 1


@pytest.mark.parametrize("name", queries.names())
def test_headers_are_complete_and_columns_have_names(name: str, store: Store) -> None:
    query = queries.load(name)
    assert query.title and query.title_zh and query.description.endswith(".")
    assert query.description_zh.endswith("。")
    for param in query.params:
        assert f"${param.name}" in query.sparql.split("\n\n", 1)[1]
    for column in ask.ask(store, name, VALUES.get(name, {})).columns:
        assert column in table.columns()


# What these answer are groups, which are no things.
GROUPS = {
    "citations-by-level-and-year",
    "documents-and-policies-by-year",
    "money-by-level-and-year",
    "money-by-year",
    "money-handed-down",
    "payers-and-payees",
    "regulations-by-issuer-and-level",
}


@pytest.mark.parametrize("name", queries.names())
def test_every_row_has_the_iri_of_its_thing_and_of_its_document(name: str, store: Store) -> None:
    answer = ask.ask(store, name, VALUES.get(name, {}))
    assert ("iri" not in answer.columns) == (name in GROUPS)
    keys = {column for column in answer.columns if column == "iri" or column.endswith("_iri")}
    assert "document_iri" in keys or "document" not in answer.columns or name == "documents"
    for row in answer:
        for key in keys - {"above_iri"}:
            assert str(row[key]).startswith("https://w3id.org/policy-kg/id/"), (key, row)
        if "document_iri" in keys and "/policy/" not in str(row["iri"]):
            assert row["document_iri"] == identifiers.home(str(row["iri"]))


@pytest.mark.parametrize("name", queries.names())
def test_the_query_is_plain_sparql_with_its_own_prefixes(name: str, store: Store) -> None:
    bound = queries.bind(queries.load(name).sparql, ask.terms(store, queries.load(name), VALUES.get(name, {})))
    ox.Store().query(bound)
    rdflib.Graph().query(bound)


@pytest.mark.parametrize("name", queries.names())
def test_a_second_copy_of_a_name_doubles_no_row_and_no_sum(name: str) -> None:
    """A unit is named in the graph of each document that names it, and the union of graphs repeats such a statement."""
    store = filled(name)
    ending = "fileName" if name.startswith("chain-") else ("prefLabel", "#type")
    repeated = [
        q
        for q in store.inner
        if q.predicate.value.endswith(ending) and ("organisation" in str(q) or ending == "fileName")
    ]
    assert repeated
    extra = [ox.Quad(q.subject, q.predicate, q.object, ox.NamedNode("http://example.org/again")) for q in repeated]
    store.inner.extend(extra)
    answer = table.as_csv(ask.ask(store, name, VALUES.get(name, {})))
    assert answer.splitlines() == (EXPECTED / f"{name}.csv").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", queries.names())
def test_a_file_that_was_copied_doubles_no_row_and_no_sum(name: str) -> None:
    """A document has as many file names as there are copies of its file; a table calls it by the first."""
    store = filled(name)
    file = ox.NamedNode("https://w3id.org/policy-kg/ns#fileName")
    for quad in list(store.quads(None, file)):
        store.inner.add(ox.Quad(quad.subject, file, ox.Literal("龥.txt"), quad.graph_name))
    answer = table.as_csv(ask.ask(store, name, VALUES.get(name, {})))
    assert answer.splitlines() == (EXPECTED / f"{name}.csv").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "line",
    [
        "number (policy, required)",
        "number (moment, required) — when",
        "number [policy] — n",
        "two words (string, required) — x",
    ],
)
def test_a_header_that_cannot_be_read_is_an_error(line: str) -> None:
    with pytest.raises(ValueError, match="no parameter"):
        queries._param("x", line)
