"""The command that shows the store as a site: serve."""

from __future__ import annotations

import os
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, echo, opened

if TYPE_CHECKING:
    from types import FrameType

PORT = 8765
_TRIES = 20


@click.command(short_help="Browse the store as a local site. 本地网站。")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port; by default {PORT} or the next free one.")
@click.option("--name", "names", multiple=True, help="Another host name that the site answers to (repeatable).")
@click.option(
    "--cors",
    "origins",
    multiple=True,
    metavar="ORIGIN",
    help="Another site whose scripts may query /sparql (repeatable).",
)
@click.option(
    "--timeout",
    type=click.FloatRange(0.1, 3600),
    default=20.0,
    show_default=True,
    help="Seconds that a SPARQL query may take.",
)
@click.option("--open", "browse", is_flag=True, help="Open it in the browser.")
@click.pass_context
def serve(
    context: click.Context,
    host: str,
    port: int | None,
    names: tuple[str, ...],
    origins: tuple[str, ...],
    timeout: float,
    browse: bool,
) -> None:
    """Browse the store in a web browser: search, dossiers, lists, graphs, SPARQL.

    Only this machine can reach the site, unless --host says otherwise. It reads and never writes; `kg load` may run
    meanwhile. Press Ctrl-C to end it.
    """
    try:
        import uvicorn

        from kg.web import connections
        from kg.web.site import create_app
    except ImportError as error:
        if (error.name or "").partition(".")[0] in ("kg", "loaders", "ontology", "queries"):
            raise
        raise Failure(
            f"The site needs packages that are not installed ({error.name}): pip install 'policy-kg[web]'"
        ) from None
    from kg.web.settings import LOOPBACK, Settings

    store: Path = context.obj
    with opened(store):
        pass
    listener = _listener(host, port)
    address = f"http://{'localhost' if host in LOOPBACK else host}:{listener.getsockname()[1]}/"
    settings = Settings(
        store=store,
        judgements=context.find_root().params.get("judgements"),
        hosts=(*LOOPBACK, _bracketed(host), *map(str.lower, names)),
        origins=origins,
        seconds=timeout,
    )

    class Server(uvicorn.Server):
        """Its processes end with it, also those that are busy with a query."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            _end_processes()
            super().handle_exit(sig, frame)

    config = connections.config(create_app(settings), settings)
    echo(f"{address}  (Press Ctrl-C to end it.)")
    if browse:
        click.launch(address)
    with suppress(KeyboardInterrupt):
        Server(config).run(sockets=[listener])
    # Threads that still answer somebody must not hold up who wants to stop.
    _end_processes()
    sys.stdout.flush()
    os._exit(0)


def _end_processes() -> None:
    import multiprocessing

    for process in multiprocessing.active_children():
        process.kill()


def _listener(host: str, port: int | None) -> socket.socket:
    """A listening socket; where no port was named, the first free one."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    for tried in [port] if port else range(PORT, PORT + _TRIES):
        # asyncio sends at once (TCP_NODELAY) only on sockets that say that they are TCP: else every answer of a kept-alive connection
        # waits 40 ms for the acknowledgement of the one before.
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        # Windows lets two programs share a port under the option that elsewhere frees one that was just left.
        if sys.platform == "win32":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((host.strip("[]"), tried))
            listener.listen(128)
            return listener
        except OSError as error:
            listener.close()
            reason = error.strerror or str(error)
    if port:
        raise Failure(f"Port {port} of {host} cannot be used ({reason}); name another with --port.")
    raise Failure(f"No port of {host} from {PORT} on can be used ({reason}); name one with --port.")


def _bracketed(host: str) -> str:
    return f"[{host.strip('[]')}]" if ":" in host else host.lower()


COMMANDS = (serve,)
