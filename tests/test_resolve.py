from __future__ import annotations

import random

import pyoxigraph as ox
import pytest
import small_store
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import catalogue, resolve
from kg.resolve import Cited, Policy
from loaders import identifiers
from ontology.terms import ID, PK

CODED, SAME_SERIAL, ORDER = "松财社发〔2023〕12号", "松政发〔2022〕24号", "国务院令第588号"


def cited(name: str, number: str | None = None, title: str | None = None, **more: object) -> Cited:
    return Cited(citation=f"http://e/{name}", number=number, title=title, **more)  # type: ignore[arg-type]


def meant(policies: dict[str, Policy]) -> dict[str, str]:
    """Citation -> policy, by the ends of their IRIs."""
    return {
        one.citation.rsplit("/", 1)[1]: policy.iri.removeprefix(ID + "policy/")
        for policy in policies.values()
        for one in policy.citations
    }


CASES = [
    ("equal numbers are one policy", [("a", CODED, "甲办法"), ("b", CODED, "乙办法")], {"a": CODED, "b": CODED}),
    ("an order needs no year", [("a", ORDER, None)], {"a": ORDER}),
    (
        "a title joins the one numbered policy of the same title",
        [("a", CODED, "关于印发《村医办法》的通知"), ("b", None, "村医办法")],
        {"a": CODED, "b": CODED},
    ),
    (
        "two numbered policies of one title: neither is taken",
        [("a", CODED, "村医办法"), ("b", "松卫发〔2021〕3号", "村医办法"), ("c", None, "村医办法")],
        {"a": CODED, "b": "松卫发〔2021〕3号", "c": "title/村医办法"},
    ),
    (
        "equal titles without numbers are one provisional policy, whatever their marks",
        [("a", None, "中华人民共和国 食品安全法"), ("b", None, "中华人民共和国食品安全法")],
        {"a": "title/中华人民共和国食品安全法", "b": "title/中华人民共和国食品安全法"},
    ),
    (
        "a number without its code is merged with no complete number, and not with another title",
        [("a", SAME_SERIAL, "养老通知"), ("b", "〔2022〕24号", "养老通知"), ("c", "〔2022〕24号", "健康通知")],
        {"a": SAME_SERIAL, "b": "〔2022〕24号/title/养老通知", "c": "〔2022〕24号/title/健康通知"},
    ),
    (
        "a masked year is known by number and title together",
        [("a", "松政发〔20xx〕4号", "养老通知"), ("b", "松政发〔20xx〕4号", "健康通知")],
        {"a": "松政发〔20xx〕4号/title/养老通知", "b": "松政发〔20xx〕4号/title/健康通知"},
    ),
    ("what names nothing means nothing", [("a", None, None), ("b", None, "《》")], {}),
]


@pytest.mark.parametrize(("citations", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_which_policy_a_citation_means(
    citations: list[tuple[str, str | None, str | None]], expected: dict[str, str]
) -> None:
    assert meant(resolve.resolve(cited(*one) for one in citations)) == expected


NUMBERS = st.sampled_from([None, CODED, SAME_SERIAL, ORDER, "〔2022〕24号", "松政发〔20xx〕4号"])
TITLES = st.sampled_from([None, "村医办法", "关于印发《村医办法》的通知", "养老通知", "养老 通知"])


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(NUMBERS, TITLES), max_size=12), st.integers())
def test_the_order_of_citations_changes_nothing_and_each_means_at_most_one(
    pairs: list[tuple[str | None, str | None]], seed: int
) -> None:
    citations = [cited(str(i), number, title) for i, (number, title) in enumerate(pairs)]
    shuffled = list(citations)
    random.Random(seed).shuffle(shuffled)
    first, second = resolve.resolve(citations), resolve.resolve(shuffled)
    assert resolve.quads(first.values()) == resolve.quads(second.values())
    means = [one.citation for policy in first.values() for one in policy.citations]
    assert len(means) == len(set(means))
    assert set(means) == {c.citation for c in citations if c.number or c.title}


def test_the_title_shown_is_the_most_frequent_then_the_longest() -> None:
    pages = [("a", "乙乙办法"), ("b", "甲办法"), ("c", "甲办法"), ("d", "丙丙丙办法")]
    (policy,) = resolve.resolve(cited(name, CODED, title) for name, title in pages).values()
    assert policy.ranked_titles() == ["甲办法", "丙丙丙办法", "乙乙办法"]


def test_issuers_are_those_that_a_citation_prints_or_else_those_of_the_title() -> None:
    title = "松江州财政局关于村医补助的通知"
    (printed,) = resolve.resolve([cited("a", CODED, title, issuers=("松江州卫生健康委",))]).values()
    (titled,) = resolve.resolve([cited("a", CODED, title)]).values()
    assert printed.issuers() == ["松江州卫生健康委"]
    assert titled.issuers() == ["松江州财政局"]


def test_only_citations_of_policies_are_read() -> None:
    read = {one.citation: one for one in resolve.read(small_store.in_memory())}
    assert len(read) == 9
    assert not any(one.title == "健康报" for one in read.values())


def test_rebuilding_writes_the_difference_and_clears_the_mark() -> None:
    store = small_store.in_memory()
    assert resolve.rebuild(store) == 0
    basis = f"?project <{PK.basedOn}> <{identifiers.policy(small_store.NUMBER)}>"
    assert len({row[0] for row in store.rows(f"SELECT ?project {{ {basis} }}")}) == 3
    gone = "https://w3id.org/policy-kg/id/document/bbbbbbbbbbbbbbb2"
    store.replace({gone: b""}, insert={catalogue.STALE})
    assert catalogue.is_stale(store)
    assert resolve.rebuild(store) > 0
    assert not catalogue.is_stale(store)
    assert len({row[0] for row in store.rows(f"SELECT ?project {{ {basis} }}")}) == 2
    fresh = small_store.Store.in_memory()
    fresh.inner.extend(quad for quad in store.inner if quad.graph_name != catalogue.DERIVED)
    resolve.rebuild(fresh)
    assert fresh.graph(identifiers.DERIVED) == store.graph(identifiers.DERIVED)


def test_a_crash_between_leaves_the_mark_so_that_the_next_writer_rebuilds() -> None:
    store = small_store.in_memory()
    derived = store.graph(identifiers.DERIVED)
    store.replace({identifiers.DERIVED: b""}, insert={catalogue.STALE})
    assert resolve.rebuild(store) == len(derived)
    assert store.graph(identifiers.DERIVED) == derived
    assert ox.Quad(catalogue.DERIVED, ox.NamedNode(str(PK.stale)), ox.Literal(True), catalogue.GRAPH) not in store.inner
