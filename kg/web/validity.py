"""When regulations are in force: bars from the first to the last day, as far as registers and texts state them."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from kg import tables
from kg.web import pages

if TYPE_CHECKING:
    from kg.tables import Language, Table

QUERY = "policies-in-force"
#: How many regulations are drawn: those that are cited most.
MOST = 40
_ENDED = tuple(f"https://w3id.org/policy-kg/ns#{status}" for status in ("Expired", "Repealed"))
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def model(table: Table, lang: Language) -> dict[str, Any]:
    """The dated regulations that are cited most, in the order of their first day; open ends are drawn open."""
    dated = [row for row in table if first_day(row["from_date"] or row["dated"]) or last_day(row["to_date"])]
    chosen = sorted(dated, key=lambda row: (-int(str(row["citations"])), str(row["iri"])))[:MOST]
    bars = [
        {
            "name": tables.clean(str(row["title"] or row["number"])),
            "number": row["number"] and tables.clean(str(row["number"])),
            "href": pages.href(row["iri"]),
            "from": _text(first_day(row["from_date"])),
            "dated": _text(first_day(row["dated"])),
            "to": _text(last_day(row["to_date"])),
            "ended": row["status"] in _ENDED,
            "shown": " ".join(
                f"{tables.heading(column, lang)} {tables.shown(row[column], column, lang)}"
                for column in ("dated", "from_date", "to_date", "status")
                if row[column] is not None
            ),
        }
        for row in sorted(
            chosen, key=lambda row: (str(row["from_date"] or row["dated"] or row["to_date"]), str(row["iri"]))
        )
    ]
    return {"kind": "spans", "bars": bars, "drawn": len(bars), "all": len(table)}


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


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
