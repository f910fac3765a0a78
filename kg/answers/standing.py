"""Whether a policy is in force on a day: the status that registers and its own text say, set against its first and its last day.

A register is as old as its page: 有效 beside a last day that is past was true once, and 尚未施行 before a first day that is past.
All that show a status ask here.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from kg.tables import table as tables
from ontology.iris import NS

if TYPE_CHECKING:
    from kg.tables.language import Language

EXPIRED, REPEALED = f"{NS}Expired", f"{NS}Repealed"
IN_FORCE, NOT_YET = f"{NS}InForce", f"{NS}NotYetInForce"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


@dataclass(frozen=True, slots=True)
class Standing:
    """What is so on a day: ``status`` is the IRI of a concept, None where nothing is known.

    ``said`` is the status that registers say; ``expired_on`` the last day as it is stated, where the period of validity is over.
    """

    status: str | None
    said: str | None = None
    expired_on: str | None = None

    @property
    def words(self) -> Mapping[str, str]:
        """The status in both languages ("zh", "en"); empty where nothing is known."""
        if self.expired_on:
            return {"zh": f"已过有效期（{self.expired_on}）", "en": f"expired on {self.expired_on}"}
        return {lang: tables.clean(tables.concept(self.status, lang)) for lang in LANGUAGES} if self.status else {}


def standing(
    statuses: Iterable[object], begins: Iterable[object], ends: Iterable[object], today: date | None = None
) -> Standing:
    """What statuses (IRIs), first and last days (2023, 2023-05, 2023-05-01) come to; None and what is no date say nothing.

    Of several last days the latest counts, and of an inexact one the last that it can mean: nobody is told too early.  Of first days
    it is the earliest, and the first that an inexact one can mean; ``queries/policies-in-force.rq`` says the same.
    """
    today, begins = today or date.today(), list(begins)
    said = min((str(one) for one in statuses if one is not None), default=None)
    days = [(last, str(one)) for one in ends if (last := last_day(one)) is not None]
    if said != REPEALED and days and max(days)[0] < today:
        return Standing(EXPIRED, said, max(days)[1])
    starts = [first for one in begins if (first := first_day(one)) is not None]
    if said in (None, IN_FORCE) and starts and min(starts) > today:
        return Standing(NOT_YET, said)
    if said == NOT_YET and any(_is_come(one, today) for one in begins):
        return Standing(IN_FORCE, said)
    return Standing(said, said)


def of_rows(rows: Sequence[Mapping[str, object]], today: date | None = None) -> Standing:
    """:func:`standing` of all that rows with ``status``, ``from_date`` and ``to_date`` say of one policy."""
    status, begins, ends = ([row[name] for row in rows] for name in ("status", "from_date", "to_date"))
    return standing(status, begins, ends, today)


def _is_come(first: object, today: date) -> bool:
    """Whether a first day of any exactness is come for sure: the day itself, else when its month or year is over."""
    last = last_day(first)
    return last is not None and (last < today or str(first) == today.isoformat())


def ended_since(rows: Iterable[Mapping[str, object]], since: date, today: date | None = None) -> dict[str, str]:
    """The policies whose period of validity ended on that day or later and is over: IRI and last day as it is stated.

    ``rows`` are those of the query ``facets/policy-status``.
    """
    ended = {}
    for row in rows:
        now, last = of_rows([row], today), last_day(row["to_date"])
        if now.status == EXPIRED and last is not None and last >= since - timedelta(1):
            ended[str(row["iri"])] = str(row["to_date"])
    return ended


def first_day(value: object) -> date | None:
    """The first day that a date of any exactness (2023, 2023-05, 2023-05-01) can mean; None for what is no date."""
    match = _DATE.fullmatch(str(value or ""))
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None


def last_day(value: object) -> date | None:
    """The last day that a date can mean."""
    match = _DATE.fullmatch(str(value or ""))
    if match is None:
        return None
    year, month = int(match[1]), int(match[2] or 12)
    try:
        return date(year, month, int(match[3]) if match[3] else calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        return None
