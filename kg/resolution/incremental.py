"""The derived graph after a few documents changed: only the policies that they touch are read again.

The names under which policies are printed are few beside the places that print them, and the derived graph keeps them
(``pk:spelling``).  So names are matched anew as a whole, and places are read only of the documents that changed or that print a
name which now means another policy.  What comes out is what :func:`kg.resolution.resolve.everything` gives; the tests hold the two together.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF, SKOS

from kg.resolution import mentions, policy_names, relations, repeated_files
from kg.resolution.derived import GUESSES, Policy, about, meaning, put_together, relative, taught
from kg.resolution.issuing.issuers import undecided
from kg.resolution.issuing.taught_codes import Lesson, Lessons, unknown
from kg.resolution.judgements import Judgement
from kg.resolution.matching import match
from kg.resolution.mentions import Cited
from kg.resolution.policy_names import Witness
from kg.resolution.reach import Rule
from kg.resolution.spelling import Name
from kg.stores import catalogue
from kg.stores.store import Store
from loaders.citations.document_number import Number
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import CITO, ELI, PK

# Where more than this share of the documents is to be read again it is quicker to read everything once; so few are always few.
SHARE = 0.13
FEW = 60
_DERIVED = identifiers.DERIVED
_DOCUMENT = f"{ID}document/"
_SPELLING = ox.NamedNode(str(PK.spelling))
_AGENCY_CODE, _ID_LOCAL = ox.NamedNode(str(PK.agencyCode)), str(ELI.id_local)
_COUNTS = (str(PK.citationCount), str(PK.citingProjectCount))
_EDGES = (str(PK.basedOn), str(CITO.cites))

Places = dict[str, Sequence[Cited]]
Change = tuple[set[ox.Quad], set[ox.Quad]]


def change(
    store: Store, before: Mapping[str, Sequence[Cited]], judged: Sequence[Judgement], *, rejudged: bool = False
) -> Change | None:
    """The quads to take out of the derived graph and to put into it; None where reading everything anew is better.

    ``before`` gives the places that each changed document had when the derived graph was last right; ``rejudged`` says that it then
    heeded other judgements.
    """
    if many(store, len(before)):
        return None
    meant: dict[Name, str] = {}
    rules: dict[Name, str] = {}
    for quad in store.quads(None, _SPELLING, None, catalogue.DERIVED):
        name, rule = policy_names.parse(quad.object.value)  # type: ignore[union-attr]
        meant[name], rules[name] = quad.subject.value, rule  # type: ignore[union-attr]
    if not meant:
        return None
    # Much is made here and nothing refers back to itself: looking for circles would cost a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Renewal(store, dict(before), judged, meant, rules, rejudged).run()
    finally:
        if collecting:
            gc.enable()


def many(store: Store, documents: int, share: float = SHARE) -> bool:
    """Whether so many documents are more than a share of those that are stored."""
    return documents > FEW and documents > share * sum(graph.startswith(_DOCUMENT) for graph in store.graphs())


class _Renewal:
    def __init__(
        self,
        store: Store,
        before: Places,
        judged: Sequence[Judgement],
        meant: Mapping[Name, str],
        rules: Mapping[Name, str],
        rejudged: bool,
    ) -> None:
        self.store = store
        self.judged = judged
        self.meant, self.rules = meant, rules
        self.rejudged = rejudged
        self.entries: dict[str, Cited] | None = None
        self.again = repeated_files.change(store, before)
        # Of other documents that come to count or cease to, nothing else has changed.
        flipped = {f"{_DOCUMENT}{digits}" for quads in self.again for digits in repeated_files.repeating(quads)}
        self.before = {one: mentions.of_document(store, one) for one in flipped} | before
        self.after: Places = {document: mentions.of_document(store, document) for document in self.before}
        self.touched = _names(self.before) | _names(self.after)

    def run(self) -> Change | None:
        gone = {name for name in _names(self.before) - _names(self.after) if not any(mentions.places(self.store, name))}
        known = (set(self.meant) - gone) | _names(self.after)
        self.matching = match(known, self.judged, self.witness)
        new = self.matching.meant
        moved = {name for name in known & set(self.meant) if self.was(name) != (new[name][0], _said(new[name][1]))}
        if not self.read_also(moved):
            return None
        self.policies = put_together(self.matching)
        affected = self.affected(moved)
        self.count(affected)
        lessons, retaught = self.lessons(affected)
        self.count(retaught)
        affected |= retaught
        relation_old = _old_relations(self.store, set(self.meant.values()))
        gone_quads = self.old_quads(affected, relation_old)
        new_quads: set[ox.Quad] = set()
        for iri in affected & set(self.policies):
            new_quads |= about(self.policies[iri], lessons)
        for cited in _all(self.after):
            if (name := cited.name) is not None:
                iri, rule = new[name]
                new_quads |= meaning(cited, iri, rule)
        new_quads |= self.relations(relation_old)
        no_more, again = self.again
        return no_more | (gone_quads - new_quads), again | (new_quads - gone_quads)

    def was(self, name: Name) -> tuple[str, str]:
        return self.meant[name], self.rules[name]

    def witness(self, name: Name) -> Witness:
        """Who prints a name; of a number that no changed document prints the decision stays what it was, unless judgements made it."""
        key = policy_names.number_key(name)
        if not self.rejudged and not any(policy_names.number_key(touched) == key for touched in self.touched):
            return Witness(authority=self.meant.get(name) == identifiers.policy(key))
        return mentions.printed_by(self.store, name)

    def read_also(self, moved: Iterable[Name]) -> bool:
        """Read the documents that print a name whose policy changed; False where they are too many."""
        for name in sorted(moved):
            for cited in mentions.places(self.store, name):
                document = _DOCUMENT + cited.document
                if document not in self.after:
                    # Counting all documents takes as long as reading a few again: it is done now and then.
                    if len(self.after) % FEW == 0 and many(self.store, len(self.after) + 1):
                        return False
                    self.before[document] = self.after[document] = mentions.of_document(self.store, document)
        return True

    def affected(self, moved: Iterable[Name]) -> set[str]:
        """The policies, old and new, whose description may change."""
        found: set[str] = set()
        for name in {*moved, *_names(self.before), *_names(self.after)}:
            if name in self.meant:
                found.add(self.meant[name])
            if name in self.matching.meant:
                found.add(self.matching.meant[name][0])
        doubts = self.matching.conflicts
        for predicate, now in (
            (PK.conflictsWith, {iri: {other for _, other in doubts[iri]} for iri in doubts}),
            (PK.conflict, {iri: {kind for kind, _ in doubts[iri]} for iri in doubts}),
            (SKOS.editorialNote, self.matching.notes),
        ):
            before: defaultdict[str, set[str]] = defaultdict(set)
            for iri, _, value in self.store.statements(None, str(predicate), None, _DERIVED):
                if predicate != PK.conflict or value in ("number", "title"):
                    before[iri].add(value)
            found |= {iri for iri in {*before, *now} if before.get(iri, set()) != now.get(iri, set())}
        return found

    def count(self, affected: set[str]) -> None:
        """Fill in what a policy's description counts: places, projects, titles, areas, and what registers say."""
        tally: dict[str, list[int]] = {}
        for iri in affected & set(self.policies):
            counts = [_number(self.store, iri, predicate) for predicate in _COUNTS]
            tally[iri] = counts
        new = {name: iri for name, (iri, _) in self.matching.meant.items()}
        old_again, (gone, come) = repeated_files.repeated(self.store), self.again
        again = repeated_files.repeating(old_again), repeated_files.repeating(old_again - gone | come)
        for sign, places, meant, left_out in zip(
            (-1, 1), (self.before, self.after), (self.meant, new), again, strict=True
        ):
            projects: defaultdict[str, set[str]] = defaultdict(set)
            for cited in _all(places):
                name = cited.name
                policy = meant.get(name, "") if name is not None else None
                if policy in tally and cited.kind == "citation" and cited.document not in left_out:
                    tally[policy][0] += sign
                    projects[policy].update(cited.projects)
            for policy, cites in projects.items():
                tally[policy][1] += sign * len(cites)
        sharing = Counter(
            number
            for policy in self.policies.values()
            for number in {name.number for name in policy.names if name.number}
        )
        area = mentions.areas(self.store)
        for iri, counts in tally.items():
            one = self.policies[iri]
            one.counted = counts[0], counts[1]
            one.citations = list(self.described(iri))
            own = [cited for cited in one.citations if cited.kind == "document"]
            held = {name.title for name in one.names if name.title}
            if undecided(one.number) or len(held) > 1 or relative(one):
                alone = all(sharing[name.number] < 2 for name in one.names)
                found = mentions.tally(self.store, one.names, area, alone=alone)
                one.titles = found.titles + Counter(name.title for cited in own if (name := cited.name) and name.title)
                one.areas = found.areas | {cited.area for cited in own if cited.area}
            else:
                one.titles = Counter(held)

    def lessons(self, affected: set[str]) -> tuple[Lessons, set[str]]:
        """What registers teach of the codes of the affected policies, and the other policies of those codes that it changed of."""
        coded = {iri: code for iri in affected & set(self.policies) if (code := unknown(self.policies[iri].number))}
        coded |= {iri: code for iri in affected if iri not in coded and (code := unknown(self.old_number(iri)))}
        found: dict[str, frozenset[Lesson]] = {}
        retaught: set[str] = set()
        for code in set(coded.values()):
            others = {
                quad.subject.value  # type: ignore[union-attr]
                for quad in self.store.quads(None, _AGENCY_CODE, ox.Literal(code), catalogue.DERIVED)
            }
            same = [self.old_lessons(iri) for iri in others - affected]
            old = [self.old_lessons(iri) for iri in others & affected]
            new = [
                taught(one.number, one.described)
                for iri in affected & set(self.policies)
                if unknown((one := self.policies[iri]).number) == code
            ]
            found[code] = frozenset[Lesson]().union(*same, *new)
            if found[code] != frozenset[Lesson]().union(*same, *old):
                retaught |= others - affected
        return found, retaught

    def old_number(self, iri: str) -> Number | None:
        """The number of a policy when the derived graph was last right."""
        return next((Number.of(said) for _, _, said in self.store.statements(iri, _ID_LOCAL, None, _DERIVED)), None)

    def old_lessons(self, iri: str) -> frozenset[Lesson]:
        """What the rows of registers about a policy taught when the derived graph was last right."""
        if self.entries is None:
            self.entries = {cited.citation: cited for cited in _all(self.before) if cited.kind == "entry"}
        places = [place for _, _, place in self.store.statements(iri, str(PK.describedBy), None, _DERIVED)]
        rows = (self.entries.get(place) or mentions.one(self.store, place) for place in places)
        return taught(self.old_number(iri), filter(None, rows))

    def described(self, iri: str) -> Iterator[Cited]:
        """What registers and its own text say of a policy: in documents that were read again, and in all others."""
        changed = {document.rpartition("/")[2] for document in self.after}
        for _, _, place in self.store.statements(iri, str(PK.describedBy), None, _DERIVED):
            cited = mentions.one(self.store, place)
            if cited is not None and cited.document not in changed:
                yield cited
        for cited in _all(self.after):
            name = cited.name
            if cited.kind != "citation" and name is not None and self.matching.meant[name][0] == iri:
                yield cited

    def old_quads(self, affected: set[str], relation_old: _OldRelations) -> set[ox.Quad]:
        """What the derived graph says now of the affected policies, of the places that were read again, and of relations."""
        found = set(relation_old.quads)
        for iri in affected:
            found |= set(self.of(iri)) - relation_old.edges
        subjects = {cited.citation for cited in _all(self.before) if cited.kind == "citation"}
        citing = {entity for cited in _all(self.before) for entity in cited.projects + cited.others}
        for subject in subjects:
            found |= set(self.of(subject))
        for entity in citing:
            found |= {quad for quad in self.of(entity) if quad.predicate.value in _EDGES}
        return found

    def of(self, iri: str) -> Iterator[ox.Quad]:
        return iter(self.store.quads(ox.NamedNode(iri), None, None, catalogue.DERIVED))

    # -- relations between policies

    def relations(self, old: _OldRelations) -> set[ox.Quad]:
        """The relations of all policies, with the first citation of each title found only where an edge needs it."""
        waiting: dict[str, tuple[str, str]] = {}
        for policy in self.policies.values():
            stand_ins = []
            for title in sorted({name.title for name in policy.names if name.title}):
                # Sorts before every IRI of a real place.
                stand_in = f"a:{len(waiting)}"
                waiting[stand_in] = policy.iri, title
                stand_ins.append(Cited(stand_in, title=title))
            held = Policy(policy.iri, policy.number, policy.identified_by, names=policy.names, citations=stand_ins)
            held.titles = Counter(cited.name.title for cited in stand_ins if cited.name)
            self.policies[policy.iri] = held
        documents = self.documents()
        for iri, cited in self.inside(documents):
            self.policies[iri].citations.append(cited)
        found: set[ox.Quad] = set()
        for quad in relations.edges(self.policies, documents):
            source = waiting.get(quad.object.value) if quad.predicate.value == str(PROV.wasDerivedFrom) else None  # type: ignore[union-attr]
            if source is not None:
                witness = self.first(*source, old.sources.get(quad.subject.value, frozenset()))  # type: ignore[union-attr]
                quad = ox.Quad(quad.subject, quad.predicate, ox.NamedNode(witness), catalogue.DERIVED)
            found.add(quad)
        return found

    def documents(self) -> dict[str, str]:
        """Which policy each loaded document is, where it is one."""
        found = {
            place: iri
            for iri, _, place in self.store.statements(None, str(PK.describedBy), None, _DERIVED)
            if place.startswith(_DOCUMENT) and place not in self.after
        }
        for cited in _all(self.after):
            if cited.kind == "document" and (name := cited.name) is not None:
                found[cited.citation] = self.matching.meant[name][0]
        return found

    def inside(self, documents: Iterable[str]) -> Iterator[tuple[str, Cited]]:
        """The citations inside documents that are policies, with what they mean."""
        unread = sorted(set(documents) - set(self.after))
        if unread:
            yield from mentions.meant_in(self.store, unread)
        for document in documents:
            for cited in self.after.get(document, ()):
                if cited.kind == "citation" and (name := cited.name) is not None:
                    yield self.matching.meant[name][0], cited

    def first(self, iri: str, title: str, known: frozenset[str]) -> str:
        """The first place by its IRI that prints a title of a policy; the known one where nothing changed about it."""
        printing = {name for name in self.policies[iri].names if name.title == title}
        before = {name for name, was in self.meant.items() if was == iri and name.title == title}
        if len(known) == 1 and printing == before and not printing & self.touched:
            return next(iter(known))
        return min(cited.citation for name in printing for cited in mentions.places(self.store, name))


