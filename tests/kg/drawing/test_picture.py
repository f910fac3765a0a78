from __future__ import annotations

import json
import random
import re
from collections import Counter
from pathlib import Path
from urllib.parse import quote as percent

import networkx as nx
import picture_page
import pytest
import screenshots
from made_up_county import (
    DOCTORS,
    DOCTORS_NUMBER,
    DOCTORS_POLICY,
    DOCTORS_PROJECT,
    DOCTORS_TITLE,
    HEALTH,
    iri,
    large_county,
)
from picture_page import HOSTILE, TITLE, Open, find, hostile_graph, panel

from kg.answers.facts import Thing
from kg.drawing import pyvis_page
from kg.drawing.neighbourhood import TYPES, whole
from kg.drawing.panel import FACTS
from kg.drawing.picture import Engine, draw, policy, words
from ontology.iris import PREFIXES as NAMESPACES

chromium, show = picture_page.chromium, picture_page.show


# ---- without a browser


def test_the_same_graph_gives_the_same_bytes(graph: nx.MultiDiGraph) -> None:
    other = nx.MultiDiGraph(**graph.graph)
    nodes, edges = list(graph.nodes(data=True)), list(graph.edges(keys=True, data=True))
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    other.add_nodes_from(nodes)
    other.add_edges_from(edges)
    assert draw(graph, TITLE) == draw(graph, TITLE) == draw(other, TITLE)
    assert draw(graph, TITLE, engine="pyvis") == draw(other, TITLE, engine="pyvis")


def test_drawing_leaves_the_graph_alone(graph: nx.MultiDiGraph) -> None:
    before = graph.copy()
    draw(graph, TITLE)
    draw(graph, TITLE, engine="pyvis")
    assert nx.utils.graphs_equal(graph, before)


@pytest.mark.parametrize("engine", ["canvas", "pyvis"])
def test_the_page_names_no_address(graph: nx.MultiDiGraph, engine: Engine) -> None:
    page = draw(graph, TITLE, engine=engine)
    assert not re.findall(r"<(?:script|link|img|iframe)[^>]*\s(?:src|href)=[\"'](?!data:)", page)
    assert "sourceMappingURL" not in page
    assert "default-src 'none'" in page
    assert "unsafe" not in page.split("<style>")[0]


@pytest.mark.parametrize("bad", HOSTILE)
def test_data_cannot_end_its_element(bad: str) -> None:
    page = draw(hostile_graph(bad), bad)
    data = page.split('type="application/json">')[1].split("</script>")[0]
    assert not set("<>&\u2028\u2029\0") & set(data)
    assert json.loads(data)["title"] == bad
    assert page.count("</script>") == 2


def test_the_words_of_the_page_are_there_in_both_languages() -> None:
    for names in words().values():
        assert names["zh"].strip() and names["en"].strip()
        assert sorted(re.findall(r"\{\w+\}", names["zh"])) == sorted(re.findall(r"\{\w+\}", names["en"]))


def test_the_policy_of_a_page_is_its_own(graph: nx.MultiDiGraph) -> None:
    stated = policy(draw(graph, TITLE))
    assert stated.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in stated and "http" not in stated
    assert stated == policy(draw(graph, "another title"))
    with pytest.raises(ValueError, match="no content security policy"):
        policy("<!doctype html>")


@pytest.mark.parametrize("links", ["javascript:alert(1)//", "data:text/html,", "//example.org/", "id/", ""])
def test_links_lead_to_pages_only(graph: nx.MultiDiGraph, links: str) -> None:
    with pytest.raises(ValueError, match="starts with / or http"):
        draw(graph, TITLE, links=links)


def test_every_word_the_page_says_is_in_the_table() -> None:
    said: set[str] = {f"type_{kind}" for kind in TYPES.values()}
    folder = Path(pyvis_page.__file__).parent
    for script in (folder / "page").glob("*.js"):
        said |= set(re.findall(r'\bsay\("(\w+)"', script.read_text(encoding="utf-8")))
    told = (folder / "panel.py").read_text(encoding="utf-8")
    said |= set(re.findall(r'"(about_\w+)"', told)) | {key for facts in FACTS.values() for key, _ in facts}
    said |= set(re.findall(r'(?:append\(\(|yield |lines \+= \[\()"(\w+)"', told))
    assert len(said) > 30
    assert said - {"type_"} <= set(words())


