"""Connections that ask nothing, ask slowly or read slowly leave room for others; what they cause is logged once a minute."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from urllib.request import urlopen

import pytest
import web_site
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import Receive, Scope, Send

from kg.web import connections
from kg.web.connections import OnceAMinute
from kg.web.guard import Guard
from kg.web.settings import Settings

SIZE = 30_000_000


@contextmanager
def site(**more: float) -> Iterator[tuple[str, int, list[bytes]]]:
    """A site that answers every request; its address, its port, and the bodies that reached it."""
    reached: list[bytes] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope, receive)
        reached.append(await request.body())
        answer: Response = PlainTextResponse(b"x" * SIZE if request.url.path == "/large" else b"here")
        await answer(scope, receive, send)

    settings = Settings(store="none.kg", **more)  # type: ignore[arg-type]
    with web_site.listening(Guard(app, settings), settings=settings) as address:
        yield address, int(address.rpartition(":")[2]), reached


def connected(port: int, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.sendall(sent)
    return connection


def ended(connection: socket.socket, drip: bytes, seconds: float = 30) -> bytes:
    """What a connection says until the other side closes it, while ``drip`` is sent again and again."""
    said, until = b"", time.monotonic() + seconds
    connection.settimeout(0.05)
    while time.monotonic() < until:
        try:
            part = connection.recv(10_000)
            if not part:
                return said
            said += part
        except TimeoutError:
            with suppress(OSError):
                connection.sendall(drip)
        except OSError:
            return said
    raise AssertionError("it was not closed")


HEAD = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n"


def asking_of(port: int) -> socket.socket:
    """A connection whose request has a body that the site waits for."""
    connection = connected(port, HEAD + b"Expect: 100-continue\r\n\r\n")
    assert b"100 Continue" in connection.recv(10_000)
    return connection


@pytest.mark.parametrize(
    ("sent", "drip"),
    [
        (b"", b""),
        (b"GET / HT", b"T"),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X-a: b\r\n"),
        (HEAD + b"\r\n", b"x"),
        (HEAD + b"\r\nhalf of it", b""),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET / HT", b"T"),
        # A request that is refused unread, with a body that never ends.
        (b"POST / HTTP/1.1\r\nHost: foreign\r\nContent-Length: 1000\r\n\r\n", b"x"),
    ],
    ids=["nothing", "half a line", "headers without end", "a slow body", "half a body", "a second request", "refused"],
)
def test_a_request_that_does_not_come_is_not_waited_for(sent: bytes, drip: bytes) -> None:
    with site(arriving=0.5) as (address, port, reached), connected(port, sent) as connection:
        said = ended(connection, drip)
        assert b"200 OK" not in said or b"GET / HTTP" in sent
        assert said.count(b"408 Request Timeout") == (b"foreign" not in sent and bool(sent))
        assert not any(reached), "half a request is not answered"
        assert urlopen(address).read() == b"here"


def test_whoever_is_slow_within_the_time_is_answered() -> None:
    with site(arriving=20.0) as (_, port, reached), connected(port, b"") as connection:
        request = HEAD.replace(b"1000", b"4") + b"Connection: close\r\n\r\nbody"
        for start in range(0, len(request), 30):
            connection.sendall(request[start : start + 30])
            time.sleep(0.05)
        assert b"200 OK" in ended(connection, b"")
        assert reached == [b"body"]


def test_a_kept_connection_may_rest_and_ask_again() -> None:
    with site(arriving=0.3) as (_, port, _), connected(port, b"") as connection:
        for _ in range(4):
            connection.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
            said = b""
            while not said.endswith(b"here"):
                said += connection.recv(10_000)
            assert said.startswith(b"HTTP/1.1 200")
            time.sleep(0.5)


def test_half_open_connections_make_room() -> None:
    """Many more than there may be; pages are answered beside them, and what was being asked is not given up."""
    with site(connections=50, arriving=60.0) as (address, port, _):
        asking = asking_of(port)
        half = [connected(port, b"GET / HTTP/1.1\r\n") for _ in range(300)]
        for _ in range(20):
            assert urlopen(address, timeout=30).read() == b"here"
        asking.sendall(b"x" * 1000)
        assert b"200 OK" in asking.recv(10_000)
        closed = 0
        for connection in half:
            connection.settimeout(0.01)
            with suppress(TimeoutError):
                try:
                    closed += connection.recv(1) == b""
                except ConnectionError:
                    closed += 1
        assert 250 <= closed < 300
        for connection in (asking, *half):
            connection.close()


def test_where_all_ask_a_new_connection_is_closed() -> None:
    with site(connections=10, arriving=60.0) as (address, port, _):
        asking = [asking_of(port) for _ in range(10)]
        until = time.monotonic() + 30
        refused = 0
        while refused < 3 and time.monotonic() < until:
            try:
                urlopen(address, timeout=10)
            except OSError:
                refused += 1
        assert refused == 3
        for connection in asking:
            connection.sendall(b"x" * 1000)
            assert b"200 OK" in connection.recv(10_000)
            connection.close()


def test_an_answer_that_nobody_reads_is_given_up() -> None:
    with (
        site(arriving=0.3) as (_, port, _),
        connected(port, b"GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n") as connection,
    ):
        time.sleep(5)
        size = 0
        with suppress(ConnectionError):
            while part := connection.recv(1 << 20):
                size += len(part)
        assert size < SIZE


def test_an_answer_that_is_read_slowly_comes_whole() -> None:
    with site(arriving=10.0) as (_, port, _):
        asked = b"GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
        with connected(port, asked) as connection:
            size = 0
            while part := connection.recv(1 << 20):
                size += len(part)
                time.sleep(0.02)
        assert size > SIZE


def record(message: str, error: Exception | None = None, name: str = "uvicorn.error") -> logging.LogRecord:
    return logging.LogRecord(name, logging.ERROR, "", 0, message, (), (type(error), error, None) if error else None)


def test_a_kind_of_message_is_logged_once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [1000.0]
    monkeypatch.setattr(connections.time, "monotonic", lambda: now[0])
    once = OnceAMinute()
    written = []
    for second in range(180):
        now[0] = 1000.0 + second
        for number in range(100):
            one = record(f"accept failed\nsocket: <{second} {number}>", OSError("too many"), "asyncio")
            if once.filter(one):
                written.append(str(one.msg).rpartition("(")[2])
    assert [text.endswith("9 more since)") or "socket" in text for text in written] == [True] * 3
    assert once.filter(record("something else")) and not once.filter(record("something else"))
    assert once.filter(record("something else", ValueError())), "another error is another kind"


def test_messages_of_endless_kinds_are_not_all_written() -> None:
    once = OnceAMinute()
    assert sum(once.filter(record(f"kind {number}")) for number in range(10_000)) == 100


@pytest.mark.parametrize(
    "sent", [b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET / HTTP/1.1\r\n" + b"X: " + b"x" * 70_000]
)
def test_what_is_no_request_is_refused_and_logged_once(sent: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with site() as (address, port, _):
        logging.getLogger("uvicorn.error").propagate = True
        for _ in range(30):
            with connected(port, sent + b"\r\n\r\n") as connection:
                assert b" 400 " in ended(connection, b"")
        assert urlopen(address).read() == b"here"
    assert len([one for one in caplog.records if "Invalid" in one.getMessage()]) <= 1
