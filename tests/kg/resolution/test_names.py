from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.resolution import policy_names
from kg.resolution.spelling import Name
from loaders.citations import numbers
from loaders.rdf import identifiers

SHA = "0123456789abcdef"


@pytest.mark.parametrize(
    ("number", "title", "area", "expected"),
    [
        ("云财社发〔2023〕36号", "供水办法", "个旧市", Name("云财社发〔2023〕36号", "供水办法")),
        ("云财社发〔2023〕36号", None, "", Name("云财社发〔2023〕36号")),
        ("〔2023〕36号", None, "", Name("〔2023〕36号", scope=SHA)),
        ("〔2023〕36号", "供水办法", "", Name("〔2023〕36号", "供水办法")),
        (None, "云南省供水办法", "个旧市", Name("", "云南省供水办法")),
        (None, "供水办法", "个旧市", Name("", "供水办法", scope="个旧市")),
        (None, "水法", "个旧市", Name("", "水法")),
        (None, "实施方案", "个旧市", Name("", "实施方案", scope=SHA)),
        (None, "xx市供水办法", "个旧市", Name("", "xx市供水办法", scope=SHA)),
        (None, "市人民政府关于供水的意见", "个旧市", Name("", "市人民政府关于供水的意见", scope="个旧市")),
        (None, "市人民政府关于供水的意见", "", Name("", "市人民政府关于供水的意见", scope=SHA)),
        (None, "《》", "个旧市", None),
        (None, None, "个旧市", None),
    ],
)
def test_what_a_place_prints(number: str | None, title: str | None, area: str, expected: Name | None) -> None:
    assert policy_names.name(number, title, (), SHA, area) == expected


def test_issuers_that_the_title_says_itself_are_left_out() -> None:
    title = "云南省财政厅关于供水的意见"
    assert policy_names.name(None, title, ("云南省财政厅",)) == Name("", title)
    beside = policy_names.name(None, "供水的意见", ("云南省水利厅", "云南省财政厅"))
    assert beside == Name("", "供水的意见", ("云南省水利厅", "云南省财政厅"))


TEXT = st.text("水法办《》（）〔〕号 a1≈、", max_size=12)


@given(
    st.sampled_from(
        ["", "云财社发〔2023〕36号", "〔2023〕1号", "国务院令第5号", "云府（综）〔2021〕5号", "国办函（电）〔2019〕7号"]
    ),
    TEXT,
    st.booleans(),
    st.sampled_from(["", SHA]),
)
def test_a_spelling_can_be_read_again(number: str, title: str, beside: bool, scope: str) -> None:
    title = title.replace(" ≈ ", "")
    if not number and not title:
        return
    name = Name(number, title, ("云南省水利厅", "云南省财政厅") if beside and title else (), scope)
    for rule in ("number", "title", "typing-error", "judgement"):
        assert policy_names.parse(policy_names.spelled(name, rule)) == (
            name,
            "" if rule in ("number", "title") else rule,
        )


@pytest.mark.parametrize(
    "printed",
    [
        "云财社发〔2023〕36号",
        "国务院令第588号",
        "国家税务总局公告2023年第12号",
        "〔2022〕24号",
        "沪府发〔xx〕6号",
        "云人口发〔20013〕26号",
    ],
)
def test_the_pieces_are_those_that_reading_gives(printed: str) -> None:
    assert policy_names.of(printed) == numbers.parse(printed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("国务院令第457号", "中华人民共和国国务院令第457号"),
        ("生态环境部、商务部公告2020年第53号", "生态环境部商务部公告2020年第53号"),
        ("财政部和税务总局令第51号", "财政部 税务总局令第51号"),
    ],
)
def test_spellings_of_one_number_meet(one: str, other: str) -> None:
    assert policy_names.number_iri(one) == policy_names.number_iri(other)
    assert policy_names.key(one) == policy_names.key(policy_names.key(other))


