"""The page of a department: its budgets and accounts side by side, what they are for and from where, and their tables as printed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import quote

import budget_samples
import performance_samples
import pytest
import screenshots
import site_pages
import web_site
from click.testing import CliRunner
from openpyxl import load_workbook
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.cli import cli
from kg.web.site import create_app

WATER, ROADS = "青州市水务局", "云岭县交通运输局"
ADDRESS = "/id/organisation/"
HTML = {"accept": "text/html", "accept-language": "zh"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two years of a department, the second also as the unit's own budget with the same figures, and an account of another."""
    folder = tmp_path_factory.mktemp("departments")
    samples = {**budget_samples.SAMPLES, "青州市水务局2024年单位预算.txt": budget_samples.budget(2024, 500_000, "单位")}
    (folder / "files").mkdir()
    for name, text in samples.items():
        (folder / "files" / name).write_text(text, "utf-8")
    return site_pages.loaded(folder / "s.kg", folder / "files")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store)), headers=HTML) as client:
        yield client


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def asked(store: Path, query: str, unit: str) -> list[dict[str, str]]:
    """What the named query says, as the command prints it."""
    done = CliRunner().invoke(cli, ["--store", str(store), "query", query, "--set", f"unit={unit}", "--json"])
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


def file(site: TestClient, unit: str, table: str, **of: str) -> list[dict[str, str]]:
    params = {"table": table, "format": "json", **of}
    found: list[dict[str, str]] = site.get(f"{ADDRESS}{unit}", params=params).json()
    return found


def test_documents_of_one_year_with_the_same_figures_are_one_row(site: TestClient) -> None:
    page = site.get(ADDRESS + WATER).text
    rows = re.findall(r'<tr role="row".*?</tr>', page[page.index('id="budgets"') : page.index('id="functions"')], re.S)
    assert len(rows) == 3
    said = words(rows[1])
    assert "青州市2024年部门预算 青州市2024年单位预算 2 份文件，数字相同" in said
    # The year before is told where its own document is in the store, and nowhere else.
    assert re.search(r"150.00万元 1,500,000 元 140.00万元 1,400,000 元 \+ ?10.00万元", said)
    assert words(rows[2]).count("—") == 2
    assert "150.00万元 1,500,000 元 2024 · 部门预算 · 支出合计 · 上年（2023） 140.00万元" in words(page)


def test_the_years_are_those_of_the_query(site: TestClient, store: Path) -> None:
    (told,) = (row for row in asked(store, "budget-year-over-year", WATER) if row["fiscal_year"] == 2024)
    for row in file(site, WATER, "budgets"):
        if row["fiscal_year"] == 2024:
            assert (row["expenditure_yuan"], row["previous_yuan"], row["difference_yuan"]) == (
                told["amount_yuan"], told["previous_yuan"], told["difference_yuan"],
            )  # fmt: skip
    shares = {row["title"]: row for row in asked(store, "project-share", WATER)}
    for row in file(site, WATER, "budgets"):
        told = shares[row["title"]]
        assert (row["basic_yuan"], row["project_yuan"]) == (told["basic_yuan"], told["project_yuan"])


@pytest.mark.parametrize("unit", [WATER, ROADS])
def test_what_it_is_for_is_what_the_query_says(site: TestClient, store: Path, unit: str) -> None:
    for budget in file(site, unit, "budgets"):
        key = budget["iri"].rpartition("/")[2]
        told = {
            r["class_code"]: r["amount_yuan"]
            for r in asked(store, "budget-by-function", unit)
            if r["title"] == budget["title"]
        }
        found = {r["class_code"]: r["amount_yuan"] for r in file(site, unit, "functions", budget=key)}
        assert told and (found == told or budget["title"].endswith("单位预算"))
        assert sum(map(Decimal, found.values())) == Decimal(budget["expenditure_yuan"])


def test_from_where_comes_to_the_income(site: TestClient) -> None:
    (account,) = file(site, ROADS, "budgets")
    sources = {row["class_name"]: row["amount_yuan"] for row in file(site, ROADS, "sources")}
    assert sources == {"财政拨款": "3104000", "其他收入": "123500"}
    assert sum(map(Decimal, sources.values())) == Decimal(account["income_yuan"])


