"""Bodies, areas and classes are described once: sums by their names are the sums by hand, whatever was loaded or taken out."""

from __future__ import annotations

import random
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
from affiliated_units import disclosure
from rdflib.namespace import ORG, RDF, RDFS, SKOS

import queries
from kg.answers.ask import ask
from kg.answers.dossier import dossier, find
from kg.answers.stats import stats
from kg.loading import load
from kg.maintenance import doctor
from kg.resolution import resolve, restating, shared_things
from kg.stores import catalogue
from kg.stores.catalogue import Catalogue, LoadedFile
from kg.stores.opening import memory_store, open_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.iris import ID, PREFIXES
from ontology.terms import PK

# Head, project, basis, unit, money: two bodies of one name, one body under three names, a county of a prefecture, a policy's issuers.
PAPERS = {
    "a": ("临海市水利局", "海塘巡查", "《浙江省海塘建设管理条例》", "临海市水利局", 30),
    "b": ("临海市水利局", "山塘维修", "《浙江省水利厅关于加强山塘管理的意见》（浙水农〔2021〕5号）", "市水利局", 50),
    "c": ("台州市水利局", "河道保洁", "《浙江省河道管理条例》", "市水利局", 7),
    "d": ("北京市朝阳区财政局", "票据印制", "《中华人民共和国政府采购法》", "朝阳区财政局", 11),
    "e": ("长春市朝阳区财政局", "票据印制", "省财政厅关于票据管理的通知", "朝阳区财政局", 13),
    "f": ("恩施州卫生健康委", "疾控补助", "国家卫健委关于疾控工作的意见", "恩施州卫生健康委员会", 17),
    "g": ("恩施州卫生健康委员会", "妇幼补助", "《中华人民共和国母婴保健法》", "恩施土家族苗族自治州卫生健康委", 19),
    "h": ("利川市卫生健康局", "村医补助", "省卫健委关于村医的意见", "市妇幼保健院", 23),
    "i": ("甲学会", "学术年会", "省财政厅关于学会的意见", "市财政局", 29),
    # bodies before and after a change of their names, and one that another one holds
    "j": ("利川市卫生局", "村医补助", "卫生部关于村医的意见", "利川市卫生局", 31),
    "k": ("利川市卫计局", "村医补助", "国家卫生计生委关于村医的意见", "利川市卫生和计划生育局卫生监督所", 37),
    # a body that pages print to be inside another one, and the same in other words
    "m": ("宿松县水利局", "灌区维修", "《中华人民共和国水法》", "宿松县水利局所属事业单位宿松县灌溉试验站", 43),
    "n": ("宿松县灌溉试验站", "测墒", "宿松县灌溉试验站隶属于宿松县水利局", "宿松县灌溉试验站", 47),
    "l": ("恩施州公安局", "护校", "《中华人民共和国人民警察法》", "恩施州公安局交警支队", 41),
}
BY_UNIT = """SELECT ?u (SUM(?y) AS ?t) { ?g a schema:MonetaryGrant ; schema:fundedItem ?p ; schema:amount/schema:value ?y .
  ?p pk:implementedBy/skos:prefLabel ?u } GROUP BY ?u"""
BELOW = """SELECT (SUM(?y) AS ?t) { ?g schema:fundedItem/prov:hadPrimarySource/dcterms:spatial/skos:broader* ?a ; schema:amount/schema:value ?y .
  ?a skos:prefLabel "%s" }"""
SUMS = {
    "临海市水利局": 800_000,
    "台州市水利局": 70_000,
    "北京市朝阳区财政局": 110_000,
    "长春市朝阳区财政局": 130_000,
    "恩施土家族苗族自治州卫生健康委员会": 360_000,
    "利川市妇幼保健院": 230_000,
    "利川市卫生局": 310_000,
    "利川市卫生和计划生育局卫生监督所": 370_000,
    "恩施土家族苗族自治州公安局交通警察支队": 410_000,
    "宿松县灌溉试验站": 900_000,
}


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("papers")
    made = {}
    for name, (head, project, basis, unit, amount) in PAPERS.items():
        made[name] = folder / f"{name}.txt"
        text = disclosure(f"{head}2024年", (project, unit, amount), basis=basis)
        made[name].write_text(text, "utf-8")
    return made


