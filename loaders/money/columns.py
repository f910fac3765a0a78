"""What the columns of a table hold, by their heads and their cells: money, codes, names, shares, counts, dates or words.

Also how a cell prints a figure, and which unit a row says in a column of its own (计量单位).  Words stand in ``statement_words.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from loaders.amounts import ColumnKind, StatementColumn
from loaders.money.units import CLASSES, SCALES
from loaders.text.numerals import NARROW
from loaders.text.words import any_of, words
from ontology.blanks import without_blanks

_WORDS = words("money/statement_words.tsv")
_MONEY = rf"(?:百万元|亿元|万元|千元|(?!{any_of(words('money/money_words.tsv')['not_yuan'])})元)"
_FOREIGN = any_of(_WORDS["foreign"])
_UNIT = any_of((*CLASSES, *_WORDS["measured"], *_WORDS["foreign"], "%", "％"))
_OTHER_UNIT = rf"(?!十月)[十百千万亿]{{0,2}}{_UNIT}"
_OPEN, _CLOSE = r"[（(［\[〔【]", r"[）)］\]〕】]"
_SAID, _COLON = r"单[ \u3000]{0,4}位", r"\s{0,4}[：:∶﹕]\s{0,4}"
#: What says the unit of a table or of a column: 单位：万元, 单位：亩、万元, 以万元为单位, （元）, （元/户）.
UNIT_MARK = re.compile(
    rf"(?:(?:{_SAID}(?:{_COLON}|[均都]?[为是]|[ \u3000]{{1,4}}(?={_MONEY}\s*(?:{_CLOSE}|$)))|金额{_COLON}){_OPEN}?(?P<others>(?:{_OTHER_UNIT}[、，,]\s?){{0,4}})"
    rf"|以(?={_MONEY}为(?:计[量算])?单位))(?:人民币)?\s?{_OPEN}?(?P<unit>{_MONEY})"
    rf"|{_OPEN}(?:人民币|RMB|以)?(?P<inside>{_MONEY})(?:计|人民币)?(?:[/∕／](?P<per>[^（()）\s]{{1,8}}))?{_CLOSE}",
    re.MULTILINE,
)
# A unit of other things alone: above a table (单位：个), or in brackets behind its caption (人员情况（人）).
_OTHER_MARK = re.compile(
    rf"{_SAID}{_COLON}{_OTHER_UNIT}(?:[、，,和]\s?{_OTHER_UNIT}){{0,4}}(?=\s|{_CLOSE}|$)|^[^\t]*{_OPEN}{_OTHER_UNIT}{_CLOSE}\s*$"
)
_BESIDE = re.compile(rf"[、，,和]\s?(?P<unit>{_OTHER_UNIT})")
_D = "[0-9０-９]"
_NUMBER = rf"(?:{_D}{{1,3}}(?:[,，]{_D}{{3}})+|{_D}{{1,12}})(?:[.．]{_D}{{1,6}})?"
#: A cell that is a figure; less than nothing as -12.5, △12.5 or （12.5）, more as ＋12.5, where the brackets hold more than a number of order.
FIGURE = re.compile(
    rf"[-−－–—△▲+＋]?{_NUMBER}|[（(](?!(?:19|20)[0-9]{{2}}[)）])(?=[0-9,]*\.[0-9]|[0-9]{{1,3}},|[0-9]{{3}}){_NUMBER}[）)]"
)
#: The mark of a footnote behind a figure or a head: 5,230②, 2107［3］, 86.4*.
NOTE_MARK = r"\s?(?:[①-⑳]{1,3}|[（(]?[⁰¹²³⁴-⁹]{1,2}[）)]?|[［\[〔【]注?[0-9]{1,2}[］\]〕】]|[*＊※†]{1,3}|[（(]?注[0-9①-⑳]{0,2}[）)]?)"
_MARKED = re.compile(rf"(?P<figure>{FIGURE.pattern}){NOTE_MARK}")
_MARKED_HEAD = re.compile(rf"(?P<head>[^=＝]+?){NOTE_MARK}")
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
# 任务数（户）, 面积/亩, 产量：吨
_COUNTED = re.compile(
    rf"(?:{_OPEN}(?:单位[：:])?(?P<unit>[^（()）\[\]［］]{{1,12}}){_CLOSE}|[/∕／,，：:](?P<behind>[^（()）/∕／]{{1,6}}))$"
)
_MEASURED = re.compile(rf"{_OTHER_UNIT}(?:[/∕／].*)?")
_COUNT_OF = re.compile(rf"{any_of(_WORDS['count end'])}数$")
_ABROAD = re.compile(rf"{_FOREIGN}$")  # 折合美元
_OF_OTHER = re.compile(
    rf"[^/∕／]*[^元/∕／][/∕／](?:[百千万亿]{{0,2}}元|{any_of(CLASSES)}|{any_of(_WORDS['measured'])})"
)
_REMARK = re.compile(r"[（(][^（()）]{1,16}[）)]$")
_MONEY_WORD = re.compile(any_of(words("money/money_words.tsv")["money"]))
_IN_MONEY = re.compile(rf"{_MONEY_WORD.pattern}|{any_of(_WORDS['measure'])}|[额款价]|[收支]|完成")
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
# 投资额/万元, 合计：元; a bare 万元 below another head
_BEHIND = re.compile(rf"(?:(?P<what>.{{0,40}})[/∕／,，：:_—－-])?{_UNIT_CELL.pattern}")
_ENDS_IN_UNIT = re.compile(rf"{_UNIT}$")


def head_unit(head: str) -> int | None:
    """The unit that a head without blanks names, in yuan: 预算数（万元）, 投资额/万元, 万元."""
    if mark := UNIT_MARK.search(head):
        return yuan_of(mark)
    named = _BEHIND.fullmatch(head)
    return SCALES[named["unit"]] if named and not _ENDS_IN_UNIT.search(named["what"] or "") else None


def yuan_of(mark: re.Match[str]) -> int:
    """The unit that a :data:`UNIT_MARK` says, in yuan."""
    return SCALES[mark["unit"] or mark["inside"]]


def says_other(line: str) -> bool:
    """Whether a line above a table says that its figures count something else than yuan: 单位：个, 人员情况（人）, 单位：万美元."""
    return ("位" in line or line.rstrip()[-1:] in _CLOSE) and _OTHER_MARK.search(line) is not None


def says_others(line: str, mark: re.Match[str]) -> bool:
    """Whether the mark of a line names other units beside that of money, percents aside: 单位：亩、万元, 单位：万元、公顷."""
    beside = _BESIDE.match(line, mark.end())
    return bool(re.sub("[%％、，,\\s]", "", mark["others"] or "")) or (
        beside is not None and beside["unit"] not in ("%", "％")
    )


@lru_cache(maxsize=4096)  # each cell is asked for by several readers
def unmarked(cell: str) -> str:
    """A cell without blanks around it; where it is a figure with the mark of a footnote, that figure."""
    cell = cell.strip()
    if cell[-1:].isalnum() and cell[-1:].isascii() and "注" not in cell:  # no mark ends so
        return cell
    marked = _MARKED.fullmatch(cell)
    return marked["figure"] if marked else cell


@lru_cache(maxsize=1024)
def kind(head: str) -> ColumnKind:
    """What a column with this ``head`` holds, its unit in brackets and no blanks in it; a head that says nothing heads amounts."""
    if marked := _MARKED_HEAD.fullmatch(head):
        head = marked["head"]
    if _CODE.fullmatch(head):
        return "code"
    priced = head_unit(head) is not None
    bare = _REMARK.sub("", head) or head
    if not priced:
        if _counts(head):
            return "count"
        if _NAME.fullmatch(bare):
            return "name"
        if _ABROAD.search(head):
            return "text"
    if head in _PEOPLE or (not priced and _MEASURED.fullmatch(head)):
        return "count"
    found: ColumnKind = next((one for one, said in _OTHER if said.search(head) or said.search(bare)), "amount")
    if found == "amount" and _COUNT_OF.search(bare):
        found = "count"
    return "amount" if priced and found in ("count", "date") else found


def _counts(head: str) -> bool:
    """Whether a head names a unit that is none of money: 任务数（户）, 产量/吨, 协议金额（万美元）."""
    counted = _COUNTED.search(head)
    unit = (counted["unit"] or counted["behind"]) if counted else ""
    return bool(unit) and (_MEASURED.fullmatch(unit) or _OF_OTHER.fullmatch(unit)) is not None


def under(heads: Sequence[str]) -> ColumnKind:
    """What the column holds whose heads these are, from the widest to the one that names it.

    A year or 合计 below 受益人数 counts people too; a head that speaks of money does not.
    """
    own = kind(heads[-1])
    if _PEOPLE_ALL.fullmatch(heads[-1]) and any(map(_SPENT.search, heads[:-1])):  # 人员经费 | 在职 | 退休人员
        return "amount"
    if own != "amount" or head_unit(heads[-1]) is not None or _MONEY_WORD.search(heads[-1]):
        return own
    return next((found for head in heads[-2::-1] if (found := kind(head)) in ("share", "count")), own)


def is_other(column: StatementColumn) -> bool:
    """Whether a column of a statement holds no money by what its head says."""
    if not column.heads or head_unit(column.heads[-1]) is not None:
        return False
    return column.kind in ("share", "count", "date") or (column.kind == "text" and kind(column.heads[-1]) == "text")


def value(cell: str) -> Decimal:
    """The number of a cell that is a :data:`FIGURE`."""
    number = Decimal(cell.translate(NARROW).strip(f"{_LESS}{_MORE}）)").replace(",", ""))
    return -number if cell[0] in _LESS else number


def are_years(cells: Iterable[str]) -> bool:
    """Whether the figures of a column are all bare years: 2016, 2017, 2018."""
    figures = [cell.translate(NARROW) for cell in cells if FIGURE.fullmatch(cell)]
    return len(figures) >= _LEAST_YEARS and all(map(_YEAR.fullmatch, figures))


def heads_years(cells: Iterable[str]) -> bool:
    """Whether the figures of a row are different years and nothing else: the lower row of a head, 2021 | 2022."""
    figures = [cell.translate(NARROW) for cell in cells if FIGURE.fullmatch(cell)]
    return len(figures) > 1 == all(map(_YEAR.fullmatch, figures)) and len(set(figures)) > 1


@dataclass(frozen=True, slots=True)
class RowUnit:
    """The unit that a row says in its name or in a column of its own: ``yuan`` of one of its figures, None where it counts no money.

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
    return RowUnit(SCALES[found["unit"]], _per(found["per"]))


