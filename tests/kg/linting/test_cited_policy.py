"""What is known of a cited policy: whether it was in force, whether its period was over, whether it has the article."""

from __future__ import annotations

from pathlib import Path

import papers
import pyoxigraph as ox
import pytest
from rdflib.namespace import XSD

from kg.linting import lint
from kg.linting.cited_policy import ended, lapse
from kg.loading import load
from kg.stores import catalogue
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.terms import ELI, PK

POLICY, OTHER = identifiers.policy("红民发〔2010〕6号"), identifiers.policy("红民发〔2018〕2号")
Value = ox.NamedNode | ox.Literal


def store(*said: tuple[str, object, Value]) -> Store:
    """A store whose derived graph says these things."""
    made = memory_store()
    graph = ox.NamedNode(identifiers.DERIVED)
    for subject, predicate, value in said:
        made.inner.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode(str(predicate)), value, graph))
    return made


def day(text: str) -> ox.Literal:
    return ox.Literal(text, datatype=ox.NamedNode(str(XSD.date)))


def test_nothing_said() -> None:
    assert lapse(store(), POLICY, 2024) is None


@pytest.mark.parametrize(("year", "over"), [(2017, False), (2018, True), (2019, True), (2024, True)])
def test_a_last_day(year: int, over: bool) -> None:
    held = store((POLICY, ELI.date_no_longer_in_force, day("2018-06-30")))
    found = lapse(held, POLICY, year)
    assert (found is not None) is over
    if found is not None:
        assert "2018-06-30" in found.why.en and "2018-06-30" in found.why.zh
        assert ("in the course" in found.why.en) is (year == 2018)


def test_a_reckoned_day_is_said_to_be_one() -> None:
    over, last = ELI.date_no_longer_in_force, ox.NamedNode(str(ELI.date_no_longer_in_force))
    found = lapse(store((POLICY, over, day("2018-06-30")), (POLICY, PK.inferred, last)), POLICY, 2024)
    assert found is not None and "reckoned" in found.why.en and "推算" in found.why.zh


@pytest.mark.parametrize(("status", "over"), [(PK.Repealed, True), (PK.Expired, True), (PK.InForce, False)])
def test_a_status_without_a_date(status: object, over: bool) -> None:
    held = store((POLICY, PK.status, ox.NamedNode(str(status))))
    assert (lapse(held, POLICY, 2024) is not None) is over


def test_statuses_that_disagree_say_nothing() -> None:
    both = [(POLICY, PK.status, ox.NamedNode(str(status))) for status in (PK.Repealed, PK.InForce)]
    assert lapse(store(*both), POLICY, 2024) is None


@pytest.mark.parametrize(("year", "over"), [(2017, False), (2018, True), (2019, True)])
def test_a_document_that_repeals_it(year: int, over: bool) -> None:
    held = store(
        (OTHER, ELI.repeals, ox.NamedNode(POLICY)),
        (OTHER, ELI.id_local, ox.Literal("红民发〔2018〕2号")),
        (OTHER, PK.numberYear, ox.Literal("2018", datatype=ox.NamedNode(str(XSD.gYear)))),
    )
    found = lapse(held, POLICY, year)
    assert (found is not None) is over
    assert found is None or "红民发〔2018〕2号" in found.why.zh


def replaced(by: str) -> Store:
    """A store in which a register's row says that the policy was replaced, without a day."""
    entry = "https://example.org/entry"
    return store(
        (POLICY, PK.status, ox.NamedNode(str(PK.Repealed))),
        (POLICY, PK.describedBy, ox.NamedNode(entry)),
        (entry, PK.replacedBy, ox.Literal(by)),
    )


def test_the_successor_is_the_suggestion() -> None:
    found = lapse(replaced("红民发〔2018〕2号"), POLICY, 2024)
    assert found is not None and found.replaced_by == "红民发〔2018〕2号"


def test_what_a_later_document_replaced_was_in_force_before() -> None:
    assert lapse(replaced("红民发〔2018〕2号"), POLICY, 2017) is None


def test_a_successor_of_unknown_year_leaves_it_open() -> None:
    assert lapse(replaced("红河州托育补助管理办法"), POLICY, 2024) is None


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("乡村医生素质三年行动计划（2011—2013）的实施意见", (2011, 2013)),
        ("云南妇女发展规划（2021—2030年）", (2021, 2030)),
        ("2021-23年托育服务工作方案", (2021, 2023)),
        ("2016年至2020年行动计划", (2016, 2020)),
        ("“十三五”托育服务规划", (2016, 2020)),
        ("国民经济和社会发展第十四个五年规划纲要", None),
        ("十四五规划纲要", (2021, 2025)),
        ("2011—2013年行动计划评估方案", None),
        ("关于下达2011—2013年补助资金的通知", None),
        ("第十五届运动会筹备方案", None),
        ("2022年10—12月工作方案", None),
        ("2023年工作方案", None),
    ],
)
def test_ended(title: str, period: tuple[int, int] | None) -> None:
    assert ended(title) == period


