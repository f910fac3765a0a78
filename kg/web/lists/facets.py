"""Facets of a list: what its things have in common, each value with how many things it would leave, chosen in the address.

Values of one facet add up (2023 or 2024), facets narrow each other (2024 and in 云南省).  The count of a value says how many things the list would
show with it, whatever else of the same facet is chosen.  An area holds all its parts.  ``facets.tsv`` says which lists have which.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cache
from time import monotonic
from typing import TYPE_CHECKING

import pyoxigraph as ox

import queries
from kg.answers import policy_lookup
from kg.answers.standing import Standing, of_rows
from kg.tables import table as tables
from kg.tables.table import Table
from kg.web import pages
from kg.web.state import BeingMade
from ontology import levels
from ontology.iris import ID, NS
from ontology.tables import rows

if TYPE_CHECKING:
    from starlette.requests import Request

    from kg.tables.language import Language
    from kg.tables.table import Value
    from kg.web.state import State

#: In an address: nothing is stated of the thing; of a policy's time in force nothing is known.
NONE, UNKNOWN = "none", "unknown"
#: So many values of a facet stand open, the others behind "more".
OPEN = 8
# More values of one facet are no help to anybody; search and filter find what they name.
_MOST = 200
_AREA = f"{ID}area/"
_STANDINGS = ("InForce", "NotYetInForce", "Expired", "Repealed", UNKNOWN, NONE)


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: ``address`` chooses it or takes it away, ``depth`` is its place in a tree, ``count`` what the list would hold."""

    words: str
    count: int
    chosen: bool
    address: str
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet as a page shows it; ``chosen`` of its values narrow the list."""

    key: str
    choices: tuple[FacetValue, ...]

    @property
    def chosen(self) -> tuple[FacetValue, ...]:
        """The values that narrow the list."""
        return tuple(one for one in self.choices if one.chosen)

    @property
    def open(self) -> tuple[FacetValue, ...]:
        """What is seen at once: the first values and all that are chosen."""
        return tuple(one for at, one in enumerate(self.choices) if at < OPEN or one.chosen)

    @property
    def more(self) -> tuple[FacetValue, ...]:
        """The others."""
        return tuple(one for at, one in enumerate(self.choices) if at >= OPEN and not one.chosen)


@dataclass(frozen=True, slots=True)
class HeldValues:
    """The values of a facet: of each thing (IRI), and, of areas, their names and the chain above each, itself last."""

    key: str
    told: str
    of: Mapping[str, frozenset[str]]
    names: Mapping[str, str]
    chains: Mapping[str, tuple[str, ...]]


def chosen(request: Request, name: str) -> dict[str, set[str]]:
    """What the address chooses: facet -> values; facets that the list has not are left aside."""
    found = {row["facet"]: set(request.query_params.getlist(row["facet"])) - {""} for row in _of_list(name)}
    return {key: values for key, values in found.items() if values}


def narrowed(state: State, request: Request, name: str, table: Table, wait: float) -> tuple[Table, tuple[Facet, ...]]:
    """The rows that the address leaves, and the facets of the list.

    A facet whose values are not there after ``wait`` seconds is left out; one that the address chooses is waited for.
    :raises BeingMade: a chosen one is not there yet.
    """
    wanted = chosen(request, name)
    held = _held(state, name, table, wait, wanted)
    if wanted:
        left, counts = _counted(table, held, wanted)
    else:
        # What the whole list holds is the same in every order and on every page of it.
        kept = ("counted", name, tuple(one.key for one in held))
        left, counts = table, state.made_of(kept, held, lambda: _counted(table, held, wanted)[1])
    named = {row["facet"] for row in _of_list(name) if row["from"].startswith("policy ")} & set(counts)
    # Who does not name a policy is no answer to who does.
    for key in named:
        counts[key].pop(NONE, None)
    lang = pages.language(request)
    facets = (_facet(request, one, counts[one.key], wanted.get(one.key, set()), lang) for one in held)
    return left, tuple(one for one in facets if len(one.choices) > 1 or one.chosen)


def _counted(
    table: Table, held: Sequence[HeldValues], wanted: Mapping[str, set[str]]
) -> tuple[Table, dict[str, Counter[str]]]:
    """The rows that are left, and of each facet how many things the list would hold with each value."""
    at = table.columns.index("iri")
    kept: list[tuple[Value, ...]] = []
    counts: dict[str, Counter[str]] = {one.key: Counter() for one in held}
    counted: set[str] = set()
    nothing = frozenset({NONE})
    for row in table.rows:
        iri = str(row[at])
        values = {one.key: one.of.get(iri, nothing) for one in held}
        lacking = [key for key, want in wanted.items() if key in values and want.isdisjoint(values[key])]
        if not lacking:
            kept.append(row)
        # A thing counts once, though it have several rows.
        if len(lacking) > 1 or iri in counted:
            continue
        counted.add(iri)
        for key in lacking or counts:
            counts[key].update(values[key])
    return Table(table.columns, kept), counts


def _facet(request: Request, held: HeldValues, counts: Counter[str], wanted: set[str], lang: Language) -> Facet:
    values = [value for value in counts if counts[value]] + [value for value in sorted(wanted) if not counts[value]]
    tree = held.told == "areas"

    def words(value: str) -> str:
        if value in (NONE, UNKNOWN):
            own = f"facet_{value}_{held.key}"
            return pages.say(lang, own if own in pages.words() else f"facet_{value}")
        named = held.names.get(value, value)
        # Values of one word are concepts of the ontology, without its namespace.
        return tables.shown(f"{NS}{named}" if named.isascii() and named.isalpha() else named, "", lang)

    def order(value: str) -> tuple[object, ...]:
        if held.told == "years":
            return value == NONE, -int(value) if value.isdecimal() else 0, value
        if held.told in ("levels", "standing"):
            ranks = tuple(levels()) if held.told == "levels" else _STANDINGS
            return ranks.index(value) if value in ranks else len(ranks), value
        # Of a tree each area comes behind those above it.
        chain = held.chains.get(value, (value,))
        return tuple((one == NONE, -counts[one], one) for one in chain)

    choices = tuple(
        FacetValue(
            words(value),
            counts[value],
            value in wanted,
            _address(request, held.key, (wanted - {value}) if value in wanted else wanted | {value}),
            len(held.chains.get(value, ("",))) - 1 if tree else 0,
        )
        for value in sorted(values, key=order)[:_MOST]
    )
    return Facet(held.key, choices)


def _address(request: Request, key: str, values: set[str]) -> str:
    return pages.here(request, page=None, **{key: sorted(values)})


def _held(state: State, name: str, table: Table, wait: float, wanted: Mapping[str, set[str]]) -> list[HeldValues]:
    """The facets of a list, each made once for a state of the store (and for a day, since what is in force changes by itself)."""
    described = _of_list(name)
    asked = [row["from"].removeprefix("query ") for row in described if row["from"].startswith("query ")]
    asked += ["areas"] if any(row["told"] == "areas" for row in described) else []
    until = monotonic() + wait
    for one in asked:  # All are begun before one is waited for.
        with suppress(BeingMade):
            state.asked(queries.text(f"facets/{one}"), 0)
    found = []
    for row in described:
        left = max(0.0, until - monotonic())
        try:
            if row["from"].startswith("policy "):
                found += [_named(state, row, wanted[row["facet"]], left)] if row["facet"] in wanted else []
            else:
                found.append(_values(state, name, row, table, left))
        except BeingMade:
            if row["facet"] in wanted:
                raise
    return found


def values_of(state: State, name: str, key: str, wait: float) -> HeldValues:
    """The values of one facet of a whole list.

    :raises BeingMade: they are not there after ``wait`` seconds.
    """
    row = next(row for row in _of_list(name) if row["facet"] == key)
    return _values(state, name, row, state.listed(name, wait), wait)


def _values(state: State, name: str, row: Mapping[str, str], table: Table, wait: float) -> HeldValues:
    way, _, source = row["from"].partition(" ")
    given = table if way == "column" else state.asked(queries.text(f"facets/{source}"), wait)
    areas = state.asked(queries.text("facets/areas"), wait) if row["told"] == "areas" else None
    key = ("facet", name, row["facet"], date.today())

    def made() -> HeldValues:
        if row["told"] == "standing":
            pairs: Iterable[tuple[str, str]] = ((iri, named_standing(now)) for iri, _, now in _standing(given))
        else:
            column = source if way == "column" else "value"
            pairs = ((str(iri), str(value)) for iri, value in given.only(("iri", column)).rows if value is not None)
        of: defaultdict[str, set[str]] = defaultdict(set)
        names, chains = _tree(areas) if areas is not None else ({}, {})
        for iri, value in pairs:
            short = value.removeprefix(_AREA).removeprefix(NS)
            of[iri].update(chains.get(short, (short,)))
        return HeldValues(
            row["facet"], row["told"], {iri: frozenset(values) for iri, values in of.items()}, names, chains
        )

    return state.made_of(key, (given,), made)


def _named(state: State, row: Mapping[str, str], wanted: set[str], wait: float) -> HeldValues:
    """The things that name one of the policies of the address; a policy that the store has not leaves nothing."""
    of: defaultdict[str, set[str]] = defaultdict(set)
    names: dict[str, str] = {}
    for one in sorted(wanted):
        try:
            policy = ox.NamedNode(f"{ID}policy/{one}")
        except ValueError:
            continue
        for found in state.asked(
            queries.bound(f"dossier/{row['from'].removeprefix('policy ')}", iri=str(policy)), wait
        ):
            of[str(found["iri"])].add(one)
        names.update((one, known.name) for known in policy_lookup.described(state.store(), [policy.value]))
    return HeldValues(row["facet"], row["told"], {iri: frozenset(values) for iri, values in of.items()}, names, {})


def bases(state: State, wait: float) -> Mapping[str, Sequence[tuple[str, Standing]]]:
    """The policies that each project rests on, with how each stands today; made once for a state of the store and a day."""
    given = state.asked(queries.text("facets/project-bases"), wait)

    def made() -> Mapping[str, Sequence[tuple[str, Standing]]]:
        found: defaultdict[str, list[tuple[str, Standing]]] = defaultdict(list)
        for iri, policy, now in _standing(given):
            found[iri].append((policy, now))
        return found

    return state.made_of(("bases", date.today()), (given,), made)


def named_standing(now: Standing) -> str:
    """What a facet calls a standing in an address."""
    return (now.status or UNKNOWN).removeprefix(NS)


def _standing(given: Table) -> Iterable[tuple[str, str, Standing]]:
    """Each thing with each policy that it has, and how that stands today."""
    said: defaultdict[tuple[str, str], list[dict[str, Value]]] = defaultdict(list)
    for row in given:
        said[str(row["iri"]), str(row["policy"])].append(row)
    for (iri, policy), every in said.items():
        yield iri, policy, of_rows(every)


def _tree(areas: Table) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """The names of areas, and of each the areas above it from the top, itself last; a circle ends where it closes."""
    names = {str(row["iri"]).removeprefix(_AREA): str(row["area"]) for row in areas}
    above = {
        str(row["iri"]).removeprefix(_AREA): str(row["above"]).removeprefix(_AREA) for row in areas if row["above"]
    }
    chains = {}
    for one in names:
        chain, at = [one], above.get(one)
        while at is not None and at not in chain:
            chain.append(at)
            at = above.get(at)
        chains[one] = tuple(reversed(chain))
    return names, chains


@cache
def _of_list(name: str) -> tuple[dict[str, str], ...]:
    return tuple(row for row in rows("kg.web.lists", "facets.tsv") if row["list"] == name)
