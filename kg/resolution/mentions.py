"""Where pages name policies: citations, rows of registers, and documents that are policies themselves."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import InitVar, dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Final, Literal

import pyoxigraph as ox
from rdflib.namespace import DCTERMS

import queries
from kg.resolution import policy_names
from kg.resolution.issuing.issuers import around
from kg.resolution.reach import recurs
from kg.resolution.spelling import Name
from kg.stores.store import Store
from loaders.citations import editions
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
_TEXT: Final = ox.NamedNode(str(PK.text))
_SPATIAL, _PUBLISHER = str(DCTERMS.spatial), str(DCTERMS.publisher)
_YEAR: Final = str(PK.budgetYear)
#: The places of a document that was not stored.
NOWHERE: Final[Sequence[Cited]] = ()
_PREDICATES = (_NUMBER, _TITLE, _CITED_KIND, _RELATION, _ISSUER, _CITING, _KIND, _SPATIAL, _PUBLISHER, _YEAR, *_FACTS)
# A document of these kinds that prints its own number is that policy; the text of a regulation also without one.
_ARE_POLICIES = frozenset({str(PK.Notice), str(PK.WorkPlan), str(PK.RegulatoryText)})


@dataclass(frozen=True, slots=True)
class Cited:
    """A place that names a policy: its IRI, the name that is printed (None where ``number`` and ``title`` name nothing), and who cites.

    ``projects`` and ``others`` are the things that cite (of a citation), ``area`` and ``year`` are those of the document, ``near`` is the
    province that the numbers around say where the document has no area (decision 18), ``edition`` is the year that the sentence says of
    what it cites, ``facts`` are dates and status that a register or the document itself states.
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
    near: str = ""
    facts: tuple[Fact, ...] = ()
    year: InitVar[str] = ""
    edition: InitVar[str] = ""
    name: Name | None = field(init=False)

    def __post_init__(self, number: str | None, title: str | None, year: str, edition: str) -> None:
        day = edition or next((value.value for predicate, value in self.facts if predicate == DATES[0]), "")
        read = year if self.kind == "citation" and not edition else ""
        name = policy_names.name(number, title, self.issuers, self.document, self.area, day, read)
        object.__setattr__(self, "name", name)

    @property
    def document(self) -> str:
        """The 16 digits of the document in which it stands; blank where the IRI is none of ours."""
        return _document(self.citation)


_Statement = tuple[str, str, "ox.NamedNode | ox.Literal"]
_Values = dict[str, "dict[str, list[ox.NamedNode | ox.Literal]]"]


def read(store: Store) -> list[Cited]:
    """All places of a store that name policies; newspapers, forms and the like are left out."""
    return _mentions(store, ((of, name, value) for name in _PREDICATES for of, value in store.stated(name)))


def of_document(store: Store, document: str) -> list[Cited]:
    """The places of one document; none where it is not stored."""
    return _mentions(store, _said(store.stating(_PREDICATES, document)))


def one(store: Store, iri: str) -> Cited | None:
    """The place of that IRI."""
    home = ox.NamedNode(identifiers.home(iri) or iri)
    quads = (quad for node in {ox.NamedNode(iri), home} for quad in store.quads(node, None, None, home))
    return next((found for found in _mentions(store, _said(quads)) if found.citation == iri), None)


def _said(quads: Iterable[ox.Quad]) -> Iterator[_Statement]:
    return ((quad.subject.value, quad.predicate.value, quad.object) for quad in quads)  # type: ignore[union-attr,misc]


def _mentions(store: Store, statements: Iterable[_Statement]) -> list[Cited]:
    values: _Values = {predicate: defaultdict(list) for predicate in _PREDICATES}
    for subject, predicate, value in statements:
        if predicate in values:
            values[predicate][subject].append(value)

    @lru_cache(maxsize=1)
    def printed(document: str) -> str:
        found = store.quads(ox.NamedNode(document), _TEXT, None, ox.NamedNode(document))
        return next((quad.object.value for quad in found), "")  # type: ignore[union-attr]

    return list(_named(values, printed))


