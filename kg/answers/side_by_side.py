"""Two sides of the same thing: a unit in two years, two documents.  What is new, what is gone, what changed, with sums that come to the totals.

Projects are the same where their names are, letter by letter without years, blanks and marks, as in the query year-over-year.  A name that one
side gives to several projects pairs nobody: who is who is not said.  A new name near one that is gone may be the same project renamed: that is
told as a guess, where there is one candidate only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from difflib import SequenceMatcher
from typing import Literal

import pyoxigraph as ox

import queries
from kg.answers import ask, policy_lookup
from kg.stores.store import Store
from kg.tables.table import Table, Value

Group = Literal["changed", "new", "gone", "same", "unclear"]
GROUPS: tuple[Group, ...] = ("changed", "new", "gone", "unclear", "same")
COLUMNS = (
    "group",
    "project",
    "previous_yuan",
    "amount_yuan",
    "difference_yuan",
    "new_bases",
    "gone_bases",
    "perhaps",
    "iri",
    "previous_iri",
)
# How alike a new and a gone name must be to be told as perhaps one.
_NEAR = 0.7


@dataclass(frozen=True, slots=True)
class SidedProject:
    """A project as one side has it: its money in yuan, None where none is stated, and the policies (IRIs) that it rests on."""

    iri: str
    name: str
    normal: str
    yuan: Decimal | None
    bases: frozenset[str]


@dataclass(frozen=True, slots=True)
class ComparedProject:
    """A project of both sides, or of one; ``perhaps`` is what it may have been called on the other side."""

    group: Group
    before: SidedProject | None
    after: SidedProject | None
    perhaps: SidedProject | None = None

    @property
    def shown(self) -> SidedProject:
        """The side that is told: the later one where there is one."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def difference(self) -> Decimal | None:
        """By how much the money grew; what is new grew by all of it.  None where a side has a project without an amount."""
        sides = [one for one in (self.before, self.after) if one is not None]
        if any(one.yuan is None for one in sides):
            return None
        return _yuan(self.after) - _yuan(self.before)

    @property
    def new_bases(self) -> tuple[str, ...]:
        """The policies that only the later side names, of a project that both have."""
        return tuple(sorted(self.after.bases - self.before.bases)) if self.before and self.after else ()

    @property
    def gone_bases(self) -> tuple[str, ...]:
        """Those that only the earlier side names."""
        return tuple(sorted(self.before.bases - self.after.bases)) if self.before and self.after else ()


@dataclass(frozen=True, slots=True)
class SideBySide:
    """All projects of two sides; ``names`` tells what the policies among their bases are called."""

    rows: tuple[ComparedProject, ...]
    names: Mapping[str, str] = field(default_factory=dict)

    def of(self, group: Group) -> tuple[ComparedProject, ...]:
        """The rows of a group, those that moved most first."""
        found = [row for row in self.rows if row.group == group]
        return tuple(sorted(found, key=lambda row: (-abs(row.difference or Decimal(0)), row.shown.name, row.shown.iri)))

    def sums(self, *groups: Group) -> tuple[Decimal, Decimal]:
        """The money before and after, of some groups or of all."""
        rows = [row for row in self.rows if not groups or row.group in groups]
        return sum((_yuan(row.before) for row in rows), Decimal(0)), sum((_yuan(row.after) for row in rows), Decimal(0))

    def table(self) -> Table:
        """One row a project, by group; ``difference_yuan`` adds up to the difference of the totals where every project states an amount."""

        def told(policies: Iterable[str]) -> str | None:
            return "、".join(self.names.get(one, one) for one in policies) or None

        rows: list[tuple[Value, ...]] = [
            (
                group, row.shown.name, row.before.yuan if row.before else None, row.after.yuan if row.after else None, row.difference,
                told(row.new_bases), told(row.gone_bases), row.perhaps.name if row.perhaps else None,
                row.after.iri if row.after else None, row.before.iri if row.before else None,
            )
            for group in GROUPS
            for row in self.of(group)
        ]  # fmt: skip
        return Table(COLUMNS, rows)


