"""A made-up county for the tests of pictures: documents written here, and the graph that docs/explanation/graph.md makes of them.

Every offset is found in the text, so a quote's ``exact`` is ``text[start:end]`` as in a real graph.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from ontology.iris import PREFIXES as NAMESPACES

ID = "https://w3id.org/policy-kg/id/"
XSD = "http://www.w3.org/2001/XMLSchema#"
FOAF_DOCUMENT = ox.NamedNode("http://xmlns.com/foaf/0.1/Document")
FORMAL_ORGANIZATION = ox.NamedNode("http://www.w3.org/ns/org#FormalOrganization")
A = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")

HEALTH, SCHOOLS = "云山县卫生健康局", "云山县教育体育局"
DOCTORS, WATER, MEALS = "乡村医生补助", "农村饮水安全维护", "义务教育学生营养改善"
DOCTORS_NUMBER, MEALS_NUMBER = "云山财社〔2024〕12号", "云山政发〔2023〕7号"
DOCTORS_TITLE = "云山县财政局关于下达乡村医生补助资金的通知"


def iri(kind: str, *parts: object) -> str:
    """The IRI of a thing of the made-up county."""
    return ID + "/".join([kind, *map(str, parts)])


DOCTORS_PROJECT, DOCTORS_POLICY = iri("project", "aaaa", 1), iri("policy", DOCTORS_NUMBER)


def term(name: str) -> ox.NamedNode:
    prefix, local = name.split(":")
    return ox.NamedNode(NAMESPACES[prefix] + local)


@dataclass
class County:
    """Collects quads; ``store.query`` over the union of graphs is what the pictures read."""

    store: ox.Store = field(default_factory=ox.Store)

    def select(self, sparql: str) -> Iterable[Any]:
        result: Iterable[Any] = self.store.query(sparql, use_default_graph_as_union=True)  # type: ignore[assignment]
        return result

    def say(self, graph: str, subject: str, **said: Any) -> None:
        """Add quads; ``pk_basedOn=…`` is the property, a list is several values, an IRI of ours is a node."""
        for name, values in said.items():
            predicate = A if name == "a" else term(name.replace("_", ":", 1))
            for value in values if isinstance(values, list) else [values]:
                made = isinstance(value, str) and value.startswith(ID)
                node = ox.NamedNode(value) if made else ox.Literal(value) if not hasattr(value, "value") else value
                self.store.add(ox.Quad(ox.NamedNode(subject), predicate, node, ox.NamedNode(graph)))

    def organisation(self, graph: str, name: str) -> str:
        node = iri("organisation", name)
        self.say(graph, node, a=FORMAL_ORGANIZATION, skos_prefLabel=name)
        return node


@dataclass
class Page:
    """A document of the county: ``quote`` makes evidence of characters of its text."""

    county: County
    sha: str
    text: str

    @property
    def graph(self) -> str:
        return iri("document", self.sha)

    def quote(self, words: str, after: int = 0) -> str:
        start = self.text.index(words, after)
        end = start + len(words)
        node = f"{self.graph}#char={start},{end}"
        self.county.say(self.graph, node, oa_exact=words)
        return node


def open_page(county: County, sha: str, text: str, *, title: str, publisher: str, file: str) -> Page:
    page = Page(county, sha, text)
    county.say(
        page.graph,
        page.graph,
        a=FOAF_DOCUMENT,
        dcterms_title=title,
        dcterms_publisher=county.organisation(page.graph, publisher),
        dcterms_spatial=iri("area", "云山县"),
        pk_documentKind=term("pk:BudgetDisclosure"),
        pk_budgetYear=ox.Literal("2024", datatype=ox.NamedNode(XSD + "gYear")),
        pk_text=text,
        pk_evidence=[page.quote(title), page.quote(publisher)],
    )
    county.say(iri("graph", "catalogue"), page.graph, pk_fileName=file, pk_path=f"/data/{file}")
    return page


def project(
    page: Page,
    ordinal: int,
    name: str,
    unit: str,
    amount: tuple[str, str],
    cited: str | None = None,
    *,
    basis: bool = True,
) -> str:
    """A project whose block of the text starts at its name; ``amount`` is (value in yuan, printed)."""
    county, graph = page.county, page.graph
    node = iri("project", page.sha, ordinal)
    begin = page.text.index(name + "\n")
    county.say(
        graph,
        node,
        a=term("pk:BudgetProject"),
        rdfs_label=name,
        pk_ordinal=ox.Literal(ordinal),
        pk_budgetYear=ox.Literal("2024", datatype=ox.NamedNode(XSD + "gYear")),
        prov_hadPrimarySource=graph,
        pk_implementedBy=county.organisation(graph, unit),
        pk_association=iri("association", page.sha, ordinal),
        pk_evidence=page.quote(name, begin),
    )
    county.say(
        graph,
        iri("association", page.sha, ordinal),
        prov_agent=iri("organisation", unit),
        prov_hadRole=term("pk:ImplementingUnit"),
        pk_evidence=page.quote(unit, begin),
    )
    value, printed = amount
    money, grant = iri("amount", page.sha, ordinal), iri("grant", page.sha, ordinal)
    county.say(graph, money, schema_value=ox.Literal(value, datatype=ox.NamedNode(XSD + "decimal")), pk_printed=printed)
    county.say(graph, money, pk_printedLevel="县级", pk_evidence=page.quote(printed, begin))
    county.say(graph, grant, schema_fundedItem=node, schema_amount=money, pk_evidence=page.quote(printed, begin))
    start = page.text.index("立项依据", begin)
    section = f"{graph}#char={start},{page.text.find(chr(10), start)}"
    county.say(graph, node, pk_basisSection=section)
    county.say(graph, section, rdfs_label="立项依据")
    if cited is not None:
        citation, policy, derived = iri("citation", page.sha, ordinal), iri("policy", cited), iri("graph", "derived")
        relation = term("pk:Basis") if basis else term("pk:Mention")
        county.say(graph, citation, cito_hasCitingEntity=node, pk_relation=relation, pk_inSection="立项依据")
        county.say(graph, citation, pk_evidence=page.quote(cited, begin))
        county.say(derived, citation, cito_hasCitedEntity=policy)
        county.say(derived, node, **{"pk_basedOn" if basis else "cito_cites": policy})
    return node


def policy(county: County, number: str, title: str, citations: int) -> str:
    node = iri("policy", number)
    county.say(
        iri("graph", "derived"),
        node,
        a=term("eli:LegalResource"),
        eli_id_local=number,
        dcterms_title=title,
        pk_identifiedBy="number",
        pk_citationCount=ox.Literal(citations),
        pk_citingProjectCount=ox.Literal(citations),
    )
    return node


HEALTH_TEXT = f"""{HEALTH}2024年重点项目说明
编制单位：{HEALTH}
一、{DOCTORS}
立项依据：按照《{DOCTORS_TITLE}》（{DOCTORS_NUMBER}）要求，对在岗的乡村医生按月发给补助。
实施单位：{HEALTH}
资金安排：2024年县级财政安排36.5万元。
二、{WATER}
立项依据：参照{MEALS_NUMBER}文件关于村级卫生设施的安排。
实施单位：{HEALTH}
资金安排：2024年县级财政安排1,200元。
"""
SCHOOLS_TEXT = f"""{SCHOOLS}2024年项目
编制单位：{SCHOOLS}
一、{MEALS}
立项依据：根据{MEALS_NUMBER}，为农村学生提供营养膳食补助。
实施单位：{SCHOOLS}
资金安排：全年安排1.08亿元。
"""


def small_county() -> County:
    """Two documents, three projects, two policies, two organisations: 9 nodes."""
    county = County()
    health = open_page(
        county, "aaaa", HEALTH_TEXT, title=f"{HEALTH}2024年重点项目说明", publisher=HEALTH, file="health.txt"
    )
    project(health, 1, DOCTORS, HEALTH, ("365000.00", "36.5万元"), DOCTORS_NUMBER)
    project(health, 2, WATER, HEALTH, ("1200", "1,200元"), MEALS_NUMBER, basis=False)
    schools = open_page(
        county, "bbbb", SCHOOLS_TEXT, title=f"{SCHOOLS}2024年项目", publisher=SCHOOLS, file="schools.txt"
    )
    project(schools, 1, MEALS, SCHOOLS, ("108000000.0", "1.08亿元"), MEALS_NUMBER)
    policy(county, DOCTORS_NUMBER, DOCTORS_TITLE, 1)
    policy(county, MEALS_NUMBER, "云山县人民政府关于加强农村学校与卫生设施建设的意见", 2)
    return county


def large_county(documents: int, random: Callable[[int], int]) -> County:
    """``documents`` budget pages with about ten projects each, which share some policies (few are cited often)."""
    county = County()
    subjects = ["医疗", "教育", "饮水", "道路", "托育", "养老", "就业", "文化", "住房", "防灾", "种植", "环卫"]
    things = ["补助", "能力提升", "设施维护", "人员培训", "宣传", "试点", "示范", "救助", "设备购置", "运行经费"]
    places = ["云山县", "青溪县", "白石县", "南岭区", "东湖区", "西坪县"]
    bodies = ["卫生健康局", "教育体育局", "水务局", "交通运输局", "民政局", "农业农村局"]
    cited: dict[str, int] = {}
    for number in range(documents):
        unit = places[random(len(places))] + bodies[random(len(bodies))]
        chosen = []
        lines = [f"{unit}{2015 + number % 10}年预算重点项目（第{number}批）", f"编制单位：{unit}"]
        for ordinal in range(1, 6 + random(9)):
            name = f"{subjects[random(12)]}{things[random(10)]}项目{number}之{ordinal}"
            rank = min(random(60), random(60))
            policy_number = f"{places[rank % 6][:2]}财社〔{2014 + rank % 10}〕{rank + 1}号"
            amount = (random(900) + 1) * 10 ** random(5) * 100
            chosen.append((ordinal, name, policy_number, amount))
            cited[policy_number] = cited.get(policy_number, 0) + 1
            lines += [
                name,
                f"立项依据：按照{policy_number}文件要求开展。",
                f"实施单位：{unit}",
                f"资金：安排{amount}元。",
            ]
        page = open_page(
            county, f"{number:04x}", "\n".join(lines) + "\n", title=lines[0], publisher=unit, file=f"{number}.txt"
        )
        for ordinal, name, policy_number, amount in chosen:
            project(page, ordinal, name, unit, (str(amount), f"{amount}元"), policy_number, basis=ordinal % 4 > 0)
    for policy_number, count in cited.items():
        policy(
            county,
            policy_number,
            f"关于{policy_number[:2]}民生项目资金管理办法（第{policy_number[-3:-1]}件）的通知",
            count,
        )
    return county
