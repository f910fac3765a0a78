"""``/help``: how the site is used, with pictures of it that ``make docs`` takes; ``/accessibility``: who can use it, and what is known to be hard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.web import pages

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

    from kg.web.state import State

#: What is told, in its order: the key of its words (``help_KEY``, ``help_KEY_text``), where on the site it is done, whether a picture shows it
#: (``static/help/KEY.LANGUAGE.png``); of what needs a browser that may write there is no address for everybody.
TOPICS: tuple[tuple[str, str | None, bool], ...] = (
    ("begin", "/", True),
    ("search", "/search", False),
    ("policy", "/policies", True),
    ("list", "/projects", True),
    ("document", "/documents", True),
    ("findings", "/findings", False),
    ("compare", "/compare", True),
    ("new", "/new", False),
    ("graph", None, True),
    ("charts", "/charts", False),
    ("editor", "/editor", True),
    ("add", None, True),
    ("judge", None, False),
    ("share", None, False),
)
#: The parts of the statement on accessibility.
STATEMENT = ("done", "checked", "known", "report")


def _help(request: Request, state: State) -> Response:
    return pages.page(request, "help.html", title=pages.say(pages.language(request), "help"), topics=TOPICS)


def _accessibility(request: Request, state: State) -> Response:
    title = pages.say(pages.language(request), "accessibility")
    return pages.page(request, "accessibility.html", title=title, parts=STATEMENT)


#: The pages that tell how to use all others.
ROUTES = {"/help": _help, "/accessibility": _accessibility}
