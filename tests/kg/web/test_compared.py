"""``/compare``: a unit in two years a click from its page, two documents, files that open; what is not there is not found."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
import site_pages
import web_site
from folders import ROOT
from openpyxl import load_workbook
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.answers import ask
from kg.stores.opening import open_store
from kg.web.site import create_app
from ontology.iris import ID

UNIT = "个旧市卫生健康局"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("compared") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers={"accept-language": "zh"}) as found:
        yield found


def words_of(site: TestClient, address: str) -> str:
    return unescape(re.sub(r"<(?!ins|del)[^>]+>", "", site.get(address).text))


def test_the_last_two_years_are_set_side_by_side(site: TestClient) -> None:
    text = words_of(site, f"/compare?unit={quote(UNIT)}")
    for words in (
        "2023年与2024年对比",
        "+465.76万元",
        "291.78万元",
        "757.54万元",
        "乡村医生养老保险补助",
        "<del>",
        "<ins>",
    ):
        assert words in text
    other = words_of(site, f"/compare?unit={quote(UNIT)}&from=2024&to=2023")
    assert "−465.76万元" in other


def test_files_say_the_same(site: TestClient) -> None:
    address = f"/compare?unit={quote(UNIT)}&format="
    rows = site.get(address + "json").json()
    assert {row["group"] for row in rows} == {"变动", "新增", "未再列"}
    assert sum(float(row["difference_yuan"]) for row in rows) == 4657560
    sheet = load_workbook(BytesIO(site.get(address + "xlsx").content)).worksheets[0]
    assert sheet.max_row == len(rows) + 1


def test_a_document_offers_the_others_of_its_publisher(site: TestClient, store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        key = {
            str(row["document"]): str(row["iri"]).removeprefix(f"{ID}document/")
            for row in ask.ask(opened, "documents", {})
        }
    first, second = (key[f"个旧市卫生健康局{year}年预算项目.txt"] for year in (2023, 2024))
    assert f"/compare?document={first}" in site.get(f"/id/document/{first}").text
    assert f"/compare?document={first}&amp;with={second}" in site.get(f"/compare?document={first}").text
    text = words_of(site, f"/compare?document={first}&with={second}")
    assert "生育支持补助资金" in text and "+10.00万元" in text
    assert "+" not in words_of(site, f"/compare?document={second}&with={second}")


@pytest.mark.parametrize(
    "address", ["/compare?unit=x", "/compare?unit=<x>", "/compare?document=0000", "/compare?unit="]
)
def test_what_is_not_there_is_not_found(site: TestClient, address: str) -> None:
    assert site.get(address).status_code == 404


def test_without_a_unit_it_offers_those_of_which_two_years_are_known(site: TestClient) -> None:
    page = site.get("/compare").text
    told = words_of(site, "/compare")
    assert "个旧市卫生健康局：2023年与2024年对比" in told and "+465.76万元" in told
    offered = [link for link in site_pages.links(page) if link.startswith("/compare?unit=")]
    assert offered and all(
        "+465.76万元" in words_of(site, link) or "+67.00万元" in words_of(site, link) for link in offered
    )


@pytest.mark.browser
def test_two_years_are_a_click_from_the_page_of_the_unit(store: Path) -> None:
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as base, site_pages.chromium() as browser:
        assert isinstance(browser, Browser)
        page = browser.new_context(base_url=base, locale="zh-CN").new_page()
        page.goto(f"/id/organisation/{quote(UNIT)}")
        page.get_by_role("link", name="对比 2023年 和 2024年").or_(
            page.get_by_role("link", name="对比 2023年和 2024年")
        ).click()
        assert "+465.76万元" in page.locator(".figure").inner_text()
        assert page.get_by_role("heading", name="未再列").is_visible()
