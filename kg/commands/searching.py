"""The command that searches names, numbers and text: search."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import echo, interruptible, opened, print_table, table_options

if TYPE_CHECKING:
    from kg.tables.table import Format

KINDS = ("policy", "project", "unit", "document", "text")


@click.command(short_help="Search names, numbers and text. 搜索。")
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(KINDS), help="Search only this kind of thing (repeatable)."
)
@click.option(
    "--limit", type=click.IntRange(1, 10_000), default=10, show_default=True, help="Number of hits of each kind."
)
@table_options
@click.pass_obj
def search(
    store: Path, words: tuple[str, ...], kinds: tuple[str, ...], limit: int, style: Format | None, output: Path | None
) -> None:
    """Find things by their names, and passages by their words.

    Any part of a name or of a text counts, in short (公卫) or in full; several words are looked for in a name, its unit, its area and
    its year, in any order. Numbers are found in any spelling, names also by pinyin (gejiu) or its initials (gjs). Where no name has
    all the words, the nearest are shown, and called so.
    """
    from kg.search.find import search as find

    with opened(store) as graph:
        found = interruptible(lambda: find(graph, " ".join(words), limit=limit, kinds=kinds or KINDS))
    print_table(found.table(), style, output, nothing="Nothing found.")
    named = [hit.whole for hit in found.hits if hit.thing.kind != "text"]
    if named and not any(named) and style is None:
        echo("No name has all of these words: what comes nearest is shown.", err=True)
    shown = len(found.hits)
    everything = sum(found.totals.values())
    if shown < everything and style is None:
        echo(f"{shown} of {everything} shown; more with --limit.", err=True)


COMMANDS = (search,)
