"""What the prose tells of tables, and the sums in it that are closed: amounts that must be a cell, and wholes with all their parts.

Which words name which cells stands in ``account_words.tsv``, which parts are all of a whole in ``closed_parts.tsv``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator, Sequence
from functools import cache

from loaders.amounts import Comparison, Money, Statement, StatementRow
from loaders.money.amounts_told import Told
from loaders.text.running import RunningText
from ontology.blanks import without_blanks
from ontology.tables import rows

_NAME = r"[^“”\"，。；：:、\n0-9]{2,40}?"
_CLASSES = re.compile(rf"(?P<class>{_NAME})（类）(?P<section>{_NAME})（款）(?P<item>{_NAME})（项）")
_DASHED = re.compile(r"“(?P<class>[^“”\n—-]{2,40})[—-]+(?P<section>[^“”\n—-]{2,40})[—-]+(?P<item>[^“”\n—-]{2,40})”")
_ACCOUNT = re.compile("(?:支出)?决算(?:数)?为?$")
_YEAR = re.compile("(?:19|20)[0-9]{2}(?=年)")
_OPENER = re.compile(
    r"[，,。；]?\s*(?:[^。；\n]{0,40}[，,。；])?(?:其中[：:，,]?|(?:从|按)采购类型(?:来看|看|分)?[：:，,]?)"
)
_NOT_ADDED = re.compile("其中|减去|扣除|减除|[（(]")
_COMPARED = re.compile("比|较|(?:上年|去年)(?!结转|结余|滚存|净结余)|预算为")
_ALL = re.compile("(?:合计|总计|总收入|总支出|共计)(?:为|达)?$")
_CLOSING = re.compile("[。；\n]")
# The balance of a fund (社会保险基金), whose income and expenditure are named alone.
_NAMED = "(?:^|基金|保险|年度?|[全本][省市县区州])(?:总|当年|本年|全年|累计)?{}(?:合计|总额|总计)?(?:共计?|完成|实现|达到?|为)*$"
_INCOME, _SPENT = re.compile(_NAMED.format("收入")), re.compile(_NAMED.format("支出"))
_LEFT_OVER = re.compile("(?:当年|本年|当期)(?:收支)?(?:相抵)?[结节]余(?:资金)?为?$")
_BEFORE = re.compile("(?:上年末?|年初|期初|上年底)(?:滚存|累计|历年)?[结节]余为?$")
_AFTER = re.compile("(?:年末|期末|年底)(?:滚存|累计)?[结节]余(?:达到?|为)*$|(?:滚存|累计)[结节]余(?:达到?|为)*$")
_ELSEWHERE = re.compile("其中|上解|下拨|下级|调[出入剂]|转移|结转|补贴|[（(]|\n|。|比|较")
_CODED = re.compile(rf"(?:[\n。；;：:、.．])(?P<name>{_NAME})[（(](?P<code>[0-9]{{7}})[）)]")
_LONGEST_NAME = 60
_LEAST_AGREEING = 3
_MOST_AMOUNTS = 40
_AHEAD = 400  # characters in which the parts of a whole stand
_FUND = re.compile("一般公共预算|公共财政预算|政府性基金|国有资本经营|财政拨款")
_OF_ALL_FUNDS = re.compile(
    "三公|机关运行"
)  # what a department spends of these is of one fund, whatever the text calls it
_FEN = 100  # yuan: what two decimals of 万元 leave out


def find(prose: RunningText, told: Sequence[Told], statements: Sequence[Statement]) -> Iterator[Comparison]:
    """The amounts that name cells, with these cells, and the wholes with their parts."""
    if statements:
        yield from _items(prose, told, statements)
        yield from _totals(prose, told, statements)
        yield from _coded(prose, told, statements)
    yield from _parts(prose, told)
    yield from _added(prose, told)
    yield from _balances(prose, told)


# -- items: the class, the section and the item of the functional classification


def _items(prose: RunningText, told: Sequence[Told], statements: Sequence[Statement]) -> Iterator[Comparison]:
    paths = _paths(statements)
    account = any("决算" in statement.title for statement in statements)
    years = {year for statement in statements for year in _YEAR.findall(statement.title)}
    named = _ACCOUNT if account else _budget(years)
    starts = {one.start: one for one in told}
    for pattern in (_CLASSES, _DASHED):
        for match in pattern.finditer(prose.text):
            names = tuple(without_blanks(match[group]) for group in ("class", "section", "item"))
            cells = paths.get(names)
            if not cells:
                continue
            behind = re.compile('[”"]?(?:科目)?').match(prose.text, match.end())
            one = starts.get(behind.end() if behind else match.end()) or _stated(prose, told, match.end(), named)
            if one is not None:
                start, end = prose.span(match.start(), one.end)
                yield Comparison(start, end, "text-table", one.money, cells)


def _budget(years: Collection[str]) -> re.Pattern[str]:
    """The words before the budget of an item, in the years of the tables."""
    year = rf"(?:{'|'.join(sorted(years))})年(?:度|当年)?" if years else "本年"
    return re.compile(rf"(?:^|[）)]){year}预算(?:数|安排)*为?$")


def _stated(prose: RunningText, told: Sequence[Told], start: int, named: re.Pattern[str]) -> Told | None:
    """The amount of an item that its paragraph states behind these words."""
    stop = prose.text.find("\n", start)
    stop = min(stop if stop >= 0 else len(prose.text), start + _AHEAD)
    following = _CLASSES.search(prose.text, start, stop)
    stop = following.start() if following else stop
    return next((one for one in _between(told, start, stop) if named.search(one.label)), None)


def _paths(statements: Sequence[Statement]) -> dict[tuple[str, ...], tuple[Money, ...]]:
    """The figures of each item by the names of its class, its section and its own, in all tables of the classification."""
    found: dict[tuple[str, ...], list[Money]] = {}
    for statement in statements:
        for side in statement.sides:
            above: dict[str, str] = {}
            for row in side.rows:
                if not row.code:
                    continue
                above[row.code] = row.name
                if len(row.code) == 7 and row.code[:3] in above and row.code[:5] in above:
                    path = (above[row.code[:3]], above[row.code[:5]], row.name)
                    found.setdefault(path, []).extend(figure for figure in row.figures if figure is not None)
    return {path: tuple(figures) for path, figures in found.items()}


def _coded(prose: RunningText, told: Sequence[Told], statements: Sequence[Statement]) -> Iterator[Comparison]:
    """A list of items by code, 住房公积金（2210201）35.24万元: most of it must be in the tables under this code and name, then all of it."""
    coded: dict[str, list[StatementRow]] = {}
    for row in (row for statement in statements for side in statement.sides for row in side.rows):
        coded.setdefault(row.code, []).append(row)
    found: list[Comparison] = []
    for one in told:
        match = next(reversed([*_CODED.finditer(prose.text, max(0, one.start - _LONGEST_NAME), one.start)]), None)
        if match is None or match.end() != one.start:
            continue
        name = without_blanks(match["name"])
        # A narrow column may have cut the name of the row.
        named = [row for row in coded.get(match["code"], ()) if row.name and name.startswith(without_blanks(row.name))]
        if held := [figure for row in named for figure in row.figures if figure is not None]:
            start, end = prose.span(match.start(), one.end)
            found.append(Comparison(start, end, "text-table", one.money, tuple(held)))
    agreeing = [one for one in found if any(abs(cell.yuan - one.now.yuan) < _FEN for cell in one.bases)]
    if len(agreeing) >= max(_LEAST_AGREEING, len(found) - 1):
        yield from found


# -- totals


_Where = tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]
_Words = tuple[re.Pattern[str], str, str]
# {own} in the table: what may stand before the name of an amount that is no part of another's.
_OWN = (
    r"(?:^|部门决算|说明)(?:[（(]?[一二三四五六七八九十0-9]{1,2}[）).．])?"
    r"(?:[本我全]部门)?(?:(?:19|20)[0-9]{2}年(?:度|全年)?)?(?:[本我全]部门)?(?:财政拨款)?"
)


def naming(label: str) -> re.Pattern[str]:
    """The end of the words that name an amount, by the pattern that a row has for it."""
    return re.compile(rf"(?:{label.replace('{own}', _OWN)})$")


@cache
def _named() -> dict[_Words, list[_Where]]:
    """The words that name an amount and those that none may stand beside, with title, row and column of each place where it must stand."""
    found: dict[_Words, list[_Where]] = {}
    for row in rows("loaders", "money/account_words.tsv"):
        title, name, column = (re.compile(row[key]) for key in ("title", "row", "column"))
        found.setdefault((naming(row["label"]), row["beside"], row["unless"]), []).append((title, name, column))
    return found


def _totals(prose: RunningText, told: Sequence[Told], statements: Sequence[Statement]) -> Iterator[Comparison]:
    """The first amount with each name: later ones may speak of a part of the department."""
    years = {year for statement in statements for year in _YEAR.findall(statement.title)}
    for (label, beside, unless), places in _named().items():
        one = next((one for one in told if label.search(one.label)), None)
        if one is None or (years and set(_YEAR.findall(one.label)) - years):
            continue
        if beside and not _may_be_compared(prose, one, told, statements, beside, unless):
            continue
        whole = _whole(prose, told, one)
        cells = tuple(
            cell for where in places for cell in _cells([s for s in statements if _speaks_of(s, one, whole)], *where)
        )
        if cells and beside:  # what one payee gets stands in its row
            cells += tuple(_cells(statements, *map(re.compile, ("", ".*", ""))))
        if cells:
            yield Comparison(one.money.start, one.money.end, "text-table", one.money, cells)


def _whole(prose: RunningText, told: Sequence[Told], one: Told) -> Told | None:
    """The amount of which another is told as a part: the last one before the 其中 of its sentence."""
    floor = max(0, one.start - _AHEAD)
    start = max(floor, *(prose.text.rfind(mark, floor, one.start) for mark in "。\n"))
    among = prose.text.find("其中", start, one.start)
    return next((other for other in reversed(_between(told, start, among)) if other.end <= among), None)


def _speaks_of(statement: Statement, one: Told, whole: Told | None) -> bool:
    """Whether a table may hold an amount of the prose: one of a single fund holds no part of what all funds come to.

    支出预算923.27万元，其中：项目支出417.50万元 has no place in 一般公共预算支出表, unless that has the whole as well.
    """
    fund = _FUND.search(statement.title)
    if fund is None or _OF_ALL_FUNDS.search(statement.title) or fund[0] in one.label + (whole.label if whole else ""):
        return True
    return whole is not None and any(abs(figure.yuan - whole.money.yuan) < _FEN for figure in _figures(statement))


def _may_be_compared(
    prose: RunningText, one: Told, told: Sequence[Told], statements: Sequence[Statement], beside: str, unless: str
) -> bool:
    """Whether the text and its table speak of the same money, as far as a row of ``account_words.tsv`` asks: ``beside`` and ``unless``."""
    others = {other.money.yuan for other in told} - {one.money.yuan}
    if beside == "alone" and (others or [len(side.columns) for table in statements for side in table.sides] != [1]):
        return False
    if beside == "told" and (
        len(statements) != 1 or len(others) < 2 or not others <= {cell.yuan for cell in _figures(statements[0])}
    ):
        return False
    start = prose.text.rfind("\n", max(0, one.start - _AHEAD), one.start) + 1
    stop = prose.text.find("\n", one.end, one.end + _AHEAD)
    return re.search(unless, prose.text[start : stop if stop >= 0 else one.end + _AHEAD]) is None


def _figures(statement: Statement) -> Iterator[Money]:
    for side in statement.sides:
        for row in side.rows:
            yield from filter(None, row.figures)


def _cells(
    statements: Sequence[Statement], title: re.Pattern[str], name: re.Pattern[str], column: re.Pattern[str]
) -> Iterator[Money]:
    for statement in statements:
        if not title.search(statement.title):
            continue
        for side in statement.sides:
            places = [
                place
                for place, one in enumerate(side.columns)
                if column.search("/".join((*one.heads, one.measure)).rstrip("/"))
            ]
            for row in side.rows:
                if name.fullmatch(row.name):
                    yield from filter(None, (row.figures[place] for place in places))


# -- closed parts


@cache
def _families() -> dict[str, tuple[re.Pattern[str], tuple[re.Pattern[str], ...]]]:
    wholes: dict[str, str] = {}
    parts: dict[str, list[re.Pattern[str]]] = {}
    for row in rows("loaders", "money/closed_parts.tsv"):
        if row["role"] == "whole":
            wholes[row["family"]] = row["pattern"]
        else:
            parts.setdefault(row["family"], []).append(re.compile(rf"(?:^|[）)])(?:{row['pattern']})$"))
    return {name: (re.compile(rf"(?:{whole})$"), tuple(parts[name])) for name, whole in wholes.items()}


def _parts(prose: RunningText, told: Sequence[Told]) -> Iterator[Comparison]:
    """A whole, 其中, and one amount for each of its parts: all of them, or it is left open."""
    for whole, parts in _families().values():
        for index, one in enumerate(told):
            if not whole.search(one.label) or not _OPENER.match(prose.text, one.end):
                continue
            found: list[Told] = []
            missing = list(parts)
            for other in told[index + 1 : index + _MOST_AMOUNTS]:
                if other.start - one.end > _AHEAD or whole.search(other.label) or not missing:
                    break
                part = next((pattern for pattern in missing if pattern.search(other.label)), None)
                if part is not None:
                    missing.remove(part)
                    found.append(other)
            if not missing:
                start, end = prose.span(one.start, found[-1].end)
                yield Comparison(start, end, "parts", one.money, tuple(part.money for part in found))


def _added(prose: RunningText, told: Sequence[Told]) -> Iterator[Comparison]:
    """…收入12.6亿元，加上上级补助收入20.3亿元，总收入32.9亿元: what stands before the total in its clause, but not last year's."""
    done = 0
    for match in re.finditer("加上", prose.text):
        if match.start() < done:  # a clause is read once
            continue
        floor = max(0, match.start() - _AHEAD)
        start = max(floor - 1, *(prose.text.rfind(mark, floor, match.start()) for mark in "。；\n")) + 1
        closing = _CLOSING.search(prose.text, match.end(), match.end() + _AHEAD)
        stop = closing.start() if closing else min(len(prose.text), match.end() + _AHEAD)
        done = stop
        if _NOT_ADDED.search(prose.text, start, stop):
            continue
        here = [one for one in told if start <= one.start < stop and not _COMPARED.search(one.label)]
        whole = next((place for place, one in enumerate(here) if _ALL.search(one.label)), None)
        if whole is not None and whole > 1 and here[0].start < match.start() < here[whole].start:
            first, last = prose.span(here[0].start, here[whole].end)
            yield Comparison(first, last, "parts", here[whole].money, tuple(one.money for one in here[:whole]))


