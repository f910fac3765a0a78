"""The pages of an OFD document (GB/T 33190-2016) as lines and tables; millimetres, y downwards from the upper left corner.

Producers differ in namespaces and in how they write paths, so elements are known by their local names, and a location is looked
for beside the part that names it and from the root.
"""

from __future__ import annotations

import math
import posixpath
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple
from xml.etree.ElementTree import Element

from loaders.formats.containers.archive import Archive
from loaders.formats.pages import page_layout
from loaders.formats.pages.fixed_layout import MAX_PAGES
from loaders.formats.pages.glyphs import is_han
from loaders.formats.pages.ruling import MAX_SEGMENTS, Segment
from loaders.formats.pages.turned_page import IDENTITY, Character, Matrix, TurnedPage, moved, quarter_turns, times
from loaders.source import UnreadableFile

MAX_CHARACTERS: Final = 100_000
_ADVICE = "open it in an OFD reader, save it again"
_A4 = (0.0, 0.0, 210.0, 297.0)
_MAX_DEPTH = 16  # page blocks inside page blocks (7.7), composite units inside each other (13)
_PATH_STEPS = {
    "M": 2,
    "S": 2,
    "L": 2,
    "Q": 4,
    "B": 6,
    "A": 7,
    "C": 0,
}  # GB/T 33190, table 35: numbers after each letter
_STEP = re.compile(r"([MSLQBAC])([^MSLQBAC]*)")
_NARROW, _BROAD = frozenset("ijlftrI.,:;'|!()[]{} -·"), frozenset("mwMW@%&")


def parse(data: bytes) -> list[dict[str, Any]]:
    """Every page as :func:`loaders.formats.pages.page_layout.page` gives it.

    Raises UnreadableFile, the sentence without the file's name, where the file is damaged, encrypted or over a limit.
    """
    parts = Archive(data, "", _ADVICE)
    pages = [document.page(place) for document, place in _places(parts)]
    if not pages:
        raise parts.damaged()
    return pages


def drawings(data: bytes, numbers: Sequence[int]) -> Iterator[Drawing]:
    """What these pages (from 0) draw beside characters."""
    places = list(_places(Archive(data, "", _ADVICE)))
    for number in numbers:
        document, place = places[number]
        drawn, (_, _, width, height) = document.drawn(place)
        yield Drawing(width, height, tuple(drawn.shapes))


def _places(parts: Archive) -> Iterator[tuple[_Document, str | None]]:
    root = parts.xml("OFD.xml")
    if any(_name(element) == "Encryptions" for element in root.iter()) or parts.has("Encryptions.xml"):
        raise UnreadableFile("is protected by a password: save it without one and load that.")
    for root_place in _texts(root, "DocRoot"):
        document = _Document(parts, root_place)
        yield from ((document, place) for place in document.places())


class Shape(NamedTuple):
    """A path or an image; ``matrix`` puts its own coordinates on the page, ``part`` is that of the image."""

    element: Element
    matrix: Matrix
    part: str | None


class Drawing(NamedTuple):
    """A page of so many millimetres, and the shapes on it, what lies below first."""

    width: float
    height: float
    shapes: tuple[Shape, ...]


@dataclass(slots=True)
class _Drawn:
    """What a page prints: its characters, its lines, the area that images cover, and how many curves there are."""

    characters: list[Character] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    image_area: float = 0.0
    curves: int = 0
    shapes: list[Shape] = field(default_factory=list)


