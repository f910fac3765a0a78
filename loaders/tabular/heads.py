"""The head of a table: which rows it takes (one, or two with sub-heads) and what each column means."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

from loaders.source import Cell
from loaders.tabular.figures import is_figure
from loaders.tabular.labels import Label
from loaders.tabular.table import Table
from loaders.templates import squeezed

_CODE = frozenset({"编码", "代码", "科目编码", "科目代码"})
_NAME = frozenset({"名称", "科目名称"})
_PARTS = frozenset({"类", "款", "项"})
_WHOLE = frozenset({"合计", "小计", "总计", "共计", "金额"})
# The row under a head that numbers the columns: 1 2 3=4+5, 甲 乙.
_NUMBERING = re.compile(r"栏次|[甲乙丙丁戊]|[0-9]{1,2}(?:=[0-9+\-~～…]+)?|\*{1,2}")
_MOST_HEAD_ROWS = 4
_DONE = re.compile(
    "上年|上一年|去年|往年|决算|执行|实际|完成|结余|结转|累计|支付|到位"
)  # no amount of this year's plan
_MONEY = frozenset({"amount", "funding", "source"})


@dataclass(frozen=True, slots=True)
class HeadColumn:
    """A column of a table: what it means, and the places ``[first, last]`` that its head stands over.

    ``part`` says that it is one of several under a head that has a column for their sum too, or names a part of it (其中).
    ``head`` is the cell that names it.
    """

    label: Label
    first: int
    last: int
    head: Cell
    part: bool = False

    def cell(self, table: Table, row: int) -> Cell | None:
        """Its filled cell in a row; one that is wider than the column and begins before it is a line across the table."""
        found = (table.at(row, place) for place in range(self.first, self.last + 1))
        return next((cell for cell in found if cell is not None and cell.column >= self.first), None)


@dataclass(frozen=True, slots=True)
class Head:
    """``rows`` of the table are its head; ``columns`` are those that are understood, from left to right."""

    rows: range
    columns: tuple[HeadColumn, ...]

    def of(self, *meanings: str) -> tuple[HeadColumn, ...]:
        """The columns that mean one of these."""
        return tuple(column for column in self.columns if column.label.meaning in meanings)


def head(table: Table, row: int, wanted: Container[str]) -> Head:
    """The head that begins in a row: that row, and those under it that only name sub-heads."""
    end = row + max((cell.high for cell in table.row(row) if cell.high <= _MOST_HEAD_ROWS), default=1)
    while end < min(table.height, row + _MOST_HEAD_ROWS) and _is_sub_head(table, row, end, wanted):
        end += 1
    columns = _columns(table, range(row, end), wanted)
    while end < table.height and _is_numbering(table, end):
        end += 1
    return Head(range(row, end), columns)


def _is_sub_head(table: Table, top: int, row: int, wanted: Container[str]) -> bool:
    """Whether a row only names columns under wider heads above it: known words without figures, none under a narrow head."""
    cells = table.row(row)
    known = [
        cell
        for cell in cells
        if table.label(cell, wanted) or squeezed(table.words(cell)) in _PARTS | _CODE | _NAME | _WHOLE
    ]
    if not cells or len(known) < max(1, len(cells) - 1) or any(is_figure(table.words(cell)) for cell in cells):
        return False
    above = {cell.column for cell in table.row(top)}
    if table.merged:
        return all(
            any(c.wide > 1 and c.column <= cell.column < c.column + c.wide for c in table.row(top)) for cell in cells
        )
    # Without the spans a sub-head stands under a blank, but for the first one under each wider head.
    return min(cell.column for cell in cells) > min(above) and any(cell.column not in above for cell in cells)


def _is_numbering(table: Table, row: int) -> bool:
    cells = table.row(row)
    if len(cells) < 3 or len(cells) < table.width - 2:
        return False
    words = [squeezed(table.words(cell)) for cell in cells]
    numbers = [int(found[0]) for word in words if (found := re.match("[0-9]{1,2}", word))]
    return all(_NUMBERING.fullmatch(word) for word in words) and numbers == sorted(set(numbers)) and bool(numbers)


def _columns(table: Table, rows: range, wanted: Container[str]) -> tuple[HeadColumn, ...]:
    found: dict[Cell, HeadColumn] = {}
    chains = [_chain(table, rows, place) for place in range(table.width)]
    summed = _summed(table, chains, wanted)
    for place, chain in enumerate(chains):
        if not chain:
            continue
        leaf = chain[-1]
        if leaf in found:
            found[leaf] = replace(found[leaf], last=place)
            continue
        meant = _meaning(table, chain, wanted, summed)
        if meant is not None:
            found[leaf] = HeadColumn(meant[0], place, place, leaf, part=meant[1])
    return _with_room(table, rows, tuple(found.values()))


def _summed(table: Table, chains: Sequence[tuple[Cell, ...]], wanted: Container[str]) -> frozenset[Cell]:
    """The wide heads, whatever they are called, under which a sum (小计) stands beside what is known as money."""
    under: dict[Cell, list[Cell]] = {}
    for chain in chains:
        if len(chain) > 1:
            under.setdefault(chain[0], []).append(chain[-1])
    return frozenset(
        head
        for head, leaves in under.items()
        if not _DONE.search(table.words(head))
        and any(squeezed(table.words(leaf)) in _WHOLE for leaf in leaves)
        and any(
            (found := table.label(leaf, wanted)) and found.meaning in _MONEY
            for leaf in leaves
            if squeezed(table.words(leaf)) not in _WHOLE
        )
    )


def _chain(table: Table, rows: range, place: int) -> tuple[Cell, ...]:
    """The head cells over a place, from the widest to the one that names it."""
    chain: list[Cell] = []
    for row in rows:
        cell = table.at(row, place)
        if cell is None and not table.merged and row < rows[-1] and any(table.at(r, place) for r in rows if r > row):
            # A format without spans: the head to the left reaches over the sub-heads.
            cell = next((c for p in range(place, -1, -1) if (c := table.at(row, p)) is not None), None)
        if cell is not None and cell not in chain:
            chain.append(cell)
    return tuple(chain)


def _with_room(table: Table, rows: range, columns: tuple[HeadColumn, ...]) -> tuple[HeadColumn, ...]:
    """Where the spans are not known, a column reaches to the next head: its cells may stand a place further right."""
    if table.merged:
        return columns
    heads = {cell.column for row in rows for cell in table.row(row)}
    wider = []
    for column in columns:
        last = column.last
        while last + 1 < table.width and last + 1 not in heads:
            last += 1
        wider.append(replace(column, last=last))
    return tuple(wider)


def _meaning(
    table: Table, chain: tuple[Cell, ...], wanted: Container[str], summed: Container[Cell]
) -> tuple[Label, bool] | None:
    """What the column under these heads means, and whether it is a part of another."""
    words = [squeezed(table.words(cell)) for cell in chain]
    leaf = table.label(chain[-1], wanted)
    if len(chain) == 1:
        return (leaf, words[0].startswith("其中")) if leaf else None
    above = next((found for cell in reversed(chain[:-1]) if (found := table.label(cell, wanted))), None)
    last = words[-1]
    if above is None and chain[0] in summed:
        return _money(Label("amount", words[0], None, None), leaf, last, table.words(chain[-1]))
    if above is None:
        return (leaf, leaf.meaning == "source") if leaf and last not in _WHOLE else None
    meaning = above.meaning
    if meaning in ("functional", "functional-code", "functional-name"):
        if last in _CODE:
            return replace(above, meaning="functional-code"), False
        if last in _NAME:
            return replace(above, meaning="functional-name"), False
        return (replace(above, meaning="functional-code"), True) if last in _PARTS else None
    if meaning in ("economic", "figure", "procurement"):
        return above, False
    if meaning in _MONEY:
        return _money(above, leaf, last, table.words(chain[-1]))
    return (leaf, False) if leaf else None


def _money(above: Label, leaf: Label | None, last: str, printed: str) -> tuple[Label, bool] | None:
    """A column of money under another: the sum of the head (合计, 小计) or one of its parts."""
    unit = (leaf.unit if leaf else None) or above.unit
    year = (leaf.year if leaf else None) or above.year
    if last in _WHOLE:
        return replace(above, unit=unit, year=year), False
    if leaf is not None and leaf.meaning in ("figure", "economic", "procurement"):
        return leaf, True
    heading = leaf.heading if leaf else "".join(printed.split())
    return Label("source", heading, unit, year), True
