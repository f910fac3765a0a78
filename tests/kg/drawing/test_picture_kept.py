"""What a reader does to a picture and finds again: pins, hidden nodes, notes, and more neighbours from the site."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import networkx as nx
import picture_page
import pytest
import site_pages
import web_site
from folders import ROOT
from made_up_county import DOCTORS_POLICY, DOCTORS_PROJECT, large_county
from picture_page import Open
from playwright.sync_api import Browser, Page

from kg.drawing.neighbourhood import whole
from kg.web.site import create_app
from ontology.iris import ID

pytestmark = pytest.mark.browser
chromium, show = picture_page.chromium, picture_page.show


def again(page: Any) -> None:
    page.reload()
    page.wait_for_selector("[data-painted]", timeout=60_000)


def number(text: str) -> int:
    return int(text.split("/")[0].split()[-1])


def test_what_was_opened_is_marked_and_chosen(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, opened=DOCTORS_POLICY)
    name = graph.nodes[DOCTORS_POLICY]["thing"].name
    assert page.inner_text("#panel h2") == name
    assert page.evaluate("location.hash") == ""
    marked = page.evaluate("document.querySelector('canvas').toDataURL()")
    # Closed, it is closed also in a link; the mark stays.
    page.keyboard.press("Escape")
    assert page.evaluate("location.hash") == "#n=none" and page.inner_text("#panel h2") != name
    assert page.evaluate("document.querySelector('canvas').toDataURL()") != marked
    page.go_back()
    page.locator("#panel h2", has_text=name).wait_for()


def test_a_pinned_node_stands_where_it_was_put_whatever_is_filtered(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, opened=DOCTORS_POLICY)
    page.click("#do-pin")
    assert page.get_attribute("#do-pin", "aria-pressed") == "true"
    page.focus("canvas")
    before = page.evaluate("document.querySelector('canvas').toDataURL()")
    for _ in range(4):
        page.keyboard.press("Shift+ArrowRight")
    assert page.evaluate("document.querySelector('canvas').toDataURL()") != before
    stored = page.evaluate("JSON.parse(localStorage.getItem(Object.keys(localStorage)[0]))")
    ((kept, place),) = stored["pinned"].items()
    assert kept == DOCTORS_POLICY
    again(page)
    assert page.get_attribute("#do-pin", "aria-pressed") == "true"
    # Moved by hand: the chosen node goes with it, the rest stays.
    box = page.locator("canvas").bounding_box()
    page.keyboard.press("0")
    page.focus("canvas")
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.click("#do-pin")
    assert page.evaluate("JSON.parse(localStorage.getItem(Object.keys(localStorage)[0])).pinned") == {}
    assert place[0] != 0


def test_hidden_nodes_come_back_one_by_one_or_all(show: Open) -> None:
    graph = whole(large_county(4, random.Random(3).randrange).select)
    page = show(graph)
    all_of = number(page.inner_text("#status"))
    for _ in range(2):
        page.locator("#panel .row").first.click()
        page.click("#do-hide")
    assert number(page.inner_text("#status")) == all_of - 2
    assert page.inner_text("#away").startswith("已隐藏 2 个")
    again(page)
    assert number(page.inner_text("#status")) == all_of - 2
    page.focus("#away_undo")
    page.keyboard.press("Enter")
    assert number(page.inner_text("#status")) == all_of - 1
    page.click("#away_all")
    assert number(page.inner_text("#status")) == all_of and page.locator("#away").is_hidden()
    # Asked for by name, a hidden thing is there again.
    page.locator("#panel .row").first.click()
    name = page.inner_text("#panel h2")
    page.click("#do-hide")
    page.fill("#search", name)
    page.keyboard.press("Enter")
    assert page.inner_text("#panel h2") == name and number(page.inner_text("#status")) == all_of


@pytest.mark.parametrize("bad", picture_page.HOSTILE)
def test_a_note_is_kept_and_goes_into_the_table(graph: nx.MultiDiGraph, show: Open, bad: str) -> None:
    page = show(graph, opened=DOCTORS_PROJECT)
    page.fill("#note", bad)
    page.keyboard.press("/")
    again(page)
    told = page.input_value("#note")
    assert told == bad + "/" and page.evaluate("window.ran") is None
    page.click("#save")
    with page.expect_download() as download:
        page.click("#save_things")
    rows = list(csv.DictReader(download.value.path().read_text("utf-8-sig").splitlines(keepends=True)))
    noted = [row["我的备注"] for row in rows if row["我的备注"]]
    assert len(noted) == 1 and page.evaluate("window.ran") is None
    page.fill("#note", "")
    again(page)
    assert page.input_value("#note") == ""


@pytest.mark.parametrize(
    "stored", ["null", "[]", "x", '{"pinned": 5, "away": {"a": 1}}', '{"pinned": {"urn:x": ["a", 1e400]}, "away": 7}']
)
def test_what_a_browser_holds_otherwise_is_passed_over(graph: nx.MultiDiGraph, show: Open, stored: str) -> None:
    page = show(graph, opened=DOCTORS_POLICY)
    page.evaluate(
        "([key, value]) => { for (const one of [key, 'policy-kg.notes']) localStorage.setItem(one, value); }",
        [f"policy-kg.picture {DOCTORS_POLICY}", stored],
    )
    again(page)
    assert number(page.inner_text("#status")) == len(graph)


def test_slash_chooses_the_old_words(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph)
    page.fill("#search", "补助")
    page.keyboard.press("Escape")
    page.locator("canvas").focus()
    page.keyboard.press("/")
    page.keyboard.type("医生")
    assert page.input_value("#search") == "医生"


def test_the_columns_of_the_table_fit_their_words(graph: nx.MultiDiGraph, show: Open) -> None:
    page = show(graph, hash="#view=table")
    low = page.evaluate(
        """() => [...document.querySelectorAll("#table td")].filter((one) => one.textContent.length > 4)
          .filter((one) => one.getBoundingClientRect().width < Math.min(one.textContent.length, 12) * 6).map((one) => one.textContent)"""
    )
    assert low == []
    lines = page.evaluate(
        """() => Math.max(...[...document.querySelectorAll("#table td")].filter((one) => one.textContent.length <= 12)
          .map((one) => one.getBoundingClientRect().height))"""
    )
    names = page.evaluate(
        "Math.max(...[...document.querySelectorAll('#table tbody th')].map((one) => one.getBoundingClientRect().height))"
    )
    assert lines <= max(names, 60)


# ---- on the site


@pytest.fixture(scope="module")
def site(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Browser, str]]:
    store = site_pages.loaded(tmp_path_factory.mktemp("kept") / "examples.kg", ROOT / "examples")
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as address:
        yield chromium, address


@pytest.fixture
def page(site: tuple[Browser, str]) -> Iterator[Page]:
    browser, address = site
    context = browser.new_context(base_url=address, locale="zh-CN")
    said: list[str] = []
    found = context.new_page()
    found.set_default_timeout(60_000)
    found.on("console", lambda message: said.append(message.text))
    found.on("pageerror", lambda error: said.append(str(error)))
    yield found
    context.close()
    assert said == []


def test_neighbours_are_loaded_and_what_was_there_stays(page: Page, tmp_path: Path) -> None:
    where = site_pages.example(page, "graph")
    page.goto(where)
    page.wait_for_selector("[data-painted]")
    assert page.locator("#panel h2").inner_text()
    assert page.locator("#do-more").count() == 0  # of the thing itself all are there
    page.locator("#panel .row").last.click()
    name = page.inner_text("#panel h2")
    before = int(page.inner_text("#status").split("/")[1].split()[0])
    page.click("#do-more")
    page.wait_for_url("**more=**")
    page.wait_for_selector("[data-painted]")
    assert page.inner_text("#panel h2") == name and page.locator("#do-more").count() == 0
    assert int(page.inner_text("#status").split("/")[1].split()[0]) >= before
    places = page.evaluate("JSON.parse(sessionStorage.getItem('policy-kg.places'))")
    assert len(places) == before


@pytest.mark.parametrize("more", ["policy/> <x", "policy/none", quote("../../etc")])
def test_what_is_no_thing_adds_nothing(page: Page, more: str) -> None:
    where = site_pages.example(page, "graph")
    plain = page.request.get(where)
    answer = page.request.get(f"{where}?more={quote(more)}")
    assert answer.status in (200, 404) and plain.status == 200
    assert f"{ID}policy/none" not in answer.text()
