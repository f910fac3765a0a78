"""Which files are the same publication: of those with one content key the first stands for all, and the others repeat it.

Decided here once, in the derived graph, so that every sum and count leaves out the same files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

import pyoxigraph as ox

from kg.stores import catalogue
from kg.stores.store import Store
from ontology.terms import PK

Quads = set[ox.Quad]

REPEATS = ox.NamedNode(str(PK.repeats))
_KEY = ox.NamedNode(str(PK.contentKey))


def everything(store: Store) -> Quads:
    """What the derived graph says of all files that repeat another one's content."""
    return _said(store.quads(None, _KEY, None, None))


def change(store: Store, documents: Iterable[str]) -> tuple[Quads, Quads]:
    """What is to go and to come after these documents changed."""
    touched = {ox.NamedNode(document) for document in documents}
    old = {quad for one in touched for quad in (*_repeating(store, one, None), *_repeating(store, None, one))}
    touched |= {quad.subject for quad in old if isinstance(quad.subject, ox.NamedNode)}
    keys = {quad.object for one in touched for quad in store.quads(one, _KEY, None, None)}
    alike = [quad for key in keys for quad in store.quads(None, _KEY, key, None)]
    old |= {quad for one in alike for quad in _repeating(store, one.subject, None)}  # type: ignore[arg-type]
    new = _said(alike)
    return old - new, new - old


def repeating(quads: Iterable[ox.Quad]) -> frozenset[str]:
    """The 16 digits of each document that repeats another one, as these quads say."""
    return frozenset(quad.subject.value.rpartition("/")[2] for quad in quads if quad.predicate == REPEATS)  # type: ignore[union-attr]


def of(store: Store, document: str | None) -> Quads:
    """What the derived graph says now of a document, or of all."""
    return set(_repeating(store, ox.NamedNode(document) if document else None, None))


def _repeating(store: Store, one: ox.NamedNode | None, first: ox.NamedNode | None) -> Iterable[ox.Quad]:
    return store.quads(one, REPEATS, first, catalogue.DERIVED)


def _said(keys: Iterable[ox.Quad]) -> Quads:
    alike: defaultdict[str, set[str]] = defaultdict(set)
    for quad in keys:
        alike[quad.object.value].add(quad.subject.value)  # type: ignore[union-attr]
    return {
        ox.Quad(ox.NamedNode(one), REPEATS, ox.NamedNode(first), catalogue.DERIVED)
        for documents in alike.values()
        for first, *others in [sorted(documents)]
        for one in others
    }
