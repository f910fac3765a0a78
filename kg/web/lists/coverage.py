"""What the store covers: projects by area and year, an area with all its parts, and where there is no document at all.

Who sees the gaps first takes an empty answer later for what it is.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.web.lists import facets
from kg.web.lists.facets import NONE

if TYPE_CHECKING:
    from kg.tables.table import Table
    from kg.web.lists.facets import HeldValues
    from kg.web.state import State

#: So many areas are shown, the higher and the fuller ones, and so many years, the last ones.
ROWS, YEARS = 14, 4


@dataclass(frozen=True, slots=True)
class CoveredArea:
    """An area with its parts: projects of each year (None: no document of that year), and of all years.

    ``key`` is what the address calls the area (``none``: the document names none), ``depth`` its place in the tree.
    """

    key: str
    words: str
    depth: int
    years: tuple[int | None, ...]
    projects: int

    @property
    def other(self) -> int:
        """Projects of years that are not shown, and of none."""
        return self.projects - sum(count or 0 for count in self.years)


@dataclass(frozen=True, slots=True)
class Coverage:
    """Areas in the order of their tree, how many more there are, the years that are shown, and the projects of all areas.

    ``known`` are the areas that projects are of themselves, not those that only hold such areas; ``span`` the first and the last year in words,
    blank where no project states one.
    """

    years: tuple[int, ...]
    areas: tuple[CoveredArea, ...]
    more: int
    whole: CoveredArea
    known: int
    span: str

    @property
    def other_years(self) -> bool:
        """Whether some project has a year that is not shown, or none."""
        return bool(self.whole.other)


def coverage(state: State, wait: float) -> Coverage:
    """What the lists of projects and documents cover.

    :raises BeingMade: the lists are not there after ``wait`` seconds.
    """
    projects, documents = state.listed("projects", wait), state.listed("documents", wait)
    of_projects, of_documents = (facets.values_of(state, name, "area", wait) for name in ("projects", "documents"))
    return state.made_of(
        "coverage", (projects, documents), lambda: _covered(projects, documents, of_projects, of_documents)
    )


def _covered(projects: Table, documents: Table, of_projects: HeldValues, of_documents: HeldValues) -> Coverage:
    counted = _counted(projects, of_projects)
    published = _counted(documents, of_documents)
    every = sorted({year for year in counted[""] if year is not None})
    years = tuple(every[-YEARS:])

    def row(key: str) -> CoveredArea:
        by_year = counted[key]
        return CoveredArea(
            key, of_projects.names.get(key, key), len(of_projects.chains.get(key, ("",))) - 1,
            tuple(by_year[year] or (0 if published[key][year] else None) for year in years), by_year.total(),
        )  # fmt: skip

    known = {key: row(key) for key in counted if key not in ("", NONE)}
    shown = sorted(known, key=lambda key: (known[key].depth, -known[key].projects, key))[:ROWS]

    def order(key: str) -> tuple[tuple[int, str], ...]:
        return tuple((-known[one].projects, one) for one in of_projects.chains.get(key, (key,)) if one in known)

    areas = [known[key] for key in sorted(shown, key=order)]
    stated = len(
        {
            max(held, key=lambda key: len(of_projects.chains.get(key, (key,))))
            for held in of_projects.of.values()
            if held - {NONE}
        }
    )
    span = "–".join(dict.fromkeys(str(year) for year in (*every[:1], *every[-1:])))
    nowhere = [row(NONE)] if counted[NONE] else []
    return Coverage(years, (*areas, *nowhere), len(known) - len(areas), row(""), stated, span)


def _counted(table: Table, held: HeldValues) -> defaultdict[str, Counter[int | None]]:
    """How many things of each year every area holds; ``""`` are all areas.  A thing counts once, though it have several rows."""
    counted: defaultdict[str, Counter[int | None]] = defaultdict(Counter)
    iri, year = table.columns.index("iri"), table.columns.index("fiscal_year")
    seen: set[str] = set()
    for row in table.rows:
        one = str(row[iri])
        if one in seen:
            continue
        seen.add(one)
        of = row[year]
        for key in ("", *held.of.get(one, (NONE,))):
            counted[key][of if isinstance(of, int) else None] += 1
    return counted
