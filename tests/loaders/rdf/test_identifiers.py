"""IRIs: legal for rdflib and pyoxigraph, readable, and different for different things."""

from __future__ import annotations

import logging
from urllib.parse import unquote

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import URIRef

from loaders.citations import titles
from loaders.rdf import identifiers
from ontology.blanks import without_blanks
from ontology.iris import ID

SHA = "0123456789abcdef" * 4
NAME = st.text(min_size=1).filter(without_blanks)


@pytest.mark.parametrize(
    ("iri", "rest"),
    [
        (identifiers.document(SHA), "document/0123456789abcdef"),
        (identifiers.document(SHA[:16]), "document/0123456789abcdef"),
        (identifiers.project(SHA, 8), "project/0123456789abcdef/8"),
        (identifiers.grant(SHA, 8), "grant/0123456789abcdef/8"),
        (identifiers.stated("entry", SHA, 5, 9), "entry/0123456789abcdef/5-9"),
        (identifiers.citation(SHA, 5, 9), "citation/0123456789abcdef/5-9"),
        (identifiers.citation(SHA, 5, 9, lent=2), "citation/0123456789abcdef/2/5-9"),
        (identifiers.citation(SHA, 5, 9, nth=3), "citation/0123456789abcdef/5-9/3"),
        (identifiers.passage(SHA, 5, 9), "document/0123456789abcdef#char=5,9"),
        (identifiers.stated("amount", SHA, 5, 9), "amount/0123456789abcdef/5-9"),
        (identifiers.computed_amount(SHA, "project-8"), "amount/0123456789abcdef/project-8"),
        (identifiers.stated("share", SHA, 5, 9, "省级"), "share/0123456789abcdef/5-9/省级"),
        (identifiers.stated("task", SHA, 5, 9), "task/0123456789abcdef/5-9"),
        (identifiers.stated("indicator", SHA, 5, 9, "合格率"), "indicator/0123456789abcdef/5-9/合格率"),
        (identifiers.stated("association", SHA, 5, 9, "lead"), "association/0123456789abcdef/5-9/lead"),
        (identifiers.organisation("云岭县 财政局"), "organisation/云岭县财政局"),
        (identifiers.organisation("云岭县　财政\n局\u200b"), "organisation/云岭县财政局"),
        (identifiers.organisation("A/B?#%"), "organisation/A%2FB%3F%23%25"),
        (identifiers.organisation(".."), "organisation/%2E%2E"),
        (identifiers.area("云岭县"), "area/云岭县"),
        (identifiers.policy(number="云财〔2024〕7号"), "policy/云财〔2024〕7号"),
        (identifiers.policy("云财[2024]7号", None), "policy/云财%5B2024%5D7号"),
        (identifiers.policy(title="水法"), "policy/title/水法"),
        (identifiers.policy(title="《 水 法 》"), "policy/title/水法"),
        (identifiers.policy("〔2022〕24号", "水法"), "policy/〔2022〕24号/title/水法"),
        (identifiers.policy("〔2022〕24号", "《》"), "policy/〔2022〕24号"),
        (identifiers.policy("title/水法"), "policy/title%2F水法"),
        (identifiers.DERIVED, "graph/derived"),
        (identifiers.CATALOGUE, "graph/catalogue"),
    ],
)
def test_iris(iri: str, rest: str) -> None:
    assert iri == ID + rest


@pytest.mark.parametrize("sha", ["", "abc", "g" * 64, SHA.upper(), SHA + "0", "../" + SHA])
def test_what_is_no_digest_is_refused(sha: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        identifiers.document(sha)


def test_a_thing_without_a_name_has_no_iri() -> None:
    with pytest.raises(ValueError, match="name"):
        identifiers.organisation(" ")
    for number, title in ((None, None), ("", "《》")):
        with pytest.raises(ValueError, match="name"):
            identifiers.policy(number, title)


@given(NAME)
def test_any_name_is_legal_and_round_trips(name: str) -> None:
    iri = identifiers.organisation(name)
    node = ox.NamedNode(iri)
    quad = ox.Quad(node, node, node, node)
    written = f"{quad} .\n".encode()
    assert [*ox.parse(written, ox.RdfFormat.N_QUADS)] == [quad]
    assert unquote(iri) == ID + "organisation/" + without_blanks(name)


@given(NAME)
def test_rdflib_takes_any_name_without_a_warning(name: str) -> None:
    complaints: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: complaints.append(record.getMessage())  # type: ignore[method-assign]
    logger = logging.getLogger("rdflib.term")
    logger.addHandler(handler)
    try:
        assert URIRef(identifiers.organisation(name)).n3()
    finally:
        logger.removeHandler(handler)
    assert not complaints


@given(NAME, NAME)
def test_different_names_have_different_iris(one: str, other: str) -> None:
    same_name = without_blanks(one) == without_blanks(other)
    assert (identifiers.organisation(one) == identifiers.organisation(other)) == same_name


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_number_is_never_a_title(number: str, title: str) -> None:
    if titles.normal(title):
        assert identifiers.policy(number) != identifiers.policy(title=title)


@given(st.text(alphabet=st.characters(categories=["Cs"]), min_size=1))
def test_even_half_a_character_is_legal(name: str) -> None:
    """A lone surrogate cannot be written as UTF-8, only percent-encoded."""
    assert ox.NamedNode(identifiers.area(name)).value.isascii()


def test_a_project_gives_its_place_in_its_document_back() -> None:
    project = identifiers.project(SHA, 12)
    assert (identifiers.home(project), identifiers.ordinal(project)) == (identifiers.document(SHA), 12)


def test_a_passage_gives_its_place_back() -> None:
    assert identifiers.place(identifiers.passage(SHA, 5, 19)) == (identifiers.document(SHA), 5, 19)
    for iri in (identifiers.document(SHA), identifiers.citation(SHA, 5, 19), f"{identifiers.document(SHA)}#char=5"):
        assert identifiers.place(iri) is None
