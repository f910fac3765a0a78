from __future__ import annotations

import json
from pathlib import Path

import budget_samples
import pyoxigraph as ox
import pytest
import small_store
from affiliated_units import disclosure
from click.testing import CliRunner
from rdflib.namespace import DCTERMS, RDFS

from kg.answers import dossier as show
from kg.answers import evidence, trace
from kg.cli import cli
from kg.drawing.neighbourhood import whole
from kg.loading.load import load
from kg.resolution import resolve
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf.triples import nquads

STORE = small_store.in_memory()
FOUND = [
    ("松财社发[2023]12号", "policy", "松江州乡村医生补助办法"),
    ("松江州乡村医生补助办法", "policy", "松江州乡村医生补助办法"),
    ("policy/松财社发〔2023〕12号", "policy", "松江州乡村医生补助办法"),
    ("公共卫生服务经费", "project", "公共卫生服务经费"),
    ("公共卫生服务", "project", "公共卫生服务经费"),
    ("project/aaaaaaaaaaaaaaa1/2", "project", "公共卫生服务经费"),
    ("https://w3id.org/policy-kg/id/project/aaaaaaaaaaaaaaa1/2", "project", "公共卫生服务经费"),
    ("qinghe 2", "project", "公共卫生服务经费"),
    ("qinghe-2024.txt#2", "project", "公共卫生服务经费"),
    ("清河县卫生健康局", "unit", "清河县卫生健康局"),
    ("organisation/清河县卫生健康局", "unit", "清河县卫生健康局"),
    ("疾病预防", "unit", "清河县疾病预防控制中心"),
    ("plan-2025.txt", "document", "清河县2025年健康促进工作方案"),
    ("document/ccccccccccccccc3", "document", "清河县2025年健康促进工作方案"),
]


@pytest.mark.parametrize(("words", "kind", "name"), FOUND)
def test_a_thing_is_found_by_what_people_call_it(words: str, kind: str, name: str) -> None:
    assert [(thing.kind, thing.name) for thing in show.find(STORE, words)] == [(kind, name)]


@pytest.mark.parametrize(
    "words",
    ["没有这个", "", "松财社发〔2023〕1号", "project/aaaaaaaaaaaaaaa1/99", "project/<x>", "policy/none", "qinghe 9"],
)
def test_what_is_not_there_is_not_found(words: str) -> None:
    assert show.find(STORE, words) == []


def test_several_matches_are_all_given_with_what_tells_them_apart() -> None:
    found = show.find(STORE, "村医")
    assert [(thing.kind, thing.where) for thing in found] == [
        ("project", "qinghe-2024.txt 1"),
        ("project", "shiqiao-2025.txt 1"),
        ("policy", "松财社发〔2023〕12号"),
        ("policy", "〔2022〕24号"),
    ]


def dossier(words: str) -> dict[str, object]:
    (thing,) = show.find(STORE, words)
    return show.dossier(STORE, thing).to_json()


def test_a_project() -> None:
    found = dossier("公共卫生服务经费")
    assert found["document"] == "qinghe-2024.txt"
    assert found["units"] == ["清河县卫生健康局", "清河县疾病预防控制中心"]
    assert found["amount_yuan"] == "2000000" and found["fiscal_year"] == 2024
    assert [(c["relation"], c["number"], c["section"]) for c in found["citations"]] == [  # type: ignore[attr-defined]
        ("basis", small_store.NUMBER, "立项依据"),
        ("mention", small_store.NUMBER, "项目概况"),
    ]
    assert found["sections"][0] == {
        "section": "立项依据",
        "text": "依据《乡村医生补助办法》（松财社发[2023]12号）要求。",
    }  # type: ignore[index]


def test_a_project_with_articles_and_an_other_citation() -> None:
    assert dossier("qinghe 1")["citations"][0]["articles"] in ("第三条、第五条", "第五条、第三条")  # type: ignore[index]
    (other,) = dossier("宣传经费")["citations"]  # type: ignore[misc]
    assert other["title"] == "健康报" and other["number"] is None


def test_a_policy() -> None:
    found = dossier(small_store.NUMBER)
    assert (found["projects"], found["citations"], found["policy_kind"]) == (3, 5, "rule")
    assert len(found["citing"]) == 5  # type: ignore[arg-type]
    assert {row["title"] for row in found["together"]} == {  # type: ignore[attr-defined]
        "中华人民共和国基本医疗卫生与健康促进法",
        "关于做好村医养老工作的通知",
    }


