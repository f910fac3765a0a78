"""Every shape, broken once on purpose; whole graphs of the golden files pass."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest
from folders import DATA
from rdflib import Graph

from kg.checking.check import Violation, check, check_store
from loaders.rdf import identifiers
from ontology.iris import PREFIXES

GOLDEN = DATA / "triples"
SHA = {
    "disclosure": "0123456789abcdef",
    "plan": "fedcba9876543210",
    "register": "0011223344556677",
    "regulation": "9988776655443322",
}
HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
POLICY = identifiers.policy("云岭财社〔2024〕7号")
DERIVED = f"""INSERT DATA {{
  <{POLICY}> a eli:LegalResource ; pk:identifiedBy "number" ; eli:id_local "云岭财社〔2024〕7号" ; dcterms:title "云岭县村医岗位补助办法" ;
    eli:type_document pk:Rule ; pk:agencyCode "云岭财社" ; pk:numberYear "2024"^^xsd:gYear ; pk:citationCount 1 ; pk:citingProjectCount 1 .
  <{identifiers.citation(SHA["disclosure"], 55, 81)}> cito:hasCitedEntity <{POLICY}> .
  <{identifiers.project(SHA["disclosure"], 1)}> pk:basedOn <{POLICY}> .
  <{identifiers.organisation("云岭县财政局")}> a org:FormalOrganization ; skos:prefLabel "云岭县财政局" .
  <{identifiers.area("云岭县")}> a skos:Concept , pk:Area ; skos:prefLabel "云岭县" .
}}"""


def golden(name: str) -> Graph:
    quads = ox.parse((GOLDEN / f"{name}.nq").read_bytes(), ox.RdfFormat.N_QUADS)
    return Graph().parse(data="".join(f"{quad.triple} .\n" for quad in quads), format="nt")


def broken(name: str, update: str, *, resolved: bool) -> Graph:
    graph = golden(name)
    if resolved:
        graph.update(HEAD + DERIVED)
    before = set(graph)
    graph.update(HEAD + update)
    assert set(graph) != before, "the update changes nothing"
    return graph


@pytest.mark.parametrize("name", SHA)
def test_golden_graphs_keep_every_promise(name: str) -> None:
    assert check(golden(name)) == []


def test_a_resolved_graph_keeps_every_promise() -> None:
    graph = golden("disclosure")
    graph.update(HEAD + DERIVED)
    assert check(graph, resolved=True) == []


def without(subject: str, predicate: str) -> str:
    return f"DELETE {{ ?s {predicate} ?o }} WHERE {{ ?s a {subject} ; {predicate} ?o }}"


def with_(subject: str, predicate: str, value: str) -> str:
    return f"INSERT {{ ?s {predicate} {value} }} WHERE {{ ?s a {subject} }}"


def instead(subject: str, predicate: str, value: str) -> str:
    return f"DELETE {{ ?s {predicate} ?o }} INSERT {{ ?s {predicate} {value} }} WHERE {{ ?s a {subject} ; {predicate} ?o }}"


def passage(name: str, start: int, end: int) -> str:
    return f"<{identifiers.passage(SHA[name], start, end)}>"


# what is done to the graph, the path that is reported (None: the thing as a whole), words of the message
VIOLATIONS = [
    (without("foaf:Document", "pk:documentKind"), "pk:documentKind", "文件类别"),
    (instead("foaf:Document", "pk:documentKind", "pk:Rule"), "pk:documentKind", "文件类别"),
    (instead("foaf:Document", "pk:sha256", '"abc"'), "pk:sha256", "SHA-256"),
    (without("foaf:Document", "pk:text"), "pk:text", "全文"),
    (with_("foaf:Document", "dcterms:title", '"另一个"'), "dcterms:title", "标题"),
    (with_("foaf:Document", "dcterms:publisher", "id:none"), "dcterms:publisher", "发布单位"),
    (instead("foaf:Document", "pk:budgetYear", '"二〇二五"'), "pk:budgetYear", "预算年度"),
    (instead("foaf:Document", "pk:declaredCount", '"两个"'), "pk:declaredCount", "项目数"),
    (instead("foaf:Document", "pk:declaredTotal", "id:none"), "pk:declaredTotal", "总额"),
    (without("foaf:Document", "pk:evidence"), None, "没有原文依据"),
    (instead("foaf:Document", "pk:evidence", "id:none"), "pk:evidence", "依据不是原文"),
    (without("pk:BudgetProject", "rdfs:label"), "rdfs:label", "名称"),
    (instead("pk:BudgetProject", "rdfs:label", '""'), "rdfs:label", "名称"),
    (instead("pk:BudgetProject", "pk:ordinal", "0"), "pk:ordinal", "序号"),
    (with_("pk:BudgetProject", "pk:budgetYear", '"2024"^^xsd:gYear'), "pk:budgetYear", "预算年度"),
    (with_("pk:BudgetProject", "pk:implementedBy", '"某局"'), "pk:implementedBy", "实施单位"),
    (without("pk:BudgetProject", "prov:hadPrimarySource"), "prov:hadPrimarySource", "载于"),
    (with_("pk:BudgetProject", "pk:association", "id:none"), "pk:association", "职责"),
    (without("pk:BudgetProject", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (instead("pk:BudgetProject", "pk:basisSection", "id:none"), None, "一段原文"),
    (instead("pk:BudgetProject", "pk:basisSection", passage("disclosure", 90, 9999)), None, "全文中的一段"),
    (instead("pk:BudgetProject", "pk:basisSection", passage("disclosure", 96, 95)), None, "全文中的一段"),
    ("DELETE { ?s rdfs:label ?o } WHERE { ?p pk:basisSection ?s . ?s rdfs:label ?o }", "rdfs:label", "名称"),
    (instead("prov:Association", "prov:agent", "<https://w3id.org/policy-kg/id/area/x>"), "prov:agent", "单位"),
    (
        instead("pk:BudgetProject", "pk:implementedBy", "<https://w3id.org/policy-kg/id/area/x>"),
        "pk:implementedBy",
        "单位",
    ),
    (without("prov:Association", "prov:agent"), "prov:agent", "单位"),
    (instead("prov:Association", "prov:hadRole", "pk:Rule"), "prov:hadRole", "职责"),
    (without("prov:Association", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (instead("cito:Citation", "cito:hasCitingEntity", "id:none"), "cito:hasCitingEntity", "引用"),
    (instead("cito:Citation", "pk:relation", "pk:Total"), "pk:relation", "引用关系"),
    (instead("cito:Citation", "pk:citedKind", '"newspaper"'), "pk:citedKind", "被引对象"),
    (with_("cito:Citation", "pk:number", '"另号"'), "pk:number", "文号"),
    (with_("cito:Citation", "pk:printedNumber", '"另号", "又号"'), "pk:printedNumber", "原文文号"),
    (with_("cito:Citation", "dcterms:title", '"另题"'), "dcterms:title", "标题"),
    (with_("cito:Citation", "pk:inSection", '"别处"'), "pk:inSection", "部分"),
    (
        "DELETE { ?s dcterms:title ?t } WHERE { ?s pk:citedKind 'other' ; dcterms:title ?t }",
        None,
        "既没有文号也没有标题",
    ),
    (without("cito:Citation", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (f"INSERT DATA {{ {passage('disclosure', 55, 81)} oa:exact '' }}", "oa:exact", "不为空"),
    (f"INSERT DATA {{ {passage('disclosure', 55, 81)} pk:page '第1页' , '第2页' }}", "pk:page", "页"),
    ("DELETE { ?s oa:exact ?o } INSERT { ?s oa:exact '别的' } WHERE { ?s oa:exact ?o }", "oa:exact", "不符"),
    ("DELETE { ?q oa:exact ?o } WHERE { ?s a cito:Citation ; pk:evidence ?q . ?q oa:exact ?o }", None, "没有照录"),
    (instead("schema:MonetaryAmount", "pk:evidence", passage("disclosure", 90, 9999)), None, "全文中的一段"),
    (instead("schema:MonetaryAmount", "pk:evidence", passage("disclosure", 90, 90)), None, "全文中的一段"),
    (instead("schema:MonetaryAmount", "pk:evidence", passage("plan", 3, 5)), None, "全文中的一段"),
    (instead("schema:MonetaryAmount", "schema:value", '"很多"'), "schema:value", "十进制"),
    (instead("schema:MonetaryAmount", "schema:value", '"-1"^^xsd:decimal'), None, "金额为负"),
    (with_("schema:MonetaryAmount", "schema:currency", '"USD"'), "schema:currency", "CNY"),
    (without("schema:MonetaryAmount", "pk:amountKind"), "pk:amountKind", "金额类别"),
    (with_("schema:MonetaryAmount", "pk:approximate", '"ja"'), "pk:approximate", "约数"),
    (without("schema:MonetaryAmount", "pk:printed"), None, "原文写法"),
    (without("schema:MonetaryAmount", "prov:wasDerivedFrom"), None, "计算得出"),
    (with_("schema:MonetaryAmount", "pk:computed", "false"), "pk:computed", "计算得出"),
    (with_("schema:MonetaryAmount", "pk:per", '"人"'), "pk:amountKind", "只有标准"),
    (with_("schema:MonetaryAmount", "pk:per", '"户"'), "pk:per", "计量单位"),
    (with_("schema:MonetaryAmount", "pk:printedLevel", '"省"'), "pk:printedLevel", "原文层级"),
    (with_("schema:MonetaryAmount", "pk:fundingLevel", "pk:Rule"), "pk:fundingLevel", "资金层级"),
    (without("schema:MonetaryAmount", "pk:mentionedIn"), "pk:mentionedIn", "出现于"),
    (without("schema:MonetaryAmount", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (without("schema:MonetaryGrant", "schema:amount"), "schema:amount", "金额"),
    (instead("schema:MonetaryGrant", "schema:fundedItem", "id:none"), "schema:fundedItem", "项目"),
    (
        "INSERT { id:another schema:fundedItem ?project } WHERE { ?grant schema:fundedItem ?project }",
        None,
        "一项资金安排",
    ),
    (without("schema:MonetaryGrant", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (instead("pk:FundingShare", "pk:percent", "101.0"), "pk:percent", "分担比例"),
    (without("pk:FundingShare", "pk:printedLevel"), "pk:printedLevel", "原文层级"),
    (without("pk:FundingShare", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (instead("pk:Indicator", "pk:comparator", '"≥"'), "pk:comparator", "比较"),
    (without("pk:Indicator", "schema:value"), "schema:value", "数值"),
    (with_("pk:Indicator", "schema:unitText", '"人"'), "schema:unitText", "单位"),
    (without("pk:Indicator", "pk:printed"), "pk:printed", "原文写法"),
    (without("pk:Indicator", "pk:evidence"), "pk:evidence", "没有原文依据"),
]
TASK_VIOLATIONS = [
    (without("pk:Task", "rdfs:label"), "rdfs:label", "名称"),
    (without("pk:Task", "prov:hadPrimarySource"), "prov:hadPrimarySource", "载于"),
    (without("pk:Task", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (instead("pk:Task", "pk:leadUnit", "id:none"), "pk:leadUnit", "牵头单位"),
    (instead("pk:Task", "pk:participatingUnit", "id:none"), "pk:participatingUnit", "参与单位"),
]
REGISTER_VIOLATIONS = [
    (without("pk:PolicyEntry", "pk:evidence"), "pk:evidence", "没有原文依据"),
    (without("pk:PolicyEntry", "dcterms:isPartOf"), "dcterms:isPartOf", "条目应当属于"),
    (with_("pk:PolicyEntry", "pk:number", '"另号"'), "pk:number", "文号"),
    (with_("pk:PolicyEntry", "dcterms:title", '"另题"'), "dcterms:title", "标题"),
    (
        "DELETE { ?s ?p ?o } WHERE { ?s a pk:PolicyEntry ; ?p ?o FILTER(?p IN (pk:number, dcterms:title)) }",
        None,
        "既没有",
    ),
    (instead("pk:PolicyEntry", "pk:status", "pk:Total"), "pk:status", "效力状态"),
    (with_("pk:PolicyEntry", "pk:printedStatus", '"有效"'), "pk:printedStatus", "原文效力状态"),
    (without("pk:PolicyEntry", "pk:printedStatus"), None, "没有原文写法"),
    (instead("pk:PolicyEntry", "pk:replacedBy", '""'), "pk:replacedBy", "替代"),
    (instead("pk:PolicyEntry", "pk:repealedBy", '""'), "pk:repealedBy", "废止"),
    (instead("pk:PolicyEntry", "eli:date_document", '"2019年"'), "eli:date_document", "成文日期"),
    (instead("pk:PolicyEntry", "eli:first_date_entry_in_force", '"不详"'), "eli:first_date_entry_in_force", "施行日期"),
    (
        with_("pk:PolicyEntry", "eli:date_no_longer_in_force", '"2025-01-01"^^xsd:date'),
        "eli:date_no_longer_in_force",
        "失效日期",
    ),
    (instead("pk:PolicyEntry", "pk:inferred", "pk:status"), "pk:inferred", "推算"),
]
REGULATION_VIOLATIONS = [
    (instead("foaf:Document", "eli:date_document", '"四月"'), "eli:date_document", "成文日期"),
    (without("eli:LegalResourceSubdivision", "rdfs:label"), "rdfs:label", "名称"),
    (instead("eli:LegalResourceSubdivision", "eli:is_part_of", "id:none"), "eli:is_part_of", "条文应当属于"),
    (
        f"INSERT DATA {{ {passage('regulation', 3, 9999)} a eli:LegalResourceSubdivision }}",
        None,
        "全文中的一段",
    ),
]
RESOLVED_VIOLATIONS = [
    (with_("org:FormalOrganization", "skos:prefLabel", '"另名"'), "skos:prefLabel", "单位"),
    (without("pk:Area", "skos:prefLabel"), "skos:prefLabel", "地区"),
    (f"DELETE WHERE {{ ?s cito:hasCitedEntity <{POLICY}> }}", None, "指向一个政策"),
    (
        f"INSERT {{ ?s cito:hasCitedEntity <{POLICY}x> }} WHERE {{ ?s cito:hasCitedEntity <{POLICY}> }}",
        None,
        "指向一个政策",
    ),
    (f'INSERT {{ ?s cito:hasCitedEntity <{POLICY}> }} WHERE {{ ?s pk:citedKind "other" }}', None, "指向一个政策"),
    (f"INSERT {{ ?s pk:basedOn <{POLICY}x> }} WHERE {{ ?s pk:basedOn <{POLICY}> }}", "pk:basedOn", "依据应当是"),
    (f"INSERT {{ ?s cito:cites <{POLICY}x> }} WHERE {{ ?s pk:basedOn <{POLICY}> }}", "cito:cites", "引用的应当是"),
    (without("eli:LegalResource", "pk:identifiedBy"), "pk:identifiedBy", "识别"),
    (without("eli:LegalResource", "eli:id_local"), None, "没有文号"),
    (with_("eli:LegalResource", "eli:id_local", '"另号"'), "eli:id_local", "文号"),
    (instead("eli:LegalResource", "pk:numberYear", '"xx"'), "pk:numberYear", "文号年份"),
    (with_("eli:LegalResource", "dcterms:title", '"另题"'), "dcterms:title", "标题"),
    (instead("eli:LegalResource", "eli:type_document", "pk:Total"), "eli:type_document", "政策类别"),
    (instead("eli:LegalResource", "pk:citationCount", "-1"), "pk:citationCount", "引用"),
    (without("eli:LegalResource", "pk:citingProjectCount"), "pk:citingProjectCount", "引用项目数"),
]


def full(path: str | None) -> str | None:
    if not path:
        return None
    prefix, _, name = path.partition(":")
    return PREFIXES[prefix] + name


@pytest.mark.parametrize(
    ("name", "resolved", "update", "path", "words"),
    [
        *(("disclosure", False, *row) for row in VIOLATIONS),
        *(("plan", False, *row) for row in TASK_VIOLATIONS),
        *(("register", False, *row) for row in REGISTER_VIOLATIONS),
        *(("regulation", False, *row) for row in REGULATION_VIOLATIONS),
        *(("disclosure", True, *row) for row in RESOLVED_VIOLATIONS),
    ],
)
def test_a_broken_promise_is_reported(name: str, resolved: bool, update: str, path: str | None, words: str) -> None:
    findings = check(broken(name, update, resolved=resolved), resolved=resolved)
    assert any(finding.path == full(path) and words in finding.message for finding in findings), findings


def test_messages_in_english_and_severity() -> None:
    graph = broken("disclosure", instead("schema:MonetaryAmount", "schema:value", '"-1"^^xsd:decimal'), resolved=False)
    findings = [one for one in check(graph, language="en") if one.severity == "warning"]
    assert findings
    assert {one.message for one in findings} == {"a negative amount that is not a change"}


def test_every_shape_speaks_both_languages(root: Path) -> None:
    query = (
        HEAD
        + """SELECT ?shape WHERE {
      ?shape sh:path|sh:or ?what . FILTER(!isBlank(?shape) || EXISTS { ?node sh:property ?shape . ?node sh:targetClass|sh:targetObjectsOf|sh:targetSubjectsOf ?t })
      FILTER NOT EXISTS { ?shape sh:message ?zh , ?en FILTER(lang(?zh) = "zh" && lang(?en) = "en") } }"""
    )
    assert list(Graph().parse(root / "ontology" / "shapes.ttl").query(query)) == []


def stored(*updates: str) -> Callable[[str], list[ox.Quad]]:
    """The golden documents with what is derived from them, as a store gives them; each update changes the derived graph."""
    store = ox.Store()
    for name in SHA:
        store.load((GOLDEN / f"{name}.nq").read_bytes(), ox.RdfFormat.N_QUADS)
    number = identifiers.policy("云岭爱卫〔2025〕3号")
    derived = Graph()
    derived.update(HEAD + DERIVED)
    derived.update(
        HEAD
        + f"""INSERT DATA {{ <{number}> a eli:LegalResource ; pk:identifiedBy "number" ; eli:id_local "云岭爱卫〔2025〕3号" ;
        pk:citationCount 1 ; pk:citingProjectCount 0 . <{identifiers.citation(SHA["plan"], 29, 41)}> cito:hasCitedEntity <{number}> .
        <{identifiers.stated("task", SHA["plan"], 20, 46)}> pk:basedOn <{number}> }}"""
    )
    for update in updates:
        derived.update(HEAD + update)
    data = derived.serialize(format="nt", encoding="utf-8")
    store.load(data, ox.RdfFormat.N_TRIPLES, to_graph=ox.NamedNode(identifiers.DERIVED))
    return lambda iri: list(store.quads_for_pattern(None, None, None, ox.NamedNode(iri)))


DOCUMENTS = [identifiers.document(sha) for sha in SHA.values()]


def test_a_store_that_keeps_every_promise() -> None:
    assert list(check_store(DOCUMENTS, stored())) == []


def test_findings_of_a_store_name_their_document() -> None:
    quads = stored(f"DELETE WHERE {{ ?s cito:hasCitedEntity <{POLICY}> }}")
    found = list(check_store(DOCUMENTS, quads, language="en"))
    cited = identifiers.citation(SHA["disclosure"], 55, 81)
    message = "a citation of a policy must mean exactly one policy, any other citation none"
    assert found == [(DOCUMENTS[0], Violation(cited, None, "violation", message, cited))]


def test_a_policy_that_two_documents_cite_is_reported_once() -> None:
    both = f"INSERT DATA {{ <{identifiers.document(SHA['plan'])}> cito:cites <{POLICY}> }}"
    quads = stored(both, f"DELETE WHERE {{ <{POLICY}> pk:citationCount ?count }}")
    assert [finding.focus for _, finding in check_store(DOCUMENTS, quads)] == [POLICY]
