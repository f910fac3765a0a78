"""From a regulation to every place that cites it: project, unit, money, document, and the sentence itself.

A handful of queries whatever the number of citing projects, so that an answer takes milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg import policies
from kg.policies import Policy
from kg.store import Row, Store
from kg.tables import for_json

PREFIXES = """
PREFIX pk: <https://w3id.org/policy-kg/ns#>
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX oa: <http://www.w3.org/ns/oa#>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX dcterms: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One place that cites the policy.

    ``project`` is None where a task or a document cites outside any project; ``exact`` is what is cited, ``before`` and
    ``after`` the rest of its sentence; ``start``/``end`` are code points of the document's text.  ``citing`` names what cites.
    """

    citing: str
    entity: str
    project: str | None
    units: tuple[str, ...]
    amount_yuan: Decimal | None
    document: str
    publisher: str | None
    fiscal_year: int | None
    section: str | None
    relation: str
    before: str
    exact: str
    after: str
    start: int
    end: int

    @property
    def quote(self) -> str:
        """The sentence as printed."""
        return self.before + self.exact + self.after


@dataclass(frozen=True, slots=True)
class Trace:
    """A policy and the places that cite it; or, when the words fit several policies or none, the candidates."""

    policy: Policy | None
    places: tuple[Place, ...] = ()
    candidates: tuple[Policy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``kg trace --json`` prints it: money as decimal strings."""
        return {
            "policy": _policy_json(self.policy) if self.policy else None,
            "citations": [
                {
                    "project": place.project,
                    "units": list(place.units),
                    "amount_yuan": for_json(place.amount_yuan),
                    "document": place.document,
                    "publisher": place.publisher,
                    "fiscal_year": place.fiscal_year,
                    "section": place.section,
                    "relation": for_json(place.relation),
                    "quote": place.quote,
                    "start": place.start,
                    "end": place.end,
                }
                for place in self.places
            ],
            "candidates": [_policy_json(candidate) for candidate in self.candidates],
        }


def _policy_json(policy: Policy) -> dict[str, Any]:
    return {
        "iri": policy.iri,
        "number": policy.number,
        "title": policy.title,
        "other_titles": list(policy.other_titles),
        "issuers": list(policy.issuers),
    }


def trace(store: Store, words: str) -> Trace:
    """Where the regulation that ``words`` mean is cited; only the candidates when they fit none or several."""
    found = policies.find(store, words)
    if len(found) != 1:
        return Trace(None, candidates=found)
    return Trace(found[0], places_of(store, found[0].iri))


def places_of(store: Store, policy: str) -> tuple[Place, ...]:
    """The places that cite the policy of this IRI: projects by year and document, then what cites outside projects."""
    cited = list(store.rows(_CITATIONS.replace("$policy", f"<{policy}>")))
    names = _Names(store)
    entities = _entities(store, {_text(row[0]) for row in cited}, names)
    documents = _documents(store, {_text(row[1]) for row in cited}, names)
    places = {}
    for row in cited:
        place = _place(row, entities[_text(row[0])], documents[_text(row[1])])
        # A document is one row, also when two files hold it.
        places[place.entity, place.start, place.end] = place
    return tuple(sorted(places.values(), key=_order))


def _order(place: Place) -> tuple[object, ...]:
    return (place.project is None, place.fiscal_year or 0, place.document, place.start, place.end)


