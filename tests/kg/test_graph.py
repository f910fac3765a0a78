"""The Python API: a store opened, asked, traced and drawn; every answer a table."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
import rdflib
import small_store

import kg
from kg.answers.ask import AskError
from kg.answers.policy_lookup import NoSuchPolicy
from kg.graph import Graph
from kg.stores.opening import open_store
from kg.stores.store import StoreError
from kg.tables.table import Table


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return small_store.on_disk(tmp_path_factory.mktemp("graph") / "s.kg")


@pytest.fixture
def graph(path: Path) -> Iterator[Graph]:
    with kg.open(path) as opened:
        yield opened


def test_trace_in_any_spelling(graph: Graph) -> None:
    table = graph.trace(small_store.NUMBER)
    assert len(table) > 1
    assert graph.trace(small_store.NUMBER.replace("〔", "[").replace("〕", "]")) == table
    first = next(iter(table))
    assert first["quote"] and isinstance(first["start"], int)
    assert any(isinstance(row["amount_yuan"], Decimal) for row in table)


def test_trace_of_nothing(graph: Graph) -> None:
    with pytest.raises(NoSuchPolicy):
        graph.trace("没有的文件")


def test_named_queries(graph: Graph) -> None:
    listed = {row["query"] for row in graph.queries()}
    assert {"most-cited", "projects-citing"} <= listed
    assert len(graph.query("most-cited", limit=2)) == 2
    assert len(graph.query("projects-citing", number=small_store.NUMBER)) > 0
    with pytest.raises(AskError, match="limit"):
        graph.query("most-cited", limti=2)


def test_sparql_gives_what_was_asked_for(graph: Graph) -> None:
    table = graph.sparql("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pk:BudgetProject }")
    assert isinstance(table, Table)
    assert graph.sparql("ASK { ?p a pk:BudgetProject }") is True
    assert graph.sparql("ASK { ?p a pk:NoSuchThing }") is False
    triples = graph.sparql("CONSTRUCT { ?p a pk:BudgetProject } WHERE { ?p a pk:BudgetProject }")
    assert isinstance(triples, rdflib.Graph)
    assert len(triples) == table.rows[0][0]
    assert len(graph.sparql("CONSTRUCT { ?p a pk:X } WHERE { ?p a pk:NoSuchThing }")) == 0  # type: ignore[arg-type]
    with pytest.raises(AskError):
        graph.sparql("INSERT DATA { pk:a pk:b pk:c }")


def test_show_and_what_is_ambiguous(graph: Graph) -> None:
    assert graph.show(small_store.NUMBER).thing.kind == "policy"
    with pytest.raises(LookupError, match="Nothing"):
        graph.show("没有的东西")
    with pytest.raises(LookupError, match="things match"):
        graph.show("松")


def test_search(graph: Graph) -> None:
    assert small_store.NUMBER in {row["name"] for row in graph.search(small_store.NUMBER)}


def test_audit(tmp_path: Path, root: Path) -> None:
    from kg.loading.load import find_files, load

    with open_store(tmp_path / "s.kg") as store:
        load(store, find_files([root / "examples" / "红河州"])[0])
    with kg.open(tmp_path / "s.kg") as graph:
        everything = graph.audit()
        assert {"exact", "mismatch"} <= {row["verdict"] for row in everything}
        assert any(row["check"] == "citation" for row in everything)
        file = next(str(row["document"]) for row in everything if row["verdict"] == "mismatch")
        assert {row["document"] for row in graph.audit(file)} == {file}
        assert {row["project"] for row in graph.audit(f"{file} 1")} == {1}
        with pytest.raises(LookupError, match="is a policy"):
            graph.audit("云财社发〔2023〕36号")


def test_picture(graph: Graph, tmp_path: Path) -> None:
    picture = graph.picture(small_store.NUMBER)
    assert picture.things > 2 and picture.arrows > 1
    assert picture.save(tmp_path / "p.html").read_text("utf-8") == picture.html
    shown = picture._repr_html_()
    assert shown.startswith("<iframe") and 'sandbox="allow-scripts"' in shown
    assert shown.count('"') == shown.replace("&quot;", "").count('"') and "<script" not in shown
    with pytest.raises(ValueError, match="More than"):
        graph.picture(limit=1)


def test_the_rdflib_view_is_the_union_and_knows_the_prefixes(graph: Graph) -> None:
    dataset = graph.dataset
    number = dataset.query("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pk:BudgetProject }")
    counted = graph.sparql("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pk:BudgetProject }")
    assert isinstance(counted, Table)
    assert next(iter(number))[0].toPython() == counted.rows[0][0]  # type: ignore[index,union-attr]
    assert "eli" in dict(dataset.namespaces())


def test_pandas(graph: Graph) -> None:
    pandas = pytest.importorskip("pandas")
    frame = graph.trace(small_store.NUMBER).to_pandas()
    assert list(frame.columns)[:3] == ["citing", "units", "amount_yuan"]
    assert isinstance(frame["amount_yuan"].dropna().iloc[0], Decimal)
    assert set(frame["relation"]) <= {"basis", "mention", "amends", "repeals", "drafts", "forwards", "implements"}
    assert isinstance(frame, pandas.DataFrame)


def test_without_pandas_the_way_is_told(graph: Graph, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(ImportError, match=r"pip install 'policy-kg\[notebook\]'"):
        graph.trace(small_store.NUMBER).to_pandas()


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        kg.open(tmp_path / "none")


def test_closing(path: Path) -> None:
    graph = kg.open(path)
    graph.close()
    graph.close()
    with pytest.raises(StoreError, match="closed"):
        graph.query("most-cited")
