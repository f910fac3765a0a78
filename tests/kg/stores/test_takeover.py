"""A store of version 0.1.0 becomes one folder that holds all; whoever is stopped on the way leaves a store that opens, and loses nothing."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import first_store
import pytest
from click.testing import CliRunner
from first_store import JUDGED, QUADS

from kg.cli import cli
from kg.resolution import judgements, resolve
from kg.stores import checksums, layout, local, takeover, write_lock
from kg.stores.opening import open_store
from kg.stores.store import StoreError
from kg.tables.messages import chinese

WHOLE = {"checksums.json", "judgements.csv", "quads", "store.json"}


@pytest.fixture
def first(tmp_path: Path) -> Path:
    """A store as version 0.1.0 left it, with its judgements and an old search index beside it."""
    store = first_store.unpacked(tmp_path)
    (tmp_path / "policy.kg.search.sqlite").write_bytes(b"an index")
    return store


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


def holds(store: Path) -> None:
    """Whoever opens the store finds all of it."""
    with open_store(store, read_only=True) as opened:
        assert len(opened) == QUADS == sum(1 for _ in opened)
        assert len(resolve.judged(opened)) == JUDGED


def taken_over(store: Path) -> None:
    """Nothing is left to do, and all is in the folder."""
    holds(store)
    assert names(store) == WHOLE
    assert [one.name for one in store.parent.iterdir() if one.name.startswith("policy.kg")] == ["policy.kg"]
    assert json.loads((store / "store.json").read_text("utf-8"))["format"] == 2
    assert checksums.read(store).files.keys() == {file.name for file in store.glob("quads/*.sst")} != set()
    assert list(checksums.broken(store)) == checksums.unsealed(store) == []


def test_readers_change_nothing(first: Path) -> None:
    before = names(first)
    holds(first)
    assert names(first) == before and layout.is_first(first)
    assert names(first.parent) == {"policy.kg", "policy.kg.judgements.csv", "policy.kg.search.sqlite"}


def test_the_next_writer_takes_it_over_and_says_so_once(first: Path) -> None:
    sealed = checksums.read(first).files
    with open_store(first) as store:
        (notice,) = store.notices
    assert "made by version 0.1.0 of policy-kg; now this one folder holds all" in notice and "现已转换" in chinese(
        notice
    )
    taken_over(first)
    assert {sum_.digest for sum_ in sealed.values()} <= {sum_.digest for sum_ in checksums.read(first).files.values()}
    with open_store(first) as store:
        assert not store.notices


def test_a_command_that_writes_tells_it_in_a_sentence(first: Path) -> None:
    done = [CliRunner().invoke(cli, ["--store", str(first), "compact"], env={"KG_LANG": lang}) for lang in ("en", "zh")]
    assert [one.exit_code for one in done] == [0, 0]
    assert done[0].stderr.count("holds all of it") == 1 and "0.1.0" not in done[1].stderr


# --- stopped on the way


class Killed(BaseException):
    """The process ends here."""


def killed_before(number: int, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Ends the process before the step with a number that changes a name on the disk; nothing that comes after is done."""
    steps: list[str] = []

    def counted(what: Callable[..., Any]) -> Callable[..., Any]:
        def run(path: Any, *args: Any, **options: Any) -> Any:
            if len(steps) >= number:
                raise Killed
            steps.append(f"{what.__name__} {Path(path).name}")
            return what(path, *args, **options)

        return run

    for name in ("replace", "rename", "unlink", "rmdir", "mkdir", "symlink"):
        monkeypatch.setattr(os, name, counted(getattr(os, name)))
    return steps


