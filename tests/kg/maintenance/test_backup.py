"""Backups: whole, usable, and never in the way of what is there."""

from __future__ import annotations

import itertools
import threading
from pathlib import Path

import pytest
import small_store
from click.testing import CliRunner

from kg.cli import cli
from kg.maintenance.backup import BackupError, backup, restore
from kg.stores import layout
from kg.stores.opening import open_store
from kg.stores.store import StoreError


@pytest.fixture
def store(tmp_path: Path) -> Path:
    path = small_store.on_disk(tmp_path / "s.kg")
    (path / "judgements.csv").write_text("kind,a,b,why,who,when\n", "utf-8")
    return path


def quads(path: Path) -> set[object]:
    with open_store(path, read_only=True) as store:
        return set(store.inner)


def test_a_backup_is_a_store_with_its_judgements(store: Path, tmp_path: Path) -> None:
    count = backup(store, tmp_path / "away" / "b.kg")
    assert quads(tmp_path / "away" / "b.kg") == quads(store)
    assert count == len(quads(store))
    assert (tmp_path / "away" / "b.kg" / "judgements.csv").exists()
    assert [path.name for path in (tmp_path / "away").iterdir() if path.name.startswith(".")] == []


def test_the_backup_stays_as_it_was(store: Path, tmp_path: Path) -> None:
    before = quads(store)
    backup(store, tmp_path / "b.kg")
    with open_store(store) as opened:
        opened.add(b"<x:a> <x:b> <x:c> <x:g> .\n")
        opened.inner.optimize()
    assert quads(tmp_path / "b.kg") == before != quads(store)


def test_restoring_brings_the_same_back_and_moves_what_was_there_aside(store: Path, tmp_path: Path) -> None:
    before = quads(store)
    backup(store, tmp_path / "b.kg")
    with open_store(store) as opened:
        opened.add(b"<x:a> <x:b> <x:c> <x:g> .\n")
    after = quads(store)
    count, aside = restore(tmp_path / "b.kg", store)
    assert (count, quads(store)) == (len(before), before)
    assert aside is not None
    assert quads(aside) == after
    _, second = restore(tmp_path / "b.kg", store)
    assert second is not None and second != aside
    assert restore(tmp_path / "b.kg", tmp_path / "new.kg") == (len(before), None)


def test_files_that_were_added_in_the_browser_go_with_it(store: Path, tmp_path: Path) -> None:
    file = store / layout.ADDED / "20260101-000000-abcd" / "files" / "卫健局" / "a.txt"
    file.parent.mkdir(parents=True)
    file.write_text("added")
    (store / layout.ARRIVING / "1").mkdir(parents=True)
    backup(store, tmp_path / "b.kg")
    assert not (tmp_path / "b.kg" / layout.ARRIVING).exists()
    file.unlink()
    restore(tmp_path / "b.kg", store)
    assert file.read_text() == "added"


def test_nothing_is_overwritten(store: Path, tmp_path: Path) -> None:
    (tmp_path / "b.kg").mkdir()
    with pytest.raises(BackupError, match="exists already"):
        backup(store, tmp_path / "b.kg")
    with pytest.raises(BackupError, match="no backup at"):
        restore(tmp_path / "b.kg", store)


def test_a_writer_is_not_robbed(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.kg")
    before = quads(store)
    with open_store(store), pytest.raises(StoreError, match="use"):
        restore(tmp_path / "b.kg", store)
    assert quads(store) == before
    assert not list(tmp_path.glob(".s.kg.*"))


def test_a_damaged_backup_is_not_put_back(store: Path, tmp_path: Path) -> None:
    backup(store, tmp_path / "b.kg")
    for file in (tmp_path / "b.kg").glob("quads/MANIFEST*"):
        file.unlink()
    before = quads(store)
    with pytest.raises(BackupError, match="cannot be read"):
        restore(tmp_path / "b.kg", store)
    assert quads(store) == before


def test_the_commands(store: Path, tmp_path: Path) -> None:
    run = CliRunner()
    done = run.invoke(cli, ["--store", str(store), "backup", str(tmp_path / "b.kg")])
    assert done.exit_code == 0 and "Copied " in done.output
    done = run.invoke(cli, ["--store", str(store), "backup", str(tmp_path / "b.kg")])
    assert done.exit_code == 1 and "exists already" in done.output
    done = run.invoke(cli, ["--store", str(store), "restore", str(tmp_path / "b.kg")])
    assert done.exit_code == 0 and "before-1" in done.output
    done = run.invoke(cli, ["--store", str(store), "compact"])
    assert done.exit_code == 0 and "MB" in done.output
    done = run.invoke(cli, ["--store", str(tmp_path / "none"), "backup", str(tmp_path / "c.kg")])
    assert done.exit_code == 1 and "no store" in done.output


@pytest.mark.parametrize("times", [1, 3, 4])
def test_a_copy_is_begun_anew_where_somebody_writes(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    """What the engine says where it has merged a file away while it was copied."""
    failing = [
        RuntimeError("IO error: No such file or directory: While open a file for random read: 000012.sst")
    ] * times

    def check(*_: object) -> None:
        if failing:
            raise failing.pop()

    monkeypatch.setattr("kg.maintenance.backup._check", check)
    monkeypatch.setattr("kg.maintenance.backup.time.sleep", lambda seconds: None)
    if times < 4:
        assert backup(store, tmp_path / "b.kg") == len(quads(store))
    else:
        with pytest.raises(BackupError, match=r"somebody wrote to the store meanwhile .* try again"):
            backup(store, tmp_path / "b.kg")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.processes
def test_backups_during_a_load_are_whole(tmp_path: Path) -> None:
    """Each holds what the store held at one moment between two writings, or says that it can be tried again."""
    path = small_store.on_disk(tmp_path / "s.kg")
    first = len(quads(path))
    stop = threading.Event()

    def write() -> None:
        with open_store(path) as opened:
            for number in itertools.count():
                if stop.is_set():
                    return
                opened.add(b"".join(b"<x:%d> <x:b> <x:%d> <x:g%d> .\n" % (one, number, number) for one in range(2_000)))
                if number % 5 == 4:
                    opened.inner.optimize()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        made = 0
        for number in range(8):
            try:
                count = backup(path, tmp_path / f"b{number}.kg")
            except BackupError as error:
                assert "try again" in str(error)
                continue
            made += 1
            assert len(quads(tmp_path / f"b{number}.kg")) == count and (count - first) % 2_000 == 0
    finally:
        stop.set()
        writer.join()
    assert backup(path, tmp_path / "after.kg") == len(quads(path))


def test_a_folder_that_somebody_holds_is_not_put_back(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows renames no folder in which a file is open, as kg serve has it."""
    backup(store, tmp_path / "b.kg")
    before = quads(store)

    def held(self: Path, target: Path) -> Path:
        raise PermissionError(
            13, "The process cannot access the file because it is being used by another process", str(self)
        )

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", held)
        with pytest.raises(BackupError, match=r"end kg serve .* try again"):
            restore(tmp_path / "b.kg", store)
    assert quads(store) == before
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
