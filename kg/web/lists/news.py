"""``/new``: what came since a day (documents with their projects) and which regulations ceased to be in force since; also as an Atom feed (RFC 4287)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from starlette.responses import Response

import queries
from kg.answers.standing import ended_since
from kg.tables.table import Table
from kg.web import pages
from kg.web.lists.lists import ROWS

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.web.state import State

#: Days that are looked back over where nobody says since when.
USUAL = 30
#: Entries of the feed, the newest.
FED = 100
_ATOM = "http://www.w3.org/2005/Atom"


def _answer(request: Request, state: State) -> Response:
    since = _since(request)
    wait = state.patience(whole=False)
    documents = documents_since(state, since, wait)
    new = {str(row[documents.columns.index("iri")]) for row in documents.rows}
    projects = state.listed("projects", wait)
    source = projects.columns.index("document_iri")
    held = Table(projects.columns, [row for row in projects.rows if str(row[source]) in new])
    return pages.page(
        request, "new.html", title=pages.say(pages.language(request), "news_since", day=since), since=since, documents=documents,
        projects=held, ended=_ended(state, since, wait), most=ROWS,
    )  # fmt: skip


def _since(request: Request) -> date:
    try:
        return date.fromisoformat(request.query_params.get("since", "")[:10])
    except ValueError:
        return date.today() - timedelta(USUAL)


def documents_since(state: State, since: date, wait: float) -> Table:
    """The documents whose content first came on that day or later, the newest first, with the day."""
    days, documents = state.asked(queries.text("facets/document-days"), wait), state.listed("documents", wait)
    return state.made_of(("documents since", since), (days, documents), lambda: _came(documents, days, since))


def _came(documents: Table, days: Table, since: date) -> Table:
    day_of = {str(row["iri"]): str(row["value"]) for row in days}
    at = documents.columns.index("iri")
    found = [(day_of[str(row[at])], row) for row in documents.rows if day_of.get(str(row[at]), "") >= since.isoformat()]
    # Those of a day stay in the order of the list.
    return Table(
        ("loaded_on", *documents.columns),
        [(day, *row) for day, row in sorted(found, key=lambda one: one[0], reverse=True)],
    )


def _ended(state: State, since: date, wait: float) -> Table:
    """The regulations whose last day lies between that day and today, as registers and texts state it."""
    ended = ended_since(state.asked(queries.text("facets/policy-status"), wait), since)
    policies = state.listed("policies", wait).only(("number", "title", "projects", "iri"))
    rows = [(ended[str(row[3])], *row) for row in policies.rows if str(row[3]) in ended]
    return Table(
        ("to_date", "number", "title", "projects", "iri"), sorted(rows, key=lambda row: str(row[0]), reverse=True)
    )


def _feed(request: Request, state: State) -> Response:
    """The newest documents as Atom; ``?since=`` as on the page."""
    lang = pages.language(request)
    site = str(request.base_url).rstrip("/")
    documents = documents_since(state, _since(request), state.patience(whole=True))
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed")

    def put(parent: ElementTree.Element, name: str, text: str = "", **attributes: str) -> ElementTree.Element:
        made = ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}", attributes)
        # XML has no place for control characters.
        made.text = "".join(c for c in text if c.isprintable()) or None
        return made

    rows = [dict(zip(documents.columns, row, strict=True)) for row in documents.rows[:FED]]
    put(feed, "title", "policy-kg: " + pages.say(lang, "news"))
    put(feed, "id", site + "/new.atom")
    put(feed, "link", rel="self", href=site + "/new.atom")
    put(feed, "updated", f"{rows[0]['loaded_on'] if rows else date.today().isoformat()}T00:00:00Z")
    put(put(feed, "author"), "name", "policy-kg")
    for row in rows:
        entry = put(feed, "entry")
        put(entry, "title", str(row["title"] or row["document"]))
        put(entry, "id", str(row["iri"]))
        put(entry, "link", href=f"{site}{pages.href(row['iri'])}")
        put(entry, "updated", f"{row['loaded_on']}T00:00:00Z")
        put(entry, "summary", pages.say(lang, "news_entry", projects=row["projects"], citations=row["citations"]))
    body = ElementTree.tostring(feed, "utf-8", xml_declaration=True)
    return Response(body, headers={"Content-Type": "application/atom+xml; charset=utf-8"})


#: ``/new`` and its feed.
ROUTES = {"/new": _answer, "/new.atom": _feed}