def twice(store: Store) -> list[ox.Triple]:
    """The triples that stand in two graphs."""
    return [triple for triple, times in Counter(quad.triple for quad in store).items() if times > 1]


def names(store: Store, predicate: object = SKOS.prefLabel) -> dict[str, str]:
    return {iri: name for iri, _, name in store.statements(None, str(predicate), None, identifiers.DERIVED)}


def test_sums_by_the_names_of_units_and_areas_are_those_by_hand(papers: dict[str, Path]) -> None:
    with memory_store() as store:
        load.load(store, list(papers.values()))
        found = {str(row["u"].value): int(Decimal(row["t"].value)) for row in store.select(BY_UNIT)}
        (apart,) = found.keys() - SUMS.keys()
        assert apart.startswith("市财政局（文件") and found.pop(apart) == 290_000
        assert found == SUMS
        for area, total in (
            ("浙江省", 870_000),
            ("台州市", 870_000),
            ("恩施土家族苗族自治州", 1_680_000),
            ("湖北省", 1_680_000),
        ):
            ((value,),) = store.rows(BELOW % area)
            assert Decimal(str(value.value)) == total, area


def test_each_area_has_its_code_its_level_and_what_holds_it(papers: dict[str, Path]) -> None:
    with memory_store() as store:
        load.load(store, [papers["h"]])
        graph = {
            (s.rpartition("/")[2], p.rpartition("#")[2], o.rpartition("/")[2].rpartition("#")[2] if "/" in o else o)
            for s, p, o in store.statements(None, None, None, identifiers.DERIVED)
            if s == identifiers.area("利川市")
        }
        assert {p: o for _, p, o in graph if p in ("notation", "broader", "level", "prefLabel")} == {
            "notation": "422802",
            "broader": "恩施土家族苗族自治州",
            "level": "County",
            "prefLabel": "利川市",
        }
        assert identifiers.area("湖北省") in names(store)


def test_what_a_page_calls_a_body_is_another_name_of_it(papers: dict[str, Path]) -> None:
    with memory_store() as store:
        load.load(store, [papers["b"], papers["c"]])
        others = {
            (names(store)[iri], name)
            for iri, _, name in store.statements(None, str(SKOS.altLabel))
            if iri.startswith(identifiers.organisation("x")[:-1])
        }
        assert others == {("临海市水利局", "市水利局"), ("台州市水利局", "市水利局")}


def changes(store: Store) -> set[str]:
    return {
        label
        for iri, _, label in store.statements(None, str(RDFS.label), None, identifiers.DERIVED)
        if any(store.statements(iri, str(RDF.type), ox.NamedNode(str(ORG.ChangeEvent)), identifiers.DERIVED))
    }


def test_a_change_stands_while_both_its_ends_are_named_and_goes_with_the_last_page(papers: dict[str, Path]) -> None:
    old, new = "利川市卫生局 → 利川市卫生和计划生育局, 2015", "利川市卫生和计划生育局 → 利川市卫生健康局, 2019"
    with memory_store() as store:
        load.load(store, [papers["j"]])
        assert changes(store) == set()
        load.load(store, [papers["h"]])
        assert changes(store) == {old, new}
        between = identifiers.organisation("利川市卫生和计划生育局")
        assert names(store)[between] == "利川市卫生和计划生育局"
        shown = dossier(store, find(store, "利川市卫生健康局")[0])
        assert [value for name, value, _ in shown.facts if name == "renamed"] == [old, new]
        load.remove(store, entries(store, papers["j"]))
        assert changes(store) == set() and between not in names(store)
        load.load(store, [papers["l"]])
        police = identifiers.organisation("恩施土家族苗族自治州公安局")
        (part,) = {part for part, _, _ in store.statements(None, str(ORG.subOrganizationOf), ox.NamedNode(police))}
        assert names(store)[part] == "恩施土家族苗族自治州公安局交通警察支队"
        shown = dossier(store, find(store, names(store)[part])[0])
        assert ("part_of", "恩施土家族苗族自治州公安局", police) in shown.facts