def test_pyvis_is_for_small_pictures() -> None:
    many = nx.MultiDiGraph(arrows=[])
    thing = Thing("project", "", "x")
    many.add_nodes_from((str(number), {"type": "project", "thing": thing}) for number in range(151))
    with pytest.raises(ValueError, match="150 nodes.*canvas"):
        draw(many, TITLE, engine="pyvis")


def test_only_two_languages(graph: nx.MultiDiGraph) -> None:
    with pytest.raises(ValueError, match="zh and en"):
        draw(graph, TITLE, lang="fr")


# ---- in a browser


ENGINES = pytest.mark.parametrize("engine", ["canvas", "pyvis"])


@pytest.mark.browser
@ENGINES
def test_search_leads_to_facts_words_and_neighbours(graph: nx.MultiDiGraph, show: Open, engine: Engine) -> None:
    page = show(graph, engine=engine)
    assert DOCTORS in find(page, "乡村医生")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == DOCTORS
    assert page.locator("#panel mark").all_inner_texts()[:2] == [DOCTORS, "36.5万元"]
    assert DOCTORS_NUMBER in page.locator("#panel mark").all_inner_texts()
    assert "health.txt · 立项依据" in panel(page)
    page.click(f"#panel .row:has-text('{DOCTORS_TITLE}')")
    assert page.inner_text("#panel h2") == DOCTORS_TITLE
    assert "依据（指向它） (1)" in panel(page)
    page.click("#panel .kind button")
    assert page.inner_text("#panel h2") == TITLE


@pytest.mark.browser
@pytest.mark.parametrize(
    "typed",
    [
        "云山财社〔2024〕12号",
        "云山财社[2024]12",
        "云山财社（2024） 12 号",
        "云山财社【２０２４】１２号",
        "云山财社2024 12号",
        "财社 12号",
    ],
)
def test_numbers_are_found_however_they_are_typed(graph: nx.MultiDiGraph, show: Open, typed: str) -> None:
    assert DOCTORS_TITLE in find(show(graph), typed)


@pytest.mark.browser
def test_search_finds_what_python_finds(show: Open) -> None:
    graph = whole(large_county(12, random.Random(3).randrange).select)
    page = show(graph)
    for part in ("医疗", "水务局", "之3", "没有这个"):
        named = [data["thing"].name for _, data in graph.nodes(data=True) if part in data["thing"].name]
        assert Counter(find(page, part)) == Counter(named)


@pytest.mark.browser
@ENGINES
def test_the_legend_counts_and_filters(show: Open, engine: Engine) -> None:
    graph = whole(large_county(8, random.Random(3).randrange).select)
    page = show(graph, engine=engine)
    kinds = list(dict.fromkeys(TYPES.values()))
    of_type = Counter(data["type"] for _, data in graph.nodes(data=True))
    of_arrow = Counter(key for *_, key in graph.edges(keys=True))
    for kind, count in of_type.items():
        chip = page.locator(f"label:has(input[name='type-{kinds.index(kind)}'])")
        assert chip.locator(".count").inner_text() == str(count)
    page.click("#more-filters")
    for number, (arrow, names) in enumerate(graph.graph["arrows"]):
        if of_arrow[arrow]:
            chip = page.locator(f"label:has(input[name='arrow-{number}'])")
            assert chip.inner_text().split() == [names["zh"], str(of_arrow[arrow])]
    page.uncheck(f"input[name='type-{kinds.index('project')}']")
    rest = graph.subgraph(node for node, data in graph.nodes(data=True) if data["type"] != "project")
    assert page.inner_text("#status") == f"显示 {len(rest)} / {len(graph)} 个节点，{rest.number_of_edges()} 条关系"
    page.check(f"input[name='type-{kinds.index('project')}']")
    basis = [iri for iri, _ in graph.graph["arrows"]].index(NAMESPACES["pk"] + "basedOn")
    page.uncheck(f"input[name='arrow-{basis}']")
    left = graph.number_of_edges() - of_arrow[NAMESPACES["pk"] + "basedOn"]
    assert page.inner_text("#status").endswith(f"，{left} 条关系")


