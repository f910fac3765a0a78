"""The scores on the open data may only rise: each is compared with its floor in floors.json, set by set."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from folders import ROOT

from benchmarks.scores import SETS

FLOORS = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))
# What OCR reads of scans of the open documents: test_scan_scores.py.
del FLOORS["scans"]
KG = str(Path(sys.executable).parent / "kg")

pytestmark = pytest.mark.shared


@cache
def measured(shared: Path, data: str) -> dict[str, dict[str, float] | float]:
    files = sorted(str(path) for path in shared.glob(data))
    command = [sys.executable, str(shared / "tools" / "score.py"), SETS[data], *files, "--kg", KG, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=120)
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("data", "name", "floor"),
    [(data, name, floor) for data, floors in FLOORS.items() for name, floor in floors.items()],
)
def test_score_holds(shared: Path, data: str, name: str, floor: float) -> None:
    score = measured(shared, data)[name]
    if isinstance(score, dict):
        assert score["f1"] >= floor
    else:
        assert score <= floor, "false hits may only fall"


def test_every_set_has_its_floors() -> None:
    assert set(FLOORS) == set(SETS)


def test_the_truth_scores_full_in_every_row(shared: Path) -> None:
    """Else a score below 1 could be the scorer's fault, and a floor would hold us to it."""
    command = [sys.executable, str(shared / "tools" / "selfcheck.py"), str(shared / "data")]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=240)
    rows = [line for line in run.stdout.splitlines() if " F1 " in line or line.startswith("all ")]
    assert len(rows) >= 11
    for row in rows:
        assert " P 1.000  R 1.000" in row, row
    assert "wrong values 0" in run.stdout
    assert "false alarms in the base texts           0" in run.stdout
