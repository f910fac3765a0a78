"""Edges between policies: from titles and from citations, each with its evidence, never by a guess."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import papers
import pyoxigraph as ox
import pytest
from rdflib.namespace import DCTERMS, PROV, RDF

from kg.answers import chain
from kg.answers import policy_lookup as policies
from kg.loading import load
from kg.resolution import relations
from kg.resolution.relations import edges
from kg.resolution.resolve import Cited, Policy
from kg.stores import catalogue
from kg.stores.opening import memory_store
from loaders.citations import numbers
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import ELI, PK

DOCUMENT = identifiers.document("a" * 16)
NAMES = {
    str(PK.forwards),
    str(PK.issues),
    str(PK.implements),
    *map(str, (ELI.based_on, ELI.cites, ELI.amends, ELI.repeals)),
}


def policy(number: str | None = None, title: str | None = None, *citations: Cited) -> Policy:
    """A policy as the resolver makes it; without citations one that prints its title."""
    iri = identifiers.policy(number, None if number else title)
    cited = citations or (
        Cited(citation=f"{ID}citation/{'b' * 16}/0-{len(title or number or '')}", number=number, title=title),
    )
    return Policy(
        iri,
        number=numbers.parse(number) if number else None,
        identified_by="number" if number else "title",
        titles=Counter([title] if title else []),
        citations=list(cited),
    )


def said(found: set[ox.Quad]) -> set[tuple[str, str, str]]:
    """The edges, with policies by the end of their IRIs and properties by their names."""
    short = f"{ID}policy/"
    return {
        (
            q.subject.value.removeprefix(short),
            q.predicate.value.rsplit("#", 1)[-1],
            q.object.value.removeprefix(short),
        )
        for q in found
        if q.predicate.value in NAMES and isinstance(q.subject, ox.NamedNode) and isinstance(q.object, ox.NamedNode)
    }


def graph(*policies: Policy, documents: dict[str, str] | None = None) -> set[ox.Quad]:
    return edges({one.iri: one for one in policies}, documents or {})


LAW = "红河州托育补助管理办法"
FORWARDING = "个旧市卫生健康局关于转发红河州托育补助管理办法的通知"


def test_a_forwarded_document_is_found_by_its_title() -> None:
    found = graph(policy("红卫发〔2021〕3号", LAW), policy("个卫发〔2021〕5号", FORWARDING))
    assert said(found) == {("个卫发〔2021〕5号", "forwards", "红卫发〔2021〕3号")}


def test_the_notice_that_issued_it_is_the_same_document() -> None:
    notice = f"红河州卫生健康委关于印发{LAW}的通知"
    found = graph(policy("红卫发〔2021〕3号", notice), policy("个卫发〔2021〕5号", FORWARDING))
    assert said(found) == {("个卫发〔2021〕5号", "forwards", "红卫发〔2021〕3号")}


def test_an_unknown_object_becomes_a_provisional_policy_that_says_so() -> None:
    found = graph(policy("个卫发〔2021〕5号", FORWARDING))
    assert said(found) == {("个卫发〔2021〕5号", "forwards", f"title/{LAW}")}
    about = {(q.predicate.value, q.object.value) for q in found if q.subject.value.endswith(f"title/{LAW}")}
    assert {(str(PK.identifiedBy), "title"), (str(DCTERMS.title), LAW), (str(PK.citationCount), "0")} <= about


def test_of_two_candidates_neither_is_taken() -> None:
    title = "关于做好托育服务补助工作的通知"
    found = graph(
        policy("云卫发〔2021〕1号", title),
        policy("红卫发〔2021〕2号", title),
        policy("个卫发〔2021〕5号", f"某局转发{title}"),
    )
    assert said(found) == {("个卫发〔2021〕5号", "forwards", f"title/{title}")}


def test_a_number_in_the_title_decides() -> None:
    title = "关于做好托育服务补助工作的通知"
    found = graph(
        policy("云卫发〔2021〕1号", title),
        policy("红卫发〔2021〕2号", title),
        policy("个卫发〔2021〕5号", f"某局转发《{title}》（红卫发〔2021〕2号）的通知"),
    )
    assert said(found) == {("个卫发〔2021〕5号", "forwards", "红卫发〔2021〕2号")}


def test_forwarding_a_forwarding_gives_two_steps_with_the_same_evidence() -> None:
    title = "个旧市卫生健康局转发红河州卫生健康委转发省卫生健康委关于做好托育服务工作的通知"
    found = graph(policy("个卫发〔2021〕5号", title))
    middle = "title/红河州卫生健康委转发省卫生健康委关于做好托育服务工作的通知"
    assert said(found) == {
        ("个卫发〔2021〕5号", "forwards", middle),
        (middle, "forwards", "title/省卫生健康委关于做好托育服务工作的通知"),
    }
    assert len({q.object.value for q in found if q.predicate.value == str(PROV.wasDerivedFrom)}) == 1


def test_a_notice_and_its_attachment_are_one_document() -> None:
    assert said(graph(policy("红卫发〔2021〕3号", f"关于印发{LAW}的通知"))) == set()
    assert said(graph(policy("红卫发〔2021〕3号", f"关于印发《{LAW}》的通知"), policy(None, LAW))) == set()


def test_what_a_notice_issues_is_another_document_when_that_has_its_own_number() -> None:
    found = graph(
        policy("国卫发〔2019〕1号", "托育服务规范"),
        policy("云卫发〔2020〕2号", "云南省卫生健康委关于印发《托育服务规范》的通知"),
    )
    assert said(found) == {("云卫发〔2020〕2号", "issues", "国卫发〔2019〕1号")}


def test_details_implement_what_is_known_and_nothing_where_two_readings_are_left() -> None:
    details = policy("云财发〔2023〕1号", "云南省财政厅关于印发云南省托育补助资金管理办法实施细则的通知")
    assert said(graph(details)) == set()
    national = policy("财社〔2022〕1号", "托育补助资金管理办法")
    assert said(graph(details, national)) == {("云财发〔2023〕1号", "implements", "财社〔2022〕1号")}
    own = policy("云政发〔2022〕1号", "云南省托育补助资金管理办法")
    assert said(graph(details, national, own)) == set()


def test_a_law_is_found_with_and_without_the_name_of_the_state() -> None:
    found = graph(policy(None, "中华人民共和国母婴保健法"), policy(None, "母婴保健法实施办法"))
    assert said(found) == {("title/母婴保健法实施办法", "implements", "title/中华人民共和国母婴保健法")}


def test_amending_and_repealing() -> None:
    found = graph(
        policy(None, "国务院关于修改《托育管理条例》的决定"),
        policy("市政发〔2020〕1号", "某市关于废止《某市托育管理办法》的决定"),
    )
    assert said(found) == {
        ("title/国务院关于修改托育管理条例的决定", "amends", "title/托育管理条例"),
        ("市政发〔2020〕1号", "repeals", "title/某市托育管理办法"),
    }


def cites(of: str, relation: object, start: int, number: str) -> Cited:
    return Cited(
        citation=identifiers.citation("a" * 16, start, start + 5), number=number, relation=str(relation), others=(of,)
    )


def test_citations_inside_a_document_that_is_a_policy() -> None:
    task = f"{ID}task/{'a' * 16}/0-90"
    found = graph(
        policy(
            "云政发〔2020〕1号",
            None,
            cites(DOCUMENT, PK.Basis, 1, "云政发〔2020〕1号"),
            cites(task, PK.Mention, 2, "云政发〔2020〕1号"),
        ),
        policy(
            "国发〔2019〕1号",
            None,
            cites(DOCUMENT, PK.Basis, 3, "国发〔2019〕1号"),
            cites(DOCUMENT, PK.Implements, 4, "国发〔2019〕1号"),
        ),
        policy("云政发〔2010〕9号", None, cites(DOCUMENT, PK.Repeals, 5, "云政发〔2010〕9号")),
        policy("云政发〔2011〕9号", None, cites(task, PK.Mention, 6, "云政发〔2011〕9号")),
        policy("红卫发〔2021〕3号", LAW),
        documents={DOCUMENT: identifiers.policy("红卫发〔2021〕3号")},
    )
    assert said(found) == {
        ("红卫发〔2021〕3号", "based_on", "云政发〔2020〕1号"),
        ("红卫发〔2021〕3号", "implements", "国发〔2019〕1号"),
        ("红卫发〔2021〕3号", "repeals", "云政发〔2010〕9号"),
        ("红卫发〔2021〕3号", "cites", "云政发〔2011〕9号"),
    }


def test_a_document_that_cites_itself_or_is_no_policy_says_nothing() -> None:
    own = policy("红卫发〔2021〕3号", None, cites(DOCUMENT, PK.Basis, 1, "红卫发〔2021〕3号"))
    assert graph(own, documents={DOCUMENT: own.iri}) == set()
    assert graph(own) == set()


def test_every_edge_has_a_node_with_evidence() -> None:
    found = graph(policy("红卫发〔2021〕3号", LAW), policy("个卫发〔2021〕5号", FORWARDING))
    assert {q.graph_name for q in found} == {catalogue.DERIVED}
    nodes = {q.subject for q in found if q.predicate.value == str(RDF.predicate)}
    assert len(nodes) == len(said(found)) == 1
    (node,) = nodes
    of = {q.predicate.value: q.object.value for q in found if q.subject == node}
    edge = of[str(RDF.subject)], of[str(RDF.predicate)], of[str(RDF.object)]
    assert node.value == identifiers.relation(*edge)
    assert of[str(PROV.wasDerivedFrom)].startswith(f"{ID}citation/")


def test_a_title_that_only_its_own_document_prints_has_the_document_as_evidence() -> None:
    forwarding = policy(
        "个卫发〔2021〕5号", FORWARDING, Cited(citation=f"{ID}citation/{'b' * 16}/0-5", number="个卫发〔2021〕5号")
    )
    found = graph(forwarding, documents={DOCUMENT: forwarding.iri})
    assert {q.object.value for q in found if q.predicate.value == str(PROV.wasDerivedFrom)} == {DOCUMENT}


def test_the_same_policies_give_the_same_quads_in_any_order() -> None:
    policies = [
        policy("红卫发〔2021〕3号", LAW),
        policy("个卫发〔2021〕5号", FORWARDING),
        policy(None, "母婴保健法实施办法"),
    ]
    assert graph(*policies) == graph(*reversed(policies))
    assert set(relations.AUTHORITY) <= NAMES


NOTICE = """红河州卫生健康委员会关于做好2023年托育服务补助工作的通知

