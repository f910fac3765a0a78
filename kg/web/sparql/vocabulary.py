"""``/ns``: what each word of the graph means, as a page for people and as Turtle for programs; and what the store holds, by VoID."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

import pyoxigraph as ox
from starlette.responses import PlainTextResponse, Response

from kg.maintenance import description
from kg.web import negotiation, pages
from ontology import vocabulary
from ontology.iris import NS, PREFIXES

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.tables.language import Language
    from kg.web.state import State

_HTML, _TURTLE = "text/html", "text/turtle"
_LABELS = tuple(PREFIXES[prefix] + name for prefix, name in (("skos", "prefLabel"), ("rdfs", "label")))
_MEANINGS = tuple(PREFIXES[prefix] + name for prefix, name in (("rdfs", "comment"), ("skos", "scopeNote")))
_TYPE = PREFIXES["rdf"] + "type"


def _refused(request: Request, status: int, offered: str) -> Response:
    return PlainTextResponse(pages.say(pages.language(request), "fail_acceptable", offered=offered) + "\n", status)


def _answer(request: Request, state: State) -> Response:
    short = request.query_params.get("format", "")
    if short not in ("", "html", "ttl"):
        return _refused(request, 400, "html, ttl")
    wanted = (
        (({"ttl": _TURTLE, "html": _HTML}[short], 1.0),)
        if short
        else negotiation.accepted(request.headers.get("accept"))
    )
    media = negotiation.choose(wanted, (_HTML, _TURTLE))
    if media is None:
        return _refused(request, 406, f"{_HTML}, {_TURTLE}")
    if media == _TURTLE:
        return Response(vocabulary.turtle(), headers={"Content-Type": f"{_TURTLE}; charset=utf-8", "Vary": "Accept"})
    lang = pages.language(request)
    return pages.page(request, "vocabulary.html", title=pages.say(lang, "vocabulary"), terms=terms(lang))


@cache
def terms(lang: Language) -> tuple[tuple[str, str, str, str], ...]:
    """Our words: name, what kind of word it is, what it is called, and what it means; classes and values before properties."""
    said: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for triple in sorted(vocabulary.whole(), key=str):
        value = triple.object
        if isinstance(value, ox.Literal) and value.language not in (None, lang):
            continue
        if isinstance(triple.subject, ox.NamedNode) and triple.subject.value.startswith(NS):
            said[triple.subject.value][triple.predicate.value].append(str(getattr(value, "value", "")))
    found = []
    for iri, properties in said.items():
        called, means = (
            next((properties[name][0] for name in names if properties[name]), "") for names in (_LABELS, _MEANINGS)
        )
        kind = pages.say(lang, f"ns_{properties[_TYPE][0].rpartition('#')[2]}")
        found.append((iri.removeprefix(NS), kind, called, means))
    return tuple(sorted(found, key=lambda term: (term[0][0].islower(), term)))


def _description(request: Request, state: State) -> Response:
    return Response(description.turtle(state.store()), headers={"Content-Type": f"{_TURTLE}; charset=utf-8"})


#: The routes of the words, and of what the store holds (where VoID says that it is looked for).
ROUTES: dict[str, Callable[..., Response]] = {"/ns": _answer, "/.well-known/void": _description}
