"""Policy to policy: which one forwards, issues, implements, rests on, cites, amends or repeals which.

Two sources, and nothing else: what a policy's own title says (:mod:`loaders.citations.title_acts`), and the citations inside a loaded document
that *is* a policy.  Each edge is also a node (``rdf:Statement``) that names the citation or document whose characters say it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox
from rdflib.namespace import DCTERMS, PROV, RDF, RDFS

from kg.resolution import spelling
from kg.resolution.derived import Policy
from kg.resolution.mentions import Cited
from kg.resolution.policy_names import key, number_iri
from kg.resolution.reach import recurs
from kg.resolution.spelling import Name
from kg.stores import catalogue
from loaders.bodies import superiors
from loaders.bodies.superiors import Agreement
from loaders.citations import numbers, titles
from loaders.citations.title_acts import Object, objects
from loaders.rdf import identifiers
from ontology import policy_kind
from ontology.authorities import places
from ontology.terms import ELI, PK

ACTS = {
    "forwards": str(PK.forwards),
    "issues": str(PK.issues),
    "implements": str(PK.implements),
    "amends": str(ELI.amends),
    "repeals": str(ELI.repeals),
}
# The relation of a citation inside a policy -> the property between the two policies; any other relation only cites.
CITED = {
    str(PK.Basis): str(ELI.based_on),
    str(PK.Implements): str(PK.implements),
    str(PK.Forwards): str(PK.forwards),
    str(PK.Amends): str(ELI.amends),
    str(PK.Repeals): str(ELI.repeals),
}
CITES = str(ELI.cites)
AUTHORITY = (str(PK.forwards), str(PK.issues), str(PK.implements), str(ELI.based_on))
"""The properties that make a chain of authority, the most telling first: the object stands above the subject."""

Edge = tuple[str, str, str]
_COUNTRY = "中华人民共和国"


def edges(policies: Mapping[str, Policy], documents: Mapping[str, str]) -> set[ox.Quad]:
    """The quads of all relations between policies, with their evidence, and the provisional policies that they need.

    Args:
        policies: all policies by IRI, as :func:`kg.resolution.resolve.resolve` gives them.
        documents: IRI of a loaded document -> IRI of the policy that it is, where it prints its own number or title.
    """
    found: defaultdict[Edge, set[str]] = defaultdict(set)
    known = _Known(policies)
    for edge, source in _from_citations(policies, documents):
        found[edge].add(source)
    printed_in: defaultdict[str, list[str]] = defaultdict(list)
    for document, meant in documents.items():
        printed_in[meant].append(document)
    waiting = sorted(policies)
    for iri in waiting:
        policy = known.policies[iri]
        # Not by rank: which title makes a provisional policy known must not depend on how often each is printed.
        for title in sorted(policy.titles):
            for done in objects(title):
                of = known.find(done, policy)
                if of is None or of == iri:
                    continue
                if of not in known.policies:
                    # What a provisional policy's title says in turn has the same characters as evidence.
                    known.add(of, done, policy, title)
                    waiting.append(of)
                witness = _witness(policy, title, printed_in[iri])
                if witness is not None:
                    found[iri, ACTS[done.act], of].add(witness)
    return _quads(found) | _provisional(known.new(found))


#: How the keys begin under which a name is found by its number, by what its title is about, and by its title.
NUMBERED, ABOUT, TITLED = "number ", "about ", "title "


def keys(title: str) -> set[str]:
    """Whatever decides to which policies a title's acts lead: what they are called, and what those titles act on in turn."""
    found, seen, waiting = set[str](), {title}, [title]
    while waiting:
        for done in objects(waiting.pop()):
            if done.number is not None:
                found.add(NUMBERED + key(done.number))
            if not done.title:
                continue
            normal = titles.normal(done.title)
            found |= {TITLED + one for one in (normal, normal[places.printed(normal) :], _other_name(normal))}
            found |= {ABOUT + core for core in (Name(title=done.title).core, *quoted(done.title))}
            if done.title not in seen:
                seen.add(done.title)
                waiting.append(done.title)
    return found


def quoted(title: str) -> set[str]:
    """What a title is about as others quote it, which is how forwarding notices find it."""
    return {_placed(spelling.quoted(title))[1]}


