"""``/compare``: a unit in two years, or two documents, side by side: what is new, gone, changed, and how one total leads to the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rdflib.namespace import DCTERMS
from starlette.exceptions import HTTPException

import queries
from kg.answers import ask, dossier, side_by_side
from kg.tables.table import Table
from kg.web import pages
from kg.web.downloads import FORMATS, download
from ontology.iris import ID

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.answers.facts import Thing
    from kg.stores.store import Store
    from kg.web.state import State


def _answer(request: Request, state: State) -> Response:
    store = state.store()
    if "unit" in request.query_params:
        return _of_unit(request, store)
    if "document" in request.query_params:
        return _of_documents(request, store)
    grown = state.asked(queries.bound("units-year-over-year", limit="100"), state.patience(False))
    title = pages.say(pages.language(request), "help_compare")
    return pages.page(request, "compare_begin.html", title=title, units=list(grown))


def years(store: Store, unit: str) -> list[int]:
    """The years in which a unit has budget projects with money, the last first."""
    rows = ask.stored(store, "dossier/unit-money", iri=unit)
    return sorted({int(str(row["fiscal_year"])) for row in rows if row["fiscal_year"] is not None}, reverse=True)


def _of_unit(request: Request, store: Store) -> Response:
    unit = _thing(store, f"{ID}organisation/{request.query_params['unit']}")
    known = years(store, unit.iri)
    if not known:
        raise HTTPException(404)
    after = _year(request, "to", known[0])
    before = _year(request, "from", next((year for year in known if year < after), after - 1))
    lang = pages.language(request)
    title = pages.say(lang, "compare_years", unit=unit.name, before=before, after=after)
    found = side_by_side.years(store, unit.iri, before, after)
    return _page(request, found, title, str(before), str(after), home=unit, years=known, chosen=(before, after))


def _of_documents(request: Request, store: Store) -> Response:
    first = _thing(store, f"{ID}document/{request.query_params['document']}")
    other = request.query_params.get("with", "")
    lang = pages.language(request)
    if not other:
        publishers = {body for _, _, body in store.statements(first.iri, str(DCTERMS.publisher))}
        tables = [ask.stored(store, "dossier/unit-documents", iri=one) for one in sorted(publishers)]
        rows = [row for table in tables for row in table.rows if str(row[table.columns.index("iri")]) != first.iri]
        columns = tables[0].columns if tables else ("title", "document", "fiscal_year", "iri")
        return pages.page(
            request, "compare_with.html", title=pages.say(lang, "compare_document", document=first.name), home=first, others=Table(columns, rows)
        )  # fmt: skip
    second = _thing(store, f"{ID}document/{other}")
    found = side_by_side.documents(store, first.iri, second.iri)
    title = pages.say(lang, "compare_documents", before=first.name, after=second.name)
    return _page(request, found, title, first.name, second.name, home=first)


def _page(
    request: Request,
    found: side_by_side.SideBySide,
    title: str,
    before: str,
    after: str,
    *,
    home: Thing,
    years: list[int] | None = None,
    chosen: tuple[int, int] | None = None,
) -> Response:
    form = request.query_params.get("format", "")
    if form in FORMATS:
        lang = pages.language(request)
        table = found.table()
        rows = [(pages.say(lang, f"group_{row[0]}"), *row[1:]) for row in table.rows]
        return download(Table(table.columns, rows), title, form, lang, site=str(request.base_url).rstrip("/"))
    return pages.page(
        request, "compare.html", title=title, found=found, groups=side_by_side.GROUPS, before=before, after=after, home=home, years=years or [],
        chosen=chosen,
    )  # fmt: skip


def _thing(store: Store, iri: str) -> Thing:
    try:
        found = dossier.find(store, iri)
    except ValueError:
        raise HTTPException(404) from None
    if len(found) != 1 or found[0].iri != iri:
        raise HTTPException(404)
    return found[0]


def _year(request: Request, name: str, otherwise: int) -> int:
    asked = request.query_params.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) == 4 else otherwise


#: ``/compare``.
ROUTES = {"/compare": _answer}
