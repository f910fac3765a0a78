"""The sentence around a quote: what stands before and after its characters, up to a sentence's end."""

from __future__ import annotations

import re
from typing import Final

SENTENCE_SIDE: Final = 120
"""At most so many characters of the sentence stand before and after the characters of a quote."""

_ENDS = "。；！？\n"
_END = re.compile(f"[{_ENDS}]")


def before(text: str, start: int) -> str:
    """The sentence before ``start``: back to a sentence's end, without the indent of a line."""
    window = text[max(0, start - SENTENCE_SIDE) : start]
    begin = 1 + max(map(window.rfind, _ENDS))
    return window[begin:].lstrip()


def after(text: str, end: int) -> str:
    """The sentence after ``end``, with its closing mark; a line's end closes it too but is not part of it."""
    window = text[end : end + SENTENCE_SIDE]
    close = _END.search(window)
    if close is None:
        return window
    return window[: close.start()] if close[0] == "\n" else window[: close.end()]
