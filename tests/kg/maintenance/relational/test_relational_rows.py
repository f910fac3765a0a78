"""Rows: one a thing, keys that lead where the graph leads, values in their types, and no more memory than one document needs."""

from __future__ import annotations

import tracemalloc
from collections import deque
from collections.abc import Iterator
from decimal import Decimal

import pyoxigraph as ox
import pytest
import requests
import small_store
from sparql_engines import OxigraphServer

from kg.maintenance.relational import dictionary
from kg.maintenance.relational.rows import converted, rows
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from kg.tables.table import Value

Told = dict[str, list[tuple[Value, ...]]]


def records(told: Told, name: str) -> list[dict[str, Value]]:
    names = [field.name for field in dictionary.named(name).fields]
    return [dict(zip(names, row, strict=True)) for row in told[name]]


def listed(store: Store) -> Told:
    found: Told = {one.name: [] for one in dictionary.relations()}
    for name, row in rows(store):
        found[name].append(row)
    return found


def test_keys_count_from_one_and_lead_to_rows(told: Told) -> None:
    for relation in dictionary.relations():
        if relation.key:
            assert [row[relation.key] for row in records(told, relation.name)] == list(
                range(1, len(told[relation.name]) + 1)
            )
        iris = [row["iri"] for row in records(told, relation.name) if "iri" in row]
        assert len(set(iris)) == len(iris)
        for field in relation.fields:
            if field.refers:
                held = {row[field.name] for row in records(told, relation.name)} - {None}
                assert held <= set(range(1, len(told[field.refers]) + 1)), field


def test_a_row_says_what_the_graph_says() -> None:
    told = listed(small_store.in_memory())
    bodies = {row["body_id"]: row["name"] for row in records(told, "bodies")}
    projects = {row["project_id"]: row for row in records(told, "projects")}
    second = next(row for row in projects.values() if row["name"] == "公共卫生服务经费")
    assert (second["ordinal"], second["fiscal_year"], second["amount_yuan"]) == (2, 2024, Decimal(2_000_000))
    assert (second["start"], second["end"]) == (144, 152)
    units = [
        bodies[row["body_id"]] for row in records(told, "project_bodies") if row["project_id"] == second["project_id"]
    ]
    assert sorted(map(str, units)) == ["清河县卫生健康局", "清河县疾病预防控制中心"]
    first = next(row for row in records(told, "citations") if row["articles"])
    assert (first["articles"], first["relation"], first["start"], first["end"]) == ("第三条、第五条", "basis", 39, 66)
    policies = {row["policy_id"]: row for row in records(told, "policies")}
    assert policies[first["policy_id"]]["number"] == small_store.NUMBER == first["number"]
    assert projects[first["project_id"]]["name"] == "村医补助经费"
    (task,) = records(told, "tasks")
    assert {row["role"] for row in records(told, "task_bodies") if row["task_id"] == task["task_id"]} <= {
        "leadUnit",
        "participatingUnit",
    }


_DEEP = """
@base <https://w3id.org/policy-kg/id/> .
@prefix pk: <https://w3id.org/policy-kg/ns#> . @prefix schema: <https://schema.org/> . @prefix cito: <http://purl.org/spar/cito/> .
@prefix dcterms: <http://purl.org/dc/terms/> . @prefix foaf: <http://xmlns.com/foaf/0.1/> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix eli: <http://data.europa.eu/eli/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<document/d1> {
  <document/d1> a foaf:Document ; eli:date_document "2018-07"^^xsd:gYearMonth ; pk:budgetYear "不详" .
  <project/d1/10> a pk:BudgetProject ; pk:ordinal 10 ; rdfs:label "十" ; pk:functionalClass <class/2130301> .
  <project/d1/9> a pk:BudgetProject ; pk:ordinal 9 ; rdfs:label "九" .
  <grant/d1/9> a schema:MonetaryGrant ; schema:fundedItem <project/d1/9> ; schema:amount <amount/d1/1-5> .
  <amount/d1/1-5> a schema:MonetaryAmount ; schema:value 14.905 ; pk:evidence <document/d1#char=100,105>, <document/d1#char=20,30> .
  <document/d1#char=20,30> pk:page "第3页" .
  <line/d1/9/1> a pk:BudgetLine ; dcterms:isPartOf <grant/d1/9> ; schema:amount <amount/d1/1-5> .
  <line/d1/9/2> a pk:BudgetLine ; dcterms:isPartOf <line/d1/9/1> ; schema:amount <amount/d1/1-5> ; pk:countedFor <project/d1/9> .
  <line/d1/7/3> a pk:BudgetLine ; dcterms:isPartOf <sum/d1/7> ; schema:amount <amount/d1/1-5> .
  <allotment/d1/1> a pk:Allotment ; pk:payee <area/甲市> .
  <allotment/d1/2> a pk:Allotment ; pk:payee <organisation/甲局> ; dcterms:isPartOf <allotment/d1/1> .
  <citation/d1/1-2> a cito:Citation ; cito:hasCitingEntity <project/d1/10> .
}
<graph/derived> {
  <citation/d1/1-2> cito:hasCitedEntity <policy/甲> ; pk:matchedBy "typing-error" .
  <policy/甲> a eli:LegalResource ; eli:date_document "2016-02-30"^^xsd:date .
  <class/2130301> a skos:Concept ; skos:notation "2130301" .
  <area/甲市> a skos:Concept , pk:Area ; skos:prefLabel "甲市" .
  <organisation/甲局> a <http://www.w3.org/ns/org#FormalOrganization> ; skos:prefLabel "甲局" .
}
"""


