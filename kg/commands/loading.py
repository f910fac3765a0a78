"""Commands that bring files into the store or out of it: load, remove, list, extract."""

from __future__ import annotations

import gc
import re
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import AbstractContextManager, closing, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, WrongUse, echo, indexed, opened, print_table, table_options
from kg.tables.language import user_language

if TYPE_CHECKING:
    from kg.loading.cluster import Cluster
    from kg.loading.report import Report
    from kg.tables.table import Format

PATHS = click.Path(path_type=str)


class Waiting(click.Command):
    """A command whose ``--wait`` may stand alone: as long as it takes."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Give ``--wait`` a number where none follows; what follows ``--`` is never an option."""
        end = args.index("--") if "--" in args else len(args)
        whole: list[str] = []
        for position, arg in enumerate(args):
            whole.append(arg)
            follows = args[position + 1] if position + 1 < end else ""
            if arg == "--wait" and position < end and not _NUMBER.fullmatch(follows):
                whole.append("inf")
        return super().parse_args(ctx, whole)


_NUMBER = re.compile(r"[0-9]+(?:\.[0-9]*)?|inf")

wait_option = click.option(
    "--wait",
    type=click.FloatRange(min=0),
    default=0.0,
    metavar="[SECONDS]",
    help="Wait while another process writes; without a number, as long as it takes.",
)


@click.command(cls=Waiting, short_help="Read files into the store. 读入文件。")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATHS...")
@click.option("--force", is_flag=True, help="Read files again that have not changed.")
@click.option(
    "--jobs",
    type=click.IntRange(min=1),
    show_default="the cores",
    help="Number of processes that read; the result does not depend on it.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Read with the workers of a Dask cluster, such as tcp://host:8786; the result is the same.",
)
@click.option(
    "--report",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE.csv",
    help="Write a table with one row for each file, for Excel.",
)
@wait_option
@click.pass_obj
def load(
    store: Path,
    paths: tuple[str, ...],
    force: bool,
    jobs: int | None,
    scheduler: str | None,
    target: Path | None,
    wait: float,
) -> None:
    """Read files, and all files in folders, into the store.

    PATHS may also be URLs: https://…/a.html, s3://bucket/folder, hdfs://….
    A file that changed replaces what it said before; an unchanged one is skipped. Files that cannot be read are named and never
    stop the others: then the exit status is 1. After Ctrl-C, what was read stays; the same command goes on from there.
    """
    from kg.commands.load_progress import progress, summary
    from kg.loading import load as loading
    from loaders.formats.containers.operating_system import cores

    if target is not None and not target.absolute().parent.is_dir():
        raise Failure(f"{target} cannot be written: there is no folder {target.parent}. Nothing was read.")
    if scheduler is not None and jobs is not None:
        raise WrongUse("--jobs is for this machine and --scheduler for a cluster, which has as many readers as it has.")
    start = time.monotonic()
    gc.set_threshold(loading.RARELY)
    files, passed_over = _found(paths)
    try:
        with (
            _cluster(scheduler) as readers,
            opened(store, write=True, wait=wait) as graph,
            progress(len(files)) as shown,
        ):
            report = loading.load(
                graph,
                files,
                force=force,
                jobs=jobs or cores(),
                readers=readers,
                begun=shown.begun,
                seen=shown.seen,
                paged=shown.paged,
            )
    except loading.Interrupted as stopped:
        _write_report(stopped.report, target)
        echo(_stopped(stopped.report, stopped.left), err=True)
        raise SystemExit(130) from None
    report.passed_over = passed_over
    _write_report(report, target)
    for line in summary(report, time.monotonic() - start):
        echo(line)
    indexed(store, report.step)
    if report.count("failed"):
        raise SystemExit(1)


def _found(paths: Iterable[str]) -> tuple[list[Path], Counter[str]]:
    """The files that the user names; a folder at a URL that cannot be listed is a failure."""
    from kg.loading.load import find_files
    from loaders.formats import place
    from loaders.source import UnreadableFile

    try:
        return find_files(place(path) for path in paths)
    except UnreadableFile as error:
        raise Failure(f"{error} Nothing was read.") from error


