"""The data package describes the files beside it: their names, headings, types and keys."""

from __future__ import annotations

import csv
import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

READ = {
    "integer": int,
    "number": Decimal,
    "date": date.fromisoformat,
    "string": str,
    "boolean": {"true": 1, "false": 0}.__getitem__,
}


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_every_file_is_a_resource(form: str, forms: dict[str, Path]) -> None:
    package = json.loads((forms[form] / "datapackage.json").read_text("utf-8"))
    files = {file.name for file in forms[form].iterdir()} - {"datapackage.json"}
    assert {one["path"] for one in package["resources"]} == files
    # What Data Package v1 says of names.
    assert all(
        one["name"] == one["name"].lower() and one["name"].replace("-", "").isalpha() for one in package["resources"]
    )


def test_rows_are_as_the_schema_says(forms: dict[str, Path]) -> None:
    package = json.loads((forms["csv"] / "datapackage.json").read_text("utf-8"))
    held: dict[str, list[dict[str, Any]]] = {}
    for one in package["resources"]:
        with (forms["csv"] / one["path"]).open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            assert reader.fieldnames == [field["name"] for field in one["schema"]["fields"]]
            types = {field["name"]: READ[field["type"]] for field in one["schema"]["fields"]}
            held[one["name"]] = [
                {name: types[name](cell) for name, cell in row.items() if cell != ""}
                for row in reader  # type: ignore[operator]
            ]
    assert sum(map(len, held.values())) > 900
    for one in package["resources"]:
        for key in one["schema"].get("primaryKey", ()):
            keys = [row[key] for row in held[one["name"]]]
            assert len(set(keys)) == len(keys)
        for joined in one["schema"]["foreignKeys"]:
            target, (column,), (key,) = joined["reference"]["resource"], joined["fields"], joined["reference"]["fields"]
            known = {row[key] for row in held[target or one["name"]]}
            assert {row[column] for row in held[one["name"]] if column in row} <= known
