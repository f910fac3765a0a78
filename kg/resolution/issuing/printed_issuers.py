"""Whether the bodies that a citation prints as issuers can have issued the number that it prints.

Lenient on purpose: short forms (人口计生委), former and later names, offices of a government and joint documents, which carry the
number of the lead body alone, are all explanations.  Only where no printed body can be the body of the code is there a
contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache

from loaders.bodies.organisation_words import alternation, pattern
from loaders.citations.document_number import Number
from ontology.authorities import issuers, places
from ontology.authorities.areas import Area
from ontology.authorities.issuers import Issuer
from ontology.authorities.renames import linked
from ontology.blanks import without_blanks

_PARTY = re.compile(r"^(?:中国共产党|中共)")
_GENERIC = re.compile(rf"^{alternation('prefix')}+")
# What names of bodies end with at their levels; an office stands for the body that it is of.
_UNIT = re.compile(rf"(?:人民)?{alternation('level')}+$")
_GOVERNMENT = re.compile(rf"{alternation('government')}{alternation('office')}?$")
_OF_GOVERNMENT = re.compile(rf"^{alternation('government')}(?=.)")
# A group uses the numbers of the body that hosts its office; a society's own letters are in no table.
_GROUP = pattern("guest")
_WIDE = str.maketrans("()", "（）")
# 科技局 stands for 科学技术局: each character of the short name in the order of the long one.
_SMALL_WORDS = re.compile(r"[和与及、的]")


def contradicted(number: Number, printed: Iterable[str], near: Area | None = None) -> Issuer | None:
    """The body that the code of a number names, where no body of ``printed`` can be it; None where all is well or unknown.

    ``near`` is the area of the citing document: it decides between bodies of several areas that share the code's letters.
    """
    names = [name for name in (without_blanks(name).translate(_WIDE) for name in printed) if len(name) > 1]
    if number.code is None or not names or any(map(_GROUP.search, names)):
        return None
    year = int(number.year) if number.year and number.year.isdigit() and len(number.year) == 4 else None
    decision = issuers.decide(number.code, year, near)
    if decision.issuer is None:
        return None
    body = decision.issuer
    if any(_elsewhere(name, body) for name in names):
        return None
    possible = (body, *decision.candidates)
    return None if any(_may_be(name, one) for name in names for one in possible) else body


def _elsewhere(printed: str, body: Issuer) -> bool:
    """Whether letters that name a county or prefecture were read without knowing where: the printed body is of another province."""
    held, _ = place_of(printed)
    if not held or body.area is None or body.area.level == "province":
        return False
    return all(area.code[:2] != body.area.code[:2] for area in held)


def _may_be(printed: str, body: Issuer) -> bool:
    held, rest = place_of(printed)
    if held and body.area is not None and not any(places.same(area, body.area) for area in held):
        return False
    forms = _forms(rest)
    for name in filter(None, (body.body, body.office)):
        _, organ = place_of(name)
        if any(_stand_for(one, other) for one in forms for other in _forms(organ)):
            return True
    return False


def place_of(name: str) -> tuple[tuple[Area, ...], str]:
    """The areas that a name of a body may begin with, and what follows them."""
    plain = _PARTY.sub("", name)
    found = places.leading(plain, body=True)
    return found.areas, ("" if plain == name else "党") + found.rest


@lru_cache(maxsize=100_000)
def _forms(organ: str) -> frozenset[str]:
    """What identifies a body within its area: its name without level words, and those of its former and later names."""
    organ = _GENERIC.sub("", organ)
    return frozenset(_stems(organ)) | _linked_stems().get(_stem(organ), frozenset())


def _stems(organ: str) -> Iterator[str]:
    if organ.startswith("党") or "党委" in organ or organ in ("委", "委员会", "委办公厅", "委办公室", "中央"):
        yield "党委"
    if _GOVERNMENT.search(organ):
        yield "政府"
        return
    yield _stem(_OF_GOVERNMENT.sub("", organ))


def _stem(organ: str) -> str:
    return _SMALL_WORDS.sub("", _UNIT.sub("", organ)) or organ


@cache
def _linked_stems() -> dict[str, frozenset[str]]:
    """The stems of all names that a body had or has, by each of these stems."""
    found: dict[str, frozenset[str]] = {}
    for name, group in linked().items():
        stems = frozenset(_stem(_GENERIC.sub("", other)) for other in group)
        key = _stem(_GENERIC.sub("", name))
        found[key] = found.get(key, frozenset()) | stems
    return found


def _stand_for(one: str, other: str) -> bool:
    """Whether one stem is the other, a part of it, its short form (发改 for 发展改革), or a division of it (科技特派 for 科学技术)."""
    short, long = sorted((one, other), key=len)
    if len(short) < 2:
        return long.startswith(short)  # 教委 for 教育委员会
    return short in long or any(_short_for(name, of) for name, of in ((one, other), (other, one)))


def _short_for(name: str, of: str) -> bool:
    """Whether the first two or more characters of ``name`` are a short form of ``of``."""
    if name[0] != of[0]:
        return False
    rest = iter(of)
    taken = 0
    for char in name:
        if char not in rest:
            break
        taken += 1
    return taken >= 2
