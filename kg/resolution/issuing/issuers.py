"""Who issued a policy: what its titles print, and what its agency code says; both are kept where they disagree."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from kg.resolution import spelling
from kg.resolution.issuing.printed_issuers import contradicted
from kg.resolution.issuing.taught_codes import Lessons, decided, taught
from loaders.citations.document_number import Number
from ontology.authorities import areas, neighbours, places
from ontology.authorities.areas import Area, Level
from ontology.authorities.issuers import Decision


@dataclass(frozen=True, slots=True)
class Issuing:
    """The lead body, its level and its area, each None where nobody can tell; ``reason`` says what decided, or why nothing did."""

    lead: str | None = None
    level: Level | None = None
    area: Area | None = None
    reason: str = ""


def issuing(
    number: Number | None, printed: Sequence[str], cited_in: Iterable[str], lessons: Lessons = MappingProxyType({})
) -> Issuing:
    """Who issued a policy with this number, whose titles print these bodies, cited in documents of these areas.

    Where no table knows the code, it is whom the ``lessons`` of registers name, unless the title says it.

    The body of the agency code leads a joint document (GB/T 9704-2012, 7.2.5).  Where the printed bodies cannot be that one, the
    title is right about who issued it, so level and area are of the printed body, and the lead stays what the code says.
    """
    decision = _by_code(number, cited_in)
    body = decision.issuer if decision else None
    if body is None:
        reason = decision.reason if decision else "no agency code"
        if len(printed) != 1:
            known = taught(number, lessons)
            if known is None or (printed and known.body not in printed):
                return Issuing(reason=reason)
            return Issuing(known.body, known.area.level if known.area else None, known.area, known.reason)
        level, area = _of_printed(printed[0])
        return Issuing(printed[0], level, area, f"{reason}; the title names one body")
    assert decision is not None and number is not None
    if not printed:
        return Issuing(body.body, body.level, body.area, decision.reason)
    if contradicted(number, printed, body.area) is not None:
        found = {_of_printed(name) for name in printed}
        level, area = found.pop() if len(found) == 1 else (None, None)
        return Issuing(body.body, level, area, f"{decision.reason}; the title names other bodies")
    names = (body.body, body.office) if body.office else (body.body,)
    same = [name for name in printed if any(spelling.same_body(spelling.body(name), other) for other in names)]
    lead = same[0] if len(same) == 1 else body.body
    return Issuing(lead, body.level, body.area, decision.reason)


def around(numbers: Sequence[str]) -> dict[str, str]:
    """The province that those around a number say wherever it stands; ``numbers`` in their normal form, in the order of a text."""
    parsed = map(Number.of, numbers)
    provinces = neighbours.provinces([(one.code or "", _year(one)) if one else ("", None) for one in parsed])
    said: defaultdict[str, set[str]] = defaultdict(set)
    for number, area in zip(numbers, provinces, strict=True):
        said[number].add(area.name if area else "")
    return {number: area for number, names in said.items() if len(names) == 1 for area in names if area}


def _year(number: Number) -> int | None:
    return int(number.year) if number.year and number.year.isdigit() and len(number.year) == 4 else None


def _by_code(number: Number | None, cited_in: Iterable[str]) -> Decision | None:
    """What the code decides near the area that holds all citing documents.

    The letters of a prefecture or county are shared by many: its body counts only where a document of its own province cites it.
    """
    if number is None or not number.code:
        return None
    names = frozenset(cited_in)
    decision = decided(number.code, _year(number), _common(names))
    body = decision.issuer
    if body is None or body.area is None or body.area.level == "province" or number.form != "coded":
        return decision
    if any(area is not None and area.code[:2] == body.area.code[:2] for area in map(_area, names)):
        return decision
    return Decision(None, f"{body.reason}; but no document of that province cites it", (body, *decision.candidates))


@cache
def _common(names: frozenset[str]) -> Area | None:
    """The smallest area that holds all of these; None where one of them is unknown or nothing less than the nation does."""
    shared: tuple[Area, ...] | None = None
    for name in sorted(names):
        area = _area(name)
        if area is None:
            return None
        above = (area, *areas.ancestors(area))
        shared = above if shared is None else tuple(one for one in shared if one in above)
    return shared[0] if shared else None


@cache
def _area(name: str) -> Area | None:
    found = places.whole(name)
    return found[0] if len(found) == 1 else None


@cache
def _of_printed(name: str) -> tuple[Level | None, Area | None]:
    """The level and the area of a body by its printed name; the level alone where the areas of one level share the name."""
    plain = spelling.body(name).removeprefix("中共").removeprefix("中国共产党")
    found = places.leading(plain, body=True)
    if found.chains:
        levels = {area.level for area in found.areas}
        return (levels.pop() if len(levels) == 1 else None), found.area
    known = decided(spelling.body(name) + "令", None, None).issuer
    return (known.level, known.area) if known else (None, None)
