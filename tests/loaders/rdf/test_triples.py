"""The words of a record in RDF: golden graphs, and promises that hold for any record."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pyoxigraph as ox
import pytest
from folders import DATA
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st
from rdflib import DCTERMS, RDF, RDFS, Graph, Literal, URIRef

from loaders.amounts import Money, Share
from loaders.citations import citations
from loaders.rdf import identifiers
from loaders.rdf.triples import nquads, triples
from loaders.records import Article, Citation, Document, Entry, Extraction, Indicator, Mention, Project, Section, Task
from ontology.terms import CITO, ELI, OA, PK, SCHEMA

GOLDEN = DATA / "triples"

DISCLOSURE = """云岭县卫生健康局2025年预算项目公开
本次公开项目2个，共计96.4万元。
一、村医岗位补助
立项依据
依据《云岭县村医岗位补助办法》（云岭财社〔2024〕7号）第三条，另见《健康报》。
实施单位
云岭县卫生健康局、云岭县 疾控中心
资金安排
县级安排76.4万元，每人每年2400元；省级承担 62.50%，市、县各承担18.75%。
绩效目标："在岗率"达90%以上。
二、健康宣传
资金安排
印刷5万元\\制作约15万元。
"""

PLAN = """云岭县2025年爱国卫生工作要点
（一）推进病媒防制。按照云岭爱卫〔2025〕3号部署开展。（县爱卫办牵头，县教育局参与）
"""


def at(text: str, words: str, nth: int = 0) -> tuple[int, int]:
    """Where the ``nth`` occurrence of ``words`` stands."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(words, start + 1)
    return start, start + len(words)


def mention(text: str, words: str, value: str | None = None, nth: int = 0) -> Mention:
    return Mention(words if value is None else value, *at(text, words, nth))


def money(text: str, words: str, yuan: str, **more: object) -> Money:
    start, end = at(text, words)
    return Money(start=start, end=end, surface=words, yuan=Decimal(yuan), **more)  # type: ignore[arg-type]


def disclosure() -> Extraction:
    """A budget disclosure: a printed amount, a summed one, a regulation and a newspaper."""
    text = DISCLOSURE
    cited = "《云岭县村医岗位补助办法》（云岭财社〔2024〕7号"
    start, end = at(text, cited)
    paper, paper_end = at(text, "《健康报》")
    basis = text.index("依据《"), text.index("实施单位")
    allocated = money(text, "76.4万元", "764000.00", kind="total", level="县级", project=1)
    printing = money(text, "5万元", "50000", kind="part", project=2)
    making = money(text, "15万元", "150000", kind="part", project=2, approximate=True)
    both = at(text, "18.75%")
    return Extraction(
        document=Document(
            path="/somewhere/a.txt",
            sha256="0123456789abcdef" * 4,
            kind="budget-disclosure",
            title=mention(text, "云岭县卫生健康局2025年预算项目公开"),
            publisher=mention(text, "云岭县卫生健康局"),
            area=mention(text, "云岭县"),
            fiscal_year=mention(text, "2025年", "2025"),
            declared_count=mention(text, "2个", "2"),
            declared_total=money(text, "96.4万元", "964000", kind="total"),
        ),
        text=text,
        projects=(
            Project(
                ordinal=1,
                name=mention(text, "村医岗位补助"),
                units=(mention(text, "云岭县卫生健康局", nth=1), mention(text, "云岭县 疾控中心")),
                amount_parts=(allocated,),
                sections=(Section(heading="立项依据", field="basis", start=basis[0], end=basis[1]),),
            ),
            Project(
                ordinal=2,
                name=mention(text, "健康宣传"),
                amount_parts=(printing, making),
            ),
        ),
        citations=(
            Citation(
                start=start,
                end=end,
                surface=cited,
                number="云岭财社〔2024〕7号",
                printed_number=mention(text, "云岭财社〔2024〕7号"),
                title="云岭县村医岗位补助办法",
                printed_title=mention(text, "云岭县村医岗位补助办法"),
                articles=(mention(text, "第三条"),),
                relation="basis",
                issuers=("云岭县财政局",),
                project=1,
                section="立项依据",
            ),
            Citation(
                start=paper,
                end=paper_end,
                surface="《健康报》",
                title="健康报",
                kind="other",
                project=1,
                section="立项依据",
            ),
        ),
        money=(
            money(text, "96.4万元", "964000"),
            allocated,
            money(text, "2400元", "2400", kind="rate", per="人", project=1),
            printing,
        ),
        shares=(
            Share(
                level="省级",
                percent=Decimal("62.50"),
                start=at(text, "62.50%")[0],
                end=at(text, "62.50%")[1],
                project=1,
            ),
            Share(level="市", percent=Decimal("18.75"), start=both[0], end=both[1], project=1),
            Share(level="县", percent=Decimal("18.75"), start=both[0], end=both[1], project=1),
        ),
        indicators=(
            Indicator(
                name='"在岗率"',
                value="90",
                unit="%",
                comparator=">=",
                start=at(text, "达90%以上")[0],
                end=at(text, "达90%以上")[1],
                project=1,
            ),
        ),
    )


