from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
from made_up_county import (
    DOCTORS,
    DOCTORS_NUMBER,
    DOCTORS_TITLE,
    HEALTH,
    HEALTH_TEXT,
    MEALS_NUMBER,
    SCHOOLS,
    County,
    iri,
    large_county,
    policy,
    small_county,
    term,
)

from kg.answers.facts import batched, iri_list
from kg.drawing.neighbourhood import TooManyNodes, neighbourhood, surroundings, whole
from kg.drawing.panel import yuan
from ontology.drawing import concept_names, drawn_properties
from ontology.iris import PREFIXES as NAMESPACES

BASED_ON = NAMESPACES["pk"] + "basedOn"
CITES = NAMESPACES["cito"] + "cites"
IMPLEMENTED_BY = NAMESPACES["pk"] + "implementedBy"
PUBLISHER = NAMESPACES["dcterms"] + "publisher"
SOURCE = NAMESPACES["prov"] + "hadPrimarySource"
DOCTORS_PROJECT, WATER_PROJECT = iri("project", "aaaa", 1), iri("project", "aaaa", 2)
DOCTORS_POLICY, MEALS_POLICY = iri("policy", DOCTORS_NUMBER), iri("policy", MEALS_NUMBER)


@pytest.fixture(scope="module")
def county() -> County:
    return small_county()


def test_whole_has_every_thing_and_arrow_of_the_store(county: County) -> None:
    graph = whole(county.select)
    types = [data["type"] for _, data in graph.nodes(data=True)]
    assert {kind: types.count(kind) for kind in types} == {"policy": 2, "project": 3, "organisation": 2, "document": 2}
    assert set(graph.out_edges(DOCTORS_PROJECT, keys=True)) == {
        (DOCTORS_PROJECT, DOCTORS_POLICY, BASED_ON),
        (DOCTORS_PROJECT, iri("organisation", HEALTH), IMPLEMENTED_BY),
        (DOCTORS_PROJECT, iri("document", "aaaa"), SOURCE),
    }
    assert graph.has_edge(WATER_PROJECT, MEALS_POLICY, CITES)
    assert graph.number_of_edges() == 11


def test_a_project_tells_its_facts_and_the_characters_that_say_them(county: County) -> None:
    data = whole(county.select).nodes[DOCTORS_PROJECT]
    assert (data["thing"].kind, data["thing"].name) == ("project", DOCTORS)
    assert [grant.yuan for grant in data["grants"]] == [365000]
    assert dict(data["facts"]) == {
        "year": "2024",
        "ordinal": "1",
        "amount": {"zh": "36.5万元", "en": "365,000 yuan"},
        "level": "县级",
    }
    assert [(said.about, said.quote.exact) for said in data["evidence"]] == [
        ("about_name", DOCTORS),
        ("about_amount", "36.5万元"),
    ]


def test_every_quote_is_at_its_place_in_the_text(county: County) -> None:
    graph = whole(county.select)
    texts = {"health.txt": HEALTH_TEXT}
    quotes = [said.quote for _, data in graph.nodes(data=True) for said in data["evidence"]]
    quotes += [said.quote for *_, data in graph.edges(data=True) for said in data["evidence"]]
    mine = [quote for quote in quotes if quote.file in texts]
    assert len(mine) >= 10
    for quote in mine:
        assert texts[quote.file][quote.start : quote.end] == quote.exact
        assert quote.before + quote.exact + quote.after in texts[quote.file]


def test_an_arrow_carries_the_words_that_state_it(county: County) -> None:
    graph = whole(county.select)
    (citation,) = graph.edges[DOCTORS_PROJECT, DOCTORS_POLICY, BASED_ON]["evidence"]
    assert (citation.quote.exact, citation.section, citation.quote.file) == (DOCTORS_NUMBER, "立项依据", "health.txt")
    (unit,) = graph.edges[DOCTORS_PROJECT, iri("organisation", HEALTH), IMPLEMENTED_BY]["evidence"]
    assert (unit.quote.exact, unit.about) == (HEALTH, "about_unit")
    (name,) = graph.edges[DOCTORS_PROJECT, iri("document", "aaaa"), SOURCE]["evidence"]
    assert name.quote.exact == DOCTORS
    assert all(data["evidence"] for *_, data in graph.edges(data=True))