def _cluster(address: str | None) -> AbstractContextManager[Cluster | None]:
    """The cluster at an address, if there is one."""
    if address is None:
        return nullcontext()
    from kg.loading.cluster import Cluster

    return closing(Cluster(address))


def _write_report(report: Report, target: Path | None) -> None:
    if target is not None:
        from kg.commands.load_progress import report_table

        print_table(report_table(report, user_language()), "csv", target)


def _stopped(report: Report, left: int) -> str:
    """The sentence after Ctrl-C."""
    stored = len(report.outcomes) - report.count("failed")
    return (
        f"Interrupted: {stored:,} {'file is' if stored == 1 else 'files are'} stored, {left:,} {'was' if left == 1 else 'were'} not read; "
        "run the same command again to continue."
    )


@click.command(cls=Waiting, short_help="Take files out of the store. 移除文件。")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATHS...")
@wait_option
@click.pass_obj
def remove(store: Path, paths: tuple[str, ...], wait: float) -> None:
    """Take files (or all files of a folder) out of the store.

    The files need not exist any more; name them by path, as kg list shows it, or by file name where only one has it.
    """
    from kg.loading import load as loading
    from kg.stores import catalogue
    from kg.stores.catalogue import Catalogue
    from loaders.formats import place

    with opened(store) as graph:
        known = Catalogue.read(graph)
    entries = []
    for path in paths:
        found = known.under(place(path)) or [
            entry for entry in known.entries.values() if path in (entry.file_name, catalogue.shown(entry.path))
        ]
        if not found:
            raise Failure(f"No loaded file is called {path}; `kg list` shows them all. Nothing was removed.")
        if len(found) > 1 and not known.under(place(path)):
            listed = ", ".join(entry.path for entry in found)
            raise WrongUse(
                f"Several loaded files are called {path}; name one by its path: {listed}. Nothing was removed."
            )
        entries += found
    with opened(store, write=True, wait=wait) as graph:
        step = loading.remove(graph, gone := list(dict.fromkeys(entries)))
    echo(f"Removed {len(gone)} {'file' if len(gone) == 1 else 'files'}.")
    indexed(store, step)


@click.command("list", short_help="List the loaded files. 列出文件。")
@table_options
@click.pass_obj
def list_files(store: Path, style: Format | None, output: Path | None) -> None:
    """List the loaded files and what each holds."""
    from kg.answers.ask import ask
    from kg.stores import catalogue
    from kg.stores.catalogue import Catalogue
    from kg.tables.table import Table

    with opened(store) as graph:
        entries = Catalogue.read(graph).entries
        documents = ask(graph, "documents", {})
    about = {row[-1]: row[1:-1] for row in documents.rows}
    blank = (None,) * (len(documents.columns) - 2)
    people = style is None and output is None
    rows = [
        (catalogue.shown(path) if people else path, *about.get(entry.document, blank), entry.document)
        for path, entry in sorted(entries.items())
    ]
    print_table(Table(("path", *documents.columns[1:]), rows), style, output)


@click.command(short_help="Print the facts of files, without a store. 输出事实。")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATHS...")
@click.option("--format", "form", type=click.Choice(["jsonl", "text"]), default="jsonl", show_default=True)
@click.option("--text", "form", flag_value="text", help="Print the plain text to which the offsets refer.")
def extract(paths: tuple[str, ...], form: str) -> None:
    """Print the facts of files, one JSON object for each document, without a store."""
    from kg.loading.file_reader import explained
    from loaders import formats
    from loaders.extract import read_and_extract
    from loaders.rdf import jsonl

    files, _ = _found(paths)
    failed = False
    for file in files:
        with explained(file) as problem:
            if form == "text":
                click.echo(formats.read(file).text, nl=False)
            else:
                click.echo(jsonl.line(read_and_extract(file)))
        if problem:
            echo(f"kg: {problem[0]}", err=True)
            failed = True
    if failed:
        raise SystemExit(1)


COMMANDS = (load, remove, list_files, extract)
