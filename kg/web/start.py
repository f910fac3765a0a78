"""The first page: lists to begin with, instead of a cloud of dots."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.routing import Route

from kg import ask
from kg.store import StoreError
from kg.tables import Table
from kg.web import findings, pages
from kg.web.lists import arranged

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.store import Store
    from kg.web.state import State

ROWS = 8
#: Heading, list, order, address of the whole list, and the columns that a first look needs.
_LISTS = (
    ("most_cited", "policies", "-projects", "/policies", ("number", "title", "projects", "iri")),
    ("largest", "projects", "-amount_yuan", "/projects", ("project", "units", "fiscal_year", "amount_yuan", "iri")),
    ("busiest", "units", "-projects", "/units", ("unit", "projects", "iri")),
    ("documents", "documents", "-projects", "/documents", ("title", "document", "fiscal_year", "projects", "iri")),
)
_FINDINGS = ("severity", "check", "document", "project", "message", "iri")


def routes(state: State) -> list[Route]:
    """``/``."""

    async def start(request: Request) -> Response:
        return await run_in_threadpool(_answer, request, state)

    return [Route("/", start)]


def warm(state: State) -> None:
    """Make what the first page shows before somebody waits for it."""
    with suppress(StoreError):
        for _, name, *_ in _LISTS:
            _whole(state, name)


def _whole(state: State, name: str) -> Table:
    def made(store: Store) -> Table:
        return ask.ask(store, name, {})

    return state.kept(("list", name), made)


def _answer(request: Request, state: State) -> Response:
    lists = []
    for key, name, sort, more, columns in _LISTS:
        chosen = arranged(_whole(state, name), sort=sort)
        lists.append((key, _first(chosen, columns), more))
    counts = tuple(f"{len(_whole(state, name)):,}" for name in ("documents", "projects", "policies"))
    lang = pages.language(request)
    how_far = state.examiner.look(state.store())
    worst = _first(findings.table(findings.wrong(state.examiner.rows())[:ROWS], lang), _FINDINGS)
    return pages.page(
        request, "start.html", title=pages.say(lang, "home"), lists=lists, counts=counts, worst=worst,
        progress=findings.told(how_far, lang), examined=None,
    )  # fmt: skip


def _first(table: Table, columns: tuple[str, ...]) -> Table:
    """The first rows with these columns."""
    at = [table.columns.index(column) for column in columns]
    return Table(columns, [tuple(row[i] for i in at) for row in table.rows[:ROWS]])
