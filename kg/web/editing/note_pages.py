"""``/note`` and ``/accept``: what a reader says of a fact, and why a reviewer accepts a finding of the audit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from kg.answers import evidence
from kg.auditing import accepted
from kg.judging import notes
from kg.tables.messages import UserError, in_language
from kg.web import pages
from kg.web.editing.write_page import Form, Refused, WritePage
from kg.web.findings import findings
from kg.web.login import who
from loaders.rdf import identifiers
from ontology.iris import ID

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from kg.web.background_audit import AuditRow
    from kg.web.state import State

T = TypeVar("T")
_KINDS = ("citation", "money", "unit", "project", "share", "quantity", "indicator", "task", "entry", "finding", "text")


def _show(request: Request, state: State) -> Response:
    """All notes; with a place, the form to say what is wrong there."""
    lang = pages.language(request)
    store = state.store()
    if "document" not in request.query_params:
        found = _noted(request, lambda: notes.placed(store, notes.read(notes.file(store))))
        return pages.page(
            request, "notes.html", title=pages.say(lang, "notes"), notes=list(reversed(found)), kinds=_KINDS
        )
    document, start, end, kind = _place(request.query_params.get)
    quote = evidence.quote(store.select, identifiers.passage(document.removeprefix(f"{ID}document/"), start, end))
    if quote is None or not quote.exact or end > len(quote.text):
        raise HTTPException(404)
    return pages.page(
        request, "note.html", title=pages.say(lang, "this_is_wrong"), quote=quote, kind=kind, document=document, who=who(request), most=notes.MOST_SAID
    )  # fmt: skip


def _write(request: Request, state: State, form: Form) -> Response:
    document, start, end, kind = _place(form.value)
    says = form.value("says")
    _noted(request, lambda: notes.write(state.store(), document, start, end, kind, says, form.value("who")))
    return RedirectResponse("/note", 303)


def _place(value: Callable[[str], str | None]) -> tuple[str, int, int, str]:
    """The place that a form or an address names: the document, its offsets, and what stands there."""
    key, start, end, kind = ((value(name) or "") for name in ("document", "start", "end", "kind"))
    if not (start.isascii() and start.isdigit() and end.isascii() and end.isdigit() and len(start + end) < 19):
        raise Refused(400, "fail_fields")
    try:
        document = identifiers.document(key)
    except ValueError:
        raise Refused(400, "fail_fields") from None
    return document, int(start), int(end), kind if kind in _KINDS else "text"


def _noted(request: Request, work: Callable[[], T]) -> T:
    try:
        return work()
    except UserError as error:
        raise Refused(409, "judge_not", reason=in_language(str(error), pages.language(request))) from error


def _show_finding(request: Request, state: State) -> Response:
    row = _finding(state, request.query_params.get)
    return pages.page(
        request, "accept.html", title=pages.say(pages.language(request), "accept_title"), row=row, most=notes.MOST_SAID
    )


def _accept(request: Request, state: State, form: Form) -> Response:
    row = _finding(state, form.value)
    why = form.value("why").strip()[: notes.MOST_SAID]
    if not why:
        raise Refused(400, "judge_no_why")
    # As `kg accept` writes it.
    try:
        accepted.accept(Path(state.settings.store), row.id, row.file, row.text[pages.language(request)], why)
    except OSError as error:
        raise Refused(507, "upload_disk", reason=error.strerror or error) from error
    return RedirectResponse(f"/id/document/{row.document.removeprefix(f'{ID}document/')}#audit", 303)


def _finding(state: State, value: Callable[[str], str | None]) -> AuditRow:
    """The finding of a document that a form or an address names.

    :raises Refused: there is none, or its document was not examined yet.
    """
    try:
        rows = findings.of_document(state, identifiers.document(value("document") or ""))
    except ValueError:
        rows = ()
    if rows is None:
        raise Refused(503, "not_examined")
    found = next((row for row in findings.wrong(rows) if row.id and row.id == value("finding")), None)
    if found is None:
        raise Refused(404, "accept_none")
    return found


PAGES = {"/note": WritePage(_show, _write), "/accept": WritePage(_show_finding, _accept)}
