"""Pages of pictures opened in a headless Chromium that counts what they ask for and what goes wrong; hostile values to put in."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import networkx as nx
import pytest

from kg.answers.evidence import Quote
from kg.answers.facts import Thing
from kg.drawing.panel import Said
from kg.drawing.picture import draw

TITLE = "云山县 政策—项目—资金"
BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BROWSER += ["--disable-sync", "--no-first-run"]

# Each would run, end the script, change the page or break a string if it were taken for anything but text.
HOSTILE = [
    "</script><script>window.ran = 1</script>",
    "<img src=x onerror='window.ran = 1'>",
    '"><svg onload="window.ran = 1">',
    "javascript:window.ran=1",
    '<a href="https://example.org/x">href</a>',
    "<!--<script>",
    "\u2028window.ran = 1\u2029",
    "null\0byte",
    "{{data}}{{script}}\\u003c\\",
    "__proto__",
    "constructor",
    "'; window.ran = 1; '",
    "&lt;b&gt; &amp; ${window.ran = 1}",
]


def hostile_graph(bad: str) -> nx.MultiDiGraph:
    """Every value that reaches the page is ``bad``."""
    graph = nx.MultiDiGraph(arrows=[("urn:arrow", {"zh": bad, "en": bad})])
    quote = Said("about_name", Quote(bad, bad, len(bad), 2 * len(bad), 3 * bad, bad, bad + "2"), bad)
    facts = ((bad, bad), ("number", {"zh": bad, "en": bad}))
    graph.add_node(bad, type="policy", thing=Thing("policy", bad, bad, bad), facts=facts, evidence=(quote,), cited=1)
    graph.add_node(bad + "2", type="project", thing=Thing("project", bad, bad, bad), facts=facts, evidence=(quote,))
    graph.add_edge(bad + "2", bad, key="urn:arrow", evidence=(quote,))
    graph.add_edge(bad + "2", bad, key=bad, evidence=(replace(quote, quote=replace(quote.quote, end=3 * len(bad))),))
    return graph


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    executable = shutil.which("chromium") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=executable, args=BROWSER)
        yield browser
        browser.close()


Open = Callable[..., Any]


@pytest.fixture
def show(chromium: Any, tmp_path: Path) -> Iterator[Open]:
    """Open a page of a graph; at the end of the test, it has asked for nothing, and nothing has gone wrong in it."""
    contexts: list[Any] = []
    requests: list[str] = []
    errors: list[str] = []

    def open_page(
        graph: nx.MultiDiGraph,
        title: str = TITLE,
        *,
        hash: str = "",
        size: tuple[int, int] = (1280, 800),
        **options: Any,
    ) -> Any:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(draw(graph, title, **options), encoding="utf-8")
        context = chromium.new_context(viewport={"width": size[0], "height": size[1]}, reduced_motion="reduce")
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: requests.append(request.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda message: errors.append(message.text))
        page.on("dialog", lambda dialog: errors.append(dialog.message))
        page.goto(file.as_uri() + hash)
        page.wait_for_selector("[data-painted]", timeout=60_000)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert [url for url in requests if not url.startswith(("file:", "data:,"))] == []
    # The pages themselves, some of them more than once.
    assert len({url.partition("#")[0] for url in requests if url.startswith("file:")}) == len(contexts)
    assert errors == []


def tasks(trace: bytes) -> list[float]:
    """Milliseconds of the processor that each task of a page's own thread took, from what the browser recorded."""
    events = json.loads(trace)["traceEvents"]
    own = {
        (one["pid"], one["tid"])
        for one in events
        if one["name"] == "thread_name" and one["args"]["name"] == "CrRendererMain"
    }
    found = [one for one in events if one["name"].endswith("RunTask") and (one["pid"], one["tid"]) in own]
    return [one["tdur"] / 1000 for one in found if "tdur" in one]


def find(page: Any, words_: str) -> list[str]:
    page.fill("#search", words_)
    return [text.split("\n")[0] for text in page.locator("#results-list li .label").all_inner_texts()]


def panel(page: Any) -> str:
    text: str = page.inner_text("#panel")
    return text
