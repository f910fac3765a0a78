"""Families of figures: which names are parts of which whole, and all that it can consist of (``families.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ontology.tables import rows


class Family(NamedTuple):
    """The patterns of the names that a whole may have, none where only its items are known, and of those of its parts.

    ``needed`` are those of the parts without which nothing is said: a year is four quarters.
    """

    wholes: tuple[re.Pattern[str], ...]
    parts: tuple[re.Pattern[str], ...]
    needed: tuple[re.Pattern[str], ...]

    def is_whole(self, name: str) -> bool:
        """Whether a name is that of the sum."""
        return any(pattern.fullmatch(name) for pattern in self.wholes)

    def is_part(self, name: str) -> bool:
        """Whether a name is that of a part."""
        return any(pattern.fullmatch(name) for pattern in self.parts)

    def has_all(self, names: Sequence[str]) -> bool:
        """Whether names are those of all parts, one for each; never where the family has no whole, whose parts are any (…支出)."""
        each = all(any(map(pattern.fullmatch, names)) for pattern in self.parts)
        return bool(self.wholes) and each and len(names) == len(self.parts)


@cache
def _families() -> dict[str, Family]:
    found: dict[str, dict[str, list[re.Pattern[str]]]] = {}
    for row in rows("kg.auditing", "families.tsv"):
        found.setdefault(row["family"], {"whole": [], "part": [], "needed": []})
        found[row["family"]][row["role"]].append(re.compile(row["pattern"]))
    return {
        name: Family(tuple(roles["whole"]), (*roles["part"], *roles["needed"]), tuple(roles["needed"]))
        for name, roles in found.items()
    }


def is_whole(name: str) -> bool:
    """Whether a name is that of a sum in any family."""
    return any(family.is_whole(name) for family in _families().values())


def is_part(family: str, name: str) -> bool:
    """Whether a name is that of a part in a family."""
    return _families()[family].is_part(name)


def needs_all(family: str) -> bool:
    """Whether a family is only one where certain parts are all there; then its names alone do not say that nothing else is."""
    return bool(_families()[family].needed)


def family(parts: Sequence[str], whole: str | None = None, *, complete: bool = False) -> str | None:
    """The family that has two or more ``parts``, each another name of it, and calls their sum ``whole`` where that is named.

    ``complete`` asks for all parts that it can have, of which nothing can be said without a whole.  None where there is no such family.
    """
    if len(parts) < 2 or len(set(parts)) < len(parts):
        return None
    for name, one in _families().items():
        named = whole is None or one.is_whole(whole)
        needed = all(any(map(pattern.fullmatch, parts)) for pattern in one.needed)
        if named and needed and all(map(one.is_part, parts)) and (not complete or one.has_all(parts)):
            return name
    return None
