"""The part of the graph around some things, bounded, as a networkx graph ready to be drawn.

``select`` is any callable that answers a SPARQL SELECT over the union of all named graphs with one mapping a row, from
variable name to pyoxigraph term (or None where unbound)::

    graph = neighbourhood(store.select, ["https://w3id.org/policy-kg/id/project/3f2a…/8"], hops=2)

Nodes are the things people ask about (see :data:`TYPES`); arrows are the properties that the ontology declares as drawn.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import zip_longest
from typing import Any

import networkx as nx
from pyoxigraph import NamedNode

import queries
from kg.answers.facts import Select, asked, batched, iri_list
from kg.drawing.panel import arrow_quotes, describe
from kg.tables.messages import UserError
from ontology.drawing import Arrow, drawn_properties

ELI = "http://data.europa.eu/eli/ontology#"
PK = "https://w3id.org/policy-kg/ns#"

#: RDF class -> type of node, in the order of the legend; a thing of two of these classes is of the first.
TYPES = {
    ELI + "LegalResource": "policy",
    PK + "BudgetProject": "project",
    PK + "Work": "work",
    "http://www.w3.org/ns/org#FormalOrganization": "organisation",
    "http://xmlns.com/foaf/0.1/Document": "document",
    PK + "Task": "task",
}


#: More things than this are a hairball where nobody asked for a number of hops.
READABLE = 250
#: The page moves smoothly with this many things; more are never drawn.
MOST = 20_000
#: What a page of the site draws, and who asks for a picture without saying how much of it.
USUAL = 2_000


class TooManyNodes(UserError, ValueError):
    """More things would be drawn than ``limit``; the message says how to narrow the question."""

    status = 2

    def __init__(self, limit: int, hops: int | None = None) -> None:
        self.limit = limit
        self.hops = hops
        if hops is None:
            advice = "draw the neighbourhood of one project, policy, organisation or document, or the answer of a query"
        elif hops > 1:
            advice = f"take fewer steps (hops={hops - 1}) or start from fewer things"
        else:
            advice = "start from fewer things, or from a single project instead of a policy or organisation"
        if limit < MOST:
            super().__init__(f"More than {limit} things to draw: {advice}, or raise the limit.")
        else:
            super().__init__(f"More than {limit} things to draw: {advice}.")


def neighbourhood(
    select: Select, iris: Sequence[str], hops: int = 1, limit: int = USUAL, arrows: Sequence[Arrow] | None = None
) -> nx.MultiDiGraph:
    """Collect everything within ``hops`` arrows (in either direction) of ``iris``, and all arrows between what was found.

    Node attributes: ``type`` (a value of :data:`TYPES`), and those of a :class:`~kg.drawing.panel.Panel`: ``thing`` (its name; where
    a policy has a title, its number too), ``facts`` ((key, value) pairs), ``evidence`` (:class:`~kg.drawing.panel.Said` objects),
    ``grants`` (of money; these may be parts of each other), ``cited`` (by how many places).
    Edges are keyed by the property's IRI and carry ``evidence``.  ``graph.graph["arrows"]`` lists the drawn properties.
    IRIs that the store does not know as a drawn type are left out.  Raises :class:`TooManyNodes` beyond ``limit`` nodes
    and :class:`ValueError` for what is not an IRI.
    """
    arrows = drawn_properties() if arrows is None else arrows
    types = _types(select, iris)
    if len(types) > limit:
        raise TooManyNodes(limit, hops)
    last: Collection[str] = types.keys()
    for _ in range(hops):
        more = _step(select, types, last, arrows, limit, hops)
        types, last = types | more, more.keys()
    return _graph(select, types, arrows)


def surroundings(select: Select, iris: Sequence[str], limit: int = USUAL) -> nx.MultiDiGraph:
    """Collect as many hops around ``iris`` as still make a picture that a person can read: three, two, or one.

    Three hops lead from a regulation over a project and its unit to that unit's other projects.
    """
    arrows = drawn_properties()
    types = _types(select, iris)
    last = _step(select, types, types.keys(), arrows, limit, 1)
    types |= last
    readable = min(limit, READABLE)
    with suppress(TooManyNodes):
        for hops in (2, 3):
            if len(types) > readable:
                break
            last = _step(select, types, last.keys(), arrows, readable, hops)
            types |= last
    return _graph(select, types, arrows)


def answered(answer: Iterable[Any]) -> list[str]:
    """Give the IRIs in an answer, each once and sorted: of the rows of a SELECT, or of the triples of a CONSTRUCT.

    The document of a row says where it stands; it is not what was asked for.
    """
    names = [str(variable) for variable in getattr(answer, "variables", ())]
    terms = (term for row in answer for name, term in zip_longest(names, row) if name != "?document_iri")
    return sorted({term.value for term in terms if isinstance(term, NamedNode)})


def whole(select: Select, limit: int = USUAL, arrows: Sequence[Arrow] | None = None) -> nx.MultiDiGraph:
    """Collect the whole graph, as :func:`neighbourhood` does; raises :class:`TooManyNodes` beyond ``limit`` nodes."""
    rows = select(queries.bound("drawing/all", classes=iri_list(TYPES), limit=str(limit + 1)))
    nodes = [row["thing"].value for row in rows]
    if len(nodes) > limit:
        raise TooManyNodes(limit)
    return _graph(select, _types(select, nodes), drawn_properties() if arrows is None else arrows)


def _step(
    select: Select, types: dict[str, str], last: Iterable[str], arrows: Sequence[Arrow], limit: int, hops: int
) -> dict[str, str]:
    """What is one arrow away from what was found ``last`` and not in ``types`` yet.

    :raises TooManyNodes: where that would be more than ``limit`` things in all.
    """
    found: set[str] = set()
    for batch in batched(last):
        # A batch that has more than ``limit`` neighbours fills its answer, so nothing is missed below the limit.
        found |= _neighbours(select, batch, arrows, limit + 1)
    new = found - types.keys()
    if len(types) + len(new) > limit:
        raise TooManyNodes(limit, hops)
    return _types(select, new)


def _types(select: Select, iris: Iterable[str]) -> dict[str, str]:
    """Give the drawn type of each of ``iris`` that has one, sorted by IRI."""
    ranks = {iri: rank for rank, iri in enumerate(TYPES)}
    names = list(TYPES.values())
    found: dict[str, int] = {}
    for row in asked(select, "drawing/types", iris):
        rank = ranks.get(row["class"].value)
        if rank is not None:
            node = row["thing"].value
            found[node] = min(rank, found.get(node, rank))
    return {node: names[found[node]] for node in sorted(found)}


def _neighbours(select: Select, nodes: Iterable[str], arrows: Sequence[Arrow], limit: int) -> set[str]:
    if not arrows:
        return set()
    path = iri_list((iri for iri, _ in arrows), "|")
    rows = asked(select, "drawing/neighbours", nodes, classes=iri_list(TYPES, ", "), path=path, limit=str(limit))
    return {row["other"].value for row in rows}


def _graph(select: Select, types: dict[str, str], arrows: Sequence[Arrow]) -> nx.MultiDiGraph:
    graph = nx.MultiDiGraph(arrows=list(arrows))
    for batch in batched(types):
        for node, panel in describe(select, {node: types[node] for node in batch}).items():
            graph.add_node(node, type=types[node], **panel)
    for batch in batched(types):
        edges = [edge for edge in _edges(select, batch, arrows) if edge[2] in types]
        quotes = arrow_quotes(select, edges)
        for source, arrow, target in edges:
            evidence = quotes.get((source, arrow, target), ())
            graph.add_edge(source, target, key=arrow, evidence=evidence)
    return graph


def _edges(select: Select, nodes: Iterable[str], arrows: Sequence[Arrow]) -> Iterator[tuple[str, str, str]]:
    """Give (source, arrow, target) of all arrows that start at ``nodes``, sorted; arrows run from the many to the few."""
    if not arrows:
        return
    rows = asked(select, "drawing/arrows", nodes, arrows=iri_list((iri for iri, _ in arrows), ", "))
    yield from sorted((row["thing"].value, row["arrow"].value, row["other"].value) for row in rows)