@pytest.mark.browser
def test_a_click_on_the_canvas_chooses_the_node(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, hash="#n=" + percent(DOCTORS_PROJECT, safe=""))
    assert page.inner_text("#panel h2") == DOCTORS
    box = page.locator("#stage canvas").bounding_box()
    middle = box["width"] / 2, box["height"] / 2  # where a chosen node is moved to
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    assert page.inner_text("#panel h2") == TITLE
    page.mouse.move(box["x"] + middle[0], box["y"] + middle[1])
    assert DOCTORS in page.inner_text("#tip")
    page.mouse.click(box["x"] + middle[0], box["y"] + middle[1])
    assert page.inner_text("#panel h2") == DOCTORS
    page.mouse.move(box["x"] + 50, box["y"] + 50)
    page.mouse.down()
    page.mouse.move(box["x"] + 150, box["y"] + 120, steps=4)
    page.mouse.up()
    assert page.inner_text("#panel h2") == DOCTORS  # to pan is not to choose
    page.mouse.click(box["x"] + middle[0] + 100, box["y"] + middle[1] + 70)
    assert page.inner_text("#panel h2") == DOCTORS
    page.mouse.wheel(0, -400)
    page.mouse.wheel(0, 900)


@pytest.mark.browser
@ENGINES
def test_a_link_brings_the_choice_back(graph: nx.MultiDiGraph, show: Open, engine: Engine) -> None:
    page = show(graph, hash="#n=" + percent(DOCTORS_POLICY, safe=""), engine=engine)
    assert page.inner_text("#panel h2") == DOCTORS_TITLE
    page.click("#panel .kind button")
    assert page.evaluate("location.hash") == ""
    find(page, HEALTH)
    page.keyboard.press("Enter")
    assert page.evaluate("decodeURIComponent(location.hash)") == "#n=" + iri("organisation", HEALTH)
    page.go_back()
    page.go_back()
    assert page.inner_text("#panel h2") == DOCTORS_TITLE


@pytest.mark.browser
@pytest.mark.parametrize("broken", ["#n=%E4%ZZ", "#n=", "#nothing", "#n=https%3A%2F%2Fexample.org"])
def test_a_broken_link_shows_the_start(graph: nx.MultiDiGraph, show: Open, broken: str) -> None:
    assert show(graph, hash=broken).inner_text("#panel h2") == TITLE


@pytest.mark.browser
def test_everything_can_be_done_by_keyboard(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    page.keyboard.press("/")
    page.keyboard.type("乡村医生")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#search", "aria-activedescendant") == "result-1"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == DOCTORS
    page.focus("#more-filters")
    page.keyboard.press("Enter")
    page.focus("#save")
    page.keyboard.press("Enter")
    reached = []
    for _ in range(80):
        page.keyboard.press("Tab")
        reached.append(
            page.evaluate(
                "document.activeElement.name || document.activeElement.id || document.activeElement.className || document.activeElement.tagName"
            )
        )
    assert {
        "save_svg",
        "language",
        "theme",
        "type-0",
        "arrow-0",
        "year-0",
        "size",
        "CANVAS",
        "zoom-in",
        "fit",
        "row",
        "do-hops_1",
    } <= set(reached)
    page.focus("#stage canvas")
    for key in ("ArrowLeft", "ArrowUp", "+", "-", "0", "Escape"):
        page.keyboard.press(key)
    assert page.inner_text("#panel h2") == TITLE
    page.focus("#panel .row")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "panel"


@pytest.mark.browser
def test_only_the_neighbours(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, hash="#n=" + percent(DOCTORS_PROJECT, safe=""))
    page.click("#do-hops_1")
    near = graph.subgraph({DOCTORS_PROJECT, *nx.all_neighbors(graph, DOCTORS_PROJECT)})
    assert page.inner_text("#status") == f"显示 {len(near)} / {len(graph)} 个节点，{near.number_of_edges()} 条关系"
    page.click("#do-hops_1")
    assert page.inner_text("#status").startswith(f"显示 {len(graph)} /")


@pytest.mark.browser
def test_the_page_speaks_english_too(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, lang="en")
    assert "Most cited policies" in panel(page)
    assert page.get_attribute("html", "lang") == "en"
    page.click("#language")
    assert "被引用最多的政策文件" in panel(page)
    assert page.get_attribute("html", "lang") == "zh-CN"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("bad", "engine"), [(bad, "canvas") for bad in HOSTILE] + [("".join(HOSTILE), "pyvis"), ("href", "pyvis")]
)
def test_hostile_values_are_shown_literally(show: Open, bad: str, engine: Engine) -> None:
    page = show(hostile_graph(bad), bad, engine=engine)
    assert page.locator("h1").evaluate("h => h.textContent") == bad
    page.locator("#panel .row").first.click()
    for selector in ("#panel h2", "#panel mark", "#panel .note", "#panel dt", "#panel dd"):
        assert page.locator(selector).first.evaluate("e => e.textContent") == bad
    captions = page.locator("#panel figcaption").first.evaluate("e => e.textContent")
    assert bad in captions and bad + "2" in captions
    headings = page.locator("#panel h4").evaluate_all("all => all.map((e) => e.textContent)")
    assert all(heading.startswith(bad) for heading in headings) and len(headings) == 2
    page.fill("#search", bad.replace("\0", ""))
    page.mouse.move(400, 400)
    page.mouse.move(448, 440)
    page.wait_for_timeout(50)
    assert page.evaluate("window.ran") is None
    assert (
        page.evaluate("document.querySelectorAll('#panel img, #panel a, #panel script, .label img, .label svg').length")
        == 0
    )


