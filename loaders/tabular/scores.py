"""The figures of performance tables that must agree: weights and scores with totals, funds with their sources, rates of execution.

项目支出绩效目标申报表 and 自评表 are read from the lines with tabs, as statements are, whatever the format.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.amounts import Comparison, Money, Operand
from loaders.money.table_units import UNIT_MARK
from loaders.money.units import SCALES
from loaders.records import QuantityRule, QuantitySum
from loaders.text.words import words

_WORDS = words("tabular/score_words.tsv")
_NUMBER = r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?|[0-9]{1,12}(?:\.[0-9]{1,6})?)"
_FIGURE = re.compile(_NUMBER + r"(?P<unit>万元|元|分|[%％])?")
_INLINE = re.compile(rf"(?P<label>[^：:]{{2,20}}[：:])\s*(?P<value>{_FIGURE.pattern})")
_ORDER = re.compile(r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、]){1,2}|其中[：:]?")
_REMARK = re.compile(r"[（(\[][^（()）\[\]]{0,12}[)）\]]$")
_LEVEL = re.compile(r"[^0-9（(]{2,12}[（(](?P<number>[0-9]{1,3}(?:\.[0-9])?)分[）)]")
_TITLE = re.compile(r"\S.{2,60}表(?:[（(][^（）()]{1,12}[）)])?")
_LONGEST = 40  # characters of a label, or of a line that does not end a table
_UPPER = 30  # rows above the indicators
_MOST = 400  # rows of indicators
#: What the weights of all indicators may come to where no total is printed: with that of the rate of execution, without it, as parts of one.
_WHOLE = frozenset(map(Decimal, (100, 90, 1)))


def _is(cell: _Cell, *groups: str) -> bool:
    return any(cell.label in _WORDS[group] for group in groups)


@dataclass(frozen=True, slots=True)
class _Cell:
    start: int
    words: str

    @property
    def label(self) -> str:
        """Its words as a label: without blanks, order, 其中, a remark in brackets and a colon."""
        if len(self.words) > _LONGEST:
            return ""
        return _REMARK.sub("", _ORDER.sub("", "".join(self.words.split())).rstrip("：:"))

    def operand(self) -> Operand | None:
        """The figure of the cell in points; a percentage counts as one."""
        found = _FIGURE.fullmatch(self.words)
        if found is None or found["unit"] in ("元", "万元"):
            return None
        return Operand(
            role="count",
            value=Decimal(found["number"].replace(",", "")),
            unit="分",
            start=self.start,
            end=self.start + len(found["number"]),
            surface=found["number"],
        )

    def percent(self) -> Operand | None:
        """The figure of the cell as a percentage."""
        found = _FIGURE.fullmatch(self.words)
        if found is None or found["unit"] not in (None, "%", "％"):
            return None
        number = found["number"]
        value, end = Decimal(number.replace(",", "")), self.start + len(number)
        return Operand(role="share", value=value, unit="%", start=self.start, end=end, surface=number)

    def money(self, unit: int | None) -> Money | None:
        """The amount of the cell, in ``unit`` yuan or in the unit that it prints."""
        found = _FIGURE.fullmatch(self.words)
        if found is None or found["unit"] in ("分", "%", "％"):
            return None
        scale = SCALES.get(found["unit"] or "", unit or 1)
        number = found["number"]
        yuan = Decimal(number.replace(",", "")) * scale
        return Money(start=self.start, end=self.start + len(number), surface=number, yuan=yuan, unit=scale)


_Row = dict[int, _Cell]


@dataclass(slots=True)
class _Form:
    """What a performance table says of one project: the rows above the head of its indicators, and those below."""

    unit: int | None = None
    upper: list[_Row] = field(default_factory=list)
    head: _Row = field(default_factory=dict)
    rows: list[_Row] = field(default_factory=list)

    def columns(self, *groups: str) -> list[int]:
        """The places of the columns whose head is one of these words."""
        return [place for place, cell in self.head.items() if _is(cell, *groups)]


def find(text: str) -> tuple[tuple[QuantitySum, ...], tuple[Comparison, ...]]:
    """The sums of the performance tables of a text; what sources of funds come to and how much of them was executed."""
    sums: list[QuantitySum] = []
    told: list[Comparison] = []
    for form in _forms(text):
        above = _executed(form)
        told += [*_funds(form), *_rates(form)]
        sums += [*_scored(form, above), *_levels(form), *_bounds(form)]
    return tuple(sums), tuple(told)


# -- the tables


def _forms(text: str) -> Iterator[_Form]:
    """The tables about one project each; a head that comes again on the next page begins no other."""
    if "\t" not in text or not any(word in text for word in _WORDS["indicator"]):
        return
    form = _Form()
    start = 0
    for line in text.split("\n"):
        row = _row(line, start) if "\t" in line else {}
        start += len(line) + 1
        mark = UNIT_MARK.search(line)
        ends = not row and (len(line) > _LONGEST or mark is not None or _TITLE.fullmatch(line.strip()) is not None)
        head = sum(_is(cell, "indicator") for cell in row.values())
        head += head and sum(_is(cell, "weight", "score") for cell in row.values())
        named = head < 2 and any(_is(cell, "project") for cell in row.values())
        again = head > 1 and form.head and (_is_total(form.rows) or [*_labels(row)] != [*_labels(form.head)])
        if ends or again or (named and form.head):
            if form.head:
                yield form
            form = _Form(None if ends else form.unit)
        if mark is not None and (not row or form.unit is None):
            form.unit = SCALES[mark["unit"] or mark["inside"]]
        if head > 1:
            form.head = form.head or row
        elif row and not form.head:
            form.upper = [*form.upper[1 - _UPPER :], row]
        elif row and len(form.rows) < _MOST:
            form.rows.append(row)
    if form.head:
        yield form


def _row(line: str, start: int) -> _Row:
    row: _Row = {}
    for place, printed in enumerate(line.split("\t")[:_LONGEST]):
        if bare := printed.strip():
            row[place] = _Cell(start + len(printed) - len(printed.lstrip()), bare)
        start += len(printed) + 1
    return row


def _labels(row: _Row) -> Iterator[str]:
    return (cell.label for cell in row.values())


def _first(row: _Row) -> _Cell:
    return row[min(row)]


def _is_total(rows: Sequence[_Row]) -> bool:
    return any(_is(_first(row), "total") for row in rows[-3:])


# -- weights and scores


def _executed(form: _Form) -> dict[str, Operand]:
    """The weight and the score of the rate of execution, which the upper part of a self-evaluation prints."""
    found: dict[str, Operand] = {}
    for head, row in zip(form.upper, form.upper[1:], strict=False):
        for place, cell in head.items():
            for group in ("weight", "score"):
                if _is(cell, group) and place in row and (points := row[place].operand()) is not None:
                    found.setdefault(group, points)
    return found


def _scored(form: _Form, above: dict[str, Operand]) -> Iterator[QuantitySum]:
    scored = form.columns("weight", "score")
    for place in scored:
        group: QuantityRule = "weights" if _is(form.head[place], "weight") else "scores"
        for rows in _projects(form):
            parts: list[Operand] = []
            whole = None
            for row in rows:
                if _is(_first(row), "total"):
                    whole = _of_total(row, place, scored)
                    break
                if place in row and not _first(row).label.endswith("小计") and (points := row[place].operand()):
                    parts.append(points)
            if len(parts) < 2:
                continue
            extra = above.get(group.removesuffix("s"))
            readings = [parts, [extra, *parts]] if extra is not None else [parts]
            sums = [sum((one.value for one in reading), Decimal(0)) for reading in readings]
            if whole is not None:
                best = next((r for r, total in zip(readings, sums, strict=True) if total == whole.value), readings[-1])
                yield _sum(whole, best, group, closed=True)
            elif group == "weights" and len(parts) > 2 and not _WHOLE & set(sums):
                head = form.head[place]
                hundred = Operand(
                    role="count",
                    value=Decimal(100),
                    unit="分",
                    start=head.start,
                    end=head.start + len(head.words),
                    surface=head.words,
                )
                yield _sum(hundred, readings[-1], group, closed=False)


def _projects(form: _Form) -> Iterator[list[_Row]]:
    """The rows of each project where a column names it; else all of them."""
    named = form.columns("project")
    groups: list[list[_Row]] = [[]]
    for row in form.rows:
        if named and named[0] in row and not _is(_first(row), "total"):
            groups.append([])
        groups[-1].append(row)
    return (group for group in groups if group)


def _of_total(row: _Row, place: int, scored: Sequence[int]) -> Operand | None:
    """The total of a column: in its place, or in its turn where the wide cell of the word has swallowed blank ones."""
    figures = [points for cell in row.values() if (points := cell.operand()) is not None]
    if place in row:
        return row[place].operand()
    return figures[scored.index(place)] if len(figures) == len(scored) else None


def _levels(form: _Form) -> Iterator[QuantitySum]:
    """产出指标（50分）: the weights of the rows that it stands over."""
    weights = form.columns("weight")
    for place in form.columns("indicator") if len(weights) == 1 else ():
        open_: tuple[Operand, str, list[Operand]] | None = None
        for row in [*form.rows, {place: _Cell(0, "")}]:
            cell = row.get(place)
            if cell is not None and not (open_ and cell.words == open_[1]):
                if open_ and len(open_[2]) > 1:
                    yield _sum(open_[0], open_[2], "weights", closed=True)
                level = _LEVEL.fullmatch("".join(cell.words.split()))
                at = cell.words.find(level["number"]) if level else -1
                open_ = None
                if level and at >= 0:
                    whole = _Cell(cell.start + at, level["number"]).operand()
                    open_ = (whole, cell.words, []) if whole else None
            elif cell is None and min(row) < place:
                open_ = None
            if open_ and weights[0] in row and (points := row[weights[0]].operand()):
                open_[2].append(points)


def _bounds(form: _Form) -> Iterator[QuantitySum]:
    """A score is not above its weight."""
    weights, scores = form.columns("weight"), form.columns("score")
    if len(weights) != 1 or len(scores) != 1:
        return
    for row in form.rows:
        if weights[0] in row and scores[0] in row:
            weight, score = row[weights[0]].operand(), row[scores[0]].operand()
            if weight and score and score.value > weight.value:
                yield _sum(weight, [score], "score-bound", closed=True)


def _sum(whole: Operand, parts: Sequence[Operand], rule: QuantityRule, *, closed: bool) -> QuantitySum:
    places = [whole, *parts]
    start, end = min(one.start for one in places), max(one.end for one in places)
    return QuantitySum(start=start, end=end, whole=whole, parts=tuple(parts), closed=closed, rule=rule)


# -- funds


def _funds(form: _Form) -> Iterator[Comparison]:
    """年度资金总额 and its sources, in each column of money; 财政拨款 may be followed by the levels that give it."""
    for at, row in enumerate(form.upper):
        for place, cell in row.items():
            label, own = _told(cell)
            if label not in _WORDS["funds"]:
                continue
            below = _sources(form.upper[at + 1 :], place)
            if not below:
                continue
            outer = [one for one in below if _told(one[place])[0] in _WORDS["source"]]
            readings = [outer, below] if outer and len(outer) < len(below) else [below]
            columns = [place] if own is not None else _columns(form, at, place)
            for column in columns:
                yield from _sum_of_sources(form, row, column, place, readings)


def _told(cell: _Cell) -> tuple[str, _Cell | None]:
    """The label of a cell and, where it stands in the same cell, its figure."""
    inline = _INLINE.fullmatch(cell.words)
    if inline is None:
        return cell.label, None
    return _Cell(cell.start, inline["label"]).label, _Cell(cell.start + inline.start("value"), inline["value"])


def _sources(rows: Sequence[_Row], place: int) -> list[_Row]:
    """The rows right below that name sources in this column."""
    found: list[_Row] = []
    for row in rows:
        label = _told(row[place])[0] if place in row else ""
        if label not in _WORDS["source"] and label not in _WORDS["inner-source"]:
            break
        found.append(row)
    return found


def _columns(form: _Form, at: int, place: int) -> list[int]:
    """The columns of money right of a label, up to the next label; those of points and rates are none."""
    found = []
    heads = (
        form.upper[at - 1]
        if at and not any(map(_FIGURE.fullmatch, (c.words for c in form.upper[at - 1].values())))
        else {}
    )
    for column, cell in form.upper[at].items():
        if column <= place:
            continue
        if _FIGURE.fullmatch(cell.words) is None:
            if _told(cell)[0] in _WORDS["funds"]:
                break
            continue
        head = heads.get(column)
        if head is None or not _is(head, "weight", "score", "execution-rate"):
            found.append(column)
    return found


def _sum_of_sources(
    form: _Form, row: _Row, column: int, place: int, readings: Sequence[Sequence[_Row]]
) -> Iterator[Comparison]:
    def amount(of: _Row) -> Money | None:
        cell = _told(of[place])[1] if column == place else of.get(column)
        return cell.money(form.unit) if cell else None

    whole = amount(row)
    tried = [[one for source in reading if (one := amount(source)) is not None] for reading in readings]
    if whole is None or not tried[0]:
        return
    sums = [sum((one.yuan for one in parts), Decimal(0)) for parts in tried]
    best = next((parts for parts, total in zip(tried, sums, strict=True) if total == whole.yuan), tried[0])
    yield Comparison(whole.start, max(one.end for one in best), "parts", whole, tuple(best))


def _rates(form: _Form) -> Iterator[Comparison]:
    """执行率 of the row of all money: what was executed by the budget of the year, or by what was planned at its beginning."""
    for head, row in zip(form.upper, form.upper[1:], strict=False):
        of = {group: _under(head, row, _WORDS[group]) for group in ("planned", "executed", "execution-rate")}
        rate = of["execution-rate"]
        if len(of["executed"]) != 1 or len(rate) != 1 or not of["planned"]:
            continue
        done, percent = of["executed"][0].money(form.unit), rate[0].percent()
        budgets = tuple(one for cell in of["planned"] if (one := cell.money(form.unit)) is not None)
        if done and percent and budgets and (rate[0].words[-1] in "%％" or percent.value > 2):
            start, end = min(done.start, *(one.start for one in budgets)), max(percent.end, done.end)
            yield Comparison(start, end, "completion", done, budgets, percent=percent)


def _under(head: _Row, row: _Row, names: Collection[str]) -> list[_Cell]:
    return [row[place] for place, cell in head.items() if cell.label in names and place in row]
