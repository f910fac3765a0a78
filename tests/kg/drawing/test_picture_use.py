"""What people do with a picture: filter, sort, follow a path, hand on a link, save, print; with and without a mouse."""

from __future__ import annotations

import csv
import io
import random
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from xml.etree import ElementTree

import networkx as nx
import picture_page
import pytest
import screenshots
from made_up_county import (
    DOCTORS,
    DOCTORS_NUMBER,
    DOCTORS_POLICY,
    DOCTORS_PROJECT,
    HEALTH,
    iri,
    large_county,
)
from picture_page import HOSTILE, Open, find, hostile_graph, panel

from kg.answers.facts import Thing
from kg.drawing.findings import DrawnFinding
from kg.drawing.neighbourhood import whole
from ontology.iris import PREFIXES as NAMESPACES

pytestmark = pytest.mark.browser
chromium, show = picture_page.chromium, picture_page.show


@pytest.fixture(scope="module")
def county() -> nx.MultiDiGraph:
    return whole(large_county(10, random.Random(3).randrange).select)


def link(**said: str) -> str:
    return "#" + urlencode(said)


def status(page: Any) -> str:
    text: str = page.inner_text("#status")
    return text


def counted(graph: nx.MultiDiGraph, kept: set[str], without: str = "") -> str:
    edges = [key for *_, key in graph.subgraph(kept).edges(keys=True) if key != without]
    return f"显示 {len(kept)} / {len(graph)} 个节点，{len(edges)} 条关系"


def facts(graph: nx.MultiDiGraph, node: str, key: str) -> list[Any]:
    return [value for name, value in graph.nodes[node]["facts"] if name == key]


def beside(graph: nx.MultiDiGraph, asked: set[str], fits: set[str]) -> set[str]:
    """What a filter leaves: what fits, and of the types that cannot fit what is linked to it."""
    linked = {other for node in fits for other in nx.all_neighbors(graph, node)}
    return fits | {node for node in linked if graph.nodes[node]["type"] not in asked}


# ---- filters


@pytest.mark.parametrize(("low", "high"), [("2018", "2020"), ("", "2017"), ("2024", ""), ("1990", "1991")])
def test_years_leave_what_networkx_leaves(county: nx.MultiDiGraph, show: Open, low: str, high: str) -> None:
    page = show(county, hash=link(year=f"{low}~{high}"))
    asked = {county.nodes[n]["type"] for n in county if facts(county, n, "year")} - {"policy"}
    fits = {
        node
        for node, data in county.nodes(data=True)
        if data["type"] in asked
        and any(int(low or 0) <= int(y) <= int(high or 9999) for y in facts(county, node, "year"))
    }
    assert status(page) == counted(county, beside(county, asked, fits))


def test_amounts_typed_in_wan_and_combined_with_a_type(county: nx.MultiDiGraph, show: Open) -> None:
    page = show(county)
    page.click("#more-filters")
    page.fill("input[name='amount-0']", "１００")  # full width, as an input method types it
    fits = {n for n, data in county.nodes(data=True) if any(one.yuan >= 1_000_000 for one in data["grants"])}
    assert 0 < len(fits) < len(county)
    left = beside(county, {"project"}, fits)
    assert status(page) == counted(county, left)
    page.uncheck("input[name='type-4']")
    left = {node for node in left if county.nodes[node]["type"] != "document"}
    assert status(page) == counted(county, left)
    basis = NAMESPACES["pk"] + "basedOn"
    page.uncheck(f"input[name='arrow-{[arrow for arrow, _ in county.graph['arrows']].index(basis)}']")
    without = county.copy()
    without.remove_edges_from([(s, t, k) for s, t, k in county.edges(keys=True) if k == basis])
    left = {node for node in beside(without, {"project"}, fits) if county.nodes[node]["type"] != "document"}
    assert status(page) == counted(without, left)
    page.click("#clear-filters")
    assert status(page).startswith(f"显示 {len(county)} /")


def test_a_level_of_money(county: nx.MultiDiGraph, show: Open) -> None:
    page = show(county)
    page.click("#more-filters")
    page.select_option("select[name='level']", "县级")
    assert status(page).startswith(f"显示 {len(county) - len(list(nx.isolates(county)))} /")
    assert "level=" in page.evaluate("location.hash")
    page.fill("input[name='amount-0']", "99999999")
    assert status(page).startswith("显示 0 /")
    assert page.inner_text("#more-filters").startswith("更多筛选（2）")


