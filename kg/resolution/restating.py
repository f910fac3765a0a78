"""Documents whose graphs say what ours leave out: what bodies, areas and classes are called, and what another statement says too.

Stores of versions up to 0.2.0 have such graphs.  They come to point to the described bodies; who is meant follows from what they
state, so no file is read.
"""

from __future__ import annotations

from collections import defaultdict

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS, SKOS

import queries
from kg.stores.store import Store
from loaders.bodies import identity
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import OA, PK

__all__ = ["restate", "stated_twice"]

# So many documents are written together.
_TOGETHER = 200
_BODY, _AREA, _CLASS = f"{ID}organisation/", f"{ID}area/", f"{ID}class/"
_NAMES = {str(one) for one in (RDF.type, SKOS.prefLabel, SKOS.notation, RDFS.label)}
_AGENT, _PUBLISHER, _SPATIAL, _TITLE = map(str, (PROV.agent, DCTERMS.publisher, DCTERMS.spatial, DCTERMS.title))
_EVIDENCE, _LABEL, _TEXT = ox.NamedNode(str(PK.evidence)), ox.NamedNode(str(RDFS.label)), ox.NamedNode(str(PK.text))
_EXACT, _PRINTED = ox.NamedNode(str(OA.exact)), ox.NamedNode(str(PK.printedName))

_FORMER, _ASSOCIATION = ox.NamedNode(str(PROV.qualifiedAssociation)), ox.NamedNode(str(PK.association))

Change = tuple[set[ox.Quad], set[ox.Quad]]


def stated_twice(store: Store) -> list[str]:
    """The documents whose graphs say what a thing is called that other documents name too."""
    return sorted(str(getattr(row[0], "value", "")) for row in store.rows(queries.text("resolution/naming-documents")))


def restate(store: Store) -> int:
    """Take out of the documents' graphs what is left out now; gives how many named shared things."""
    needless = {ox.Quad(*row) for row in store.rows(queries.text("resolution/left-out"))}  # type: ignore[arg-type]
    former = set(store.quads(None, _FORMER))
    if needless or former:
        renamed = {ox.Quad(quad.subject, _ASSOCIATION, quad.object, quad.graph_name) for quad in former}
        store.replace({}, delete=needless | former, insert=renamed)
    old = stated_twice(store)
    for start in range(0, len(old), _TOGETHER):
        gone: set[ox.Quad] = set()
        come: set[ox.Quad] = set()
        for document in old[start : start + _TOGETHER]:
            out, instead = _restated(store.graph(document), document)
            gone |= out
            come |= instead
        store.replace({}, delete=gone - come, insert=come - gone)
    return len(old)


def _restated(quads: set[ox.Quad], document: str) -> Change:
    named = {quad.predicate.value: _value(quad.object) for quad in quads if quad.subject.value == document}  # type: ignore[union-attr]
    place, publisher = (identifiers.name(named[one])[0] if one in named else None for one in (_SPATIAL, _PUBLISHER))
    reader = identity.reader(place, publisher, named.get(_TITLE), document.rpartition("/")[2])
    gone: set[ox.Quad] = set()
    come: set[ox.Quad] = set()
    for quad in quads:
        s, o = _value(quad.subject), _value(quad.object)
        if s.startswith((_BODY, _AREA, _CLASS)) and quad.predicate.value in _NAMES:
            gone.add(quad)
        elif isinstance(quad.object, ox.NamedNode) and o.startswith((_BODY, _AREA)):
            printed = identifiers.name(o)[0]
            if o.startswith(_AREA):
                meant, iri = identity.area(printed, reader), identifiers.area
            else:
                meant, iri = identity.body(printed, reader), identifiers.organisation
            gone.add(quad)
            new = ox.NamedNode(iri(meant.name, meant.within))
            come.add(ox.Quad(quad.subject, quad.predicate, new, quad.graph_name))
            if quad.predicate.value == _AGENT and printed != meant.label:
                come.add(ox.Quad(quad.subject, _PRINTED, ox.Literal(printed), quad.graph_name))
    return gone, come | _classes(quads)


def _classes(quads: set[ox.Quad]) -> set[ox.Quad]:
    """The printed codes of classes as quotes, with the names that the page gives them."""
    codes = {
        _value(q.subject): _value(q.object)
        for q in quads
        if _value(q.subject).startswith(_CLASS) and q.predicate.value == str(SKOS.notation)
    }
    names = {
        _value(q.subject): q.object for q in quads if _value(q.subject).startswith(_CLASS) and q.predicate == _LABEL
    }
    if not codes:
        return set()
    text = next((_value(quad.object) for quad in quads if quad.predicate == _TEXT), "")
    places: defaultdict[str, list[ox.NamedNode]] = defaultdict(list)
    for quad in quads:
        if quad.predicate == _EVIDENCE and isinstance(quad.object, ox.NamedNode):
            places[_value(quad.subject)].append(quad.object)
    found: set[ox.Quad] = set()
    for quad in quads:
        if quad.predicate.value != str(PK.functionalClass) or (code := codes.get(_value(quad.object))) is None:
            continue
        for passage in places[_value(quad.subject)]:
            at = identifiers.place(passage.value)
            if at is not None and text[at[1] : at[2]] == code:
                found.add(ox.Quad(passage, _EXACT, ox.Literal(code), quad.graph_name))
                if (name := names.get(_value(quad.object))) is not None:
                    found.add(ox.Quad(passage, _LABEL, name, quad.graph_name))
    return found


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))
