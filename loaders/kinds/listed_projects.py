"""The projects of a table with one project a row: name, units, amount, sections and functional classification."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import accumulate

from loaders.amounts import Money
from loaders.kinds import allocation, implementers
from loaders.kinds.reading import Reading
from loaders.records import Classification, Indicator, Mention, Project, Section
from loaders.source import Cell
from loaders.tabular import figures
from loaders.tabular.heads import HeadColumn
from loaders.tabular.labels import FIELD_OF
from loaders.tabular.project_rows import List, ProjectRow
from loaders.tabular.table import Table
from loaders.templates import squeezed
from loaders.templates.headings import NUMBER
from loaders.text.paragraphs import trimmed

# What a merged cell says of each row that it covers; whose money it prints is another question (see allocation).
_LENT = ("basis", "content", "overview")
# 政府收支分类科目: class of three digits, section of five, item of seven.
_CODE = re.compile(
    r"[\[（(]?(?P<code>[12][0-9]{2}(?:[0-9]{2}){0,2})(?![0-9])[\]）)]?[\s\-—_:：]*(?P<name>[^\s0-9].*)?", re.S
)
_MOST_PARTS = 8  # rows that 其中 begins
_CLOSING = " \t\u3000\n。；;，,、"


@dataclass(slots=True)
class Draft:
    """A project before it has its ordinal (0), with all the money and the indicators that its table states of it."""

    project: Project
    money: list[Money] = field(default_factory=list)
    indicators: list[Indicator] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        """The name as names are compared: without blanks, and without 项目 at its end."""
        return key(self.project.name.value)


def key(name: str) -> str:
    """A project's name as names are compared."""
    words = squeezed(name)
    return words.removesuffix("项目") or words


def name_in(table: Table, cell: Cell) -> Mention:
    """The name that a cell prints, without its number and without line breaks."""
    words = table.words(cell)
    kept = words.rstrip(_CLOSING)
    number = NUMBER.match(kept.lstrip())
    start = len(kept) - len(kept.lstrip()) + (number.end() if number and number.end() < len(kept.strip()) else 0)
    return Mention(re.sub(r"\s*\n\s*", "", kept[start:]), cell.start + start, cell.start + len(kept))


def drafts(reading: Reading, one: List, year: str | None, level: str | None) -> Iterator[Draft]:
    """The projects of a list in its order; rows right under each other that only part one project's money by code are one.

    What 其中 begins parts the project above it, and is none: as many rows as come to its amount, else the first alone.
    """
    found = list(_rows_of_projects(reading, one, year, level))
    at, above = 0, None
    while at < len(found):
        if above is not None and found[at].project.name.value.startswith("其中"):
            sums = accumulate(draft.project.amount or Decimal(0) for draft in found[at : at + _MOST_PARTS])
            at += next((count for count, come_to in enumerate(sums, 1) if come_to == above), 1)
        else:
            yield found[at]
            above = found[at].project.amount or Decimal(0)
            at += 1


def _rows_of_projects(reading: Reading, one: List, year: str | None, level: str | None) -> Iterator[Draft]:
    coded = one.head.of("functional", "functional-code", "functional-name", "economic")
    waiting: list[ProjectRow] = []
    for row in one.rows:
        if waiting and not (coded and _same(waiting, row)):
            yield _draft(reading, one, tuple(waiting), year, level)
            waiting = []
        waiting.append(row)
    if waiting:
        yield _draft(reading, one, tuple(waiting), year, level)


def _same(above: list[ProjectRow], row: ProjectRow) -> bool:
    """Whether a row goes on with the project above: the same name, and no other unit."""
    if squeezed(row.table.words(row.name)) != squeezed(above[0].table.words(above[0].name)):
        return False
    units = {squeezed(one.table.words(cell)) for one in (*above, row) for _, cell in one.of("unit")}
    return len(units) < 2


def without_unit(one: List) -> tuple[str, ...]:
    """The headings of money over figures of which neither the table nor the line above says what they count."""
    found = [
        column.label.heading
        for row in one.rows
        for column, cell in row.of("amount", "funding", "source")
        if figures.lacks_unit(row.table, cell, column.label, one.unit)
    ]
    return tuple(dict.fromkeys(found))


def _draft(reading: Reading, one: List, rows: tuple[ProjectRow, ...], year: str | None, level: str | None) -> Draft:
    first = rows[0]
    name = name_in(first.table, first.name)
    units = {
        u.value: u
        for row in rows
        for _, cell in row.of("unit")
        for u in implementers.in_section(reading.text, cell.start, cell.end)
    }
    own = [(row.table, column, cell) for row in rows for column, cell in row.cells if cell in row.own]
    chosen, money = _amount(reading, one, own, year, level)
    warnings = []
    if chosen.ambiguous:
        warnings.append(
            f"{name.value}: its row prints several amounts and does not say which one is allocated, so it has no amount here."
        )
    start = min(first.start, name.start)
    end = max(name.end, *(row.end for row in rows))
    sections = _sections(own, start, end)
    lent = [(first.table, column, cell) for column, cell in first.cells if cell not in first.own]
    project = Project(
        ordinal=0,
        name=name,
        units=tuple(units.values()),
        amount_parts=chosen.stated,
        start=start,
        end=end,
        sections=sections,
        lent=tuple(s for s in _sections(lent, 0, start) if s.field in _LENT),
        classifications=_classifications(rows),
    )
    told = {(m.start, m.end): m for m in (*money, *chosen.stated)}
    return Draft(project, list(told.values()), warnings=warnings)


