"""The tables as nodes and relationships: a folder of CSV files for ``neo4j-admin database import``.

A table with a key is nodes, each column that holds the key of another table a relationship; a table without a key is relationships.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from kg.maintenance.relational import dictionary
from kg.maintenance.relational.csv_folder import plain, writers
from kg.maintenance.relational.dictionary import Field, TableDefinition
from kg.maintenance.relational.rows import Told
from kg.tables.table import Value

TYPES = {"text": "string", "concept": "string", "decimal": "double", "date": "date", "boolean": "boolean"}
#: The options of the import, one a line, for a shell in the folder: ``neo4j-admin database import full neo4j $(cat import.txt)``.
OPTIONS = "import.txt"


def write(told: Iterable[Told], folder: Path) -> None:
    """Write the files of nodes and of relationships, and the options that name them."""
    heads: dict[str, list[str]] = {}
    for relation in dictionary.relations():
        named = [f"{field.name}:{TYPES.get(field.type, 'long')}" for field in _properties(relation)]
        if relation.key:
            heads[relation.name] = [f"{relation.key}:ID({relation.name})", *named, ":LABEL"]
        for field in _ends(relation):
            heads[_file(relation, field)] = [*_between(relation, field), *([] if relation.key else named), ":TYPE"]
    nodes = {one.name for one in dictionary.relations() if one.key}
    with writers(folder, heads) as put:
        for name, row in told:
            relation = dictionary.named(name)
            values = dict(zip((field.name for field in relation.fields), row, strict=True))
            said = [plain(values[field.name]) for field in _properties(relation)]
            start = values[relation.key or _first(relation).name]
            if relation.key:
                put[name]([start, *said, label(relation)])
                said = []
            for field in _ends(relation):
                if None not in (start, values[field.name]):
                    put[_file(relation, field)]([start, values[field.name], *said, _kind(relation, field, values)])
    options = [f"--nodes={name}.csv" for name in heads if name in nodes]
    options += [f"--relationships={name}.csv" for name in heads if name not in nodes]
    (folder / OPTIONS).write_text("\n".join([*options, "--multiline-fields=true", "--id-type=integer", ""]), "utf-8")


def label(relation: TableDefinition) -> str:
    """What nodes of a table are called: BudgetClass of budget_classes."""
    words = (relation.key or "").removesuffix("_id").split("_")
    return "".join(word.capitalize() for word in words)


def _properties(relation: TableDefinition) -> list[Field]:
    return [field for field in relation.fields if not field.refers and field.type != "key"]


def _first(relation: TableDefinition) -> Field:
    """Where the relationships of a table without a key begin: what its rows are of, not the document around them."""
    return next(field for field in relation.fields if field.refers and field.source != "graph")


def _ends(relation: TableDefinition) -> list[Field]:
    """The columns that relationships lead to."""
    joined = [field for field in relation.fields if field.refers]
    return joined if relation.key else joined[-1:]


def _between(relation: TableDefinition, field: Field) -> tuple[str, str]:
    start = relation.name if relation.key else _first(relation).refers
    return f":START_ID({start})", f":END_ID({field.refers})"


def _file(relation: TableDefinition, field: Field) -> str:
    return f"{relation.name}.{field.name}" if relation.key else relation.name


def _kind(relation: TableDefinition, field: Field, values: Mapping[str, Value]) -> str:
    """PUBLISHER of publisher_id; BASED_ON where a row says what joins the two, else what its table is called."""
    if relation.key:
        return field.name.removesuffix("_id").upper()
    said = next((values[one.name] for one in relation.fields if one.type == "concept"), relation.name)
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", str(said)).upper()
