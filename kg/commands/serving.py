"""The commands of the site: serve, and password, which says who may read it."""

from __future__ import annotations

import os
import socket
import sys
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, WrongUse, echo, not_installed, opened, query_limits, say

if TYPE_CHECKING:
    from types import FrameType

    from kg.loading.report import Outcome
    from kg.web.editing.editors import Editors

PORT = 8765
_TRIES = 20
_CONFIG = Path("policy-kg.toml")
_SHORTEST = 8


def _from_file(context: click.Context, _: click.Parameter, file: Path | None) -> None:
    """What the command line and the environment leave open is taken from the table [serve] of a file."""
    if file is None and not _CONFIG.is_file():
        return
    file = file or _CONFIG
    try:
        found = tomllib.loads(file.read_text("utf-8-sig")).get("serve", {})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise WrongUse(f"The settings {file} cannot be read ({error}).") from error
    known = {option.lstrip("-"): param for param in context.command.params for option in param.opts}
    for key, value in found.items():
        if key not in known or key in ("config", "help"):
            raise WrongUse(
                f"{file}: {key} is no setting of kg serve; `kg serve --help` lists them, without the dashes."
            )
        if known[key].multiple and not isinstance(value, list):
            raise WrongUse(f"{file}: {key} takes a list.")
        if not known[key].multiple and isinstance(value, list | dict):
            raise WrongUse(f"{file}: {key} takes one value.")
    context.default_map = {known[key].name or key: value for key, value in found.items()}


@click.command(
    short_help="Browse the store as a local site. 本地网站。", context_settings={"auto_envvar_prefix": "KG_SERVE"}
)
@click.option(
    "--config",
    type=click.Path(dir_okay=False, path_type=Path),
    is_eager=True,
    expose_value=False,
    callback=_from_file,
    show_default="./policy-kg.toml",
    help="Settings in a table [serve]: these options without their dashes (also: environment, KG_SERVE_TIMEOUT …).",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), help=f"The port; by default {PORT} or the next free one.")
@click.option("--name", multiple=True, help="Another host name that the site answers to (repeatable).")
@click.option(
    "--cors",
    multiple=True,
    metavar="ORIGIN",
    help="Another site whose scripts may query /sparql (repeatable).",
)
@click.option(
    "--password-file",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Who may read, made by kg password; without it everybody may who reaches the site.",
)
@click.option(
    "--ssl-certfile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="The certificate for HTTPS (PEM).",
)
@click.option(
    "--ssl-keyfile",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Its private key, where the certificate's file does not hold it.",
)
@query_limits
@click.option(
    "--answer-size",
    type=click.IntRange(1),
    default=64,
    show_default=True,
    metavar="MB",
    help="Megabytes that its answer may have.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="SPARQL queries at once; one place is kept for quick ones.",
)
@click.option(
    "--memory",
    type=click.IntRange(512),
    metavar="MB",
    show_default="three quarters of the machine's",
    help="Megabytes that all processes of queries and lists may have together.",
)
@click.option(
    "--connections",
    type=click.IntRange(10),
    default=1_000,
    show_default=True,
    help="Connections at once.",
)
@click.option(
    "--edit",
    is_flag=True,
    help="Let who opens a one-time link that is printed add files and judge; without it nobody can change anything.",
)
@click.option(
    "--upload-size",
    type=click.IntRange(1),
    default=500,
    show_default=True,
    metavar="MB",
    help="Megabytes that may be added in the browser at once.",
)
@click.option(
    "--upload-files",
    type=click.IntRange(1),
    default=2_000,
    show_default=True,
    help="Files that may be added in the browser at once.",
)
@click.option(
    "--watch",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="A folder whose files are loaded as they arrive, as kg watch does.",
)
@click.option("--open", "browse", is_flag=True, help="Open it in the browser.")
@click.pass_context
def serve(
    context: click.Context,
    host: str,
    port: int | None,
    name: tuple[str, ...],
    cors: tuple[str, ...],
    password_file: Path | None,
    ssl_certfile: Path | None,
    ssl_keyfile: Path | None,
    timeout: float,
    rows: int,
    answer_size: int,
    workers: int,
    memory: int | None,
    connections: int,
    edit: bool,
    upload_size: int,
    upload_files: int,
    watch: Path | None,
    browse: bool,
) -> None:
    """Browse the store in a web browser: search, dossiers, lists, graphs, SPARQL.

    Only this machine can reach the site, unless --host says otherwise. It reads and never writes, unless --edit lets you; `kg load`
    may run meanwhile. Press Ctrl-C to end it.
    """
    try:
        import uvicorn

        from kg.web.connections import config
        from kg.web.site import create_app
    except ImportError as error:
        raise Failure(
            f"The site needs packages that are not installed ({not_installed(error)}): pip install 'policy-kg[web]'"
        ) from None
    from kg.stores.opening import is_address, open_store
    from kg.web.settings import LOOPBACK, Settings

    store: Path = context.obj
    if (edit or watch) and is_address(store):
        raise WrongUse(f"{store} is an address: --edit and --watch are for a store in a folder; kg load writes there.")
    if (edit or watch) and not Path(store).exists():
        # Who has no store yet begins with an empty one: files are added in the browser, or arrive in the folder.
        open_store(store).close()
    with opened(store):
        pass
    listener = listening_socket(host, port)
    here = "localhost" if host in LOOPBACK else host
    address = f"{'https' if ssl_certfile else 'http'}://{here}:{listener.getsockname()[1]}/"
    settings = Settings(
        store=store,
        judgements=context.find_root().params.get("judgements"),
        hosts=(*LOOPBACK, _bracketed(host), *map(str.lower, name)),
        origins=cors,
        passwords=password_file,
        seconds=timeout,
        rows=rows,
        answer=answer_size * 1_000_000,
        workers=workers,
        memory=None if memory is None else memory << 20,
        connections=connections,
        editing=edit,
        upload=upload_size * 1_000_000,
        upload_files=upload_files,
        watch=watch,
    )

    class Server(uvicorn.Server):
        """Its processes end with it, also those that are busy with a query."""

        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            app.state.end_writing()
            _end_processes()
            super().handle_exit(sig, frame)

    app = create_app(settings, _told)
    try:
        serving = config(app, settings, ssl_certfile=ssl_certfile, ssl_keyfile=ssl_keyfile)
        serving.load()
    except OSError as error:
        raise Failure(
            f"The certificate {ssl_certfile} or its key cannot be used ({error.strerror or error})."
        ) from error
    echo(f"{address}  (Press Ctrl-C to end it.)")
    if host not in LOOPBACK:
        _advise(host, name, password_file is not None, ssl_certfile is not None)
    # An application may have no editors.
    editors: Editors | None = getattr(app.state, "editors", None)
    if editors is not None:
        editors.announce = lambda link: echo(
            f"Link for the next browser that may change something: {address}{link[1:]}"
        )
        echo(f"Link for the browser that may change something, to be opened once: {address}{editors.link[1:]}")
    if browse:
        click.launch(f"{address}{editors.link[1:]}" if editors else address)
    with suppress(KeyboardInterrupt):
        Server(serving).run(sockets=[listener])
    # Threads that still answer somebody must not hold up who wants to stop.
    _end_processes()
    sys.stdout.flush()
    os._exit(0)


