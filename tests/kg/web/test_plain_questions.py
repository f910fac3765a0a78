"""Plain questions: the page that answers is offered first, with what was understood; words that ask nothing are looked for only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest
import site_pages
import web_site
from folders import ROOT
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.web.site import create_app
from ontology.tables import rows

NUMBER = "云财社发〔2023〕36号"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("plain") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers={"accept-language": "zh"}) as found:
        yield found


def offered(site: TestClient, words: str) -> list[tuple[str, str]]:
    """The answers that the search page offers: words and address."""
    text = site.get("/search", params={"q": words}).text
    section = re.search(r'<section class="answers">.*?</section>', text, re.S)
    return (
        [(unescape(m[2]), unquote(unescape(m[1]))) for m in re.finditer(r'<a href="([^"]*)">([^<]*)</a>', section[0])]
        if section
        else []
    )


@pytest.mark.parametrize(
    ("words", "told", "address"),
    [
        (f"哪些项目引用了{NUMBER}", f"引用{NUMBER}的项目", f"/projects?policy={NUMBER}"),
        ("哪些项目引用了云财社发[2023]36号？", f"引用{NUMBER}的项目", f"/projects?policy={NUMBER}"),
        (f"2024年谁引用了{NUMBER}", f"引用{NUMBER}的项目", f"/projects?policy={NUMBER}&year=2024"),
        (f"{NUMBER}涉及多少资金", f"以{NUMBER}为依据的资金", f"/projects?policy={NUMBER}"),
        (f"{NUMBER}还有效吗", f"{NUMBER}的效力", f"/id/policy/{NUMBER}"),
        (f"{NUMBER}的上级依据是什么", f"{NUMBER}的依据链", f"/charts/chain?policy={NUMBER}"),
        ("过期的依据有哪些", "已失效或废止的政策文件", "/policies?status=Expired&status=Repealed"),
        ("哪些项目的依据已经过期", "依据已失效或废止的项目", "/projects?basis=Expired&basis=Repealed"),
        ("个旧市哪些项目的依据已经废止", "个旧市：依据已失效或废止的项目", "/projects?basis=Expired&basis=Repealed&area=个旧市"),
        ("红河州2024年哪些项目没有写依据", "红河哈尼族彝族自治州 · 2024：未写依据的项目", "/projects?basis=none&area=红河哈尼族彝族自治州&year=2024"),
        ("个旧市2024年卫生健康局有多少项目资金", "个旧市卫生健康局的项目（2024年）", "/projects?unit=个旧市卫生健康局&year=2024"),
        ("蒙自市教育体育局的钱有多少", "蒙自市教育体育局的项目", "/projects?unit=蒙自市教育体育局"),
        ("蒙自市2024年有哪些项目", "蒙自市的项目（2024年）", "/projects?area=蒙自市&year=2024"),
        ("个旧市卫生健康局今年和去年有什么变化", "个旧市卫生健康局两年对比", "/compare?unit=个旧市卫生健康局"),
        ("哪些项目没有写指标", "没有指标的项目", "/questions/projects-without-indicators"),
        ("哪些依据已经多少年了", "年代久远的依据", "/questions/old-bases"),
        ("人均资金是多少", "受益对象人均资金", "/questions/money-per-beneficiary"),
        ("哪些部门资金增长最快", "各单位资金逐年比较", "/questions/units-year-over-year"),
        ("哪个单位的资金最多", "各单位的资金", "/questions/units-by-money"),
        ("各级财政分别出多少钱", "各级各年度资金", "/questions/money-by-level-and-year"),
        ("哪些数字对不上", "相互矛盾的数字", "/findings?severity=error"),
        ("引用最多的文件是哪些", "引用项目最多的文件", "/policies?sort=-projects"),
    ],
)  # fmt: skip
def test_a_question_is_offered_the_page_that_answers(site: TestClient, words: str, told: str, address: str) -> None:
    found = offered(site, words)
    assert found[:1] == [(told, address)]
    assert site.get(address).status_code == 200


@pytest.mark.parametrize(
    "words",
    [
        "",
        "个旧市卫生健康局",
        NUMBER,
        "基本公共卫生服务",
        "乡医补助",
        "云财社发36号",
        "gongwei",
        "国办发〔1999〕1号有多少资金",
    ],
)
def test_words_that_ask_nothing_or_name_what_is_not_there_are_only_looked_for(site: TestClient, words: str) -> None:
    assert offered(site, words) == []


def test_every_row_answers_its_own_example(site: TestClient) -> None:
    for row in rows("kg.web.lists", "plain_questions.tsv"):
        told = [words for words, _ in offered(site, row["example"])]
        named = row["zh"].format(number=NUMBER, area="蒙自市", unit="个旧市卫生健康局", of="", **{"in": "（2024年）"})
        assert any(words.removesuffix("（2024年）") == named.removesuffix("（2024年）") for words in told), (
            row["example"],
            told,
        )


def test_in_english_the_words_are_english(site: TestClient) -> None:
    text = site.get("/search", params={"q": f"哪些项目引用了{NUMBER}"}, headers={"accept-language": "en"}).text
    assert f"Projects that name {NUMBER}" in text


@pytest.mark.browser
def test_a_question_is_answered_in_a_click_and_the_query_is_there_to_edit(store: Path) -> None:
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as base, site_pages.chromium() as browser:
        assert isinstance(browser, Browser)
        page = browser.new_context(base_url=base, locale="zh-CN").new_page()
        page.goto("/")
        page.fill("#q", "个旧市2024年卫生健康局有多少项目资金")
        page.keyboard.press("Enter")
        page.locator(".answers a").first.click()
        assert "757.54万元" in page.locator(".sums").inner_text()
        # What was understood can be taken off again.
        page.locator(".chips a", has_text="2024").click()
        assert "1,049.32万元" in page.locator(".sums").inner_text()
