"""Where names of bodies and places end in a run of characters: 经云南省|科技厅|云科, 落实南昌|洪府发."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from .areas import named, table
from .body_names import full_names
from .segments import is_letter_of

#: A body, a place with the word for its kind (南昌市), a place without (南昌).
NameKind = Literal["body", "place", "bare"]
_LONGEST = 24  # characters of a name
_UNITS = "省市县区州旗盟"
_RANK: Mapping[NameKind, int] = {"bare": 0, "place": 1, "body": 2}


@dataclass(frozen=True, slots=True)
class NameEnds:
    """``ends``: place -> what ends there; ``inside``: the places that lie within a name."""

    ends: Mapping[int, NameKind]
    inside: frozenset[int]

    def size(self, end: int) -> int:
        """How many characters the name has that ends at ``end``."""
        size = 1
        while end - size in self.inside:
            size += 1
        return size

    def echoed(self, letter: str, run: str, end: int) -> int:
        """Where the place begins, in the names that end at ``end``, for which ``letter`` stands: 固 behind 固原市发改委; ``end`` for none."""
        place = end
        while place in self.ends:
            size = max(self.size(place), 2)
            if self.ends[place] != "body" and is_letter_of(letter, run[:place]):
                return max(0, place - size)
            place -= size
        return end


@cache
def _words(role: str) -> tuple[tuple[str, str], ...]:
    return tuple((row[1], row[2]) for row in table("body_words") if row[0] == role)


@cache
def bodies() -> frozenset[str]:
    """Names of bodies without their area, in full and in short: 科学技术厅, 科技厅, 发改委, 邮电部."""
    plain = full_names() | {name for name, _ in _words("name")}
    found = set(plain)
    for long, brief in _words("short"):
        found |= {name.replace(long, brief) for name in plain | found if long in name}
    return frozenset(name for name in found if len(name) > 1)


def short_words() -> tuple[tuple[str, str], ...]:
    """Pieces of names and what is said for them: 科学技术厅 is called 科技厅."""
    return _words("short")


@cache
def endings() -> tuple[str, ...]:
    """What names of bodies end with that no table gives: 协会, 集团."""
    return tuple(word for word, _ in _words("ending") if len(word) > 1)


@cache
def last_characters() -> frozenset[str]:
    """The same of one character, which may be a letter of a code as well: 局, 办."""
    return frozenset(word for word, _ in _words("ending") if len(word) == 1)


@cache
def _kinds() -> Mapping[str, NameKind]:
    found: dict[str, NameKind] = {}
    for name in named():
        found[name] = "place" if name[-1] in _UNITS and len(name) > 2 else "bare"
    found.update(dict.fromkeys(bodies(), "body"))
    return found


@cache
def _sizes() -> Mapping[str, tuple[int, ...]]:
    """First character -> the lengths of the names that begin with it, the longest first."""
    sizes: dict[str, set[int]] = {}
    for name in _kinds():
        sizes.setdefault(name[0], set()).add(len(name))
    return {first: tuple(sorted(held, reverse=True)) for first, held in sizes.items()}


def name_ends(run: str) -> NameEnds:
    """The longest known names from every place of ``run``; one that ends within a longer one is no end."""
    kinds, sizes = _kinds(), _sizes()
    ends: dict[int, NameKind] = {}
    inside: set[int] = set()
    for start, first in enumerate(run):
        for size in sizes.get(first, ()):
            kind = kinds.get(run[start : start + size])
            if kind is None or start + size > len(run):
                continue
            end = start + size
            if _RANK[kind] >= _RANK[ends.get(end, "bare")]:
                ends[end] = kind
            if kind != "bare":
                inside.update(range(start + 1, end))
            break
    return NameEnds({e: kind for e, kind in ends.items() if kind == "body" or e not in inside}, frozenset(inside))


def last_name(text: str) -> str:
    """The longest known name that ``text`` ends with, with the places before it (云南省财政厅); else what names of bodies end with."""
    start = end = len(text)
    while size := next((n for n in range(min(start, _LONGEST), 1, -1) if text[start - n : start] in _kinds()), 0):
        start -= size
    return text[start:end] or next((word for word in endings() if text.endswith(word)), "")
