"""From a regulation to every place that cites it: project, unit, money, document, and the sentence itself.

A handful of queries whatever the number of citing projects, so that an answer takes milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg import policies
from kg.policies import Policy
from kg.store import Row, Store
from kg.tables import for_json
from loaders import identifiers
from ontology.terms import ID

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
    rows = list(store.rows(_CITATIONS.replace("$policy", f"<{policy}>")))
    homes = {entity: _document_of(entity) for entity in {_text(row[0]) for row in rows}}
    documents = _documents(store, set(homes.values()))
    units = _units(store, homes, "implementedBy")
    others = {entity: homes[entity] for entity in homes if not _is_project(entity)}
    if others:
        units |= _units(store, others, "leadUnit")
    years = _years(store, {homes[_text(row[0])] for row in rows if row[9] is None})
    found = {}
    for row in rows:
        entity = _text(row[0])
        place = _place(row, units.get(entity, ()), documents[homes[entity]], years.get(homes[entity]))
        found[entity, place.start, place.end] = place
    return tuple(sorted(found.values(), key=_order))


def _order(place: Place) -> tuple[object, ...]:
    return (place.project is None, place.fiscal_year or 0, place.document, place.start, place.end)


# How Oxigraph answers in milliseconds: an OPTIONAL of several patterns reads the whole store, nested ones look up what they
# need; a graph that is named before spares the copies of a unit's name in the graphs of other documents.
_CITATIONS = (
    PREFIXES
    + """
SELECT ?entity ?relation ?section ?start ?end ?before ?exact ?after ?label ?year ?yuan WHERE {
  ?citation cito:hasCitedEntity $policy ; cito:hasCitingEntity ?entity ; pk:relation ?relation ; pk:evidence ?quote .
  ?quote oa:start ?start ; oa:end ?end ; oa:prefix ?before ; oa:exact ?exact ; oa:suffix ?after .
  OPTIONAL { ?citation pk:inSection ?section }
  OPTIONAL { ?entity rdfs:label ?label }
  OPTIONAL { ?entity pk:budgetYear ?year }
  OPTIONAL { ?grant schema:fundedItem ?entity OPTIONAL { ?grant schema:amount ?amount OPTIONAL { ?amount schema:value ?yuan } } }
}"""
)
_UNITS = (
    PREFIXES
    + """
SELECT ?entity ?unit WHERE {
  VALUES (?entity ?document) { $homes }
  GRAPH ?document { ?entity pk:$role ?body . ?body skos:prefLabel ?unit }
}"""
)
_DOCUMENTS = (
    PREFIXES
    + """
SELECT ?document ?name ?publisher WHERE {
  VALUES ?document { $documents }
  ?document pk:fileName ?name .
  OPTIONAL { GRAPH ?document { ?document dcterms:publisher ?body . ?body skos:prefLabel ?publisher } }
}"""
)
_YEARS = PREFIXES + "SELECT ?document ?year WHERE { VALUES ?document { $documents } ?document pk:budgetYear ?year }"


@dataclass(frozen=True, slots=True)
class _Document:
    name: str
    publisher: str | None


def _document_of(entity: str) -> str:
    """The document of a project, a task or itself: its digest is the second part of every such IRI (loaders/identifiers.py)."""
    return identifiers.document(entity.removeprefix(ID).split("/")[1])


def _is_project(entity: str) -> bool:
    return entity.startswith(f"{ID}project/")


def _units(store: Store, homes: Mapping[str, str], role: str) -> dict[str, tuple[str, ...]]:
    """The names of the units of each citing thing in that role, sorted; ``homes`` gives each thing's document."""
    listed = " ".join(f"(<{entity}> <{document}>)" for entity, document in sorted(homes.items()))
    found: defaultdict[str, set[str]] = defaultdict(set)
    for entity, unit in store.rows(_UNITS.replace("$homes", listed).replace("$role", role)):
        found[_text(entity)].add(_text(unit))
    return {entity: tuple(sorted(names)) for entity, names in found.items()}


def _documents(store: Store, iris: Iterable[str]) -> dict[str, _Document]:
    found: dict[str, _Document] = {}
    for iri, name, publisher in store.rows(_DOCUMENTS.replace("$documents", _listed(iris))):
        known = found.get(_text(iri))
        # Of two files with the same content the first name counts.
        if known is None or _text(name) < known.name:
            found[_text(iri)] = _Document(_text(name), _maybe(publisher))
    return found


def _years(store: Store, iris: set[str]) -> dict[str, int | None]:
    """The years of documents, for what states no year of its own."""
    if not iris:
        return {}
    return {_text(iri): _year(year) for iri, year in store.rows(_YEARS.replace("$documents", _listed(iris)))}


def _listed(iris: Iterable[str]) -> str:
    return " ".join(f"<{iri}>" for iri in sorted(iris))


def _place(row: Row, units: tuple[str, ...], document: _Document, document_year: int | None) -> Place:
    entity, label = _text(row[0]), _maybe(row[8])
    return Place(
        citing=label or document.name,
        entity=entity,
        project=label if _is_project(entity) else None,
        units=units,
        amount_yuan=None if row[10] is None else Decimal(_text(row[10])),
        document=document.name,
        publisher=document.publisher,
        fiscal_year=_year(row[9]) or document_year,
        relation=_text(row[1]),
        section=_maybe(row[2]),
        start=int(_text(row[3])),
        end=int(_text(row[4])),
        before=_text(row[5]),
        exact=_text(row[6]),
        after=_text(row[7]),
    )


def _text(term: Any) -> str:
    return str(term.value)


def _year(term: Any) -> int | None:
    return int(term.value) if term is not None and term.value.isdigit() else None


def _maybe(term: Any) -> str | None:
    return None if term is None else str(term.value)