def _balances(prose: RunningText, told: Sequence[Told]) -> Iterator[Comparison]:
    """收入3.42亿元，支出2.58亿元，当年结余0.84亿元: what is left and what was spent come to the income; with last year's balance to this year's."""
    for index, (income, spent, left) in enumerate(zip(told, told[1:], told[2:], strict=False)):
        named = _INCOME.search(income.label) and _SPENT.search(spent.label) and _LEFT_OVER.search(left.label)
        if not named or _ELSEWHERE.search(prose.text, income.start - len(income.label), left.start):
            continue
        start, end = prose.span(income.start, left.end)
        yield Comparison(start, end, "parts", income.money, (spent.money, left.money))
        stop = prose.text.find("。", left.end)
        beside = _between(told, 0, income.start)[-1:] if index else ()
        beside = (
            *(one for one in beside if "。" not in prose.text[one.end : income.start]),
            *told[index + 3 : index + 5],
        )
        near = [one for one in beside if stop < 0 or one.start < stop]
        before = [one for one in near if _BEFORE.search(one.label)]
        after = [one for one in near if _AFTER.search(one.label) and one not in before]
        if len(before) == len(after) == 1 and not _ELSEWHERE.search(
            prose.text, left.end, after[0].start - len(after[0].label)
        ):
            yield Comparison(start, end, "parts", after[0].money, (before[0].money, left.money))


def _between(told: Sequence[Told], start: int, stop: int) -> Sequence[Told]:
    """The amounts that begin between two places of the running text."""
    first, last = (bisect_left(told, at, key=lambda one: one.start) for at in (start, stop))
    return told[first:last]
