"""Who cites a policy, as its summary keeps it (``kg/resolution/summaries.py`` writes it): a document an entry."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import NamedTuple

import pyoxigraph as ox

from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import NS


class CitingDocument(NamedTuple):
    """What one document says of a policy that it cites, in the order in which a trace shows documents.

    ``inside`` counts the places in projects, ``outside`` the others; ``projects`` rest on the policy and are given ``yuan``.
    A document that repeats another one's content has no entry.
    """

    year: str
    file: str
    document: str
    inside: int
    outside: int
    projects: int
    yuan: str


def entries(store: Store, policy: str) -> list[CitingDocument]:
    """Who cites a policy, in order; empty where nobody does or the store knows no summaries."""
    found = store.quads(
        ox.NamedNode(identifiers.summary(policy)),
        ox.NamedNode(NS + "citingDocuments"),
        None,
        ox.NamedNode(identifiers.SUMMARIES),
    )
    return list(_in_order(",".join(sorted(quad.object.value for quad in found if isinstance(quad.object, ox.Literal)))))


# Who turns pages asks for the same ones again; the text is the key, so nothing is ever out of date.
@lru_cache(maxsize=4)
def _in_order(listed: str) -> tuple[CitingDocument, ...]:
    return tuple(sorted(CitingDocument(*one) for some in json.loads(f"[{listed}]") for one in some))
