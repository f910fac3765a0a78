"""Columns that say by how much an amount of a table is more or less than another: 2023年决算数 | 2024年预算数 | 增减额."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import permutations

from loaders.amounts import Comparison, Money, Side, Statement, StatementCell, StatementColumn
from loaders.money.columns import CHANGE, CHANGE_SIGNS, FIGURE, UNIT_IN_BRACKETS, value
from loaders.money.units import SCALES, precision

# Below a head that speaks of a change (比上年增减 | 金额 | 比例).
_BELOW = re.compile(rf"(?:增减|变动|增长|增加)?(?P<sure>绝对额|数额|金额|额|数)(?:{CHANGE_SIGNS})?{UNIT_IN_BRACKETS}")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
_MOST_COLUMNS = 12
# What a budget is compared with where no column names a year.
_DONE, _PLANNED = re.compile("决算|执行|完成|支出数"), re.compile("预算|计划")
_THIS, _LAST = re.compile("本年|今年|当年"), re.compile("上年|去年|上一年|上一年度")


@dataclass(frozen=True, slots=True)
class ChangeColumn:
    """The amounts of a column of changes, signed as printed, and what each says of two amounts of its row."""

    amounts: tuple[Money, ...]
    comparisons: tuple[Comparison, ...]


def find(text: str, statements: Iterable[Statement]) -> Iterator[ChangeColumn]:
    """The columns of changes in money of tables; a column that may as well hold percents, or whose unit is not known, is none.

    A column that does not say that it holds amounts (增减, not 增减额) does where most of its rows come to the difference.  Where several
    pairs of columns may be compared it is the one that most rows show; a page on a comparable basis (同口径) shows none.
    """
    for statement in statements:
        for side in statement.sides:
            for place, column in enumerate(side.labels):
                if (named := _named(column)) is None or len(side.columns) > _MOST_COLUMNS:
                    continue
                unit = SCALES[named["unit"]] if named["unit"] else _common(side, statement.unit)
                cells = [_amount(row.labels[place], unit) for row in side.rows] if unit else []
                if not any(cells):
                    continue
                pairs = list(_pairs(side, column))
                tried = [_compared(side, cells, *pair) for pair in pairs]
                found = max(tried, key=lambda told: (sum(_off(one) == 0 for one in told), _fitting(told)), default=[])
                if _rates(side, cells, pairs):
                    continue
                shown = _fitting(found) * 2 > len(found) > 0
                if not (shown or named["sure"] or named["unit"]):
                    continue
                understood = shown or (len(pairs) == 1 and len(found) - _fitting(found) < 3)
                told = found if understood and not _COMPARABLE.search(text) else []
                yield ChangeColumn(tuple(one for one in cells if one is not None and one.yuan), tuple(told))


_COMPARABLE = re.compile("可比|同口径|剔除")


def _named(column: StatementColumn) -> re.Match[str] | None:
    """How a column says that it holds changes; None where it does not, or holds percents."""
    *above, own = column.heads or ("",)
    if (named := CHANGE.fullmatch(own)) or column.kind == "share":
        return named
    over = next(filter(None, map(CHANGE.fullmatch, above)), None)
    return (_BELOW.fullmatch(own) or over) if over else None


def _common(side: Side, unit: int | None) -> int | None:
    """The one unit of all columns of money and of the table."""
    units = {figure.unit for row in side.rows for figure in row.figures if figure is not None}
    units |= {unit} if unit else set()
    return units.pop() if len(units) == 1 else None


def _amount(cell: StatementCell | None, unit: int | None) -> Money | None:
    if cell is None or unit is None or not FIGURE.fullmatch(cell.surface):
        return None
    yuan = value(cell.surface) * unit
    return Money(start=cell.start, end=cell.end, surface=cell.surface, yuan=yuan, unit=unit, kind="change")


def _pairs(side: Side, change: StatementColumn) -> Iterator[tuple[int, int]]:
    """The columns, as (before, now), that a change may be between: of two years one apart, or what was planned and what was done."""
    columns = [place for place, one in enumerate(side.columns) if _beside(one, change)]
    years = {place: year for place in columns if (year := _year(side.columns[place])) is not None}
    if years:
        last = max(years.values())
        for before, now in permutations(years, 2):
            if years[now] == last == years[before] + 1:
                yield before, now
    elif len(columns) == 2:
        done = [place for place in columns if _DONE.search(_words(side.columns[place]))]
        planned = [place for place in columns if place not in done and _PLANNED.search(_words(side.columns[place]))]
        if len(done) == len(planned) == 1:
            yield planned[0], done[0]


def _beside(column: StatementColumn, change: StatementColumn) -> bool:
    """Whether a column may be one that a change is of: where both have a name below their year, the same."""
    named = [head for head in change.heads if not (CHANGE.fullmatch(head) or _BELOW.fullmatch(head))]
    return all(head in column.heads for head in named)


def _words(column: StatementColumn) -> str:
    return "".join((*column.heads, column.measure))


def _year(column: StatementColumn) -> int | None:
    """The year of a column, or which of two it is."""
    words = _words(column)
    if named := _YEAR.search(words):
        return int(named[0])
    return 1 if _THIS.search(words) else 0 if _LAST.search(words) else None


def _compared(side: Side, cells: Sequence[Money | None], before: int, now: int) -> list[Comparison]:
    """What the changes say of two columns; where none has a sign, one may be how much less."""
    signed = any(cell is not None and cell.yuan < 0 for cell in cells)
    found: list[Comparison] = []
    for row, change in zip(side.rows, cells, strict=True):
        this, last = row.figures[now], row.figures[before]
        if this is None or last is None or change is None or this.unit != last.unit:
            continue
        up = signed or this.yuan >= last.yuan
        start, end = min(this.start, last.start, change.start), max(this.end, last.end, change.end)
        found.append(Comparison(start, end, "change", this, (last,), change=change, up=up))
    return found


def _fitting(told: Sequence[Comparison]) -> int:
    return sum(map(_fits, told))


def _fits(one: Comparison) -> bool:
    """Whether the change is the difference, each of the three being rounded for itself."""
    figures = (one.now, *one.bases, one.change or one.now)
    return _off(one) * 2 <= sum(precision(one).step for one in figures)


def _off(one: Comparison) -> Decimal:
    change = one.change.yuan if one.change is not None else Decimal(0)
    return abs((one.now.yuan - one.bases[0].yuan) * (1 if one.up else -1) - change)


def _rates(side: Side, cells: Sequence[Money | None], pairs: Iterable[tuple[int, int]]) -> bool:
    """Whether a figure that is no difference is the change in per cent: then the column holds rates."""
    return any(
        not _fits(one) and one.change is not None and _is_rate(one)
        for pair in pairs
        for one in _compared(side, cells, *pair)
    )


def _is_rate(one: Comparison) -> bool:
    base, change = one.bases[0].yuan, one.change
    if change is None or not base:
        return False
    changed = change.yuan / (change.unit or 1)
    rate = (one.now.yuan - base) / base * 100 * (1 if one.up else -1)
    return abs(rate - changed) <= precision(change).step / (change.unit or 1)
