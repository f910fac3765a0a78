"""What both engines are asked: the same SPARQL text, and answers in a form that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from kg import ask
from kg.store import Store

# The five whose ratios count; those with a parameter ask for a regulation that up to 100 projects cite.
NAMED = ("most-cited", "projects-citing", "co-cited", "units-by-money", "money-by-level-and-year")
FIRST = "ASK { ?project <https://w3id.org/policy-kg/ns#basedOn> ?policy }"
# Classes of regulations by the number of citing projects.
ONE, TEN, HUNDRED, MOST = "1", "8–12", "50–100", "most"
RANGES = {ONE: (1, 1), TEN: (8, 12), HUNDRED: (50, 100)}
SAMPLE = 40
XSD = "http://www.w3.org/2001/XMLSchema#"
NUMERIC = {XSD + name for name in ("integer", "decimal", "double", "float", "int", "long")}
# A list made by GROUP_CONCAT has no order of its own: the column, and what separates its values.
LISTED, SEPARATOR = "units", "、"

Row = tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A named query for one class of regulations; ``counts`` says whether it is one of the five."""

    name: str
    about: str
    sparql: str
    counts: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The questions, and the regulations to trace by class: their numbers and IRIs."""

    questions: tuple[Question, ...]
    traced: dict[str, tuple[tuple[str, str], ...]]
    projects_of_most: int


@dataclass(frozen=True, slots=True)
class Answer:
    """All rows, sorted, and the seconds of each repetition."""

    rows: list[Row]
    times: list[float]


def plan(path: Path) -> Plan:
    """Choose regulations of each class from a store, evenly over all there are."""
    with Store.open(path, read_only=True) as store:
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
        questions = []
        for name in NAMED:
            query = ask.named(name)
            if any(param.kind == "policy" for param in query.params):
                questions += [
                    Question(name, key, _bound(store, name, {"number": number}), key == hardest)
                    for key, number in about.items()
                ]
            else:
                questions.append(Question(name, "", _bound(store, name, {}), True))
    return Plan(tuple(questions), traced, most[0])


def _bound(store: Store, name: str, values: dict[str, str]) -> str:
    query = ask.named(name)
    return ask.bind(query.sparql, ask.terms(store, query, values))


def plain(lexical: str, datatype: str | None) -> str:
    """A literal in a form that does not depend on the engine: numbers with six decimals."""
    return f"{Decimal(lexical):.6f}" if datatype in NUMERIC else lexical


def row(columns: Sequence[str], values: Iterable[str | None]) -> Row:
    """A row whose lists are sorted."""
    named = zip(columns, values, strict=True)
    return tuple(listed(value.split(SEPARATOR)) if value and name == LISTED else value for name, value in named)


def listed(values: Iterable[str]) -> str:
    """Values as one sorted list."""
    return SEPARATOR.join(sorted(values))


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Rows as a multiset: sorted, whatever is unbound first."""
    return sorted(rows, key=lambda row: [(value is not None, value or "") for value in row])
