"""Who issued a document, from its agency code alone: 云财社发〔2023〕36号 -> 云南省财政厅.

A code is [region letters] + [organ] + [办] + [section] + [kind letter] (GB/T 9704-2012, 7.2.5).  The tables beside this file say what
each piece may mean; the citing document's area is the prior where letters are ambiguous.  One candidate is an answer; several, or none,
are not, and the decision says why.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from . import attested, code_families, segments
from .areas import Area, Level, table
from .code_edges import could_be_code, left_edge
from .code_grammar import could_begin, national_at
from .order_names import body_of
from .places import closeness, holds, leading
from .renames import name_in
from .segments import Segments, segment

__all__ = ["Decision", "Issuer", "Segments", "could_be_code", "could_begin", "decide", "issuer", "left_edge", "segment"]

# Fixed codes that begin with these letters (国发, 中办发) are the centre's even where a place shares the letter (中山市).
_CENTRAL = "国中"
# What says nothing of what a body does.
_OF_ANY = re.compile("人民政府|委员会|办公[室厅]|领导小组|管理|中心|[厅局委部署]$|国家|总局")
_OFFICE = "办公室"
_PREFECTURE = "行政公署"  # what 盟 and 地区 have instead of a government; it writes 行署 or 署
_SOCIETY = ("协会", "学会")  # 学, 会 and 奖 in its codes are its own sections
_MUNICIPALITIES = ("110000", "120000", "310000", "500000")


@dataclass(frozen=True, slots=True)
class Issuer:
    """The body that a code names.

    ``body`` is its name in the number's year, ``area`` None for central bodies.  ``office`` is the office that issued on the body's
    behalf (云南省人民政府办公厅 for 云政办发), where the code says so.  ``reason`` tells which tables decided.
    """

    body: str
    level: Level
    area: Area | None
    reason: str
    office: str | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """One issuer or none, the reason, and the bodies that were possible when there was more than one."""

    issuer: Issuer | None
    reason: str
    candidates: tuple[Issuer, ...] = ()


@dataclass(frozen=True, slots=True)
class _Organ:
    kind: str
    names: tuple[str, str, str]


def issuer(code: str, year: int | None, near: Area | None = None) -> Issuer | None:
    """Return the body that ``code`` named in ``year``, or None where the letters do not decide; see :func:`decide`."""
    return decide(code, year, near).issuer


def decide(code: str, year: int | None, near: Area | None = None) -> Decision:
    """Name the issuing body of ``code`` (云财社发, 广东省人民政府令); ``near`` is the area of the document that cites it."""
    plain = segments.plain(code)
    named = body_of(plain, near, year)
    if named is not None:
        body, held = named
        why = "the number prints the body's name"
        printed = tuple(Issuer(body, area.level, area, why) for area in held) or (Issuer(body, "nation", None, why),)
        return (
            _one(printed[0]) if len(printed) == 1 else Decision(None, f"{len(printed)} areas share this name", printed)
        )
    central = _central(plain, year)
    found = _local(plain, year)
    if isinstance(central, str):
        return Decision(None, central)
    registered = _registered(plain, year, near, central, found)
    if registered is not None:
        return registered
    if central is not None:
        own = [candidate for candidate in found if _relation(near, candidate.area) == 0]
        if own and plain[0] not in _CENTRAL:
            reason = f"{plain}: a code of {central.body} and of {own[0].body}"
            return Decision(None, reason, (central, *own))
        return _one(central)
    if not found:
        return _of_family(plain) or Decision(None, _why_not(plain))
    return _choose(plain, found, near)


def _one(found: Issuer) -> Decision:
    return Decision(found, found.reason)


# --- central bodies ---------------------------------------------------------------------------------------------------------------


@cache
def _ministries() -> Mapping[str, tuple[str, Level]]:
    return {
        code: (body, "province" if level == "province" else "nation") for code, body, level, _ in table("ministries")
    }


def _central(code: str, year: int | None) -> Issuer | str | None:
    """Return the central body, a reason why the code names none, or None when it is not a central code."""
    size = national_at(code, 0)
    if not size:
        return None
    prefix = code[:size]
    rest = code[size:]
    body, level = _ministries()[prefix]
    if not body.endswith(_SOCIETY) and _has_group_mark(prefix, rest):
        return f"{rest}: a group or an office that works for several bodies"
    if not body:
        return f"{prefix} names a kind of paper, not a body"
    name = name_in(year, body, prefix, "nation", "")
    return Issuer(name, level, None, f"{prefix}: a fixed code")


# --- bodies of an area ------------------------------------------------------------------------------------------------------------


@cache
def _organ_table() -> Mapping[tuple[str, str], _Organ]:
    return {(row[0], row[1]): _Organ(row[2], (row[3], row[4], row[5])) for row in table("organs")}


@cache
def _group_marks() -> tuple[tuple[str, bool, frozenset[str]], ...]:
    return tuple((mark, where == "first", frozenset(spared.split())) for mark, where, spared, _ in table("group_marks"))


@cache
def _government_letters() -> Mapping[str, str]:
    """The letters that areas are known to use, by the code of the area; the first row of an area counts."""
    return {row[1]: row[3] for row in reversed(list(table("region_letters"))) if row[3]}


@cache
def _government_letter(code: str) -> str:
    """Return 政 or 府: how the government of this area abbreviates itself."""
    if own := _government_letters().get(code):
        return own
    for area, own, below in segments.provinces().values():
        if area.code[:2] == code[:2]:
            return own if area.code == code else below
    return "政"


def _has_group_mark(organ: str, rest: str) -> bool:
    """Tell whether the section names a group or a society rather than a division of the organ."""
    return any(
        (rest.startswith(mark) if first else mark in rest) and organ not in spared
        for mark, first, spared in _group_marks()
    )


@lru_cache(maxsize=10_000)
def _local(code: str, year: int | None) -> tuple[Issuer, ...]:
    """Return every body of an area that the code may name, in the order of the readings."""
    found: list[Issuer] = []
    for region, organ, rest in segments.readings(code):
        pieces = segments.tail(region, organ, rest)
        if _has_group_mark(organ, rest):
            continue
        for area, why in _areas_of(region):
            made = _body(area, organ, pieces, year, f"{region}: {why}; {organ}: ")
            if made is not None and all(other.body != made.body for other in found):
                found.append(made)
    return tuple(found)


def _areas_of(region: str) -> list[tuple[Area, str]]:
    held: list[tuple[Area, str]] = []
    if region in segments.provinces():
        held.append((segments.provinces()[region][0], "letter of the province"))
    for letters in segments.letters().get(region, ()):
        name = letters.area.name
        why = f"first characters of the name {name}" if letters.derived else f"letters of the area {name}"
        held.append((letters.area, why))
    held.extend((area, f"letters of {area.name} and of what lies above it") for area in segments.nested(region))
    return held


def _body(area: Area, organ: str, pieces: Segments, year: int | None, why: str) -> Issuer | None:
    """Name the organ of ``area``; None where the letters name no body there."""
    entry = _organ_for(area, organ)
    if entry is None or entry.kind == "vague":
        return None
    rank = {"nation": 0, "province": 0, "prefecture": 1, "county": 2}[area.level]
    stem = entry.names[rank]
    # A province that is a city has 局 where others have 厅.
    if area.code in _MUNICIPALITIES and stem.endswith("厅") and entry.kind == "department":
        stem = entry.names[1]
    if not stem or stem == "-":
        return None
    if entry.kind == "government" and area.name.endswith(("盟", "地区")) != (stem == _PREFECTURE):
        return None
    if entry.kind == "government" and stem.endswith(("办公厅", "办公室")):
        return Issuer(area.name + stem[:-3], area.level, area, why + stem, area.name + stem)
    if entry.kind == "government" and organ in ("政", "府"):
        if organ != _government_letter(area.code) and len(pieces.region) == 1:
            return None
        if pieces.section:
            return None  # 府科, 政研: an office of the government that the table does not know
        body = area.name + stem
        hall = "办公厅" if area.level == "province" else "办公室"
        office = body + hall if pieces.office else None
        return Issuer(body, area.level, area, why + stem, office)
    stem = name_in(year, stem, organ, area.level, area.code)
    if entry.kind == "party":
        if pieces.section and organ in ("发", "办发", "办字", "委"):
            return None
        name = f"中国共产党{area.name}委员会" + stem.removeprefix("委") if stem.startswith("委") else area.name + stem
        return Issuer(name, area.level, area, why + name)
    if entry.kind == "group":
        group = area.name + stem.removesuffix(_OFFICE)
        signed = pieces.office or stem.endswith(_OFFICE)
        return Issuer(group, area.level, area, why + group, group + _OFFICE if signed else None)
    whole = entry.kind == "zone" or "{" in stem
    if entry.kind == "zone" and pieces.section not in ("", "委"):
        return None
    name = stem.replace("{short}", area.short).replace("{}", area.name) if whole else area.name + stem
    return Issuer(name, area.level, area, why + stem)


def _organ_for(area: Area, organ: str) -> _Organ | None:
    """Return the organ's row: that of the area, of its province, then the general one."""
    held = _organ_table()
    for code in (area.code, area.code[:2] + "0000", ""):
        if (organ, code) in held:
            # The halls of the four cities bear their own names; their districts follow the general row.
            if area.code != code in _MUNICIPALITIES and held[(organ, code)].kind == "department":
                continue
            return held[(organ, code)]
    return None


