"""The answer to a user's SPARQL as text: a table, CSV, JSON, Turtle or N-Triples."""

from __future__ import annotations

import json

import pyoxigraph as ox

from kg.answers.ask import AskError, run, table
from kg.stores.store import Store, StoreError
from kg.tables.table import Table, Value, as_csv


def answer(store: Store, sparql: str, form: str | None, *, terminal: bool = False) -> str | Table:
    """Run a query and write its answer; a table for reading is given as it is, for the caller to print.

    ``form`` is table, csv, json, ttl or nt; None takes what suits the kind of query.
    :raises AskError: the query is wrong, or its answer cannot be written so.
    """
    found = run(store, sparql)
    try:
        if isinstance(found, ox.QueryTriples):
            return _graph(found, form)
        if form in ("ttl", "nt"):
            raise AskError(f"--format {form} is for CONSTRUCT and DESCRIBE; SELECT and ASK give table, csv or json.")
        if isinstance(found, ox.QueryBoolean):
            return json.dumps({"head": {}, "boolean": bool(found)} if form == "json" else bool(found)) + "\n"
        if form == "json":
            return (found.serialize(format=ox.QueryResultsFormat.JSON) or b"").decode() + "\n"
        return as_csv(table(found), concepts=False) if form == "csv" else _short(table(found))
    except OSError as error:
        raise StoreError(f"The store could not be read ({error}); try again.") from error


def _graph(found: ox.QueryTriples, form: str | None) -> str:
    from ontology.iris import PREFIXES

    formats = {"ttl": ox.RdfFormat.TURTLE, "nt": ox.RdfFormat.N_TRIPLES, "json": ox.RdfFormat.JSON_LD}
    if form is not None and form not in formats:
        raise AskError(f"CONSTRUCT and DESCRIBE give ttl, nt or json (JSON-LD), not {form}.")
    triples = sorted(set(found), key=str)
    written = ox.serialize(triples, format=formats[form or "ttl"], prefixes=PREFIXES if form != "nt" else None)
    return written.decode() if written else ""


def _short(found: Table) -> Table:
    """IRIs with a prefix, for reading."""
    from ontology.iris import PREFIXES

    ordered = sorted(PREFIXES.items(), key=lambda pair: -len(pair[1]))

    def short(value: Value) -> Value:
        if isinstance(value, str) and value.startswith("http"):
            for prefix, namespace in ordered:
                if value.startswith(namespace):
                    return f"{prefix}:{value.removeprefix(namespace)}"
        return value

    # Names of variables, not of our columns: nothing is hidden or called otherwise.
    return Table(tuple(f"?{name}" for name in found.columns), [tuple(map(short, row)) for row in found.rows])
