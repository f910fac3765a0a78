"""What the kinds of documents work with."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

from loaders import tabular
from loaders.amounts import Money, Statement
from loaders.records import Mention
from loaders.source import Source
from loaders.templates import Template
from loaders.templates.headings import Headed
from loaders.text.outline import Heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A source with what the recognisers that need no understanding found in it."""

    source: Source
    headings: tuple[Heading, ...]
    template: Template | None
    headed: tuple[Headed, ...]
    money: tuple[Money, ...]
    tables: tabular.UnderstoodTables = tabular.NOTHING
    statements: tuple[Statement, ...] = ()

    @property
    def text(self) -> str:
        """The text that every offset points into."""
        return self.source.text

    def money_in(self, start: int, end: int) -> tuple[Money, ...]:
        """The amounts that stand wholly in ``text[start:end]``."""
        first = bisect_left(self.money, start, key=lambda m: m.start)
        last = bisect_left(self.money, end, key=lambda m: m.start)
        return tuple(m for m in self.money[first:last] if m.end <= end)

    def label(self, name: str) -> Mention | None:
        """A value of the page's index table (发文字号 …), where the format has one."""
        place = self.source.labels.get(name)
        return Mention(self.text[place[0] : place[1]], *place) if place else None
