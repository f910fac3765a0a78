"""What an analyst asks, through every door: the same figures, equal to a table made by hand.

The doors are a named query, SPARQL on the folder, rdflib over the export, the oxigraph server, Jena, pandas, and the site's CSV.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pytest
import rdflib
import requests
import web_site
from sparql_engines import Engine, Jena, OxigraphServer
from starlette.testclient import TestClient

import kg
from kg.answers import ask
from kg.loading import load
from kg.maintenance import export
from kg.stores.opening import open_store
from kg.stores.remote.writing import split
from kg.stores.store import Store
from kg.tables.table import objects
from kg.web.site import create_app
from ontology.iris import PREFIXES

_PROJECT = """第{ordinal}个：

项目名称

{name}

立项依据

{basis}。

项目实施单位

{body}

资金安排情况

{level}财政安排{amount}.00万元。

"""
RIVERS = "《云南省河道管理条例》"
PONDS = "《大理州山塘管理办法》（大政发〔2023〕5号）"
WATER = "《中华人民共和国水法》"
# Body, year, and its projects: name, basis, level, amount.  One budget stands in two files.
_BUDGETS = {
    "prefecture.txt": ("大理州水利局", 2024, [("河道巡查", RIVERS, "州级", 40)]),
    "county.txt": ("弥渡县水务局", 2024, [("河道保洁", RIVERS, "县级", 10), ("山塘维修", PONDS, "省级", 6)]),
    "county.html": ("弥渡县水务局", 2024, [("河道保洁", RIVERS, "县级", 10), ("山塘维修", PONDS, "省级", 6)]),
    "next-year.txt": ("弥渡县水务局", 2025, [("河道保洁", RIVERS, "县级", 12)]),
    "other-county.txt": ("祥云县水务局", 2024, [("山塘维修", PONDS, "县级", 5), ("水闸养护", "年度计划", "县级", 1)]),
    "elsewhere.txt": ("丹寨县水务局", 2024, [("山塘维修", WATER, "县级", 7)]),
}
_REPORT = "祥云县水务局2023年工作总结\n\n一、主要工作完成情况\n\n一是水库加固项目总投资1,800万元，已经完工。\n"
_REGISTER = (
    "序号,标题,发文字号,发文机关,成文日期,施行日期,有效期至,效力状态\n"
    "1,大理州山塘管理办法,大政发〔2023〕5号,大理白族自治州人民政府,2023年1月5日,2023年2月1日,2023年12月31日,有效\n"
)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked, in SPARQL and by a named query (its columns in the order of the answer), and the right answer."""

    sparql: str
    answer: frozenset[tuple[object, ...]]
    name: str = ""
    columns: tuple[str, ...] = ()
    values: dict[str, str] = field(default_factory=dict)
    where: tuple[str, str] = ("", "")