# -- articles that are cited of a regulation whose full text is loaded: those that it does not have are found

NUMERALS = "一二三四五六七八"


def regulation(count: int, lost: int = 0, edition: str = "") -> str:
    """The full text of a regulation with so many articles; the one with the number ``lost`` is not on the page."""
    lines = [f"松江州乡村医生补助办法{edition}", "（松财社发〔2023〕12号）", ""]
    for number in range(1, count + 1):
        if number != lost:
            lines.append(f"第{NUMERALS[number - 1]}条　补助资金按照第{NUMERALS[number - 1]}项标准发放，专款专用。")
    return "\n".join(lines) + "\n"


def found(folder: Path, basis: str, *texts: str) -> list[tuple[str, str, str]]:
    paper = papers.QINGHE.replace("根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）的规定。", basis)
    files = {f"regulation{index}": text for index, text in enumerate(texts)}
    papers.write(folder, paper=paper, **files)
    store = memory_store()
    load.load(store, sorted(folder.glob("*.txt")))
    findings = [one for one in lint.lint(store) if one.code == "article-missing"]
    assert all(one.severity == "error" for one in findings)
    return [(one.stated, one.en, one.evidence[0].surface) for one in findings]


def test_an_article_behind_the_last_one(tmp_path: Path) -> None:
    basis = "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）第三条、第九十九条的规定。"
    ((stated, en, quote),) = found(tmp_path, basis, regulation(6))
    assert stated == "松财社发〔2023〕12号"
    assert en == "The loaded text of 松财社发〔2023〕12号 has 6 articles; there is no 第九十九条."
    assert quote == "《松江州乡村医生补助办法》（松财社发〔2023〕12号"


def test_an_article_of_an_alias(tmp_path: Path) -> None:
    basis = "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）发放，该办法第八条另有规定。"
    ((_, en, quote),) = found(tmp_path, basis, regulation(6))
    assert "第八条" in en and quote == "该办法"


@pytest.mark.parametrize(
    ("articles", "missing"),
    [
        ("第三条至第七条", ["第七条"]),
        ("第3～7条", ["第7条"]),
        ("第三至七条", ["第七条"]),
        ("第7条", ["第7条"]),
        ("第二条第九款", []),
        ("第六条之一", []),
        ("第五、八条", ["第八条"]),
        ("第六条", []),
    ],
)
def test_ranges_lists_and_paragraphs(tmp_path: Path, articles: str, missing: list[str]) -> None:
    basis = f"根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）{articles}的规定。"
    assert [en.split("no ")[1].rstrip(".") for _, en, _ in found(tmp_path, basis, regulation(6))] == missing


@pytest.mark.parametrize(
    "texts",
    [
        (),  # no full text: nobody knows
        (regulation(6, lost=4),),  # a page was lost
        (regulation(4), regulation(8)),  # two editions: the longer one has it
    ],
)
def test_no_false_alarms(tmp_path: Path, texts: tuple[str, ...]) -> None:
    basis = "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）第八条的规定。"
    assert found(tmp_path, basis, *texts) == []


def test_a_register_beside_the_text_changes_nothing_and_a_text_without_records_says_nothing(tmp_path: Path) -> None:
    register = "文号,标题,发文日期,有效性\n松财社发〔2023〕12号,松江州乡村医生补助办法,2023-03-01,有效\n"
    (tmp_path / "register.csv").write_text(register, "utf-8")
    paper = papers.QINGHE.replace("（松财社发〔2023〕12号）的规定", "（松财社发〔2023〕12号）第九条的规定")
    papers.write(tmp_path, paper=paper, text=regulation(6), edition=regulation(7, edition="（修订）"))
    store = memory_store()
    load.load(store, sorted(tmp_path.iterdir()))

    def missing() -> list[str]:
        return [one.en for one in lint.lint(store) if one.code == "article-missing"]

    assert [sentence.split(" has ")[1] for sentence in missing()] == ["7 articles; there is no 第九条."]
    (longer,) = [iri for iri, name in catalogue.Catalogue.read(store).names().items() if name == "edition.txt"]
    store.replace({}, {quad for quad in store.graph(longer) if quad.predicate.value == str(PK.records)}, set())
    assert missing() == []
