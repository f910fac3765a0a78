"""Large pictures are ready soon, move smoothly and stay small: measured in a headless Chromium.

What the page itself does is measured in time of the processor, without any room; what also waits for others, in time of the clock, with room
for a busy machine.
"""

from __future__ import annotations

import random
import shutil
import time
from collections.abc import Callable
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import networkx as nx
import numpy as np
import picture_page
import pyoxigraph as ox
import pytest

from kg.answers.evidence import Quote
from kg.answers.facts import Grant, Thing
from kg.drawing.layout import positions
from kg.drawing.panel import Said, yuan
from kg.drawing.picture import draw

T = TypeVar("T")
BASED_ON, DONE_BY, FROM = "urn:basedOn", "urn:implementedBy", "urn:source"
ROOM = 3  # times the time that a machine of its own takes: what is measured shares its processor with other tests

LONGEST = 1000  # milliseconds that a task of the page may take, however large the picture: the hand waits so long

# The time of every frame that the browser shows, while real events of a mouse arrive.
WATCH = "() => { window.times = []; const next = (now) => { window.times.push(now); window.watch = requestAnimationFrame(next); }; requestAnimationFrame(next); }"
SEEN = "() => { cancelAnimationFrame(window.watch); const t = window.times; return [(t.length - 1) / ((t[t.length - 1] - t[0]) / 1000), t.length - 1]; }"
CORNERS = ((260, 180), (-260, 160), (-200, -180), (240, -120), (0, 0))
LONG_TASKS = "window.long = []; new PerformanceObserver((all) => all.getEntries().forEach((one) => window.long.push(one.duration)))"
LONG_TASKS += ".observe({ type: 'longtask', buffered: true });"
SEARCH = """(words) => {
  const box = document.getElementById("search");
  box.value = words;
  const began = performance.now();
  box.dispatchEvent(new Event("input", { bubbles: true }));
  return performance.now() - began;
}"""
# Pixels of the canvas that differ from its ground, in each quarter.
FILLED = """() => {
  const canvas = document.querySelector("#stage canvas"), { width, height } = canvas, pen = canvas.getContext("2d"), found = [];
  for (const [x, y] of [[0, 0], [1, 0], [0, 1], [1, 1]]) {
    const { data } = pen.getImageData((x * width) / 2, (y * height) / 2, width / 2, height / 2);
    let other = 0;
    for (let i = 0; i < data.length; i += 4) other += data[i] + data[i + 1] + data[i + 2] < 700;
    found.push(other);
  }
  return found;
}"""
CLICK = """() => {
  const began = performance.now();
  document.querySelector("#panel .row").click();
  document.querySelector("#panel h2").getBoundingClientRect();
  return performance.now() - began;
}"""


@cache
def large_graph(count: int) -> nx.MultiDiGraph:
    """About two arrows a thing, with facts and quotes as long as those of real disclosures."""
    chance = random.Random(5)
    names = {BASED_ON: "依据", DONE_BY: "实施单位", FROM: "载于"}
    graph = nx.MultiDiGraph(arrows=[(iri, {"zh": name, "en": name}) for iri, name in names.items()])
    policies, units, documents = count // 8, count // 12, count // 12
    for k in range(policies):
        number = f"云山财社〔{2010 + k % 15}〕{k}号"
        facts = (("number", number), ("year", str(2010 + k % 15)), ("citation_count", str(k % 40)))
        graph.add_node(
            f"urn:policy/{k}",
            type="policy",
            thing=Thing("policy", f"urn:policy/{k}", f"关于下达第{k}批补助资金的通知", number),
            facts=facts,
            cited=k % 40,
        )
    for k in range(units):
        graph.add_node(f"urn:unit/{k}", type="organisation", thing=Thing("unit", "", f"云山县第{k}卫生院"))
    for k in range(documents):
        graph.add_node(
            f"urn:document/{k}", type="document", thing=Thing("document", "", f"云山县卫生健康局{k}号预算项目说明")
        )
    for k in range(count - policies - units - documents):
        title, node, amount = f"乡村卫生人员补助第{k}项目", f"urn:project/{k}", 1000 + chance.randrange(10**7)
        document, policy = chance.randrange(documents), min(chance.randrange(policies), chance.randrange(policies))
        called, file = f"云山县卫生健康局{document}号预算项目说明", f"{document}.txt"
        said = (
            f"为保障在岗乡村医生待遇，按照第{policy}号文件要求，第{k}项目由县级财政安排补助资金，用于发放岗位补助、开展业务培训和购买保险。"
            * 2
        )
        words = Quote("", called, 20, 40, said, None, file)
        quote = Said("about_citation", words, "立项依据")
        name = Said("about_name", Quote("", called, 0, len(title), title, file=file), "立项依据")
        facts = (("year", str(2020 + k % 6)), ("amount", yuan(Decimal(amount))), ("level", "县级"))
        graph.add_node(
            node,
            type="project",
            thing=Thing("project", node, title),
            facts=facts,
            evidence=(name,),
            grants=(Grant("urn:g", "urn:m", ox.Literal(str(amount))),),
        )
        graph.add_edge(node, f"urn:policy/{policy}", key=BASED_ON, evidence=(quote,))
        graph.add_edge(node, f"urn:unit/{chance.randrange(units)}", key=DONE_BY, evidence=(quote,))
        if k % 2:
            graph.add_edge(node, f"urn:document/{document}", key=FROM, evidence=(name,))
    return graph


