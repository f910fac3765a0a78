"""Ruled lines are found where they are drawn, strokes of characters are none."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("cv2", reason="needs pip install 'policy-kg[ocr]'")
pytest.importorskip("onnxruntime", reason="needs pip install 'policy-kg[ocr]'")

import numpy as np
from PIL import Image, ImageDraw

from loaders.formats.scans import ruled_lines

pytestmark = pytest.mark.ocr
LINES = [(100, 100, 900, 100), (100, 200, 900, 200), (100, 100, 100, 200), (500, 100, 500, 200), (900, 100, 900, 200)]


def page(lines: list[tuple[int, int, int, int]], *, width: int = 3) -> Any:
    picture = Image.new("RGB", (1000, 400), "white")
    draw = ImageDraw.Draw(picture)
    for line in lines:
        draw.line(line, fill="black", width=width)
    return np.asarray(picture)


@pytest.mark.parametrize("width", [1, 3, 6])
def test_each_line_is_found_once(width: int) -> None:
    found = ruled_lines.find(page(LINES, width=width), 40.0)
    near = [[line for line in found if max(map(abs, np.subtract(line, drawn))) < 10] for drawn in LINES]
    assert [len(one) for one in near] == [1] * 5 and len(found) == 5


def test_strokes_as_long_as_characters_are_no_lines() -> None:
    assert ruled_lines.find(page([(100, 100, 140, 100), (300, 100, 300, 140)]), 40.0) == []


def test_a_filled_field_is_no_line() -> None:
    picture = page([])
    picture = picture.copy()
    picture[100:200, 100:900] = 0
    assert all(line[0] == line[2] or line[1] == line[3] for line in ruled_lines.find(picture, 40.0))