@pytest.fixture(scope="module")
def deep() -> Iterator[Told]:
    store = memory_store()
    store.inner.load(_DEEP.encode(), ox.RdfFormat.TRIG)
    yield listed(store)


def test_parts_of_parts_lead_to_the_grant_and_its_project(deep: Told) -> None:
    lines = {str(row["iri"])[-3:]: row for row in records(deep, "lines")}
    (grant,) = records(deep, "grants")
    nine = next(row for row in records(deep, "projects") if row["ordinal"] == 9)
    for line in ("9/1", "9/2"):
        assert (lines[line]["grant_id"], lines[line]["project_id"]) == (grant["grant_id"], nine["project_id"])
    assert (lines["9/1"]["parent_id"], lines["9/2"]["parent_id"]) == (None, lines["9/1"]["line_id"])
    assert (lines["9/1"]["counted"], lines["9/2"]["counted"], grant["counted"]) == (False, True, False)
    assert (lines["7/3"]["grant_id"], lines["7/3"]["parent_id"], lines["7/3"]["project_id"]) == (None, None, None)


def test_what_is_in_the_graph_as_another_kind_is_an_empty_cell(deep: Told) -> None:
    (document,), (policy,) = records(deep, "documents"), records(deep, "policies")
    assert (document["dated"], document["dated_printed"], document["fiscal_year"]) == (None, "2018-07", None)
    assert (policy["dated"], policy["dated_printed"]) == (None, "2016-02-30")
    area, body = records(deep, "allotments")
    assert (area["payee_area_id"], area["payee_body_id"]) == (1, None)
    assert (body["payee_area_id"], body["payee_body_id"], body["part_of_id"]) == (None, 1, area["allotment_id"])


def test_projects_are_numbered_as_they_are_counted_and_places_are_the_first(deep: Told) -> None:
    assert [row["ordinal"] for row in records(deep, "projects")] == [9, 10]
    ten = records(deep, "projects")[1]
    (one,) = records(deep, "budget_classes")
    assert ten["budget_class_id"] == one["budget_class_id"] and one["code"] == "2130301"
    (citation,) = records(deep, "citations")
    assert (citation["project_id"], citation["policy_id"], citation["matched_by"]) == (2, 1, "typing-error")
    (amount,) = records(deep, "amounts")
    assert (amount["start"], amount["end"], amount["page"], amount["amount_yuan"]) == (
        20,
        30,
        "第3页",
        Decimal("14.905"),
    )


@pytest.mark.parametrize(
    ("table", "column", "text", "value"),
    [
        ("projects", "amount_yuan", "1e30", None),
        ("projects", "amount_yuan", "NaN", None),
        ("projects", "amount_yuan", "-0.5", Decimal("-0.5")),
        ("projects", "ordinal", "9" * 30, None),
        ("projects", "ordinal", "８", None),
        ("projects", "name", "a\x00b", "ab"),
        ("policies", "dated", "2024-02-29", "2024-02-29"),
        ("policies", "dated", "2023-02-29", None),
        ("policies", "dated", "20230228", None),
        ("policies", "status", "https://w3id.org/policy-kg/ns#InForce", "in-force"),
        ("grants", "complete", "false", False),
        ("grants", "counted", "x", True),
        ("documents", "counted", "x", False),
    ],
)
def test_values_are_of_their_type_or_none(table: str, column: str, text: str, value: Value) -> None:
    field = next(one for one in dictionary.named(table).fields if one.name == column)
    assert converted(field, [ox.Literal(text)]) == value


def test_four_times_the_documents_take_no_more_memory() -> None:
    def peak(documents: int, kept: int) -> int:
        store = memory_store()
        for number in range(documents):
            store.inner.load(_DEEP.replace("d1", f"d{number}").encode(), ox.RdfFormat.TRIG)
        list(rows(memory_store()))  # What is imported and kept once is not counted.
        tracemalloc.start()
        last = deque(rows(store), maxlen=kept)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert len(last) == kept
        return most

    peak(2, 1)
    few, many, held = peak(300, 1), peak(1200, 1), peak(1200, 1200 * 10)
    # What grows is the number of each document; to keep the rows would take many times that.
    assert many - few < (held - few) / 3


@pytest.mark.engines
def test_an_engine_at_an_address_gives_the_same_rows(tabled: Store) -> None:
    engine = OxigraphServer()
    try:
        engine.start()
        graph = tabled.inner.dump(format=ox.RdfFormat.N_QUADS)
        address = engine.query.replace("/query", "/store")
        answer = requests.post(address, data=graph, headers={"Content-Type": "application/n-quads"}, timeout=60)
        assert answer.ok
        with open_store(engine.query, read_only=True) as there:
            assert list(rows(there)) == list(rows(tabled))
    finally:
        engine.close()
