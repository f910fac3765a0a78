"""Bare figures of a table whose heading gives the unit: （单位：万元）, 资金（元）, 金额单位：元."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from loaders.money_kind import Amount
from loaders.words import any_of, words

_UNITS = {"元": 1, "千元": 1000, "万元": 10**4, "百万元": 10**6, "亿元": 10**8}
_UNIT = "(?P<unit>百万元|万元|亿元|千元|元)"
_MARK = re.compile(
    rf"单位\s{{0,4}}[：:]\s{{0,4}}(?:人民币)?{_UNIT}|[（(](?:人民币)?{_UNIT.replace('unit', 'inside')}[）)]"
)
_FIGURE = re.compile(r"(?<![^\s：:|])(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+\.[0-9]{2,6})(?![^\s|])")
_CELL = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,8}(?:\.[0-9]{1,6})?")
_TWO_UNITS = re.compile(r"[、，,/和]\s?[^\s\d]")
_WHOLE = re.compile(r"(?<=\t)(?!(?:19|20)[0-9]{2}\b)[1-9][0-9]{0,5}(?=\s*(?:\t|\n|$))")
_LABEL = re.compile(any_of(words("money_words.tsv")["money"] + words("money_words.tsv")["total"]))
_OTHER_COLUMN = re.compile(r"[%％‰]|比例|占比|增减|增长|数量|单价|面积|率")
_LONGEST = 400  # characters of a table's line
_PROSE = re.compile(r"[。！？；]|，(?!.*\t)")


def figures(text: str) -> Iterator[Amount]:
    """The figures that stand alone in the lines around a unit mark, in yuan.

    Below a head that names columns of money all their figures count.  Elsewhere only figures with thousands separators or
    at least two decimals are taken (years, codes and counts have neither), and whole numbers in a cell behind a money word;
    no zeros, and none where the part names two units.  Without column bounds (tabs) every figure needs a money word before
    it on its line; where a column holds something else (％, 数量), only figures with thousands separators are taken.
    """
    done = 0
    for mark in _MARK.finditer(text):
        if mark.start() < done:
            continue
        start = _edge(text, mark.start(), -1) if mark["inside"] else mark.end()
        end = _edge(text, mark.end(), 1)
        part = text[start:end]
        two = mark["unit"] and _TWO_UNITS.match(text, mark.end())  # 单位：万元、万人
        units = {m["unit"] or m["inside"] for m in _MARK.finditer(part)} | {mark["unit"] or mark["inside"]}
        if len(units) == 1 and not two:
            yield from _in_part(part, max(start, done), start, _UNITS[units.pop()])
        done = end


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


def _in_part(part: str, floor: int, offset: int, unit: int) -> Iterator[Amount]:
    mixed = _OTHER_COLUMN.search(part)
    place, columns = 0, frozenset[int]()
    for line in part.splitlines(keepends=True):
        if columns and "\t" in line:
            for figure in _in_columns(line, columns):
                value = Decimal(figure.group().replace(",", ""))
                start = offset + place + figure.start()
                if value and start >= floor:
                    yield Amount(start, start + len(figure.group()), value * unit)
            place += len(line)
            continue
        columns = columns or _money_columns(line)
        label_from = 0
        whole = [] if mixed else [m for m in _WHOLE.finditer(line) if _LABEL.search(line, 0, m.start())]
        for figure in sorted([*_FIGURE.finditer(line), *whole], key=lambda m: m.start()):
            value = Decimal(figure.group().replace(",", ""))
            label = line[label_from : figure.start()]
            label_from = figure.end()
            if not value or (mixed and "," not in figure.group()) or offset + place + figure.start() < floor:
                continue
            if "\t" in line or "|" in line or _LABEL.search(label):
                start = offset + place + figure.start()
                yield Amount(start, start + len(figure.group()), value * unit)
        place += len(line)


def _money_columns(line: str) -> frozenset[int]:
    """The columns that a table's head calls money: 项目 | 数量 | 金额 gives the third; none where a cell holds a figure."""
    cells = line.rstrip("\n").split("\t")
    if len(cells) < 2 or any(_CELL.fullmatch(cell.strip()) for cell in cells):
        return frozenset()
    return frozenset(i for i, cell in enumerate(cells) if _LABEL.search(cell) and not _OTHER_COLUMN.search(cell))


def _in_columns(line: str, columns: frozenset[int]) -> Iterator[re.Match[str]]:
    """The figures in those columns of a line."""
    place = 0
    for number, cell in enumerate(line.split("\t")):
        start = place + len(cell) - len(cell.lstrip())
        found = _CELL.match(line, start) if number in columns else None
        if found and not line[found.end() : place + len(cell)].strip():
            yield found
        place += len(cell) + 1
