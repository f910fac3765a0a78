"""The SPARQL editor by hand: words that do not exist, what is offered where, and the queries that the browser keeps."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from urllib.parse import quote

import chain_store
import charted_store
import pytest
import site_pages
import web_site
from playwright.sync_api import Browser, BrowserContext, Page

from kg.web.site import create_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with site_pages.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    path = charted_store.on_disk(tmp_path_factory.mktemp("editor") / "s.kg")
    with web_site.listening(create_app(web_site.settings_of(path)), "on") as found:
        yield found


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    made = browser.new_context(base_url=address, locale="en-GB")
    said: list[str] = []
    asked: list[str] = []
    made.on("weberror", lambda error: said.append(str(error.error)))
    made.on("console", lambda message: said.append(message.text) if "Content Security Policy" in message.text else None)
    made.on("request", lambda request: asked.append(request.url))
    yield made
    made.close()
    assert said == []
    assert [url for url in asked if not url.startswith((address, "data:", "blob:"))] == []


def opened(context: BrowserContext, where: str = "/editor") -> Page:
    page = context.new_page()
    page.set_default_timeout(60_000)
    page.goto(where)
    page.wait_for_selector("#tabs button")
    return page


def write(page: Page, text: str) -> None:
    page.locator(".cm-content").click()
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    page.keyboard.insert_text(text)


def text_of(page: Page) -> str:
    return page.locator(".cm-content").inner_text().strip()


def tabs(page: Page) -> list[str]:
    return page.locator("#tabs button:not([aria-label])").all_inner_texts()


@pytest.mark.parametrize(
    ("written", "unknown", "meant"),
    [
        ("?s pk:basdOn ?o", "pk:basdOn", "pk:basedOn"),
        ("?s a pk:budgetproject", "pk:budgetproject", "pk:BudgetProject"),
        ("?s pk:citationsCount ?n", "pk:citationsCount", "pk:citationCount"),
        ("?s <https://w3id.org/policy-kg/ns#baesdOn> ?o", "<https://w3id.org/policy-kg/ns#baesdOn>", "<https://w3id.org/policy-kg/ns#basedOn>"),
        ("?s pk:basedOn/pk:implments ?o", "pk:implments", "pk:implements"),
    ],
)  # fmt: skip
def test_a_word_that_does_not_exist_is_underlined_and_the_nearest_is_one_press_away(
    context: BrowserContext, written: str, unknown: str, meant: str
) -> None:
    page = opened(context)
    write(page, f"SELECT * WHERE {{\n  {written}\n}}")
    page.wait_for_selector("#unknown:not([hidden])")
    assert page.locator(".cm-unknown").all_inner_texts() == [unknown]
    assert page.locator("#unknown").inner_text().startswith(f"Line 2: {unknown} is no word")
    page.locator("#unknown button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#unknown", state="hidden")
    assert meant in text_of(page) and unknown not in text_of(page)
    assert page.locator(".cm-unknown").count() == 0


def test_what_a_word_is_called_leads_to_it(context: BrowserContext) -> None:
    page = opened(context, "/editor?lang=zh")
    write(page, "SELECT * { ?s a pk:预算项目 }")
    assert page.locator("#unknown").inner_text().startswith("第 1 行：词汇表里没有 pk:预算项目")
    assert page.locator("#unknown button").inner_text() == "pk:BudgetProject"


@pytest.mark.parametrize(
    "written",
    [
        "?s pk:basedOn ?o ; dcterms:anything ?x",
        '?s rdfs:label "pk:basdOn" # pk:nothing',
        "PREFIX pk: <http://example.org/ns#> SELECT * { ?s pk:basdOn ?o }",
        "?s <http://example.org/pk:basdOn> ?o",
    ],
)
def test_what_is_not_ours_is_left_alone(context: BrowserContext, written: str) -> None:
    page = opened(context)
    write(page, written)
    page.locator("#run").focus()
    page.wait_for_timeout(200)
    assert page.locator(".cm-unknown").count() == 0 and page.locator("#unknown").is_hidden()


def test_a_word_is_left_alone_while_it_is_written(context: BrowserContext) -> None:
    page = opened(context)
    write(page, "SELECT * { ?s pk:based")
    page.wait_for_timeout(200)
    assert page.locator("#unknown").is_hidden()
    page.keyboard.press("Escape")
    page.locator("#run").focus()
    assert page.locator("#unknown button").inner_text() == "pk:basedOn"


def test_a_prefix_of_ones_own_is_ours_where_it_says_so(context: BrowserContext) -> None:
    page = opened(context)
    write(page, "PREFIX k: <https://w3id.org/policy-kg/ns#>\nSELECT * { ?s k:basdOn ?o }")
    assert page.locator("#unknown button").inner_text() == "k:basedOn"


def test_many_wrong_words_are_counted_and_nobody_waits(context: BrowserContext) -> None:
    page = opened(context)
    page.evaluate("window.began = performance.now()")
    words = " ".join(f"pk:x{i}" for i in range(9_000))
    page.evaluate("words => { location.hash = `#query=${encodeURIComponent(words)}`; }", words)
    page.wait_for_selector("#unknown:not([hidden])")
    assert page.locator("#unknown").inner_text().endswith("And 8995 more.")
    assert page.evaluate("performance.now() - window.began") < 5_000


@pytest.mark.parametrize(
    ("before", "first"),
    [
        ("SELECT * { ?s a pk:BudgetProject ; ", "property"),
        ("SELECT * { ?s pk:basedOn ?o ;\n  ", "property"),
        ("SELECT * { ?s a ", "class"),
        ("SELECT * { ?s pk:basedOn/", "property"),
        ("SELECT * { FILTER(?x > 1.5) ?s ", "property"),
        ("SELECT * { ?s pk:basedOn [ ", "property"),
    ],
)
def test_what_may_stand_there_is_offered_first(context: BrowserContext, before: str, first: str) -> None:
    page = opened(context)
    kinds = page.evaluate(
        """before => { const model = JSON.parse(document.getElementById("model").textContent);
          return policyQueryWords(model).complete("", before, before.length).slice(0, 30).map((one) => one.type); }""",
        before,
    )
    assert set(kinds) == {first}


def test_properties_are_offered_behind_a_semicolon(context: BrowserContext) -> None:
    page = opened(context)
    write(page, "SELECT * { ?s a pk:BudgetProject ")
    page.keyboard.type("; ", delay=30)
    page.wait_for_selector(".cm-tooltip-autocomplete li")
    assert page.locator(".cm-tooltip-autocomplete li .cm-completionIcon-property").count() > 10
    assert page.locator(".cm-tooltip-autocomplete li .cm-completionIcon-class").count() == 0


def test_tabs_keep_what_is_written_and_stand_again_after_a_reload(context: BrowserContext) -> None:
    page = opened(context)
    write(page, "# one\nSELECT * { ?a ?b ?c }")
    page.locator("#tabs button", has_text="+").click()
    write(page, "# two\nASK { ?a ?b ?c }")
    assert tabs(page) == ["one", "two"]
    page.locator("#tabs button", has_text="one").press("Enter")
    assert text_of(page).startswith("# one")
    page.reload()
    page.wait_for_selector("#tabs button")
    assert tabs(page) == ["one", "two"] and text_of(page).startswith("# one")
    # A link does not write over what is there.
    other = opened(context, f"/editor#query={quote('# three')}")
    assert tabs(other) == ["one", "two", "three"] and text_of(other) == "# three"
    other.get_by_label("Close: one").click()
    assert tabs(other) == ["two", "three"] and text_of(other) == "# three"


def test_queries_are_saved_and_remembered_in_the_browser_and_forgotten_there(context: BrowserContext) -> None:
    page = opened(context)
    write(page, "# hostile <img src=x onerror=window.ran=1>\nASK { ?a ?b ?c }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result:not([hidden])")
    page.click("details summary")
    page.fill("#name", "mine")
    page.keyboard.press("Enter")
    page.locator("#saved button", has_text="mine").wait_for()
    other = opened(context, f"/editor#query={quote('# elsewhere')}")
    other.click("details summary")
    assert other.locator("#asked li").count() == 1 and other.evaluate("window.ran") is None
    other.locator("#saved button", has_text="mine").click()
    assert text_of(other).startswith("# hostile")
    other.get_by_label("Forget: mine").click()
    other.locator("#asked button[aria-label]").click()
    page.wait_for_selector("#none-saved:not([hidden])")
    assert page.locator("#asked li").count() == 0


def test_a_browser_that_keeps_nothing_still_answers(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, locale="en-GB")
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('switched off'); } })"
    )
    page = opened(context)
    write(page, "ASK { ?a ?b ?c }")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result:not([hidden])")
    context.close()


def test_an_answer_is_a_workbook_with_numbers_and_links(context: BrowserContext, address: str) -> None:
    page = opened(context)
    write(
        page,
        "SELECT ?name ?yuan ?p { ?g schema:fundedItem ?p ; schema:amount/schema:value ?yuan . ?p rdfs:label ?name }",
    )
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result:not([hidden])")
    with page.expect_download() as download:
        page.click("#xlsx")
    with zipfile.ZipFile(io.BytesIO(download.value.path().read_bytes())) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
        links = book.read("xl/worksheets/_rels/sheet1.xml.rels").decode()
        told = book.read("xl/sharedStrings.xml").decode()
    assert '<c r="B2"><v>' in sheet and f"{address}/id/project/" in links and "schema:fundedItem" in told
    assert "<f>" not in sheet
    write(page, "CONSTRUCT { ?a pk:implements ?b } { ?a pk:implements ?b }")
    page.keyboard.press("Control+Enter")
    page.locator("#result thead th", has_text="predicate").wait_for()
    assert page.locator("#xlsx").is_hidden()


def test_a_chart_is_read_in_words(context: BrowserContext) -> None:
    page = opened(context, "/editor?lang=zh")
    write(page, "SELECT ?policy ?citations { ?policy pk:citationCount ?citations } ORDER BY DESC(?citations) ?policy")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#result:not([hidden])")
    page.click("#draw")
    page.wait_for_selector("#bars[data-drawn] canvas")
    told = page.get_attribute("#bars", "aria-label") or ""
    assert told.startswith("按“policy”列的“引用次数”"), told
    assert chain_store.NATION in told and "id:" not in told
