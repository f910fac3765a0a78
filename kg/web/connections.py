"""Connections to the site: who sends too slowly, or reads too slowly, makes room for others; what goes wrong often is logged once a minute."""

from __future__ import annotations

import asyncio
import logging
import time
from contextlib import suppress
from typing import TYPE_CHECKING, ClassVar

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from loaders.formats.containers import operating_system

if TYPE_CHECKING:
    import socket
    from pathlib import Path

    from starlette.types import ASGIApp

    from kg.web.settings import Settings

# Files that the process needs besides its connections, with those that are accepted before the oldest are let go of.
_OTHER_FILES = 300
# Connections that the system holds until they are accepted, and that are accepted at once.
_BACKLOG = 100
# Whoever reads an answer takes so many bytes in a second at least; whose body takes longer than it may sends so many.
_SLOWEST = 1_000
_SLOWEST_SENDER = 20_000
_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_MINUTE = 60.0
_KINDS = 100


def config(app: ASGIApp, settings: Settings, **more: str | Path | None) -> uvicorn.Config:
    """How the site is served, within the limits of its settings."""
    files = operating_system.open_files()
    most = settings.connections if files is None else max(10, min(settings.connections, files - _OTHER_FILES))
    http = type("SiteConnections", (SiteConnection,), {"most": most, "arriving": settings.arriving, "replaceable": {}})
    found = uvicorn.Config(
        app,
        http=http,
        ws="none",
        backlog=_BACKLOG,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=1,
        **more,  # type: ignore[arg-type]
    )
    once = OnceAMinute()
    for name in ("uvicorn.error", "asyncio"):
        logger = logging.getLogger(name)
        logger.filters = [*(old for old in logger.filters if not isinstance(old, OnceAMinute)), once]
    return found


def serve(app: ASGIApp, settings: Settings, listener: socket.socket) -> None:
    """Serve an application until somebody ends it."""
    with suppress(KeyboardInterrupt):
        uvicorn.Server(config(app, settings)).run(sockets=[listener])


class SiteConnection(H11Protocol):
    """A connection whose request has to arrive in ``arriving`` seconds, head and body each.

    Of more than ``most`` connections the oldest that asks nothing at the moment (``replaceable``) is closed, else the new one.
    """

    most: ClassVar[int]
    arriving: ClassVar[float]
    replaceable: ClassVar[dict[SiteConnection, None]]
    _deadline: asyncio.TimerHandle | None = None
    _expected: object = None
    _stalled: asyncio.TimerHandle | None = None
    _came = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Take it, where there is room."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            oldest = next(iter(self.replaceable), self)
            self.replaceable.pop(oldest, None)
            oldest.transport.abort()
            if oldest is self:
                return
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what has come of a request."""
        self._came += len(data)
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        super().on_response_complete()
        if not self.transport.is_closing():
            self._watch(kept=True)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget it."""
        for timer in (self._deadline, self._stalled):
            if timer is not None:
                timer.cancel()
        self.replaceable.pop(self, None)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """See to it that somebody reads."""
        super().pause_writing()
        self._watch_reading(0)

    def resume_writing(self) -> None:
        """Somebody reads."""
        super().resume_writing()
        if self._stalled is not None:
            self._stalled.cancel()

    def _watch(self, *, kept: bool = False) -> None:
        """Set the deadline of what is expected now: a head, a body, or nothing; one ``kept`` alive may rest (uvicorn ends that)."""
        state = self.conn.their_state
        if state is h11.IDLE and not self.transport.is_closing():
            self.replaceable[self] = None
        else:
            self.replaceable.pop(self, None)
        expected = None if kept and state is h11.IDLE or state not in (h11.IDLE, h11.SEND_BODY) else state
        if expected is not self._expected:
            self._expected = expected
            if self._deadline is not None:
                self._deadline.cancel()
            self._begin_waiting()

    def _begin_waiting(self) -> None:
        self._came = 0
        self._deadline = self.loop.call_later(self.arriving, self._late) if self._expected else None

    def _late(self) -> None:
        body = self._expected is h11.SEND_BODY and not self.cycle.response_started
        if body and self._came >= _SLOWEST_SENDER * self.arriving:
            self._begin_waiting()
            return
        if not self.transport.is_closing():
            begun = self.conn.trailing_data[0] if self._expected is h11.IDLE else not self.cycle.response_started
            if begun:
                self.transport.write(_LATE)
            self.transport.close()

    def _watch_reading(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if before and before - left < _SLOWEST * self.arriving:
            self.transport.abort()
        else:
            self._stalled = self.loop.call_later(self.arriving, self._watch_reading, left)


class OnceAMinute(logging.Filter):
    """Lets one message of a kind pass in a minute: whoever causes them must not fill the disk."""

    def __init__(self) -> None:
        super().__init__()
        self._last: dict[tuple[str, str, str], float] = {}
        self._since: dict[tuple[str, str, str], int] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether to write it; with it stands how many were not written."""
        kind = type(record.exc_info[1]).__name__ if record.exc_info else ""
        # What follows in further lines, as asyncio has it, names sockets and is never the same.
        key = (record.name, str(record.msg).partition("\n")[0], kind)
        now = time.monotonic()
        if now - self._last.get(key, -_MINUTE) < _MINUTE or (key not in self._last and len(self._last) >= _KINDS):
            self._since[key] = self._since.get(key, 0) + 1
            return False
        self._last[key] = now
        if left_out := self._since.pop(key, 0):
            record.msg = f"{record.msg} ({left_out:,} more since)"
        return True
