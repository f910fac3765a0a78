"""Numbers and titles that are cited together: what is a conflict, and what is explained."""

from __future__ import annotations

import pytest

from kg.linting import conflicts
from loaders.citations import numbers
from loaders.rdf import identifiers

A, B = "红河州托育机构运营补助管理办法", "红河州残疾人康复救助工作方案"


def collected(*pairs: tuple[str, str]) -> conflicts.Names:
    """Names from pairs of number and title, each in a document of its own."""
    return conflicts.collected(
        (number, title, identifiers.citation(f"{place:016x}", 0, 5)) for place, (number, title) in enumerate(pairs)
    )


def number(printed: str) -> numbers.Number:
    found = numbers.parse(printed)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [
        (A, B, True),
        (A, f"关于印发《{A}》的通知", False),
        (A, f"红河州民政局关于印发{A}的通知", False),
        (A, "托育机构运营补助管理办法", False),
        (A, "红河州托育机构运营补助管理办", False),
        (A, "红河州托育机构营运补助管理办法", False),
        ("关于做好托育服务工作的通知", "红河州卫生健康委关于做好托育服务工作的通知", False),
        ("红河州民政局关于印发五项制度的通知", "乡镇敬老院考核规则", False),  # an attachment beside its notice
        ("长春市科学技术局关于开展补助申报工作的通知", "长沙市科学技术局关于认定科普场馆的通知", False),
    ],
)
def test_differ(one: str, other: str, different: bool) -> None:
    assert conflicts.differ(one, other) is conflicts.differ(other, one) is different


def test_one_number_with_two_titles() -> None:
    names = collected(("红民发〔2021〕6号", A), ("红民发〔2021〕6号", B), ("红民发〔2021〕6号", B))
    found = names.other_title(number("红民发〔2021〕6号"), A)
    assert found is not None and found[0] == B
    assert names.other_title(number("红民发〔2021〕7号"), A) is None


@pytest.mark.parametrize(
    ("other", "wrong"),
    [
        ("红民发〔2021〕63号", True),  # two digits in the wrong order
        ("红民发〔2021〕37号", True),
        ("红民发〔2021〕3号", True),
        ("红民发〔2021〕136号", True),
        ("红民发〔2023〕36号", True),  # the same serial in two years
        ("红民发〔2021〕41号", False),  # another batch of the same year
        ("红民发〔2023〕40号", False),  # a new edition
        ("红卫发〔2021〕36号", False),  # the title names no issuer
        ("〔2021〕36号", False),
    ],
)
def test_one_title_with_two_numbers(other: str, wrong: bool) -> None:
    names = collected(("红民发〔2021〕36号", A), (other, A))
    assert (names.other_number(number("红民发〔2021〕36号"), A) is not None) is wrong


def test_another_code_counts_where_the_title_names_its_issuer() -> None:
    title = "红河州民政局关于做好托育服务工作的通知"
    names = collected(("红民发〔2021〕36号", title), ("民发〔2021〕36号", title))
    assert names.other_number(number("红民发〔2021〕36号"), title) is not None


def test_revised_orders_have_new_numbers() -> None:
    names = collected(("国务院令第216号", "农药管理条例"), ("国务院令第677号", "农药管理条例"))
    assert names.other_number(number("国务院令第216号"), "农药管理条例") is None


def test_a_missing_code_is_completed_by_the_one_number_of_that_title() -> None:
    names = collected(("个政办发〔2022〕24号", A))
    assert names.complete(number("〔2022〕24号"), A) == "个政办发〔2022〕24号"
    assert names.complete(number("〔2022〕25号"), A) is None
    assert names.complete(number("〔2022〕24号"), None) is None
    twice = collected(("个政办发〔2022〕24号", A), ("个卫发〔2022〕24号", A))
    assert twice.complete(number("〔2022〕24号"), A) is None


def test_the_commoner_of_two_spellings() -> None:
    wrong = "红河州托育机枸运营补助管理办法"
    names = collected(("红民发〔2021〕6号", A), ("红民发〔2021〕6号", A), ("红民发〔2021〕6号", wrong))
    assert names.commoner("红民发〔2021〕6号", wrong) == A
    assert names.commoner("红民发〔2021〕6号", A) is None


def test_place() -> None:
    for lent, nth in ((None, 1), (None, 3), (7, 1)):
        iri = identifiers.citation("ab" * 8, 12, 34, lent, nth)
        assert conflicts.place(iri) == (identifiers.document("ab" * 8), 12, 34)
    with pytest.raises(ValueError, match="not a citation"):
        conflicts.place(identifiers.document("ab" * 8))
