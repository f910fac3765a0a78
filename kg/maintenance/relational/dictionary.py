"""The data dictionary: which tables an export has, their columns with type, unit, meaning and source, and which views."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import groupby
from typing import Literal

import queries
from kg.tables.language import Language
from ontology.iris import PREFIXES
from ontology.tables import rows

RDF_TYPE = PREFIXES["rdf"] + "type"
_KEY_OF = "key of "
_COLUMNS = ("column", "type", "unit", "en", "zh", "source")
_SOURCE = re.compile(r"(?P<how>!|start\(|end\(|all\()?(?P<path>[^()]+)\)?")


@dataclass(frozen=True, slots=True)
class PathStep:
    """One step of a path: a property, backwards (``^``) or repeated (``+``)."""

    prop: str
    backwards: bool
    repeated: bool


@dataclass(frozen=True, slots=True)
class Field:
    """A column: ``type`` is key, text, concept, integer, decimal, date, boolean, or ``key of`` another table, which ``refers`` names.

    ``path`` leads from the thing of a row to the values; ``how`` says what becomes of them: start, end, all, ! or nothing.
    """

    name: str
    type: str
    unit: str
    en: str
    zh: str
    source: str

    @property
    def refers(self) -> str | None:
        """The table whose key the column holds."""
        return self.type.removeprefix(_KEY_OF) if self.type.startswith(_KEY_OF) else None

    @property
    def how(self) -> str:
        """What becomes of the values."""
        return parsed(self.source)[0]

    @property
    def path(self) -> tuple[PathStep, ...]:
        """The steps to the values."""
        return parsed(self.source)[1]

    def about(self, lang: Language) -> str:
        """What the column means."""
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True)
class TableDefinition:
    """A table; ``found`` says where its rows are: in each document, among what documents share, or in what the audit finds."""

    name: str
    found: Literal["document", "shared", "audit"]
    source: str
    en: str
    zh: str
    fields: tuple[Field, ...]

    @cached_property
    def key(self) -> str | None:
        """The column that numbers the rows; None where a row is known by what it joins."""
        return next((field.name for field in self.fields if field.type == "key"), None)

    @cached_property
    def statements(self) -> tuple[str, ...]:
        """The properties whose statements are the rows; none where things of classes are."""
        words = self.source.split()
        return tuple(map(expanded, words[1:])) if words[0] == "statements" else ()

    @cached_property
    def classes(self) -> tuple[str, ...]:
        """The classes whose things are the rows."""
        if self.found == "audit" or self.statements:
            return ()
        return tuple(expanded(word) for word in self.source.split() if not word.endswith("/"))

    @property
    def prefix(self) -> str:
        """What the IRIs of its things begin with, where the class alone does not tell."""
        return next((expanded(word) for word in self.source.split() if word.endswith("/")), "")


@dataclass(frozen=True, slots=True)
class View:
    """A question that the tables answer as the named query ``twin`` does."""

    name: str
    twin: str
    sql: str

    def about(self, lang: Language) -> str:
        """What it answers."""
        return queries.load(self.twin).called(lang) if self.twin in queries.names() else self.twin


@cache
def relations() -> tuple[TableDefinition, ...]:
    """The tables, each after those that most of its rows refer to."""
    found = []
    for name, group in groupby(rows("kg.maintenance.relational", "dictionary.tsv"), key=lambda row: row["table"]):
        head, *columns = group
        fields = tuple(Field(*(row[name] for name in _COLUMNS)) for row in columns)
        where: Literal["document", "shared", "audit"] = head["type"]  # type: ignore[assignment]
        found.append(TableDefinition(name, where, head["source"], head["en"], head["zh"], fields))
    return tuple(found)


def named(name: str) -> TableDefinition:
    """The table of that name."""
    return next(one for one in relations() if one.name == name)


@cache
def views() -> tuple[View, ...]:
    """The questions that tables answer by SQL; one that is called like a table has ``all_`` before its name."""
    tables = {relation.name for relation in relations()}
    called = {name: name.replace("-", "_") for name in queries.views()}
    return tuple(
        View(f"all_{one}" if one in tables else one, name, queries.views()[name]) for name, one in called.items()
    )


@cache
def properties(found: str) -> tuple[str, ...]:
    """Every property that tables with rows there take something from."""
    chosen = [relation for relation in relations() if relation.found == found]
    wanted = {RDF_TYPE} | {one for relation in chosen for one in relation.statements}
    for field in (field for relation in chosen for field in relation.fields):
        wanted |= {step.prop for step in field.path if ":" in step.prop}
    return tuple(sorted(wanted))


def expanded(word: str) -> str:
    """A prefixed name as an IRI; a word without a prefix as it is."""
    prefix, colon, last = word.partition(":")
    return RDF_TYPE if word == "a" else PREFIXES[prefix] + last if colon else word


@cache
def parsed(source: str) -> tuple[str, tuple[PathStep, ...]]:
    """What becomes of the values of a source, and the steps to them."""
    match = _SOURCE.fullmatch(source)
    if match is None:
        raise ValueError(f"dictionary.tsv: no source can be read from {source!r}")
    return (match["how"] or "").rstrip("("), tuple(map(_step, match["path"].split("/")))


def _step(text: str) -> PathStep:
    return PathStep(expanded(text.removeprefix("^").removesuffix("+")), text.startswith("^"), text.endswith("+"))
