"""Bars by year: citations by the level of the issuer, documents and regulations."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from kg.tables import table as tables
from kg.web import pages
from ontology import levels
from ontology.iris import NS

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Table

CITATIONS = "citations-by-level-and-year"
TIMELINE = "documents-and-policies-by-year"
#: Which year a citation is counted under: column of the query.
YEARS = ("fiscal_year", "cited_year")


def citations(table: Table, lang: Language, by: str = YEARS[0]) -> dict[str, Any]:
    """One stack a year, one colour a level; the last bar is what states no year."""
    counts: defaultdict[tuple[object, int | None], int] = defaultdict(int)
    for row in table:
        counts[row["level"], _year(row[by])] += _whole(row["citations"])
    # From the top of the state down; None is what no number and no name tells.
    known = (*(NS + level for level in levels()), None)
    named = {level: tables.concept(level, lang) if level else pages.say(lang, "level_of_none") for level in known}
    series = [(named[level], {year: n for (of, year), n in counts.items() if of == level}) for level in known]
    return _bars([one for one in series if one[1]], lang, tables.heading("citations", lang), stacked=True)


def timeline(table: Table, lang: Language) -> dict[str, Any]:
    """Two bars a year: loaded documents and known regulations."""
    series = [
        (pages.say(lang, column), {_year(row["year"]): _whole(row[column]) for row in table if row[column]})
        for column in ("documents", "policies")
    ]
    return _bars([one for one in series if one[1]], lang, pages.say(lang, "counted_axis"), stacked=False)


def counted(table: Table, column: str) -> int:
    """The sum of a column of counts."""
    return sum(_whole(row[column]) for row in table)


def _bars(
    series: Sequence[tuple[str, dict[int | None, int]]], lang: Language, axis: str, *, stacked: bool
) -> dict[str, Any]:
    stated = {year for _, counts in series for year in counts if year is not None}
    # Years without anything are years too, unless the gap is so long that a misread year must have made it.
    span = range(min(stated), max(stated) + 1) if stated and max(stated) - min(stated) <= _LONGEST else sorted(stated)
    years: list[int | None] = list(span)
    if any(None in counts for _, counts in series):
        years.append(None)
    return {
        "kind": "bars",
        "stacked": stacked,
        "axis": axis,
        "categories": [pages.say(lang, "year_unstated") if year is None else str(year) for year in years],
        "series": [{"name": name, "values": [counts.get(year, 0) for year in years]} for name, counts in series],
    }


_LONGEST = 80


def _year(value: object) -> int | None:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else None


def _whole(value: object) -> int:
    return int(str(value)) if value is not None else 0
