"""What policy staff do, in a real browser, with the number of clicks that it may take: the tasks that no other test of a page has.

Who cites a regulation: test_resting; a report: test_reports; two years: test_compared; adding files: test_add_browser; judging and
saying what is wrong: test_judge_browser; plain questions: test_plain_questions.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import site_pages
import web_site
from folders import ROOT
from playwright.sync_api import Browser, Locator, Page

from kg.answers import ask
from kg.stores.opening import open_store
from kg.web.site import create_app

pytestmark = pytest.mark.browser
NUMBER = "云财社发〔2023〕36号"


class Person:
    """Somebody at a page, whose clicks are counted; typing and Enter in the search field are none."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clicks = 0

    def click(self, what: Locator | str) -> None:
        found = self.page.locator(what) if isinstance(what, str) else what
        found.first.click()
        self.clicks += 1

    def settled(self) -> None:
        """Until nothing is being made any more."""
        self.page.wait_for_load_state()
        self.page.wait_for_selector("[data-progress]", state="detached", timeout=120_000)

    def rows(self, column: str) -> list[str]:
        """What the rows of the list say under a heading."""
        return self.page.locator(f"main td[data-label='{column}']").all_inner_texts()


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return site_pages.loaded(tmp_path_factory.mktemp("tasks") / "examples.kg", ROOT / "examples")


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[tuple[Browser, str]]:
    with site_pages.chromium() as browser, web_site.listening(create_app(web_site.settings_of(path)), "on") as address:
        yield browser, address


@pytest.fixture
def person(site: tuple[Browser, str]) -> Iterator[Person]:
    browser, address = site
    context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1440, "height": 900})
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    site_pages.opened(page, "/")
    yield Person(page)
    context.close()
    assert errors == []


def over(path: Path, county: str) -> dict[str, set[str]]:
    """Projects of the documents of a county that rest on what is repealed or whose last day is past: name and IRI, and these bases."""
    asked = f"""SELECT DISTINCT ?project ?name ?number ?title ?status ?last WHERE {{
      ?project pk:basedOn ?policy ; rdfs:label ?name ; pk:ordinal ?n ; prov:hadPrimarySource/dcterms:spatial/skos:prefLabel "{county}" .
      OPTIONAL {{ ?policy pk:status ?status }} OPTIONAL {{ ?policy eli:date_no_longer_in_force ?last }}
      OPTIONAL {{ ?policy eli:id_local ?number }} OPTIONAL {{ ?policy dcterms:title ?title }} }}"""
    found: defaultdict[str, set[str]] = defaultdict(set)
    with open_store(path, read_only=True) as store:
        for row in ask.select(store, asked):
            ended = row["last"] is not None and str(row["last"]) < date.today().isoformat()
            if str(row["status"]).endswith(("Repealed", "Expired")) or ended:
                found[f"{row['name']} {row['project']}"].add(str(row["number"] or row["title"]))
    return found


@pytest.mark.parametrize("county", ["个旧市", "蒙自市"])
def test_task_b_projects_of_a_county_that_rest_on_what_is_over(person: Person, path: Path, county: str) -> None:
    expected = over(path, county)
    person.click(person.page.locator("table.covered").get_by_role("link", name=county, exact=True))  # 1
    facet = person.page.locator("section[aria-labelledby='facet-basis']")
    for words in ("失效", "废止"):  # 2, 3
        value = facet.locator("a", has=person.page.locator(".words", has_text=re.compile(f"^{words}$")))
        if value.count():
            person.click(value)
    assert person.clicks <= 3
    names = sorted(key.rpartition(" ")[0] for key in expected)
    assert names and sorted(person.rows("项目")) == names
    for name, told in zip(person.rows("项目"), person.rows("该效力的依据"), strict=True):
        # Each with how it stands, and where it ran out, since when.
        said = re.findall(r"([^（；]+)（(?:已过有效期（\d{4}(?:-\d\d(?:-\d\d)?)?）|废止|失效)）", told)
        assert set(said) in [bases for key, bases in expected.items() if key.rpartition(" ")[0] == name], told


def test_task_c_whether_a_disclosure_adds_up(person: Person) -> None:
    person.click(
        person.page.locator("section", has=person.page.locator("h2", has_text="新增")).get_by_role(
            "link", name="个旧市卫生健康局2024年预算重点项目公开"
        )
    )
    person.settled()
    assert person.clicks <= 2
    page = person.page
    assert page.locator(".verdict").first.bounding_box()["y"] < 900  # type: ignore[index]
    heads = page.locator("table.ledger thead th").all_inner_texts()
    sums = dict(zip(heads[1:], page.locator("table.ledger tr").last.locator("td").all_inner_texts(), strict=True))
    numbers = {head: 0 if told == "·" else int(told) for head, told in sums.items()}
    assert {"文中", "已核对", "相符", "请核实", "矛盾"} <= set(numbers)
    assert numbers["已核对"] == numbers["相符"] + numbers["舍入内"] + numbers["请核实"] + numbers["矛盾"] > 40
    assert str(numbers["已核对"]) in page.inner_text(".verdict") and str(numbers["相符"]) in page.inner_text(".verdict")


