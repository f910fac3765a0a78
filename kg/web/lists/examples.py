"""Questions to begin with, made of what the store holds, each with how much its answer is: what is offered has an answer."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from kg.web import pages
from kg.web.lists import facets
from loaders.citations.document_number import Number
from ontology.iris import ID
from ontology.terms import PK

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Table
    from kg.web.lists.facets import HeldValues
    from kg.web.state import State


@dataclass(frozen=True, slots=True)
class ExampleQuestion:
    """A question, the page that answers it, and what is to be seen there."""

    words: str
    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Beginnings:
    """What a store offers to begin with: questions, and words to type by what one has in hand (a number, a unit or area)."""

    questions: tuple[ExampleQuestion, ...]
    numbers: tuple[str, ...]
    units: tuple[str, ...]


def beginnings(state: State, lang: Language, wait: float) -> Beginnings:
    """Of the policies that most projects name, and of the unit with most projects, one of several years before one of one year.

    :raises BeingMade: a list is not there after ``wait`` seconds.
    """
    policies, projects, units = (state.listed(name, wait) for name in ("policies", "projects", "units"))
    held = facets.values_of(state, "projects", "unit", wait)
    return state.made_of(
        ("beginnings", lang), (policies, projects, units), lambda: _begun(policies, projects, units, held, lang)
    )


def _begun(policies: Table, projects: Table, units: Table, held: HeldValues, lang: Language) -> Beginnings:
    cited, (by_year, budgeted) = _policies(policies), _units(projects, held)
    found = []
    if cited:
        policy, number, count = cited[0]
        found.append(
            ExampleQuestion(
                pages.say(lang, "ask_policy", number=number), "/projects?" + urlencode({"policy": policy}), pages.say(lang, "so_many_projects", count=f"{count:,}"),
            )
        )  # fmt: skip
    full = sorted(by_year, key=lambda one: (len(budgeted.get(one, ())) < 2, -by_year[one].total(), one))
    for unit in full[:1]:
        year = max(by_year[unit])
        found.append(
            ExampleQuestion(
                pages.say(lang, "ask_unit", unit=unit, year=year), "/projects?" + urlencode({"unit": unit, "year": year}),
                pages.say(lang, "so_many_projects", count=f"{by_year[unit][year]:,}"),
            )
        )  # fmt: skip
        key = next((str(row["iri"]).removeprefix(f"{ID}organisation/") for row in units if row["unit"] == unit), "")
        if key and len(budgeted.get(unit, ())) > 1:
            before, after = sorted(budgeted[unit])[-2:]
            found.append(
                ExampleQuestion(
                    pages.say(lang, "ask_compare", unit=unit, year=after, before=before), "/compare?" + urlencode({"unit": key}),
                    pages.say(lang, "so_many_before", count=f"{budgeted[unit][after]:,}", before=f"{budgeted[unit][before]:,}", year=before),
                )
            )  # fmt: skip
    numbers = [number for _, number, _ in cited]
    return Beginnings(
        tuple(found),
        (*numbers[:1], *map(_without_year, numbers[1:2])),
        tuple(f"{unit} {max(by_year[unit])}" if at == 0 else unit for at, unit in enumerate(full[:2])),
    )


def _without_year(number: str) -> str:
    """A number as people remember it: 云财社发36号."""
    known = Number.of(number)
    return f"{known.code}{known.serial}号" if known and known.code and known.year and known.form == "coded" else number


def _policies(table: Table) -> list[tuple[str, str, int]]:
    """Key, number and projects of the numbered policies that projects name, the most named first."""
    found = (
        (str(row["iri"]).removeprefix(f"{ID}policy/"), str(row["number"]), int(str(row["projects"] or 0)))
        for row in table
        if row["number"]
    )
    return sorted((one for one in found if one[2]), key=lambda one: (-one[2], one[0]))


def _units(table: Table, held: HeldValues) -> tuple[dict[str, Counter[int]], dict[str, Counter[int]]]:
    """How many projects each unit has in each year, and how many budget projects that state an amount, by which years are compared."""
    every: defaultdict[str, Counter[int]] = defaultdict(Counter)
    budgeted: defaultdict[str, Counter[int]] = defaultdict(Counter)
    first = {str(row["iri"]): row for row in reversed(list(table))}
    for iri, row in first.items():
        year = row["fiscal_year"]
        if not isinstance(year, int):
            continue
        for unit in held.of.get(iri, ()):
            every[unit][year] += 1
            if row["project_kind"] == str(PK.BudgetProject) and row["amount_yuan"] is not None:
                budgeted[unit][year] += 1
    return dict(every), dict(budgeted)
