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


@pytest.mark.parametrize(
    ("read", "told"),
    [
        ("| 477.12", "477.12"),
        ("477.12|", "477.12"),
        ("｜-1,204.30", "-1,204.30"),
        ("丨38.5%|", "38.5%"),
        ("|合计|", "|合计|"),
        ("|30万元|40|", "|30万元|40|"),
        ("12|34", "12|34"),
        ("|", "|"),
    ],
)
def test_a_line_ruled_beside_a_figure_is_none_of_its_characters(
    read: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same reading with and without it are one reading."""
    monkeypatch.setattr(recogniser, "read", lambda crops: [line(told)] * len(crops))
    (found,) = scanned_pages._compared([np.zeros((30, 200, 3), np.uint8)], [line(read)])
    assert "".join(one.text for one in found).strip() == told and {one.confidence for one in found} == {0.99}


def sealed(ink: tuple[int, int, int], over: int) -> np.ndarray:
    """A page with a ring of ink, a bar across it, and black words under both; ``over`` is how dark these are where the ink covers them."""
    page = np.full((1000, 700, 3), 255, np.uint8)
    y, x = np.mgrid[:1000, :700]
    away = np.hypot(x - 350, y - 500)
    covered = ((away > 85) & (away < 97)) | ((abs(y - 500) < 5) & (away < 90))
    page[covered] = ink
    words = (x % 20 < 3) & (abs(y - 470) < 12)
    page[words] = 0
    page[words & covered] = (over, 0, 0)
    return page


@pytest.mark.parametrize("ink", [(230, 60, 60), (205, 25, 35), (240, 130, 140), (170, 40, 50)])
@pytest.mark.parametrize("over", [0, 40])
def test_a_seal_leaves_paper_and_the_words_under_it(ink: tuple[int, int, int], over: int) -> None:
    """Its remains were ruled as a table over the words that it lies on, and its letters read among the figures."""
    page = sealed(ink, over)
    clean = scanned_pages._without_stamps(page)
    words = (page[:, :, 1:] == 0).all(axis=2) & (page[:, :, 0] <= over)
    assert clean[~words].min() > 240 and clean[words].max() < 100
    assert scanned_pages.ruled_lines.find(page, 20.0) and not [
        one for one in scanned_pages.ruled_lines.find(clean, 20.0) if one[2] - one[0] > 60
    ]


def test_a_red_head_stays() -> None:
    page = np.full((1000, 700, 3), 255, np.uint8)
    page[100:160, 100:600] = (220, 30, 30)
    assert (scanned_pages._without_stamps(page) == page).all()
