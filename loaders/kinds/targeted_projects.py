"""The projects that performance-target tables name, with their indicators."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from loaders.amounts import Money, MoneyKind
from loaders.kinds import implementers
from loaders.kinds.listed_projects import Draft, name_in
from loaders.kinds.reading import Reading
from loaders.records import Project, Section
from loaders.tabular import figures, labels
from loaders.tabular.forms import Pair
from loaders.tabular.performance import Targets

_GROUPS: Final = frozenset({"amount", "figure", "source"})


def draft(reading: Reading, one: Targets) -> Draft | None:
    """The project of a target table with what its upper part says; None where the table names no project."""
    if one.name is None:
        return None
    text, table = reading.text, one.table
    name = name_in(table, one.name)
    units = {
        u.value: u
        for pair in one.upper
        if pair.label.meaning == "unit"
        for u in implementers.in_section(text, pair.start, pair.end)
    }
    warnings: list[str] = []
    money: list[Money] = []
    amounts: list[Money] = []
    for pair in one.upper:
        if pair.label.meaning not in ("amount", "source"):
            continue
        unit = _unit(one, pair)
        kind: MoneyKind = "total" if pair.label.meaning == "amount" else "part"
        found = figures.money(table, pair.cell, pair.label, unit, kind)
        if found is not None:
            money.append(found)
            amounts += [found] if kind == "total" else []
        elif kind == "total" and figures.lacks_unit(table, pair.cell, pair.label, unit):
            warnings.append(
                f"{name.value}: its target table does not say whether its amount is 元 or 万元, so it has none here."
            )
    if len({m.yuan for m in amounts}) > 1:
        warnings.append(f"{name.value}: its target table prints several amounts for the year, so it has none here.")
        amounts = []
    sections = {
        (pair.start, pair.end): Section(
            heading=pair.label.heading,
            field=labels.FIELD_OF[pair.label.meaning],
            start=pair.start,
            end=pair.start + len(text[pair.start : pair.end].rstrip()),
        )
        for pair in one.upper
        if pair.label.meaning in labels.FIELD_OF and one.start <= pair.start and pair.end <= one.end
    }
    project = Project(
        ordinal=0,
        name=name,
        units=tuple(units.values()),
        amount_parts=tuple(amounts[:1]),
        start=one.start,
        end=one.end,
        sections=tuple(sections[place] for place in sorted(sections)),
    )
    kept = [m if m in amounts[:1] else replace(m, kind="part") for m in money]
    return Draft(project, kept, list(one.indicators), warnings)


def _unit(one: Targets, pair: Pair) -> int | None:
    """The unit of the group that a label stands in (项目资金（万元） | 年度资金总额 | 100), else the table's."""
    for column in range(pair.cell.column - 1, -1, -1):
        cell = one.table.at(pair.cell.row, column)
        found = one.table.label(cell, _GROUPS) if cell is not None else None
        if found is not None and found.unit is not None:
            return found.unit
        mark = (
            re.search(r"[（(]\s*(百万元|亿元|万元|千元|元)\s*[）)]", one.table.words(cell))
            if cell is not None
            else None
        )
        if mark is not None:
            return labels.UNITS[mark[1]]
    if one.unit is None and not one.table.merged:
        return _unit_above(one, pair)
    return one.unit


def _unit_above(one: Targets, pair: Pair) -> int | None:
    """Where spans are not known: the only unit in brackets that a label of the upper part prints."""
    found = {
        known.unit
        for cell in one.table.cells
        if cell.start < pair.start and (known := one.table.label(cell, _GROUPS)) and known.unit
    }
    return found.pop() if len(found) == 1 else None
