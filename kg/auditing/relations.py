"""What cells of tables must agree in: rows of ``relations.tsv``, and those of a user's own file (``kg audit --rules``).

A side of a relation is a sum of places, ``TITLE¦ROW¦COLUMN`` parted by `` + ``: patterns, the title and the column looked for, the row
its whole name; a part that is left out takes any.  Where a place is several cells, each is a reading; a relation is only broken
where none of its readings holds, and not asked where a place is no cell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from itertools import product
from pathlib import Path
from typing import Literal

from kg.auditing.arithmetic import Verdict, ends, judge, total
from kg.auditing.check_rows import Check, Rows
from kg.auditing.rules import rules
from kg.tables.table import Table
from loaders.amounts import Money, Statement
from loaders.money.units import precision
from loaders.source import UnreadableFile
from ontology.tables import rows as table

FILE = "KG_RULES"
"""The environment variable; processes that audit for this one inherit it."""
COLUMNS = ("rule", "left", "relation", "right", "grade", "en", "zh")
_GRADES: dict[str, Verdict] = {"contradiction": "mismatch", "to-check": "to-check"}
_SIGNS = ("=", "<=")
_MOST = 64  # readings of one relation


class RuleError(UnreadableFile):
    """A file of rules that cannot be read; the message is one sentence: which file, which line, what is wrong."""


@dataclass(frozen=True, slots=True)
class CellPattern:
    """Patterns for the title of a table, the name of a row and the heads of a column."""

    title: re.Pattern[str]
    row: re.Pattern[str]
    column: re.Pattern[str]

    def amounts(self, statements: Sequence[Statement]) -> list[Money]:
        """The amounts of the cells, each value once."""
        found: dict[object, Money] = {}
        for statement in statements:
            if not self.title.search(statement.title):
                continue
            for side in statement.sides:
                names = ["/".join((*one.heads, one.measure)).rstrip("/") for one in side.columns]
                places = [place for place, name in enumerate(names) if self.column.search(name)]
                for row in side.rows:
                    if self.row.fullmatch(row.name or row.code):
                        for amount in (row.figures[place] for place in places):
                            if amount is not None:
                                found.setdefault(amount.yuan, amount)
        return list(found.values())


@dataclass(frozen=True, slots=True)
class TableRelation:
    """A rule: what the cells on the ``left`` come to ``=`` or ``<=`` what those on the ``right`` do, else it has this ``grade``."""

    rule: str
    left: tuple[CellPattern, ...]
    sign: Literal["=", "<="]
    right: tuple[CellPattern, ...]
    grade: Verdict
    en: str
    zh: str
    document: str = ""


def catalogue() -> Table:
    """All that the audit asks, with the documents that it is about, in both languages: the rules on figures, then those between tables."""
    told = [(row["check"], row["document"], row["en"], row["zh"]) for row in rules().values()]
    return Table(
        ("rule", "document", "en", "zh"),
        [*told, *((one.rule, one.document, one.en, one.zh) for one in known())],
    )


def known() -> tuple[TableRelation, ...]:
    """The relations of the package, and those of the user's file that :data:`FILE` names."""
    return _known(os.environ.get(FILE, ""))


@cache
def _known(file: str) -> tuple[TableRelation, ...]:
    return (*ours(), *(read(Path(file)) if file else ()))


@cache
def ours() -> tuple[TableRelation, ...]:
    """The relations of the package."""
    return tuple(_relation(row) for row in table("kg.auditing", "relations.tsv"))


def read(file: Path) -> tuple[TableRelation, ...]:
    """The relations of a user's file: tab-separated, with a head of :data:`COLUMNS`; # begins a remark.

    :raises RuleError: it cannot be read, or a row is no relation.
    """
    try:
        lines = file.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RuleError(f"{file} cannot be read as UTF-8 text.") from error
    head: list[str] | None = None
    found: list[TableRelation] = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in line.split("\t")]
        if not any(cells) or line.startswith("#"):
            continue
        if head is None:
            head = cells
            if missing := [name for name in COLUMNS if name not in head]:
                raise RuleError(f"{file}, line {number}: the column {missing[0]!r} is missing.")
            continue
        row = dict(zip(head, [*cells, *[""] * len(head)], strict=False))
        try:
            found.append(_relation(row))
        except ValueError as error:
            raise RuleError(f"{file}, line {number}: {error}.") from error
    return tuple(found)


def _relation(row: dict[str, str]) -> TableRelation:
    """:raises ValueError: what is wrong, in words."""
    if not row["rule"]:
        raise ValueError("the rule has no name")
    if row["relation"] not in _SIGNS:
        raise ValueError(f"the relation must be = or <=, not {row['relation']!r}")
    if row["grade"] not in _GRADES:
        raise ValueError(f"the grade must be contradiction or to-check, not {row['grade']!r}")
    left, right = (_cells(row[side], side) for side in ("left", "right"))
    sign: Literal["=", "<="] = "=" if row["relation"] == "=" else "<="
    return TableRelation(
        row["rule"], left, sign, right, _GRADES[row["grade"]], row["en"], row["zh"], row.get("document", "")
    )


def _cells(words: str, side: str) -> tuple[CellPattern, ...]:
    places = []
    for place in words.split(" + "):
        parts = place.strip().split("¦")
        if len(parts) != 3 or not parts[1]:
            raise ValueError(f"the {side} side must be TITLE¦ROW¦COLUMN, not {place.strip()!r}")
        try:
            title, row, column = map(re.compile, parts)
        except re.error as error:
            raise ValueError(f"the {side} side holds a pattern that cannot be read ({error})") from error
        places.append(CellPattern(title, row, column))
    return tuple(places)


def checks(rows: Rows, relations: Sequence[TableRelation]) -> Iterator[Check]:
    """A row for each relation whose cells are all in the tables of the document."""
    statements = rows.extraction.statements
    for one in relations:
        sides = [[cell.amounts(statements) for cell in side] for side in (one.left, one.right)]
        if not all(amounts for side in sides for amounts in side):
            continue
        left, right = (list(_some(side)) for side in sides)
        tried = [(*pair, _verdict(one, *pair)) for pair in product(left, right)]
        first, second, verdict = next((try_ for try_ in tried if try_[2] not in ("mismatch", "to-check")), tried[0])
        if {amount.start for amount in first} == {amount.start for amount in second}:
            continue
        sentence = one.zh if rows.language == "zh" else one.en
        yield rows.figures_row(
            "relation",
            verdict,
            second,
            first[0] if len(first) == 1 else _added(first),
            computed=sum((amount.yuan for amount in second), Decimal(0)),
            notes=("" if one in ours() else one.rule, sentence),
        )


def _some(side: Sequence[Sequence[Money]]) -> Iterator[tuple[Money, ...]]:
    for count, reading in enumerate(product(*side)):
        if count == _MOST:
            return
        yield reading


def _verdict(one: TableRelation, left: Sequence[Money], right: Sequence[Money]) -> Verdict:
    stated, computed = (sum((amount.yuan for amount in side), Decimal(0)) for side in (left, right))
    between = total(map(ends, right))
    if one.sign == "<=" and stated <= between[1]:
        return "exact"
    verdict = judge(computed, stated, sum((precision(amount).step for amount in left), Decimal(0)), between)
    return one.grade if verdict == "mismatch" else verdict


def _added(parts: Sequence[Money]) -> Money:
    """The sum of several cells, at the place of the last one."""
    last = max(parts, key=lambda part: part.start)
    yuan = sum((part.yuan for part in parts), Decimal(0))
    return Money(start=last.start, end=last.end, surface=last.surface, yuan=yuan, unit=last.unit)
