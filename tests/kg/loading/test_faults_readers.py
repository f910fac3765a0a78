"""Who reads while another process writes sees each document whole, as it was or as it is, and never a part."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from fault_sessions import ENV, Undisturbed, command, prepared, stored
from loading_sessions import kg

from kg.stores.opening import open_store
from kg.stores.store import Store

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="pipes that a child inherits"),
]
PROJECTS = """
PREFIX pk: <https://w3id.org/policy-kg/ns#>
SELECT ?document (COUNT(?project) AS ?n) { GRAPH ?document { ?project a pk:BudgetProject } } GROUP BY ?document
"""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return prepared(tmp_path_factory.mktemp("small"), 30, 1)


def projects(store: Store) -> dict[str, int]:
    return {row[0].value: int(row[1].value) for row in store.rows(PROJECTS)}  # type: ignore[union-attr]


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.soak)])
def test_readers_see_whole_documents(jobs: int, small: Undisturbed, tmp_path: Path) -> None:
    store = shutil.copytree(small.first, tmp_path / "s.kg")
    right = {iri: sum("BudgetProject>" in str(quad) for quad in quads) for iri, quads in small.graphs.items()}
    seen: Counter[int] = Counter()
    reading, writing = os.pipe()
    with subprocess.Popen(
        command(store, small.folder, jobs),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**ENV, "KG_PHASES": str(writing)},
        pass_fds=[writing],
    ) as loader:
        while loader.poll() is None:
            graphs, entries = stored(store)
            assert graphs.keys() == {document for _, document in entries}
            assert entries <= small.entries
            assert all(quads == small.graphs[iri] for iri, quads in graphs.items())
            with open_store(store, read_only=True) as opened:
                # The engine answers from one state, however long it takes.
                found = projects(opened)
                assert found == projects(opened)
            assert found.items() <= right.items()
            seen[len(entries)] += 1
        assert loader.returncode == 0
    os.close(reading)
    os.close(writing)
    # It was seen before, in between and after: else this shows nothing.
    graphs, entries = stored(store)
    assert len(seen) >= 2 and min(seen) < len(entries)


@pytest.mark.soak
def test_soak_two_writers_take_turns(small: Undisturbed, tmp_path: Path) -> None:
    """Both load the same folder; the second waits, and finds nothing left to do."""
    store = tmp_path / "s.kg"
    os_pipe = os.pipe()
    first = subprocess.Popen(
        command(store, small.folder, 1),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**ENV, "KG_PHASES": str(os_pipe[1])},
        pass_fds=[os_pipe[1]],
    )
    os.read(os_pipe[0], 1)
    done = kg(store, "load", "--wait", str(small.folder))
    assert first.wait(60) == 0 and done.returncode == 0, done.stderr
    for end in os_pipe:
        os.close(end)
    assert kg(store, "export", "--format", "nq").stdout == small.export