def plan() -> Extraction:
    """A work plan: a task with its units, and a citation by number inside the task."""
    text = PLAN
    body = text[text.index("推进") : text.rindex("（")]
    start, end = at(text, "云岭爱卫〔2025〕3号")
    return Extraction(
        document=Document(
            path="/somewhere/b.txt",
            sha256="fedcba9876543210" * 4,
            kind="work-plan",
            title=mention(text, "云岭县2025年爱国卫生工作要点"),
        ),
        text=text,
        citations=(
            Citation(
                start=start,
                end=end,
                surface=text[start:end],
                number="云岭爱卫〔2025〕3号",
                printed_number=Mention("云岭爱卫〔2025〕3号", start, end),
                relation="basis",
            ),
        ),
        tasks=(
            Task(
                text=body,
                lead=(mention(text, "县爱卫办"),),
                participants=(mention(text, "县教育局"),),
                start=at(text, body)[0],
                end=at(text, body)[1],
            ),
        ),
    )


REGISTER = """云岭县已经废止的文件
文件名称\t文号\t成文日期\t施行日期\t有效期\t新文件
云岭县供水办法\t云岭政发〔2019〕4号\t2019年3月\t2019-05-01\t5年\t云岭政发〔2024〕9号、《云岭县水务条例》
"""

REGULATION = """云岭县水务条例
云岭县人大常委会公告第3号
（2024年4月2日通过）
第一条　为了管好水，制定本条例。
第二条　本条例自公布之日起施行。
"""


def register() -> Extraction:
    """A register: a row whose status stands in the caption, and whose last day follows from its period."""
    text = REGISTER
    row = text[text.index("云岭县供水") :].rstrip()
    start, end = at(text, row)
    since = mention(text, "2019-05-01")
    return Extraction(
        document=Document(path="/somewhere/c.csv", sha256="00112233445566778899" * 3 + "aabb", kind="register"),
        text=text,
        entries=(
            Entry(
                start=start,
                end=end,
                number=mention(text, "云岭政发〔2019〕4号"),
                title=mention(text, "云岭县供水办法"),
                issuers=(mention(text, "云岭县"),),
                date=mention(text, "2019年3月", "2019-03"),
                in_force_from=since,
                in_force_until=Mention("2024-04-30", since.start, at(text, "5年")[1]),
                status="repealed",
                printed_status=mention(text, "废止"),
                replaced_by=(mention(text, "云岭政发〔2024〕9号"), mention(text, "云岭县水务条例")),
                repealed_by=(mention(text, "云岭政发〔2024〕9号"),),
            ),
            Entry(start=0, end=2, title=mention(text, "云岭"), date=mention(text, "2019", "2019")),
        ),
    )


def regulation() -> Extraction:
    """The full text of a regulation whose first day in force is the day of its issue."""
    text = REGULATION
    articles = [text.index("第一条"), text.index("第二条"), len(text)]
    return Extraction(
        document=Document(
            path="/somewhere/d.txt",
            sha256="99887766554433221100" * 3 + "ccdd",
            kind="regulation",
            title=mention(text, "云岭县水务条例"),
            number=mention(text, "云岭县人大常委会公告第3号"),
            date=mention(text, "2024年4月2日", "2024-04-02"),
            in_force_from=mention(text, "自公布之日起施行", "2024-04-02"),
        ),
        text=text,
        articles=tuple(
            Article(label=text[start : start + 3], start=start, end=end - 1)
            for start, end in zip(articles, articles[1:], strict=False)
        ),
    )


MADE = {"disclosure": disclosure, "plan": plan, "register": register, "regulation": regulation}


def graph_of(extraction: Extraction) -> Graph:
    graph = Graph()
    for triple in triples(extraction):
        graph.add(triple)
    return graph


@pytest.mark.parametrize("name", MADE)
def test_golden_graph(name: str) -> None:
    """To accept a change: write the new bytes over the file and read the diff.  The records are tested in test_record_codec."""
    lines = nquads(MADE[name]()).decode().splitlines(keepends=True)
    stated = "".join(line for line in lines if f" <{PK.records}> " not in line)
    assert stated == (GOLDEN / f"{name}.nq").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MADE)
