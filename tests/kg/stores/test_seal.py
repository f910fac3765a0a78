"""The seal of a store: what its files were when its last writer let go of them."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import small_store

from kg.stores import checksums, layout
from kg.stores.opening import open_store


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return small_store.on_disk(tmp_path / "s.kg")


def test_each_file_of_a_closed_store_is_sealed(store: Path) -> None:
    found = checksums.read(store)
    assert set(found.files) == {file.name for file in store.glob("quads/*.sst")} != set()
    assert found.manifest is not None and found.manifest[0].startswith("MANIFEST")
    assert checksums.unsealed(store) == [] == list(checksums.broken(store))
    assert checksums.suspect(store) is None


def test_a_writer_seals_what_it_wrote_and_keeps_what_was_sealed_before(store: Path) -> None:
    before = checksums.read(store)
    with open_store(store) as opened:
        opened.add(b"<x:a> <x:b> <x:c> <x:g> .\n")
    after = checksums.read(store)
    assert all(after.files[name] == one for name, one in before.files.items() if name in after.files)
    assert set(after.files) == {file.name for file in store.glob("quads/*.sst")}


def test_a_sealed_file_that_was_damaged_is_not_sealed_anew(store: Path) -> None:
    file = sorted(store.glob("quads/*.sst"))[0]
    data = file.read_bytes()
    file.write_bytes(data[:10] + bytes([data[10] ^ 1]) + data[11:])
    checksums.seal(store)
    assert list(checksums.broken(store)) == [file.name]
    assert checksums.suspect(store) == f"{file.name} is not as it was written"


def test_a_file_that_the_engine_still_writes_is_left_out(store: Path) -> None:
    (store / "quads" / "999999.sst").write_bytes(b"the beginning of it")
    checksums.seal(store)
    assert checksums.unsealed(store) == ["999999.sst"]


def test_of_a_file_that_only_has_another_time_the_new_time_is_kept(store: Path) -> None:
    file = sorted(store.glob("quads/*.sst"))[0]
    os.utime(file, (1, 1))
    assert checksums.suspect(store) is None
    assert checksums.read(store).files[file.name].changed == 1_000_000_000


@pytest.mark.parametrize("content", ["", "x", "\n{}", json.dumps({"files": {}})])
def test_a_seal_that_is_none_seals_nothing(content: str, store: Path) -> None:
    (store / layout.CHECKSUMS).write_text(content, "utf-8")
    assert checksums.read(store) == checksums.Seal()
    assert checksums.suspect(store) is None
    assert len(checksums.unsealed(store)) == len(list(store.glob("quads/*.sst")))


def test_a_folder_that_takes_no_seal_is_no_reason_to_stop(tmp_path: Path) -> None:
    checksums.seal(tmp_path / "none")
    assert checksums.read(tmp_path / "none") == checksums.Seal()