# --- the register of real codes ---------------------------------------------------------------------------------------------------


def _registered(
    code: str, year: int | None, near: Area | None, central: Issuer | None, found: tuple[Issuer, ...]
) -> Decision | None:
    """What the register says of the whole ``code``; None where it has no one body, or the letters say it themselves.

    A register may give who published a document for who issued it, so its body must be one that the letters can mean.
    """
    known = attested.codes().get(code)
    if known is None or not known.body:
        return None
    area = known.area
    if central is not None:
        if area is None or known.body == central.body or _function(known.body) != _function(central.body):
            return None
        return Decision(None, f"{code}: a fixed code of {central.body}, and in the register of {known.body}")
    if near is not None and any(_relation(near, other.area) < min(3, _relation(near, area)) for other in found):
        return None
    reason = f"{code}: so in a register of real documents"
    here = [other for other in found if area is not None and other.area is not None and other.area.code == area.code]
    if here:
        return _as_registered(code, known, here[0], year, reason)
    if area is None:
        central_name = known.body.startswith(("国家", "国务院", "中国", "全国", "中华"))
        if not central_name or code[0] in segments.provinces():
            return None
        return _one(Issuer(known.body, "nation", None, reason))
    return None if found or not _may_mean(code, area) else _one(Issuer(known.body, area.level, area, reason))