def test_a_class_is_drawn_by_its_share_of_the_largest(site: TestClient) -> None:
    page = site.get(ADDRESS + WATER).text
    part = page[page.index('id="functions"') : page.index('id="sources"')]
    bars = re.findall(r'class="(now|then)"[^>]*? width="([\d.]+)%"', part)
    assert bars == [("now", "100.00"), ("then", "90.46"), ("now", "15.38"), ("then", "15.08")]
    assert "213 农林水支出 130.00万元 1,300,000 元 120.00万元 1,200,000 元 + 10.00万元" in words(part)


def test_another_budget_is_chosen_by_its_address(site: TestClient) -> None:
    key = next(r["iri"] for r in file(site, WATER, "budgets") if r["fiscal_year"] == 2023).rpartition("/")[2]
    said = words(site.get(f"{ADDRESS}{WATER}?budget={key}").text)
    assert "140.00万元 1,400,000 元 2023 · 部门预算 · 支出合计" in said
    assert "150.00万元" in words(site.get(f"{ADDRESS}{WATER}?budget=nothing&sheet=99999").text)


def test_its_tables_stand_as_printed_and_come_as_files(site: TestClient) -> None:
    page = site.get(f"{ADDRESS}{WATER}?sheet=3").text
    part = page[page.index('id="sheets"') :]
    assert 'aria-current="page">2024年部门支出预算总表<' in part and "单位：元" in part
    assert words(part).count("水利工程运行与维护 500000 — 500000") == 0
    assert "2130306 水利工程运行与维护 500000 0 500000" in words(part)
    # Of the balance only the side whose total it is stands out.
    balance = site.get(f"{ADDRESS}{WATER}?sheet=1").text
    assert '<td class="level-0 total">支出总计</td>' in balance and re.search(
        r'<td class="level-0">(<a [^>]*>)?二、事业收入', balance
    )
    rows = file(site, WATER, "sheet-3")
    assert rows[-1] == {
        "科目编码": None,
        "项目": "合计",
        "支出预算 / 合计": "1500000",
        "支出预算 / 基本支出": "900000",
        "支出预算 / 项目支出": "600000",
    }
    params = {"table": "sheet-3", "format": "csv"}
    lines = list(csv.reader(io.StringIO(site.get(ADDRESS + WATER, params=params).content.decode("utf-8-sig"))))
    assert len(lines) == len(rows) + 1
    sheet = load_workbook(io.BytesIO(site.get(ADDRESS + WATER, params={**params, "format": "xlsx"}).content)).active
    assert sheet is not None and [cell.value for cell in sheet[sheet.max_row]][1:3] == ["合计", 1_500_000]
    assert site.get(ADDRESS + WATER, params={**params, "table": "sheet-7"}).status_code == 404


def test_a_row_leads_to_its_place_in_the_text(site: TestClient) -> None:
    page = site.get(f"{ADDRESS}{ROADS}?sheet=3").text
    (address, start, end) = re.findall(r'<a href="(/text/\w+)#(\d+)-(\d+)">2140106</a>', page)[0]
    shown = re.sub(r"<[^>]*>", "", site.get(address).text.split('class="text')[1].partition(">")[2])
    assert unescape(shown).lstrip("\n")[int(start) : int(end)] == "120.25"


def test_projects_that_it_describes_lead_to_their_performance_tables(tmp_path: Path) -> None:
    text = budget_samples.budget(2024, 500_000) + (
        "河道清淤工程经费情况说明\n一、项目概况\n疏浚城区河道。\n二、立项依据\n《青州市河道管理办法》（青政规〔2023〕4号）\n"
        "三、实施主体\n青州市水务局\n四、实施方案\n分段疏浚。\n五、实施周期\n全年\n六、年度预算安排\n安排60万元。\n"
        "七、绩效目标\n河道清淤完成率达100%，群众满意度≥90%。\n"
    )
    path = tmp_path / "青州市水务局2024年部门预算.txt"
    path.write_text(text, "utf-8")
    with TestClient(create_app(web_site.settings_of(site_pages.loaded(tmp_path / "s.kg", path))), headers=HTML) as site:
        page = site.get(ADDRESS + WATER).text
        part = page[page.index('id="described"') :]
        (address,) = re.findall(r'<a href="([^"]+)#indicators">2 项指标</a>', part)
        assert "河道清淤工程" in words(part) and 'id="indicators"' in site.get(address).text


