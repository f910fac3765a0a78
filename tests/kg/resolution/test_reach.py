"""Which policy the same words mean here and now: titles that come every year, orders of "the province"."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.answers import ask
from kg.loading import load
from kg.resolution import policy_names, relations, resolve
from kg.resolution.mentions import Cited
from kg.resolution.reach import of_year, same_time
from kg.stores.opening import memory_store
from loaders.rdf import identifiers
from ontology.iris import ID
from ontology.terms import ELI, PK

CHECKS = "莱阳市农业农村局关于开展农机安全检查的通知"
AWARDS = "关于申报中小企业发展专项资金项目的通知"


def row(place: int, title: str, day: str, number: str | None = None, issuer: str = "") -> Cited:
    """A row of a register."""
    facts = ((str(ELI.date_document), ox.Literal(day)),) if day else ()
    iri = f"{ID}entry/{'e' * 16}/{place}-{place + 1}"
    return Cited(iri, number, title, issuers=(issuer,) if issuer else (), kind="entry", facts=facts)


def cites(
    document: str, title: str | None, year: str = "", number: str | None = None, area: str = "", edition: str = ""
) -> Cited:
    return Cited(f"{ID}citation/{document * 16}/1-2", number, title, area=area, year=year, edition=edition)


def apart(places: Iterable[Cited]) -> list[set[str]]:
    """The places of each policy, by the documents of citations and the first characters of rows."""
    found = []
    for policy in resolve.resolve(places).values():
        parts = [one.citation.split("/") for one in policy.citations]
        found.append({part[-1].partition("-")[0] if part[-3] == "entry" else part[-2][0] for part in parts})
    return sorted(found, key=sorted)


@pytest.mark.parametrize(
    ("rows", "policies"),
    [
        ([row(1, CHECKS, "2020-04-02"), row(2, CHECKS, "2021-04-09"), row(3, CHECKS, "2022-03-30")], [{"1"}, {"2"}, {"3"}]),
        # the date of writing and that of publishing
        ([row(1, CHECKS, "2020-04-02"), row(2, CHECKS, "2020-05-20")], [{"1", "2"}]),
        ([row(1, CHECKS, "2020-12-28"), row(2, CHECKS, "2021-01-04")], [{"1", "2"}]),
        ([row(1, CHECKS, "2020-04-02"), row(2, CHECKS, "2020-10-20")], [{"1"}, {"2"}]),
        ([row(1, CHECKS, "2020"), row(2, CHECKS, "2020-10-20")], [{"1", "2"}]),
        # other issuers, other times
        (
            [row(1, AWARDS, "2009-04-02", None, "柳州市财政局"), row(2, AWARDS, "2009-04-02", None, "桂林市财政局"),
             row(3, AWARDS, "2011-04-02", None, "桂林市财政局"), row(4, AWARDS, "2011-04-02", None, "桂林财政局")],
            [{"1"}, {"2"}, {"3", "4"}],
        ),
        # a number says its year
        ([row(1, CHECKS, "2018-06-12"), row(2, CHECKS, "2020-06-10", "莱农发〔2020〕15号")], [{"1"}, {"2"}]),
        ([row(1, CHECKS, "2020-06-12"), row(2, CHECKS, "2020-06-10", "莱农发〔2020〕15号")], [{"1", "2"}]),
        # a title that names its year comes once; a regulation of the same title is another version of it
        ([row(1, "莱阳市2020年创新行动方案", "2020-03-01"), row(2, "莱阳市2020年创新行动方案", "2021-03-01")], [{"1", "2"}]),
        ([row(1, "莱阳市供水管理办法", "2015-06-12"), row(2, "莱阳市供水管理办法", "2019-06-12")], [{"1", "2"}]),
        ([row(1, "莱阳市防汛工作方案", "2015-06-12"), row(2, "莱阳市防汛工作方案", "2019-06-12")], [{"1"}, {"2"}]),
    ],
)  # fmt: skip
def test_a_title_that_comes_every_year_is_another_document_each_time(
    rows: list[Cited], policies: list[set[str]]
) -> None:
    assert apart(rows) == apart(reversed(rows)) == policies


@pytest.mark.parametrize(
    ("years", "policies"),
    [
        (("2020", "2022"), [{"1", "a"}, {"2", "b"}]),
        (("2020", "2021"), [{"1", "a", "b"}, {"2"}]),
        (("2022", "2022"), [{"1"}, {"2", "a", "b"}]),
        # neither before the first nor long after both: none of them
        (("2019", "2024"), [{"1"}, {"2"}, {"a", "b"}]),
        (("", "2022"), [{"1"}, {"2", "b"}, {"a"}]),
    ],
)
@pytest.mark.parametrize(
    "numbers", [(None, None), ("莱农发〔2020〕3号", "莱农发〔2022〕7号"), (None, "莱农发〔2022〕7号")]
)
def test_a_citation_by_title_means_the_one_of_its_time(
    years: tuple[str, str], policies: list[set[str]], numbers: tuple[str | None, str | None]
) -> None:
    places = [
        row(1, CHECKS, "2020-04-02", numbers[0]),
        row(2, CHECKS, "2022-04-09", numbers[1]),
        cites("a", CHECKS, years[0]),
        cites("b", CHECKS, years[1]),
    ]
    assert apart(places) == policies


@pytest.mark.parametrize(
    ("edition", "policies"),
    [
        ("2020", [{"1", "a"}, {"2", "b"}, {"3"}]),
        ("2022", [{"1"}, {"2", "a", "b"}, {"3"}]),
        ("2023", [{"1"}, {"2", "b"}, {"3", "a"}]),
        # none of that year is known
        ("2021", [{"1"}, {"2", "b"}, {"3"}, {"a"}]),
    ],
)
@pytest.mark.parametrize(
    "numbers",
    [
        (None, None, None),
        ("莱农发〔2020〕3号", "莱农发〔2022〕7号", "莱农发〔2023〕1号"),
        (None, "莱农发〔2022〕7号", None),
    ],
)
def test_a_citation_that_says_the_year_means_the_one_of_that_year(
    edition: str, policies: list[set[str]], numbers: tuple[str | None, str | None, str | None]
) -> None:
    days = ("2020-04-02", "2022-04-09", "2023-04-12")
    places = [row(i, CHECKS, day, number) for i, (day, number) in enumerate(zip(days, numbers, strict=True), 1)]
    places += [cites("a", CHECKS, "2022", edition=edition), cites("b", CHECKS, "2022")]
    assert apart(places) == apart(reversed(places)) == policies


def test_of_two_notices_of_one_year_a_year_alone_means_neither() -> None:
    places = [row(1, CHECKS, "2020-04-02"), row(2, CHECKS, "2020-10-20"), cites("a", CHECKS, edition="2020")]
    assert apart(places) == [{"1"}, {"2"}, {"a"}]


RULE = "莱阳市农村供水管理办法"


@pytest.mark.parametrize(
    ("years", "read", "meant"),
    [
        ((2014, 2019), "2017", "1"),
        ((2014, 2019), "2023", "2"),
        # in its own year the new edition may be in force or not yet
        ((2014, 2019), "2019", ""),
        ((2014, 2019), "2012", ""),
        ((2014, 2019), "", ""),
        ((2019, 2019), "2023", ""),
        ((2008, 2014, 2019), "2016", "2"),
        # a single one is meant whenever
        ((2019,), "2017", "1"),
    ],
)
def test_a_regulation_by_title_is_the_edition_before_the_year_of_the_page(
    years: tuple[int, ...], read: str, meant: str
) -> None:
    places = [row(i, RULE, f"{year}-11-03", f"莱政办发〔{year}〕{i}6号") for i, year in enumerate(years, 1)]
    places.append(cites("a", RULE, read))
    with_it = [sorted(held - {"a"}) for held in apart(places) if "a" in held]
    assert with_it == [[meant] if meant else []] and apart(places) == apart(reversed(places))


PLAN = "莱阳市冬春火灾防控工作方案"
REGISTER = f"""序号,文件名称,文号,发文机关,成文日期
1,{PLAN},,莱阳市应急管理局,2021-11-02
2,{PLAN},,莱阳市应急管理局,2022-11-04
3,{PLAN},莱应急〔2023〕31号,莱阳市应急管理局,2023-11-06
"""
SAID = {
    "消防站运行经费": f"去年印发的《{PLAN}》。",
    "消火栓维护经费": f"根据《{PLAN}》（2021年）和《莱阳市消防条例》。",
    "微型消防站经费": f"2020年11月，市应急管理局印发《{PLAN}》。",
}
PROJECT = "项目名称\n\n{0}\n\n立项依据\n\n{1}\n\n项目实施单位\n\n莱阳市应急管理局\n\n资金安排情况\n\n市级财政安排10.00万元。\n\n"
REPORT = "莱阳市应急管理局2024年预算重点项目公开\n\n" + "".join(
    f"第{count}个：\n\n{PROJECT.format(name, said)}" for count, (name, said) in zip("一二三", SAID.items(), strict=True)
)


def test_the_year_is_read_in_the_sentence(tmp_path: Path) -> None:
    (tmp_path / "目录.csv").write_text(REGISTER, "utf-8")
    (tmp_path / "预算.txt").write_text(REPORT, "utf-8")
    store = memory_store()
    for file in ("预算.txt", "目录.csv"):  # what a citation means follows when the register comes
        load.load(store, [tmp_path / file])
    query = """SELECT ?project ?day WHERE { ?p a pk:BudgetProject ; rdfs:label ?project ; pk:basedOn ?policy
        . ?policy dcterms:title ?title FILTER(?title = "%s") OPTIONAL { ?policy eli:date_document ?day } }"""
    found = {tuple(str(cell or "") for cell in one) for one in ask.select(store, query % PLAN).rows}
    assert found == {("消防站运行经费", "2023-11-06"), ("消火栓维护经费", "2021-11-02"), ("微型消防站经费", "")}
    assert store.graph(identifiers.DERIVED) == resolve.everything(store, ())


def test_who_is_apart_for_want_of_a_date_is_told_with_what_it_may_mean() -> None:
    places = [row(1, CHECKS, "2020-04-02"), row(2, CHECKS, "2022-04-09"), cites("a", CHECKS, "2024")]
    policies = resolve.resolve(places)
    (unsure,) = [policy for policy in policies.values() if len(policy.conflicts) == 2]
    assert [one.kind for one in unsure.citations] == ["citation"]
    assert unsure.conflicts == {("title", iri) for iri in policies if iri != unsure.iri}


def test_dates_of_one_document() -> None:
    assert (
        same_time("2021", "2021-03-12") and same_time("2021-03-12", "2021-03") and not same_time("2021", "2022-01-01")
    )
    assert of_year("2021-12-31", 2021) and of_year("2022-02-01", 2021) and not of_year("2022-03-01", 2021)


def test_a_name_is_read_as_it_was_written() -> None:
    for printed in (
        row(1, CHECKS, "2020-04-02"),
        cites("a", CHECKS, "2022"),
        cites("a", None, "2022", "省政府令第3号", "滁州市"),
    ):
        assert printed.name is not None
        assert policy_names.parse(policy_names.spelled(printed.name, "title")) == (printed.name, "")


# --- orders of "the province"


@pytest.mark.parametrize(
    ("relative", "area", "whole"),
    [
        ("省政府令第188号", "广州市", "广东省人民政府令第188号"),
        ("省人民政府令第33号", "天水市", "甘肃省人民政府令第33号"),
        ("自治区政府令第98号", "北海市", "广西壮族自治区人民政府令第98号"),
        ("市政府令第120号", "昆明市", "昆明市人民政府令第120号"),
        ("州政府令第3号", "楚雄市", "楚雄彝族自治州人民政府令第3号"),
        ("省财政厅公告2023年第4号", "滁州市", "安徽省财政厅公告2023年第4号"),
        ("湖北省政府令第260号", "", "湖北省人民政府令第260号"),
    ],
)
def test_an_order_is_that_of_the_province_where_it_is_cited(relative: str, area: str, whole: str) -> None:
    places = [cites("a", None, number=relative, area=area), cites("b", "某某办法", number=whole)]
    assert apart(places) == [{"a", "b"}]
    (policy,) = resolve.resolve(places).values()
    assert policy.iri == identifiers.policy(whole) and policy.number is not None and policy.number.normal == whole


def test_the_place_in_its_title_says_whose_order_it_is() -> None:
    places = [
        cites("a", "广东省住房保障办法", number="省政府令第188号"),
        cites("b", "广东省住房保障办法", number="省政府令第188号", area="北海市"),
        cites("c", None, number="广东省人民政府令第188号"),
    ]
    assert apart(places) == [{"a", "b", "c"}]


def test_orders_of_two_provinces_and_of_nowhere_stay_apart() -> None:
    number = "省政府令第77号"
    places = [cites("a", None, number=number, area="永州市"), cites("b", None, number=number, area="咸宁市")]
    assert apart(places) == [{"a"}, {"b"}]
    assert apart([*places, cites("c", None, number=number), cites("d", None, number=number)]) == [
        {"a"}, {"b"}, {"c"}, {"d"},
    ]  # fmt: skip


def test_what_comes_every_year_is_forwarded_in_its_year() -> None:
    title, issuer = "辽宁省科学技术厅关于开展技术合同登记工作的通知", "辽宁省科学技术厅"
    places = [
        row(1, title, "2021-03-12", None, issuer),
        row(2, title, "2023-03-20", None, issuer),
        row(3, f"大连市科学技术局关于转发《{title}》的通知", "2023-04-02", None, "大连市科学技术局"),
        row(4, f"鞍山市科学技术局关于转发省科技厅《{title[8:]}》的通知", "2021-04-02", None, "鞍山市科学技术局"),
        row(5, f"抚顺市科学技术局关于转发《{title}》的通知", "2022-04-02", None, "抚顺市科学技术局"),
    ]
    policies = resolve.resolve(places)
    of_row = {one.citation.rsplit("/")[-1][0]: iri for iri, policy in policies.items() for one in policy.citations}
    forwards = {
        (quad.subject.value, quad.object.value)
        for quad in relations.edges(policies, {})
        if quad.predicate.value == str(PK.forwards)
    }
    assert {pair for pair in forwards if pair[1] in policies} == {
        (of_row["3"], of_row["2"]),
        (of_row["4"], of_row["1"]),
    }
