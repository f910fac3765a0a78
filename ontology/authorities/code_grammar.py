"""How an agency code begins (云财社发): the letters of regions, of organs and of central bodies, which stand in this order."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .areas import areas, table

# What a school or an institute calls itself in its codes, and what its name ends with.
_OWN = {"校": ("大学", "学院", "学校", "中学"), "院": ("学院", "医院", "研究院", "科学院", "法院")}
_TOWNS = ("镇", "乡", "街")
_TOWN = re.compile("(?:镇|乡|街道)(?:人民政府|政府|党委|办事处|党工委)?$")


@cache
def regions() -> frozenset[str]:
    """Return every string that may stand for a region at the head of a code: 云, 红, 玉红 is two of them, 恩施州, 柳南."""
    found = {row[0] for name in ("provinces", "region_letters") for row in table(name)}
    for area in areas():
        if area.level != "province" and area.until is None:
            for letters in (area.short[:1], area.short[:2], area.short):
                found.update((letters, letters + area.name[-1]))
    return frozenset(found)


@cache
def _province_letters() -> frozenset[str]:
    return frozenset(row[0] for row in table("provinces"))


@cache
def organs() -> frozenset[str]:
    """Return every string that may stand after a region: 政, 府, 财, 人社, 发改."""
    return frozenset(row[0] for row in table("organs"))


@cache
def national() -> frozenset[str]:
    """Return the codes that stand without a region: 国办发, 财社, 国卫."""
    return frozenset(row[0] for row in table("ministries"))


@cache
def _first_letters() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    return tuple(frozenset(code[0] for code in codes) for codes in (regions(), organs(), national()))  # type: ignore[return-value]


@cache
def _longest() -> tuple[int, int, int]:
    return max(map(len, regions())), max(map(len, organs())), max(map(len, national()))


def organ_at(text: str, start: int) -> int:
    """Return the length of the longest organ that stands at ``start``, 0 for none."""
    if text[start : start + 1] not in _first_letters()[1]:
        return 0
    known = organs()
    for size in range(min(_longest()[1], len(text) - start), 0, -1):
        if text[start : start + size] in known:
            return size
    return 0


def national_at(text: str, start: int) -> int:
    """Return the length of the longest central code that stands at ``start``, 0 for none.

    A code of one letter (法〔2020〕3号) counts only when it is all: at any other place the letter begins ordinary words.
    """
    if text[start : start + 1] not in _first_letters()[2]:
        return 0
    known = national()
    left = len(text) - start
    for size in range(min(_longest()[2], left), 0, -1):
        if text[start : start + size] in known and (size > 1 or left == 1):
            return size
    return 0


def head_end(text: str, start: int) -> int:
    """Return where a region and its organ end that begin at ``start``, three characters at least: 凤冈住建 in 凤冈住建规."""
    sizes = (size for size in range(1, 5) if text[start : start + size] in regions())
    return start + max((3, *(size + organ_at(text, start + size) for size in sizes)))


def begins_with_name(text: str, start: int) -> bool:
    """Tell whether a region's name, not a letter of it, and an organ begin at ``start``: 和顺人社规."""
    return any(text[start : start + size] in regions() and organ_at(text, start + size) for size in range(2, 5))


def says_again(text: str, place: int, barrier: int) -> str:
    """How a code that begins at ``place`` says again what stands before it, blank where it does not.

    ``own``: it begins as the body before it calls itself: 石塘镇|石镇党发, 林业大学|校科发; ``again``: behind the letter of a region stands
    the body's short name: 省防指|琼防指电.
    """
    letter, named = text[place], text[barrier:place]
    town = text[place + 1 : place + 2] in _TOWNS and letter in named and _TOWN.search(named)
    if town or named.endswith(_OWN.get(letter, ())):
        return "own"
    sizes = range(2, min(4, place - barrier) + 1) if letter in regions() else ()
    return "again" if any(text.startswith(named[-size:], place + 1) for size in sizes) else ""


def could_begin(text: str, start: int = 0) -> bool:
    """Tell whether an agency code may begin at ``start``: a central code, or one or two regions and then an organ."""
    return _begins(text[start : start + 24])


@lru_cache(maxsize=1 << 14)
def _begins(text: str) -> bool:
    if national_at(text, 0):
        return True
    head = text[:1]
    if head == "团":
        return text[1:2] in regions()
    if head not in _first_letters()[0]:
        return False
    known = regions()
    for size in range(1, min(_longest()[0], len(text)) + 1):
        if text[:size] not in known:
            continue
        if organ_at(text, size):
            return True
        for more in (1, 2):
            # 红 + 玉 may be a prefecture and its county; a province stands first or not at all (日粤府令 is a day and 粤府令).
            below = text[size : size + more]
            if below in known and below not in _province_letters() and organ_at(text, size + more):
                return True
    return False