红卫发〔2023〕7号

各县市卫生健康局：

为贯彻落实《云南省人民政府办公厅关于促进托育服务发展的实施意见》（云政办发〔2020〕31号），根据《云南省托育服务补助资金管理办法》（云财社〔2022〕9号），
现就有关事项通知如下。《红河州托育服务补助暂行办法》（红卫发〔2019〕3号）同时废止。

红河州卫生健康委员会

2023年3月1日
"""


def test_loaded_papers_make_a_chain(tmp_path: Path) -> None:
    """From a county's project over its county's forwarding notice and the loaded notice of the prefecture to the province."""
    text = (
        "根据《个旧市卫生健康局转发红河州卫生健康委员会关于做好2023年托育服务补助工作的通知》（个卫发〔2023〕11号）。"
    )
    budget = papers.QINGHE.replace("根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）的规定。", text)
    papers.write(tmp_path, notice=NOTICE, budget=budget)
    store = memory_store()
    load.load(store, [tmp_path / "notice.txt", tmp_path / "budget.txt"])
    assert said(store.graph(identifiers.DERIVED)) == {
        ("个卫发〔2023〕11号", "forwards", "红卫发〔2023〕7号"),
        ("红卫发〔2023〕7号", "implements", "云政办发〔2020〕31号"),
        ("红卫发〔2023〕7号", "based_on", "云财社〔2022〕9号"),
        ("红卫发〔2023〕7号", "repeals", "红卫发〔2019〕3号"),
    }
    county = policies.one(store, "个卫发〔2023〕11号")
    up = chain.chain(store, county, down=False, depth=20).up
    assert up is not None
    assert [(step.depth, step.number, step.level) for step in list(up.walk())[1:]] == [
        (1, "红卫发〔2023〕7号", "prefecture"),
        (2, "云政办发〔2020〕31号", "province"),
        (2, "云财社〔2022〕9号", "province"),
    ]


def test_a_document_is_forwarded_from_above() -> None:
    """转发《X》 means the X of the own province, however its department is called; never a neighbour's."""
    province = "辽宁省科学技术厅关于征集颠覆性技术情况的通知"
    other = "吉林省科学技术厅关于征集颠覆性技术情况的通知"
    shared = "关于征集颠覆性技术情况的通知"

    def forwarded(title: str, *known: str) -> set[str]:
        policies = [policy(title=one) for one in (title, *known)]
        iris = {one.iri.removeprefix(f"{ID}policy/"): one.ranked_titles()[0] for one in policies}
        return {iris[of] for _, name, of in said(graph(*policies)) if name == "forwards" and of in iris}

    for act in (f"转发《{shared}》的通知", f"转发省科技厅《{shared}》的通知"):
        assert forwarded(f"大连市科学技术局关于{act}", province, other) == {province}
        assert forwarded(f"昆明市科学技术局关于{act}", province, other) == set()
        assert forwarded(f"关于{act}", province, other) == set()
    assert forwarded(f"大连市科学技术局关于转发省财政厅《{shared}》的通知", province, other) == set()
    # The nation's department stands above every province; where the province has one of the same words too, neither is taken.
    nation = "工业和信息化部办公厅关于征集颠覆性技术情况的通知"
    assert forwarded(f"贵阳市科学技术局转发{shared}", nation, other) == {nation}
    assert forwarded(f"大连市科学技术局转发{shared}", nation, province) == set()
    assert forwarded(f"贵阳市科学技术局转发财政部《{shared}》的通知", nation) == set()
    region = "宁夏回族自治区科学技术厅关于征集颠覆性技术情况的通知"
    assert forwarded(f"银川市科学技术局转发自治区科技厅《{shared}》的通知", region, other) == {region}


