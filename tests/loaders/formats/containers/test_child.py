"""What a parent and its child say to each other, and what is left of a conversation that breaks off."""

from __future__ import annotations

import os
from io import BytesIO

import pytest

from kg.loading import file_reader
from loaders.formats.containers import child
from loaders.formats.containers.child import Child


def test_what_is_said_comes_out_as_it_went_in() -> None:
    stream = BytesIO()
    said = [({"path": "表\n\udce9.pdf", "none": None}, b"\x00\n[1]"), (["a"], b""), ("last", bytes(70_000))]
    for one, data in said:
        child.send(stream, one, data)
    stream.seek(0)
    assert [child.receive(stream) for _ in said] == said
    with pytest.raises(EOFError):
        child.receive(stream)


@pytest.mark.parametrize("left", [1, 5, 14, 17])
def test_who_breaks_off_has_said_nothing(left: int) -> None:
    stream = BytesIO()
    child.send(stream, {"a": 1}, b"1234")
    with pytest.raises(EOFError):
        child.receive(BytesIO(stream.getvalue()[:left]))


def test_a_child_ends_when_nobody_asks_any_more() -> None:
    reader = Child(file_reader.__name__, os.environ)
    said, _ = reader.ask("no such file.txt")
    assert "does not exist" in said["reason"]
    assert reader.end() == reader.end() == 0
    with pytest.raises((OSError, ValueError)):
        reader.ask("no such file.txt")


def test_a_child_that_is_ended_answers_no_more() -> None:
    reader = Child(file_reader.__name__, os.environ)
    reader.kill()
    with pytest.raises((OSError, EOFError)):
        reader.ask("no such file.txt")
    assert reader.end() != 0