def test_a_unit() -> None:
    found = dossier("清河县卫生健康局")
    assert [row["amount_yuan"] for row in found["projects"]] == ["2000000", "1205000"]  # type: ignore[attr-defined]
    assert [row["document"] for row in found["documents"]] == ["qinghe-2024.txt"]  # type: ignore[attr-defined]
    assert dossier("县教育局")["tasks"][0]["role"] == "participating"  # type: ignore[index]


def test_a_document() -> None:
    found = dossier("plan-2025.txt")
    assert found["kind"] == "document" and found["document_kind"] == "work-plan"
    assert found["path"] == "/papers/plan-2025.txt"
    assert len(found["tasks"]) == 1 and len(found["indicators"]) == 1  # type: ignore[arg-type]
    assert [row["ordinal"] for row in dossier("qinghe-2024.txt")["projects"]] == [1, 2, 3]  # type: ignore[attr-defined]


def test_the_places_of_a_policy_may_be_cut_and_are_counted() -> None:
    (thing,) = show.find(STORE, small_store.NUMBER)
    full, cut = show.dossier(STORE, thing), show.dossier(STORE, thing, places=2)
    assert (full.totals, cut.totals) == ({}, {"citing": 5})
    assert dict(cut.tables)["citing"].rows == dict(full.tables)["citing"].rows[:2]
    assert (cut.facts, dict(cut.tables)["together"]) == (full.facts, dict(full.tables)["together"])


def test_the_command_shows_one_page_of_places_and_all_as_json(tmp_path: Path) -> None:
    store = tmp_path / "s.kg"
    line = "依据《某某办法》（松财社发〔2023〕12号）实施。"
    places = "".join(f"\n{line}" for _ in range(trace.PAGE + 3))
    (tmp_path / "a.txt").write_text(f"清河县卫生健康局2024年工作计划\n\n一、村医补助\n{places}\n", "utf-8")
    run = CliRunner().invoke
    assert run(cli, ["--store", str(store), "load", "--jobs", "1", str(tmp_path / "a.txt")]).exit_code == 0
    read = run(cli, ["--store", str(store), "show", small_store.NUMBER], env={"KG_LANG": "en"}).output
    assert f"({trace.PAGE} / {trace.PAGE + 3})" in read and "kg trace --skip" in read
    everything = json.loads(run(cli, ["--store", str(store), "show", small_store.NUMBER, "--json"]).stdout)
    assert len(everything["citing"]) == trace.PAGE + 3


def test_a_document_is_called_by_its_title_everywhere_and_by_its_file_where_it_has_none() -> None:
    """``kg show``, the page's heading and the picture read one name, and the file stands beside it."""
    iri = "https://w3id.org/policy-kg/id/document/ccccccccccccccc3"
    for store, name in ((STORE, "清河县2025年健康促进工作方案"), (without_titles(), "plan-2025.txt")):
        (thing,) = show.find(store, "plan-2025.txt")
        assert (thing.iri, thing.name, thing.where) == (iri, name, "plan-2025.txt")
        told = show.dossier(store, thing).to_json()
        assert (told["name"], told["document"]) == (name, "plan-2025.txt")
        assert whole(store.select).nodes[iri]["thing"].name == name
        assert {one.called for one in quotes_of(store, iri)} == {name}


def without_titles() -> Store:
    store = small_store.in_memory()
    for predicate in (DCTERMS.title, RDFS.label):
        for quad in list(store.quads(None, ox.NamedNode(str(predicate)))):
            if "/document/" in str(quad.subject):
                store.inner.remove(quad)
    return store


def quotes_of(store: Store, document: str) -> list[evidence.Quote]:
    """The quotes of a document."""
    said = store.statements(None, "https://w3id.org/policy-kg/ns#evidence", graph=document)
    iris = [quote for _, _, quote in said]
    found = list(evidence.quotes(store.select, iris).values())
    assert len(found) > 3
    return found


def test_a_file_that_was_copied_is_one_document() -> None:
    """Each row of a unit stands once, whatever names the file of its document has."""
    store = small_store.in_memory()
    before = show.dossier(store, show.find(store, "清河县卫生健康局")[0])
    name = ox.NamedNode("https://w3id.org/policy-kg/ns#fileName")
    for quad in list(store.quads(None, name)):
        store.inner.add(ox.Quad(quad.subject, name, ox.Literal("龥.txt"), quad.graph_name))
    assert show.dossier(store, before.thing).tables == before.tables


