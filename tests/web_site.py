"""A site on the small store, called in this process or over a real connection."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Literal

import uvicorn
from starlette.applications import Starlette
from starlette.routing import Route
from starlette.types import ASGIApp

from kg.web import connections
from kg.web.guard import Guard
from kg.web.query_queue import QueryQueue
from kg.web.settings import Settings
from kg.web.sparql import endpoint


@contextmanager
def endpoint_of(settings: Settings) -> Iterator[ASGIApp]:
    """The SPARQL endpoint alone, behind its door."""
    waiting = QueryQueue(settings)
    try:
        route = Route("/sparql", partial(endpoint.sparql, waiting=waiting), methods=["GET", "POST"])
        yield Guard(Starlette(routes=[route]), settings)
    finally:
        waiting.close()


def settings_of(store: Path, **changed: object) -> Settings:
    """Settings that also answer to the name of the test client."""
    values: dict[str, object] = {
        "hosts": ("localhost", "127.0.0.1", "testserver"),
        "workers": 1,
        "patience": 30.0,
        **changed,
    }
    return Settings(store=store, **values)  # type: ignore[arg-type]


@contextmanager
def listening(app: ASGIApp, lifespan: Literal["on", "off"] = "off", settings: Settings | None = None) -> Iterator[str]:
    """``app`` on a free port of this machine, as ``kg serve`` serves it; gives its address."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    server = uvicorn.Server(connections.config(app, settings or Settings(store="none.kg"), lifespan=lifespan))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)
