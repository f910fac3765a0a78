"""Performance tables with every column: who spends, the funds with what was planned and executed, the tree of indicators with weights and scores."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from loaders.amounts import HeadedCell, Money, Operand
from loaders.records import Mention, PerformanceFund, PerformanceIndicator, PerformanceTable
from loaders.tabular.performance_forms import FIGURE, WORDS, FormCell, FormRow, PerformanceForm, first, heads_funds

_COLUMNS = ("comparator", "target", "measure", "actual", "weight", "score", "reason")
_FUND_HEADS = ("planned", "executed", "execution-rate", "weight", "score")
_FUNDS = ("funds", "source", "inner-source")
_CODE = r"[\[［（(【]?\s*(?P<code>[0-9]{3,12})\s*[\]］）)】]?"
_CODED = (
    re.compile(rf"{_CODE}\s*[-—–_、:：]?\s*(?P<name>[^\s0-9][^\n]*)"),
    re.compile(rf"(?P<name>[^\n]*?[^\s0-9])\s*[-—–_、:：]?\s*{_CODE}"),
)
_LABELLED = re.compile(r"(?P<label>[^：:\n]{2,20})[：:]\s*(?P<value>\S[^\n]*)")


def find(forms: Iterable[PerformanceForm]) -> Iterator[PerformanceTable]:
    """The table of each form that has indicators."""
    for form in forms:
        cells = [cell for row in (*form.upper, form.head, *form.rows) for cell in row.values()]
        indicators = tuple(_indicators(form)) if form.head else ()
        if not indicators:
            continue
        told = _told(form)
        yield PerformanceTable(
            start=min(cell.start for cell in cells),
            end=max(cell.start + len(cell.words) for cell in cells),
            project=told.get("project"),
            **_body("department", told.get("department")),
            **_body("unit", told.get("unit")),
            funds=tuple(_funds(form)),
            indicators=indicators,
            **_totals(form),
        )


def money(forms: Iterable[PerformanceForm]) -> tuple[Money, ...]:
    """The amounts of the funds of performance tables; one that is nothing (0) is none.

    A form that prints no indicators is one where a row says what was planned and what was executed, in a unit that it states.
    """
    found: dict[tuple[int, int], Money] = {}
    for form in forms:
        if not form.head and not (form.unit and any(map(heads_funds, form.upper))):
            continue
        figures = {
            (one.start, one.end) for fund in _funds(form) for one in (fund.initial, fund.planned, fund.executed) if one
        }
        cells = (one for row in form.upper for cell in row.values() for one in (cell, cell.told()[1]) if one)
        read = (amount for cell in cells if (amount := cell.money(form.unit)))
        found |= {(one.start, one.end): one for one in read if one.yuan and (one.start, one.end) in figures}
    return tuple(found.values())


def points(tables: Iterable[PerformanceTable]) -> Iterator[Mention]:
    """The weights and scores of performance tables."""
    for table in tables:
        rows: tuple[PerformanceTable | PerformanceFund | PerformanceIndicator, ...] = (
            table,
            *table.funds,
            *table.indicators,
        )
        for one in rows:
            yield from filter(None, (one.weight, one.score))


def _mention(cell: FormCell) -> Mention:
    return Mention("".join(cell.words.split()), cell.start, cell.start + len(cell.words))


def _figure(read: Callable[[], Operand | Money | None]) -> Mention | None:
    """A figure of points, of percent or of money as a plain number."""
    found = read()
    if found is None:
        return None
    value = found.yuan if isinstance(found, Money) else found.value
    return Mention(f"{value.normalize():f}", found.start, found.end)


# -- the upper part


def _told(form: PerformanceForm) -> dict[str, Mention]:
    """The project and the bodies: the cell right of their label, or what stands behind it in one cell."""
    found: dict[str, Mention] = {}
    for row in form.upper:
        cells = [*row.values(), None]
        for cell, beside in zip(cells, cells[1:], strict=False):
            assert cell is not None
            inside = _LABELLED.fullmatch(cell.words)
            label = FormCell(cell.start, inside["label"]) if inside else cell
            value = FormCell(cell.start + inside.start("value"), inside["value"]) if inside else beside
            for group in ("project", "department", "unit"):
                if value is not None and label.means(group):
                    found.setdefault(group, _mention(value))
    # 单位名称 and 部门名称 name the body where the table is about all that it spends.
    if found.get("project") == found.get("unit") and "unit" in found:
        del found["project"]
    return found


def _body(role: str, told: Mention | None) -> Mapping[str, Mention | None]:
    """A body and its code, which may stand before or behind it."""
    match = next((m for one in _CODED if told and (m := one.fullmatch(told.value))), None)
    if told is None or match is None or told.end - told.start != len(told.value):
        return {role: told}
    parts = (replace(told, value=match[at], start=told.start + match.start(at), end=told.start + match.end(at)) for at in ("name", "code"))  # fmt: skip
    return dict(zip((role, f"{role}_code"), parts, strict=True))


def _funds(form: PerformanceForm) -> Iterator[PerformanceFund]:
    heads: FormRow = {}
    for row, above in zip(form.upper, ({}, *form.upper), strict=False):
        if any(cell.means(*_FUND_HEADS) for cell in row.values()):
            heads = row
        elif above is heads and heads_funds(heads) and not first(heads).means(*_FUND_HEADS) and _unnamed(row):
            # 预算执行 | 全年预算数 | 全年执行数, and right below the figures without a name
            yield PerformanceFund(name=_mention(first(heads)), **_fund(form, row, -1, heads, None))
        for place, cell in row.items():
            label, own = cell.told()
            if not any(label in WORDS[group] for group in _FUNDS):
                continue
            yield PerformanceFund(name=_named(cell, label), **_fund(form, row, place, heads, own))


def _unnamed(row: FormRow) -> bool:
    return all(FIGURE.fullmatch(cell.words) or not cell.label.strip("-—－/") for cell in row.values())


def _named(cell: FormCell, label: str) -> Mention:
    """The name of a fund, without 其中 and order, in its place."""
    at = cell.words.find(label)
    start = cell.start + max(at, 0)
    return Mention(label, start, start + len(label)) if at >= 0 else _mention(cell)


def _fund(
    form: PerformanceForm, row: FormRow, place: int, heads: FormRow, own: FormCell | None
) -> dict[str, Mention | None]:
    """The figures of a row of funds up to the next label; where nothing stands over them, the one figure is what is planned."""
    if own is not None:
        return {"planned": _figure(lambda: own.money(form.unit))}
    found: dict[str, Mention | None] = {}
    for column, cell in row.items():
        if column <= place:
            continue
        if FIGURE.fullmatch(cell.words) is None:
            if any(cell.told()[0] in WORDS[group] for group in _FUNDS):
                break
            continue
        head = heads.get(column)
        if head is not None and head.means("weight", "score"):
            found.setdefault("weight" if head.means("weight") else "score", _figure(cell.operand))
        elif head is not None and head.means("execution-rate"):
            found.setdefault("rate", _figure(cell.percent))
        elif head is None or head.means("planned", "executed"):
            role = "executed" if head and head.means("executed") else "initial" if head and "年初" in head.label else "planned"  # fmt: skip
            found.setdefault(role, _figure(lambda cell=cell: cell.money(form.unit)))  # type: ignore[misc]
    return found


# -- the indicators


def _indicators(form: PerformanceForm) -> Iterator[PerformanceIndicator]:
    places = form.columns("indicator")
    *levels, named = places
    columns = {place: next((one for one in _COLUMNS if cell.means(one)), "") for place, cell in form.head.items()}
    above: dict[int, Mention] = {}
    for row in form.rows:
        if first(row).means("total"):
            break
        for place in levels:
            if place in row:
                above = {at: one for at, one in above.items() if at < place} | {place: _mention(row[place])}
        if named not in row:
            continue
        fields: dict[str, Mention | None] = {}
        others = []
        for place, cell in row.items():
            column = columns.get(place, "")
            if column in ("weight", "score"):
                fields.setdefault(column, _figure(cell.operand))
            elif column:
                fields.setdefault(column, _mention(cell))
            elif place in form.head and place not in places:
                start, end = cell.start, cell.start + len(cell.words)
                others.append(HeadedCell(head=form.head[place].words, start=start, end=end, surface=cell.words))
        yield PerformanceIndicator(
            levels=tuple(above[place] for place in levels if place in above),
            name=_mention(row[named]),
            others=tuple(others),
            **fields,
        )


def _totals(form: PerformanceForm) -> dict[str, Mention | None]:
    row = next((row for row in form.rows if first(row).means("total")), {})
    totals = form.totals(row).items()
    return {"weight" if form.head[at].means("weight") else "score": _figure(cell.operand) for at, cell in totals}
