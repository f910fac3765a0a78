"""The figures that a document prints, and what the tables and the prose of budgets and accounts state of its amounts.

These are records as those of :mod:`loaders.records`: frozen, and whatever is printed has its place in the text of the document.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

MoneyKind = Literal["total", "part", "rate", "threshold", "change", "other"]
OperandRole = Literal["count", "period", "standard", "origin", "share", "amount", "change"]
RowRole = Literal["", "total", "item", "inner"]
ColumnKind = Literal["code", "name", "amount", "share", "count", "date", "text"]
ComparisonKind = Literal["change", "completion", "share", "direction", "level", "told-twice", "text-table", "parts"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in yuan as printed at ``[start, end)``.

    ``unit`` is how many yuan one of the figure is where the unit stands outside of it, in the head of its table or behind it.
    ``per`` names what a rate is paid for (人, 对, 次 …); ``level`` is the paying level as printed (中央, 省级, 市级 …).
    """

    start: int
    end: int
    surface: str
    yuan: Decimal
    unit: int | None = None
    kind: MoneyKind = "other"
    per: str | None = None
    approximate: bool = False
    level: str | None = None
    project: int | None = None

    def operand(self, role: OperandRole, unit: str = "元") -> Operand:
        """The amount as a figure of a formula; ``unit`` is what a standard is paid for."""
        return Operand(
            role=role,
            value=self.yuan,
            unit=unit,
            start=self.start,
            end=self.end,
            surface=self.surface,
            level=self.level,
            bound=self.approximate,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A percentage of a cost that one level of government bears; ``level`` is as printed."""

    level: str
    percent: Decimal
    start: int
    end: int
    project: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Operand:
    """A printed figure of a formula.

    ``value`` is in ones of ``unit``: persons (41.96万人 is 419600 人), yuan, percent; ``scale`` is 10000 where 万 was printed.
    ``role`` is ``count``, ``period`` (months, times, occasions), ``standard`` (a rate), ``origin`` (a rate that another
    printed rate was worked out from), ``share`` (percent, ``level`` bears it), ``amount`` or ``change``.  ``bound`` says
    that the page gives a limit or an estimate (不少于9次, 约200人).
    """

    role: OperandRole
    value: Decimal
    unit: str
    start: int
    end: int
    surface: str
    scale: int = 1
    level: str | None = None
    bound: bool = False


@dataclass(frozen=True, slots=True)
class StatementColumn:
    """A column: its heads from the widest to the one that names it, without the ``measure`` (预算数, 决算数) that it shows.

    ``place`` is its number in the table, from 0; ``kind`` says what its cells hold.
    """

    heads: tuple[str, ...]
    measure: str = ""
    place: int = 0
    kind: ColumnKind = "amount"


@dataclass(frozen=True, slots=True)
class StatementCell:
    """What a cell without money says, at its place in the text."""

    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadedCell:
    """A cell of a table, as printed, under its ``head``."""

    head: str
    start: int
    end: int
    surface: str


@dataclass(frozen=True, slots=True)
class StatementRow:
    """A row of one side: its ``code`` (digits of all classes together) or none, its ``name``, and an amount or a blank for each column.

    ``line`` is where its line begins in the text, ``number`` its number in the table, from 0, the rows of the head counted in.  By
    its name it may be the ``total`` of those above it, an ``item`` of the first order (一、…), or ``inner``: an item of a lower
    order, or behind 其中.  ``labels`` are its cells of the side's columns without money, ``unread`` the columns of money whose cell has
    digits that are no figure (约120, 3O5): a sum of them is open.
    """

    code: str
    name: str
    figures: tuple[Money | None, ...]
    line: int
    role: RowRole = ""
    number: int = 0
    labels: tuple[StatementCell | None, ...] = ()
    unread: tuple[int, ...] = ()

    @property
    def level(self) -> int | None:
        """The order of its code: 1 for a class (类), 2 for 款, 3 for 项; None for a row without one."""
        return _LEVELS.get(len(self.code))


_LEVELS = {3: 1, 5: 2, 7: 3}


@dataclass(frozen=True, slots=True)
class Side:
    """The columns of money of one side of a statement, and its rows; ``labels`` are its columns without money."""

    columns: tuple[StatementColumn, ...]
    rows: tuple[StatementRow, ...]
    labels: tuple[StatementColumn, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """A table of money under its ``title``, with one side, or several as income and expenditure; on ``[start, end)`` with its head.

    ``unit`` is how many yuan one of its figures is, None where its columns have units of their own; ``year`` is that of its title,
    "" where it names none.  Where it goes on on another page (续表, or the same head again) it is one table.
    """

    title: str
    sides: tuple[Side, ...]
    start: int = 0
    end: int = 0
    unit: int | None = None
    year: str = ""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the prose in ``[start, end)`` says of the amount ``now`` and of ``bases``.

    - ``change``: it is more (``up``) or less than its base by ``change`` (yuan), by ``percent``; without a base the change leads to it.
    - ``completion`` and ``share``: it is ``percent`` of its base; several bases are readings of which one must fit.
    - ``direction``: it is more (``up``) or less than its base.
    - ``level`` and ``told-twice``: it is its base.
    - ``text-table``: it is one of its bases, the cells of tables that its words name.
    - ``parts``: it is the sum of its bases, which are all that it can consist of.
    """

    start: int
    end: int
    kind: ComparisonKind
    now: Money
    bases: tuple[Money, ...]
    change: Money | None = None
    percent: Operand | None = None
    up: bool = False
