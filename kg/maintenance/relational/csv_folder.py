"""The tables as a folder of CSV files, which spreadsheets and programs read."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from kg.maintenance.relational import data_package, dictionary
from kg.maintenance.relational.rows import Told
from kg.tables import table as tables
from kg.tables.table import Value


def write(told: Iterable[Told], folder: Path) -> None:
    """Write the rows for people's spreadsheets as well: with a byte order mark, what would start a formula defused."""
    files(told, folder, lambda value: tables.cell(value, concepts=False), encoding="utf-8-sig")
    data_package.write(folder, "csv")


def files(told: Iterable[Told], folder: Path, cell: Callable[[Value], object], *, encoding: str = "utf-8") -> None:
    """Write the rows of every table to ``TABLE.csv``, its heading first; one that has no rows has its heading."""
    heads = {one.name: [field.name for field in one.fields] for one in dictionary.relations()}
    with writers(folder, heads, encoding) as put:
        for name, row in told:
            put[name](map(cell, row))


@contextmanager
def writers(
    folder: Path, heads: dict[str, list[str]], encoding: str = "utf-8"
) -> Iterator[dict[str, Callable[[Iterable[Any]], Any]]]:
    """What writes a row to each of the files of a folder, by their names without .csv; each begins with its heading."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        put: dict[str, Callable[[Iterable[Any]], Any]] = {}
        for name, head in heads.items():
            file = stack.enter_context((folder / f"{name}.csv").open("w", encoding=encoding, newline=""))
            put[name] = csv.writer(file, lineterminator="\r\n").writerow
            put[name](head)
        yield put


def plain(value: Value) -> object:
    """A value as programs read it: nothing defused."""
    if isinstance(value, bool):
        return str(value).lower()
    return tables.for_json(value) if not isinstance(value, str) else value
