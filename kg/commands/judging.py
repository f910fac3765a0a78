"""Commands by which people decide what a name means: same, different, judgements, conflicts; and what they say is wrong: notes."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from kg.commands import WrongUse, echo, indexed, interruptible, opened, print_table, table_options, writing

if TYPE_CHECKING:
    from kg.resolution.judgements import Kind
    from kg.tables.table import Format, Value

WHY = click.option("--why", default="", metavar="TEXT", help="The reason for the judgement; it is needed.")
WHO = click.option("--who", default="", metavar="NAME", help="Who made the judgement.")
WHEN = click.option("--when", metavar="DATE", help="The day of the judgement; today by default.")
DRY_RUN = click.option("--dry-run", is_flag=True, help="Print what would change, and judge nothing.")


@click.command(short_help="Say that two names are the same thing. 判定为同一。")
@click.argument("a")
@click.argument("b")
@WHY
@WHO
@WHEN
@DRY_RUN
@click.pass_obj
def same(store: Path, a: str, b: str, why: str, who: str, when: str | None, dry_run: bool) -> None:
    """Say that two names are the same regulation, body or area; it keeps the number or the name of the first.

    A and B are numbers in any spelling, titles, names of bodies or areas, or IRIs. The judgement is written to a CSV file in the store's folder,
    holds for every later load, and can be undone: kg judgements --undo N. With --dry-run you see before which projects and how
    much money would rest on another regulation, or be another body's or area's.
    """
    _judge(store, "same", a, b, (why, who, when), dry_run)


@click.command(short_help="Say that two names are different things. 判定为不同。")
@click.argument("a")
@click.argument("b")
@WHY
@WHO
@WHEN
@DRY_RUN
@click.pass_obj
def different(store: Path, a: str, b: str, why: str, who: str, when: str | None, dry_run: bool) -> None:
    """Say that two names are different regulations, bodies or areas.

    A and B are numbers in any spelling, titles, names of bodies or areas, or IRIs; also two titles that are printed with one number.
    """
    _judge(store, "different", a, b, (why, who, when), dry_run)


def _judge(path: Path, kind: Kind, a: str, b: str, said: tuple[str, str, str | None], dry_run: bool) -> None:
    from kg.judging import decisions

    why, who, when = said
    if not dry_run and not why.strip():
        raise WrongUse("--why says nothing; give the reason.")
    try:
        day = datetime.date.fromisoformat(when) if when else None
    except ValueError as error:
        raise WrongUse(f"--when takes a date like 2024-03-15, not {when!r}.") from error
    with opened(path, write=not dry_run) as graph:
        made = decisions.proposed(graph, kind, a, b, why, who, day)
        if dry_run:
            found = decisions.preview(graph, made)
            print_table(found.table(), None, nothing=str(found))
            if found.policies:
                echo(str(found))
            return
        done = decisions.judge(graph, made)
        place = len(decisions.known(graph))
    click.echo(f"{place}. {made}")
    if not done.quads:
        echo("Nothing changed: the graph already said so.")
    indexed(path, done.step)


@click.command(short_help="List people's judgements, or undo one. 人工判定。")
@click.option("--undo", type=int, metavar="N", help="Undo the judgement with this number.")
@table_options
@click.pass_obj
def judgements(store: Path, undo: int | None, style: Format | None, output: Path | None) -> None:
    """List what people judged to be the same or different, or undo a judgement.

    Undoing a judgement gives the graph as it would be without it.
    """
    from kg.judging import decisions
    from kg.tables.table import Table

    if undo is None:
        with opened(store) as graph:
            known = decisions.known(graph)
        rows: list[tuple[Value, ...]] = [
            (place, one.kind, one.a, one.b, one.why, one.who, one.when) for place, one in enumerate(known, 1)
        ]
        print_table(
            Table(("place", "judgement", "a", "b", "why", "who", "when"), rows),
            style,
            output,
            "There are no judgements yet.",
        )
        return
    with opened(store, write=True) as graph:
        known = decisions.known(graph)
        if not 1 <= undo <= len(known):
            raise WrongUse(f"There is no judgement {undo}; `kg judgements` lists them.")
        done = decisions.undo(graph, known[undo - 1])
    echo(f"Undone: {known[undo - 1]}.")
    indexed(store, done.step)


@click.command(short_help="Names in doubt: guesses and contradictions. 存疑与矛盾。")
@table_options
@click.pass_obj
def conflicts(store: Path, style: Format | None, output: Path | None) -> None:
    """List what is in doubt, with the words of the documents on both sides, that first on which most money depends.

    One number with different titles, one title with different numbers (both kept apart), sources that disagree on a date or
    status, citations that were joined to a regulation by a guess, and bodies and areas whose names may mean others (农办, 市卫健局). Decide
    with kg same and kg different; what was decided is listed no more.
    """
    from kg.judging import doubts

    with opened(store) as graph:
        table = interruptible(lambda: doubts.table(graph))
    print_table(table, style, output, "Nothing is in doubt.")


@click.command(short_help="What readers say is wrong. 读者批注。")
@click.option(
    "--format",
    "style",
    type=click.Choice(["table", "csv", "json", "jsonl"]),
    help="table, csv or json; jsonl gives annotated passages, ready to be corrected and scored.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file (CSV opens in Excel)."
)
@click.option("--remove", type=int, metavar="N", help="Remove the note with this number: it has been dealt with.")
@click.pass_obj
def notes(store: Path, style: str | None, output: Path | None, remove: int | None) -> None:
    """List what readers of the site say is wrong, each where its words are now.

    Notes are written on the pages of a site that was started with kg serve --edit. A note is found again by its words where a
    document was read anew; where that is not sure, it is said.
    """
    import json

    from kg.judging import notes as noting

    with opened(store) as graph:
        written = noting.read(noting.file(graph))
        if remove is not None:
            if not 1 <= remove <= len(written):
                raise WrongUse(f"There is no note {remove}; `kg notes` lists them.")
            noting.remove(graph, written[remove - 1])
            echo(f"Removed: {written[remove - 1].words}: {written[remove - 1].says}.")
            return
        found = noting.placed(graph, written)
        lines = [json.dumps(one, ensure_ascii=False) for one in noting.passages(graph, found)]
    if style == "jsonl":
        text = "".join(f"{line}\n" for line in lines)
        with writing(output):
            click.echo(text, nl=False) if output is None else output.write_text(text, "utf-8")
        return
    print_table(noting.table(found), cast("Format | None", style), output, "There are no notes yet.")


COMMANDS = (same, different, judgements, conflicts, notes)
