"""Answers of an endpoint as the engine of this process gives them: the same classes, the same spelling of numbers and truth values.

XSD 1.1 gives every number many spellings (3672000.0, 3672000; 1, true) and engines keep the one or the other.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

import pyoxigraph as ox

from kg.stores.remote import rewriting
from kg.stores.store import Row, StoreError

XSD = "http://www.w3.org/2001/XMLSchema#"
JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
_INTEGER = re.compile(r"[+-]?[0-9]+")


class Solutions:
    """The rows of a SELECT as an endpoint gave them: SPARQL 1.1 Query Results JSON Format."""

    def __init__(self, body: bytes, marks: Mapping[str, str] | None = None) -> None:
        try:
            found = json.loads(body)
            self.names: tuple[str, ...] = tuple(found["head"].get("vars", ()))
            self.bindings: list[dict[str, Any]] = found["results"]["bindings"]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise StoreError("The endpoint's answer is cut short or no SPARQL result; try again.") from None
        for binding in self.bindings:
            if marks:
                # The engine that joins in a way of its own also joins nothing to an empty text.
                for name in [name for name, term in binding.items() if term["value"] == "" and "datatype" not in term]:
                    del binding[name]
            for term in binding.values():
                if "datatype" in term:
                    term["value"] = spelled(term["value"], term["datatype"])
                if marks and term["type"] != "uri":
                    term["value"] = _unmarked(term["value"], marks)

    def __len__(self) -> int:
        return len(self.bindings)

    def add(self, other: Solutions) -> None:
        """Put another page of the same query behind."""
        self.bindings += other.bindings

    @property
    def different(self) -> int:
        """How many rows differ."""
        return len({json.dumps(binding, sort_keys=True) for binding in self.bindings})

    def solutions(self) -> ox.QuerySolutions:
        """As pyoxigraph gives them."""
        written = json.dumps({"head": {"vars": self.names}, "results": {"bindings": self.bindings}})
        found = ox.parse_query_results(written, ox.QueryResultsFormat.JSON)
        assert isinstance(found, ox.QuerySolutions)
        return found

    def rows(self) -> Iterable[Row]:
        """As tuples of terms."""
        return (tuple(solution) for solution in self.solutions())

    def number(self, name: str) -> int:
        """The whole number in the first row."""
        return int(self.bindings[0][name]["value"])


def truth(body: bytes) -> ox.QueryBoolean:
    """The answer of an ASK, as pyoxigraph gives it; a row with a 1 says yes as well."""
    try:
        said = json.loads(body)
        rows = () if "boolean" in said else said["results"]["bindings"]
        yes = said.get("boolean") or any(term["value"] in ("1", "true") for row in rows for term in row.values())
    except (ValueError, KeyError, TypeError, AttributeError):
        raise StoreError("The endpoint's answer is cut short or no SPARQL result; try again.") from None
    found = ox.parse_query_results(json.dumps({"head": {}, "boolean": bool(yes)}), ox.QueryResultsFormat.JSON)
    assert isinstance(found, ox.QueryBoolean)
    return found


def triples(body: bytes) -> ox.QueryTriples:
    """Triples as pyoxigraph gives those of a CONSTRUCT."""
    store = ox.Store()
    try:
        store.load(body, ox.RdfFormat.TURTLE)
    except SyntaxError:
        raise StoreError("The endpoint's answer is cut short or no RDF; try again.") from None
    found = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
    assert isinstance(found, ox.QueryTriples)
    return found


def sorted_here(select: rewriting.Select, found: Solutions, *, sliced: bool) -> Solutions:
    """The rows in the order that the query asks for, ``sliced`` with its limit: sorted by the engine of this process."""
    text = (
        f"{select.prologue}SELECT {' '.join(f'?{name}' for name in found.names)} "
        f"WHERE {{ {rewriting.listed(found.names, found.rows())} }} ORDER BY {select.order} {select.slice if sliced else ''}"
    )
    again = ox.Store().query(text)
    assert isinstance(again, ox.QuerySolutions)
    return Solutions(again.serialize(format=ox.QueryResultsFormat.JSON) or b"")


def can_be_sorted_here(select: rewriting.Select, found: Solutions) -> bool:
    """Whether all that a query sorts by is in its rows, and no row holds a blank node."""
    return rewriting.variables(select.order) <= set(found.names) and not any(
        term["type"] == "bnode" for binding in found.bindings for term in binding.values()
    )


def spelled(text: str, datatype: str) -> str:
    """A number or truth value in its canonical spelling (XSD 1.1, part 2), anything else as it is."""
    kind = datatype.removeprefix(XSD)
    if kind == "boolean":
        return {"1": "true", "0": "false"}.get(text, text)
    if kind == "integer" and _INTEGER.fullmatch(text):
        return str(int(text))
    if kind == "decimal":
        try:
            number = Decimal(text)
        except InvalidOperation:
            return text
        if not number.is_finite():
            return text
        written = format(number, "f")
        return ((written.rstrip("0").rstrip(".") if "." in written else written) or "0").replace("-0", "0", number == 0)
    return text


def _unmarked(text: str, marks: Mapping[str, str]) -> str:
    """A joined text with its separators; in the order of the characters, because SPARQL promises none."""
    for mark, separator in marks.items():
        if mark in text:
            text = separator.join(sorted(text.split(mark)))
    return text
