"""Files added in a real browser: with few clicks, by the keyboard alone, dropped, and without any script."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import added_files
import disclosure_files
import pytest
import screenshots
import site_pages
import small_store
import web_site
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kg.stores.catalogue import Catalogue
from kg.stores.opening import open_store
from kg.web import site

pytestmark = pytest.mark.browser
WAIT = 90_000


class Site:
    """A site that may be written to."""

    def __init__(self, store: Path, address: str, app: Any) -> None:
        self.store = store
        self.address = address
        self.app = app

    def page(self, browser: Browser, **more: Any) -> Page:
        """A page in a browser in which the one-time link was opened; it has gone on to the first page by itself."""
        context = browser.new_context(base_url=self.address, **{"locale": "zh-CN", **more})
        found = context.new_page()
        found.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        found.goto(self.app.state.editors.link)
        found.wait_for_url("/")
        return found

    def loaded(self) -> list[str]:
        with open_store(self.store, read_only=True) as graph:
            return sorted(
                entry.file_name for entry in Catalogue.read(graph).entries.values() if "/added/" in entry.path
            )


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Site]:
    store = small_store.on_disk(tmp_path / "s.kg")
    settings = web_site.settings_of(store, editing=True)
    app = site.create_app(settings)
    with web_site.listening(app, "on", settings) as address:
        yield Site(store, address, app)


def wrong(page: Page) -> list[Any]:
    """What axe finds on a page, wide and narrow, in light and in dark, and what is too wide."""
    found: list[Any] = []
    for scheme, width in (("light", 1200), ("dark", 390)):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(50)
        for one in Axe().run(page).response["violations"]:
            found.append((scheme, width, one["id"], [node["html"][:120] for node in one["nodes"][:3]]))
        if page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") > 0:
            found.append((width, "too wide"))
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1200, "height": 900})
    return found


def settled(page: Page) -> None:
    """Wait until nothing is being done any more that the page tells of."""
    expect(page.locator("[data-progress]")).to_have_count(0)


def test_a_pdf_and_its_findings_in_three_clicks(browser: Browser, served: Site, tmp_path: Path) -> None:
    """Task (g) of the workbench: preview, load, findings, and an undo that is offered."""
    file = tmp_path / "卫生健康局 2024 预算.pdf"
    file.write_bytes(disclosure_files.printed(disclosure_files.disclosure()))
    page = served.page(browser)
    foreign: list[str] = []
    page.on("request", lambda one: None if one.url.startswith((served.address, "data:")) else foreign.append(one.url))
    page.on("console", lambda one: foreign.append(one.text) if "Security Policy" in one.text else None)
    clicks = 0

    def click(what: Any) -> None:
        nonlocal clicks
        clicks += 1
        what.click()

    click(page.get_by_role("link", name="添加文件").first)
    violations = wrong(page)
    screenshots.keep(page, "site-add-light-1200")
    with page.expect_file_chooser() as chooser:
        click(page.get_by_label("文件", exact=True))
    chooser.value.set_files(file)
    row = page.get_by_role("row", name=file.name)
    expect(row).to_contain_text("预算公开")
    expect(row).to_contain_text("错误 1")
    settled(page)
    cells = row.get_by_role("cell").all_inner_texts()
    assert int(cells[2]) == len(disclosure_files.disclosure().items), cells
    assert served.loaded() == []
    violations += wrong(page)
    screenshots.keep(page, "site-add-preview-light-1200")
    click(page.get_by_role("button", name="读入勾选的文件"))
    expect(page.get_by_role("button", name="撤销")).to_be_visible()
    assert clicks == 3
    settled(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("文件已读入")
    expect(page.locator("main")).to_contain_text("1 个文件中 1 个已入库")
    assert page.locator("ul.checks li.error").count() == 1, "as the preview said"
    expect(page.get_by_role("link", name="项核查")).to_be_visible()
    assert served.loaded() == [file.name]
    violations += wrong(page)
    screenshots.keep(page, "site-added-light-1200")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("读入已撤销")
    assert served.loaded() == [] and foreign == []
    page.goto("/add?lang=en")
    violations += wrong(page)
    assert violations == []


@pytest.mark.slow
def test_the_keyboard_alone(browser: Browser, served: Site, tmp_path: Path) -> None:
    """From the first page to an undone load: what is reached by Tab is pressed by Enter."""
    file = tmp_path / "a.txt"
    file.write_bytes(added_files.document("云山市卫生健康局", part="16.00"))
    page = served.page(browser)

    def press(name: str, key: str = "Enter") -> None:
        for _ in range(80):
            page.keyboard.press("Tab")
            words = page.evaluate(
                "document.activeElement.closest('label')?.innerText || document.activeElement.innerText || ''"
            )
            if words.strip() == name:
                page.keyboard.press(key)
                return
        raise AssertionError(f"{name} is not reached")

    press("添加文件")
    page.wait_for_url("/add")
    with page.expect_file_chooser() as chooser:
        press("文件")
    chooser.value.set_files(file)
    page.wait_for_url("/add/*")
    settled(page)
    press("读入勾选的文件")
    expect(page.get_by_role("heading", level=1)).to_have_text("文件已读入")
    expect(page.locator("ul.checks li.error").first).to_be_visible()
    press("撤销")
    expect(page.get_by_role("heading", level=1)).to_have_text("读入已撤销")


def test_a_folder_is_dropped_and_names_are_text(browser: Browser, served: Site) -> None:
    """Anywhere on the page; what the name of a file says is no HTML."""
    page = served.page(browser)
    page.goto("/add")
    page.evaluate(
        """(texts) => { const data = new DataTransfer();
        for (const [name, text] of texts) data.items.add(new File([text], name));
        document.querySelector("h1").dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true })); }""",
        [[f"{site_pages.SHORT}.txt", added_files.document("云山市民政局").decode()], ["b.txt", ""]],
    )
    page.wait_for_url("/add/*")
    settled(page)
    expect(page.get_by_role("row", name="b.txt")).to_contain_text("未能读取")
    assert page.locator("main img").count() == 0 and page.evaluate("window.ran") is None
    page.get_by_role("button", name="全部放弃").click()
    page.wait_for_url("/add")


@pytest.mark.slow
def test_without_a_script(browser: Browser, served: Site, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(added_files.document("云山市卫生健康局"))
    page = served.page(browser, java_script_enabled=False)
    page.goto("/add")
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="查看内容").click()
    # The page comes again by itself until all is looked at.
    expect(page.get_by_role("row", name="a.txt")).to_contain_text("预算公开")
    page.get_by_role("button", name="读入勾选的文件").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("文件已读入")
    page.get_by_role("button", name="撤销").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("读入已撤销")


def test_a_form_of_another_site_does_nothing(browser: Browser, served: Site) -> None:
    """A page elsewhere may send a form; the browser keeps the cookie back, and the door says no."""
    page = served.page(browser)
    other = page.context.new_page()
    port = served.address.rpartition(":")[2]
    for target in ("/add", "/add/x"):
        other.route(
            "http://evil.example/*", lambda route: route.fulfill(body="<title>evil</title>", content_type="text/html")
        )
        other.goto("http://evil.example/")
        other.evaluate(
            """(action) => { const form = document.createElement("form"); form.method = "post"; form.action = action;
            form.enctype = "multipart/form-data"; document.body.append(form); form.submit(); }""",
            f"http://127.0.0.1:{port}{target}",
        )
        other.wait_for_url(f"**{target}")
        assert "其他网站" in other.inner_text("body")
    assert served.loaded() == []
