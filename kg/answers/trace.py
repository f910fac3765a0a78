"""From a regulation to every place that cites it: project, unit, money, document, and the sentence itself.

Who cites is kept in order (:mod:`kg.resolution.summaries`), so that a page is read from the records of the documents on it alone.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from pyoxigraph import NamedNode

import queries
from kg.answers import facts, policy_lookup
from kg.answers.evidence import Quote
from kg.answers.policy_lookup import FoundPolicy
from kg.resolution.citing_documents import CitingDocument, entries
from kg.stores import extractions
from kg.stores.store import Store
from kg.tables.table import Table, Value, for_json
from loaders.amounts import Money
from loaders.bodies import identity
from loaders.bodies.identity import Reader
from loaders.rdf import identifiers, literals
from loaders.rdf.placed_citations import PlacedCitation, placed_citations
from loaders.records import Mention, Project, Task
from loaders.source import page_at
from ontology.iris import NS

if TYPE_CHECKING:
    from loaders.records import Extraction

#: How many places are shown at once where somebody reads.
PAGE = 100
# So many documents are read at once.
_TOGETHER = 16
_CITED = "http://purl.org/spar/cito/hasCitedEntity"
_SHOWN = frozenset({"pages", "projects", "citations", "tasks"})
# What of them is not: a trace reads some thousand records, and half of its time went into these.
_HIDDEN = frozenset(
    {
        "aliases",
        "articles",
        "classifications",
        "issuers",
        "printed_number",
        "printed_title",
        "sections",
        "standard",
        "style",
    }
)


@dataclass(frozen=True, slots=True)
class CitingPlace:
    """One place that cites a policy: ``said`` are the words, ``entity`` is what cites (its IRI): a project, a task, or a document.

    ``guess`` says how the policy was found where that is no certainty: typing-error, truncated-title, judgement.
    A trace says more: ``who`` is the record of the project or the task that cites, None where the document itself does, and
    ``where`` decides which bodies its names mean.
    """

    entity: str
    said: Quote
    relation: str
    section: str | None
    guess: str | None = None
    articles: tuple[str, ...] = ()
    who: Project | Task | None = None
    publisher: str | None = None
    fiscal_year: int | None = None
    where: Reader = identity.NOWHERE

    @property
    def project(self) -> str | None:
        """The name of the project that cites; None outside any."""
        return self.who.name.value if isinstance(self.who, Project) else None

    @property
    def citing(self) -> str:
        """What that is called which cites: a document by its file."""
        return self.who.text if isinstance(self.who, Task) else self.project or self.said.file

    @property
    def units(self) -> tuple[str, ...]:
        """Who carries it out."""
        units = self.who.units if isinstance(self.who, Project) else self.who.lead if self.who else ()
        return tuple(sorted({identity.body(unit.value, self.where).label for unit in units}))

    @property
    def amount_yuan(self) -> Decimal | None:
        """What the project is given, without zeros that say nothing, as the store gives it."""
        amount = self.who.amount if isinstance(self.who, Project) else None
        return None if amount is None else Decimal(literals.decimal(amount).lexical)

    def column(self, name: str) -> Value:
        """What a table says of the place in a column; ``quote`` is the sentence as printed."""
        value: Value = (
            "、".join(self.units)
            if name == "units"
            else getattr(self.said, _QUOTED[name])
            if name in _QUOTED
            else getattr(self, name)
        )
        return value


# Column of a table -> what it says of a quote.
_QUOTED = {"quote": "sentence", "document": "file", "page": "page", "start": "start", "end": "end"}
_COLUMNS = (
    "citing", "units", "amount_yuan", "document", "publisher", "fiscal_year", "section", "relation", "quote", "page", "start", "end"
)  # fmt: skip


def table(places: Iterable[CitingPlace], columns: Sequence[str] = _COLUMNS) -> Table:
    """One row a place; a column for its page only where any has one.

    The amount of a project stands in its first row only, so that whoever adds up the column counts it once.
    """
    rows: list[tuple[Value, ...]] = []
    told: set[str] = set()
    for place in places:
        once = {"amount_yuan"} if place.entity in told else set()
        rows.append(tuple(None if name in once else place.column(name) for name in columns))
        told.add(place.entity)
    return Table(tuple(columns), rows).filled(("page",))


@dataclass(frozen=True, slots=True)
class Trace:
    """A policy and the places that cite it; or, when the words fit several policies or none, the candidates.

    ``places`` may be a page of all ``total`` places in ``documents`` documents: those after the first ``skipped`` ones.  ``repeated`` documents
    that cite it are left out: another store, asked before, holds them as well.
    """

    policy: FoundPolicy | None
    places: tuple[CitingPlace, ...] = ()
    candidates: tuple[FoundPolicy, ...] = ()
    total: int = 0
    documents: int = 0
    skipped: int = 0
    repeated: int = 0

    @property
    def whole(self) -> bool:
        """Whether all places are here."""
        return len(self.places) == self.total

    def table(self) -> Table:
        """One row a place."""
        return table(self.places)

    def to_json(self) -> dict[str, Any]:
        """As ``kg trace --json`` prints it: money as decimal strings."""
        names = ("project", "units", *_COLUMNS[2:9], "start", "end")
        return {
            "policy": self.policy.to_json() if self.policy else None,
            **({} if self.whole else {"total": self.total, "skipped": self.skipped}),
            "citations": [
                {
                    **{name: list(place.units) if name == "units" else for_json(place.column(name)) for name in names},
                    **({"page": place.said.page} if place.said.page else {}),
                }
                for place in self.places
            ],
            "candidates": [candidate.to_json() for candidate in self.candidates],
        }


def trace(store: Store, words: str, *, limit: int | None = None, skip: int = 0) -> Trace:
    """Where the regulation that ``words`` mean is cited; only the candidates when they fit none or several.

    ``limit`` places after the first ``skip`` ones; None gives all that follow.
    """
    found = policy_lookup.find(store, words)
    if len(found) != 1:
        return Trace(None, candidates=found)
    return of_policy(store, found[0], limit=limit, skip=skip)


def of_policy(
    store: Store,
    policy: FoundPolicy,
    *,
    limit: int | None = None,
    skip: int = 0,
    without: Collection[str] = (),
) -> Trace:
    """As :func:`trace`, of a known policy; ``without`` documents, by the digests that their IRIs have."""
    every = entries(store, policy.iri)
    cited = [entry for entry in every if entry.document not in without]
    total = sum(entry.inside + entry.outside for entry in cited)
    places = _page(store, policy.iri, cited, skip, total if limit is None else min(total, skip + limit))
    left = len(every) - len(cited)
    return Trace(policy, places, total=total, documents=len(cited), skipped=min(skip, total), repeated=left)


def places_of(store: Store, policy: str) -> tuple[CitingPlace, ...]:
    """The places that cite the policy of this IRI: projects by year and document, then what cites outside projects."""
    cited = entries(store, policy)
    return _page(store, policy, cited, 0, sum(entry.inside + entry.outside for entry in cited))


def _page(store: Store, policy: str, cited: Sequence[CitingDocument], start: int, end: int) -> tuple[CitingPlace, ...]:
    """The places from ``start`` to ``end`` in the order of all, read from the documents that hold them."""
    wanted: list[tuple[CitingDocument, bool, int, int]] = []
    at = 0
    for outside in (False, True):
        for entry in cited:
            if at >= end:
                break
            count = entry.outside if outside else entry.inside
            first, last = max(start - at, 0), min(end - at, count)
            if first < last:
                wanted.append((entry, outside, first, last))
            at += count
    documents = {entry.document for entry, *_ in wanted}
    total = sum(entry.inside + entry.outside for entry in cited)
    names = {identifiers.document(entry.document): entry.file for entry in cited if entry.document in documents}
    held: defaultdict[tuple[str, bool], list[CitingPlace]] = defaultdict(list)
    for digits, place in _places(store, policy, total, names):
        held[digits, place.project is None].append(place)
    for places in held.values():
        places.sort(key=lambda place: (place.said.start, place.said.end, place.entity))
    return tuple(place for entry, outside, first, last in wanted for place in held[entry.document, outside][first:last])


def _places(store: Store, policy: str, total: int, names: Mapping[str, str]) -> Iterator[tuple[str, CitingPlace]]:
    """The places in these documents (IRI -> file name) that cite a policy, each with the digest of its document."""
    every: set[str] | None = None
    for batch in facts.batched(sorted(names), _TOGETHER):
        read = list(extractions.each(store, batch, only=_SHOWN, without=_HIDDEN))
        places = {
            document: {place.iri: place for place in placed_citations(extraction)} if extraction else {}
            for document, extraction in read
        }
        if every is None and total <= sum(map(len, places.values())):
            cited = store.statements(None, _CITED, NamedNode(policy), identifiers.DERIVED)
            every = {citation for citation, _, _ in cited}
        citing = _citing(store, policy, places) if every is None else every
        for document, extraction in read:
            digits, name = document.rpartition("/")[2], names[document]
            if extraction is None:
                yield from ((digits, place) for place in _without_records(store, document, name, policy))
                continue
            for iri, place in places[document].items():
                if iri in citing:
                    yield digits, _place(extraction, place, name)


def _citing(store: Store, policy: str, places: Mapping[str, Collection[str]]) -> set[str]:
    """Which of the citations in some documents mean the policy.

    A regulation may be cited by thousands, of which a page shows a hundred: these alone are asked, unless all are fewer.
    """
    citations = facts.iri_list(iri for some in places.values() for iri in some)
    question = queries.bound(
        "answers/cited", citations=citations, policy=f"<{policy}>", derived=f"<{identifiers.DERIVED}>"
    )
    return {getattr(citation, "value", "") for (citation,) in store.rows(question)}


def _place(extraction: Extraction, place: PlacedCitation, file: str) -> CitingPlace:
    document, cited, where = extraction.document, place.citation, identity.of_document(extraction.document)
    project, task = place.project, place.task
    year = (project.fiscal_year if project else None) or document.fiscal_year
    return CitingPlace(
        entity=place.entity,
        said=Quote(
            identifiers.document(document.sha256),
            document.title.value if document.title else file,
            cited.start,
            cited.end,
            extraction.text,
            page_at(extraction.pages, cited.start),
            file,
        ),
        relation=NS + cited.relation.capitalize(),
        section=cited.section,
        who=project or task,
        publisher=identity.body(document.publisher.value, where).label if document.publisher else None,
        where=where,
        fiscal_year=_year(year.value if year else None),
    )


def _year(year: str | None) -> int | None:
    return int(year) if year is not None and year.isdigit() else None


def _without_records(store: Store, document: str, file: str, policy: str) -> Iterator[CitingPlace]:
    """The places in a document whose records a former version wrote in another form: as its graph states them."""
    text = next((text for _, _, text in store.statements(document, NS + "text", None, document)), "")
    stated: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    found = store.select(queries.bound("answers/stated-places", document=f"<{document}>"))
    names = [variable.value for variable in found.variables]
    for row in found:
        told = {name: term.value for name, term in zip(names, row, strict=True) if term is not None}
        stated[told["citation"]].append(told)
    citing = _citing(store, policy, {document: stated})
    for citation, rows in stated.items():
        if citation in citing:
            said = rows[0]
            units = tuple(Mention(unit, 0, 0) for unit in sorted({row["unit"] for row in rows if "unit" in row}))
            who: Project | Task | None = None
            if "ordinal" in said:
                parts = tuple(
                    Money(start=0, end=0, surface="", yuan=Decimal(yuan))
                    for yuan in sorted({row["yuan"] for row in rows if "yuan" in row})
                )
                who = Project(ordinal=0, name=Mention(said["called"], 0, 0), units=units, amount_parts=parts)
            elif said["entity"] != document:
                who = Task(text=said.get("called", ""), lead=units, participants=(), start=0, end=0)
            start, end = map(int, re.findall(r"\d+", citation.rpartition("/")[2])[:2])
            yield CitingPlace(
                entity=said["entity"],
                said=Quote(document, file, start, end, text or said["exact"], None, file),
                relation=said["relation"],
                section=said.get("section"),
                who=who,
                publisher=said.get("publisher"),
                fiscal_year=_year(said.get("year")),
            )
