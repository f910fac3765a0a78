"""``/questions``: the library of named queries, each with a form for its parameters, its answer and its SPARQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from starlette.exceptions import HTTPException

import queries
from kg.answers import ask
from kg.answers.ask import AskError
from kg.answers.policy_lookup import NoSuchPolicy
from kg.tables.messages import in_language
from kg.web import pages
from kg.web.charts.charts import named
from kg.web.downloads import FORMATS, download
from kg.web.lists.lists import arranged, turned

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.state import State
    from queries import NamedQuery

#: Parameters of the address that are the page's own: no query may call one of its parameters so.
OWN = ("filter", "sort", "page", "format", "lang", "q")
_LONGEST = 500


def _library(request: Request, **_: State) -> Response:
    lang = pages.language(request)
    known = sorted((queries.load(name) for name in queries.names()), key=lambda query: query.called(lang))
    return pages.page(
        request, "questions.html", title=pages.say(lang, "questions"),
        questions=[(query.name, query.called(lang), query.about(lang), [p.name for p in query.params]) for query in known],
    )  # fmt: skip


def _question(request: Request, state: State) -> Response:
    try:
        query = queries.load(request.path_params["name"])
    except KeyError:
        raise HTTPException(404) from None
    lang = pages.language(request)
    given = {param.name: request.query_params.get(param.name, "").strip()[:_LONGEST] for param in query.params}
    asked = {name: value for name, value in given.items() if value}
    values: dict[str, Any] = {
        "query": query,
        "about": query.about(lang),
        "given": {param.name: given[param.name] or param.default or "" for param in query.params},
        "sparql": queries.body(query.sparql),
        "table": None,
        "error": "",
        "request_filter": request.query_params.get("filter", ""),
        "candidates": (),
        "limited": 0,
    }
    status = 200
    if all(param.default is not None or param.name in asked for param in query.params):
        try:
            store = state.store()
            _check(query, asked, lang)
            form = request.query_params.get("format", "")
            # A page shows so many rows unless another number is asked for; a file holds all of them.
            # (A limit of another kind is one of the question: the ten that are cited most.)
            paged = [one for one in query.params if one.kind == "rows"]
            whole = {
                one.name: str(queries.ALL)
                for one in paged
                if asked.get(one.name, one.default) == one.default and form in FORMATS
            }
            bound = queries.bind(query.sparql, ask.terms(store, query, {**asked, **whole}))
            table = state.asked(bound)
        except NoSuchPolicy as error:
            status = 404
            key = "several_policies" if error.candidates else "no_such_policy"
            words = next(given[param.name] for param in query.params if param.kind == "policy")
            values["error"] = pages.say(lang, key, words=words[:200])
            parameter = next(param.name for param in query.params if param.kind == "policy")
            values["candidates"] = [
                (one["name"], pages.here(request, page=None, **{parameter: one["iri"]})) for one in named(error)
            ]
        except AskError as error:
            status = 400
            values["error"] = in_language(str(error), lang)
        else:
            if form in FORMATS:
                return download(table, query.name, form, lang)
            chosen = arranged(table, request.query_params.get("filter", "").strip(), lang=lang)
            shown, page, last = turned(request, chosen)
            most = int(asked.get(paged[0].name) or paged[0].default or 0) if paged else 0
            values["limited"] = most if paged and len(table) >= most else 0
            values |= {"table": shown, "total": len(table), "found": len(chosen), "page": page, "last": last}
            values["sparql"] = queries.body(bound)
    values["editor"] = f"/editor#query={quote(values['sparql'], safe='')}"
    return pages.page(request, "question.html", status, title=query.called(lang), **values)


def _check(query: NamedQuery, asked: dict[str, str], lang: Language) -> None:
    for param in query.params:
        value = asked.get(param.name, "0")
        if param.kind in ("integer", "rows") and not (value.isascii() and value.isdigit() and len(value) < 10):
            raise AskError(pages.say(lang, "needs_integer", name=pages.say(lang, f"param_{param.name}"), value=value))


#: The library and the page of each query.
ROUTES: dict[str, Callable[..., Response]] = {"/questions": _library, "/questions/{name}": _question}
