"""The Sankey chart of money: from the level that pays through the project to the unit; what is too small to draw is drawn together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
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
TOPS = (10, 20, 40)
#: So many where nobody chose.
USUAL_TOP = 20
#: Key of what is drawn together, and of what no page states.
OTHERS, UNSTATED = "\0others", "\0unstated"

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


def of_units(table: Table, unit: str) -> Table:
    """The flows to units that have these words in their names."""
    if not unit:
        return table
    at = table.columns.index("units")
    return Table(table.columns, [row for row in table.rows if unit in str(row[at] or "")])


def _values(table: Table) -> dict[Value, list[Value]]:
    """The values of each thing, sorted."""
    found: defaultdict[Value, set[Value]] = defaultdict(set)
    for iri, value in table.rows:
        found[iri].add(value)
    return {iri: sorted(values, key=str) for iri, values in found.items()}


def total(table: Table) -> Decimal:
    """The sum of all flows in yuan."""
    return sum((Decimal(str(row["amount_yuan"])) for row in table), Decimal(0))


def model(table: Table, lang: Language, top: int = USUAL_TOP) -> dict[str, Any]:
    """Nodes in three columns and links between them; both steps add up to the sum of the table.

    The ``top`` largest projects and units stand for themselves, all others for one node of their column.  A project of several units
    flows to one node with all their names, because no page says how they share.
    """
    rows = [row for row in table if Decimal(str(row["amount_yuan"])) > 0]
    drawn_projects = _largest(rows, "iri", top)
    drawn_units = _largest(rows, "units", top)
    flows: defaultdict[tuple[Node, Node], Decimal] = defaultdict(Decimal)
    of_node: defaultdict[Node, Decimal] = defaultdict(Decimal)
    names: dict[Node, str] = {}
    together: set[str] = set()
    for row in rows:
        amount = Decimal(str(row["amount_yuan"]))
        level = ("level", str(row["level"] or UNSTATED))
        project = ("project", str(row["iri"]) if row["iri"] in drawn_projects else OTHERS)
        units = row["units"]
        unit = ("unit", UNSTATED if units is None else str(units) if units in drawn_units else OTHERS)
        if project[1] == OTHERS:
            together.add(str(row["iri"]))
        names[level] = tables.concept(str(row["level"]), lang) if row["level"] else pages.say(lang, "level_unstated")
        names[project] = str(row["project"])
        names[unit] = str(units) if units is not None else pages.say(lang, "unit_unstated")
        flows[level, project] += amount
        flows[project, unit] += amount
        for node in (level, project, unit):
            of_node[node] += amount
    names[("project", OTHERS)] = pages.say(lang, "other_projects", count=len(together))
    names[("unit", OTHERS)] = pages.say(lang, "other_units")
    order = sorted(of_node, key=lambda node: (_COLUMNS.index(node[0]), node[1] == OTHERS, -of_node[node], node[1]))
    number = {node: place for place, node in enumerate(order)}
    return {
        "kind": "sankey",
        "nodes": [
            {
                "name": tables.clean(names[node]),
                "column": _COLUMNS.index(node[0]),
                "shown": tables.yuan(of_node[node]),
                "href": pages.href(node[1]) if node[0] == "project" else None,
                "plain": node[1] in (OTHERS, UNSTATED),
            }
            for node in order
        ],
        "links": [
            {"source": number[a], "target": number[b], "value": float(value), "shown": tables.yuan(value)}
            for (a, b), value in sorted(flows.items(), key=lambda flow: (number[flow[0][0]], number[flow[0][1]]))
        ],
    }


_COLUMNS = ("level", "project", "unit")


def _largest(rows: Sequence[Row], column: str, top: int) -> set[object]:
    """The values of a column with the most money."""
    sums: defaultdict[object, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row[column] is not None:
            sums[row[column]] += Decimal(str(row["amount_yuan"]))
    return set(sorted(sums, key=lambda value: (-sums[value], str(value)))[:top])
