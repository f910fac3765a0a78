"""``/judge``: pairs in doubt, what a judgement of two names would change, judgements and how to withdraw them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, get_args
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse

from kg.judging import decisions, doubts
from kg.resolution.judgements import Kind
from kg.tables.messages import UserError, in_language
from kg.web import pages
from kg.web.editing import judge_work
from kg.web.editing.write_page import Form, Refused, WritePage
from kg.web.login import who

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request
    from starlette.responses import Response

    from kg.judging.consequences import Consequences
    from kg.resolution.judgements import Judgement
    from kg.tables.language import Language
    from kg.web.editing.job_queue import JobQueue
    from kg.web.state import State

PATH = "/judge"
#: So many pairs are shown, and so many policies of a judgement; the rest is counted.
_LISTED, _SHOWN = 50, 40
# Characters of a name, a reason and a person.
_MOST = 1_000
# Seconds for which a person waits for other changes that come first.
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class JudgementChoice:
    """What judging two names so would change; where it cannot be done ``sentence`` says why."""

    kind: Kind
    consequences: Consequences | None
    sentence: str = ""


def _show(request: Request, state: State) -> Response:
    a, b = (request.query_params.get(name, "").strip()[:_MOST] for name in "ab")
    if not (a and b):
        return _queue(request, state, a)
    lang = pages.language(request)
    undone = "undone" in request.query_params
    try:
        pair = doubts.pair(state.store(), a, b)
    except UserError as error:
        # A name that only the judgement knew is none when that is withdrawn.
        return _queue(request, state, a, b, in_language(str(error), lang), undone)
    assert pair.other is not None
    return pages.page(
        request, "judge_pair.html", title=pages.say(lang, "judge_pair"), pair=pair, choices=[_choice(state, kind, a, b, lang) for kind in get_args(Kind)],
        a=a, b=b, who=who(request), undone=undone, most=_SHOWN,
    )  # fmt: skip


def _queue(
    request: Request, state: State, a: str = "", b: str = "", sentence: str = "", undone: bool = False
) -> Response:
    store = state.store()
    known = decisions.known(store)
    found = state.kept(("doubts", known), doubts.pairs)
    return pages.page(
        request, "judge.html", 404 if sentence and not undone else 200, title=pages.say(pages.language(request), "judge"), a=a, b=b, sentence=sentence, undone=undone, doubts=doubts.told(store, found[:_LISTED]),
        total=len(found), made=[(decisions.key(one), one) for one in reversed(known)],
    )  # fmt: skip


def _choice(state: State, kind: Kind, a: str, b: str, lang: Language) -> JudgementChoice:
    try:
        store = state.store()
        known, made = decisions.known(store), decisions.proposed(store, kind, a, b)
        found = state.kept(("judged", known, kind, made.a, made.b), lambda store: decisions.preview(store, made))
        return JudgementChoice(kind, found)
    except UserError as error:
        return JudgementChoice(kind, None, in_language(str(error), lang))


def _judge(request: Request, state: State, form: Form) -> Response:
    """Judge as a button says."""
    kind: Kind | None = next((one for one in get_args(Kind) if one == form.value("kind")), None)
    a, b, why, by = (form.value(name).strip()[:_MOST] for name in ("a", "b", "why", "who"))
    if kind is None or not (a and b):
        raise Refused(400, "fail_fields")
    if not decisions.said(why):
        raise Refused(400, "judge_no_why")
    try:
        made = decisions.proposed(state.store(), kind, a, b, why, by)
    except UserError as error:
        raise _refused(request, str(error)) from error
    _wait(request, state, judge_work.decide, made, form.value(f"seen_{kind}"))
    return RedirectResponse(f"{PATH}/{decisions.key(made)}", 303)


def _show_judgement(request: Request, state: State) -> Response:
    """A judgement that was made, with what it changed."""
    store, made = state.store(), _judgement(request, state)
    known = decisions.known(store)
    try:
        found = state.kept(("undone", known, made), lambda store: decisions.preview_undo(store, made)).turned()
    except UserError as error:
        raise _refused(request, str(error)) from error
    return pages.page(
        request, "judgement.html", title=pages.say(pages.language(request), f"judged_{made.kind}"), made=made, found=found, most=_SHOWN,
        own=f"{PATH}/{decisions.key(made)}",
    )  # fmt: skip


def _undo(request: Request, state: State, form: Form) -> Response:
    """Withdraw a judgement, and show the two names as they are without it."""
    made = _judgement(request, state)
    _wait(request, state, judge_work.withdraw, made)
    return RedirectResponse(f"{PATH}?{urlencode({'a': made.a, 'b': made.b, 'undone': ''})}", 303)


def _judgement(request: Request, state: State) -> Judgement:
    key = request.path_params["key"]
    made = next((one for one in decisions.known(state.store()) if decisions.key(one) == key), None)
    if made is None:
        if request.method == "POST":
            raise Refused(409, "judge_gone")
        raise HTTPException(404)
    return made


def _wait(request: Request, state: State, work: Callable[..., None], *arguments: object) -> None:
    """Let the one who writes do it.

    :raises Refused: it could not be done, or others come first for long.
    """
    writer: JobQueue = request.app.state.writer
    job = writer.submit(work, Path(state.settings.store), state.settings.judgements, *arguments)
    if not job.over.wait(_PATIENCE):
        # One that writes already cannot be stopped: what became of it is known when it has ended.
        writer.stop(job)
        job.over.wait()
    if job.state == "stopped":
        raise Refused(503, "judge_busy")
    if job.pending:
        raise Refused(503, "judge_cut")
    if job.state != "done":
        raise _refused(request, job.sentence)


def _refused(request: Request, sentence: str) -> Refused:
    return Refused(409, "judge_not", reason=in_language(sentence, pages.language(request)))


PAGES = {PATH: WritePage(_show, _judge), f"{PATH}/{{key}}": WritePage(_show_judgement, _undo)}
