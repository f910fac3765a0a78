"""The chain of authority: what a policy rests on, up to the nation, and what rests on it, down to the county and its projects.

An edge is what a title or a citation says (:mod:`kg.resolution.relations`); a level is what the graph, the number, a printed issuer or the
place in the title says, and every step tells which of these it was.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, PROV, RDFS

from kg.answers import facts
from kg.answers.policy_lookup import FoundPolicy
from kg.resolution.relations import AUTHORITY
from kg.stores import catalogue
from kg.stores.store import Store
from kg.tables.table import Table, Value, for_json
from loaders.citations import numbers, titles
from loaders.citations.document_number import WORDS
from loaders.rdf import identifiers
from ontology import levels
from ontology.authorities import issuers, places
from ontology.iris import ID, NS
from ontology.terms import ELI, OA, PK

if TYPE_CHECKING:
    import networkx as nx

Direction = Literal["up", "down"]
Cut = Literal["cycle", "again", "depth"]
LEVEL = str(PK.level)
_NATIONAL = ("中华人民共和国", "国家", "全国", "中共中央", "国务院")
_DERIVED = identifiers.DERIVED


@dataclass(frozen=True, slots=True)
class Step:
    """A policy or a project in a chain.

    ``relation`` is the property that leads here (None at the start): upwards from the step before to this one, downwards from this
    one to the step before.  ``cut`` says why nothing follows although something could: the policy stands above in its own line
    (a cycle), was followed already elsewhere, or the depth was reached.  ``more`` projects that rest on it are not among its steps.
    """

    iri: str
    kind: Literal["policy", "project"]
    name: str
    depth: int
    relation: str | None = None
    quote: str | None = None
    number: str | None = None
    title: str | None = None
    level: str | None = None
    level_by: str | None = None
    year: int | None = None
    provisional: bool = False
    where: str | None = None
    cut: Cut | None = None
    steps: tuple[Step, ...] = ()
    more: int = 0
    quote_iri: str | None = None

    def walk(self) -> Iterator[Step]:
        """The step and all that follow it, in the order of printing."""
        yield self
        for step in self.steps:
            yield from step.walk()

    def to_json(self) -> dict[str, Any]:
        """As ``kg chain --json`` prints it."""
        return {
            **{name: getattr(self, name) for name in _TOLD},
            "relation": self.relation and for_json(self.relation),
            "steps": [step.to_json() for step in self.steps],
        }


_TOLD = (
    "iri",
    "kind",
    "number",
    "title",
    "name",
    "level",
    "level_by",
    "year",
    "provisional",
    "relation",
    "quote",
    "where",
    "cut",
)


@dataclass(frozen=True, slots=True)
class Chain:
    """A policy with what stands above it and what stands below; None for a direction that was not asked."""

    policy: FoundPolicy
    up: Step | None
    down: Step | None

    def to_networkx(self) -> nx.DiGraph:
        """The chain as a directed graph from what rests to what it rests on.

        Nodes are IRIs with ``kind``, ``name``, ``level`` and ``year``, where these are known; edges have ``relation`` and ``quote``.
        """
        import networkx as nx

        graph = nx.DiGraph()
        for start, upwards in ((self.up, True), (self.down, False)):
            for step in start.walk() if start else ():
                known = {name: getattr(step, name) for name in ("kind", "name", "level", "year")}
                graph.add_node(step.iri, **{name: value for name, value in known.items() if value is not None})
                for after in step.steps:
                    ends = (step.iri, after.iri) if upwards else (after.iri, step.iri)
                    graph.add_edge(*ends, relation=after.relation and for_json(after.relation), quote=after.quote)
        return graph

    def to_json(self) -> dict[str, Any]:
        """As ``kg chain --json`` prints it."""
        return {
            "policy": {name: getattr(self.policy, name) for name in ("iri", "number", "title")},
            "up": self.up.to_json()["steps"] if self.up else None,
            "down": self.down.to_json()["steps"] if self.down else None,
        }

    def table(self) -> Table:
        """One row a step, in the order of the tree; ``depth`` says what it hangs on."""
        fields = (
            "depth", "kind", "relation", "level", "number", "title", "year", "where", "cut", "quote", "quote_iri", "iri"
        )  # fmt: skip
        rows: list[tuple[Value, ...]] = []
        for direction, start in (("up", self.up), ("down", self.down)):
            for step in start.walk() if start else ():
                if step.relation is not None:
                    named = step if step.kind == "policy" else replace(step, title=step.name)
                    rows.append((direction, *(getattr(named, field) for field in fields)))
        return Table(("direction", *fields), rows)


def chain(
    store: Store,
    policy: FoundPolicy,
    *,
    up: bool = True,
    down: bool = True,
    projects: bool = True,
    depth: int,
    most: int | None = None,
) -> Chain:
    """The chain of authority through a policy; ``depth`` is the largest number of steps in each direction.

    ``most`` projects are given of each policy; all unless it is said.
    """
    return Chain(
        policy,
        _ChainWalk(store, "up", depth).start(policy.iri) if up else None,
        _ChainWalk(store, "down", depth, projects, most).start(policy.iri) if down else None,
    )


class _ChainWalk:
    """One direction of a chain: depth first, each policy followed once."""

    def __init__(
        self, store: Store, direction: Direction, depth: int, projects: bool = False, most: int | None = None
    ) -> None:
        self.store, self.direction, self.depth, self.projects, self.most = store, direction, depth, projects, most
        self.followed: set[str] = set()

    def start(self, policy: str) -> Step:
        return self.step(policy, None, None, ())

    def step(self, policy: str, relation: str | None, said: tuple[str, str] | None, line: tuple[str, ...]) -> Step:
        cut: Cut | None = None
        steps: tuple[Step, ...] = ()
        more = 0
        following = self.following(policy)
        if policy in line:
            cut = "cycle"
        elif policy in self.followed and following:
            cut = "again"
        elif len(line) >= self.depth:
            cut = "depth" if following or self.leaves(policy) else None
        else:
            self.followed.add(policy)
            below = [self.step(of, name, said, (*line, policy)) for of, name, said in following]
            leaves = self.leaves(policy)
            shown = leaves[: self.most]
            more = len(leaves) - len(shown)
            projects = (_project(self.store, project, len(line) + 1) for project in shown)
            steps = (*sorted(below, key=_order), *projects)
        step = _described(self.store, policy, len(line))
        quote, passage = said or (None, None)
        return replace(step, relation=relation, quote=quote, quote_iri=passage, cut=cut, steps=steps, more=more)

    def following(self, policy: str) -> list[tuple[str, str, tuple[str, str] | None]]:
        """The next policies, each with the most telling property and the words that say it."""
        found: dict[str, str] = {}
        for name in reversed(AUTHORITY):
            if self.direction == "up":
                others = [of for _, _, of in self.store.statements(policy, name, graph=_DERIVED)]
            else:
                others = [by for by, _, _ in self.store.statements(None, name, ox.NamedNode(policy), _DERIVED)]
            found |= dict.fromkeys(others, name)
        ends = {of: (policy, of) if self.direction == "up" else (of, policy) for of in found}
        return [(of, name, evidence(self.store, ends[of][0], name, ends[of][1])) for of, name in sorted(found.items())]

    def leaves(self, policy: str) -> list[str]:
        """The projects that rest on a policy itself, in order."""
        if not self.projects:
            return []
        citing = {
            entity
            for entity, _, _ in self.store.statements(None, str(PK.basedOn), ox.NamedNode(policy), _DERIVED)
            if entity.startswith(f"{ID}project/")
        }
        return sorted(citing, key=_natural)


def _order(step: Step) -> tuple[object, ...]:
    ranks = list(filter(None, dict.fromkeys(levels().values())))
    return (
        ranks.index(step.level) if step.level in ranks else len(ranks),
        step.year or 0,
        step.number or "",
        step.name,
    )


def _natural(iri: str) -> tuple[str, int]:
    front, _, ordinal = iri.rpartition("/")
    return front, int(ordinal) if ordinal.isdecimal() else 0


def evidence(store: Store, subject: str, name: str, of: str) -> tuple[str, str] | None:
    """The words that state a relation between two policies, and the IRI of their passage: those of a citation, or of a document's own title."""
    node = identifiers.relation(subject, name, of)
    for _, _, source in sorted(store.statements(node, str(PROV.wasDerivedFrom), graph=_DERIVED)):
        quotes = sorted(quote for _, _, quote in store.statements(source, str(PK.evidence)))
        for quote in quotes:
            exact = next((text for _, _, text in store.statements(quote, str(OA.exact))), None)
            if exact is not None:
                return exact, quote
    return None


