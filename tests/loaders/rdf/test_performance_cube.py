"""Performance tables in the graph: every column of a row, the funds as observations, and cubes that are well formed."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pyshacl
import pytest
import rdflib
from performance_samples import DECLARED, EVALUATED, PROJECT, read, stored
from rdflib import SH
from rdflib.namespace import QB

from kg.answers import ask, dossier
from kg.checking import check
from kg.stores.store import Store
from loaders.rdf.triples import triples
from ontology.terms import PK


def told(store: Store, name: str) -> list[list[str | None]]:
    (project,) = dossier.find(store, next(store.quads(None, ox.NamedNode(str(PK.ordinal)))).subject.value)  # type: ignore[union-attr]
    table = dict(dossier.dossier(store, project).tables)[name]
    return [[None if value is None else str(value) for value in row] for row in table.rows]


def test_a_self_evaluation_is_told_with_its_project() -> None:
    store = stored(PROJECT + EVALUATED)
    assert told(store, "performance") == [
        ["产出指标 / 数量指标", "整治街巷", "≥14条", "13条", "30", "27"],
        ["产出指标 / 质量指标", "验收合格率", "100%", "100%", "20", "20"],
        ["效益指标 / 社会效益指标", "环境改善", "明显", "明显", "30", "30"],
        ["满意度指标 / 居民满意度", "居民满意度", "≥90%", "92%", "10", "10"],
    ]
    assert told(store, "funds") == [
        ["年度资金总额", "2000000", "2400000", "2280000", "10", "9.5"],
        ["当年财政拨款", "2000000", "2200000", "2080000", None, None],
        ["上年结转资金", None, "200000", "200000", None, None],
    ]
    (row,) = ask.ask(store, "project-performance", {})
    figures = ("initial_yuan", "planned_yuan", "executed_yuan", "percent", "weight", "score")
    assert [str(row[name]) for name in figures] == ["2000000", "2400000", "2280000", "95", "100", "96.5"]
    assert row["unit"] == "北川市市容环卫中心"


def test_targets_have_a_budget_and_nothing_executed() -> None:
    store = stored(PROJECT + DECLARED)
    assert told(store, "funds")[0] == ["年度资金总额", "2000000", None, None, None, None]
    assert told(store, "performance")[0] == ["产出指标 / 数量指标", "整治街巷", "≥14条", None, "50", None]
    # that an aim is told in words is no sign of it
    assert told(store, "performance")[2] == ["效益指标 / 社会效益指标", "环境改善", "明显", None, "40", None]


def test_a_row_leads_to_the_indicator_that_can_be_measured() -> None:
    graph = rdflib.Graph()
    for triple in triples(read(PROJECT + DECLARED)):
        graph.add(triple)
    asked = graph.query("SELECT ?row ?value { ?t a pk:PerformanceIndicator ; rdfs:label ?row ; schema:variableMeasured/schema:value ?value }", initNs={"pk": str(PK.evidence).removesuffix("evidence"), "rdfs": rdflib.RDFS, "schema": "https://schema.org/"})  # fmt: skip
    assert [(str(row), str(value)) for row, value in asked] == [("整治街巷", "14"), ("验收合格率", "95")]  # type: ignore[misc]


@pytest.mark.parametrize("text", [EVALUATED, DECLARED, PROJECT + EVALUATED, PROJECT + DECLARED])
def test_the_graph_keeps_its_promises(text: str) -> None:
    assert list(check.findings(stored(text))) == []


# -- RDF Data Cube, integrity constraints 1 to 6 and 12: those that SHACL can say of a structure and its observations

WELL_FORMED = """
@prefix qb: <http://purl.org/linked-data/cube#> . @prefix sh: <http://www.w3.org/ns/shacl#> . @prefix pk: <https://w3id.org/policy-kg/ns#> .
@prefix schema: <https://schema.org/> .
[] a sh:NodeShape ; sh:targetClass qb:Observation ; sh:property [ sh:path qb:dataSet ; sh:minCount 1 ; sh:maxCount 1 ; sh:class qb:DataSet ] ,
  [ sh:path pk:evidence ; sh:minCount 1 ] , [ sh:path pk:measure ; sh:minCount 1 ; sh:maxCount 1 ] , [ sh:path schema:amount ; sh:minCount 1 ; sh:maxCount 1 ] .
[] a sh:NodeShape ; sh:targetClass qb:DataSet ; sh:property [ sh:path qb:structure ; sh:minCount 1 ; sh:maxCount 1 ; sh:class qb:DataStructureDefinition ] .
[] a sh:NodeShape ; sh:targetClass qb:DataStructureDefinition ; sh:property [ sh:path ( qb:component qb:measure ) ; sh:minCount 1 ] ,
  [ sh:path ( qb:component qb:dimension ) ; sh:minCount 1 ] ,
  [ sh:path qb:component ; sh:xone ( [ sh:path qb:dimension ; sh:minCount 1 ; sh:maxCount 1 ] [ sh:path qb:measure ; sh:minCount 1 ; sh:maxCount 1 ] [ sh:path qb:attribute ; sh:minCount 1 ; sh:maxCount 1 ] ) ] .
"""


def cube(root: Path, text: str) -> rdflib.Graph:
    graph = rdflib.Graph()
    for triple in triples(read(text)):
        graph.add(triple)
    return graph.parse(root / "ontology" / "cubes.ttl")


def wrong(graph: rdflib.Graph) -> int:
    conforms, found, _ = pyshacl.validate(graph, shacl_graph=rdflib.Graph().parse(data=WELL_FORMED, format="turtle"))
    assert isinstance(found, rdflib.Graph)
    return 0 if conforms else len(list(found.subjects(SH.resultSeverity)))


def test_the_cubes_are_well_formed(root: Path) -> None:
    import budget_samples

    for text in (PROJECT + EVALUATED, budget_samples.ACCOUNT, budget_samples.budget(2023, 400_000)):
        graph = cube(root, text)
        assert wrong(graph) == 0
        figures = set(graph.subjects(rdflib.RDF.type, QB.Observation))
        assert len(figures) > 5
        # No two figures of one place and measure (constraint 12).
        keys = {(graph.value(one, PK.evidence), graph.value(one, PK.measure)) for one in figures}
        assert len(keys) == len(figures)
        graph.remove((next(iter(figures)), QB.dataSet, None))
        assert wrong(graph) > 0
