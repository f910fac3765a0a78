"""Budgets, accounts, reports and notices of many provinces and decades in which every figure holds; one changed figure is found."""

from __future__ import annotations

from pathlib import Path

import pytest
from folders import DATA

from kg.auditing.check_rows import Check
from kg.auditing.figures import audit
from loaders.extract import read_and_extract

FOLDER = DATA / "audit" / "clean"
DOCUMENTS = sorted(file for file in FOLDER.iterdir() if file.name != "changes.tsv")
CHANGES = [
    tuple(cell.replace("\\n", "\n").replace("\\t", "\t") for cell in line.split("\t"))
    for line in (FOLDER / "changes.tsv").read_text("utf-8").splitlines()[2:]
]


def findings(file: Path) -> list[Check]:
    return [check for check in audit(read_and_extract(file)) if check.verdict in ("mismatch", "to-check")]


@pytest.mark.parametrize("file", DOCUMENTS, ids=lambda file: file.name)
def test_nothing_is_said_of_what_holds(file: Path) -> None:
    assert findings(file) == []


@pytest.mark.parametrize(("name", "printed", "changed"), CHANGES)
def test_a_changed_figure_is_found(tmp_path: Path, name: str, printed: str, changed: str) -> None:
    text = (FOLDER / name).read_text("utf-8")
    assert printed in text
    file = tmp_path / name
    file.write_text(text.replace(printed, changed, 1), "utf-8")
    assert "mismatch" in {check.verdict for check in findings(file)}
