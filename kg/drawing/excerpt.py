"""The picture of a thing, and of a regulation that more cite than fit into one: its first places, and how many there are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import networkx as nx

from kg.answers import ask, policy_lookup, trace
from kg.drawing.neighbourhood import MOST, TooManyNodes, neighbourhood, surroundings
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import PK


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What is drawn around some things: ``shown`` of ``total`` places that cite a regulation where all would not fit, else both are 0."""

    graph: nx.MultiDiGraph
    shown: int = 0
    total: int = 0

    def title(self, name: str, lang: str) -> str:
        """The name of what is drawn, with how much of it is."""
        if not self.total:
            return name
        if lang == "zh":
            return f"{name}（前 {self.shown:,} 处引用，共 {self.total:,} 处）"
        return f"{name} (the first {self.shown:,} of {self.total:,} citations)"


def around(store: Store, iris: Sequence[str], limit: int = MOST, more: Sequence[str] = ()) -> Excerpt:
    """Draw as :func:`~kg.drawing.neighbourhood.surroundings` does; a regulation with too many neighbours by its first places.

    These are the first page of its trace: what cites it there, with units and documents.  An area is no thing of the picture, but its
    documents are.  With ``more`` everything one arrow away from those is there as well.
    :raises TooManyNodes: there are too many things around something else, or even those of one page are more than ``limit``.
    """
    if more:
        part = around(store, iris, limit)
        beside = neighbourhood(store.select, more, 1, limit)
        graph = neighbourhood(store.select, sorted({*part.graph, *beside}), 0, limit)
        return Excerpt(graph, part.shown, part.total)
    iris = [one for iri in iris for one in (_documents(store, iri) if iri.startswith(f"{ID}area/") else [iri])]
    try:
        return Excerpt(surroundings(store.select, iris, limit))
    except TooManyNodes:
        known = policy_lookup.described(store, iris) if len(iris) == 1 and iris[0].startswith(f"{ID}policy/") else []
        if not known:
            raise
    found = trace.of_policy(store, known[0], limit=min(trace.PAGE, limit))
    citing = {place.entity for place in found.places}
    documents = {identifiers.home(entity) for entity in citing}
    units = {unit for entity in citing for _, _, unit in store.statements(entity, str(PK.implementedBy))}
    drawn = neighbourhood(store.select, sorted({*iris, *citing, *documents, *units}), 0, limit)
    return Excerpt(drawn, len(found.places), found.total)


def _documents(store: Store, area: str) -> list[str]:
    return [str(row["iri"]) for row in ask.stored(store, "dossier/area-documents", iri=area)]
