"""The Sankey chart of money: from the level that pays through the project to the unit; what is too small to draw is drawn together."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

import queries
from kg.tables import table as tables
from kg.tables.table import Table
from kg.web import pages

if TYPE_CHECKING:
    from kg.tables.language import Language
    from kg.tables.table import Value

#: The named query whose rows these flows are, and the one that adds them up.
QUERY, LEVELS = "money-flows", "money-by-level-and-year"
COLUMNS = ("level", "project", "units", "fiscal_year", "amount_yuan", "iri")
#: How many projects are drawn one by one; as many units at most.
TOPS = (10, 20, 30)
#: So many where nobody chose.
USUAL_TOP = 20
#: What a person can follow with the eye: flows from one column to the next.
MOST_FLOWS = 30
#: Key of what is drawn together, and of what no page states.
OTHERS, UNSTATED = "\0others", "\0unstated"
# What stands before the key of a group.
_AREA, _UNIT = "\0area ", "\0unit "
_COLUMNS = ("level", "project", "unit")

Row = dict[str, Any]
Node = tuple[str, str]


def years(levels: Table) -> list[str]:
    """The years of the sums by level and year, the newest first."""
    return sorted({str(row["fiscal_year"]) for row in levels if row["fiscal_year"] is not None}, reverse=True)


def flows(select: Callable[[str], Table], year: str | None = None) -> Table:
    """What each level pays for each project of a year (None: of all, also of those that state none): the largest first.

    As the named query money-flows, but read from the documents of that year alone.  ``select`` answers a query.
    """
    of = str(ox.Literal(year or ""))
    asked = (queries.bound(f"charts/flow-{name}", year=of) for name in ("money", "labels", "units", "years"))
    money, *described = map(select, asked)
    labels, units, stated = map(_values, described)
    rows: list[tuple[Value, ...]] = []
    for iri, level, yuan in money.rows:
        bodies = "、".join(map(str, units[iri])) if iri in units else None
        rows += [
            (level, label, bodies, when, yuan, iri)
            for label in labels.get(iri, ())
            for when in stated.get(iri, [None])
            if year is None or str(when) == year
        ]
    rows.sort(key=lambda row: (-Decimal(str(row[4])), *map(str, row)))
    return Table(COLUMNS, rows)


def areas(select: Callable[[str], Table], year: str | None = None) -> dict[Value, str]:
    """The areas of the projects of a year, by IRI; several are one text."""
    table = select(queries.bound("charts/flow-areas", year=str(ox.Literal(year or ""))))
    return {iri: "、".join(map(str, names)) for iri, names in _values(table).items()}


def chosen(table: Table, unit: str, area: str, areas: Mapping[Value, str]) -> Table:
    """The flows to units that have these words in their names, of projects of that area; "" asks for all."""
    units, iri = table.columns.index("units"), table.columns.index("iri")
    rows = [row for row in table.rows if unit in str(row[units] or "") and area in ("", areas.get(row[iri], UNSTATED))]
    return Table(table.columns, rows)


def _values(table: Table) -> dict[Value, list[Value]]:
    """The values of each thing, sorted."""
    found: defaultdict[Value, set[Value]] = defaultdict(set)
    for iri, value in table.rows:
        found[iri].add(value)
    return {iri: sorted(values, key=str) for iri, values in found.items()}


def total(table: Table) -> Decimal:
    """The sum of all flows in yuan."""
    return sum((Decimal(str(row["amount_yuan"])) for row in table), Decimal(0))


def model(
    table: Table,
    lang: Language,
    top: int = USUAL_TOP,
    areas: Mapping[Value, str] | None = None,
    address: Callable[..., str] = lambda **_: "",
) -> dict[str, Any]:
    """Nodes in three columns and links between them; both steps add up to the sum of the table.

    The ``top`` largest projects and units stand for themselves, fewer where there would be more than :data:`MOST_FLOWS` flows; all others
    are drawn together: by area, in one area by unit.  Such a node leads to ``address`` with its ``area`` or ``unit``.  A project of several
    units flows to one node with all their names, because no page says how they share.
    """
    rows = [row for row in table if Decimal(str(row["amount_yuan"])) > 0]
    projects, units = (_largest(rows, column) for column in ("iri", "units"))
    group, groups = _grouped(rows, areas or {})

    def ends(row: Row, top: int, most: int) -> tuple[Node, Node, Node]:
        of = group(row)
        rest = of if groups.get(of, 0) < most else OTHERS
        unit = UNSTATED if row["units"] is None else str(row["units"])
        return (
            ("level", str(row["level"] or UNSTATED)),
            ("project", str(row["iri"]) if projects[row["iri"]] < top else rest),
            ("unit", unit if unit == UNSTATED or units[row["units"]] < top else rest),
        )

    def few(top: int, most: int) -> bool:
        drawn = [ends(row, top, most) for row in rows]
        return all(len({(one[step], one[step + 1]) for one in drawn}) <= MOST_FLOWS for step in (0, 1))

    # As many projects as can be followed with groups beside them; where even the groups are too many, the largest of those.
    top = _most(range(1, top + 1), lambda one: few(one, len(groups)))
    most = _most(range(1, len(groups) + 1), lambda one: few(top, one))
    flows: defaultdict[tuple[Node, Node], Decimal] = defaultdict(Decimal)
    of_node: defaultdict[Node, Decimal] = defaultdict(Decimal)
    names: dict[Node, str] = {}
    held: defaultdict[Node, set[str]] = defaultdict(set)
    for row in rows:
        amount = Decimal(str(row["amount_yuan"]))
        level, project, unit = nodes = ends(row, top, most)
        names[level] = tables.concept(str(row["level"]), lang) if row["level"] else pages.say(lang, "level_unstated")
        names[project] = str(row["project"])
        names[unit] = str(row["units"]) if row["units"] is not None else pages.say(lang, "unit_unstated")
        held[project].add(str(row["iri"]))
        flows[level, project] += amount
        flows[project, unit] += amount
        for node in nodes:
            of_node[node] += amount
    together = {node for node in of_node if node[1] == OTHERS or (node[0] != "level" and node[1] in groups)}
    for node in together:
        key = f"other_{node[0]}s" if node[1] == OTHERS else f"rest_{node[0]}s"
        of = node[1].removeprefix(_AREA).removeprefix(_UNIT)
        names[node] = pages.say(
            lang, key, count=len(held[node]), of=pages.say(lang, "year_unstated") if of == UNSTATED else of
        )
    order = sorted(of_node, key=lambda node: (_COLUMNS.index(node[0]), node in together, -of_node[node], node[1]))
    number = {node: place for place, node in enumerate(order)}

    def told(node: Node) -> dict[str, Any]:
        href = _leads(node, node in together, address)
        return {"name": tables.clean(names[node]), "shown": pages.money(lang, of_node[node]), "href": href}

    return {
        "kind": "sankey",
        "nodes": [
            {
                **told(node),
                "column": _COLUMNS.index(node[0]),
                "plain": node in together or node[1] == UNSTATED,
            }
            for node in order
        ],
        "links": [
            {"source": number[a], "target": number[b], "value": float(value), "shown": pages.money(lang, value)}
            for (a, b), value in sorted(flows.items(), key=lambda flow: (number[flow[0][0]], number[flow[0][1]]))
        ],
        # A drawing is read with the eye; what can be opened in it is listed for everybody.
        "rest": [told(node) for node in order if node[0] == "project" and node in together and node[1] != OTHERS],
    }


def _grouped(rows: Sequence[Row], areas: Mapping[Value, str]) -> tuple[Callable[[Row], str], dict[str, int]]:
    """What a project is drawn together with: those of its area, in one area those of its unit; and the groups by their rank."""
    by_area = len({areas.get(row["iri"], UNSTATED) for row in rows}) > 1

    def group(row: Row) -> str:
        return f"{_AREA}{areas.get(row['iri'], UNSTATED)}" if by_area else f"{_UNIT}{row['units'] or UNSTATED}"

    ranks = _largest([{**row, "group": group(row)} for row in rows], "group")
    # In one unit there is nothing to tell apart.
    return group, {str(one): rank for one, rank in ranks.items()} if len(ranks) > 1 else {}


def _leads(node: Node, together: bool, address: Callable[..., str]) -> str | None:
    """Where a click on a node leads: a project to its page, a group into itself."""
    kind, key = node
    if kind == "level" or key.endswith((OTHERS, UNSTATED)):
        return None
    if together:
        return address(area=key.removeprefix(_AREA)) if key.startswith(_AREA) else address(unit=key.removeprefix(_UNIT))
    return pages.href(key) if kind == "project" else address(unit=key)


def _most(numbers: range, fits: Callable[[int], bool]) -> int:
    """The largest of the numbers that fits, where what fits is smaller than what does not; one less than the first where none does."""
    return bisect_left(numbers, True, key=lambda one: not fits(one)) + numbers.start - 1


def _largest(rows: Sequence[Row], column: str) -> dict[object, int]:
    """The values of a column by the money that they have: the first has the most."""
    sums: defaultdict[object, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row[column] is not None:
            sums[row[column]] += Decimal(str(row["amount_yuan"]))
    return {value: rank for rank, value in enumerate(sorted(sums, key=lambda value: (-sums[value], str(value))))}
