"""A policy as all places together describe it, and what the derived graph says of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import unquote

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, RDF, RDFS, SKOS, XSD

from kg.resolution import policy_names as names
from kg.resolution import spelling
from kg.resolution.issuing import taught_codes
from kg.resolution.issuing.issuers import issuing
from kg.resolution.issuing.taught_codes import Lesson, Lessons, RegisterRow
from kg.resolution.matching import Conflict, Matching
from kg.resolution.mentions import DATES, INFERRED, STATUS, Cited
from kg.resolution.reach import Rule
from kg.resolution.shared_things import LEVELS
from kg.resolution.spelling import Name
from kg.stores import catalogue
from loaders.bodies import identity
from loaders.citations import numbers, titles
from loaders.rdf import identifiers
from ontology import policy_kind
from ontology.authorities.areas import Area
from ontology.blanks import without_blanks
from ontology.iris import ID
from ontology.terms import CITO, ELI, PK

BASIS = str(PK.Basis)
NOTHING: Mapping[str, str] = MappingProxyType({})
GUESSES = frozenset({"truncated-title", "typing-error", "judgement"})


@dataclass(slots=True)
class Policy:
    """A policy as the places that name it together describe it.

    ``titles`` counts the documents that print each title.  ``citations`` are all places that name it, registers' rows and its own text
    (``described``) among them.  ``counted`` overrides how many citations and projects there are, where not all were read.
    """

    iri: str
    number: numbers.Number | None = None
    identified_by: str = "title"
    titles: Counter[str] = field(default_factory=Counter)
    citations: list[Cited] = field(default_factory=list)
    names: dict[Name, Rule] = field(default_factory=dict)
    areas: set[str] = field(default_factory=set)
    conflicts: set[tuple[Conflict, str]] = field(default_factory=set)
    notes: set[str] = field(default_factory=set)
    counted: tuple[int, int] | None = None

    @property
    def title(self) -> str | None:
        """Of the titles without typing errors the one that most documents print; of those that equally many do the longest, then the first by characters."""
        ranked = self.ranked_titles()
        return ranked[0] if ranked else None

    @property
    def described(self) -> list[Cited]:
        """The rows of registers about it, and its own text."""
        return [cited for cited in self.citations if cited.kind != "citation"]

    def ranked_titles(self) -> list[str]:
        """All printed titles, the one to show first; one with a typing error that another has not comes after all that have none."""

        def rank(title: str) -> tuple[bool, int, int, str]:
            wrong = len(self.titles) > 1 and spelling.suspected(title, self.titles)
            return wrong, -self.titles[title], -len(title), title

        return sorted(self.titles, key=rank)

    def issuers(self) -> list[str]:
        """The bodies that stand beside its titles, or else those that the titles themselves name."""
        printed = {issuer for cited in self.citations for issuer in cited.issuers}
        for name in self.names:
            printed.update(name.issuers or (titles.issuers(name.title) if name.title else ()))
        if not printed:
            printed = set(next((named for title in self.ranked_titles() if (named := titles.issuers(title))), ()))
        return sorted({without_blanks(issuer) for issuer in printed})

    def counts(self, repeating: frozenset[str] = frozenset()) -> tuple[int, int]:
        """How many citations there are, and how many projects cite it, but for the documents that repeat others."""
        if self.counted is not None:
            return self.counted
        citations = [one for one in self.citations if one.kind == "citation" and one.document not in repeating]
        return len(citations), len({project for cited in citations for project in cited.projects})


def by_documents(printed: Iterable[tuple[str, str]], repeating: frozenset[str]) -> Counter[str]:
    """How many documents print each title, of pairs of a title and a document; what only repeating ones print counts nothing but is there."""
    found = Counter({title: 0 for title, _ in printed if title})
    found.update(title for title, document in set(printed) if title and document not in repeating)
    return found


def named(policy: Policy) -> Policy:
    """Fill in what the names tell: the number to show, and by what the policy is identified."""
    spellings = {names.official(name.number, name.scope) for name in policy.names if name.number}
    if spellings:
        mine = spellings
        if len(spellings) > 1:
            mine = {spelling for spelling in spellings if _is_of(policy.iri, spelling)} or spellings
        complete = [spelling for spelling in mine if names.complete(names.of(spelling))]
        policy.number = names.of(names.shown(sorted(complete))) if complete else names.of(min(mine))
        policy.identified_by = "number"
    return policy


def _is_of(iri: str, spelling: str) -> bool:
    own = identifiers.policy(names.key(spelling))
    return iri == own or iri.startswith(own + "/")


def lessons(policies: Iterable[Policy]) -> Lessons:
    """What the registers among the places of these policies teach of agency codes."""
    return taught_codes.together((one.number, taught(one.number, one.described)) for one in policies)


def taught(number: numbers.Number | None, described: Iterable[Cited]) -> frozenset[Lesson]:
    """What the rows of registers among these places teach of the code of the number that they describe."""
    rows = (RegisterRow(cited.issuers, cited.document, cited.area) for cited in described if cited.kind == "entry")
    return taught_codes.of(number, rows)


def quads(
    policies: Collection[Policy], repeating: frozenset[str] = frozenset(), replaced: Mapping[str, str] = NOTHING
) -> set[ox.Quad]:
    """What the derived graph says of these policies and of the citations that mean them.

    What is cited in the documents of these digits is cited in others that they repeat, and is not counted.  ``replaced`` are the
    bodies and areas for which others stand.
    """
    found: set[ox.Quad] = set()
    learned = lessons(policies)
    for policy in policies:
        found |= about(policy, learned, repeating, replaced)
        for cited in policy.citations:
            found |= meaning(
                cited, policy.iri, policy.names.get(cited.name or Name(), "number") if policy.names else "number"
            )
    return found


def meaning(cited: Cited, iri: str, rule: Rule) -> set[ox.Quad]:
    """What the derived graph says of one citation: which policy it means, and the edges of what cites."""
    if cited.kind != "citation":
        return set()
    graph, policy, citation = catalogue.DERIVED, ox.NamedNode(iri), ox.NamedNode(cited.citation)
    edge = _BASED_ON if cited.relation == BASIS else _CITES
    found = {ox.Quad(ox.NamedNode(citing), edge, policy, graph) for citing in cited.projects + cited.others}
    found.add(ox.Quad(citation, _MEANS, policy, graph))
    if rule in GUESSES:
        found.add(ox.Quad(citation, _MATCHED_BY, ox.Literal(rule), graph))
    return found


_MEANS, _CITES = ox.NamedNode(str(CITO.hasCitedEntity)), ox.NamedNode(str(CITO.cites))
_BASED_ON, _MATCHED_BY = ox.NamedNode(str(PK.basedOn)), ox.NamedNode(str(PK.matchedBy))


def about(
    policy: Policy, learned: Lessons, repeating: frozenset[str] = frozenset(), replaced: Mapping[str, str] = NOTHING
) -> set[ox.Quad]:
    """What the derived graph says of a policy itself, with what is ``learned`` of codes; what it points to is described in :mod:`kg.resolution.shared_things`."""
    graph = catalogue.DERIVED
    subject = ox.NamedNode(policy.iri)
    found: set[ox.Quad] = set()

    def say(predicate: object, value: ox.NamedNode | ox.Literal | str, of: ox.NamedNode = subject) -> None:
        term = ox.Literal(value) if isinstance(value, str) else value
        found.add(ox.Quad(of, ox.NamedNode(str(predicate)), term, graph))

    def thing(predicate: object, iri: str) -> None:
        say(predicate, ox.NamedNode(replaced.get(iri, iri)))

    def body(predicate: object, name: str) -> None:
        meant = _body(name, policy, issued.area)
        thing(predicate, identifiers.organisation(meant.name, meant.within))

    say(RDF.type, ox.NamedNode(str(ELI.LegalResource)))
    say(PK.identifiedBy, policy.identified_by)
    number = policy.number
    if number is not None:
        say(ELI.id_local, number.normal)
        say(ELI.number, number.serial)
        if number.code:
            say(PK.agencyCode, number.code)
        if number.year and number.year.isdigit() and len(number.year) == 4:
            say(PK.numberYear, ox.Literal(number.year, datatype=ox.NamedNode(str(XSD.gYear))))
        for other in {name.number for name in policy.names if name.number} - {number.normal}:
            say(PK.otherNumber, other)
    ranked = policy.ranked_titles()
    for place, title in enumerate(ranked):
        say(SKOS.altLabel if place else DCTERMS.title, title)
    if label := policy.title or (number and number.normal):
        say(RDFS.label, label)
    kinds = {policy_kind(title) for title in ranked} - {None, "other"}
    if len(kinds) == 1:
        say(ELI.type_document, ox.NamedNode(str(PK[str(*kinds)])))
    printed = policy.issuers()
    issued = issuing(number, printed, policy.areas, learned)
    for issuer in printed:
        body(ELI.passed_by, issuer)
    if issued.lead:
        body(PK.leadIssuer, issued.lead)
        if not printed:
            body(ELI.passed_by, issued.lead)
    if level := issued.level or _level_of(ranked, kinds):
        say(PK.level, ox.NamedNode(str(LEVELS[level])))
    if issued.area:
        thing(DCTERMS.spatial, identifiers.area(identity.of_area(issued.area).name))
    if number is not None or issued.lead:
        say(PK.issuerReason, issued.reason)
    for name, rule in policy.names.items():
        say(PK.spelling, names.spelled(replace(name, read=""), rule))
    for note in policy.notes:
        say(SKOS.editorialNote, note)
    for kind, other in policy.conflicts:
        say(PK.conflict, kind)
        say(PK.conflictsWith, ox.NamedNode(other))
    for cited in policy.described:
        say(PK.describedBy, ox.NamedNode(cited.citation))
    for predicate, value in _agreed(policy.described):
        say(predicate, value)
    citations, projects = policy.counts(repeating)
    say(PK.citationCount, ox.Literal(citations))
    say(PK.citingProjectCount, ox.Literal(projects))
    return found


def _level_of(titles: Iterable[str], kinds: Collection[str | None]) -> str | None:
    """The level that a policy's titles alone say: laws, and what is called 中华人民共和国…, are the nation's (立法法 ch. 2 and 3)."""
    national = set(kinds) == {"Law"} or any(title.startswith("中华人民共和国") for title in titles)
    return "nation" if national else None


def _body(name: str, policy: Policy, area: Area | None) -> identity.Identity:
    """The body that issued a policy: a relative name is read in the policy's area, else where all citing documents agree on it."""
    scope = unquote(policy.iri.removeprefix(f"{ID}policy/").removeprefix("title/"))
    if area is not None:
        return identity.body(name, identity.Reader(scope, identity.of_area(area)))
    alone = identity.body(name, identity.Reader(scope))
    if not alone.within:
        return alone
    places = [identity.area(one, identity.Reader(scope)) for one in policy.areas]
    meant = {identity.body(name, identity.Reader(scope, place)) for place in places}
    return meant.pop() if len(meant) == 1 else alone


