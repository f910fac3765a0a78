"""Who rests on a policy: one row a project with what people compare, and the money by level and year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

import queries
from kg.answers import ask, facts
from loaders.records import Project

if TYPE_CHECKING:
    from kg.answers.trace import CitingPlace
    from kg.stores.store import Store

#: So many rows stand open; a person who wants more narrows the whole list.
ROWS = 50


@dataclass(frozen=True, slots=True)
class RestingProject:
    """A project that names the policy: ``levels`` (IRIs) are of those who pay, ``places`` the words that name the policy.

    What the project is called, has and who carries it out is told by each place.
    """

    areas: tuple[str, ...]
    levels: tuple[str, ...]
    places: tuple[CitingPlace, ...]

    @property
    def iri(self) -> str:
        """The project."""
        return self.places[0].entity


@dataclass(frozen=True, slots=True)
class LevelMoney:
    """The money of budget projects that rest on a policy: ``yuan[level, year]``; None is what is not stated."""

    yuan: dict[tuple[str | None, int | None], Decimal]

    @property
    def levels(self) -> tuple[str | None, ...]:
        """The levels that pay, those that pay most first, what is not stated last."""
        return tuple(
            sorted({level for level, _ in self.yuan}, key=lambda one: (one is None, -self.total(level=one), one or ""))
        )

    @property
    def years(self) -> tuple[int | None, ...]:
        """The years, the last first, what is not stated last."""
        return tuple(sorted({year for _, year in self.yuan}, key=lambda one: (one is None, -(one or 0))))

    def total(self, **of: str | int | None) -> Decimal:
        """The sum of a ``level``, of a ``year``, or of all."""
        wanted = [
            yuan
            for (level, year), yuan in self.yuan.items()
            if of.get("level", level) == level and of.get("year", year) == year
        ]
        return sum(wanted, Decimal(0))


def total(store: Store, policy: str) -> tuple[Decimal, int] | None:
    """The money of all projects that name the policy as their basis, and how many they are; None where none has money.

    Each project counts once, each publication once, as in the query money-by-policy; both are kept added up.
    """
    found = ask.stored(store, "dossier/resting", policy=policy).rows
    yuan, projects = found[0] if found else (None, 0)
    if not projects or not isinstance(yuan, Decimal | int):
        return None
    return Decimal(yuan), int(str(projects))


def by_level(store: Store, policy: str) -> LevelMoney:
    """The same money by the level that pays and the year, as far as the pages say who pays; the sums come to :func:`total`."""
    yuan: dict[tuple[str | None, int | None], Decimal] = {}
    for row in ask.stored(store, "dossier/resting-money", policy=policy):
        level, year, amount = row["level"], row["fiscal_year"], row["amount_yuan"]
        if isinstance(amount, Decimal | int):
            yuan[None if level is None else str(level), None if year is None else int(str(year))] = Decimal(amount)
    return LevelMoney(yuan)


def projects(store: Store, places: Iterable[CitingPlace]) -> tuple[RestingProject, ...]:
    """The projects among what cites at these places, in their order."""
    held: defaultdict[str, list[CitingPlace]] = defaultdict(list)
    for place in places:
        if isinstance(place.who, Project) or place.project:
            held[place.entity].append(place)
    areas: defaultdict[str, set[str]] = defaultdict(set)
    levels: defaultdict[str, set[str]] = defaultdict(set)
    for batch in facts.batched(list(held), ROWS):
        for row in ask.select(store, queries.bound("dossier/project-facts", projects=facts.iri_list(batch))):
            for column, known in (("area", areas), ("level", levels)):
                if row[column] is not None:
                    known[str(row["iri"])].add(str(row[column]))
    return tuple(
        RestingProject(tuple(sorted(areas[iri])), tuple(sorted(levels[iri])), tuple(said)) for iri, said in held.items()
    )
