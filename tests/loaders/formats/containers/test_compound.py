"""The directory of compound files, also where it is crafted to never end."""

from __future__ import annotations

import contextlib

import pytest
from compound_files import SECTOR, packed
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.formats.containers.compound import MAGIC, streams


@pytest.mark.parametrize("padding", [0, 3, 127, 128, 20_000, 40_000])
def test_streams_and_their_places(padding: int) -> None:
    """20,000 sectors and more need a table that the header has no room for, and 40,000 a second sector of that table."""
    contents = {name: f"内容 {name}".encode() for name in ("WordDocument", "1Table", "Data", "甲", "乙", "丙")}
    data = packed(contents, padding=padding)
    found = streams(data)
    assert sorted(found) == sorted(contents)
    for name, place in found.items():
        assert place is not None and data[place:].startswith(contents[name])


def test_a_small_stream_has_no_place() -> None:
    data = bytearray(packed({"A": b"a"}))
    size = data.index("A".encode("utf-16-le").ljust(64, b"\0")) + 120
    data[size : size + 4] = (100).to_bytes(4, "little")
    assert streams(bytes(data)) == {"A": None}


@pytest.mark.parametrize("data", [b"", MAGIC, MAGIC + bytes(600), b"\x00" * 2000, packed({"A": b""})[:600]])
def test_damaged(data: bytes) -> None:
    with pytest.raises(ValueError):
        streams(data)


def test_loops_end() -> None:
    # The directory's sector follows itself.
    assert "A" in streams(packed({"A": b"a"}, next_directory=8))
    data = bytearray(packed({"A": b"a"}))
    name = data.index("A".encode("utf-16-le").ljust(64, b"\0"))
    data[name + 68 : name + 76] = (1).to_bytes(4, "little") * 2  # an entry before and after itself
    assert "A" in streams(bytes(data))


def test_further_tables_that_point_to_nowhere_for_ever_take_no_time() -> None:
    def looped(count: int) -> bytes:
        many = bytearray(packed({"A": b"a"}, padding=count))
        many[68:72] = (7).to_bytes(4, "little")
        many[8 * SECTOR : 9 * SECTOR] = (7).to_bytes(4, "little") * (SECTOR // 4)
        return bytes(many)

    keeps_step(streams, looped, size=2_500, most=2_500)


@given(st.data())
def test_mutated_directories_never_crash(data: st.DataObject) -> None:
    raw = bytearray(packed({"WordDocument": b"x", "1Table": b"y"}))
    for _ in range(data.draw(st.integers(1, 8))):
        raw[data.draw(st.integers(8, len(raw) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ValueError):
        assert isinstance(streams(bytes(raw)), dict)