def test_the_number_that_is_shown() -> None:
    assert policy_names.shown(["中华人民共和国国务院令第457号"]) == "国务院令第457号"
    assert policy_names.shown(["财政部税务总局令第51号", "财政部、税务总局令第51号"]) == "财政部、税务总局令第51号"
    assert policy_names.number_iri("云财社发〔2023〕36号") == identifiers.policy("云财社发〔2023〕36号")


@pytest.mark.parametrize(
    ("short", "whole"),
    [
        ("国家环保总局令第5号", "国家环境保护总局令第5号"),
        ("人社部令第31号", "中华人民共和国人力资源和社会保障部令第31号"),
        ("安监总局令第80号", "国家安全生产监督管理总局令第80号"),
        ("国家质检总局令第138号", "国家质量监督检验检疫总局令第138号"),
        ("国家教委令第10号", "国家教育委员会令第10号"),
        ("民航总局令第123号", "中国民用航空总局令第123号"),
        ("住建部、国家发改委令第5号", "住房和城乡建设部、国家发展和改革委员会令第5号"),
    ],
)
def test_a_body_of_the_nation_in_short_issues_the_order_of_its_whole_name(short: str, whole: str) -> None:
    assert policy_names.number_iri(short) == policy_names.number_iri(whole)


@pytest.mark.parametrize(
    ("short", "whole"),
    [("国家广电总局令第62号", "国家广播电视总局令第62号"), ("国家计委令第10号", "国家计划委员会令第10号")],
)
def test_a_short_name_of_several_bodies_stays_apart(short: str, whole: str) -> None:
    """Each of them counted its orders from 1."""
    assert policy_names.number_iri(short) != policy_names.number_iri(whole)


@pytest.mark.parametrize(
    ("printed", "whole"),
    [
        ("人行令〔2021〕3号", "中国人民银行令〔2021〕3号"),
        ("人民银行令〔2021〕3号", "中国人民银行令〔2021〕3号"),
        ("人民银行公告〔2019〕7号", "中国人民银行公告〔2019〕7号"),
        ("市场监督管理总局令第41号", "国家市场监督管理总局令第41号"),
        ("市监总局令第41号", "国家市场监督管理总局令第41号"),
        ("市场监管总局公告2022年第9号", "国家市场监督管理总局公告2022年第9号"),
        ("银保监会令〔2020〕6号", "中国银行保险监督管理委员会令〔2020〕6号"),
        # Joint bodies without a mark between them.
        ("财政部税务总局公告2023年第12号", "财政部、国家税务总局公告2023年第12号"),
        ("财政部税务总局海关总署公告2019年第39号", "财政部、国家税务总局、海关总署公告2019年第39号"),
        # Of those that had the name one after the other, the one of the year.
        ("国家广电总局公告2006年第4号", "国家广播电影电视总局公告2006年第4号"),
        ("国家广电总局公告2015年第4号", "国家新闻出版广电总局公告2015年第4号"),
        ("广电总局公告2021年第4号", "国家广播电视总局公告2021年第4号"),
        ("国家计委公告1995年第8号", "国家计划委员会公告1995年第8号"),
        ("国家计委公告2001年第8号", "国家发展计划委员会公告2001年第8号"),
    ],
)
def test_orders_of_one_issuer_meet_under_its_whole_name(printed: str, whole: str) -> None:
    assert policy_names.number_iri(printed) == policy_names.number_iri(whole)


@pytest.mark.parametrize("year", [2012, 2013, 2018])
def test_in_a_year_of_two_names_a_short_one_stays_apart(year: int) -> None:
    """Whoever wrote it just before or after the change may have meant either."""
    assert "国家" not in policy_names.key(f"广电总局公告{year}年第4号")


@pytest.mark.parametrize("number", ["公告〔2020〕3号", "总局令〔2020〕3号", "署令〔2020〕3号", "国务院令第9号"])
def test_an_order_word_alone_names_nobody(number: str) -> None:
    assert policy_names.key(number) == number