def stopped(store: Path, number: int) -> bool:
    """Open the store for writing, end before a step; gives whether there was such a step."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        killed_before(number, monkeypatch)
        try:
            inner = open_store(store)
        except Killed:
            return True
    inner.close()
    return False


def copies(first: Path) -> Iterator[Path]:
    for number in range(1000):
        home = first.parent / str(number)
        home.mkdir()
        store = shutil.copytree(first, home / "policy.kg")
        for name in ("judgements.csv", "search.sqlite"):
            shutil.copy2(layout.beside(first, name), layout.beside(store, name))
        yield store
        shutil.rmtree(home)


def test_every_state_on_the_way_opens_and_is_healed(first: Path) -> None:
    # The engine's old files go one by one: of these steps a few are as good as all.
    for number, store in zip([*range(15), *range(15, 1000, 5)], copies(first), strict=False):
        if not stopped(store, number):
            break
        holds(store)
        with open_store(store):
            pass
        taken_over(store)
    assert number > len(list(first.iterdir()))


def test_whoever_is_stopped_again_and_again_comes_through(first: Path) -> None:
    for _ in range(200):
        if not stopped(first, 8):
            break
        holds(first)
    taken_over(first)


def test_a_half_made_second_set_of_files_is_thrown_away(first: Path) -> None:
    (first / layout.MAKING).mkdir()
    (first / layout.MAKING / "CURRENT").write_text("MANIFEST-000001\n", "utf-8")
    holds(first)
    with open_store(first):
        pass
    taken_over(first)


def test_a_full_disk_leaves_it_as_it_was(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    def full(old: Path, new: Path) -> None:
        raise OSError("IO error: No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(takeover, "_rename", full)
        with pytest.raises(StoreError, match="The disk is full"):
            open_store(first)
    assert layout.is_first(first) and layout.MAKING not in names(first)
    holds(first)
    with open_store(first):
        pass
    taken_over(first)


def test_what_cannot_be_removed_yet_is_removed_by_the_writer_after(
    first: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows removes no file that a reader holds open."""
    unlink = Path.unlink

    def refused(file: Path, missing_ok: bool = False) -> None:
        if file.name.endswith((".sst", ".csv")):
            raise PermissionError(13, "held")
        unlink(file, missing_ok)

    with monkeypatch.context() as held:
        held.setattr(Path, "unlink", refused)
        with open_store(first):
            pass
    holds(first)
    assert "store.json" not in names(first) and layout.beside(first, "judgements.csv").exists()
    with open_store(first):
        pass
    taken_over(first)


# --- others at the same time


def test_a_reader_from_before_keeps_its_answers(first: Path) -> None:
    with open_store(first, read_only=True) as reader:
        with open_store(first) as writer:
            writer.add(b"<x:a> <x:b> <x:c> <x:g> .\n")
        assert len(reader) == QUADS == sum(1 for _ in reader)
        assert len(resolve.judged(reader)) == JUDGED


def test_who_waited_for_the_lock_meanwhile_finds_it_done(first: Path) -> None:
    with open_store(first):
        pass
    takeover.move_quads(first)
    taken_over(first)


def test_a_writer_of_the_first_format_is_not_robbed(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write_lock, "_runs", lambda pid: True)
    monkeypatch.setattr(local.time, "sleep", lambda seconds: None)
    import pyoxigraph as ox

    old = ox.Store(first)
    write_lock.note(first)
    assert (first / "kg-writer.json").is_file()
    with pytest.raises(StoreError, match="in use by another kg process"):
        open_store(first)
    assert layout.is_first(first)
    del old
    with open_store(first):
        pass
    taken_over(first)


# --- judgements


def test_of_two_files_of_judgements_the_one_inside_counts_and_the_other_stays(first: Path) -> None:
    outside = layout.beside(first, "judgements.csv")
    judgements.write(first / "judgements.csv", judgements.read(outside)[:1])
    kept = outside.read_bytes()
    with open_store(first) as store:
        assert len(resolve.judged(store)) == 1
        notice = store.notices[1]
    assert "count" in notice and str(outside) in notice
    assert outside.read_bytes() == kept
    judgements.write(first / "judgements.csv", [])
    with open_store(first, read_only=True) as store:
        assert resolve.judged(store) == (), "undone is undone"


def test_judgements_that_are_kept_elsewhere_stay_there(first: Path) -> None:
    outside, elsewhere = layout.beside(first, "judgements.csv"), first.parent / "shared.csv"
    outside.rename(elsewhere)
    outside.symlink_to("shared.csv")
    with open_store(first) as store:
        judgements.write(resolve.judgement_file(store), resolve.judged(store)[:1])
    assert len(judgements.read(elsewhere)) == 1
    assert (first / "judgements.csv").resolve() == elsewhere and not outside.is_symlink()


def test_judgements_that_outlived_a_store_hold_for_the_next(first: Path) -> None:
    shutil.rmtree(first)
    with open_store(first) as store:
        assert len(resolve.judged(store)) == JUDGED
    assert names(first.parent) == {"policy.kg"}


# --- versions to come


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_of_a_later_format_is_left_alone(read_only: bool, first: Path) -> None:
    with open_store(first):
        pass
    (first / "store.json").write_text('{"format": 3, "policy-kg": "0.9.0"}', "utf-8")
    with pytest.raises(StoreError, match=r"made by version 0\.9\.0 of policy-kg"):
        open_store(first, read_only=read_only)


@pytest.mark.parametrize("text", ["", "{", "[]", '{"format": "x"}', "null"])
def test_a_note_of_the_format_that_was_damaged_stops_nobody(text: str, first: Path) -> None:
    with open_store(first):
        pass
    (first / "store.json").write_text(text, "utf-8")
    holds(first)
