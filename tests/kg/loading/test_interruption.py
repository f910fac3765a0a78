"""A load that is stopped, by Ctrl-C or by force: what was told stays, and the same command ends where an undisturbed one ends."""

from __future__ import annotations

import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import loading_sessions
import pytest
from loading_sessions import command, descendants, exported, kg

from kg.loading import load
from kg.loading.interruption import unbroken
from kg.loading.report import Outcome
from kg.stores import catalogue
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="signals and /proc"),
]
FILES = 60


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, float]:
    """A folder of papers, what a load of it that nobody disturbs exports, and how long that takes."""
    home = tmp_path_factory.mktemp("undisturbed")
    folder = loading_sessions.folder(home / "papers", FILES)
    begin = time.monotonic()
    done = kg(home / "s.kg", "load", "--jobs", "2", str(folder))
    took = time.monotonic() - begin
    assert done.returncode == 0, done.stderr
    return folder, exported(home / "s.kg"), took


def started(store: Path, folder: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command(store, "load", *more, str(folder)),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        env={**os.environ, "KG_LANG": "en", "PYTHONUNBUFFERED": "1"},
    )


def stored(store: Path) -> int:
    with open_store(store, read_only=True) as opened:
        return len(Catalogue.read(opened).entries)


def gone(processes: set[int]) -> bool:
    """Whether processes end within some seconds."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if not any(Path(f"/proc/{pid}").exists() for pid in processes):
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_keeps_what_was_read_and_the_same_command_goes_on(
    jobs: str, undisturbed: tuple[Path, str, float], tmp_path: Path
) -> None:
    folder, export, _ = undisturbed
    with started(tmp_path / "s.kg", folder, "--jobs", jobs) as process:
        assert process.stderr is not None
        # The first line says how far it is: some files are read then, most are not.
        assert "files (" in process.stderr.readline()
        children = descendants(process.pid)
        assert bool(children) == (jobs == "2")
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert "Traceback" not in errors
    told = re.search(r"Interrupted: (\d+) files? (?:is|are) stored, (\d+) w", errors)
    assert told is not None, errors
    assert int(told[1]) + int(told[2]) == FILES and int(told[2]) > 0
    assert "run the same command again" in errors
    assert gone(children)
    assert stored(tmp_path / "s.kg") == int(told[1])
    with open_store(tmp_path / "s.kg", read_only=True) as store:
        assert catalogue.is_stale(store) == (int(told[1]) > 0)
    done = kg(tmp_path / "s.kg", "load", "--jobs", jobs, str(folder))
    assert done.returncode == 0, done.stderr
    assert exported(tmp_path / "s.kg") == export


@pytest.mark.parametrize("moment", range(4))
def test_what_ctrl_c_tells_is_what_is_stored_wherever_it_strikes(
    moment: int, undisturbed: tuple[Path, str, float], tmp_path: Path
) -> None:
    """Between the storing of a file and the telling of it there is no moment: the interruption strikes at the n-th step of each."""
    folder, _, _ = undisturbed
    steps = 0

    class Struck(load._Loading):
        def take(self, *given: Any) -> None:
            self.strike()
            super().take(*given)
            self.strike()

        def tell(self, outcome: Outcome) -> None:
            self.strike()
            super().tell(outcome)
            self.strike()

        def strike(self) -> None:
            nonlocal steps
            steps += 1
            if steps == moment + 10:
                signal.raise_signal(signal.SIGINT)

    files, _ = load.find_files([folder])
    with open_store(tmp_path / "s.kg") as store:
        loading = Struck(store, False, 1, None, lambda _: None, lambda _: None, lambda *_: None)
        with pytest.raises(load.Interrupted) as stopped:
            loading.run(files)
    told = stopped.value.report.outcomes
    assert len(told) == stored(tmp_path / "s.kg") == len(files) - stopped.value.left
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_ignores_ctrl_c_goes_on_doing_so() -> None:
    former = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with unbroken():
            signal.raise_signal(signal.SIGINT)
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, former)


def test_ctrl_c_writes_the_report_of_what_was_done(undisturbed: tuple[Path, str, float], tmp_path: Path) -> None:
    folder, _, _ = undisturbed
    report = tmp_path / "r.csv"
    with started(tmp_path / "s.kg", folder, "--report", str(report)) as process:
        assert process.stderr is not None
        process.stderr.readline()
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=60)
    assert process.returncode == 130
    assert len(report.read_text("utf-8-sig").splitlines()) - 1 == stored(tmp_path / "s.kg")


@pytest.mark.parametrize("moment", range(5))
def test_after_kill_9_at_any_moment_the_next_load_brings_the_same_store(
    moment: int, undisturbed: tuple[Path, str, float], tmp_path: Path
) -> None:
    folder, export, took = undisturbed
    store = tmp_path / "s.kg"
    with started(store, folder, "--jobs", "2") as process:
        time.sleep(took * random.Random(moment).uniform(0.15, 1.0))
        children = descendants(process.pid)
        process.kill()
        told, errors = process.communicate(timeout=60)
    assert gone(children)
    if process.returncode == -signal.SIGKILL and (store / "quads" / "CURRENT").is_file():
        whole = Catalogue()
        with open_store(store) as opened:
            whole = Catalogue.read(opened)
            # No document is half there: its text is stored exactly where the catalogue names it.
            graphs = {str(name.value) for name in opened.inner.named_graphs() if "/document/" in str(name)}
            assert graphs == {entry.document for entry in whole.entries.values()}
    done = kg(store, "load", "--jobs", "2", str(folder))
    assert done.returncode == 0, done.stderr
    assert exported(store) == export


def test_what_was_told_is_stored_after_kill_9(undisturbed: tuple[Path, str, float], tmp_path: Path) -> None:
    """Up to twenty files each get their line, when it is stored."""
    folder = loading_sessions.folder(tmp_path / "papers", 18)
    store = tmp_path / "s.kg"
    with started(store, folder, "--jobs", "2") as process:
        assert process.stdout is not None
        told = [process.stdout.readline() for _ in range(5)]
        process.kill()
        told += process.communicate(timeout=60)[0].splitlines()
    paths = {line.split()[1] for line in told if line.startswith("loaded ")}
    with open_store(store) as opened:
        assert len(paths) >= 5 and paths <= set(Catalogue.read(opened).entries)
