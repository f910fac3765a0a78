"""Charts, questions and the editor in a real Chromium: no request elsewhere, nothing runs, everything can be read and reached."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import chain_store
import charted_store
import pytest
import screenshots
import web_site
from axe_playwright_python.sync_playwright import Axe
from starlette.testclient import TestClient

from kg.web.site import create_app

pytestmark = pytest.mark.browser
CHAIN = f"/charts/chain?policy={quote(chain_store.NATION)}"
PAGES = ("/charts", "/charts/money", "/charts/citations", CHAIN, "/charts/chain", "/charts/timeline", "/charts/validity",
         "/questions", "/questions/money-flows", "/questions/chain-up?number=" + quote("托育"), "/editor")  # fmt: skip
DRAWN = ("/charts/money", "/charts/citations", CHAIN, "/charts/timeline", "/charts/validity")
# Pixels of the canvas that are not of its most frequent colour.
PIXELS = """(canvas) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height), counts = new Map();
  for (let i = 0; i < data.length; i += 4) { const c = data.slice(i, i + 4).join(); counts.set(c, (counts.get(c) ?? 0) + 1); }
  return { drawn: data.length / 4 - Math.max(...counts.values()), colours: counts.size };
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = charted_store.on_disk(tmp_path_factory.mktemp("drawn") / "s.kg", hostile=True)
    app = create_app(web_site.settings_of(path, seconds=4.0))
    # The client runs the application's lifespan, at whose end its workers end.
    with TestClient(app), web_site.listening(app) as address:
        yield address


class Watched:
    """A page with all that it asked for and complained about."""

    def __init__(self, browser: Any, address: str, **options: Any) -> None:
        self.context = browser.new_context(accept_downloads=True, **{"locale": "en", **options})
        self.page = self.context.new_page()
        self.address = address
        self.asked: list[str] = []
        self.said: list[str] = []
        self.context.on("request", lambda request: self.asked.append(request.url))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))

    def open(self, path: str) -> Any:
        self.page.goto(self.address + path)
        if self.page.locator("#figure").count():
            self.page.wait_for_selector("#chart[data-drawn] canvas")
        return self.page

    def clean(self) -> None:
        """Nothing was asked of anybody else, nothing ran, nothing was forbidden."""
        assert not [url for url in self.asked if not url.startswith((self.address, "data:", "blob:"))]
        # The browser itself reports a page that is answered with 404.
        assert not [text for text in self.said if "404" not in text and "400" not in text]
        assert self.page.evaluate("window.ran") is None


@pytest.fixture
def watched(browser: Any, address: str) -> Iterator[Watched]:
    watched = Watched(browser, address, viewport={"width": 1200, "height": 900})
    yield watched
    watched.clean()
    watched.context.close()


@pytest.mark.parametrize("path", DRAWN)
def test_a_chart_is_not_blank(watched: Watched, path: str) -> None:
    found = watched.open(path).locator("#chart canvas").first.evaluate(PIXELS)
    assert found["drawn"] > 1500 and found["colours"] > 10
    assert watched.page.locator("#chart").get_attribute("role") == "img"
    label = watched.page.locator("#chart").get_attribute("aria-label")
    assert "The data stand in the table below." in label


@pytest.mark.slow
@pytest.mark.parametrize("look", ["light", "dark", "small"])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_a_barrier(browser: Any, address: str, path: str, look: str) -> None:
    size = {"width": 390, "height": 800} if look == "small" else {"width": 1200, "height": 900}
    scheme, locale = ("dark" if look == "dark" else "light"), ("en" if look == "light" else "zh-CN")
    watched = Watched(browser, address, viewport=size, color_scheme=scheme, locale=locale)
    page = watched.open(path)
    if path == "/editor":
        page.click("#run")
        page.wait_for_selector("#result:not([hidden])")
    screenshots.keep(
        page, f"site{path.partition('?')[0].replace('/', '-')}{'-asked' if '?' in path else ''}-{look}", full=True
    )
    found = Axe().run(page).response["violations"]
    assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "the page is wider than the screen"
    watched.clean()
    watched.context.close()