def label_units(cells: Sequence[str]) -> list[RowUnit | None]:
    """For each place of a row the unit that the label left of it names in brackets (支付数（万元）, 受益人口（人））; None where it names none."""
    found: list[RowUnit | None] = []
    said: RowUnit | None = None
    in_words = False
    for cell in cells:
        found.append(said)
        if cell and FIGURE.fullmatch(cell):
            in_words = False
        elif cell:
            said = _label_unit(without_blanks(cell)) or (said if in_words else None)
            in_words = True
    return found


def _label_unit(label: str) -> RowUnit | None:
    if mark := UNIT_MARK.search(label):
        return RowUnit(yuan_of(mark), _per(mark["per"]))
    return RowUnit(None) if _counts(label) or label.endswith(("（%）", "（％）", "(%)", "(％)")) else None


def _per(printed: str | None) -> str | None:
    return re.sub(r"[^\w㎡²³]|每", "", printed) if printed else None


@dataclass(frozen=True, slots=True)
class TableUnits:
    """How many yuan a figure of a table is: by the head of its column (``own``), the label of its row where ``labelled``, the cell of its
    row at ``said``, or by what is ``common`` to the table.

    ``certain`` are the columns whose heads speak of money: there a row of 课桌（套） counts yuan all the same.  ``undecided`` are those that
    have one of several units (单位：亩、万元), and no head that speaks of money.
    """

    own: Sequence[int | None]
    common: int | None
    said: int | None
    labelled: bool
    certain: frozenset[int]
    undecided: frozenset[int]

    @property
    def known(self) -> bool:
        """Whether any figure of the table may have a unit."""
        return bool(self.common or self.labelled or any(self.own)) or self.said is not None

    def of(self, cells: Sequence[str]) -> list[RowUnit]:
        """The unit of each column in a row; where head and label name two there is none."""
        labels = label_units(cells) if self.labelled else []
        printed = cells[self.said] if self.said is not None and self.said < len(cells) else ""
        row = row_unit(printed) if printed else RowUnit(self.common)
        units = []
        for place, head in enumerate(self.own):
            label = labels[place] if place < len(labels) else None
            if label is not None and not (label.yuan is None and place in self.certain):
                units.append(label if head in (None, label.yuan) else RowUnit(None))
            elif head is not None:
                units.append(RowUnit(head))
            else:
                units.append(RowUnit(None) if place in self.undecided and not printed else row)
        return units


