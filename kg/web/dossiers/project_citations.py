"""What a project cites, as its dossier shows it: the regulation, and the sentence with the cited words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyoxigraph as ox

from kg.answers import ask

if TYPE_CHECKING:
    from kg.stores.store import Store


@dataclass(frozen=True, slots=True)
class Citation:
    """One place that cites; ``before`` and ``after`` are the rest of its sentence, ``entity`` is what cites.

    ``guess`` says how the regulation was found where that is no certainty: typing-error, truncated-title, judgement.
    """

    entity: str
    relation: str
    section: str | None
    before: str
    exact: str
    after: str
    start: int
    end: int
    page: str | None
    guess: str | None
    articles: tuple[str, ...] = ()
    document: str = ""


@dataclass(slots=True)
class Cited:
    """A regulation with the places that cite it; ``iri`` is None where the words could not be taken for one."""

    iri: str | None
    number: str | None
    title: str | None
    citations: list[Citation] = field(default_factory=list)


def of_project(store: Store, project: str) -> list[Cited]:
    """The regulations that a project cites, in the order of its text."""
    bound = {"iri": str(ox.NamedNode(project))}
    articles: dict[str, list[str]] = {}
    for citation, article in ask.select(store, ask.bind(_ARTICLES, bound)).rows:
        articles.setdefault(str(citation), []).append(str(article))
    found: dict[str, Cited] = {}
    for row in ask.select(store, ask.bind(_CITATIONS, bound)).rows:
        text = [None if value is None else str(value) for value in row]
        citation, policy, number, title, printed, relation, section, guess, before, exact, after, start, end, page = (
            text
        )
        known = found.setdefault(policy or f"{number}{printed}", Cited(policy, number, title or printed))
        one = Citation(
            project, relation or "", section, before or "", exact or "", after or "", int(start or 0), int(end or 0), page, guess,
            tuple(articles.get(citation or "", ())),
        )  # fmt: skip
        if one not in known.citations:
            known.citations.append(one)
    return list(found.values())


_CITATIONS = """SELECT DISTINCT ?citation ?policy (COALESCE(?known, ?written) AS ?number) ?title ?printed ?relation ?section ?guess
    ?before ?exact ?after ?start ?end ?page {
  ?citation cito:hasCitingEntity $iri ; pk:relation ?relation ; pk:evidence ?quote .
  ?quote oa:start ?start ; oa:end ?end ; oa:prefix ?before ; oa:exact ?exact ; oa:suffix ?after .
  OPTIONAL { ?quote pk:page ?page } OPTIONAL { ?citation pk:inSection ?section } OPTIONAL { ?citation pk:matchedBy ?guess }
  OPTIONAL { ?citation cito:hasCitedEntity ?policy
    OPTIONAL { ?policy eli:id_local ?known } OPTIONAL { ?policy dcterms:title ?title } }
  OPTIONAL { ?citation pk:number ?written } OPTIONAL { ?citation dcterms:title ?printed }
} ORDER BY ?start ?citation"""
_ARTICLES = (
    "SELECT DISTINCT ?citation ?article { ?citation cito:hasCitingEntity $iri ; pk:article ?article } ORDER BY ?article"
)