def test_hostile_names_are_drawn_and_listed_as_they_are(watched: Watched) -> None:
    for path in ("/charts/money?top=40", CHAIN, "/charts/validity", "/questions/money-flows"):
        page = watched.open(path)
        shown = page.locator("main table").inner_text()
        for bad in charted_store.HOSTILE:
            assert bad.replace("\u2028", " ").replace("\u2029", " ").strip() in shown, (path, bad)
        if page.locator("#chart").count():
            box = page.locator("#chart").bounding_box()
            for part in range(1, 10):
                page.mouse.move(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * part / 10)
    assert watched.page.evaluate("document.querySelectorAll('main img, main iframe, main svg').length") == 0


def test_the_picture_can_be_saved(watched: Watched) -> None:
    page = watched.open("/charts/money")
    with page.expect_download() as download:
        page.click("#save")
    assert download.value.suggested_filename == "money.png"
    data = screenshots.keep_bytes(download.value.path().read_bytes(), "site-chart-export")
    assert data[:8] == b"\x89PNG\r\n\x1a\n"


def test_the_printed_page_has_the_chart(watched: Watched) -> None:
    page = watched.open("/charts/citations")
    screenshots.keep_print(page, "site-print-chart")
    page.wait_for_timeout(100)
    assert page.locator("#chart canvas").first.evaluate(PIXELS)["drawn"] > 1500


