"""What a store holds is told to who finds its data: counts, coverage, sources; never a folder of somebody's machine."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import web_site
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, FOAF, RDF, VOID
from starlette.testclient import TestClient

from kg.loading import load
from kg.maintenance import description, export
from kg.stores import catalogue
from kg.stores.opening import open_store
from kg.web.site import create_app
from loaders.rdf import identifiers
from ontology.terms import PK

PAGE = "{body}{year}年预算重点项目公开\n\n第一个：\n\n项目名称\n\n河道保洁\n\n立项依据\n\n《中华人民共和国水法》。\n\n项目实施单位\n\n{body}\n\n资金安排情况\n\n安排10万元。\n"
HELD = {
    "云南/弥渡.txt": ("弥渡县水务局", 2024),
    "云南/祥云.txt": ("祥云县水务局", 2024),
    "next.txt": ("弥渡县水务局", 2025),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    papers = tmp_path_factory.mktemp("papers")
    for name, (body, year) in HELD.items():
        (papers / name).parent.mkdir(exist_ok=True)
        (papers / name).write_text(PAGE.format(body=body, year=year), "utf-8")
    path = tmp_path_factory.mktemp("store") / "s.kg"
    with open_store(path) as store:
        load.load(store, [papers / name for name in HELD])
    return path


def test_counts_coverage_and_sources_are_told(folder: Path, tmp_path: Path) -> None:
    with open_store(folder, read_only=True) as store:
        graph = Graph().parse(description.turtle(store), format="turtle")
    dataset = URIRef(description.DATASET.value)
    assert graph.value(dataset, VOID.documents) == Literal(3)
    assert graph.value(dataset, DCTERMS.modified) == Literal(date.today())
    covered = {
        (str(graph.value(part, DCTERMS.spatial)).rpartition("/")[2], str(graph.value(part, DCTERMS.temporal))): int(
            str(graph.value(part, VOID.documents))
        )
        for part in graph.objects(dataset, VOID.subset)
    }
    assert covered == {("弥渡县", "2024"): 1, ("祥云县", "2024"): 1, ("弥渡县", "2025"): 1}
    held = {
        graph.value(part, VOID["class"]): graph.value(part, VOID.entities)
        for part in graph.objects(dataset, VOID.classPartition)
    }
    assert held[PK.BudgetProject] == held[FOAF.Document] == Literal(3)
    assert {str(source) for source in graph.objects(None, DCTERMS.source)} == set(HELD)


def test_an_export_can_be_repeated_and_names_no_folder_of_this_machine(folder: Path, tmp_path: Path) -> None:
    with open_store(folder, read_only=True) as store:
        for form in ("nq", "ttl", "jsonld"):
            export.export(store, form, tmp_path / form)
            text = (tmp_path / form).read_text("utf-8")
            assert str(folder.parent.parent) not in text and date.today().isoformat() not in text
        assert list(store.quads(None, catalogue.LOADED))
        data = Dataset(default_union=True).parse(tmp_path / "nq", format="nquads")
        # The count is that of the statements beside the description itself.
        beside = [quad for quad in data.quads() if str(quad[3]) != description.GRAPH.value]
        told = next(data.objects(URIRef(description.DATASET.value), VOID.triples))
        assert len(beside) == int(str(told)) == len(store) - 3
    assert (None, RDF.type, VOID.Dataset) in data


def test_the_day_of_loading_stays_when_a_file_is_read_again(folder: Path, tmp_path: Path) -> None:
    paper = tmp_path / "a.txt"
    paper.write_text(PAGE.format(body="弥渡县水务局", year=2023), "utf-8")
    with open_store(tmp_path / "s.kg") as store:
        load.load(store, [paper])
        (day,) = store.quads(None, catalogue.LOADED)
        old = type(day)(
            day.subject, day.predicate, type(day.object)("2020-01-02", datatype=day.object.datatype), day.graph_name
        )  # type: ignore[call-arg,union-attr]
        store.replace({}, delete={day}, insert={old})
        load.load(store, [paper], force=True)
        assert [quad.object.value for quad in store.quads(None, catalogue.LOADED)] == ["2020-01-02"]  # type: ignore[union-attr]
        paper.write_text(PAGE.format(body="弥渡县水务局", year=2022), "utf-8")
        load.load(store, [paper])
        assert [quad.object.value for quad in store.quads(None, catalogue.LOADED)] == [date.today().isoformat()]  # type: ignore[union-attr]
        assert store.graph(identifiers.CATALOGUE)


@pytest.mark.parametrize(
    ("paths", "told"),
    [
        ({"/a/b/x.txt", "/a/c.zip/y.txt"}, {"b/x.txt", "c.zip/y.txt"}),
        ({"/a/b/x.txt"}, {"x.txt"}),
        ({"C:/a/x.txt", "D:/y.txt"}, {"x.txt", "y.txt"}),
        ({"/a/x.txt", "https://example.org/y.txt"}, {"x.txt", "https://example.org/y.txt"}),
    ],
)
def test_a_path_is_told_below_the_folder_of_all(paths: set[str], told: set[str]) -> None:
    assert set(description._relative(paths).values()) == told


def test_the_site_tells_it_where_void_says(folder: Path) -> None:
    with TestClient(create_app(web_site.settings_of(folder))) as client:
        answer = client.get("/.well-known/void")
        assert answer.headers["content-type"].startswith("text/turtle")
        assert (URIRef(description.DATASET.value), VOID.documents, Literal(3)) in Graph().parse(
            answer.content, format="turtle"
        )
