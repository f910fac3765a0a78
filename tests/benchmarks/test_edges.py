"""The left edge of real codes: in every context, with the product's tables and with tables that lack the codes asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import edges

KNOWN, UNKNOWN = 0.995, 0.97

pytestmark = pytest.mark.shared


def test_known_codes(shared: Path) -> None:
    tallies = edges.measure(shared / "data" / "document-numbers.tsv")
    assert set(tallies) == set(edges.CONTEXTS)
    assert {name: tally.misses[:3] for name, tally in tallies.items() if tally.share < KNOWN} == {}


def test_codes_left_out_of_the_tables(shared: Path) -> None:
    """One fold of five; ``python -m benchmarks.edges --folds 5`` asks all."""
    tallies = edges.measure(shared / "data" / "document-numbers.tsv", folds=5, only=0)
    assert all(tally.asked > 200 for tally in tallies.values())
    assert {name: tally.misses[:3] for name, tally in tallies.items() if tally.share < UNKNOWN} == {}
