"""The items of a table in the order that their numbers give them: （一）一般公共预算拨款 and （二）政府性基金预算拨款 are below 一、本年收入.

Where they have no numbers in their names, blanks before them, numbers in a column of their own, or a 小计 among them say what is below what.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from kg.auditing.families import family
from loaders.amounts import Money, Side, StatementRow
from loaders.text import numerals

_HAN = "[一二三四五六七八九十]{1,3}"
_MOST_BELOW = 60  # rows of which one is the sum
_LEAST_COUNTED = 5
_DEEPEST = 16  # blanks before a name
_LABEL = re.compile(
    r"(?P<among>其中[：:，,]?)?"
    rf"(?:(?P<items>{_HAN})[、.．]|[（(](?P<parts>{_HAN})[）)]"
    r"|(?P<numbers>[0-9]{1,2})[、.．](?![0-9])|[（(](?P<inner>[0-9]{1,2})[）)])?(?P<name>.*)"
)


@dataclass(slots=True)
class OutlinedItem:
    """A row with the rows below it; ``style`` is how it is numbered ("": not at all), ``name`` what it is called without that.

    ``among`` says that 其中 stands before it: it may be some of what it is a part of.
    """

    row: StatementRow
    style: str
    number: int
    name: str
    among: bool
    below: list[OutlinedItem] = field(default_factory=list)

    def walk(self) -> Iterator[OutlinedItem]:
        """The item and all below it."""
        yield self
        for one in self.below:
            yield from one.walk()


def outlined(rows: Sequence[StatementRow]) -> list[OutlinedItem]:
    """The items of the highest order: a style seen among those that are open closes what is below it, a new one opens below the last."""
    top: list[OutlinedItem] = []
    opened: list[OutlinedItem] = []
    for row in rows:
        label = _LABEL.fullmatch(row.name)
        if label is None:
            continue
        style = next((one for one in ("items", "parts", "numbers", "inner") if label[one]), "")
        number = int(numerals.parse(label[style]) or 0) if style else 0
        item = OutlinedItem(row, style, number, label["name"], bool(label["among"]))
        at = next((place for place, one in enumerate(opened) if one.style == style), len(opened))
        del opened[at:]
        (opened[-1].below if opened else top).append(item)
        opened.append(item)
    return top


def closed(items: Sequence[OutlinedItem]) -> bool:
    """Whether the items are all that what stands above them can consist of: numbered one by one, their names those of one family."""
    numbers = [item.number for item in items if item.style]
    if numbers and numbers != list(range(1, len(items) + 1)):
        return False
    return family([item.name for item in items], complete=any(item.among for item in items)) is not None


# -- rows whose names have no number

# What numbers a row in a cell of its own or before its name, from the highest order to the lowest: 一, （一）, 1, （1）, 1.1, 1.1.1.
_ORDERS = (
    rf"{_HAN}(?:[、.．]|$)",
    rf"[（(]{_HAN}[）)]",
    r"[0-9]{1,3}(?:[、.．](?![0-9])|$)",
    r"[（(][0-9]{1,2}[）)]",
    r"[0-9]{1,2}[.．-][0-9]{1,2}(?![0-9.．-])",
    r"[0-9]{1,2}(?:[.．-][0-9]{1,2}){2}",
)
_NUMBERED = tuple(map(re.compile, _ORDERS))
_SUBTOTAL = re.compile("(?:小计|合计)$")


def nested(side: Side, rows: Sequence[StatementRow], text: str) -> Iterator[list[OutlinedItem]]:
    """What of the rows may be below what: by blanks and numbers before their names; else each 小计 of what follows it, or precedes it.

    Nothing where all rows are of one order.
    """
    kept = [OutlinedItem(row, *_style(row, text), row.name, among=row.name.startswith("其中")) for row in rows]
    top = _stacked(kept) if len({(item.style, item.number) for item in kept}) > 1 else kept
    if top is not kept:
        yield top
    if any(_SUBTOTAL.search(item.name) and not item.below for item in top):
        for order in (top, top[::-1]):
            yield _grouped([replace(item, below=[*item.below]) for item in order])


def _style(row: StatementRow, text: str) -> tuple[str, int]:
    """How a row is numbered, and how many blanks stand before its name."""
    cells = [cell for cell in row.labels if cell is not None]
    order = next((str(at) for cell in cells for at, one in enumerate(_NUMBERED) if one.match(cell.surface)), "")
    named = next((cell for cell in cells if not any(one.fullmatch(cell.surface) for one in _NUMBERED)), None)
    if named is None:
        return order, 0
    before = text[max(0, named.start - _DEEPEST) : named.start]
    return order, len(before) - len(before.rstrip(" \u3000\xa0"))


def _stacked(items: Sequence[OutlinedItem]) -> list[OutlinedItem]:
    """Of items that stand as deep as each other, a way of numbering seen among those that are open closes what is below it."""
    top: list[OutlinedItem] = []
    opened: list[OutlinedItem] = []
    for item in items:
        while opened and opened[-1].number > item.number:
            opened.pop()
        same = (place for place, one in enumerate(opened) if (one.style, one.number) == (item.style, item.number))
        del opened[next(same, len(opened)) :]
        (opened[-1].below if opened else top).append(item)
        opened.append(item)
    return top


def _grouped(items: Sequence[OutlinedItem]) -> list[OutlinedItem]:
    """Each subtotal with the rows behind it, up to the next one."""
    top: list[OutlinedItem] = []
    for item in items:
        subtotal = _SUBTOTAL.search(item.name) is not None
        held = next((one for one in reversed(top) if _SUBTOTAL.search(one.name)), None)
        (top if subtotal or held is None else held.below).append(item)
    return top


def summed(rows: Sequence[StatementRow]) -> list[OutlinedItem]:
    """The highest rows where nothing but their figures tells: one is above the two or more behind it that it is the sum of in each column.

    Whether that is so by chance only the total can tell.
    """
    top: list[OutlinedItem] = []  # from the last row on
    for row in reversed(rows):
        item = OutlinedItem(row, "", 0, row.name, among=False)
        left = [figure.yuan if figure else Decimal(0) for figure in row.figures]
        behind = top[-_MOST_BELOW:] if any(left) else []
        for count, other in enumerate(reversed(behind), 1):
            left = [rest - (one.yuan if one else 0) for rest, one in zip(left, other.row.figures, strict=True)]
            if min(left) < 0:
                break
            if count > 1 and not any(left):
                item.below = top[: -count - 1 : -1]
                del top[-count:]
                break
        top.append(item)
    return top[::-1]


def grouped(
    rows: Sequence[StatementRow], subtotals: Sequence[StatementRow]
) -> list[tuple[StatementRow, list[StatementRow]]]:
    """Each 小计 with the rows that it adds up, where all stand below theirs or all above; nothing where that is open."""
    if any(row.code for row in rows) or not all(row.name.endswith("小计") for row in subtotals):
        return []
    above, below = (rows[place] in subtotals for place in (0, -1))
    groups: list[tuple[StatementRow, list[StatementRow]]] = []
    for row in () if above == below else rows if above else reversed(rows):
        if row in subtotals:
            groups.append((row, []))
        elif above:
            groups[-1][1].append(row)
        else:
            groups[-1][1].insert(0, row)
    return groups


def are_counted(side: Side, figures: Sequence[Money], rows: Sequence[StatementRow]) -> bool:
    """Whether rows, five at least, are all that a list counts from 1 on (序号), and each has one of the figures alone."""
    for place, column in enumerate(side.labels):
        cells = [row.labels[place] for row in rows] if column.heads and column.heads[-1] in ("序号", "编号") else []
        if [cell.surface if cell else "" for cell in cells] == [str(at) for at in range(1, len(rows) + 1)]:
            return len(figures) == len(rows) >= _LEAST_COUNTED and [*figures] == [
                one for row in rows for one in row.figures if one
            ]
    return False
