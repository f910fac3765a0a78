"""The relational tables of a store: how long they take to make, how large they are, and what their views answer beside SPARQL.

``python -m benchmarks.relational STORE``; times are of the processor, of one thread, each the median of five after a first one.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click
import duckdb

import queries
from kg.answers import ask
from kg.answers.stats import stats
from kg.maintenance.relational import dictionary, duckdb_file, rows
from kg.maintenance.relational.dictionary import View
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.tables.table import Table

REPEATS = 5


def milliseconds(asked: Callable[[], object]) -> float:
    """The median time of the processor."""
    asked()
    taken = []
    for _ in range(REPEATS):
        begin = time.process_time()
        asked()
        taken.append(time.process_time() - begin)
    return statistics.median(taken) * 1000


def by_sparql(store: Store, view: View) -> Table:
    """What the twin of a view answers, whole."""
    if view.twin not in queries.names():
        return stats(store)
    every = {param.name: "" if param.kind == "string" else str(queries.ALL) for param in queries.load(view.twin).params}
    return ask.ask(store, view.twin, every, whole=True)


def measured(store: Store, file: Path) -> list[tuple[str, int, float, float]]:
    """Each view with its rows, and the milliseconds by SPARQL and by DuckDB."""
    found = []
    with duckdb.connect(str(file), read_only=True, config={"threads": 1}) as database:
        for view in dictionary.views():
            asked = f"FROM {view.name}"
            count = len(database.execute(asked).fetchall())
            sparql = milliseconds(lambda view=view: by_sparql(store, view))  # type: ignore[misc]
            found.append(
                (view.twin, count, sparql, milliseconds(lambda asked=asked: database.execute(asked).fetchall()))  # type: ignore[misc]
            )
    return found


@click.command()
@click.argument("place", type=click.Path(exists=True, file_okay=False, path_type=Path))
def main(place: Path) -> None:
    """Print the figures as a table of Markdown."""
    with open_store(place, read_only=True) as store, tempfile.TemporaryDirectory() as folder:
        file, begin = Path(folder, "tables.duckdb"), time.process_time()
        duckdb_file.write(rows.rows(store), file)
        click.echo(f"made in {time.process_time() - begin:.1f} s, {file.stat().st_size / 1e6:.1f} MB\n")
        click.echo("| question | rows | SPARQL, ms | DuckDB, ms |\n|---|---|---|---|")
        for name, count, sparql, columns in measured(store, file):
            click.echo(f"| {name} | {count:,} | {sparql:,.1f} | {columns:,.1f} |")


if __name__ == "__main__":
    main()
