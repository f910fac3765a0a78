"""Bodies and areas that people judged to be one: which one stands for which, and the documents that point to it then.

What a page says of a body stands in the page's own graph, so that a judgement writes the graphs of the pages concerned anew from their
records, and withdrawing it does so again.  The derived graph says of each body and area by which it is replaced.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

from kg.resolution import judgements
from kg.resolution.judgements import Judgement, JudgementError
from kg.stores import catalogue, extractions
from kg.stores.store import Store
from loaders.rdf import identifiers, triples

Change = tuple[set[ox.Quad], set[ox.Quad]]

_REPLACED = ox.NamedNode(str(DCTERMS.isReplacedBy))


def replaced(judged: Sequence[Judgement]) -> dict[str, str]:
    """The IRIs of bodies and areas for which others stand: of those that are the same the first, but one that needs no page to say which it is comes before."""
    found: dict[str, str] = {}
    for group in judgements.together([one for one in judged if one.of_things]):
        kept, *others = sorted((side.thing for side in group.ends), key=lambda iri: bool(identifiers.name(iri)[1]))
        found |= dict.fromkeys(others, kept)
    return found


def statements(replaced: Mapping[str, str]) -> set[ox.Quad]:
    """What the derived graph says of the bodies and areas for which others stand."""
    return {
        ox.Quad(ox.NamedNode(iri), _REPLACED, ox.NamedNode(kept), catalogue.DERIVED) for iri, kept in replaced.items()
    }


def heeded(store: Store) -> dict[str, str]:
    """Which bodies and areas stand for others as the derived graph has it now."""
    return {iri: kept for iri, _, kept in store.statements(None, _REPLACED.value, None, catalogue.DERIVED.value)}


def pointing(store: Store, now: Mapping[str, str]) -> set[str]:
    """What the derived graph has point to bodies and areas that people now judge otherwise: policies, among others."""
    was = heeded(store)
    moved = {was.get(iri, iri) for iri in {*was, *now} if was.get(iri) != now.get(iri)}
    graph = catalogue.DERIVED
    return {quad.subject.value for iri in moved for quad in store.quads(None, None, ox.NamedNode(iri), graph)}  # type: ignore[union-attr]


def change(store: Store, judged: Sequence[Judgement], *, whole: bool = True) -> Change:
    """What is to go out of the graphs of documents and to come into them so that they follow these judgements.

    A document that another version stored is left as it is until it is loaded again, unless all are needed (``whole``).

    :raises JudgementError: all are needed, and there is such a document among them.
    """
    now = replaced(judged)
    before = {kept for iri, kept in heeded(store).items() if now.get(iri) != kept}
    gone: set[ox.Quad] = set()
    come: set[ox.Quad] = set()
    documents = sorted(set(_naming(store, {*now, *before})))
    for document, extraction in extractions.each(store, documents):
        if extraction is None and whole:
            raise JudgementError(
                "Documents that name these were stored by another version; run kg load again before you judge."
            )
        if extraction is None:
            continue
        quads = set(ox.parse(triples.nquads(extraction, now), ox.RdfFormat.N_QUADS))
        old = store.graph(document)
        gone |= old - quads
        come |= quads - old
    return gone, come


def _naming(store: Store, things: set[str]) -> Iterator[str]:
    """The documents that point to bodies or areas."""
    for thing in things:
        for quad in store.quads(None, None, ox.NamedNode(thing), None):
            if catalogue.is_document(quad):
                yield quad.graph_name.value  # type: ignore[union-attr]
