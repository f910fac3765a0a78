"""Pages that OCR read: their images beside the text, the crop of each quote, and one sentence where they are not kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import scanned_paper
import site_pages
import web_site
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from scanned_paper import FIRST, KEY, TEXT, WHITE
from starlette.testclient import TestClient

from kg.cli import cli
from kg.web import wording
from kg.web.site import create_app
from loaders.formats.pages.misreadings import mended

if TYPE_CHECKING:
    from playwright.sync_api import Browser

UNSURE = "清财社〔2022〕11"
CITED = "清财社〔2022〕117号"
PLACE = f"{TEXT.index(CITED)}-{TEXT.index(CITED) + len(CITED)}"
SAID = {
    "en": "a.pdf: 2 of 2 pages were read by OCR; 1 word is unsure: see page 1.",
    "zh": "a.pdf：共 2 页，其中 2 页由文字识别（OCR）读出；1 处字词存疑：见第 1 页。",
}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scanned_paper.stored(tmp_path_factory.mktemp("crops") / "a.kg", scanned_paper.read(UNSURE))


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(path))) as client:
        yield client


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_text_and_the_document_say_how_it_was_read(site: TestClient, lang: str) -> None:
    text, document = (site.get(f"/{where}/{KEY}?lang={lang}").text for where in ("text", "id/document"))
    assert SAID[lang] in text and SAID[lang] in document
    assert wording.say(lang, "images_framed") in text  # type: ignore[arg-type]


def test_each_page_stands_beside_what_was_read_of_it(site: TestClient) -> None:
    text = site.get(f"/text/{KEY}?lang=en").text
    parts = re.findall(
        r'<div class="part scanned"><figure><img src="(.+?)"[^>]*></figure><div>(.*?)</div></div>', text, re.S
    )
    assert [where for where, _ in parts] == [f"/image/{KEY}/1", f"/image/{KEY}/2"]
    printed = [re.sub(r"<[^>]*>", "", words) for _, words in parts]
    assert printed == [FIRST, TEXT[len(FIRST) :]]


def test_a_page_is_a_picture_that_asks_for_nothing(site: TestClient) -> None:
    page = site.get(f"/image/{KEY}/1")
    assert page.headers["content-type"] == "image/svg+xml"
    assert page.headers["content-security-policy"] == "default-src 'none'; img-src data:"
    assert page.text.count(WHITE) == 1
    placed = site.get(f"/image/{KEY}/1?place={PLACE}").text
    assert placed.count("<rect") == page.text.count("<rect") + 1
    assert site.get(f"/image/{KEY}/1?place=x").text == page.text
    crop = site.get(f"/image/{KEY}/{PLACE}").text
    assert crop.count("<rect") == 1 and crop.count(WHITE) == 1


@pytest.mark.parametrize(
    "asked", ["3", "0", "x", "9-5", "99999-100000", "1-2-3", "1" * 30, "%22%3E%3Csvg", "1/2", "../text"]
)
def test_what_there_is_no_image_of_is_not_found(site: TestClient, asked: str) -> None:
    assert site.get(f"/image/{KEY}/{asked}", follow_redirects=False).status_code in (303, 404)
    assert site.get(f"/image/{'a' * 16}/1").status_code == 404
    assert site.get("/image/%22%3E/1").status_code == 404


def test_a_quote_carries_its_crop(site: TestClient) -> None:
    page = site.get(f"/id/project/{KEY}/1?lang=en").text
    shown = re.findall(r'<img class="crop" src="(.+?)" alt="(.+?)"', page)
    assert f"/image/{KEY}/{PLACE}" in [where for where, _ in shown] and len(shown) > 3
    for where, alt in shown:
        assert site.get(where).status_code == 200 and alt == wording.say("en", "crop_of_place")


def test_a_number_that_is_unsure_says_so_and_breaks_no_promise_of_the_graph(path: Path, site: TestClient) -> None:
    page = site.get(f"/id/project/{KEY}/1?lang=en").text
    assert f"<h3>{wording.say('en', 'unsure_number')}</h3>" in page and wording.say("en", "unnamed") not in page
    for engine in ("screen", "pyshacl"):
        done = CliRunner().invoke(cli, ["--store", str(path), "check", "--engine", engine])
        assert done.exit_code == 0 and "1 document checked, nothing wrong." in done.output


def test_what_was_read_otherwise_is_listed(tmp_path: Path) -> None:
    text = TEXT.replace("县级财政15万元", "县级财政15方元")
    shown, recognised = mended(text, scanned_paper.read(text=text).recognised)
    extraction = replace(scanned_paper.read(), recognised=recognised)
    assert shown == extraction.text
    store = scanned_paper.stored(tmp_path / "mended.kg", extraction)
    with TestClient(create_app(web_site.settings_of(store))) as site:
        page = site.get(f"/text/{KEY}?lang=en").text
    assert wording.say("en", "ocr_mended") in page
    (found,) = re.findall(r'<li><q>(.*?)</q> → <a href="#(\d+)-(\d+)"><q>(.*?)</q></a></li>', page)
    read, start, end, now = found
    assert now == TEXT[int(start) : int(end)] and "15万元" in now and read == now.replace("15万元", "15方元")


def test_without_images_the_pages_say_so_and_show_none(tmp_path: Path) -> None:
    path = scanned_paper.stored(tmp_path / "old.kg", replace(scanned_paper.read(UNSURE), images=()))
    with TestClient(create_app(web_site.settings_of(path))) as site:
        for where in ("text", "id/document"):
            page = site.get(f"/{where}/{KEY}?lang=en").text
            assert f"{SAID['en']} {wording.say('en', 'images_unkept')}" in page and "<img" not in page
        assert "<img" not in site.get(f"/id/project/{KEY}/1").text
        assert site.get(f"/image/{KEY}/1").status_code == site.get(f"/image/{KEY}/{PLACE}").status_code == 404


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["en", "zh-CN"])
@pytest.mark.parametrize("width", [390, 1400])
def test_everyone_can_use_them_and_no_request_leaves(browser: Browser, path: Path, lang: str, width: int) -> None:
    with web_site.listening(create_app(web_site.settings_of(path)), "on") as address:
        context = browser.new_context(base_url=address, locale=lang, viewport={"width": width, "height": 900})
        page = context.new_page()
        foreign: list[str] = []
        page.on("request", lambda one: None if one.url.startswith((address, "data:")) else foreign.append(one.url))
        page.on("console", lambda message: foreign.append(message.text))
        for kind in (f"/text/{KEY}#{PLACE}", f"/id/document/{KEY}", f"/id/project/{KEY}/1"):
            site_pages.opened(page, kind)
            page.locator("img").first.scroll_into_view_if_needed() if "document" not in kind else None
            assert Axe().run(page).response["violations"] == [], kind
            assert page.evaluate("document.documentElement.scrollWidth") <= width, kind
            if "text" in kind:
                # The place of the address is framed on the page as well, which is there to be seen.
                image = page.locator("figure img").first
                assert image.get_attribute("src") == f"/image/{KEY}/1?place={PLACE}" or str(
                    image.evaluate("one => one.src")
                ).endswith(f"?place={PLACE}")
                assert image.evaluate("one => one.decode().then(() => one.naturalWidth)") == 100
        assert foreign == []
        context.close()
