"""Passages against the text of their document: whether they lie in it, and whether the words that a quote repeats are its words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyoxigraph as ox
from rdflib import RDF

from loaders.rdf import identifiers
from loaders.rdf.triples import SECTIONS
from ontology.terms import ELI, OA, PK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from kg.stores.store import Store

__all__ = ["doubtful", "is_outside", "is_quoted", "wrong"]

#: The properties that lead to headed passages, which may be empty; evidence never is.
HEADED = tuple(map(str, SECTIONS.values()))


def is_outside(passage: str, texts: Mapping[str, str], *, may_be_empty: bool = False) -> bool:
    """Whether a passage does not lie in the text of one of these documents, by their IRIs."""
    place = identifiers.place(passage)
    if place is None or place[0] not in texts:
        return True
    document, start, end = place
    return not start <= end <= len(texts[document]) or (start == end and not may_be_empty)


def is_quoted(passage: str, exact: str, texts: Mapping[str, str]) -> bool:
    """Whether the words of a quote are those that its document has there."""
    place = identifiers.place(passage)
    return place is not None and texts.get(place[0], "")[place[1] : place[2]] == exact


def wrong(said: Callable[..., Iterable[tuple[str, str]]]) -> Iterator[tuple[str, str | None]]:
    """The passages that do not lie in the text of their document; with its words each quote that is not what the text says there.

    ``said`` gives the subjects and values of a property in the document, of those with a value where one is named too.
    """
    texts = dict(said(str(PK.text)))
    stated = {passage for _, passage in said(str(PK.evidence))}
    headed = {passage for one in HEADED for _, passage in said(one)}
    headed |= {article for article, _ in said(str(RDF.type), str(ELI.LegalResourceSubdivision))}
    for passage in sorted(stated | headed):
        if is_outside(passage, texts, may_be_empty=passage not in stated):
            yield passage, None
    for passage, exact in sorted(said(str(OA.exact))):
        if not is_quoted(passage, exact, texts):
            yield passage, exact


def doubtful(store: Store, document: str) -> bool:
    """Whether a stored document has no text, or a passage that is not in it."""

    def said(prop: str, value: str | None = None) -> Iterable[tuple[str, str]]:
        node = ox.NamedNode(value) if value is not None else None
        return ((subject, found) for subject, _, found in store.statements(None, prop, node, document))

    return not any(said(str(PK.text))) or any(True for _ in wrong(said))
