"""Documents that version 0.1.0 stored, restated as we state them: the same places, without reading a file.

It named a quote, a section and an article by an IRI of its own and stated where it stands; we name a passage by its place.
Its records are not kept, so the file is still to be loaded again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, FOAF, RDF, RDFS

from kg.stores.store import Store, nquads
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import CITO, ELI, OA, PK, SCHEMA

__all__ = ["renew"]

_PLACE: Final = re.compile(rf"{ID}(quote|section|article)/([0-9a-f]{{16}})/([0-9]+)-([0-9]+)")
_CHARACTERIZATION: Final = "http://purl.org/spar/cito/hasCitationCharacterization"
# What a passage's IRI, the text, a default or the single statements say.
_IMPLIED: Final = {str(one) for one in (OA.start, OA.end, OA.prefix, OA.suffix, SCHEMA.currency, PK.summary)} | {
    _CHARACTERIZATION
}
# The classes of facts whose words no property of theirs repeats.
_QUOTED: Final = {str(one) for one in (FOAF.Document, CITO.Citation, PK.FundingShare, PK.PolicyEntry)}
_TYPE, _LABEL, _PART_OF = str(RDF.type), str(RDFS.label), str(DCTERMS.isPartOf)
_FALSE_UNLESS_SAID: Final = {str(PK.approximate), str(PK.complete)}
_KEPT: Final = {
    "quote": {str(PK.page)},
    "section": {_LABEL},
    "article": {_TYPE, _LABEL, str(ELI.is_part_of)},
}


def renew(store: Store) -> int:
    """Restate the documents that version 0.1.0 stored; gives how many there were.  Each is one transaction."""
    old = sorted({quad.graph_name.value for quad in store.quads(None, ox.NamedNode(OA.start), None)})  # type: ignore[union-attr]
    for document in old:
        store.replace({document: nquads(_renewed(store.graph(document)))})
    return len(old)


def _renewed(quads: Iterable[ox.Quad]) -> Iterator[ox.Quad]:
    known = [(_text(quad.subject), quad.predicate.value, _text(quad.object), quad) for quad in quads]
    facts = {s for s, p, o, _ in known if p == _TYPE and o in _QUOTED}
    quoted = {o for s, p, o, _ in known if p == str(PK.evidence) and s in facts}
    citations = {s for s, p, o, _ in known if p == _TYPE and o == str(CITO.Citation)}
    cited = {o for s, p, o, _ in known if p == str(PK.evidence) and s in citations}
    fields = {s: o for s, p, o, _ in known if p == str(PK.field)}
    for s, p, o, quad in known:
        kind = _kind(s)
        if kind == "section" and p == _PART_OF and s in fields:
            about = ox.NamedNode(PK[f"{fields[s]}Section"])
            yield ox.Quad(ox.NamedNode(o), about, _passage(quad.subject), quad.graph_name)
        elif p in _IMPLIED or (p in _FALSE_UNLESS_SAID and o == "false"):
            continue
        elif kind is None or p in _KEPT[kind] or (p == str(OA.exact) and s in quoted) or (p == _PART_OF and s in cited):
            yield ox.Quad(_passage(quad.subject), quad.predicate, _passage(quad.object), quad.graph_name)


def _kind(iri: str) -> str | None:
    place = _PLACE.fullmatch(iri)
    return place[1] if place else None


def _passage(term: Any) -> Any:
    """A place of version 0.1.0 as a passage, and any other term as it is."""
    place = _PLACE.fullmatch(term.value) if isinstance(term, ox.NamedNode) else None
    return ox.NamedNode(identifiers.passage(place[2], int(place[3]), int(place[4]))) if place else term


def _text(term: object) -> str:
    return str(getattr(term, "value", term))
