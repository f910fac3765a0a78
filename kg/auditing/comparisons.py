"""Whether the changes, shares and rates that the prose prints follow from the figures beside them.

A printed figure stands for all that rounds to it; a contradiction is only said where no value of the figures leads to what is
printed, in any reading of what it is compared with.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import permutations, product

from kg.auditing.arithmetic import CUT, Ends, Verdict, ends, in_unit, judge, judge_amount, total
from kg.auditing.check_rows import Check, CheckName, Rows
from kg.auditing.rules import sentence
from kg.linting.lint import Evidence
from kg.tables.table import plain
from loaders.amounts import (
    Comparison,
    ComparisonKind,
    Money,
    Operand,
    Statement,
    StatementCell,
    StatementColumn,
    StatementRow,
)
from loaders.money.units import SCALES, precision, printed_places

_RATES: dict[ComparisonKind, re.Pattern[str]] = {
    "completion": re.compile("(?:完成|执行|支出)[^％%]{0,8}(?:率|[%％])"),
    "change": re.compile("(?:增减|增长|增幅|升降|增加)[^％%额]{0,6}(?:率|幅度?|[%％])|增幅"),
}
_RATE = re.compile(r"[-−－–△▲+＋]?[0-9]{1,4}(?:\.[0-9]{1,4})?[%％]?")
_LESS = "-−－–△▲"
_STANDARD = re.compile("标准|单价|定额|元[/／每]")
_REMARK = re.compile("备注|说明")
_COUNTED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}(?:\.[0-9]{1,4})?")
# Which columns a head of rates names: 执行率（B/A） of 预算数（A） and 执行数（B）; this year's and last year's; what was done of a budget.
_LETTERS = re.compile("[（(](?P<now>[A-Z])[/÷](?P<base>[A-Z])(?:[×*]100[%％])?[)）]")
_COLUMNS: dict[ComparisonKind, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "completion": (
        re.compile("执行数|决算数|完成数|支出数|实际(?:完成|支出|执行)"),
        re.compile("预算数?(?!执行|完成)"),
    ),
    "change": (re.compile("本年|今年|本期"), re.compile("上年|去年")),
}
_COMPARABLE = re.compile("可比|同口径|剔除")
_LEAST_ROWS, _MOST_COLUMNS = 5, 8
#: A rate is cut as it is rounded, whatever it loses: 1 % for 1.9 %.
_ANY = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What the figures come to, against what is ``printed`` in steps of ``step``; all in ``unit``."""

    left: str
    computed: Decimal
    between: Ends
    printed: Decimal
    step: Decimal
    unit: str

    @property
    def verdict(self) -> Verdict:
        return judge(self.computed, self.printed, self.step, self.between, _ANY)


def checks(rows: Rows, comparisons: Iterable[Comparison]) -> Iterator[Check]:
    """A row for each comparison that can be worked out."""
    for one in comparisons:
        if one.kind == "told-twice":
            yield _told_twice(rows, one)
        elif one.kind in ("direction", "level"):
            yield _direction(rows, one)
        elif one.kind == "text-table":
            yield _in_table(rows, one)
        elif one.kind == "parts":
            yield _sum(rows, one)
        else:
            yield from _worked_out(rows, one)


