"""A disk that is full, or files that may not grow: one sentence, nothing in part, and the next load mends the rest."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from fault_sessions import ENV, Undisturbed, check_after, command, kg, prepared, run

from kg.stores.opening import open_store

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and resource limits"),
]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    return prepared(tmp_path_factory.mktemp("small"), 20, 1)


def one_sentence(done: subprocess.CompletedProcess[str]) -> None:
    """A failed load ends with one sentence about the disk, whatever it had told before."""
    *before, last = done.stderr.splitlines()
    assert done.returncode == 1, done.stderr
    assert last.startswith("kg: The disk is full") and "run the same command again" in last, done.stderr
    assert not any("Traceback" in line for line in before)


@pytest.mark.parametrize("limit", [4_000, 70_000, 500_000, 1_500_000])
@pytest.mark.parametrize("empty", [True, False])
def test_files_that_may_not_grow(limit: int, empty: bool, small: Undisturbed, tmp_path: Path) -> None:
    """RLIMIT_FSIZE: the file of the engine that is the first too long is another one each time."""
    store = tmp_path / "s.kg"
    if not empty:
        shutil.copytree(small.first, store)
    done, _, _ = run(store, small.folder, 1, limit=limit)
    if done.returncode:
        one_sentence(done)
    # Half a million is less than any load of so many files writes.
    assert done.returncode or limit > 500_000
    check_after(small, store, done.stdout)


def test_a_backup_that_finds_no_room_leaves_nothing(small: Undisturbed, tmp_path: Path) -> None:
    """Files are copied, not linked, where the target is on another disk; here their size is limited."""
    code = "import os; os.link = None; from kg.cli import main; main()"
    store = shutil.copytree(small.first, tmp_path / "s.kg")
    done = subprocess.run(
        [sys.executable, "-c", code, "--store", str(store), "backup", str(tmp_path / "b.kg")],
        capture_output=True,
        text=True,
        env=ENV,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (300, 300)),
    )
    assert done.returncode == 1, done.stdout
    (line,) = done.stderr.splitlines()
    assert line.startswith("kg: ") and "No backup was made" in line
    assert [path.name for path in tmp_path.iterdir()] == ["s.kg"]


# --- a real small disk ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A file system in memory, not mounted yet."""
    place = tmp_path / "disk"
    place.mkdir()
    yield place
    subprocess.run(["umount", place], check=False, capture_output=True)


def mount(place: Path, kilobytes: int, *, again: bool = False) -> None:
    options = ["-o", f"{'remount,' if again else ''}size={kilobytes}k"]
    subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", place], check=True, capture_output=True)


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a disk")
@pytest.mark.parametrize("kilobytes", [40, 150, 400, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000, 8_000])
@pytest.mark.parametrize("empty", [True, False])
def test_soak_a_full_disk(kilobytes: int, empty: bool, small: Undisturbed, disk: Path) -> None:
    mount(disk, 200_000)
    store = disk / "s.kg"
    if not empty:
        shutil.copytree(small.first, store)
    mount(disk, shutil.disk_usage(disk).used // 1024 + kilobytes, again=True)
    done, _, _ = run(store, small.folder, 2)
    if done.returncode:
        one_sentence(done)
    told = done.stdout
    # With room again, nobody need do anything but the same again.
    mount(disk, 200_000, again=True)
    check_after(small, store, told)


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a disk")
@pytest.mark.parametrize("part", [0.0, 0.3, 0.9])
def test_soak_a_backup_to_a_full_disk(part: float, small: Undisturbed, disk: Path) -> None:
    size = sum(file.stat().st_size for file in small.first.glob("quads/*.sst")) // 1024
    mount(disk, max(8, int(size * part)))
    done = subprocess.run(
        [*command(small.first, small.folder, 1)[:-4], "backup", str(disk / "b.kg")],
        capture_output=True,
        text=True,
        env={**ENV, "KG_PHASES": "2"},
    )
    assert done.returncode == 1
    assert "No backup was made" in done.stderr and "Traceback" not in done.stderr
    assert list(disk.iterdir()) == []
    mount(disk, 200_000, again=True)
    kg(small.first, "backup", str(disk / "b.kg"))
    with open_store(small.first, read_only=True) as store, open_store(disk / "b.kg", read_only=True) as copy:
        assert set(store.quads()) == set(copy.quads())
