"""What of a file's headings the templates know: for people who write a template, and for those who wonder what was missed."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, get_args

from loaders import tabular
from loaders.bodies import organisations
from loaders.source import Source
from loaders.tabular.labels import label
from loaders.tabular.table import Table, tables
from loaders.templates import Column, Template, squeezed, vocabulary
from loaders.templates.headings import LONGEST, Headed, find, lines

_NEAR = 0.7
"""Likeness (difflib's ratio) from which a heading is near another; of two letters in six one may differ."""
_WANTED: Final[tuple[str, ...]] = ("name", "basis", "unit", "overview", "content", "funding", "plan", "effect")
_NEEDED: Final[tuple[str, ...]] = ("name", "basis", "funding")
_LISTED: Final = ("name", "amount")
_AIMED: Final = ("name", "indicator", "target")
_EVERY: Final = frozenset({*_WANTED, *get_args(Column)})
_ITEM = re.compile(r"第[一二三四五六七八九十百\d]{1,4}[个条章节项]")
_WORDS = re.compile(r"[\u4e00-\u9fff（）()、/和与及 \u3000]+")


@dataclass(frozen=True, slots=True)
class Known:
    """A heading that was recognised: what it means, as printed, its line from 1, ``in_table`` for labels and columns."""

    field: str
    heading: str
    line: int
    in_table: bool


@dataclass(frozen=True, slots=True)
class Unknown:
    """Words that look like a heading and mean nothing to any template; ``near`` is the known heading that they resemble."""

    words: str
    line: int
    times: int
    near: str | None


@dataclass(frozen=True, slots=True)
class TemplateCheck:
    """``template`` is the name of the one that the lines follow, None for none.

    ``missing`` are fields that were never found, ``needed`` those among them without which no project is whole.
    """

    template: str | None
    known: tuple[Known, ...]
    unknown: tuple[Unknown, ...]
    missing: tuple[str, ...]
    needed: tuple[str, ...]


def check(source: Source) -> TemplateCheck:
    """Which headings of a source are recognised, and what looks like one and is not."""
    text = source.text
    understood = tabular.read(source)
    template, _ = find(text, understood.headed, understood.areas)
    _, headed = find(text, understood.headed, understood.areas, least=1)
    starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line(place: int) -> int:
        return bisect_right(starts, place)

    known = [Known(h.field, h.heading, line(h.start), h.end is not None) for h in headed]
    known += [Known(meaning, heading, line(place), True) for meaning, heading, place in _columns(understood)]
    known.sort(key=lambda one: one.line)
    found = {one.field for one in known}
    missing, needed = _missing(template, understood, found)
    unknown = _unknown(source, understood, headed, line)
    return TemplateCheck(template.name if template else None, tuple(known), tuple(unknown), missing, needed)


def _columns(understood: tabular.UnderstoodTables) -> Iterator[tuple[str, str, int]]:
    for listed in understood.lists:
        for column in listed.head.columns:
            yield _field(column.label.meaning), column.label.heading, column.head.start
    for targets in understood.targets:
        for pair in targets.upper:
            yield _field(pair.label.meaning), pair.label.heading, pair.place
        for column in targets.head.columns if targets.head else ():
            yield column.label.meaning, column.label.heading, column.head.start


def _field(meaning: str) -> str:
    return {"item": "name", "year-aim": "effect"}.get(meaning, meaning)


def _missing(
    template: Template | None, understood: tabular.UnderstoodTables, found: set[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields that were never found, and the needed ones among them, by what the file mainly is."""
    wanted, needed, told = _WANTED, _NEEDED, set[str]()
    if template is not None:
        # Where the template has no heading for it, the title above each project names it.
        told = {"name"} - set(template.headings.values() or _WANTED)
    elif understood.lists:
        wanted, needed = (*_LISTED, "basis", "unit"), _LISTED
        told = {"amount"} if {"funding", "source"} & found else told
    elif understood.targets:
        wanted = needed = _AIMED
        told = {"name"} if all(one.whole for one in understood.targets) else told
    missing = tuple(field for field in wanted if field not in found | told)
    return missing, tuple(field for field in missing if field in needed)


def _unknown(
    source: Source, understood: tabular.UnderstoodTables, headed: tuple[Headed, ...], line: Callable[[int], int]
) -> Iterator[Unknown]:
    """Lines and cells as short as a heading that are like a known one, or that come again as headings do."""
    text = source.text
    heads = {h.start for h in headed}
    places: dict[str, list[int]] = {}
    alone: Counter[str] = Counter()
    inside = [(block.start, block.end) for block in source.blocks if block.kind == "table"]
    for one in lines(text):
        words = squeezed(one.printed)
        if one.start in heads or any(a <= one.start < b for a, b in inside) or not _may_be(one.printed):
            continue
        places.setdefault(words, []).append(one.start)
        alone[words] += one.whole
    for table in tables(source):
        for start, printed in _cells(table, understood):
            words = squeezed(printed)
            if _may_be(printed):
                places.setdefault(words, []).append(start)
    for words, found in sorted(places.items(), key=lambda item: item[1][0]):
        near = nearest(words)
        if near is not None or (alone[words] > 1 and not organisations.is_body(words)):
            yield Unknown(
                text[found[0] :].lstrip(" \t\u3000").split("\n")[0].split("\t")[0].strip("：:"),
                line(found[0]),
                len(found),
                near,
            )


def _may_be(printed: str) -> bool:
    words = squeezed(printed)
    known = words in vocabulary() or label(printed, _EVERY) is not None
    return 3 <= len(words) <= LONGEST and not known and _WORDS.fullmatch(printed) is not None and not _ITEM.match(words)


def _cells(table: Table, understood: tabular.UnderstoodTables) -> Iterator[tuple[int, str]]:
    """The cells that may be labels: those of heads, and those with a cell to their right or under them."""
    rows = {row for one in understood.lists if table.block in [t.block for t in one.tables] for row in one.head.rows}
    for cell in table.cells:
        if not rows or cell.row in rows:
            yield cell.start, table.words(cell)


def nearest(words: str) -> str | None:
    """The known heading that ``words`` resemble, where it is one, or several that mean the same."""
    scored = []
    for heading, meanings in vocabulary().items():
        if abs(len(heading) - len(words)) <= 4:
            ratio = SequenceMatcher(None, words, heading).ratio()
            if ratio >= _NEAR:
                scored.append((ratio, heading, meanings[0]))
    if not scored:
        return None
    best = max(scored, key=lambda one: one[0])
    return best[1] if {meaning for ratio, _, meaning in scored if ratio >= best[0] - 0.05} == {best[2]} else None
