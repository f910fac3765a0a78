"""What is in doubt: contradictions among policies that are kept apart, guesses, and bodies and areas whose names may mean others; with the words of both sides.

A pair that a person has judged is in doubt no more.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ORG, RDF

import queries
from kg.answers import ask, evidence, facts, policy_lookup
from kg.answers.evidence import Quote
from kg.judging import consequences, decisions, namesakes
from kg.resolution import judgements, resolve, spelling
from kg.stores.store import Store
from kg.tables.table import Table, Value
from loaders.bodies import identity
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import CITO, ELI, PK

COLUMNS = (
    "doubt", "number", "title", "other_number", "other_title", "projects", "amount_yuan",
    "quote", "document", "other_quote", "other_document", "iri", "other_iri",
)  # fmt: skip
_DERIVED = identifiers.DERIVED
#: Where two policies contradict each other, of which neither was joined to the other.
APART = ("number", "title")


@dataclass(frozen=True, slots=True)
class DoubtedName:
    """One of two things that may be one: a policy, or (without ``iri``) a title as a page prints it; ``place`` names the first words that say it."""

    number: str | None = None
    title: str | None = None
    iri: str = ""
    place: str = ""
    quote: Quote | None = None

    @property
    def words(self) -> str:
        """What ``kg same`` and ``kg different`` take for it."""
        return self.iri or self.title or ""

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return consequences.name_of(self.iri, self.number, self.title)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why two things are in doubt, and how many projects and how much money a judgement would at least move.

    Without ``other`` no judgement decides it: sources disagree on the date or the status of ``one``, or its name is short for several.
    """

    kind: str
    one: DoubtedName
    other: DoubtedName | None = None
    projects: int = 0
    yuan: Decimal = Decimal(0)
    several: str = ""


def pairs(store: Store) -> list[Doubt]:
    """The doubts that a judgement decides, those first on which most money depends."""
    return [
        one
        for one in _doubts(store)
        if one.other
        and spelling.fold(one.other.words)
        and judgements.end(one.one.words) != judgements.end(one.other.words)
    ]


def pair(store: Store, a: str, b: str) -> Doubt:
    """Two names that a person wants to compare, with the words that print them.

    :raises kg.resolution.judgements.JudgementError: nothing, or several bodies or areas, are called so.
    :raises kg.answers.policy_lookup.NoSuchPolicy: more than one regulation is called so.
    """
    one, other = (_named(store, words) for words in (a, b))
    (found,) = told(store, [Doubt("", one, other)])
    return found


def _named(store: Store, words: str) -> DoubtedName:
    name = decisions.named(store, words)
    if name.startswith(judgements.THINGS):
        return _called(name)
    if not name.startswith(ID) and not judgements.end(name).number:
        return DoubtedName(title=name)
    (policy, *_) = policy_lookup.find(store, name)
    return DoubtedName(policy.number, policy.title, policy.iri)


def _called(iri: str) -> DoubtedName:
    return DoubtedName(title=judgements.called(iri), iri=iri)


def table(store: Store) -> Table:
    """All doubts, a row each, those first on which most money depends."""
    rows: dict[tuple[Value, ...], None] = {}
    for one in told(store, _doubts(store)):
        other = one.other or DoubtedName(title=one.several or None)
        rows[
            (
                one.kind,
                *(one.one.number, one.one.title, other.number, other.title),
                *(one.projects or None, one.yuan or None),
                *_words(one.one.quote),
                *_words(other.quote),
                *(one.one.iri or None, other.iri or None),
            )
        ] = None
    return Table(COLUMNS, list(rows))


def _words(quote: Quote | None) -> tuple[str | None, str | None]:
    return (quote.exact, quote.file or quote.called) if quote else (None, None)


def _doubts(store: Store) -> list[Doubt]:
    judged = {one.ends for one in resolve.judged(store)}
    reader = _Reader(store)
    found = (*reader.conflicts(), *reader.guesses(), *reader.disagreements(), *reader.bodies())
    open_ = (one for one in found if one.other is None or _ends(one.one, one.other).isdisjoint(judged))
    return sorted(open_, key=_most_money)


def _most_money(one: Doubt) -> tuple[Decimal, int, str, str, str]:
    return -one.yuan, -one.projects, one.kind, one.one.name, one.other.name if one.other else ""


def _ends(one: DoubtedName, other: DoubtedName) -> set[frozenset[judgements.End]]:
    """What judgements about the two may name: IRIs, else numbers and titles."""
    first, second = (
        {judgements.end(words) for words in (side.iri, side.number, side.title) if words and spelling.fold(words)}
        for side in (one, other)
    )
    return {frozenset((a, b)) for a in first for b in second}


