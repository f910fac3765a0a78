"""What the columns of a table hold, by their heads and their cells: money, codes, names, shares, counts, dates or words.

Also how a cell prints a figure, and which unit a row says in a column of its own (计量单位).  Words stand in ``statement_words.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from loaders.amounts import ColumnKind, StatementColumn
from loaders.money.units import CLASSES, SCALES
from loaders.text.words import any_of, words
from ontology.blanks import without_blanks

_WORDS = words("money/statement_words.tsv")
_MONEY = "百万元|亿元|万元|千元|元"
_UNIT = any_of((*CLASSES, *_WORDS["measured"], "%", "％"))
#: What says the unit of a table or of a column: 单位：万元, 单位：亩、万元, （元）, （元/户）.
UNIT_MARK = re.compile(
    rf"单位\s{{0,4}}[：:]\s{{0,4}}(?P<others>(?:[十百千万亿]{{0,2}}{_UNIT}[、，,]\s?){{0,4}})(?:人民币)?(?P<unit>{_MONEY})|[（(](?:人民币)?(?P<inside>{_MONEY})(?:[/∕／][^（()）\s]{{1,8}})?[）)]"
)
_NUMBER = r"(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,12})(?:\.[0-9]{1,6})?"
#: A cell that is a figure; less than nothing as -12.5, △12.5 or （12.5）, more as ＋12.5, where the brackets hold more than a number of order.
FIGURE = re.compile(
    rf"[-−－–—△▲+＋]?{_NUMBER}|[（(](?!(?:19|20)[0-9]{{2}}[)）])(?=[0-9,]*\.[0-9]|[0-9]{{1,3}},|[0-9]{{3}}){_NUMBER}[）)]"
)
CHANGE_SIGNS = r"[（(]?[+＋±][、，,/]?[-－−—△▲][）)]?|[（(][+＋\-－−—△▲、，,/增减]{1,4}[）)]"
UNIT_IN_BRACKETS = r"(?:[（(](?:单位[：:])?(?P<unit>百万元|亿元|万元|千元|元)[）)])?"
_MORE_OR_LESS = (
    r"增减|增[（(、/]减[）)]?|增(?:[（(]?[+＋][）)]?)?[、/]?减[（(]?[-－−—△▲][）)]?|升降|变动|变化|增加|增长|增支|差异"
)
#: A head that says that its column, or those below it, are changes.
CHANGE = re.compile(
    rf"(?:[比较与同](?:上年|去年|上一?年度|(?:19|20)[0-9]{{2}}年度?)?|上年|同比)?(?:同期)?(?:年初|全年)?(?:预算|决算|执行)?数?(?:相比)?"
    rf"(?:{_MORE_OR_LESS})(?:变动|变化|情况)?(?P<sure>额|数额?|金额)?(?:{CHANGE_SIGNS})?{UNIT_IN_BRACKETS}"
)
#: Without such a word a head may be over all columns, or one of what was added to a stock (增加).
COMPARED = re.compile(r"[比较与同]|上年|增减|增[（(、/]?(?:减|[+＋][）)]?[、/]?减)")
_LESS, _MORE = "-−－–—△▲（(", "+＋"
_YEAR = re.compile("(?:19[4-9]|20[0-5])[0-9]")
_LEAST_YEARS = 3  # figures of a column: two sums may look like years

_CODE = re.compile(r".*(?:编码|代码)|类|款|项")
_NAME = re.compile(
    r".*名称|.*科目|项目|收入项目|支出项目|.*单位|.*分类|部门|学校|行政区划|地区|.{0,3}[县市区州盟旗]|[乡镇街道村]{1,4}"
)
_COUNTED = re.compile(r"[（(](?:单位[：:])?(?P<unit>[^（()）]{1,12})[）)]$")  # 任务数（户）
_MEASURED = re.compile(rf"[十百千万亿]{{0,2}}(?:{any_of(CLASSES)}|{any_of(_WORDS['measured'])})(?:[/∕／].*)?")
_OF_OTHER = re.compile(
    rf"[^/∕／]*[^元/∕／][/∕／](?:[百千万亿]{{0,2}}元|{any_of(CLASSES)}|{any_of(_WORDS['measured'])})"
)
_REMARK = re.compile(r"[（(][^（()）]{1,16}[）)]$")
_MONEY_WORD = re.compile(any_of(words("money/money_words.tsv")["money"]))
# Heads of columns without money, by what these hold; the first that fits counts: a word of a group anywhere, of 'group whole' as all of
# the head, of 'group end' at its end.
_OTHER: tuple[tuple[ColumnKind, re.Pattern[str]], ...] = tuple(
    (
        kind,
        re.compile(
            rf"{any_of(_WORDS[kind])}|^{any_of(_WORDS.get(f'{kind} whole', ('%',)))}$|{any_of(_WORDS.get(f'{kind} end', ('%',)))}$"
        ),
    )
    for kind in ("share", "count", "date", "text")
)
_PEOPLE = frozenset(_WORDS["people"])
_PEOPLE_ALL = re.compile(rf"{any_of(_PEOPLE)}|[^（(]*(?:人员|职工|教师)")
_SPENT = re.compile("(?:经费|支出|工资|费用?|资金)(?:[（(][^（()）]*[）)])?$")
_UNIT_COLUMN = re.compile("(?:计量|计费|计价|收费|征收|货币|金额|数量|数据)?单位")
_UNIT_CELL = re.compile(
    rf"(?:人民币)?(?P<unit>{_MONEY})(?:[/∕／](?P<per>[^\s/∕／]{{1,10}}(?:[/∕／][^\s/∕／]{{1,6}})?))?"
)


def kind(head: str) -> ColumnKind:
    """What a column with this ``head`` holds, its unit in brackets and no blanks in it; a head that says nothing heads amounts."""
    if _CODE.fullmatch(head):
        return "code"
    priced = UNIT_MARK.search(head) is not None
    bare = _REMARK.sub("", head) or head
    if not priced:
        counted = _COUNTED.search(head)
        if counted and (_MEASURED.fullmatch(counted["unit"]) or _OF_OTHER.fullmatch(counted["unit"])):
            return "count"
        if _NAME.fullmatch(bare):
            return "name"
    if head in _PEOPLE:
        return "count"
    found: ColumnKind = next((one for one, said in _OTHER if said.search(head) or said.search(bare)), "amount")
    return "amount" if priced and found in ("count", "date") else found


def under(heads: Sequence[str]) -> ColumnKind:
    """What the column holds whose heads these are, from the widest to the one that names it.

    A year or 合计 below 受益人数 counts people too; a head that speaks of money does not.
    """
    own = kind(heads[-1])
    if _PEOPLE_ALL.fullmatch(heads[-1]) and any(map(_SPENT.search, heads[:-1])):  # 人员经费 | 在职 | 退休人员
        return "amount"
    if own != "amount" or UNIT_MARK.search(heads[-1]) or _MONEY_WORD.search(heads[-1]):
        return own
    return next((found for head in heads[-2::-1] if (found := kind(head)) in ("share", "count")), own)


def is_other(column: StatementColumn) -> bool:
    """Whether a column of a statement holds no money by what its head says."""
    if not column.heads or UNIT_MARK.search(column.heads[-1]):
        return False
    return column.kind in ("share", "count", "date") or (column.kind == "text" and kind(column.heads[-1]) == "text")


def value(cell: str) -> Decimal:
    """The number of a cell that is a :data:`FIGURE`."""
    number = Decimal(cell.strip(f"{_LESS}{_MORE}）)").replace(",", ""))
    return -number if cell[0] in _LESS else number


def are_years(cells: Iterable[str]) -> bool:
    """Whether the figures of a column are all bare years: 2016, 2017, 2018."""
    figures = [cell for cell in cells if FIGURE.fullmatch(cell)]
    return len(figures) >= _LEAST_YEARS and all(map(_YEAR.fullmatch, figures))


def heads_years(cells: Iterable[str]) -> bool:
    """Whether the figures of a row are different years and nothing else: the lower row of a head, 2021 | 2022."""
    figures = [cell for cell in cells if FIGURE.fullmatch(cell)]
    return len(figures) > 1 == all(map(_YEAR.fullmatch, figures)) and len(set(figures)) > 1


@dataclass(frozen=True, slots=True)
class RowUnit:
    """The unit that a row says in a column of its own: ``yuan`` of one of its figures, None where it counts no money.

    ``per`` is what a standard is paid for: 元/立方米.
    """

    yuan: int | None
    per: str | None = None


def unit_place(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> int | None:
    """The column that says in each row what its figures count; None where none of its cells is a unit of money (台, 批)."""
    cells = list(rows)
    places = [
        place
        for place, head in enumerate(heads)
        if _UNIT_COLUMN.fullmatch(head) and any(row_unit(row[place]).yuan for row in cells if place < len(row))
    ]
    return places[0] if len(places) == 1 else None


def row_unit(cell: str) -> RowUnit:
    """What a cell of such a column says."""
    found = _UNIT_CELL.fullmatch(without_blanks(cell))
    if found is None:
        return RowUnit(None)
    per = re.sub(r"[^\w㎡²³]|每", "", found["per"]) if found["per"] else None
    return RowUnit(SCALES[found["unit"]], per)
