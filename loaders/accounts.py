"""What budgets and accounts state: the figures of their tables, and what their prose says of figures.

These are records as those of :mod:`loaders.records`: frozen, and whatever is printed has its place in the text of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

RowRole = Literal["", "total", "item", "inner"]
ComparisonKind = Literal["change", "completion", "share", "direction", "told-twice", "text-table", "parts"]


@dataclass(frozen=True, slots=True)
class Figure:
    """A printed figure: its ``value`` in yuan (a percentage in hundredths), the yuan of its ``unit``, and how many decimals it has."""

    start: int
    end: int
    value: Decimal
    unit: int = 1
    places: int = 0

    @property
    def step(self) -> Decimal:
        """The smallest difference that its decimals can show."""
        return Decimal(self.unit).scaleb(-self.places)


@dataclass(frozen=True, slots=True)
class StatementColumn:
    """A column of money: its heads from the widest to the one that names it, without the ``measure`` (预算数, 决算数) that it shows."""

    heads: tuple[str, ...]
    measure: str = ""


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A row of one side: its ``code`` (digits of all classes together) or none, its ``name``, and a figure or a blank for each column.

    ``line`` is where its line begins in the text.  By its name it may be the ``total`` of those above it, an ``item`` of the
    first order (一、…), or ``inner``: an item of a lower order, or behind 其中.
    """

    code: str
    name: str
    figures: tuple[Figure | None, ...]
    line: int
    role: RowRole = ""


@dataclass(frozen=True, slots=True)
class Side:
    """The columns of money of one side of a statement, and its rows."""

    columns: tuple[StatementColumn, ...]
    rows: tuple[StatementRow, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A table of money under its ``title``, with one side, or several as income and expenditure."""

    title: str
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the prose in ``[start, end)`` says of the figure ``now`` and of ``bases``.

    - ``change``: it is more (``up``) or less than its base by ``change`` (yuan), by ``percent``; without a base the change leads to it.
    - ``completion`` and ``share``: it is ``percent`` of its base; several bases are readings of which one must fit.
    - ``direction``: it is more (``up``) or less than its base.
    - ``told-twice``: it is its base.
    - ``text-table``: it is one of its bases, the cells of tables that its words name.
    - ``parts``: it is the sum of its bases, which are all that it can consist of.
    """

    start: int
    end: int
    kind: ComparisonKind
    now: Figure
    bases: tuple[Figure, ...]
    change: Figure | None = None
    percent: Figure | None = None
    up: bool = False
