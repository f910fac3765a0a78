"""Names of bodies through time: what a body with the same code was called in an earlier year (``renames.tsv``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .areas import table

MUNICIPALITIES = ("110000", "120000", "310000", "500000")


class Rename(NamedTuple):
    """One row: ``year`` is the first in which the new name was the rule; ``area`` a GB/T 2260 code, blank for everywhere."""

    level: str
    area: str
    code: str
    old: str
    new: str
    year: int
    source: str


@cache
def _rows() -> tuple[Rename, ...]:
    return tuple(
        Rename(level, area, code, old, new, int(year), source)
        for level, area, code, old, new, year, source in table("renames")
    )


def of(organ: str, levels: Sequence[str], area: str) -> tuple[Rename, ...]:
    """The rows by which an organ of these levels, of the area with this code, came or went; those of its own area go first."""
    held = [row for row in _by_name().get(organ, ()) if (row.area == area if row.area else row.level in levels)]
    return tuple(sorted(held, key=lambda row: (not row.area, row.year)))


@cache
def _by_name() -> Mapping[str, tuple[Rename, ...]]:
    found: dict[str, tuple[Rename, ...]] = {}
    for row in _rows():
        for name in (row.old, row.new):
            found[name] = (*found.get(name, ()), row)
    return found


def name_in(year: int | None, name: str, code: str, level: str, area: str) -> str:
    """Return what the body now called ``name`` was called in ``year``; ``code`` are its letters, ``area`` its GB/T 2260 code.

    Only rows whose code the body kept are followed: 卫 was 卫生厅, then 卫生和计划生育委员会, then 卫生健康委员会.  A year in which the
    name changed gives the name that the table holds for the rule in that year.  None as year gives ``name`` itself.
    """
    if year is None:
        return name
    if area in MUNICIPALITIES:
        level = "prefecture"  # they have 局 and 委 like other cities; rows of their own come by their code
    for _ in range(len(_rows())):
        for scope, where, letters, old, new, since, _ in _rows():
            if new != name or year >= since or not letters or not code.startswith(letters):
                continue
            if where == area if where else scope == level:
                name = old
                break
        else:
            return name
    return name


@cache
def linked() -> Mapping[str, frozenset[str]]:
    """Return, for every name in the table, all names before and after it, itself included: whether two names may be one body."""
    links: dict[str, frozenset[str]] = {}
    for _, _, _, old, new, *_ in _rows():
        group = links.get(old, frozenset({old})) | links.get(new, frozenset({new}))
        links.update(dict.fromkeys(group, group))
    return links


def called_in(year: int, names: Iterable[str]) -> frozenset[str]:
    """Return those of these bodies of the nation that can have had their name in ``year``: a name before and after a change is in use in the year of it and in the one before."""
    held = {name: [row for row in _by_name().get(name, ()) if row.level == "nation"] for name in names}
    return frozenset(
        name
        for name, rows in held.items()
        if all(row.year - 1 <= year if row.new == name else year <= row.year for row in rows)
    )