def test_a_department_shows_its_budgets_with_what_they_print() -> None:
    store = budget_samples.in_memory()
    (unit,) = show.find(store, "云岭县交通运输局")
    tables = dict(show.dossier(store, unit).tables)
    (row,) = tables["budgets"].rows
    assert [str(value) for value in row[:7]] == [
        "2023", "云岭县交通运输局2023年度部门决算", "3227500", "3427500", "2225000", "1202500", "142500"
    ]  # fmt: skip


def test_a_budget_that_department_and_unit_print_is_told_once() -> None:
    store = memory_store()
    for scope in ("部门", "单位"):
        for year, roads in ((2023, 400_000), (2024, 500_000 if scope == "部门" else 300_000)):
            found = budget_samples.read(budget_samples.budget(year, roads, scope), f"{scope}{year}.txt")
            store.inner.load(nquads(found), format=ox.RdfFormat.N_QUADS)
    resolve.rebuild(store)
    (unit,) = show.find(store, "青州市水务局")
    budgets = dict(show.dossier(store, unit).tables)["budgets"]
    assert [(str(row["title"]), str(row["expenditure_yuan"])) for row in budgets] == [
        ("青州市2023年部门预算；青州市2023年单位预算", "1400000"),
        ("青州市2024年单位预算", "1300000"),
        ("青州市2024年部门预算", "1500000"),
    ]


REGISTER = "名称,发文字号,发文单位,成文日期,效力{more}\n清河市出租汽车管理办法,清政发〔2008〕19号,清河市人民政府,2008年6月3日,现行有效{cell}\n"
DECISION = (
    "清河市人民政府关于废止部分规范性文件的决定\n\n清政发〔2021〕6号\n\n各县区人民政府：\n\n"
    "经市政府研究，决定废止《清河市出租汽车管理办法》（清政发〔2008〕19号），自公布之日起停止执行。\n\n清河市人民政府\n2021年4月15日\n"
)
NAMED = "《清河市人民政府关于废止部分规范性文件的决定》（清政发〔2021〕6号）"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"r.csv": REGISTER.format(more="", cell=""), "b.txt": DECISION}, [NAMED]),
        ({"r.csv": REGISTER.format(more=",被…废止", cell=",清政发〔2021〕6号"), "b.txt": DECISION}, [NAMED]),
        ({"r.csv": REGISTER.format(more=",被…废止", cell=",清政发〔2021〕6号")}, ["清政发〔2021〕6号"]),
        ({"r.csv": REGISTER.format(more="", cell="")}, []),
        ({"r.csv": REGISTER.format(more="", cell=""), "b.txt": DECISION.replace("决定废止", "重申")}, []),
    ],
)
def test_what_repeals_a_regulation_stands_beside_the_status_that_a_register_says(
    tmp_path: Path, files: dict[str, str], said: list[str]
) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    store = memory_store()
    load(store, sorted(tmp_path.iterdir()))
    resolve.rebuild(store)
    (found,) = show.find(store, "清政发〔2008〕19号")
    told = [(name, value) for name, value, _ in show.dossier(store, found).facts]
    assert [value for name, value in told if name == "repealed_by"] == said
    assert dict(told)["status"] == "https://w3id.org/policy-kg/ns#InForce"


def test_a_page_is_headed_by_what_a_body_is_called_and_says_what_was_asked(tmp_path: Path) -> None:
    """People judged the bureau before and after its renaming to be one; a short name is none of the past."""
    now, before = "利川市卫生健康局", "利川市卫生和计划生育局"
    for place, text in enumerate(
        (disclosure(f"{now}2024年", ("防疫", now, 3)), disclosure(f"{before}2017年", ("防疫", before, 2)))
    ):
        (tmp_path / f"{place}.txt").write_text(text, "utf-8")
    folder = tmp_path / "s.kg"

    def kg(*args: str) -> list[str]:
        done = CliRunner().invoke(cli, ["--store", str(folder), *args], env={"KG_LANG": "en"})
        assert done.exit_code == 0, done.output
        return done.output.splitlines()

    kg("load", str(tmp_path / "0.txt"), str(tmp_path / "1.txt"))
    kg("same", now, before, "--why", "核对过")
    assert kg("show", before)[:2] == [now, f"  asked as {before}, formerly"]
    assert kg("show", before[3:])[:2] == [now, f"  asked as {before}, formerly"]
    assert kg("show", now)[1:] == kg("show", before)[2:]
