"""Our shapes can all be screened; a shape with anything else is refused, not left out."""

from __future__ import annotations

import pyoxigraph as ox
import pytest
import rdflib

from kg.checking import check, shapes
from kg.checking.shapes import ShapeTarget, UnknownConstraint

HEAD = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <http://example.org/#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> ."""


def read(turtle: str) -> list[shapes.NodeShape]:
    return shapes.read(rdflib.Graph().parse(data=f"{HEAD}\n{turtle}", format="turtle"))


def of_property(constraints: str, path: str = ":p") -> shapes.PropertyShape:
    ((shape,),) = [
        one.properties for one in read(f":S sh:targetClass :C ; sh:property [ sh:path {path} ; {constraints} ] .")
    ]
    return shape


@pytest.mark.parametrize("resolved", [False, True])
def test_all_our_shapes_have_screens(resolved: bool) -> None:
    empty = ox.Store()
    screens = check._screens(resolved)
    assert len(screens) > 150
    for screen in screens:
        assert list(empty.query(screen)) == []  # they are SPARQL


def test_what_switches_on_with_derived_facts() -> None:
    assert len(shapes.read(check._shapes(True))) == len(shapes.read(check._shapes(False))) + 2


def test_counts_and_values() -> None:
    shape = of_property("sh:minCount 1 ; sh:maxCount 2 ; sh:hasValue :v ; sh:class :D")
    assert (shape.least, shape.most, shape.has) == (1, 2, ("<http://example.org/#v>",))
    assert shape.classes == (frozenset({"http://example.org/#D"}),)
    assert shape.predicates == {"http://example.org/#p"}


def test_targets() -> None:
    (shape,) = read(":S sh:targetClass :C ; sh:targetSubjectsOf :p ; sh:targetObjectsOf :q .")
    kinds = (
        ("class", "http://example.org/#C"),
        ("subjects", "http://example.org/#p"),
        ("objects", "http://example.org/#q"),
    )
    assert set(shape.targets) == {ShapeTarget(kind, iri) for kind, iri in kinds}  # type: ignore[arg-type]


def test_deactivated_shapes_are_left_out() -> None:
    assert read(":S sh:targetClass :C ; sh:deactivated true ; sh:closed true .") == []


@pytest.mark.parametrize(
    ("path", "sparql"),
    [
        ("[ sh:inversePath :p ]", "^(<http://example.org/#p>)"),
        ("( :p :q )", "(<http://example.org/#p>/<http://example.org/#q>)"),
        ("[ sh:alternativePath ( :p :q ) ]", "(<http://example.org/#p>|<http://example.org/#q>)"),
        ("[ sh:oneOrMorePath :p ]", "(<http://example.org/#p>)+"),
        ("[ sh:zeroOrMorePath [ sh:inversePath :p ] ]", "(^(<http://example.org/#p>))*"),
        ("[ sh:zeroOrOnePath :p ]", "(<http://example.org/#p>)?"),
    ],
)
def test_paths(path: str, sparql: str) -> None:
    shape = of_property("sh:minCount 1", path)
    assert shape.path == sparql and not shape.simple


@pytest.mark.parametrize(
    ("constraint", "right", "wrong"),
    [
        ("sh:datatype xsd:integer", "5", '"5"'),
        ("sh:datatype xsd:integer", "5", '"x"^^xsd:integer'),
        ("sh:datatype xsd:date", '"2024-02-29"^^xsd:date', '"2023-02-29"^^xsd:date'),
        ("sh:datatype xsd:gYear", '"2024"^^xsd:gYear', '"24"^^xsd:gYear'),
        ("sh:datatype xsd:boolean", "true", '"x"^^xsd:boolean'),
        ("sh:nodeKind sh:IRI", "<http://example.org/>", '"x"'),
        ("sh:in ( :a 'b' )", "'b'", "'c'"),
        ("sh:minInclusive 3", "3.0", "2"),
        ("sh:maxInclusive 3", "3", "'3'"),
        ("sh:minExclusive 3", "4", "3"),
        ("sh:maxExclusive 3", "2", "3"),
        ("sh:minLength 1", "'x'", "''"),
        ("sh:maxLength 2", "'文件'", "'文件的'"),
        ("sh:pattern '^[a-f]{2}$'", "'ab'", "'abc'"),
        ("sh:or ( [ sh:datatype xsd:gYear ] [ sh:datatype xsd:string ] )", "'x'", "5"),
    ],
)
def test_conditions_on_values(constraint: str, right: str, wrong: str) -> None:
    (condition,) = of_property(constraint).good
    head = "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>"
    for value, holds in ((right, True), (wrong, False)):
        answer = ox.Store().query(f"{head} ASK {{ BIND({value} AS ?v) FILTER(COALESCE({condition}, false)) }}")
        assert bool(answer) is holds


@pytest.mark.parametrize(
    "shape",
    [
        ":S sh:targetClass :C ; sh:closed true .",
        ":S sh:targetClass :C ; sh:sparql [ sh:select 'SELECT $this {}' ] .",
        ":S sh:targetClass :C ; sh:xone ( [ sh:class :D ] [ sh:class :E ] ) .",
        ":S sh:targetClass :C ; sh:not [ sh:property [ sh:path :p ; sh:minCount 1 ] ] .",
        ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:qualifiedValueShape [ sh:class :D ] ; sh:qualifiedMinCount 1 ] .",
        ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:uniqueLang true ] .",
        ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:datatype xsd:hexBinary ] .",
        ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:pattern '\\\\p{Han}' ] .",
        ":S sh:targetClass :C ; sh:property [ sh:path :p ; sh:minCount 2 ] .",
        ":S sh:targetClass :C ; sh:property [ sh:minCount 1 ] .",
        ":S sh:targetNode :c ; sh:class :C .",
    ],
)
def test_what_is_not_known_is_refused(shape: str) -> None:
    with pytest.raises(UnknownConstraint):
        read(shape)
