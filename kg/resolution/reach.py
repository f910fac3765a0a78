"""Whether a title that is printed here and now can mean a policy that was issued there and then: issuers, codes, places, dates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Final, Literal

from kg.resolution import spelling
from kg.resolution.issuing.printed_issuers import contradicted
from kg.resolution.spelling import Name
from loaders.citations.numbers import Number
from ontology import policy_kind
from ontology.authorities import issuers, places

# Kinds of documents that bodies issue again under the same title; a regulation of the same title is a version of it.
_RECURRING: Final = frozenset({"NormativeDocument", "Correspondence", "Plan", "OfficialReport", "Minutes"})
_REPLACED: Final = frozenset({"Regulation", "Rule", "Standard", "Catalogue"})
Rule = Literal["number", "title", "truncated-title", "typing-error", "judgement"]
_YEAR = re.compile(r"(?:19|20)\d\d|二[〇零○]")
# A document may be published so many days after it was written.
_UNPUBLISHED: Final = 62


def compatible(scope: str, title: Name, other: Name, number: Number | None) -> bool:
    """Whether a title can mean the policy of another with the same words: their issuers, or where they are printed, decide."""
    if title.bodies and other.bodies:
        return spelling.agree(title.bodies, other.bodies)
    if title.bodies:
        return not (number and contradicted(number, title.bodies))
    if title.placed:
        return True
    if other.bodies:
        return spelling.national(other.bodies) or bool(scope and _above(scope, other.bodies))
    return not (number and scope) or _reached(number, scope)


def _above(scope: str, bodies: frozenset[str]) -> bool:
    """Whether one of the bodies is of the area ``scope`` or of one above it."""
    return any(spelling.within(scope, area) for body in bodies for area in places.leading(body, body=True).areas)


@cache
def _reached(number: Number, scope: str) -> bool:
    """Whether a document cited in ``scope`` can be one of the bodies that the code may name; True where nobody knows."""
    year = int(number.year) if number.year and number.year.isdigit() else None
    decision = issuers.decide(number.code or "", year, None)
    bodies = decision.candidates or ((decision.issuer,) if decision.issuer else ())
    return not bodies or any(body.area is None or spelling.within(scope, body.area) for body in bodies)


def same_place(title: Name, other: Name) -> bool:
    """Whether two titles are of one issuer, or begin with the same place."""
    if title.bodies and other.bodies:
        return spelling.agree(title.bodies, other.bodies)
    return title.placed and other.placed


# --- time ------------------------------------------------------------------------------------------------------------------------


@cache
def recurs(core: str) -> bool:
    """Whether the same title may come every year: that of a notice or plan which names no year itself."""
    return policy_kind(core) in _RECURRING and not _YEAR.search(core)


@cache
def replaced(core: str) -> bool:
    """Whether a document of the same title replaces the one before it: that of a regulation which names no year itself."""
    return policy_kind(core) in _REPLACED and not _YEAR.search(core)


def same_time(day: str, other: str) -> bool:
    """Whether two dates may be of one document, its writing and its publishing; 2021 may be 2021-03-12."""
    if day.startswith(other) or other.startswith(day):
        return True
    if len(day) < 10 or len(other) < 10:
        return False
    return abs((date.fromisoformat(day) - date.fromisoformat(other)).days) <= _UNPUBLISHED


def of_year(day: str, year: int) -> bool:
    """Whether a document with a number of ``year`` may bear a date: of that year, or of the first two months after it."""
    return day[:4] == str(year) or (day[:4] == str(year + 1) and day[5:7] in ("01", "02"))


@dataclass(slots=True, eq=False)
class Candidate:
    """Names that mean one policy."""

    iri: str
    number: Number | None = None
    holder: bool = True
    titles: list[Name] = field(default_factory=list)
    names: dict[Name, Rule] = field(default_factory=dict)
    day: str = ""

    def take(self, name: Name, rule: Rule) -> None:
        """Hold that a name means this policy, by a rule."""
        self.names[name] = rule
        self.day = self.day or name.day

    @property
    def year(self) -> int | None:
        """The year in which the document was issued, as far as its number or its date tell."""
        if self.number is not None and (self.number.year or "").isdigit() and len(self.number.year or "") == 4:
            return int(self.number.year or 0)
        return int(self.day[:4]) if self.day else None

    def dated(self, name: Name) -> bool:
        """Whether a name, by its own date, can be of the same document."""
        if not name.day:
            return True
        if self.number is not None:
            return self.year is None or of_year(name.day, self.year)
        return not self.day or same_time(name.day, self.day)


def of_time(name: Name, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Which of the policies of one title a page means, by its year and the years in which they were issued.

    Of what comes every year the one of its own year, else the only one of an earlier year; those of later years are none.  Of editions
    of a regulation the last one of an earlier year, as long as none is of its own year.  More than one remains where nobody can say which.
    """
    if not name.read or (len(candidates) < 2 and not recurs(name.core)):
        return list(candidates)
    now = int(name.read)
    if replaced(name.core):
        return _in_force(now, candidates)
    possible = [one for one in candidates if one.year is None or one.year <= now]
    for years in ((now,), range(now + 1)):
        fit = [one for one in possible if one.year in years]
        if len(fit) == 1:
            return fit
    return possible


def _in_force(now: int, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The edition of a regulation that was in force in a year, or all where nobody can say which."""
    issued = sorted({one.year for one in candidates if one.year is not None and one.year <= now})
    last = [one for one in candidates if issued and one.year == issued[-1]]
    sure = len(last) == 1 and (issued[-1] < now or len(issued) == 1) and all(one.year is not None for one in candidates)
    return last if sure else list(candidates)
