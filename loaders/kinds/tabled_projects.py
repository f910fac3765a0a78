"""One list of projects from all places of a disclosure: described under headings, listed in rows, named by target tables.

The same name in several of them is one project: the description comes first, then the list, then the target table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from loaders.amounts import Comparison, Money, MoneyKind
from loaders.kinds import front, listed_projects, targeted_projects
from loaders.kinds.listed_projects import Draft, key, name_in
from loaders.kinds.reading import Reading
from loaders.records import Indicator, Mention
from loaders.source import Cell
from loaders.tabular import figures
from loaders.tabular.heads import HeadColumn
from loaders.tabular.performance import Targets
from loaders.tabular.project_rows import List
from loaders.tabular.table import Table
from loaders.text.words import words as words_of

_LONGEST_TITLE = 80
_UNIT = re.compile(r"[（(]?(?:金额)?单位\s*[：:].*")


def first_place(reading: Reading) -> int | None:
    """Where the first table that lists projects or their targets begins: what stands before it is the document's head."""
    places = [one.tables[0].row(one.head.rows.start)[0].start for one in reading.tables.lists]
    for one in reading.tables.targets:
        places.append(min((pair.place for pair in one.upper), default=one.start))
    return min(places, default=None)


def title(text: str, end: int) -> Mention | None:
    """The line or merged cell above the first table that ends as the titles of tables do (…一览表, …支出预算表)."""
    for match in re.finditer(r"[^\t\n]+", text[:end]):
        words = _UNIT.sub("", match[0]).strip()
        core = front.bare(words)
        if 6 <= len(words) <= _LONGEST_TITLE and core.endswith(words_of("kinds/kind_words.tsv")["title-table"]):
            start = match.start() + match[0].index(words)
            return Mention(words, start, start + len(words))
    return None


def merged(
    reading: Reading, described: list[Draft], year: Mention | None, level: str | None
) -> tuple[list[Draft], list[Indicator], list[str]]:
    """Every project once, in the order of the text with its ordinal; indicators of no project; what is in doubt.

    ``year`` is the budget's and ``level`` the publisher's, if known (see ``allocation.choose``).
    """
    warnings = [_without_unit(reading.tables.without_unit)] if reading.tables.without_unit else []
    # A cell that spans rows of something else can put a name behind the end of what it names: that is no form.
    described = [one for one in described if one.project.name.end <= one.project.end]
    drafts = [_cut(one, reading) for one in described]
    for listed in reading.tables.lists:
        drafts += _from_list(reading, listed, drafts, described, year, level, warnings)
    loose: list[Indicator] = []
    by_key: dict[str, list[Draft]] = {}
    for one in drafts:
        by_key.setdefault(one.key, []).append(one)
    for targets in reading.tables.targets:
        if targets.doubts:
            warnings.append(
                f"{len(targets.doubts)} values of a target table were not understood; the first: {targets.doubts[0]}."
            )
        _from_targets(reading, targets, drafts, by_key, loose, year)
    return _numbered(drafts, reading.text), loose, warnings


def _without_unit(headings: tuple[str, ...]) -> str:
    return (
        f"A table of projects says nowhere whether the figures under {'、'.join(headings)} are 元 or 万元, so they are no "
        "amounts."
    )


def _from_list(
    reading: Reading,
    listed: List,
    drafts: list[Draft],
    described: list[Draft],
    year: Mention | None,
    level: str | None,
    warnings: list[str],
) -> list[Draft]:
    """The projects of a list that no other place has; an overview of the described ones adds none."""
    if listed.doubts:
        warnings.append(
            f"{len(listed.doubts)} rows of a table of projects were not understood; the first: {listed.doubts[0]}."
        )
    known = {one.key for one in drafts}
    names = [name_in(row.table, row.name).value for row in listed.rows]
    fresh = [name for name in names if key(name) not in known]
    inside = any(one.project.start <= listed.start < one.project.end for one in described)
    overview = len(fresh) < len(names) if described else 2 * len(fresh) <= len(names)
    if inside or overview:
        if fresh and not inside:
            warnings.append(
                f"A table lists {len(fresh)} projects that the page names nowhere else, so they were not taken; "
                f"the first: {fresh[0]}."
            )
        return []
    headings = listed_projects.without_unit(listed)
    if headings:
        warnings.append(_without_unit(headings))
    found = list(listed_projects.drafts(reading, listed, year.value if year else None, level))
    for one in found:
        one.project = replace(one.project, fiscal_year=year)
    return [one for one in found if one.key not in known]


