"""Names of bodies as the authority tables give them, without their area: 人民政府, 财政厅, 公安部, 国务院."""

from __future__ import annotations

from functools import cache

from .areas import table

_ENDS = ("部", "局", "署", "委", "会", "院", "席")  # of a code that is a name: 国务院, not 国办发


@cache
def full_names() -> frozenset[str]:
    """Return the names of bodies after the area's name or alone, as the tables give them for a code."""
    found: set[str] = set()
    for row in table("organs"):
        for name in row[3:6]:
            if len(name) > 1:
                found.add(name.replace("{short}", "").replace("{}", ""))
    for row in table("ministries"):
        found.update(row[1].split())
    for row in table("renames"):
        found.update(row[3:5])
    found |= {name.removeprefix("国家") for name in found if len(name) > 5}
    return frozenset(name for name in found if name)


@cache
def body_names() -> frozenset[str]:
    """Return :func:`full_names`, and the codes that are names as well: 国务院, 教育部."""
    codes = {row[0] for row in table("ministries") if len(row[0]) > 1 and row[0].endswith(_ENDS)}
    return full_names() | codes


@cache
def national() -> frozenset[str]:
    """Return the names of bodies of the nation, of today and before: 财政部, 国务院办公厅, 农业部."""
    today = {name for row in table("ministries") if row[2] == "nation" for name in row[1].split()}
    return frozenset(today.union(*(row[3:5] for row in table("renames") if row[0] == "nation")))


@cache
def last_characters() -> frozenset[str]:
    """Return the characters that names of bodies end with: 局, 厅, 委 … and 办, which is short for 办公室."""
    return frozenset(name[-1] for name in body_names()) | {"办"}
