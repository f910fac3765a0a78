"""The lists of the site: policies, projects, units, areas, documents; narrowed, sorted, a page at a time, or whole as a file."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any

from kg.search.grams import fold
from kg.tables.table import Table, Value
from kg.web import pages
from kg.web.lists.downloads import FORMATS, download

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.state import State

#: Each is a path and a named query, which gives the IRI of its things.
LISTS = ("policies", "projects", "units", "areas", "documents")
ROWS = 100
# Lists begin with what counts most; their files keep the order of the query.
_FIRST = {"policies": "-projects", "projects": "-amount_yuan"}

# Who writes one of these means an amount as people say it: 189.66万元.
_LARGE = "万亿"


def _answer(request: Request, state: State, name: str) -> Response:
    table = state.listed(name, state.patience("format" in request.query_params))
    return listed(
        request,
        table,
        title=pages.say(pages.language(request), name),
        name=name,
        first=_FIRST.get(name),
        ordered=lambda sort: in_order(state, name, table, sort),
    )


def in_order(state: State, name: str, table: Table, sort: str) -> Table:
    """A whole list sorted by one of its columns; of a hundred thousand rows that takes a second, so it is kept."""
    of, found = state.kept(("arranged", name, sort), lambda _: (table, arranged(table, sort=sort)))
    # The store may have changed since the list was asked for.
    return found if of is table else arranged(table, sort=sort)


def listed(
    request: Request,
    table: Table,
    *,
    title: str,
    name: str,
    first: str | None = None,
    ordered: Callable[[str], Table] | None = None,
    template: str = "list.html",
    **values: Any,
) -> Response:
    """A table as a page with its downloads: ``?filter=`` narrows, ``?sort=`` (a column, ``-`` for downwards) sorts, ``?page=`` turns.

    ``ordered`` gives the whole table sorted by one of its columns where that is kept.
    """
    lang = pages.language(request)
    words = request.query_params.get("filter", "").strip()
    sort = request.query_params.get("sort") or first
    whole = ordered if not words and (sort or "").removeprefix("-") in table.columns else None
    chosen = whole(sort or "") if whole else arranged(table, words, sort, lang)
    form = request.query_params.get("format", "")
    if form in FORMATS:
        return download(chosen, name, form, lang)
    shown, page, last = turned(request, chosen)
    return pages.page(
        request, template, title=title, table=shown, total=len(table), found=len(chosen), page=page, last=last,
        filter=words, sort=sort or "", **values,
    )  # fmt: skip


def turned(request: Request, table: Table) -> tuple[Table, int, int]:
    """The page of a table that ``?page=`` names, its number, and the number of pages."""
    last = max(1, -(-len(table) // ROWS))
    page = min(last, pages.number(request))
    return Table(table.columns, table.rows[(page - 1) * ROWS : page * ROWS]), page, last


def arranged(table: Table, words: str = "", sort: str | None = None, lang: Language = "en") -> Table:
    """The rows whose cells, as a page in this language shows them, contain all of ``words``, sorted; rows without a value come last."""
    rows: Sequence[tuple[Value, ...]] = table.rows
    wanted = [fold(word) for word in words.split()]
    if wanted:
        seen = [(i, table.columns[i]) for i in pages.seen(table)]
        large = any(unit in words for unit in _LARGE)

        def told(value: Value, column: str) -> str:
            said = (pages.in_words(lang, value) if large else None) or ""
            return f"{pages.shown(lang, value, column)} {said}"

        said = ((row, fold("\n".join(told(row[i], name) for i, name in seen))) for row in rows)
        rows = [row for row, text in said if all(word in text for word in wanted)]
    column = (sort or "").removeprefix("-")
    if column in table.columns:
        at = table.columns.index(column)
        down = (sort or "").startswith("-")
        with_value = sorted((row for row in rows if row[at] is not None), key=lambda row: _order(row[at]), reverse=down)
        rows = [*with_value, *(row for row in rows if row[at] is None)]
    return Table(table.columns, rows)


def _order(value: Value) -> tuple[int, Decimal, str]:
    if isinstance(value, int | Decimal):
        return (0, Decimal(value), "")
    return (1, Decimal(0), str(value))


#: One route a list.
ROUTES = {f"/{name}": partial(_answer, name=name) for name in LISTS}
