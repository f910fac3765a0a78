"""The place that a name begins with: 玉溪市红塔区教育局 -> 玉溪市, 红塔区 and the rest 教育局.

A division of GB/T 2260 is found by its full, short or former name, each within the one before.  A name that several divisions
share (朝阳区) gives all of them; an area or a year that the caller knows may decide, nothing else does.  What only looks like a
place (云岭县, 雄安新区: in no table) is measured by :func:`printed`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from .areas import Area, ancestors, find, named, table
from .body_names import last_characters

_MOST = 24  # characters in which a place begins and ends
_CHAIN = 64  # characters in which a chain of them ends: three of the longest, and what stands between
_SHORTEST, _LONGEST_UNKNOWN, _LONGEST_SPECIAL = 2, 4, 10
_UNITS = "省市州县区旗盟"
_WRITTEN = re.compile("[\u4e00-\u9fffxX×]+")
# Two words joined are no place's name, of which none goes on so behind its second character: 绿化和市容, 水利和湖区.
_JOINED = re.compile("..+?[和与及暨]")


@dataclass(frozen=True, slots=True)
class PlaceName:
    """What a name begins with: every chain of areas that it may mean, outermost first, and the ``rest`` of the name."""

    chains: tuple[tuple[Area, ...], ...]
    rest: str

    @property
    def areas(self) -> tuple[Area, ...]:
        """The areas that may be meant, the innermost of each chain; none where the name begins with no known place."""
        return tuple(chain[-1] for chain in self.chains)

    @property
    def area(self) -> Area | None:
        """The only area that can be meant; None where there is none, or more than one."""
        return self.chains[0][-1] if len(self.chains) == 1 else None


def leading(name: str, near: Area | None = None, year: int | None = None, body: bool = False) -> PlaceName:
    """The place at the beginning of ``name``; ``near`` is an area that the reader is in, ``year`` the one that is spoken of.

    A name without its unit word (玉溪) counts where a place within it follows; that of a province always, unless ``body`` says
    that ``name`` is a body's: there any counts that stands before an organ (昆明财政局, but not 云南大学).
    """
    head = _head(name)
    place = _leading(head, near, year, body)
    return place if len(head) == len(name) else PlaceName(place.chains, name[len(head) - len(place.rest) :])


def _head(name: str, start: int = 0) -> str:
    """What is asked of a name: where its places can stand, and its last character, which may be an organ's.

    So a name as long as a text is neither kept whole for each place in it, nor gone down into by the names of towns in a row.
    """
    return name[start:] if len(name) - start <= _CHAIN else name[start : start + _CHAIN - 1] + name[-1]


@lru_cache(maxsize=1 << 16)
def _leading(name: str, near: Area | None, year: int | None, body: bool) -> PlaceName:
    if name.startswith(_words("body")):
        return PlaceName((), name)
    chains: tuple[tuple[Area, ...], ...] = ()
    rest = name
    while True:
        inner = _unnamed_level(rest) if chains else rest
        for size in range(min(_longest(), len(inner)), 1, -1):
            if inner[:size] not in named():
                continue
            longer = _within(chains, _bearers(inner[:size], year))
            if longer and _counts(inner[:size], inner[size:], longer, bool(chains), year, body, near):
                chains, rest = longer, inner[size:]
                break
        else:
            return PlaceName(_nearest(chains, near), rest)


def whole(name: str, near: Area | None = None, year: int | None = None) -> tuple[Area, ...]:
    """The areas that ``name`` as a whole may mean (玉溪市红塔区, 红河州, 朝阳区); none where it is more or less than a place."""
    place = leading(name, near, year)
    if place.chains:
        return () if place.rest else place.areas
    # A bare name (玉溪) and one that is a common noun too (城区) are meant as a place by whoever gives nothing else.
    return tuple(chain[-1] for chain in _nearest(_within((), _bearers(name, year)), near))


def holds(above: Area, area: Area) -> bool:
    """Whether ``area`` is ``above`` or lies in it."""
    return above.code == area.code or any(higher.code == above.code for higher in ancestors(area))


def same(one: Area, other: Area) -> bool:
    """Whether two areas are one place, also under another code or name (a county that became a district).

    朝阳市 is none of its 朝阳县, 吉林省 no 吉林市, and the two 桥西区 of Hebei are two: both stand today.
    """
    if one.code == other.code:
        return True
    followed = one.until is not None or other.until is not None
    return followed and one.short == other.short and one.level == other.level and one.code[:2] == other.code[:2]


def goes_on(text: str) -> bool:
    """Whether ``text`` begins with a word that only looks like a division's kind: 市场, 州际."""
    return text.startswith(_words("goes on"))


def printed(name: str, body: bool = False) -> int:
    """How many characters the place takes that ``name`` begins with, known or not: 云岭省松山市财政局 -> 6, 城市建设 -> 0."""
    end = _taken(name, 0, body)
    while size := _looks_like(name[end : end + _MOST]):
        end += size
        end += _taken(name, end, body)
    return end


def _taken(name: str, start: int, body: bool) -> int:
    head = _head(name, start)
    return len(head) - len(_leading(head, None, None, body).rest)


# --- which names count -------------------------------------------------------------------------------------------------------


