"""The derived graph after a few documents changed: only the policies that they touch are read again.

Which names the meaning of a changed one may hang together with, the tables of printed names tell
(:mod:`kg.resolution.printed_names`): those are matched anew, and places are read only of the documents that changed or that print a
name which now means another policy.  What comes out is what :func:`kg.resolution.resolve.everything` gives; the tests hold the two together.
"""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pyoxigraph as ox
from rdflib.namespace import PROV, RDF, SKOS

from kg.resolution import judged_things, judgements, mentions, relations, repeated_files
from kg.resolution.derived import Policy, about, meaning, put_together, taught
from kg.resolution.issuing.taught_codes import Lesson, Lessons, unknown
from kg.resolution.judgements import Judgement
from kg.resolution.matching import match
from kg.resolution.mentions import Cited
from kg.resolution.printed_names import PrintedNames, unusual
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
_AGENCY_CODE, _ID_LOCAL = ox.NamedNode(str(PK.agencyCode)), str(ELI.id_local)
_DESCRIBED_BY = str(PK.describedBy)
_COUNTS = (str(PK.citationCount), str(PK.citingProjectCount))
_EDGES = (str(PK.basedOn), str(CITO.cites))

Places = dict[str, Sequence[Cited]]
Change = tuple[set[ox.Quad], set[ox.Quad]]


def change(
    store: Store,
    names: PrintedNames,
    before: Mapping[str, Sequence[Cited]],
    judged: Sequence[Judgement],
    *,
    rejudged: bool = False,
) -> Change | None:
    """The quads to take out of the derived graph and to put into it; None where reading everything anew is better.

    ``names`` are those of the state when the derived graph was last right, and become those of now; ``before`` gives the places that
    each changed document had then, and ``rejudged`` says that it then heeded other judgements.
    """
    if many(store, len(before)):
        return None
    # Much is made here and nothing refers back to itself: looking for circles would cost a tenth of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return _Renewal(store, names, dict(before), judged, rejudged).run()
    finally:
        if collecting:
            gc.enable()


def many(store: Store, documents: int, share: float = SHARE) -> bool:
    """Whether so many documents are more than a share of those that are stored."""
    return documents > FEW and documents > share * sum(graph.startswith(_DOCUMENT) for graph in store.graphs())


