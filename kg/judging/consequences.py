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
from rdflib.namespace import DCTERMS, RDF

from kg.answers import ask, facts, policy_lookup
from kg.resolution import resolve
from kg.resolution.judgements import Judgement, JudgementError
from kg.stores import catalogue
from kg.stores.store import Store
from kg.tables.table import Table, Value, yuan
from ontology.terms import CITO, ELI, PK

COLUMNS = ("number", "title", "projects_before", "projects_after", "yuan_before", "yuan_after", "iri")
_MEANS, _BASED_ON = str(CITO.hasCitedEntity), str(PK.basedOn)


@dataclass(frozen=True, slots=True)
class Weight:
    """What hangs on a policy: the places and the projects that cite it, and the money of those that name it as their basis."""

    citations: int
    projects: int
    yuan: Decimal


@dataclass(frozen=True, slots=True)
class PolicyChange:
    """A policy that is cited otherwise than before; None where it was not known before, or is no more."""

    iri: str
    number: str | None
    title: str | None
    before: Weight | None
    after: Weight | None

    @property
    def name(self) -> str:
        """Title and number as one writes them in a sentence."""
        return policy_lookup.called(self.number, self.title) or facts.tail(self.iri)


@dataclass(frozen=True, slots=True)
class Consequences:
    """The policies that change, those first on which most money rests, and how many citations would mean another policy.

    ``projects`` are those of these citations, ``yuan`` the money of those that would rest on another policy.
    """

    policies: tuple[PolicyChange, ...] = ()
    citations: int = 0
    projects: int = 0
    yuan: Decimal = Decimal(0)

    def __str__(self) -> str:
        if not self.citations:
            return "No citation would mean another regulation than now; the judgement would keep it so."
        return (
            f"Citations that would mean another regulation: {self.citations}; projects: {self.projects}; "
            f"money that would rest on another one: {yuan(self.yuan)}."
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
            rows.append((one.number, one.title, was, will, money, then, one.iri))
        return Table(COLUMNS, rows)

    @property
    def digest(self) -> str:
        """What changes when the same judgement would do something else than a person was told."""
        return hashlib.sha256(repr(self).encode()).hexdigest()[:16]


def of(store: Store, judged: Sequence[Judgement]) -> Consequences:
    """What would change if these were all judgements.

    :raises JudgementError: they contradict each other, or what is derived is not up to date, so that nobody can tell.
    """
    if catalogue.is_stale(store) or resolve.outdated(store):
        raise JudgementError("What the regulations mean is not up to date; run kg load again before you judge.")
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