class _OldRelations:
    """The relations in the derived graph: their quads, the direct edges among them, the policies that only they need."""

    def __init__(self) -> None:
        self.quads: set[ox.Quad] = set()
        self.edges: set[ox.Quad] = set()
        self.provisional: set[str] = set()
        self.sources: dict[str, frozenset[str]] = {}


def _old_relations(store: Store, named: set[str]) -> _OldRelations:
    found = _OldRelations()
    graph = catalogue.DERIVED
    for node, _, _ in store.statements(None, str(RDF.type), ox.NamedNode(str(RDF.Statement)), _DERIVED):
        parts = set(store.quads(ox.NamedNode(node), None, None, graph))
        found.quads |= parts
        value = {quad.predicate.value: quad.object for quad in parts}
        edge = ox.Quad(value[str(RDF.subject)], value[str(RDF.predicate)], value[str(RDF.object)], graph)  # type: ignore[arg-type]
        found.edges.add(edge)
        found.sources[node] = frozenset(
            quad.object.value  # type: ignore[union-attr]
            for quad in parts
            if quad.predicate.value == str(PROV.wasDerivedFrom)
        )
        found.provisional |= {edge.subject.value, edge.object.value} - named  # type: ignore[union-attr]
    found.quads |= found.edges
    for iri in found.provisional:
        found.quads |= set(store.quads(ox.NamedNode(iri), None, None, graph))
    return found


def _said(rule: Rule) -> str:
    """The rule as a spelling keeps it."""
    return rule if rule in GUESSES else ""


def _all(places: Places) -> Iterator[Cited]:
    for document in places:
        yield from places[document]


def _names(places: Mapping[str, Sequence[Cited]]) -> set[Name]:
    return {name for held in places.values() for cited in held if (name := cited.name) is not None}


def _number(store: Store, iri: str, predicate: str) -> int:
    return next((int(value) for _, _, value in store.statements(iri, predicate, None, _DERIVED)), 0)