def test_nquads_say_the_same_as_triples(name: str) -> None:
    extraction = MADE[name]()
    graph = ox.NamedNode(identifiers.document(extraction.document.sha256))
    parsed = list(ox.parse(nquads(extraction), ox.RdfFormat.N_QUADS))
    assert {quad.graph_name for quad in parsed} == {graph}
    said = {f"{quad.triple}" for quad in parsed}
    assert said == {f"{s.n3()} {p.n3()} {_escaped(o)}" for s, p, o in triples(extraction)}
    assert len(parsed) == len(said)


def _escaped(term: URIRef | Literal) -> str:
    """A term as pyoxigraph prints it, by pyoxigraph itself."""
    if isinstance(term, URIRef):
        return str(ox.NamedNode(str(term)))
    return str(ox.Literal(str(term), datatype=ox.NamedNode(str(term.datatype)) if term.datatype else None))


@pytest.mark.parametrize("name", MADE)
def test_a_store_gives_the_same_bytes_back(name: str) -> None:
    """Oxigraph rewrites 14.90 to 14.9; what we write is what it would write."""
    written = nquads(MADE[name]())
    store = ox.Store()
    store.load(written, ox.RdfFormat.N_QUADS)
    assert set(store) == set(ox.parse(written, ox.RdfFormat.N_QUADS))


@pytest.mark.parametrize("name", MADE)
def test_order_is_the_same_every_time_and_nothing_is_said_twice(name: str) -> None:
    once, again = list(triples(MADE[name]())), list(triples(MADE[name]()))
    assert once == again
    assert len(once) == len(set(once))
    lines = nquads(MADE[name]()).splitlines()
    assert lines == sorted(set(lines))


@pytest.mark.parametrize("name", MADE)
def test_every_subject_is_located(name: str) -> None:
    """Evidence, or a passage itself, or a body or area that a located subject points to."""
    graph = graph_of(MADE[name]())
    for subject in set(graph.subjects()):
        located = (subject, PK.evidence, None) in graph or identifiers.place(subject) is not None
        pointed_to = any((s, PK.evidence, None) in graph for s in graph.subjects(None, subject))
        assert located or pointed_to, subject


@pytest.mark.parametrize("name", MADE)
def test_quotes_are_the_text(name: str) -> None:
    extraction = MADE[name]()
    graph = graph_of(extraction)
    passages = set(graph.objects(None, PK.evidence))
    assert passages
    for passage in passages:
        place = identifiers.place(str(passage))
        assert place is not None
        document, start, end = place
        assert document == identifiers.document(extraction.document.sha256)
        assert 0 <= start < end <= len(extraction.text)
        assert graph.value(passage, OA.exact) in (None, Literal(extraction.text[start:end]))


def test_words_are_quoted_where_no_property_is_these_words() -> None:
    graph = graph_of(disclosure())
    for kind, quoted in ((CITO.Citation, True), (PK.FundingShare, True), (SCHEMA.MonetaryAmount, False)):
        for fact in graph.subjects(RDF.type, kind):
            words = [graph.value(passage, OA.exact) for passage in graph.objects(fact, PK.evidence)]
            assert words and all((word is not None) is quoted for word in words), fact
            assert quoted or graph.value(fact, PK.printed) or graph.value(fact, PK.computed)


def test_what_a_section_is_about_is_the_property_that_leads_to_it() -> None:
    extraction = disclosure()
    graph = graph_of(extraction)
    project = URIRef(identifiers.project(extraction.document.sha256, 1))
    [section] = extraction.projects[0].sections
    passage = URIRef(identifiers.passage(extraction.document.sha256, section.start, section.end))
    assert list(graph.objects(project, PK.basisSection)) == [passage]
    assert list(graph.predicate_objects(passage)) == [(RDFS.label, Literal("立项依据"))]


def test_a_sum_that_is_not_printed_says_so() -> None:
    extraction = disclosure()
    graph = graph_of(extraction)
    sha = extraction.document.sha256
    amount = URIRef(identifiers.computed_amount(sha, "project-2"))
    assert graph.value(URIRef(identifiers.grant(sha, 2)), SCHEMA.amount) == amount
    assert graph.value(amount, PK.computed) == Literal(True)
    assert graph.value(amount, PK.approximate) == Literal(True)
    assert (amount, PK.printed, None) not in graph
    assert len(list(graph.objects(amount, PK.evidence))) == 2
    printed = graph.value(URIRef(identifiers.grant(sha, 1)), SCHEMA.amount)
    assert (printed, PK.computed, None) not in graph
    assert graph.value(printed, PK.amountKind) == PK.Total