def write(page: Any, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def run(page: Any, text: str) -> Any:
    write(page, text)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result:not([hidden]), #error:not([hidden])")
    return page


def test_words_are_offered_while_one_types(watched: Watched) -> None:
    page = watched.open("/editor?lang=zh")
    write(page, "SELECT * { ?s ")
    page.keyboard.type("pk:ba", delay=30)
    page.locator(".cm-tooltip-autocomplete li", has_text="pk:basedOn").wait_for()
    offered = page.locator(".cm-tooltip-autocomplete li").all_inner_texts()
    assert any(text.startswith("pk:basedOn") and "依据" in text for text in offered)
    # For a moment after the list has appeared the editor takes Enter for a new line.
    page.wait_for_timeout(400)
    page.keyboard.press("Enter")
    page.keyboard.type(" ?so")
    assert "?s pk:basedOn ?so" in page.locator(".cm-content").inner_text()
    page.keyboard.type(" . ?s", delay=30)
    page.locator(".cm-tooltip-autocomplete li", has_text="?so").wait_for()
    assert page.locator(".cm-tooltip-autocomplete li").all_inner_texts() == ["?so"]


def test_the_answer_is_a_table_with_links_files_and_a_chart(watched: Watched) -> None:
    page = watched.open("/editor")
    run(
        page,
        "SELECT ?name ?yuan ?p { ?g schema:fundedItem ?p ; schema:amount/schema:value ?yuan . ?p rdfs:label ?name } ORDER BY DESC(?yuan)",
    )
    rows = page.locator("#result tbody tr")
    assert rows.count() >= 13
    assert page.locator("#result thead").inner_text().split() == ["name", "yuan", "p"]
    assert rows.first.locator("a").get_attribute("href").startswith("/id/project/")
    assert rows.first.locator("a").inner_text().startswith("id:project/")
    shown = page.locator("#result tbody").inner_text()
    assert "<img src=x onerror='window.ran = 1'>" in shown
    with page.expect_download() as download:
        page.click("#csv")
    sheet = download.value.path().read_bytes().decode("utf-8-sig")
    assert download.value.path().read_bytes().startswith(b"\xef\xbb\xbf")
    assert "\"'=HYPERLINK(" in sheet and sheet.startswith("name,yuan,p\r\n")
    with page.expect_download() as download:
        page.click("#json")
    assert b'"bindings"' in download.value.path().read_bytes()
    page.click("#draw")
    page.wait_for_selector("#bars[data-drawn] canvas")
    assert page.locator("#bars canvas").first.evaluate(PIXELS)["drawn"] > 1500
    assert page.locator("#draw").get_attribute("aria-expanded") == "true"


def test_a_graph_of_the_answer_opens(watched: Watched) -> None:
    page = watched.open("/editor")
    run(page, "CONSTRUCT { ?a ?p ?b } { VALUES ?p { pk:forwards pk:implements } ?a ?p ?b }")
    assert page.locator("#result thead").inner_text().split() == ["subject", "predicate", "object"]
    with watched.context.expect_page() as opened:
        page.click("#graph")
    picture = opened.value
    said: list[str] = []
    picture.on("console", lambda message: said.append(message.text))
    picture.reload()
    picture.wait_for_selector("canvas")
    assert chain_store.TITLES[chain_store.NATION] in picture.content() and not said
    run(page, "SELECT ?c { ?c a foaf:Person }")
    assert page.locator("#rows").inner_text() == "0"
    page.click("#graph")
    assert "no regulation" in page.locator("#note").inner_text()


def test_errors_name_their_line_and_the_cursor_goes_there(watched: Watched) -> None:
    page = run(watched.open("/editor"), "SELECT *\nWHERE { ?s pk: }}")
    assert page.locator("#error").inner_text().startswith("Line 2, column ")
    page.keyboard.type("#")
    assert "#" in page.locator(".cm-line").nth(1).inner_text()
    assert page.locator("#result").is_hidden()


def test_a_query_that_runs_can_be_stopped_and_one_that_takes_too_long_says_so(watched: Watched) -> None:
    page = watched.open("/editor")
    write(page, "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#stop:not([disabled])")
    page.click("#stop")
    assert page.locator("#status").inner_text() == "Stopped."
    assert page.locator("#stop").is_disabled()
    page.wait_for_timeout(4500)
    page.click("#run")
    page.wait_for_selector("#error:not([hidden])", timeout=60_000)
    assert (
        "longer than 4 seconds" in page.locator("#error").inner_text()
        or "memory" in page.locator("#error").inner_text()
    )
    watched.said = [text for text in watched.said if "503" not in text]


def test_a_link_fills_the_editor_and_runs_nothing(watched: Watched) -> None:
    text = "SELECT ?s { ?s a pk:BudgetProject } # 项目"
    page = watched.open(f"/editor#query={quote(text)}")
    page.wait_for_timeout(500)
    assert page.locator(".cm-content").inner_text().strip() == text
    assert not [url for url in watched.asked if "/sparql" in url]
    page.locator(".cm-content").click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" x")
    page.reload()
    assert page.locator(".cm-content").inner_text().strip() == f"{text} x"


def test_the_keyboard_is_enough_and_an_input_method_runs_nothing(watched: Watched) -> None:
    page = watched.open("/editor")
    page.locator("#prefixes").focus()
    page.keyboard.press("Tab")
    assert (
        page.evaluate("document.getElementById('text').shadowRoot.activeElement.getAttribute('aria-label')")
        == "SPARQL query"
    )
    client = watched.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "xiangmu", "selectionStart": 7, "selectionEnd": 7})
    page.keyboard.press("Control+Enter")
    page.wait_for_timeout(300)
    assert not [url for url in watched.asked if "/sparql" in url]
    client.send("Input.insertText", {"text": "项目"})
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Enter")
    page.wait_for_selector("#error:not([hidden]), #result:not([hidden])")


def test_a_regulation_is_suggested_and_chosen_by_keyboard(watched: Watched) -> None:
    page = watched.open("/questions/chain-up")
    page.locator("input[data-suggest]").focus()
    page.keyboard.type("云政办发", delay=20)
    page.wait_for_selector(".suggested:not([hidden]) li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator("input[data-suggest]").input_value() == chain_store.PROVINCE
    assert page.locator("#answer").count() == 0
    page.keyboard.press("Enter")
    page.wait_for_selector("#answer")
    assert chain_store.NATION in page.locator("main table").inner_text()
