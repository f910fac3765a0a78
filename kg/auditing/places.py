"""Where characters stand as a person finds them: the line of the text, and the printed page where the format has pages."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from loaders.source import Page


class Places:
    """The lines and the pages of one text."""

    def __init__(self, text: str, pages: Sequence[Page] = ()) -> None:
        self._starts = [0]
        at = text.find("\n")
        while at >= 0:
            self._starts.append(at + 1)
            at = text.find("\n", at + 1)
        self._pages = sorted(pages, key=lambda page: page.start)

    def line(self, offset: int) -> int:
        """The line of a character, counted from 1 as editors do."""
        return bisect_right(self._starts, offset)

    def page(self, offset: int) -> str | None:
        """The label of the page that the character stands on; None where the format has no pages."""
        index = bisect_right(self._pages, offset, key=lambda page: page.start) - 1
        return self._pages[index].label if index >= 0 and offset < self._pages[index].end else None
