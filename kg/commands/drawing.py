"""Commands that check the graph, draw it, or hand it to other programs: check, picture, export."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from kg.commands import Failure, WrongUse, interruptible, opened, print_table, table_options

if TYPE_CHECKING:
    from kg.tables import Format


@click.command(short_help="Check that the graph is sound. 检查。")
@table_options
@click.pass_obj
def check(store: Path, style: Format | None, output: Path | None) -> None:
    """Check that the graph keeps its promises (shapes, quotes). 检查图谱是否完整一致。

    The exit status is 1 when something is wrong.
    """
    from kg.catalogue import Catalogue
    from kg.check import check_store
    from kg.tables import Table, language

    with opened(store) as graph:
        entries = Catalogue.read(graph).entries.values()
        names = {entry.document: entry.file_name for entry in sorted(entries, key=lambda entry: entry.path)}
        findings = interruptible(lambda: list(check_store(names, graph.graph, language=language())))
    rows = [
        (names[document], finding.severity, finding.message, finding.value, finding.path, finding.focus)
        for document, finding in findings
    ]
    table = Table(("document", "severity", "message", "found", "property", "iri"), rows)
    good = f"{len(names)} {'document' if len(names) == 1 else 'documents'} checked, nothing wrong. 检查通过。"
    print_table(table, style, output, nothing=good)
    if any(finding.severity == "violation" for _, finding in findings):
        raise SystemExit(1)


@click.command(short_help="Draw a thing and what surrounds it. 画图。")
@click.argument("thing", required=False)
@click.option(
    "--hops", type=click.IntRange(1, 6), help="How far to go; left out: 1 to 3, as far as it stays readable. 步数。"
)
@click.option(
    "-o", "--output", type=click.Path(dir_okay=False, path_type=Path), default="picture.html", show_default=True
)
@click.option(
    "--limit", type=click.IntRange(1), default=2000, show_default=True, help="Draw no more things than this. 上限。"
)
@click.option("--engine", type=click.Choice(["canvas", "pyvis"]), default="canvas", show_default=True)
@click.pass_obj
def picture(
    store: Path, thing: str | None, hops: int | None, output: Path, limit: int, engine: Literal["canvas", "pyvis"]
) -> None:
    """Draw what surrounds a thing (or everything) as one HTML page. 画出关系图。

    THING is what `kg show` takes. The page needs no network: send it to anyone, open it in any browser.
    """
    from kg import show as showing
    from kg.commands import answers
    from kg.drawing.neighbourhood import TooManyNodes, neighbourhood, surroundings, whole
    from kg.drawing.picture import draw
    from kg.tables import language

    with opened(store) as graph:
        if thing is None:
            found, title = [], store.name
        else:
            found = showing.find(graph, thing)
            if not found:
                raise Failure(f"Nothing in the store matches {thing!r}.")
            if len(found) > 1:
                print_table(answers.thing_table(found), None)
                raise Failure(f"{len(found)} things match {thing!r}; use a longer name, or FILE ORDINAL for a project.")
            title = found[0].name
        try:
            iris = [one.iri for one in found]
            if not iris:
                drawn = interruptible(lambda: whole(graph.select, limit))
            elif hops is None:
                drawn = interruptible(lambda: surroundings(graph.select, iris, limit))
            else:
                drawn = interruptible(lambda: neighbourhood(graph.select, iris, hops, limit))
            page = draw(drawn, title, language(), engine)
        except TooManyNodes as error:
            raise WrongUse(str(error)) from error
        except ValueError as error:
            raise Failure(str(error)) from error
    try:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(page, "utf-8")
    except OSError as error:
        raise Failure(f"{output} cannot be written ({error.strerror or error}).") from error
    click.echo(f"{output}: {drawn.number_of_nodes()} things, {drawn.number_of_edges()} arrows. 已生成。")


@click.command(short_help="Write the graph for other programs. 导出。")
@click.option(
    "--format",
    "form",
    required=True,
    type=click.Choice(["nq", "ttl", "jsonld", "graphml", "gexf", "csv", "xlsx"]),
    help="csv makes a folder with one file a table. 导出格式。",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Where to write; standard output when left out. 输出位置。"
)
@click.pass_obj
def export(store: Path, form: str, output: Path | None) -> None:
    """Write the whole graph for other programs: RDF, Gephi, Excel. 导出全部内容。"""
    from kg import export as exporting

    with opened(store) as graph:
        try:
            if output is None:
                interruptible(lambda: exporting.stream(graph, form, sys.stdout.buffer))
            else:
                interruptible(lambda: exporting.export(graph, form, output))
        except exporting.ExportError as error:
            raise WrongUse(str(error)) from error
    if output is not None:
        click.echo(f"{output} written. 已导出。", err=True)


COMMANDS = (check, picture, export)
