"""The tables in a DuckDB file, with the views that answer the usual questions, and as Parquet files."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING

from kg.maintenance.relational import csv_folder, data_package, dictionary
from kg.maintenance.relational.dictionary import Field, TableDefinition
from kg.maintenance.relational.rows import Told
from kg.tables.messages import UserError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

TYPES = {
    "text": "VARCHAR",
    "concept": "VARCHAR",
    "decimal": "DECIMAL(28, 4)",
    "date": "DATE",
    "boolean": "BOOLEAN",
}
#: What DuckDB may hold in memory, whatever the size of the store; the rest is in files.
MEMORY = "1GB"


class NoColumns(UserError):
    """DuckDB is not installed; the message says how to install it."""

    status = 2


def _duckdb() -> ModuleType:
    try:
        import duckdb
    except ImportError:
        raise NoColumns(
            "This format is written by DuckDB, which is not installed: pip install 'policy-kg[columns]'"
        ) from None
    return duckdb


def write(told: Iterable[Told], output: Path) -> None:
    """Write the rows and the views to a file of DuckDB, in the place of one that may be there."""
    with tempfile.TemporaryDirectory(dir=output.parent, prefix=".policy-kg-") as folder:
        made = Path(folder, "tables.duckdb")
        with _database(told, Path(folder), made) as database:
            for view in dictionary.views():
                database.execute(f"CREATE VIEW {view.name} AS {view.sql}")
                said = " · ".join((view.about("zh"), view.about("en")))
                database.execute(f"COMMENT ON VIEW {view.name} IS {_string(said)}")
        made.replace(output)


def write_parquet(told: Iterable[Told], folder: Path) -> None:
    """Write each table as a file of Parquet."""
    _duckdb()
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(dir=folder, prefix=".policy-kg-") as scratch,
        _database(told, Path(scratch), Path(scratch, "tables.duckdb")) as database,
    ):
        for relation in dictionary.relations():
            file = _string(str(folder / f"{relation.name}.parquet"))
            database.execute(f"COPY {_name(relation.name)} TO {file} (FORMAT parquet, COMPRESSION zstd)")
    data_package.write(folder, "parquet")


@contextmanager
def _database(told: Iterable[Told], folder: Path, file: Path) -> Iterator[DuckDBPyConnection]:
    """An open database with the tables; the rows go through files, which DuckDB reads faster than it takes rows.

    :raises NoColumns: DuckDB is not installed; that is said before the store is read.
    """
    duckdb = _duckdb()
    csv_folder.files(told, folder, csv_folder.plain)
    # Nothing is fetched: an extension that is not there would be.
    limits = {
        "memory_limit": MEMORY,
        "temp_directory": str(folder / "spilled"),
        "autoinstall_known_extensions": "false",
    }
    try:
        with duckdb.connect(str(file), config=limits) as database:
            for relation in dictionary.relations():
                rows = folder / f"{relation.name}.csv"
                for statement in schema(relation):
                    database.execute(statement)
                database.execute(f"COPY {_name(relation.name)} FROM {_string(str(rows))} ({_CSV})")
                rows.unlink()
            yield database
    except duckdb.Error as error:
        raise OSError(str(error).splitlines()[0]) from error


_CSV = (
    "FORMAT csv, HEADER, AUTO_DETECT false, DELIMITER ',', QUOTE '\"', ESCAPE '\"', NULLSTR '', NEW_LINE '\\r\\n', "
    "MAX_LINE_SIZE 100000000"
)


def schema(relation: TableDefinition) -> list[str]:
    """The SQL that makes a table, with what the dictionary says of it and its columns."""
    name = _name(relation.name)
    columns = ", ".join(f"{_name(field.name)} {_type(field)}" for field in relation.fields)
    said = [f"COMMENT ON TABLE {name} IS {_string(f'{relation.zh} · {relation.en}')}"]
    for field in relation.fields:
        unit = f" ({field.unit})" if field.unit else ""
        text = _string(f"{field.zh} · {field.en}{unit} ← {field.source}")
        said.append(f"COMMENT ON COLUMN {name}.{_name(field.name)} IS {text}")
    return [f"CREATE TABLE {name} ({columns})", *said]


def _type(field: Field) -> str:
    return TYPES.get(field.type, "BIGINT") + (" NOT NULL" if field.type == "key" or field.name == "iri" else "")


def _name(name: str) -> str:
    return f'"{name}"'


def _string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
