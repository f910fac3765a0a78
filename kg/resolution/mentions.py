"""Where pages name policies: citations, rows of registers, and documents that are policies themselves."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import InitVar, dataclass, field
from typing import Final, Literal

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

import queries
from kg.resolution import policy_names
from kg.resolution.policy_names import Witness
from kg.resolution.spelling import Name
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import CITO, ELI, PK

Kind = Literal["citation", "entry", "document"]
Fact = tuple[str, "ox.NamedNode | ox.Literal"]

DATES: Final = (str(ELI.date_document), str(ELI.first_date_entry_in_force), str(ELI.date_no_longer_in_force))
STATUS: Final = str(PK.status)
INFERRED: Final = str(PK.inferred)
_FACTS = (*DATES, STATUS, INFERRED)
_NUMBER, _TITLE, _CITED_KIND, _RELATION = str(PK.number), str(DCTERMS.title), str(PK.citedKind), str(PK.relation)
_ISSUER, _CITING, _KIND = str(PK.printedIssuer), str(CITO.hasCitingEntity), str(PK.documentKind)
_SPATIAL, _PUBLISHER = str(DCTERMS.spatial), str(DCTERMS.publisher)
_YEAR: Final = str(PK.budgetYear)
_PREDICATES = (_NUMBER, _TITLE, _CITED_KIND, _RELATION, _ISSUER, _CITING, _KIND, _SPATIAL, _PUBLISHER, _YEAR, *_FACTS)
# A document of these kinds that prints its own number is that policy; the text of a regulation also without one.
_ARE_POLICIES = frozenset({str(PK.Notice), str(PK.WorkPlan), str(PK.RegulatoryText)})


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that names a policy: its IRI, the name that is printed (None where ``number`` and ``title`` name nothing), and who cites.

    ``projects`` and ``others`` are the things that cite (of a citation), ``area`` and ``year`` are those of the document, ``facts`` are
    dates and status that a register or the document itself states.
    """

    citation: str
    number: InitVar[str | None] = None
    title: InitVar[str | None] = None
    relation: str = ""
    issuers: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    kind: Kind = "citation"
    area: str = ""
    facts: tuple[Fact, ...] = ()
    year: InitVar[str] = ""
    name: Name | None = field(init=False)

    def __post_init__(self, number: str | None, title: str | None, year: str) -> None:
        day = next((value.value for predicate, value in self.facts if predicate == DATES[0]), "")
        read = year if self.kind == "citation" else ""
        name = policy_names.name(number, title, self.issuers, self.document, self.area, day, read)
        object.__setattr__(self, "name", name)

    @property
    def document(self) -> str:
        """The 16 digits of the document in which it stands; blank where the IRI is none of ours."""
        return _document(self.citation)


_Values = dict[str, "dict[str, list[ox.NamedNode | ox.Literal]]"]


def read(store: Store) -> list[Cited]:
    """All places of a store that name policies; newspapers, forms and the like are left out."""
    return _mentions(quad for name in _PREDICATES for quad in store.quads(None, ox.NamedNode(name), None, None))


def of_document(store: Store, document: str) -> list[Cited]:
    """The places of one document; none where it is not stored."""
    return _mentions(store.quads(None, None, None, ox.NamedNode(document)))


def one(store: Store, iri: str) -> Cited | None:
    """The place of that IRI."""
    home = ox.NamedNode(identifiers.home(iri) or iri)
    quads = (quad for node in {ox.NamedNode(iri), home} for quad in store.quads(node, None, None, home))
    return next((found for found in _mentions(quads) if found.citation == iri), None)


def _mentions(quads: Iterable[ox.Quad]) -> list[Cited]:
    values: _Values = {predicate: defaultdict(list) for predicate in _PREDICATES}
    for quad in quads:
        if (known := values.get(quad.predicate.value)) is not None:
            known[quad.subject.value].append(quad.object)  # type: ignore[union-attr,arg-type]
    return list(_named(values))


def _named(values: _Values) -> Iterator[Cited]:
    def text(predicate: str, subject: str) -> str | None:
        found = values[predicate].get(subject)
        return found[0].value if found else None

    areas = {document: identifiers.name(found[0].value)[0] for document, found in values[_SPATIAL].items()}

    def cited(subject: str, kind: Kind, issuers: tuple[str, ...], **who: tuple[str, ...]) -> Cited:
        home, facts = identifiers.home(subject), () if kind == "citation" else _facts(values, subject)
        number, title, relation = (text(name, subject) for name in (_NUMBER, _TITLE, _RELATION))
        year = (text(DATES[0], home) or text(_YEAR, home) or "")[:4]
        where = areas.get(home, "")
        return Cited(
            subject, number, title, relation or "", issuers, kind=kind, area=where, facts=facts, year=year, **who
        )

    for subject, kind in values[_CITED_KIND].items():
        if kind[0].value == "policy":
            citing = sorted(term.value for term in values[_CITING].get(subject, ()))
            projects = tuple(entity for entity in citing if entity.startswith(_PROJECT))
            others = tuple(entity for entity in citing if not entity.startswith(_PROJECT))
            issuers = _texts(values[_ISSUER].get(subject, ()))
            yield cited(subject, "citation", issuers, projects=projects, others=others)
    for subject in sorted({s for p in (_NUMBER, _TITLE) for s in values[p] if s.startswith(_ENTRY)}):
        yield cited(subject, "entry", _texts(values[_ISSUER].get(subject, ())))
    for document, kind in values[_KIND].items():
        number, title = text(_NUMBER, document), text(_TITLE, document)
        if kind[0].value in _ARE_POLICIES and (number or (title and kind[0].value == str(PK.RegulatoryText))):
            publisher = text(_PUBLISHER, document)
            yield cited(document, "document", (identifiers.name(publisher)[0],) if publisher else ())