_ONCE = "FILTER NOT EXISTS { ?p prov:hadPrimarySource/pk:repeats ?first }"
_GRANTED = f"?p a pk:BudgetProject . ?g schema:fundedItem ?p ; schema:amount/schema:value ?y . {_ONCE}"
_AREA = "?p prov:hadPrimarySource/dcterms:spatial"
QUESTIONS = {
    "money by unit and year": Question(
        f"SELECT ?u ?year (SUM(?y) AS ?t) {{ {_GRANTED} ?p pk:implementedBy/skos:prefLabel ?u ; pk:budgetYear ?year }} GROUP BY ?u ?year",
        frozenset(
            {
                ("大理白族自治州水利局", 2024, 400_000),
                ("弥渡县水务局", 2024, 160_000),
                ("弥渡县水务局", 2025, 120_000),
                ("祥云县水务局", 2024, 60_000),
                ("丹寨县水务局", 2024, 70_000),
            }
        ),
        "units-by-money",
        ("unit", "fiscal_year", "amount_yuan"),
    ),
    "money by unit's common label": Question(
        f"SELECT ?u (SUM(?y) AS ?t) {{ {_GRANTED} ?p pk:implementedBy/rdfs:label ?u }} GROUP BY ?u",
        frozenset(
            {
                ("大理白族自治州水利局", 400_000),
                ("弥渡县水务局", 280_000),
                ("祥云县水务局", 60_000),
                ("丹寨县水务局", 70_000),
            }
        ),
    ),
    "money by year": Question(
        f"SELECT ?year (SUM(?y) AS ?t) (COUNT(?p) AS ?n) {{ {_GRANTED} ?p pk:budgetYear ?year }} GROUP BY ?year",
        frozenset({(2024, 690_000, 6), (2025, 120_000, 1)}),
        "money-by-year",
        ("fiscal_year", "amount_yuan", "projects"),
    ),
    "money by area and year, with parts": Question(
        f"SELECT ?a ?year (SUM(?y) AS ?t) (COUNT(?p) AS ?n) {{ {_GRANTED} {_AREA}/skos:broader*/skos:prefLabel ?a . ?p pk:budgetYear ?year }}"
        " GROUP BY ?a ?year",
        frozenset(
            {
                ("云南省", 2024, 620_000, 5),
                ("云南省", 2025, 120_000, 1),
                ("大理白族自治州", 2024, 620_000, 5),
                ("大理白族自治州", 2025, 120_000, 1),
                ("弥渡县", 2024, 160_000, 2),
                ("弥渡县", 2025, 120_000, 1),
                ("祥云县", 2024, 60_000, 2),
                ("贵州省", 2024, 70_000, 1),
                ("黔东南苗族侗族自治州", 2024, 70_000, 1),
                ("丹寨县", 2024, 70_000, 1),
            }
        ),
        "money-by-area",
        ("area", "fiscal_year", "amount_yuan", "projects"),
    ),
    "an area's own money by year": Question(
        f'SELECT ?year (SUM(?y) AS ?t) {{ {_GRANTED} {_AREA}/skos:prefLabel "大理白族自治州" . ?p pk:budgetYear ?year }} GROUP BY ?year',
        frozenset({(2024, 400_000)}),
    ),
    "money by level and year": Question(
        "SELECT ?level ?year (SUM(?y) AS ?t) { ?part pk:countedFor ?p ; pk:fundingLevel/skos:notation ?level ; schema:amount/schema:value ?y ."
        f" ?p pk:budgetYear ?year . {_ONCE} }} GROUP BY ?level ?year",
        frozenset(
            {
                ("prefecture", 2024, 400_000),
                ("county", 2024, 230_000),
                ("province", 2024, 60_000),
                ("county", 2025, 120_000),
            }
        ),
        "money-by-level-and-year",
        ("level", "fiscal_year", "amount_yuan"),
    ),
    "money by policy": Question(
        f"SELECT ?title (SUM(?y) AS ?t) (COUNT(?p) AS ?n) {{ {_GRANTED} ?p pk:basedOn/rdfs:label ?title }} GROUP BY ?title",
        frozenset(
            {
                ("云南省河道管理条例", 620_000, 3),
                ("大理州山塘管理办法", 110_000, 2),
                ("中华人民共和国水法", 70_000, 1),
            }
        ),
        "money-by-policy",
        ("title", "amount_yuan", "projects"),
    ),
    "money by policy and year": Question(
        f"SELECT ?title ?year (SUM(?y) AS ?t) {{ {_GRANTED} ?p pk:basedOn/dcterms:title ?title ; pk:budgetYear ?year }} GROUP BY ?title ?year",
        frozenset(
            {
                ("云南省河道管理条例", 2024, 500_000),
                ("云南省河道管理条例", 2025, 120_000),
                ("大理州山塘管理办法", 2024, 110_000),
                ("中华人民共和国水法", 2024, 70_000),
            }
        ),
    ),
    "number of projects by unit": Question(
        f"SELECT ?u (COUNT(?p) AS ?n) {{ ?p pk:implementedBy/skos:prefLabel ?u . {_ONCE} }} GROUP BY ?u",
        frozenset({("大理白族自治州水利局", 1), ("弥渡县水务局", 3), ("祥云县水务局", 2), ("丹寨县水务局", 1)}),
        "units",
        ("unit", "projects"),
        where=("projects", "0"),
    ),
    "most cited": Question(
        f"SELECT ?title (COUNT(DISTINCT ?p) AS ?n) {{ ?p pk:ordinal ?o ; pk:basedOn|cito:cites ?policy . ?policy rdfs:label ?title . {_ONCE} }}"
        " GROUP BY ?title",
        frozenset({("云南省河道管理条例", 3), ("大理州山塘管理办法", 2), ("中华人民共和国水法", 1)}),
        "most-cited",
        ("title", "projects"),
    ),
    "citations of each policy": Question(
        "SELECT ?title (COUNT(DISTINCT ?c) AS ?n) { ?c cito:hasCitedEntity ?policy ; cito:hasCitingEntity ?p . ?policy rdfs:label ?title ."
        f" {_ONCE} }} GROUP BY ?title",
        frozenset({("云南省河道管理条例", 3), ("大理州山塘管理办法", 2), ("中华人民共和国水法", 1)}),
        "policies",
        ("title", "citations"),
    ),
    "the number of citations that each policy states": Question(
        "SELECT ?title ?n ?m { ?policy rdfs:label ?title ; pk:citationCount ?n ; pk:citingProjectCount ?m }",
        frozenset({("云南省河道管理条例", 3, 3), ("大理州山塘管理办法", 2, 2), ("中华人民共和国水法", 1, 1)}),
        "most-cited",
        ("title", "citations", "projects"),
    ),
    "projects of an area": Question(
        "SELECT ?a (COUNT(?p) AS ?n) { ?p pk:ordinal ?o . "
        + _ONCE
        + " ?p prov:hadPrimarySource/dcterms:spatial/skos:broader* ?area ."
        " ?area skos:prefLabel ?a } GROUP BY ?a",
        frozenset(
            {
                ("云南省", 7),
                ("大理白族自治州", 7),
                ("弥渡县", 3),
                ("祥云县", 3),
                ("贵州省", 1),
                ("黔东南苗族侗族自治州", 1),
                ("丹寨县", 1),
            }
        ),
        "areas",
        ("area", "projects"),
    ),
    "documents about an area": Question(
        "SELECT ?a (COUNT(?d) AS ?n) { ?d a foaf:Document ; dcterms:spatial/skos:broader*/rdfs:label ?a } GROUP BY ?a",
        frozenset(
            {
                ("云南省", 6),
                ("大理白族自治州", 6),
                ("弥渡县", 3),
                ("祥云县", 2),
                ("贵州省", 1),
                ("黔东南苗族侗族自治州", 1),
                ("丹寨县", 1),
            }
        ),
        "areas",
        ("area", "documents"),
    ),
    "who cites a regulation": Question(
        'SELECT ?name ?year ?y { ?p pk:basedOn/eli:id_local "大政发〔2023〕5号" ; rdfs:label ?name ; pk:budgetYear ?year .'
        f" ?g schema:fundedItem ?p ; schema:amount/schema:value ?y . {_ONCE} }}",
        frozenset({("山塘维修", 2024, 60_000), ("山塘维修", 2024, 50_000)}),
        "projects-citing",
        ("project", "fiscal_year", "amount_yuan"),
        {"number": "大政发〔2023〕5号"},
    ),
    "projects of a unit": Question(
        'SELECT ?name ?year ?y { ?p pk:implementedBy/skos:prefLabel "弥渡县水务局" ; rdfs:label ?name ; pk:budgetYear ?year .'
        f" ?g schema:fundedItem ?p ; schema:amount/schema:value ?y . {_ONCE} }}",
        frozenset({("河道保洁", 2024, 100_000), ("山塘维修", 2024, 60_000), ("河道保洁", 2025, 120_000)}),
        "projects-of-unit",
        ("project", "fiscal_year", "amount_yuan"),
        {"unit": "弥渡县"},
    ),
    "projects without a basis": Question(
        f"SELECT ?name ?y {{ {_GRANTED} ?p rdfs:label ?name FILTER NOT EXISTS {{ ?p pk:basedOn ?policy }} }}",
        frozenset({("水闸养护", 10_000)}),
        "projects-without-basis",
        ("project", "amount_yuan"),
    ),
    "dead bases by county": Question(
        f"SELECT ?a (COUNT(DISTINCT ?p) AS ?n) {{ ?p pk:basedOn/eli:date_no_longer_in_force ?end ; pk:budgetYear ?year . {_ONCE}"
        f" {_AREA}/skos:prefLabel ?a FILTER(xsd:integer(SUBSTR(STR(?end), 1, 4)) < xsd:integer(STR(?year))) }} GROUP BY ?a",
        frozenset({("弥渡县", 1), ("祥云县", 1)}),
    ),
    "a project from year to year": Question(
        'SELECT ?name (?then AS ?old) ?now { ?u skos:prefLabel "弥渡县水务局" . ?p pk:implementedBy ?u ; pk:normalName ?name ; pk:budgetYear ?b .'
        " ?q pk:implementedBy ?u ; pk:normalName ?name ; pk:budgetYear ?a . FILTER(xsd:integer(STR(?b)) = xsd:integer(STR(?a)) + 1)"
        " ?g schema:fundedItem ?p ; schema:amount/schema:value ?now . ?h schema:fundedItem ?q ; schema:amount/schema:value ?then ."
        f" {_ONCE} FILTER NOT EXISTS {{ ?q prov:hadPrimarySource/pk:repeats ?one }} }}",
        frozenset({("河道保洁", 100_000, 120_000)}),
        "year-over-year",
        ("project", "previous_yuan", "amount_yuan"),
        {"unit": "弥渡县"},
    ),
    "documents by year": Question(
        "SELECT ?year (COUNT(?d) AS ?n) { ?d a foaf:Document ; pk:budgetYear ?year } GROUP BY ?year",
        frozenset({(2023, 1), (2024, 5), (2025, 1)}),
        "documents-and-policies-by-year",
        ("year", "documents"),
    ),
    "all projects and their kinds": Question(
        f"SELECT ?kind (COUNT(?p) AS ?n) {{ VALUES ?k {{ pk:BudgetProject pk:Work }} ?p a ?k . {_ONCE} BIND(STRAFTER(STR(?k), '#') AS ?kind) }}"
        " GROUP BY ?kind",
        frozenset({("BudgetProject", 7), ("Work", 1)}),
    ),
}
NAMED = sorted(name for name, question in QUESTIONS.items() if question.name)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    papers = tmp_path_factory.mktemp("papers")
    for name, (body, year, projects) in _BUDGETS.items():
        text = f"{body}{year}年预算重点项目公开\n\n" + "".join(
            _PROJECT.format(ordinal="一二三"[i], name=project, basis=basis, level=level, amount=amount, body=body)
            for i, (project, basis, level, amount) in enumerate(projects)
        )
        if name.endswith("html"):
            lines = "".join(f"<p>{line}</p>" for line in text.split())
            text = (
                f"<html><head><meta charset='utf-8'><title>{text.split()[0]}</title></head><body>{lines}</body></html>"
            )
        (papers / name).write_text(text, "utf-8")
    (papers / "report.txt").write_text(_REPORT, "utf-8")
    (papers / "register.csv").write_text(_REGISTER, "utf-8")
    path = tmp_path_factory.mktemp("store") / "s.kg"
    with open_store(path) as store:
        load.load(store, sorted(papers.iterdir()))
    return path


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder, read_only=True) as store:
        yield store


