"""Budgets and final accounts of departments (部门预算, 部门决算): which tables they are made of, whose they are and of which year.

The tables are known by their titles (``department_tables.tsv``); a document with three different ones is a budget or an account, as
is one whose cover says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import islice
from typing import Literal, cast

from loaders.amounts import Statement
from loaders.bodies import organisations
from loaders.kinds import budget_disclosure, front
from loaders.kinds.reading import Reading
from loaders.records import Document, DocumentKind, Extraction, Mention
from loaders.text.paragraphs import lines
from loaders.text.words import any_of, words
from ontology.blanks import without_blanks
from ontology.tables import rows

Axis = Literal["functional", "economic", "item", "kind"]
_LEAST = 3  # different tables
_COVER = 12  # lines of text that may be a cover
_LONGEST = 60  # characters of a title, or of the name of a body
_WORDS = words("kinds/department_words.tsv")
# What stands in or around a title: marks, brackets, the year, the number of a form behind it, its own number before it.
_NOISE = re.compile(
    r"[“”‘’\"'《》、]|[（(][^（）()]*[）)]|(?:19|20)[0-9]{2}(?:年度?)?|(?:(?:公开|财决)(?=[0-9]))?[0-9]{2}(?:-[0-9])?表?$"
)
_NUMBER = re.compile(
    r"附?表[一二三四五六七八九十0-9]{1,3}(?:-[0-9])?[.．:：]?|[一二三四五六七八九十0-9]{1,3}[、.．:：]"
)
_SCOPE = re.compile(f"{any_of(_WORDS['scope'])}*")
_NAMED = re.compile(
    rf"(?:^|(?<=[\s\t]))[ \u3000]*{any_of(_WORDS['holder'])}[：:][ \u3000]*(?P<name>\S{{2,{_LONGEST}}})", re.M
)
_TITLED = re.compile(rf".{{0,{_LONGEST}}}{any_of(_WORDS['title'])}(?:公开|公开说明|公开情况|情况说明|公开信息|报告)?")
_OWN = re.compile(rf"(?:[（(][^（）()]{{0,6}}{any_of(_WORDS['own'])}[）)]|{any_of(_WORDS['own'])})$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}(?=年)")
# Of a body any 2024年预算公开 is its own; without one 某县2024年预算 is that of a government.
_OF_DEPARTMENT = re.compile("(?:部门|单位)(预算|决算)")
_OF_ONE = re.compile("(预算|决算)")
_KINDS: dict[str, DocumentKind] = {"budget": "department-budget", "account": "department-account"}


@dataclass(frozen=True, slots=True)
class BudgetTable:
    """Which table a title names: a concept of ``pk:BudgetTables``, of a budget or an account, and what its rows are."""

    table: str
    document: Literal["budget", "account"]
    axis: Axis


def named(title: str) -> BudgetTable | None:
    """The table with that title; what stands before its own words may be the body, its kind and the year, nothing else."""
    bare = title.strip()
    bare = _NOISE.sub("", without_blanks(bare[number.end() :] if (number := _NUMBER.match(bare)) else bare))
    for place in range(len(bare)):
        if found := _tables().get(bare[place:]):
            rest = bare[: _ends(bare[:place])]
            return found if not rest or organisations.is_body(rest) else None
    return None


def _ends(before: str) -> int:
    """Where the words for a department, a unit or a level begin that end what stands before a title."""
    return next(at for at in range(len(before) + 1) if _SCOPE.fullmatch(before, at))


@cache
def _tables() -> dict[str, BudgetTable]:
    return {
        row["title"]: BudgetTable(
            row["table"], cast(Literal["budget", "account"], row["document"]), cast(Axis, row["axis"])
        )
        for row in rows("loaders", "kinds/department_tables.tsv")
    }


def tables(statements: Iterable[Statement]) -> Iterator[tuple[Statement, BudgetTable]]:
    """The statements that are tables of a budget or an account."""
    for statement in statements:
        if (known := named(statement.title)) is not None:
            yield statement, known


def kind(reading: Reading) -> DocumentKind | None:
    """Whether the tables are those of a budget or of an account, or the cover says so; None where too few are, and it does not."""
    found = {known for _, known in tables(reading.statements)}
    for document, name in _KINDS.items():
        if len({known.table for known in found if known.document == document}) >= _LEAST:
            return name
    title, body = _cover(reading.text)
    year = _YEAR.search(title.value) if title else None
    if title is None or year is None:
        return None
    of_one = body is not None or _body(title.value[: year.start()]) is not None
    said = (_OF_ONE if of_one else _OF_DEPARTMENT).search(title.value)
    return _KINDS["account" if said[1] == "决算" else "budget"] if said else None


def understand(reading: Reading, document: Document) -> Extraction:
    """What the document says of itself on its cover and in the heads of its tables, and the projects that it describes."""
    described = reading.template is not None or reading.tables.lists or reading.tables.targets
    found = (
        budget_disclosure.understand(reading, document)
        if described
        else Extraction(document=front.completed(document, reading), text=reading.text)
    )
    stated = found.document
    title, body = _cover(reading.text)
    body = body or _holder(reading.text) or stated.publisher
    title = title or stated.title
    year = front.year(reading.text, title) if title else None
    return replace(
        found,
        document=replace(
            stated,
            title=title,
            publisher=body,
            area=organisations.area(body) if body else stated.area,
            fiscal_year=year or stated.fiscal_year or _year(reading),
        ),
    )


def _cover(text: str) -> tuple[Mention | None, Mention | None]:
    """The title of a cover, with the body whose name stands right above it, and that body; both may be broken over lines."""
    above: list[tuple[int, int]] = []
    for start, end in islice(lines(text[:2_000]), _COVER):
        if end - start > _LONGEST or text[start:end] in _WORDS["contents"]:
            break
        above.append((start, end))
        if not (_TITLED.fullmatch(text, start, end) and _YEAR.search(text, start, end)):
            continue
        for first, _ in above[-4:-1]:
            name = without_blanks(text[first : above[-2][1]])
            if body := _body(name):
                return Mention(name + text[start:end], first, end), Mention(body, first, above[-2][1])
        return Mention(text[start:end], start, end), None
    return None, None


def _holder(text: str) -> Mention | None:
    """The body that a cover or the head of a table names: 编制部门：某市水务局."""
    for found in _NAMED.finditer(text):
        if body := _body(found["name"]):
            return Mention(body, found.start("name"), found.start("name") + len(body))
    return None


def _body(name: str) -> str | None:
    """The body with that name, without the words that say that only its own unit is meant: 某市水务局（本级）."""
    return next((one for one in (_OWN.sub("", name), name) if organisations.is_body(one)), None)


def _year(reading: Reading) -> Mention | None:
    """The year that the titles of all tables name."""
    years = {statement.year for statement, _ in tables(reading.statements) if statement.year}
    if len(years) != 1:
        return None
    (only,) = years
    place = reading.text.index(f"{only}年")
    return Mention(only, place, place + len(only))
