"""The files for Neo4j, read as its import reads them: every node once, relationships between nodes that are there, the same totals."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kg.answers import ask
from kg.answers.stats import stats
from kg.stores.store import Store

Nodes = dict[str, dict[str, dict[str, Any]]]
Arrows = list[tuple[str, str, str, str, str]]
READ = {"long": int, "double": float, "string": str, "date": str, "boolean": {"true": True, "false": False}.__getitem__}


@pytest.fixture(scope="module")
def graph(forms: dict[str, Path]) -> tuple[Nodes, Arrows]:
    """Nodes by group and id; arrows as type, group and id of their start, group and id of their end."""
    folder = forms["neo4j"]
    nodes: Nodes = defaultdict(dict)
    arrows: Arrows = []
    options = (folder / "import.txt").read_text("utf-8").split()
    for option in options:
        what, _, name = option.partition("=")
        if what not in ("--nodes", "--relationships"):
            continue
        with (folder / name).open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        for row in rows:
            said = dict(zip(head, row, strict=True))
            if what == "--nodes":
                column = next(one for one in head if ":ID(" in one)
                group = re.findall(r":ID\((\w+)\)", column)[0]
                assert said[column] not in nodes[group]
                nodes[group][said[column]] = {":LABEL": said[":LABEL"]} | {
                    one.partition(":")[0]: READ[one.partition(":")[2]](cell)
                    for one, cell in said.items()
                    if not one.startswith(":") and ":ID(" not in one and cell
                }
            else:
                (start,), (end,) = (re.findall(rf":{side}_ID\((\w+)\)", ",".join(head)) for side in ("START", "END"))
                arrows.append((said[":TYPE"], start, said[f":START_ID({start})"], end, said[f":END_ID({end})"]))
    assert {"--multiline-fields=true", "--id-type=integer"} <= set(options)
    assert {f"{one}.csv" for one in nodes} < {file.name for file in folder.iterdir()}
    return nodes, arrows


def test_arrows_lead_from_nodes_to_nodes(graph: tuple[Nodes, Arrows]) -> None:
    nodes, arrows = graph
    assert len(arrows) > 1000
    assert [arrow for arrow in arrows if arrow[2] not in nodes[arrow[1]] or arrow[4] not in nodes[arrow[3]]] == []
    kinds = {arrow[0] for arrow in arrows}
    assert {"DOCUMENT", "BASED_ON", "IMPLEMENTED_BY", "LEAD_UNIT", "PASSED_BY", "PUBLISHER", "PARENT"} <= kinds
    assert all(re.fullmatch("[A-Z_]+", kind) for kind in kinds)
    assert {node[":LABEL"] for group in nodes.values() for node in group.values()} >= {
        "Project",
        "Policy",
        "BudgetClass",
        "Body",
    }


def test_its_totals_are_those_of_the_store(graph: tuple[Nodes, Arrows], tabled: Store) -> None:
    nodes, arrows = graph
    homes = {start: end for kind, group, start, _, end in arrows if (kind, group) == ("DOCUMENT", "projects")}
    counted = {
        key: node["amount_yuan"]
        for key, node in nodes["projects"].items()
        if node["kind"] == "BudgetProject" and nodes["documents"][homes[key]]["counted"] and "amount_yuan" in node
    }
    known = dict(stats(tabled).rows)
    assert round(Decimal(sum(counted.values())), 2) == known["amount_yuan"]
    assert len(nodes["policies"]) == known["policies"] and len(nodes["documents"]) == known["documents"]
    by_unit: defaultdict[str, float] = defaultdict(float)
    for kind, group, start, _, end in arrows:
        if kind == "IMPLEMENTED_BY" and group == "projects" and start in counted:
            by_unit[nodes["bodies"][end]["iri"]] += counted[start]
    asked: defaultdict[str, float] = defaultdict(float)
    for row in ask.ask(tabled, "units-by-money", {"limit": "1000"}):
        asked[str(row["iri"])] += float(str(row["amount_yuan"]))
    assert by_unit == pytest.approx(asked) and len(by_unit) > 8