@pytest.fixture(scope="module")
def exported(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("export") / "all.nq"
    export.export(store, "nq", file)
    return file


@pytest.fixture(scope="module")
def dataset(exported: Path) -> rdflib.Dataset:
    return rdflib.Dataset(default_union=True).parse(exported, format="nquads")


@pytest.fixture(scope="module")
def site(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(folder)), headers={"Accept-Language": "en"}) as client:
        yield client


def figure(value: object) -> object:
    """A cell as the table by hand has it: numbers are numbers, whatever they were written as."""
    text = str(value)
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return int(number) if number == int(number) else number


def same(rows: Iterable[Iterable[object]], question: Question) -> None:
    found = [tuple(figure(cell) for cell in row) for row in rows]
    assert set(found) == set(question.answer) and len(found) == len(set(found))


def test_there_are_at_least_twenty_questions() -> None:
    assert len(QUESTIONS) >= 20


@pytest.mark.parametrize("name", NAMED)
def test_a_named_query(name: str, store: Store) -> None:
    question = QUESTIONS[name]
    table = ask.ask(store, question.name, question.values)
    same(chosen(question, objects(table)), question)


@pytest.mark.parametrize("name", QUESTIONS)
def test_sparql_on_the_folder(name: str, store: Store) -> None:
    same(
        ([term.value for term in row if term is not None] for row in store.rows(QUESTIONS[name].sparql)),
        QUESTIONS[name],
    )  # type: ignore[union-attr]


