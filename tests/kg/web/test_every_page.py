"""Every kind of page that links lead to, also for who may write: nobody is kept out, in either language, wide or narrow."""

from __future__ import annotations

import re
from collections import deque
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
import screenshots
import site_pages
import web_site
from axe_playwright_python.sync_playwright import Axe
from folders import ROOT
from playwright.sync_api import Page

from kg.web import site as application
from kg.web.site import create_app

pytestmark = [pytest.mark.browser, pytest.mark.slow]
# A file, a graph in another format, or a machine's address is no page; pictures have tests of their own, and both languages are looked at.
_NO_PAGE = re.compile(r"[?&](?:format|lang)=|^/(?:static|report|graph|sparql|new\.atom|\.well-known)\b")


#: Placeholders that are wider than their fields.
_CUT = """() => { const pen = document.createElement("canvas").getContext("2d"), px = (one, side) => parseFloat(getComputedStyle(one)[side]);
  return [...document.querySelectorAll("input[placeholder]")].filter((one) => { pen.font = getComputedStyle(one).font;
    return pen.measureText(one.placeholder).width > one.clientWidth - px(one, "paddingLeft") - px(one, "paddingRight"); }).map((one) => one.placeholder); }"""
#: What a page in Chinese says in English, beside code, quotes, and the vocabulary's own words.
_ENGLISH = """() => [...document.querySelectorAll("main *, header *, footer *")].flatMap((one) => one.closest("script, style, code, pre, .text, .editor, [lang=en]") ? [] : [...one.childNodes])
  .filter((one) => one.nodeType === Node.TEXT_NODE && /[a-z]{3,} [a-z]{3,}/i.test(one.textContent)).map((one) => one.textContent.trim().slice(0, 80))"""
# A telephone's first sight is for what the page says: the header leaves it that.
_HEADER = 140


def kind(address: str) -> str:
    """What a page is of: the beginning of its path, with the folder of a thing, and whether something is asked there."""
    parts = urlsplit(address)
    steps = [step for step in unquote(parts.path).split("/") if step]
    return "/".join(steps[: 2 if steps[:1] in (["id"], ["charts"]) else 1]) + ("?" if "=" in parts.query else "")


def kinds(page: Page) -> dict[str, str]:
    """An address of each kind of page that is reached from the first one."""
    found: dict[str, str] = {}
    # A finding to accept stands on the page of a document that contradicts itself.
    site_pages.opened(page, "/documents?filter=个旧市卫生健康局2024")
    site_pages.opened(page, page.locator("main tbody a").first.get_attribute("href") or "")
    accepting = page.locator("a[href^='/accept']").first.get_attribute("href") or ""
    waiting = deque(["/", "/accessibility", accepting])
    while waiting:
        address = waiting.popleft()
        if kind(address) in found:
            continue
        site_pages.opened(page, address)
        found[kind(address)] = address
        waiting += [
            one for one in site_pages.links(page.content()) if kind(one) not in found and not _NO_PAGE.search(one)
        ]
    return found


@pytest.mark.timeout(900)
def test_every_kind_of_page_can_be_used_by_everyone(tmp_path: Any) -> None:
    store = site_pages.loaded(tmp_path / "s.kg", ROOT / "examples")
    settings = web_site.settings_of(store, editing=True)
    app = create_app(settings)
    wrong: dict[str, Any] = {}
    with site_pages.chromium() as browser, web_site.listening(app, "on", settings) as address:
        first = browser.new_context(base_url=address, locale="zh-CN")
        page = first.new_page()
        page.set_default_timeout(120_000)
        page.goto(app.state.editors.link)
        page.wait_for_url("/")
        # What the audit finds has pages of its own.
        site_pages.opened(page, "/findings?severity=all")
        every = kinds(page)
        for locale in ("zh-CN", "en-GB"):
            context = browser.new_context(base_url=address, locale=locale)
            context.add_cookies(first.cookies())
            page = context.new_page()
            page.set_default_timeout(120_000)
            errors: list[str] = []
            page.on("console", lambda said, errors=errors: errors.append(said.text) if said.type == "error" else None)  # type: ignore[misc]
            page.on("pageerror", lambda error, errors=errors: errors.append(str(error)))  # type: ignore[misc]
            for name, where in every.items():
                errors.clear()
                site_pages.opened(page, where)
                # The other language has other words, not other colours.
                for scheme, width in (("light", 390), ("dark", 1280))[: 2 if locale == "zh-CN" else 1]:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    page.set_viewport_size({"width": width, "height": 900})
                    page.wait_for_timeout(50)
                    found = [
                        (one["id"], [node["html"][:120] for node in one["nodes"][:2]])
                        for one in Axe().run(page).response["violations"]
                    ]
                    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
                    found += [(f"{wide} pixels too wide", [])] if wide > 0 else []
                    found += [("a placeholder is cut", cut)] if (cut := page.evaluate(_CUT)) else []
                    if locale == "zh-CN" and (english := page.evaluate(_ENGLISH)):
                        found.append(("English", english))
                    high = page.evaluate("document.querySelector('header').offsetHeight")
                    found += [(f"the header is {high} pixels high", [])] if high > _HEADER else []
                    screenshots.keep(
                        page,
                        f"page-{name.replace('/', '-').rstrip('?') or 'start'}{'-asked' * name.endswith('?')}-{locale[:2]}-{width}",
                    )
                    if found or errors:
                        wrong[f"{name} {locale} {scheme}"] = (where, found, [*errors])
            context.close()
        first.close()
    assert wrong == {}
    seen = {name.rstrip("?").partition("/")[0] for name in every}
    expected = {path.split("/")[1] for path in (*application.ROUTES, *application.WRITING)}
    # What no link of these samples leads to, or is no page.
    assert expected - seen <= {
        "graph",
        "image",
        "report",
        "suggest",
        "new.atom",
        ".well-known",
        "report.css",
        "enter",
    }, expected - seen
    assert {"accept", "judge", "note", "add", "help", "accessibility", "ns", "editor"} <= seen