_CITATIONS = (
    PREFIXES
    + """SELECT ?entity ?document ?relation ?section ?start ?end ?before ?exact ?after WHERE {
  ?citation cito:hasCitedEntity $policy ; cito:hasCitingEntity ?entity ; pk:relation ?relation ; pk:evidence ?quote .
  ?quote oa:start ?start ; oa:end ?end ; oa:prefix ?before ; oa:exact ?exact ; oa:suffix ?after ; dcterms:isPartOf ?document .
  OPTIONAL { ?citation pk:inSection ?section }
}"""
)
# Single-pattern OPTIONALs only: Oxigraph answers one of several patterns by reading the whole store.
_ENTITIES = (
    PREFIXES
    + """SELECT ?entity ?label ?ordinal ?year WHERE {
  VALUES ?entity { $entities }
  ?entity rdfs:label ?label .
  OPTIONAL { ?entity pk:ordinal ?ordinal }
  OPTIONAL { ?entity pk:budgetYear ?year }
}"""
)
_UNITS = (
    PREFIXES + "SELECT ?entity ?body WHERE { VALUES ?entity { $entities } ?entity pk:implementedBy|pk:leadUnit ?body }"
)
_MONEY = (
    PREFIXES
    + """SELECT ?entity ?yuan WHERE {
  VALUES ?entity { $entities }
  ?grant schema:fundedItem ?entity ; schema:amount ?amount . ?amount schema:value ?yuan .
}"""
)
_DOCUMENTS = (
    PREFIXES
    + """SELECT ?document ?name ?body ?year WHERE {
  VALUES ?document { $documents }
  ?document pk:fileName ?name .
  OPTIONAL { ?document dcterms:publisher ?body }
  OPTIONAL { ?document pk:budgetYear ?year }
}"""
)


@dataclass(slots=True)
class _Entity:
    label: str = ""
    is_project: bool = False
    year: int | None = None
    units: tuple[str, ...] = ()
    yuan: Decimal | None = None


@dataclass(frozen=True, slots=True)
class _Document:
    name: str
    publisher: str | None
    year: int | None


class _Names(dict[str, str]):
    """The names of bodies by IRI, each read once."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def __missing__(self, body: str) -> str:
        self[body] = name = policies.label(self.store, body)
        return name


def _entities(store: Store, iris: Iterable[str], names: _Names) -> dict[str, _Entity]:
    listed = _iris(iris)
    found: defaultdict[str, _Entity] = defaultdict(_Entity)
    for row in store.rows(_ENTITIES.replace("$entities", listed)):
        entity = found[_text(row[0])]
        entity.label, entity.is_project, entity.year = _text(row[1]), row[2] is not None, _year(row[3])
    for row in store.rows(_MONEY.replace("$entities", listed)):
        found[_text(row[0])].yuan = Decimal(_text(row[1]))
    for row in store.rows(_UNITS.replace("$entities", listed)):
        entity = found[_text(row[0])]
        entity.units = tuple(sorted({*entity.units, names[_text(row[1])]}))
    return found


def _documents(store: Store, iris: Iterable[str], names: _Names) -> dict[str, _Document]:
    found: dict[str, _Document] = {}
    for row in sorted(store.rows(_DOCUMENTS.replace("$documents", _iris(iris))), key=str):
        body = _maybe(row[2])
        publisher = names[body] if body else None
        found.setdefault(_text(row[0]), _Document(_text(row[1]), publisher, _year(row[3])))
    return found


def _place(row: Row, entity: _Entity, document: _Document) -> Place:
    return Place(
        citing=entity.label or document.name,
        entity=_text(row[0]),
        project=entity.label if entity.is_project else None,
        units=entity.units,
        amount_yuan=entity.yuan,
        document=document.name,
        publisher=document.publisher,
        fiscal_year=entity.year or document.year,
        relation=_text(row[2]),
        section=_maybe(row[3]),
        start=int(_text(row[4])),
        end=int(_text(row[5])),
        before=_text(row[6]),
        exact=_text(row[7]),
        after=_text(row[8]),
    )


def _iris(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in sorted(iris))


def _text(term: Any) -> str:
    return str(term.value)


def _year(term: Any) -> int | None:
    return int(term.value) if term is not None and term.value.isdigit() else None


def _maybe(term: Any) -> str | None:
    return None if term is None else str(term.value)


def projects(places: Sequence[Place]) -> int:
    """How many different projects are among the citing places."""
    return len({place.entity for place in places if place.project is not None})
