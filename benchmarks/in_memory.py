"""The plain way: the same N-Quads parsed into rdflib's graph in memory, and the same SPARQL."""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rdflib import XSD, Dataset, Literal
from rdflib.plugins.sparql import prepareQuery

from benchmarks.embedded import Traces
from benchmarks.process import peak_bytes, timed
from benchmarks.questions import FIRST, Answer, Plan, Row, in_order, listed, plain, row
from loaders.rdf import identifiers
from loaders.text import sentences

# It is slow: a few repetitions say enough.
REPEATS, AT_MOST = 3, 0.5
# Longer than this nobody waits for one answer; for those that count somewhat longer.
LONGEST, LONGEST_COUNTED = 2.0, 20.0
TRACED = 3


@dataclass(slots=True)
class Session:
    """As :class:`benchmarks.embedded.Session`; ``parsing`` are the seconds for reading the text of each query alone."""

    ready: float
    ready_peak: int
    answers: list[Answer] = field(default_factory=list)
    parsing: list[float] = field(default_factory=list)
    traced: Traces = field(default_factory=Traces)


# What a trace must tell, as one would ask it in one query.
TRACE = """
PREFIX pk: <https://w3id.org/policy-kg/ns#>
PREFIX cito: <http://purl.org/spar/cito/>
PREFIX schema: <https://schema.org/>
PREFIX prov: <http://www.w3.org/ns/prov#>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
SELECT ?entity ?quote ?text ?project ?unit ?yuan ?document ?year ?section WHERE {
  ?citation cito:hasCitedEntity $policy ; cito:hasCitingEntity ?entity ; pk:evidence ?quote .
  BIND(IRI(STRBEFORE(STR(?quote), "#")) AS ?source) ?source pk:text ?text .
  ?entity rdfs:label ?project ; prov:hadPrimarySource/pk:fileName ?document .
  OPTIONAL { ?citation pk:inSection ?section }
  OPTIONAL { ?entity pk:budgetYear ?year }
  OPTIONAL { ?grant schema:fundedItem ?entity ; schema:amount/schema:value ?yuan }
  OPTIONAL { ?entity pk:implementedBy/skos:prefLabel ?unit }
}"""


def session(nquads: Path, plan: Plan) -> Session:
    """Parse the quads, ask everything, trace some regulations of each class."""
    begin = time.perf_counter()
    dataset = Dataset(default_union=True)
    dataset.parse(str(nquads), format="nquads")
    if not dataset.query(FIRST).askAnswer:
        raise RuntimeError("the graph answers that no project rests on a regulation")
    found = Session(time.perf_counter() - begin, peak_bytes())
    for question in plan.questions:
        sparql = question.sparql
        longest = LONGEST_COUNTED if question.counts else LONGEST
        try:
            with _limited(longest):
                rows, times = timed(lambda sparql=sparql: _rows(dataset.query(sparql)), 1, 0.0)  # type: ignore[misc]
                if times[0] < AT_MOST:
                    times = timed(lambda sparql=sparql: list(dataset.query(sparql)), REPEATS, AT_MOST)[1]  # type: ignore[misc]
            found.answers.append(Answer(rows, times))
        except TimeoutError:
            found.answers.append(Answer([], [longest], over=True))
        found.parsing += timed(lambda sparql=sparql: prepareQuery(sparql), 1, 1.0)[1]  # type: ignore[misc]
    for name, numbers in plan.traced.items():
        found.traced.times[name] = []
        for _, iri in numbers[:TRACED]:
            begin = time.perf_counter()
            found.traced.places[iri] = in_order(_places(dataset, iri))
            found.traced.times[name].append(time.perf_counter() - begin)
    return found


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises TimeoutError after so many seconds; waits for ever where the system has no alarm."""
    if not hasattr(signal, "setitimer"):
        yield
        return

    def stop(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def _rows(result: Any) -> list[Row]:
    columns = [str(variable) for variable in result.vars]
    return in_order(row(columns, map(_plain, solution)) for solution in result)


def _plain(term: Any) -> str | None:
    if term is None:
        return None
    if isinstance(term, Literal):
        return plain(str(term), str(term.datatype) if term.datatype else None)
    return str(term)


def _places(dataset: Dataset, policy: str) -> list[Row]:
    """The places that cite a policy, several units of a project in one row."""
    places: dict[tuple[str | None, ...], tuple[list[str | None], set[str]]] = {}
    for solution in _tuples(dataset.query(TRACE.replace("$policy", f"<{policy}>"))):
        entity, quote, text, *rest = (_plain(term) for term in solution)
        place = identifiers.place(quote or "")
        assert place is not None and text is not None
        _, start, end = place
        values = [entity, *(plain(str(at), str(XSD.integer)) for at in (start, end)), *rest]
        unit = values.pop(4)
        values += [sentences.before(text, start), text[start:end], sentences.after(text, end)]
        _, units = places.setdefault(tuple(values[:3]), (values, set()))
        units |= {unit} if unit else set()
    return [(*values, listed(units)) for values, units in places.values()]


def _tuples(result: Any) -> Iterator[tuple[Any, ...]]:
    yield from result
