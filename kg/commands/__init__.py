"""The commands of ``kg``, by what they are for, and what they share: options, opening the store, sentences for failures."""

from __future__ import annotations

import errno
import json
import os
import sys
import threading
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from kg.stores.catalogue import StoreChange
    from kg.stores.store import Place, Store
    from kg.tables.table import Format, Table

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


def say(message: str) -> str:
    """A message in the user's language."""
    from kg.tables.messages import in_user_language

    return in_user_language(message)


def echo(message: str, *, err: bool = False) -> None:
    """Print a message in the user's language."""
    click.echo(say(message), err=err)


class Failure(click.ClickException):
    """One clear sentence on standard error, and exit status 1: the thing asked for could not be done."""

    exit_code = 1

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        echo(f"kg: {self.format_message()}", err=True)


class WrongUse(Failure):
    """One clear sentence, and exit status 2: the command cannot be understood so."""

    exit_code = 2


class StorePlace(click.Path):
    """A folder as a Path, or an endpoint's address as a str."""

    def split_envvar_value(self, rv: str) -> list[str]:
        """The variable names one store: an address holds what parts the paths of a list."""
        return [rv]

    def convert(
        self, value: str | os.PathLike[str], param: click.Parameter | None, ctx: click.Context | None
    ) -> str | bytes | os.PathLike[str]:
        """See whether it is an address: https://… or http://…"""
        if str(value).lower().startswith(("http://", "https://")):
            return str(value)
        return super().convert(value, param, ctx)


class WordsArgument(click.types.StringParamType):
    """Text on the command line; bytes of another encoding than the terminal's are no text, whatever is asked with them."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """The text.

        :raises WrongUse: it is none.
        """
        if isinstance(value, str) and not value.isascii() and value != value.encode("utf-8", "ignore").decode():
            raise WrongUse(
                f"{value!r} is no text in UTF-8: write it in the encoding of this terminal, or set its encoding to UTF-8."
            )
        return super().convert(value, param, ctx)


def json_option(function: F) -> F:
    """``--json`` for commands whose answer is more than a table."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON for programs.")(function)


def table_options(function: F) -> F:
    """``--json``, ``--csv`` and ``-o`` for commands that print a table: adds ``style`` and ``output``."""
    for option in (
        click.option(
            "-o",
            "--output",
            type=click.Path(dir_okay=False, path_type=Path),
            help="Write to a file (CSV opens in Excel).",
        ),
        click.option("--csv", "style", flag_value="csv", help="Print CSV."),
        click.option("--json", "style", flag_value="json", help="Print JSON."),
    ):
        function = option(function)
    return function


def query_limits(function: F) -> F:
    """``--timeout`` and ``--rows`` for commands that answer anybody's queries."""
    for option in (
        click.option(
            "--rows",
            type=click.IntRange(1),
            default=100_000,
            show_default=True,
            help="Rows or triples that its answer may have.",
        ),
        click.option(
            "--timeout",
            type=click.FloatRange(0.1, 3600),
            default=20.0,
            show_default=True,
            help="Seconds that a SPARQL query may take.",
        ),
    ):
        function = option(function)
    return function


def not_installed(error: ImportError) -> str:
    """The package of an extra that an import did not find; a part of ours that is missing is a fault, and raised again."""
    package = (error.name or "").partition(".")[0]
    if package in ("kg", "loaders", "ontology", "queries"):
        raise error
    return package


@contextmanager
def writing(path: Path | None) -> Iterator[None]:
    """Turns a file that cannot be written into a sentence."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Failure(f"{path} cannot be written ({error.strerror or error}).") from error


def print_json(value: object, output: Path | None = None, indent: int = 1) -> None:
    """Print JSON, or write it to a file."""
    text = json.dumps(value, ensure_ascii=False, indent=indent) + "\n"
    with writing(output):
        click.echo(text, nl=False) if output is None else output.write_text(text, "utf-8")


def style_of(style: Format | None, output: Path | None) -> Format | None:
    """The style in which a table is written: the one that is asked for, else that of the file's ending."""
    return style or ({".csv": "csv", ".json": "json"}.get(output.suffix.lower()) if output else None)  # type: ignore[return-value]