class _Known:
    """The policies by number and by title, and the provisional ones that titles make known."""

    def __init__(self, policies: Mapping[str, Policy]) -> None:
        self.policies = dict(policies)
        self._given = frozenset(policies)
        self._by_title: defaultdict[str, set[str]] = defaultdict(set)
        # What titles are about, without the place that it begins with, which stands beside the policy.
        self._by_quote: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
        for iri, policy in sorted(policies.items()):
            for title in policy.titles:
                self._by_title[titles.normal(title)].add(iri)
                place, about = _placed(spelling.quoted(title))
                self._by_quote[about].add((iri, place))

    def find(self, done: Object, subject: Policy) -> str | None:
        """The one policy that the object is: a known one, or the IRI of a provisional one; None where nobody can tell."""
        if done.number is not None and (number := numbers.parse(done.number)) is not None and number.code:
            iri = number_iri(done.number)
            if iri in self.policies:
                return iri
            if not done.title:
                return None
            return identifiers.policy(None, done.title)
        if not done.title:
            return None
        normal = titles.normal(done.title)
        candidates = set(self._by_title.get(normal, ()))
        if subject.iri in candidates:
            return None  # a notice and its attachment: one document
        if done.act == "issues":
            return self._issued(candidates, done, subject)
        if done.ambiguous:
            placeless = self._by_title.get(normal[places.printed(normal) :], set())  # 云岭省补助办法 -> 补助办法
            both = candidates | placeless - {subject.iri}
            return both.pop() if len(both) == 1 else None
        if not candidates:
            candidates = set(self._by_title.get(_other_name(normal), ()))
        if done.act == "forwards":
            candidates = self._forwarded(candidates, done, subject)
        if len(candidates) > 1:
            named = set(titles.issuers(done.title))
            of_issuer = {iri for iri in candidates if named & set(self.policies[iri].issuers())}
            one_issuer = len({tuple(self.policies[iri].issuers()) for iri in of_issuer or candidates}) == 1
            # What one body issues every year is meant in its year.
            year = _year(subject) if one_issuer and len(of_issuer) != 1 else ""
            of_year = {iri for iri in of_issuer or candidates if year and _year(self.policies[iri]) == year}
            candidates = of_year or of_issuer
        if done.act == "forwards" and any(not _in_time(self.policies[iri], subject) for iri in candidates):
            candidates = set()
        return candidates.pop() if len(candidates) == 1 else identifiers.policy(None, done.title)

    def _forwarded(self, candidates: set[str], done: Object, subject: Policy) -> set[str]:
        """Which documents a notice may forward: of this title, else of one that quotes it, by a body that the notice names.

        One that it does not name stands above it: 大连市…转发《X》 means the X of 辽宁省 or of the nation.
        """
        by = self._issuers(subject.iri)
        named = titles.issuers(done.title) or titles.bodies(done.issuer)
        named = tuple(one for name in named for one in superiors.parted(name))
        agreeing: dict[Agreement, set[str]] = {"sure": set(), "host": set(), "": set()}
        for iri in candidates or self._quoted(done, subject):
            its = self._issuers(iri)
            if not its and iri in candidates:
                agreeing["sure"].add(iri)
            elif named:
                said = {superiors.may_mean(name, issuer, by) for name in named for issuer in its}
                agreeing["sure" if "sure" in said else "host" if "host" in said else ""].add(iri)
            elif any(superiors.above(issuer, by) for issuer in its) or (
                iri in candidates and not superiors.areas_of(by)
            ):
                agreeing["sure"].add(iri)
        return agreeing["sure"] or agreeing["host"]

    def _quoted(self, done: Object, subject: Policy) -> set[str]:
        """The documents that are about what the object is about, of the same place where their titles name one."""
        core = spelling.quoted(done.title)
        printed, rest = _placed(core)
        return {
            iri
            for iri, place in self._by_quote.get(rest, ())
            if iri != subject.iri
            and (place == printed or all(self._is_of(iri, one) for one in (place, printed) if one))
        }

    def _is_of(self, iri: str, place: str) -> bool:
        """Whether one of a policy's issuers is of the place with this name."""
        here = places.whole(place)
        return any(places.same(one, area) for one in here for area in superiors.areas_of(self._issuers(iri)))

    def _issuers(self, iri: str) -> tuple[str, ...]:
        """The bodies that issued a policy, as registers and its titles name them: the office that signs is in the title alone."""
        policy = self.policies[iri]
        return tuple(sorted({*policy.issuers(), *(body for title in policy.titles for body in titles.issuers(title))}))

    def _issued(self, candidates: set[str], done: Object, subject: Policy) -> str | None:
        """What a notice issues is another document only where that is known by a number or an issuer of its own."""
        named = set(titles.issuers(done.title))
        others = {iri for iri in candidates if _another(self.policies[iri], subject)}
        if len(others) == 1:
            return others.pop()
        return identifiers.policy(None, done.title) if named and not named & set(subject.issuers()) else None

    def add(self, iri: str, done: Object, subject: Policy, title: str) -> None:
        """A provisional policy; its witnesses are those of the title that made it known."""
        witnesses = [cited for cited in subject.citations if _prints(cited, title)][:1]
        self.policies[iri] = Policy(iri, titles=Counter({done.title: 1}), citations=witnesses)
        self._by_title[titles.normal(done.title)].add(iri)

    def new(self, used: Mapping[Edge, set[str]]) -> Iterator[Policy]:
        """The provisional policies that an edge needs; nobody cites them by themselves."""
        for iri in sorted({end for subject, _, of in used for end in (subject, of)} - self._given):
            yield Policy(iri, titles=self.policies[iri].titles)


