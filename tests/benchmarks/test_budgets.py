"""The budgets that are timed are budgets: the same tables and projects in both formats, and nothing in them is wrong."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import pytest

from benchmarks import budgets
from benchmarks.budgets import Budget, Measured
from kg.auditing.figures import audit
from loaders import extract
from loaders.records import Extraction

pytestmark = pytest.mark.skipif(
    importlib.util.find_spec("reportlab") is None, reason="needs pip install 'policy-kg[bench]'"
)
MADE = list(budgets.budgets(6))


def read(made: Budget, folder: Path, ending: str) -> Extraction:
    file = folder / f"{made.name}{ending}"
    file.write_bytes(budgets.workbook(made.lines) if ending == ".xlsx" else budgets.pdf(made.lines))
    return extract.read_and_extract(file)


@pytest.mark.parametrize("made", MADE, ids=[made.name for made in MADE])
def test_both_formats_hold_the_same_and_nothing_is_wrong(made: Budget, tmp_path: Path) -> None:
    printed, typed = read(made, tmp_path, ".pdf"), read(made, tmp_path, ".xlsx")
    assert len(printed.statements) == len(typed.statements) >= 4
    names = [[one.name and one.name.value for one in found.projects] for found in (printed, typed)]
    assert names[0] == names[1] != []
    assert len(printed.pages) >= 15
    for found in (printed, typed):
        checks = audit(found)
        assert len(checks) > 40
        assert [check.formula for check in checks if check.verdict in ("mismatch", "to-check")] == []


def test_no_two_are_of_one_department_and_year() -> None:
    made = list(budgets.budgets(200))
    titles = {one.name.rpartition("-")[0] for one in made}
    assert len(titles) == 200
    assert [one.lines for one in made[:6]] == [one.lines for one in MADE]


@pytest.mark.parametrize(("documents", "seconds", "verdict"), [(1000, 590, "holds"), (60, 40, "DOES NOT HOLD")])
def test_the_target_is_reckoned_for_a_thousand(documents: int, seconds: float, verdict: str) -> None:
    done = Measured(documents, 20, 1, seconds - 1, 1, 1, "")
    assert done.lines()[-1].ours.startswith(f"{verdict}: ")
