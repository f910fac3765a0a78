"""The shapes of ``ontology/shapes.ttl`` as records, from which :mod:`kg.checking.screens` makes its queries.

Every constraint and every path that a shape uses is known here, or reading it fails: nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

import rdflib
from rdflib import RDF, SH, XSD
from rdflib.collection import Collection
from rdflib.term import Node

__all__ = ["NodeShape", "PropertyShape", "ShapeTarget", "UnknownConstraint", "read"]

_TARGETS: dict[Node, Literal["class", "subjects", "objects"]] = {
    SH.targetClass: "class",
    SH.targetSubjectsOf: "subjects",
    SH.targetObjectsOf: "objects",
}
# What says nothing about values: where a shape applies, and what is told of it.
_SILENT: set[Node] = {RDF.type, SH.path, SH.message, SH.severity, SH.deactivated, SH.name, SH.description, *_TARGETS}
_RANGE: dict[Node, str] = {SH.minInclusive: ">=", SH.maxInclusive: "<=", SH.minExclusive: ">", SH.maxExclusive: "<"}
_REPEATED: dict[Node, str] = {SH.oneOrMorePath: "+", SH.zeroOrMorePath: "*", SH.zeroOrOnePath: "?"}
_YEAR = "[1-9][0-9]{3}"
_BASE64 = "[A-Za-z0-9+/]"
_MONTH = f"{_YEAR}-(0[1-9]|1[0-2])"
# When a literal of a datatype is well-formed for certain (XSD 1.1); what is rare may be missing, pySHACL looks at it then.
_WELL_FORMED: dict[Node, str] = {
    XSD.string: "true",
    XSD.integer: "isNumeric(?v)",
    XSD.decimal: "isNumeric(?v)",
    XSD.boolean: "(sameTerm(?v, true) || sameTerm(?v, false))",
    XSD.gYear: f'REGEX(STR(?v), "^{_YEAR}$")',
    XSD.gYearMonth: f'REGEX(STR(?v), "^{_MONTH}$")',
    XSD.base64Binary: f'REGEX(STR(?v), "^({_BASE64}{{4}})*({_BASE64}{{2}}==|{_BASE64}{{3}}=)?$")',
    XSD.date: f'(REGEX(STR(?v), "^{_MONTH}-[0-9]{{2}}$") && xsd:date(STR(?v)) >= "1000-01-01"^^xsd:date)',
    RDF.JSON: '(STRSTARTS(STR(?v), "[") && STRENDS(STR(?v), "]"))',
}
# Patterns that every regular expression engine reads alike.
_PLAIN_PATTERN = frozenset("^$[](){}/|-+?*,#=0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")


class UnknownConstraint(Exception):
    """A shape uses a constraint, a path or a datatype for which there is no screen; the message says which."""


@dataclass(frozen=True, slots=True)
class ShapeTarget:
    """What a shape is about: the instances of a class, or the subjects or objects of a property."""

    kind: Literal["class", "subjects", "objects"]
    iri: str


@dataclass(frozen=True, slots=True)
class PropertyShape:
    """What the values at the end of a path must be.

    ``path`` is SPARQL; ``simple`` says that it is one property.  ``least`` and ``most`` count the values (``sh:minCount``,
    ``sh:maxCount``); ``has`` must be among them.  ``good`` are SPARQL conditions on each value ``?v``: where one is true, pySHACL
    accepts the value as well.  Of each set of ``classes`` a value is an instance of at least one.
    """

    path: str
    simple: bool
    predicates: frozenset[str]
    least: int = 0
    most: int | None = None
    has: tuple[str, ...] = ()
    good: tuple[str, ...] = ()
    classes: tuple[frozenset[str], ...] = ()


@dataclass(frozen=True, slots=True)
class NodeShape:
    """What a thing must be: its values, its classes, classes that it must not have; one of each group of alternatives."""

    name: str = ""
    targets: tuple[ShapeTarget, ...] = ()
    properties: tuple[PropertyShape, ...] = ()
    classes: tuple[frozenset[str], ...] = ()
    none_of: tuple[frozenset[str], ...] = ()
    any_of: tuple[tuple[NodeShape, ...], ...] = field(default=())


def read(graph: rdflib.Graph) -> list[NodeShape]:
    """The active shapes that have targets, sorted by name.

    :raises UnknownConstraint: a shape uses something that is not known here.
    """
    targeted = {shape for target in _TARGETS for shape in graph.subjects(target)}
    implicit = set(graph.subjects(RDF.type, SH.NodeShape)) & set(graph.subjects(RDF.type, rdflib.RDFS.Class))
    others = {shape for target in (SH.targetNode, SH.target) for shape in graph.subjects(target)} | implicit
    if others:
        raise UnknownConstraint(f"{_names(others)}: kg check has no screen for such a target.")
    return sorted((_node(graph, shape) for shape in targeted if _active(graph, shape)), key=lambda one: one.name)


def _active(graph: rdflib.Graph, shape: Node) -> bool:
    return graph.value(shape, SH.deactivated) != rdflib.Literal(True)


def _constraints(graph: rdflib.Graph, shape: Node) -> Iterator[tuple[Node, Node]]:
    for parameter, value in sorted(graph.predicate_objects(shape), key=str):
        if parameter not in _SILENT:
            yield parameter, value


def _node(graph: rdflib.Graph, shape: Node) -> NodeShape:
    properties: list[PropertyShape] = []
    classes: list[frozenset[str]] = []
    none_of: list[frozenset[str]] = []
    any_of: list[tuple[NodeShape, ...]] = []
    for parameter, value in _constraints(graph, shape):
        if parameter == SH.property:
            if _active(graph, value):
                properties.append(_property(graph, value))
        elif parameter == SH["class"]:
            classes.append(frozenset({str(value)}))
        elif parameter == SH["or"]:
            any_of.append(tuple(_node(graph, one) for one in Collection(graph, value) if _active(graph, one)))
        elif parameter == SH["not"] and (other := _only_class(graph, value)) is not None:
            none_of.append(frozenset({other}))
        else:
            raise _unknown(shape, parameter)
    targets = tuple(
        ShapeTarget(kind, str(iri))
        for term, kind in _TARGETS.items()
        for iri in sorted(graph.objects(shape, term), key=str)
    )
    return NodeShape(str(shape), targets, tuple(properties), tuple(classes), tuple(none_of), tuple(any_of))


def _property(graph: rdflib.Graph, shape: Node) -> PropertyShape:
    path = graph.value(shape, SH.path)
    if path is None:
        raise UnknownConstraint(f"{_names({shape})}: a property shape without sh:path.")
    predicates: set[str] = set()
    text = _path(graph, path, predicates)
    least, most = 0, None
    has: list[str] = []
    good: list[str] = []
    classes: list[frozenset[str]] = []
    for parameter, value in _constraints(graph, shape):
        if parameter == SH.minCount:
            least = int(str(value))
        elif parameter == SH.maxCount:
            most = int(str(value))
        elif parameter == SH.hasValue:
            has.append(value.n3())
        elif parameter == SH["class"]:
            classes.append(frozenset({str(value)}))
        elif parameter == SH["or"]:
            either = [_only_class(graph, one) for one in Collection(graph, value)]
            if None not in either:
                classes.append(frozenset(one for one in either if one is not None))
            else:
                good.append("(" + " || ".join(_all_good(graph, one) for one in Collection(graph, value)) + ")")
        else:
            good.append(_good(graph, shape, parameter, value))
    if least > 1:
        raise UnknownConstraint(f"{_names({shape})}: no screen for sh:minCount {least}.")
    simple = isinstance(path, rdflib.URIRef)
    return PropertyShape(text, simple, frozenset(predicates), least, most, tuple(has), tuple(good), tuple(classes))


def _good(graph: rdflib.Graph, shape: Node, parameter: Node, value: Node) -> str:
    """A condition on ``?v`` that is true only for values which the constraint allows (SHACL 4.1 to 4.4, 4.8)."""
    if parameter == SH.datatype and value in _WELL_FORMED:
        return f"(DATATYPE(?v) = <{value}> && {_WELL_FORMED[value]})"
    if parameter == SH.nodeKind and value == SH.IRI:
        return "isIRI(?v)"
    if parameter == SH["in"]:
        return "(" + " || ".join(f"sameTerm(?v, {one.n3()})" for one in Collection(graph, value)) + ")"
    if parameter in _RANGE and isinstance(value, rdflib.Literal) and isinstance(value.value, int):
        return f"(isNumeric(?v) && ?v {_RANGE[parameter]} {value.value})"
    if parameter in (SH.minLength, SH.maxLength):
        sign = ">=" if parameter == SH.minLength else "<="
        return (
            f"((isIRI(?v) || DATATYPE(?v) IN (xsd:string, rdf:langString)) && STRLEN(STR(?v)) {sign} {int(str(value))})"
        )
    if parameter == SH.pattern and _PLAIN_PATTERN.issuperset(str(value)) and (shape, SH.flags, None) not in graph:
        return f"REGEX(STR(?v), {value.n3()})"
    raise _unknown(shape, parameter)


def _all_good(graph: rdflib.Graph, shape: Node) -> str:
    conditions = [_good(graph, shape, *constraint) for constraint in _constraints(graph, shape)]
    return "(" + " && ".join(conditions or ["true"]) + ")"


def _only_class(graph: rdflib.Graph, shape: Node) -> str | None:
    """The class of a shape that asks for nothing but one class."""
    constraints = list(_constraints(graph, shape))
    one = len(constraints) == 1 and constraints[0][0] == SH["class"] and (shape, SH.path, None) not in graph
    return str(constraints[0][1]) if one else None


def _path(graph: rdflib.Graph, path: Node, predicates: set[str]) -> str:
    """A property path (SHACL 2.3.1) as SPARQL; its properties are added to ``predicates``."""
    if isinstance(path, rdflib.URIRef):
        predicates.add(str(path))
        return path.n3()
    if (path, RDF.first, None) in graph:
        return "(" + "/".join(_path(graph, one, predicates) for one in Collection(graph, path)) + ")"
    parts = list(graph.predicate_objects(path))
    if len(parts) == 1:
        [(kind, inner)] = parts
        if kind == SH.inversePath:
            return f"^({_path(graph, inner, predicates)})"
        if kind == SH.alternativePath:
            return "(" + "|".join(_path(graph, one, predicates) for one in Collection(graph, inner)) + ")"
        if kind in _REPEATED:
            return f"({_path(graph, inner, predicates)}){_REPEATED[kind]}"
    raise UnknownConstraint(f"{_names({path})}: kg check has no screen for such a path.")


def _unknown(shape: Node, parameter: Node) -> UnknownConstraint:
    name = str(parameter).rpartition("#")[2]
    return UnknownConstraint(
        f"{_names({shape})} uses sh:{name}, for which kg check has no screen (kg/checking/shapes.py)."
    )


def _names(shapes: set[Node]) -> str:
    return ", ".join(sorted(str(shape).rpartition("#")[2] for shape in shapes))
