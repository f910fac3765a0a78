"""Commands by which people decide what a name means: same, different, judgements, conflicts."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import Failure, WrongUse, echo, interruptible, opened, print_table, table_options

if TYPE_CHECKING:
    from kg.resolution.judgements import Judgement, Kind
    from kg.stores.store import Store
    from kg.tables.table import Format, Value

WHY = click.option("--why", required=True, metavar="TEXT", help="The reason for the judgement.")
WHO = click.option("--who", default="", metavar="NAME", help="Who made the judgement.")
WHEN = click.option("--when", metavar="DATE", help="The day of the judgement; today by default.")


@click.command(short_help="Say that two names are the same regulation. 判定为同一文件。")
@click.argument("a")
@click.argument("b")
@WHY
@WHO
@WHEN
@click.pass_obj
def same(store: Path, a: str, b: str, why: str, who: str, when: str | None) -> None:
    """Say that two names are the same regulation; it keeps the number of the first.

    A and B are numbers in any spelling, titles or IRIs. The judgement is written to a CSV file in the store's folder,
    holds for every later load, and can be undone: kg judgements --undo N.
    """
    _judge(store, "same", a, b, (why, who, when))


@click.command(short_help="Say that two names are different regulations. 判定为不同文件。")
@click.argument("a")
@click.argument("b")
@WHY
@WHO
@WHEN
@click.pass_obj
def different(store: Path, a: str, b: str, why: str, who: str, when: str | None) -> None:
    """Say that two names are different regulations.

    A and B are numbers in any spelling, titles or IRIs; also two titles that are printed with one number.
    """
    _judge(store, "different", a, b, (why, who, when))


def _judge(path: Path, kind: Kind, a: str, b: str, said: tuple[str, str, str | None]) -> None:
    from kg.resolution import judgements, resolve

    why, who, when = said
    if not why.strip():
        raise WrongUse("--why says nothing; give the reason.")
    try:
        day = datetime.date.fromisoformat(when) if when else datetime.date.today()
    except ValueError as error:
        raise WrongUse(f"--when takes a date like 2024-03-15, not {when!r}.") from error
    with opened(path, write=True) as graph:
        first, second = _named(graph, a), _named(graph, b)
        if judgements.end(first) == judgements.end(second):
            raise Failure(f"{a} and {b} are the same name; nothing was judged.")
        known = resolve.judged(graph)
        made = judgements.Judgement(kind, first, second, why.strip(), who.strip(), day.isoformat())
        judgements.check([*known, made])
        file = resolve.judgement_file(graph)
        judgements.write(file, [*known, made])
        changed = resolve.rebuild(graph, {}).quads
    click.echo(f"{len(known) + 1}. {made}")
    if not changed:
        echo("Nothing changed: the graph already said so.")


def _named(graph: Store, words: str) -> str:
    """What is written into the file for a name that a person typed: the number, the title as printed, or the IRI.

    :raises kg.answers.policy_lookup.NoSuchPolicy: nothing, or more than one regulation, is called so.
    """
    from kg.answers import policy_lookup
    from kg.resolution import judgements, spelling
    from ontology.iris import ID

    end = judgements.end(words)
    if not end.number:
        folded = spelling.fold(words)
        for name in resolve_names(graph):
            if spelling.fold(name) == folded:
                return name
    if words.strip().startswith(ID):
        return policy_lookup.one(graph, words).iri
    found = policy_lookup.find(graph, words)
    if not found or (len(found) > 1 and not end.number):
        raise policy_lookup.NoSuchPolicy(words, found)
    if end.number:
        return end.number
    return found[0].number if found[0].number and not found[0].provisional else found[0].title or found[0].iri


def resolve_names(graph: Store) -> list[str]:
    """All titles that pages print, sorted."""
    from kg.resolution import policy_names
    from loaders.rdf import identifiers
    from ontology.terms import PK

    spellings = graph.statements(None, str(PK.spelling), None, identifiers.DERIVED)
    return sorted({policy_names.parse(text)[0].title for _, _, text in spellings} - {""})


@click.command(short_help="List people's judgements, or undo one. 人工判定。")
@click.option("--undo", type=int, metavar="N", help="Undo the judgement with this number.")
@table_options
@click.pass_obj
def judgements(store: Path, undo: int | None, style: Format | None, output: Path | None) -> None:
    """List what people judged to be the same or different, or undo a judgement.

    Undoing a judgement gives the graph as it would be without it.
    """
    from kg.resolution import judgements as judging
    from kg.resolution import resolve
    from kg.tables.table import Table

    if undo is None:
        with opened(store) as graph:
            known = resolve.judged(graph)
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
        known = resolve.judged(graph)
        if not 1 <= undo <= len(known):
            raise WrongUse(f"There is no judgement {undo}; `kg judgements` lists them.")
        kept: list[Judgement] = [one for place, one in enumerate(known, 1) if place != undo]
        judging.write(resolve.judgement_file(graph), kept)
        resolve.rebuild(graph, {})
    echo(f"Undone: {known[undo - 1]}.")


@click.command(short_help="Names in doubt: guesses and contradictions. 存疑与矛盾。")
@table_options
@click.pass_obj
def conflicts(store: Path, style: Format | None, output: Path | None) -> None:
    """List what is in doubt, with the words of the documents.

    One number with different titles, one title with different numbers (both kept apart), sources that disagree on a date or
    status, citations that were joined to a regulation by a guess, and bodies whose names are short for several (农办). Decide
    with kg same and kg different.
    """
    from kg.answers import doubts

    with opened(store) as graph:
        table = interruptible(lambda: doubts.table(graph))
    print_table(table, style, output, "Nothing is in doubt.")


COMMANDS = (same, different, judgements, conflicts)
