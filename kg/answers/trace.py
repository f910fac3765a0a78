"""From a regulation to every place that cites it: project, unit, money, document, and the sentence itself.

Two queries whatever the number of citing projects: each citation carries a summary of all that is shown of it.  A page of a
regulation that very many cite is read from the documents on that page alone: who cites is kept in order (:mod:`kg.resolution.summaries`).
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from kg.answers import policy_lookup
from kg.answers.policy_lookup import Policy
from kg.resolution.citing_documents import Entry, entries
from kg.stores.store import Store
from kg.tables.table import Table, Value, for_json
from loaders.rdf import identifiers
from ontology.iris import ID, NS

if TYPE_CHECKING:
    from loaders.rdf.summaries import Summary

#: How many places are shown at once where somebody reads.
PAGE = 100
# Of more documents than this, all places are read at once instead of document by document; and of a regulation with no more
# places than ``_FEW``, because a document holds many citations of other regulations too.
_MANY = 400
_FEW = 1_000
PREFIXES = """
PREFIX pk: <https://w3id.org/policy-kg/ns#>
PREFIX cito: <http://purl.org/spar/cito/>
"""


@dataclass(frozen=True, slots=True)
class Place:
    """One place that cites the policy.

    ``project`` is None where a task or a document cites outside any project; ``exact`` is what is cited, ``before`` and
    ``after`` the rest of its sentence; ``start``/``end`` are code points of the document's text.  ``citing`` names what cites;
    ``page`` is the page or the sheet (第3页), None where the format has none.
    """

    citing: str
    entity: str
    project: str | None
    units: tuple[str, ...]
    amount_yuan: Decimal | None
    document: str
    publisher: str | None
    fiscal_year: int | None
    section: str | None
    relation: str
    before: str
    exact: str
    after: str
    start: int
    end: int
    page: str | None = None

    @property
    def quote(self) -> str:
        """The sentence as printed."""
        return self.before + self.exact + self.after


@dataclass(frozen=True, slots=True)
class Trace:
    """A policy and the places that cite it; or, when the words fit several policies or none, the candidates.

    ``places`` may be a page of all ``total`` places in ``documents`` documents: those after the first ``skipped`` ones.
    """

    policy: Policy | None
    places: tuple[Place, ...] = ()
    candidates: tuple[Policy, ...] = ()
    total: int = 0
    documents: int = 0
    skipped: int = 0

    @property
    def whole(self) -> bool:
        """Whether all places are here."""
        return len(self.places) == self.total

    def to_json(self) -> dict[str, Any]:
        """As ``kg trace --json`` prints it: money as decimal strings."""
        return {
            "policy": _policy_json(self.policy) if self.policy else None,
            **({} if self.whole else {"total": self.total, "skipped": self.skipped}),
            "citations": [
                {
                    "project": place.project,
                    "units": list(place.units),
                    "amount_yuan": for_json(place.amount_yuan),
                    "document": place.document,
                    "publisher": place.publisher,
                    "fiscal_year": place.fiscal_year,
                    "section": place.section,
                    "relation": for_json(place.relation),
                    "quote": place.quote,
                    "start": place.start,
                    "end": place.end,
                    **({"page": place.page} if place.page else {}),
                }
                for place in self.places
            ],
            "candidates": [_policy_json(candidate) for candidate in self.candidates],
        }

    def table(self) -> Table:
        """One row a place; a column for its page where any has one."""
        columns: tuple[str, ...] = (
            "citing",
            "units",
            "amount_yuan",
            "document",
            "publisher",
            "fiscal_year",
            "section",
            "relation",
            "quote",
            "start",
            "end",
        )
        rows: list[tuple[Value, ...]] = [
            (
                place.citing,
                "、".join(place.units),
                place.amount_yuan,
                place.document,
                place.publisher,
                place.fiscal_year,
                place.section,
                place.relation,
                place.quote,
                place.start,
                place.end,
            )
            for place in self.places
        ]
        if any(place.page for place in self.places):
            columns = (*columns[:-2], "page", *columns[-2:])
            rows = [(*row[:-2], place.page, *row[-2:]) for row, place in zip(rows, self.places, strict=True)]
        return Table(columns, rows)


def _policy_json(policy: Policy) -> dict[str, Any]:
    return {
        "iri": policy.iri,
        "number": policy.number,
        "title": policy.title,
        "other_titles": list(policy.other_titles),
        "issuers": list(policy.issuers),
    }


def trace(store: Store, words: str, *, limit: int | None = None, skip: int = 0) -> Trace:
    """Where the regulation that ``words`` mean is cited; only the candidates when they fit none or several.

    ``limit`` places after the first ``skip`` ones; None gives all that follow.
    """
    found = policy_lookup.find(store, words)
    if len(found) != 1:
        return Trace(None, candidates=found)
    return of_policy(store, found[0], limit=limit, skip=skip)


def of_policy(store: Store, policy: Policy, *, limit: int | None = None, skip: int = 0) -> Trace:
    """As :func:`trace`, of a known policy."""
    cited = entries(store, policy.iri)
    total = sum(entry.inside + entry.outside for entry in cited)
    places = _page(store, policy.iri, cited, skip, total if limit is None else min(total, skip + limit))
    return Trace(policy, places, total=total, documents=len(cited), skipped=min(skip, total))


def places_of(store: Store, policy: str) -> tuple[Place, ...]:
    """The places that cite the policy of this IRI: projects by year and document, then what cites outside projects."""
    cited = entries(store, policy)
    return _page(store, policy, cited, 0, sum(entry.inside + entry.outside for entry in cited))


def _page(store: Store, policy: str, cited: Sequence[Entry], start: int, end: int) -> tuple[Place, ...]:
    """The places from ``start`` to ``end`` in the order of all, read from the documents that hold them."""
    wanted: list[tuple[Entry, bool, int, int]] = []
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
    held: defaultdict[tuple[str, bool], list[Place]] = defaultdict(list)
    names = {entry.document: entry.file for entry in cited}
    few = sum(entry.inside + entry.outside for entry in cited) <= _FEW
    for row in _summaries(store, policy, documents, whole=few or len(documents) > _MANY):
        digits = _digits(row["entity"])
        place = _place(row, names.get(digits, ""))
        held[digits, place.project is None].append(place)
    for places in held.values():
        places.sort(key=lambda place: (place.start, place.end, place.entity))
    return tuple(place for entry, outside, first, last in wanted for place in held[entry.document, outside][first:last])


def _summaries(store: Store, policy: str, documents: set[str], *, whole: bool) -> Iterator[Summary]:
    """What the citations of a policy say of themselves, those in these documents or (``whole``) all; each once."""
    query = _ALL if whole else _IN
    listed = " ".join(f"<{identifiers.document(digits)}>" for digits in sorted(documents))
    rows = store.rows(query.replace("$policy", f"<{policy}>").replace("$documents", listed))
    for text in {_text(citation): _text(summary) for citation, summary in rows}.values() if documents else ():
        yield json.loads(text)


_ALL = PREFIXES + "SELECT ?citation ?summary WHERE { ?citation cito:hasCitedEntity $policy ; pk:summary ?summary }"
_IN = (
    PREFIXES
    + """SELECT ?citation ?summary WHERE {
  VALUES ?document { $documents }
  GRAPH ?document { ?citation pk:summary ?summary }
  ?citation cito:hasCitedEntity $policy .
}"""
)


def _digits(entity: str) -> str:
    """The document of a project, a task or itself: its digest is the second part of every such IRI (loaders/rdf/identifiers.py)."""
    return entity.removeprefix(ID).split("/")[1]


def _place(row: Summary, document: str) -> Place:
    year, amount = row["fiscal_year"], row["amount_yuan"]
    return Place(
        citing=row["citing"] or document,
        entity=row["entity"],
        project=row["project"],
        units=tuple(row["units"]),
        amount_yuan=None if amount is None else Decimal(amount),
        document=document,
        publisher=row["publisher"],
        fiscal_year=int(year) if year is not None and year.isdigit() else None,
        section=row["section"],
        relation=NS + row["relation"].capitalize(),
        before=row["before"],
        exact=row["exact"],
        after=row["after"],
        start=row["start"],
        end=row["end"],
        page=row.get("page"),
    )


def _text(term: Any) -> str:
    return str(term.value)
