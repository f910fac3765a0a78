"""The scores on the open data may only rise: each is compared with its floor in floors.json."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

FLOORS = json.loads((Path(__file__).parent / "floors.json").read_text(encoding="utf-8"))
KG = str(Path(sys.executable).parent / "kg")
DATA = {"passages": "data/citations.jsonl", "documents": "gold/*.json", "disclosures": "data/disclosures/*.json"}

pytestmark = pytest.mark.shared


@cache
def measured(shared: Path, what: str) -> dict[str, dict[str, float] | float]:
    files = sorted(str(path) for path in shared.glob(DATA[what]))
    command = [sys.executable, str(shared / "tools" / "score.py"), what, *files, "--kg", KG, "--json"]
    run = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True, timeout=120)
    return json.loads(run.stdout)


@pytest.mark.parametrize(
    ("what", "name", "floor"),
    [(what, name, floor) for what, floors in FLOORS.items() for name, floor in floors.items()],
)
def test_score_holds(shared: Path, what: str, name: str, floor: float) -> None:
    score = measured(shared, what)[name]
    if isinstance(score, dict):
        assert score["f1"] >= floor
    else:
        assert score <= floor, "false hits may only fall"
