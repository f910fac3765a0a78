"""Who rests on a policy: the answer comes first, its sums are those of SPARQL, and a large one is narrowed like any list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
import site_pages
import web_site
from folders import ROOT
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.stores.opening import open_store
from kg.web.dossiers import resting
from kg.web.site import create_app
from ontology.iris import ID

NUMBER = "云财社发〔2023〕36号"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("resting") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers={"accept-language": "zh"}) as found:
        yield found


def test_the_levels_of_every_policy_come_to_its_total(store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        policies = [
            row[0].value for row in opened.rows("SELECT DISTINCT ?p { ?i <https://w3id.org/policy-kg/ns#basedOn> ?p }")
        ]
        assert len(policies) > 10
        stated = 0
        for policy in policies:
            total, levels = resting.total(opened, policy), resting.by_level(opened, policy)
            assert levels.total() == (total[0] if total else Decimal(0))
            assert sum((levels.total(level=one) for one in levels.levels), Decimal(0)) == levels.total()
            assert sum((levels.total(year=one) for one in levels.years), Decimal(0)) == levels.total()
            stated += len(levels.levels) > 1
        assert stated


def test_the_page_begins_with_who_rests_on_it_and_for_how_much(site: TestClient) -> None:
    text = site.get("/id/policy/" + quote(NUMBER)).text
    figure = re.search(r'<p class="figure">(.*?)</p>', text, re.S)
    assert figure
    words = unescape(re.sub(r"<[^>]+>", " ", figure[1]))
    assert "3 个项目" in words
    assert "507.32万元" in words
    assert "5,073,200 元" in words
    assert (
        text.index('class="figure"')
        < text.index('class="resting"')
        < text.index('id="chain"')
        < text.index('id="spellings"')
    )
    rows = re.findall(r"<tr role=\"row\"><td.*?</tr>", text, re.S)
    assert len(rows) == 3
    assert [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)).split()[1:6] for row in rows][0] == [
        "个旧市卫生健康局", "个旧市", "市级", "2024", "189.32万元",
    ]  # fmt: skip
    assert all("<blockquote>" in row for row in rows)


def test_who_names_a_policy_is_a_list_to_narrow(site: TestClient) -> None:
    text = site.get(f"/projects?policy={quote(NUMBER)}&area={quote('红河哈尼族彝族自治州')}").text
    assert re.search(r'class="sums"><strong>2 项', text)
    assert "453.72万元" in text
    assert '<input type="hidden" name="policy"' in text
    answer = site.get(f"/projects?policy={quote(NUMBER)}&format=json").json()
    assert len(answer) == 3
    assert all(row["iri"].startswith(f"{ID}project/") for row in answer)


@pytest.mark.parametrize("named", ["没有〔2020〕1号", "<x>", "a b"])
def test_a_policy_that_nobody_names_leaves_nothing(site: TestClient, named: str) -> None:
    answer = site.get("/projects", params={"policy": named})
    assert answer.status_code == 200
    assert 'class="sums"><strong>0 项' in answer.text


def test_a_policy_without_projects_says_so(site: TestClient, store: Path) -> None:
    with open_store(store, read_only=True) as opened:
        query = """SELECT ?p { ?p <https://w3id.org/policy-kg/ns#citingProjectCount> 0 ; <https://w3id.org/policy-kg/ns#citationCount> ?c FILTER(?c > 0) }"""
        policy = next(iter(opened.rows(query)))[0].value
    text = site.get("/id/" + quote(policy.removeprefix(ID), safe="/")).text
    assert "已读入的文件中没有项目引用它" in text
    assert "<blockquote>" in text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_the_first_project_is_above_the_fold_and_its_quote_a_click_away(
    browser: Browser, store: Path, width: int, height: int
) -> None:
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as base:
        context = browser.new_context(base_url=base, locale="zh-CN", viewport={"width": width, "height": height})
        page = context.new_page()
        page.goto("/")
        page.fill("#q", NUMBER)
        page.locator("#suggestions li").first.click()
        row = page.locator("table.resting tbody tr").first
        box = row.bounding_box()
        assert box is not None
        assert box["y"] + 40 < height
        for words in ("个旧市卫生健康局", "个旧市", "189.32万元"):
            assert words in row.inner_text()
        assert not row.locator("blockquote").first.is_visible()
        row.locator("summary").click()
        assert NUMBER in row.locator("blockquote mark").first.inner_text()
        context.close()
