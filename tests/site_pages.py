"""A site in a real browser, and a store whose every value is hostile."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import screenshots
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Page, sync_playwright
from starlette.testclient import TestClient

from kg.cli import cli
from kg.stores import layout
from kg.stores.opening import open_store
from loaders.rdf import identifiers
from ontology.iris import ID

BROWSER = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
BROWSER += ["--disable-sync", "--no-first-run"]

#: Each would run, end the script, change the page or break a string if it were taken for anything but text.
HOSTILE = (
    '</script><script>window.ran=1</script><img src=x onerror=window.ran=1>"><svg onload=window.ran=1>'
    "javascript:window.ran=1<a href='https://example.org/x'>href</a>{{7*7}}{% raw %}&lt;b&gt;"
)
#: What a file system and a line of a document can hold of it.
SHORT = "<img src=x onerror=window.ran=1>{{7*7}}"


def loaded(path: Path, *files: Path) -> Path:
    """A store with these files, made by the command."""
    done = CliRunner().invoke(cli, ["--store", str(path), "load", *map(str, files)])
    assert done.exit_code == 0, done.output
    return path


def hostile_store(folder: Path) -> Path:
    """A store of a document whose names, titles, units, money and file name are all hostile."""
    file = folder / f"{SHORT}'\"2024.txt".replace("/", "")
    file.write_text(_document(), "utf-8")
    path = loaded(folder / "hostile.kg", file)
    with open_store(path) as store:
        store.add(_statements().encode())
    path.joinpath(layout.LISTS).unlink()  # no step of a load changed the store: what is kept beside it does not know
    return path


def _document() -> str:
    bad = SHORT
    return (
        f"云山市卫生健康局{bad}2024年预算重点项目公开\n\n云山市卫生健康局2024年预算重点项目1个，涉及金额25.00万元。\n\n第一个：\n"
        f"项目名称\n{bad}乡村医生补助经费\n立项依据\n《云山市{bad}乡村医生补助实施方案》（云山政发〔2023〕1号）。\n"
        f"项目实施单位\n云山市卫生健康局{bad}\n项目基本概况\n{HOSTILE}\n项目实施内容\n{HOSTILE}开展乡村医生补助。\n"
        f"资金安排情况\n{bad}市级财政安排25.00万元，其中：{bad}10.00万元，其他16.00万元。\n项目实施计划\n年底前完成。\n"
        f"项目实施成效\n{bad}覆盖率达90%。\n"
    )


def _statements() -> str:
    """A policy, a unit, an area and a document made of hostile literals, as no extraction would make them."""
    bad = HOSTILE.replace("\\", "\\\\").replace('"', '\\"') + "\\u2028\\u0000\\n=HYPERLINK(1)"
    pk, eli = "https://w3id.org/policy-kg/ns#", "http://data.europa.eu/eli/ontology#"
    dct, rdf = "http://purl.org/dc/terms/", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    skos, org = "http://www.w3.org/2004/02/skos/core#", "http://www.w3.org/ns/org#"
    graph, document = identifiers.DERIVED, identifiers.document("f" * 64)
    policy, unit, area = f"{ID}policy/x", f"{ID}organisation/x", f"{ID}area/x"
    text = f'"{bad}"'
    one = '"1"^^<http://www.w3.org/2001/XMLSchema#integer>'
    rows = [
        (policy, f"{rdf}type", f"<{eli}LegalResource>", graph),
        (policy, f"{pk}citationCount", one, graph),
        (policy, f"{pk}citingProjectCount", one, graph),
        (policy, f"{pk}identifiedBy", '"number"', graph),
        *(
            (policy, name, text, graph)
            for name in (f"{eli}id_local", f"{dct}title", f"{skos}altLabel", f"{pk}spelling")
        ),
        *((policy, f"{pk}{name}", text, graph) for name in ("issuerReason", "status", "conflict", "level")),
        (policy, f"{skos}editorialNote", text, graph),
        (policy, f"{eli}date_document", text, graph),
        (policy, f"{eli}passed_by", f"<{unit}>", graph),
        (policy, f"{pk}leadIssuer", f"<{unit}>", graph),
        (policy, f"{dct}spatial", f"<{area}>", graph),
        (unit, f"{rdf}type", f"<{org}FormalOrganization>", document),
        (unit, f"{skos}prefLabel", text, document),
        (area, f"{skos}prefLabel", text, document),
        (document, f"{rdf}type", "<http://xmlns.com/foaf/0.1/Document>", document),
        (document, f"{dct}spatial", f"<{area}>", document),
        (document, f"{dct}publisher", f"<{unit}>", document),
        (f"{ID}policy/y", f"{rdf}type", f"<{eli}LegalResource>", graph),
        *((f"{ID}policy/y", f"{pk}{name}", one, graph) for name in ("citationCount", "citingProjectCount")),
        (f"{ID}policy/y", f"{pk}identifiedBy", '"title"', graph),
        (f"{ID}policy/y", f"{dct}title", '"=HYPERLINK(\\"http://x\\")"', graph),
        *((document, name, text, document) for name in (f"{dct}title", f"{pk}text", f"{pk}sha256", f"{pk}contentKey")),
        (document, f"{pk}fileName", text, f"{ID}graph/catalogue"),
        (document, f"{pk}path", text, f"{ID}graph/catalogue"),
    ]
    return "".join(f"<{s}> <{p}> {o} <{g}> .\n" for s, p, o, g in rows)


def links(html: str) -> list[str]:
    """The addresses within the site that a page leads to, without places."""
    found = (unescape(one).partition("#")[0] for one in re.findall(r'(?:href|src)="([^"]+)"', html))
    return [one for one in dict.fromkeys(found) if one.startswith("/")]


PICTURES = 4


def crawled(client: TestClient, most: int = 5_000) -> dict[str, int]:
    """Every address that can be reached from the first page, with its status; redirects are followed one by one."""
    found: dict[str, int] = {}
    pictures: Counter[str] = Counter()
    waiting = ["/"]
    while waiting and len(found) < most:
        address = waiting.pop()
        if address in found:
            continue
        if address.startswith("/graph/"):
            # A picture takes a second: a few of each kind.
            pictures[address.split("/")[2]] += 1
            if pictures[address.split("/")[2]] > PICTURES:
                continue
        answer = client.get(address, follow_redirects=False)
        found[address] = answer.status_code
        if answer.status_code == 303:
            waiting.append(answer.headers["location"].partition("#")[0])
        # Files are named by pages of every kind alike; their contents are another test's matter.
        if answer.headers.get("content-type", "").startswith("text/html"):
            waiting += links(answer.text)
    return found


def example(page: Page, kind: str) -> str:
    """The address of a page of each kind."""
    if kind.startswith("/"):
        return kind
    page.goto("/projects?filter=基本公共卫生服务")
    project = page.locator("tbody a").first.get_attribute("href") or ""
    key = project.split("/")[3]
    return {
        "project": project,
        "document": f"/id/document/{key}",
        "text": f"/text/{key}",
        "graph": f"/graph{project[3:]}",
    }[kind]


def opened(page: Page, kind: str) -> None:
    """Open a page of a kind, with what stands behind ``>`` done on it; wait until nothing moves any more."""
    where, _, done = kind.partition(">")
    # A page that is still being made comes again by itself, and would do so in the middle of a question.
    for _ in range(150):
        response = page.goto(example(page, where))
        made = response is None or "refresh" not in response.headers
        if made and not page.locator("[data-progress]").count():
            break
        page.wait_for_timeout(200)
    else:
        raise AssertionError(f"{where} is still being made")
    if "graph" in where and "key" not in where:
        page.wait_for_selector("[data-painted]")
    if page.locator("#figure").count():
        page.wait_for_selector("#chart[data-drawn] canvas")
    if done == "suggestions":
        page.click("input[role=combobox] >> nth=-1")
        page.keyboard.insert_text("补助" if where == "/" else "云财社发")
        page.wait_for_selector("[role=option]")
        page.keyboard.press("ArrowDown")
    elif done:
        page.locator(".cm-content").click()
        if done == "error":
            page.keyboard.type("}")
        page.keyboard.press("Control+Enter")
        page.wait_for_selector("#result:not([hidden]), #error:not([hidden])")
    if done == "answer":
        page.click("#draw")
        page.wait_for_selector("#bars[data-drawn] canvas")
    if done == "completion":
        page.locator(".cm-content").click()
        page.keyboard.type(" pk:ba")
        page.wait_for_selector(".cm-tooltip-autocomplete li")


LOOKS = {
    f"{scheme}-{width}": (scheme, width)
    for scheme, width in (("light", 1200), ("dark", 390), ("dark", 1200), ("light", 390))
}


def wrong(
    browser: Browser,
    address: str,
    kind: str,
    name: str,
    wait: int = 60_000,
    enter: Callable[[Page], None] | None = None,
) -> dict[str, list[Any]]:
    """What keeps people from using a page, by language and look: what axe finds, and what is wider than the screen.

    Pictures of it are kept under ``name``; ``enter`` is done first, in each language.
    """
    found: dict[str, list[Any]] = {}
    for lang in ("zh-CN", "en-GB"):
        context = browser.new_context(base_url=address, locale=lang, viewport={"width": 1200, "height": 900})
        page = context.new_page()
        page.set_default_timeout(wait)
        page.emulate_media(color_scheme="light")
        if enter is not None:
            enter(page)
        opened(page, kind)
        # The other language has other words, not other colours: two looks tell what is too wide.
        for look, (scheme, width) in list(LOOKS.items())[: 4 if lang == "zh-CN" else 2]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900 if width > 400 else 800})
            page.wait_for_timeout(50)
            if lang == "zh-CN" and look in ("light-1200", "dark-390"):
                screenshots.keep(page, f"{name}-{look}", full=width < 400)
            violations = Axe().run(page).response["violations"]
            if violations:
                found[f"{lang} {look}"] = [
                    (one["id"], [node["html"][:120] for node in one["nodes"][:3]]) for one in violations
                ]
            wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if wide > 0:
                found.setdefault(f"{lang} {look}", []).append(f"{wide} pixels too wide")
        context.close()
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; the test is skipped where the machine has none."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium on this machine")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=BROWSER)
        try:
            yield browser
        finally:
            browser.close()
