"""Commands that answer questions: trace, show, query, sparql, stats."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.commands import (
    Failure,
    WrongUse,
    echo,
    interruptible,
    json_option,
    opened,
    print_json,
    print_table,
    read_query,
    table_options,
    tell_other_versions,
    values_of,
)
from kg.tables.language import user_language

if TYPE_CHECKING:
    from kg.stores.store import Place
    from kg.tables.table import Format


@click.command(short_help="Who cites a regulation, and where. 追溯引用。")
@click.argument("words", metavar="REGULATION")
@click.option(
    "--limit",
    type=click.IntRange(1),
    help="Number of places to show; by default 100, and all with --json, --csv or --output.",
)
@click.option("--skip", type=click.IntRange(0), default=0, help="Number of places to skip at the start.")
@click.option("--all", "everything", is_flag=True, help="Show all places.")
@click.option(
    "--money", is_flag=True, help="Follow the money of a notice of allocation: handed down, budgeted, the difference."
)
@table_options
@click.pass_context
def trace(
    context: click.Context,
    words: str,
    limit: int | None,
    skip: int,
    everything: bool,
    money: bool,
    style: Format | None,
    output: Path | None,
) -> None:
    """Show who cites a regulation: project, unit, money, and the sentence.

    REGULATION is its number in any spelling (云财社发[2023]36号, 云财社发 2023 36) or part of its title. If several
    regulations match, they are listed, and the exit status is 1.

    Several --store are traced together, as those of several provinces; a document that more than one of them holds counts once.
    """
    from kg.answers import policy_lookup
    from kg.answers import trace as tracing
    from kg.answers.policy_lookup import NoSuchPolicy
    from kg.commands import answers

    if limit and everything:
        raise WrongUse("Give --limit or --all, not both.")
    if money and (limit or skip):
        raise WrongUse("--money shows all: give it without --limit and --skip.")
    if not (limit or everything or style or output):
        limit = tracing.PAGE
    stores: tuple[Place, ...] = context.find_root().params["store"]
    if money and len(stores) > 1:
        raise WrongUse("--money follows the money in one store: name one --store.")
    if money:
        _handed_down(stores[0], words, style, output)
        return
    if len(stores) > 1:
        _through_several(stores, words, limit, skip, style, output)
        return
    with opened(stores[0]) as graph:
        found = interruptible(lambda: tracing.trace(graph, words, limit=limit, skip=skip))
    lang = user_language()
    if style == "json":
        print_json(found.to_json(), output)
    elif found.policy and (style or output):
        print_table(found.table(), style, output)
    elif found.policy:
        for line in answers.trace_lines(found, lang):
            click.echo(line)
    elif found.candidates:
        print_table(policy_lookup.table(found.candidates), style)
    if found.policy and not found.whole:
        echo(answers.page_line(found), err=bool(style or output))
    if found.policy is None:
        raise Failure(str(NoSuchPolicy(words, found.candidates)))


def _through_several(
    places: tuple[Place, ...], words: str, limit: int | None, skip: int, style: Format | None, output: Path | None
) -> None:
    """The places of each store under its name, then how many there are in all."""
    from kg.answers import policy_lookup, several_stores
    from kg.answers.policy_lookup import NoSuchPolicy
    from kg.commands import answers

    with ExitStack() as stack:
        stores = [(place, stack.enter_context(opened(place))) for place in dict.fromkeys(places)]
        try:
            found = interruptible(lambda: several_stores.traces(stores, words, limit=limit, skip=skip))
        except NoSuchPolicy as error:
            if error.candidates:
                print_table(policy_lookup.table(error.candidates), style)
            raise
    if style == "json":
        print_json(several_stores.to_json(found), output)
    elif style or output:
        print_table(several_stores.table(found), style, output)
    else:
        for place, one in found:
            click.echo(click.style(f"{place}", bold=True))
            for line in answers.trace_lines(one, user_language()):
                click.echo(line)
            click.echo()
    shown, total = sum(len(one.places) for _, one in found), sum(one.total for _, one in found)
    documents, repeated = sum(one.documents for _, one in found), sum(one.repeated for _, one in found)
    aside = bool(style or output)
    echo(f"{total:,} citations in {documents:,} documents of {len(found):,} of {len(stores):,} stores.", err=aside)
    if repeated:
        echo(f"Documents that a store before held already were not counted again: {repeated:,}.", err=aside)
    if skip or shown < total:
        echo(f"{shown:,} of them are shown; all of them with --all.", err=aside)


def _handed_down(store: Place, words: str, style: Format | None, output: Path | None) -> None:
    """The answer of the named query; where somebody reads, without the keys."""
    from kg.answers import ask, policy_lookup

    with opened(store) as graph:
        policy = policy_lookup.one(graph, words)
        found = interruptible(lambda: ask.ask(graph, "money-handed-down", {"number": policy.iri}))
    if not (style or output):
        found = found.only([name for name in found.columns if not name.endswith(("_iri", "_iris"))])
    print_table(found, style, output, nothing="No notice of allocation that says what it hands to whom.")


@click.command(short_help="Show all about one thing. 显示对象。")
@click.argument("words", metavar="THING")
@json_option
@click.pass_obj
def show(store: Path, words: str, as_json: bool) -> None:
    """Show all about one thing: a project, a regulation, a unit or a document.

    THING is a name or part of one, a number, a file name, a file name and the ordinal of a project (gejiu-2024 8), or an IRI.
    """
    from kg.answers import dossier as showing
    from kg.answers import trace as tracing
    from kg.commands import answers
    from kg.tables import table as tables

    with opened(store) as graph:
        thing = answers.one_thing(graph, words, "json" if as_json else None)
        places = None if as_json else tracing.PAGE
        dossier = interruptible(lambda: showing.dossier(graph, thing, places=places))
    if as_json:
        print_json(dossier.to_json())
        return
    lang = user_language()
    for line in answers.dossier_lines(dossier, lang):
        click.echo(line)
    for name, table in dossier.tables:
        if table.rows:
            total = dossier.totals.get(name)
            count = len(table.rows) if total is None else f"{len(table.rows):,} / {total:,}"
            click.echo(f"\n{tables.heading(name, lang)} ({count})")
            print_table(table, None)
            if total is not None:
                echo(answers.CUT)


@click.command(short_help="Run a ready query. 现成查询。")
@click.argument("name", required=False)
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter of the query.")
@table_options
@click.pass_obj
def query(store: Path, name: str | None, settings: tuple[str, ...], style: Format | None, output: Path | None) -> None:
    """Run a ready query; without a name, list them all.

    For example: kg query projects-citing --set number=云财社发〔2023〕36号
    """
    from kg.answers import ask

    if name is None:
        _list_queries(style, output)
        return
    values = values_of(settings)
    query = ask.named(name)
    with opened(store) as graph:
        table = interruptible(lambda: ask.ask(graph, name, values, whole=bool(style or output)))
    print_table(table, style, output)
    for param in query.params if not (style or output) else ():
        if param.kind == "rows" and len(table) >= int(values.get(param.name) or param.default or 0):
            echo(
                f"{len(table)} rows: there may be more; choose how many with --set {param.name}=N, or all with --csv, --json or --output.",
                err=True,
            )


def _list_queries(style: Format | None, output: Path | None) -> None:
    import queries
    from kg.tables.table import Table, Value

    rows: list[tuple[Value, ...]] = []
    for known in map(queries.load, queries.names()):
        params = ", ".join(p.name if p.default is None else f"[{p.name}]" for p in known.params)
        rows.append((known.name, known.called(user_language()), params))
    print_table(Table(("query", "title", "param"), rows), style, output)


@click.command(short_help="Run a SPARQL query. 运行 SPARQL 查询。")
@click.argument("text", metavar="TEXT|FILE|-")
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json", "ttl", "nt"]),
    help="table, csv or json for SELECT and ASK; ttl, nt or json (JSON-LD) for CONSTRUCT.",
)
@click.pass_obj
def sparql(store: Path, text: str, form: str | None) -> None:
    """Run a SPARQL query (SELECT, ASK, CONSTRUCT or DESCRIBE) over all graphs as one.

    The prefixes pk:, id:, eli:, cito:, oa:, schema:, org:, prov:, dcterms:, foaf:, skos:, rdfs:, xsd: are known. A statement that
    several documents make counts once for each; use DISTINCT.
    """
    from kg.answers import serialise

    if text == "-" or (not any(c in text for c in "{\n") and Path(text).is_file()):
        source = read_query(Path(text))
    elif "{" not in text and text.endswith((".rq", ".sparql", ".txt")):
        raise Failure(f"There is no file {text}.")
    else:
        source = text
    with opened(store) as graph:
        written = interruptible(lambda: serialise.answer(graph, source, form, terminal=sys.stdout.isatty()))
    if isinstance(written, str):
        click.echo(written, nl=False)
    else:
        print_table(written, None)


@click.command(short_help="Count what the store holds. 统计。")
@table_options
@click.pass_obj
def stats(store: Path, style: Format | None, output: Path | None) -> None:
    """Count what the store holds."""
    from kg.answers import staleness
    from kg.answers import stats as counting
    from kg.tables import table as tables

    with opened(store) as graph:
        table = interruptible(lambda: counting.stats(graph))
        if staleness.notice(graph) is None:
            tell_other_versions(graph)
    if style is None:
        lang = user_language()
        rows = []
        for name, value in table.rows:
            # The column whose way of showing fits the figure.
            column = "amount_yuan" if name == "amount_yuan" else "projects"
            rows.append((tables.heading(str(name), lang), tables.shown(value, column, lang)))
        table = tables.Table(table.columns, rows)
    print_table(table, style, output)


COMMANDS = (trace, show, query, sparql, stats)