def years(store: Store, unit: str, before: int, after: int) -> SideBySide:
    """The budget projects of a unit (its IRI) in two years."""
    old, new = (_side(store, "in-year", unit=str(ox.NamedNode(unit)), year=f'"{year:d}"') for year in (before, after))
    return _compared(old, new, store)


def documents(store: Store, before: str | None, after: str | None, former: Store | None = None) -> SideBySide:
    """The budget projects of two documents (their IRIs; None: no document, so all of the other are new or gone).

    ``former`` is the store that holds the earlier document, where it is another one.
    """
    old, new = (
        _side(of, "in-document", document=str(ox.NamedNode(one))) if one else []
        for of, one in ((former or store, before), (store, after))
    )
    return _compared(old, new, store, former)


def _side(store: Store, of: str, **values: str) -> list[SidedProject]:
    named: dict[str, tuple[str, str]] = {}
    parts: defaultdict[str, dict[str, Decimal]] = defaultdict(dict)
    bases: defaultdict[str, set[str]] = defaultdict(set)
    for row in ask.select(store, queries.bound(f"dossier/compared-{of}", **values)):
        iri = str(row["iri"])
        named[iri] = (str(row["project"]), str(row["normal"]))
        if isinstance(row["yuan"], Decimal | int):
            parts[iri][str(row["part"])] = Decimal(row["yuan"])
        if row["policy"] is not None:
            bases[iri].add(str(row["policy"]))
    return [
        SidedProject(
            iri, name, normal, sum(parts[iri].values(), Decimal(0)) if iri in parts else None, frozenset(bases[iri])
        )
        for iri, (name, normal) in named.items()
    ]


def _compared(
    before: list[SidedProject], after: list[SidedProject], store: Store, former: Store | None = None
) -> SideBySide:
    rows = _paired(before, after)
    policies = {policy for row in rows for policy in (*row.new_bases, *row.gone_bases)}
    names: dict[str, str] = {}
    for one in (store, former):
        if one is not None and (unnamed := sorted(policies - names.keys())):
            names |= {found.iri: found.number or found.heading for found in policy_lookup.described(one, unnamed)}
    return SideBySide(tuple(rows), names)


def _paired(before: list[SidedProject], after: list[SidedProject]) -> list[ComparedProject]:
    sides: list[defaultdict[str, list[SidedProject]]] = [defaultdict(list), defaultdict(list)]
    for held, side in zip(sides, (before, after), strict=True):
        for one in side:
            held[one.normal].append(one)
    then, now = sides
    rows: list[ComparedProject] = []
    for name in sorted(then.keys() | now.keys()):
        old, new = then.get(name, []), now.get(name, [])
        if len(old) > 1 and new or len(new) > 1 and old:
            rows += [ComparedProject("unclear", one, None) for one in old] + [
                ComparedProject("unclear", None, one) for one in new
            ]
        elif old and new:
            same = old[0].yuan == new[0].yuan and old[0].bases == new[0].bases
            rows.append(ComparedProject("same" if same else "changed", old[0], new[0]))
        else:
            rows += [ComparedProject("gone", one, None) for one in old] + [
                ComparedProject("new", None, one) for one in new
            ]
    return _guessed(rows)


def _guessed(rows: list[ComparedProject]) -> list[ComparedProject]:
    """The rows with what a new project may have been called, where one gone project alone is near it and it is near no other."""
    gone = [row.before for row in rows if row.group == "gone" and row.before]
    new = [row.after for row in rows if row.group == "new" and row.after]
    near: defaultdict[str, list[SidedProject]] = defaultdict(list)
    for one in new:
        for other in gone:
            if SequenceMatcher(None, one.normal, other.normal).ratio() >= _NEAR:
                near[one.iri].append(other)
                near[other.iri].append(one)

    def only(one: SidedProject) -> SidedProject | None:
        found = near[one.iri]
        return found[0] if len(found) == 1 and len(near[found[0].iri]) == 1 else None

    return [
        ComparedProject(row.group, row.before, row.after, only(row.shown)) if row.group in ("new", "gone") else row
        for row in rows
    ]


def _yuan(side: SidedProject | None) -> Decimal:
    return side.yuan if side is not None and side.yuan is not None else Decimal(0)
