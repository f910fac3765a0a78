"""The lists of the site: policies, projects, units, areas, documents; narrowed, sorted, a page at a time, or whole as a file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from zlib import crc32

from starlette.responses import JSONResponse

from kg.search.grams import fold
from kg.tables import table as tables
from kg.tables.table import Table, Value
from kg.web import pages
from kg.web.downloads import FORMATS, download
from kg.web.lists import facets
from kg.web.state import BeingMade
from ontology.iris import NS
from ontology.terms import PK

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.lists.facets import Facet
    from kg.web.state import State

#: Each is a path and a named query, which gives the IRI of its things.
LISTS = ("policies", "projects", "units", "areas", "documents")
ROWS = 100
# Lists begin with what counts most; their files keep the order of the query.
_FIRST = {"policies": "-projects", "projects": "-amount_yuan"}
# The column that a list shows first, where the query has what a thing is called behind where it stands.
_LEAD = {"projects": "project", "documents": "title"}

#: Letters of a key, how many keys of a list a browser is given, and of how many an address names the things.
KEY, MOST_KEYS, MOST_ONLY = 8, 5_000, 200
_BUDGETED = str(PK.BudgetProject)

# Who writes one of these means an amount as people say it: 189.66万元.
_LARGE = "万亿"


def _answer(request: Request, state: State, name: str) -> Response:
    wait = state.patience("format" in request.query_params)
    table = state.listed(name, wait)
    if name == "policies":
        table = with_standings(state, table, wait)
    first = _FIRST.get(name)
    # The whole list in its order is kept; what the facets leave of it stays in that order.
    sort = (request.query_params.get("sort") or first or "").strip()
    whole = in_order(state, name, table, sort) if sort.removeprefix("-") in table.columns else table
    left, found = facets.narrowed(state, request, name, whole, wait)
    wanted = facets.chosen(request, name)
    standings = wanted.get("basis")
    if standings:
        left = with_bases(state, left, standings, pages.language(request), wait)
    return listed(
        request, left, title=pages.say(pages.language(request), name), name=name, first=first, ordered=lambda _: left,
        total=len(table), facets=found, narrowing=[(key, value) for key, values in wanted.items() for value in sorted(values)],
    )  # fmt: skip


def with_standings(state: State, table: Table, wait: float) -> Table:
    """Policies with how each stands today; without that column while nobody knows yet."""
    try:
        held = facets.values_of(state, "policies", "status", wait)
    except BeingMade:
        return table
    iri, after = table.columns.index("iri"), table.columns.index("title") + 1

    def made() -> Table:
        known = (next(iter(held.of.get(str(row[iri]), ())), facets.UNKNOWN) for row in table.rows)
        rows = [
            (*row[:after], None if now == facets.UNKNOWN else NS + now, *row[after:])
            for row, now in zip(table.rows, known, strict=True)
        ]
        return Table((*table.columns[:after], "status", *table.columns[after:]), rows)

    return state.made_of(("with standings",), (table, held), made)


def with_bases(state: State, table: Table, standings: Collection[str], lang: Language, wait: float) -> Table:
    """Projects with those of their bases whose standing was asked for: what each is called, how it stands, and since when."""
    policies = state.listed("policies", wait).only(("number", "title", "iri"))
    called = {str(iri): str(number or title) for number, title, iri in policies.rows}
    of = facets.bases(state, wait)
    iri, after = table.columns.index("iri"), table.columns.index("project") + 1

    def told(one: str) -> str:
        held = [(policy, now) for policy, now in of.get(one, ()) if facets.named_standing(now) in standings]
        said = (called.get(policy, policy) + (f"（{now.words[lang]}）" if now.words else "") for policy, now in held)
        return pages.say(lang, "semicolon").join(sorted(said))

    texts = [told(str(row[iri])) for row in table.rows]
    rows = [(*row[:after], text or None, *row[after:]) for row, text in zip(table.rows, texts, strict=True)]
    return Table((*table.columns[:after], "basis_standing", *table.columns[after:]), rows)


def in_order(state: State, name: str, table: Table, sort: str) -> Table:
    """A whole list sorted by one of its columns; of a hundred thousand rows that takes a second, so it is kept."""
    return state.made_of(("arranged", name, sort), (table,), lambda: arranged(table, sort=sort))


def listed(
    request: Request,
    table: Table,
    *,
    title: str,
    name: str,
    first: str | None = None,
    ordered: Callable[[str], Table] | None = None,
    template: str = "list.html",
    total: int | None = None,
    facets: Sequence[Facet] = (),
    narrowing: Sequence[tuple[str, str]] = (),
    **values: Any,
) -> Response:
    """A table as a page with its downloads: ``?filter=`` narrows, ``?sort=`` (a column, ``-`` for downwards) sorts, ``?page=`` turns.

    ``ordered`` gives the table sorted by one of its columns where that is kept; ``total`` is of how many rows it is, where ``facets`` narrowed it.
    """
    lang = pages.language(request)
    words = request.query_params.get("filter", "").strip()
    sort = request.query_params.get("sort") or first
    whole = ordered if not words and (sort or "").removeprefix("-") in table.columns else None
    chosen = whole(sort or "") if whole else arranged(table, words, sort, lang)
    only = request.query_params.get("only", "")
    if only:
        wanted = {only[at : at + KEY] for at in range(0, min(len(only), KEY * MOST_ONLY), KEY)}
        chosen = Table(chosen.columns, [row for row in chosen.rows if key_of(chosen, row) in wanted])
    form = request.query_params.get("format", "")
    if form == "keys":
        return keys(chosen)
    if form in FORMATS:
        told = _about(request, chosen, len(table) if total is None else total, words, facets, lang)
        return download(chosen, title, form, lang, site=str(request.base_url).rstrip("/"), about=told)
    shown, page, last = turned(request, chosen)
    return pages.page(
        request, template, title=title, table=shown, total=len(table) if total is None else total, found=len(chosen), page=page, last=last,
        filter=words, sort=sort or "", facets=facets, narrowing=narrowing, sums=sums(chosen),
        lead=_LEAD.get(name), today=date.today(), called=_called(title, words, facets, lang), only=bool(only), most_only=MOST_ONLY, **values,
    )  # fmt: skip


def _called(title: str, words: str, facets: Sequence[Facet], lang: Language) -> str:
    """What a list is called with what narrows it: 项目：红河州、2024."""
    narrowed = [*([words] if words else []), *(value.words for one in facets for value in one.chosen)]
    return title + (pages.say(lang, "colon") + pages.say(lang, "comma").join(narrowed) if narrowed else "")


def key_of(table: Table, row: tuple[Value, ...]) -> str:
    """What tells the thing of a row from all others of a list, in :data:`KEY` letters: kept by browsers, which ask what is new."""
    return f"{crc32((pages.link_of(table, row) or repr(row)).encode()):08x}"


def keys(table: Table) -> Response:
    """How many things a list holds, and the key of each where they are at most :data:`MOST_KEYS`."""
    found = [key_of(table, row) for row in table.rows] if len(table) <= MOST_KEYS else []
    return JSONResponse({"total": len(table), "keys": found}, headers={"Cache-Control": "no-store"})


def _about(
    request: Request, table: Table, total: int, words: str, facets: Sequence[Facet], lang: Language
) -> list[tuple[str, Value]]:
    """What a file says of itself: how many rows of how many, what narrowed them, what they come to, from where and when."""
    told: list[tuple[str, Value]] = [("rows", pages.say(lang, "rows_of", found=f"{len(table):,}", total=f"{total:,}"))]
    told += [("filter", words)] if words else []
    told += [
        (f"facet_{one.key}", pages.say(lang, "comma").join(value.words for value in one.chosen))
        for one in facets
        if one.chosen
    ]
    money = sums(table)
    if money and money[1]:
        told.append(
            ("sum", pages.say(lang, "sum_of", sum=tables.shown(money[0], "amount_yuan", lang), count=f"{money[1]:,}"))
        )
    told += [
        ("address", str(request.base_url).rstrip("/") + pages.here(request, format=None)),
        ("as_of_day", date.today().isoformat()),
    ]
    return [(pages.say(lang, key), value) for key, value in told]


def sums(table: Table) -> tuple[Decimal, int] | None:
    """The money of the budget projects among the rows of a list, and how many of them state an amount; None for lists of something else.

    What a report tells of as a work is no further money, and one project of several rows is one.
    """
    if not {"project_kind", "amount_yuan", "iri"} <= set(table.columns):
        return None
    kind, amount, iri = (table.columns.index(name) for name in ("project_kind", "amount_yuan", "iri"))
    amounts = [
        (row[iri], value) for row in table.rows if row[kind] == _BUDGETED and isinstance(value := row[amount], Decimal)
    ]
    return sum((value for _, value in amounts), Decimal(0)), len({one for one, _ in amounts})


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
        from kg.drawing.panel import yuan

        large = any(unit in words for unit in _LARGE)

        def told(value: Value, column: str) -> str:
            said = yuan(value)["zh"] if large and isinstance(value, Decimal) and lang == "zh" else ""
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
