"""Administrative divisions of China: which area a name means, what lies above it, in which years the name was in force.

The table ``areas.tsv`` is made by ``ontology/making/areas.py`` from open data (see ``SOURCES.md``).  Nothing is read before it is
asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ontology.tables import rows

Level = Literal["nation", "province", "prefecture", "county"]


@dataclass(frozen=True, slots=True)
class Area:
    """A division under one of its names.

    ``code`` is the GB/T 2260 code (six digits), ``parent`` the code above (blank for a province).  ``since`` and ``until`` are
    the years in which the name began and ended, None where unknown or still in force.  ``short`` is the name without its unit
    word and peoples (红河).
    """

    code: str
    name: str
    level: Level
    parent: str
    since: int | None
    until: int | None
    short: str

    def in_force(self, year: int | None) -> bool:
        """Tell whether the name was in use in ``year``; the years of change belong to both names; None means today."""
        if year is None:
            return self.until is None
        return (self.since is None or self.since <= year) and (self.until is None or year <= self.until)


def table(name: str) -> Iterator[list[str]]:
    """Yield the rows of ``ontology/<name>.tsv`` as lists of cells."""
    return (list(row.values()) for row in rows("ontology.authorities", f"{name}.tsv"))


@cache
def areas() -> tuple[Area, ...]:
    """Return every row of the table: current names first, in the order of their codes, then former names."""
    level: dict[str, Level] = {"province": "province", "prefecture": "prefecture", "county": "county"}
    return tuple(
        Area(code, name, level[kind], parent, int(since) if since else None, int(until) if until else None, short)
        for code, name, kind, parent, since, until, short in table("areas")
    )


@cache
def by_code(code: str) -> Area | None:
    """Return the area that has this code today, or, where none has, the one that had it last."""
    return _codes().get(code)


def ancestors(area: Area) -> tuple[Area, ...]:
    """Return the areas above, nearest first: 个旧市 -> (红河哈尼族彝族自治州, 云南省)."""
    found: list[Area] = []
    above = by_code(area.parent)
    while above is not None:
        found.append(above)
        above = by_code(above.parent)
    return tuple(found)


def short_names(area: Area) -> tuple[str, ...]:
    """Return the forms by which a text may call the area: 红河哈尼族彝族自治州, 红河州, 红河."""
    unit = area.name[-1]
    names = [area.name]
    if not area.short.endswith(unit):
        if area.name.endswith(("自治区", "地区")):
            names.append(area.short + area.name[-2:])
        else:
            names.append(area.short + unit)
    names.append(area.short)
    return tuple(dict.fromkeys(names))


def former_names(area: Area) -> tuple[str, ...]:
    """Return the names that the division with this code had before: 襄阳市 -> (襄樊市,)."""
    return tuple(name for name in _names()[area.code] if name != area.name)


@cache
def _names() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for area in areas():
        found[area.code] = (*found.get(area.code, ()), area.name)
    return found


def find(name: str) -> list[Area]:
    """Return the areas that ``name`` may mean, current names first, higher levels first.

    Full names, short forms (红河州, 玉溪) and former names (襄樊市) are found; the same division is returned once, under the name that
    matches best.  An unknown name gives an empty list, an ambiguous one (鼓楼区) several areas: choosing is the caller's task.
    """
    return list(named().get(name, ()))


@cache
def _codes() -> Mapping[str, Area]:
    found: dict[str, Area] = {}
    for area in areas():
        if area.code not in found or (found[area.code].until or 9999) < (area.until or 9999):
            found[area.code] = area
    return found


@cache
def named() -> Mapping[str, tuple[Area, ...]]:
    """Every name, full, short or former, with the areas that :func:`find` gives for it."""
    rank = {"province": 0, "prefecture": 1, "county": 2}
    found: dict[str, list[Area]] = {}
    for area in sorted(areas(), key=lambda item: (item.until is not None, rank[item.level])):
        for name in short_names(area):
            held = found.setdefault(name, [])
            if all(other.code != area.code for other in held):
                held.append(area)
    return {name: tuple(held) for name, held in found.items()}
