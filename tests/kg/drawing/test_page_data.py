from __future__ import annotations

import json
import random
from dataclasses import replace
from decimal import Decimal
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest
from made_up_county import DOCTORS, DOCTORS_NUMBER, iri, large_county

from kg.answers.evidence import Quote
from kg.answers.facts import Grant, Thing
from kg.drawing import page_data as room
from kg.drawing.findings import DrawnFinding
from kg.drawing.neighbourhood import whole
from kg.drawing.page_data import page_data
from kg.drawing.panel import Said

COLUMNS = ("label", "note", "facts", "quotes", "amount", "cited", "x", "y")


Words = tuple[object, ...]


A = Thing("project", "urn:a", "甲")


def granted(amount: str) -> Grant:
    return Grant("urn:g", "urn:m", ox.Literal(str(amount)))


def said_of(data: dict[str, Any], number: int) -> Words:
    """Reads words back as the page does."""
    about, source, sentence, offset, length, start = data["quotes"][number * 6 : number * 6 + 6]
    texts = data["texts"]
    called, file, section, page = (texts[one] for one in data["sources"][source])
    words = texts[sentence]
    exact, before, after = words[offset : offset + length], words[:offset], words[offset + length :]
    return texts[about], section, called, start, before, exact, after, page or None, file


def words_of(said: Said) -> Words:
    """The same of a quote in a graph; the page knows no IRI of its document."""
    one = said.quote
    return said.about, said.section, one.called, one.start, one.before, one.exact, one.after, one.page, one.file


def test_every_column_has_a_value_for_every_node(graph: nx.MultiDiGraph) -> None:
    data = page_data(graph, "t")
    assert {len(data["nodes"][name]) for name in ("id", *COLUMNS)} == {len(graph)} == {sum(data["counts"])}
    assert {data["base"] + end for end in data["nodes"]["id"]} == set(graph)
    assert len(data["edges"]) == 3 * len(data["said"]) == 3 * graph.number_of_edges()


def test_facts_and_amounts_are_those_of_the_graph(graph: nx.MultiDiGraph) -> None:
    data = page_data(graph, "t")
    texts = data["texts"]
    for number, end in enumerate(data["nodes"]["id"]):
        node = graph.nodes[data["base"] + end]
        flat = [texts[one] for one in data["nodes"]["facts"][number]]
        said = [
            (key, [value["zh"], value["en"]] if not isinstance(value, str) else value) for key, value in node["facts"]
        ]
        assert list(zip(flat[::2], flat[1::2], strict=True)) == said
        assert texts[data["nodes"]["label"][number]] == node["thing"].name
    doctors = data["nodes"]["id"].index(iri("project", "aaaa", 1).removeprefix(data["base"]))
    assert data["nodes"]["amount"][doctors] == 365000
    assert texts[data["nodes"]["label"][doctors]] == DOCTORS


def test_quotes_come_back_whole(graph: nx.MultiDiGraph) -> None:
    data = page_data(graph, "t")
    assert not data["cut"]
    for number, end in enumerate(data["nodes"]["id"]):
        evidence = graph.nodes[data["base"] + end]["evidence"]
        assert [said_of(data, one) for one in data["nodes"]["quotes"][number]] == list(map(words_of, evidence))


def test_a_sentence_of_several_quotes_is_written_once() -> None:
    sentence = "按照甲办法和乙办法执行，并按照甲办法和乙办法执行。"
    quote = Quote("", "文件", 12, 15, "依据如下。\n通知：\n" + sentence, None, "a.txt")
    more = replace(quote, start=16, end=19)
    first, other = (Said("about_citation", one, "依据") for one in (quote, more))
    graph = nx.MultiDiGraph(arrows=[])
    graph.add_node("urn:a", type="project", thing=A, evidence=(first, other, first))
    data = page_data(graph, "t")
    assert data["texts"].count(sentence) == 1
    assert len(data["quotes"]) == 12
    assert [said_of(data, one) for one in data["nodes"]["quotes"][0]] == [
        words_of(first),
        words_of(other),
        words_of(first),
    ]


def test_in_a_large_picture_the_words_around_a_quote_are_cut_but_never_the_quote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(room, "LARGE", 1)
    words = "𠀀引文" * 40
    quote = Quote("", "文件", 50, 50 + len(words), "前" * 50 + words + "后" * 32, "第3页", "a.txt")
    graph = nx.MultiDiGraph(arrows=[])
    graph.add_node("urn:a", type="project", thing=A, evidence=(Said("about_name", quote),))
    data = page_data(graph, "t")
    assert data["cut"]
    around = "…" + "前" * 30, words, "后" * 30 + "…"
    assert said_of(data, 0) == ("about_name", "", "文件", 50, *around, "第3页", "a.txt")


def test_amounts_are_never_added() -> None:
    graph = nx.MultiDiGraph(arrows=[])
    graph.add_node("urn:a", type="project", thing=A, grants=tuple(map(granted, ("100", "60.50", "-1", "NaN"))))
    graph.add_node("urn:b", type="policy", thing=Thing("policy", "urn:b", "乙"), cited=3)
    data = page_data(graph, "t")
    assert data["nodes"]["amount"] == [None, [100, 60.5, 0, 0]]
    assert data["nodes"]["cited"] == [3, 0]
    assert json.loads(json.dumps(data)) == data
    assert Decimal(str(data["nodes"]["amount"][1][1])) == Decimal("60.50")


def test_findings_of_things_that_are_drawn(graph: nx.MultiDiGraph) -> None:
    node = iri("project", "aaaa", 1)
    found = [
        DrawnFinding(node, "error", {"zh": "不符", "en": "does not fit"}, "36.5万元"),
        DrawnFinding(iri("project", "none", 9), "error", "not drawn"),
    ]
    data = page_data(graph, "t", findings=found)
    ((number, severity, text, words),) = data["findings"]
    assert data["base"] + data["nodes"]["id"][number] == node
    assert (severity, data["texts"][text], data["texts"][words]) == ("error", ["不符", "does not fit"], "36.5万元")


def test_five_thousand_things_are_small() -> None:
    graph = whole(large_county(250, random.Random(3).randrange).select, 20_000)
    size = len(json.dumps(page_data(graph, "t"), ensure_ascii=False, separators=(",", ":")).encode())
    assert size / len(graph) < 450, f"{size / len(graph):.0f} bytes a thing: 5,000 would be over 3 MB with the page"


def test_what_is_not_ours_keeps_its_whole_name() -> None:
    graph = nx.MultiDiGraph(arrows=[("urn:p", {"zh": "依据", "en": "based on"})])
    graph.add_node("urn:x", type="policy", thing=Thing("policy", "urn:x", DOCTORS_NUMBER))
    graph.add_edge("urn:x", "urn:x", key="urn:p")
    data = page_data(graph, "t")
    assert data["nodes"]["id"] == [["urn:x"]]
    assert data["edges"] == [0, 0, 0]
