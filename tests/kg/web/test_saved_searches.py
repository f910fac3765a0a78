"""Searches that a reader saves in the browser: in the address, and with what is new in them since."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
import site_pages
import web_site
from folders import ROOT
from playwright.sync_api import Browser, Page
from starlette.testclient import TestClient

from kg.web.lists import lists
from kg.web.site import create_app

HTML = {"Accept": "text/html", "Accept-Language": "zh"}
SEARCH = "/projects?area=" + quote("红河哈尼族彝族自治州")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("saved")
    shutil.copytree(ROOT / "examples", folder / "examples")
    return folder


@pytest.fixture(scope="module")
def store(files: Path) -> Path:
    """All samples but those of one city."""
    later = next((files / "examples").rglob("*蒙自*"))
    shutil.move(later, files / later.name)
    return site_pages.loaded(files / "s.kg", files / "examples")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers=HTML) as client:
        yield client


@pytest.mark.parametrize("name", lists.LISTS)
def test_every_thing_of_a_list_has_a_key_and_is_found_by_it(site: TestClient, name: str) -> None:
    held = site.get(f"/{name}?format=keys").json()
    rows = site.get(f"/{name}?format=json").json()
    assert held["total"] == len(rows) == len(held["keys"]) > 0
    assert len(set(held["keys"])) == held["total"]
    some = "".join(sorted(set(held["keys"]))[:3])
    only = site.get(f"/{name}?format=keys&only={some}").json()["keys"]
    assert set(only) == {some[at : at + 8] for at in range(0, len(some), 8)}
    assert "只看新增" in site.get(f"/{name}?only={some}").text


@pytest.mark.parametrize("bad", ["zzz", "0" * 20_000, "<script>", "%00"])
def test_keys_that_nothing_has_leave_nothing(site: TestClient, bad: str) -> None:
    assert site.get(f"/projects?format=keys&only={bad}").json() == {"total": 0, "keys": []}


def test_a_long_list_is_counted_and_not_listed(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "MOST_KEYS", 1)
    held = site.get("/projects?format=keys").json()
    assert held["keys"] == [] and held["total"] > 1
    assert site.get("/search?format=keys&q=" + quote("补助")).json()["total"] > 1


def opened(browser: Browser, address: str) -> Page:
    page = browser.new_context(base_url=address, locale="zh-CN").new_page()
    page.set_default_timeout(60_000)
    return page


def save(page: Page, where: str) -> None:
    page.goto(where)
    page.click("details.saving summary")
    page.press("#save-search input", "Enter")
    page.locator("#save-search [role=status]", has_text="已保存").wait_for()


@pytest.mark.browser
def test_a_saved_search_tells_what_is_new_and_shows_just_that(files: Path, store: Path) -> None:
    later = next(files.glob("*蒙自*"))
    with site_pages.chromium() as browser, web_site.listening(create_app(web_site.settings_of(store)), "on") as address:
        page = opened(browser, address)
        save(page, SEARCH)
        before = int(page.request.get(f"{SEARCH}&format=keys").json()["total"])
        page.goto("/")
        saved = page.locator("#saved-searches li")
        saved.get_by_text("无新增").wait_for()
        assert "红河哈尼族彝族自治州" in saved.locator("a").first.inner_text()
        site_pages.loaded(store, later)
        after = int(page.request.get(f"{SEARCH}&format=keys").json()["total"])
        assert after > before
        page.reload()
        saved.get_by_text(f"新增 {after - before} 项").click()
        page.wait_for_url("**only=**")
        assert "只看新增" in page.inner_text("main")
        shown = page.locator("main tbody tr").all_inner_texts()
        assert len(shown) == after - before and all("蒙自" in row for row in shown)
        page.goto("/")
        saved.get_by_role("button", name="标为已看").press("Enter")
        saved.get_by_text("无新增").wait_for()
        saved.get_by_role("button", name="删除").press("Enter")
        page.wait_for_selector("#saved-searches", state="hidden")
        page.context.close()


@pytest.mark.browser
@pytest.mark.parametrize(
    "stored",
    ["null", "{}", "x", json.dumps([{"name": "<img src=x onerror=window.ran=1>", "address": "//example.org/", "keys": "", "total": 0}]),
     json.dumps([{"name": "<img src=x onerror=window.ran=1>", "address": "/nothing", "keys": "", "total": 0, "day": "<b>"}])],
)  # fmt: skip
def test_what_a_browser_holds_otherwise_runs_nothing(store: Path, stored: str) -> None:
    with site_pages.chromium() as browser, web_site.listening(create_app(web_site.settings_of(store)), "on") as address:
        page = opened(browser, address)
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto("/")
        page.evaluate("stored => localStorage.setItem('policy-kg.searches', stored)", stored)
        page.reload()
        page.wait_for_load_state("networkidle")
        assert page.evaluate("window.ran") is None and page.locator("img[src=x]").count() == 0
        assert [url for url in asked if not url.startswith((address, "data:"))] == []
        page.context.close()
