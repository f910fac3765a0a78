"""The store that all tables are tried on, and what each form of it holds."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import tabled_store

from kg.maintenance import export
from kg.maintenance.relational import dictionary, rows
from kg.stores.opening import open_store
from kg.stores.store import Store
from kg.tables.table import Value


@pytest.fixture(scope="session")
def tabled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The store, opened for reading."""
    with open_store(tabled_store.write(tmp_path_factory.mktemp("tabled")), read_only=True) as store:
        yield store


@pytest.fixture(scope="session")
def forms(tabled: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Where each form of its tables is."""
    folder = tmp_path_factory.mktemp("forms")
    for form in export.TABLES:
        export.export(tabled, form, folder / f"out.{form}")
    return {form: folder / f"out.{form}" for form in export.TABLES}


@pytest.fixture(scope="session")
def told(tabled: Store) -> dict[str, list[tuple[Value, ...]]]:
    """The rows of each table."""
    found: dict[str, list[tuple[Value, ...]]] = {one.name: [] for one in dictionary.relations()}
    for name, row in rows.rows(tabled):
        found[name].append(row)
    return found
