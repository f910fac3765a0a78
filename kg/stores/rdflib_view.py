"""A store as rdflib sees it: to be read, with values for any variable of a query."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, NoReturn

from oxrdflib import OxigraphStore
from rdflib.query import Result
from rdflib.term import Identifier, Variable

import queries
from kg.stores.store import StoreError

_PIECE = re.compile(
    rf"(?:{queries.TOKEN.pattern})|\?(?P<asked>\w+)|(?P<mark>[(){{}}])|(?<![\w:.-])(?P<word>[A-Za-z]+)(?![\w:-])",
    re.DOTALL,
)
_ALL = re.compile(r"\bSELECT\s+(?:DISTINCT\s+|REDUCED\s+)?\*", re.I)
# Words behind which variables are named, not asked for, until one of the others comes.
_NAMING, _ASKING = ("SELECT", "GROUP", "ORDER"), ("WHERE", "FROM", "HAVING", "LIMIT", "OFFSET", "VALUES")


class ReadingStore(OxigraphStore):
    """What rdflib needs of a store; whatever would write is refused in a sentence."""

    def query(  # type: ignore[override]
        self,
        query: str,
        initNs: Mapping[str, Any],  # noqa: N803
        initBindings: Mapping[str, Identifier],  # noqa: N803
        queryGraph: str,  # noqa: N803
        **more: object,
    ) -> Result:
        """The answer to a query, with values in the place of variables wherever these stand, also where they are not answered.

        :raises StoreError: the query itself gives a value to one of them.
        """
        prefixes = {prefix: str(namespace) for prefix, namespace in initNs.items()}
        values = {str(name): value for name, value in initBindings.items()}
        if not values:
            return super().query(query, prefixes, {}, queryGraph, **more)
        asked = bound(query, {name: value.n3() for name, value in values.items()})
        found = super().query(asked, prefixes, {}, queryGraph, **more)
        if found.type == "SELECT":
            assert found.vars is not None
            if _ALL.search(query):
                found.vars += [Variable(name) for name in values if Variable(name) not in found.vars]
            told = {one: values[str(one)] for one in found.vars if str(one) in values}
            found.bindings = [{**row, **told} for row in found.bindings]
        return found

    def add_graph(self, graph: object) -> None:
        """Nothing: rdflib makes known each graph that it is asked for."""

    def _refused(self, *_: object, **__: object) -> NoReturn:
        raise StoreError(
            "The dataset is for reading: files come into the store by kg load, and out of it by kg remove."
        )

    add = addN = remove = update = remove_graph = destroy = _refused  # noqa: N815


def bound(sparql: str, values: Mapping[str, str]) -> str:
    """A query with values, as SPARQL writes them, in the place of variables; where a clause only names a variable it stays."""
    naming: int | None = None
    depth, last = 0, ""

    def put(match: re.Match[str]) -> str:
        nonlocal naming, depth, last
        name = match["asked"] or match["name"]
        if name:
            if name not in values or naming == depth:
                return match[0]
            if last in ("AS", "VALUES"):
                raise StoreError(f"?{name} cannot be given a value: the query itself gives it one.")
            return values[name]
        if mark := match["mark"]:
            depth += {"(": 1, ")": -1}.get(mark, 0)
            naming = None if mark in "{}" else naming
            # VALUES (?a ?b) {...}: the variables come behind the parenthesis too.
            last = last if mark == "(" and last == "VALUES" else mark
        elif word := match["word"]:
            last = word.upper()
            naming = depth if last in _NAMING else None if last in _ASKING else naming
        return match[0]

    return _PIECE.sub(put, sparql)
