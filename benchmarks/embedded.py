"""kg's own way: the store on disk, opened and asked."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox

from benchmarks import searches
from benchmarks.process import peak_bytes, timed
from benchmarks.questions import FIRST, XSD, Answer, Plan, Row, in_order, listed, plain, row
from kg.answers import ask, trace
from kg.stores.opening import open_store
from kg.stores.store import Store

REPEATS, AT_MOST = 20, 1.0
ROUNDS = 5
# A picture so large is laid out in memory; beside it, the most that a picture may show.
LAID_OUT, LARGEST = 5_000, 20_000


@dataclass(slots=True)
class Session:
    """``ready`` seconds until the first answer, with ``ready_peak`` bytes; answers in the order of the plan's questions."""

    ready: float
    ready_peak: int
    answers: list[Answer] = field(default_factory=list)


@dataclass(slots=True)
class Traces:
    """The seconds of each call by class of regulation, and the places that were found, by IRI of the regulation."""

    times: dict[str, list[float]] = field(default_factory=dict)
    places: dict[str, list[Row]] = field(default_factory=dict)


def ready(path: Path) -> Session:
    """Open the store and answer one question."""
    begin = time.perf_counter()
    with open_store(path, read_only=True) as store:
        _first(store)
        return Session(time.perf_counter() - begin, peak_bytes())


def session(path: Path, plan: Plan) -> Session:
    """Open the store and ask everything."""
    begin = time.perf_counter()
    with open_store(path, read_only=True) as store:
        _first(store)
        found = Session(time.perf_counter() - begin, peak_bytes())
        for question in plan.questions:
            sparql = question.sparql
            asked = time.perf_counter()
            rows = _rows(store, sparql)
            first = time.perf_counter() - asked
            _, times = timed(lambda sparql=sparql: ask.select(store, sparql), REPEATS, AT_MOST)  # type: ignore[misc]
            found.answers.append(Answer(rows, times, first=first))
    return found


def traces(path: Path, plan: Plan) -> Traces:
    """Open the store and trace every chosen regulation, as ``kg trace`` does in a process of its own."""
    found = Traces()
    with open_store(path, read_only=True) as store:
        _first(store)
        for name, numbers in plan.traced.items():
            found.times[name] = []
            for attempt in range(ROUNDS + 1):
                for number, iri in numbers:
                    begin = time.perf_counter()
                    traced = trace.trace(store, number)
                    if attempt:  # the first time reads from the disk, as for the queries
                        found.times[name].append(time.perf_counter() - begin)
                    found.places[iri] = in_order(_place(place) for place in traced.places)
    return found


def totals(path: Path) -> tuple[int, Decimal]:
    """The number of quads, and the money of all projects."""
    with open_store(path, read_only=True) as store:
        rows = ask.ask(store, "money-by-year", {})
        at = rows.columns.index("amount_yuan")
        return len(store), sum((Decimal(str(row[at])) for row in rows.rows), Decimal(0))


def uses(path: Path, plan: Plan) -> dict[str, list[float]]:
    """The seconds of each call of what people do: search, the first page of the most cited regulation, pictures, the command itself.

    The picture of the most cited regulation may be refused, in which case the name says so.
    """
    from kg.drawing import neighbourhood as near
    from kg.drawing.picture import draw
    from kg.search import index

    found: dict[str, list[float]] = {}
    number = plan.most[0]
    rare = next(numbers[0] for numbers in plan.traced.values() if numbers)
    with open_store(path, read_only=True) as store:
        _first(store)
        begin = time.perf_counter()
        index.current(store).close()
        found["search: making the index"] = [time.perf_counter() - begin]

        def call(name: str, function: Callable[[], object]) -> None:
            function()  # what it uses is imported at the first call
            found[name] = timed(function, REPEATS, AT_MOST)[1]

        for kind, times in searches.times(store, searches.words(store)).items():
            found[f"search: {kind}"] = times
        call("trace: first page of the most cited", lambda: trace.trace(store, number, limit=trace.PAGE))
        call(
            "trace: last page of the most cited",
            lambda: trace.trace(store, number, limit=trace.PAGE, skip=plan.projects_of_most),
        )
        call(
            "picture: one step around a rare regulation",
            lambda: draw(near.neighbourhood(store.select, [rare[1]], 1, 500), "-"),
        )
        begin, refused = time.perf_counter(), ""
        try:
            draw(near.neighbourhood(store.select, [plan.most[1]], 1, LARGEST), "-")
        except near.TooManyNodes:
            refused = f" (refused: more than {LARGEST:,} things)"
        found["picture: one step around the most cited" + refused] = [time.perf_counter() - begin]
    found[f"picture: layout of {LAID_OUT:,} things, processor time"] = [_laid_out(LAID_OUT)]
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(path), "trace", rare[0]]
    found["trace of a rare regulation, the whole process"] = timed(
        lambda: subprocess.run(command, check=True, capture_output=True), 5, 10.0
    )[1]
    return found


def _laid_out(count: int) -> float:
    """The seconds of the processor for placing a made-up graph of so many things with about two arrows each."""
    import networkx as nx

    from kg.drawing.layout import positions

    graph = nx.barabasi_albert_graph(count, 2, seed=5)
    begin = time.process_time()
    positions(graph)
    return time.process_time() - begin


def _first(store: Store) -> None:
    if not store.query(FIRST):
        raise RuntimeError("the store answers that no project rests on a regulation")


def _rows(store: Store, sparql: str) -> list[Row]:
    solutions = store.query(sparql)
    assert isinstance(solutions, ox.QuerySolutions)
    columns = [variable.value for variable in solutions.variables]
    return in_order(row(columns, (_plain(solution[name]) for name in columns)) for solution in solutions)


def _plain(term: object) -> str | None:
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        return plain(term.value, term.datatype.value)
    return term.value if isinstance(term, ox.NamedNode) else str(term)


def _place(place: trace.CitingPlace) -> Row:
    """As :mod:`benchmarks.in_memory` asks for it: who cites where, project, money, document, year, section, quote, units."""
    return (
        place.entity,
        plain(str(place.said.start), XSD + "integer"),
        plain(str(place.said.end), XSD + "integer"),
        place.citing,
        None if place.amount_yuan is None else plain(str(place.amount_yuan), XSD + "decimal"),
        place.said.file,
        None if place.fiscal_year is None else str(place.fiscal_year),
        place.section,
        place.said.before,
        place.said.exact,
        place.said.after,
        listed(place.units),
    )
