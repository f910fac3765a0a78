"""The straight lines that are ruled on a picture of a page, which make its tables; used in the readers' sandbox alone."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np

from loaders.formats.scans.recogniser import Picture

MOST: Final = 5000
_SHORTEST = 1.6  # times the size of type: no stroke of a character is as long
_USUAL = 40.0  # pixels
_AROUND = 31  # pixels with which a pixel's darkness is compared
_DARKER = 12
_THICKEST = 0.4  # times the size of type


def find(picture: Picture, size: float) -> list[list[float]]:
    """The flat and the upright lines of a page that stands straight, [x0, y0, x1, y1] in pixels; ``size`` is that of its type."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    dark = cv2.adaptiveThreshold(grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _AROUND, _DARKER)
    least = max(int(_SHORTEST * (size or _USUAL)), 8)
    thickest = max(_THICKEST * (size or _USUAL), 6.0)
    found = []
    for along, across in ((0, 1), (1, 0)):
        shape = (least, 1) if along == 0 else (1, least)
        # A line that a scanner set slightly aslant is a run of pieces: they are joined across before short ones are left out.
        joined = cv2.dilate(dark, np.ones((3, 1) if along == 0 else (1, 3), np.uint8))
        kept = cv2.morphologyEx(joined, cv2.MORPH_OPEN, np.ones(shape[::-1], np.uint8))
        gap = np.ones((1, 15) if along == 0 else (15, 1), np.uint8)
        kept = cv2.morphologyEx(kept, cv2.MORPH_CLOSE, gap)
        _, _, stats, centres = cv2.connectedComponentsWithStats(kept, connectivity=8)
        for box, centre in list(zip(stats[1:], centres[1:], strict=True))[:MOST]:
            found += _line(box, centre, along, across, thickest)
    return found


def _line(box: Any, centre: Any, along: int, across: int, thickest: float) -> list[list[float]]:
    start, long, thick = float(box[along]), float(box[2 + along]), float(box[2 + across])
    if thick > thickest + 0.01 * long:
        return []
    middle = float(centre[across])
    ends = [[start, middle], [start + long, middle]]
    return [[*ends[0], *ends[1]] if along == 0 else [*ends[0][::-1], *ends[1][::-1]]]