@pytest.mark.parametrize("name", QUESTIONS)
def test_rdflib_over_the_export(name: str, dataset: rdflib.Dataset) -> None:
    same(dataset.query(QUESTIONS[name].sparql, initNs=PREFIXES), QUESTIONS[name])  # type: ignore[arg-type]


@pytest.mark.parametrize("name", NAMED)
def test_pandas(name: str, folder: Path) -> None:
    question = QUESTIONS[name]
    with kg.open(folder) as graph:
        frame = graph.query(question.name, **question.values).to_pandas()
    # Numbers are added up as such, and years are no fractions.
    assert not any(str(kind).startswith("float") for kind in frame[list(question.columns)].dtypes)
    same(chosen(question, frame[list(question.columns)].to_dict("records")), question)


@pytest.mark.parametrize("name", NAMED)
def test_the_csv_of_the_site(name: str, site: TestClient) -> None:
    question = QUESTIONS[name]
    answer = site.get(f"/questions/{question.name}", params={**question.values, "format": "csv"})
    rows = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    same(chosen(question, rows), question)


def chosen(question: Question, rows: Iterable[Any]) -> list[list[object]]:
    """The columns that are asked for, without rows that the question leaves out and without those that lack one."""
    column, unwanted = question.where
    cells = ([row[name] for name in question.columns] for row in rows if not column or str(row[column]) != unwanted)
    return [row for row in cells if not any(cell is None or str(cell) in ("", "<NA>", "None") for cell in row)]


@pytest.mark.engines
@pytest.mark.parametrize("kind", [OxigraphServer, Jena])
def test_another_engine(kind: type[Engine], exported: Path) -> None:
    engine = kind()
    try:
        engine.start()
        update = engine.query.replace("/query", "/store" if kind is OxigraphServer else "/data")
        for graph, lines in split(exported.read_bytes()).items():
            headers = {"Content-Type": "text/turtle; charset=utf-8"}
            sent = requests.post(
                update, data=b"".join(lines), params={"graph": graph}, headers=headers, auth=engine.basic(), timeout=60
            )
            assert sent.ok, sent.text
        head = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
        for question in QUESTIONS.values():
            answer = requests.get(
                engine.query,
                params={"query": head + question.sparql},
                headers={"Accept": "application/sparql-results+json"},
                auth=engine.basic(),
                timeout=60,
            ).json()
            names = answer["head"]["vars"]
            same(([row[name]["value"] for name in names] for row in answer["results"]["bindings"]), question)
    finally:
        engine.close()
