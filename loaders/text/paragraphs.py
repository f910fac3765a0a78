"""The lines of a text, and its paragraphs: lines joined again where the width of a page broke them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_WIDE = 40  # characters: a shorter line ended by itself, unless it is as full as the lines around it
_NARROW = 18  # characters: no page is narrower
_PIECE = re.compile(r"[0-9][0-9,.]{0,20}[%％]?|[A-Za-z]{1,20}|.")  # what is not broken over two lines
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
_OPEN = re.compile("其中[：:]$")  # the parts follow
_END = frozenset("。；！？：;!?:")
_LABEL = re.compile(
    r"(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}(?:、|[.．](?![0-9]))|[①-⑳])"
)


def lines(text: str) -> Iterator[tuple[int, int]]:
    """Where each line that is not blank starts and ends, without the blanks at its ends."""
    return (line.span() for line in _LINE.finditer(text))


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """``text[start:end]`` without the blanks at its ends; of nothing but blanks, the empty place where it starts."""
    printed = text[start:end]
    kept = printed.strip()
    begin = start + (len(printed) - len(printed.lstrip()) if kept else 0)
    return begin, begin + len(kept)


def between(pattern: re.Pattern[str], text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Where the parts of ``text[start:end]`` start and end that the pattern's matches part."""
    for match in pattern.finditer(text, start, end):
        yield start, match.start()
        start = match.end()
    yield start, end


@lru_cache(maxsize=1)
def paragraphs(text: str) -> tuple[tuple[int, int], ...]:
    """Where each paragraph with characters in it starts and ends, in order; blanks around it are not part of it.

    A line goes on in the next one when it does not end a sentence, the next one begins no numbered item, and the line is wide, or
    as full as the narrow lines around it are and the sentence ends in one of these.  Several recognisers ask of the same text.
    """
    found: list[tuple[int, int]] = []
    run: list[tuple[int, int]] = []
    for line in lines(text):
        if run and text.count("\n", run[-1][1], line[0]) > 1:
            found += _joined(text, run)
            run = []
        run.append(line)
    found += _joined(text, run)
    return tuple(found)


def _joined(text: str, run: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The paragraphs of lines with no blank one between them."""
    if len(run) < 2:
        yield from run
        return
    goes_on = _goes_on(text, run)
    start = -1
    for (first, last), open_ in zip(run, goes_on, strict=True):
        start = first if start < 0 else start
        if not open_:
            yield start, last
            start = -1


def _goes_on(text: str, run: Sequence[tuple[int, int]]) -> list[bool]:
    """Of each line, whether it was broken by the width of its page."""
    full = max((last - text.rfind("\n", 0, last) - 1 for _, last in run), default=0)
    found = [False] * len(run)
    ends = False
    for at in range(len(run) - 1, -1, -1):
        first, last = run[at]
        if at < len(run) - 1 and _OPEN.search(text, first, last) and not _LABEL.match(text, run[at + 1][0]):
            found[at] = "\t" not in text[first : run[at + 1][1]]
            continue
        if text[last - 1] in _END or at == len(run) - 1:
            ends = text[last - 1] in _END
            continue
        begins = run[at + 1][0]
        width = last - text.rfind("\n", 0, last) - 1
        wide = width >= _WIDE and "\t" not in text[last - _WIDE : last]
        piece = _PIECE.match(text, begins)
        narrow = ends and _NARROW <= full < _WIDE and piece is not None and width + len(piece[0]) > full
        narrow = narrow and "\t" not in text[first : run[at + 1][1]]
        found[at] = (wide or narrow) and not _LABEL.match(text, begins)
        ends = ends and found[at]
    return found
