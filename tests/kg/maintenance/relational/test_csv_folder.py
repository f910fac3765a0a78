"""A folder of CSV files: for Excel, without formulas, for programs, with every table whether it has rows or not."""

from __future__ import annotations

import csv
from pathlib import Path

from kg.maintenance.relational import csv_folder, dictionary
from kg.maintenance.relational.csv_folder import plain


def test_there_is_a_file_a_table(forms: dict[str, Path]) -> None:
    names = {one.name for one in dictionary.relations()}
    assert {file.name for file in forms["csv"].iterdir()} == {f"{name}.csv" for name in names} | {"datapackage.json"}
    for name in names:
        written = (forms["csv"] / f"{name}.csv").read_bytes()
        assert written.startswith(b"\xef\xbb\xbf") and written.endswith(b"\r\n")
        head = written.decode("utf-8-sig").partition("\r\n")[0]
        assert head == ",".join(field.name for field in dictionary.named(name).fields)


def test_what_would_start_a_formula_is_defused_for_spreadsheets_alone(forms: dict[str, Path], tmp_path: Path) -> None:
    with (forms["csv"] / "projects.csv").open(encoding="utf-8-sig", newline="") as file:
        names = [row["name"] for row in csv.DictReader(file)]
    assert "'=SUM(A1)堤防" in names and "“校舍”维修,第二期" in names
    row = (1, "i", 1, 1, '=x,"\r\n甲', None, None, None, None, None, 0, 3, None)
    csv_folder.files([("projects", row)], tmp_path, plain)
    with (tmp_path / "projects.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.DictReader(file))["name"] == '=x,"\r\n甲'


def test_numbers_and_truths_are_written_plainly() -> None:
    from decimal import Decimal

    assert [plain(value) for value in (True, False, None, 7, Decimal("1.50"), Decimal("1E+3"), "=a")] == [
        *("true", "false", None, 7, "1.5", "1000", "=a")
    ]
