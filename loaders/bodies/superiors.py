"""Which body a notice means that it names from where it stands: 省教育厅, 部办公厅, 省局, 住建部办公厅.

A notice of 义乌市教育局 means 浙江省教育厅 by 省教育厅, one of 海东市税务局 the tax bureau of its province by 省局.  Two names are
compared here, and the bodies that print the first; which document of several is meant, others decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from loaders.bodies.organisation_words import alternation
from ontology.authorities import places
from ontology.authorities.areas import Area
from ontology.authorities.renames import linked
from ontology.authorities.whole_names import local_bodies, of_nation, whole_name
from ontology.blanks import without_blanks

#: ``sure``: the names may be one body's; ``host``: one is an office or a division of the other, which often signs for it.
Agreement = Literal["", "host", "sure"]

_STATE = "中华人民共和国"
_NATION = re.compile(rf"^(?:{_STATE}|国家|全国|中国|国务院)(?=.{{3}})")
_LEVEL = re.compile("[我本]?(自治区|自治州|地区|[省市州县区旗盟])(?:级)?(?=.)")
_FITS = {"区": ("区",), "州": ("自治州",), "地区": ("地区",)}
# 部办公厅 and 部海事局 are of the ministry of whoever prints them.
_MINISTRY = re.compile("部(?=.{2})(?!队|门)")
_OFFICE = re.compile("(?:办公[厅室]|办)$")
_OFFICE_FIRST = re.compile("办公[厅室]")
# What a body is called by those whose superior it is: 省局, 国家局, 总局.
_BARE = re.compile("(?:国家)?(?:总局|[局厅委部署办])")
_UNIT = re.compile(rf"{alternation('level')}+$")
# 中共辽宁省委组织部 is called 省委组织部.
_PARTY = re.compile("^(?:中共|中国共产党)(?!中央)")
_OF_ALL = re.compile("人民政府|人民代表大会")
_GOVERNMENT = re.compile("^政府")
_REMARK = re.compile(r"[（(][^（）()]*[）)]$")


@dataclass(frozen=True, slots=True)
class Seat:
    """What a body's name says: the ``areas`` that it may be of, or the ``level`` (省, 部) where it is relative, both blank for the nation;
    its ``organ`` under its whole name, and the office or division ``within`` that it names: 办公厅, 综合司.
    """

    areas: tuple[Area, ...]
    level: str
    organ: str
    within: str = ""

    @property
    def national(self) -> bool:
        """Whether it names no place at all, as only bodies of the nation do."""
        return not self.areas and not self.level


@lru_cache(maxsize=1 << 16)
def seat(name: str) -> Seat:
    """The pieces of a body's name: 国家税务总局青海省税务局 is of 青海省, 省局 of no place that it says."""
    plain = _PARTY.sub("", _REMARK.sub("", without_blanks(name)).removeprefix("原"))
    place = places.leading(plain, body=True)
    if not place.chains:
        for size in range(len(plain) - 4, 3, -1):
            if plain[:size] in of_nation() and (inner := places.leading(plain[size:], body=True)).chains:
                place = inner
                break
    if place.chains:
        return Seat(place.areas, "", *_organ(place.rest, place.area))
    plain = plain.removeprefix(_STATE)
    if ministry := _MINISTRY.match(plain):
        rest = plain[ministry.end() :]
        return Seat((), "部", "部", rest)
    level = _LEVEL.match(plain)
    if level and not places.goes_on(plain[level.end(1) - 1 :]):
        return Seat((), level[1], *_organ(plain[level.end() :], None))
    return Seat((), "", *_organ(plain, None))


def may_mean(printed: str, issuer: str, by: tuple[str, ...]) -> Agreement:
    """Whether ``printed``, in a notice of the bodies ``by``, may mean ``issuer``; blank where it cannot, or where nothing says so."""
    if printed == issuer:
        return "sure"
    named, other = seat(printed), seat(issuer)
    if other.level or not _of_place(named, other, by):
        return ""
    if named.level == "部" and not _OFFICE.search(named.within):
        # A body of the ministry: 部海事局 is 中华人民共和国海事局 too.
        return "sure" if named.within in (other.organ, other.within) else ""
    if _BARE.fullmatch(named.organ):
        if not any(_system(other.organ) == _system(seat(one).organ) for one in by):
            return ""
        if not other.organ.replace("委员会", "委").endswith(named.organ[-1]):
            return ""
    elif not _one_organ(named.organ, other.organ):
        return ""
    if named.within == other.within or (named.within and other.within and _short_for(named.within, other.within)):
        return "sure"
    return "host" if not (named.within and other.within) else ""


