"""Two writers: the second is told who holds the store, or waits."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import papers
import pytest
from loading_sessions import command, kg

from kg.stores import write_lock
from kg.stores.opening import open_store
from kg.stores.store import StoreError
from kg.stores.write_lock import StoreWriter


def dead() -> int:
    """The number of a process that has ended."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return process.pid


def test_a_writer_notes_itself_and_takes_the_note_away(tmp_path: Path) -> None:
    assert write_lock.holder(tmp_path / "s") is None
    with open_store(tmp_path / "s"):
        held = write_lock.holder(tmp_path / "s")
        assert held is not None and held.pid == os.getpid() and held.host == socket.gethostname()
    assert not write_lock.file(tmp_path / "s").exists()
    with open_store(tmp_path / "s", read_only=True):
        assert not write_lock.file(tmp_path / "s").exists()


def left_behind(pid: int, host: str) -> str:
    return json.dumps({"pid": pid, "host": host, "since": "2024-05-01 08:00:00", "command": "kg load"})


NOTES = {
    "of a process that has ended": lambda: left_behind(dead(), socket.gethostname()),
    "half written": lambda: left_behind(1, "x")[:20],
    "of another version": lambda: '{"pid": 1}',
    "no object": lambda: "[]",
}


@pytest.mark.parametrize("kind", NOTES)
def test_a_note_that_was_left_behind_tells_nothing(kind: str, tmp_path: Path) -> None:
    with open_store(tmp_path / "s"):
        write_lock.file(tmp_path / "s").write_text(NOTES[kind](), "utf-8")
        with pytest.raises(StoreError) as refused:
            open_store(tmp_path / "s")
        assert "in use by another kg process; wait" in str(refused.value)
    write_lock.file(tmp_path / "s").write_text(NOTES[kind](), "utf-8")
    with open_store(tmp_path / "s"):
        held = write_lock.holder(tmp_path / "s")
        assert held is not None and held.pid == os.getpid()


def test_of_another_machine_nobody_knows_whether_it_ended() -> None:
    there = StoreWriter(dead(), "elsewhere", "2024-05-01 08:00:00", "kg load")
    assert there.runs() and "on elsewhere" in str(there)
    assert not StoreWriter(dead(), socket.gethostname(), "", "kg").runs()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return papers.write(tmp_path / "papers", qinghe=papers.QINGHE)


@pytest.mark.parametrize("wait", [[], ["--wait", "0.5"]])
def test_the_second_writer_is_told_who_holds_the_store(wait: list[str], folder: Path, tmp_path: Path) -> None:
    with open_store(tmp_path / "s"):
        done = kg(tmp_path / "s", "load", str(folder), *wait)
    (line,) = done.stderr.splitlines()
    assert done.returncode == 1
    assert f"in use by another kg process (kg, process {os.getpid()}, since 20" in line or "process" in line
    assert str(os.getpid()) in line and "--wait" in line


@pytest.mark.processes
def test_a_second_writer_waits(folder: Path, tmp_path: Path) -> None:
    """However the option is written: all at once, each at a store of its own."""
    options = [["--wait"], ["--wait", "60"], ["--wait=60"]]
    asked = [args for option in options for args in ([str(folder), *option], [*option, str(folder)])]
    stores = [tmp_path / str(number) for number in range(len(asked))]
    held = [open_store(store) for store in stores]
    waiting = [
        subprocess.Popen(
            command(store, "load", *args),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            env={**os.environ, "KG_LANG": "en"},
        )
        for store, args in zip(stores, asked, strict=True)
    ]
    time.sleep(2.0)
    assert [process.poll() for process in waiting] == [None] * len(asked)
    for store in held:
        store.close()
    for process in waiting:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        assert "Files: 1 loaded." in out


def test_remove_waits_too(folder: Path, tmp_path: Path) -> None:
    assert kg(tmp_path / "s", "load", str(folder)).returncode == 0
    store = open_store(tmp_path / "s")
    closing = threading.Timer(1.5, store.close)
    closing.start()
    done = kg(tmp_path / "s", "remove", "--wait", "qinghe.txt")
    closing.join()
    assert done.returncode == 0, done.stderr
