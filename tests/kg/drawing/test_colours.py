"""What a picture is coloured by: type, level, area, year, community; the legend says what each colour means, on the page and in the saved picture."""

from __future__ import annotations

import random
import struct
from collections import Counter
from pathlib import Path

import networkx as nx
import picture_page
import pytest
import screenshots
from picture_page import Open

from kg.drawing.page_data import communities

chromium, show = picture_page.chromium, picture_page.show


def test_communities_are_those_that_arrows_bind_in_whatever_order_they_came() -> None:
    rings = nx.disjoint_union_all([nx.complete_graph(6), nx.complete_graph(5), nx.complete_graph(4)])
    rings.add_edges_from([(0, 6), (7, 11)])
    found = communities(nx.MultiDiGraph(rings), range(15))
    assert found == [0] * 6 + [1] * 5 + [2] * 4
    shuffled = nx.MultiDiGraph()
    edges = list(rings.edges())
    random.Random(3).shuffle(edges)
    shuffled.add_edges_from(edges)
    assert communities(shuffled, range(15)) == found
    assert communities(nx.MultiDiGraph([(0, 0)]), [0]) == [0]


def legend(page: picture_page.Any) -> dict[str, int]:
    """The groups of the legend with their numbers."""
    return {
        one.evaluate("node => node.childNodes[1].textContent"): int(one.locator(".count").inner_text())
        for one in page.locator("#legend .tint").all()
    }


@pytest.mark.browser
def test_each_colour_counts_what_it_colours(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    assert page.locator("#legend .tint").count() == 0
    page.click("#more-filters")
    offered = page.locator("select[name=colour] option").evaluate_all("all => all.map((one) => one.value)")
    assert offered[0] == "type" and {"year", "community"} <= set(offered)
    for colour in offered[1:]:
        page.select_option("select[name=colour]", colour)
        groups = legend(page)
        assert groups and sum(groups.values()) == graph.number_of_nodes(), colour
        assert f"colour={colour}" in page.url
        assert page.evaluate("document.activeElement.name") == "colour"
        screenshots.keep(page, f"picture-colour-{colour}")
    again = show(graph, hash="#" + page.url.partition("#")[2])
    assert legend(again) == groups, "the address keeps it"


@pytest.mark.browser
def test_years_are_those_of_the_graph(graph: nx.MultiDiGraph, show: Open) -> None:
    def year(data: dict[str, picture_page.Any]) -> str:
        held = {str(value) for key, value in data.get("facts", ()) if key == "year"}
        return held.pop() if len(held) == 1 else "不止一个" if held else "未写明"

    expected = Counter(year(data) for _, data in graph.nodes(data=True))
    assert legend(show(graph, hash="#colour=year")) == expected


@pytest.mark.browser
def test_the_saved_picture_is_finer_than_the_screen_and_has_title_and_legend(
    graph: nx.MultiDiGraph, show: Open
) -> None:
    page = show(graph, hash="#colour=year")
    with page.expect_download() as waiting:
        page.click("#save")
        page.click("#save_png")
    data = Path(waiting.value.path()).read_bytes()
    screenshots.keep_bytes(data, "picture-export-coloured")
    wide, high = struct.unpack(">II", data[16:24])
    box = page.locator("#stage").bounding_box()
    assert wide >= 2 * box["width"] and high > 2 * box["height"]
    scale = wide / box["width"]
    pixels = screenshots.pixels(data)
    for band in (pixels[: int(40 * scale)], pixels[-int(40 * scale) :]):
        assert len({tuple(colour) for colour in band.reshape(-1, band.shape[-1])[::3]}) > 3, "words stand there"
