"""A watched folder: what arrives whole is offered once, what changes again, and what is being written is waited for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import pytest
import small_store

from kg.loading import load
from kg.loading.watch import LOOK, Arrived, arriving


@pytest.fixture
def offers(tmp_path: Path) -> Iterator[Iterator[Arrived]]:
    ended = threading.Event()
    yield arriving(tmp_path, ended, look=0.05)
    ended.set()


def names(arrived: Arrived, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in arrived.paths]


def test_what_was_there_comes_first_and_only_once(offers: Iterator[Arrived], tmp_path: Path) -> None:
    (tmp_path / "in" / ".git").mkdir(parents=True)
    for name in ("b.txt", "in/a.pdf", "in/b.md", "README.md", "x.exe", ".hidden.txt", "~$a.docx", "in/.git/a.txt"):
        (tmp_path / name).write_text("x")
    assert names(next(offers), tmp_path) == ["b.txt", "in/a.pdf", "in/b.md"]
    (tmp_path / "c.zip").write_text("x")
    assert names(next(offers), tmp_path) == ["c.zip"], "the others are not offered again"


class Steps(threading.Event):
    """Something happens between any two looks."""

    def __init__(self, steps: Iterable[Callable[[], object]]) -> None:
        super().__init__()
        self.steps = iter(steps)
        self.waited: list[float | None] = []

    def wait(self, timeout: float | None = None) -> bool:
        self.waited.append(timeout)
        step = next(self.steps, None)
        if step is not None:
            step()
        return step is None


def test_what_is_being_written_is_waited_for(tmp_path: Path) -> None:
    growing = tmp_path / "growing.txt"

    def grow() -> None:
        with growing.open("ab") as out:
            out.write(b"x" * 100)

    ended = Steps([*[grow] * 5, lambda: None, lambda: None])
    offered = [(names(one, tmp_path), growing.stat().st_size) for one in arriving(tmp_path, ended)]
    assert offered == [(["growing.txt"], 500)]
    assert all(one is not None and one >= LOOK for one in ended.waited)


def test_what_changes_comes_again(offers: Iterator[Arrived], tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text("one")
    assert names(next(offers), tmp_path) == ["a.txt"]
    file.write_text("two")  # of the same size
    os.utime(file, ns=(1, 1))
    assert names(next(offers), tmp_path) == ["a.txt"]


def test_what_could_not_be_loaded_is_offered_again(offers: Iterator[Arrived], tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("x")
    first = next(offers)
    first.again = True
    assert names(next(offers), tmp_path) == ["a.txt"]


def test_it_ends_and_a_folder_that_goes_is_empty(tmp_path: Path) -> None:
    ended, folder = threading.Event(), tmp_path / "gone"
    threading.Timer(0.3, ended.set).start()
    assert list(arriving(folder, ended, look=0.02)) == []


def test_the_files_of_a_store_are_its_own(offers: Iterator[Arrived], tmp_path: Path) -> None:
    small_store.on_disk(tmp_path / "policy.kg")
    for name in ("a.txt", "policy.kg/arriving/1/b.txt", "policy.kg/judgements.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(next(offers), tmp_path) == ["a.txt"]
    assert [path.name for path in load.find_files([tmp_path])[0]] == ["a.txt"]
