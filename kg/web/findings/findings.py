"""``/findings``: what is wrong with figures and citations, as far as the store has been examined."""

from __future__ import annotations

from collections import Counter
from concurrent import futures
from typing import TYPE_CHECKING, Any

from starlette.responses import JSONResponse

from kg.search.grams import fold
from kg.tables.table import Table, Value
from kg.web import pages
from kg.web.background_audit import GRAVE
from kg.web.findings.reports import repaired
from kg.web.lists.lists import listed
from ontology.iris import ID

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.background_audit import AuditRow, Progress, Severity
    from kg.web.state import State

SEVERITIES: tuple[Severity, ...] = (*GRAVE, "style")
#: What the list can be narrowed to: the severities, and what people have accepted.
SHOWN: tuple[Severity, ...] = (*SEVERITIES, "accepted")
COLUMNS = ("severity", "check", "document", "project", "message", "quote", "suggestion", "page", "start", "end", "iri")
#: Seconds that a page waits for the examination of its own document.
PATIENCE = 0.8
# The names of documents are offered for choice where they are few enough to choose from.
_CHOICE = 40


def _answer(request: Request, state: State) -> Response:
    lang = pages.language(request)
    how_far = state.examiner.look(state.store())
    every = state.examiner.rows()
    rows = [*wrong(every), *accepted(every)]
    kinds = sorted({(row.code, row.kind[lang]) for row in rows}, key=lambda pair: pair[1])
    files = sorted({row.file for row in rows})
    counts = Counter(row.severity for row in rows)
    severity, code = request.query_params.get("severity", ""), request.query_params.get("kind", "")
    document = request.query_params.get("document", "")
    chosen = [
        row
        for row in rows
        if _severe(row, severity) and (not code or row.code == code) and (not document or _is_of(row, document))
    ]
    return listed(
        request, table(chosen, lang), title=pages.say(lang, "findings"), name="findings", template="findings.html",
        progress=told(how_far, lang), running=how_far.running, kinds=kinds, files=files if len(files) <= _CHOICE else [],
        severities=[(one, pages.say(lang, f"severity_{one}"), counts[one]) for one in SHOWN],
        severity=severity, kind_chosen=code, document=document,
    )  # fmt: skip


def _severe(row: AuditRow, wanted: str) -> bool:
    """Notes on style and what was accepted are shown where somebody asks for them."""
    return wanted == "all" or (row.severity == wanted if wanted in SHOWN else row.severity in GRAVE)


def _is_of(row: AuditRow, words: str) -> bool:
    return words == row.document.removeprefix(f"{ID}document/") or fold(words) in fold(row.file)


def _progress(request: Request, state: State) -> Response:
    """Whether what a page shows is complete: ``{"running": …, "text": …}``; of one document with ``?document=``."""
    store = state.store()
    key = request.query_params.get("document", "")
    how_far = state.examiner.look(store)
    running = how_far.running
    if key and running:
        running = state.examiner.document(store, f"{ID}document/{key}", PATIENCE) is None
    lang = pages.language(request)
    text = told(how_far, lang)
    if key and not running and request.query_params.get("part") == "repairs":
        sought = repaired(state, f"{ID}document/{key}", lang)
        futures.wait([sought], PATIENCE)
        running, text = not sought.done(), pages.say(lang, "repairs_sought")
    body = {"running": running, "text": text}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def told(progress: Progress, lang: Language, *, static: bool = False) -> str:
    """How far the examination is, in a sentence; "" where it is complete.  ``static`` is for pages that do not refresh themselves."""
    if progress.running:
        key = "examining_static" if static else "examining"
        return pages.say(lang, key, done=progress.done, total=progress.total or "…")
    return "" if progress.whole else pages.say(lang, "examined_part", total=progress.total)


def wrong(rows: Iterable[AuditRow]) -> list[AuditRow]:
    """Those that say that something is wrong and that nobody has accepted, the gravest first, by document and place."""
    return sorted((row for row in rows if row.severity in SEVERITIES), key=_order)


def accepted(rows: Iterable[AuditRow]) -> list[AuditRow]:
    """Those that people have accepted, by document and place."""
    return sorted((row for row in rows if row.accepted), key=_order)


def _order(row: AuditRow) -> tuple[Any, ...]:
    start = row.places[0].start if row.places else 0
    return (SHOWN.index(row.severity), row.file, row.document, start, row.code)


def table(rows: Sequence[AuditRow], lang: Language) -> Table:
    """Findings as a table: a row each, with its last place (of a figure the one that is contradicted)."""
    out: list[tuple[Value, ...]] = []
    for row in rows:
        place = row.places[-1] if row.places else None
        out.append(
            (
                pages.say(lang, f"severity_{row.severity}"),
                row.kind[lang],
                row.file,
                row.project_name or None,
                " — ".join(filter(None, (row.text[lang], why(row, lang)))),
                " … ".join(one.surface for one in row.places) or None,
                row.suggestion or None,
                place.page if place else None,
                place.start if place else None,
                place.end if place else None,
                about(row),
            )
        )
    return Table(COLUMNS, out).filled(("page",))


def why(row: AuditRow, lang: Language) -> str:
    """Why and when a finding was accepted; "" where nobody did."""
    return pages.say(lang, "accepted_because", why=row.accepted[0], when=row.accepted[1]) if row.accepted else ""


def about(row: AuditRow) -> str:
    """The IRI of the project of a row, else of its document."""
    if row.project is None:
        return row.document
    return f"{ID}project/{row.document.removeprefix(f'{ID}document/')}/{row.project}"


def of_document(state: State, document: str) -> tuple[AuditRow, ...] | None:
    """All checks of a document, in the order of its text; None while they are being made."""
    return state.examiner.document(state.store(), document, PATIENCE)


def at_places(state: State, places: Iterable[tuple[str, int, int]]) -> list[AuditRow]:
    """The findings at places of documents (IRI, start, end), as far as they are known."""
    wanted = set(places)
    documents = {document for document, _, _ in wanted}
    state.examiner.look(state.store())
    rows = (row for row in state.examiner.rows() if row.document in documents)
    return wrong(row for row in rows if any((row.document, p.start, p.end) in wanted for p in row.places))


ROUTES = {"/findings": _answer, "/findings/progress": _progress}
