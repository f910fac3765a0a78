"""Characters of a picture at their places; and a picture that would take too long is left, with a sentence."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="needs pip install 'policy-kg[ocr]'")
pytest.importorskip("onnxruntime", reason="needs pip install 'policy-kg[ocr]'")

import numpy as np

from loaders.formats.pages import fixed_layout
from loaders.formats.scans import recogniser, scanned_pages
from loaders.formats.scans.recogniser import Character
from loaders.source import UnreadableFile

pytestmark = pytest.mark.ocr


def line(text: str, size: float = 30.0) -> tuple[Character, ...]:
    """The characters of a line as the network tells them, each a little narrower than its place."""
    found, x = [], 0.0
    for sign in text:
        wide = size / 2 if sign.isascii() else size
        found.append(Character(sign, 0.99, x + 0.3 * wide, x + 0.7 * wide))
        x += wide
    return tuple(found)


def sizes(lines: list[tuple[str, float, float]]) -> list[set[float]]:
    """The sizes of type of lines, of which each has its text, its size and the height of its box."""
    boxes = [
        ((300.0, 100.0 + 60 * at), (sum(0.5 if c.isascii() else 1 for c in text) * size, high), 0.0)
        for at, (text, size, high) in enumerate(lines)
    ]
    signs = list(scanned_pages._signs(boxes, [line(text, size) for text, size, _ in lines]))
    return [{sign[4] for sign in signs if abs(sign[3] - 100 - 60 * at) < 30} for at in range(len(lines))]


LONG = "经费向财政申报预算共计三百三十万元整"


@pytest.mark.parametrize("text", ["0元。", "号)", "8号）。", "12。"])
def test_the_rest_of_a_line_is_as_large_as_the_line(text: str) -> None:
    """The box of a few characters is higher than that of many; were they larger, they would begin a paragraph."""
    (first,), _, (last,) = sizes([(LONG, 30, 40), (LONG, 30, 40), (text, 30, 55)])
    assert last == first


def test_a_short_title_stays_larger() -> None:
    (first,), _, (last,) = sizes([(LONG, 30, 40), (LONG, 30, 40), ("通知", 60, 80)])
    assert last > 1.5 * first


def test_a_page_of_more_than_a_page_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred full lines of small type are read; ten times that, which takes minutes, is no page."""
    read: list[int] = []

    def told(crops: list[np.ndarray]) -> list[tuple[Character, ...]]:
        read.append(len(crops))
        return [line("预算公开")] * len(crops)

    def boxes(count: int) -> list[recogniser.Box]:
        return [((1600.0, 20.0 + 3 * at % 3300), (3000.0, 20.0), 0.0) for at in range(count)]

    monkeypatch.setattr(recogniser, "read", told)
    blank = np.full((3400, 3300, 3), 255, np.uint8)
    for count, state in ((100, None), (1000, "crowded")):
        monkeypatch.setattr(scanned_pages, "_boxes", lambda _, count=count: boxes(count))
        read.clear()
        assert scanned_pages._read(blank).get("state") == state
        assert sum(read) < 30 or state is None
    page = scanned_pages._laid_out({"size": [1, 1], "signs": [], "rules": [], "state": "crowded"}, 0.5)
    with pytest.raises(UnreadableFile) as error:
        fixed_layout.source([page], path="a.png", name="a.png", sha256="", form="image")
    assert str(error.value) == (
        "a.png: page 1 shows more words or marks than OCR reads of a page; divide it into several pages and load them."
    )
