"""What OCR reads of scans of the open documents may only become better: each score is compared with its floor in floors.json."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from folders import ROOT

from loaders.formats.scans import scan

if not scan.available():
    pytest.skip("needs pip install 'policy-kg[ocr]'", allow_module_level=True)

from benchmarks import scans

FLOORS = json.loads((ROOT / "tests" / "floors.json").read_text(encoding="utf-8"))["scans"]
#: Pages (from 0) of a disclosure, of passages with many numbers, and of tables.
PROJECTS, PASSAGES, TABLES = range(2), range(4), range(10, 12)
#: Of what is measured: what and which of its scores; cells that are called sure are the ones of which none may be wrong.
NAMES = ("numbers|f1", "projects|f1", "units|f1", "amounts|f1", "cells|recall", "sure cells|precision")

pytestmark = [pytest.mark.shared, pytest.mark.ocr, pytest.mark.slow]


def chosen(shared: Path, folder: Path) -> Iterator[tuple[Path, range]]:
    """What is measured, and which pages of it; the passages become a text in the folder."""
    passages = folder / "passages.txt"
    lines = (shared / "data" / "new-open.jsonl").read_text("utf-8").splitlines()
    passages.write_text("\n".join(json.loads(line)["text"] for line in lines), "utf-8")
    yield passages, PASSAGES
    yield shared / "corpus" / "gejiu-health-2024.txt", PROJECTS
    for path in sorted((shared / "data" / "pdf").glob("*.pdf")):
        yield path, TABLES


def measured(shared: Path, folder: Path, kind: str) -> dict[str, scans.Score]:
    scores: dict[str, scans.Score] = {}
    for path, pages in chosen(shared, folder):
        one = scans.of_file(path, kind, pages)
        told = scans.said(one.scan)
        for what, things in scans.said(one.text).items():
            scores.setdefault(what, scans.Score()).add(things, told[what])
    return scores


@pytest.fixture(scope="module", autouse=True)
def nothing_kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A reading that was kept says nothing of the reader of today."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.mark.timeout(900)
@pytest.mark.parametrize("kind", FLOORS)
def test_scores_hold(shared: Path, tmp_path: Path, kind: str) -> None:
    if shutil.which("fc-match") is None:
        pytest.skip("texts are set in a font of the system")
    scores = measured(shared, tmp_path, kind)
    told = {f"{what} {which}": getattr(scores[what], which) for what, which in (name.split("|") for name in NAMES)}
    assert {name: score for name, score in told.items() if score < FLOORS[kind][name]} == {}


def test_each_kind_has_all_floors() -> None:
    names = {name.replace("|", " ") for name in NAMES}
    assert all(set(floors) == names for floors in FLOORS.values()) and set(FLOORS) <= set(scans.KINDS)