# Who forwards what; then what is known beside it, of which nothing is meant.  None: nothing that is known is meant.
FORWARDED = [
    # the body is named as it is called from below
    (
        "江西省水利厅",
        "九江市水利局转发省水利厅办公室关于山塘巡查的通知",
        "江西省水利厅办公室关于山塘巡查的通知",
        ["浙江省水利厅办公室关于山塘巡查的通知"],
    ),
    (
        "",
        "宁夏回族自治区农业农村厅转发部办公厅关于种子抽查的通知",
        "农业农村部办公厅关于种子抽查的通知",
        ["水利部办公厅关于种子抽查的通知"],
    ),
    (
        "",
        "右玉县卫健局转发市卫健委关于村医培训的通知",
        "朔州市卫生健康委员会关于村医培训的通知",
        ["大同市卫生健康委员会关于村医培训的通知"],
    ),
    (
        "",
        "昆明市人民政府批转市农业局关于菜地建设规划的通知",
        "昆明市农业局关于菜地建设规划",
        ["玉溪市农业局关于菜地建设规划"],
    ),
    ("", "图木舒克市民政局转发兵团民政局关于临时救助的通知", "新疆生产建设兵团民政局关于临时救助的通知", []),
    # by a short name
    ("", "贵州省爱卫办转发全国爱卫办关于病媒防制的通知", "全国爱国卫生运动委员会办公室关于病媒防制的通知", []),
    ("", "福建省防汛抗旱指挥部转发国家防总关于防御台风的通知", "国家防汛抗旱总指挥部关于防御台风的通知", []),
    ("", "湖南省安委办转发国务院安委办关于烟花爆竹整治的通知", "国务院安全生产委员会办公室关于烟花爆竹整治的通知", []),
    ("", "甘肃省减灾委办公室转发国家减灾办关于防灾减灾日的通知", "国家减灾委员会办公室关于防灾减灾日的通知", []),
    ("", "河北省药监局转发国家药监局综合司关于疫苗检查的通知", "国家药品监督管理局综合司关于疫苗检查的通知", []),
    # years, counts, small words
    (
        "",
        "黑龙江省卫生厅转发卫生部办公厅关于做好二○○六年防病工作的通知",
        "卫生部办公厅关于做好2006年防病工作的通知",
        [],
    ),
    (
        "",
        "江门市科技局转发省科技厅关于申报2018年专项的通知",
        "广东省科学技术厅关于申报2018年度专项的通知",
        ["广东省科学技术厅关于申报2019年度专项的通知"],
    ),
    ("", "临夏州农业农村局转发省农业农村厅关于2023秋季防疫的通知", "甘肃省农业农村厅关于2023年秋季防疫的通知", []),
    (
        "",
        "陕西省民政厅转发民政部关于修订三项补助标准的通知",
        "民政部关于修订3项补助标准的通知",
        ["民政部关于修订5项补助标准的通知"],
    ),
    (
        "",
        "厦门市人民政府办公厅转发市科技局等五部门关于扶持创客若干意见的通知",
        "厦门市科学技术局、厦门市财政局关于扶持创客的若干意见",
        [],
    ),
    ("", "滁州市教育局转发安徽省教育厅关于汛期校舍安全工作通知的通知", "安徽省教育厅关于汛期校舍安全工作的通知", []),
    (
        "",
        "固原市卫计局转发自治区卫计委关于印发《村医管理办法》的通知",
        "宁夏回族自治区卫生和计划生育委员会关于印发《宁夏回族自治区村医管理办法》的通知",
        [],
    ),
    ("", "郑州市科技局转发河南省关于申报重点项目的通知", "河南省科技厅、河南省财政厅关于申报重点项目的通知", []),
    # joint bodies, laws, forwarded in turn
    (
        "",
        "遵义市财政局转发省财政厅省水利厅关于水利资金的通知",
        "贵州省财政厅、贵州省水利厅关于水利资金的通知",
        ["云南省财政厅、云南省水利厅关于水利资金的通知"],
    ),
    ("", "大同市科技局转发科技部财政部中科院关于青年减负的通知", "科技部、财政部、教育部等关于青年减负的通知", []),
    (
        "南京市人民代表大会常务委员会",
        "南京市房产局翻印《南京市物业管理条例》的通知",
        "南京市物业管理条例",
        ["苏州市物业管理条例"],
    ),
    (
        "",
        "安阳市教育局转发省教育厅转发教育部关于校园安全的通知的通知",
        "河南省教育厅转发教育部关于校园安全的通知",
        ["教育部关于校园安全的通知"],
    ),
    (
        "",
        "山西省财政厅转发财政部关于贯彻《政府采购条例》的通知",
        "财政部关于贯彻《政府采购条例》的通知",
        ["政府采购条例"],
    ),
    # none
    (
        "",
        "广东省卫生厅转发卫生部关于印发《消毒机构标准》的通知",
        None,
        ["国家中医药管理局关于发布《消毒机构标准》的通知"],
    ),
    (
        "",
        "兰州市教育局转发省教育厅关于征订教辅的通知",
        None,
        ["青海省教育厅关于征订教辅的通知", "教育部关于征订教辅的通知"],
    ),
    (
        "",
        "西安市财政局转发《关于加强票据管理的通知》的通知",
        None,
        ["太原市财政局关于加强票据管理的通知", "山西省财政厅关于加强票据管理的通知"],
    ),
    (
        "",
        "通化市税务局转发省局关于便民活动的通知",
        None,
        ["吉林省教育厅关于便民活动的通知", "国家税务总局辽宁省税务局关于便民活动的通知"],
    ),
    ("", "朝阳市民政局转发市民政局关于核查低保的通知", None, ["沈阳市民政局关于核查低保的通知"]),
    (
        "",
        "铁岭市教育局转发省教育厅《关于资助工作的通知》",
        None,
        ["铁岭市财政局关于资助工作的通知", "辽宁省教育考试院关于资助工作的通知"],
    ),
]


