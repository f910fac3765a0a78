"""The figures of a store beside a plain count of its statements."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from rdflib.namespace import RDF

from kg.answers import ask, stats
from kg.loading.load import load
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from ontology.terms import PK, SCHEMA

BUDGET = """云山市民政局2024年预算重点项目公开

项目名称
敬老院补助
立项依据
《云山市养老服务办法》。
项目实施单位
云山市民政局
项目实施内容
按年度计划组织实施。
资金安排情况
市级财政安排20.00万元。
项目实施计划
年内完成。
"""
REPORT = """云山市民政局2023年工作总结

2023年，各项任务进展顺利。现将有关情况报告如下：

一、主要工作完成情况

（一）项目建设稳步推进

一是区域养老中心建设项目总投资2,100万元，已争取中央资金1,500万元、省级资金400万元，县级自筹200万元，已经完工。

二是敬老院改造项目总投资310万元，已投入使用。
"""


def figures(store: Store) -> dict[str, object]:
    return {str(fact): value for fact, value in stats.stats(store).rows}


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Store:
    store = open_store(tmp_path_factory.mktemp("county") / "s.kg")
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
    units = {
        unit
        for role in (PK.implementedBy, PK.leadUnit, PK.participatingUnit)
        for _, _, unit in county.statements(None, str(role))
    }
    assert units
    assert figures(county)["units"] == len(units)
    assert figures(county)["statements"] == len(list(county.quads()))


def test_money_beyond_the_decimals_of_an_engine() -> None:
    yuan = [Decimal("100000000000000000000.01")] * 3 + [Decimal("0.05")]
    store = memory_store()
    for at, amount in enumerate(yuan):
        node = f"<https://example.org/{at}"
        graph = "<https://example.org/graph>"
        store.add(
            f"{node}> <{SCHEMA.fundedItem}> {node}/project> {graph} .\n{node}> <{SCHEMA.amount}> {node}/amount> {graph} .\n"
            f"{node}/project> <{RDF.type}> <{PK.BudgetProject}> {graph} .\n"
            f'{node}/amount> <{SCHEMA.value}> "{amount}"^^<http://www.w3.org/2001/XMLSchema#decimal> {graph} .\n'.encode()
        )
    assert figures(store)["amount_yuan"] == sum(yuan)


def test_works_of_reports_are_counted_apart_and_are_no_budget_money(tmp_path: Path) -> None:
    budget, report = tmp_path / "预算.txt", tmp_path / "总结.txt"
    budget.write_text(BUDGET, "utf-8")
    report.write_text(REPORT, "utf-8")
    with open_store(tmp_path / "s.kg") as store:
        load(store, [budget, report])
        found = figures(store)
        listed = {(str(row["project_kind"]), row["amount_yuan"]) for row in ask.ask(store, "projects", {})}
        (of_unit,) = ask.ask(store, "projects-of-unit", {"unit": "云山市民政局"})
    assert (found["projects"], found["budget_projects"]) == (1 + int(str(found["works"])), 1) and found["works"]
    assert found["amount_yuan"] == 200_000
    assert (str(PK.BudgetProject), Decimal(200_000)) in listed and of_unit["project_kind"] == str(PK.BudgetProject)
    assert {kind for kind, _ in listed} == {str(PK.BudgetProject), str(PK.Work)}


def test_an_empty_store() -> None:
    assert set(figures(memory_store()).values()) == {0}
