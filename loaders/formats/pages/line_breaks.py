"""Lines of a page become paragraphs: a line that the width of the page broke goes on in the next one."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median, multimode

from loaders.formats.pages.glyphs import Line, is_han

_SENTENCE_END = frozenset("。；！？：;!?:")
_REACH = 2.2  # ems: a mark that may not begin a line, or a long number, is carried over whole
_INDENT, _DEEPEST = 1.2, 2.6  # ems: the first line of a paragraph stands two in
_PITCH = 1.35
_ALIKE = 1.1
_LEAST_FULL = 3
_NARROWEST = 0.4
_EXACTLY = 0.25
_TITLE = 1.15
_LABEL = re.compile(
    r"(?:第[一二三四五六七八九十百零0-9０-９]{1,4}(?:编|章|节|条|部分|个(?=[ \u3000]*(?:[：:、]|项目|$)))|"
    r"[（(][一二三四五六七八九十0-9０-９]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、．]|"
    r"[0-9０-９]{1,2}(?:[、．]|\.(?![0-9]))|[①-⑳]|[一二三四五六七八九十]是)"
)
_BLANKS = re.compile(" +")
_WORD = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True)
class TypeArea:
    """The type area of a document: its edges, the distance of its lines, whether paragraphs are indented, its size of type."""

    left: float
    right: float
    pitch: float
    indented: bool
    size: float


def begins_item(text: str) -> bool:
    """Whether a line begins with the number of a heading, an article or an item: 一、 （二） 3. ① 第四条."""
    return _LABEL.match(text) is not None


def column(pages: Sequence[Sequence[Line]], width: float) -> TypeArea | None:
    """The type area that the lines of a document keep on pages of this ``width``; None where there are no lines.

    Where few lines end at one place, none may have been broken: the right margin is then taken to be as wide as the left one.
    """
    lines = [line for page in pages for line in page]
    if not lines:
        return None
    size = median(line.size for line in lines)
    grain = max(size / 2, 0.01)
    # The right edge: as far as lines reach, those few left out that reach farther than all others.
    ends = sorted(line.x1 for line in lines)
    right = ends[min(len(ends) - 1, int(0.98 * len(ends)))]
    begin = min(line.x0 for line in lines)
    alike = sum(abs(right - end) < _ALIKE * size for end in ends)
    if alike < max(_LEAST_FULL, 0.05 * len(ends)) or right - begin < _NARROWEST * width:
        right = max(ends[-1], width - begin)
    full = [line for line in lines if right - line.x1 < _REACH * size]
    begins = [round(line.x0 / grain) for line in (full if len(full) > 2 else lines)]
    left = min(multimode(begins)) * grain
    followers = [
        (a, b)
        for page in pages
        for a, b in zip(page, page[1:], strict=False)
        if right - a.x1 < _REACH * size and abs(a.size - b.size) < 0.1 * size
    ]
    left = min([left, *(b.x0 for _, b in followers if b.x0 > left - 2.5 * size)])
    if len(followers) < _LEAST_FULL and abs(left - (width - right) - 2 * size) <= _EXACTLY * size:
        # No line goes on for sure: those at hand may all be first lines.
        return TypeArea(width - right, right, 1.5 * size, True, size)
    pitches = [b.y - a.y for a, b in followers if b.y > a.y]
    begun = [line for line in lines if _INDENT * size <= line.x0 - left <= _DEEPEST * size]
    indented = len(begun) >= max(2, 0.1 * len(lines))
    return TypeArea(left, right, median(pitches) if pitches else 1.5 * size, indented, size)


def goes_on(line: Line, following: Line, area: TypeArea, same_page: bool) -> bool:
    """Whether the paragraph of ``line`` goes on in ``following``, the next line of the text."""
    size = max(line.size, following.size)
    if same_page and _is_title(line, area) and _is_title(following, area):
        return _is_full(line, area) and following.y - line.y <= 2 * size
    if min(line.size, following.size) < 0.85 * size or "  " in line.text:
        return False
    if area.right - line.x1 > _REACH * size or following.x0 - area.left > _INDENT * size:
        return False
    if same_page and following.y - line.y > _PITCH * max(area.pitch, size):
        return False
    if area.indented and line.x0 - area.left < _DEEPEST * size:
        return True
    return line.text[-1] not in _SENTENCE_END and not begins_item(following.text)


def _is_title(line: Line, area: TypeArea) -> bool:
    """Larger than the text, in the middle of the type area."""
    return line.size >= _TITLE * area.size and abs((line.x0 + line.x1) - (area.left + area.right)) <= 2 * line.size


def _is_full(line: Line, area: TypeArea) -> bool:
    return area.right - line.x1 <= _REACH * line.size and line.x0 - area.left <= _REACH * line.size


def joint(before: str, after: str) -> str:
    """What stands between two lines of one paragraph: a blank between Latin words, nothing else."""
    return " " if _WORD.match(before[-1:]) and _WORD.match(after[:1]) else ""


def paragraphs(pages: Sequence[Sequence[Line]], area: TypeArea | None) -> Iterator[list[tuple[int, str]]]:
    """The paragraphs of lines in order, each as its pieces (index of the page, characters)."""
    last: Line | None = None
    last_page = 0
    pieces: list[tuple[int, str]] = []
    for number, page in enumerate(pages):
        for line in page:
            printed = _BLANKS.sub(" ", line.text)
            if last is not None and area is not None and goes_on(last, line, area, number == last_page):
                pieces.append((number, joint(last.text, line.text) + printed))
            else:
                if pieces:
                    yield pieces
                pieces = [(number, printed)]
            last, last_page = line, number
    if pieces:
        yield pieces


def cell(lines: Sequence[Line], right: float) -> str:
    """The text of a table's cell: its lines joined, but where a sentence ends short of the cell's edge and where an item begins."""
    parts: list[str] = []
    for index, line in enumerate(lines):
        printed = _BLANKS.sub(" ", line.text)
        if index:
            last = lines[index - 1]
            short = right - last.x1 > _REACH * line.size
            ended = last.text[-1] in _SENTENCE_END or (begins_item(last.text) and parts[-2:-1] in ([], ["\n"]))
            if (begins_item(printed) and (ended or short)) or (ended and short):
                parts.append("\n")
            else:
                parts.append(joint(last.text, printed) or _between(last, printed, short))
        parts.append(printed)
    return "".join(parts)


def _between(last: Line, printed: str, short: bool) -> str:
    """Figures and words that end short of a cell's edge and are followed by others are not one word."""
    apart = not is_han(last.text[-1]) and not is_han(printed[0])
    return " " if short and apart else ""
