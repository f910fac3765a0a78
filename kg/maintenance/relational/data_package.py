"""``datapackage.json`` (Frictionless Data): what the files of a folder hold, for programs that check and catalogue tables."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kg.maintenance.relational import dictionary
from kg.maintenance.relational.dictionary import Field, TableDefinition

TYPES = {
    "text": "string",
    "concept": "string",
    "decimal": "number",
    "date": "date",
    "boolean": "boolean",
    "integer": "integer",
}


def write(folder: Path, ending: str) -> None:
    """Write it beside files ``TABLE.ending``."""
    text = json.dumps(package(ending), ensure_ascii=False, indent=1)
    (folder / "datapackage.json").write_text(text + "\n", "utf-8")


def package(ending: str) -> dict[str, Any]:
    """The description of a folder of files with this ending."""
    return {
        "profile": "data-package",
        "name": "policy-kg",
        "title": "政策知识图谱 · policy-kg",
        "resources": [_resource(relation, ending) for relation in dictionary.relations()],
    }


def _resource(relation: TableDefinition, ending: str) -> dict[str, Any]:
    joined = [field for field in relation.fields if field.refers]
    schema: dict[str, Any] = {"fields": [_field(field) for field in relation.fields], "missingValues": [""]}
    if relation.key:
        schema["primaryKey"] = [relation.key]
    schema["foreignKeys"] = [_foreign(field, relation) for field in joined]
    # What is no CSV is no "tabular" resource in the words of the standard.
    told = {"profile": "tabular-data-resource", "encoding": "utf-8"} if ending == "csv" else {}
    return {
        "name": relation.name.replace("_", "-"),
        "path": f"{relation.name}.{ending}",
        "format": ending,
        **told,
        "title": relation.zh,
        "description": relation.en,
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    told: dict[str, Any] = {"name": field.name, "type": TYPES.get(field.type, "integer")}
    told |= {"title": field.zh, "description": field.en, "source": field.source}
    if field.unit:
        told["unit"] = field.unit
    if field.name == "iri":
        told["constraints"] = {"required": True, "unique": True}
    return told


def _foreign(field: Field, relation: TableDefinition) -> dict[str, Any]:
    target = dictionary.named(field.refers or "")
    # The standard writes a table's own name as nothing.
    resource = "" if target == relation else target.name.replace("_", "-")
    return {"fields": [field.name], "reference": {"resource": resource, "fields": [target.key]}}