def test_a_day_that_is_not_printed_is_marked_as_inferred() -> None:
    graph = graph_of(register())
    marked = [(str(graph.value(s, ELI.date_no_longer_in_force)), o) for s, o in graph.subject_objects(PK.inferred)]
    assert marked == [("2024-04-30", ELI.date_no_longer_in_force)]
    assert list(graph_of(regulation()).objects(None, PK.inferred)) == [ELI.first_date_entry_in_force]


@pytest.mark.parametrize(
    ("printed", "value", "inferred"),
    [
        ("2024年1月2日", "2024-01-02", False),
        ("二〇二四年一月二日", "2024-01-02", False),
        ("20240102", "2024-01-02", False),
        ("2024/1/2", "2024-01-02", False),
        ("2024.1", "2024-01", False),
        ("2024", "2024", False),
        ("自印发之日起施行", "2024-01-02", True),
        ("2024年1月1日起施行，有效期5年", "2028-12-31", True),
    ],
)
def test_which_days_are_printed(printed: str, value: str, inferred: bool) -> None:
    document = Document(path="x", sha256="d" * 64, kind="notice", date=Mention(value, 0, len(printed)))
    graph = graph_of(Extraction(document=document, text=printed))
    assert bool(list(graph.objects(None, PK.inferred))) == inferred


def test_a_citation_inside_a_task_is_made_by_the_task() -> None:
    extraction = plan()
    graph = graph_of(extraction)
    task = URIRef(
        identifiers.stated("task", extraction.document.sha256, extraction.tasks[0].start, extraction.tasks[0].end)
    )
    assert list(graph.objects(None, CITO.hasCitingEntity)) == [task]


def test_each_number_of_a_range_is_a_citation_of_its_own() -> None:
    text = "根据甘财农〔2021〕36—40号安排。"
    document = Document(path="x", sha256="b" * 64, kind="notice")
    graph = graph_of(Extraction(document=document, text=text, citations=tuple(citations.find(text))))
    said = {(str(iri).rpartition("/citation/")[2], str(number)) for iri, number in graph.subject_objects(PK.number)}
    key = "b" * 16
    assert said == {
        (f"{key}/2-13", "甘财农〔2021〕36号"),
        (f"{key}/13-14", "甘财农〔2021〕37号"),
        (f"{key}/13-14/2", "甘财农〔2021〕38号"),
        (f"{key}/13-14/3", "甘财农〔2021〕39号"),
        (f"{key}/14-17", "甘财农〔2021〕40号"),
    }


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(0, 20)], (0, 20)),
        ([(0, 20), (4, 12)], (4, 12)),
        ([(0, 20), (1, 3)], (0, 20)),
        ([(0, 6)], None),
        ([(10, 20)], None),
    ],
)
def test_the_innermost_task_around_a_citation(places: list[tuple[int, int]], expected: tuple[int, int] | None) -> None:
    sha = "b" * 64
    extraction = Extraction(
        document=Document(path="x", sha256=sha, kind="work-plan"),
        text="依" * 30,
        citations=(Citation(start=5, end=8, surface="依依依", title="依"),),
        tasks=tuple(Task(text="t", lead=(), participants=(), start=start, end=end) for start, end in places),
    )
    citing = next(iter(graph_of(extraction).objects(None, CITO.hasCitingEntity)))
    assert str(citing) == (identifiers.stated("task", sha, *expected) if expected else identifiers.document(sha))


def test_the_path_never_becomes_part_of_the_graph() -> None:
    assert b"somewhere" not in nquads(disclosure())


@given(st.text(min_size=1), st.data())
def test_any_text_at_any_place_round_trips(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    document = Document(path="x", sha256="f" * 64, kind="other", title=Mention(text, start, end))
    extraction = Extraction(document=document, text=text)
    parsed = list(ox.parse(nquads(extraction), ox.RdfFormat.N_QUADS))
    values = {quad.predicate.value: quad.object.value for quad in parsed}
    assert values[str(PK.text)] == values[str(DCTERMS.title)] == text
    assert values[str(OA.exact)] == text[start:end]
    assert identifiers.place(values[str(PK.evidence)]) == (identifiers.document("f" * 64), start, end)
    assert len(set(triples(extraction))) == len(parsed)


def test_time_grows_with_the_facts_only() -> None:
    first = disclosure().citations[0]

    def long(count: int) -> Extraction:
        places = [place * len(DISCLOSURE) for place in range(count)]
        shifted = tuple(replace(first, start=first.start + place, end=first.end + place) for place in places)
        return Extraction(document=disclosure().document, text=DISCLOSURE * count, citations=shifted)

    keeps_step(nquads, long, size=50)
