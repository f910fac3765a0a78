"""Pages of the site: templates filled with values that are always text, in the language of the reader."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FunctionLoader, StrictUndefined
from starlette.responses import HTMLResponse

from kg.stores import catalogue
from kg.tables import table as tables
from kg.tables.language import user_language
from kg.web.settings import UPLOADS
from kg.web.wording import say as say
from kg.web.wording import words as words
from loaders.rdf import identifiers
from ontology.iris import ID

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.tables.language import Language
    from kg.tables.table import Table, Value

COOKIE = "lang"
_TEN_THOUSAND, _HUNDRED_MILLION, _CENT = Decimal(10_000), Decimal(100_000_000), Decimal("0.01")
#: The main lists, in the order of the menu: key of the words and path.
MENU = (
    ("policies", "/policies"),
    ("projects", "/projects"),
    ("units", "/units"),
    ("areas", "/areas"),
    ("documents", "/documents"),
    ("findings", "/findings"),
    ("charts", "/charts"),
    ("questions", "/questions"),
    ("editor", "/editor"),
)


def language(request: Request) -> Language:
    """The language of a request: ``?lang=``, the cookie, what the browser prefers, else the server's."""
    for chosen in (request.query_params.get("lang"), request.cookies.get(COOKIE)):
        if chosen in ("zh", "en"):
            return "zh" if chosen == "zh" else "en"
    preferred = request.headers.get("accept-language", "").strip().lower()
    if preferred.startswith("zh"):
        return "zh"
    return "en" if preferred.startswith("en") else user_language()


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """The page that ``templates/<template>`` makes of ``values``; ``title`` is needed by all.

    Besides the values a template knows ``lang``, ``say(key)`` (a word of ``words.tsv``), ``shown(value, column)``, ``heading(column)``, ``href(iri)``
    and ``here(**changes)``, the address of this page with other parameters; ``token`` is None for who may not write (:mod:`kg.web.editing.write_page`).
    """
    lang = language(request)
    # An application may have no editors and no state of a store.
    editors = getattr(request.app.state, "editors", None)
    token = editors.token(request) if editors else None
    known: dict[str, Any] = {
        "lang": lang,
        "token": token,
        "say": partial(say, lang),
        "shown": partial(shown, lang),
        "in_words": partial(in_words, lang),
        "heading": partial(heading, lang),
        "here": partial(here, request),
        "path": request.url.path,
        "menu": (*MENU, *((("judge", "/judge"), ("add", UPLOADS)) if token else ()), ("help", "/help")),
        "words": request.query_params.get("q", ""),
        "notices": getattr(request.app.state, "notices", lambda _: [])(lang),
    }
    response = HTMLResponse(_environment().get_template(template).render({**known, **values}), status)
    if request.query_params.get("lang") in ("zh", "en"):
        response.set_cookie(COOKIE, lang, max_age=31_536_000, httponly=True, samesite="strict")
    response.headers["Vary"] = "Accept, Accept-Language, Cookie"
    if token:
        # Its forms have to tell which site they come from, and its token is for nobody else.
        response.headers["Referrer-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-store"
    return response


def message(request: Request, status: int, sentence: str, title: str = "failed", **values: Any) -> HTMLResponse:
    """A page that says a sentence under a ``title``, which is a key of ``words.tsv``."""
    return page(request, "message.html", status, title=say(language(request), title), message=sentence, **values)


def shown(lang: Language, value: Value, column: str) -> str:
    """A value as a page shows it."""
    if column == "identified_by" and value in ("number", "title"):
        return say(lang, f"by_{value}")
    return tables.shown(value, column, lang)


def heading(lang: Language, column: str) -> str:
    """What a column is called at its head."""
    said = tables.heading(column, lang)
    return said[:1].upper() + said[1:]


def href(iri: object) -> str | None:
    """The address of a thing on this site; None for what is no thing of the graph."""
    text = str(iri or "")
    if not text.startswith(ID) or text.count("/") < ID.count("/") + 1:
        return None
    if (place := identifiers.place(text)) is not None:
        return text_of(*place)
    # Slashes part folder and key; everything else of a number or a title is escaped.
    return "/id/" + quote(text.removeprefix(ID), safe="/")


def moved(request: Request, iri: str) -> str:
    """The address of the thing that stands for the one that was asked for, with what was asked of it."""
    return f"{href(iri)}?{request.url.query}".rstrip("?")


#: What has a page of its own; everything else is shown where the text says it.
DOSSIERS = frozenset({"policy", "project", "organisation", "area", "document"})


def text_of(iri: str, start: object, end: object) -> str:
    """The address of a place in the text of the document that ``iri`` (of a document, or of something in it) belongs to."""
    return f"/text/{quote(iri.removeprefix(ID).split('/')[1].partition('#')[0])}#{start}-{end}"


def crop_of(iri: str, start: object, end: object) -> str:
    """The address of the crop of a place in the picture of a page, of the document that ``iri`` belongs to."""
    return text_of(iri, start, end).replace("/text/", "/image/", 1).replace("#", "/", 1)


def note_of(iri: str, start: object, end: object, kind: str) -> str:
    """The address at which somebody says what is wrong with a fact at a place of the document that ``iri`` belongs to."""
    key = iri.removeprefix(ID).split("/")[1].partition("#")[0]
    return "/note?" + urlencode({"document": key, "start": start, "end": end, "kind": kind})


#: The column of a table -> the kind of fact that it prints, where that is not said by the page.
_FACTS = {"printed": "money", "amount_yuan": "money", "task": "task", "indicator": "indicator"}


def noted_at(address: str, column: str) -> str | None:
    """As :func:`note_of`, of the address of a place in a text that a cell of a table leads to; None for any other address."""
    key, _, place = address.removeprefix("/text/").partition("#")
    start, _, end = place.partition("-")
    if not address.startswith("/text/") or not end:
        return None
    return note_of(f"{ID}document/{key}", start, end, _FACTS.get(column, "text"))


def link_of(table: Table, row: tuple[Value, ...]) -> str | None:
    """The address of the thing that a row is about: the last column with an IRI of the graph, or its place in the text."""
    for column, value in reversed(list(zip(table.columns, row, strict=True))):
        if tables.kind(column) == "iri" and (address := href(value)):
            if address.split("/")[2] not in DOSSIERS and (place := place_of(table, row)):
                return place
            return address
    return None


def place_of(table: Table, row: tuple[Value, ...]) -> str | None:
    """The address of the place in a text that a row tells of: its columns ``start``, ``end`` and ``iri``."""
    cells = dict(zip(table.columns, row, strict=True))
    if cells.get("start") is None or cells.get("end") is None or not cells.get("iri"):
        return None
    return text_of(str(cells["iri"]), cells["start"], cells["end"])


def seen(table: Table, lead: str | None = None) -> list[int]:
    """The columns that a page shows, the one called ``lead`` first: no identifiers, and no offsets where the words link to their place."""
    linked = {"start", "end"} if {"start", "end", "iri"} <= set(table.columns) else set()
    columns = [i for i in tables.visible(table) if table.columns[i] not in linked]
    return sorted(columns, key=lambda i: table.columns[i] != lead)


def filled(table: Table) -> list[int]:
    """As :func:`seen`, without the columns that no row of the table fills."""
    return [i for i in seen(table) if any(row[i] is not None for row in table.rows)]


def money(lang: Language, yuan: Decimal) -> str:
    """An amount in a sentence: as people say it where they do, else exact."""
    return in_words(lang, yuan) or tables.yuan(yuan, lang)


#: Folder of an IRI -> the columns that name such a thing, the best first.
_NAMES = {
    "policy": ("title", "number"),
    "project": ("project", "citing", "title"),
    "organisation": ("unit", "publisher"),
    "area": ("area",),
    "document": ("title", "document"),
    "text": ("quote", "printed", "task", "text", "section"),
}


def named_by(table: Table, row: tuple[Value, ...], link: str | None) -> int | None:
    """The column of a row that carries its link: the name of what it is about, else the first that is shown."""
    if link is None:
        return None
    folder = "text" if link.startswith("/text/") else link.split("/")[2]
    for column in _NAMES.get(folder, ()):
        if column in table.columns and row[table.columns.index(column)] is not None:
            return table.columns.index(column)
    return next((i for i in seen(table) if row[i] is not None), None)


#: Folder of an IRI -> the column of a figure, and where on the thing's page that figure is made up of its parts.
_COUNTED = {
    "policy": {"projects": "citing", "citations": "citing"},
    "project": {"amount_yuan": "money"},
    "organisation": {"projects": "projects"},
    "area": {"projects": "projects", "documents": "documents"},
    "document": {"projects": "projects"},
}


def counted_at(link: str | None, column: str) -> str | None:
    """The place on the page of a thing that shows what a figure of its row is made of; None for what is no such figure."""
    return _COUNTED.get(link.split("/")[2], {}).get(column) if link and link.startswith("/id/") else None


def in_words(lang: Language, value: Value) -> str | None:
    """A large amount as people say it, to two decimals (3.75亿元); None where that is no shorter.  The exact one stands beside it or on hover."""
    if lang != "zh" or not isinstance(value, Decimal) or abs(value) < _TEN_THOUSAND:
        return None
    unit, word = (_HUNDRED_MILLION, "亿元") if abs(value) >= _HUNDRED_MILLION else (_TEN_THOUSAND, "万元")
    return f"{(value / unit).quantize(_CENT, ROUND_HALF_UP):,}{word}"


def cut(text: str, most: int = 160) -> str:
    """The beginning of a long text; the rest stands where its link leads, and in the download."""
    return text if len(text) <= most else text[:most].rstrip() + "…"


def number(request: Request) -> int:
    """The page of a list that ``?page=`` asks for; the first where it makes no sense."""
    asked = request.query_params.get("page", "")
    return max(1, int(asked)) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1


def here(request: Request, **changes: object) -> str:
    """The address of the page of a request with other parameters: None takes one away, a list gives it several values."""
    kept = [(key, value) for key, value in request.query_params.multi_items() if key != "lang" and key not in changes]
    for key, value in changes.items():
        every = value if isinstance(value, list) else [value]
        kept += [(key, str(one)) for one in every if one is not None]
    encoded = urlencode(kept)
    return quote(request.url.path, safe="/") + (f"?{encoded}" if encoded else "")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_template),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["cut"] = cut
    environment.filters["readable"] = catalogue.shown
    environment.globals.update(
        href=href,
        link_of=link_of,
        named_by=named_by,
        visible=seen,
        filled=filled,
        counted_at=counted_at,
        place_of=place_of,
        text_of=text_of,
        crop_of=crop_of,
        note_of=note_of,
        noted_at=noted_at,
        kind=tables.kind,
        number=lambda value: isinstance(value, int | Decimal) and not isinstance(value, bool),
    )
    return environment


def _template(name: str) -> str:
    return (files("kg.web") / "templates" / name).read_text("utf-8")