def _agreed(described: Iterable[Cited]) -> Iterable[tuple[str, ox.NamedNode | ox.Literal]]:
    """Dates and status on which all that describe a policy agree; a conflict for each on which they do not.

    A date that says only the year or month agrees with a whole one of that year or month, which counts.
    """
    said: defaultdict[str, set[ox.NamedNode | ox.Literal]] = defaultdict(set)
    printed: defaultdict[str, set[bool]] = defaultdict(set)
    for cited in described:
        inferred = {value.value for predicate, value in cited.facts if predicate == INFERRED}
        for predicate, value in cited.facts:
            if predicate != INFERRED:
                said[predicate].add(value)
                printed[predicate].add(predicate not in inferred)
    for predicate in (*DATES, STATUS):
        values = sorted(said[predicate], key=lambda term: (-len(term.value), term.value))
        if not values:
            continue
        if any(not values[0].value.startswith(other.value) for other in values[1:]) or (
            predicate == STATUS and len(values) > 1
        ):
            yield str(PK.conflict), ox.Literal(predicate.rpartition("#")[2])
            continue
        yield predicate, values[0]
        if printed[predicate] == {False}:
            yield INFERRED, ox.NamedNode(predicate)


def put_together(matching: Matching) -> dict[str, Policy]:
    """The policies of a matching, with their names but without the places."""
    policies: dict[str, Policy] = {}
    for name, (iri, rule) in matching.meant.items():
        policy = policies.get(iri)
        if policy is None:
            policy = policies[iri] = Policy(
                iri, conflicts=matching.conflicts.get(iri, set()), notes=matching.notes.get(iri, set())
            )
        policy.names[name] = rule
    for policy in policies.values():
        named(policy)
    return policies
