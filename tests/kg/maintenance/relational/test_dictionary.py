"""The data dictionary is whole: types that every form knows, keys that lead somewhere, sources that the graph has, meanings in two languages."""

from __future__ import annotations

from pathlib import Path

import pytest
import rdflib

from kg.maintenance.relational import dictionary
from kg.maintenance.relational.dictionary import TableDefinition
from kg.maintenance.relational.rows import _READ
from kg.tables.table import Value
from ontology.iris import NS
from queries import names

RELATIONS = dictionary.relations()


@pytest.mark.parametrize("relation", RELATIONS, ids=lambda one: one.name)
def test_every_column_has_a_type_and_a_meaning(relation: TableDefinition) -> None:
    for field in relation.fields:
        assert field.type in {"key", "boolean", *_READ} or field.refers, field
        assert field.en and field.zh and field.source, field
        assert any("一" <= char <= "鿿" or "A" <= char <= "Z" for char in field.zh), field
    assert len({field.name for field in relation.fields}) == len(relation.fields)
    assert sum(field.type == "key" for field in relation.fields) <= 1
    for field in relation.fields:
        if field.refers:
            assert dictionary.named(field.refers).key
            # What is called by the table that it leads to, as document_id, or by the part that this plays, as payer_id.
            assert field.name.endswith("_id")


def test_what_a_source_names_of_ours_is_a_word_of_the_ontology(root: Path) -> None:
    words = {str(one) for one in rdflib.Graph().parse(root / "ontology" / "policy-kg.ttl").subjects()}
    named = {one for found in ("document", "shared") for one in dictionary.properties(found) if one.startswith(NS)}
    assert len(named) > 40 and named <= words


def test_a_source_is_read_as_its_path() -> None:
    lines = dictionary.named("lines")
    root = next(field for field in lines.fields if field.name == "project_id")
    assert [(step.prop.rpartition("/")[2], step.backwards, step.repeated) for step in root.path] == [
        ("isPartOf", False, True),
        ("fundedItem", False, False),
    ]
    start = next(field for field in dictionary.named("projects").fields if field.name == "start")
    assert start.how == "start" and start.path[0].prop == f"{NS}evidence"


def test_every_column_has_a_value_somewhere(told: dict[str, list[tuple[Value, ...]]]) -> None:
    """But for what no paper of the store says: a misspelt path would leave a column empty for ever."""
    empty = {
        f"{one.name}.{field.name}"
        for one in RELATIONS
        for place, field in enumerate(one.fields)
        if all(row[place] is None for row in told[one.name])
    }
    assert empty == EMPTY


# Of text without pages, a finding that nobody has accepted; the others are tried in test_relational_rows.py.
EMPTY = {
    "findings.accepted",
    *(f"{name}.page" for name in ("indicators", "observations", "projects", "tasks")),
    *("allotments.part_of_id", "citations.matched_by", "lines.parent_id", "projects.budget_class_id"),
}


def test_views_are_twins_of_named_queries() -> None:
    views = dictionary.views()
    assert len(views) >= 14 and {view.twin for view in views} - {"stats"} <= set(names())
    assert not {view.name for view in views} & {one.name for one in RELATIONS}
    assert {view.twin: view.about("zh") for view in views}["money-by-area"] == "各地区各年度资金"
