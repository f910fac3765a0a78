"""The Python API: a store opened, asked, traced and drawn; every answer a table."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path

import chain_store
import pytest
import rdflib
import small_store

import kg
from kg.answers.ask import AskError
from kg.answers.policy_lookup import NoSuchPolicy
from kg.graph import Graph
from kg.stores.opening import open_store
from kg.stores.store import StoreError
from kg.tables.table import Table, Value
from loaders.source import UnreadableFile


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
    assert graph.query("tasks-by-unit", unit=None).rows == graph.query("tasks-by-unit").rows != []
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
        with pytest.raises(LookupError, match="An audit is of a document or a project; .* is neither"):
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


@pytest.mark.parametrize(
    ("column", "values", "pandas_type", "arrow_type"),
    [
        ("amount_yuan", (Decimal("1.25"), None, 3), "object", "decimal128(38, 2)"),
        ("amount_yuan", (None, None), "object", "decimal128(38, 0)"),
        ("fiscal_year", (2023, None), "Int64", "int64"),
        ("fiscal_year", (None, None), "Int64", "int64"),
        ("to_date", ("2023-05-01", None), "datetime64[ns]", "date32[day]"),
        ("to_date", ("2023-05", "2023-05-01"), "object", "string"),
        ("project", ("2023-05-01", "甲"), "object", "string"),
        ("relation", ("https://w3id.org/policy-kg/ns#Basis", None), "object", "string"),
        ("value", (12, "十二", Decimal("1.5")), "object", "string"),
        ("counted", (True, None), "boolean", "bool"),
        ("projects", (2**63 - 1, None), "Int64", "int64"),
        ("projects", (2**63, None), "object", "decimal128(38, 0)"),
    ],
)
def test_columns_have_the_right_types(
    column: str, values: tuple[Value, ...], pandas_type: str, arrow_type: str
) -> None:
    table = Table((column,), [(value,) for value in values])
    frame = table.to_pandas()
    assert str(frame[column].dtype) == pandas_type
    assert list(frame[column].isna()) == [value is None for value in values]
    arrow = table.to_arrow()
    assert str(arrow.schema.field(column).type) == arrow_type
    assert arrow.column(column).null_count == values.count(None)


def test_amounts_are_exact_or_floats_by_choice() -> None:
    table = Table(("amount_yuan", "unit"), [(Decimal("0.10"), "甲"), (Decimal("0.2"), "乙"), (None, None)])
    assert (
        table.to_pandas()["amount_yuan"].dropna().sum()
        == Decimal("0.3")
        == sum(value for value in table.to_arrow()["amount_yuan"].to_pylist() if value is not None)
    )
    assert str(table.to_pandas(floats=True)["amount_yuan"].dtype) == "float64"
    assert str(table.to_arrow(floats=True).schema.field("amount_yuan").type) == "double"
    assert len(Table(("unit",), []).to_pandas()) == 0 == Table(("unit",), []).to_arrow().num_rows


def test_rows_as_edges() -> None:
    table = Table(
        ("payer", "payee", "amount_yuan", "note"),
        [("甲", "乙", Decimal("1.5"), None), ("甲", "乙", Decimal(2), "再"), ("甲", None, Decimal(9), None)],
    )
    graph = table.to_networkx("payer", "payee")
    assert [(*ends, said) for *ends, said in graph.edges(data=True)] == [
        ("甲", "乙", {"amount_yuan": 1.5}), ("甲", "乙", {"amount_yuan": 2.0, "note": "再"}),
    ]  # fmt: skip
    with pytest.raises(ValueError):
        table.to_networkx("payer", "who")
    asked = Table(("s", "t", "key", "u_for_edge"), [("甲", "乙", 3, "一"), ("甲", "乙", 3, "二")])
    edges = asked.to_networkx("s", "t").edges(data=True)
    assert [said for *_, said in edges] == [{"key": 3, "u_for_edge": "一"}, {"key": 3, "u_for_edge": "二"}]


def test_a_chain_as_a_network() -> None:
    graph = Graph(chain_store.in_memory())
    chain = graph.chain(chain_store.PREFECTURE)
    drawn = chain.to_networkx()
    steps = {(row["direction"], row["number"] or row["title"]) for row in chain.table()}
    assert ("up", chain_store.NATION) in steps and ("down", chain_store.COUNTY) in steps
    names = {iri: drawn.nodes[iri]["name"] for iri in drawn}
    edges = {(names[one], names[other], said["relation"]) for one, other, said in drawn.edges(data=True)}
    assert len(edges) == 6
    assert {relation for *_, relation in edges} == {"implements", "based_on", "forwards", "basedOn"}
    up = graph.chain(chain_store.PREFECTURE, down=False).to_networkx()
    assert set(up) < set(drawn) and len(up) == 4


def test_the_network_and_the_tables_hold_what_the_store_does(graph: Graph) -> None:
    network, tables = graph.network(), graph.tables()
    projects = graph.sparql("SELECT (COUNT(DISTINCT ?p) AS ?n) { ?p a pk:BudgetProject }")
    assert isinstance(projects, Table)
    kinds = [kind for _, kind in network.nodes(data="kind")]
    assert kinds.count("project") == projects.rows[0][0] == len(tables["projects"])
    assert {"documents", "grants", "citations", "policies", "findings"} <= tables.keys()
    assert tables["grants"].to_pandas()["amount_yuan"].sum() > 0


def test_loading_shows_what_is_new(tmp_path: Path, root: Path) -> None:
    file = root / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt"
    with kg.open(tmp_path / "new.kg", create=True) as graph:
        assert len(graph.query("projects")) == 0
        (tmp_path / "empty.txt").write_bytes(b"")
        told = {str(row["path"]).rpartition("/")[2]: row for row in graph.load([file, tmp_path / "empty.txt"])}
        assert told[file.name]["outcome"] == "loaded" and told["empty.txt"]["outcome"] == "failed"
        assert "empty" in str(told["empty.txt"]["reason"])
        assert len(graph.query("projects")) == told[file.name]["projects"] == 13
        assert len(graph.search("村医")) > 0
        assert [row["outcome"] for row in graph.load(str(file))] == ["unchanged"]
    with pytest.raises(StoreError, match="no place"):
        Graph(chain_store.in_memory()).load(file)


def test_the_facts_of_a_file_and_the_version(root: Path) -> None:
    found = kg.extract(root / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt")
    assert len(found.projects) == 13
    assert all(found.text[one.start : one.end] for one in found.citations)
    assert kg.__version__ == version("policy-kg")
    with pytest.raises(AttributeError):
        kg.nothing  # type: ignore[attr-defined]  # noqa: B018
    with pytest.raises(UnreadableFile):
        kg.extract("no-such-file.txt")


@pytest.mark.parametrize(("package", "extra"), [("pandas", "notebook"), ("pyarrow", "arrow")])
def test_without_a_package_the_way_is_told(package: str, extra: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, package, None)
    table = Table(("unit",), [])
    with pytest.raises(ImportError, match=rf"pip install 'policy-kg\[{extra}\]'"):
        table.to_pandas() if package == "pandas" else table.to_arrow()


def test_no_store(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="no store"):
        kg.open(tmp_path / "none")


def test_closing(path: Path) -> None:
    graph = kg.open(path)
    graph.close()
    graph.close()
    with pytest.raises(StoreError, match="closed"):
        graph.query("most-cited")
