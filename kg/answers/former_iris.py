"""Which body or area the IRI of a former state of the store means now: people judged, or names are read otherwise than before."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, SKOS

from kg.stores.store import Store
from loaders.bodies import identity
from loaders.rdf import identifiers
from ontology.iris import ID

_BODY, _AREA = f"{ID}organisation/", f"{ID}area/"
_DERIVED = identifiers.DERIVED


def successor(store: Store, iri: str) -> str | None:
    """The IRI of the body or area that a former one means now; None where the store does not tell, or where several may be meant."""
    room = next((room for room in (_BODY, _AREA) if iri.startswith(room)), None)
    for meant in _meant(store, iri, room) if room else ():
        now = next((kept for _, _, kept in store.statements(meant, str(DCTERMS.isReplacedBy), None, _DERIVED)), meant)
        if now != iri and any(store.statements(now, str(SKOS.prefLabel), None, _DERIVED)):
            return now
    return None


def _meant(store: Store, iri: str, room: str) -> Iterator[str]:
    """What it may be, the surest first: what people judged of it, its name as it is read today, the only one that pages call so."""
    yield iri
    name, within = identifiers.name(iri)
    where = _reader(store, within)
    if room == _BODY:
        body = identity.body(name, where)
        yield identifiers.organisation(body.name, body.within)
    else:
        area = identity.area(name, where)
        yield identifiers.area(area.name, area.within)
    called = store.statements(None, str(SKOS.altLabel), ox.Literal(name), _DERIVED)
    printed = {other for other, _, _ in called if other.startswith(room)}
    if len(printed) == 1 and not within:
        yield printed.pop()


def _reader(store: Store, within: str) -> identity.Reader:
    """Where a name was read that its IRI keeps apart: in a document of the store, or in an area."""
    document = f"{ID}document/{within}"
    if not within or not store.has_graph(document):
        return identity.reader(within, None, None, within)
    stated = (
        next((value for _, _, value in store.statements(document, str(term), None, document)), None)
        for term in (DCTERMS.spatial, DCTERMS.publisher, DCTERMS.title)
    )
    area, publisher, title = stated
    place, body = (identifiers.name(one)[0] if one else None for one in (area, publisher))
    return identity.reader(place, body, title, within)
