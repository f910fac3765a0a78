"""The pieces of an agency code: 玉红政办发 = 玉红 (region), 政 (organ), 办 (office), 发 (kind).

A code is [region letters] + [organ] + [办] + [section] + [kind letter] (GB/T 9704-2012, 7.2.5); the tables beside this file
say what each piece may be.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from .areas import Area, areas, by_code, find, table
from .code_grammar import national_at, organ_at


@dataclass(frozen=True, slots=True)
class Segments:
    """An agency code in pieces; their concatenation is the code (without brackets).  Blank = absent."""

    region: str
    organ: str
    office: str
    section: str
    kind: str


@dataclass(frozen=True, slots=True)
class Letters:
    """An area that uses certain letters; ``equal``: as often as the province with the same letter (yes, or government)."""

    area: Area
    derived: bool
    equal: str


def segment(code: str) -> Segments | None:
    """Split a code: 红政办发 -> 红, 政, 办, -, 发; None when neither a region with an organ nor a central code begins it.

    >>> segment("云财社发")
    Segments(region='云', organ='财', office='', section='社', kind='发')
    """
    letters_only = plain(code)
    possible = readings(letters_only)
    if possible:
        region, organ, rest = possible[0]
        return tail(region, organ, rest)
    size = national_at(letters_only, 0)
    return tail("", letters_only[:size], letters_only[size:]) if size else None


def plain(code: str) -> str:
    """A code without the brackets of its section and without blanks."""
    return "".join(character for character in code if character not in "（）() 　\n\t")


@cache
def kind_letters() -> tuple[str, ...]:
    """What codes end with by the kind of paper, the longest first: 便函, 函."""
    return tuple(sorted((row[0] for row in table("kind_letters")), key=len, reverse=True))


@cache
def provinces() -> Mapping[str, tuple[Area, str, str]]:
    """Province letter -> its area, the letter of its own government (政 or 府), that of the governments below."""
    found = {}
    for letter, code, own, below, _ in table("provinces"):
        area = by_code(code)
        assert area is not None, f"provinces.tsv: {code} is not in areas.tsv"
        found[letter] = (area, own, below)
    return found


@cache
def letters() -> Mapping[str, tuple[Letters, ...]]:
    """Return which areas below the provinces use which letters: 红, 红河, 红河州, 穗."""
    found: dict[str, list[Letters]] = {}
    moved: set[str] = set()
    for letters, code, instead, _, equal, _ in table("region_letters"):
        area = by_code(code)
        if area is None:
            continue
        found.setdefault(letters, []).append(Letters(area, False, equal))
        if instead == "yes":
            moved.add(code)
    for area in areas():
        if area.level == "province" or area.until is not None:
            continue
        unit = area.name[-1]
        forms = {area.short[:2], area.short, area.short[:1] + unit, area.short + unit}
        if area.code not in moved:
            forms.add(area.short[:1])
        for form in forms:
            held = found.setdefault(form, [])
            if all(other.area.code != area.code for other in held):
                held.append(Letters(area, True, ""))
    # Letters that the table gives to an area (晋市 = 晋城市) are not those of its neighbours 晋中市 and 晋江市.
    return {
        form: tuple(letters for letters in held if not letters.derived) or tuple(held) if len(form) > 1 else tuple(held)
        for form, held in found.items()
    }


@lru_cache(maxsize=1 << 10)
def is_letter_of(letter: str, before: str) -> bool:
    """Whether ``letter`` stands for the place whose name, without its unit, ends ``before``: 洪 for 南昌, 浙 for 浙江."""
    held = {one.area.code for one in letters().get(letter, ())}
    if letter in provinces():
        held.add(provinces()[letter][0].code)
    return any(area.code in held for size in range(2, len(before) + 1) for area in find(before[-size:]))


def readings(code: str) -> list[tuple[str, str, str]]:
    """Return the ways to read region, organ and rest: short regions before long ones.

    A county below a prefecture whose government signs (玉红政办发) leaves no other reading: 红 is no organ of 玉 then.
    """
    found: list[tuple[str, str, str]] = []
    if code[2:3] in ("政", "府") and nested(code[:2]):
        return [(code[:2], code[2], code[3:])]
    for size in (1, 2, 3, 4):
        region = code[:size]
        if len(region) < size:
            break
        if region in provinces() or region in letters() or nested(region):
            organ = organ_at(code, size)
            if organ:
                found.append((region, code[size : size + organ], code[size + organ :]))
    return found


@lru_cache(maxsize=1 << 12)
def nested(region: str) -> tuple[Area, ...]:
    """Return the counties that two letters name together with what lies above them: 京平 平谷区, 玉红 红塔区, 温鹿 鹿城区."""
    if len(region) != 2:
        return ()
    upper, lower = region[0], region[1]
    above = {held.area.code for held in letters().get(upper, ()) if held.area.level == "prefecture"}
    if upper in provinces():
        above.add(provinces()[upper][0].code)
    found = tuple(
        held.area for held in letters().get(lower, ()) if held.area.parent in above and held.area.level == "county"
    )
    if found or upper not in provinces() or not provinces()[upper][0].name.endswith("市"):
        return found
    # A municipality's district may be written by another character of its name: 京兴 大兴区.
    districts = [area for area in areas() if area.parent in above and area.until is None and lower in area.short]
    return tuple(districts) if len(districts) == 1 else ()


def tail(region: str, organ: str, rest: str) -> Segments:
    """Split what follows the organ into office, section and kind letters."""
    kind = next((letters for letters in kind_letters() if rest.endswith(letters)), "")
    middle = rest[: len(rest) - len(kind)] if kind else rest
    office = middle[:1] if middle[:1] in ("办", "厅") else ""
    return Segments(region, organ, office, middle[len(office) :], kind)