def _described(store: Store, policy: str, depth: int) -> Step:
    values: defaultdict[str, list[str]] = defaultdict(list)
    for _, predicate, value in store.statements(policy, graph=_DERIVED):
        values[predicate].append(value)
    number = min(values[str(ELI.id_local)], default=None)
    title = min(values[str(DCTERMS.title)], default=None)
    bodies = sorted(facts.names(store.select, values[str(ELI.passed_by)]).values())
    level, level_by = level_of(values[LEVEL], number, bodies, title)
    years = sorted(value[:4] for value in values[str(PK.numberYear)] or values[str(ELI.date_document)])
    return Step(
        iri=policy,
        kind="policy",
        name=title or number or policy,
        depth=depth,
        number=number,
        title=title,
        level=level,
        level_by=level_by,
        year=int(years[0]) if years and years[0].isdecimal() else None,
        provisional=values[str(PK.identifiedBy)] == ["title"],
    )


def _project(store: Store, project: str, depth: int) -> Step:
    name = min((value for _, _, value in store.statements(project, str(RDFS.label))), default=project)
    document = identifiers.home(project)
    year = next((value for _, _, value in store.statements(project, str(PK.budgetYear))), "")
    return Step(
        iri=project,
        kind="project",
        name=name,
        depth=depth,
        relation=str(PK.basedOn),
        year=int(year) if year.isdecimal() else None,
        where=catalogue.file_name(store, document),
    )


