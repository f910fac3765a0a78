"""From citations to policies: which policy each citation means, by rules that never guess between two candidates.

1. A citation with a complete number (code, year, serial) means the policy of that number.
2. A number without its code (〔2022〕24号) or with a masked year could belong to several bodies: it means a policy of its
   own, known by number and title together, and is never merged with a complete number.
3. A title without number means the numbered policy with the same normal title, where exactly one exists.
4. Otherwise it means a provisional policy of its own, known by its normal title.

Everything here is recomputed from all citations: a pure function, so that any merge can be reviewed and undone.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, ORG, RDF, SKOS, XSD

from kg import catalogue
from kg.store import BULK, Store, nquads
from loaders import identifiers, numbers, titles
from ontology import policy_kind
from ontology.terms import CITO, ELI, PK

BASIS = str(PK.Basis)
FUNDED = (str(PK.BudgetProject), str(PK.Work))


@dataclass(frozen=True, slots=True)
class Cited:
    """A citation as the pages say it: its IRI, who cites, and what is printed of the policy's name."""

    citation: str
    number: str | None = None
    title: str | None = None
    relation: str = ""
    issuers: tuple[str, ...] = ()
    projects: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


@dataclass(slots=True)
class Policy:
    """A policy as the citations together describe it."""

    iri: str
    number: numbers.Number | None = None
    identified_by: str = "title"
    titles: Counter[str] = field(default_factory=Counter)
    citations: list[Cited] = field(default_factory=list)

    @property
    def title(self) -> str | None:
        """The most frequent printed title; of equally frequent ones the longest, then the first by characters."""
        ranked = self.ranked_titles()
        return ranked[0] if ranked else None

    def ranked_titles(self) -> list[str]:
        """All printed titles, the one to show first."""
        return sorted(self.titles, key=lambda title: (-self.titles[title], -len(title), title))

    def issuers(self) -> list[str]:
        """The bodies that the citations name as issuers, or else those that the first title with any names."""
        printed = {issuer for cited in self.citations for issuer in cited.issuers}
        if not printed:
            printed = set(next((named for title in self.ranked_titles() if (named := titles.issuers(title))), ()))
        return sorted(printed)


def resolve(citations: Iterable[Cited]) -> dict[str, Policy]:
    """The policies that the citations mean, by IRI; each citation is in ``Policy.citations`` of at most one of them.

    A citation that prints neither number nor title means none.
    """
    policies: dict[str, Policy] = {}
    untitled: list[Cited] = []
    parse = lru_cache(maxsize=None)(numbers.parse)
    for cited in sorted(citations, key=lambda c: c.citation):
        if cited.number is None:
            if cited.title and titles.normal(cited.title):
                untitled.append(cited)
            continue
        number = parse(cited.number)
        if _complete(number):
            iri = identifiers.policy(cited.number, None)
        else:
            iri = identifiers.policy(cited.number, cited.title)
        _join(policies, iri, cited, number, "number")
    by_title: defaultdict[str, set[str]] = defaultdict(set)
    for policy in policies.values():
        for title in policy.titles:
            by_title[titles.normal(title)].add(policy.iri)
    for cited in untitled:
        assert cited.title is not None
        candidates = by_title.get(titles.normal(cited.title), set())
        if len(candidates) == 1:
            _join(policies, next(iter(candidates)), cited, None, "number")
        else:
            _join(policies, identifiers.policy(None, cited.title), cited, None, "title")
    return policies


def _complete(number: numbers.Number | None) -> bool:
    """Whether a number names one document: with code, and a year that was not masked (orders carry no year)."""
    if number is None or not number.code:
        return False
    return number.form == "order" or (number.year is not None and number.year.isdigit() and len(number.year) == 4)


def _join(
    policies: dict[str, Policy], iri: str, cited: Cited, number: numbers.Number | None, identified_by: str
) -> None:
    policy = policies.get(iri)
    if policy is None:
        policy = policies[iri] = Policy(iri, number, identified_by)
    if cited.title:
        policy.titles[cited.title] += 1
    policy.citations.append(cited)


def quads(policies: Iterable[Policy]) -> set[ox.Quad]:
    """What the derived graph says of these policies and of the citations that mean them."""
    found: set[ox.Quad] = set()
    for policy in policies:
        found |= _policy_quads(policy)
    return found