def _in_time(policy: Policy, subject: Policy) -> bool:
    """Whether a notice may forward a document by their years: not a later one, and what may come every year soon after."""
    issued, now = _year(policy), _year(subject)
    if not (issued.isdigit() and now.isdigit()):
        return True
    soon = any(recurs(Name(title=title).core) for title in policy.titles)
    return int(issued) <= int(now) <= int(issued) + (1 if soon else 99)


def _placed(core: str) -> tuple[str, str]:
    """What a title is about: the place that it begins with (also 河南省关于…), blank where none, and the rest."""
    size = places.printed(core)
    return core[:size], core[size:].removeprefix("关于")


def _year(policy: Policy) -> str:
    """The year of a policy by its number, else by its own date; blank where neither tells."""
    number = policy.number.year if policy.number is not None else ""
    return number or min((name.day[:4] for name in policy.names if name.day), default="")


def _provisional(found: Iterable[Policy]) -> set[ox.Quad]:
    """What is said of policies that only a title makes known: the title, and that no number and no citation of their own."""
    written: set[ox.Quad] = set()
    for policy in found:
        title = policy.ranked_titles()[0]
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            (str(RDF.type), ox.NamedNode(str(ELI.LegalResource))),
            (str(PK.identifiedBy), ox.Literal("title")),
            (str(DCTERMS.title), ox.Literal(title)),
            (str(RDFS.label), ox.Literal(title)),
            (str(PK.citationCount), ox.Literal(0)),
            (str(PK.citingProjectCount), ox.Literal(0)),
        ]
        if (kind := policy_kind(title)) not in (None, "other"):
            said.append((str(ELI.type_document), ox.NamedNode(str(PK[kind]))))
        subject = ox.NamedNode(policy.iri)
        written |= {ox.Quad(subject, ox.NamedNode(name), value, catalogue.DERIVED) for name, value in said}
    return written


def _another(policy: Policy, subject: Policy) -> bool:
    number = policy.number
    return number is not None and bool(number.code) and number != subject.number


def _other_name(normal: str) -> str:
    """A law with 中华人民共和国 where it was cited without, and the other way round."""
    return normal.removeprefix(_COUNTRY) if normal.startswith(_COUNTRY) else _COUNTRY + normal


def _witness(policy: Policy, title: str, printed_in: list[str]) -> str | None:
    """The place that prints the title (of several the first by its IRI), else the document whose title it is."""
    places = [cited.citation for cited in policy.citations if _prints(cited, title)]
    return min(places or printed_in or [cited.citation for cited in policy.citations], default=None)


def _prints(cited: Cited, title: str) -> bool:
    return cited.name is not None and cited.name.title == title


def _from_citations(policies: Mapping[str, Policy], documents: Mapping[str, str]) -> Iterator[tuple[Edge, str]]:
    """What the citations inside documents that are policies say: only the most telling relation of authority of each pair."""
    said: defaultdict[tuple[str, str], defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for iri, policy in policies.items() if documents else ():
        for cited in policy.citations:
            for entity in cited.projects + cited.others:
                subject = documents.get(identifiers.home(entity))
                if subject is not None and subject != iri:
                    said[subject, iri][CITED.get(cited.relation, CITES)].add(cited.citation)
    for (subject, of), by_property in said.items():
        authority = [name for name in AUTHORITY if name in by_property]
        kept = set(by_property) - set(authority[1:]) - ({CITES} if len(by_property) > 1 else set())
        for name in kept:
            for citation in by_property[name]:
                yield (subject, name, of), citation


def _quads(found: Mapping[Edge, set[str]]) -> set[ox.Quad]:
    graph = catalogue.DERIVED
    written: set[ox.Quad] = set()
    for (subject, name, of), sources in found.items():
        ends = ox.NamedNode(subject), ox.NamedNode(name), ox.NamedNode(of)
        written.add(ox.Quad(*ends, graph))
        node = ox.NamedNode(identifiers.relation(subject, name, of))
        parts = zip((RDF.subject, RDF.predicate, RDF.object), ends, strict=True)
        said = [(RDF.type, ox.NamedNode(str(RDF.Statement))), *parts]
        said += [(PROV.wasDerivedFrom, ox.NamedNode(source)) for source in sources]
        written |= {ox.Quad(node, ox.NamedNode(str(predicate)), value, graph) for predicate, value in said}
    return written
