"""Pictures of pages as lines and tables, as :mod:`loaders.formats.pages.pdf_pages` gives those of a text layer; used in the readers' sandbox alone.

A page is turned upright and set straight first.  What was read of a picture is kept by its digest, so that it is read once.
"""

from __future__ import annotations

import base64
import hashlib
import json
import math
import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from statistics import mean, median
from typing import Any

import cv2
import numpy as np

from loaders.formats.pages import page_layout
from loaders.formats.pages.glyphs import ASCENT, Glyph, is_han, is_ideograph
from loaders.formats.scans import pictures, recogniser, ruled_lines
from loaders.formats.scans.recogniser import Character, Picture

# To be raised when a picture is read in another way.
_READING = 7
_KEPT = 5000  # pictures
_STRAIGHT = 0.15  # degrees that are not worth to be turned back
_TALL = 1.5
_SOME = 12  # lines tell whether a page stands on its head
# Pixels of lines as the network takes them: a page of prose has 20,000, a sheet of small figures 200,000, which takes 15 seconds.
_MOST_WIDTH = 400_000
_DOUBTED = 0.75  # the mean confidence of lines below which the page may stand on its head
_TYPE = 0.76  # of a line's box is its type, where no characters tell it
# Sizes of type that differ by less are one; the box of a few characters is less exact.
_ALIKE, _ALIKE_IF_SHORT = 0.12, 0.25
_SHORT = 5
_NARROWER = 0.9  # times its width: a line as it is read again
_DOUBT = 0.5  # the confidence of what two readings differ in
_GAP, _GAP_OF_WORDS = 1.0, 0.4  # ems between two characters of a line, and two ideographs, from which on it is a gap
_HANGING = 0.4  # times the height of a line: what a mark takes beyond its end
_RULED = 0.7  # of a line's height: what is as high is ruled and no mark
_RED = 50  # by which a seal's red is above its other colours
_SEAL = 0.14  # of a page's width: a seal has 0.2 (42 mm), a character of a red head half of that
# Of a seal's pixels, in hundredths, so many are taken to be darker than its ink on paper is; and how dark that ink can be.
_FAINTEST, _DIMMEST = 15, 150.0
_DARK = 120
_SHOWN, _QUALITY = 1600, 40  # pixels of the longer side of the image that is kept, and how well it is kept, of 100
_BARS = "|｜丨"
_RULED_FIGURE = re.compile(rf"[{_BARS}]?[-－−]?[0-9][0-9,，.]*[%％]?[{_BARS}]?")

Sign = tuple[str, float, float, float, float, float]
"""A character, where it begins and ends, its baseline, its size (pixels of the straight page), and its confidence."""


def parse(data: bytes) -> list[dict[str, Any]]:
    """The pages that the first line of ``data`` names, of the file after it; each has ``ocr`` true, or the state "unread" or "crowded"."""
    head, _, file = data.partition(b"\n")
    asked = json.loads(head)
    cache = Path(asked["cache"]) if asked["cache"] else None
    return [_page(picture, point, cache) for picture, point in pictures.drawn(file, asked["pages"])]


def _page(picture: Picture, point: float, cache: Path | None) -> dict[str, Any]:
    if not picture.size:
        return {**page_layout.page((), (), width=0.0, height=0.0, image_area=0.0), "state": "unread"}
    if cache is None:
        return _laid_out(_read(picture), point)
    words = f"{_READING} {recogniser.MODELS} {picture.shape}".encode()
    kept = cache / f"{hashlib.sha256(words + picture.tobytes()).hexdigest()}.json"
    # A file that a full disk or somebody's program left there in another form is as none.
    with suppress(OSError, ValueError, TypeError, AttributeError, LookupError, RecursionError):
        return _laid_out(json.loads(kept.read_bytes()), point)
    told = _read(picture)
    _keep(kept, told)
    return _laid_out(told, point)