@cache
def _words(role: str) -> tuple[str, ...]:
    found = (row[1] for row in table("place_words") if row[0] == role)
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


@cache
def _longest() -> int:
    return max(map(len, named()))


@cache
def _bearers(name: str, year: int | None) -> tuple[Area, ...]:
    """The areas that are called ``name``: with a year those so called in it, else all but the forerunners of today's."""
    held = find(name)
    if not held:
        return ()
    if year is not None and (then := [area for area in held if area.in_force(year)]):
        held = then
    bare = [area for area in held if not _has_unit(name, area)]
    held = [
        area for area in held if area not in bare
    ] or held  # 沙县 was a county's whole name before it was short for 沙县区
    today = [area for area in held if area.until is None]
    if year is None and today:
        # A county that became a district kept its place; a city's name is unique in the country.
        of_city = name.endswith("市")
        held = today + [area for area in held if area not in today and not of_city and not _continued(area, today)]
    if not _has_unit(name, held[0]):
        provinces = [area for area in held if area.level == "province"]
        inner = [area for area in held if any(other.code != area.code and holds(other, area) for other in held)]
        held = provinces or [area for area in held if area not in inner]
    return tuple(held)


def _has_unit(name: str, area: Area) -> bool:
    """Whether a name says what kind of division it means: 红河州; not 红河, and not 兰州, which is short for 兰州市."""
    return name[-1] == area.name[-1] and name[-1] in _UNITS


def _continued(former: Area, today: Iterable[Area]) -> bool:
    return any(area.short == former.short and area.code[:2] == former.code[:2] for area in today)


def _within(chains: tuple[tuple[Area, ...], ...], found: Iterable[Area]) -> tuple[tuple[Area, ...], ...]:
    if not chains:
        return tuple((area,) for area in found)
    inner = [(chain, area) for chain in chains for area in found]
    return tuple((*chain, area) for chain, area in inner if chain[-1].code != area.code and holds(chain[-1], area))


def _counts(
    name: str,
    rest: str,
    chains: tuple[tuple[Area, ...], ...],
    inside: bool,
    year: int | None,
    body: bool,
    near: Area | None,
) -> bool:
    """Whether a name is a place where it stands, and not the beginning of a word (市场) or a common noun (城区)."""
    if (name[-1] + rest).startswith(_words("goes on")):
        return False
    if name in _words("common noun"):
        return inside or (near is not None and any(closeness(near, chain[-1]) < 2 for chain in chains))
    if any(_has_unit(name, chain[-1]) for chain in chains):
        return True
    if any(chain[-1].level == "province" for chain in chains) and not body:
        return True
    if (not rest and (inside or body)) or (body and _before_organ(name, rest)):
        return True
    deeper = _leading(rest, None, year, False).areas
    return any(holds(chain[-1], area) for chain in chains for area in deeper if chain[-1].code != area.code)


def _before_organ(name: str, rest: str) -> bool:
    """Whether an organ's name follows a bare one: 昆明财政局; 公安局 is an organ, 清江市…局 of no 清江县."""
    begins = name in _words("organ begins") or (rest[:1] in _UNITS and not rest.startswith(_words("goes on")))
    return len(rest) > 1 and rest[-1] in last_characters() and not begins


def _unnamed_level(rest: str) -> str:
    """The name without 市辖区, which stands in lists of divisions for a level that has no name of its own."""
    found = next((word for word in _words("unnamed level") if rest.startswith(word)), "")
    return rest[len(found) :]


def closeness(near: Area, area: Area) -> int:
    """How close an area is to where the reader is: 0 there or above it, 1 below or beside it, 2 in its province, 3 elsewhere."""
    if holds(area, near):
        return 0
    if holds(near, area) or (area.parent == near.parent and near.parent):
        return 1
    return 2 if area.code[:2] == near.code[:2] else 3


def _nearest(chains: tuple[tuple[Area, ...], ...], near: Area | None) -> tuple[tuple[Area, ...], ...]:
    if near is None or len(chains) < 2:
        return chains
    closest = min(closeness(near, chain[-1]) for chain in chains)
    return tuple(chain for chain in chains if closest == 3 or closeness(near, chain[-1]) == closest)


# --- places that no table knows ------------------------------------------------------------------------------------------------


def _looks_like(text: str) -> int:
    """How many characters at the beginning look like one place's name: 云岭县, 云岭彝族自治县, 滇中新区; 0 for 示范县, 社区."""
    letters = _WRITTEN.match(text)
    run = letters[0] if letters else ""
    if run.startswith(_words("no name")):
        return 0
    for end in range(_SHORTEST + 1, min(len(run), _LONGEST_SPECIAL + _SHORTEST + 1) + 1):
        if run[end - 1] not in _UNITS or run.startswith(_words("goes on"), end - 1):
            continue
        if _JOINED.match(run, 0, end):
            return 0
        special = next((word for word in _words("zone") if run.endswith(word, 0, end)), "")
        if special:
            return end if end - len(special) >= _SHORTEST else 0
        if run.endswith(_words("common noun"), 0, end):
            return 0
        if end - 1 <= _LONGEST_UNKNOWN:
            return end
    return 0
