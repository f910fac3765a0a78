"""A citation's summary says what its single statements say."""

from __future__ import annotations

import json
from pathlib import Path

import small_store

from kg.loading.load import find_files, load
from kg.stores.opening import memory_store
from ontology.terms import PK


def test_summaries_repeat_the_statements(root: Path) -> None:
    with memory_store() as store:
        load(store, find_files([root / "examples"])[0])
        stored = {citation: json.loads(value) for citation, _, value in store.statements(None, str(PK.summary))}
        assert len(stored) > 80
        assert stored == small_store.summaries(store)
