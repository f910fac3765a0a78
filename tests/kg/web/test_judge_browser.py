"""Judging and saying "this is wrong" as a person does it, with the number of clicks; by mouse, by keyboard alone, for everyone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import judged_bodies
import judged_papers
import papers
import pytest
import site_pages
import web_site
from click.testing import CliRunner
from judged_papers import CODED, SLIP, TYPO, WATER
from playwright.sync_api import Browser, Page, expect
from starlette.applications import Starlette

from kg.cli import cli
from kg.judging import notes
from kg.resolution import judgements
from kg.stores import layout
from kg.web.site import create_app

pytestmark = pytest.mark.browser
WAIT = 60_000


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("judged")
    return site_pages.loaded(
        folder / "s.kg", papers.write(folder / "papers", **judged_papers.FILES, **judged_bodies.FILES)
    )


@pytest.fixture(scope="module")
def app(store: Path) -> Starlette:
    return create_app(web_site.settings_of(store, editing=True))


@pytest.fixture(scope="module")
def address(app: Starlette) -> Iterator[str]:
    with web_site.listening(app, "on") as found:
        yield found


def entered(page: Page, app: Starlette) -> None:
    """Open the one-time link."""
    page.goto(app.state.editors.link)
    page.wait_for_url("**/")


@pytest.fixture
def page(browser: Browser, address: str, app: Starlette) -> Iterator[Page]:
    context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900})
    found = context.new_page()
    found.set_default_timeout(WAIT)
    errors: list[str] = []
    found.on("pageerror", lambda error: errors.append(str(error)))
    entered(found, app)
    yield found
    context.close()
    assert not errors


def test_task_h_a_wrong_link_is_mended_and_that_is_withdrawn_in_four_clicks(page: Page, store: Path) -> None:
    page.get_by_role("link", name="判定", exact=True).click()  # 1
    # The title with a slip that was taken for the regulation on drinking water.
    page.get_by_role("row", name=SLIP).get_by_role("link").click()  # 2
    section = page.get_by_role("heading", name="若判定为不同").locator("..")
    expect(section).to_contain_text("1个项目的1处引用改指其他文件")
    expect(section).to_contain_text("7.30万元")
    assert page.locator("blockquote mark").all_inner_texts() == [
        f"《{judged_papers.WATERED}》（{WATER}",
        f"《{SLIP}》",
    ]
    page.get_by_label("理由").fill("标题不同，核对过原件")
    page.get_by_role("button", name="判定为不同").click()  # 3
    expect(page.get_by_role("heading", name="已判定为不同")).to_be_visible(timeout=WAIT)
    expect(page.locator("main")).to_contain_text("判定前项目")
    assert [one.kind for one in judgements.read(store / layout.JUDGEMENTS)] == ["different"]
    page.get_by_role("button", name="撤销判定").click()  # 4
    expect(page.get_by_role("status").filter(has_text="判定已撤销")).to_be_visible(timeout=WAIT)
    assert judgements.read(store / layout.JUDGEMENTS) == ()


def test_two_bodies_are_judged_and_that_is_withdrawn_in_four_clicks(page: Page, store: Path) -> None:
    page.get_by_role("link", name="判定", exact=True).click()  # 1
    page.get_by_role("row", name=judged_bodies.WATER_BUREAU).get_by_role("link").click()  # 2
    expect(page.get_by_role("heading", name=judged_bodies.WATER_BUREAU)).to_be_visible(timeout=WAIT)
    section = page.get_by_role("heading", name="若判定为同一").locator("..")
    expect(section).to_contain_text("1个项目改指其他单位或地区")
    expect(section).to_contain_text("50.00万元")
    expect(section.get_by_role("row", name=judged_bodies.WATER_BUREAU)).to_contain_text("80.00万元")
    page.get_by_label("理由").fill("同一单位")
    page.get_by_role("button", name="判定为同一").click()  # 3
    expect(page.get_by_role("heading", name="已判定为同一")).to_be_visible(timeout=WAIT)
    (made,) = judgements.read(store / layout.JUDGEMENTS)
    assert judgements.called(made.a) == judged_bodies.WATER_BUREAU
    page.get_by_role("button", name="撤销判定").click()  # 4
    expect(page.get_by_role("status").filter(has_text="判定已撤销")).to_be_visible(timeout=WAIT)
    assert judgements.read(store / layout.JUDGEMENTS) == ()


def test_task_i_this_is_wrong_in_two_clicks(page: Page, store: Path) -> None:
    page.goto("/id/policy/" + quote(CODED))
    page.locator("details summary").first.press("Enter")  # the quote of the fact stands open
    page.get_by_role("link", name="这不对").first.click()  # 1
    expect(page.get_by_label("哪里不对")).to_be_focused()
    page.keyboard.insert_text("文号应为松财社发〔2023〕21号")
    page.get_by_role("button", name="记下").click()  # 2
    expect(page.get_by_role("heading", name="文号应为松财社发〔2023〕21号")).to_be_visible(timeout=WAIT)
    (note,) = notes.read(store / layout.NOTES)
    assert note.kind == "citation" and CODED[:4] in note.words
    listed = CliRunner().invoke(cli, ["--store", str(store), "notes"], env={"KG_LANG": "zh"}).output
    assert "文号应为松财社发〔2023〕21号" in listed and "在原处" in listed
    (store / layout.NOTES).unlink()


def test_a_place_in_the_text_can_be_said_to_be_wrong(page: Page) -> None:
    page.goto("/id/policy/" + quote(CODED))
    where = page.locator("blockquote footer a[href^='/text/']").first.get_attribute("href") or ""
    page.goto(where)
    page.get_by_role("link", name="这不对").click()
    start, end = where.partition("#")[2].split("-")
    assert f"start={start}&end={end}&kind=citation" in page.url
    expect(page.get_by_label("哪里不对")).to_be_visible(timeout=WAIT)


def test_a_place_without_a_hash_has_no_button(page: Page) -> None:
    page.goto("/id/policy/" + quote(CODED))
    where = page.locator("blockquote footer a[href^='/text/']").first.get_attribute("href") or ""
    page.goto(where.partition("#")[0])
    expect(page.locator("#wrong")).to_be_hidden()


def tabbed(page: Page, name: str) -> None:
    """Press Tab until what is called so has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(document.activeElement.textContent || document.activeElement.value || '').trim()") == name:
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
            return
    raise AssertionError(f"{name} cannot be reached by keyboard")