def test_what_is_no_number_is_marked_and_changes_nothing(county: nx.MultiDiGraph, show: Open) -> None:
    page = show(county)
    page.click("#more-filters")
    page.fill("input[name='year-0']", "二〇二四")
    assert page.get_attribute("input[name='year-0']", "aria-invalid") == "true"
    assert status(page).startswith(f"显示 {len(county)} /")


def test_size_by_money_citations_or_relations(county: nx.MultiDiGraph, show: Open) -> None:
    page = show(county, hash=link(view="table"))
    page.click("#more-filters")
    for name in ("amount", "cited", "links", "auto"):
        page.select_option("select[name='size']", name)
        assert ("size=" + name in page.evaluate("location.hash")) == (name != "auto")


# ---- steps and paths


def test_steps_and_paths_are_those_of_networkx(county: nx.MultiDiGraph, show: Open) -> None:
    page = show(county)
    undirected = nx.Graph(county)
    nodes = sorted(county)
    chance = random.Random(7)
    for node in chance.sample(nodes, 6):
        for hops in (1, 2):
            page.goto(page.url.split("#")[0] + link(n=node, hops=str(hops)))
            near = set(nx.single_source_shortest_path_length(undirected, node, cutoff=hops))
            assert status(page) == counted(county, near)
    for _ in range(12):
        one, other = chance.sample(nodes, 2)
        page.goto(page.url.split("#")[0] + link(n=other, **{"from": one}))
        if nx.has_path(undirected, one, other):
            steps = nx.shortest_path_length(undirected, one, other)
            assert f"\n{steps} 步" in panel(page)
            assert page.locator(".path > li").count() == steps + 1
            assert status(page).startswith(f"显示 {steps + 1} /")
        else:
            assert "没有从" in panel(page)


def test_a_path_is_chosen_with_two_buttons_and_shows_its_quotes(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, hash=link(n=DOCTORS_POLICY))
    page.click("#do-path_from")
    assert page.evaluate("document.activeElement.id") == "do-path_from"
    find(page, HEALTH)
    page.keyboard.press("Enter")
    assert [text.split()[0] for text in page.locator(".path > li").all_inner_texts()][
        0
    ] == "云山县财政局关于下达乡村医生补助资金的通知"
    assert page.locator(".path mark").all_inner_texts() == [DOCTORS_NUMBER, HEALTH]
    assert page.locator(".path .step").all_inner_texts() == ["↑ 依据", "实施单位 ↓"]
    page.click("#do-path_end")
    assert page.locator(".path").count() == 0


# ---- table


def test_the_table_holds_every_thing_and_sorts(county: nx.MultiDiGraph, show: Open) -> None:
    page = show(county)
    page.keyboard.press("t")
    names: list[str] = []
    while True:
        names += page.locator("#table tbody th").all_inner_texts()
        if page.is_disabled("#page_after"):
            break
        page.click("#page_after")
    assert sorted(names) == sorted(data["thing"].name for _, data in county.nodes(data=True))
    page.click("#table thead button:text-is('金额')")
    assert page.get_attribute("#table thead th:has(button:text('金额'))", "aria-sort") == "descending"
    largest = max(one.yuan for _, data in county.nodes(data=True) for one in data["grants"])
    first = page.locator("#table tbody tr").first.inner_text()
    assert any(
        data["thing"].name in first and largest in [one.yuan for one in data["grants"]]
        for _, data in county.nodes(data=True)
    )
    page.locator("#table tbody button").first.click()
    assert page.inner_text("#panel h2") in first
    page = show(county, hash=page.evaluate("location.hash"))
    assert page.inner_text("#panel h2") in first
    assert page.locator("#table tbody tr").first.inner_text() == first


def saved(page: Any, what: str) -> bytes:
    page.click("#save")
    with page.expect_download() as waiting:
        page.click(f"#{what}")
    return Path(waiting.value.path()).read_bytes()


