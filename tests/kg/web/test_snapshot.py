"""The newest state of a store."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.stores.opening import open_store
from kg.stores.store import StoreError
from kg.web.snapshot import Snapshot, stamp


def test_what_is_written_is_seen_and_old_states_stay(tmp_path: Path) -> None:
    path = tmp_path / "s.kg"
    with open_store(path) as store:
        store.add(b"<x:a> <x:p> <x:b> <x:g> .\n")
    snapshot = Snapshot(path)
    old = snapshot.store()
    assert snapshot.store() is old
    with open_store(path) as store:
        store.add(b"<x:a> <x:p> <x:c> <x:g> .\n")
        assert len(snapshot.store()) >= 1
    assert len(snapshot.store()) == 2
    assert len(old) == 1


def test_a_store_that_comes_later(tmp_path: Path) -> None:
    snapshot = Snapshot(tmp_path / "s.kg")
    assert stamp(tmp_path / "s.kg") == ()
    with pytest.raises(StoreError, match="no store"):
        snapshot.store()
    with open_store(tmp_path / "s.kg") as store:
        store.add(b"<x:a> <x:p> <x:b> <x:g> .\n")
    assert len(snapshot.store()) == 1