@cache
def page_of(count: int) -> str:
    return draw(large_graph(count), "云山县")


def retried(measure: Callable[[], T], good: Callable[[T], bool]) -> T:
    """Measures again once where a busy moment spoiled the first time."""
    found = measure()
    return found if good(found) else measure()


def test_five_thousand_things_fit_into_three_megabytes() -> None:
    assert len(page_of(5000).encode()) < 3_000_000


def test_five_thousand_things_have_a_place_each() -> None:
    places = np.array(list(positions(large_graph(5000)).values()))
    assert len(places) == 5000 and np.isfinite(places).all()


def spent(client: Any) -> float:
    """Milliseconds of the processor that the page's own thread has taken so far."""
    metrics = {one["name"]: one["value"] for one in client.send("Performance.getMetrics")["metrics"]}
    return 1000 * float(metrics["TaskDuration"])


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("flags", [(), ("--disable-3d-apis",)])
@pytest.mark.parametrize(("count", "ready", "frames"), [(5000, 3, 30), (20_000, 5, 20)])
def test_large_pictures(tmp_path: Path, count: int, ready: float, frames: float, flags: tuple[str, ...]) -> None:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    file = tmp_path / "large.html"
    file.write_text(page_of(count), "utf-8")
    recorded: list[float] = []
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, args=[*picture_page.BROWSER, *flags])

        def opened() -> tuple[float, Any]:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.add_init_script(LONG_TASKS)
            browser.start_tracing(page=page, categories=["toplevel"])
            began = time.monotonic()
            page.goto(file.as_uri())
            page.wait_for_selector("[data-painted]")
            took = time.monotonic() - began
            recorded.extend(picture_page.tasks(browser.stop_tracing()))
            return took, page

        took, page = retried(opened, lambda found: found[0] < ready)
        assert took < ready * ROOM
        client = page.context.new_cdp_session(page)
        client.send("Performance.enable", {"timeDomain": "threadTicks"})
        assert spent(client) < 1000 * ready

        def searched(words: str) -> tuple[float, float]:
            before = spent(client)
            took: float = page.evaluate(SEARCH, words)
            # Of the processor also what is laid out and painted then.
            return took, spent(client) - before

        # The first search, at once: the index is made in idle moments, or then.
        took, own = searched("补助")
        assert own < 100 and took < 100 * ROOM
        page.fill("#search", "")
        page.wait_for_timeout(1500)
        box = page.locator("#stage canvas").bounding_box()
        middle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

        def moved(hold: bool, steps: int) -> float:
            page.mouse.move(*middle)
            if hold:
                page.mouse.down()
            page.evaluate(WATCH)
            before = spent(client)
            for dx, dy in CORNERS:
                page.mouse.move(middle[0] + dx, middle[1] + dy, steps=steps)
            rate, shown = page.evaluate(SEEN)
            # The page's own thread leaves time for so many frames, whatever else the machine does.
            assert (spent(client) - before) / shown < 1000 / frames, (hold, steps)
            if hold:
                assert min(page.evaluate(FILLED)) > 1000, "what is dragged shows the graph, not a bare ground"
                page.mouse.up()
            return rate

        for hold, steps in ((True, 30), (True, 8), (False, 40)):  # panned slowly and fast; only pointed at
            rate = retried(lambda hold=hold, steps=steps: moved(hold, steps), lambda rate: rate >= frames)
            assert rate >= frames / 2, (hold, steps)
        page.click("#fit")
        page.wait_for_timeout(400)
        for words in ("乡村", "云山财社 7号", "xcwsry", "没有"):
            took, own = retried(lambda words=words: searched(words), lambda found: max(found) < 100)
            assert own < 100 and took < 100 * ROOM, words
        page.fill("#search", "")
        assert page.evaluate(CLICK) < 500 * ROOM
        assert page.inner_text("#panel h2").startswith("关于下达第")
        page.keyboard.press("Escape")
        page.wait_for_timeout(200)
        for dx in range(0, 300, 7):
            page.mouse.move(middle[0] + dx, middle[1])
            if page.locator("#stage canvas.over").count():
                break
        began = time.monotonic()
        page.mouse.down()
        page.mouse.up()
        page.wait_for_selector("#panel h4")
        assert time.monotonic() - began < 0.5 * ROOM
        browser.start_tracing(page=page, categories=["toplevel"])
        for button in ("#do-hops_1", "#do-hops_2", "#view-table", "#view-graph", "#language", "#theme"):
            page.click(button)
        page.wait_for_timeout(300)
        recorded.extend(picture_page.tasks(browser.stop_tracing()))
        assert len(recorded) > 100 and max(recorded) < LONGEST
        assert max(page.evaluate("window.long"), default=0) < LONGEST * ROOM
        browser.close()
