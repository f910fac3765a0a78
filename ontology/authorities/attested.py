"""Agency codes that a register of public documents attests: 云财社 is a code of 云南省财政厅, in these years.

The table ``attested_codes.tsv`` is made by ``ontology/making/attested_codes.py`` (see ``SOURCES.md``).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from .areas import Area, table
from .places import leading

_GROUP = re.compile("小组|联席会议|协调机制|专班|组委会|指挥部|(?:奖励|评审|认定|基金|推进|活动)[^局厅]{0,6}委员会")


@dataclass(frozen=True, slots=True)
class Attested:
    """A code with the body that the register gives for it (blank where it gives several, or none) and its first and last year."""

    code: str
    body: str
    since: int
    until: int

    @property
    def area(self) -> Area | None:
        """The area that the body's name begins with; None for a central body, and where the name leaves it open."""
        return _area(self.body)

    def in_force(self, year: int | None) -> bool:
        """Whether the register has the code under this body both before and after ``year``, or in it."""
        return year is not None and self.since <= year <= self.until


def of_area(body: str) -> str:
    """A body's name from its area on: 中共湖南省委 -> 湖南省委."""
    return body.removeprefix("中国共产党").removeprefix("中共")


@cache
def _area(body: str) -> Area | None:
    return leading(of_area(body), body=True).area


def is_group(body: str) -> bool:
    """Whether ``body`` works for several others: a leading group, a conference of them, a committee that awards or recognises."""
    return _GROUP.search(body) is not None


@cache
def codes() -> Mapping[str, Attested]:
    """Every attested code."""
    return {code: Attested(code, body, int(since), int(until)) for code, body, since, until in table("attested_codes")}


@cache
def ordered() -> tuple[str, ...]:
    """Every attested code, in order."""
    return tuple(sorted(codes()))


def beginning_with(prefix: str) -> Iterator[Attested]:
    """The attested codes that begin with ``prefix`` and name one body."""
    known, names = codes(), ordered()
    for place in range(bisect_left(names, prefix), len(names)):
        if not names[place].startswith(prefix):
            return
        if known[names[place]].body:
            yield known[names[place]]
