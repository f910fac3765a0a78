"""Typing errors in titles, and in years. In a title: a character wrong, missing or too much, where the same words stand rightly elsewhere.

Nothing here knows Chinese spelling.  A slip is reported only where all of this holds: the title and other text agree on both
sides of one character, for long enough that they are about the same thing; what is printed is no common word there and
stands nowhere else; what is suggested does; and the two characters are not alternatives that both make sense (省 / 州, 一 / 二).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from ontology.authorities import areas
from ontology.authorities.common_words import covered, words
from ontology.tables import rows

# Characters that must agree on each side of the slip, and on both sides together.  Where a character is missing or too much,
# words do not help to see that (低收|入口), so more must agree.
SIDE, TOGETHER = 2, 7
SIDE_SHIFTED = 4
# Where so many characters agree on both sides together, at least so many do on one of them.
HALF = min(SIDE_SHIFTED, (TOGETHER + 1) // 2)
SHOWN = 3
_KEPT = re.compile(r"[^\u4e00-\u9fff0-9A-Za-z]+")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_MASK = "\n"
# No number bears an earlier year.
FIRST_YEAR = 1949


@dataclass(frozen=True, slots=True)
class Slip:
    """``printed`` is a piece of the title, ``meant`` the same piece as it stands elsewhere."""

    printed: str
    meant: str


def folded(text: str) -> str:
    """Text as it is compared: Chinese characters, digits and letters only."""
    return _KEPT.sub("", text)


# The same titles are cited again and again; the text of a document is not for keeping.
_folded = lru_cache(maxsize=100_000)(folded)


class Words:
    """The text that titles are compared with: the documents' own words and the titles that others print."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = _MASK.join(folded(text) for text in texts)

    def slips(self, title: str, sources: Iterable[str] = ()) -> tuple[Slip, ...]:
        """The typing errors of a title; ``sources`` are the titles as printed that do not count as other text."""
        plain = _folded(title)
        text = self._text
        for own in sorted({*map(_folded, sources), plain}, key=len, reverse=True):
            text = text.replace(own, _MASK)
        return tuple(dict.fromkeys(_slips(plain, text)))


def _slips(title: str, text: str) -> Iterator[Slip]:
    # Most places need no closer look: on no side a piece that stands elsewhere, or right beside it two characters that do.
    known = _known(title, HALF, text)
    pairs = _known(title, 2, text) if known else frozenset()
    for place in range(SIDE, len(title) - SIDE + 1) if known else ():
        before, after, lone = place - HALF in known, place + 1 in known, place - 1 not in pairs
        if lone and place not in pairs and (before or after):
            yield from _one(_replaced(title, place, text), title, place, 1)
        if before and place in known:
            yield from _one(_missing(title, place, text), title, place, 0)
        if before and after and lone:
            yield from _one(_extra(title, place, text), title, place, 1)


def _known(title: str, size: int, text: str) -> frozenset[int]:
    """Where the pieces of a title begin that stand in the text."""
    return frozenset(start for start in range(len(title) - size + 1) if title[start : start + size] in text)


def _one(meant: set[str], title: str, place: int, size: int) -> Iterator[Slip]:
    """The slip at a place, where the text names just one right character."""
    if len(meant) == 1:
        left, right = title[max(0, place - SHOWN) : place], title[place + size : place + size + SHOWN]
        yield Slip(left + title[place : place + size] + right, left + meant.pop() + right)


def _replaced(title: str, place: int, text: str) -> set[str]:
    wrong, left, right = title[place : place + 1], title[:place], title[place + 1 :]
    if len(right) < SIDE or not all(map(_HAN.match, (left[-1], wrong, right[0]))):
        return set()
    found = set()
    for at in _between(left[-SIDE:], right[:SIDE], text):
        char = text[at]
        agreed = _agree(left, right, text, at)
        if agreed >= TOGETHER and not alternatives(wrong, char):
            # 拓展 must stand in other places too: of two spellings that occur once each nobody knows the right one.
            elsewhere = text.count(left[-1] + char) + text.count(char + right[0])
            if elsewhere > 2:
                found.add(char)
    return set() if found and _makes_sense(title, place) else found


def _missing(title: str, place: int, text: str) -> set[str]:
    left, right = title[:place], title[place:]
    if len(left) < SIDE_SHIFTED or len(right) < SIDE_SHIFTED or left[-2:] + right[:2] in text:
        return set()
    if right[:2] in words() and (left[-2:] in words() or left[-3:] in words()):
        return set()  # 成果|评选: what is printed is whole words
    chars = [text[at] for at in _between(left[-SIDE_SHIFTED:], right[:SIDE_SHIFTED], text)]
    return {char for char in chars if not optional(char)} if len(chars) > 1 else set()


