"""Whose agency codes are that no table knows: the registers of a store teach it, by the rows that give a number and one body.

A lesson counts for the years in which the rows have it, and for others where the name of the body is not known to have changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from loaders.bodies import identity
from loaders.citations.document_number import Number
from ontology.authorities.areas import Area
from ontology.authorities.issuers import decide
from ontology.authorities.renames import linked

decided = lru_cache(maxsize=None)(decide)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A row of a register has a number of ``year`` as one of ``body``'s, under its official name."""

    body: str
    year: int


class RegisterRow(NamedTuple):
    """What a row of a register prints beside a number: the bodies, in the document of these digits about this area (blank: none)."""

    issuers: tuple[str, ...]
    document: str
    area: str


Lessons = Mapping[str, frozenset[Lesson]]
"""What is taught of each code."""


@dataclass(frozen=True, slots=True)
class Taught:
    """The body that registers give a code to, and the area whose name it begins with."""

    body: str
    area: Area | None
    reason: str


def unknown(number: Number | None) -> str | None:
    """The code of a number that no table decides, wherever it is cited; None for other numbers."""
    if number is None or not number.code or number.form != "coded" or _year(number) is None:
        return None
    decision = decided(number.code, _year(number), None)
    return number.code if decision.issuer is None and not decision.candidates else None


def of(number: Number | None, rows: Iterable[RegisterRow]) -> frozenset[Lesson]:
    """What the rows of registers that describe a policy teach of the code of its number.

    A row with several bodies does not say whose number it is, and one with a name that means another body elsewhere not which.
    """
    teaching = [row for row in rows if len(row.issuers) == 1]
    year = _year(number) if teaching and number and unknown(number) else None
    if year is None:
        return frozenset()
    bodies = set(map(_body, teaching))
    return frozenset(Lesson(body.name, year) for body in bodies if not body.within)


def together(lessons: Iterable[tuple[Number | None, frozenset[Lesson]]]) -> Lessons:
    """All lessons by their codes."""
    found: defaultdict[str, set[Lesson]] = defaultdict(set)
    for number, taught in lessons:
        if taught and number is not None and number.code:
            found[number.code] |= taught
    return {code: frozenset(taught) for code, taught in found.items()}


def taught(number: Number | None, lessons: Lessons) -> Taught | None:
    """The one body that the registers give the number's code to in its year; None where they have several, or none."""
    code = unknown(number)
    held = lessons.get(code, frozenset()) if code else frozenset()
    year = _year(number) if number else None
    if not held or year is None:
        return None
    years: defaultdict[str, list[int]] = defaultdict(list)
    for lesson in held:
        years[lesson.body].append(lesson.year)
    then = [body for body, met in years.items() if min(met) <= year <= max(met)]
    bodies = then or [body for body in years if len(years) == 1 and not _renamed(body)]
    if len(bodies) != 1:
        return None
    (body,) = bodies
    since, until = min(years[body]), max(years[body])
    span = f"{since}" if since == until else f"{since}–{until}"
    return Taught(body, identity.area_of(body), f"{code}: so in loaded registers of {span}")


def _year(number: Number) -> int | None:
    return int(number.year) if number.year and number.year.isdigit() and len(number.year) == 4 else None


def _body(row: RegisterRow) -> identity.Identity:
    place = identity.area(row.area) if row.area else None
    return identity.body(row.issuers[0], identity.Reader(row.document, place))


def _renamed(body: str) -> bool:
    """Whether a body of this name is known to have had another one, or to have got one."""
    return body.endswith(tuple(linked()))