def _as_registered(code: str, known: attested.Attested, composed: Issuer, year: int | None, reason: str) -> Decision:
    """The registered body or the ``composed`` one, which stands at the same area: whichever the letters and the year bear out."""
    registered = replace(composed, body=known.body, office=None, reason=reason)
    group = _function(composed.body)
    if attested.is_group(known.body) and not (group and group <= _function(known.body)):
        sections = (segments.tail(*reading).section for reading in segments.readings(code))
        return (
            _one(registered)
            if any(sections)
            else Decision(None, f"{code}: in the register of {known.body}, which its letters do not say")
        )
    akin = _function(known.body) & _function(composed.body)
    named = known.in_force(year) and akin and not composed.body.endswith("人民政府")
    return _one(registered if named else replace(composed, reason=reason))


@cache
def _function(body: str) -> frozenset[str]:
    """The pairs of characters that say what a body does: 广西壮族自治区科学技术厅 and 科学技术部 -> 科学, 学技, 技术."""
    area = leading(attested.of_area(body), body=True)
    stem = _OF_ANY.sub(" ", area.rest)
    return frozenset(stem[at : at + 2] for at in range(len(stem) - 1) if " " not in stem[at : at + 2])


def _may_mean(code: str, area: Area) -> bool:
    """Whether the first letters of a code may mean ``area`` or what lies above it."""
    return any(holds(other, area) for size in (1, 2, 3, 4) for other, _ in _areas_of(code[:size]))


