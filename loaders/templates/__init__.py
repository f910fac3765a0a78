"""The fixed headings that disclosures of projects use: one table a template, a new template needs no code.

A table has a row a heading (``field``, ``heading``, ``source``); the file's name is the template's name.  Where it has a column
``place``, a heading with ``table`` there counts only as a column or label of a table.  Beside those of the package a user's own
count: every .tsv of the folder that the environment variable ``KG_TEMPLATES`` names.
"""

from __future__ import annotations

import hashlib
import os
import unicodedata
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Literal, cast, get_args

from loaders.records import Field
from loaders.source import UnreadableFile
from ontology.tables import rows

FOLDER = "KG_TEMPLATES"
"""The environment variable; processes that read files for this one inherit it."""

Column = Literal[
    "serial",
    "amount",
    "source",
    "figure",
    "item",
    "functional-code",
    "functional-name",
    "functional",
    "economic",
    "department",
    "procurement",
    "first-level",
    "second-level",
    "indicator",
    "comparator",
    "target",
    "measure",
    "year-aim",
]
"""What the columns and labels of a table mean, beside the fields of a project (``how-to/add-a-template.md`` explains each)."""

_COLUMNS = ("field", "heading", "source")


class TemplateError(UnreadableFile):
    """A template of the user's that cannot be read; the message is one sentence: which file, which row, what is wrong."""


@dataclass(frozen=True, slots=True)
class Template:
    """``headings``: heading of a section, squeezed -> what it means; ``columns``: the same for words that stand in tables only.

    A word may mean two things in two kinds of tables (单位).
    """

    name: str
    headings: dict[str, Field]
    columns: tuple[tuple[str, Field | Column], ...]


def templates() -> tuple[Template, ...]:
    """The user's templates, then those of the package, each by name; the user's headings are also known to the latter.

    Raises TemplateError where the folder or a table in it cannot be read, or has a field that nothing knows.
    """
    folder = os.environ.get(FOLDER, "")
    if not folder:
        return _ours()
    users = _users(folder)
    added = {heading: field for template in reversed(users) for heading, field in template.headings.items()}
    # A table of columns alone heads no text, with the user's headings or without.
    return (*users, *(replace(one, headings={**one.headings, **added}) if one.headings else one for one in _ours()))


def extractor_version() -> str:
    """The version of the package, and of the user's templates where there are any: what an extraction depends on.

    Raises TemplateError as :func:`templates` does.
    """
    folder = os.environ.get(FOLDER, "")
    own = version("policy-kg")
    if not folder:
        return own
    templates()  # what cannot be read is told before anything is done with it
    digest = hashlib.sha256()
    for name, data in _contents(folder):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    return f"{own}+templates.{digest.hexdigest()[:12]}"


@cache
def _ours() -> tuple[Template, ...]:
    names = sorted(file.name for file in files("loaders.templates").iterdir() if file.name.endswith(".tsv"))
    return tuple(_template(name, rows("loaders.templates", name)) for name in names)


@cache
def _users(folder: str) -> tuple[Template, ...]:
    found = []
    for name, data in _contents(folder):
        try:
            lines = [x for x in data.decode("utf-8-sig").splitlines() if x.strip() and not x.startswith("#")]
        except UnicodeDecodeError as error:
            raise TemplateError(f"{name} is not UTF-8: save it as UTF-8 text and try again.") from error
        cells = [[cell.strip() for cell in line.split("\t")] for line in lines]
        if not cells or cells[0][:2] != list(_COLUMNS[:2]):
            raise TemplateError(f"{name} must begin with the row field, heading, source, parted by tabs.")
        for row in cells[1:]:
            if len(row) > len(cells[0]) or len(row) < 2 or not row[1]:
                raise TemplateError(
                    f"{name}: the row {' | '.join(row)} must have the cells field, heading, source, parted by tabs."
                )
        found.append(_template(name, tuple(dict(zip(cells[0], row, strict=False)) for row in cells[1:])))
    return tuple(found)


def _contents(folder: str) -> tuple[tuple[str, bytes], ...]:
    """(name, bytes) of the tables in the user's folder, by name."""
    try:
        paths = sorted(
            (p for p in Path(folder).iterdir() if p.name.endswith(".tsv") and p.is_file()), key=lambda p: p.name
        )
        return tuple((path.name, path.read_bytes()) for path in paths)
    except OSError as error:
        raise TemplateError(
            f"The folder {folder}, which {FOLDER} names, cannot be read ({error.strerror or error})."
        ) from error


def _template(file: str, table: tuple[dict[str, str], ...]) -> Template:
    headings: dict[str, Field] = {}
    columns: list[tuple[str, Field | Column]] = []
    for row in table:
        field, heading = row["field"], squeezed(row["heading"])
        if field in get_args(Field) and row.get("place") != "table":
            headings[heading] = cast(Field, field)
        elif field in get_args(Column) or field in get_args(Field):
            columns.append((heading, cast(Column, field)))
        else:
            known = ", ".join((*get_args(Field), *get_args(Column)))
            raise TemplateError(f"{file}: unknown field {field!r} of the heading {row['heading']}; known are {known}.")
    return Template(file.removesuffix(".tsv"), headings, tuple(columns))


def vocabulary() -> dict[str, tuple[Field | Column, ...]]:
    """Every heading, squeezed, and what it may mean in a table: what it means in tables alone first, in the user's templates above all."""
    return _vocabulary(os.environ.get(FOLDER, ""))


@cache
def _vocabulary(_: str) -> dict[str, tuple[Field | Column, ...]]:
    found: dict[str, list[Field | Column]] = {}
    ours = _ours()
    users = [one for one in templates() if one.name not in {own.name for own in ours}]
    for several in (users, ours):
        columns = [column for one in several for column in one.columns]
        for heading, meaning in (*columns, *(heading for one in several for heading in one.headings.items())):
            found.setdefault(heading, []).append(meaning)
    return {heading: tuple(dict.fromkeys(meanings)) for heading, meanings in found.items()}


@lru_cache(maxsize=4096)
def squeezed(printed: str) -> str:
    """Words without blanks, of one width and case: how headings are compared."""
    return "".join(unicodedata.normalize("NFKC", printed).split()).casefold()