def _policy_quads(policy: Policy) -> set[ox.Quad]:
    graph = catalogue.DERIVED
    subject = ox.NamedNode(policy.iri)
    found: set[ox.Quad] = set()

    def say(predicate: str, value: ox.NamedNode | ox.Literal, about: ox.NamedNode = subject) -> None:
        found.add(ox.Quad(about, ox.NamedNode(predicate), value, graph))

    say(str(RDF.type), ox.NamedNode(str(ELI.LegalResource)))
    say(str(PK.identifiedBy), ox.Literal(policy.identified_by))
    number = policy.number
    if number is not None:
        say(str(ELI.id_local), ox.Literal(number.normal))
        say(str(ELI.number), ox.Literal(number.serial))
        if number.code:
            say(str(PK.agencyCode), ox.Literal(number.code))
        if number.year and number.year.isdigit() and len(number.year) == 4:
            say(str(PK.numberYear), ox.Literal(number.year, datatype=ox.NamedNode(str(XSD.gYear))))
    ranked = policy.ranked_titles()
    if ranked:
        say(str(DCTERMS.title), ox.Literal(ranked[0]))
        for other in ranked[1:]:
            say(str(SKOS.altLabel), ox.Literal(other))
        kinds = {policy_kind(title) for title in ranked} - {None, "other"}
        if len(kinds) == 1:
            say(str(ELI.type_document), ox.NamedNode(str(PK[kinds.pop()])))
    for issuer in policy.issuers():
        body = ox.NamedNode(identifiers.organisation(issuer))
        say(str(ELI.passed_by), body)
        say(str(RDF.type), ox.NamedNode(str(ORG.FormalOrganization)), body)
        say(str(SKOS.prefLabel), ox.Literal(identifiers.without_blanks(issuer)), body)
    projects: set[str] = set()
    for cited in policy.citations:
        say(str(CITO.hasCitedEntity), subject, ox.NamedNode(cited.citation))
        edge = str(PK.basedOn if cited.relation == BASIS else CITO.cites)
        for citing in cited.projects + cited.others:
            say(edge, subject, ox.NamedNode(citing))
        projects.update(cited.projects)
    say(str(PK.citationCount), ox.Literal(len(policy.citations)))
    say(str(PK.citingProjectCount), ox.Literal(len(projects)))
    return found


def read(store: Store) -> list[Cited]:
    """All citations of policies in a store; those of newspapers, forms and the like are left out."""

    def values(predicate: str, obj: ox.NamedNode | ox.Literal | None = None) -> list[tuple[str, str]]:
        return [(subject, value) for subject, _, value in store.statements(None, predicate, obj)]

    policies = dict(values(str(PK.citedKind), ox.Literal("policy")))
    number = dict(values(str(PK.number)))
    title = {subject: value for subject, value in values(str(DCTERMS.title)) if subject in policies}
    relation = dict(values(str(PK.relation)))
    issuers: defaultdict[str, list[str]] = defaultdict(list)
    for subject, value in values(str(PK.printedIssuer)):
        issuers[subject].append(value)
    funded = {subject for kind in FUNDED for subject, _ in values(str(RDF.type), ox.NamedNode(kind))}
    citing: defaultdict[str, list[str]] = defaultdict(list)
    for subject, value in values(str(CITO.hasCitingEntity)):
        citing[subject].append(value)
    return [
        Cited(
            citation=iri,
            number=number.get(iri),
            title=title.get(iri),
            relation=relation.get(iri, ""),
            issuers=tuple(sorted(issuers[iri])),
            projects=tuple(sorted(entity for entity in citing[iri] if entity in funded)),
            others=tuple(sorted(entity for entity in citing[iri] if entity not in funded)),
        )
        for iri in policies
    ]


def rebuild(store: Store) -> int:
    """Make the derived graph what all citations of the store mean; gives the number of changed quads.

    The mark that it is out of date goes in the last transaction, so that a crash on the way is healed by the next writer.
    """
    old = store.graph(catalogue.DERIVED.value)
    new = quads(resolve(read(store)).values())
    gone, added = old - new, new - old
    if len(added) >= BULK and not gone:
        store.add(nquads(added))
        added = set()
    stale = {catalogue.STALE} if catalogue.is_stale(store) else set()
    store.replace({}, delete=gone | stale, insert=added)
    return len(old ^ new)