def test_csv_is_for_excel(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    data = saved(page, "save_things")
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert {row["IRI"] for row in rows} == set(graph)
    (doctors,) = (row for row in rows if row["IRI"] == DOCTORS_PROJECT)
    assert (doctors["名称"], doctors["类型"], doctors["年度"]) == (DOCTORS, "预算项目", "2024")
    assert (doctors["金额"], doctors["金额（元）"]) == ("36.5万元", "365000")
    relations = list(csv.DictReader(io.StringIO(saved(page, "save_relations").decode("utf-8-sig"), newline="")))
    assert len(relations) >= graph.number_of_edges()
    (basis,) = (row for row in relations if row["起点"] == DOCTORS and row["关系"] == "依据")
    assert (basis["原文"], basis["文件名"], basis["栏目"]) == (DOCTORS_NUMBER, "health.txt", "立项依据")


FORMULAS = ['=HYPERLINK("http://example.org")', "+1+1", "-1", "@SUM(A1)", "\t=1", "＝1", "\r=1"]


@pytest.mark.parametrize("bad", [*FORMULAS, "\n".join(HOSTILE)])
def test_hostile_values_in_table_csv_and_svg(show: Open, bad: str) -> None:
    page = show(hostile_graph(bad), "t", hash=link(view="table"))
    assert page.locator("#table tbody .name").first.evaluate("b => b.textContent") == bad
    assert page.locator("#table tbody td").last.evaluate("b => b.textContent") == "2"
    for what in ("save_things", "save_relations"):
        cells = [
            cell for row in csv.reader(io.StringIO(saved(page, what).decode("utf-8-sig"), newline="")) for cell in row
        ]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "＝", "\t", "\r"))]
    page.click("#view-graph")
    root = ElementTree.fromstring(saved(page, "save_svg"))
    assert {element.tag.rpartition("}")[2] for element in root.iter()} <= {"svg", "rect", "path", "text"}
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("window.ran") is None


def test_svg_is_the_drawing(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    root = ElementTree.fromstring(saved(page, "save_svg"))
    words = [element.text for element in root.iter() if element.tag.endswith("}text")]
    assert DOCTORS in words and DOCTORS_NUMBER in words
    # A report has it with its title, and with what the shapes mean.
    meant = words[words.index(page.locator("#title").inner_text()) + 1 :]
    assert len(meant) > 2 and all(one in page.locator("#legend").inner_text() for one in meant)
    assert sum(element.tag.endswith("}path") for element in root.iter()) >= 6


# ---- links, search, findings


def test_a_link_restores_everything(county: nx.MultiDiGraph, show: Open) -> None:
    node = sorted(n for n, data in county.nodes(data=True) if data["type"] == "project")[0]
    said = {
        "n": node,
        "hops": "2",
        "view": "table",
        "off": "document",
        "amount": "~5000000",
        "sort": "amount",
        "lang": "en",
    }
    page = show(county, hash=link(**said))
    assert page.get_attribute("#view-table", "aria-pressed") == "true"
    assert page.get_attribute("#do-hops_2", "aria-pressed") == "true"
    assert not page.is_checked("input[name='type-4']")
    assert page.input_value("input[name='amount-1']") == "5000000"
    assert page.get_attribute("html", "lang") == "en"
    before = panel(page), page.inner_text("#table")
    page.click("#panel .kind button")
    page.go_back()
    assert (panel(page), page.inner_text("#table")) == before
    page.click("#view-graph")
    assert "view" not in page.evaluate("location.hash")


@pytest.mark.parametrize(
    "broken", ["#hops=9&view=x&year=a~b&size=constructor&level=zz&off=none&from=x", "#year=~~~&amount=1e9~"]
)
def test_a_broken_link_filters_nothing(county: nx.MultiDiGraph, show: Open, broken: str) -> None:
    assert status(show(county, hash=broken)).startswith(f"显示 {len(county)} /")


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("yunshanxian", HEALTH),
        ("ysxwsjkj", HEALTH),
        ("xiangcunyisheng", DOCTORS),
        ("XCYS", DOCTORS),
        ("yi sheng", DOCTORS),
    ],
)
def test_pinyin_and_initials(graph: nx.MultiDiGraph, show: Open, typed: str, name: str) -> None:
    assert name in find(show(graph), typed)