class _Reader:
    """What the derived graph doubts."""

    def __init__(self, store: Store) -> None:
        self.store = store
        rows = ask.select(store, queries.text("judging/resting")).rows
        self.resting = {str(policy): (int(str(projects)), Decimal(str(yuan))) for policy, projects, yuan in rows}

    def conflicts(self) -> Iterator[Doubt]:
        """Policies with one number or one title, each two once."""
        said = self.store.statements(None, str(PK.conflictsWith), None, _DERIVED)
        for iri, other in sorted({(min(iri, other), max(iri, other)) for iri, _, other in said}):
            one, its = self.policy(iri), self.policy(other)
            # Whichever is judged to be the other, what rests on the lesser one moves.
            projects, yuan = min((self.weight(end) for end in (iri, other)), key=lambda held: held[::-1])
            yield Doubt("number" if one.number == its.number else "title", one, its, projects, yuan)

    def guesses(self) -> Iterator[Doubt]:
        """Titles that were joined to a policy by a guess, each once, with all places that print them so."""
        held: defaultdict[tuple[str, str, str], list[str]] = defaultdict(list)
        for citation, _, rule in self.store.statements(None, str(PK.matchedBy), None, _DERIVED):
            if rule != "judgement":
                for _, _, iri in self.store.statements(citation, str(CITO.hasCitedEntity), None, _DERIVED):
                    held[rule, iri, _one(self.store, citation, str(DCTERMS.title)) or ""].append(citation)
        citing: defaultdict[str, set[str]] = defaultdict(set)
        for row in facts.asked(
            self.store.select, "judging/citing-projects", sorted({c for all_ in held.values() for c in all_})
        ):
            citing[row["thing"].value].add(row["project"].value)
        money = consequences.money(self.store, set().union(*citing.values()))
        for (rule, iri, printed), citations in held.items():
            projects = {project for citation in citations for project in citing[citation]}
            yuan = sum((money.get(project, Decimal(0)) for project in projects), Decimal(0))
            guessed = DoubtedName(title=printed or None, place=min(citations))
            yield Doubt(rule, self.policy(iri), guessed, len(projects), yuan)

    def disagreements(self) -> Iterator[Doubt]:
        """Dates and status on which sources disagree, a row for each source."""
        for iri, _, about in self.store.statements(None, str(PK.conflict), None, _DERIVED):
            if about not in APART:
                for _, _, place in self.store.statements(iri, str(PK.describedBy), None, _DERIVED):
                    yield Doubt(about, replace(self.policy(iri), place=place), None, *self.weight(iri))

    def bodies(self) -> Iterator[Doubt]:
        """Bodies and areas that stay apart from those that they may be, each two; and bodies whose name is short for several that no page names."""
        types = (ox.NamedNode(str(ORG.FormalOrganization)), ox.NamedNode(str(PK.Area)))
        known = {iri for one in types for iri, _, _ in self.store.statements(None, str(RDF.type), one, _DERIVED)}
        apart = dict(namesakes.candidates(known))
        carried: defaultdict[str, set[str]] = defaultdict(set)
        ends = sorted({*apart, *(one for others in apart.values() for one in others)})
        for row in facts.asked(self.store.select, "judging/projects-of-things", ends):
            carried[row["thing"].value].add(row["project"].value)
        money = consequences.money(self.store, {project for iri in apart for project in carried[iri]})
        for iri, others in apart.items():
            yuan = sum((money.get(project, Decimal(0)) for project in carried[iri]), Decimal(0))
            for other in others:
                yield Doubt(
                    "area" if iri.startswith(f"{ID}area/") else "body",
                    _called(other),
                    _called(iri),
                    len(carried[iri]),
                    yuan,
                )
        for iri in sorted(known - set(apart)):
            name, within = identifiers.name(iri)
            if not within and (several := identity.candidates(name)):
                yield Doubt("body", DoubtedName(title=name, iri=iri), several="、".join(several))

    def weight(self, policy: str) -> tuple[int, Decimal]:
        """The projects with money that rest on a policy, and that money."""
        return self.resting.get(policy, (0, Decimal(0)))

    def policy(self, iri: str) -> DoubtedName:
        """A policy by its number and title."""
        number, title = _one(self.store, iri, str(ELI.id_local)), _one(self.store, iri, str(DCTERMS.title))
        return DoubtedName(number, title, iri)


def told(store: Store, doubts: Iterable[Doubt]) -> list[Doubt]:
    """These doubts with the first words that name each of their sides."""
    doubts = [
        replace(one, one=_first_place(store, one.one), other=one.other and _first_place(store, one.other))
        for one in doubts
    ]
    places = {side.place for one in doubts for side in (one.one, one.other) if side and side.place}
    first = {
        place: min((quote for _, _, quote in store.statements(place, str(PK.evidence))), default="") for place in places
    }
    quotes = evidence.quotes(store.select, filter(None, first.values()))

    def whole(side: DoubtedName) -> DoubtedName:
        return replace(side, quote=quotes.get(first.get(side.place, "")))

    return [replace(one, one=whole(one.one), other=whole(one.other) if one.other else None) for one in doubts]


def _first_place(store: Store, side: DoubtedName) -> DoubtedName:
    """A name with the first place by its IRI that prints it: of a policy one that means it without a guess, of a title one that has no number."""
    if side.place:
        return side
    if side.iri.startswith(judgements.THINGS):
        pointing = (place for place, _, _ in store.statements(None, None, ox.NamedNode(side.iri)))
        named = [
            place for place in pointing if place.startswith((f"{ID}association/", f"{ID}document/", f"{ID}membership/"))
        ]
        return replace(side, place=min(named, default=""))
    if side.iri:
        node = ox.NamedNode(side.iri)
        places = sorted(place for place, _, _ in store.statements(None, str(CITO.hasCitedEntity), node, _DERIVED))
        sure = (place for place in places if not any(store.statements(place, str(PK.matchedBy), None, _DERIVED)))
        described = (place for _, _, place in store.statements(side.iri, str(PK.describedBy), None, _DERIVED))
        return replace(side, place=next(sure, None) or min(described, default=None) or (places or [""])[0])
    titled = [place for place, _, _ in store.statements(None, str(DCTERMS.title), ox.Literal(side.title or ""))]
    cited = [place for place in sorted(titled) if place.startswith(f"{ID}citation/")]
    alone = (place for place in cited if not any(store.statements(place, str(PK.number))))
    return replace(side, place=next(alone, None) or (cited or [""])[0])


def _one(store: Store, iri: str, predicate: str) -> str | None:
    return min((value for _, _, value in store.statements(iri, predicate)), default=None)
