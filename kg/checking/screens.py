"""The shapes as SPARQL queries that find where a promise *may* be broken: never too few places, sometimes too many.

Why no promise slips through.  pySHACL looks at the statements of a document together with what is derived about it.  A screen looks
at one named graph at a time, which is enough: what it takes for a fact is a fact there, and values are looked for in every graph
where ``_FAILING`` could miss one.  Only a thing that a document and the derived graph describe differently could escape, so
:func:`_mixed` names those as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from kg.checking.shapes import NodeShape, PropertyShape, ShapeTarget, UnknownConstraint
from ontology.terms import OA, PK
from ontology.vocabulary import ONTOLOGY

__all__ = ["screens"]

_PREFIXES = (
    "PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>\n"
    "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
)
_OWN = "GRAPH ?g {{ {} }}"

Targets = frozenset[ShapeTarget]


def screens(shapes: Sequence[NodeShape], union: Iterable[str], derived: str) -> Iterator[str]:
    """Queries for ``?g ?f``: the named graph and the thing that may break a promise.

    Args:
        shapes: of :func:`kg.checking.shapes.read`.
        union: the names of shapes that a document keeps only together with what is derived about it.
        derived: the IRI of the derived graph.
    :raises UnknownConstraint: there is no screen for a constraint where it stands.
    """
    together = set(union)
    plain = [shape for shape in shapes if shape.name not in together]
    # A value's class stands in the graph that states the value, derived or not.
    classes = [shape for shape in shapes if shape.name in together and _asks_for_classes(shape)]
    bodies = [*_grouped([*plain, *classes]), *_mixed(plain, derived)]
    for shape in shapes:
        if shape in classes:
            continue
        if shape.name in together:
            bodies.append(_whole(shape, _either(derived), _stranger(derived)))
        elif shape.any_of or shape.classes or shape.none_of:
            bodies.append(_whole(NodeShape("", shape.targets, (), shape.classes, shape.none_of, shape.any_of), _OWN))
    for body in bodies:
        yield f"{_PREFIXES}SELECT DISTINCT ?g ?f {{ {body} }}"


def _asks_for_classes(shape: NodeShape) -> bool:
    """Whether a shape asks for nothing but the classes of values."""
    kinds = {kind for one in shape.properties for kind, _ in _single(one)}
    return kinds == {"classes"} and not (shape.any_of or shape.classes or shape.none_of)


# -- properties of all instances of a class, by scanning the property once for all shapes that ask the same


def _grouped(shapes: Sequence[NodeShape]) -> Iterator[str]:
    asked: defaultdict[tuple[str, PropertyShape], set[ShapeTarget]] = defaultdict(set)
    for shape in shapes:
        for one in shape.properties:
            for kind, alone in _single(one):
                asked[kind, alone].update(shape.targets)
    wanted: defaultdict[str, set[PropertyShape]] = defaultdict(set)
    for kind, one in asked:
        if kind == "classes":
            wanted[one.path].add(one)
    for (kind, one), targets in sorted(asked.items(), key=str):
        about = frozenset(targets)
        if kind == "least":
            yield f"{{ {_focus(about)} }} MINUS {{ GRAPH ?g {{ ?f {one.path} ?v }} }}"
        elif kind == "has":
            yield f"{{ {_focus(about)} }} MINUS {{ GRAPH ?g {{ ?f {one.path} {one.has[0]} }} }}"
        elif kind == "most" and one.most == 0:
            yield f"GRAPH ?g {{ ?f {one.path} ?v }} {_only(about)}"
        elif kind == "most":
            many = f"GROUP BY ?g ?f HAVING (COUNT(*) > {one.most})"
            yield f"{_first(f'GRAPH ?g {{ ?f {one.path} ?v }}', many)} {_only(about)}"
        elif kind == "good":
            bad = f"FILTER(!COALESCE({' && '.join(one.good)}, false))"
            yield f"{_first(f'GRAPH ?g {{ ?f {one.path} ?v }} {bad}')} {_only(about)}"
        else:
            instance = f"MINUS {{ GRAPH ?g {{ {_instance('?v', one.classes[0])} }} }}"
            values = f"GRAPH ?g {{ ?f {one.path} ?v }}"
            if len(wanted[one.path]) > 1:  # then most values are of the other class, and the things are found first
                yield f"{{ SELECT ?g ?f {{ {_focus(about)} }} }} {{ SELECT ?g ?f ?v {{ {values} }} }} {instance}"
            else:
                yield f"{_first(f'{{ {values} }} {instance}')} {_only(about)}"


def _first(pattern: str, more: str = "") -> str:
    """A pattern that the engine evaluates before the conditions after it: few things are left to ask them of."""
    return f"{{ SELECT ?g ?f {{ {pattern} }} {more} }}"


def _single(shape: PropertyShape) -> Iterator[tuple[str, PropertyShape]]:
    """A property shape as one for each kind of question."""

    def alone(**asked: object) -> PropertyShape:
        return PropertyShape(shape.path, shape.simple, shape.predicates, **asked)  # type: ignore[arg-type]

    if shape.least:
        yield "least", alone(least=shape.least)
    if shape.most is not None:
        yield "most", alone(most=shape.most)
    if shape.good:
        yield "good", alone(good=shape.good)
    yield from (("has", alone(has=(one,))) for one in shape.has)
    yield from (("classes", alone(classes=(one,))) for one in shape.classes)


def _focus(targets: Targets) -> str:
    """A pattern for the things that the targets mean, ``?f`` in ``?g``."""
    classes = sorted(one.iri for one in targets if one.kind == "class")
    patterns = [f"?f <{one.iri}> ?t ." for one in targets if one.kind == "subjects"]
    patterns += [f"?t <{one.iri}> ?f ." for one in targets if one.kind == "objects"]
    if classes:
        patterns.append(_instance("?f", frozenset(classes)))
    return " UNION ".join(f"{{ GRAPH ?g {{ {pattern} }} }}" for pattern in sorted(patterns))


def _only(targets: Targets) -> str:
    """A condition that ``?f`` is what the targets mean, in any graph."""
    return "FILTER EXISTS { " + _focus(targets).replace("GRAPH ?g", "GRAPH ?h") + " }"


def _instance(variable: str, classes: frozenset[str]) -> str:
    """A pattern; the class has a variable of its own for things and for values, as a thing and its values meet in a query."""
    if len(classes) == 1:
        return f"{variable} a <{next(iter(classes))}> ."
    kind = f"{variable}_class"
    return f"VALUES {kind} {{ {' '.join(f'<{one}>' for one in sorted(classes))} }} {variable} a {kind} ."


# -- a thing as a whole, with alternatives


def _whole(shape: NodeShape, own: str, *more: str) -> str:
    return f"{_focus(frozenset(shape.targets))} FILTER({' || '.join([*_failing(shape, own), *more])})"


def _failing(shape: NodeShape, own: str) -> list[str]:
    """Conditions of which one is true where ``?f`` may fail; ``own`` is where facts about it are certain."""
    conditions = [one for asked in shape.properties for one in _property_failing(asked, own)]
    for classes in shape.classes:
        conditions.append(f"NOT EXISTS {{ {own.format(_instance('?f', classes).replace('?f_class', '?k'))} }}")
    for classes in shape.none_of:
        conditions.append(f"EXISTS {{ GRAPH ?h {{ {_instance('?f', classes).replace('?f_class', '?k')} }} }}")
    for group in shape.any_of:
        failing = [_failing(one, own) for one in group]
        conditions.append("(" + " && ".join(f"({' || '.join(one) or 'false'})" for one in failing) + ")")
    return conditions


def _property_failing(shape: PropertyShape, own: str) -> Iterator[str]:
    value = f"GRAPH ?h {{ ?f {shape.path} ?v }}"
    if shape.least:
        yield f"NOT EXISTS {{ {own.format(f'?f {shape.path} ?v')} }}"
    if shape.most == 0:
        yield f"EXISTS {{ {value} }}"
    elif shape.most == 1:
        yield f"EXISTS {{ {value} GRAPH ?i {{ ?f {shape.path} ?w }} FILTER(!sameTerm(?v, ?w)) }}"
    elif shape.most is not None:
        raise UnknownConstraint(f"sh:maxCount {shape.most} inside sh:or: kg check has no screen for it.")
    for one in shape.has:
        yield f"NOT EXISTS {{ {own.format(f'?f {shape.path} {one}')} }}"
    if shape.good:
        yield f"EXISTS {{ {value} FILTER(!COALESCE({' && '.join(shape.good)}, false)) }}"
    for classes in shape.classes:
        yield f"EXISTS {{ {value} FILTER NOT EXISTS {{ {own.format(_instance('?v', classes))} }} }}"


def _either(derived: str) -> str:
    """Where facts of a document and of what is derived about it stand."""
    return f"{{{{ GRAPH ?g {{{{ {{0}} }}}} }}}} UNION {{{{ GRAPH <{derived}> {{{{ {{0}} }}}} }}}}"


def _stranger(derived: str) -> str:
    """A thing of another document: what is derived about it is not derived about this one."""
    home = 'CONCAT("/", STRAFTER(STR(?g), "/document/"), "/")'
    return f'(?g != <{derived}> && !CONTAINS(CONCAT(STR(?f), "/"), {home}))'


# -- what could be described twice, or be an instance by a detour


def _mixed(shapes: Sequence[NodeShape], derived: str) -> Iterator[str]:
    properties = [one for shape in shapes for one in _all_properties(shape)]
    targets = {one.iri for shape in shapes for one in shape.targets if one.kind != "class"}
    named = sorted({iri for one in properties for iri in one.predicates} | targets)
    values = "VALUES ?p { rdf:type " + " ".join(f"<{iri}>" for iri in named) + " }"
    twice = f"GRAPH <{derived}> {{ {values} ?f ?p ?o }} GRAPH ?g {{ ?f ?q ?x }} FILTER(?g != <{derived}>)"
    differs = f"GRAPH <{derived}> {{ {values} ?f ?p ?o }} FILTER NOT EXISTS {{ GRAPH ?g {{ ?f ?p ?o }} }}"
    yield f"{{ SELECT DISTINCT ?g ?f {{ {twice} }} }} FILTER EXISTS {{ {differs} }}"
    # Documents are checked without the ontology, whatever classes it nests.
    yield f"GRAPH ?g {{ ?f rdfs:subClassOf ?v }} FILTER(?g != <{ONTOLOGY}>)"
    yield f"GRAPH <{derived}> {{ ?f <{OA.exact}>|<{PK.text}> ?v }} BIND(<{derived}> AS ?g)"
    for iri in sorted({iri for one in properties if not one.simple for iri in one.predicates}):
        # A path may lead from one graph into the other.
        yield f"GRAPH <{derived}> {{ ?x <{iri}> ?y }} GRAPH ?g {{ ?f <{iri}> ?z }} FILTER(?g != <{derived}>)"


def _all_properties(shape: NodeShape) -> Iterator[PropertyShape]:
    yield from shape.properties
    for group in shape.any_of:
        for one in group:
            yield from _all_properties(one)
