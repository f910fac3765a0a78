"""What judgements would change, told before they count: which policies become one or part, and what projects and money go with them.

It is worked out as :func:`kg.resolution.resolve.rebuild` does it, from the same judgements, and nothing is written.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ORG, PROV, RDF

from kg.answers import ask, facts, policy_lookup
from kg.resolution import judged_things, resolve
from kg.resolution.judgements import THINGS, Judgement, JudgementError
from kg.resolution.judgements import called as called_so
from kg.stores import catalogue
from kg.stores.store import Store
from kg.tables.table import Table, Value, plain
from ontology.terms import CITO, ELI, PK

THING_COLUMNS = ("name", "projects_before", "projects_after", "yuan_before", "yuan_after", "iri")
COLUMNS = ("number", "title", "projects_before", "projects_after", "yuan_before", "yuan_after", "iri")
_MEANS, _BASED_ON = str(CITO.hasCitedEntity), str(PK.basedOn)


@dataclass(frozen=True, slots=True)
class Weight:
    """What hangs on a policy: the places and the projects that cite it, and the money of those that name it as their basis."""

    citations: int
    projects: int
    yuan: Decimal


def name_of(iri: str, number: str | None, title: str | None) -> str:
    """Title and number of a policy as one writes them in a sentence, or what a body or an area is called; what ends its IRI where it has neither."""
    named = title if iri.startswith(THINGS) else policy_lookup.called(number, title)
    return named or facts.tail(iri)


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A policy that is cited otherwise than before, or a body or area that others name; None where it was not known before, or is no more."""

    iri: str
    number: str | None
    title: str | None
    before: Weight | None
    after: Weight | None

    @property
    def name(self) -> str:
        """What it is called in a sentence."""
        return name_of(self.iri, self.number, self.title)