def test_no_enter_while_an_input_method_composes(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    before = page.inner_text("#panel h2")
    assert find(page, "xiangcun")
    press = "(e) => document.getElementById('search').dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, ...e}))"
    for composing in ({"isComposing": True}, {"keyCode": 229}):
        page.evaluate(press, composing)
        assert page.inner_text("#panel h2") == before
    page.evaluate(press, {})
    assert page.inner_text("#panel h2") != before


def test_findings_are_listed_first_and_told_in_the_panel(graph: nx.MultiDiGraph, show: Open) -> None:
    found = [DrawnFinding(DOCTORS_PROJECT, "error", {"zh": "1 + 1 ≠ 3", "en": "1 + 1 is not 3"}, "36.5万元")]
    page = show(graph, findings=found)
    assert "核对发现" in panel(page)
    page.click("#panel .row:has-text('1 + 1 ≠ 3')")
    assert page.inner_text("#panel h2") == DOCTORS
    assert "有误 1 + 1 ≠ 3" in page.inner_text(".finding")
    assert "36.5万元" in page.inner_text(".finding q")


def test_a_thing_links_to_its_page_where_there_are_pages(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, hash=link(n=DOCTORS_PROJECT), links="/id/")
    assert page.get_attribute("#panel a", "href") == "/id/" + DOCTORS_PROJECT.removeprefix(
        "https://w3id.org/policy-kg/id/"
    )
    assert show(graph, hash=link(n=DOCTORS_PROJECT)).locator("#panel a").count() == 0


# ---- everyone


STATES = {
    "start": {},
    "selected": {"n": DOCTORS_PROJECT},
    "steps": {"n": DOCTORS_PROJECT, "hops": "1"},
    "path": {"n": DOCTORS_POLICY, "from": iri("organisation", HEALTH)},
    "table": {"view": "table", "sort": "amount"},
    "filters": {"year": "2024~", "lang": "en"},
}


@pytest.mark.parametrize(
    ("scheme", "engine"),
    [
        ("light", "canvas"),
        *(
            pytest.param(*look, marks=pytest.mark.slow)
            for look in (("dark", "canvas"), ("light", "pyvis"), ("dark", "pyvis"))
        ),
    ],
)
def test_axe_finds_nothing(graph: nx.MultiDiGraph, show: Open, scheme: str, engine: str) -> None:
    Axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe
    page = show(graph, engine=engine)
    if scheme == "dark":
        page.click("#theme")
    states = STATES if engine == "canvas" else {"selected": STATES["selected"]}
    for name, said in states.items():
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(page.url.split("#")[0] + link(**said))
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            if engine == "canvas":
                screenshots.keep(page, f"picture-{name}-{scheme}-{width}")
            results = Axe().run(page).response
            assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in results["violations"]] == [], (
                name,
                width,
            )
    find(page, "云山")
    page.click("#save")
    assert Axe().run(page).response["violations"] == []


def test_the_theme_is_the_readers_choice(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    ground = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.click("#theme")
    dark = page.evaluate(ground)
    assert dark != light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == dark
    page.click("#theme")
    assert page.evaluate(ground) == light


def test_every_node_is_reached_without_a_mouse(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    page.keyboard.press("t")
    page.focus("#table .sheet")
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("document.activeElement.className === 'name' ? document.activeElement.textContent : ''")
        )
    assert {data["thing"].name for _, data in graph.nodes(data=True)} <= reached
    page.focus("#table .name")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"
    page.keyboard.press("Escape")
    assert page.inner_text("#panel h2") == picture_page.TITLE
    page.focus("#save")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.id") == "save"
    assert page.is_hidden("#save-menu")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("said", [{}, {"n": DOCTORS_PROJECT}, {"view": "table"}])
def test_the_printed_page_is_not_blank(graph: nx.MultiDiGraph, show: Open, theme: str, said: dict[str, str]) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    page = show(graph, hash=link(**said))
    if theme == "dark":
        page.click("#theme")
    document = pdfium.PdfDocument(page.pdf(format="A4", print_background=True))
    text = "".join(one.get_textpage().get_text_range() for one in document)
    assert picture_page.TITLE in text
    assert DOCTORS in text
    if "n" in said:
        assert "36.5万元" in text
    screenshots.keep_print(page, f"picture-print-{'-'.join(said) or 'start'}-{theme}")
    pixels = document[0].render(scale=0.5).to_numpy()[:, :, :3]
    assert (pixels[:5] == 255).all(), "paper is white"
    dark = (pixels.min(axis=2) < 160).mean()
    assert 0.002 < dark < 0.2
    coloured = (pixels.max(axis=2).astype(int) - pixels.min(axis=2) > 60).sum()
    assert ("view" in said) or coloured > 100, "the picture is on the page"


def test_a_loop_and_an_isolate(show: Open) -> None:
    graph = nx.MultiDiGraph(arrows=[("urn:a", {"zh": "修改", "en": "amends"})])
    graph.add_node("urn:0", type="policy", thing=Thing("policy", "", "甲办法"))
    graph.add_node("urn:1", type="policy", thing=Thing("policy", "", "乙办法"))
    graph.add_edge("urn:0", "urn:0", key="urn:a")
    page = show(graph, hash=link(n="urn:0"))
    assert "修改 (1)" in panel(page)
    assert b"Q" in saved(page, "save_svg")
    assert status(page) == "显示 2 / 2 个节点，1 条关系"
