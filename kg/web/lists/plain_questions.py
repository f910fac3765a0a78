"""Plain questions: which page answers what a person asks in words.  It is offered with what was understood, and opened by a click: never guessed silently."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

import queries
from kg.answers import policy_lookup
from kg.web.state import BeingMade
from loaders.bodies import identity
from loaders.citations import numbers
from ontology.authorities import places
from ontology.iris import ID
from ontology.tables import rows

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.web.state import State

#: So many answers are offered, in the order of the table.
MOST = 3
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)年?(?!\d)")


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """A page that answers, with what it shows in words."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class _Meant:
    """What the words name: a policy of the store (its key and number), an area, a unit, a year."""

    policy: str = ""
    number: str = ""
    area: str = ""
    unit: str = ""
    year: str = ""


def answers(state: State, words: str, lang: Language) -> tuple[OfferedAnswer, ...]:
    """The pages that answer a question, in the order of the table; none for words that no row knows, or that name what the store has not."""
    asked = [(needs, row) for question, needs, row in _table() if question.search(words)]
    if not asked:
        return ()
    try:
        meant = _meant(state, words)
    except BeingMade:
        return ()
    found: dict[str, OfferedAnswer] = {}
    for needs, row in asked:
        if (not needs or getattr(meant, needs)) and not (meant.number and needs != "number"):
            offered = _offered(row, meant, lang)
            found.setdefault(offered.address, offered)
    return tuple(found.values())[:MOST]


def _offered(row: Mapping[str, str], meant: _Meant, lang: Language) -> OfferedAnswer:
    chosen = [(name, value) for name in ("area", "unit", "year") if (value := getattr(meant, name))]
    # A unit lies in its area.
    facets = urlencode([(name, value) for name, value in chosen if name != "area" or not meant.unit])
    address = row["address"]
    if "{facets}" in address:
        address = address.replace(
            "{facets}", facets if address.endswith("?{facets}") else f"&{facets}" if facets else ""
        )
    for name in ("policy", "number", "unit"):
        address = address.replace(f"{{{name}}}", quote(getattr(meant, name)))
    where = " · ".join(
        value for name, value in chosen if name == "year" or (name == "area" and not meant.unit) or name == "unit"
    )
    of = where and (f"{where}：" if lang == "zh" else f": {where}")
    told = row[lang].format(
        number=meant.number,
        area=meant.area,
        unit=meant.unit,
        of=of,
        **{"in": meant.year and (f"（{meant.year}年）" if lang == "zh" else f", {meant.year}")},
    )
    return OfferedAnswer(told, address.removesuffix("?"))


def _meant(state: State, words: str) -> _Meant:
    policy = number = ""
    for one in numbers.find(words):
        known = policy_lookup.find(state.store(), words[one.start : one.end])
        if len(known) == 1:
            policy, number = known[0].iri.removeprefix(f"{ID}policy/"), known[0].number or known[0].heading
        words = words[: one.start] + words[one.end :]
        break
    year = _YEAR.search(words)
    rest = _YEAR.sub("", words)
    areas = {
        str(row["area"]): str(row["iri"]).removeprefix(f"{ID}area/")
        for row in state.asked(queries.text("facets/areas"))
    }
    area = _longest(rest, areas)
    if not area:
        # 红河州 is the short name of one that the store has.
        held = {
            identity.of_area(place).label for start in range(len(rest)) if (place := places.leading(rest[start:]).area)
        }
        named = held & areas.keys()
        area = named.pop() if len(named) == 1 else ""
    units = {str(row["value"]) for row in state.asked(queries.text("facets/project-units"))}
    unit = _longest(rest, units)
    if not unit and area:
        own = {name.removeprefix(area): name for name in units if name.startswith(area)}
        unit = own.get(_longest(rest.replace(area, ""), own), "")
    return _Meant(policy, number, areas.get(area, ""), unit, year[1] if year else "")


def _longest(words: str, names: Mapping[str, object] | set[str]) -> str:
    """The longest of some names that stands in the words; "" where none does, or two of one length."""
    found = sorted((name for name in names if len(name) > 1 and name in words), key=len, reverse=True)
    return found[0] if found and (len(found) == 1 or len(found[0]) > len(found[1])) else ""


@cache
def _table() -> tuple[tuple[re.Pattern[str], str, dict[str, str]], ...]:
    return tuple(
        (re.compile(row["question"]), row["needs"], row) for row in rows("kg.web.lists", "plain_questions.tsv")
    )
