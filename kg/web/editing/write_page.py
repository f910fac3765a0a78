"""Addresses that write, and their door: nothing behind it is called for who may not write.

A page that writes is a :class:`WritePage` in the ``PAGES`` of its module, which :mod:`kg.web.site` adds to :data:`kg.web.site.WRITING`::

    def _show(request, state):  # GET, for who may write: like any page
        return pages.page(request, "judge.html", title=…, …)

    def _write(request, state, form):  # POST: key, cookie, token and origin have been looked at
        …form.value("left"), form.values("take")…
        return RedirectResponse("/judge", 303)

    PAGES = {"/judge": WritePage(_show, _write)}

Every ``<form method="post">`` begins with ``<input type="hidden" name="token" value="{{ token }}">``; scripts send the same fields, read from
that form.  Any template, also of a page that only reads, may ask ``{% if token %}``: who may not write has none, and sees no form.
What cannot be done for the person is told by ``raise Refused(status, key of words.tsv, …)``.  Without ``kg serve --edit`` all these addresses
answer with a refusal, and no page differs.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kg.web import pages
from kg.web.editing.editors import ENTRANCE, TOKEN, Editors
from kg.web.wording import Sentence

if TYPE_CHECKING:
    from kg.web.state import State

_FORM = "application/x-www-form-urlencoded"
# As many as a form has boxes to tick: one a file.
_MOST_FIELDS = 20_000


class Refused(Sentence):
    """What is not done, and why: a status and a sentence of ``words.tsv``."""

    def __init__(self, status: int, key: str, **values: object) -> None:
        self.status = status
        super().__init__(key, **values)


class Form:
    """The fields of a form that was sent."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        self._fields = fields

    def value(self, name: str) -> str:
        """The value of a field; blank where it was not sent, or sent twice."""
        found = self.values(name)
        return found[0] if len(found) == 1 else ""

    def values(self, name: str) -> list[str]:
        """All values of a field, as of boxes that are ticked."""
        return self._fields.get(name, [])


@dataclass(frozen=True, slots=True)
class WritePage:
    """What an address that writes shows, and what its form does; each runs in a thread.

    ``stream`` takes a form of files in place of ``write``, piece by piece; it is given what tells whether a token is right, and looks at it.
    """

    show: Callable[[Request, State], Response]
    write: Callable[[Request, State, Form], Response] | None = None
    stream: Callable[[Request, State, Callable[[str], bool]], Awaitable[Response]] | None = None


def route(path: str, page: WritePage, state: State) -> Route:
    """The route of an address that writes."""
    return Route(path, partial(_answered, page=page, state=state), methods=["GET", "POST"])


def entrance(state: State) -> Route:
    """The route of the one-time link."""
    return Route(ENTRANCE, partial(_enter, state=state))


def permitted(request: Request) -> Editors:
    """The editors of the site, one of whom sent a request; a POST came from a page of this site.  Its token is still to be looked at.

    :raises Refused: it may not write.
    """
    editors = _editors(request)
    if not editors.knows(request):
        raise Refused(403, "edit_no_key")
    if request.method != "GET":
        headers = request.headers
        # Browsers name the origin of every POST; a page of ours is told to (pages.page).
        same = urlsplit(headers.get("origin", "")).netloc == headers["host"]
        if not same or headers.get("sec-fetch-site", "same-origin") != "same-origin":
            raise Refused(403, "edit_forged")
    return editors


def refusal(request: Request, refused: Refused) -> Response:
    """The page that says why something was not done."""
    return pages.message(request, refused.status, refused.said(pages.language(request)), "edit_refused")


async def _answered(request: Request, page: WritePage, state: State) -> Response:
    try:
        editors = permitted(request)
        if request.method != "POST":
            return await run_in_threadpool(page.show, request, state)
        if page.stream is not None:
            return await page.stream(request, state, partial(editors.fits, request))
        form = await _form(request)
        if not editors.fits(request, form.value(TOKEN)):
            raise Refused(403, "edit_forged")
        assert page.write is not None
        return await run_in_threadpool(page.write, request, state, form)
    except Refused as refused:
        return refusal(request, refused)


async def _form(request: Request) -> Form:
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media != _FORM:
        raise Refused(415, "edit_media", form=_FORM)
    try:
        body = (await request.body()).decode("ascii")
        return Form(parse_qs(body, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS))
    except ValueError:
        raise Refused(400, "fail_fields") from None


def _enter(request: Request, state: State) -> Response:
    """Let a browser in; a cookie of strict sites does not come with what somebody followed from elsewhere, so the page goes on by itself."""
    try:
        let_in = _editors(request).enter(request) if request.method == "GET" else None
        if let_in is None:
            raise Refused(403, "edit_key_used")
    except Refused as refused:
        return refusal(request, refused)
    lang = pages.language(request)
    answer = pages.message(request, 200, pages.say(lang, "edit_entered"), "edit_welcome")
    let_in(answer)
    answer.headers["Refresh"] = "0; url=/"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _editors(request: Request) -> Editors:
    editors: Editors | None = request.app.state.editors
    if editors is None:
        raise Refused(403, "edit_off")
    return editors
