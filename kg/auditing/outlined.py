"""The items of a table in the order that their numbers give them: （一）一般公共预算拨款 and （二）政府性基金预算拨款 are below 一、本年收入."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kg.auditing.families import family
from loaders.amounts import StatementRow
from loaders.text import numerals

_HAN = "[一二三四五六七八九十]{1,3}"
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