def test_task_f_money_of_a_regulation_by_level_and_year(person: Person, path: Path) -> None:
    person.page.goto(f"/id/policy/{quote(NUMBER)}")
    asked = f"""SELECT ?level ?year (SUM(?yuan) AS ?sum) WHERE {{
      {{ SELECT DISTINCT ?project ?year WHERE {{ ?project pk:basedOn ?policy ; pk:budgetYear ?year ; a pk:BudgetProject . ?policy eli:id_local "{NUMBER}" }} }}
      ?part pk:countedFor ?project ; schema:amount/schema:value ?yuan OPTIONAL {{ ?part pk:fundingLevel ?level }} }} GROUP BY ?level ?year"""
    with open_store(path, read_only=True) as store:
        sums = list(ask.select(store, asked))
    assert sums and person.clicks <= 1
    table = person.page.locator("table.levels").first
    years = table.locator("thead th").all_inner_texts()[1:-1]
    shown: dict[tuple[str, str], Decimal] = {}
    for line in table.locator("tbody tr").all():
        level = line.locator("th").inner_text()
        for year, cell in zip(years, line.locator("td").all(), strict=False):
            exact = re.search(r"title=\"([\d,.]+) 元\"", cell.inner_html())
            if exact and level not in ("合计",):
                shown[level, year] = Decimal(exact[1].replace(",", ""))
    assert sorted(shown.values()) == sorted(Decimal(str(row["sum"])) for row in sums)
    assert {year for _, year in shown} == {str(row["year"]) for row in sums}


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("2024 个旧市卫生健康局 乡村医生", "乡村医生补助资金"),
        ("云财社发36号", "云财社发〔2023〕36号"),
        ("mengzi minzheng", "蒙自市民政局"),
    ],
)
def test_task_j_words_in_any_order(person: Person, words: str, first: str) -> None:
    person.page.fill("#q", words)
    person.page.keyboard.press("Enter")
    person.page.wait_for_url("**/search?*")
    assert person.clicks == 0
    assert first in person.page.locator("ul.hits li a").all_inner_texts()[:5]


def test_task_l_a_narrowed_list_is_downloaded_as_it_is_shown(person: Person) -> None:
    page = person.page
    cell = page.locator("table.covered tbody tr", has=page.get_by_role("link", name="蒙自市", exact=True))
    year = page.locator("table.covered thead th").all_inner_texts().index("2024")
    person.click(cell.locator("td").nth(year - 1).locator("a"))  # 1: area and year
    person.click(page.locator("section[aria-labelledby='facet-level'] a", has_text="市级"))  # 2
    shown = person.rows("项目")
    with page.expect_download() as begun:
        person.click(page.locator(".downloads a", has_text="Excel"))  # 3
    assert person.clicks <= 4 and shown
    with zipfile.ZipFile(io.BytesIO(begun.value.path().read_bytes())) as book:
        first, about = (book.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
        texts = re.findall(r"<t[^>]*>([^<]*)</t>", book.read("xl/sharedStrings.xml").decode())
    assert set(shown) <= set(texts) and first.count("<row ") == len(shown) + 1 and about
    total = re.search(r"合计 ([\d.,]+)万元", page.inner_text(".sums"))
    assert total is not None
    exact = re.sub(r"[^\d.]", "", page.get_attribute(".sums span", "title") or "")
    assert any(exact in text.replace(",", "") for text in texts)
    assert {"蒙自市", "2024", "市级"} <= {part for text in texts for part in text.split("、")}


def test_task_m_what_is_new_since_a_day(person: Person, path: Path) -> None:
    person.click(person.page.locator("a[href='/new']"))
    assert person.clicks <= 1
    with open_store(path, read_only=True) as store:
        counts = [len(ask.ask(store, name, {}, whole=True)) for name in ("documents", "projects")]
    figure = [int(one) for one in re.findall(r"\d+", person.page.inner_text(".figure"))]
    assert figure[:2] == counts
    assert person.page.locator("#documents, #projects, #ended").count() == 3


def test_task_n_an_address_restores_filter_sort_and_place(person: Person, site: tuple[Browser, str]) -> None:
    page = person.page
    site_pages.opened(page, "/projects?area=" + quote("个旧市"))
    person.click(page.get_by_role("columnheader", name="年度").locator("a"))
    assert person.clicks == 1
    browser, address = site
    before = page.locator("main tbody tr").all_inner_texts()
    colleague: Any = browser.new_context(base_url=address, locale="zh-CN").new_page()
    colleague.goto(page.url)
    assert colleague.locator("main tbody tr").all_inner_texts() == before
    assert "个旧市" in colleague.inner_text(".chips")
    assert colleague.get_by_role("columnheader", name="年度").get_attribute("aria-sort") in ("ascending", "descending")
    # An open quote: the place in the text.
    page.goto(site_pages.example(page, "project"))
    page.locator("blockquote footer a").first.click()
    page.wait_for_selector("span.here")
    colleague.goto(page.url)
    colleague.wait_for_selector("span.here")
    assert "".join(colleague.locator("span.here").all_inner_texts()) == "".join(
        page.locator("span.here").all_inner_texts()
    )
    colleague.context.close()
