"""A page turned so that its characters stand upright: tables that are wider than the paper are printed sideways."""

from __future__ import annotations

import math
from collections import Counter
from typing import Final

from loaders.formats.pages.glyphs import Glyph
from loaders.formats.pages.ruling import Segment

_SLANT = 0.06

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Character = tuple[str, float, float, float, float, int]
"""A character, where it begins and ends along its line, its baseline, its size, and its quarter turns to the left; y upwards."""


def moved(x: float, y: float, matrix: Matrix) -> tuple[float, float]:
    """Where a matrix puts a point."""
    a, b, c, d, e, f = matrix
    return a * x + c * y + e, b * x + d * y + f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that applies ``inner`` first, then ``outer``."""
    a, b, c, d, e, f = inner
    g, h, i, j, k, m = outer
    return a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m


def quarter_turns(a: float, b: float) -> int | None:
    """How many quarters text of the matrix (a, b, …) is turned to the left; None where it is slanted, as a watermark is."""
    turns = math.atan2(b, a) / (math.pi / 2)
    return None if abs(turns - round(turns)) > _SLANT else round(turns) % 4


class TurnedPage:
    """A page as it is read: turned so that most of its characters stand upright, y downwards from its upper left corner."""

    def __init__(self, characters: list[Character], box: tuple[float, float, float, float]) -> None:
        turns = Counter(character[5] for character in characters)
        self.quarter = turns.most_common(1)[0][0] if turns else 0
        self.characters = [c for c in characters if c[5] == self.quarter]
        self.box = left, bottom, right, top = box
        sides = (right - left, top - bottom)
        self.width, self.height = sides if self.quarter % 2 == 0 else sides[::-1]

    def glyphs(self) -> list[Glyph]:
        """The characters that stand upright then."""
        left, bottom, right, top = self.box
        found = []
        for text, start, end, base, size, _ in self.characters:
            if self.quarter == 0:
                glyph = Glyph(text, start - left, end - left, top - base, size)
            elif self.quarter == 2:
                glyph = Glyph(text, right - end, right - start, base - bottom, size)
            elif self.quarter == 1:
                glyph = Glyph(text, start - bottom, end - bottom, base - left, size)
            else:
                glyph = Glyph(text, top - end, top - start, right - base, size)
            on_page = -size <= glyph.x0 <= glyph.x1 <= self.width + 2 * size and 0 <= glyph.y <= self.height + size
            if on_page and 0 < size <= max(self.width, self.height):
                found.append(glyph)
        return found

    def segment(self, segment: Segment) -> Segment:
        """A drawn line in the same places."""
        return (*self._point(*segment[:2]), *self._point(*segment[2:]))

    def _point(self, x: float, y: float) -> tuple[float, float]:
        left, bottom, right, top = self.box
        if self.quarter == 0:
            return x - left, top - y
        if self.quarter == 2:
            return right - x, y - bottom
        if self.quarter == 1:
            return y - bottom, x - left
        return top - y, right - x