def test_a_publisher_is_not_said_by_a_quote_of_something_else(county: County) -> None:
    document, publisher = iri("document", "bbbb"), iri("organisation", SCHOOLS)
    evidence = whole(county.select).edges[document, publisher, PUBLISHER]["evidence"]
    assert [said.quote.exact for said in evidence] == [SCHOOLS]


def test_a_policy_is_known_by_title_and_number(county: County) -> None:
    data = whole(county.select).nodes[DOCTORS_POLICY]
    assert (data["thing"].name, data["thing"].where, data["cited"]) == (DOCTORS_TITLE, DOCTORS_NUMBER, 1)
    assert ("number", DOCTORS_NUMBER) in data["facts"]


def test_a_policy_known_by_title_only_says_so(county: County) -> None:
    merged = small_county()
    node = iri("policy", "title", "某办法")
    derived = iri("graph", "derived")
    merged.say(derived, node, a=term("eli:LegalResource"), dcterms_title="某办法", pk_identifiedBy="title")
    data = whole(merged.select).nodes[node]
    assert ("provisional", "") in data["facts"]
    assert data["thing"].where == ""
    assert all(key != "provisional" for key, _ in whole(county.select).nodes[DOCTORS_POLICY]["facts"])


def test_a_computed_amount_says_so() -> None:
    county = small_county()
    county.say(iri("document", "aaaa"), iri("amount", "aaaa", 1), pk_computed=ox.Literal(True))
    facts = dict(whole(county.select).nodes[DOCTORS_PROJECT]["facts"])
    assert "amount" not in facts
    assert facts["amount_computed"] == {"zh": "36.5万元", "en": "365,000 yuan"}


def test_concepts_and_areas_are_named_not_shown_as_iris(county: County) -> None:
    facts = dict(whole(county.select).nodes[iri("document", "aaaa")]["facts"])
    assert facts["kind"] == concept_names()[NAMESPACES["pk"] + "BudgetDisclosure"]
    assert facts["area"] == "云山县"
    assert facts["publisher"] == HEALTH


@pytest.mark.parametrize(("hops", "expected"), [(0, 1), (1, 4), (2, 5), (3, 6), (6, 9)])
def test_steps_go_both_ways(county: County, hops: int, expected: int) -> None:
    graph = neighbourhood(county.select, [DOCTORS_PROJECT], hops=hops)
    assert len(graph) == expected
    assert DOCTORS_PROJECT in graph


def test_arrows_between_the_neighbours_are_there(county: County) -> None:
    graph = neighbourhood(county.select, [DOCTORS_PROJECT])
    assert graph.has_edge(iri("document", "aaaa"), iri("organisation", HEALTH), PUBLISHER)


