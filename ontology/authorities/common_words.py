"""Common Chinese words (``common_words.txt``): what is a word is hardly a slip of the keyboard."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def words() -> frozenset[str]:
    """All words of the list: two or three characters each."""
    text = files("ontology.authorities").joinpath("common_words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())


def covered(text: str, place: int) -> bool:
    """Whether a common word of ``text`` reaches over the character at ``place``."""
    return any(
        text[start : start + size] in words()
        for size in (2, 3)
        for start in range(max(0, place - size + 1), min(place, len(text) - size) + 1)
    )


def consists(text: str) -> bool:
    """Whether ``text`` is one common word after the other (同期施行)."""
    reached = {0}
    for end in range(2, len(text) + 1):
        if any(end - size in reached and text[end - size : end] in words() for size in (2, 3)):
            reached.add(end)
    return len(text) > 1 and len(text) in reached
