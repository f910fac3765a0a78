"""The door of the site: who may call it, and how much they may send.

A page from elsewhere in the user's browser can send requests to this machine.  It cannot read the answers (no CORS unless asked), it cannot have
queries run by an image or a frame of its own (``Sec-Fetch-Site``), and a name that its owner points at this machine (DNS rebinding) is not among the
names that the site answers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response

from kg.web import pages
from kg.web.login import Logins, TooManyAtOnce

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from kg.web.settings import Settings

#: Sent with every page that does not bring its own policy.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FIXED = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


#: Where scripts of other sites may ask, once they are named; and what they may send there.
_SHARED = "/sparql"
_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "accept,accept-language,authorization,content-type",
    "Access-Control-Max-Age": "600",
}


class Guard:
    """ASGI middleware: 403 for another Host or Origin, 401 for who does not log in, 413 for too large a body, and the headers of every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings
        self.logins = None if settings.passwords is None else Logins(settings.passwords)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        headers = request.headers
        origin = headers.get("origin")
        allowed = origin in self.settings.origins and request.url.path == _SHARED

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start":
                out = MutableHeaders(scope=message)
                for name, value in _FIXED.items():
                    out.setdefault(name, value)
                out.setdefault("Content-Security-Policy", POLICY)
                if origin is not None and allowed:
                    out["Access-Control-Allow-Origin"] = origin
                    out["Cross-Origin-Resource-Policy"] = "cross-origin"
                    out.add_vary_header("Origin")
            await send(message)

        answer = self._answered(request, allowed) or await self._unknown(request)
        limit = self.settings.largest(request.method, request.url.path)
        if answer is None and limit > self.settings.body:
            # Who takes so much takes it piece by piece, counts it, and looks at who sends it before that.
            await self.app(scope, receive, tell)
            return
        if answer is None:
            try:
                body = await _body(receive, limit)
            except ClientDisconnect:
                return
            if body is not None:
                waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

                async def replay() -> Message:
                    return waiting.pop() if waiting else await receive()

                await self.app(scope, replay, tell)
                return
            answer = self._refused(request, 413, "refuse_large")
        await answer(scope, receive, tell)

    def _answered(self, request: Request, allowed: bool) -> Response | None:
        """What is answered at the door: a refusal, or what a browser asks before it lets a script of an allowed site ask."""
        headers = request.headers
        origin = headers.get("origin")
        if len(headers.getlist("host")) != 1 or _name(headers["host"]) not in self.settings.hosts:
            return self._refused(request, 403, "refuse_name")
        if origin is not None and urlsplit(origin).netloc != headers["host"] and not allowed:
            return self._refused(request, 403, "refuse_origin")
        if allowed and request.method == "OPTIONS" and "access-control-request-method" in headers:
            return Response(None, 204, _PREFLIGHT)
        if headers.get("sec-fetch-site") in ("cross-site", "same-site") and not allowed:
            # A link that somebody follows to a page is no harm; a query would be run by following it.
            followed = headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
            if not followed or (request.url.path == _SHARED and request.url.query):
                return self._refused(request, 403, "refuse_cross")
        if _length(headers) > self.settings.largest(request.method, request.url.path):
            return self._refused(request, 413, "refuse_large")
        return None

    async def _unknown(self, request: Request) -> Response | None:
        """The refusal of who has to log in and has not."""
        if self.logins is None:
            return None
        try:
            if await self.logins.known(request.headers.get("authorization", "")):
                return None
        except TooManyAtOnce:
            answer = self._refused(request, 503, "refuse_logins")
            answer.headers["Retry-After"] = "10"
            return answer
        answer = self._refused(request, 401, "refuse_unknown")
        answer.headers["WWW-Authenticate"] = 'Basic realm="policy-kg", charset="UTF-8"'
        return answer

    def _refused(self, request: Request, status: int, key: str) -> Response:
        limit = self.settings.largest(request.method, request.url.path)
        said = pages.say(pages.language(request), key, limit=f"{limit:,}")
        # What the request still sends is not read.
        return PlainTextResponse(f"{said}\n", status, {"Connection": "close"} if status == 413 else None)


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The whole body of a request; None where it is larger than the limit, whatever its headers say.

    :raises ClientDisconnect: it did not come whole.
    """
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        part = message.get("body", b"")
        size += len(part)
        if size > limit:
            return None
        parts.append(part)
        more = message.get("more_body", False)
    return b"".join(parts)


def _name(host: str) -> str:
    """A Host header without its port."""
    return host.lower() if host.endswith("]") else host.rpartition(":")[0].lower() if ":" in host else host.lower()


def _length(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isascii() and length.isdigit() and len(length) < 20 else 0
