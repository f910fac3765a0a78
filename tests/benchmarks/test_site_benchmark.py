"""The benchmark of the site asks each list, what narrows it, a thing of each kind and the charts, and tells what does not hold."""

from __future__ import annotations

from pathlib import Path

import papers
import pytest

from benchmarks import site
from benchmarks.site import Asked, Measured
from kg.loading.load import find_files, load
from kg.stores.opening import open_store


def test_of_a_hundred_the_slowest_five_do_not_count() -> None:
    assert Asked("/", 9.0, tuple(float(n) for n in range(100)), 0.1).p95 == 94
    assert Asked("/", 9.0, (3.0, 1.0, 2.0), 0.1).p95 == 3


def test_what_does_not_hold_is_told() -> None:
    pages = (Asked("/", 1.0, (0.1,), 0.1), Asked("/areas", 1.0, (0.4,), 0.1))
    *_, cold, warm = Measured(0.9, 1.9, pages).lines()
    assert Measured(1.9, 8.0, pages).lines()[-2].ours == "DOES NOT HOLD: 8.00 s", "its first answer is not yet the page"
    assert cold.ours == "holds: 1.90 s" and warm.ours == "DOES NOT HOLD: the slowest is /areas, 400 ms"


@pytest.mark.processes
def test_the_pages_of_a_store_are_asked(tmp_path: Path) -> None:
    folder = papers.write(tmp_path / "p", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    with open_store(tmp_path / "s.kg") as store:
        load(store, find_files([folder])[0])
    found = site.measure(tmp_path / "s.kg", rounds=2)
    asked = [one.path for one in found.pages]
    assert {"/", "/projects", "/charts/money", "/findings"} <= set(asked)
    for kind in ("policy", "project", "organisation", "document"):
        assert any(path.startswith(f"/id/{kind}/") for path in asked), kind
    assert all(len(one.warm) == 2 and one.first > 0 for one in found.pages)
    assert 0 < found.answering <= found.whole
