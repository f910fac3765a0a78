"""Who may write: a browser in which a one-time link was opened has a cookie, and every form of its pages a token that only they know."""

from __future__ import annotations

import hmac
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

#: The address that a one-time link opens, and the field of a form that carries its token.
ENTRANCE, TOKEN = "/enter", "token"
#: Browsers that may write at once; the one that entered first goes first.
_MOST = 100


class Editors:
    """The browsers that may write as long as the site runs; ``announce`` is told the path of the next one-time link when one was used."""

    def __init__(self, announce: Callable[[str], None] = lambda path: None) -> None:
        self.announce = announce
        self._key = secrets.token_urlsafe()
        # Cookies do not know ports: two sites on one machine need two names.
        self._cookie = f"kg-editor-{secrets.token_hex(4)}"
        self._known: OrderedDict[str, None] = OrderedDict()
        self._lock = threading.Lock()

    @property
    def link(self) -> str:
        """The path of the one-time link that lets the next browser in."""
        return f"{ENTRANCE}?{urlencode({'key': self._key})}"

    def enter(self, request: Request) -> Callable[[Response], None] | None:
        """What lets the browser of a request in, done to the answer; None where its key is not the one of the link, or was used."""
        with self._lock:
            if not hmac.compare_digest(request.query_params.get("key", "").encode(), self._key.encode()):
                return None
            self._key = secrets.token_urlsafe()
            session = secrets.token_urlsafe()
            self._known[session] = None
            if len(self._known) > _MOST:
                self._known.popitem(last=False)
        self.announce(self.link)
        encrypted = request.url.scheme == "https"
        return lambda answer: answer.set_cookie(
            self._cookie, session, httponly=True, samesite="strict", secure=encrypted
        )

    def knows(self, request: Request) -> bool:
        """Whether a request comes from a browser that was let in."""
        return self._session(request) is not None

    def token(self, request: Request) -> str | None:
        """A token for the forms of a page; None for who may not write.

        It is another one on every page: what is compressed must not hold the same secret twice (BREACH).
        """
        session = self._session(request)
        return None if session is None else _token(session, secrets.token_urlsafe(16))

    def fits(self, request: Request, token: str) -> bool:
        """Whether a token is one of the pages of the browser that a request comes from."""
        session = self._session(request)
        right = "" if session is None else _token(session, token.partition(".")[0])
        return bool(right) and hmac.compare_digest(token.encode(), right.encode())

    def _session(self, request: Request) -> str | None:
        given = request.cookies.get(self._cookie, "")
        with self._lock:
            return next((one for one in self._known if hmac.compare_digest(one.encode(), given.encode())), None)


def _token(session: str, salt: str) -> str:
    return f"{salt}.{hmac.digest(session.encode(), salt.encode(), 'sha256').hex()}"