@pytest.mark.browser
@ENGINES
@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_nodes(show: Open, count: int, engine: Engine) -> None:
    graph = nx.MultiDiGraph(arrows=[("urn:a", {"zh": "依据", "en": "based on"})])
    for number in range(count):
        graph.add_node(f"urn:{number}", type="project", thing=Thing("project", "", f"项目{number}"))
    if count == 2:
        graph.add_edge("urn:0", "urn:1", key="urn:a")
    page = show(graph, engine=engine)
    if not count:
        assert "图中没有任何节点" in panel(page)
        return
    find(page, "项目0")
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == "项目0"
    assert ("没有与它相连" in panel(page)) == (count == 1)


@pytest.mark.browser
def test_a_narrow_screen_needs_no_sideways_scroll(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, hash="#n=" + percent(DOCTORS_PROJECT, safe=""), size=(390, 800))
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.locator("#stage").bounding_box()["height"] > 250
    assert page.locator("#panel h2").is_visible()
    assert page.locator("#search").is_visible()


@pytest.mark.browser
def test_the_picture_can_be_saved(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    with page.expect_download() as waiting:
        page.click("#save")
        page.click("#save_png")
    assert waiting.value.suggested_filename == "云山县_政策_项目_资金.png"
    data = screenshots.keep_bytes(Path(waiting.value.path()).read_bytes(), "picture-export")
    assert data.startswith(b"\x89PNG")
    # The exported image has the colours of the types that are drawn, not the ground alone.
    assert len({tuple(colour) for colour in screenshots.pixels(data).reshape(-1, 3)[::7]}) > 20


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_told_from_the_ground(graph: nx.MultiDiGraph, show: Open, scheme: str) -> None:
    """WCAG 2.2: text 4.5:1 (1.4.3), shapes and controls 3:1 (1.4.11)."""
    page = show(graph)
    page.emulate_media(color_scheme=scheme)

    def luminance(name: str) -> float:
        hexadecimal = page.evaluate(f"getComputedStyle(document.documentElement).getPropertyValue('--{name}').trim()")
        parts = [int(hexadecimal[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    def contrast(one: str, other: str) -> float:
        light, dark = sorted((luminance(one), luminance(other)), reverse=True)
        return (light + 0.05) / (dark + 0.05)

    for ground in ("ground", "surface", "sunken", "accent-soft"):
        for ink in ("ink", "quiet"):
            assert contrast(ink, ground) >= 4.5, (ink, ground)
    assert contrast("mark-ink", "mark") >= 4.5
    for ground in ("ground", "surface"):
        assert contrast("accent", ground) >= 4.5
        for shape in (*TYPES.values(), *(f"shade-{one}" for one in (*range(1, 9), "others", "none"))):
            assert contrast(shape, ground) >= 3, shape
