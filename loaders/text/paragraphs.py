"""The lines of a text, and its paragraphs: lines joined again where the width of a page broke them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_WIDE = 40  # characters: a shorter line ended by itself
_LINE = re.compile(r"\S(?:[^\n]*\S)?")
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


def paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Where each paragraph with characters in it starts and ends, in order; blanks around it are not part of it.

    A line goes on in the next one when it is wide, does not end a sentence, and the next one begins no numbered item.
    """
    start = end = -1
    for first, last in lines(text):
        joined = (
            start >= 0 and text.count("\n", end, first) == 1 and _goes_on(text, end) and not _LABEL.match(text, first)
        )
        if start >= 0 and not joined:
            yield start, end
        if not joined:
            start = first
        end = last
    if start >= 0:
        yield start, end


def _goes_on(text: str, end: int) -> bool:
    """Whether the line that ends at ``end`` was broken by the width of its page."""
    return text[end - 1] not in _END and "\t" not in text[end - _WIDE : end] and end - text.rfind("\n", 0, end) > _WIDE
