from __future__ import annotations

from pathlib import Path

import small_store

from benchmarks import relational
from kg.maintenance.relational import dictionary, duckdb_file, rows


def test_every_view_is_measured_beside_its_twin(tmp_path: Path) -> None:
    store = small_store.in_memory()
    duckdb_file.write(rows.rows(store), tmp_path / "x.duckdb")
    found = relational.measured(store, tmp_path / "x.duckdb")
    assert [name for name, *_ in found] == [view.twin for view in dictionary.views()]
    assert {name: count for name, count, *_ in found}["projects"] == 5
    assert all(sparql > 0 and columns >= 0 for _, _, sparql, columns in found)