def _from_targets(
    reading: Reading,
    targets: Targets,
    drafts: list[Draft],
    by_key: dict[str, list[Draft]],
    loose: list[Indicator],
    year: Mention | None,
) -> None:
    """The targets of a table go to the project that it names; without a name to the one that it stands in, if any."""
    told = targeted_projects.draft(reading, targets)
    if told is None:
        around = [one for one in drafts if one.project.start <= targets.start < one.project.end]
        (around[0].indicators if around and not targets.whole else loose).extend(targets.indicators)
        return
    same = by_key.setdefault(told.key, [])
    if len(same) != 1:
        told.project = replace(told.project, fiscal_year=year)
        drafts.append(told)
        same.append(told)
        return
    one = same[0]
    one.indicators += told.indicators
    places = {(m.start, m.end) for m in one.money}
    one.money += [m for m in told.money if (m.start, m.end) not in places]
    if not one.project.amount_parts:
        one.project = replace(one.project, amount_parts=told.project.amount_parts)
    elif told.project.amount is not None and one.project.amount != told.project.amount:
        one.warnings.append(
            f"{one.project.name.value}: its target table prints another amount for the year than the rest of the page."
        )
    if not one.project.units:
        one.project = replace(one.project, units=told.project.units)


def _cut(one: Draft, reading: Reading) -> Draft:
    """A described project ends where a target table of something else begins."""
    project = one.project
    for targets in reading.tables.targets:
        if not project.start < targets.start < project.end or (targets.name is None and not targets.whole):
            continue
        if targets.name is None or key(name_in(targets.table, targets.name).value) != one.key:
            return _ended(one, targets.start, reading.text)
    return one


def _ended(one: Draft, end: int, text: str) -> Draft:
    project = one.project
    stop = project.start + len(text[project.start : end].rstrip())
    parts = tuple(part for part in project.amount_parts if part.end <= stop)
    project = replace(
        project,
        end=stop,
        sections=tuple(replace(s, end=min(s.end, stop)) for s in project.sections if s.start <= stop),
        amount_parts=parts if parts == project.amount_parts else (),
    )
    return Draft(project, [m for m in one.money if m.end <= stop], one.indicators, one.warnings)


def _numbered(drafts: list[Draft], text: str) -> list[Draft]:
    """The drafts in the order of the text, each up to the next and with its ordinal in all its records."""
    ordered: list[Draft] = []
    for one in sorted(drafts, key=lambda one: one.project.start):
        if ordered and ordered[-1].project.end > one.project.start:
            if ordered[-1].project.name.end > one.project.start:
                continue  # one place in the text names one project
            ordered[-1] = _ended(ordered[-1], one.project.start, text)
        ordered.append(one)
    for ordinal, one in enumerate(ordered, 1):
        old = one.project.ordinal
        parts = tuple(replace(part, project=ordinal) for part in one.project.amount_parts)
        one.project = replace(one.project, ordinal=ordinal, amount_parts=parts)
        one.indicators = [replace(indicator, project=ordinal) for indicator in one.indicators]
        # The parts last: at their place they say what the amount is.
        one.money = [*(replace(m, project=ordinal) for m in one.money), *parts]
        one.warnings = [
            warning.replace(f"Project {old}:", f"Project {ordinal}:", 1) if old else f"Project {ordinal}, {warning}"
            for warning in one.warnings
        ]
    return ordered


def declared_total(reading: Reading, projects: int) -> Money | None:
    """The sum that the only list of a document prints in its last row, where the list is all its projects."""
    lists = reading.tables.lists
    if len(lists) != 1 or not lists[0].whole or lists[0].doubts or len(lists[0].rows) != projects:
        return None
    return _amount(lists[0], lists[0].tables[-1], lists[0].total, "total")


def subtotals(reading: Reading) -> Iterator[Comparison]:
    """The sums that a list prints below the projects of each unit, with their amounts; none where they stand above them."""
    for listed in reading.tables.lists:
        if listed.doubts or not listed.whole or not all(one.rows for one in listed.subtotals):
            continue
        for one in listed.subtotals:
            whole = _amount(listed, one.table, one.cells, "total")
            parts = [_amount(listed, row.table, row.cells, "part") for row in one.rows]
            added = tuple(filter(None, parts))
            if whole is not None and len(added) == len(parts):
                yield Comparison(added[0].start, whole.end, "parts", whole, added)


def _amount(listed: List, table: Table, cells: Iterable[tuple[HeadColumn, Cell]], kind: MoneyKind) -> Money | None:
    """The one amount of a row of a list, in a column that is no part of another."""
    found = [
        money
        for column, cell in cells
        if column.label.meaning in ("amount", "funding") and not column.part
        if (money := figures.money(table, cell, column.label, listed.unit, kind)) is not None
    ]
    return found[0] if len(found) == 1 else None