def above(issuer: str, by: tuple[str, ...]) -> bool:
    """Whether the bodies ``by`` may forward what a body issued that they do not name: one of the nation, or of an area that holds theirs.

    In one area a department forwards what its government and the people's congress issue, and a government what its departments do.
    """
    other = seat(issuer)
    if other.national:
        return True
    here = areas_of(by)
    of_one = bool(_OF_ALL.match(other.organ)) != any(_OF_ALL.match(seat(body).organ) for body in by)
    return any(places.holds(one, area) and (of_one or one.code != area.code) for one in other.areas for area in here)


def areas_of(bodies: tuple[str, ...]) -> tuple[Area, ...]:
    """The areas that these bodies may be of."""
    return tuple(area for body in bodies for area in seat(body).areas)


def is_known(name: str) -> bool:
    """Whether a table has the organ that a body's name names, in full or in short: 国家防总, 市防指."""
    found = seat(name)
    return not found.within and _is_known(found.organ)


def parted(names: str) -> tuple[str, ...]:
    """The bodies that stand in one run: 科技部教育部卫生健康委 -> three, 省科技厅省科协 and 财政部和税务总局 -> two."""
    return tuple(_parted(names))


def _parted(names: str) -> Iterator[str]:
    start = 0
    while start < len(names):
        rest = names[start:]
        size = _known(rest)
        if not size:
            break
        office = _OFFICE_FIRST.match(rest, size)
        end = office.end() if office else size
        joint = rest[end : end + 1] in tuple("、与和及 \u3000")
        if end == len(rest) or not _known(rest[end + joint :]):
            break
        yield rest[:end]
        start += end + joint
    yield names[start:]


def _known(names: str) -> int:
    """How many characters a known body takes at the beginning, with the word for its level."""
    level = _LEVEL.match(names)
    begin = level.end() if level else places.printed(names, body=True)
    for size in range(min(len(names), 30), begin + 1, -1):
        if _is_known(names[begin:size]):
            return size
    return 0


# --- pieces -----------------------------------------------------------------------------------------------------------------------


def _of_place(named: Seat, other: Seat, by: tuple[str, ...]) -> bool:
    """Whether the other body is where the printed name says that it is, seen from those who print it."""
    if named.areas:
        return any(places.same(one, area) for one in named.areas for area in other.areas)
    here = areas_of(by)
    if named.level and named.level != "部":
        ends = _FITS.get(named.level, (named.level,))
        return any(one.name.endswith(ends) and any(places.holds(one, area) for area in here) for one in other.areas)
    if other.national:
        return True
    # A 厅 is of a province, also where its name says none.
    is_province = named.organ.endswith("厅") and not named.level
    return is_province and any(
        one.level == "province" and any(places.holds(one, area) for area in here) for one in other.areas
    )


@lru_cache(maxsize=1 << 16)
def _organ(rest: str, place: Area | None) -> tuple[str, str]:
    """The organ under its whole name, and the office or division that stands behind it."""
    rest = _GOVERNMENT.sub("人民政府", rest)
    for size in range(len(rest), 1, -1):
        piece = rest[:size]
        if not _is_known(piece):
            continue
        whole = whole_name(piece, place) or whole_name(piece) or piece
        office = _OFFICE.search(whole)
        if size == len(rest) and office and _is_known(whole[: office.start()]):
            return whole[: office.start()], office[0]
        return whole, rest[size:]
    return rest, ""


@lru_cache(maxsize=1 << 16)
def _is_known(organ: str) -> bool:
    return organ in local_bodies() or organ in of_nation() or whole_name(organ) is not None


def _one_organ(one: str, other: str) -> bool:
    """Whether two organs may be one: under another short form, before or after a change of its name, without 国家."""
    if one == other or other in linked().get(one, ()):
        return True
    short, long = sorted((_NATION.sub("", one), _NATION.sub("", other)), key=len)
    return short == long or other in linked().get(short, ()) or _short_for(short, long)


def _short_for(one: str, other: str) -> bool:
    """Whether a name is short for another: its first character, and each of the others in the order of the longer one."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2 or bool(_OFFICE.search(short)) != bool(_OFFICE.search(long)):
        return False
    rest = iter(long)
    return short[0] == long[0] and all(char in rest for char in short)


@lru_cache(maxsize=1 << 16)
def _system(organ: str) -> str:
    """What a body does, without its level: 税务 of 国家税务总局 and 税务局."""
    return _UNIT.sub("", _NATION.sub("", organ))
