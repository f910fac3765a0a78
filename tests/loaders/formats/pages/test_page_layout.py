"""What a page is: read, scanned, empty, or set in a font whose map is broken."""

from __future__ import annotations

import pytest

from loaders.formats.pages import page_layout
from loaders.formats.pages.glyphs import Glyph


def page(text: str, image_area: float = 0.0) -> dict[str, object]:
    glyphs = [Glyph(c, 50.0 + 10 * n, 60.0 + 10 * n, 100.0, 10.0) for n, c in enumerate(text)]
    return page_layout.page(glyphs, [], width=600.0, height=800.0, image_area=image_area)


@pytest.mark.parametrize(
    ("text", "image_area", "state"),
    [
        ("预算公开", 0.0, "read"),
        ("预算公开", 1.0, "read"),
        ("", 0.5, "scanned"),
        ("  ", 0.9, "scanned"),
        ("", 0.49, "empty"),
        ("预" * 94 + "\ue001" * 6, 0.0, "broken"),
        ("预" * 95 + "\ue001" * 5, 0.0, "read"),
        ("预" * 90 + "\x01" * 10, 0.0, "broken"),
        ("\ufffd\ufffd", 0.0, "broken"),
    ],
)
def test_state(text: str, image_area: float, state: str) -> None:
    assert page(text, image_area)["state"] == state


def test_nothing_is_read_of_a_page_with_a_broken_map() -> None:
    assert page("预\ue001\ue002")["lines"] == []


@pytest.mark.parametrize(
    ("printed", "says"),
    [
        ("⽬", "目"),
        ("⼈⺠", "人民"),
        ("⻓", "长"),
        ("⻚", "页"),
        ("豈", "豈"),
        ("目", "目"),
        ("㎡", "㎡"),
        ("①", "①"),
        ("Ａ", "Ａ"),
    ],
)
def test_radicals_become_the_characters_that_they_look_like(printed: str, says: str) -> None:
    assert page(printed)["lines"][0][0] == says  # type: ignore[index]


def test_a_control_character_is_left_out() -> None:
    line = page("预" * 30 + "\x02")["lines"]
    assert line[0][0] == "预" * 30  # type: ignore[index]
