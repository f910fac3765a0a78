"""What queries add up, kept ready in a graph of its own: counts and money of each document, and who cites each policy.

A sum over a hundred thousand projects reads a million places of the disk; the summaries of ten thousand documents are read in
a fraction of a second.  Each says again what the statements say (``tests/kg/resolution/test_totals.py`` holds the two together), and is a function
of one document, or of what the documents that cite one policy say of it: so after a change only those are written anew.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

import pyoxigraph as ox
from rdflib.namespace import FOAF, RDF, XSD

import queries
from kg.resolution.citing_documents import CitingDocument
from kg.resolution.repeated_files import REPEATS
from kg.stores.store import BULK, Store, Term
from loaders.rdf import identifiers
from ontology.iris import ID, PREFIXES
from ontology.terms import CITO, PK, SCHEMA

# So many documents are read together: their facts fit into memory whatever the size of the store.
BATCH = 100
# So many quads are written together.
WRITTEN = 100_000
_GRAPH = ox.NamedNode(identifiers.SUMMARIES)
_DOCUMENT = f"{ID}document/"

_JSON = ox.NamedNode(str(RDF.JSON))
# Entries of documents whose digests begin alike are one value: ten thousand values are read in 0.1 s, 256 in a few milliseconds.
_ALIKE = 2


@dataclass(slots=True)
class _Facts:
    """What is read of one document."""

    counts: Counter[str] = field(default_factory=Counter)
    # A file that repeats the content of another one is counted nowhere.
    repeats: bool = False
    file: str = ""
    years: set[str] = field(default_factory=set)
    # (project, part, yuan, level) as often as the statements say it, and the values of projects by property.
    money: list[tuple[str, str, Decimal, str]] = field(default_factory=list)
    values: defaultdict[str, defaultdict[str, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )
    cited: set[tuple[str, str, str]] = field(default_factory=set)


def renew(store: Store, changed: Iterable[str] | None = None, policies: Iterable[str] = ()) -> int:
    """Make the summaries what the documents and the derived graph say; gives the number of changed quads.

    ``changed`` are the documents that came, went or now mean other policies, ``policies`` those that they meant before or mean now;
    None means that all are read.  Several transactions: the mark that the store is out of date must stand until the end.
    """
    return _SummaryRenewal(store).run(None if changed is None else set(changed), set(policies))


def touched(gone: Iterable[ox.Quad], added: Iterable[ox.Quad]) -> tuple[set[str], set[str]]:
    """The documents whose citations mean something else or that count otherwise after a change of the derived graph, and the policies that they meant or mean."""
    documents, policies = set(), set()
    for quad in (*gone, *added):
        if quad.predicate == _MEANS:
            documents.add(identifiers.home(_text(quad.subject)))
            policies.add(_text(quad.object))
        elif quad.predicate == REPEATS:
            documents.add(_text(quad.subject))
    return documents - {""}, policies


_MEANS = ox.NamedNode(str(CITO.hasCitedEntity))


class _SummaryRenewal:
    def __init__(self, store: Store) -> None:
        self.store = store
        self.gone: set[ox.Quad] = set()
        self.new: set[ox.Quad] = set()
        self.written = 0

    def run(self, changed: set[str] | None, policies: set[str]) -> int:
        whole = changed is None
        if changed is None:
            kind = ox.NamedNode(PREFIXES["foaf"] + "Document")
            changed = {iri for iri, _, _ in self.store.statements(None, str(RDF.type), kind)}
            of = {iri for _, _, iri in self.store.statements(None, _P.summaryOf, None, identifiers.SUMMARIES)}
            changed |= {iri for iri in of if _is_document(iri)}
            policies = {iri for iri in of if not _is_document(iri)}
        found: defaultdict[str, list[CitingDocument]] = defaultdict(list)
        for batch in _batches(sorted(changed), BATCH):
            facts = self.read(batch)
            self.put(self.old(batch), {quad for iri in batch for quad in _of_document(iri, facts[iri])})
            policies |= {policy for one in facts.values() for _, policy, _ in one.cited}
            for iri in batch:
                for policy, entry in _of_policies(iri, facts[iri]):
                    found[policy].append(entry)
        # Where all is made anew there are no old entries.
        digits = defaultdict[str, set[str]](set)
        for iri in () if whole else changed:
            digits[(own := iri.rpartition("/")[2])[:_ALIKE]].add(own)
        for batch in _batches(sorted(policies | set(found)), BATCH):
            old = self.old(batch)
            by_node: defaultdict[str, set[ox.Quad]] = defaultdict(set)
            for quad in () if whole else old:
                by_node[_text(quad.subject)].add(quad)
            held = {policy: _Citing() for policy in batch}
            for node in by_node.values():
                policy = next(_text(quad.object) for quad in node if quad.predicate.value == _P.summaryOf)
                held[policy].read(node)
            quads: set[ox.Quad] = set()
            for policy in batch:
                held[policy].change(digits, found[policy])
                quads |= held[policy].quads(policy)
            self.put(old, quads)
        self.write()
        return self.written

    # -- reading

    def rows(self, query: str, documents: Sequence[str], **values: str) -> Iterator[tuple[Term | None, ...]]:
        return self.store.rows(queries.bound(f"summaries/{query}", documents=_listed(documents), **values))

    def read(self, documents: Sequence[str]) -> dict[str, _Facts]:
        """The facts of each document; empty ones where it is not stored."""
        facts = {iri: _Facts() for iri in documents}
        for kind in _CLASSES:
            for iri, count in self.rows("count", documents, kind=f"<{kind}>"):
                facts[_text(iri)].counts[kind] = int(_text(count))
        for row in self.rows("again", documents):
            facts[_text(row[0])].repeats = True
        for iri, file in self.rows("files", documents):
            facts[_text(iri)].file = _text(file)
        for iri, year in self.rows("years", documents):
            facts[_text(iri)].years.add(_text(year))
        for iri, project, part, yuan, level in self.rows("money", documents):
            facts[_text(iri)].money.append((_text(project), _text(part), Decimal(_text(yuan)), _text(level)))
        for name in (_P.budgetYear, _P.implementedBy, _P.basedOn):
            for project, value in self.rows("values", documents, property=f"<{name}>"):
                home = facts.get(identifiers.home(_text(project)))
                if home is not None:
                    home.values[name][_text(project)].add(_text(value))
        for iri, citation, policy, entity in self.rows("cited", documents):
            facts[_text(iri)].cited.add((_text(citation), _text(policy), _text(entity)))
        return facts

    def old(self, of: Sequence[str]) -> set[ox.Quad]:
        """What the summaries say of these documents or policies now."""
        found = set()
        for summary, name, value in self.store.rows(queries.bound("summaries/old", of=_listed(of))):
            found.add(ox.Quad(summary, name, value, _GRAPH))  # type: ignore[arg-type]
        return found

    # -- writing

    def put(self, old: set[ox.Quad], new: set[ox.Quad]) -> None:
        self.gone |= old - new
        self.new |= new - old
        if len(self.gone) + len(self.new) > WRITTEN:
            self.write()

    def write(self) -> None:
        self.written += len(self.gone) + len(self.new)
        if len(self.new) >= BULK and not self.gone:
            self.store.extend(self.new)
        elif self.gone or self.new:
            self.store.replace({}, delete=self.gone, insert=self.new)
        self.gone, self.new = set(), set()


# --- what is said ----------------------------------------------------------------------------------------------------------------


class _P:
    """The words of summaries, as plain strings."""

    summaryOf, citingDocuments = str(PK.summaryOf), str(PK.citingDocuments)
    summaryCitations, summaryProjects = str(PK.summaryCitations), str(PK.summaryProjects)
    summaryYear, summaryYuan = str(PK.summaryYear), str(PK.summaryYuan)
    budgetYear, implementedBy, basedOn = str(PK.budgetYear), str(PK.implementedBy), str(PK.basedOn)


_COUNTED = {
    PK.summaryProjects: (str(PK.BudgetProject), str(PK.Work)),
    PK.summaryCitations: (str(CITO.Citation),),
    PK.summaryAmounts: (str(SCHEMA.MonetaryAmount),),
    PK.summaryTasks: (str(PK.Task),),
    PK.summaryIndicators: (str(PK.Indicator),),
}
_CLASSES = (str(FOAF.Document), *(kind for kinds in _COUNTED.values() for kind in kinds))
Said = tuple[object, ox.NamedNode | ox.Literal]


def _node(iri: str, kind: object, of: str, *said: Said) -> set[ox.Quad]:
    """A summary; one kind is told by its property alone."""
    subject = ox.NamedNode(iri)
    every: list[Said] = [(PK.summaryOf, ox.NamedNode(of)), *said]
    if kind is not None:
        every.append((RDF.type, ox.NamedNode(str(kind))))
    return {ox.Quad(subject, ox.NamedNode(str(name)), value, _GRAPH) for name, value in every}


def _of_document(iri: str, facts: _Facts) -> set[ox.Quad]:
    """The summaries of a document: its counts, and its money by year, by level and by unit unless it repeats another one."""
    if not facts.counts:
        return set()
    said: list[Said] = [
        (name, ox.Literal(sum(facts.counts[kind] for kind in kinds))) for name, kinds in _COUNTED.items()
    ]
    named = {citation for citation, _, _ in facts.cited}
    said.append((PK.summaryCitedPolicies, ox.Literal(len(named))))
    found = _node(identifiers.summary(iri), PK.DocumentSummary, iri, *said)
    if facts.repeats:
        return found
    sums: defaultdict[tuple[object, str, str], tuple[list[Decimal], set[str]]] = defaultdict(lambda: ([], set()))
    for project, _, yuan, level in facts.money:
        # What states no year or no unit is a sum of its own; a project of several years or units counts for each.
        for year in facts.values[_P.budgetYear].get(project) or {""}:
            keys = [(PK.YearSummary, year, ""), (PK.LevelSummary, year, level)]
            keys += [(PK.UnitSummary, year, unit) for unit in facts.values[_P.implementedBy].get(project, ())]
            for key in keys:
                sums[key][0].append(yuan)
                sums[key][1].add(project)
    for (kind, year, of), (yuans, projects) in sums.items():
        said = [(PK.summaryYuan, _decimal(sum(yuans, Decimal(0)))), (PK.summaryProjects, ox.Literal(len(projects)))]
        if year:
            said.append((PK.summaryYear, _year(year)))
        if of:
            said.append((PK.summaryLevel if kind == PK.LevelSummary else PK.summaryUnit, ox.NamedNode(of)))
        name = str(kind).rpartition("#")[2].removesuffix("Summary").lower()
        found |= _node(identifiers.summary(iri, name, year, of), kind, iri, *said)
    return found


def _of_policies(iri: str, facts: _Facts) -> Iterator[tuple[str, CitingDocument]]:
    """What a document says of each policy that it cites."""
    if facts.repeats:
        return
    inside: defaultdict[str, set[str]] = defaultdict(set)
    outside: defaultdict[str, set[str]] = defaultdict(set)
    for citation, policy, entity in facts.cited:
        (inside if entity.startswith(f"{ID}project/") else outside)[policy].add(citation)
    money: defaultdict[str, Decimal] = defaultdict(Decimal)
    for project, _, yuan, _ in facts.money:
        money[project] += yuan
    resting: defaultdict[str, set[str]] = defaultdict(set)
    for project, policies in facts.values[_P.basedOn].items():
        for policy in policies if project in money else ():
            resting[policy].add(project)
    year, digits = min(facts.years, default=""), iri.rpartition("/")[2]
    for policy in {*inside, *outside}:
        yuan = sum((money[project] for project in resting[policy]), Decimal(0))
        counts = len(inside[policy]), len(outside[policy] - inside[policy]), len(resting[policy])
        yield policy, CitingDocument(year, facts.file, digits, *counts, _decimal(yuan).value)


class _Citing:
    """Who cites a policy, as its summaries list them: changed by what a few documents say, the others are not read."""

    def __init__(self) -> None:
        # The entries of documents whose digests begin alike, as JSON; by year the citations, the projects and the money that rests on it.
        self.listed: dict[str, str] = {}
        self.years: defaultdict[str, tuple[int, int, Decimal]] = defaultdict(lambda: (0, 0, Decimal(0)))

    def read(self, node: Iterable[ox.Quad]) -> None:
        """Take in one summary of the policy."""
        said = {quad.predicate.value: _text(quad.object) for quad in node}
        if (citations := said.get(_P.summaryCitations)) is not None:
            counts = int(citations), int(said.get(_P.summaryProjects, "0")), Decimal(said.get(_P.summaryYuan, "0"))
            self.years[said.get(_P.summaryYear, "")] = counts
        for quad in node:
            if quad.predicate.value == _P.citingDocuments and (begun := _FIRST.match(_text(quad.object))) is not None:
                self.listed[begun[1]] = _text(quad.object)

    def change(self, digits: Mapping[str, Collection[str]], new: Iterable[CitingDocument]) -> None:
        """Put the ``new`` entries in the place of those of the documents of these ``digits``, which stand by how they begin."""
        alike_new: defaultdict[str, list[CitingDocument]] = defaultdict(list)
        for one in new:
            alike_new[one.document[:_ALIKE]].append(one)
        for alike in alike_new.keys() | (digits.keys() & self.listed.keys()):
            old = [CitingDocument(*one) for one in json.loads(self.listed.pop(alike, "[]"))]
            gone = [one for one in old if one.document in digits.get(alike, ())]
            come = alike_new.get(alike, [])
            for sign, some in ((-1, gone), (1, come)):
                for one in some:
                    citations, projects, yuan = self.years[one.year]
                    self.years[one.year] = (
                        citations + sign * (one.inside + one.outside),
                        projects + sign * one.projects,
                        yuan + sign * Decimal(one.yuan),
                    )
            if some := sorted([*(one for one in old if one not in gone), *come]):
                self.listed[alike] = json.dumps(some, ensure_ascii=False)

    def quads(self, policy: str) -> set[ox.Quad]:
        """The summaries of the policy: the documents that cite it, and by their year the citations and the money that rests on it."""
        if not self.listed:
            return set()
        documents: list[Said] = [
            (PK.citingDocuments, ox.Literal(some, datatype=_JSON)) for some in self.listed.values()
        ]
        found = _node(identifiers.summary(policy), None, policy, *documents)
        for year, (citations, projects, yuan) in self.years.items():
            if not citations:
                continue
            said: list[Said] = [(PK.summaryCitations, ox.Literal(citations))]
            if year:
                said.append((PK.summaryYear, _year(year)))
            if projects:
                said += [(PK.summaryProjects, ox.Literal(projects)), (PK.summaryYuan, _decimal(yuan))]
            found |= _node(identifiers.summary(policy, "year", year), PK.PolicyYearSummary, policy, *said)
        return found


# The beginning of a list of entries, as :meth:`_Citing.change` writes it: year, file, and the first digits of the document.
_FIRST = re.compile(rf'\[\["[^"]*", "(?:[^"\\]|\\.)*", "(.{{{_ALIKE}}})')


def _decimal(value: Decimal) -> ox.Literal:
    """As the store spells it: no zeros at the end."""
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ox.Literal(text or "0", datatype=_DECIMAL)


def _year(value: str) -> ox.Literal:
    return ox.Literal(value, datatype=_GYEAR)


_DECIMAL, _GYEAR = ox.NamedNode(str(XSD.decimal)), ox.NamedNode(str(XSD.gYear))


# --- small things ----------------------------------------------------------------------------------------------------------------


def _listed(iris: Sequence[str]) -> str:
    return " ".join(f"<{iri}>" for iri in iris)


def _text(term: Term | None) -> str:
    return "" if term is None or isinstance(term, ox.Triple) else term.value


def _is_document(iri: str) -> bool:
    return iri.startswith(_DOCUMENT)


def _batches(items: Iterable[str], size: int) -> Iterator[list[str]]:
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch
