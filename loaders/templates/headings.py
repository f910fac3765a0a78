"""The headings of a template in a text: lines that begin with one, and the labels of tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from loaders.records import Field
from loaders.templates import Template, squeezed, templates

LEAST_FIELDS = 4
"""Of a project: less is a text that happens to use one or two of the words."""
LONGEST = 16
"""Characters of a heading without blanks."""
NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9０-９]{1,2}[、．.]|[①-⑳])[ \t\u3000]*"
)
"""The number before a heading."""
_BLANKS = re.compile(r"[ \t\u3000\u00a0]+")
_MARKS = "【】[]［］*#"
_HEADING = re.compile(
    rf"^[ \t\u3000\u00a0>{re.escape(_MARKS)}]*+(?:{NUMBER.pattern})?+(?P<head>[^：:\t\n]{{2,40}}+)(?:(?P<whole>[ \t：:]*+$)|(?=[：:\t]))",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading of a template in a text.

    ``heading`` is as printed without number and colon, its line begins at ``start``, and what it heads begins at ``body``.
    ``end`` is where that ends for a label of a table, whose cells have bounds; None where the next heading ends it.
    """

    heading: str
    field: Field
    start: int
    body: int
    end: int | None = None


@dataclass(frozen=True, slots=True)
class HeadingLine:
    """A line that may be a heading: its words before a colon or tab, as printed, where it begins and what follows it."""

    printed: str
    start: int
    body: int
    whole: bool


def find(
    text: str,
    labels: Sequence[Headed] = (),
    tables: Sequence[tuple[int, int]] = (),
    least: int = LEAST_FIELDS,
) -> tuple[Template | None, tuple[Headed, ...]]:
    """The template that ``text`` follows and its headings in order; (None, ()) when it follows none.

    ``labels`` are the labels of tables that were understood; what stands in ``tables`` (start, end) is no line.  The template
    whose headings name the most fields, ``least`` of them, wins, then the one with the most headings.
    """
    candidates = [
        (line, squeezed(line.printed))
        for line in lines(text)
        if not any(start <= line.start < end for start, end in tables)
    ]
    best: tuple[tuple[int, int], Template, tuple[Headed, ...]] | None = None
    for template in templates():
        headed = tuple(_headed(field, line) for line, said in candidates if (field := template.headings.get(said)))
        rank = (len({h.field for h in (*headed, *labels)}), len(headed))
        if rank[0] >= least and (best is None or rank > best[0]):
            best = rank, template, headed
    if best is None:
        return None, ()
    return best[1], tuple(sorted((*best[2], *labels), key=lambda h: (h.start, h.body)))


def lines(text: str) -> Iterator[HeadingLine]:
    """Every line whose first words are as short as a heading."""
    for match in _HEADING.finditer(text):
        printed = match["head"].strip(" \t\u3000\u00a0" + _MARKS)
        if len(_BLANKS.sub("", printed)) <= LONGEST:
            yield HeadingLine(printed, match.start(), match.end() + 1, match["whole"] is not None)


def _headed(field: Field, line: HeadingLine) -> Headed:
    heading = _BLANKS.sub("", line.printed) if " " in line.printed or "\u3000" in line.printed else line.printed
    return Headed(heading, field, line.start, line.body)
