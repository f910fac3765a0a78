"""What a page prints that its text does not say: page numbers, running heads and feet, and the table of contents.

A line that is wrongly left out may be the heading of a project, so each rule wants more than the look of the line: its place at
the edge of the page, its distance to the text, and the other pages.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from loaders.formats.pages import line_breaks
from loaders.formats.pages.glyphs import Line
from loaders.formats.pages.line_breaks import TypeArea

EDGE: Final = 0.12
"""The part of a page's height, above and below, in which heads, feet and page numbers stand (GB/T 9704-2012, 5.2: 37 mm, 35 mm)."""
_OUTERMOST = 0.075
_LONGEST_HEADING = 8  # characters of the headings that fields of a project have
_TITLE = 1.15
_APART = 1.5
_SMALL = 0.92
_MOST = 0.5
_DASH = r"[-—–―－~～·•一]"  # the last is how OCR reads a dash
_DECORATED = re.compile(
    rf"{_DASH}{{1,3}}\s*\d{{1,4}}\s*{_DASH}{{1,3}}|"
    r"第\s*\d{1,4}\s*页(?:\s*[,，/／]?\s*[（(]?共\s*\d{1,4}\s*页[）)]?)?|"
    r"共\s*\d{1,4}\s*页\s*[,，/／]?\s*第\s*\d{1,4}\s*页|"
    r"\d{1,4}\s*[/／]\s*\d{1,4}|Page\s*\d{1,4}(?:\s*of\s*\d{1,4})?",
    re.I,
)
_BARE = re.compile(r"\d{1,4}")
_DIGITS = re.compile(r"[0-9０-９]+")
_CONTENTS = re.compile(r"目\s*[录錄次]|contents", re.I)
_LEADER = re.compile(r"^(?P<title>.*?\S)\s*(?:[.．·•…⋯‥。\-—_]\s*){4,}[（(]?\s*(?P<page>\d{1,4})\s*[)）]?$")
_ENTRY = re.compile(r"^(?P<title>.*?\S) {2,}[（(]?(?P<page>\d{1,4})[)）]?$")


@dataclass(frozen=True, slots=True)
class PageLines:
    """The lines of one page from above, outside of its tables; ``tables`` are the (top, bottom) of those."""

    height: float
    lines: tuple[Line, ...]
    tables: tuple[tuple[float, float], ...] = ()


def left_out(pages: Sequence[PageLines]) -> list[set[int]]:
    """For each page the indexes of its lines that are no part of the text."""
    noise = [set(_decorated(page)) for page in pages]
    for page, index in (*_counted(pages, noise), *_repeated(pages, noise)):
        noise[page].add(index)
    for page, index in _contents(pages, noise):
        noise[page].add(index)
    return noise


def _edges(page: PageLines, noise: set[int]) -> list[int]:
    """The lines in the outer parts of a page that no text stands beyond: the first and last two that are not noise yet."""
    kept = [i for i in range(len(page.lines)) if i not in noise]
    outer = kept[:2] + [i for i in kept[-2:] if i not in kept[:2]]
    low, high = EDGE * page.height, (1 - EDGE) * page.height
    first = min((top for top, _ in page.tables), default=page.height)
    last = max((bottom for _, bottom in page.tables), default=0.0)
    return [
        i
        for i in outer
        if (page.lines[i].y <= min(low, first)) or (page.lines[i].top >= max(high, last) and page.lines[i].y >= last)
    ]


def _decorated(page: PageLines) -> list[int]:
    """Page numbers that say that they are some: — 3 —, 第3页 共12页, 3/12; only at the edge of a page."""
    return [i for i in _edges(page, set()) if _DECORATED.fullmatch(page.lines[i].text.strip())]


def _counted(pages: Sequence[PageLines], noise: Sequence[set[int]]) -> list[tuple[int, int]]:
    """Bare figures at the edge that count on with the pages."""
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index in _edges(page, noise[number]):
            if _BARE.fullmatch(page.lines[index].text.strip()):
                places[int(page.lines[index].text) - number].append((number, index))
    return [place for found in places.values() if len({page for page, _ in found}) > 1 for place in found]