def _of_family(code: str) -> Decision | None:
    """The body of the registered codes that begin as ``code`` does, where no table knows the letters."""
    known = code_families.sibling(code)
    if known is None or known.area is None or not _may_mean(code, known.area):
        return None
    reason = f"{code}: as {known.code} in a register of real documents"
    return _one(Issuer(known.body, known.area.level, known.area, reason))


# --- choice -----------------------------------------------------------------------------------------------------------------------


def _relation(near: Area | None, area: Area | None) -> int:
    return 3 if near is None or area is None else closeness(near, area)


def _choose(code: str, candidates: tuple[Issuer, ...], near: Area | None) -> Decision:
    """Keep one candidate: the nearest to the citing document, else the one that the register has these letters of alone, else the
    province, else the only prefecture, else the only one.
    """
    found = list(candidates)
    if len(found) == 1:
        return Decision(found[0], found[0].reason)
    if near is not None:
        closest = min(_relation(near, candidate.area) for candidate in found)
        best = [candidate for candidate in found if _relation(near, candidate.area) == closest]
        # 苏科规 in a document of 江苏省 may be of 苏州市, which writes so as often.
        best += [one for one in found if one not in best and _equal(one) and one.area and holds(near, one.area)]
        if closest < 3 and len(best) == 1:
            reason = f"{best[0].reason}; of {len(found)} bodies the one nearest to {near.name}"
            return Decision(replace(best[0], reason=reason), reason, candidates)
        if closest < 3:
            found = best
    governments = found[0].body.endswith("人民政府")
    areas = frozenset(candidate.area.code for candidate in found if candidate.area is not None)
    alike = all(candidate.body.endswith("人民政府") == governments for candidate in found)
    left = code_families.may_end_so(code, areas, governments) if alike else areas
    if left < areas:
        found = [candidate for candidate in found if candidate.area is not None and candidate.area.code in left]
        if len(found) == 1:
            reason = f"{found[0].reason}; of {len(candidates)} bodies the one whose codes end so"
            return Decision(replace(found[0], reason=reason), reason, candidates)
    # A register that has 平政办 of two governments says more than 平政办发 and 平政规 of a third one.
    disputed = governments and code in attested.codes()
    area, codes = ("", 0) if disputed else code_families.area_of(code, areas, governments)
    for candidate in found:
        if candidate.area is not None and candidate.area.code == area:
            reason = f"{code}: {codes} of the codes that begin so in a register of real documents are of this area"
            return Decision(replace(candidate, reason=reason), reason, candidates)
    for level in ("province", "prefecture", "county"):
        best = [candidate for candidate in found if candidate.area is not None and candidate.area.level == level]
        if not best:
            continue
        rivals = [other for other in found if other not in best and other.area and _equal(other)]
        if len(best) == 1 and not rivals:
            reason = f"{best[0].reason}; the only {level} of {len(found)} bodies"
            return Decision(replace(best[0], reason=reason), reason, candidates)
        break
    names = "、".join(candidate.body for candidate in candidates[:4])
    return Decision(None, f"{len(candidates)} bodies use this code: {names}…", candidates)


@cache
def _equal_codes() -> Mapping[str, str]:
    return {held.area.code: held.equal for group in segments.letters().values() for held in group if held.equal}


def _equal(found: Issuer) -> bool:
    """Tell whether the area uses its letter as often as the province does: 苏 苏州市, 宁 南京市; 新政办 新乡市."""
    held = _equal_codes().get(found.area.code, "") if found.area else ""
    return held == "yes" or (held == "government" and found.body.endswith("人民政府"))


def _why_not(code: str) -> str:
    readings = segments.readings(code)
    if not readings:
        return f"{code}: no region with an organ begins this code"
    region, organ, rest = readings[0]
    if _has_group_mark(organ, rest):
        return f"{rest}: a group or an office that works for several bodies"
    return f"{organ} after {region} names no single body"
