"""What a line of a page prints, cut into cells where no line rules them: at its gaps, and where a remark touches the figure before it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loaders.formats.pages import glyphs
from loaders.formats.pages.glyphs import Glyph

NEAR: Final = 0.35
"""Ems within which figures stand below each other."""
_GAP: Final = 0.38  # ems between two cells of a line at least
_APART = 4.0  # ems between the characters of one word that is set apart (合　计) at most
_FIGURE = re.compile(r"[-−+]?[0-9][0-9,，]*(?:\.[0-9]+)?[%％]?|[-−—－–]{1,4}|[(（][0-9.,]+[)）]")
# A figure of money with words right behind it.
_TOUCHING = re.compile(
    r"(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]+)(?=[\u4e00-\u9fff（(])(?![万亿元人年个％])"
)
_ORDER = re.compile("[栏行列]次|[甲乙丙丁]")
_NUMBER = re.compile(r"[（(]?(?P<number>[0-9]{1,2})[）)]?(?:[=＝][0-9+\-×÷/*()（）]{1,20})?")
_LEAST = 3  # figures that end at one place
_CLASSES = frozenset("类款")  # 类 款 项 are three columns


@dataclass(slots=True)
class PrintedCell:
    """Characters of a line without a gap between; ``spaced`` says that they are one word set apart."""

    characters: list[Glyph]
    spaced: bool = False

    @property
    def text(self) -> str:
        """What is printed, without blanks."""
        return "".join(g.text for g in self.characters)

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.characters[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return self.characters[-1].x1

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.characters[0].y

    @property
    def size(self) -> float:
        """Its size of type."""
        return self.characters[0].size

    def add(self, *characters: Glyph) -> None:
        """Take characters that follow."""
        self.characters.extend(characters)


def cells(rows: Sequence[Sequence[Glyph]]) -> list[list[PrintedCell]]:
    """The cells of each line."""
    return _apart_at_edges([_pieces(row) for row in rows])


def _pieces(row: Sequence[Glyph]) -> list[PrintedCell]:
    """A line cut at its gaps; the characters of a word that is set apart stay together."""
    printed = sorted((g for g in row if g.text.strip(glyphs.BLANKS)), key=lambda g: g.x0)
    pieces: list[PrintedCell] = []
    for glyph in printed:
        last = pieces[-1] if pieces else None
        gap = (glyph.x0 - last.x1) / max(glyph.size, 0.01) if last else 0.0
        if last and gap < _GAP:
            last.add(glyph)
        else:
            pieces.append(PrintedCell([glyph]))
    joined: list[PrintedCell] = []
    for piece in pieces:
        alone = len(piece.text) == 1 and glyphs.is_han(piece.text)
        last = joined[-1] if joined else None
        spaced = last is not None and last.spaced and not {last.text, piece.text} & _CLASSES
        if last and alone and spaced and piece.x0 - last.x1 <= _APART * piece.size:
            last.add(*piece.characters)
        else:
            piece.spaced = alone
            joined.append(piece)
    return joined


def _apart_at_edges(lines: Sequence[list[PrintedCell]]) -> list[list[PrintedCell]]:
    """The lines, with remarks that touch the figures before them cut off where other figures end: 8,408.5|含上年 below 612.0."""
    edges = Counter(_edge(piece) for line in lines for piece in line if is_figure(piece))
    found: list[list[PrintedCell]] = []
    for line in lines:
        found.append([])
        for piece in line:
            touching = _TOUCHING.match(piece.text)
            count = touching.end() if touching else 0
            figure, rest = PrintedCell(piece.characters[:count]), PrintedCell(piece.characters[count:])
            if count and sum(edges[_edge(figure) + near] for near in (-1, 0, 1)) >= _LEAST:
                found[-1] += [figure, rest]
            else:
                found[-1].append(piece)
    return found


def _edge(piece: PrintedCell) -> int:
    return round(piece.x1 / (NEAR * piece.size))


def is_figure(piece: PrintedCell) -> bool:
    """Whether a cell is a figure alone, or stands for one (—)."""
    return _FIGURE.fullmatch(piece.text) is not None


def is_order(line: Sequence[PrintedCell]) -> bool:
    """Whether a line numbers the columns: 栏次 1=2+3 2 3."""
    found = [_NUMBER.fullmatch(piece.text) for piece in line if not _ORDER.fullmatch(piece.text)]
    numbers = [int(match["number"]) for match in found if match]
    return len(found) > 1 and numbers == list(range(1, len(found) + 1))
