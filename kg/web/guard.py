"""The door of the site: who may call it, and how much they may send.

A page from elsewhere in the user's browser can send requests to this machine.  It cannot read the answers (no CORS unless asked), and a name that
its owner points at this machine (DNS rebinding) is not among the names that the site answers to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse

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


class Guard:
    """ASGI middleware: 403 for another Host or Origin, 413 for a body beyond the limit, and the headers of every answer."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer or refuse one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin")
        foreign = origin is not None and not self._own(origin, headers.get("host", ""))
        allowed = origin in self.settings.origins
        refusal: PlainTextResponse | None = None
        if len(headers.getlist("host")) != 1 or _name(headers["host"]) not in self.settings.hosts:
            refusal = PlainTextResponse("This site does not answer to that name; start it with --name NAME.\n", 403)
        elif foreign and not allowed:
            refusal = PlainTextResponse("Pages of other sites may not ask this one.\n", 403)
        elif _length(headers) > self.settings.body:
            refusal = self._too_large()

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

        if refusal is not None:
            await refusal(scope, receive, tell)
            return
        try:
            body = await _body(receive, self.settings.body)
        except ClientDisconnect:
            return
        if body is None:
            await self._too_large()(scope, receive, tell)
            return
        waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self.app(scope, replay, tell)

    def _own(self, origin: str, host: str) -> bool:
        """Whether a request comes from a page of this site."""
        return urlsplit(origin).netloc == host

    def _too_large(self) -> PlainTextResponse:
        return PlainTextResponse(f"A request may hold {self.settings.body:,} bytes at most.\n", 413)


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
