"""Lines and pages of a text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.auditing.places import Places
from loaders.source import Page


@given(st.text("a\n", max_size=30), st.data())
def test_lines_are_counted_as_editors_do(text: str, data: st.DataObject) -> None:
    offset = data.draw(st.integers(0, len(text)))
    assert Places(text).line(offset) == text[:offset].count("\n") + 1


def test_pages() -> None:
    places = Places("abcdefgh", [Page(4, 6, "第2页"), Page(0, 3, "第1页")])
    assert [places.page(offset) for offset in range(7)] == ["第1页"] * 3 + [None] + ["第2页"] * 2 + [None]
    assert Places("abc").page(0) is None
