"""Summaries are what the statements add up to, whatever was loaded and taken out, and in whatever order."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import nullcontext
from functools import cache
from unittest.mock import patch

import money_store
import pyoxigraph as ox
import pytest
from folders import DATA
from hypothesis import given, settings
from hypothesis import strategies as st

import queries
from kg.answers import ask, trace
from kg.resolution import incremental, mentions, resolve, summaries
from kg.stores import catalogue
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from loaders.rdf.triples import nquads

# The same questions, asked of the statements themselves: what each query said before there were summaries.
BARE = DATA / "bare"
QUESTIONS = sorted(file.stem for file in BARE.glob("*.rq"))
PLAN = "石泉县卫生健康局2024年工作计划\n\n一、村医补助\n\n按照《石泉县卫生健康经费管理办法》（石财社〔2022〕5号）发放补助，投入资金20万元。\n"
BY_TITLE = money_store.budget(
    2025,
    "70",
    money_store.project("一", "妇幼保健经费", "县级财政安排资金70万元。", "《石泉县卫生健康经费管理办法》"),
    money_store.project("二", "无资金项目", "不安排资金。", "《疫苗管理法》"),
)
# The third repeats the content of the second, the fifth that of the first: which of them counts depends on what is there.
TEXTS = (
    money_store.OLD,
    money_store.NEW,
    money_store.NEW.replace("\n", "\n\n").replace("，", "， "),
    money_store.REPORT,
    money_store.OLD.replace("\n", "\n\n"),
    BY_TITLE,
    PLAN,
)
POLICY = identifiers.policy("石财社〔2022〕5号")


@cache
def made(which: int) -> tuple[str, bytes]:
    """A document: its IRI, and its N-Quads."""
    found = money_store.read(TEXTS[which], f"{which}.txt")
    return identifiers.document(found.document.sha256), nquads(found)


def change(store: Store, flipped: Iterable[int], *, full: bool = False) -> None:
    """Load the documents that are not there and take out those that are, then bring what is derived up to date.

    ``full`` resolves as where a large share of the documents changed.
    """
    before = {}
    for which in flipped:
        document, said = made(which)
        before[document] = mentions.of_document(store, document)
        home = ox.NamedNode(document)
        if store.has_graph(document):
            store.inner.remove_graph(home)
            named: list[ox.Quad] = list(store.inner.quads_for_pattern(home, None, None, catalogue.GRAPH))
            for quad in named:
                store.inner.remove(quad)
        else:
            store.inner.load(said, ox.RdfFormat.N_QUADS)
            store.inner.add(ox.Quad(home, catalogue.FILE_NAME, ox.Literal(f"{which}.txt"), catalogue.GRAPH))
    with patch.object(incremental, "change", return_value=None) if full else nullcontext():
        resolve.rebuild(store, before)


def anew(store: Store) -> set[ox.Quad]:
    """The summaries of the same statements, made at once."""
    other = memory_store()
    other.inner.extend(quad for quad in store.inner if quad.graph_name != ox.NamedNode(identifiers.SUMMARIES))
    summaries.renew(other)
    return other.graph(identifiers.SUMMARIES)


def rows(store: Store, sparql: str) -> list[tuple[str, ...]]:
    table = ask.select(store, queries.bind(sparql, {"limit": "1000"}))
    return sorted(tuple(map(str, row)) for row in table.rows)


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.sets(st.integers(0, len(TEXTS) - 1), min_size=1, max_size=3), st.booleans()),
        min_size=1,
        max_size=5,
    )
)
def test_any_sequence_of_loads_and_removals_keeps_summaries_exact(steps: list[tuple[set[int], bool]]) -> None:
    store = memory_store()
    for flipped, full in steps:
        change(store, sorted(flipped), full=full)
        assert store.graph(identifiers.SUMMARIES) == anew(store)
        assert catalogue.STALE not in store.inner
    for name in QUESTIONS:
        assert rows(store, ask.named(name).sparql) == rows(store, (BARE / f"{name}.rq").read_text("utf-8"))


@pytest.mark.parametrize("name", QUESTIONS)
def test_an_answer_has_rows_that_could_be_wrong(name: str) -> None:
    store = memory_store()
    change(store, range(len(TEXTS)))
    bare = rows(store, (BARE / f"{name}.rq").read_text("utf-8"))
    assert len(bare) > (0 if name == "areas" else 1)
    assert rows(store, ask.named(name).sparql) == bare


@pytest.mark.parametrize("full", [False, True])
def test_a_change_reads_only_what_it_touches(full: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    store = memory_store()
    change(store, range(len(TEXTS) - 1))
    read: list[str] = []
    real = summaries._SummaryRenewal.read
    monkeypatch.setattr(summaries._SummaryRenewal, "read", lambda self, some: read.extend(some) or real(self, some))
    change(store, [len(TEXTS) - 1], full=full)
    assert read == [made(len(TEXTS) - 1)[0]]


def test_nothing_is_written_where_nothing_changed() -> None:
    store = memory_store()
    change(store, range(len(TEXTS)))
    assert summaries.renew(store) == 0


@pytest.mark.parametrize("size", [1, 3, 4, 100])
def test_pages_of_a_trace_are_the_whole_in_its_order(size: int) -> None:
    store = memory_store()
    change(store, range(len(TEXTS)))
    whole = trace.places_of(store, POLICY)
    assert len(whole) > 10 and whole[-1].project is None
    found = []
    for skip in range(0, len(whole), size):
        page = trace.trace(store, "石财社〔2022〕5号", limit=size, skip=skip)
        assert (page.total, page.skipped) == (len(whole), skip)
        assert len(page.places) == min(size, len(whole) - skip)
        found += page.places
    assert tuple(found) == whole
    assert [(p.project is None, p.fiscal_year, p.said.file) for p in whole] == sorted(
        (p.project is None, p.fiscal_year, p.said.file) for p in whole
    )
    beyond = trace.trace(store, "石财社〔2022〕5号", limit=size, skip=len(whole) + 5)
    assert beyond.places == () and beyond.total == len(whole)