@dataclass(frozen=True, slots=True)
class Consequences:
    """The policies that change, those first on which most money rests, and how many citations would mean another policy.

    ``projects`` are those of these citations, ``yuan`` the money of those that would rest on another policy.  Of bodies and areas
    (``things``) ``policies`` are these, ``citations`` the places that would name another one, and the money is that of the projects
    which another one would carry out or which would be another area's.
    """

    policies: tuple[PolicyChange, ...] = ()
    citations: int = 0
    projects: int = 0
    yuan: Decimal = Decimal(0)
    things: bool = False

    def __str__(self) -> str:
        if self.things and not self.citations:
            return "No page would name another body or area than now; the judgement would keep it so."
        if self.things:
            return (
                f"Places that would name another body or area: {self.citations}; projects: {self.projects}; "
                f"money that would be another one's: {plain(self.yuan, ',')} yuan."
            )
        if not self.citations:
            return "No citation would mean another regulation than now; the judgement would keep it so."
        return (
            f"Citations that would mean another regulation: {self.citations}; projects: {self.projects}; "
            f"money that would rest on another one: {plain(self.yuan, ',')} yuan."
        )

    def turned(self) -> Consequences:
        """The same, seen from after to before: what was changed, of what taking it back would change."""
        return replace(self, policies=tuple(replace(one, before=one.after, after=one.before) for one in self.policies))

    def table(self) -> Table:
        """A row a policy."""
        rows: list[tuple[Value, ...]] = []
        for one in self.policies:
            weights = [(weight.projects, weight.yuan) if weight else (None, None) for weight in (one.before, one.after)]
            (was, money), (will, then) = weights
            rows.append((*(() if self.things else (one.number,)), one.title, was, will, money, then, one.iri))
        return Table(THING_COLUMNS if self.things else COLUMNS, rows)

    @property
    def digest(self) -> str:
        """What changes when the same judgement would do something else than a person was told."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def of(store: Store, judged: Sequence[Judgement], *, things: bool = False) -> Consequences:
    """What would change if these were all judgements: of policies, or of bodies and areas (``things``).

    :raises JudgementError: they contradict each other, or what is derived is not up to date, so that nobody can tell.
    """
    if catalogue.is_stale(store) or resolve.outdated(store):
        raise JudgementError("What the regulations mean is not up to date; run kg load again before you judge.")
    if things:
        return _of_things(store, *judged_things.change(store, judged))
    return _Comparison(store, *resolve.would_change(store, judged)).consequences()


def money(store: Store, projects: Iterable[str]) -> dict[str, Decimal]:
    """The money that counts for each of these projects; one that states none is not among them."""
    rows = facts.asked(store.select, "judging/project-money", sorted(projects))
    return {row["thing"].value: Decimal(row["money"].value) for row in rows}


class _Comparison:
    """The derived graph as it is beside what it would be."""

    def __init__(self, store: Store, gone: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> None:
        self.store = store
        self.gone, self.added = (_by_subject(quads) for quads in (gone, added))

    def consequences(self) -> Consequences:
        was, will = (_edges(quads, _MEANS) for quads in (self.gone, self.added))
        moved = {citation for citation, _ in was ^ will}
        policies = {policy for _, policy in was ^ will}
        rested, resting = (_edges(quads, _BASED_ON) for quads in (self.gone, self.added))
        basing = money(self.store, {project for project, _ in rested ^ resting})
        less, more = (_sums(edges, basing) for edges in (rested, resting))
        changes = [self.policy(iri, more[iri] - less[iri]) for iri in policies]
        rows = facts.asked(self.store.select, "judging/citing-projects", sorted(moved))
        return Consequences(
            tuple(sorted(changes, key=_most_money)),
            len(moved),
            len({row["project"].value for row in rows}),
            sum(basing.values(), Decimal(0)),
        )

    def policy(self, iri: str, difference: Decimal) -> PolicyChange:
        found = ask.stored(self.store, "dossier/resting", policy=iri).rows
        before = Decimal(str(found[0][0] or 0)) if found else Decimal(0)
        old, new = self.values(iri, after=False), self.values(iri, after=True)
        called = old or new
        return PolicyChange(
            iri,
            min(called[str(ELI.id_local)], default=None),
            min(called[str(DCTERMS.title)], default=None),
            _weight(old, before),
            _weight(new, before + difference),
        )

    def values(self, iri: str, *, after: bool) -> defaultdict[str, set[str]]:
        """What is said of a policy; nothing where it is none."""
        quads = set(self.store.quads(ox.NamedNode(iri), None, None, catalogue.DERIVED))
        if after:
            quads = (quads - self.gone[iri]) | self.added[iri]
        found: defaultdict[str, set[str]] = defaultdict(set)
        for quad in quads:
            found[quad.predicate.value].add(quad.object.value)  # type: ignore[union-attr]
        return found if str(RDF.type) in found else defaultdict(set)


def _of_things(store: Store, gone: set[ox.Quad], come: set[ox.Quad]) -> Consequences:
    """What becomes of bodies and areas when these quads of documents go and come."""
    lost, won = (_carried(store, quads) for quads in (gone, come))
    pointed = {iri for quad in gone | come if (iri := _thing(quad))}
    before: defaultdict[str, set[str]] = defaultdict(set)
    for row in facts.asked(store.select, "judging/projects-of-things", sorted(pointed)):
        before[row["thing"].value].add(row["project"].value)
    counted = set[str]().union(*before.values())
    stated = money(store, counted)

    def weight(projects: set[str]) -> Weight:
        return Weight(0, len(projects), sum((stated.get(one, Decimal(0)) for one in projects), Decimal(0)))

    called = facts.names(store.select, sorted(pointed))
    changes = []
    for iri in pointed:
        after = (before[iri] - lost[iri]) | (won[iri] & counted)
        pointing = {quad for quad in store.quads(None, None, ox.NamedNode(iri), None) if catalogue.is_document(quad)}
        stays = pointing - gone or any(_thing(quad) == iri for quad in come)
        label = called.get(iri, called_so(iri))
        was, will = weight(before[iri]) if iri in called else None, weight(after) if stays else None
        changes.append(PolicyChange(iri, None, label, was, will))
    moved = {one for iri in pointed for one in (lost[iri] ^ won[iri]) & counted}
    places = {(quad.subject, quad.predicate) for quad in come if _thing(quad) and quad.predicate.value in _NAMING}
    total = sum((stated.get(one, Decimal(0)) for one in moved), Decimal(0))
    return Consequences(tuple(sorted(changes, key=_most_money)), len(places), len(moved), total, things=True)


def _thing(quad: ox.Quad) -> str:
    """The body or area that a quad points to; blank where it points to none."""
    iri = quad.object.value if isinstance(quad.object, ox.NamedNode) else ""
    return iri if iri.startswith(THINGS) else ""


def _carried(store: Store, quads: Iterable[ox.Quad]) -> defaultdict[str, set[str]]:
    """The projects that bodies carry out, or that documents of areas tell of, as these quads say."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for quad in filter(_thing, quads):
        predicate, of, thing = quad.predicate.value, str(getattr(quad.subject, "value", "")), _thing(quad)
        if predicate == str(PK.implementedBy):
            found[thing].add(of)
        elif predicate == str(DCTERMS.spatial):
            projects = store.statements(None, str(PROV.hadPrimarySource), ox.NamedNode(of))
            found[thing] |= {iri for iri, _, _ in projects}
    return found


# Each place that names a body or an area says so with one of these.
_NAMING = {
    str(one)
    for one in (PROV.agent, DCTERMS.publisher, DCTERMS.spatial, PK.payee, PK.department, ORG.member, ORG.organization)
}


def _by_subject(quads: Iterable[ox.Quad]) -> defaultdict[str, set[ox.Quad]]:
    found: defaultdict[str, set[ox.Quad]] = defaultdict(set)
    for quad in quads:
        found[quad.subject.value].add(quad)  # type: ignore[union-attr]
    return found


def _edges(quads: defaultdict[str, set[ox.Quad]], predicate: str) -> set[tuple[str, str]]:
    return {
        (subject, quad.object.value)  # type: ignore[union-attr]
        for subject, of in quads.items()
        for quad in of
        if quad.predicate.value == predicate
    }


def _sums(edges: Iterable[tuple[str, str]], money: dict[str, Decimal]) -> defaultdict[str, Decimal]:
    found: defaultdict[str, Decimal] = defaultdict(Decimal)
    for project, policy in edges:
        found[policy] += money.get(project, Decimal(0))
    return found


def _weight(said: defaultdict[str, set[str]], money: Decimal) -> Weight | None:
    if not said:
        return None
    citations, projects = (int(next(iter(said[str(name)]), 0)) for name in (PK.citationCount, PK.citingProjectCount))
    return Weight(citations, projects, money)


def _most_money(one: PolicyChange) -> tuple[Decimal, int, str]:
    weights = [weight for weight in (one.before, one.after) if weight]
    return -max(weight.yuan for weight in weights), -max(weight.projects for weight in weights), one.iri
