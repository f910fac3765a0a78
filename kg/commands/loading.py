"""Commands that bring files into the store or out of it: load, remove, list, extract."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, WrongUse, opened, print_table, table_options

if TYPE_CHECKING:
    from kg.load import Outcome, Report
    from kg.tables import Format

PATHS = click.Path(path_type=Path)


@click.command(short_help="Read files into the store. 读入文件。")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATHS...")
@click.option("--force", is_flag=True, help="Read files again that have not changed. 重新读取未变化的文件。")
@click.pass_obj
def load(store: Path, paths: tuple[Path, ...], force: bool) -> None:
    """Read files, and all files in folders, into the store. 读入文件或文件夹。

    A file that changed replaces what it said before; an unchanged one is skipped. Files that cannot be read are named and never
    stop the others: then the exit status is 1.
    """
    from kg import load as loading

    files, passed_over = loading.find_files(paths)
    with opened(store, write=True) as graph, _progress(len(files)) as seen:
        report = loading.load(graph, files, force=force, seen=seen)
    report.passed_over = passed_over
    for line in _summary(report):
        click.echo(line)
    if report.count("failed"):
        raise SystemExit(1)


@contextmanager
def _progress(total: int) -> Iterator[Callable[[Outcome], None]]:
    """A bar on a terminal, plain lines elsewhere; failures and notes are lines in both."""

    def line(outcome: Outcome) -> None:
        if outcome.reason:
            click.echo(f"failed     {outcome.path}: {outcome.reason}", err=True)
        elif outcome.status != "unchanged":
            click.echo(f"{outcome.status:<10} {outcome.path}")
        for note in outcome.notes:
            click.echo(f"note       {outcome.path}: {note}", err=True)

    if total < 5 or not sys.stderr.isatty():
        yield line
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total)

        def step(outcome: Outcome) -> None:
            if outcome.reason or outcome.notes:
                bar.stop()
                line(outcome)
                bar.start()
            bar.advance(task)

        yield step


def _summary(report: Report) -> Iterator[str]:
    fresh = report.count("loaded") + report.count("updated")
    unchanged, failed = report.count("unchanged"), report.count("failed")
    if fresh:
        facts = ", ".join(f"{number:,} {name if number != 1 else _one(name)}" for name, number in report.facts.items())
        yield f"Read {facts}." if report.facts else f"{fresh} files hold the same as others that are loaded."
    parts = [
        f"{count} {word}"
        for count, word in (
            (report.count("loaded"), "loaded"),
            (report.count("updated"), "updated"),
            (unchanged, "unchanged"),
            (failed, "failed"),
        )
        if count
    ]
    if unchanged and not fresh and not failed:
        yield f"Nothing changed: {unchanged} {'file is' if unchanged == 1 else 'files are'} up to date. 没有变化。"
    elif parts:
        yield f"Files: {', '.join(parts)}."
    else:
        yield "There were no files to read; kg reads .txt, .html, .htm, .csv and .xlsx. 没有可读的文件。"
    for ending, count in sorted(report.passed_over.items()):
        yield f"Not read: {count} {'file' if count == 1 else 'files'} with ending {ending}."


def _one(plural: str) -> str:
    """The singular of a plural of facts."""
    return plural.removesuffix("s")


@click.command(short_help="Take files out of the store. 移除文件。")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATHS...")
@click.pass_obj
def remove(store: Path, paths: tuple[Path, ...]) -> None:
    """Take files (or all files of a folder) out of the store. 从存储中移除文件。

    The files need not exist any more; name them by path, or by file name where only one has it.
    """
    from kg import load as loading
    from kg.catalogue import Catalogue

    with opened(store) as graph:
        known = Catalogue.read(graph)
    entries = []
    for path in paths:
        found = known.under(path) or [entry for entry in known.entries.values() if entry.file_name == str(path)]
        if not found:
            raise Failure(f"No loaded file is called {path}; `kg list` shows them all. Nothing was removed.")
        if len(found) > 1 and not known.under(path):
            listed = ", ".join(entry.path for entry in found)
            raise WrongUse(
                f"Several loaded files are called {path}; name one by its path: {listed}. Nothing was removed."
            )
        entries += found
    with opened(store, write=True) as graph:
        count = loading.remove(graph, list(dict.fromkeys(entries)))
    click.echo(f"Removed {count} {'file' if count == 1 else 'files'}. 已移除。")


@click.command("list", short_help="List the loaded files. 列出文件。")
@table_options
@click.pass_obj
def list_files(store: Path, style: Format | None, output: Path | None) -> None:
    """List the loaded files and what each holds. 列出已读入的文件。"""
    from kg.ask import ask
    from kg.catalogue import Catalogue
    from kg.tables import Table

    with opened(store) as graph:
        entries = Catalogue.read(graph).entries
        documents = ask(graph, "documents", {})
    about = {row[-1]: row[1:-1] for row in documents.rows}
    blank = (None,) * (len(documents.columns) - 2)
    rows = [(path, *about.get(entry.document, blank), entry.document) for path, entry in sorted(entries.items())]
    print_table(Table(("path", *documents.columns[1:]), rows), style, output)


@click.command(short_help="Print the facts of files, without a store. 输出事实。")
@click.argument("paths", nargs=-1, required=True, type=PATHS, metavar="PATHS...")
@click.option("--format", "form", type=click.Choice(["jsonl", "text"]), default="jsonl", show_default=True)
@click.option("--text", "form", flag_value="text", help="Print the text that offsets point into. 输出纯文本。")
def extract(paths: tuple[Path, ...], form: str) -> None:
    """Print the facts of files, one JSON object a document, without any store. 直接输出文件中的事实。"""
    from kg.load import explained, find_files
    from loaders import formats, jsonl
    from loaders.extract import read_and_extract

    files, _ = find_files(paths)
    failed = False
    for file in files:
        with explained(file) as problem:
            if form == "text":
                click.echo(formats.read(file).text, nl=False)
            else:
                click.echo(jsonl.line(read_and_extract(file)))
        if problem:
            click.echo(f"kg: {problem[0]}", err=True)
            failed = True
    if failed:
        raise SystemExit(1)


COMMANDS = (load, remove, list_files, extract)
