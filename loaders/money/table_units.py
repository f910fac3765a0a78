"""Bare figures of a table whose heading gives the unit: （单位：万元）, 资金（元）, 金额单位：元."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from loaders.amounts import Money
from loaders.money.columns import (
    FIGURE,
    NOTE_MARK,
    UNIT_MARK,
    head_unit,
    heads_years,
    kind,
    label_units,
    says_other,
    unmarked,
    value,
    yuan_of,
)
from loaders.text.words import any_of, words
from ontology.blanks import without_blanks

_FIGURE = re.compile(r"(?<![^\s：:|…·])(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{2,6})(?![^\s|])")
_TWO_UNITS = re.compile(r"[、，,/和]\s?[^\s\d]")
_WHOLE = re.compile(r"(?<=\t)(?!(?:19|20)[0-9]{2}\b)[1-9][0-9]{0,5}(?=\s*(?:\t|\n|$))")
_CELL = re.compile(rf"(?<=\t)(?:{FIGURE.pattern})(?=(?:{NOTE_MARK})?\s*(?:\t|\n|$))")
_MARK = re.compile(rf"(?:{NOTE_MARK})?\s*")
_LABEL = re.compile(any_of(words("money/money_words.tsv")["money"] + words("money/money_words.tsv")["total"]))
# A head that says that its column holds codes: 类, 款, 项 as a whole cell, longer words at its end (功能分类科目编码).
_CODE = re.compile(
    "|".join(re.escape(w) if len(w) == 1 else f".*{re.escape(w)}" for w in words("money/money_words.tsv")["code"])
)
_CLASSES = frozenset({"类", "款", "项"})
_TITLE = re.compile(r"\S.*(?<!续)表(?:[（(][^（）()]{1,12}[）)])?")
_ITEM = re.compile(r"[（(]?[一二三四五六七八九十\d]{1,3}[）)、.．]")
# The line of a form that numbers its columns: 栏次 1 2 3, 甲 乙 1 2 3=1+2, （1） （2）, ① ②, A B C.
_NUMBERING = re.compile("[栏行列]次")
_LETTERED = re.compile("(?P<letter>[A-H甲乙丙丁戊己庚辛])|[-—－―*＊]{1,4}")
_NUMBER = re.compile(
    r"[（(]?(?P<number>[0-9]{1,2}|[①-⑳])[）)]?[栏列]?(?:\s?[=＝]\s?[0-9①-⑳（(][0-9①-⑳栏列（()）+＋*×/÷%％.\s－—–-]{0,60})?"
)
# A cell that only says the unit of the table below it: 单位：万元 at the right edge.
_ONLY_UNIT = re.compile(
    r"(?:[（(])?(?:金额|货币|计量|数据)?单位\s{0,4}[：:]\s{0,4}(?:人民币)?[百万亿千]{0,2}元(?:[）)])?"
)
_OTHER_COLUMN = re.compile(r"[%％‰]|比例|占比|增减|增长|数量|单价|面积|率")
_LONGEST = 400  # characters of a table's line
_PROSE = re.compile(r"[。！？；]|，(?!.*\t)")


def figures(text: str) -> Iterator[Money]:
    """The figures that stand alone in the lines around a unit mark, in yuan.

    Below a head that names columns of money all their figures count, to the end of its table.  Elsewhere only figures with thousands separators or
    at least two decimals are taken (years, codes and counts have neither), and whole numbers in a cell behind a money word;
    no zeros, and none where the part names two units.  Without column bounds (tabs) every figure needs a money word before
    it on its line; where a column holds something else (％, 数量), only figures with thousands separators are taken.
    """
    done = 0
    for mark in UNIT_MARK.finditer(text):
        if mark.start() < done:
            continue
        start = _edge(text, mark.start(), -1) if mark["inside"] else _begin(text, mark)
        end = _edge(text, mark.end(), 1)
        yield from _in_part(text[start:end], max(start, done), start)
        done = end


def _begin(text: str, mark: re.Match[str]) -> int:
    """Where the lines of a unit begin: with its own, or with the head of the table where that stands right above it."""
    start = text.rfind("\n", 0, mark.start()) + 1
    if start and not _ONLY_UNIT.fullmatch(text[start : _line_end(text, start)].strip()):
        return start
    above = text.rfind("\n", 0, max(0, start - 1)) + 1
    cells = [cell.strip() for cell in text[above : max(0, start - 1)].split("\t")] if start - above < _LONGEST else []
    heads = len(cells) > 1 and any(map(_is_money, cells)) and not any(map(FIGURE.fullmatch, cells))
    return above if heads else start


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return end if end >= 0 else len(text)


def _edge(text: str, place: int, step: int) -> int:
    """Where the table's lines end (``step`` 1) or begin (-1): at prose, at two blank lines, at the text's own end."""
    blank = 0
    while True:
        if step > 0:
            stop = text.find("\n", place + 1, place + _LONGEST)
            end = len(text) if stop < 0 and place + _LONGEST >= len(text) else stop
            line = text[place:end] if end >= 0 else ""
        else:
            stop = text.rfind("\n", max(0, place - _LONGEST), place)
            end = 0 if stop < 0 and place <= _LONGEST else stop
            line = text[end:place] if end >= 0 else ""
        blank = 0 if line.strip() else blank + 1
        if end < 0 or _PROSE.search(line) or blank > 1:
            return place
        if stop < 0:
            return end
        place = stop


@dataclass(slots=True)
class _Head:
    """The head of the table that a line stands in: its last row, the columns that it names, those of money and of codes.

    ``units`` are the yuan of a figure in columns whose names say their unit, ``width`` is how many columns there are;
    ``open`` says that the line before was a row of the head, ``loose`` that it had no cells: another table may begin.
    """

    last: list[str] = field(default_factory=list)
    named: set[int] = field(default_factory=set)
    money: frozenset[int] = frozenset()
    codes: frozenset[int] = frozenset()
    units: dict[int, int] = field(default_factory=dict)
    width: int = 0
    open: bool = False
    loose: bool = False

    def follow(self, line: str) -> bool:
        """Take the next line; whether its figures, if any, are cells and not the numbers of the columns (1 2 3)."""
        mark = UNIT_MARK.search(line)
        if mark and self.open and sum(map(bool, self.last)) > 1 and len(line.split()) == 1:
            return True  # the unit below the heads
        if (mark and mark["unit"]) or ("\t" not in line and _TITLE.fullmatch(line.strip())) or _counts_other(line):
            self._begin()
        if "\t" not in line:
            self.open, self.loose = False, True
            return True
        cells = [unmarked(cell) for cell in line.split("\t")]
        if mark and any(map(_ONLY_UNIT.fullmatch, cells)):
            self.open, self.loose = False, True
        elif sum(cell in _CLASSES for cell in cells) > 1:  # 类 款 项, with the grand total in the same row or without
            self._add([cell if cell in _CLASSES else "" for cell in cells])
        elif self.open and is_numbering(cells):
            return False
        elif self._is_head(cells):
            if not self.open:
                self._begin()
            self._add(cells)
        else:
            self.open = self.loose = False
        return True

    def _is_head(self, cells: list[str]) -> bool:
        first = next(filter(None, cells), "")
        if (any(FIGURE.fullmatch(cell) for cell in cells) and not heads_years(cells)) or _ITEM.match(first):
            return False
        coded = any(_CODE.fullmatch(cell) for cell in cells)
        if self.open:
            return _is_below(cells, self.last)
        money = any(_is_money(cell) for cell in cells)
        return coded or money if not self.named else money and (coded or self.loose)

    def _begin(self) -> None:
        self.last, self.named, self.money, self.codes = [], set(), frozenset(), frozenset()
        self.units, self.width = {}, 0
        self.open = self.loose = False

    def _add(self, cells: list[str]) -> None:
        self.last, self.open, self.loose = cells, True, False
        printed = {place for place, cell in enumerate(cells) if cell}
        self.named |= printed
        self.width = max(self.width, len(cells))
        for place in printed:
            self.units.pop(place, None)
            if unit := head_unit(without_blanks(cells[place])):
                self.units[place] = unit
        codes = set(self.codes)
        for place in printed:
            if _CODE.fullmatch(cells[place]):  # it stands over the columns up to the next that has a name
                codes.update(range(place, min((other for other in self.named if other > place), default=place + 1)))
        money = (self.money - printed) | {place for place in printed if _is_money(cells[place])}
        self.money, self.codes = frozenset(money - codes), frozenset(codes)


def _is_money(cell: str) -> bool:
    head = without_blanks(cell)
    if head_unit(head) is not None:  # 单价（元）
        return True
    return (
        _LABEL.search(cell) is not None and kind(head) == "amount" and "单价" not in head and not _CODE.fullmatch(head)
    )


def _is_below(cells: list[str], above: list[str]) -> bool:
    """Whether each cell of a row stands under a blank of the row above, or under the first column of a wider cell."""
    width = len(above)
    return any(cells) and all(
        place >= width or not above[place] or (not above[place + 1] if place + 1 < width else len(cells) > width)
        for place, cell in enumerate(cells)
        if cell
    )


def is_numbering(cells: Iterable[str]) -> bool:
    """Whether a row numbers the columns: 栏次 1 2 3, 甲 1 2 3=1+2; of letters and of figures alone at least three."""
    printed = [named for cell in cells if (named := without_blanks(cell))]
    words = sum(_NUMBERING.fullmatch(cell) is not None for cell in printed)
    letters = [match["letter"] for cell in printed if (match := _LETTERED.fullmatch(cell))]
    found = [match["number"] for cell in printed if (match := _NUMBER.fullmatch(cell))]
    numbers = [int(one) if one.isdecimal() else int(unicodedata.numeric(one)) for one in found]
    if "栏次" in printed and numbers:
        return True
    if words + len(letters) + len(numbers) < len(printed):
        return False
    ascending = numbers == list(range(numbers[0], numbers[0] + len(numbers))) if numbers else False
    told = numbers if ascending else [letter for letter in letters if letter] if not numbers else ()
    return len(told) > 1 and (len(told) > 2 or words + len(letters) * bool(numbers) > 0)


def _in_part(part: str, floor: int, offset: int) -> Iterator[Money]:
    """The figures of lines that belong together; a table that states its own unit (单位：元) has it up to the next that does."""
    marks = list(UNIT_MARK.finditer(part))
    common = set(map(yuan_of, marks))
    unit = common.pop() if len(common) == 1 else None
    mixed = _OTHER_COLUMN.search(part)
    place, head, others = 0, _Head(), False
    for line in part.splitlines(keepends=True):
        start = offset + place
        place += len(line)
        if (own := UNIT_MARK.search(line)) and (own["unit"] or "\t" not in line):
            unit = yuan_of(own)
            others = bool(own["others"]) or _TWO_UNITS.match(line, own.end()) is not None  # 单位：万元、万人
        elif _counts_other(line):
            unit = None
        if not head.follow(line):
            continue
        if head.money and "\t" in line:
            found: Iterable[re.Match[str]] = _in_columns(line, head)
        else:
            found = () if others else _alone(line, head.codes, mixed)
        for figure in found:
            scale = head.units.get(_column(line, figure, head), unit) if head.money else _labelled(line, figure) or unit
            number = value(figure.group())
            if number and scale and start + figure.start() >= floor:
                first, last = start + figure.start(), start + figure.end()
                yield Money(start=first, end=last, surface=figure.group(), yuan=number * scale)


def _counts_other(line: str) -> bool:
    """Whether a line says that what stands below it is no money: 单位：个."""
    return says_other(line) and not UNIT_MARK.search(line) and not any(map(FIGURE.fullmatch, line.split("\t")))


def _column(line: str, figure: re.Match[str], head: _Head) -> int:
    """The column of the head that a figure stands under."""
    return line.count("\t", 0, figure.start()) + _shift(line, head)


def _shift(line: str, head: _Head) -> int:
    """How many columns the cells behind the name of a total stand left of their heads: its wide cell has swallowed blank ones."""
    cells = [cell.strip() for cell in line.rstrip("\n").split("\t")]
    short = head.width - len(cells)
    places = {place for place, cell in enumerate(cells) if FIGURE.fullmatch(cell)}
    if short <= 0 or not places or not _LABEL.search(cells[0]) or places <= head.money:
        return 0
    return short if {place + short for place in places} <= head.money else 0


def _alone(line: str, codes: frozenset[int], mixed: object) -> Iterator[re.Match[str]]:
    """The figures of a line under no head of money; ``mixed``: only those with thousands separators, since other things are counted too."""
    label_from = 0
    whole = [] if mixed else [m for m in _WHOLE.finditer(line) if _LABEL.search(line, 0, m.start())]
    named = [m for m in _CELL.finditer(line) if _labelled(line, m)]
    for _, figure in sorted({m.start(): m for m in (*_FIGURE.finditer(line), *whole, *named)}.items()):
        label = line[label_from : figure.start()]
        label_from = figure.end()
        if "\t" in line and _counted(line, figure):
            continue
        if (
            (mixed and "," not in figure.group() and not _labelled(line, figure))
            or line.count("\t", 0, figure.start()) in codes
            and "\t" in line
        ):
            continue
        if "\t" in line or "|" in line or _LABEL.search(label):
            yield figure


def _labelled(line: str, figure: re.Match[str]) -> int | None:
    """The unit that the cell before a figure names where that is its label: 最高限价（元） | 86,400."""
    before, _, blank = line[: figure.start()].rpartition("\t")
    mark = None if blank.strip() else UNIT_MARK.search(before.rpartition("\t")[2])
    return yuan_of(mark) if mark and mark["inside"] else None


def _counted(line: str, figure: re.Match[str]) -> bool:
    """Whether the label before a figure says that it counts something else: 受益人口（人） | 3,200."""
    cells = line[: figure.start()].split("\t")
    said = label_units([unmarked(cell) for cell in cells])[-1]
    return said is not None and said.yuan is None


def _in_columns(line: str, head: _Head) -> Iterator[re.Match[str]]:
    """The figures in the columns of money of a line."""
    place, shift = 0, _shift(line, head)
    for number, cell in enumerate(line.split("\t")):
        start = place + len(cell) - len(cell.lstrip())
        found = FIGURE.match(line, start) if number + shift in head.money else None
        if found and _MARK.fullmatch(line, found.end(), place + len(cell)):
            yield found
        place += len(cell) + 1