def _told(outcome: Outcome) -> None:
    """What became of a file of the watched folder, as kg load says it; or why nothing could be loaded."""
    from kg.commands.load_progress import line

    if outcome.path:
        line(outcome)
    else:
        echo(f"kg: {outcome.reason}", err=True)


def _advise(host: str, names: tuple[str, ...], logins: bool, encrypted: bool) -> None:
    """What to know of a site that others can reach."""
    if not logins:
        echo(
            "kg: Everybody on the network can read this site and all its texts; --password-file FILE lets in only whom it names.",
            err=True,
        )
    elif not encrypted:
        echo(
            "kg: Passwords cross the network readable: add --ssl-certfile FILE, or put a server with HTTPS before this one.",
            err=True,
        )
    if not names:
        echo(
            f"kg: Who calls the site by another name than {host} is refused: add --name NAME, for instance --name {_own_address(host)}.",
            err=True,
        )


def _own_address(host: str) -> str:
    """An address of this machine in its network, else its name; nothing is sent."""
    family, far = (socket.AF_INET6, "2001:db8::1") if ":" in host else (socket.AF_INET, "192.0.2.1")
    with socket.socket(family, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect((far, 9))
            return _bracketed(str(probe.getsockname()[0]))
        except OSError:
            return socket.gethostname().lower()


@click.command(short_help="Let somebody read the site. 网站登录密码。")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.argument("name")
@click.option(
    "--key", is_flag=True, help="Make a key for a program and print it, in place of a password that you type."
)
def password(file: Path, name: str, key: bool) -> None:
    """Let NAME read a site that is served with --password-file FILE, by a password that you type or by a new key.

    The file is made where there is none; it holds no password, only what a password can be compared with (scrypt). An earlier password or key of that
    name no longer counts.
    """
    from kg.web import login

    if not name.strip() or name.startswith("#") or any(sign == ":" or not sign.isprintable() for sign in name):
        raise WrongUse(f"{name!r} is no name to log in with: it has no colon and does not begin with #.")
    secret = login.new_key() if key else str(click.prompt(say("Password"), hide_input=True, confirmation_prompt=True))
    if len(secret) < _SHORTEST:
        raise WrongUse(f"The password is too short: it needs {_SHORTEST} characters.")
    login.write(file, name.strip(), secret)
    if key:
        click.echo(f"{name.strip()}.{secret}")
        echo("Programs send it as: Authorization: Bearer KEY. It is shown only now.", err=True)


def _end_processes() -> None:
    import multiprocessing

    for process in multiprocessing.active_children():
        process.kill()


def listening_socket(host: str, port: int | None) -> socket.socket:
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


COMMANDS = (serve, password)
