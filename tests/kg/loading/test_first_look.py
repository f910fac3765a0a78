"""Files whose stamps are what they were are not read again, and no change of a file is missed by that."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from zipfile import ZipFile

import papers
import pytest

from kg.loading import first_look, load
from kg.stores import layout
from kg.stores.opening import open_store
from loaders import formats

OLD = 1_600_000_000_000_000_000


def loaded(tmp_path: Path, *files: Path, force: bool = False) -> list[str]:
    """What became of each file, or of all in the folder."""
    with open_store(tmp_path / "s.kg") as store:
        found, _ = load.find_files(files or [tmp_path / "papers"])
        return [one.status for one in load.load(store, found, force=force).outcomes]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return papers.write(tmp_path / "papers", qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if every file had been written long ago."""
    monkeypatch.setattr(first_look, "GRAIN", -(10**12))


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that are read to see whether they changed."""
    names: list[str] = []
    whole = formats.sha256

    def sha256(path: Path) -> str:
        names.append(path.name)
        return whole(path)

    monkeypatch.setattr(formats, "sha256", sha256)
    return names


def test_a_file_that_looks_the_same_is_not_read(tmp_path: Path, folder: Path, settled: None, read: list[str]) -> None:
    assert loaded(tmp_path) == ["loaded", "loaded"]
    read.clear()
    assert loaded(tmp_path) == ["unchanged", "unchanged"] and not read
    assert loaded(tmp_path, folder / "qinghe.txt") == ["unchanged"] and not read
    assert loaded(tmp_path, force=True) == ["updated", "updated"] and sorted(set(read)) == ["qinghe.txt", "shiqiao.txt"]
    read.clear()
    assert loaded(tmp_path) == ["unchanged", "unchanged"] and not read


def test_without_its_notes_or_with_damaged_ones_a_file_is_read(
    tmp_path: Path, folder: Path, settled: None, read: list[str]
) -> None:
    loaded(tmp_path)
    notes = tmp_path / "s.kg" / layout.STAMPS
    whole = notes.read_bytes()
    for data in (
        None,
        b"",
        b"{}",
        whole[:100],
        whole[:1000] + bytes(len(whole) - 1000),
        whole.replace(b"stamps", b"stomps"),
    ):
        notes.unlink() if data is None else notes.write_bytes(data)
        read.clear()
        assert loaded(tmp_path) == ["unchanged", "unchanged"] and sorted(read) == ["qinghe.txt", "shiqiao.txt"]
        read.clear()
        assert loaded(tmp_path) == ["unchanged", "unchanged"] and not read


def rows(tmp_path: Path) -> dict[str, tuple[object, ...]]:
    """The notes, by the name of the file."""
    with closing(sqlite3.connect(tmp_path / "s.kg" / layout.STAMPS)) as database:
        return {Path(path).name: rest for path, *rest in database.execute("SELECT * FROM stamps")}


def test_of_one_file_one_note_is_written(tmp_path: Path, folder: Path, settled: None) -> None:
    former = tmp_path / "s.kg" / "stamps.json"
    loaded(tmp_path, folder / "qinghe.txt")
    former.write_text("{}", "utf-8")
    loaded(tmp_path)
    before = rows(tmp_path)
    assert set(before) == {"qinghe.txt", "shiqiao.txt"} and not former.exists()
    file = folder / "qinghe.txt"
    file.write_text(papers.QINGHE.replace("12号", "13号"), "utf-8")
    assert loaded(tmp_path, file) == ["updated"]
    after = rows(tmp_path)
    assert after["shiqiao.txt"] == before["shiqiao.txt"] and after["qinghe.txt"] != before["qinghe.txt"]
    # What cannot be read is not noted, and what was noted of it is forgotten.
    file.write_text("", "utf-8")
    assert loaded(tmp_path, file) == ["failed"]
    assert set(rows(tmp_path)) == {"shiqiao.txt"}


def test_the_same_size_and_the_same_time_hide_no_change(tmp_path: Path, folder: Path, settled: None) -> None:
    """Whoever sets a file's time back cannot set back when that was done, and another file has another number."""
    file = folder / "qinghe.txt"
    os.utime(file, ns=(OLD, OLD))
    loaded(tmp_path)
    file.write_text(papers.QINGHE.replace("12号", "13号"), "utf-8")
    os.utime(file, ns=(OLD, OLD))
    assert loaded(tmp_path) == ["updated", "unchanged"]
    other = folder / "other"
    other.write_text(papers.QINGHE.replace("12号", "14号"), "utf-8")
    os.utime(other, ns=(OLD, OLD))
    other.replace(file)
    assert loaded(tmp_path) == ["updated", "unchanged"]


def test_a_file_changed_within_the_grain_of_the_clock_is_seen(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, read: list[str]
) -> None:
    """Of a file system that keeps whole seconds only, a file written twice in one looks the same both times."""
    file = folder / "qinghe.txt"
    os.utime(file, ns=(OLD, OLD))
    loaded(tmp_path)
    before, stamps = first_look._stamps(file), first_look._stamps
    file.write_text(papers.QINGHE.replace("12号", "13号"), "utf-8")
    monkeypatch.setattr(first_look, "_stamps", lambda one: before if one == file else stamps(one))
    read.clear()
    assert loaded(tmp_path, file) == ["updated"] and read


def test_what_is_in_an_archive_looks_as_the_archive_does(tmp_path: Path, settled: None, read: list[str]) -> None:
    archive = tmp_path / "all.zip"

    def pack(text: str) -> None:
        with ZipFile(archive, "w") as packed:
            packed.writestr("a.txt", text)
            packed.writestr("b.txt", papers.SHIQIAO)

    pack(papers.QINGHE)
    assert loaded(tmp_path, archive) == ["loaded", "loaded"]
    read.clear()
    assert loaded(tmp_path, archive) == ["unchanged", "unchanged"] and not read
    pack(papers.QINGHE.replace("12号", "13号"))
    assert loaded(tmp_path, archive) == ["updated", "unchanged"]


def test_notes_that_cannot_be_written_stop_nothing(tmp_path: Path, folder: Path, settled: None) -> None:
    (tmp_path / "s.kg" / layout.STAMPS).mkdir(parents=True)
    assert loaded(tmp_path) == ["loaded", "loaded"]
    assert loaded(tmp_path) == ["unchanged", "unchanged"]
