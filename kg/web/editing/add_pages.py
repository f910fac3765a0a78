"""``/add``: files are chosen or dropped, looked at, loaded when somebody says so, and taken out again; all of it also without a script."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, RedirectResponse, Response

from kg.stores import write_lock
from kg.stores.catalogue import Catalogue, LoadedFile, shown
from kg.tables.messages import in_language
from kg.web import pages
from kg.web.background_audit import GRAVE
from kg.web.editing.additions import Addition, Additions, Arrival
from kg.web.editing.upload import Upload
from kg.web.editing.write_page import Form, Refused, WritePage
from kg.web.findings import findings
from kg.web.login import who
from kg.web.settings import UPLOADS

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.tables.language import Language
    from kg.web.background_audit import AuditRow
    from kg.web.editing.addition_work import LoadedNow, Preview
    from kg.web.state import State

#: Loads that the page lists, and documents of one whose findings its page shows.
_LISTED, _EXAMINED = 30, 20
_FACTS = ("projects", "citations", "amounts")


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """A file that is not loaded yet: ``same`` are loaded files with its content, ``older`` the only other one with its name."""

    path: str
    preview: Preview | None
    same: tuple[str, ...]
    older: LoadedFile | None


@dataclass(frozen=True, slots=True)
class LoadedRow:
    """A file of a load, the grave findings of its document and how many checks were made; None where that is not known yet, or not asked for."""

    path: str
    outcome: LoadedNow | None
    findings: list[AuditRow]
    checked: int | None


def _additions(request: Request) -> Additions:
    found: Additions = request.app.state.additions
    return found


# -- choosing and sending


def _choose(request: Request, state: State) -> Response:
    lang = pages.language(request)
    additions = _additions(request)
    loads = [(one, told(additions, one, lang)) for one in islice(additions.all(), _LISTED)]
    return pages.page(
        request, "add.html", title=pages.say(lang, "add"), loads=loads, undecided=additions.undecided(), settings=state.settings,
        uploads=UPLOADS, watched=request.app.state.watched, message=lambda text: in_language(text, lang),
    )  # fmt: skip


async def _receive(request: Request, state: State, permitted: Callable[[str], bool]) -> Response:
    """Take files as they come; those of a form that does not come whole are gone."""
    additions = _additions(request)
    folder = await run_in_threadpool(additions.room)
    upload, arrival, came = None, None, 0
    try:
        upload = Upload(request.headers.get("content-type", ""), folder, state.settings.upload_files, permitted)
        async for part in request.stream():
            came += len(part)
            if came > state.settings.upload:
                raise Refused(413, "refuse_large", limit=f"{state.settings.upload:,}")
            await run_in_threadpool(upload.feed, part)
        upload.finish()
        arrival = additions.arrived(folder, upload, who(request))
    except ClientDisconnect:
        raise Refused(400, "upload_broken") from None
    finally:
        if upload is not None:
            upload.close()
        if arrival is None:
            await run_in_threadpool(shutil.rmtree, folder, True)
    return RedirectResponse(f"{UPLOADS}/{arrival.key}", 303)


# -- one upload: before and after it is loaded


def _show(request: Request, state: State) -> Response:
    key = request.path_params["key"]
    additions = _additions(request)
    lang = pages.language(request)
    arrival, one = additions.arrival(key), additions.find(key)
    if arrival is None and one is None:
        raise HTTPException(404)
    if "progress" in request.query_params:
        running = arrival.job.pending if arrival and arrival.job else one is not None and additions.job(one) is not None
        text = _looked_at(arrival, lang) if arrival else told(additions, one, lang) if one else ""
        return JSONResponse({"running": running, "text": text}, headers={"Cache-Control": "no-store"})
    if arrival is not None:
        return _preview(request, state, arrival)
    assert one is not None
    return _load(request, state, one)


def _preview(request: Request, state: State, arrival: Arrival) -> Response:
    lang = pages.language(request)
    paths = arrival.listed.paths if arrival.listed else ()
    with_content, with_name = _loaded(state)
    rows = []
    for path in paths:
        preview = arrival.previews.get(path)
        same = with_content.get(preview.document, []) if preview and preview.document else []
        older = [] if same else with_name.get(path.rpartition("/")[2], [])
        rows.append(PreviewRow(path, preview, tuple(map(shown, same)), older[0] if len(older) == 1 else None))
    return pages.page(
        request, "arrival.html", title=pages.say(lang, "add_preview"), arrival=arrival, rows=rows, facts=_FACTS,
        running=_looked_at(arrival, lang) if arrival.job and arrival.job.pending else "", failed=_failed(arrival, lang),
        own=f"{UPLOADS}/{quote(arrival.key)}", message=lambda text: in_language(text, lang),
    )  # fmt: skip


def _failed(arrival: Arrival, lang: Language) -> str:
    return in_language(arrival.job.sentence, lang) if arrival.job and arrival.job.state == "failed" else ""


def _loaded(state: State) -> tuple[dict[str, list[str]], dict[str, list[LoadedFile]]]:
    """The paths of the loaded files by document, and the files by name."""

    def ordered(catalogue: Catalogue) -> tuple[dict[str, list[str]], dict[str, list[LoadedFile]]]:
        content: dict[str, list[str]] = {}
        names: dict[str, list[LoadedFile]] = {}
        for path, entry in catalogue.entries.items():
            content.setdefault(entry.document, []).append(path)
            names.setdefault(entry.file_name, []).append(entry)
        return content, names

    return state.kept("loaded files", lambda store: ordered(Catalogue.read(store)))


def _load(request: Request, state: State, one: Addition) -> Response:
    lang = pages.language(request)
    additions = _additions(request)
    outcomes = {outcome.path: outcome for outcome in one.outcomes}
    documents = [outcome.document for outcome in one.outcomes if outcome.document and one.holds][:_EXAMINED]
    store = state.store()
    known = {iri: state.examiner.document(store, iri) for iri in documents}
    if (unknown := next((iri for iri, rows in known.items() if rows is None), None)) is not None:
        known[unknown] = findings.of_document(state, unknown)
    left = next((iri for iri, rows in known.items() if rows is None), None)
    rows = []
    for path in one.paths:
        outcome = outcomes.get(path)
        found = known.get(outcome.document) if outcome else None
        grave = [row for row in findings.wrong(found or ()) if row.severity in GRAVE]
        rows.append(LoadedRow(path, outcome, grave, None if found is None else len(found)))
    return pages.page(
        request, "addition.html", title=pages.say(lang, f"add_{one.state}"), one=one, rows=rows, told=told(additions, one, lang),
        running=additions.job(one) is not None, examined=left and left.rpartition("/")[2],
        progress=findings.told(state.examiner.look(store), lang) if left else "",
        own=f"{UPLOADS}/{quote(one.key)}", message=lambda text: in_language(text, lang),
    )  # fmt: skip


def _looked_at(arrival: Arrival, lang: Language) -> str:
    if arrival.listed is None:
        return pages.say(lang, "add_opening")
    return pages.say(lang, "add_looking", done=len(arrival.previews), total=len(arrival.listed.paths))


def told(additions: Additions, one: Addition, lang: Language) -> str:
    """How a load stands, in a sentence."""
    job = additions.job(one)
    total = len(one.paths)
    if job is None:
        done = one.count("loaded", "updated", "unchanged")
        return pages.say(lang, f"add_told_{one.state}", done=done, total=total, failed=one.count("failed"))
    if job.state == "waiting":
        return pages.say(lang, "add_queued", before=additions.writer.before(job))
    if job.told is None:
        holder = write_lock.holder(additions.store)
        return pages.say(lang, "add_locked", holder=holder) if holder else pages.say(lang, "add_beginning")
    if one.state == "undoing":
        return pages.say(lang, "add_told_undoing", done=0, total=total, failed=0)
    return pages.say(lang, "add_at", done=additions.done(one), total=total)


def _decide(request: Request, state: State, form: Form) -> Response:
    """Do what a button says: load or discard what has come, stop, load again, or undo a load."""
    additions = _additions(request)
    key = request.path_params["key"]
    action = form.value("action")
    arrival, one = additions.arrival(key), additions.find(key)
    if arrival is not None and action == "discard":
        additions.discard(arrival)
        return RedirectResponse(UPLOADS, 303)
    if arrival is not None and action == "load":
        _take(state, additions, arrival, form)
    elif one is not None and action in ("stop", "again", "undo"):
        {"stop": additions.stop, "again": additions.again, "undo": additions.undo}[action](one)
    else:
        raise Refused(409, "upload_decided")
    return RedirectResponse(f"{UPLOADS}/{key}", 303)


def _take(state: State, additions: Additions, arrival: Arrival, form: Form) -> None:
    paths = arrival.listed.paths if arrival.listed else ()
    ticked = set(form.values("take"))
    chosen = [path for path in paths if path in ticked]
    if not chosen:
        raise Refused(400, "upload_unticked")
    _, with_name = _loaded(state)
    replacing: dict[str, LoadedFile] = {}
    for ticked_older in form.values("replace"):
        path, _, older = ticked_older.partition("\t")
        for entry in with_name.get(path.rpartition("/")[2], []):
            if path in chosen and entry.path == older:
                replacing[path] = entry
    additions.take(arrival, chosen, replacing)


PAGES = {
    UPLOADS: WritePage(_choose, stream=_receive),
    f"{UPLOADS}/{{key}}": WritePage(_show, _decide),
}
