from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
import small_store

from kg.loading.load import load
from kg.maintenance import description, export
from kg.maintenance.export import ExportError
from kg.stores.opening import open_store

STORE = small_store.in_memory()
# What the store says, as it may go to other machines, and what it is.
TOLD = {*description.portable(STORE), *description.quads(STORE)}


def exported(form: str, path: Path) -> Path:
    export.export(STORE, form, path / f"out.{form}")
    return path / f"out.{form}"


def test_nquads_are_the_store_sorted(tmp_path: Path) -> None:
    text = exported("nq", tmp_path).read_bytes()
    assert text.splitlines() == sorted(text.splitlines())
    again = ox.Store()
    again.load(text, ox.RdfFormat.N_QUADS)
    assert set(again) == TOLD


@pytest.mark.parametrize(("form", "parser"), [("ttl", "turtle"), ("jsonld", "json-ld")])
def test_rdflib_reads_what_is_written(form: str, parser: str, tmp_path: Path) -> None:
    graph = rdflib.Dataset(default_union=True)
    graph.parse(exported(form, tmp_path), format=parser)
    triples = {quad.triple for quad in TOLD}
    assert len(set(graph.triples((None, None, None)))) == len(triples)


def test_annotations_spell_out_what_passages_say(tmp_path: Path) -> None:
    """Each passage that states a fact is the target of an annotation with both selectors, and nothing of the store is left out."""
    export.export(STORE, "nq", tmp_path / "annotated.nq", annotated=True)
    written = ox.Store()
    written.load((tmp_path / "annotated.nq").read_bytes(), ox.RdfFormat.N_QUADS)
    assert set(written) > TOLD
    rows = list(
        written.query(
            """PREFIX oa: <http://www.w3.org/ns/oa#> PREFIX pk: <https://w3id.org/policy-kg/ns#>
            SELECT * { GRAPH ?document {
              ?annotation a oa:Annotation ; oa:hasBody ?fact ; oa:hasTarget ?passage .
              ?fact pk:evidence ?passage . ?passage a oa:SpecificResource ; oa:hasSource ?document ; oa:hasSelector ?at , ?as .
              ?at a oa:TextPositionSelector ; oa:start ?start ; oa:end ?end .
              ?as a oa:TextQuoteSelector ; oa:prefix ?prefix ; oa:exact ?exact ; oa:suffix ?suffix .
              ?document pk:text ?text } }"""
        )
    )
    said = list(STORE.statements(None, "https://w3id.org/policy-kg/ns#evidence"))
    assert len(rows) == len(said) > 30
    for row in rows:
        start, end, text = int(row["start"].value), int(row["end"].value), row["text"].value
        prefix, exact, suffix = (row[name].value for name in ("prefix", "exact", "suffix"))
        assert exact == text[start:end] and (row["passage"].value == f"{row['document'].value}#char={start},{end}")
        assert prefix + exact + suffix == text[start - len(prefix) : end + len(suffix)]


@pytest.mark.parametrize("form", ["graphml", "csv"])
def test_annotations_need_a_format_of_statements(form: str, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=f"{form} has none: use nq, ttl or jsonld"):
        export.export(STORE, form, tmp_path / "out", annotated=True)


def test_turtle_is_the_same_for_the_same_store(tmp_path: Path) -> None:
    assert exported("ttl", tmp_path).read_bytes() == exported("ttl", tmp_path / "again").read_bytes()


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_networks_hold_the_things_and_their_arrows(form: str, read: object, tmp_path: Path) -> None:
    graph = read(exported(form, tmp_path))  # type: ignore[operator]
    kinds = [data["kind"] for _, data in graph.nodes(data=True)]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "project": 5,
        "policy": 4,
        "document": 3,
        "organisation": 7,
        "task": 1,
    }
    project = "https://w3id.org/policy-kg/id/project/aaaaaaaaaaaaaaa1/2"
    assert graph.nodes[project]["amount_yuan"] == 2_000_000.0 and graph.nodes[project]["year"] == 2024
    targets = {target.rsplit("/", 1)[1] for _, target in graph.out_edges(project)}
    assert {small_store.NUMBER, "清河县卫生健康局", "aaaaaaaaaaaaaaa1"} <= targets


