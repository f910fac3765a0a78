"""The version of the rules by which policies are resolved, and the mark of it that a store keeps.

Apart from the rules themselves, so that a command that only reads asks for it without loading them.
"""

from __future__ import annotations

import pyoxigraph as ox

from kg.stores import catalogue
from kg.stores.store import Store
from ontology.iris import NS

#: To be raised when the same documents come to mean other policies, relations or summaries (a test says when).
RULES = "19"
MARK = ox.NamedNode(NS + "rules")


def differ(store: Store) -> bool:
    """Whether what is derived was made by another version, so that answers may be missing from it; never where nothing is stored."""
    return followed(store) != ours(store)


def followed(store: Store) -> set[ox.Quad]:
    """The mark of the rules that the derived graph follows."""
    return set(store.quads(catalogue.DERIVED, MARK, None, catalogue.GRAPH))


def ours(store: Store) -> set[ox.Quad]:
    """The mark of our rules; none where nothing is stored."""
    if not any(store.quads(None, catalogue.PATH, None, catalogue.GRAPH)):
        return set()
    return {ox.Quad(catalogue.DERIVED, MARK, ox.Literal(RULES), catalogue.GRAPH)}