_PROJECT, _ENTRY, _DOCUMENT = f"{ID}project/", f"{ID}entry/", f"{ID}document/"


def _facts(values: _Values, subject: str) -> tuple[Fact, ...]:
    found = [(predicate, term) for predicate in _FACTS for term in values[predicate].get(subject, ())]
    return tuple(sorted(found, key=str))


def _texts(terms: Iterable[ox.NamedNode | ox.Literal]) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in terms))


def _document(iri: str) -> str:
    return identifiers.home(iri).rpartition("/")[2]


# --- asking for names ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """How often citations and rows of registers print the titles of a policy, and the areas of their documents."""

    titles: Counter[str] = field(default_factory=Counter)
    areas: set[str] = field(default_factory=set)


def tally(store: Store, wanted: Iterable[Name], area: Mapping[str, str], *, alone: bool) -> Tally:
    """Count the citations and rows of registers that print these names of one policy.

    ``area`` gives the area of each document (:func:`areas`); ``alone`` tells that no other policy is printed with its numbers.
    """
    found, wanted = Tally(), set(wanted)
    # The same words elsewhere or of another time mean another policy.
    local = {name for name in wanted if name.day or (name.number and name.scope)}
    for cited in (one for name in local for one in places(store, name) if one.kind != "document"):
        if cited.name is not None and cited.name.title:
            found.titles[cited.name.title] += 1
        found.areas.add(cited.area)
    wanted -= local
    bare = {(name.title, name.scope, name.read) for name in wanted if not name.number}
    for number in {name.number for name in wanted if name.number}:
        titled = {name.title for name in wanted if name.number == number}
        for row in _asked(store, "titles-of-number", number):
            if _term(row["title"]) in titled:
                found.titles[_term(row["title"])] += int(_term(row["places"]))
        for row in _asked(store, "documents-of-sure-number" if alone else "documents-of-number", number):
            document = _term(row["document"])
            title = None if alone else _term(row["title"])
            if title is None or title in titled:
                found.areas.add(area.get(document, ""))
    for title in {name.title for name in wanted if not name.number}:
        recurring = any(name.read for name in wanted if name.title == title)
        for row in _asked(store, "documents-of-title", title):
            document = _term(row["document"])
            year = _year(store, document) if recurring else ""
            read = policy_names.name(None, title, (), _document(document), area.get(document, ""), read=year)
            if read is not None and (title, read.scope, read.read) in bare:
                found.titles[title] += int(_term(row["places"]))
                found.areas.add(area.get(document, ""))
    found.areas.discard("")
    return found


def _asked(store: Store, query: str, value: str) -> ox.QuerySolutions:
    return store.select(queries.bound(f"resolution/{query}", value=str(ox.Literal(value))))


def _year(store: Store, document: str) -> str:
    """The year of a document by its date, else the one whose budget it is; blank where it says neither."""
    for predicate in (DATES[0], _YEAR):
        for quad in store.quads(ox.NamedNode(document), ox.NamedNode(predicate), None, ox.NamedNode(document)):
            return quad.object.value[:4]  # type: ignore[union-attr]
    return ""


def areas(store: Store) -> dict[str, str]:
    """The area of each document that says one."""
    found = store.quads(None, ox.NamedNode(_SPATIAL), None, None)
    return {q.subject.value: identifiers.name(q.object.value)[0] for q in found if q.subject == q.graph_name}  # type: ignore[union-attr]


def places(store: Store, name: Name) -> Iterator[Cited]:
    """The places that print a name, one after the other as they are found."""
    printed = "both" if name.number and name.title else "number" if name.number else "title"
    query = queries.bound(f"resolution/places-of-{printed}", **_terms(name))
    for row in store.rows(query):
        found = one(store, _term(row[0]))
        if found is not None and found.name == name:
            yield found


def _terms(name: Name) -> dict[str, str]:
    """Number and title of a name as SPARQL writes them."""
    return {"number": str(ox.Literal(name.number or "")), "title": str(ox.Literal(name.title or ""))}


def printed_by(store: Store, name: Name) -> Witness:
    """The documents that print a number with a title, and whether a register or the document itself does."""
    if name.scope:
        held = list(places(store, name))
        return Witness(frozenset(one.document for one in held), any(one.kind != "citation" for one in held))
    documents: set[str] = set()
    authority = False
    for row in store.select(queries.bound("resolution/printed-by", **_terms(name))):
        if row["kind"] is None:
            found = one(store, _term(row["c"]))
            if found is None or found.name != name:
                continue
            authority = True
        elif _term(row["kind"]) != "policy":
            continue
        documents.add(_document(_term(row["document"])))
    return Witness(frozenset(documents), authority)


def meant_in(store: Store, documents: Iterable[str]) -> Iterator[tuple[str, Cited]]:
    """The citations inside documents, each with the policy that the derived graph says it means."""
    listed = " ".join(f"<{iri}>" for iri in documents)
    for row in store.select(queries.bound("resolution/meant-in", documents=listed)):
        entity = _term(row["entity"])
        projects, others = ((entity,), ()) if entity.startswith(_PROJECT) else ((), (entity,))
        title, relation = _term(row["title"]) or None, _term(row["relation"])
        yield _term(row["policy"]), Cited(_term(row["c"]), None, title, relation, projects=projects, others=others)


def by_name(mentions: Iterable[Cited]) -> Mapping[Name, list[Cited]]:
    """The places by the name that they print, in the order of their IRIs; those that name nothing are left out."""
    found: defaultdict[Name, list[Cited]] = defaultdict(list)
    for cited in sorted(mentions, key=lambda one: one.citation):
        name = cited.name
        if name is not None:
            found[name].append(cited)
    return found


def _term(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))
