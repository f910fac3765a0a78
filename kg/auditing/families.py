"""Families of figures: which names are parts of which whole, and all that it can consist of (``families.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from loaders.amounts import StatementColumn
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


def wholes(columns: Sequence[StatementColumn]) -> Iterator[tuple[int, list[int], str]]:
    """Each column that is the sum of others, with the columns of its parts, those under the same head, and their family."""
    for place, column in enumerate(columns):
        *above, own = column.heads or ("",)
        parts: dict[str, int] = {}
        for other, beside in enumerate(columns):
            under = beside.heads[: len(above)] == tuple(above) and len(beside.heads) > len(above)
            if other == place or beside.measure != column.measure or not under:
                continue
            name, *below = beside.heads[len(above) :]
            if not below or is_whole(below[-1]):
                if name in parts:
                    break
                parts[name] = other
        else:
            if kind := family(list(parts), own):
                yield place, list(parts.values()), kind


# Columns that are no parts of the one called 合计: of another time, of another stage, a measure, or inside another column.
_NO_PART = re.compile(
    "其中|上年|去年|同期|[0-9]年|累计|预算|决算|执行|完成|结余|结转|增|减|[比率]|标准|单价|人均|小计|合计|总计|已|应[^急]|实际|未|余额"
)
_LEAST_PARTS = 3


def beside_total(columns: Sequence[StatementColumn]) -> tuple[int, list[int]]:
    """The column 合计 at an edge of a table, and the others, each named alone: 合计 | 教育局 | 卫生局 | 民政局; no parts where they may be none.

    Their names are of no family: only the rows can show that they come to the total.
    """
    names = ["".join((*column.heads, column.measure)) for column in columns]
    totals = [place for place, name in enumerate(names) if name in ("合计", "总计", "共计")]
    others = [place for place in range(len(columns)) if place not in totals]
    alone = all(len(column.heads) == 1 for column in columns) and not any(_NO_PART.search(names[at]) for at in others)
    known = family([names[at] for at in others]) is not None
    if len(totals) != 1 or totals[0] not in (0, len(columns) - 1) or len(others) < _LEAST_PARTS or not alone or known:
        return 0, []
    return totals[0], others
