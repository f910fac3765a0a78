"""Codes alike: whose a code is that no register has, by registered ones of the same form, beginning, organ or region, or by its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache, lru_cache
from os.path import commonprefix

from . import attested, segments
from .areas import table
from .attested import Attested


def area_of(code: str, areas: frozenset[str], governments: bool) -> tuple[str, int]:
    """Which one of ``areas`` (GB/T 2260 codes) has the registered codes most like ``code``, blank for none; how many it has.

    Alike are, in this order, codes with the same organ and kind letters (苏科高发 and 苏科农发, but not 苏科农), with more than the
    organ at their beginning, with the same organ, with the same region, with the same form at any organ of a region (the departments of
    青岛 end their codes with 字), with the same kind letters at any organ (宁科党发, 宁环办发).  All must be of one area; among many of a
    form, six of seven.
    A government's letters are used by more places than any register has: one code of one place is enough for a department alone.
    """
    regions, organs, forms, beginnings, endings, kinds = (Counter[str]() for _ in range(6))
    longest = 0
    for region, organ, rest in segments.readings(code):
        form = _form(region, organ, rest)
        head = region + organ
        for other in attested.beginning_with(region):
            area = other.area.code if other.area is not None and other.code != code else ""
            if area not in areas:
                continue
            regions[area] += 1
            if not governments and (of_region := _form_behind(region, other.code)) is not None:
                endings[area] += bool(form[0]) and of_region == form
                kinds[area] += of_region[0] == form[0]
            if not other.code.startswith(head) or other.code == head != code:
                continue  # another place's 南科 says nothing of 南科通
            organs[area] += 1
            forms[area] += _form(region, organ, other.code[len(head) :]) == form
            size = len(commonprefix((code, other.code)))
            if size > max(longest, len(head)):
                longest = size
                beginnings.clear()
            beginnings[area] += size == longest
    of_organ = 1 if len(regions) == 1 and not governments else 2
    for held, least in ((forms, 2), (beginnings, 2), (organs, of_organ), (regions, 3), (endings, 2), (kinds, 3)):
        (area, most), others = (held.most_common(1) or [("", 0)])[0], held.total()
        nearly = held is forms and most >= 6 and most * 7 >= others * 6
        if (most == others and most >= least and not (held is regions and organs)) or nearly:
            return area, most
    return "", 0


def _form(region: str, organ: str, rest: str) -> tuple[str, bool]:
    """What stands behind the organ: the kind letters, and whether a section does."""
    tail = segments.tail(region, organ, rest)
    return tail.kind, bool(tail.section)


@lru_cache(maxsize=1 << 13)
def _form_behind(region: str, code: str) -> tuple[str, bool] | None:
    """The form of a code that is read with these letters of a region; None where it is not read so."""
    return next((_form(*read) for read in segments.readings(code) if read[0] == region), None)


@cache
def _endings() -> Mapping[tuple[str, bool], tuple[tuple[str, ...], tuple[str, ...]]]:
    """The letters of a kind, and whether of a government -> the places that alone write so, those that never do."""
    return {
        ("" if ending == "-" else ending, bodies == "government"): (tuple(only.split()), tuple(never.split()))
        for ending, bodies, only, never, *_ in table("region_endings")
    }


def may_end_so(code: str, areas: frozenset[str], governments: bool) -> frozenset[str]:
    """Those of ``areas`` (GB/T 2260 codes) whose governments, or departments, end codes as ``code`` ends; all where the table is no help."""
    readings = segments.readings(code)
    ending = segments.tail(*readings[0]).kind if readings else ""
    only, never = _endings().get((ending, governments), ((), ()))
    left = frozenset(area for area in areas if not area.startswith(never) and (not only or area.startswith(only)))
    return left or areas


def sibling(code: str) -> Attested | None:
    """One of the registered codes that share the longest beginning with ``code``, three characters at least; None if they have two bodies."""
    for size in range(len(code) - 1, 2, -1):
        family = [other for other in attested.beginning_with(code[:size]) if other.code != code]
        if family:
            one_body = len({other.body for other in family}) == 1
            return family[0] if one_body and (size > 3 or len(family) > 2) else None
    return None
