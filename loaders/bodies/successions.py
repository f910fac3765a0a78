"""What became of a body, and what holds it: 卫生局 became 卫生和计划生育局, then 卫生健康局; 交通警察支队 is of the 公安局 that its name begins with.

The renames are those of the authority table for the body's level and place; whether a body that nobody names is told of is for the caller.
"""

from __future__ import annotations

from collections.abc import Set
from functools import lru_cache

from loaders.bodies import identity
from loaders.bodies.organisation_words import generic, pattern
from ontology.authorities import areas, places, renames
from ontology.authorities.body_names import full_names
from ontology.authorities.renames import Rename
from ontology.authorities.whole_names import local_bodies

_LEVELS = {"省": ("province",), "州": ("prefecture",), "盟": ("prefecture",), "市": ("prefecture", "county")}
_SHORTEST = 4

#: The names before and after, and the row that says so.
Change = tuple[str, str, Rename]


def family(name: str) -> frozenset[str]:
    """All names that a body has had or could have come to have by the table, its own included."""
    found, waiting = {name}, [name]
    while waiting:
        for old, new, _ in _changes(waiting.pop()):
            for other in {old, new} - found:
                found.add(other)
                waiting.append(other)
    return frozenset(found)


def changes(names: Set[str]) -> set[Change]:
    """The changes that lead from one of these bodies to another one of them, through bodies that are not among them too."""
    found: set[Change] = set()
    for name in names:
        later: list[tuple[Change, tuple[Change, ...]]]
        later = [(change, (change,)) for change in _changes(name) if change[0] == name]
        while later:
            (_, new, _), path = later.pop()
            if new in names:
                found.update(path)
                continue
            later += [(one, (*path, one)) for one in _changes(new) if one[0] == new and one not in path]
    return found


@lru_cache(maxsize=1 << 14)
def _changes(name: str) -> tuple[Change, ...]:
    """The changes by which a body came or went."""
    place, code = "", ""
    levels: tuple[str, ...] = ("nation",)
    if area := identity.area_of(name):
        place, code = identity.of_area(area).name, area.code
        levels = (area.level,)
        if areas.ancestors(area)[-1:] and areas.ancestors(area)[-1].code in renames.MUNICIPALITIES:
            levels = ("county", "prefecture")  # 上海市普陀区卫生健康委员会
        elif code in renames.MUNICIPALITIES:
            levels = ("prefecture",)
    elif size := places.printed(name, body=True):
        place = name[:size]
        levels = _LEVELS.get(place[-1], ("county",))
    if not name.startswith(place):
        return ()
    organ = name[len(place) :]
    return tuple((place + row.old, place + row.new, row) for row in renames.of(organ, levels, code))


@lru_cache(maxsize=1 << 14)
def parent(name: str) -> str | None:
    """The body whose whole name begins the name of one: 普洱市公安局 of 普洱市公安局交通警察支队; None where none does."""
    area = identity.area_of(name)
    size = (
        len(identity.of_area(area).name)
        if area and name.startswith(identity.of_area(area).name)
        else places.printed(name, body=True)
    )
    if not size or name[size:] in full_names():
        return None
    for end in range(len(name) - 2, size + 1, -1):
        # The longest: 人民代表大会常务委员会 has an office, and 人民代表大会 has not.
        if name[size:end] in local_bodies() and identity.body(name[:end]).name == name[:end]:
            return name[:end] if _ends(name[end:]) else None
    return None


def _ends(rest: str) -> bool:
    """Whether what stands behind a body's name is the name of a part that says what it is: 卫生监督所, not 办公室."""
    ends = [found for found in pattern("ending").finditer(rest) if found.end() == len(rest)]
    return bool(ends) and len(rest) >= _SHORTEST and rest not in generic()
