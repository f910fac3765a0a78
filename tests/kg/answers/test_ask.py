from __future__ import annotations

from decimal import Decimal

import pyoxigraph as ox
import pytest
import small_store
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from kg.answers import ask
from kg.answers.ask import AskError
from kg.answers.policy_lookup import NoSuchPolicy
from kg.stores.opening import memory_store
from kg.stores.store import names_graphs

STORE = small_store.in_memory()
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@settings(max_examples=100)
@given(TEXT)
def test_whatever_a_user_types_stays_a_string(text: str) -> None:
    query = queries.bind("SELECT ?v WHERE { BIND($v AS ?v) }", {"v": str(ox.Literal(text))})
    assert ask.select(memory_store(), query).rows == [(text,)]


@pytest.mark.parametrize(
    "where",
    [
        "?s rdfs:label ?l FILTER(CONTAINS(?l, $w))",
        "{ SELECT ?s { ?s rdfs:label ?l FILTER(CONTAINS(?l, $w)) } }",
        "{ ?s rdfs:label $w } UNION { ?s rdfs:label ?l FILTER(?l = $w) }",
        "?s rdfs:label ?l FILTER EXISTS { ?s rdfs:label $w }",
        "?s rdfs:label ?l MINUS { ?s rdfs:label ?m FILTER(?m != $w) }",
        "VALUES ?l { $w } ?s rdfs:label ?l",
    ],
)
def test_a_parameter_reaches_every_place_of_a_query(where: str) -> None:
    found = ask.select(STORE, queries.bind(f"SELECT DISTINCT ?s {{ {where} }}", {"w": '"村医补助经费"'}))
    assert [str(row[0]).rsplit("/", 2)[1:] for row in found.rows] == [["aaaaaaaaaaaaaaa1", "1"]]


def test_strings_iris_and_comments_are_no_places_for_parameters() -> None:
    text = """# $v
    SELECT * { ?s <http://e/$v> "$v" ; ?p '$v', \"\"\"a " $v\"\"\" . FILTER(?s = $v && ?s != $w) }"""
    assert queries.bind(text, {"v": "1"}) == text.replace("?s = $v", "?s = 1")


@pytest.mark.parametrize(
    "number",
    ["松财社发〔2023〕12号", "松财社发[2023]12号", "松财社发 2023 12", "松财社发（２０２３）１２", "乡村医生补助办法"],
)
def test_a_regulation_is_found_in_any_spelling(number: str) -> None:
    assert len(ask.ask(STORE, "projects-citing", {"number": number}).rows) == 4


WRONG = [
    ("projects-citng", {}, "no query named 'projects-citng' .did you mean projects-citing"),
    ("xyz", {}, "kg query. lists all"),
    ("projects-citing", {}, "needs number .the number in any spelling.*--set number="),
    ("projects-citing", {"nummer": "x"}, "no parameter 'nummer' .did you mean number.*it takes: number"),
    ("policies", {"a": "b"}, "it takes: none"),
    ("most-cited", {"limit": "viele"}, "limit must be a whole number"),
    ("most-cited", {"limit": "1 } LIMIT 2"}, "limit must be a whole number"),
    ("policies-in-force", {"day": "2026-02-30"}, "day must be a date like 2026-03-01"),
    ("policies-in-force", {"day": "2026"}, "day must be a date like 2026-03-01"),
]


@pytest.mark.parametrize(("name", "values", "sentence"), WRONG)
def test_a_wrong_question_gets_a_sentence(name: str, values: dict[str, str], sentence: str) -> None:
    with pytest.raises(AskError, match=sentence):
        ask.ask(STORE, name, values)


@pytest.mark.parametrize("words", ["松财社发〔2023〕1号", "没有这个文件", "补助办", "的"])
def test_no_regulation_or_several_is_never_a_guess(words: str) -> None:
    if words == "补助办":
        assert ask.ask(STORE, "co-cited", {"number": words}).rows
        return
    with pytest.raises(NoSuchPolicy):
        ask.ask(STORE, "co-cited", {"number": words})


SYNTAX = [
    ("SELECT ?s WHERE {\n ?s foo:p ?o }", "line 2.*prefix in '\\?s foo:p"),
    ("SELEC ?s WHERE { ?s ?p ?o }", "line 1, column 1, at 'SELEC"),
    ("SELECT * {", "line 1, column 11, where it ends"),
    ("SELECT ?s { ?s ?p ?o } ORDR BY ?s", "line 1, column 24, at 'ORDR"),
    ("", "line 1, column 1"),
    ("INSERT DATA { <http://a> <http://b> 1 }", "changed only by kg load"),
    ("PREFIX a: <http://a>\nDROP ALL", "changed only by kg load"),
]


@pytest.mark.parametrize(("sparql", "sentence"), SYNTAX)
def test_a_syntax_error_is_one_sentence_with_its_place(sparql: str, sentence: str) -> None:
    with pytest.raises(AskError, match=sentence) as caught:
        ask.run(STORE, sparql)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 200


def test_values_keep_their_kind() -> None:
    query = (
        'SELECT (1 AS ?a) (1.50 AS ?b) (true AS ?c) ("x"@zh AS ?d) (<http://e/> AS ?e) ("2024"^^xsd:gYear AS ?f) ?g {}'
    )
    assert ask.select(STORE, query).rows == [(1, Decimal("1.5"), True, "x", "http://e/", 2024, None)]


@pytest.mark.parametrize(
    ("written", "kind"),
    [("abc", "integer"), ("", "int"), ("²", "gYear"), ("x", "gYear"), ("abc", "decimal"), ("INF", "decimal"), ("NaN", "decimal"),
     ("1_0", "integer"), ("9" * 5000, "integer")],
)  # fmt: skip
def test_what_only_claims_to_be_a_number_stays_text(written: str, kind: str) -> None:
    assert ask.select(STORE, f'SELECT ("{written}"^^xsd:{kind} AS ?a) {{}}').rows == [(written,)]


@pytest.mark.parametrize(
    ("sparql", "says"),
    [
        ("SELECT * FROM <x:g> { ?s ?p ?o }", True),
        ("SELECT * from named <x:g> { ?s ?p ?o }", True),
        ("SELECT ?a\nFROM pk:g\nWHERE { }", True),
        ("SELECT ?from { ?s ex:from ?from }", False),
        ("SELECT $FROM { ?s from:x 'FROM <x:g>' }", False),
        ("SELECT * { ?s ?p ?o } # FROM <x:g>", False),
        ('SELECT * { ?s <x:FROM> """FROM <x:g>""" }', False),
    ],
)
def test_queries_that_name_their_graphs(sparql: str, says: bool) -> None:
    assert names_graphs(sparql) is says


def test_from_is_heeded() -> None:
    store = memory_store()
    store.add(b"<x:a> <x:p> <x:b> <x:g> .\n<x:a> <x:p> <x:c> <x:h> .\n")
    assert len(ask.select(store, "SELECT * { ?s ?p ?o }").rows) == 2
    assert len(ask.select(store, "SELECT * FROM <x:g> { ?s ?p ?o }").rows) == 1
    assert len(ask.select(store, "SELECT * FROM <x:none> { ?s ?p ?o }").rows) == 0
