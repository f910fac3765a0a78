"""The pieces of agency codes."""

from __future__ import annotations

import pytest

from ontology.authorities.segments import Segments, segment


@pytest.mark.parametrize(
    ("code", "pieces"),
    [
        ("云财社发", Segments("云", "财", "", "社", "发")),
        ("红政办发", Segments("红", "政", "办", "", "发")),
        ("玉红政办发", Segments("玉红", "政", "办", "", "发")),
        ("财社发", Segments("", "财社", "", "", "发")),
    ],
)
def test_pieces(code: str, pieces: Segments) -> None:
    assert segment(code) == pieces


def test_words_are_no_code() -> None:
    assert segment("乡村医生") is None
