"""The first page: what is covered, three ways in by what one has in hand, questions with their answers, what is new; then lists to begin with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import partial
from itertools import islice
from time import monotonic
from typing import TYPE_CHECKING, TypeVar

from kg.stores.store import StoreError
from kg.tables.table import Table
from kg.web import pages
from kg.web.findings import findings
from kg.web.lists import news
from kg.web.lists.coverage import coverage
from kg.web.lists.examples import beginnings
from kg.web.lists.facets import values_of
from kg.web.lists.lists import MOST_ONLY, in_order
from kg.web.query_worker import Failed
from kg.web.state import AGAIN, BeingMade
from ontology.terms import PK

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.web.state import State

T = TypeVar("T")

ROWS = 8
#: Heading, list, order, address of the whole list, and the columns that a first look needs.
_LISTS = (
    ("most_cited", "policies", "-projects", "/policies", ("number", "title", "projects", "iri")),
    (
        "largest",
        "projects",
        "-amount_yuan",
        "/projects",
        ("project", "units", "fiscal_year", "amount_yuan", "iri"),
    ),
)
#: The lists whose number is told.
_COUNTED = ("documents", "projects", "policies", "units")
#: So many of the newest documents.
_NEW = 5
_FINDINGS = ("severity", "check", "document", "project", "message", "iri")


def warm(state: State) -> None:
    """Make what the first page shows before somebody waits for it."""
    for name in _COUNTED:
        with suppress(StoreError, Failed, BeingMade):
            state.listed(name, 0)
    for name in ("projects", "documents"):
        with suppress(StoreError, Failed, BeingMade):
            values_of(state, name, "area", 0)


def _newest(state: State, wait: float) -> Table:
    """The newest documents, those without a title under their file's name."""
    found = news.documents_since(state, date.min, wait).only(
        ("loaded_on", "title", "document", "projects", "iri"), _NEW
    )
    return Table(
        ("loaded_on", "title", "projects", "iri"),
        [(day, title or file, *rest) for day, title, file, *rest in found.rows],
    )


def _begun(table: Table) -> Table:
    """A list to begin with: what a report tells of as a work is no project of a budget, and its sum would stand above all of those."""
    if "project_kind" not in table.columns:
        return table
    kind = table.columns.index("project_kind")
    budgeted = (row for row in table.rows if row[kind] == str(PK.BudgetProject))
    return Table(table.columns, list(islice(budgeted, ROWS)))


def _answer(request: Request, state: State) -> Response:
    lang = pages.language(request)
    known: dict[str, Table] = {}
    missing, stopped = [], []
    until = monotonic() + state.settings.patience

    def had(key: str, make: Callable[[float], T]) -> T | None:
        """What ``make`` gives in the time that is left; None, and said on the page, where it is not there or took too long."""
        try:
            return make(max(0.0, until - monotonic()))
        except BeingMade:
            missing.append(pages.say(lang, key))
        except Failed as error:
            if error.reason != "limit":
                raise
            stopped.append(pages.say(lang, key))
        return None

    for name in _COUNTED:
        table = had(name, partial(state.listed, name))
        if table is not None:
            known[name] = table
    # What is made of the lists waits for all of them.
    whole = len(known) == len(_COUNTED)
    covered = had("covered", partial(coverage, state)) if whole else None
    begin = had("ask_begin", partial(beginnings, state, lang)) if whole else None
    newest = had("news", partial(_newest, state)) if whole else None
    lists = [
        (key, _begun(in_order(state, name, known[name], sort)).only(columns, ROWS), more)
        for key, name, sort, more, columns in _LISTS
        if name in known
    ]
    numbers = {name: f"{len(table):,}" for name, table in known.items()}
    how_far = state.examiner.look(state.store())
    found = findings.wrong(state.examiner.rows())
    worst = findings.table(found[:ROWS], lang).only(_FINDINGS)
    grave = Counter(row.severity for row in found)
    wrong = [(one, f"{grave[one]:,}") for one in ("error", "warning") if grave[one]]
    answer = pages.page(
        request, "start.html", title=pages.say(lang, "home"), lists=lists, worst=worst, wrong=wrong,
        progress=findings.told(how_far, lang), examined=None, missing=missing,
        stopped=stopped, numbers=numbers, today=date.today(), most_only=MOST_ONLY, covered=covered, begin=begin, newest=newest,
    )  # fmt: skip
    # What a large store's lists hold is not known at once: the page says so and comes again by itself.
    if missing:
        answer.headers["Refresh"] = AGAIN
    return answer


#: ``/``.
ROUTES = {"/": _answer}
