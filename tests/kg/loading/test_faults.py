"""A loader that is killed at any moment: what it told is stored, nothing is there in part, the next load mends the rest."""

from __future__ import annotations

import random
import shutil
import signal
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import fault_sessions
import pytest
from fault_sessions import PHASES, Undisturbed, check_after, moment, prepared, run

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and resource limits"),
]
SOAK_ROUNDS = 7


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return prepared(tmp_path_factory.mktemp("small"), 20, 1)


def killed(undisturbed: Undisturbed, store: Path, phase: str, chance: random.Random, jobs: int) -> str | None:
    """Load, kill, and look at what is left; gives the phase that was hit, None where the load had ended before."""
    done, _, last = run(store, undisturbed.folder, jobs, kill=moment(undisturbed, phase, chance))
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    check_after(undisturbed, store, done.stdout)
    return last if done.returncode else None


@pytest.mark.parametrize("phase", [*PHASES, "writing", "resolving"])
def test_after_kill_9_the_next_load_ends_where_an_undisturbed_one_ends(
    phase: str, small: Undisturbed, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    store = shutil.copytree(small.first, tmp_path / "s.kg")
    killed(small, store, phase, random.Random(request.node.name), jobs=1)


def test_a_first_load_that_is_killed_while_it_writes(small: Undisturbed, tmp_path: Path) -> None:
    done, _, _ = run(tmp_path / "s.kg", small.folder, 1, kill=("writing", 1, 0.01))
    assert done.returncode == -signal.SIGKILL
    check_after(small, tmp_path / "s.kg", done.stdout)


def test_phases_are_told_as_they_come(small: Undisturbed) -> None:
    """Without it, no kill would hit what it is meant to hit."""
    assert all(small.phases[phase] for phase in PHASES)
    firsts = [small.phases[phase][0] for phase in PHASES]
    assert firsts == sorted(firsts)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Undisturbed, Counter[str]]]:
    hit: Counter[str] = Counter()
    start = time.monotonic()
    yield prepared(tmp_path_factory.mktemp("large"), 120, 2), hit
    kills = sum(count for phase, count in hit.items() if phase != "ended before")
    moments = ", ".join(f"{phase} {count}" for phase, count in hit.most_common())
    print(f"\n{kills} kills in {time.monotonic() - start:.0f} s; moments hit: {moments}")


@pytest.mark.soak
@pytest.mark.parametrize("turn", range(SOAK_ROUNDS))
@pytest.mark.parametrize("phase", PHASES)
def test_soak_kill_9(
    phase: str, turn: int, large: tuple[Undisturbed, Counter[str]], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """Additions, replacements and removals, with two processes that read; every third on an empty store."""
    undisturbed, hit = large
    store = tmp_path / "s.kg"
    if turn % 3 != 2:
        shutil.copytree(undisturbed.first, store)
    chance = random.Random(f"{request.node.name}")
    hit[killed(undisturbed, store, phase, chance, jobs=2) or "ended before"] += 1


@pytest.mark.soak
def test_soak_killed_again_and_again(large: tuple[Undisturbed, Counter[str]], tmp_path: Path) -> None:
    """Each load is killed and the next goes on from there; the last one is let to its end."""
    undisturbed, hit = large
    store = shutil.copytree(undisturbed.first, tmp_path / "s.kg")
    chance = random.Random(7)
    output = ""
    for _ in range(8):
        kill = moment(undisturbed, chance.choice(PHASES[2:]), chance)
        done, _, last = run(store, undisturbed.folder, 2, kill=kill)
        output += done.stdout
        hit[last if done.returncode else "ended before"] += 1
        # What a load told stays true of all that follow.
        graphs, entries = fault_sessions.stored(store)
        assert graphs.keys() == {document for _, document in entries}
    check_after(undisturbed, store, output)