def test_the_neighbourhood_is_what_networkx_finds_in_the_whole() -> None:
    county = large_county(25, random.Random(5).randrange)
    graph = whole(county.select)
    undirected = nx.Graph(graph)
    for start in sorted(graph)[:: max(1, len(graph) // 6)]:
        for hops in (1, 2):
            near = neighbourhood(county.select, [start], hops=hops)
            expected = set(nx.single_source_shortest_path_length(undirected, start, cutoff=hops))
            assert set(near) == expected
            assert set(near.edges(keys=True)) == set(graph.subgraph(expected).edges(keys=True))


def test_unknown_and_undrawn_things_are_left_out(county: County) -> None:
    assert len(neighbourhood(county.select, [iri("project", "none", 1), iri("quote", "aaaa", "36-42")])) == 0
    assert len(neighbourhood(county.select, [])) == 0


@pytest.mark.parametrize("hostile", ["> } DROP ALL #", "no iri", "https://example.org/a b", 'https://x/"'])
def test_what_is_not_an_iri_never_reaches_the_query(county: County, hostile: str) -> None:
    with pytest.raises(ValueError):
        neighbourhood(county.select, [hostile])


def test_too_many_nodes_says_how_to_narrow(county: County) -> None:
    with pytest.raises(TooManyNodes, match="More than 8 .*one project") as caught:
        whole(county.select, limit=8)
    assert caught.value.limit == 8
    assert len(whole(county.select, limit=9)) == 9
    with pytest.raises(TooManyNodes, match=r"hops=1"):
        neighbourhood(county.select, [DOCTORS_PROJECT], hops=2, limit=4)
    assert len(neighbourhood(county.select, [DOCTORS_PROJECT], hops=2, limit=5)) == 5
    with pytest.raises(TooManyNodes):
        neighbourhood(county.select, [DOCTORS_PROJECT, WATER_PROJECT], hops=0, limit=1)


def test_a_hub_is_refused_without_reading_all_of_it() -> None:
    county = County()
    hub = policy(county, MEALS_NUMBER, "办法", 3000)
    derived = ox.NamedNode(iri("graph", "derived"))
    for number in range(3000):
        project = ox.NamedNode(iri("project", "cccc", number))
        county.store.add(ox.Quad(project, term("pk:basedOn"), ox.NamedNode(hub), derived))
        kind = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
        county.store.add(ox.Quad(project, kind, term("pk:BudgetProject"), derived))
    asked = []

    def select(sparql: str) -> list[ox.QuerySolution]:
        rows = list(county.select(sparql))
        asked.append(len(rows))
        return rows

    with pytest.raises(TooManyNodes):
        neighbourhood(select, [hub], limit=100)
    assert max(asked) == 101


def test_rows_may_be_plain_mappings(county: County) -> None:
    def select(sparql: str) -> list[dict[str, object]]:
        solutions = county.store.query(sparql, use_default_graph_as_union=True)
        assert isinstance(solutions, ox.QuerySolutions)
        names = [variable.value for variable in solutions.variables]
        return [{name: row[name] for name in names} for row in solutions]

    assert nx.utils.graphs_equal(whole(select), whole(county.select))


@pytest.mark.parametrize(
    ("amount", "zh", "en"),
    [
        ("0", "0元", "0 yuan"),
        ("1200.50", "1200.5元", "1,200.5 yuan"),
        ("9999.99", "9999.99元", "9,999.99 yuan"),
        ("1896600.0", "189.66万元", "1,896,600 yuan"),
        ("123456.78", "12.345678万元", "123,456.78 yuan"),
        ("10000", "1万元", "10,000 yuan"),
        ("108000000", "1.08亿元", "108,000,000 yuan"),
        ("1E+9", "10亿元", "1,000,000,000 yuan"),
        ("-20000", "-2万元", "-20,000 yuan"),
    ],
)
def test_yuan_is_exact(amount: str, zh: str, en: str) -> None:
    assert yuan(Decimal(amount)) == {"zh": zh, "en": en}


def test_iri_list_and_batches() -> None:
    assert iri_list(["https://x/甲", "https://x/b"], ", ") == "<https://x/甲>, <https://x/b>"
    assert list(batched(range(5), 2)) == [(0, 1), (2, 3), (4,)]


def test_arrows_come_from_the_ontology_in_its_order() -> None:
    arrows = drawn_properties()
    of_projects = ["依据", "引用", "实施单位", "发布", "载于", "牵头", "参与"]
    of_policies = ["转发", "贯彻落实", "印发", "以…为依据", "修改", "废止"]
    assert [names["zh"] for _, names in arrows] == of_projects + of_policies
    assert all(names["en"] for _, names in arrows)


def test_a_new_arrow_is_a_line_of_turtle(tmp_path: Path, county: County) -> None:
    ontology = tmp_path / "one.ttl"
    head = "@prefix pk: <https://w3id.org/policy-kg/ns#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .\n"
    ontology.write_text(
        head + 'pk:implementedBy pk:drawnAs 1 ; rdfs:label "做"@zh-Hans , "done by"@en .', encoding="utf-8"
    )
    arrows = drawn_properties(ontology)
    assert arrows == [(IMPLEMENTED_BY, {"zh": "做", "en": "done by"})]
    graph = whole(county.select, arrows=arrows)
    assert graph.graph["arrows"] == arrows
    assert graph.number_of_edges() == 3


def test_an_arrow_without_a_name_is_an_error(tmp_path: Path) -> None:
    ontology = tmp_path / "two.ttl"
    ontology.write_text(
        "@prefix pk: <https://w3id.org/policy-kg/ns#> . pk:implementedBy pk:drawnAs 1 .", encoding="utf-8"
    )
    with pytest.raises(ValueError, match="implementedBy .* no rdfs:label in zh, en"):
        drawn_properties(ontology)


def test_surroundings_go_as_far_as_they_stay_readable(county: County, monkeypatch: pytest.MonkeyPatch) -> None:
    three, one = (set(neighbourhood(county.select, [DOCTORS_PROJECT], hops=hops)) for hops in (3, 1))
    assert set(surroundings(county.select, [DOCTORS_PROJECT])) == three
    monkeypatch.setattr("kg.drawing.neighbourhood.READABLE", len(one) - 1)
    assert set(surroundings(county.select, [DOCTORS_PROJECT])) == one