class _Document:
    """One document of the file: its templates and the graphics that pages share."""

    def __init__(self, parts: Archive, place: str) -> None:
        self.parts = parts
        self.place = _found(parts, "", place)
        if self.place is None:
            raise parts.damaged()
        self.root = parts.xml(self.place)
        self.box = _numbers(next(_texts(self.root, "PhysicalBox"), ""), 4) or list(_A4)
        self.templates = {
            element.get("ID", ""): element.get("BaseLoc", "")
            for element in self.root.iter()
            if _name(element) == "TemplatePage"
        }
        self.units: dict[str, Element] = {}
        self.media: dict[str, str] = {}
        for kind in ("PublicRes", "DocumentRes"):
            for location in _texts(self.root, kind):
                self._add_units(_found(parts, self.place, location))

    def _add_units(self, place: str | None) -> None:
        if place is None:
            return
        root = self.parts.xml(place)
        for element in root.iter():
            if _name(element) == "CompositeGraphicUnit":
                self.units.setdefault(element.get("ID", ""), element)
            elif _name(element) == "MultiMedia":
                file = posixpath.join(root.get("BaseLoc", ""), next(_texts(element, "MediaFile"), ""))
                self.media.setdefault(element.get("ID", ""), _found(self.parts, place, file) or "")

    def places(self) -> list[str | None]:
        """The parts of its pages in order; None for one that is missing, which readers show empty."""
        places = [
            element.get("BaseLoc", "")
            for held in self.root
            if _name(held) == "Pages"
            for element in held
            if _name(element) == "Page"
        ]
        if len(places) > MAX_PAGES:
            raise UnreadableFile(
                f"has {len(places):,} pages, more than the limit of {MAX_PAGES}: split it and load the parts."
            )
        return [_found(self.parts, self.place, place) for place in places]

    def page(self, place: str | None) -> dict[str, Any]:
        """A page as :func:`loaders.formats.pages.page_layout.page` gives it."""
        drawn, (x, y, width, height) = self.drawn(place)
        turned = TurnedPage(drawn.characters, (x, -y - height, x + width, -y))
        return page_layout.page(
            turned.glyphs(),
            [turned.segment(segment) for segment in drawn.segments],
            width=turned.width,
            height=turned.height,
            image_area=drawn.image_area / max(width * height, 1.0),
            curves=drawn.curves,
        )

    def drawn(self, place: str | None) -> tuple[_Drawn, list[float]]:
        """What a page prints, and where it begins and how large it is."""
        drawn, box = _Drawn(), self.box
        if place is not None:
            root = self.parts.xml(place)
            box = _numbers(next(_texts(root, "PhysicalBox"), ""), 4) or box
            for location in _texts(root, "PageRes"):
                self._add_units(_found(self.parts, place, location))
            for element in root:
                if _name(element) == "Template":
                    template = _found(self.parts, self.place, self.templates.get(element.get("TemplateID", ""), ""))
                    if template is not None:
                        self._draw(self.parts.xml(template), drawn)
            self._draw(root, drawn)
        return drawn, box

    def _draw(self, page: Element, drawn: _Drawn) -> None:
        layers = [layer for held in page if _name(held) == "Content" for layer in held if _name(layer) == "Layer"]
        waiting = [(element, IDENTITY, 0) for layer in layers for element in layer][::-1]
        while waiting:
            element, outer, depth = waiting.pop()
            name = _name(element)
            if name == "TextObject":
                count = sum(len(code.text or "") for code in element)
                if len(drawn.characters) + count > MAX_CHARACTERS:
                    raise UnreadableFile(
                        f"has more than {MAX_CHARACTERS:,} characters on one page: it is no document that people read."
                    )
                drawn.characters += _characters(element, times(_placed(element), outer))
            elif name == "PathObject":
                if element.get("Stroke", "true") != "false" or element.get("Fill") == "true":
                    placed = times(_placed(element), outer)
                    if len(drawn.segments) <= MAX_SEGMENTS:
                        drawn.segments += _straight(element, placed)
                    drawn.curves += sum(letter in "QBA" for letter, _ in steps(element))
                    drawn.shapes.append(Shape(element, placed, None))
            elif name == "ImageObject":
                _, _, width, height = _numbers(element.get("Boundary", ""), 4) or [0.0] * 4
                drawn.image_area += abs(width * height * (outer[0] * outer[3] - outer[1] * outer[2]))
                whole = IDENTITY if element.get("CTM") else (width, 0.0, 0.0, height, 0.0, 0.0)
                placed = times(times(whole, _placed(element)), outer)
                drawn.shapes.append(Shape(element, placed, self.media.get(element.get("ResourceID", ""), "")))
            elif name == "PageBlock" and depth < _MAX_DEPTH:
                waiting += [(inner, outer, depth + 1) for inner in reversed(element)]
            elif name == "CompositeObject" and depth < _MAX_DEPTH:
                unit = self.units.get(element.get("ResourceID", ""))
                held = [content for content in (() if unit is None else unit) if _name(content) == "Content"]
                matrix = times(_placed(element), outer)
                waiting += [(inner, matrix, depth + 4) for content in held for inner in reversed(content)]


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _texts(root: Element, name: str) -> Iterator[str]:
    """The texts of the elements of this name, blank ones left out."""
    for element in root.iter():
        if _name(element) == name and (printed := (element.text or "").strip()):
            yield printed


def _found(parts: Archive, base: str | None, location: str) -> str | None:
    """The part that ``location`` names: from the root, or beside the part ``base``; None where there is none."""
    location = location.strip().replace("\\", "/")
    if not location:
        return None
    beside = posixpath.join(posixpath.dirname(base or ""), location.lstrip("/"))
    for place in (location, beside) if location.startswith("/") else (beside, location):
        plain = posixpath.normpath(place.lstrip("/"))
        if not plain.startswith("..") and parts.has(plain):
            return plain
    return None


