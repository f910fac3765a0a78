"""What is in doubt: contradictions among policies that are kept apart, guesses, each with the words of a page, and bodies whose names say several."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ORG, RDF

from kg.stores import catalogue
from kg.stores.store import Store
from kg.tables.table import Table, Value
from loaders.bodies import identity
from loaders.rdf import identifiers
from ontology.terms import CITO, ELI, OA, PK

COLUMNS = ("doubt", "number", "title", "other_number", "other_title", "quote", "document", "iri")
_EVIDENCE, _EXACT = str(PK.evidence), str(OA.exact)
_DERIVED = identifiers.DERIVED


def table(store: Store) -> Table:
    """One row for each policy that contradicts another, for each fact on which sources disagree, for each guessed citation, and for each
    body that stays apart because its name is short for several.
    """
    rows = {*_conflicts(store), *_disagreements(store), *_guesses(store), *_short_names(store)}
    return Table(COLUMNS, sorted(rows, key=lambda row: tuple(str(value or "") for value in row)))


def _conflicts(store: Store) -> Iterator[tuple[Value, ...]]:
    for iri, _, other in store.statements(None, str(PK.conflictsWith), None, _DERIVED):
        (number, title), (its_number, its_title) = _name(store, iri), _name(store, other)
        doubt = "number" if number == its_number else "title"
        yield (doubt, number, title, its_number, its_title, *_first_place(store, iri), iri)


def _disagreements(store: Store) -> Iterator[tuple[Value, ...]]:
    for iri, _, about in store.statements(None, str(PK.conflict), None, _DERIVED):
        if about in ("number", "title"):
            continue
        for _, _, place in store.statements(iri, str(PK.describedBy), None, _DERIVED):
            yield (about, *_name(store, iri), None, None, *_words(store, place), iri)


def _guesses(store: Store) -> Iterator[tuple[Value, ...]]:
    for citation, _, rule in store.statements(None, str(PK.matchedBy), None, _DERIVED):
        if rule == "judgement":
            continue
        for _, _, iri in store.statements(citation, str(CITO.hasCitedEntity), None, _DERIVED):
            printed = _one(store, citation, str(DCTERMS.title))
            yield (rule, *_name(store, iri), None, printed, *_words(store, citation), iri)


def _short_names(store: Store) -> Iterator[tuple[Value, ...]]:
    body = ox.NamedNode(str(ORG.FormalOrganization))
    for iri, _, _ in store.statements(None, str(RDF.type), body, _DERIVED):
        name, within = identifiers.name(iri)
        if not within and (several := identity.candidates(name)):
            yield ("body", None, name, None, "、".join(several), None, None, iri)


def _name(store: Store, iri: str) -> tuple[str | None, str | None]:
    return _one(store, iri, str(ELI.id_local)), _one(store, iri, str(DCTERMS.title))


def _first_place(store: Store, iri: str) -> tuple[str | None, str | None]:
    """The words of the first place by its IRI that names the policy, and the file in which they stand."""
    node = ox.NamedNode(iri)
    places = [place for place, _, _ in store.statements(None, str(CITO.hasCitedEntity), node, _DERIVED)]
    places = places or [place for _, _, place in store.statements(iri, str(PK.describedBy), None, _DERIVED)]
    return _words(store, min(places)) if places else (None, None)


def _words(store: Store, place: str) -> tuple[str | None, str | None]:
    document = identifiers.home(place)
    quotes = sorted(quote for _, _, quote in store.statements(place, _EVIDENCE))
    exact = _one(store, quotes[0], _EXACT) if quotes else None
    return exact, catalogue.file_name(store, document)


def _one(store: Store, iri: str, predicate: str) -> str | None:
    return min((value for _, _, value in store.statements(iri, predicate)), default=None)