def table_units(
    paths: Sequence[Sequence[str]], rows: Sequence[Sequence[str]], common: int | None, *, mixed: bool = False
) -> TableUnits:
    """The units of a table by the heads over each column, from the widest to the one that names it, and the cells of its rows.

    ``mixed`` says that what is above the table names other units than that of money too: then it holds where a head speaks of money.
    """
    own = [next(filter(None, map(head_unit, reversed(path))), None) for path in paths]
    for at in range(1, len(own)):  # 经费（万元） | 其中：中央
        if own[at] is None and paths[at][-1:] and paths[at][-1].startswith("其中"):
            own[at] = own[at - 1]
    # 财政收入（万元） | 2001年 | 2002年: what is said over the names holds for all columns.
    first = next((at for at, unit in enumerate(own) if unit), None)
    if first is not None and common is None and own.count(None) == len(own) - 1 and _names(rows, first):
        common, own[first] = own[first], None
    labelled = any(UNIT_MARK.search(cell) or _counts(cell) for row in rows for cell in row if cell[-1:] in "）)")
    certain = {at for at, path in enumerate(paths) if own[at] or (path and _IN_MONEY.search(path[-1]))}
    said = unit_place([path[-1] if path else "" for path in paths], rows)
    undecided = {at for at, path in enumerate(paths) if mixed and not any(map(_IN_MONEY.search, path))}
    return TableUnits(own, common, said, labelled, frozenset(certain), frozenset(undecided))


def _names(rows: Sequence[Sequence[str]], place: int) -> bool:
    """Whether a column holds words only."""
    cells = [row[place] for row in rows if place < len(row) and row[place]]
    return bool(cells) and not any(map(FIGURE.fullmatch, cells))
