"""Characters that stand at places of a page, put together as lines: by their baselines, never by the order in the file.

A text layer has no reliable blanks.  Programs set Chinese beside figures with a gap that readers take for a blank, and leave
out the blank where they move the pen instead.  So a blank counts by the gap that is seen, measured in the size of the type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

BLANKS: Final = " \t\u00a0\u3000\u2002\u2003\u2009\u200b"
COLUMN_GAP: Final = 1.5
"""Ems between two characters of a line from which on they are parted by two blanks: another column, or a tab."""
ASCENT: Final = 0.88
"""The part of the size of type that stands above the baseline."""
_SAME_BASELINE = 0.4
_TYPED_HAN = 0.12  # ems of a typed blank between Han characters
_TYPED_MIXED = 0.45  # between Han and others a program's own gap is a quarter
_TYPED_OTHER = 0.08
_MOVED_HAN = 0.18  # ems where the pen was moved and no blank typed; between Han characters nothing else moves it
_MOVED_MARK = 0.8  # marks are set with gaps of up to half their width
_MOVED_OTHER = 0.25
_MOVED_POINT = 0.5
_POINTS = frozenset(".,:;%/-")
_UNEVEN = 3
_HAN = re.compile("[\u2e80-\u303e\u3041-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffef\U00020000-\U0003ffff“”‘’…—〔〕]")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A character between ``x0`` and ``x1``, its baseline at ``y`` (downwards), its type ``size`` high.

    ``confidence`` is that of OCR, from 0 to 1; None where a text layer says what the character is.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Line(Glyph):
    """A line of a page, what it is printed of where OCR read it, and whether it is one of two columns of text; places in the unit of the page."""

    printed: tuple[Glyph, ...] = ()
    columned: bool = False

    @property
    def top(self) -> float:
        """Where its type begins, from above."""
        return self.y - ASCENT * self.size


def is_han(character: str) -> bool:
    """A Chinese character, a Chinese mark, or a full-width form: between two of them no blank is set by a program."""
    return _HAN.match(character) is not None


def is_ideograph(code: int) -> bool:
    """A Chinese character proper, which every font sets in a square."""
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x3FFFF


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """The lines of a page from above, each from left to right; lines without a printed character are left out."""
    return [line for row in rows(glyphs) if (line := _line(row)) is not None]


def rows(glyphs: Iterable[Glyph]) -> list[list[Glyph]]:
    """The characters of each line, by their baselines from above."""
    found: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=lambda g: (g.y, g.x0)):
        if found and glyph.y - found[-1][0].y <= _SAME_BASELINE * max(glyph.size, found[-1][0].size):
            found[-1].append(glyph)
        else:
            found.append([glyph])
    return found


def signs(lines: Iterable[Line]) -> list[list[float]]:
    """[x0, x1, y, size, confidence] of each character that OCR read; nothing where a text layer says them."""
    printed = [glyph for line in lines for glyph in line.printed for _ in glyph.text]
    return [[*(round(x, 2) for x in (g.x0, g.x1, g.y, g.size)), g.confidence or 0.0] for g in printed]


def _line(row: list[Glyph]) -> Line | None:
    ordered = sorted(row, key=lambda g: g.x0)
    printed: list[Glyph] = []
    typed: list[bool] = []
    blank = False
    for glyph in ordered:
        if not glyph.text.strip(BLANKS):
            blank = True
        elif not (printed and _repeats(printed[-1], glyph)):
            printed.append(glyph)
            typed.append(blank)
            blank = False
    if not printed:
        return None
    size = median(g.size for g in printed)
    spaces = _spaces(printed, typed[1:])
    words = [printed[0].text]
    for space, glyph in zip(spaces, printed[1:], strict=True):
        words += [space, glyph.text]
    sure = [g.confidence for g in printed if g.confidence is not None]
    end, y = max(g.x1 for g in printed), median(g.y for g in printed)
    if not sure:
        return Line("".join(words), printed[0].x0, end, y, size)
    return Line("".join(words), printed[0].x0, end, y, size, min(sure), tuple(printed))


def _repeats(last: Glyph, glyph: Glyph) -> bool:
    """Bold type made by printing a character twice."""
    return last.text == glyph.text and abs(glyph.x0 - last.x0) < 0.2 * glyph.size and last.size == glyph.size


def _spaces(printed: Sequence[Glyph], typed: Sequence[bool]) -> list[str]:
    """What stands between each two characters: nothing, a blank, or two blanks at a column's gap."""
    gaps = [(b.x0 - a.x1) / max(a.size, b.size, 0.01) for a, b in zip(printed, printed[1:], strict=False)]
    # A line that is set wide (justified, or a title) has its own natural gap; one from a scanner has uneven gaps.
    wide = max(0.0, min(median(gaps), 1.0)) if len(gaps) > 2 else 0.0
    spread = sorted(abs(gap - wide) for gap in gaps)[int(0.8 * len(gaps))] if len(gaps) > 4 else 0.0
    sides = [(a.text[-1], b.text[0]) for a, b in zip(printed, printed[1:], strict=False)]
    pairs = [(is_han(left), is_han(right)) for left, right in sides]
    spaces = [
        "  " if gap - wide >= COLUMN_GAP else " " if gap - wide >= _least(by_hand, *side, spread) else ""
        for gap, by_hand, side in zip(gaps, typed, sides, strict=True)
    ]
    between = [space for space, (left, right) in zip(spaces, pairs, strict=True) if left and right]
    if between and all(between) and (len(between) > 2 or len(between) == len(spaces)):
        # 目　录, 通　知　书: the characters of one word set apart.
        return ["" if left and right else space for space, (left, right) in zip(spaces, pairs, strict=True)]
    return spaces


def _least(typed: bool, left: str, right: str, spread: float) -> float:
    """Ems from which on the gap between two characters is a blank; ``spread`` is how uneven the line's gaps are."""
    if is_han(left) and is_han(right):
        if typed:
            return _TYPED_HAN
        words = is_ideograph(ord(left)) and is_ideograph(ord(right))
        return max(_MOVED_HAN, min(_UNEVEN * spread, _MOVED_MARK)) if words else _MOVED_MARK
    if is_han(left) or is_han(right):
        return _TYPED_MIXED if typed else _MOVED_MARK
    if typed:
        return _TYPED_OTHER
    # A point is narrower than a figure, and some programs set all of them as wide.
    return _MOVED_POINT if {left, right} & _POINTS else _MOVED_OTHER
