"""The store of ``fixtures/small.trig``, for tests of questions that need no reading of files."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import resolve
from kg.store import Store

FIXTURE = Path(__file__).parent / "fixtures" / "small.trig"
NUMBER = "松财社发〔2023〕12号"


def in_memory() -> Store:
    """The small store with what is derived, not on disk."""
    return fill(Store.in_memory())


def on_disk(path: Path) -> Path:
    """The small store at ``path``, written and closed."""
    with Store.open(path) as store:
        fill(store)
    return path


def fill(store: Store) -> Store:
    store.inner.load(path=FIXTURE, format=ox.RdfFormat.TRIG)
    resolve.rebuild(store)
    return store
