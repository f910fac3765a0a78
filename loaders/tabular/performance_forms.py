"""The lines of performance tables, a form for each project: the rows above the head of its indicators, and those below.

项目支出绩效目标申报表 and 自评表 are read from the lines with tabs, as statements are, whatever the format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from loaders.amounts import Money, Operand, OperandRole
from loaders.money.columns import UNIT_MARK
from loaders.money.units import SCALES
from loaders.text.words import words

WORDS = words("tabular/performance_form_words.tsv")
_NUMBER = r"(?P<number>[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?|[0-9]{1,12}(?:\.[0-9]{1,6})?)"
FIGURE = re.compile(_NUMBER + r"(?P<unit>万元|元|分|[%％])?")
_INLINE = re.compile(rf"(?P<label>[^：:]{{2,20}}[：:])\s*(?P<value>{FIGURE.pattern})")
_ORDER = re.compile(r"(?:[（(]?[0-9一二三四五六七八九十]{1,2}[)）.．、]){1,2}|其中[：:]?")
_REMARK = re.compile(r"[（(\[][^（()）\[\]]{0,12}[)）\]]$")
_TITLE = re.compile(r"\S.{2,60}表(?:[（(][^（）()]{1,12}[）)])?")
_LONGEST = 40  # characters of a label, or of a line that does not end a table
_UPPER = 30  # rows above the indicators
_MOST = 400  # rows of indicators


@dataclass(frozen=True, slots=True)
class FormCell:
    """A cell of a performance table that is not blank, at its place in the text."""

    start: int
    words: str

    @property
    def label(self) -> str:
        """Its words as a label: without blanks, order, 其中, a remark in brackets and a colon."""
        if len(self.words) > _LONGEST:
            return ""
        return _REMARK.sub("", _ORDER.sub("", "".join(self.words.split())).rstrip("：:"))

    def means(self, *groups: str) -> bool:
        """Whether its label is a word of one of these groups."""
        return any(self.label in WORDS[group] for group in groups)

    def told(self) -> tuple[str, FormCell | None]:
        """Its label and, where it stands in the same cell, its figure."""
        inline = _INLINE.fullmatch(self.words)
        if inline is None:
            return self.label, None
        value = FormCell(self.start + inline.start("value"), inline["value"])
        return FormCell(self.start, inline["label"]).label, value

    def operand(self) -> Operand | None:
        """The figure of the cell in points; a percentage counts as one."""
        return self._operand("count", "分", "分", "%", "％")

    def percent(self) -> Operand | None:
        """The figure of the cell as a percentage."""
        return self._operand("share", "%", "%", "％")

    def _operand(self, role: OperandRole, unit: str, *printed: str) -> Operand | None:
        found = FIGURE.fullmatch(self.words)
        if found is None or found["unit"] not in (None, *printed):
            return None
        number = found["number"]
        value, end = Decimal(number.replace(",", "")), self.start + len(number)
        return Operand(role=role, value=value, unit=unit, start=self.start, end=end, surface=number)

    def money(self, unit: int | None) -> Money | None:
        """The amount of the cell, in ``unit`` yuan or in the unit that it prints."""
        found = FIGURE.fullmatch(self.words)
        if found is None or found["unit"] in ("分", "%", "％"):
            return None
        scale = SCALES.get(found["unit"] or "", unit or 1)
        number = found["number"]
        yuan = Decimal(number.replace(",", "")) * scale
        return Money(start=self.start, end=self.start + len(number), surface=number, yuan=yuan, unit=scale)


FormRow = dict[int, FormCell]


@dataclass(slots=True)
class PerformanceForm:
    """What a performance table says of one project: the rows above the head of its indicators, and those below."""

    unit: int | None = None
    upper: list[FormRow] = field(default_factory=list)
    head: FormRow = field(default_factory=dict)
    rows: list[FormRow] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether it has indicators, or at least funds."""
        return bool(self.head) or any(
            heads_funds(row) or any(cell.told()[0] in WORDS["funds"] for cell in row.values()) for row in self.upper
        )

    def columns(self, *groups: str) -> list[int]:
        """The places of the columns whose head is one of these words."""
        return [place for place, cell in self.head.items() if cell.means(*groups)]

    def totals(self, row: FormRow) -> dict[int, FormCell]:
        """The cells of a row that add up weights and scores, by their columns.

        Where the wide cell of the word has swallowed blank ones they stand further left, in their turn; where it has swallowed so few
        that a total has come to stand in the column of the next, nobody can say which is which.
        """
        points = self.columns("weight", "score")
        printed = {place: cell for place, cell in row.items() if cell.operand() is not None}
        placed = {place: cell for place, cell in printed.items() if place in points}
        if len(printed) != len(points) or len(placed) == len(points):
            return placed
        return {} if placed else dict(zip(points, printed.values(), strict=True))


def find(text: str) -> Iterator[PerformanceForm]:
    """The tables about one project each; a head that comes again on the next page begins no other."""
    if "\t" not in text or not any(
        word in text for group in ("indicator", "funds", "executed") for word in WORDS[group]
    ):
        return
    form = PerformanceForm()
    start = 0
    for line in text.split("\n"):
        row = _row(line, start) if "\t" in line else {}
        start += len(line) + 1
        mark = UNIT_MARK.search(line)
        ends = not row and (len(line) > _LONGEST or mark is not None or _TITLE.fullmatch(line.strip()) is not None)
        head = sum(cell.means("indicator") for cell in row.values())
        head += head and sum(cell.means("weight", "score") for cell in row.values())
        named = head < 2 and any(cell.means("project") for cell in row.values())
        again = head > 1 and form.head and (_is_total(form.rows) or [*_labels(row)] != [*_labels(form.head)])
        if ends or again or (named and form.head):
            if form.says_something:
                yield form
            form = PerformanceForm(None if ends else form.unit)
        if mark is not None and (not row or form.unit is None):
            form.unit = SCALES[mark["unit"] or mark["inside"]]
        if head > 1:
            form.head = form.head or row
        elif row and not form.head:
            form.upper = [*form.upper[1 - _UPPER :], row]
        elif row and len(form.rows) < _MOST:
            form.rows.append(row)
    if form.says_something:
        yield form


def _row(line: str, start: int) -> FormRow:
    row: FormRow = {}
    for place, printed in enumerate(line.split("\t")[:_LONGEST]):
        if bare := printed.strip():
            row[place] = FormCell(start + len(printed) - len(printed.lstrip()), bare)
        start += len(printed) + 1
    return row


def _labels(row: FormRow) -> Iterator[str]:
    return (cell.label for cell in row.values())


def first(row: FormRow) -> FormCell:
    """The first cell of a row."""
    return row[min(row)]


def heads_funds(row: FormRow) -> bool:
    """Whether a row heads what was planned and what was executed."""
    return all(any(cell.means(group) for cell in row.values()) for group in ("planned", "executed"))


def _is_total(rows: Sequence[FormRow]) -> bool:
    return any(first(row).means("total") for row in rows[-3:])
