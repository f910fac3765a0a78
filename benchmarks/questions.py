"""What both engines are asked: the same SPARQL text, and answers in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import queries
from kg.answers import ask
from kg.stores.opening import open_store
from kg.stores.store import Store

# The five whose ratios count; those with a parameter ask for a regulation that up to 100 projects cite.
NAMED = ("most-cited", "projects-citing", "co-cited", "units-by-money", "money-by-level-and-year")
FIRST = "ASK { ?project <https://w3id.org/policy-kg/ns#basedOn> ?policy }"
# Classes of regulations by the number of citing projects.
ONE, TEN, HUNDRED, MOST = "1", "8–12", "50–100", "most"
RANGES = {ONE: (1, 1), TEN: (8, 12), HUNDRED: (50, 100)}
SAMPLE = 40
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMERIC = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}
# Lists made by GROUP_CONCAT have no order of their own: the columns, and what separates its values.
LISTED, SEPARATOR = ("units", "issuers"), "、"

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A named query for one class of regulations; ``counts`` says whether it is one of the five.

    ``cut`` is the number of rows to which a list is cut, where the query leaves it to the engine which those are.
    """

    name: str
    about: str
    sparql: str
    counts: bool
    cut: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions, and the regulations to trace by class: their numbers and IRIs."""

    questions: tuple[Question, ...]
    traced: dict[str, tuple[tuple[str, str], ...]]
    projects_of_most: int
    most: tuple[str, str]
    words: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """All rows, sorted, and the seconds of each repetition; ``over`` where it took longer than was waited.

    ``first`` are the seconds of the first answer, for which much may have had to come from the disk; it is not among ``times``.
    """

    rows: list[Row]
    times: list[float]
    over: bool = False
    first: float = 0.0


def plan(path: Path) -> Plan:
    """Choose regulations of each class from a store, evenly over all there are."""
    with open_store(path, read_only=True) as store:
        counted = [
            (int(count), number, iri)
            for number, iri, count in ask.select(
                store,
                "SELECT ?number ?iri ?count WHERE { ?iri eli:id_local ?number ; pk:citingProjectCount ?count }"
                " ORDER BY DESC(?count) ?number",
            ).rows
            if isinstance(count, int)
        ]
        most = counted[0]
        traced: dict[str, tuple[tuple[str, str], ...]] = {}
        for name, (low, high) in RANGES.items():
            fitting = [(str(number), str(iri)) for count, number, iri in counted if low <= count <= high]
            traced[name] = tuple(fitting[:: max(1, len(fitting) // SAMPLE)][:SAMPLE])
        about = {name: numbers[0][0] for name, numbers in traced.items() if numbers}
        about[MOST] = str(most[1])
        hardest = next(name for name in (HUNDRED, TEN, ONE) if name in about)
        words = _words(store)
        asked = []
        for name in queries.names():
            query = ask.named(name)
            cut = next((int(param.default or 0) for param in query.params if param.kind == "rows"), 0)
            if any(param.kind == "policy" for param in query.params):
                for key, number in about.items():
                    counts = name in NAMED and key == hardest
                    asked.append(Question(name, key, _bound(store, name, {"number": number}), counts, cut))
            else:
                given = {param.name: words[param.name] for param in query.params if param.default is None}
                asked.append(Question(name, "", _bound(store, name, given), name in NAMED, cut))
    return Plan(tuple(asked), traced, most[0], (str(most[1]), str(most[2])), words)


def _words(store: Store) -> dict[str, str]:
    """A document's file, a unit and a project of it, to ask for."""
    (row,) = ask.select(
        store,
        """SELECT ?document ?unit ?project WHERE {
          { SELECT ?iri ?source WHERE { ?iri pk:ordinal 3 ; prov:hadPrimarySource ?source } LIMIT 1 }
          ?source pk:fileName ?document ; dcterms:publisher ?body . ?body skos:prefLabel ?unit . ?iri rdfs:label ?project
        } ORDER BY ?unit LIMIT 1""",
    ).rows
    return dict(zip(("document", "unit", "project"), map(str, row), strict=True))


def _bound(store: Store, name: str, values: dict[str, str]) -> str:
    query = ask.named(name)
    return queries.bind(query.sparql, ask.terms(store, query, values))


def plain(lexical: str, datatype: str | None) -> str:
    """A literal in a form that does not depend on the engine: numbers with six decimals."""
    return f"{Decimal(lexical):.6f}" if datatype in NUMERIC else lexical


def row(columns: Sequence[str], values: Iterable[str | None]) -> Row:
    """A row whose lists are sorted."""
    named = zip(columns, values, strict=True)
    return tuple(listed(value.split(SEPARATOR)) if value and name in LISTED else value for name, value in named)


def listed(values: Iterable[str]) -> str:
    """Values as one sorted list."""
    return SEPARATOR.join(sorted(values))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows as a multiset: sorted, whatever is unbound first."""
    return sorted(rows, key=lambda row: [(value is not None, value or "") for value in row])