def _extra(title: str, place: int, text: str) -> set[str]:
    extra, left, right = title[place : place + 1], title[:place], title[place + 1 :]
    if len(left) < SIDE_SHIFTED or len(right) < SIDE_SHIFTED or not _HAN.match(extra) or optional(extra):
        return set()
    doubled = extra == left[-1]  # 服务务: struck twice, whatever words it stands in
    if extra + right[0] in text and not doubled:
        return set()
    enough = text.count(left[-SIDE_SHIFTED:] + right[:SIDE_SHIFTED]) > 1
    return {""} if enough and (doubled or not _makes_sense(title, place)) else set()


def _between(left: str, right: str, text: str) -> Iterator[int]:
    """The places of a Chinese character between these two pieces."""
    at = text.find(left)
    while at >= 0:
        place = at + len(left)
        if text.startswith(right, place + 1) and _HAN.match(text, place):
            yield place
        at = text.find(left, at + 1)


def _agree(left: str, right: str, text: str, place: int) -> int:
    """How many characters agree before and after a character of the text."""
    before = 0
    while before < len(left) and before < place and left[-1 - before] == text[place - 1 - before]:
        before += 1
    after = 0
    while after < len(right) and place + 1 + after < len(text) and right[after] == text[place + 1 + after]:
        after += 1
    return before + after


def _makes_sense(title: str, place: int) -> bool:
    """Whether a common word or the name of an area reaches over the character."""
    return covered(title, place) or any(
        areas.find(title[start : start + size])
        for size in (2, 3, 4)
        for start in range(max(0, place - size + 1), place + 1)
    )


def one_slip(wrong: str, right: str) -> Slip | None:
    """The slip by which two titles differ, when one character replaced, missing or too much is all their difference."""
    a, b = folded(wrong), folded(right)
    if a == b or abs(len(a) - len(b)) > 1:
        return None
    start, tail = common(a, b)
    printed, meant = a[start : len(a) - tail], b[start : len(b) - tail]
    if len(printed) > 1 or len(meant) > 1 or not _HAN.fullmatch(printed or meant):
        return None
    if (printed and meant and (not _HAN.match(meant) or alternatives(printed, meant))) or optional(printed or meant):
        return None
    low, high = max(0, start - SHOWN), SHOWN
    return Slip(a[low : len(a) - tail + high], b[low : len(b) - tail + high])


def common(one: str, other: str) -> tuple[int, int]:
    """How many characters two texts have in common at their beginnings, and behind these at their ends."""
    shorter = min(len(one), len(other))
    start = next((at for at in range(shorter) if one[at] != other[at]), shorter)
    left = shorter - start
    return start, next((at for at in range(left) if one[-1 - at] != other[-1 - at]), left)


def alternatives(one: str, other: str) -> bool:
    """Whether two characters stand for each other in titles that both are right (省 / 州, 上 / 下, 一 / 二)."""
    return any(one in group and other in group for group in _groups())


def optional(char: str) -> bool:
    """Whether a character may stand or be missing without changing what is said (的, 等, 和)."""
    return char in _optional()


@cache
def _groups() -> tuple[frozenset[str], ...]:
    return tuple(
        frozenset(row["characters"]) for row in rows("kg.resolution", "alternatives.tsv") if row["kind"] == "either"
    )


@cache
def _optional() -> frozenset[str]:
    return frozenset(
        "".join(row["characters"] for row in rows("kg.resolution", "alternatives.tsv") if row["kind"] == "optional")
    )


# -- years


def repaired(year: str, latest: int) -> int | None:
    """The year that an impossible one was meant to be, by one slip of the keyboard; None where several are possible.

    A digit struck twice (20013 -> 2013) is the first guess, then one digit too many, then two in the wrong order.
    ``latest`` is the last year that is possible.
    """
    twice = {year[:i] + year[i + 1 :] for i in range(1, len(year)) if year[i] == year[i - 1]}
    once = {year[:i] + year[i + 1 :] for i in range(len(year))}
    swapped = {year[:i] + year[i + 1] + year[i] + year[i + 2 :] for i in range(len(year) - 1)}
    for guesses in (twice, once, swapped):
        found = {int(guess) for guess in guesses if possible(guess, latest)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def possible(year: str, latest: int) -> bool:
    """Whether a number can bear the year: four digits, from 1949 to ``latest``."""
    return len(year) == 4 and year.isdecimal() and FIRST_YEAR <= int(year) <= latest