class _Renewal:
    def __init__(
        self, store: Store, names: PrintedNames, before: Places, judged: Sequence[Judgement], rejudged: bool
    ) -> None:
        self.store = store
        self.names = names
        self.judged, self.replaced = judgements.of_policies(judged), judged_things.replaced(judged)
        self.rejudged = rejudged
        self.entries: dict[str, Cited] | None = None
        self.again = repeated_files.change(store, before)
        # Of other documents that come to count or cease to, nothing else has changed.
        flipped = {f"{_DOCUMENT}{digits}" for quads in self.again for digits in repeated_files.repeating(quads)}
        self.before = {one: mentions.of_document(store, one) for one in flipped} | before
        self.after: Places = {document: mentions.of_document(store, document) for document in self.before}

    def run(self) -> Change | None:
        gone = self.names.change(_all(self.before), _all(self.after))
        touched = _named(self.before) | _named(self.after)
        if self.rejudged:
            # A judgement that is heeded is told of each policy that it concerns.
            noted = {iri for iri, _, _ in self.store.statements(None, str(SKOS.editorialNote), None, _DERIVED)}
            touched |= self.names.judged(self.judged)
            touched |= self.names.of(noted | judged_things.pointing(self.store, self.replaced))
        moved = self.match(touched, gone)
        known = len(self.after)
        if not self.read_also(moved):
            return None
        if len(self.after) > known:
            # What is printed beside the names that moved means what it meant, but its relations may lead elsewhere.
            self.match({*self.was, *_named(self.after)} | gone, gone)
        new = self.matching.meant
        self.policies = put_together(self.matching)
        affected = self.affected({*moved, *touched})
        self.count(affected)
        lessons, retaught = self.lessons(affected)
        if retaught:
            self.match({*self.was, *self.names.of(retaught)}, gone)
            self.policies = put_together(self.matching)
            affected |= retaught
            self.count(affected)
        gone_quads = self.old_quads(affected)
        new_quads: set[ox.Quad] = set()
        for iri in affected & set(self.policies):
            new_quads |= about(self.policies[iri], lessons, replaced=self.replaced)
        for cited in _all(self.after):
            if (name := cited.name) is not None:
                iri, rule = new[name]
                new_quads |= meaning(cited, iri, rule)
        new_quads |= self.relations()
        self.names.learn(self.matching, gone)
        gone_quads |= judged_things.statements(judged_things.heeded(self.store))
        new_quads |= judged_things.statements(self.replaced)
        no_more, again = self.again
        return no_more | (gone_quads - new_quads), again | (new_quads - gone_quads)

    def match(self, touched: set[Name], gone: set[Name]) -> set[Name]:
        """Match the names that hang together with those that were touched; gives those that now mean another policy."""
        self.was = self.names.related(touched, self.judged)
        self.matching = match(set(self.was) - gone, self.judged, self.names.witness)
        new = self.matching.meant
        return {
            name
            for name, was in self.was.items()
            if was[0] and name in new and was != (new[name][0], unusual(new[name][1]))
        }

    def read_also(self, moved: Iterable[Name]) -> bool:
        """Read the documents that print a name whose policy changed; False where they are too many."""
        for name in sorted(moved):
            for document in map(_DOCUMENT.__add__, self.names.documents(name)):
                if document not in self.after:
                    # Counting all documents takes as long as reading a few again: it is done now and then.
                    if len(self.after) % FEW == 0 and many(self.store, len(self.after) + 1):
                        return False
                    self.before[document] = self.after[document] = mentions.of_document(self.store, document)
        return True

    def affected(self, names: Iterable[Name]) -> set[str]:
        """The policies, old and new, whose description may change."""
        meant = self.matching.meant
        found = {iri for name in names for iri in (self.was[name][0], meant[name][0] if name in meant else "") if iri}
        doubts = self.matching.conflicts
        for iri in {iri for iri, _ in (*self.was.values(), *meant.values()) if iri} - found:
            for predicate, now in (
                (PK.conflictsWith, {other for _, other in doubts.get(iri, ())}),
                (PK.conflict, {kind for kind, _ in doubts.get(iri, ())}),
                (SKOS.editorialNote, self.matching.notes.get(iri, set())),
            ):
                before = {value for _, _, value in self.store.statements(iri, str(predicate), None, _DERIVED)}
                if (before & {"number", "title"} if predicate == PK.conflict else before) != now:
                    found.add(iri)
        return found

    def count(self, affected: set[str]) -> None:
        """Fill in what a policy's description counts: places, projects, titles, areas, and what registers say."""
        sums = {
            iri: [_number(self.store, iri, predicate) for predicate in _COUNTS] for iri in affected & set(self.policies)
        }
        old = {quad for document in self.before for quad in repeated_files.of(self.store, document)}
        gone, come = self.again
        again = repeated_files.repeating(old), repeated_files.repeating(old - gone | come)
        was, new = ({name: iri for name, (iri, _) in one.items()} for one in (self.was, self.matching.meant))
        for sign, places, meant, left_out in zip((-1, 1), (self.before, self.after), (was, new), again, strict=True):
            projects: defaultdict[str, set[str]] = defaultdict(set)
            for cited in _all(places):
                name = cited.name
                policy = meant.get(name, "") if name is not None else None
                if policy in sums and cited.kind == "citation" and cited.document not in left_out:
                    sums[policy][0] += sign
                    projects[policy].update(cited.projects)
            for policy, cites in projects.items():
                sums[policy][1] += sign * len(cites)
        repeating = repeated_files.repeating(set(repeated_files.of(self.store, None)) - gone | come)
        said: defaultdict[str, list[Cited]] = defaultdict(list)
        for cited in _all(self.after):
            if cited.kind != "citation" and cited.name is not None:
                said[new[cited.name]].append(cited)
        for iri, counts in sums.items():
            one = self.policies[iri]
            one.counted = counts[0], counts[1]
            one.citations = [*self.described(iri), *said[iri], self.beside(one)]
            one.titles, one.areas = self.names.titles(one.names, repeating), self.names.areas(one.names)

    def beside(self, policy: Policy) -> Cited:
        """A place that stands for all that print a policy: with the bodies beside its names."""
        return Cited("", issuers=tuple(sorted(self.names.issuers(policy.names))))

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
        """What registers and its own text say of a policy in documents that were not read again."""
        for _, _, place in self.store.statements(iri, _DESCRIBED_BY, None, _DERIVED):
            if identifiers.home(place) not in self.after and (cited := mentions.one(self.store, place)) is not None:
                yield cited

    def old_relations(self) -> set[ox.Quad]:
        """The relations of the policies that were matched, as the derived graph says them now."""
        found = set[ox.Quad]()
        waiting = {iri for iri, _ in (*self.was.values(), *self.matching.meant.values()) if iri}
        seen = set(waiting)
        while waiting:
            ends = set()
            for node in self.store.quads(None, _SUBJECT, ox.NamedNode(waiting.pop()), catalogue.DERIVED):
                parts = set(self.of(node.subject.value))  # type: ignore[union-attr]
                value = {quad.predicate: quad.object for quad in parts}
                edge = ox.Quad(node.object, value[_PREDICATE], value[_OBJECT], catalogue.DERIVED)  # type: ignore[arg-type]
                found |= parts | {edge}
                ends.add(edge.object.value)  # type: ignore[union-attr]
            # A policy that only an edge makes known goes with it, and what that one leads to in turn.
            provisional = {iri for iri in ends - seen if not self.names.is_named(iri)}
            seen |= provisional
            waiting |= provisional
            found |= {quad for iri in provisional for quad in self.of(iri)}
        return found

    def old_quads(self, affected: set[str]) -> set[ox.Quad]:
        """What the derived graph says now of the affected policies, of the places that were read again, and of relations."""
        found = self.old_relations()
        for iri in affected:
            found |= set(self.of(iri))
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

    def relations(self) -> set[ox.Quad]:
        """The relations of the policies that were matched, with the first citation of each title found only where an edge needs it."""
        waiting: dict[str, tuple[str, str]] = {}
        held: dict[str, Policy] = {}
        for policy in self.policies.values():
            stand_ins = [self.beside(policy)]
            for title in sorted({name.title for name in policy.names if name.title}):
                # Sorts before every IRI of a real place.
                stand_in = f"a:{len(waiting)}"
                waiting[stand_in] = policy.iri, title
                stand_ins.append(Cited(stand_in, title=title))
            one = Policy(policy.iri, policy.number, policy.identified_by, names=policy.names, citations=stand_ins)
            one.titles = Counter(cited.name.title for cited in stand_ins if cited.name)
            held[policy.iri] = one
        documents = self.documents()
        for iri, cited in self.inside(documents):
            held.setdefault(iri, Policy(iri)).citations.append(cited)
        found: set[ox.Quad] = set()
        for quad in relations.edges(held, documents):
            source = waiting.get(quad.object.value) if quad.predicate.value == str(PROV.wasDerivedFrom) else None  # type: ignore[union-attr]
            if source is not None:
                iri, title = source
                first = self.names.first(name for name in held[iri].names if name.title == title)
                quad = ox.Quad(quad.subject, quad.predicate, ox.NamedNode(first), catalogue.DERIVED)
            found.add(quad)
        return found

    def documents(self) -> dict[str, str]:
        """The documents that are policies that were matched, and which."""
        found = {
            place: iri
            for iri in self.policies
            for _, _, place in self.store.statements(iri, _DESCRIBED_BY, None, _DERIVED)
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


_SUBJECT, _PREDICATE, _OBJECT = (ox.NamedNode(str(one)) for one in (RDF.subject, RDF.predicate, RDF.object))


def _all(places: Places) -> Iterator[Cited]:
    for document in places:
        yield from places[document]


def _named(places: Mapping[str, Sequence[Cited]]) -> set[Name]:
    return {name for held in places.values() for cited in held if (name := cited.name) is not None}


def _number(store: Store, iri: str, predicate: str) -> int:
    return next((int(value) for _, _, value in store.statements(iri, predicate, None, _DERIVED)), 0)
