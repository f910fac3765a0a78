"""Budgets and accounts of real departments: the cells of their tables, money in words, planted errors, and no false alarm."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

KG = str(Path(sys.executable).parent / "kg")

pytestmark = pytest.mark.shared


def measured(shared: Path, tool: str, *arguments: str | Path) -> str:
    command = [sys.executable, str(shared / "tools" / tool), *map(str, arguments), "--kg", KG, "--json"]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=240).stdout


def test_cells_of_tables(shared: Path) -> None:
    gold = sorted((shared / "data" / "cells").glob("*.json"))
    rows = json.loads(measured(shared, "cells.py", "--pdf", shared / "data" / "pdf", *gold))
    assert len(rows) == len(gold) + 1
    for row in rows:
        assert (row["precision"], row["recall"], row["codes_as_money"]) == (1.0, 1.0, 0), row


def test_money_in_words(shared: Path) -> None:
    found = json.loads(measured(shared, "expressions.py", shared / "data" / "expressions-open.tsv"))
    assert found["values, approximation and rate right"] >= 44
    assert found["wrong values"] == 0


def test_planted_errors_and_false_alarms(shared: Path) -> None:
    found = json.loads(measured(shared, "planted.py", "errors", shared / "data" / "planted"))
    assert found["planted"] == 30
    assert found["found"] >= 29
    assert found["of them found"] == found["true contradictions in the base texts"] == 7
    assert found["false alarms in the base texts"] == found["stray rows in planted texts"] == 0