def test_a_judgement_by_keyboard_alone(page: Page, store: Path) -> None:
    page.goto("/judge")
    page.get_by_label("甲").focus()
    page.keyboard.insert_text(CODED)
    page.keyboard.press("Tab")
    page.keyboard.insert_text(TYPO)
    page.keyboard.press("Enter")
    page.wait_for_url("**/judge?a=**")
    page.get_by_label("理由").focus()
    page.keyboard.insert_text("同一份")
    tabbed(page, "判定为同一")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="已判定为同一")).to_be_visible(timeout=WAIT)
    tabbed(page, "撤销判定")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").filter(has_text="判定已撤销")).to_be_visible(timeout=WAIT)
    assert judgements.read(store / layout.JUDGEMENTS) == ()


KINDS = {
    "judge": "/judge",
    "pair": f"/judge?a={quote(CODED)}&b={quote(TYPO)}",
    "unknown": f"/judge?a={quote('没有这份文件')}&b={quote(TYPO)}",
    "policy": "/id/policy/" + quote(CODED),
    "notes": "/note",
}


@pytest.mark.parametrize("kind", KINDS)
def test_everyone_can_use_the_pages(browser: Browser, address: str, app: Starlette, kind: str) -> None:
    found = site_pages.wrong(browser, address, KINDS[kind], f"judge-{kind}", enter=lambda page: entered(page, app))
    assert found == {}


def test_everyone_can_say_what_is_wrong(browser: Browser, address: str, app: Starlette, page: Page) -> None:
    page.goto("/id/policy/" + quote(CODED))
    where = page.locator("a.wrong").first.get_attribute("href") or ""
    found = site_pages.wrong(browser, address, where, "judge-note", enter=lambda page: entered(page, app))
    assert found == {}