def test_a_unit_is_inside_a_body_while_a_page_says_so(papers: dict[str, Path]) -> None:
    station, bureau = map(identifiers.organisation, ("宿松县灌溉试验站", "宿松县水利局"))
    with memory_store() as store:
        load.load(store, [papers["m"], papers["n"]])
        held = ox.Quad(
            ox.NamedNode(station), ox.NamedNode(str(ORG.subOrganizationOf)), ox.NamedNode(bureau), catalogue.DERIVED
        )
        shown = dossier(store, find(store, "宿松县灌溉试验站")[0])
        assert ("part_of", "宿松县水利局", bureau) in shown.facts
        (row,) = dict(shown.tables)["affiliations"].rows
        assert (
            row == ("宿松县灌溉试验站", "宿松县水利局", "宿松县水利局所属事业单位宿松县灌溉试验站", "m.txt")
            or row[3] == "n.txt"
        )
        inside = dict(dossier(store, find(store, "宿松县水利局")[0]).tables)["inside"]
        assert [row[:1] + tuple(map(str, row[1:])) for row in inside.rows] == [
            ("宿松县水利局", "900000", "2", "0", "0"),
            ("宿松县灌溉试验站", "900000", "2", "900000", "2"),
        ]
        # One page that says it is enough; without the last one nothing holds it, and who held it is not described any more.
        load.remove(store, entries(store, papers["m"]))
        assert held in store
        load.load(store, [papers["m"]])
        load.remove(store, entries(store, papers["n"]))
        assert held in store
        load.remove(store, entries(store, papers["m"]))
        assert held not in store and not {station, bureau} & set(names(store))


@pytest.mark.parametrize("seed", range(12))
def test_no_triple_in_two_graphs_after_any_loads_and_removals(papers: dict[str, Path], seed: int) -> None:
    """And what is described is what a store that is resolved as a whole describes."""
    chance = random.Random(seed)
    with memory_store() as store:
        for _ in range(5):
            held = Catalogue.read(store).entries
            if held and chance.random() < 0.4:
                load.remove(store, chance.sample(sorted(held.values(), key=str), chance.randint(1, len(held))))
            else:
                load.load(store, chance.sample(sorted(papers.values()), chance.randint(1, 4)))
            assert twice(store) == []
            assert shared_things.named_twice(store) == []
            assert catalogue.settled(store) in (catalogue.digest(store), None)
            assert len(set(names(store).values())) == len(names(store))
            assert store.graph(identifiers.DERIVED) == resolve.everything(store, ())


def test_a_store_that_says_names_in_each_document_is_restated_by_the_next_writer(
    papers: dict[str, Path], tmp_path: Path
) -> None:
    """As version 0.2.0 wrote it: each document says what its bodies and areas are called, under the printed names."""
    folder = tmp_path / "store"
    with open_store(folder) as store:
        load.load(store, list(papers.values()))
        right = set(store)
        for document in [graph for graph in store.graphs() if "/document/" in graph]:
            store.replace({}, *as_before(store, document))
        mark = set(store.quads(catalogue.DERIVED, ox.NamedNode(PREFIXES["pk"] + "rules"), None, None))
        old = {ox.Quad(quad.subject, quad.predicate, ox.Literal("3"), quad.graph_name) for quad in mark}
        store.replace({}, delete=mark, insert=old)
        assert len(restating.stated_twice(store)) == len(papers)
        left_out = {str(row[1]) for row in store.rows(queries.text("resolution/left-out"))}
        assert left_out == {f"<{PREFIXES['pk']}{name}>" for name in ("printedNumber", "style")}
        assert twice(store)
    assert any(one.state == "bad" and "kg compact" in one.text for one in doctor.examine(folder))
    with open_store(folder) as store:
        load.load(store, [])
        assert set(store) == right
    assert [one.text for one in doctor.examine(folder) if one.state == "bad"] == []