def _named(values: _Values, printed: Callable[[str], str]) -> Iterator[Cited]:
    """The places; ``printed`` gives the text of a document."""

    def text(predicate: str, subject: str) -> str | None:
        found = values[predicate].get(subject)
        return found[0].value if found else None

    areas = {document: identifiers.name(found[0].value)[0] for document, found in values[_SPATIAL].items()}
    near = _near(
        {place: found[0].value for place, found in values[_NUMBER].items() if identifiers.home(place) not in areas}
    )

    def cited(subject: str, kind: Kind, issuers: tuple[str, ...], citing: Iterable[str] = ()) -> Cited:
        home, facts = identifiers.home(subject), () if kind == "citation" else _facts(values, subject)
        number, title, relation = (text(name, subject) for name in (_NUMBER, _TITLE, _RELATION))
        year = (text(DATES[0], home) or text(_YEAR, home) or "")[:4]
        edition = ""
        if kind == "citation" and title and not number and recurs(Name("", title).core):
            at = _AT.fullmatch(subject)
            edition = editions.year(printed(home), int(at[1]), int(at[2]), year) if at else ""
        return Cited(
            subject,
            number,
            title,
            relation or "",
            issuers,
            projects=tuple(one for one in citing if one.startswith(_PROJECT)),
            others=tuple(one for one in citing if not one.startswith(_PROJECT)),
            kind=kind,
            area=areas.get(home, ""),
            near=near.get(subject, ""),
            facts=facts,
            year=year,
            edition=edition,
        )

    for subject, kind in values[_CITED_KIND].items():
        if kind[0].value == "policy":
            issuers, citing = (_texts(values[predicate].get(subject, ())) for predicate in (_ISSUER, _CITING))
            yield cited(subject, "citation", issuers, citing)
    for subject in sorted({s for p in (_NUMBER, _TITLE) for s in values[p] if s.startswith(_ENTRY)}):
        yield cited(subject, "entry", _texts(values[_ISSUER].get(subject, ())))
    for document, kind in values[_KIND].items():
        number, title = text(_NUMBER, document), text(_TITLE, document)
        if kind[0].value in _ARE_POLICIES and (number or (title and kind[0].value == str(PK.RegulatoryText))):
            publisher = text(_PUBLISHER, document)
            yield cited(document, "document", (identifiers.name(publisher)[0],) if publisher else ())


def _near(numbers: Mapping[str, str]) -> dict[str, str]:
    """The province that the numbers around each place say, by the place: in one document, in the order of its text."""
    found: dict[str, str] = {}
    for _, of_document in groupby(sorted(numbers, key=_order), identifiers.home):
        held = list(of_document)
        said = around([numbers[place] for place in held])
        found |= {place: said.get(numbers[place], "") for place in held}
    return found


def _order(place: str) -> tuple[str, list[int]]:
    return identifiers.home(place), [int(digits) for digits in _DIGITS.findall(place.partition(_document(place))[2])]


_DIGITS = re.compile(r"\d+")
# Where in its document a citation stands.
_AT = re.compile(rf"{re.escape(ID)}citation/[0-9a-f]{{16}}/(?:\d+/)?(\d+)-(\d+)(?:/\d+)?")
_PROJECT, _ENTRY = f"{ID}project/", f"{ID}entry/"


def _facts(values: _Values, subject: str) -> tuple[Fact, ...]:
    found = [(predicate, term) for predicate in _FACTS for term in values[predicate].get(subject, ())]
    return tuple(sorted(found, key=str))


def _texts(terms: Iterable[ox.NamedNode | ox.Literal]) -> tuple[str, ...]:
    return tuple(sorted(term.value for term in terms))


def _document(iri: str) -> str:
    return identifiers.home(iri).rpartition("/")[2]


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
