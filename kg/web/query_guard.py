"""What a query may not do here: reach other servers, or change anything."""

from __future__ import annotations

import re
from typing import Any

from kg.web.wording import Sentence

_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")
_UPDATE = re.compile(
    r"^\s*(?:(?:PREFIX|BASE)\b[^\n]*\n\s*)*(?:INSERT|DELETE|LOAD|CLEAR|DROP|CREATE|COPY|MOVE|ADD|WITH)\b", re.I
)


class QueryRefused(Sentence):
    """A query that is not answered here."""


def check(query: str) -> None:
    """Refuse a query that would call another server (SERVICE) or change the store.

    SPARQL writes the keyword SERVICE in just these letters (in any case, or as codepoint escapes, SPARQL 1.1, 19.2), so a query without them
    has none.  Where they stand, in a name or a string or as the keyword, the parse tree decides; what cannot be parsed
    is refused, as another parser may see in it what this one does not.
    :raises QueryRefused: the query is not answered.
    """
    if _UPDATE.match(query):
        raise QueryRefused("fail_update_query")
    if "service" not in _unescaped(query).lower():
        return
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        tree = parseQuery(_unescaped(query))
    except Exception:  # whatever pyparsing or rdflib make of it: a query that is not understood is not let through
        raise QueryRefused("fail_service_unclear") from None
    if _calls_service(tree):
        raise QueryRefused("fail_service")


def _unescaped(query: str) -> str:
    """The query with all codepoint escapes written out, also those that escape a part of an escape."""
    for _ in range(8):
        plain = _ESCAPE.sub(lambda found: chr(min(int(found[1] or found[2], 16), 0x10FFFF)), query)
        if plain == query:
            break
        query = plain
    return query


def _calls_service(node: Any) -> bool:
    stack = [node]
    while stack:
        one = stack.pop()
        if getattr(one, "name", "") == "ServiceGraphPattern":
            return True
        if isinstance(one, dict):
            stack.extend(one.values())
        elif isinstance(one, str | bytes):
            continue
        else:
            try:
                stack.extend(one)
            except TypeError:
                continue
    return False