def as_before(store: Store, document: str) -> tuple[set[ox.Quad], set[ox.Quad]]:
    """The quads to take out of a document and to put into it, so that it is as version 0.2.0 wrote it."""
    gone, come = set[ox.Quad](), set[ox.Quad]()
    graph = ox.NamedNode(document)
    stated = store.graph(document)
    printed = {q.subject: q.object.value for q in stated if q.predicate.value.endswith("printedName")}
    agents = {q.subject: q.object for q in stated if q.predicate.value.endswith("#agent")}
    called = {agents[association]: name for association, name in printed.items()}
    quotes = {q.object.value for q in stated if q.predicate.value.endswith("#exact")}
    head = next((head for head, *_ in PAPERS.values() if f"{head}2024年预算重点项目公开" in quotes), "")

    def say(node: ox.NamedNode, predicate: str, value: ox.Literal | ox.NamedNode) -> None:
        come.add(ox.Quad(node, ox.NamedNode(predicate), value, graph))

    unlike = {q.subject for q in stated if q.predicate.value.endswith("printedNumber")}
    for quad in stated:
        of_citation = "/id/citation/" in quad.subject.value  # type: ignore[union-attr]
        if of_citation and quad.predicate.value == PREFIXES["pk"] + "number" and quad.subject not in unlike:
            say(quad.subject, PREFIXES["pk"] + "printedNumber", quad.object)  # type: ignore[arg-type]
            say(quad.subject, PREFIXES["pk"] + "style", ox.Literal("brackets"))  # type: ignore[arg-type]
        if quad.predicate.value.endswith("printedName"):
            gone.add(quad)
        elif quad.predicate.value == PREFIXES["pk"] + "association":
            gone.add(quad)
            say(quad.subject, PREFIXES["prov"] + "qualifiedAssociation", quad.object)  # type: ignore[arg-type]
        elif isinstance(quad.object, ox.NamedNode) and "/id/organisation/" in quad.object.value:
            publisher = quad.predicate.value.endswith("publisher")
            name = head if publisher else called.get(quad.object, identifiers.name(quad.object.value)[0])
            old = ox.NamedNode(identifiers.organisation(name))
            gone.add(quad)
            come.add(ox.Quad(quad.subject, quad.predicate, old, graph))
            say(old, PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["org"] + "FormalOrganization"))
            say(old, PREFIXES["skos"] + "prefLabel", ox.Literal(name))
        elif isinstance(quad.object, ox.NamedNode) and "/id/area/" in quad.object.value:
            say(quad.object, PREFIXES["rdf"] + "type", ox.NamedNode(PREFIXES["skos"] + "Concept"))
            say(quad.object, PREFIXES["skos"] + "prefLabel", ox.Literal(identifiers.name(quad.object.value)[0]))
    return gone - come, come - gone


