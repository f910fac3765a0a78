"""From a regulation to every place that cites it: project, unit, money, document, and the sentence itself.

Two queries whatever the number of citing projects: each citation carries a summary of all that is shown of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from kg import policies
from kg.policies import Policy
from kg.store import Store
from kg.tables import Table, Value, for_json
from loaders import identifiers
from loaders.summaries import Summary
from ontology.terms import ID, PK

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
    """A policy and the places that cite it; or, when the words fit several policies or none, the candidates."""

    policy: Policy | None
    places: tuple[Place, ...] = ()
    candidates: tuple[Policy, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As ``kg trace --json`` prints it: money as decimal strings."""
        return {
            "policy": _policy_json(self.policy) if self.policy else None,
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


def trace(store: Store, words: str) -> Trace:
    """Where the regulation that ``words`` mean is cited; only the candidates when they fit none or several."""
    found = policies.find(store, words)
    if len(found) != 1:
        return Trace(None, candidates=found)
    return Trace(found[0], places_of(store, found[0].iri))


def places_of(store: Store, policy: str) -> tuple[Place, ...]:
    """The places that cite the policy of this IRI: projects by year and document, then what cites outside projects."""
    rows = [json.loads(_text(row[0])) for row in store.rows(_SUMMARIES.replace("$policy", f"<{policy}>"))]
    names = _file_names(store, {_document_of(row["entity"]) for row in rows})
    found = {(row["entity"], row["start"], row["end"]): _place(row, names[_document_of(row["entity"])]) for row in rows}
    return tuple(sorted(found.values(), key=_order))


def _order(place: Place) -> tuple[object, ...]:
    return (place.project is None, place.fiscal_year or 0, place.document, place.start, place.end)


_SUMMARIES = PREFIXES + "SELECT ?summary WHERE { ?citation cito:hasCitedEntity $policy ; pk:summary ?summary }"
_NAMES = PREFIXES + "SELECT ?document ?name WHERE { VALUES ?document { $documents } ?document pk:fileName ?name }"


def _document_of(entity: str) -> str:
    """The document of a project, a task or itself: its digest is the second part of every such IRI (loaders/identifiers.py)."""
    return identifiers.document(entity.removeprefix(ID).split("/")[1])


def _file_names(store: Store, documents: Iterable[str]) -> dict[str, str]:
    """Document -> file name; of two files with the same content the first name counts."""
    listed = " ".join(f"<{iri}>" for iri in sorted(documents))
    rows = sorted((_text(iri), _text(name)) for iri, name in store.rows(_NAMES.replace("$documents", listed)))
    return dict(reversed(rows))


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
        relation=str(PK[row["relation"].capitalize()]),
        before=row["before"],
        exact=row["exact"],
        after=row["after"],
        start=row["start"],
        end=row["end"],
        page=row.get("page"),
    )


def _text(term: Any) -> str:
    return str(term.value)
