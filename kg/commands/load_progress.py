"""What ``kg load`` shows: a bar on a terminal, lines elsewhere, and at the end what became of the files."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import say
from kg.stores import catalogue
from kg.tables import table
from kg.tables.language import Language, user_language
from kg.tables.table import Table
from loaders.text import file_names

if TYPE_CHECKING:
    from kg.loading.report import Outcome, Report

# Up to so many files each gets its line; of more, lines tell how far it is: each tenth, and every ten seconds.
EACH_ITS_LINE = 20
SECONDS_BETWEEN = 10.0


def line(outcome: Outcome) -> None:
    """One file's line: failures and notes on standard error."""
    path = table.clean(catalogue.shown(outcome.path))
    if outcome.reason:
        click.echo(f"{_word('failed')} {path}: {table.clean(say(outcome.reason))}", err=True)
    elif outcome.status != "unchanged":
        click.echo(f"{_word(outcome.status)} {path}")
    notes(outcome)


def notes(outcome: Outcome) -> None:
    """The lines for what of a file is doubtful."""
    for note in outcome.notes:
        path = table.clean(catalogue.shown(outcome.path))
        click.echo(f"{_word('note')} {path}: {table.clean(say(note))}", err=True)


def _word(status: str) -> str:
    """What became of a file, as the first column of its line."""
    return table.pad(say(status), 10)


class Lines:
    """A line a file, or for many files a line now and then; failures and notes always."""

    def __init__(self, total: int) -> None:
        self.total = total
        self.done = 0
        self.start = self.last = self.told = time.monotonic()
        self.next_tenth = 1

    def begun(self, file: Path) -> None:
        """Count the file, and say how far it is when it is time to."""
        now = time.monotonic()
        # Files before this one are read; so many of ten parts.
        if self.total > EACH_ITS_LINE and self.done:
            tenth = self.done * 10 // self.total
            if tenth >= self.next_tenth or now - self.last >= SECONDS_BETWEEN:
                self.last, self.next_tenth = now, tenth + 1
                click.echo(self._far(now - self.start), err=True)
        self.done += 1

    def paged(self, name: str, read: int, pages: int) -> None:
        """Say how far OCR is with a file, as each page of it takes seconds."""
        if read and time.monotonic() - self.told >= SECONDS_BETWEEN:
            self.told = time.monotonic()
            click.echo(table.clean(say(f"{name}: {read} of {pages} pages read by OCR so far")), err=True)

    def seen(self, outcome: Outcome) -> None:
        """A line for the file, where each gets one or it failed."""
        if self.total <= EACH_ITS_LINE or outcome.reason:
            line(outcome)
        else:
            notes(outcome)

    def _far(self, seconds: float) -> str:
        rate = self.done / max(seconds, 0.001)
        left = duration((self.total - self.done) / rate)
        share = self.done * 100 // self.total
        return say(f"{self.done:,} of {self.total:,} files ({share} %), {rate:,.1f} files/s, about {left} left")


@contextmanager
def progress(total: int) -> Iterator[Lines]:
    """A bar on a terminal, plain lines elsewhere."""
    if total < 5 or not sys.stderr.isatty():
        yield Lines(total)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)

    columns = (
        BarColumn(20),
        MofNCompleteColumn(),
        TextColumn("{task.fields[rate]}", markup=False),
        TimeRemainingColumn(compact=True),
        TextColumn("{task.fields[file]}", markup=False),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=total, rate="", file="")

        class Bar(Lines):
            """Files, files/s, time left, and the file whose turn it is."""

            def begun(self, file: Path) -> None:
                rate = self.done / max(time.monotonic() - self.start, 0.001)
                # The name stands last and is cut to the room that the terminal has.
                name = table.clean(file_names.readable(file.name))[-40:]
                bar.update(task, completed=self.done, rate=f"{rate:,.1f}/s", file=name)
                self.done += 1

            def paged(self, name: str, read: int, pages: int) -> None:
                bar.update(task, file=f"{table.clean(name)[-30:]} {read}/{pages}")

            def seen(self, outcome: Outcome) -> None:
                if outcome.reason or outcome.notes:
                    bar.stop()
                    if outcome.reason:
                        line(outcome)
                    else:
                        notes(outcome)
                    bar.start()

        yield Bar(total)


def summary(report: Report, seconds: float) -> Iterator[str]:
    """What was read and what became of the files; of many, as a table with the time that it took."""
    fresh = report.count("loaded") + report.count("updated")
    if fresh:
        facts = ", ".join(_counted(number, name) for name, number in report.facts.items())
        yield f"Read {facts}." if report.facts else f"{fresh} files hold the same as others that are loaded."
    counts = {status: report.count(status) for status in ("loaded", "updated", "unchanged", "failed", "removed")}
    total = sum(counts.values())
    if total > EACH_ITS_LINE:
        yield from _table(report, counts, seconds)
        return
    unchanged = counts["unchanged"]
    if unchanged and unchanged == total:
        yield f"Nothing changed: {unchanged} {'file is' if unchanged == 1 else 'files are'} up to date."
    elif total:
        zh = user_language() == "zh"
        named = [f"{say(word)} {count}" if zh else f"{count} {word}" for word, count in counts.items() if count]
        yield f"Files: {', '.join(named)}."
    else:
        from kg.loading.load import ENDINGS

        yield f"There were no files to read; kg reads {', '.join(sorted(ENDINGS))}."
    for ending, count in sorted(report.passed_over.items()):
        yield f"Not read: {count} {'file' if count == 1 else 'files'} with ending {ending}."


def _table(report: Report, counts: dict[str, int], seconds: float) -> Iterator[str]:
    rows: list[tuple[str, int]] = [(say(word), count) for word, count in counts.items() if count]
    rows += [(say(f"not read: {ending}"), count) for ending, count in sorted(report.passed_over.items())]
    yield from table.as_text(Table(("outcome", "files"), rows), user_language()).splitlines()
    total = sum(counts.values())
    yield f"{total:,} files in {duration(seconds)}, {total / max(seconds, 0.001):,.1f} files/s."


def report_table(report: Report, lang: Language) -> Table:
    """A row a file, under headings in the user's language: the table of ``--report``."""
    found = report.table(lang)
    return Table(tuple(table.heading(name, lang) for name in found.columns), found.rows)


def duration(seconds: float) -> str:
    """A time for reading: 8 s, 3 min 20 s, 2 h 5 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def _counted(number: int, plural: str) -> str:
    """A number of facts: 12 citations, 1 citation, 12 处引用."""
    if user_language() == "zh":
        return f"{say(plural)} {number:,}"
    return f"{number:,} {plural if number != 1 else plural.removesuffix('s')}"
