"""The site in a real browser: nothing hostile runs, nobody is called, everyone can use it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import picture_page
import pytest
import screenshots
import site_pages
import web_site
from folders import ROOT
from playwright.sync_api import Browser, Page

from kg.web.site import create_app

pytestmark = pytest.mark.browser
WAIT = 60_000  # milliseconds, after which what a page is to show will not come; a busy machine takes its time
POLICY = "/id/policy/" + quote("云财社发〔2023〕36号")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    store = site_pages.loaded(tmp_path_factory.mktemp("site") / "examples.kg", ROOT / "examples")
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as found:
        yield found


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="zh-CN")
    found = context.new_page()
    found.set_default_timeout(WAIT)
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    yield found
    context.close()
    assert not errors


def _named(kind: str) -> str:
    """A name for a file: what kind of page it is."""
    where, _, done = kind.partition(">")
    parts = [part for part in where.partition("?")[0].split("/") if part.isascii() and "%" not in part]
    return ("-".join(filter(None, parts)) + ("-asked" if "?" in where else "") or "start") + (done and f"-{done}")


NUMBER = quote("云财社发〔2023〕36号")
# What stands behind > is done on the page before it is looked at (site_pages.opened).
KINDS = (
    "/", "/search?q=补助", "/search", "/policies", "/projects?filter=xyz", "/projects?year=2024", "/units", "/areas", "/documents", "/findings?severity=all", POLICY,
    "/id/policy/title/" + quote("中华人民共和国预算法"), "project", "/id/organisation/" + quote("个旧市卫生健康局"), "/id/area/" + quote("个旧市"), "/new?since=2020-01-01", "/compare?unit=" + quote("个旧市卫生健康局"),
    "document", "text", "/nothing", "graph", "/graph" + POLICY[3:], "/>suggestions",
    "/charts", "/charts/money", "/charts/citations", "/charts/chain", f"/charts/chain?policy={NUMBER}", "/charts/timeline", "/charts/validity", "/charts/handed-down",
    "/charts/chain?policy=x", "/questions", "/questions/money-flows", "/questions/chain-up", f"/questions/chain-up?number={NUMBER}",
    "/questions/chain-up?number=x", "/questions/chain-up>suggestions", "/editor", "/editor>answer", "/editor>error", "/editor>completion",
    "/editor/graph?key=policy/x",
)  # fmt: skip

# What is looked at whatever was changed; the others in `make test-all`.
FEW = ("/", "project", "text", "/projects?filter=xyz", "/charts/money", "/editor>answer")


@pytest.mark.parametrize(
    "kind", [kind if kind in FEW else pytest.param(kind, marks=pytest.mark.slow) for kind in KINDS]
)
def test_everyone_can_use_every_kind_of_page(browser: Browser, address: str, kind: str) -> None:
    """In light and in dark, on a wide screen and on a telephone."""
    assert site_pages.wrong(browser, address, kind, f"site-{_named(kind)}") == {}


@pytest.mark.slow
def test_no_request_leaves_and_nothing_hostile_runs(browser: Browser, tmp_path: Path) -> None:
    store = site_pages.hostile_store(tmp_path)
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as address:
        context = browser.new_context(base_url=address, locale="zh-CN")
        page = context.new_page()
        foreign: list[str] = []
        blocked: list[str] = []
        page.on(
            "request",
            lambda request: (
                None if request.url.startswith((address, "data:", "blob:")) else foreign.append(request.url)
            ),
        )
        page.on(
            "console",
            lambda message: blocked.append(message.text) if "Content Security Policy" in message.text else None,
        )
        seen: set[str] = set()
        waiting = ["/", "/search?q=" + quote("<img src=x"), "/suggest?q=img", "/findings?severity=all"]
        while waiting:
            one = waiting.pop()
            # Each value of a facet is looked at, not each choice of several; a picture alone is a page of the browser's own, with its style.
            if (
                one in seen
                or one.endswith(".png")
                or "format=" in one
                or one.startswith(("/editor", "/charts", "/report/"))
                or one.count("&") > 1
            ):
                continue
            seen.add(one)
            page.goto(one)
            assert page.evaluate("window.ran") is None, one
            assert page.locator("img[src=x], svg[onload], a[href*='example.org']:not([href^='/'])").count() == 0, one
            waiting += site_pages.links(page.content())
        context.close()
    assert len(seen) > 25
    assert foreign == []
    assert blocked == []


def test_the_language_and_the_skip_link_by_keyboard(page: Page) -> None:
    page.goto("/policies")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    names: list[str] = []
    page.goto("/policies")
    for _ in range(14):
        page.keyboard.press("Tab")
        names.append(page.evaluate("document.activeElement.textContent.trim()"))
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", names[-1]
    assert {"policy-kg", "English", "项目", "核查发现", "SPARQL"} <= set(names)


# What a hand can press, as far as it is in sight; the text of the editor lies in a tree of its own.
PRESSED = """() => [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0'], .editor")]
  .filter((one) => one.getClientRects().length && !one.disabled && one.checkVisibility({ visibilityProperty: true }))
  .map((one, i) => { one.dataset.pressed = i; return i; }).length"""
FOCUSED = """() => { const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
  const inner = one.shadowRoot?.activeElement;
  return { number: one.dataset.pressed === undefined || (one.matches(".editor") && !inner?.isContentEditable) ? -1 : Number(one.dataset.pressed),
    seen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none",
    inView: box.bottom > 0 && box.top < innerHeight }; }"""


@pytest.mark.parametrize(
    "kind",
    ["/", "/search?q=乡村医生补助", "/policies?filter=云财社", "/findings?filter=合计", "/projects?filter=养老", "/units?filter=财政", "/areas",
     "/documents?filter=2024", POLICY, "project", "/id/area/" + quote("个旧市"), "/new?since=2020-01-01", "/compare?unit=" + quote("个旧市卫生健康局"), "document", "/charts", "/charts/chain", "/charts/timeline",
     "/questions", "/questions/chain-up", "/questions/money-by-year", "/nothing", "graph",
     "/id/organisation/" + quote("个旧市卫生健康局"), "text", "/charts/money", "/charts/validity", "/editor", "/editor>answer", "/editor>error"],
)  # fmt: skip
def test_everything_is_reached_by_keyboard(page: Page, kind: str) -> None:
    """Tab leads to all that can be pressed, in sight, and out of the page again: no trap."""
    site_pages.opened(page, kind)
    page.wait_for_load_state("networkidle")
    count = page.evaluate(PRESSED)
    reached: set[int] = set()
    if ">" in kind:  # something was done in the middle of the page: begin at its top again
        page.focus("[data-pressed='0']")
        reached.add(0)
    for _ in range(count + 3):
        page.keyboard.press("Tab")
        found = page.evaluate(FOCUSED)
        if found["number"] < 0:
            break
        assert found["seen"] and found["inView"], f"nobody sees that number {found['number']} has the focus"
        reached.add(found["number"])
    else:
        raise AssertionError("the page lets nobody out")
    left = set(range(count)) - reached
    assert not [page.locator(f"[data-pressed='{number}']").evaluate("one => one.outerHTML") for number in sorted(left)]


def _suggested(page: Page, words: str) -> None:
    page.goto("/")
    page.click("#q")
    page.keyboard.insert_text(words)
    page.wait_for_selector("#suggestions li")


def test_suggestions_by_keyboard(page: Page) -> None:
    _suggested(page, "云财社发[2023]36号")
    assert page.get_attribute("#q", "aria-expanded") == "true"
    page.keyboard.press("ArrowDown")
    chosen = page.get_attribute("#q", "aria-activedescendant")
    assert page.get_attribute(f"#{chosen}", "aria-selected") == "true"
    page.keyboard.press("Escape")
    assert page.locator("#suggestions").is_hidden()
    _suggested(page, "云财社发[2023]36号")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**" + POLICY)
    assert "实施细则" in page.inner_text("h1")


def test_enter_without_a_choice_searches(page: Page) -> None:
    _suggested(page, "乡村医生")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search?q=*")
    assert page.locator("mark").count() > 0


def test_an_input_method_keeps_its_enter(page: Page) -> None:
    """While words are composed, Enter takes the composed words: it chooses no suggestion and sends no form."""
    _suggested(page, "补助")
    page.keyboard.press("ArrowDown")
    sent = page.evaluate(
        """() => {
          const input = document.getElementById("q");
          const key = (extra) => input.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...extra }));
          return [key({ isComposing: true }), key({ keyCode: 229 })];
        }"""
    )
    assert sent == [True, True]
    page.wait_for_timeout(200)
    assert page.url.endswith("/")


@pytest.mark.parametrize(
    ("kind", "field"),
    [("/", "#q"), ("/projects", "input[name=filter]"), ("/findings", "input[name=filter]"), ("/findings", "input[name=document]"),
     ("/charts/money", "input[name=unit]"), ("/charts/chain", "input[name=policy]"), ("/questions/chain-up", "main input[name=number]"),
     ("/questions/money-flows", "main input[type=text], main input:not([type])"), ("/editor>completion", ".cm-content")],
)  # fmt: skip
def test_no_field_takes_the_enter_of_an_input_method(page: Page, kind: str, field: str) -> None:
    """Enter, as a browser passes it on while words are composed: nothing is sent, chosen or run; the words stay."""
    site_pages.opened(page, kind)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(field).first.focus()
    client = page.context.new_cdp_session(page)
    client.send("Input.imeSetComposition", {"text": "buzhu", "selectionStart": 5, "selectionEnd": 5})
    before, shown = page.url, page.locator(field).first.evaluate("one => one.value ?? one.textContent")
    for kind_of_event in ("rawKeyDown", "keyUp"):
        key = {"type": kind_of_event, "key": "Process", "code": "Enter", "windowsVirtualKeyCode": 229}
        client.send("Input.dispatchKeyEvent", key)
    page.wait_for_timeout(150)
    assert "buzhu" in shown and page.locator(field).first.evaluate("one => one.value ?? one.textContent") == shown
    client.send("Input.insertText", {"text": "补助"})
    assert "补助" in page.locator(field).first.evaluate("one => one.value ?? one.textContent")
    assert page.url.partition("#")[0] == before.partition("#")[0]
    assert not [url for url in asked if "/suggest" not in url]


def test_a_place_is_shown_in_the_text(page: Page) -> None:
    page.goto(site_pages.example(page, "project"))
    link = page.locator("#main blockquote footer a").first
    words = page.locator("#main blockquote mark").first.inner_text()
    link.click()
    page.wait_for_selector("span.here")
    assert "".join(page.locator("span.here").all_text_contents()) == words
    page.wait_for_timeout(300)
    top = page.evaluate("document.querySelector('span.here').getBoundingClientRect().top")
    assert 0 < top < page.viewport_size["height"]  # type: ignore[index]
    start, end = map(int, re.findall(r"\d+", page.url.partition("#")[2]))
    text = page.evaluate("document.querySelector('.text').textContent")
    assert text[start:end] == words
    # Another place of the same page: the old outline goes, the text stays as it was.
    page.evaluate("location.hash = '#3-9'")
    page.wait_for_timeout(200)
    assert "".join(page.locator("span.here").all_text_contents()) == text[3:9]
    assert page.evaluate("document.querySelector('.text').textContent") == text
    assert f"{3} 至 {9}" in page.inner_text("#place")


def test_kinds_of_marks_can_be_switched_off(page: Page) -> None:
    page.goto(site_pages.example(page, "text"))
    style = "getComputedStyle(document.querySelector('.text mark.money')).backgroundColor"
    before = page.evaluate(style)
    page.uncheck("input[data-kind=money]")
    assert page.evaluate(style) != before == page.evaluate(style.replace(".text mark.money", ".key mark.money"))
    page.check("input[data-kind=money]")
    assert page.evaluate(style) == before


def test_findings_refresh_by_themselves(page: Page) -> None:
    page.goto("/findings?severity=all")
    page.wait_for_selector("[data-progress]", state="detached", timeout=2 * WAIT)
    page.wait_for_selector("tbody tr >> nth=10")
    assert page.locator("tbody tr").count() > 10
    page.locator("tbody td a:has(q)").first.press("Enter")
    page.wait_for_selector("span.here")


def test_a_picture_leads_back_and_on(page: Page) -> None:
    project = site_pages.example(page, "project")
    page.goto(project)
    page.click(".ways a >> nth=0")
    page.wait_for_url("**/graph/**")
    assert page.locator("canvas").count() >= 1
    assert page.evaluate("window.ran") is None
    page.click("a.back")
    page.wait_for_url("**" + project)


def test_a_printed_page_is_not_blank(page: Page, tmp_path: Path) -> None:
    import pypdfium2

    for number, kind in enumerate((POLICY, "project", "text", "/findings")):
        page.goto(site_pages.example(page, kind))
        screenshots.keep_print(page, f"site-print-{_named(kind)}")
        file = tmp_path / f"{number}.pdf"
        page.pdf(path=file)
        document = pypdfium2.PdfDocument(file)
        assert len(document[0].get_textpage().get_text_bounded()) > 200, kind
        assert "搜索" not in document[0].get_textpage().get_text_bounded(), kind
        document.close()


@pytest.mark.slow
def test_a_text_of_two_megabytes_stays_usable(browser: Browser, tmp_path: Path) -> None:
    line = (
        "乡村医生补助经费安排25.00万元，覆盖率达90%，依据《云山市乡村医生补助实施方案》（云山政发〔2023〕1号）执行。\n"
    )
    file = tmp_path / "长文.txt"
    file.write_text("云山市2024年卫生健康工作要点\n\n" + line * 11_000, "utf-8")
    assert file.stat().st_size > 1_500_000
    store = site_pages.loaded(tmp_path / "long.kg", file)
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as address:
        page = browser.new_context(base_url=address).new_page()
        key = page.request.get("/documents?format=json").json()[0]["iri"].rpartition("/")[2]
        page.set_default_timeout(2 * WAIT)
        page.goto(f"/text/{key}#600000-600010")
        page.wait_for_selector("span.here")
        page.wait_for_timeout(1_000)
        text = page.evaluate("document.querySelector('.text').textContent")
        assert text[600_000:600_010] == "".join(page.locator("span.here").all_text_contents())
        # A long task would hold up whoever scrolls.
        browser.start_tracing(page=page, categories=["toplevel"])
        page.evaluate(
            "async () => { for (let i = 0; i < 30; i++) { scrollBy(0, 2000); await new Promise(requestAnimationFrame); } }"
        )
        found = picture_page.tasks(browser.stop_tracing())
        assert len(found) > 30 and max(found) < 1_000
        page.close()
