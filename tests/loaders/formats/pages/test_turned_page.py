"""A page printed sideways is read as if it were turned; what stands beside the paper is not read."""

from __future__ import annotations

import math

import pytest

from loaders.formats.pages.turned_page import TurnedPage, quarter_turns

BOX = (0.0, 0.0, 600.0, 800.0)


def test_quarter_turns() -> None:
    assert [quarter_turns(math.cos(a), math.sin(a)) for a in (0, math.pi / 2, math.pi, -math.pi / 2)] == [0, 1, 2, 3]
    assert quarter_turns(1, 1) is None
    assert quarter_turns(1, 0.05) == 0


@pytest.mark.parametrize(
    ("quarter", "character", "place"),
    [
        (0, ("字", 100, 110, 700, 10, 0), (100, 110, 100)),
        (1, ("字", 100, 110, 200, 10, 1), (100, 110, 200)),
        (2, ("字", 100, 110, 700, 10, 2), (490, 500, 700)),
        (3, ("字", 100, 110, 200, 10, 3), (690, 700, 400)),
    ],
)
def test_a_character_stands_upright(
    quarter: int, character: tuple[str, float, float, float, float, int], place: tuple[float, float, float]
) -> None:
    page = TurnedPage([character], BOX)
    (glyph,) = page.glyphs()
    assert (glyph.x0, glyph.x1, glyph.y) == place
    assert (page.width, page.height) == ((600, 800), (800, 600))[quarter % 2]


def test_lines_are_turned_with_the_page() -> None:
    page = TurnedPage([("字", 100, 110, 200, 10, 1)], BOX)
    assert page.segment((200, 100, 200, 300)) == (100, 200, 300, 200)


def test_the_direction_of_most_characters_counts() -> None:
    page = TurnedPage([("字", 100, 110, 200, 10, 0)] * 3 + [("印", 100, 110, 200, 10, 1)], BOX)
    assert [glyph.text for glyph in page.glyphs()] == ["字"] * 3


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf, 1e30, -1e30])
@pytest.mark.parametrize("which", [1, 2, 3, 4])
def test_places_that_are_none_are_left_out(bad: float, which: int) -> None:
    character = ["字", 100.0, 110.0, 200.0, 10.0, 0]
    character[which] = bad
    assert TurnedPage([tuple(character)], BOX).glyphs() == []  # type: ignore[list-item]
