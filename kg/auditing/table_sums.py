"""The sums that the tables of a budget or an account must hold: across a row, down the tree of codes, to the total, side to side.

A sum is only asked where everything that it consists of is printed: each column beside the whole is known, each class has its
children in the table.  Where most sums of a kind fail in one table, the table was not understood, and nothing is said of them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise, takewhile

from kg.auditing.arithmetic import Verdict, ends, judge_amount, total
from kg.auditing.check_rows import Check, CheckName, Rows
from kg.auditing.families import beside_total, is_part, needs_all, wholes
from kg.auditing.outlined import OutlinedItem, are_counted, closed, grouped, nested, outlined, summed
from loaders.amounts import Money, Side, Statement, StatementRow

_RATE = re.compile("单价|均价|标准|人均|户均|/")  # columns of which nobody adds up the rows
_TAKEN_OFF = re.compile("减[：:去除]|扣[减除]|核减|抵[减扣]|冲减")
_NOTED = re.compile(r"注[：:][^\n]{0,80}(?:含|包括|扣除|减去|未列)[^\n]{0,30}[0-9][ ]?[千万亿]?元")
_RATED = re.compile("[率%％比]|增幅|人均|单价|标准|平均|指数|名次|位次")
_COUNT = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,9}(?:\.[0-9]{1,4})?")
_GRAND = re.compile("^(?:全[省市州县区国盟旗镇乡])?(?:合计|总计|共计)$|总计$")
_MOST = 8  # rows between 合计 and 总计, or that 其中 begins
_DEEPER = {3: 5, 5: 7}  # how many digits the codes of the next order have: 类 3, 款 5, 项 7


@dataclass(frozen=True, slots=True)
class TableSum:
    """``whole`` must be the sum of ``parts``; ``row`` and ``name`` say which cell it is."""

    check: CheckName
    whole: Money
    parts: tuple[Money, ...]
    row: str
    name: str

    @property
    def computed(self) -> Decimal:
        """What the parts come to, in yuan."""
        return sum((part.yuan for part in self.parts), Decimal(0))

    @property
    def verdict(self) -> Verdict:
        """Whether the figures agree, each of them rounded for itself."""
        return judge_amount(self.computed, self.whole, total(map(ends, self.parts)))

    @property
    def holds(self) -> bool:
        """Whether the figures agree within their rounding."""
        return self.verdict != "mismatch"


def checks(rows: Rows, statements: Sequence[Statement], allotted: Collection[int] = ()) -> Iterator[Check]:
    """A row for each sum of the tables; ``allotted`` are the places of what a notice hands down, each to a payee of its own."""
    for statement in statements:
        groups: dict[tuple[int, CheckName], list[TableSum]] = {}
        for number, one in _sums(statement, allotted, rows.extraction.text):
            groups.setdefault((number, one.check), []).append(one)
        for group in groups.values():
            judged = [(one, one.verdict) for one in group]
            failing = sum(verdict == "mismatch" for _, verdict in judged)
            noted = _NOTED.search(rows.extraction.text, statement.start, statement.end + 160)
            understood = not noted and (failing < 3 or failing * 2 <= len(group))
            for one, verdict in judged:
                if verdict != "mismatch" or understood:
                    yield _check(rows, statement, one, verdict)


def _check(rows: Rows, statement: Statement, one: TableSum, verdict: Verdict) -> Check:
    over = rows.note("over") if len(one.parts) == 1 and verdict == "mismatch" and one.computed > one.whole.yuan else ""
    notes = (statement.title, one.row, one.name, over if one.check == "table-total" else "")
    return rows.figures_row(one.check, verdict, one.parts, one.whole, computed=one.computed, notes=notes)


def _sums(statement: Statement, allotted: Collection[int], text: str) -> Iterator[tuple[int, TableSum]]:
    for number, side in enumerate(statement.sides):
        yield from ((number, one) for one in _across(side))
        yield from ((number, one) for one in _tree(side))
        yield from ((number, one) for one in _among(side))
        yield from ((number, one) for one in _totals(side, allotted, text, halves=len(statement.sides) == 2))
    yield from ((-1, one) for one in _balance(statement.sides))


# -- across a row


def _across(side: Side) -> Iterator[TableSum]:
    for whole, parts, kind in wholes(side.columns):
        sums: list[TableSum] = []
        for row in side.rows:
            stated = row.figures[whole]
            found = [figure for place in parts if (figure := row.figures[place]) is not None]
            if stated is not None and found and set(parts).isdisjoint(row.unread):
                name = " / ".join(side.columns[whole].heads)
                sums.append(TableSum("table-row", stated, tuple(found), row.name, name))
        # Beside what is planned for a year may stand what was done in each quarter, or up to its end; 合计 is their sum.
        held = not needs_all(kind) or any(one.holds and len(one.parts) > 1 and one.computed for one in sums)
        named = "合计" in side.columns[whole].heads[-1] and not any(
            one.whole.yuan == one.parts[-1].yuan for one in sums
        )
        yield from (one for one in sums if held or (named and len(one.parts) == len(parts)))
    yield from _beside_total(side)


def _beside_total(side: Side) -> Iterator[TableSum]:
    """合计 beside what is named alone, where most rows show its parts; a row is only wrong where one that holds has all its columns."""
    whole, parts = beside_total(side.columns)
    sums: list[tuple[TableSum, set[int]]] = []
    for row in side.rows:
        filled = {at: part for at in parts if (part := row.figures[at]) is not None and part.yuan}
        stated = row.figures[whole] if len(filled) > 1 and row.name and not _RATED.search(row.name) else None
        if stated is not None and filled.keys().isdisjoint(row.unread):
            name = side.columns[whole].heads[-1]
            sums.append((TableSum("table-row", stated, tuple(filled.values()), row.name, name), set(filled)))
    held = [places for one, places in sums if one.holds]
    for one, places in sums if 2 * len(held) >= len(sums) else ():
        if one.holds or (any(places <= other for other in held) and not _some_hold(one)):
            yield one


# -- down the tree of codes


def _tree(side: Side) -> Iterator[TableSum]:
    rows = [row for row in side.rows if row.code]
    if len({row.code for row in rows}) < len(rows):
        return
    for at, row in enumerate(rows):
        below = []
        for place in range(at + 1, len(rows)):
            if not rows[place].code.startswith(row.code):
                break
            below.append(rows[place])
        children = [other for other in below if len(other.code) == _DEEPER.get(len(row.code))]
        if children and all(any(b.code.startswith(c.code) for c in children) for b in below):
            yield from _down(side, "code-tree", row, children)


def _down(side: Side, check: CheckName, row: StatementRow, parts: Sequence[StatementRow]) -> Iterator[TableSum]:
    for place, column in enumerate(() if any(_TAKEN_OFF.match(part.name) for part in parts) else side.columns):
        if any(map(_RATE.search, column.heads)):
            continue
        stated = row.figures[place]
        found = [figure for part in parts if (figure := part.figures[place]) is not None]
        if stated is not None and found and not any(place in part.unread for part in parts):
            yield TableSum(check, stated, tuple(found), " ".join(filter(None, (row.code, row.name))), column.heads[-1])


# -- to the total


def _totals(side: Side, allotted: Collection[int], text: str, *, halves: bool) -> Iterator[TableSum]:
    """The total of a table of codes is that of its classes; 合计 that of the items 一、二、…, 总计 adds what stands between the two.

    ``halves`` says that the table has two sides: with more, 公用经费合计 is the sum of several of them.
    """
    classes = [row for row in side.rows if len(row.code) == 3]
    if classes:
        if len({row.code for row in classes}) == len(classes):
            yield from _of_classes(side, classes, halves=halves)
        return
    if not any(row.role == "item" or (row.role == "inner" and row.name[:2] != "其中") for row in side.rows):
        found = list(_of_list(side, allotted))
        yield from found or _of_outline(side, text)
        return
    runs: list[list[StatementRow]] = [[]]
    for row in side.rows:
        if row.role == "total":
            runs.append([row])
        else:
            runs[-1].append(row)
    first, *totalled = runs
    items = outlined(first)
    yield from _below(side, items)
    since: list[StatementRow] = []
    for whole, *rows in totalled:
        after = outlined(rows)
        yield from _below(side, after)
        if since and whole.name.endswith("总计"):
            yield from _carried(side, whole, since)
        elif items and not since and all(item.style or not any(item.row.figures) for item in items):
            yield from _down(side, "table-total", whole, [item.row for item in items if item.style])
            since = [whole]
        elif not first and len(totalled) == 1:  # the total stands above what it is the sum of
            yield from _closed(side, whole, after)
        if since:
            since += [item.row for item in after]


def _below(side: Side, items: Sequence[OutlinedItem]) -> Iterator[TableSum]:
    """Each item is the sum of those below it."""
    for item in (inner for one in items for inner in one.walk()):
        yield from _closed(side, item.row, item.below)


def _closed(side: Side, whole: StatementRow, below: Sequence[OutlinedItem]) -> Iterator[TableSum]:
    """The sum of items that are all that there can be, or in one column at least come to the whole."""
    found = _listed(side, whole, [item.row for item in below])
    if closed(below) or any(one.holds and one.computed and len(one.parts) > 1 for one in found):
        yield from found


def _among(side: Side) -> Iterator[TableSum]:
    """What 其中 says is in the row above it and yet is more; behind the last row it may be in the total."""
    for place, (above, row) in enumerate(pairwise(side.rows), 2):
        later = side.rows[place:]
        last = all(other.role == "total" or other.name.startswith("其中") for other in later)
        if not row.name.startswith("其中") or above.name.startswith("其中") or (last and above is not side.rows[0]):
            continue
        for one in _down(side, "table-total", above, [row]):
            if one.whole.yuan > 0 and not one.holds and one.computed > one.whole.yuan:
                yield one


def _of_classes(side: Side, classes: Sequence[StatementRow], *, halves: bool) -> Iterator[TableSum]:
    names = ("合计", "总计", "人员经费合计", "公用经费合计") if halves else ("合计", "总计")
    for row in side.rows:
        if row.role == "total" and row.name in names and (row.line < classes[0].line or row.line > classes[-1].line):
            yield from _down(side, "table-total", row, classes)


def _of_list(side: Side, allotted: Collection[int]) -> Iterator[TableSum]:
    """The one total, above or below, of rows that are named alone; one column must show that they are its parts, unless all are payees."""
    totals = [row for row in side.rows if row.role == "total"]
    if len(totals) > 2:
        yield from _of_groups(side, totals)
    if (
        len(totals) != 1
        or totals[0].name not in ("合计", "总计", "共计")
        or totals[0] not in (side.rows[0], side.rows[-1])
    ):
        return
    # Codes of units, or of items alone, are as long as each other, and stand for nothing that is inside another.
    rows = [row for row in side.rows if row is not totals[0]]
    units = len({len(row.code) for row in rows}) == 1
    listed = [row for row in rows if units or not row.code]
    found = _listed(side, totals[0], listed)
    # Of several figures that come to the total one is proof enough; a row alone must repeat all that the total says but for one figure.
    enough = 1 if len(listed) > 1 else max(3, len(found) - 1)
    found = [one for one in found if len(one.parts) > 1 or len(listed) == 1]
    alone = len(found) == 1 and are_counted(side, found[0].parts, listed) and not _some_hold(found[0])
    if alone or _held(found) >= enough or _counts_hold(side, totals[0], listed):
        yield from found
    else:
        yield from (one for one in found if all(part.start in allotted for part in one.parts))


def _of_outline(side: Side, text: str) -> Iterator[TableSum]:
    """The total of rows of which some are below others, which are their sums: only the highest make up the total.

    What does not hold is only said where one figure alone breaks all that is broken in its column, and others show how the rows are read.
    """
    last, first = side.rows[-1], side.rows[0]
    whole = next((row for row in (first, last) if row.role == "total" and _GRAND.search(row.name)), None)
    if whole is None:
        return
    rows = [row for row in side.rows if row is not whole]
    read = [_outline_sums(side, whole, items) for items in nested(side, rows, text)]
    best = max(read, key=lambda sums: (_held(sums), -len(sums)), default=[])
    if not _held(best):
        told = _outline_sums(side, whole, summed(rows))
        best = told if any(one.whole in whole.figures for one in told) and all(one.holds for one in told) else best
    wrong = [one for one in best if not one.holds]
    yield from (one for one in best if one.holds)
    for place in {_place(side, one.whole) for one in wrong}:
        yield from _one_figure([one for one in wrong if _place(side, one.whole) == place], _held(best))


def _outline_sums(side: Side, whole: StatementRow, items: Sequence[OutlinedItem]) -> list[TableSum]:
    """The sums of the highest items, and of those below each, where they are more than one and not some of it (其中)."""
    found: list[TableSum] = []
    walked = (inner for one in items for inner in one.walk())
    for row, below in ((whole, items), *((item.row, item.below) for item in walked)):
        some = any(item.among for item in below)
        sums = _down(side, "table-total", row, sorted((item.row for item in below), key=lambda one: one.line))
        numbered = any(item.style for item in below)  # blanks alone may be before a row that is as much by chance
        found += [
            one for one in sums if (one.holds and (numbered or len(one.parts) > 1)) or (len(one.parts) > 1 and not some)
        ]
    return found


def _place(side: Side, figure: Money) -> int:
    """The column of a figure."""
    return next(place for row in side.rows for place, one in enumerate(row.figures) if one is figure)


def _one_figure(wrong: Sequence[TableSum], held: int) -> Iterator[TableSum]:
    """The sums of a column that do not hold, where one figure that is off by as much in each would be the cause of all.

    Not where some of the rows come to the whole: then the others may be parts of these.
    """
    shared = set.intersection(*({one.whole.start, *(part.start for part in one.parts)} for one in wrong))
    off = {abs(one.computed - one.whole.yuan) for one in wrong}
    if shared and len(off) == 1 and held + len(wrong) > 2 and not any(map(_some_hold, wrong)):
        yield from wrong


def _of_groups(side: Side, totals: Sequence[StatementRow]) -> Iterator[TableSum]:
    """A list of groups, each with its 小计 above or below, and one total; half the sums must show that the rows between are the groups."""
    whole = next((row for row in (side.rows[0], side.rows[-1]) if row.name in ("合计", "总计", "共计")), None)
    groups = grouped([row for row in side.rows if row is not whole], [row for row in totals if row is not whole])
    if whole is None or not groups:
        return
    of_groups = list(_down(side, "table-total", whole, [own for own, _ in groups]))
    found = [one for own, parts in groups if parts for one in _down(side, "table-total", own, parts)]
    # A county that the province pays itself may stand below a city that does not count it.
    if all(one.holds for one in of_groups) and 2 * _held(found) >= len(found):
        yield from of_groups
        yield from (one for one in found if one.holds or not _some_hold(one))


def _listed(side: Side, whole: StatementRow, rows: Sequence[StatementRow]) -> list[TableSum]:
    """The sums of rows in each column; where more of them hold so, those that may be parts of the row above them are not counted.

    Such are rows without a name, and what 其中 begins; where nobody knows at which row that ends, no sum is told that does not hold.
    """
    found = list(_down(side, "table-total", whole, rows))
    unparted, sure = _unparted(side, rows)
    for fewer in ([row for row in rows if row.name], unparted):
        others = list(_down(side, "table-total", whole, fewer))
        if _held(others) > _held(found):
            found = others
    return found if sure else [one for one in found if one.holds]


def _held(sums: Iterable[TableSum]) -> int:
    return sum(one.holds and bool(one.computed) for one in sums)


def _unparted(side: Side, rows: Sequence[StatementRow]) -> tuple[list[StatementRow], bool]:
    """Without the rows that 其中 begins: those that come to the row above it, or where none do that one alone, which is not sure."""
    kept: list[StatementRow] = []
    at, sure = 0, True
    while at < len(rows):
        if not (kept and rows[at].name.startswith("其中")):
            kept.append(rows[at])
            at += 1
            continue
        held = [_held(_down(side, "table-total", kept[-1], rows[at : at + count])) for count in range(1, _MOST)]
        sure = sure and max(held) > 0
        at += held.index(max(held)) + 1
    return kept, sure


def _counts_hold(side: Side, whole: StatementRow, listed: Sequence[StatementRow]) -> bool:
    """Whether in a column of counted things (户数, 人数) the rows come to the total: then they are its parts."""
    for place, column in enumerate(side.labels):
        cells = [row.labels[place] for row in (whole, *listed)] if column.kind == "count" else []
        counts = [Decimal(one.surface.replace(",", "")) for one in cells if one and _COUNT.fullmatch(one.surface)]
        if len(counts) == len(cells) > 2 and counts[0] and counts[0] == sum(counts[1:]):
            return True
    return False


def _carried(side: Side, total: StatementRow, since: Sequence[StatementRow]) -> Iterator[TableSum]:
    """The rows between 合计 and 总计; below what is carried over stand the funds that it is of, which are its parts."""
    kept = [row for row in since if not is_part("funds", row.name)]
    yield from (one for one in _down(side, "table-total", total, kept) if one.holds or not _some_hold(one))
    for place, row in enumerate(since):
        funds = list(takewhile(lambda other: is_part("funds", other.name), since[place + 1 : place + 1 + _MOST]))
        if funds and row in kept and "结转" in row.name:
            yield from _down(side, "table-total", row, funds)


def _some_hold(one: TableSum) -> bool:
    """Whether the total is the sum of some of the rows before it: then others may be parts of these."""
    some = one.parts[:_MOST]
    return any(
        TableSum(one.check, one.whole, chosen, "", "").holds
        for count in range(1, len(some))
        for chosen in combinations(some, count)
    )


# -- side to side


def _balance(sides: Sequence[Side]) -> Iterator[TableSum]:
    """What is called 总计 on all sides, and what is called the same on two."""
    for left, right in pairwise(sides):
        beside = {row.line: row for row in right.rows}
        for row in left.rows:
            other = beside.get(row.line)
            if other is None or not (
                row.name.endswith("总计") and other.name.endswith("总计") or _same_flow(row, other)
            ):
                continue
            if row.figures[0] is not None and other.figures[0] is not None:
                yield TableSum("balance", row.figures[0], (other.figures[0],), f"{row.name} = {other.name}", "")


def _same_flow(one: StatementRow, other: StatementRow) -> bool:
    """Whether two totals have one name that says whether they are of income or of expenditure."""
    return one.role == "total" and one.name == other.name and ("收入" in one.name or "支出" in one.name)
