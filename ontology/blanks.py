"""Blanks inside names: pages print them for the eye, so that no name differs by them."""

from __future__ import annotations

import re

_BLANK = re.compile(r"[\s\u200b\u2060\ufeff]+")


def without_blanks(text: str) -> str:
    """A text without blanks, line breaks and characters of no width: 合　计 -> 合计."""
    return _BLANK.sub("", text)
