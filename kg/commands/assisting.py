"""The command that lets an assistant ask: mcp."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, echo, not_installed, opened, query_limits
from kg.tables.language import user_language

if TYPE_CHECKING:
    from kg.web.assistant.server import AssistantServer


@click.command("mcp", short_help="Let an assistant ask the store. 供智能助手使用（MCP）。")
@click.option(
    "--http", is_flag=True, help="Serve over HTTP on this machine, at /mcp, instead of standard input and output."
)
@click.option(
    "--port", type=click.IntRange(1, 65535), help="The port for --http; by default 8765 or the next free one."
)
@query_limits
@click.pass_context
def assist(context: click.Context, http: bool, port: int | None, timeout: float, rows: int) -> None:
    """Let an assistant ask the store over the Model Context Protocol (MCP).

    Its tools are trace, search, show, chain, audit, query, sparql and sources; all of them only read. Programs such as Claude Desktop start this
    command themselves and speak with it over standard input and output. With --http it waits on this machine for programs that are given an address.
    """
    try:
        from kg.web.assistant.server import AssistantServer

        if http:
            from kg.web import connections, guard  # noqa: F401 - the door of the site
    except ImportError as error:
        raise Failure(
            f"Assistants need packages that are not installed ({not_installed(error)}): pip install 'policy-kg[mcp]'"
        ) from None
    from kg.web.settings import LOOPBACK, Settings

    settings = Settings(
        store=context.obj,
        judgements=context.find_root().params.get("judgements"),
        hosts=LOOPBACK,
        seconds=timeout,
        rows=rows,
    )
    try:
        with opened(settings.store):
            pass
    except Exception as error:
        # The assistant is told with each question; the store may come later.
        echo(f"kg: {error}", err=True)
    server = AssistantServer(settings, user_language())
    if http:
        _over_http(server, port)
    else:
        import anyio

        anyio.run(server.stdio)
    server.close()
    sys.stdout.flush()
    # Threads that still answer somebody must not hold up who has gone.
    os._exit(0)


def _over_http(server: AssistantServer, port: int | None) -> None:
    from kg.commands.serving import listening_socket
    from kg.web.assistant.server import PATH
    from kg.web.connections import serve

    socket = listening_socket("127.0.0.1", port)
    address = f"http://127.0.0.1:{socket.getsockname()[1]}{PATH}"
    echo(f"{address}  (Press Ctrl-C to end it.)")
    serve(server.http(), server.settings, socket)


COMMANDS = (assist,)
