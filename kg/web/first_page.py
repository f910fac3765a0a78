"""The first page: lists to begin with, instead of a cloud of dots."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from time import monotonic
from typing import TYPE_CHECKING

from kg.stores.store import StoreError
from kg.tables.table import Table
from kg.web import pages
from kg.web.findings import findings
from kg.web.lists.lists import in_order
from kg.web.query_worker import Failed
from kg.web.state import AGAIN, BeingMade

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.web.state import State

ROWS = 8
#: Heading, list, order, address of the whole list, and the columns that a first look needs.
_LISTS = (
    ("most_cited", "policies", "-projects", "/policies", ("number", "title", "projects", "iri")),
    (
        "largest",
        "projects",
        "-amount_yuan",
        "/projects",
        ("project", "units", "fiscal_year", "project_kind", "amount_yuan", "iri"),
    ),
    ("busiest", "units", "-projects", "/units", ("unit", "projects", "iri")),
    ("documents", "documents", "-projects", "/documents", ("title", "document", "fiscal_year", "projects", "iri")),
)
_FINDINGS = ("severity", "check", "document", "project", "message", "iri")


def warm(state: State) -> None:
    """Make what the first page shows before somebody waits for it."""
    for _, name, *_ in _LISTS:
        with suppress(StoreError, Failed, BeingMade):
            state.listed(name, 0)


def _answer(request: Request, state: State) -> Response:
    lang = pages.language(request)
    known: dict[str, Table] = {}
    missing, stopped = [], []
    until = monotonic() + state.settings.patience
    for key, name, *_ in _LISTS:
        try:
            known[name] = state.listed(name, until - monotonic())
        except BeingMade:
            missing.append(pages.say(lang, key))
        except Failed as error:
            if error.reason != "limit":
                raise
            stopped.append(pages.say(lang, key))
    lists = [
        (key, in_order(state, name, known[name], sort).only(columns, ROWS), more)
        for key, name, sort, more, columns in _LISTS
        if name in known
    ]
    counts = [
        (name, f"/{name}", f"{len(known[name]):,}" if name in known else "…")
        for name in ("documents", "projects", "policies", "units")
    ]
    how_far = state.examiner.look(state.store())
    found = findings.wrong(state.examiner.rows())
    worst = findings.table(found[:ROWS], lang).only(_FINDINGS)
    grave = Counter(row.severity for row in found)
    wrong = [(one, f"{grave[one]:,}") for one in ("error", "warning") if grave[one]]
    answer = pages.page(
        request, "start.html", title=pages.say(lang, "home"), lists=lists, counts=counts, worst=worst, wrong=wrong,
        progress=findings.told(how_far, lang), examined=None, missing=missing,
        stopped=stopped,
    )  # fmt: skip
    # What a large store's lists hold is not known at once: the page says so and comes again by itself.
    if missing:
        answer.headers["Refresh"] = AGAIN
    return answer


#: ``/``.
ROUTES = {"/": _answer}