def test_the_page_of_a_project_with_a_performance_table_has_no_empty_columns(tmp_path: Path) -> None:
    for name, table in (("自评", performance_samples.EVALUATED), ("申报", performance_samples.DECLARED)):
        (tmp_path / f"{name}.txt").write_text(performance_samples.PROJECT + table, "utf-8")
    with TestClient(
        create_app(web_site.settings_of(site_pages.loaded(tmp_path / "s.kg", tmp_path))), headers=HTML
    ) as site:
        heads = {}
        for name in ("自评", "申报"):
            key = hashlib.sha256((tmp_path / f"{name}.txt").read_bytes()).hexdigest()[:16]
            page = site.get(f"/id/project/{key}/1").text
            part = page[page.index('id="funds"') : page.index('id="sections"')]
            assert "https://w3id.org" not in words(part)
            (address,) = set(re.findall(r'<a href="([^"]+)">年度资金总额</a>', part))
            assert site.get(address).status_code == 200
            heads[name] = re.findall(r'<th role="columnheader"[^>]*>([^<]*)</th>', part)
    aims = ["指标类别", "指标", "目标值"]
    assert heads["自评"] == [
        "资金",
        "年初预算数",
        "全年预算数",
        "执行数",
        "分值",
        "得分",
        *aims,
        "实际完成值",
        "分值",
        "得分",
    ]
    assert heads["申报"] == ["资金", "年初预算数", *aims, "分值"]


def test_documents_of_one_year_that_differ_are_told_apart_by_their_titles(tmp_path: Path) -> None:
    """That of the department stands first, and each is compared with the year before under its own title."""
    samples = (2023, 400_000, "部门"), (2024, 500_000, "部门"), (2024, 450_000, "单位"), (2023, 350_000, "单位")
    for year, roads, scope in samples:
        text = budget_samples.budget(year, roads, scope)
        (tmp_path / f"{year}{scope}.txt").write_text(text, "utf-8")
    with TestClient(
        create_app(web_site.settings_of(site_pages.loaded(tmp_path / "s.kg", tmp_path))), headers=HTML
    ) as site:
        rows = [(r["title"], r["expenditure_yuan"], r["previous_yuan"]) for r in file(site, WATER, "budgets")]
        assert rows == [
            ("青州市2024年部门预算", "1500000", "1400000"),
            ("青州市2024年单位预算", "1450000", "1350000"),
            ("青州市2023年部门预算", "1400000", None),
            ("青州市2023年单位预算", "1350000", None),
        ]
        assert "数字相同" not in site.get(ADDRESS + WATER).text


def test_a_unit_without_budgets_has_none_of_it(tmp_path: Path) -> None:
    path = site_pages.loaded(tmp_path / "s.kg", Path(__file__).parents[3] / "examples" / "红河州")
    with TestClient(create_app(web_site.settings_of(path)), headers=HTML) as site:
        page = site.get(ADDRESS + quote("个旧市卫生健康局")).text
        assert 'id="projects"' in page and 'id="budgets"' not in page and 'id="sheets"' not in page


@pytest.mark.browser
@pytest.mark.parametrize("unit", [WATER, ROADS + "?sheet=3"])
def test_everyone_can_use_it_and_print_it(store: Path, unit: str) -> None:
    name, _, of = unit.partition("?")
    with (
        web_site.listening(create_app(web_site.settings_of(store)), "on") as address,
        site_pages.chromium() as browser,
    ):
        assert site_pages.wrong(browser, address, f"{ADDRESS}{quote(name)}?{of}", f"department-{len(of)}") == {}
        _printed(browser, address, f"{ADDRESS}{quote(name)}?{of}")


def _printed(browser: Browser, address: str, path: str) -> None:
    """Printed, the figures and the bars are there, and nothing that only a screen can use."""
    context = browser.new_context(base_url=address, locale="zh-CN")
    page = context.new_page()
    page.goto(path)
    page.emulate_media(media="print")
    assert page.locator(".figure").is_visible() and page.locator("svg.bars .now").first.is_visible()
    assert not any(page.locator(one).first.is_visible() for one in ("header", ".downloads", ".chips", ".ways"))
    screenshots.keep_print(page, "department-print")
    context.close()
