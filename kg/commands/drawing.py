"""Commands that check the graph, draw it, or hand it to other programs: check, picture, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from kg.commands import (
    Failure,
    WrongUse,
    echo,
    interruptible,
    opened,
    print_table,
    read_query,
    table_options,
    values_of,
    writing,
)

if TYPE_CHECKING:
    from kg.checking.check import Engine
    from kg.stores.store import Store
    from kg.tables.table import Format

# As kg.drawing.neighbourhood says, which is not imported before it is needed; a test holds them equal.
MOST = 20_000


@click.command(short_help="Check that the graph is sound. 检查。")
@click.option(
    "--engine",
    type=click.Choice(["screen", "pyshacl"]),
    default="screen",
    show_default=True,
    help="Examine only what queries find doubtful, or everything (slow, with the same result).",
)
@table_options
@click.pass_obj
def check(store: Path, engine: Engine, style: Format | None, output: Path | None) -> None:
    """Check that the graph is sound: its shapes and its quotes.

    The exit status is 1 when something is wrong.
    """
    from kg.checking.check import findings as examined
    from kg.stores.catalogue import Catalogue
    from kg.tables.language import user_language
    from kg.tables.table import Table

    with opened(store) as graph:
        entries = Catalogue.read(graph).entries.values()
        names = {entry.document: entry.file_name for entry in sorted(entries, key=lambda entry: entry.path)}
        findings = interruptible(lambda: list(examined(graph, language=user_language(), engine=engine)))
    rows = [
        (names.get(document, document), finding.severity, finding.message, finding.value, finding.path, finding.focus)
        for document, finding in findings
    ]
    table = Table(("document", "severity", "message", "found", "property", "iri"), rows)
    good = f"{len(names)} {'document' if len(names) == 1 else 'documents'} checked, nothing wrong."
    print_table(table, style, output, nothing=good)
    if any(finding.severity == "violation" for _, finding in findings):
        raise SystemExit(1)


@click.command(short_help="Draw a thing and what surrounds it. 画图。")
@click.argument("thing", required=False)
@click.option(
    "--hops",
    type=click.IntRange(0, 6),
    help="Number of steps from the thing; by default 1 to 3, as many as stay readable.",
)
@click.option("--query", "name", metavar="NAME", help="Draw the answer of a ready query.")
@click.option("--set", "settings", multiple=True, metavar="NAME=VALUE", help="Set a parameter of --query.")
@click.option(
    "--sparql",
    "file",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True, path_type=Path),
    help="Draw the answer of the SPARQL query in this file.",
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default="picture.html", show_default=True
)
@click.option(
    "--limit",
    type=click.IntRange(1, MOST),
    default=MOST,
    show_default=True,
    help="The largest number of things to draw.",
)
@click.option("--engine", type=click.Choice(["canvas", "pyvis"]), default="canvas", show_default=True)
@click.pass_obj
def picture(
    store: Path,
    thing: str | None,
    hops: int | None,
    name: str | None,
    settings: tuple[str, ...],
    file: Path | None,
    output: Path,
    limit: int,
    engine: Literal["canvas", "pyvis"],
) -> None:
    """Draw what surrounds a thing, what a query answers, or everything, as one HTML page.

    THING is what `kg show` takes: a project, a regulation, a unit or a document. Without THING and query: everything. The page
    needs no network: send it to anyone, open it in any browser.
    """
    from kg.commands import answers
    from kg.drawing.neighbourhood import TooManyNodes
    from kg.graph import drawn

    if sum(one is not None for one in (thing, name, file)) > 1:
        raise WrongUse("Name one of THING, --query and --sparql.")
    if settings and name is None:
        raise WrongUse("--set gives a value to a parameter of --query.")
    with opened(store) as graph:
        title = graph.name
        iris: list[str] | None = None
        if thing is not None:
            found = answers.one_thing(graph, thing)
            title, iris = found.name, [found.iri]
        elif name is not None or file is not None:
            title, iris = interruptible(lambda: _answered(graph, name, settings, file))
            hops = hops or 0
        try:
            page = interruptible(lambda: drawn(graph, title, iris, hops, limit, engine))
        except ImportError as error:
            if engine != "pyvis":
                raise
            raise Failure(
                f"--engine pyvis needs packages that are not installed ({error.name}): pip install pyvis ipython"
            ) from None
        except TooManyNodes:
            raise
        except ValueError as error:
            raise Failure(str(error)) from error
    if iris is not None and thing is None and not page.things:
        raise Failure("The answer names nothing that can be drawn: ask for the IRIs of projects, policies or units.")
    with writing(output):
        output.parent.mkdir(parents=True, exist_ok=True)
        page.save(output)
    echo(f"{output}: {page.things} things, {page.arrows} arrows.")


def _answered(graph: Store, name: str | None, settings: tuple[str, ...], file: Path | None) -> tuple[str, list[str]]:
    """A title and the IRIs that a query answers with."""
    import pyoxigraph as ox

    import queries
    from kg.answers import ask
    from kg.drawing.neighbourhood import answered
    from kg.tables.language import user_language

    if name is not None:
        query = ask.named(name)
        values = values_of(settings)
        text = queries.bind(query.sparql, ask.terms(graph, query, values))
        title = " · ".join([query.called(user_language()), *values.values()])
    else:
        text, title = read_query(file or Path("-")), "SPARQL" if file is None else file.name
    answer = ask.run(graph, text)
    if isinstance(answer, ox.QueryBoolean):
        raise WrongUse("ASK answers yes or no: there is nothing to draw; use SELECT or CONSTRUCT.")
    return title, answered(answer)


@click.command(short_help="Write the graph for other programs. 导出。")
@click.option(
    "--format",
    "form",
    required=True,
    type=click.Choice(["nq", "ttl", "jsonld", "graphml", "gexf", "xlsx", "csv", "parquet", "duckdb", "neo4j"]),
    help="csv, parquet and neo4j write a folder of files; parquet and duckdb need the extra [columns].",
)
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write; by default to standard output.")
@click.option(
    "--annotations",
    "annotated",
    is_flag=True,
    help="Add the places of all facts as full Web Annotations; for nq, ttl and jsonld.",
)
@click.pass_obj
def export(store: Path, form: str, output: Path | None, annotated: bool) -> None:
    """Write the whole graph for other programs: RDF, Gephi, Excel; tables for SQL, pandas and Neo4j.

    The tables and their columns are described in docs/reference/tables.md.
    """
    from kg.maintenance import export as exporting

    with opened(store) as graph:
        if output is None:
            interruptible(lambda: exporting.stream(graph, form, sys.stdout.buffer, annotated=annotated))
        else:
            interruptible(lambda: exporting.export(graph, form, output, annotated=annotated))
    if output is not None:
        echo(f"{output} written.", err=True)


COMMANDS = (check, picture, export)
