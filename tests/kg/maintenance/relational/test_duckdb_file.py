"""The DuckDB file: typed, described, made whole or not at all; without DuckDB a sentence that says how to get it."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import small_store

from kg.maintenance import export
from kg.maintenance.relational import dictionary, duckdb_file
from kg.maintenance.relational.duckdb_file import NoColumns
from kg.stores.store import Store


def test_columns_have_their_types_and_their_meaning(forms: dict[str, Path]) -> None:
    with duckdb.connect(str(forms["duckdb"]), read_only=True) as database:
        columns = database.execute(
            "SELECT table_name, column_name, data_type, comment FROM duckdb_columns() WHERE NOT internal"
            " AND table_name IN (SELECT table_name FROM duckdb_tables())"
        ).fetchall()
        assert {(table, column) for table, column, _, _ in columns} == {
            (one.name, field.name) for one in dictionary.relations() for field in one.fields
        }
        types = {(table, column): kind for table, column, kind, _ in columns}
        assert types["projects", "amount_yuan"] == "DECIMAL(28,4)" and types["projects", "fiscal_year"] == "BIGINT"
        assert types["policies", "in_force_from"] == "DATE" and types["documents", "counted"] == "BOOLEAN"
        comments = {(table, column): comment for table, column, _, comment in columns}
        assert "项目名称" in comments["projects", "name"] and "name as printed" in comments["projects", "name"]
        days = database.execute("SELECT COUNT(dated), MIN(YEAR(dated)) FROM policies").fetchone()
        assert days and days[0] > 2 and days[1] >= 1949


def test_text_comes_through_whole(tmp_path: Path) -> None:
    names = ['a,"b"\r\nc', "'; DROP TABLE projects; --", "𠮷\ttab", "=1+1", "\\N", "NULL", " 空 格 ", "甲" * 200_000]
    told = [
        (
            "projects",
            (number, f"urn:{number}", 1, number, name, None, None, None, None, Decimal("0.0001"), None, None, None),
        )
        for number, name in enumerate(names, 1)
    ]
    duckdb_file.write(told, tmp_path / "x.duckdb")
    with duckdb.connect(str(tmp_path / "x.duckdb"), read_only=True) as database:
        found = database.execute("SELECT name, amount_yuan FROM projects ORDER BY project_id").fetchall()
    assert found == [(name, Decimal("0.0001")) for name in names]
    assert [file.name for file in tmp_path.iterdir()] == ["x.duckdb"]


def test_a_file_that_is_there_is_replaced_whole(tabled: Store, tmp_path: Path) -> None:
    output = tmp_path / "tables.duckdb"
    output.write_bytes(b"no database")

    def broken() -> object:
        yield "projects", (1, "urn:1", 1, 1, "x", None, None, None, None, None, None, None, None)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        duckdb_file.write(broken(), output)  # type: ignore[arg-type]
    assert output.read_bytes() == b"no database" and len(list(tmp_path.iterdir())) == 1
    export.export(tabled, "duckdb", output)
    with duckdb.connect(str(output), read_only=True) as database:
        assert database.execute("SELECT COUNT(*) FROM projects").fetchall()[0][0] > 30


def test_rows_that_do_not_fit_are_a_sentence(tmp_path: Path) -> None:
    told = [("projects", (None, None, 1, 1, "x", None, None, None, None, None, None, None, None))]
    with pytest.raises(OSError, match="NOT NULL"):
        duckdb_file.write(told, tmp_path / "x.duckdb")


@pytest.mark.parametrize("form", ["duckdb", "parquet"])
def test_without_duckdb_it_says_what_to_install(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "duckdb", None)
    with pytest.raises(NoColumns, match=r"pip install 'policy-kg\[columns\]'"):
        export.export(small_store.in_memory(), form, tmp_path / "out")
    assert list(tmp_path.iterdir()) == []
    for other in ("csv", "neo4j"):
        export.export(small_store.in_memory(), other, tmp_path / other)
        assert len(list((tmp_path / other).iterdir())) > 15
