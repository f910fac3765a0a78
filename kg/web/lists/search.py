"""The search page, and suggestions while one types."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from starlette.responses import JSONResponse

from kg.search.contents import KINDS
from kg.web import pages
from kg.web.lists import plain_questions

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.web.state import State

EACH, ALL, SUGGESTED = 10, 50, 4
_LONGEST = 200


def _answer(request: Request, state: State) -> Response:
    words = request.query_params.get("q", "").strip()[:_LONGEST]
    kind = request.query_params.get("kind", "")
    only = kind if kind in KINDS else None
    page = pages.number(request)
    limit = ALL if only else EACH
    found = state.search(words, limit=limit, kinds=(only,) if only else KINDS, skip=(page - 1) * limit if only else 0)
    if request.query_params.get("format") == "keys":
        # Hits are found as far as they are shown: how many there are is known, not which.
        total = sum(found.totals.values())
        return JSONResponse({"total": total, "keys": []}, headers={"Cache-Control": "no-store"})
    groups = [(kind, list(hits)) for kind, hits in groupby(found.hits, key=lambda hit: hit.thing.kind)]
    lang = pages.language(request)
    title = pages.say(lang, "search_for", words=words) if words else pages.say(lang, "search")
    return pages.page(
        request, "search.html", title=title, groups=groups, totals=found.totals, page=page if only else None, only=only, today=date.today(),
        answers=plain_questions.answers(state, words, lang) if words and not only else (),
    )  # fmt: skip


def _suggest(request: Request, state: State) -> Response:
    """Names that fit what was typed: kind, name, what tells it apart, and its address."""
    words = request.query_params.get("q", "").strip()[:_LONGEST]
    lang = pages.language(request)
    found = state.search(words, limit=SUGGESTED, kinds=KINDS[:-1]) if words else None
    things = [hit.thing for hit in found.hits] if found else []
    listed = [
        {"kind": pages.say(lang, f"kind_{one.kind}"), "name": one.name, "note": one.where, "href": pages.href(one.iri)}
        for one in things
    ]
    return JSONResponse(listed, headers={"Cache-Control": "no-store"})


ROUTES = {"/search": _answer, "/suggest": _suggest}
