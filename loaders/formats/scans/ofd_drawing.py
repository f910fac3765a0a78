"""Pages of an OFD as a picture: the shapes and the images that they draw; used in the readers' sandbox alone.

What characters an OFD holds is told by its text objects.  A page without any has its words in an image or drawn as shapes, which a reader fills.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final
from xml.etree.ElementTree import Element

import cv2
import numpy as np

from loaders.formats.pages import ofd_pages
from loaders.formats.pages.ofd_pages import Drawing, Shape
from loaders.formats.pages.turned_page import Matrix, moved
from loaders.formats.scans.recogniser import Picture
from loaders.source import UnreadableFile

_FINER = 2  # times as many pixels while shapes are filled, so that their edges become smooth
_FRACTION = 4  # bits of a pixel's fraction
_CURVE = np.linspace(0.0, 1.0, 9)[1:, None]  # the places of a curve that are joined by lines
_LINE = 0.353  # millimetres, where a path says nothing of its width (8.5)
_INCH: Final = 25.4
_BLACK = (0, 0, 0)

Points = np.ndarray[Any, np.dtype[np.float64]]
Images = Callable[[str], Picture]
"""The pixels of the image that a part is; raises UnreadableFile where it is none that is read here."""


def picture(page: Drawing, dpi: float, images: Images) -> Picture:
    """A page as pixels; without any where it draws nothing that can be read."""
    scale = dpi / _INCH
    size = max(1, round(page.height * scale)), max(1, round(page.width * scale))
    found: Picture = np.full((*size, 3), 255, np.uint8)
    drawn = False
    for shape in page.shapes:
        if shape.part is None:
            _paint(found, shape, scale)
            drawn = True
            continue
        try:
            image = images(shape.part)
        except UnreadableFile:
            continue
        _place(found, image, shape.matrix, scale)
        drawn = True
    return found if drawn else np.zeros((0, 0, 3), np.uint8)


def _place(page: Picture, image: Picture, matrix: Matrix, scale: float) -> None:
    """Put an image, whose own coordinates are from 0 to 1, on the page."""
    high, wide = image.shape[:2]
    a, b, c, d, e, f = (scale * one for one in matrix)
    placed = np.array([[a / wide, c / high, e], [b / wide, d / high, f]])
    size = page.shape[1], page.shape[0]
    cv2.warpAffine(image, placed, size, dst=page, flags=cv2.INTER_AREA, borderMode=cv2.BORDER_TRANSPARENT)


def _paint(page: Picture, shape: Shape, scale: float) -> None:
    """Fill or stroke a path."""
    contours = [points * scale for points in _contours(shape.element, shape.matrix)]
    if not contours:
        return
    element, margin = shape.element, 2
    width = ofd_pages.number(element.get("LineWidth"), _LINE) * scale
    everything = np.concatenate(contours)
    least = np.maximum(np.floor(everything.min(axis=0) - width - margin), 0).astype(int)
    most = np.minimum(np.ceil(everything.max(axis=0) + width + margin).astype(int), (page.shape[1], page.shape[0]))
    if (most <= least).any():
        return
    part = page[least[1] : most[1], least[0] : most[0]]
    high, wide = part.shape[0] * _FINER, part.shape[1] * _FINER
    fine = [np.round((points - least) * _FINER * (1 << _FRACTION)).astype(np.int32) for points in contours]
    if element.get("Fill") == "true":
        _blend(part, _filled(fine, high, wide, element.get("Rule") == "Even-Odd"), _colour(element, "FillColor"))
    if element.get("Stroke", "true") != "false":
        inked = np.zeros((high, wide), np.uint8)
        cv2.polylines(inked, fine, False, 1, max(1, round(width * _FINER)), shift=_FRACTION)
        _blend(part, inked, _colour(element, "StrokeColor"))


def _filled(contours: list[Any], high: int, wide: int, even: bool) -> Picture:
    """Which pixels are inside: where the contours go round, or where they do so an odd number of times (8.6)."""
    rounds = np.zeros((high, wide), np.int16)
    for points in contours:
        left, top = np.maximum((points >> _FRACTION).min(axis=0) - 1, 0)
        right, bottom = (points >> _FRACTION).max(axis=0) + 2
        under = rounds[top:bottom, left:right]
        if under.size:
            inside = np.zeros(under.shape, np.uint8)
            cv2.fillPoly(inside, [points - (np.array((left, top)) << _FRACTION).astype(np.int32)], 1, shift=_FRACTION)
            under += inside if even or cv2.contourArea(points.astype(np.float32), oriented=True) > 0 else -inside.astype(np.int16)  # fmt: skip
    inside = (rounds % 2 if even else rounds) != 0
    return np.asarray(inside, np.uint8)


def _blend(part: Picture, inked: Picture, colour: tuple[int, ...]) -> None:
    share = cv2.resize(inked * 255, part.shape[1::-1], interpolation=cv2.INTER_AREA)[:, :, None] / 255.0
    part[:] = np.round(part * (1 - share) + np.array(colour) * share).astype(np.uint8)


def _contours(element: Element, matrix: Matrix) -> Iterator[Points]:
    """The lines that a path goes along, in millimetres on the page."""
    line: list[tuple[float, float]] = []
    for letter, numbers in ofd_pages.steps(element):
        points = [moved(x, y, matrix) for x, y in zip(numbers[::2], numbers[1::2], strict=False)]
        if letter == "C":
            line += line[:1]
        elif letter in "MS":
            if len(line) > 1:
                yield np.array(line)
            line = points
        elif line and letter in "QB":
            line += map(tuple, _curve([line[-1], *points]).tolist())
        elif line:
            # An arc, of which no character is made, becomes a line to its end.
            line.append(moved(numbers[-2], numbers[-1], matrix))
    if len(line) > 1:
        yield np.array(line)


def _curve(points: list[tuple[float, float]]) -> Points:
    """Places on a Bézier curve of the second or the third degree."""
    level = [np.array(point) for point in points]
    held = [np.broadcast_to(point, (len(_CURVE), 2)) for point in level]
    while len(held) > 1:
        held = [(1 - _CURVE) * a + _CURVE * b for a, b in zip(held, held[1:], strict=False)]
    return held[0]


def _colour(element: Element, name: str) -> tuple[int, ...]:
    """Red, green and blue; black where nothing is said, or in another colour space."""
    for inner in element:
        if inner.tag.rpartition("}")[2] == name:
            values = [int(min(max(ofd_pages.number(one, 0.0), 0), 255)) for one in inner.get("Value", "").split()]
            return tuple(values) if len(values) == 3 else (values[0],) * 3 if len(values) == 1 else _BLACK
    return _BLACK
