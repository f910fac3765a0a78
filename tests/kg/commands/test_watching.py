"""``kg watch``: loads what arrives, goes on after a restart, waits for who else writes, and ends at Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import added_files
import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store

pytestmark = [
    pytest.mark.processes,
    pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C is sent to one process"),
]
ENV = {**os.environ, "KG_LANG": "en", "PYTHONUTF8": "1"}


@contextmanager
def watching(store: Path, folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, begun; it is ended by Ctrl-C and must end as it should."""
    command = [sys.executable, "-c", "from kg.cli import main; main()", "--store", str(store), "watch", str(folder)]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", env=ENV
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith(f"Loading what arrives in {folder}"), (
            line + process.stderr.read() if process.stderr else ""
        )
        yield process
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
        assert process.returncode == 130 and said.splitlines()[-1].startswith("Interrupted;")
    finally:
        process.kill()
        process.communicate()


def loaded(store: Path) -> list[str]:
    with open_store(store, read_only=True) as graph:
        return sorted(entry.file_name for entry in Catalogue.read(graph).entries.values())


def becomes(store: Path, names: list[str], seconds: float = 90) -> None:
    until = time.monotonic() + seconds
    while loaded(store) != names:
        assert time.monotonic() < until, loaded(store)
        time.sleep(0.2)


def test_it_loads_what_arrives_and_goes_on_after_a_restart(tmp_path: Path) -> None:
    store, folder = tmp_path / "s.kg", tmp_path / "in"
    (folder / "卫健局").mkdir(parents=True)
    (folder / "before.txt").write_bytes(added_files.document("云山市民政局"))
    with watching(store, folder) as process:
        becomes(store, ["before.txt"])
        (folder / "卫健局" / "a.txt").write_bytes(added_files.document("云山市卫生健康局"))
        (folder / "broken.pdf").write_bytes(b"%PDF-1.4")
        becomes(store, ["a.txt", "before.txt"])
        assert process.stdout is not None
        assert process.stdout.readline().split() == ["loaded", str(folder / "before.txt")]
    (folder / "b.txt").write_bytes(added_files.document("云山市教育局"))
    with watching(store, folder) as process:
        becomes(store, ["a.txt", "b.txt", "before.txt"])
        assert process.stdout is not None
        # What was loaded before is not read again.
        assert process.stdout.readline().split() == ["loaded", str(folder / "b.txt")]
    assert CliRunner().invoke(cli, ["--store", str(store), "search", "云山市教育局"]).exit_code == 0


def test_it_waits_for_who_else_writes(tmp_path: Path) -> None:
    store, folder = tmp_path / "s.kg", tmp_path / "in"
    folder.mkdir()
    with watching(store, folder):
        with open_store(store, wait=60) as other:
            (folder / "a.txt").write_bytes(added_files.document("云山市民政局"))
            time.sleep(6)
            assert len(other) == 0
        becomes(store, ["a.txt"])


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = CliRunner().invoke(
        cli, ["--store", str(tmp_path / "s.kg"), "watch", str(tmp_path / "none")], env={"KG_LANG": "en"}
    )
    assert done.exit_code == 2 and "does not exist" in done.stderr
