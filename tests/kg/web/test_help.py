"""``/help`` and ``/accessibility``: what they tell is there, in both languages, with pictures of the site as it is."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
import screenshots as shown
import site_pages
import small_store
import web_site
from folders import ROOT
from PIL import Image
from starlette.testclient import TestClient

from docs import screenshots
from kg.web import help
from kg.web.site import create_app
from kg.web.wording import words


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    path = small_store.on_disk(Path(tmp_path_factory.mktemp("help")) / "s.kg")
    with TestClient(create_app(web_site.settings_of(path)), headers={"Accept": "text/html"}) as client:
        yield client


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_topic_is_told_and_leads_to_where_it_is_done(site: TestClient, lang: str) -> None:
    page = html.unescape(site.get(f"/help?lang={lang}").text)
    for key, address, drawn in help.TOPICS:
        assert f'id="{key}"' in page and words()[f"help_{key}_text"][lang] in page  # type: ignore[index]
        assert (f"/static/help/{key}.{lang}.png" in page) == drawn
        if address is not None:
            assert site.get(address).status_code == 200
    for link in site_pages.links(page):
        assert site.get(link).status_code == 200, link


def test_every_page_leads_to_the_help_and_to_the_statement(site: TestClient) -> None:
    for address in ("/", "/projects", "/help", "/accessibility", "/nothing"):
        page = site.get(address).text
        assert 'href="/help"' in page and 'href="/accessibility"' in page


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_statement_says_what_holds_and_what_does_not(site: TestClient, lang: str) -> None:
    page = html.unescape(site.get(f"/accessibility?lang={lang}").text)
    for part in help.STATEMENT:
        assert words()[f"accessibility_{part}_text"][lang] in page  # type: ignore[index]
    assert "WCAG" in page or "Web Content Accessibility Guidelines" in page or "《网页内容无障碍指南》" in page


def test_a_picture_is_there_for_each_topic_that_has_one(site: TestClient) -> None:
    drawn = {key for key, _, drawn in help.TOPICS if drawn}
    assert drawn == set(screenshots.HELP)
    names = {f"{key}.{lang}.png" for key in drawn for lang in ("zh", "en")}
    folder = ROOT / "kg" / "web" / "static" / "help"
    assert {file.name for file in folder.iterdir()} == names
    for name in names:
        answer = site.get(f"/static/help/{name}")
        assert answer.headers["content-type"] == "image/png" and len(answer.content) < 200_000
        assert Image.open(BytesIO(answer.content)).size == (1100, 688) and shown.varied(shown.pixels(answer.content))
    pairs = ((folder / f"{key}.zh.png", folder / f"{key}.en.png") for key in drawn)
    assert all(zh.read_bytes() != en.read_bytes() for zh, en in pairs)


def test_the_language_of_a_picture_is_that_of_the_page(site: TestClient) -> None:
    for lang, other in (("zh", "en"), ("en", "zh")):
        found = re.findall(r"/static/help/\w+\.(\w+)\.png", site.get(f"/help?lang={lang}").text)
        assert found and other not in found


@pytest.mark.slow
@pytest.mark.browser
def test_the_pictures_are_of_the_site_as_it_is(tmp_path: Path) -> None:
    """`make docs` takes all of them anew: no topic has lost its page."""
    with site_pages.chromium():
        pass
    assert screenshots.main(tmp_path / "images", tmp_path / "help") == 0
    taken = {file.name for file in (tmp_path / "help").iterdir()} | {
        file.name for file in (tmp_path / "images").iterdir()
    }
    kept = {file.name for folder in ("kg/web/static/help", "docs/images") for file in (ROOT / folder).glob("*.png")}
    assert taken == kept
    for file in [*(tmp_path / "help").iterdir(), *(tmp_path / "images").iterdir()]:
        assert shown.varied(shown.pixels(file.read_bytes())), file.name