@pytest.mark.parametrize(("issuer", "title", "forwarded", "others"), FORWARDED)
def test_what_is_forwarded(issuer: str, title: str, forwarded: str | None, others: list[str]) -> None:
    known = [policy(title=one) for one in (title, *others)]
    if forwarded is not None:
        printed = Cited(citation=f"{ID}citation/{'b' * 16}/0-9", title=forwarded, issuers=(issuer,) if issuer else ())
        known.append(policy(None, forwarded, printed))
    of_title = {one.iri.removeprefix(f"{ID}policy/"): one.ranked_titles()[0] for one in known}
    found = {
        of_title[of]
        for one, name, of in said(graph(*known))
        if name == "forwards" and of in of_title and of_title[one] == title
    }
    assert found == ({forwarded} if forwarded else set())


def test_a_later_document_is_not_forwarded() -> None:
    """Nor one of a title that may come every year, years after it came."""
    for number, meant in (("冀卫〔2020〕9号", True), ("冀卫〔2022〕9号", False), ("冀卫〔2015〕9号", False)):
        issued = policy(number, "河北省卫生健康委员会关于做好村医培训的通知")
        notice = policy("石卫〔2020〕1号", "石家庄市卫健委转发省卫健委关于做好村医培训的通知")
        assert (("石卫〔2020〕1号", "forwards", number) in said(graph(issued, notice))) == meant


def test_a_number_alone_says_what_is_forwarded() -> None:
    issued = policy("赣财农〔2019〕21号", "江西省财政厅关于下达林业补助的通知")
    notice = policy("宜财农〔2019〕5号", "宜春市财政局转发省财政厅赣财农〔2019〕21号文件的通知")
    assert said(graph(issued, notice)) == {("宜财农〔2019〕5号", "forwards", "赣财农〔2019〕21号")}
    assert said(graph(notice)) == set()