def _laid_out(told: Mapping[str, Any], point: float) -> dict[str, Any]:
    glyphs = [
        Glyph(text, x0 * point, x1 * point, y * point, size * point, sure)
        for text, x0, x1, y, size, sure in told["signs"]
    ]
    segments = [(x0 * point, y0 * point, x1 * point, y1 * point) for x0, y0, x1, y1 in told["rules"]]
    width, height = (side * point for side in told["size"])
    state = {"state": told["state"]} if "state" in told else {"ocr": True, "image": told["image"]}
    return {**page_layout.page(glyphs, segments, width=width, height=height, image_area=0.0), **state}


def _keep(place: Path, told: dict[str, Any]) -> None:
    """Keep what was read; a folder that cannot be written to is no fault."""
    with suppress(OSError):
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        others = sorted(place.parent.glob("*.json"), key=lambda one: one.stat().st_mtime)
        for old in others[:-_KEPT]:
            old.unlink(missing_ok=True)
        part = place.with_suffix(f".{os.getpid()}")
        part.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
        part.replace(place)


def _read(picture: Picture) -> dict[str, Any]:
    """The signs of a picture and the lines that are ruled on it, once it stands upright and straight; its size then, and what it looks like."""
    seen, picture = picture, _without_stamps(picture)
    boxes = _boxes(picture)
    if sum(high > _TALL * long for _, (long, high), _ in boxes) > len(boxes) / 2:
        seen, picture = (np.ascontiguousarray(np.rot90(one)) for one in (seen, picture))
        boxes = _boxes(picture)
    wide = [angle for _, (long, high), angle in boxes if long > 5 * high]
    angle = median(wide) if wide else 0.0
    if abs(angle) > _STRAIGHT:
        seen, picture = (_turned(one, angle) for one in (seen, picture))
        boxes = _boxes(picture)
    crops, lines = _some_read(picture, boxes)
    if boxes and _surety(lines.values()) < _DOUBTED:
        head = np.ascontiguousarray(picture[::-1, ::-1])
        upside = _boxes(head)
        others, again = _some_read(head, upside)
        if _surety(again.values()) > _surety(lines.values()):
            seen, picture, boxes, crops, lines = seen[::-1, ::-1], head, upside, others, again
    if sum(map(recogniser.width, crops)) > _MOST_WIDTH:
        return {"size": [1, 1], "signs": [], "rules": [], "state": "crowded"}
    rest = [index for index in range(len(crops)) if index not in lines]
    lines.update(zip(rest, recogniser.read([crops[index] for index in rest]), strict=True))
    told = _compared(crops, [lines[index] for index in range(len(crops))])
    height, width = picture.shape[:2]
    signs = list(_signs(boxes, told))
    size = median(sign[4] for sign in signs) if signs else 0.0
    rules = ruled_lines.find(picture, size)
    return {"size": [width, height], "signs": signs, "rules": rules, "image": _shown(seen)}


