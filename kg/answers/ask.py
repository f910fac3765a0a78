"""Questions to the store: the named queries with their parameters, and SPARQL that the user writes."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import pyoxigraph as ox

import queries
from kg.answers.standing import first_day
from kg.stores.store import Store, StoreError, Term
from kg.tables.messages import UserError
from kg.tables.table import Table, Value
from queries import NamedQuery, Param

XSD = "http://www.w3.org/2001/XMLSchema#"
INTEGERS = frozenset(XSD + name for name in ("integer", "int", "long", "nonNegativeInteger", "positiveInteger"))

# How these are written, in no more digits than Python reads; an engine gives on what somebody typed in another way.
_INTEGER, _YEAR = re.compile(r"[+-]?[0-9]{1,4000}"), re.compile(r"[0-9]{1,9}")
_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?")


class AskError(UserError):
    """A question that cannot be asked; the message is one sentence for the user."""

    status = 2


def ask(store: Store, name: str, values: Mapping[str, str], *, whole: bool = False) -> Table:
    """Answer a named query; ``whole`` does not cut a list to what somebody reads at once, unless ``values`` say how.

    :raises AskError: no such query or parameter, a parameter is missing, or a value does not fit.
    """
    query = named(name)
    return select(store, queries.bind(query.sparql, terms(store, query, {**(query.whole if whole else {}), **values})))


def named(name: str) -> NamedQuery:
    """The query of that name.

    :raises AskError: there is none; the message names the nearest.
    """
    try:
        return queries.load(name)
    except KeyError:
        hint = near(name, queries.names())
        raise AskError(f"There is no query named {name!r}{hint}; `kg query` lists all of them.") from None


def near(word: str, known: Iterable[str]) -> str:
    """A hint at the known words nearest to a mistyped one; empty when none is near."""
    found = difflib.get_close_matches(word, list(known), n=3, cutoff=0.5)
    return f" (did you mean {', '.join(found)}?)" if found else ""


def terms(store: Store, query: NamedQuery, values: Mapping[str, str]) -> dict[str, str]:
    """The value of each parameter as SPARQL writes it.

    :raises AskError: a parameter is unknown or missing, or its value does not fit.
    """
    known = {param.name: param for param in query.params}
    for name in values:
        if name not in known:
            listed = ", ".join(known) if known else "none"
            raise AskError(f"The query {query.name} has no parameter {name!r}{near(name, known)}; it takes: {listed}.")
    found = {}
    for param in query.params:
        value = values.get(param.name, param.default)
        if value is None:
            raise AskError(
                f"The query {query.name} needs {param.name} ({param.note}): kg query {query.name} --set {param.name}=…"
            )
        found[param.name] = _term(store, param, value)
    return found


def _term(store: Store, param: Param, value: str) -> str:
    if param.kind in ("integer", "rows"):
        if not value.isascii() or not value.isdigit():
            raise AskError(f"{param.name} must be a whole number, not {value!r}.")
        return value
    if param.kind == "date":
        value = date.today().isoformat() if value == "today" else value
        if len(value) == 10 and first_day(value):
            return str(ox.Literal(value))
        raise AskError(f"{param.name} must be a date like 2026-03-01, not {value!r}.")
    if param.kind == "policy":
        from kg.answers import policy_lookup

        return str(ox.NamedNode(policy_lookup.one(store, value).iri))
    return str(ox.Literal(value))


def stored(store: Store, name: str, **values: str) -> Table:
    """Run a SELECT of the house, by its path below ``queries/`` without ``.rq``; the values are IRIs."""
    return select(store, queries.bound(name, **{key: str(ox.NamedNode(value)) for key, value in values.items()}))


def select(store: Store, sparql: str) -> Table:
    """Run a SELECT and take all its rows."""
    solutions = run(store, sparql)
    if not isinstance(solutions, ox.QuerySolutions):
        raise AskError("This is not a SELECT query.")
    return table(solutions)


def table(solutions: ox.QuerySolutions) -> Table:
    """The rows of a SELECT, as values of Python."""
    rows = [tuple(map(value, solution)) for solution in solutions]
    return Table(tuple(variable.value for variable in solutions.variables), rows)


def run(store: Store, sparql: str) -> ox.QuerySolutions | ox.QueryBoolean | ox.QueryTriples:
    """Run a user's SPARQL query; the usual prefixes (pk:, eli:, cito: …) need not be declared.

    :raises AskError: a syntax error, with its line and column; an update, which only ``kg load`` and ``kg remove`` make.
    """
    try:
        return store.query(sparql)
    except SyntaxError as error:
        raise AskError(syntax(sparql, str(error))) from None
    except (OSError, RuntimeError) as error:
        raise StoreError(f"The store could not be read ({str(error).splitlines()[0]}); try again.") from error


_UPDATE = re.compile(
    r"^(?:\s*(?:PREFIX|BASE)[^\n]*\n)*\s*(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b", re.I
)


def syntax(sparql: str, message: str) -> str:
    """One sentence for the engine's syntax error: about where it is and what stands there."""
    if _UPDATE.match(sparql):
        return (
            "The store is changed only by kg load and kg remove; kg sparql takes SELECT, ASK, CONSTRUCT and DESCRIBE."
        )
    place = re.match(r"error at (\d+):(\d+): (?:expected )?(.*)", message, re.DOTALL)
    if place is None:
        return f"The SPARQL query has an error: {message.splitlines()[0]}."
    line, column = int(place[1]), int(place[2])
    # The parser reports where the keyword that it looked for would have ended.
    keywords = re.findall(r"\b[A-Z]{3,}(?:_[A-Z]+)*\b", place[3])
    if keywords and '"' not in place[3] and "not found" not in message:
        column = max(1, column - min(map(len, keywords)))
    lines = sparql.splitlines() or [""]
    rest = lines[line - 1][column - 1 :].strip()[:20] if line <= len(lines) else ""
    where = f"{line}, column {column}"
    if "Prefix not found" in message:
        return (
            f"The SPARQL query has an error near line {where}: a prefix in {lines[line - 1].strip()!r} is not declared."
        )
    if "unbound" in message:
        return f"The SPARQL query has an error near line {where}: the SELECT names a variable that is not grouped by."
    if not rest:
        return f"The SPARQL query has an error near line {where}, where it ends."
    return f"The SPARQL query has an error near line {where}, at {rest!r}."


def value(term: Term | None) -> Value:
    """A term as a value of Python: numbers as int or Decimal, booleans as bool, anything else as its text, also what only claims to be a number."""
    if term is None:
        return None
    if isinstance(term, ox.Literal):
        kind = term.datatype.value
        if kind in INTEGERS and _INTEGER.fullmatch(term.value):
            return int(term.value)
        if kind == XSD + "gYear" and _YEAR.fullmatch(term.value):
            return int(term.value)
        if kind == XSD + "decimal" and _DECIMAL.fullmatch(term.value):
            return Decimal(term.value)
        if kind == XSD + "boolean":
            return term.value in ("true", "1")
        return term.value
    return term.value if isinstance(term, ox.NamedNode) else str(term)
