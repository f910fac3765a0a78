"""A file after reading: one text with stable offsets, and the blocks that it is made of."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise, takewhile
from typing import Final, Literal, Protocol


class UnreadableFile(Exception):
    """A file that cannot be read; the message is one sentence for the user: what is wrong and what to do."""


# What a document says of a kind at most: amounts, citations, projects.  The largest real ones say some thousands; a small file
# made of nothing else would fill the memory.
MOST_FACTS = 100_000


class TooManyFacts(Exception):
    """A text says more than ``MOST_FACTS`` of a kind; the message names the kind (amounts)."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell: ``text[start:end]`` of the document, at ``row``/``column`` counted from 0.

    A merged cell stands once, at its top left place, and covers ``high`` rows and ``wide`` columns.
    """

    row: int
    column: int
    start: int
    end: int
    high: int = 1
    wide: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph or a table, in the order of the page; ``page`` counts from 1 where the format has pages."""

    kind: Literal["paragraph", "table"]
    start: int
    end: int
    cells: tuple[Cell, ...] = ()
    page: int | None = None

    def moved(self, by: int) -> Block:
        """The block of a text that begins ``by`` characters later."""
        cells = tuple(replace(cell, start=cell.start + by, end=cell.end + by) for cell in self.cells)
        return replace(self, start=self.start + by, end=self.end + by, cells=cells)


@dataclass(frozen=True, slots=True)
class Page:
    """A printed page or a sheet: ``text[start:end]`` of the document; ``label`` as a person says it (第3页, 表 预算)."""

    start: int
    end: int
    label: str


OCR_PAGE: Final = "（OCR）"
"""How the label of a page ends that OCR read."""
# The confidence of a character from which on it is sure, in hundredths; and that of a blank, which nobody read.
SURE: Final = 95
BLANK: Final = 101
_FIGURES = ".．%％-－"


@dataclass(frozen=True, slots=True)
class Recognised:
    """Characters ``text[start:end]`` of the document that OCR read: a line or a cell of a ``page``, which counts from 1.

    ``box`` is where they stand, left, top, right and bottom in thousandths of the page; ``confidence`` that of each character in
    hundredths, BLANK of a blank.  ``read`` are the characters as they were read where some of them are mended, else "".
    """

    start: int
    end: int
    page: int
    box: tuple[int, ...]
    confidence: tuple[int, ...]
    read: str = ""

    def unsure(self, text: str) -> list[bool]:
        """Whether OCR is unsure of each character of its part of the document's ``text``; which comma or bracket stands there makes none unsure."""
        read = self.read or text[self.start : self.end]
        return [sure < SURE and _is_said(character) for character, sure in zip(read, self.confidence, strict=False)]

    def unsure_words(self, text: str) -> int:
        """How many words hold an unsure character; Chinese has no blanks, so that a run of unsure ones counts as a word."""
        return sum(1 for before, now in pairwise((False, *self.unsure(text))) if now and not before)


@dataclass(frozen=True, slots=True)
class PageImage:
    """The picture of a page that OCR read, as it was read: upright and straight, small enough to be kept.

    ``page`` counts from 1; ``data`` is a WebP in base64.
    """

    page: int
    data: str


class OcrRead(Protocol):
    """A text and what of it OCR read."""

    @property
    def text(self) -> str:
        """All of it."""

    @property
    def recognised(self) -> tuple[Recognised, ...]:
        """The lines and cells that OCR read, in the order of the text."""


def confidence(of: OcrRead, start: int, end: int) -> int | None:
    """How sure OCR is of ``text[start:end]``, in hundredths: of the least sure of its letters, ideographs and figures.

    None where a text layer says all of it.  Brackets and other marks count where there is nothing else.
    """
    if not of.recognised:
        return None
    read = [
        (one.read[at - one.start] if one.read else of.text[at], sure)
        for one in _at(of, start, end)
        for at, sure in enumerate(one.confidence[: one.end - one.start], one.start)
        if start <= at < end and sure != BLANK
    ]
    said = [sure for character, sure in read if _is_said(character)]
    return min(said or (sure for _, sure in read), default=None)


def _is_said(character: str) -> bool:
    """Whether it is more than a mark between words."""
    return character.isalnum() or character in _FIGURES


def as_read(of: OcrRead, start: int, end: int) -> str:
    """``text[start:end]`` as OCR read it: where a character is mended, the one that was read."""
    words, place = [], start
    for one in _at(of, start, end):
        if one.read:
            begin, stop = max(one.start, start), min(one.end, end)
            words += [of.text[place:begin], one.read[begin - one.start : stop - one.start]]
            place = stop
    return "".join([*words, of.text[place:end]])


def _at(of: OcrRead, start: int, end: int) -> Iterator[Recognised]:
    first = bisect_right(of.recognised, start, key=lambda one: one.end)
    return takewhile(lambda one: one.start < end, islice(of.recognised, first, None))


def is_unsure(of: OcrRead, start: int, end: int) -> bool:
    """Whether OCR read ``text[start:end]`` and is unsure of it."""
    sure = confidence(of, start, end)
    return sure is not None and sure < SURE


def page_at(pages: Sequence[Page], position: int) -> str | None:
    """The label of the page or sheet that ``position`` stands on; None where it stands on none."""
    index = bisect_right(pages, position, key=lambda page: page.start) - 1
    return pages[index].label if index >= 0 and position < pages[index].end else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What a format reader gives.

    ``labels`` are places in ``text`` that the format marks as metadata (发文字号, 成文日期 … of a web page's index table):
    label -> (start, end).  ``pages`` stand in the order of the text and do not overlap, () where the format has none; a
    page is there more than once where a row of a table goes on on the next one.  ``recognised`` is what of it OCR read,
    ``images`` are the pages that it read.
    ``warnings`` are sentences for the user about what of the file could not be read.
    """

    path: str
    sha256: str
    text: str
    encoding: str
    format: str
    blocks: tuple[Block, ...] = ()
    labels: dict[str, tuple[int, int]] = field(default_factory=dict)
    pages: tuple[Page, ...] = ()
    recognised: tuple[Recognised, ...] = ()
    images: tuple[PageImage, ...] = ()
    warnings: tuple[str, ...] = ()