def test_the_same_content_in_two_files_counts_once(papers: dict[str, Path], tmp_path: Path) -> None:
    lines = papers["a"].read_text("utf-8").split()
    page = tmp_path / "a.html"
    head = f"<html><head><meta charset='utf-8'><title>{lines[0]}</title></head><body>"
    page.write_text(head + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>", "utf-8")
    with memory_store() as store:
        load.load(store, [papers["a"], page, papers["b"]])
        figures = dict(stats(store).rows)
        assert (figures["documents"], figures["projects"], figures["budget_projects"]) == (3, 2, 2)
        assert figures["amount_yuan"] == 800_000
        assert len(ask(store, "projects", {}).rows) == 2


def test_works_of_reports_need_no_basis_and_are_no_budget_money(papers: dict[str, Path], tmp_path: Path) -> None:
    report = tmp_path / "report.txt"
    report.write_text(
        "临海市水利局2023年工作总结\n\n2023年，各项任务进展顺利。\n\n一、主要工作完成情况\n\n"
        "一是海塘加固工程项目总投资1,800万元，已争取中央资金1,200万元、省级资金600万元，已经完工。\n",
        "utf-8",
    )
    bare = tmp_path / "bare.txt"
    bare.write_text(disclosure("临海市水利局2024年", ("水闸养护", "市水利局", 5), basis="年度计划"), "utf-8")
    with memory_store() as store:
        load.load(store, [report, papers["a"], bare])
        figures = dict(stats(store).rows)
        assert figures["works"] == 1 and figures["amount_yuan"] == 350_000
        assert [row[0] for row in ask(store, "projects-without-basis", {}).rows] == ["水闸养护"]


def test_what_is_described_already_is_not_written_again(papers: dict[str, Path]) -> None:
    with memory_store() as store:
        load.load(store, [papers["a"], papers["f"]])
        load.load(store, [papers["g"]])
        documents = [entry.document for entry in Catalogue.read(store).entries.values()]
        assert shared_things.change(store, documents, (), store.graph(identifiers.DERIVED)) == (set(), set())
        load.load(store, [papers["h"]])
        before = store.graph(identifiers.DERIVED)
        # The county goes, its prefecture and province stay: another document is about them.
        load.remove(store, entries(store, papers["h"]))
        gone = {quad.subject.value for quad in before - store.graph(identifiers.DERIVED)}
        assert identifiers.area("利川市") in gone and identifiers.area("湖北省") not in gone
        load.remove(store, entries(store, papers["f"], papers["g"]))
        assert identifiers.area("湖北省") not in names(store) and identifiers.area("浙江省") in names(store)


def entries(store: Store, *files: Path) -> list[LoadedFile]:
    known = Catalogue.read(store)
    return [entry for file in files for entry in known.under(file)]


@pytest.mark.parametrize("seed", range(6))
def test_classes_are_described_alike_one_document_after_the_other(seed: int) -> None:
    """Only what a new page may change is counted again, and comes out as if all pages had been."""
    rng = random.Random(seed)
    of_functions = [identifiers.functional_class(code) for code in ("208", "20805", "2080505", "2080506", "2101101")]
    of_economy = [identifiers.economic_class(code) for code in ("301", "30101", "30201")]
    counted: list[set[str]] = []
    with memory_store() as store:
        for number in range(14):
            document = f"{ID}document/{number:016x}"
            lines = []
            for place in range(rng.randint(1, 4)):
                name = rng.choice(("机关支出", "机关支出", "机关的支出", "行政支出", ""))
                thing, link = f"<{ID}figure/{number:016x}/{place}>", rng.choice(("functional", "economic", "project"))
                iri = rng.choice(of_economy if link == "economic" else of_functions)
                if link == "project":
                    at, code = f"<{ID}text/{number:016x}/{place}>", iri.rpartition("/")[2]
                    lines.append(f"{thing} <{PK.functionalClass}> <{iri}>")
                    lines += [f"{thing} <{PK.evidence}> {at}", f'{at} <{PREFIXES["oa"]}exact> "{code}"']
                    lines += [f'{at} <{RDFS.label}> "{name}"'] if name else []
                else:
                    lines.append(f"{thing} <{PK[link + 'Class']}> <{iri}>")
                    lines.append(f"{thing} <{PREFIXES['qb']}dataSet> <{ID}table/{number:016x}>")
                    lines += [f'{thing} <{RDFS.label}> "{name}"'] if name else []
            store.add("".join(f"{line} <{document}> .\n" for line in lines).encode())
            counted.append(shared_things._unsettled(store, [document]))
            gone, come = shared_things.change(store, [document], (), (), lost=False)
            store.replace({}, delete=gone, insert=come)
            assert store.graph(catalogue.DERIVED.value) == shared_things.everything(store, ())
    # Who is said what is said already has nothing counted.
    assert not all(counted) and any(counted[3:])
