"""Every place of the site and of the picture where a value from elsewhere is shown: it is text there, and nothing of it runs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, urlencode

import charted_store
import picture_page
import pytest
import site_pages
import web_site
from playwright.sync_api import Page
from site_pages import HOSTILE, SHORT

from kg.drawing.findings import DrawnFinding
from kg.resolution import judgements
from kg.stores import layout
from kg.web.site import create_app

pytestmark = pytest.mark.browser
chromium, show = picture_page.chromium, picture_page.show
BAD = quote(HOSTILE)
# Elements that only a value taken for HTML could have made, also within the tree of the editor.
MADE = """() => { const all = (root) => [...root.querySelectorAll("*")].flatMap((one) => [one, ...(one.shadowRoot ? all(one.shadowRoot) : [])]);
  return all(document).filter((one) => one.matches("img, iframe, object, embed, base, svg[onload], [onerror], a[href^='javascript'], a[href^='http'], a[href^='//']"))
    .map((one) => one.outerHTML); }"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A site on a store whose names are hostile, in a folder of such a name, with people's judgements that contradict each other."""
    folder = tmp_path_factory.mktemp("hostile") / "<img src=x onerror=window.ran=1>"
    folder.mkdir()
    path = charted_store.on_disk(folder / "s.kg", hostile=True)
    said = [judgements.Judgement(kind, HOSTILE, "云政发〔2020〕1号", "", "", "") for kind in ("same", "different")]
    judgements.write(path / layout.JUDGEMENTS, said)
    with web_site.listening(create_app(web_site.settings_of(path, seconds=8.0)), "on") as found:
        yield found


@pytest.fixture
def page(chromium: Any, address: str) -> Iterator[Page]:
    """A page that, at the end, has run nothing hostile and asked nobody else; what the browser forbade is a fault too."""
    context = chromium.new_context(base_url=address, locale="zh-CN")
    found = context.new_page()
    found.set_default_timeout(60_000)
    wrong: list[str] = []
    found.on("pageerror", lambda error: wrong.append(str(error)))
    found.on("dialog", lambda dialog: wrong.append(dialog.message))
    found.on("console", lambda said: wrong.append(said.text) if "Security Policy" in said.text else None)
    found.on("request", lambda one: None if one.url.startswith((address, "data:", "blob:")) else wrong.append(one.url))
    yield found
    clean(found)
    context.close()
    assert not wrong


def clean(page: Page) -> None:
    assert page.evaluate("window.ran") is None
    assert page.evaluate(MADE) == []


# What a page is asked with comes back on it: as the words of a field, in a sentence, in a link to the same page otherwise.
ASKED = (
    f"/search?q={BAD}", f"/search?q={BAD}&kind={BAD}&page={BAD}", f"/projects?filter={BAD}&sort={BAD}&page={BAD}", f"/policies?filter={BAD}",
    f"/findings?filter={BAD}&severity={BAD}&kind={BAD}&document={BAD}", f"/charts/money?unit={BAD}&year={BAD}&top={BAD}", f"/charts/chain?policy={BAD}", f"/charts/handed-down?policy={BAD}",
    f"/charts/citations?by={BAD}", f"/charts/{BAD}", f"/questions/{BAD}", f"/questions/chain-up?number={BAD}", f"/questions/money-flows?limit={BAD}",
    f"/questions/trace?number={BAD}&{BAD}={BAD}", f"/nothing/{BAD}?{BAD}", f"/id/policy/{BAD}", f"/id/policy/title/{BAD}", f"/id/{BAD}/x", f"/text/{BAD}", f"/graph/policy/{BAD}",
    f"/editor/graph?key={BAD}", f"/editor#query={BAD}", f"/?lang={BAD}&{BAD}={BAD}", f"/sparql?query={BAD}",
)  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_a_page_is_asked_with_is_text(page: Page, lang: str) -> None:
    page.set_extra_http_headers({"Accept-Language": lang})
    shown = 0
    for one in ASKED:
        page.goto(one)
        clean(page)
        field = "input[name=q], input[name=filter], input[name=unit], input[name=policy], input[name=number], main p"
        shown += page.locator(field).evaluate_all(
            "(all, bad) => all.some((one) => (one.value ?? one.textContent).includes(bad))", HOSTILE[:60]
        )
    assert shown >= 8


def test_the_notice_of_wrong_judgements_is_text(page: Page) -> None:
    page.goto("/areas")
    assert "window.ran=1" in page.locator(".notices").inner_text()


def test_names_are_text_wherever_they_are_suggested_listed_and_drawn(page: Page) -> None:
    page.goto("/")
    page.click("#q")
    page.keyboard.insert_text("window.ran")
    page.wait_for_selector("#suggestions li")
    assert "window.ran = 1" in page.locator("#suggestions").inner_text()
    page.keyboard.press("ArrowDown")
    clean(page)
    page.goto("/questions/chain-up")
    page.click("input[data-suggest]")
    page.keyboard.insert_text("window.ran")
    page.wait_for_selector(".suggested li")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    clean(page)


