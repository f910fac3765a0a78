"""The fixed headings that disclosures of projects use: one table a template, a new template needs no code.

A table has a row a heading (``field``, ``heading``, ``source``); the file's name is the template's name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast, get_args

from loaders.records import Field
from ontology.tables import rows

_LEAST_FIELDS = 4  # of a project: less is a text that happens to use one or two of the words
_LONGEST = 16
_NUMBER = re.compile(
    r"(?:[一二三四五六七八九十]{1,3}[、．.]|[（(][一二三四五六七八九十0-9]{1,3}[）)]|[0-9０-９]{1,2}[、．.]|[①-⑳])[ \t\u3000]*"
)
_BLANKS = re.compile(r"[ \t\u3000\u00a0]+")
_MARKS = "【】[]［］*#"


@dataclass(frozen=True, slots=True)
class Template:
    """``headings``: heading without blanks -> what it means."""

    name: str
    headings: dict[str, Field]


@dataclass(frozen=True, slots=True)
class Headed:
    """A heading of a template in a text.

    ``heading`` is as printed without number and colon, its line begins at ``start``, and what it heads begins at ``body``.
    """

    heading: str
    field: Field
    start: int
    body: int


@cache
def templates() -> tuple[Template, ...]:
    """Every template beside this file, by name.  Raises ValueError for a field that records.Field does not know."""
    found = []
    for file in sorted(files("loaders.templates").iterdir(), key=lambda f: f.name):
        if file.name.endswith(".tsv"):
            headings: dict[str, Field] = {}
            for row in rows("loaders.templates", file.name):
                if row["field"] not in get_args(Field):
                    raise ValueError(f"{file.name}: unknown field {row['field']!r}")
                headings[row["heading"]] = cast(Field, row["field"])
            found.append(Template(file.name.removesuffix(".tsv"), headings))
    return tuple(found)


def find(text: str) -> tuple[Template | None, tuple[Headed, ...]]:
    """The template that ``text`` follows and its headings in order; (None, ()) when it follows none.

    The template whose headings name the most fields wins, then the one with the most headings.
    """
    candidates = list(_candidate_lines(text))
    best: tuple[tuple[int, int], Template, tuple[Headed, ...]] | None = None
    for template in templates():
        headed = tuple(h for line in candidates if (h := _headed(template, *line)) is not None)
        rank = (len({h.field for h in headed}), len(headed))
        if rank[0] >= _LEAST_FIELDS and (best is None or rank > best[0]):
            best = rank, template, headed
    return (best[1], best[2]) if best else (None, ())


def _candidate_lines(text: str) -> Iterator[tuple[str, str, int, int]]:
    """(words before a colon or tab, or of the whole line; the same as printed; line start; place after them)."""
    position = 0
    for line in text.split("\n"):
        begin = len(line) - len(line.lstrip(" \t\u3000\u00a0>" + _MARKS))
        number = _NUMBER.match(line, begin)
        inner = number.end() if number else begin
        head = re.match(r"[^：:\t\n]{2,40}", line[inner : inner + 41])
        if head is not None:
            after = inner + head.end()
            whole = not line[after:].strip(" \t：:")
            if whole or line[after] in "：:\t":
                printed = head[0].strip(" \t\u3000\u00a0" + _MARKS)
                squeezed = _BLANKS.sub("", printed)
                if len(squeezed) <= _LONGEST:
                    body = position + len(line) + 1 if whole else position + after + 1
                    yield squeezed, printed, position, min(body, position + len(line) + 1)
        position += len(line) + 1


def _headed(template: Template, squeezed: str, printed: str, start: int, body: int) -> Headed | None:
    field = template.headings.get(squeezed)
    return Headed(squeezed if " " in printed or "\u3000" in printed else printed, field, start, body) if field else None
