"""The whole name of an organ that is called by a short form somewhere: 卫健局 is 卫生健康局, 政府办 of a county 人民政府办公室.

A form that may stand for several names is decided by the place, by what bodies of its level and of its province are called; else nobody decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING

from .areas import table
from .body_names import full_names, national
from .name_ends import bodies, short_words
from .renames import linked

if TYPE_CHECKING:
    from .areas import Area

_JOINING = re.compile("[和与及、]")
_LEVELS = ("province", "prefecture", "county")
# Cities whose government has a 办公厅, as a province has, or a 办公室: seats of provinces and cities planned by themselves.
_LARGE_CITIES = re.compile(r"\d\d0100|210200|330200|350200|370200|440300")


@cache
def local_bodies() -> frozenset[str]:
    """Organs as they are named after a place, in full and in short, with those of ``local_bodies.tsv``."""
    return bodies() | {name for row in table("local_bodies") for name in (row[0], *row[1].split())}


def whole_name(form: str, place: Area | None = None) -> str | None:
    """The name of the organ that ``form`` is short for, or that it is; None where it is no known form, or could be several."""
    names = meanings(form, place)
    return next(iter(names)) if len(names) == 1 else None


def meanings(form: str, place: Area | None = None) -> frozenset[str]:
    """The names of organs that ``form`` may stand for in a place, or anywhere; none where it is no known form."""
    names = _forms().get(form, frozenset())
    return _at(names, place) if len(names) > 1 and place is not None else names


@cache
def of_nation() -> frozenset[str]:
    """Bodies of the nation, of today and before, which a page of any place may name: 财政部, 国家体育总局."""
    return national() | {row[0] for row in table("local_bodies") if row[2] == "nation"}


def _at(names: frozenset[str], place: Area) -> frozenset[str]:
    """Those that a place can have: by the rows for its own province, else by those for its level."""
    everywhere = _names()[""]
    if place.level == "prefecture" and _LARGE_CITIES.fullmatch(place.code):
        return names & (everywhere["province"] | everywhere["prefecture"]) or names
    own = names & _names().get(f"{place.code[:2]}0000", {}).get(place.level, frozenset())
    return own or names & everywhere[place.level] or names


@cache
def _forms() -> Mapping[str, frozenset[str]]:
    """Short form, or name -> what it can stand for; a name stands for itself alone."""
    found: dict[str, set[str]] = {}
    for name in full_names():
        forms = {name}
        for long, brief in (*short_words(), ("委员会", "委")):
            forms |= {form.replace(long, brief) for form in forms if long in form}
        forms |= {_JOINING.sub("", form) for form in forms}
        # What a body was called before (交通局) is no short form.
        for form in forms - linked().keys() - {name}:
            found.setdefault(form, set()).add(name)
    for row in table("local_bodies"):
        for form in row[1].split():
            found.setdefault(form, set()).add(row[0])
    # 总局 is of the nation, and no city has one.
    return {form: frozenset(names & of_nation() or _one_name(names)) for form, names in found.items()}


def _one_name(names: set[str]) -> Iterator[str]:
    """发展改革委员会 and 发展和改革委员会 are one name, the longer."""
    told: dict[str, str] = {}
    for name in sorted(names, key=lambda one: (len(one), one)):
        told[_JOINING.sub("", name)] = name
    return iter(told.values())


@cache
def _names() -> Mapping[str, Mapping[str, frozenset[str]]]:
    """Area that has names of its own ("": everywhere) -> level -> the names of its organs."""
    found: dict[str, dict[str, set[str]]] = {"": {level: set() for level in _LEVELS}}
    for row in table("organs"):
        for level, name in zip(_LEVELS, row[3:6], strict=True):
            found.setdefault(row[1], {}).setdefault(level, set()).add(name)
    for row in table("local_bodies"):
        for level in row[2].split() or _LEVELS:
            found[""].setdefault(level, set()).add(row[0])
    return {area: {level: frozenset(names) for level, names in levels.items()} for area, levels in found.items()}
