"""The figures of a store beside a plain count of its statements."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDF

from kg import stats
from kg.load import load
from kg.store import Store
from ontology.terms import SCHEMA


def figures(store: Store) -> dict[str, object]:
    return {str(fact): value for fact, value in stats.stats(store).rows}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Store:
    store = Store.open(tmp_path_factory.mktemp("county") / "s.kg")
    load(store, sorted((root / "examples").rglob("*.txt")))
    return store


@pytest.mark.parametrize("name", stats.CLASSES)
def test_things_are_those_of_the_class(county: Store, name: str) -> None:
    things = {
        quad.subject
        for one in stats.CLASSES[name]
        for quad in county.quads(None, ox.NamedNode(str(RDF.type)), ox.NamedNode(str(one)))
    }
    assert figures(county)[name] == len(things)
    assert things or name == "tasks"


def test_units_and_statements(county: Store) -> None:
    units = {unit for role in stats.ROLES for _, _, unit in county.statements(None, str(role))}
    assert units
    assert figures(county)["units"] == len(units)
    assert figures(county)["statements"] == len(list(county.quads()))


def test_money_beyond_the_decimals_of_an_engine() -> None:
    yuan = [Decimal("100000000000000000000.01")] * 3 + [Decimal("0.05")]
    store = Store.in_memory()
    for at, amount in enumerate(yuan):
        node = f"<https://example.org/{at}"
        graph = "<https://example.org/graph>"
        store.add(
            f"{node}> <{SCHEMA.fundedItem}> {node}/project> {graph} .\n{node}> <{SCHEMA.amount}> {node}/amount> {graph} .\n"
            f'{node}/amount> <{SCHEMA.value}> "{amount}"^^<http://www.w3.org/2001/XMLSchema#decimal> {graph} .\n'.encode()
        )
    assert figures(store)["amount_yuan"] == sum(yuan)


def test_an_empty_store() -> None:
    assert set(figures(Store.in_memory()).values()) == {0}
