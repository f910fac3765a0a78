"""The site as one ASGI application: its routes, its door, and what is said when something fails."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import partial
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from kg.answers.ask import AskError
from kg.loading.report import Outcome
from kg.stores.store import StoreError
from kg.tables.messages import in_language
from kg.web import first_page, help, notices, pages
from kg.web.charts import charts, handed_down
from kg.web.dossiers import compared, crops, marked_text, pictures, things
from kg.web.editing import add_pages, judge_pages, note_pages, write_page
from kg.web.editing.additions import Additions
from kg.web.editing.editors import Editors
from kg.web.editing.job_queue import JobQueue
from kg.web.editing.watched_folder import WatchedFolder
from kg.web.editing.write_page import WritePage
from kg.web.findings import findings, reports
from kg.web.guard import POLICY, Guard
from kg.web.lists import lists, news, search
from kg.web.query_worker import Failed
from kg.web.sparql import editor, endpoint, questions, vocabulary
from kg.web.state import AGAIN, LONGER, BeingMade, State

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.tables.language import Language
    from kg.web.settings import Settings


#: Path -> what answers it, in a thread.
ROUTES: dict[str, Callable[..., Response]] = {
    **first_page.ROUTES,
    **search.ROUTES,
    **lists.ROUTES,
    **news.ROUTES,
    **findings.ROUTES,
    **reports.ROUTES,
    **things.ROUTES,
    **compared.ROUTES,
    **pictures.ROUTES,
    **marked_text.ROUTES,
    **crops.ROUTES,
    **handed_down.ROUTES,
    **charts.ROUTES,
    **questions.ROUTES,
    **editor.ROUTES,
    **vocabulary.ROUTES,
    **help.ROUTES,
}

#: Path -> what shows and what writes there, for who may write.
WRITING: dict[str, WritePage] = {**add_pages.PAGES, **judge_pages.PAGES, **note_pages.PAGES}


def create_app(settings: Settings, told: Callable[[Outcome], None] = lambda outcome: None) -> Starlette:
    """The application; its workers end with its lifespan.

    ``told`` is called with what became of a file of the watched folder, and of a load of them that was not done, whose path is blank.
    """
    state = State(settings)
    writer = JobQueue("kg-writer")
    additions = Additions(settings, writer) if settings.editing else None
    watched = None if settings.watch is None else WatchedFolder(settings.watch, settings, writer, told)

    def end_writing() -> None:
        """End what is written, so that the next site goes on with it; before its processes are ended, which would be a failure."""
        if watched is not None:
            watched.close()
        if additions is not None:
            additions.close()
        writer.close()

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        threading.Thread(target=first_page.warm, args=(state,), daemon=True).start()
        try:
            yield
        finally:
            end_writing()
            state.close()

    static = Path(str(files("kg.web") / "static"))
    app = Starlette(
        routes=[
            *(Route(path, partial(answer, state=state)) for path, answer in ROUTES.items()),
            write_page.entrance(state),
            *(write_page.route(path, page, state) for path, page in WRITING.items()),
            Route("/sparql", partial(endpoint.sparql, waiting=state.queries), methods=["GET", "POST"]),
            Mount("/static", StaticFiles(directory=static)),
        ],
        # No page holds a secret that another page holds too, so that nothing can be guessed from the length of what is compressed.
        middleware=[Middleware(Guard, settings=settings), Middleware(GZipMiddleware, compresslevel=5)],
        exception_handlers={
            Failed: _too_long,
            BeingMade: _not_yet,
            StoreError: _failed,
            AskError: _failed,
            HTTPException: _http,
            Exception: _fault,
        },
        lifespan=lifespan,
    )
    app.state.settings = settings
    app.state.writer, app.state.additions, app.state.watched = writer, additions, watched
    app.state.end_writing = end_writing
    app.state.editors = Editors() if settings.editing else None
    app.state.notices = partial(notices.of, state)
    return app


async def _failed(request: Request, error: Exception) -> Response:
    return pages.message(request, 503, in_language(str(error), pages.language(request)))


async def _too_long(request: Request, error: Exception) -> Response:
    """A list or a question that its process was stopped at; what to do is said in both languages."""
    lang = pages.language(request)
    settings: Settings = request.app.state.settings
    reason = error.reason if isinstance(error, Failed) else "busy"
    if reason != "limit":
        answer = pages.message(
            request, 503, in_language(str(error), lang) if reason == "store" else pages.say(lang, "fail_busy")
        )
    else:
        values = {"seconds": f"{settings.seconds * LONGER:g}", "more": f"{max(60.0, settings.seconds * 3):g}"}
        other: Language = "en" if lang == "zh" else "zh"
        said, again = (pages.say(one, "too_long_list", **values) for one in (lang, other))
        answer = pages.message(request, 503, said, "too_long", other=other, other_message=again)
    answer.headers["Retry-After"] = "10"
    return answer


async def _not_yet(request: Request, _: Exception) -> Response:
    """What a large store's page needs is being made: the page comes again by itself."""
    answer = pages.message(request, 202, pages.say(pages.language(request), "being_made_long"), "being_made")
    answer.headers["Refresh"] = answer.headers["Retry-After"] = AGAIN
    return answer


async def _http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 404:
        return pages.message(request, 404, pages.say(pages.language(request), "not_found_long"), "not_found")
    return pages.message(request, status, str(getattr(error, "detail", error)))


async def _fault(request: Request, error: Exception) -> Response:
    """A fault of ours; what it was is for the terminal, not for the page."""
    answer = pages.message(request, 500, pages.say(pages.language(request), "fault", kind=type(error).__name__))
    # This answer does not pass the door.
    answer.headers["Content-Security-Policy"] = POLICY
    return answer