def _shown(picture: Picture) -> str:
    """The picture as a person compares it with what was read: a WebP in base64."""
    scale = min(1.0, _SHOWN / max(picture.shape[:2]))
    small = cv2.resize(picture[:, :, ::-1], None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    _, written = cv2.imencode(".webp", small, [cv2.IMWRITE_WEBP_QUALITY, _QUALITY])
    return base64.b64encode(written.tobytes()).decode()


def _some_read(
    picture: Picture, boxes: Sequence[recogniser.Box]
) -> tuple[list[Picture], dict[int, tuple[Character, ...]]]:
    """The pictures of all lines, and what some of them say, which tells whether the page stands on its head."""
    crops = _crops(picture, boxes)
    some = range(0, len(crops), max(1, len(crops) // _SOME))
    return crops, dict(zip(some, recogniser.read([crops[index] for index in some]), strict=True))


def _compared(crops: Sequence[Picture], lines: Sequence[tuple[Character, ...]]) -> list[tuple[Character, ...]]:
    """The lines; figures of a table that are read in another way once they are narrower are doubted.

    A network is as sure of a figure that it read twice (882 for 82) as of any other.
    """
    found = list(map(_unruled, lines))
    lines = found[:]
    figures = [
        index for index, line in enumerate(lines) if 2 * sum(one.text.isdecimal() for one in line) >= len(line) > 1
    ]
    narrow = [
        cv2.resize(crop, (max(1, round(_NARROWER * crop.shape[1])), crop.shape[0]))
        for crop in map(crops.__getitem__, figures)
    ]
    for index, again in zip(figures, recogniser.read(narrow), strict=True):
        if _printed(_unruled(again)) != _printed(lines[index]):
            found[index] = tuple(replace(one, confidence=min(one.confidence, _DOUBT)) for one in lines[index])
    return found


def _unruled(line: tuple[Character, ...]) -> tuple[Character, ...]:
    """A figure without the line beside it that is ruled between the columns of its table."""
    if not _RULED_FIGURE.fullmatch(_printed(line)):
        return line
    return tuple(one for one in line if one.text not in _BARS)


def _printed(line: Iterable[Character]) -> str:
    return "".join(one.text for one in line if one.text != " ")


def _surety(lines: Iterable[Sequence[Character]]) -> float:
    return mean([character.confidence for line in lines for character in line] or [0.0])


def _turned(picture: Picture, angle: float) -> Picture:
    """The picture turned back by so many degrees, whole, on white."""
    height, width = picture.shape[:2]
    sine, cosine = abs(math.sin(math.radians(angle))), abs(math.cos(math.radians(angle)))
    wide, high = round(width * cosine + height * sine), round(height * cosine + width * sine)
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    matrix[:, 2] += ((wide - width) / 2, (high - height) / 2)
    turned: Picture = cv2.warpAffine(
        picture,
        matrix,
        (wide, high),
        flags=cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=(255, 255, 255),
    )
    return turned


def _crops(picture: Picture, boxes: Sequence[recogniser.Box]) -> list[Picture]:
    return [
        picture[int(y - high / 2) : math.ceil(y + high / 2), int(x - long / 2) : math.ceil(x + long / 2)]
        for (x, y), (long, high), _ in boxes
    ]


def _boxes(picture: Picture) -> list[recogniser.Box]:
    """The boxes of words, within the picture and none over another of its row; at the end of a row one holds the mark that hangs there."""
    height, width = picture.shape[:2]
    found, seen = [], recogniser.boxes(picture)
    places = np.array([(x, y, long / 2) for (x, y), (long, _), _ in seen]).reshape(-1, 3)
    for (x, y), (long, high), angle in seen:
        left, right = max(0.0, x - long / 2), min(float(width), x + long / 2)
        top, bottom = max(0.0, y - high / 2), min(float(height), y + high / 2)
        row = places[np.abs(places[:, 1] - y) < high / 2]
        before = float((row[:, 0] + row[:, 2])[row[:, 0] < x].max(initial=-math.inf))
        after = float((row[:, 0] - row[:, 2])[row[:, 0] > x].min(initial=math.inf))
        if x > before > left:
            left = (before + left) / 2
        if x < after < right:
            right = (after + right) / 2
        if right - left < 1 or bottom - top < 1:
            continue
        beside = picture[int(top) : math.ceil(bottom), int(right) : int(right + _HANGING * high)].min(axis=2)
        inked = (beside < _DARK).mean(axis=0) if beside.size else np.zeros(1)
        if after > right + 2 * _HANGING * high and 0 < inked.max() < _RULED:
            right = min(float(width), right + _HANGING * high)
        found.append((((left + right) / 2, (top + bottom) / 2), (right - left, bottom - top), angle))
    return found


def _without_stamps(picture: Picture) -> Picture:
    """The picture with paper where a red seal covers it, and black where it covers words; a head that is printed in red stays."""
    red = (picture[:, :, 0].astype(np.int16) - picture[:, :, 1:].max(axis=2) > _RED).astype(np.uint8)
    count, _, stats, _ = cv2.connectedComponentsWithStats(cv2.dilate(red, np.ones((5, 5), np.uint8)), connectivity=8)
    least = _SEAL * min(picture.shape[:2])
    clean = picture
    for left, top, wide, high, _ in stats[1:count]:
        if min(wide, high) >= least and max(wide, high) < 2 * min(wide, high):
            if clean is picture:
                clean = picture.copy()
            part, inked = clean[top : top + high, left : left + wide], red[top : top + high, left : left + wide] > 0
            # Where its ink covers paper the red of it is a light grey, which would still be read, and ruled as lines of tables.
            paper = min(max(float(np.percentile(part[:, :, 0][inked], _FAINTEST)), _DIMMEST), 255.0)
            bright = np.minimum(part[:, :, :1].astype(np.float32) * (255.0 / paper), 255.0)
            part[:] = bright.astype(np.uint8)
    return clean


def _signs(boxes: Sequence[recogniser.Box], lines: Sequence[Sequence[Character]]) -> Iterator[Sign]:
    """The characters at their places on the page; those of a line stand beside each other but for its gaps."""
    ratios = [pitch / high for (_, (_, high), _), line in zip(boxes, lines, strict=True) if (pitch := _pitch(line))]
    ratio = median(ratios) if ratios else _TYPE
    usual = median([high for _, (_, high), _ in boxes] or [0.0])
    for ((x, y), (long, high), _), line in zip(boxes, lines, strict=True):
        # The box of a few characters is up to half as high again as that of many; how far apart they stand tells more.
        told = high if len(line) > _SHORT else (_em(line) or high) / ratio
        alike = _ALIKE if len(line) > _SHORT else _ALIKE_IF_SHORT
        size = ratio * (usual if min(abs(high - usual), abs(told - usual)) <= alike * usual else high)
        left, base = x - long / 2, y + (ASCENT - 0.5) * size
        centres = [left + (character.x0 + character.x1) / 2 for character in line]
        halves = [size / 2 if is_han(character.text) else size / 4 for character in line]
        for index, character in enumerate(line):
            if character.text == " " and not _between_words(line, index):
                continue
            start, end = centres[index] - halves[index], centres[index] + halves[index]
            if index and _beside(line, centres, halves, index, size):
                start = _middle(centres, halves, index)
            if index + 1 < len(line) and _beside(line, centres, halves, index + 1, size):
                end = _middle(centres, halves, index + 1)
            places = (round(place, 1) for place in (start, max(start, end), base, size))
            yield (character.text, *places, character.confidence)  # type: ignore[misc]


def _beside(
    line: Sequence[Character], centres: Sequence[float], halves: Sequence[float], index: int, size: float
) -> bool:
    """Whether a character of a line stands right beside the one before it."""
    words = all(is_ideograph(ord(line[at].text[0])) for at in (index - 1, index))
    gap = centres[index] - halves[index] - (centres[index - 1] + halves[index - 1])
    return gap < (_GAP_OF_WORDS if words else _GAP) * size


def _middle(centres: Sequence[float], halves: Sequence[float], index: int) -> float:
    """Where a character ends and the next begins."""
    return (centres[index - 1] + halves[index - 1] + centres[index] - halves[index]) / 2


def _pitch(line: Sequence[Character]) -> float | None:
    """How far apart the Chinese characters of a line stand that follow each other."""
    steps = [
        (b.x0 + b.x1 - a.x0 - a.x1) / 2
        for a, b in zip(line, line[1:], strict=False)
        if is_han(a.text) and is_han(b.text)
    ]
    return median(steps) if len(steps) > 3 else None


def _em(line: Sequence[Character]) -> float | None:
    """The size of type by which the first and the last of some characters stand apart, Chinese ones twice as wide as others."""
    ems = [1.0 if is_han(one.text) else 0.5 for one in line]
    apart = sum(ems) - (ems[0] + ems[-1]) / 2 if len(ems) > 1 else 0.0
    return (line[-1].x0 + line[-1].x1 - line[0].x0 - line[0].x1) / 2 / apart if apart else None


def _between_words(line: Sequence[Character], index: int) -> bool:
    """Whether a blank parts two words of Latin letters: a blank in a figure, or beside Chinese, is none that was printed."""
    sides = [line[at].text for at in (index - 1, index + 1) if 0 <= at < len(line)]
    return len(sides) == 2 and all(side.isascii() and side.isalpha() for side in sides)