def dated_network(path: Path, form: str) -> nx.MultiDiGraph:
    with open_store(path / "policy.kg") as store:
        sample = path / "a.txt"
        sample.write_text(DATED, encoding="utf-8")
        load(store, [sample], jobs=1)
        export.export(store, form, path / f"out.{form}")
    return {"graphml": nx.read_graphml, "gexf": nx.read_gexf}[form](path / f"out.{form}")


DATED = """临江市财政局关于印发临江市校舍维修资金管理办法的通知
临财教〔2023〕15号
各学校：
现将《临江市校舍维修资金管理办法》印发给你们，请遵照执行。原《临江市校舍维修资金管理暂行办法》（临财教〔2016〕3号）同时废止。
临江市财政局
2023年4月7日
"""


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_what_is_known_of_a_node_or_an_arrow_has_its_type_and_its_iri(form: str, tmp_path: Path) -> None:
    graph = dated_network(tmp_path, form)
    own = "https://w3id.org/policy-kg/id/policy/临财教〔2023〕15号"
    assert graph.nodes[own]["date"] == "2023-04-07"
    arrows = list(graph.edges(data=True))
    ids = re.findall(r'<edge [^>]*\bid="([^"]+)"', (tmp_path / f"out.{form}").read_text("utf-8"))
    assert len(set(ids)) == len(ids) == len(arrows) > 1
    assert "http://data.europa.eu/eli/ontology#repeals" in {data["property"] for *_, data in arrows}
    assert all(data["property"].startswith(("https://", "http://")) for *_, data in arrows)


@pytest.mark.parametrize(("form", "read"), [("graphml", nx.read_graphml), ("gexf", nx.read_gexf)])
def test_years_are_whole_numbers_and_what_is_not_known_is_left_out(form: str, read: object, tmp_path: Path) -> None:
    text = exported(form, tmp_path).read_text("utf-8")
    types = dict(re.findall(r'(?:attr\.name|title)="(\w+)" (?:attr\.)?type="(\w+)"', text))
    assert (types["year"], types["amount_yuan"], types["number"]) == ("long", "double", "string")
    graph = read(tmp_path / f"out.{form}")  # type: ignore[operator]
    assert {type(data["year"]) for _, data in graph.nodes(data=True) if "year" in data} == {int}
    assert {type(data["amount_yuan"]) for _, data in graph.nodes(data=True) if "amount_yuan" in data} == {float}
    assert all(value != "" for _, data in graph.nodes(data=True) for value in data.values())


def test_excel_has_a_sheet_a_table_and_no_formulas(tmp_path: Path) -> None:
    with zipfile.ZipFile(exported("xlsx", tmp_path)) as book:
        sheets = [name for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        assert len(sheets) == len(export.SHEETS)
        assert not any(b"<f>" in book.read(name) for name in sheets)
        assert b"<v>2000000</v>" in book.read("xl/worksheets/sheet2.xml")
        assert "村医补助经费" in book.read("xl/sharedStrings.xml").decode()


@pytest.mark.parametrize("form", ["nq", "ttl", "jsonld", "graphml", "gexf"])
def test_text_formats_go_to_a_stream(form: str, tmp_path: Path) -> None:
    out = io.BytesIO()
    export.stream(STORE, form, out)
    if form not in ("graphml", "gexf"):
        assert out.getvalue() == exported(form, tmp_path).read_bytes()
    assert out.getvalue()


@pytest.mark.parametrize("form", [*export.TABLES, "xlsx"])
def test_tables_need_a_place(form: str) -> None:
    with pytest.raises(ExportError, match="-o"):
        export.stream(STORE, form, io.BytesIO())


def test_a_place_that_does_not_fit_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(ExportError, match="csv is written as a folder of files"):
        export.export(STORE, "csv", tmp_path / "file")
    for form in ("ttl", "duckdb"):
        with pytest.raises(ExportError, match="is a folder"):
            export.export(STORE, form, tmp_path)
    with pytest.raises(ExportError, match="cannot be written"):
        export.export(STORE, "ttl", tmp_path / "file" / "x.ttl")
    assert (tmp_path / "file").read_text() == "x"
