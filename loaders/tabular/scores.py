"""The figures of performance tables that must agree: weights and scores with totals, funds with their sources, rates of execution."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal

from loaders.amounts import Comparison, Money, Operand
from loaders.records import QuantityRule, QuantitySum
from loaders.tabular.performance_forms import FIGURE, WORDS, FormCell, FormRow, PerformanceForm, first

_LEVEL = re.compile(r"[^0-9（(]{2,12}[（(](?P<number>[0-9]{1,3}(?:\.[0-9])?)分[）)]")
#: What the weights of all indicators may come to where no total is printed: with that of the rate of execution, without it, as parts of one.
_WHOLE = frozenset(map(Decimal, (100, 90, 1)))


def find(forms: Iterable[PerformanceForm]) -> tuple[tuple[QuantitySum, ...], tuple[Comparison, ...]]:
    """The sums of performance tables; what sources of funds come to and how much of them was executed."""
    sums: list[QuantitySum] = []
    told: list[Comparison] = []
    for form in forms:
        above = _executed(form)
        told += [*_funds(form), *_rates(form)]
        sums += [*_scored(form, above), *_levels(form), *_bounds(form)]
    return tuple(sums), tuple(told)


# -- weights and scores


def _executed(form: PerformanceForm) -> dict[str, Operand]:
    """The weight and the score of the rate of execution, which the upper part of a self-evaluation prints."""
    found: dict[str, Operand] = {}
    for head, row in zip(form.upper, form.upper[1:], strict=False):
        for place, cell in head.items():
            for group in ("weight", "score"):
                if cell.means(group) and place in row and (points := row[place].operand()) is not None:
                    found.setdefault(group, points)
    return found


def _scored(form: PerformanceForm, above: dict[str, Operand]) -> Iterator[QuantitySum]:
    """The weights and the scores against their totals; where one column names all indicators, one sum must show that none is part of another."""
    found = list(_added_up(form, above))
    if len(form.columns("indicator")) > 1 or any(
        one.closed and one.whole.value == sum(part.value for part in one.parts) for one in found
    ):
        yield from found


def _added_up(form: PerformanceForm, above: dict[str, Operand]) -> Iterator[QuantitySum]:
    for place in form.columns("weight", "score"):
        group: QuantityRule = "weights" if form.head[place].means("weight") else "scores"
        for rows in _projects(form):
            parts: list[Operand] = []
            whole = None
            for row in rows:
                if first(row).means("total"):
                    cell = form.totals(row).get(place)
                    whole = cell.operand() if cell else None
                    break
                if place in row and not first(row).label.endswith("小计") and (points := row[place].operand()):
                    parts.append(points)
            if len(parts) < 2:
                continue
            extra = above.get(group.removesuffix("s"))
            readings = [parts, [extra, *parts]] if extra is not None else [parts]
            sums = [sum((one.value for one in reading), Decimal(0)) for reading in readings]
            if whole is not None:
                nearest = min(range(len(sums)), key=lambda at: abs(sums[at] - whole.value))
                yield _sum(whole, readings[nearest], group, closed=True)
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


def _projects(form: PerformanceForm) -> Iterator[list[FormRow]]:
    """The rows of each project where a column names it; else all of them."""
    named = form.columns("project")
    groups: list[list[FormRow]] = [[]]
    for row in form.rows:
        if named and named[0] in row and not first(row).means("total"):
            groups.append([])
        groups[-1].append(row)
    return (group for group in groups if group)


def _levels(form: PerformanceForm) -> Iterator[QuantitySum]:
    """产出指标（50分）: the weights of the rows that it stands over."""
    weights = form.columns("weight")
    for place in form.columns("indicator") if len(weights) == 1 else ():
        open_: tuple[Operand, str, list[Operand]] | None = None
        for row in [*form.rows, {place: FormCell(0, "")}]:
            cell = row.get(place)
            if cell is not None and not (open_ and cell.words == open_[1]):
                if open_ and len(open_[2]) > 1:
                    yield _sum(open_[0], open_[2], "weights", closed=True)
                level = _LEVEL.fullmatch("".join(cell.words.split()))
                at = cell.words.find(level["number"]) if level else -1
                open_ = None
                if level and at >= 0:
                    whole = FormCell(cell.start + at, level["number"]).operand()
                    open_ = (whole, cell.words, []) if whole else None
            elif cell is None and min(row) < place:
                open_ = None
            if open_ and weights[0] in row and (points := row[weights[0]].operand()):
                open_[2].append(points)


def _bounds(form: PerformanceForm) -> Iterator[QuantitySum]:
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


def _funds(form: PerformanceForm) -> Iterator[Comparison]:
    """年度资金总额 and its sources, in each column of money; 财政拨款 may be followed by the levels that give it."""
    for at, row in enumerate(form.upper):
        for place, cell in row.items():
            label, own = cell.told()
            if label not in WORDS["funds"]:
                continue
            below = _sources(form.upper[at + 1 :], place)
            if not below:
                continue
            outer = [one for one in below if one[place].told()[0] in WORDS["source"]]
            readings = [outer, below] if outer and len(outer) < len(below) else [below]
            # 其中：中央资金 alone, or above a row of figures whose name is not known, need not be all there is.
            more = _unnamed(form.upper[at + 1 + len(below) :], place)
            closed = not more and (len(below) > 1 or bool(outer))
            columns = [place] if own is not None else _columns(form, at, place)
            for column in columns:
                told = _sum_of_sources(form, row, column, place, [*readings, [*below, *more]])
                yield from (one for one in told if closed or sum(part.yuan for part in one.bases) == one.now.yuan)


def _sources(rows: Sequence[FormRow], place: int) -> list[FormRow]:
    """The rows right below that name sources in this column."""
    found: list[FormRow] = []
    for row in rows:
        label = row[place].told()[0] if place in row else ""
        if label not in WORDS["source"] and label not in WORDS["inner-source"]:
            break
        found.append(row)
    return found


def _unnamed(rows: Iterable[FormRow], place: int) -> list[FormRow]:
    """The rows that go on below with figures under a name that is no known source."""
    found = []
    for row in rows:
        cell = row.get(place)
        figures = [one for at, one in row.items() if at > place and FIGURE.fullmatch(one.words)]
        if cell is None or not figures or FIGURE.fullmatch(cell.words) or cell.told()[0] in WORDS["funds"]:
            break
        found.append(row)
    return found


def _columns(form: PerformanceForm, at: int, place: int) -> list[int]:
    """The columns of money right of a label, up to the next label; those of points and rates are none."""
    found = []
    heads = (
        form.upper[at - 1]
        if at and not any(map(FIGURE.fullmatch, (c.words for c in form.upper[at - 1].values())))
        else {}
    )
    for column, cell in form.upper[at].items():
        if column <= place:
            continue
        if FIGURE.fullmatch(cell.words) is None:
            if cell.told()[0] in WORDS["funds"]:
                break
            continue
        head = heads.get(column)
        if head is None or not head.means("weight", "score", "execution-rate"):
            found.append(column)
    return found


def _sum_of_sources(
    form: PerformanceForm, row: FormRow, column: int, place: int, readings: Sequence[Sequence[FormRow]]
) -> Iterator[Comparison]:
    def amount(of: FormRow) -> Money | None:
        cell = of[place].told()[1] if column == place else of.get(column)
        return cell.money(form.unit) if cell else None

    whole = amount(row)
    tried = [[one for source in reading if (one := amount(source)) is not None] for reading in readings]
    if whole is None or not tried[0]:
        return
    sums = [sum((one.yuan for one in parts), Decimal(0)) for parts in tried]
    best = next((parts for parts, total in zip(tried, sums, strict=True) if total == whole.yuan), tried[0])
    yield Comparison(whole.start, max(one.end for one in best), "parts", whole, tuple(best))


def _rates(form: PerformanceForm) -> Iterator[Comparison]:
    """执行率 of each row of funds: what was executed by the budget of the year, or by what was planned at its beginning."""
    head: FormRow = {}
    for row in form.upper:
        if any(cell.means("executed") for cell in row.values()):
            head = row
            continue
        of = {group: _under(head, row, WORDS[group]) for group in ("planned", "executed", "execution-rate")}
        rate = of["execution-rate"]
        if len(of["executed"]) != 1 or len(rate) != 1 or not of["planned"]:
            continue
        done, percent = of["executed"][0].money(form.unit), rate[0].percent()
        budgets = tuple(one for cell in of["planned"] if (one := cell.money(form.unit)) is not None)
        if done and percent and budgets and (rate[0].words[-1] in "%％" or percent.value > 2):
            start, end = min(done.start, *(one.start for one in budgets)), max(percent.end, done.end)
            yield Comparison(start, end, "completion", done, budgets, percent=percent)


def _under(head: FormRow, row: FormRow, names: Collection[str]) -> list[FormCell]:
    return [row[place] for place, cell in head.items() if cell.label in names and place in row]