def _numbers(printed: str, count: int) -> list[float] | None:
    """Exactly so many finite numbers, else None."""
    try:
        values = [float(part) for part in printed.replace(",", " ").split()]
    except ValueError:
        return None
    return values if len(values) == count and all(map(math.isfinite, values)) else None


def number(printed: str | None, default: float) -> float:
    """A finite number that an attribute says, or the default."""
    found = _numbers(printed or "", 1)
    return found[0] if found else default


def _placed(element: Element) -> Matrix:
    """From an object's own coordinates to those around it: its CTM, then its boundary's corner (8.5)."""
    a, b, c, d, e, f = _numbers(element.get("CTM", ""), 6) or IDENTITY
    x, y, _, _ = _numbers(element.get("Boundary", ""), 4) or [0.0] * 4
    return a, b, c, d, e + x, f + y


def _characters(element: Element, matrix: Matrix) -> Iterator[Character]:
    """The characters of a text object with y upwards; slanted text is a stamp or a watermark and left out."""
    a, b, c, d, _, _ = matrix
    quarter = quarter_turns(a, -b)
    if quarter is None or element.get("Visible") == "false":
        return
    along, high = math.hypot(a, b), math.hypot(c, d)
    size = number(element.get("Size"), 3.5)
    stretch = number(element.get("HScale"), 1.0)
    x = y = 0.0
    for code in element:
        if _name(code) != "TextCode":
            continue
        text = code.text or ""
        # A code without X or Y stands where the one before it does (11.3).
        x, y = number(code.get("X"), x), number(code.get("Y"), y)
        right = _deltas(code.get("DeltaX"), len(text))
        down = _deltas(code.get("DeltaY"), len(text))
        at_x, at_y = x, y
        for index, character in enumerate(text):
            step = right[index] if index < len(right) else None
            natural = _width(character) * size * stretch
            width = natural if step is None or step <= 0 or is_han(character) else min(step, size * stretch)
            page_x, page_y = moved(at_x, at_y, matrix)
            start, base = (page_x, -page_y) if quarter % 2 == 0 else (-page_y, page_x)
            end = start + width * along * (1 if quarter in (0, 1) else -1)
            if character.isprintable() or character in "\t\u3000\u00a0":
                yield character, min(start, end), max(start, end), base, size * high, quarter
            at_x += step if step is not None else 0.0 if index < len(down) else natural
            at_y += down[index] if index < len(down) else 0.0


def _width(character: str) -> float:
    """How wide a character is, in ems, where the file does not say how far the pen moves."""
    if is_han(character):
        return 1.0
    if character in _NARROW:
        return 0.32
    return 0.9 if character in _BROAD else 0.68 if character.isupper() else 0.52


def _deltas(printed: str | None, limit: int) -> list[float]:
    """The steps between characters, ``g 3 2.5`` written out as 2.5 2.5 2.5 (11.3); at most ``limit``."""
    parts = (printed or "").split()
    steps: list[float] = []
    index = 0
    while index < len(parts) and len(steps) < limit:
        if parts[index] == "g":
            count, step = number(" ".join(parts[index + 1 : index + 2]), 0), " ".join(parts[index + 2 : index + 3])
            steps += [number(step, 0.0)] * max(0, min(int(count), limit - len(steps)))
            index += 3
        else:
            steps.append(number(parts[index], 0.0))
            index += 1
    return steps


def _straight(element: Element, matrix: Matrix) -> list[Segment]:
    """The straight lines of a path, y upwards."""
    found: list[Segment] = []
    first = last = (0.0, 0.0)
    for letter, numbers in steps(element):
        if letter == "C":
            found.append((*last, *first))
            last = first
            continue
        x, y = moved(numbers[-2], numbers[-1], matrix)
        point = x, -y
        if letter == "L":
            found.append((*last, *point))
        elif letter in "MS":
            first = point
        last = point
        if len(found) > MAX_SEGMENTS:
            break
    return found


def steps(path: Element) -> Iterator[tuple[str, list[float]]]:
    """The steps of a path, each a letter and its numbers; those that say less or more than their letter asks for are left out."""
    for step in _STEP.finditer(" ".join(_texts(path, "AbbreviatedData"))):
        count = _PATH_STEPS[step[1]]
        numbers = _numbers(step[2], count)
        if numbers is not None or not count:
            yield step[1], numbers or []
