"""The same figures through every form of the tables as by `kg stats` and the named queries: DuckDB, pandas over Parquet, CSV, Neo4j."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

import queries
from kg.answers import ask
from kg.answers.stats import stats
from kg.maintenance.relational import dictionary
from kg.maintenance.relational.dictionary import View
from kg.maintenance.relational.duckdb_file import TYPES
from kg.stores.store import Store
from kg.tables import table as tables
from kg.tables.table import Table

ANSWERS = [view for view in dictionary.views() if view.twin != "stats"]


def asked(store: Store, view: View) -> Table:
    """The answer of the named query, whole, of all units and to what else it asks for unless told."""
    every = {
        param.name: str(queries.ALL) if param.name == "limit" else param.default or ""
        for param in queries.load(view.twin).params
    }
    return ask.ask(store, view.twin, every, whole=True)


def told(table: Table) -> Counter[tuple[str, ...]]:
    """The rows, without their order; of a list in a cell the order is nobody's."""
    return Counter(
        tuple(_cell(value, name) for name, value in zip(table.columns, row, strict=True)) for row in table.rows
    )


def _cell(value: Any, name: str) -> str:
    plain = tables.plain(value) if isinstance(value, Decimal) else tables.for_json(value)
    return "、".join(sorted(str(plain or "").split("、"))) if name == "units" else "" if plain is None else str(plain)


@pytest.fixture(scope="module")
def database(forms: dict[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(forms["duckdb"]), read_only=True) as opened:
        yield opened


@pytest.fixture(scope="module", params=["csv", "parquet"])
def files(request: pytest.FixtureRequest, forms: dict[str, Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same views over the files of a folder: what is typed in the one is told apart by nobody in the other."""
    with duckdb.connect() as opened:
        for one in dictionary.relations():
            file = f"{forms[request.param] / one.name}.{request.param}"
            # As the dictionary says: a program that guesses takes the code of a class for a number.
            types = {field.name: TYPES.get(field.type, "BIGINT") for field in one.fields}
            read = f"read_csv('{file}', columns={types})" if request.param == "csv" else f"read_parquet('{file}')"
            opened.execute(f"CREATE VIEW {one.name} AS FROM {read}")
        for view in dictionary.views():
            opened.execute(f"CREATE VIEW {view.name} AS {view.sql}")
        yield opened


@pytest.mark.parametrize("view", ANSWERS, ids=lambda view: view.name)
def test_a_view_answers_as_its_named_query(view: View, tabled: Store, database: duckdb.DuckDBPyConnection) -> None:
    asked_for = asked(tabled, view)
    found = database.execute(f"FROM {view.name}")
    columns = tuple(column[0] for column in found.description)
    answer = Table(columns, found.fetchall())
    assert columns == asked_for.columns and len(answer) == len(asked_for) > 0
    assert told(answer) == told(asked_for)


def test_stats_are_those_of_the_command(tabled: Store, database: duckdb.DuckDBPyConnection) -> None:
    known = {name: Decimal(value) for name, value in stats(tabled).rows if name != "statements"}
    assert dict(database.execute("FROM stats").fetchall()) == known
    assert known["amount_yuan"] > 10**11 and known["projects"] > 30


@pytest.mark.parametrize("view", dictionary.views(), ids=lambda view: view.name)
def test_files_answer_as_the_database(
    view: View, files: duckdb.DuckDBPyConnection, database: duckdb.DuckDBPyConnection
) -> None:
    both = [
        Table(tuple(column[0] for column in one.description), one.fetchall())
        for one in (files.execute(f"FROM {view.name}"), database.execute(f"FROM {view.name}"))
    ]
    if "project" in both[0].columns:
        # CSV defuses what a spreadsheet would run.
        both = [
            Table(
                one.columns, [tuple(v.removeprefix("'") if isinstance(v, str) else v for v in row) for row in one.rows]
            )
            for one in both
        ]
    assert told(both[0]) == told(both[1])


def test_pandas_adds_up_parquet_to_the_same(tabled: Store, forms: dict[str, Path]) -> None:
    read = {name: pd.read_parquet(forms["parquet"] / f"{name}.parquet") for name in ("projects", "documents", "bodies")}
    units = pd.read_parquet(forms["parquet"] / "project_bodies.parquet")[["project_id", "body_id"]]
    counted = read["documents"][read["documents"]["counted"]][["document_id"]]
    projects = read["projects"].merge(counted, on="document_id")
    money = projects[(projects["kind"] == "BudgetProject") & projects["amount_yuan"].notna()]
    assert isinstance(money["amount_yuan"].iloc[0], Decimal)
    total = next(value for name, value in stats(tabled).rows if name == "amount_yuan")
    assert money["amount_yuan"].sum() == total
    joined = money.merge(units, on="project_id").merge(read["bodies"], on="body_id", suffixes=("", "_of"))
    by_unit = joined.groupby(["iri_of", "fiscal_year"])["amount_yuan"].agg(["sum", "size"])
    view = next(view for view in ANSWERS if view.twin == "units-by-money")
    assert {
        (iri, int(year)): tuple(row) for (iri, year), row in zip(by_unit.index, by_unit.to_numpy(), strict=True)
    } == {(row["iri"], row["fiscal_year"]): (row["amount_yuan"], row["projects"]) for row in asked(tabled, view)}


def test_csv_adds_up_without_any_program(tabled: Store, forms: dict[str, Path]) -> None:
    def read(name: str) -> list[dict[str, str]]:
        with (forms["csv"] / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))

    counted = {row["document_id"] for row in read("documents") if row["counted"] == "true"}
    money = [row for row in read("projects") if row["document_id"] in counted and row["kind"] == "BudgetProject"]
    years: Counter[str] = Counter()
    for row in money:
        years[row["fiscal_year"]] += Decimal(row["amount_yuan"] or 0)  # type: ignore[assignment]
    by_year = {str(row["fiscal_year"]): row["amount_yuan"] for row in ask.ask(tabled, "money-by-year", {})}
    assert dict(years) == by_year and len(by_year) > 4
    cited = sorted(
        ((int(row["citing_projects"]), row["iri"]) for row in read("policies") if row["citing_projects"]), reverse=True
    )
    most = next(view for view in ANSWERS if view.twin == "most-cited")
    assert cited == sorted(((row["projects"], row["iri"]) for row in asked(tabled, most)), reverse=True)
