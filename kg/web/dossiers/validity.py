"""When regulations are in force: bars from the first to the last day, as far as registers and texts state them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from kg.answers.standing import (
    EXPIRED,
    REPEALED,
    Standing,
    first_day,
    last_day,
    of_rows,
)
from kg.tables import table as tables
from kg.web import pages

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Table, Value

QUERY = "policies-in-force"
#: How many regulations are drawn: those that are cited most.
MOST = 40
_ENDED = (EXPIRED, REPEALED)


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
            "ended": now.status in _ENDED,
            "shown": _shown(row, now, lang),
        }
        for row, now in sorted(
            ((row, of_rows([row])) for row in chosen),
            key=lambda one: (str(one[0]["from_date"] or one[0]["dated"] or one[0]["to_date"]), str(one[0]["iri"])),
        )
    ]
    return {"kind": "spans", "bars": bars, "drawn": len(bars), "all": len(table)}


def _shown(row: dict[str, Value], now: Standing, lang: Language) -> str:
    """The dates of a row and what it is today, in words."""
    dates = [(column, tables.shown(row[column], column, lang)) for column in ("dated", "from_date", "to_date")]
    told = [*dates, ("status", now.words.get(lang, ""))]
    return " ".join(f"{tables.heading(column, lang)} {words}" for column, words in told if words)


def _text(day: date | None) -> str | None:
    return day.isoformat() if day else None
