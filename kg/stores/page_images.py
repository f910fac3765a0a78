"""The images of pages that OCR read, as a store keeps them: whole with the words framed, or cut to a place, as SVG that needs nothing else.

Boxes are kept of lines and cells; where a word stands in its line follows from how wide its characters are.
"""

from __future__ import annotations

import re
from base64 import b64decode
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import groupby
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Final
from unicodedata import east_asian_width

import pyoxigraph as ox

import queries
from loaders.rdf import identifiers
from loaders.source import OcrRead, PageImage, Recognised
from ontology.iris import PREFIXES

if TYPE_CHECKING:
    from kg.stores.store import Store

Box = tuple[float, float, float, float]
"""Left, top, right and bottom, in thousandths of the page."""
_IMAGE: Final = f"{PREFIXES['pk']}image"
_BASE64: Final = re.compile(r"[A-Za-z0-9+/]+={0,2}")
_MARGIN: Final = 8.0  # thousandths of the page around what a crop shows
_HIGHEST: Final = 300.0  # of the page: a place that is longer is cut off
_LINES: Final = 1.6  # times the width of a character: what is higher is several lines
# What is framed: the lines, what is unsure, the place that somebody asks for.
_LINE: Final = 'fill="none" stroke="#0f5697" stroke-opacity="0.4" stroke-width="1"'
_UNSURE: Final = 'fill="#f0b429" fill-opacity="0.3" stroke="#8a5a00" stroke-width="1.5"'
_PLACE: Final = 'fill="none" stroke="#a2182c" stroke-width="3"'


@dataclass(frozen=True, slots=True)
class Crop:
    """The part of a page on which a place stands, and the frames of its words."""

    page: int
    box: Box
    frames: tuple[Box, ...]


# -- what is kept


def kept(select: Callable[[str], Iterable[Any]], documents: Iterable[str]) -> dict[str, set[int]]:
    """The documents (IRIs) of whose pages images are kept, and of which pages (from 1); ``select`` answers a query with a mapping a row."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    wanted = " ".join(str(ox.NamedNode(document)) for document in dict.fromkeys(documents))
    for row in select(queries.bound("stores/page-images", documents=wanted)) if wanted else ():
        found[row["document"].value].add(int(row["page"].value.rpartition("=")[2]))
    return dict(found)


def image(store: Store, document: str, page: int) -> PageImage | None:
    """The image of a page of a document; None where it is not kept."""
    of = identifiers.page(document.rpartition("/")[2], page)
    data = next((data for _, _, data in store.statements(of, _IMAGE, None, document)), None)
    return PageImage(page, data) if data and _BASE64.fullmatch(data) else None


# -- where words stand


def crops(read: OcrRead, start: int, end: int) -> list[Crop]:
    """The parts of pages on which ``text[start:end]`` stands, as far as OCR read it: as wide as the page is printed, a crop a page."""
    found = []
    for page, pieces in groupby(_at(read, start, end), attrgetter("page")):
        frames = tuple(_frame(read.text, one, start, end) for one in pieces)
        printed = [one.box for one in read.recognised if one.page == page]
        top = min(frame[1] for frame in frames) - _MARGIN
        bottom = min(max(frame[3] for frame in frames) + _MARGIN, top + _HIGHEST)
        left, right = min(box[0] for box in printed) - _MARGIN, max(box[2] for box in printed) + _MARGIN
        found.append(Crop(page, (max(left, 0.0), max(top, 0.0), min(right, 1000.0), min(bottom, 1000.0)), frames))
    return found


def _at(read: OcrRead, start: int, end: int) -> Iterator[Recognised]:
    return (one for one in read.recognised if one.start < end and start < min(end, one.end))


def _frame(text: str, one: Recognised, start: int, end: int) -> Box:
    """Where the part of a line between two places of the text stands; all of a cell that has several lines."""
    left, top, right, bottom = map(float, one.box)
    widths = [1.0 if east_asian_width(character) in "WF" else 0.5 for character in text[one.start : one.end]]
    character = (right - left) / (sum(widths) or 1.0)
    # A page is taken to be as high as A4 paper is; a sheet that lies on its side is not as high, and its lines are less so.
    if 1.414 * (bottom - top) > _LINES * character:
        return left, top, right, bottom
    begin, stop = max(start - one.start, 0), min(end, one.end) - one.start
    return left + character * sum(widths[:begin]), top, left + character * sum(widths[:stop]), bottom


def _unsure(read: OcrRead, one: Recognised) -> Iterator[Box]:
    place = one.start
    for unsure, run in groupby(one.unsure(read.text)):
        begin, place = place, place + len(list(run))
        if unsure:
            yield _frame(read.text, one, begin, place)


# -- as SVG


def whole(image: PageImage, read: OcrRead, place: tuple[int, int] | None = None) -> str:
    """A page with its lines framed, what is unsure in them marked, and a place of the text where one is asked for."""
    lines = [one for one in read.recognised if one.page == image.page]
    frames = [
        *((one.box, _LINE) for one in lines),
        *((box, _UNSURE) for one in lines for box in _unsure(read, one)),
        *(
            (_frame(read.text, one, *place), _PLACE)
            for one in lines
            if place and one.start < place[1] and place[0] < one.end
        ),
    ]
    return _svg(image, (0.0, 0.0, 1000.0, 1000.0), frames)


def cut(image: PageImage, crop: Crop, shared: str = "", label: str = "") -> str:
    """The part of a page on which a place stands, the words of it framed; ``shared`` is the id of the image where the page has it already."""
    return _svg(image, crop.box, [(frame, _PLACE) for frame in crop.frames], shared, label)


def shared(image: PageImage, id: str) -> str:
    """An image that several crops of one page of HTML show."""
    return f'<svg width="0" height="0" aria-hidden="true"><defs>{_drawn(image, id)}</defs></svg>'


def _drawn(image: PageImage, id: str = "") -> str:
    wide, high = size(image)
    named = f' id="{id}"' if id else ""
    return f'<image{named} href="data:image/webp;base64,{image.data}" width="{wide}" height="{high}"/>'


def _svg(
    image: PageImage, box: Box, frames: Iterable[tuple[Iterable[float], str]], shared: str = "", label: str = ""
) -> str:
    left, top, right, bottom = pixels(image, box)
    drawn = []
    for frame, style in frames:
        x0, y0, x1, y1 = pixels(image, frame)
        drawn.append(f'<rect x="{x0:.1f}" y="{y0:.1f}" width="{x1 - x0:.1f}" height="{y1 - y0:.1f}" {style}/>')
    told = f' role="img" aria-label="{escape(label)}"' if label else ""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{left:.1f} {top:.1f} {right - left:.1f} {bottom - top:.1f}" '
        f'width="{right - left:.0f}" height="{bottom - top:.0f}"{told}>'
        f"""{f'<use href="#{shared}"/>' if shared else _drawn(image)}{"".join(drawn)}</svg>"""
    )


def pixels(image: PageImage, box: Iterable[float]) -> tuple[float, ...]:
    """Left, top, right and bottom of a box in pixels of the image."""
    return tuple(place * side / 1000 for place, side in zip(box, size(image) * 2, strict=True))


def size(image: PageImage) -> tuple[int, int]:
    """How many pixels an image is wide and high, as the head of a WebP tells."""
    head = b64decode(image.data[:40])
    return int.from_bytes(head[26:28], "little") & 0x3FFF, int.from_bytes(head[28:30], "little") & 0x3FFF