def of_columns(text: str, statements: Iterable[Statement]) -> Iterator[Comparison]:
    """What a column of rates says of two columns of amounts beside it: 预算数 | 完成数 | 完成预算%, 本年累计 | 上年同期累计 | 增减%.

    Which two they are is seen from the rows: the only two of which all rates but one in ten hold, of five rows at least, else the two that their heads name.  A page that
    tells growth on a comparable basis (同口径) has other bases than those that it prints.
    """
    if _COMPARABLE.search(text):
        return
    for side in (side for statement in statements for side in statement.sides):
        for place, column in enumerate(side.labels):
            kind = next((kind for kind, words in _RATES.items() if words.search("".join(column.heads))), None)
            if kind is None or len(side.columns) > _MOST_COLUMNS:
                continue
            rates = [(row, cell) for row in side.rows if (cell := row.labels[place]) and _RATE.fullmatch(cell.surface)]
            fitting: list[list[Comparison]] = []
            for now, base in permutations(range(len(side.columns)), 2):
                told = [one for row, cell in rates for one in _rated(kind, row.figures[now], row.figures[base], cell)]
                if len(told) >= _LEAST_ROWS and sum(map(_fails, told)) <= max(1, len(told) // 10):
                    fitting.append(told)
            if not fitting and (named := _named(kind, column.heads, side.columns)) is not None:
                now, base, sure = named
                told = [one for row, cell in rates for one in _rated(kind, row.figures[now], row.figures[base], cell)]
                failing = sum(map(_fails, told))
                if failing <= max(1, len(told) // 10) and (sure or 2 * failing < len(told)):
                    fitting.append(told)
            if len(fitting) == 1:
                yield from fitting[0]


def products(rows: Rows, statements: Iterable[Statement]) -> Iterator[Check]:
    """What a table works out of two of its columns: 参保人数（人） | 补助标准（元/人） | 补助金额.

    Which columns these are is seen from the rows: the only amount that is the product of the only two of which all rows but one in ten
    hold, of five rows at least.  A row with a remark may be an exception.
    """
    for side in (side for statement in statements for side in statement.sides):
        heads = ["".join(column.heads) for column in side.columns]
        standards = [place for place, head in enumerate(heads) if _STANDARD.search(head)]
        counts = [place for place, column in enumerate(side.labels) if column.kind == "count"]
        remarks = [place for place, column in enumerate(side.labels) if _REMARK.search("".join(column.heads))]
        listed = [row for row in side.rows if not any((cell := row.labels[at]) and cell.surface for at in remarks)]
        fitting: list[list[Check]] = []
        for count, standard, amount in product(counts, standards, range(len(side.columns))):
            if amount in standards:
                continue
            scale = 10**4 if "万" in side.labels[count].heads[-1] else 1
            told = [
                one for row in listed if (one := _multiplied(rows, row, count, standard, amount, scale)) is not None
            ]
            failing = sum(one.verdict == "mismatch" for one in told)
            if len(told) - failing >= _LEAST_ROWS and failing <= max(1, len(told) // 10):
                fitting.append(told)
        if len(fitting) == 1:
            yield from fitting[0]


def _multiplied(rows: Rows, row: StatementRow, count: int, standard: int, amount: int, scale: int) -> Check | None:
    """A row's count times its standard against its amount, where all three are printed and none is nothing."""
    cell, rate, stated = row.labels[count], row.figures[standard], row.figures[amount]
    if cell is None or rate is None or stated is None or not _COUNTED.fullmatch(cell.surface):
        return None
    number = Decimal(cell.surface.replace(",", ""))
    if not (number and rate.yuan and stated.yuan):
        return None
    computed = number * scale * rate.yuan
    verdict = judge_amount(computed, stated)
    left = f"{plain(number)}{'万' if scale > 1 else ''} × {plain(rate.yuan)} 元"
    evidence: list[Operand | Money | Evidence] = [Evidence(cell.start, cell.end, ""), rate]
    return rows.amounts_row("calculation", verdict, left, computed, stated, evidence, row.name)


def _named(
    kind: ComparisonKind, heads: Sequence[str], columns: Sequence[StatementColumn]
) -> tuple[int, int, bool] | None:
    """The columns that a head of rates names as what it is of and its base, and whether by letters; None where it may be others."""
    names = ["".join((*column.heads, column.measure)) for column in columns]
    told = _LETTERS.search("".join(heads)) if kind == "completion" else None
    if told is not None:
        found = [
            [at for at, name in enumerate(names) if re.search(f"[（(]{told[one]}[)）]", name)]
            for one in ("now", "base")
        ]
    else:
        found = [[at for at, name in enumerate(names) if words.search(name)] for words in _COLUMNS[kind]]
    if len(found[0]) != 1 or len(found[1]) != 1 or found[0] == found[1]:
        return None
    return found[0][0], found[1][0], told is not None


def _fails(one: Comparison) -> bool:
    reading = _reading(one, one.bases[0], one.percent) if one.percent else None
    return reading is not None and reading.verdict == "mismatch"


def _rated(kind: ComparisonKind, now: Money | None, base: Money | None, cell: StatementCell) -> Iterator[Comparison]:
    """The comparison of a row; a growth without a sign may be one down, as its head says (增减%)."""
    if now is None or base is None or base.yuan <= 0:
        return
    surface = cell.surface.rstrip("%％")
    value = Decimal(surface.lstrip(f"{_LESS}+＋").replace(",", ""))
    percent = Operand(
        role="share", value=value, unit="%", start=cell.start, end=cell.start + len(surface), surface=surface
    )
    up = surface[0] not in _LESS and now.yuan >= base.yuan if kind == "change" else False
    start, end = min(now.start, base.start, cell.start), max(now.end, base.end, cell.end)
    yield Comparison(start, end, kind, now, (base,), percent=percent, up=up)


def _told_twice(rows: Rows, one: Comparison) -> Check:
    return rows.figures_row("told-twice", _same(one.now, one.bases[0]), [one.bases[0]], one.now)


def _same(one: Money, other: Money, cut: Decimal = CUT) -> Verdict:
    """Whether the one that is printed with fewer decimals is the other."""
    finer, coarser = sorted((one, other), key=lambda money: precision(money).step)
    return judge_amount(finer.yuan, coarser, cut=cut)


def _direction(rows: Rows, one: Comparison) -> Check:
    now, base = one.now, one.bases[0]
    more = now.yuan > base.yuan
    level = one.kind == "level"
    wrong = _same(now, base) == "mismatch" if level else now.yuan == base.yuan or more is not one.up
    unit = precision(base).unit
    return rows.row(
        "direction",
        "mismatch" if wrong else "exact",
        None,
        f"{in_unit(now.yuan, unit)} {'>' if more else '=' if now.yuan == base.yuan else '<'} {in_unit(base.yuan, unit)} {unit}",
        note=(rows.note("not-level") if level else sentence("direction", rows.language)) if wrong else "",
        evidence=[base, now, Evidence(one.start, one.end, "")],
    )


def _in_table(rows: Rows, one: Comparison) -> Check:
    """An amount of the text against the cells that it names: one of them must print the same, rounded or cut."""
    now = one.now
    cell = min(one.bases, key=lambda base: abs(base.yuan - now.yuan))
    verdict = _same(now, cell, _ANY)
    if verdict == "mismatch":  # the cell of the first table and column is the one that a person looks up
        cell = one.bases[0]
    return rows.figures_row("text-table", verdict, [cell], now)


def _sum(rows: Rows, one: Comparison) -> Check:
    computed = sum((base.yuan for base in one.bases), Decimal(0))
    verdict = judge_amount(computed, one.now, total(map(ends, one.bases)))
    return rows.figures_row("sum", verdict, one.bases, one.now, computed=computed)


def _worked_out(rows: Rows, one: Comparison) -> Iterator[Check]:
    for stated in (one.change, one.percent):
        readings = [] if stated is None else [r for b in (one.bases or (None,)) if (r := _reading(one, b, stated))]
        if not readings:
            continue
        best = next((reading for reading in readings if reading.verdict != "mismatch"), readings[-1])
        value, printed, verdict = best.computed.quantize(best.step, ROUND_HALF_UP), best.printed, best.verdict
        evidence = [one.now, *one.bases, *(f for f in (one.change, one.percent) if f is not None)]
        check: CheckName = "change" if one.kind == "change" else "completion" if one.kind == "completion" else "share"
        notes = []
        if verdict == "rounded":
            notes.append(rows.note("rounded", str(max(0, -int(best.step.normalize().as_tuple().exponent)))))
        elif verdict == "within-rounding":
            low, high = (plain(end.quantize(best.step / 10)) for end in best.between)
            notes.append(rows.note("between", low, f"{high} {best.unit}"))
        elif verdict == "mismatch":
            notes.append(sentence(check, rows.language))
            if value == -printed:
                notes.append(rows.note("other-direction", rows.extraction.text[one.start : one.end]))
        yield rows.row(
            check,
            verdict,
            None,
            best.left,
            stated=plain(printed),
            computed=plain(
                value if value != printed or verdict != "mismatch" else best.computed.quantize(Decimal("1e-6"))
            ),
            unit=best.unit,
            note=" · ".join(notes),
            evidence=[*sorted(evidence, key=lambda f: f.start), Evidence(one.start, one.end, "")],
        )


def _reading(one: Comparison, base: Money | None, stated: Money | Operand) -> _Reading | None:
    """What the figures come to with one reading of the base; None where they lead to nothing, as a growth from zero."""
    other, sign = base or one.change, -1 if one.up is False else 1
    if other is None or (base is None and isinstance(stated, Money)):
        return None
    unit = precision(base or one.now).unit
    now, its = in_unit(one.now.yuan, unit), in_unit(other.yuan, unit)
    left = f"{now} - {its}" if sign > 0 else f"{its} - {now}"
    if isinstance(stated, Money):
        shown = precision(stated)
        yuan = SCALES[shown.unit]
        value, between = _come_to(lambda now, base: sign * (now - base) / yuan, one.now, other)
        return _Reading(left, value, between, stated.yuan / yuan, shown.step / yuan, shown.unit)
    part, gained = one.now, one.kind == "change"
    if gained and base and one.change and precision(one.change).step < precision(one.now).step:
        # 4.02亿元，…38,650万元…增加1,550万元，增长4.01%: the finer figure counts.
        part, gained = one.change, False

    def before(part: Decimal, other: Decimal) -> Decimal:
        return part - sign * other if base is None else other

    def rate(part: Decimal, other: Decimal) -> Decimal:
        return (other if base is None else sign * (part - other) if gained else part) / before(part, other) * 100

    if _come_to(before, part, other)[1][0] <= 0:
        return None
    if base is None:  # what it was before follows from the change
        left = f"{its} ÷ ({now} {'-' if sign > 0 else '+'} {its})"
    else:
        left = f"({left}) ÷ {its}" if gained else f"{in_unit(part.yuan, unit)} ÷ {its}"
    value, between = _come_to(rate, part, other)
    return _Reading(left, value, between, stated.value, Decimal(1).scaleb(-printed_places(stated.surface)), "%")


def _come_to(formula: Callable[[Decimal, Decimal], Decimal], one: Money, other: Money) -> tuple[Decimal, Ends]:
    """What two amounts come to, and from where to where as each of them may be rounded."""
    corners = [formula(*figures) for figures in product(ends(one), ends(other))]
    return formula(one.yuan, other.yuan), (min(corners), max(corners))