def test_every_chart_and_question_of_hostile_names_is_text(page: Page) -> None:
    page.goto("/questions")
    questions = [one for one in site_pages.links(page.content()) if re.fullmatch(r"/questions/[\w-]+", one)]
    page.goto("/charts")
    charts = [one for one in site_pages.links(page.content()) if re.fullmatch(r"/charts/\w+", one)]
    assert len(questions) > 15 and len(charts) == 5
    hostile = 0
    for one in (*charts, "/charts/chain?policy=" + quote(charted_store.HOSTILE[1]), *questions):
        page.goto(one)
        # What needs no words has its answer; the others are asked of a hostile name.
        if one in questions and not page.locator("#answer").count():
            for field in page.locator("main form input:not([type=hidden])").all():
                field.fill(charted_store.HOSTILE[1])
            # A field for numbers takes no words: the browser itself sends them to nobody.
            if page.evaluate("document.querySelector('main form').checkValidity()"):
                with page.expect_navigation():
                    page.locator("main form button").first.click()
        clean(page)
        text = page.locator("main").inner_text()
        hostile += "window.ran" in text
        box = page.locator("#chart").bounding_box() if page.locator("#chart").count() else None
        if box:
            page.wait_for_selector("#chart[data-drawn] canvas")
            for part in range(1, 20):
                page.mouse.move(box["x"] + box["width"] * 0.52, box["y"] + box["height"] * part / 20)
            clean(page)
    assert hostile > 10


def test_what_the_editor_shows_is_text(page: Page) -> None:
    page.goto("/editor")
    text = f'SELECT ?x ?n {{ VALUES (?x ?n) {{ ("{SHORT}" 1) (<javascript:window.ran=1> 2) ("=HYPERLINK(1)" 3) ("{{a|b}}{{c}}" 4) }} }}'
    made = "CONSTRUCT { ?s rdfs:label ?name } { ?s rdfs:label ?name FILTER CONTAINS(?name, 'window.ran') }"
    for query, shown in (
        (text, SHORT),
        (made, "window.ran = 1"),
        (f"SELECT * {{ {HOSTILE}", "window.ran=1"),
        (f"ASK {{ '{SHORT}' }}", ""),
    ):
        page.locator(".cm-content").click()
        page.keyboard.press("Control+a")
        page.keyboard.press("Delete")
        page.keyboard.insert_text(query)
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#result:not([hidden]), #error:not([hidden])")
        if query == text:
            assert shown in page.locator("#result tbody").inner_text()
            assert page.locator("#result tbody a").count() == 0
            page.click("#draw")
            page.wait_for_selector("#bars[data-drawn] canvas")
        if query == made:
            assert shown in page.locator("#result tbody").inner_text()
        clean(page)


def test_what_a_picture_is_told_besides_its_graph_is_text(show: picture_page.Open) -> None:
    """The address, findings, what is left out, the way to a thing's page, the filters, a path, the table, and both languages."""
    bad = "".join(picture_page.HOSTILE)
    graph = picture_page.hostile_graph(bad)
    graph.nodes[bad]["facts"] += (("issuer_level", bad), ("year", bad), ("level", {"zh": bad, "en": bad}))
    found = [DrawnFinding(node, "error", {"zh": bad, "en": bad}, bad) for node in (bad, bad + "2")]
    hash = "#" + urlencode(
        {
            "n": bad,
            "from": bad + "2",
            "level": bad,
            "year": f"{bad}~{bad}",
            "sort": bad,
            "off": bad,
            "size": bad,
            "lang": bad,
        }
    )
    page = show(graph, bad, findings=found, left_out={"zh": bad, "en": bad}, links="/id/", hash=hash)
    texts = "(all, bad) => all.some((one) => one.textContent.includes(bad))"
    for selector in ("#panel .finding", "#panel .path", "#panel h2"):
        assert page.locator(selector).evaluate_all(texts, bad), selector
    assert page.locator("#panel p a").count() == 0, "what is no thing of ours has no page of ours"
    page.click("#more-filters")
    for press in ("#do-path_from", "#do-hops_2", "#language", "#theme", "#view-table", "#view-graph"):
        page.click(press)
    page.keyboard.press("Escape")
    assert page.locator("#panel .hint").evaluate_all(texts, bad)
    page.fill("#search", "window.ran")
    assert page.locator("#results-list li").count() == 2
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate("window.ran") is None
    made = page.locator("#panel img, #panel script, #results img, #filters img, #paper-list img, #table img")
    assert made.count() == 0