def level_of(
    stated: Iterable[str], number: str | None, bodies: Iterable[str], title: str | None
) -> tuple[str | None, str | None]:
    """The level of government that issued a policy, and by what it is known: graph, number, issuer or title; (None, None) if by none.

    ``stated`` are the values of ``pk:level``; of several levels that disagree none counts.
    """
    words = {known for value in stated if (known := levels().get(value.removeprefix(NS)))}
    if len(words) == 1:
        return words.pop(), "graph"
    parsed = numbers.parse(number) if number else None
    if parsed is not None and parsed.code:
        year = int(parsed.year) if parsed.year and parsed.year.isdecimal() else None
        issuer = issuers.decide(parsed.code + WORDS[parsed.form], year).issuer
        if issuer is not None:
            return issuer.level, "number"
    named = {level for body in bodies if (level := _of_name(body))} or {
        level for body in (titles.issuers(title) if title else ()) if (level := _of_name(body))
    }
    if len(named) == 1:
        return named.pop(), "issuer"
    level = _of_name(title) if title else None
    return (level, "title") if level else (None, None)


def _of_name(name: str) -> str | None:
    """The level of the place that a name begins with; None where areas of several levels have the name."""
    plain = name.removeprefix("中共").removeprefix("中国共产党")
    if plain.startswith(_NATIONAL):
        return "nation"
    levels = {area.level for area in places.leading(plain, body=True).areas}
    return levels.pop() if len(levels) == 1 else None