def print_table(table: Table, style: Format | None, output: Path | None = None, nothing: str = "") -> None:
    """Print a table in the chosen style, or write it to a file whose ending may choose the style."""
    from kg.tables import table as tables

    with writing(output):
        tables.write(table, style_of(style, output) or "table", output=output, nothing=say(nothing))


def values_of(settings: Iterable[str]) -> dict[str, str]:
    """The values of ``--set NAME=VALUE``."""
    values = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals:
            raise WrongUse(f"--set takes NAME=VALUE, not {setting!r}.")
        values[key.strip()] = value.strip()
    return values


def read_query(file: Path) -> str:
    """The text of a query in a file; ``-`` is standard input."""
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise Failure(f"{file} cannot be read as UTF-8 text ({error}).") from error


@contextmanager
def opened(path: Place, *, write: bool = False, wait: float = 0) -> Iterator[Store]:
    """The store for a command: readers work beside a writer; a writer waits up to ``wait`` seconds for another one."""
    from kg.answers import staleness
    from kg.stores.opening import open_store

    with open_store(path, read_only=not write, wait=wait) as store:
        context = click.get_current_context(silent=True)
        store.judgements = context.find_root().params.get("judgements") if context else None
        # Last what tells that the answer rests on less than what is stored.
        for notice in (*store.notices, None if write else staleness.notice(store)):
            _tell(notice)
        yield store


@contextmanager
def failures(path: Place) -> Iterator[None]:
    """Every failure of a command that has a sentence leaves as that sentence."""
    try:
        yield
    except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
        raise
    except Exception as error:
        from kg.stores import engine_errors
        from kg.tables.messages import UserError
        from loaders.source import UnreadableFile
        from loaders.templates import TemplateError

        if isinstance(error, UserError | UnreadableFile | TemplateError):
            failure = WrongUse if getattr(error, "status", 1) == 2 else Failure
            raise failure(str(error)) from error
        if isinstance(error, OSError) and error.errno == errno.ENAMETOOLONG:
            raise Failure(f"{error.filename} is a longer name than the system takes: choose a shorter one.") from error
        if engine_errors.of_engine(error):
            raise Failure(engine_errors.sentence(Path(path), error)) from error
        raise


def tell_other_versions(store: Store) -> None:
    """One line on standard error where another version stored documents."""
    from kg.answers import staleness

    _tell(staleness.documents(store))


def _tell(notice: str | None) -> None:
    if notice is not None:
        echo(f"kg: {notice}", err=True)


def indexed(path: Place, step: StoreChange | None = None) -> None:
    """Make what is beside a store fit it after it was written, so that nobody who searches waits for it; an index without a file is told.

    ``step`` is what changed, where it is known.

    A store at an address is indexed by who searches in it: all its texts come over the network for that.
    """
    from kg.maintenance import companions
    from kg.search import index
    from kg.stores.opening import is_address

    if is_address(path):
        return
    with opened(path) as store:
        reason, file = companions.renew(store, step), index.file(store)
    if reason is not None:
        echo(
            f"kg: The search index {file} cannot be written ({reason}); all is stored, but every search waits until "
            "the index is made in memory.",
            err=True,
        )


def interruptible(work: Callable[[], T]) -> T:
    """Do some reading so that Ctrl-C ends it at once, also while the engine computes.

    The engine does not look for signals, so it works in a thread of its own that dies with the process.
    """
    done: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            done.append(work())
        except BaseException as error:
            # Answers that are half read may not be dropped by another thread than this one.
            for one in (error, error.__context__):
                traceback.clear_frames(one.__traceback__ if one else None)
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        while thread.is_alive():
            thread.join(0.1)
    except KeyboardInterrupt:
        echo("Interrupted.", err=True)
        sys.stdout.flush()
        os._exit(130)
    if failed:
        raise failed[0]
    return done[0]
