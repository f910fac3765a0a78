"""What the dossier of a policy tells beyond ``kg show``: every printed name, who issued it and why, dates and status, and other policies."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rdflib.namespace import DCTERMS, PROV, SKOS

from kg.answers import evidence, facts, policy_lookup
from kg.answers.evidence import Quote
from kg.answers.facts import Kind, Thing
from kg.resolution import policy_names
from kg.resolution.spelling import Name
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import ELI, PK

if TYPE_CHECKING:
    from kg.stores.store import Store

_DERIVED = identifiers.DERIVED
_DATES = (ELI.date_document, ELI.first_date_entry_in_force, ELI.date_no_longer_in_force)
#: Relations between policies that are no part of the chain of authority, with the key of their heading in each direction.
_OTHERS = (
    (str(ELI.repeals), "repeals", "repealed_by"),
    (str(ELI.amends), "amends", "amended_by"),
    (str(ELI.cites), "refers_to", "referred_to_by"),
)
# More of one relation than this are counted, not listed.
MOST = 50


@dataclass(frozen=True, slots=True)
class RegisterWord:
    """A row of a register, or the policy's own text: what it says of status, dates and successors."""

    kind: str
    place: Quote
    status: str | None
    replaced_by: tuple[Thing, ...]
    repealed_by: tuple[Thing, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """Another policy, with the words that say how the two belong together."""

    key: str
    other: Thing
    places: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class Regulation:
    """A policy as its dossier shows it; ``dates`` are (property, value, whether it was worked out).

    ``spellings`` are the names that pages print, each with why it was joined where that is no certainty.
    """

    spellings: tuple[tuple[Name, str], ...]
    issuers: tuple[Thing, ...]
    lead: Thing | None
    reason: str
    level: str | None
    area: Thing | None
    dates: tuple[tuple[str, str, bool], ...]
    entries: tuple[RegisterWord, ...]
    relations: tuple[Relation, ...]
    conflicts: tuple[str, ...]
    conflicting: tuple[Thing, ...]
    notes: tuple[str, ...]


def regulation(store: Store, policy: str) -> Regulation:
    """What the derived graph and the registers say of a policy."""
    values: defaultdict[str, list[str]] = defaultdict(list)
    for _, predicate, value in store.statements(policy, graph=_DERIVED):
        values[predicate].append(value)

    def several(term: object) -> list[str]:
        return sorted(set(values[str(term)]))

    def first(term: object) -> str | None:
        return next(iter(several(term)), None)

    inferred = set(several(PK.inferred))
    lead, area = first(PK.leadIssuer), first(DCTERMS.spatial)
    return Regulation(
        spellings=tuple(policy_names.parse(one) for one in several(PK.spelling)),
        issuers=tuple(_named(store, "unit", one) for one in several(ELI.passed_by)),
        lead=_named(store, "unit", lead) if lead else None,
        reason=first(PK.issuerReason) or "",
        level=first(PK.level),
        area=_named(store, "area", area) if area else None,
        dates=tuple((str(term), day, str(term) in inferred) for term in _DATES if (day := first(term))),
        entries=tuple(_entry(store, one) for one in several(PK.describedBy)),
        relations=tuple(_relations(store, policy)),
        conflicts=tuple(several(PK.conflict)),
        conflicting=tuple(_policy(store, one) for one in several(PK.conflictsWith)),
        notes=tuple(several(SKOS.editorialNote)),
    )


def _named(store: Store, kind: Kind, iri: str) -> Thing:
    return Thing(kind, iri, facts.name(store.select, iri))


def _policy(store: Store, iri: str) -> Thing:
    known = policy_lookup.described(store, [iri])
    return Thing("policy", iri, known[0].name if known else iri.removeprefix(f"{ID}policy/"))


def _entry(store: Store, iri: str) -> RegisterWord:
    own = not iri.startswith(f"{ID}entry/")
    document = iri if own else identifiers.home(iri)
    values: defaultdict[str, list[str]] = defaultdict(list)
    for _, predicate, value in store.statements(iri, graph=document):
        values[predicate].append(value)
    quotes = evidence.quotes(store.select, values[str(PK.evidence)])
    longest = max((quotes[iri] for iri in sorted(quotes)), key=lambda one: one.end - one.start, default=None)
    where = Quote(document, facts.name(store.select, document), 0, 0) if own or longest is None else longest
    status = next(iter(sorted(values[str(PK.status)])), None) or next(iter(sorted(values[str(PK.printedStatus)])), None)
    return RegisterWord(
        "text" if own else "register",
        where,
        status,
        tuple(_cited(store, name) for name in sorted(values[str(PK.replacedBy)])),
        tuple(_cited(store, name) for name in sorted(values[str(PK.repealedBy)])),
    )


def _cited(store: Store, name: str) -> Thing:
    """The policy that a register's number or title means, where just one is known; else the words alone."""
    found = policy_lookup.find(store, name)
    return Thing("policy", found[0].iri, found[0].name) if len(found) == 1 else Thing("policy", "", name)


def _relations(store: Store, policy: str) -> list[Relation]:
    import pyoxigraph as ox

    found = []
    node = ox.NamedNode(policy)
    for term, out, back in _OTHERS:
        others = [(out, policy, other, other) for _, _, other in store.statements(policy, term, graph=_DERIVED)]
        others += [(back, other, policy, other) for other, _, _ in store.statements(None, term, node, _DERIVED)]
        for key, subject, object_, other in sorted(others)[:MOST]:
            if not other.startswith(f"{ID}policy/") or subject == object_:
                continue
            said = identifiers.relation(subject, term, object_)
            sources = [one for _, _, one in store.statements(said, str(PROV.wasDerivedFrom), graph=_DERIVED)]
            quotes = {quote for one in sources for _, _, quote in store.statements(one, str(PK.evidence))}
            said_by = evidence.quotes(store.select, quotes)
            found.append(Relation(key, _policy(store, other), tuple(said_by[iri] for iri in sorted(said_by))[:3]))
    return found
