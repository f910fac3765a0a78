"""Running text: the prose of a document with the lines joined again that the width of its pages broke.

Tables (lines with tabs) are left out.  A final account is set in narrow lines: a sentence of it, and even a figure, goes over
several of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

_ENDED = re.compile(r"[。；！？;!?]\s*$")
_ITEM = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十0-9]{1,3}[）)]|[一二三四五六七八九十]{1,3}、|[0-9]{1,2}(?:、|[.．](?![0-9]))|第[一二三四五六七八九十]+部分|注[:：])"
)
_SHORT = 12
"""Characters: a line that is shorter stands for itself, as a heading does."""


@dataclass(frozen=True, slots=True)
class RunningText:
    """``text`` holds the joined lines, ``begins`` where each of its pieces begins in it, ``places`` where that is in the document."""

    text: str
    begins: tuple[int, ...]
    places: tuple[int, ...]

    def place(self, at: int) -> int:
        """Where a character of the running text stands in the document."""
        piece = bisect_right(self.begins, at) - 1
        return self.places[piece] + at - self.begins[piece]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the document from the first to the last of ``text[start:end]``."""
        return self.place(start), self.place(end - 1) + 1


def running_text(text: str) -> RunningText:
    """The prose of a text: a line that ends no sentence goes on in the next one, unless that begins an item."""
    joined: list[str] = []
    begins: list[int] = []
    places: list[int] = []
    length = start = 0
    open_ = False
    for line in text.split("\n"):
        if "\t" in line or not line.strip():
            open_ = False
        else:
            words = line.strip()
            if joined and (not open_ or _ITEM.match(words)):
                joined.append("\n")
                length += 1
            begins.append(length)
            places.append(start + len(line) - len(line.lstrip()))
            joined.append(words)
            length += len(words)
            open_ = len(words) > _SHORT and not _ENDED.search(words)
        start += len(line) + 1
    return RunningText("".join(joined), tuple(begins), tuple(places))