def _repeated(pages: Sequence[PageLines], noise: Sequence[set[int]]) -> list[tuple[int, int]]:
    """Lines that stand at the same place of most pages or of three on end, figures aside, and are no part of the text.

    That is seen by small type, by room to the text, because they part a sentence, or because they stand above the title.  A
    project a page, each under the same heading (项目名称, short), has none of these: the heading stays.
    """
    area = line_breaks.column([page.lines for page in pages], width=0.0)
    if area is None or len(pages) < 2:
        return []
    usual = median(line.size for page in pages for line in page.lines)
    places: dict[tuple[str, int], list[tuple[int, int]]] = defaultdict(list)
    for number, page in enumerate(pages):
        for index in _edges(page, noise[number]):
            line = page.lines[index]
            if line.size <= 1.08 * usual and not line_breaks.begins_item(line.text) and line.text[-1] not in "：:。；":
                key = _DIGITS.sub("0", line.text).replace(" ", "")
                places[key, round(line.y / max(usual, 0.01))].append((number, index))
    filled = sum(bool(page.lines) for page in pages)
    repeated: list[list[tuple[int, int]]] = []
    for (key, place), standing in places.items():
        near = standing + places.get((key, place - 1), []) + places.get((key, place + 1), [])
        # Left and right pages may have heads of their own; the first page often has none; parts have their own.
        on = {page for page, _ in near}
        on_end = any({page, page + 1, page + 2} <= on for page in on)
        if len(on) >= max(2, _MOST * (filled - 1)) or (filled > 5 and len(on) >= 0.4 * filled) or on_end:
            repeated.append(standing)
    text = [set(range(len(page.lines))) - out for page, out in zip(pages, noise, strict=True)]
    for number, index in (place for standing in repeated for place in standing):
        text[number].discard(index)
    parted = {n for n in range(len(pages) - 1) if _is_parted(pages[n], text[n], pages[n + 1], text[n + 1], area)}
    found: list[tuple[int, int]] = []
    for standing in repeated:
        heads = {page for page, index in standing if pages[page].lines[index].y < pages[page].height / 2}
        feet = {page for page, _ in standing} - heads
        if (
            parted & ({page - 1 for page in heads} | feet)
            or (heads and _is_above_title(pages, standing, usual))
            or all(_is_set_off(pages[page], index, noise[page], usual, area.pitch) for page, index in standing)
        ):
            found += standing
    return found


def _is_parted(page: PageLines, kept: set[int], following: PageLines, kept_there: set[int], area: TypeArea) -> bool:
    """Whether a page ends in the middle of a sentence that the next one goes on with."""
    if not kept or not kept_there:
        return False
    last, first = page.lines[max(kept)], following.lines[min(kept_there)]
    if any(bottom > last.y for _, bottom in page.tables) or any(top < first.y for top, _ in following.tables):
        return False
    return last.text[-1] not in "。；！？：" and line_breaks.goes_on(last, first, area, same_page=False)


def _is_set_off(page: PageLines, index: int, noise: set[int], usual: float, pitch: float) -> bool:
    line = page.lines[index]
    if line.size <= _SMALL * usual:
        return True
    outermost = not _OUTERMOST * page.height < line.y < (1 - _OUTERMOST) * page.height
    return (outermost or len(line.text) > _LONGEST_HEADING) and _is_apart(page, index, noise, _APART * pitch)


def _is_above_title(pages: Sequence[PageLines], standing: Sequence[tuple[int, int]], usual: float) -> bool:
    """Whether a line stands above the title of the document, where it is first printed."""
    page, index = min(standing)
    line = pages[page].lines[index]
    below = [other for other in pages[page].lines if other.y > line.y]
    return len(line.text) > _LONGEST_HEADING and bool(below) and below[0].size >= _TITLE * usual


def _is_apart(page: PageLines, index: int, noise: set[int], distance: float) -> bool:
    """Whether the next text, a line or a table, towards the middle of the page is farther than lines are from each other."""
    line = page.lines[index]
    others = [other for i, other in enumerate(page.lines) if i != index and i not in noise]
    if line.y < page.height / 2:
        below = [other.y for other in others if other.y > line.y] + [top + line.size for top, _ in page.tables]
        return bool(below) and min(below) - line.y > distance
    above = [other.y for other in others if other.y < line.y] + [bottom for _, bottom in page.tables]
    return bool(above) and line.y - max(above) > distance


def _contents(pages: Sequence[PageLines], noise: Sequence[set[int]]) -> list[tuple[int, int]]:
    """The entries of a table of contents with its heading: dotted leaders before a page number, or figures far to the right."""
    lines = [(n, i, line) for n, page in enumerate(pages) for i, line in enumerate(page.lines) if i not in noise[n]]
    found: list[tuple[int, int]] = []
    listed = False
    heading: tuple[int, int] | None = None
    broken: list[tuple[int, int]] = []
    for number, index, line in lines:
        text = line.text.strip()
        if _CONTENTS.fullmatch(text):
            heading, listed, broken = (number, index), True, []
            continue
        if _LEADER.match(text) or (listed and _ENTRY.match(text)):
            found += [(number, index), *([heading] if heading else []), *broken]
            heading, listed, broken = None, True, []
        elif listed and len(broken) < 1 and not text.endswith(("。", "：", "；")):
            # The first line of an entry that is broken over two.
            broken = [(number, index)]
        else:
            listed, heading, broken = False, None, []
    return found if len(found) > 2 else []
