"""Parts of kept images as PNG with their frames; what is no image is none, whatever it says of itself."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from io import BytesIO
from typing import Any

import pytest

from loaders.formats.scans import scan

if not scan.available():
    pytest.skip("needs pip install 'policy-kg[ocr]'", allow_module_level=True)

from PIL import Image, ImageDraw

from loaders.formats.scans import cuttings


def page(wide: int = 400, high: int = 560) -> str:
    """A white page with a black square at (100, 100)."""
    made = Image.new("RGB", (wide, high), "white")
    ImageDraw.Draw(made).rectangle((100, 100, 139, 139), fill="black")
    out = BytesIO()
    made.save(out, "WEBP", lossless=True)
    return b64encode(out.getvalue()).decode()


def cut(image: str, *asked: tuple[list[float], list[list[float]]]) -> list[Any]:
    told = cuttings.parse(
        json.dumps({"images": {"1": image}, "cut": [["1", box, frames] for box, frames in asked]}).encode()
    )
    return [one and Image.open(BytesIO(b64decode(one))) for one in told]


def test_a_part_is_cut_and_framed() -> None:
    (part,) = cut(page(), ([90.4, 80, 200, 160], [[95, 95, 145, 145]]))
    shown = part.convert("RGB")
    assert part.format == "PNG" and part.size == (110, 80)
    assert shown.getpixel((20, 30)) == (0, 0, 0) and shown.getpixel((105, 75)) == (255, 255, 255)
    # It stands around the place and covers nothing of it.
    assert shown.getpixel((5, 15)) == (255, 255, 255)
    red, green, blue = shown.getpixel((2, 12))
    assert red > 140 and green < 60 and blue < 80


def test_a_part_beyond_the_page_ends_with_it_and_one_outside_is_none() -> None:
    part, outside, nothing = cut(page(), ([300, 500, 900, 900], []), ([500, 0, 600, 10], []), ([10, 10, 10, 50], []))
    assert part.size == (100, 60) and outside is None and nothing is None


@pytest.mark.parametrize(
    "image",
    ["", "UklGRg==", "AAAA", b64encode(b"\x89PNG\r\n\x1a\n").decode(), page()[:60], b64encode(b"<svg/>").decode()],
)
def test_what_is_no_image_is_none(image: str) -> None:
    assert cut(image, ([0, 0, 50, 50], [])) == [None]


def test_a_huge_image_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cuttings, "MAX_PIXELS", 400 * 560 - 1)
    assert cut(page(), ([0, 0, 50, 50], [])) == [None]