def _sections(own: list[tuple[Table, HeadColumn, Cell]], start: int, end: int) -> tuple[Section, ...]:
    found: dict[tuple[int, int], Section] = {}
    said: set[tuple[str, str]] = set()
    for table, column, cell in own:
        meaning = FIELD_OF.get(column.label.meaning)
        a, b = trimmed(table.text, cell.start, cell.end)
        told = (column.label.heading, squeezed(table.words(cell)))
        if meaning is not None and not column.part and start <= a and b <= end and told not in said:
            said.add(told)
            found.setdefault((a, b), Section(heading=column.label.heading, field=meaning, start=a, end=b))
    return tuple(found[place] for place in sorted(found))


def _amount(
    reading: Reading, one: List, own: list[tuple[Table, HeadColumn, Cell]], year: str | None, level: str | None
) -> tuple[allocation.Allocation, list[Money]]:
    """What the row allocates, and all its money."""
    totals: dict[Cell, list[Money]] = {}
    sources: dict[Cell, list[Money]] = {}
    prose: list[Money] = []
    money: list[Money] = []
    heads: dict[Cell, HeadColumn] = {}
    for table, column, cell in own:
        meaning = column.label.meaning
        if meaning not in ("amount", "funding", "source") or (column.label.year and year and column.label.year != year):
            continue
        total = meaning != "source" and not column.part
        found = figures.money(table, cell, column.label, one.unit, "total" if total else "part")
        heads[column.head] = column
        if found is not None:
            money.append(replace(found, kind="part"))
            (totals if total else sources).setdefault(column.head, []).append(found)
        elif total and not figures.is_figure(table.words(cell)):
            prose += reading.money_in(cell.start, cell.end)
    if totals:
        return _of_columns([_of_lines(found) for found in totals.values()]), money
    if prose:
        return allocation.choose(reading.text, tuple(prose), year, level), money
    whole = [found for head, found in sources.items() if not heads[head].part]
    parts = [found for head, found in sources.items() if not heads[head].label.heading.startswith("其中")]
    lines = [m for found in (whole or parts) for m in _of_lines(found).parts]
    return allocation.Allocation(tuple(lines)), money


def _of_lines(found: list[Money]) -> allocation.Allocation:
    """One column over the lines of a project: the first is the sum of the others, or they are its parts."""
    rest = sum((m.yuan for m in found[1:]), Decimal(0))
    if len(found) > 1 and found[0].yuan == rest:
        return allocation.Allocation((found[0],))
    return allocation.Allocation(tuple(found))


def _of_columns(found: list[allocation.Allocation]) -> allocation.Allocation:
    """Several columns of money: the same everywhere, or one that is the sum of the others; else nobody knows which."""
    amounts = [one.amount or Decimal(0) for one in found]
    if len(set(amounts)) == 1:
        return found[0]
    highest = max(amounts)
    if sum(amounts) - highest == highest:
        return found[amounts.index(highest)]
    return allocation.Allocation(ambiguous=True)


def _classifications(rows: tuple[ProjectRow, ...]) -> tuple[Classification, ...]:
    found: dict[tuple[str, str], Classification] = {}
    for row in rows:
        codes = [cell for column, cell in row.of("functional-code") if not column.part]
        pieces = [cell for column, cell in row.of("functional-code") if column.part]
        names = [cell for _, cell in row.of("functional-name")]
        both = [cell for _, cell in row.of("functional")]
        if pieces and not codes:
            one = _pieced(row.table, pieces)
            if one is not None:
                found.setdefault((one.value, ""), Classification(code=one))
            continue
        for index, cell in enumerate(codes or both):
            match = _CODE.fullmatch(row.table.words(cell).strip())
            if match is None:
                continue
            at = row.table.words(cell).index(match["code"]) + cell.start
            name = _classification_name(row.table, cell, match["name"])
            if name is None and index < len(names):
                name = _classification_name(row.table, names[index], row.table.words(names[index]))
            code = Mention(match["code"], at, at + len(match["code"]))
            found.setdefault((code.value, name.value if name else ""), Classification(code=code, name=name))
    return tuple(found.values())


def _classification_name(table: Table, cell: Cell, words: str | None) -> Mention | None:
    kept = (words or "").strip()
    if not kept:
        return None
    start = table.text.index(kept, cell.start, cell.end)
    return Mention("".join(kept.split()), start, start + len(kept))


def _pieced(table: Table, cells: list[Cell]) -> Mention | None:
    """类 | 款 | 项 in three columns: 210 | 04 | 08 is 2100408, where the cells stand side by side in one row."""
    words = [table.words(cell).strip() for cell in cells]
    code = "".join(words)
    beside = all(a.row == b.row for a, b in zip(cells, cells[1:], strict=False))
    return Mention(code, cells[0].start, cells[-1].end) if beside and _CODE.fullmatch(code) else None
