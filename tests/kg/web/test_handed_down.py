"""Money handed down on the site: the figures are those of ``kg trace --money``, notice after notice, and nothing is divided."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import quote

import allotted_money
import pytest
import site_pages
import web_site
from click.testing import CliRunner
from openpyxl import load_workbook
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.answers import ask, policy_lookup
from kg.cli import cli
from kg.stores.opening import open_store
from kg.web.charts import handed_down
from kg.web.site import create_app

NATION = "财社〔2024〕20号"
ADDRESS = "/charts/handed-down?policy="


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handed")
    allotted_money.write(folder / "files")
    return site_pages.loaded(folder / "s.kg", folder / "files")


@pytest.fixture(scope="module")
def site(store: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(store))) as client:
        yield client


def notices(store: Path, number: str) -> tuple[handed_down.HandedNotice, ...]:
    with open_store(store, read_only=True) as opened:
        table = ask.ask(opened, handed_down.QUERY, {"number": policy_lookup.one(opened, number).iri})
        return handed_down.of_table(opened, table)


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


@pytest.mark.parametrize("number", allotted_money.TRUTH)
def test_the_rows_are_the_truth(store: Path, number: str) -> None:
    (notice,) = (one for one in notices(store, number) if one.number == number)
    figures = {
        (row.payee, str(row.year)): tuple(
            None if yuan is None else float(yuan / 10_000)
            for yuan in (row.handed, row.onward, row.budgeted, row.difference)
        )
        for row in notice.rows
    }
    assert figures == allotted_money.TRUTH[number]
    # Where there is no difference the page says why.
    assert all((row.difference is None) == bool(row.why) for row in notice.rows)


@pytest.mark.parametrize("number", [NATION, "川财教〔2023〕88号", "济财农〔2024〕9号"])
def test_the_files_are_what_the_command_prints(site: TestClient, store: Path, number: str) -> None:
    told = CliRunner().invoke(cli, ["--store", str(store), "trace", "--money", number, "--json"])
    rows = json.loads(told.stdout)
    assert rows and site.get(f"{ADDRESS}{number}&format=json").json() == rows
    lines = list(csv.reader(io.StringIO(site.get(f"{ADDRESS}{number}&format=csv").content.decode("utf-8-sig"))))
    assert len(lines) == len(rows) + 1
    sheet = load_workbook(io.BytesIO(site.get(f"{ADDRESS}{number}&format=xlsx").content)).active
    assert sheet is not None and sheet.max_row == len(rows) + 1


def test_the_page_follows_the_chain_from_the_nation_down(site: TestClient) -> None:
    page = site.get(ADDRESS + NATION, headers={"accept-language": "zh"}).text
    assert re.findall(r'<h2 id="notice-\d+">(\S+) · <a href="[^"]+">([^<]+)', page) == [
        ("国家", NATION),
        ("省级", "云财社〔2024〕55号"),
        ("地级", "玉财社〔2024〕28号"),
        ("地级", "红财社〔2024〕31号"),
    ]
    # The row of the province leads to the notice of the province, that of 红河 to its own.
    assert re.search(r'云南省</a>.*?href="#notice-2">云财社〔2024〕55号', page, re.S)
    assert re.search(r'红河哈尼族彝族自治州</a>.*?href="#notice-4">红财社〔2024〕31号', page, re.S)
    said = words(page)
    assert "个旧市 2024 1,500.00万元 15,000,000 元 · 1,480.00万元 14,800,000 元 −20.00万元" in said
    assert "通知中没有该行" in said and "库中没有后续文件" in said


def test_projects_of_one_row_stand_together_with_what_each_prints(site: TestClient) -> None:
    said = words(site.get(ADDRESS + "济财农〔2024〕9号", headers={"accept-language": "zh"}).text)
    row = said[said.index("历城区 2024") : said.index("章丘区")]
    assert row.startswith("历城区 2024 600.00万元 6,000,000 元 · 600.00万元 6,000,000 元 0 元")
    for name, yuan in (("粮油绿色高产高效项目", "250"), ("高素质农民培育项目", "120"), ("农业社会化服务项目", "230")):
        assert f"{name} {yuan}.00万元" in row
    assert "有项目未写明金额" in said[said.index("章丘区") :]


def test_the_sums_are_those_of_the_rows_that_can_be_followed(store: Path) -> None:
    summed = {one.level and one.level.rpartition("#")[2]: one for one in handed_down.sums(notices(store, NATION))}
    assert [(one.handed / 10_000, one.rows, one.followed) for one in summed.values()] == [
        (32000, 2, 1),
        (12000, 3, 2),
        (5400, 5, 3),
    ]
    assert summed["Province"].difference == Decimal(-1_000_000)
    years = {one.year: one.handed / 10_000 for one in handed_down.sums(notices(store, "川财教〔2023〕88号"))}
    assert years == {2023: 430, 2024: 470}


def test_a_row_within_another_is_not_added_beside_it(tmp_path: Path) -> None:
    file = tmp_path / "滇财农7.txt"
    file.write_text(
        "云南省财政厅关于下达2024年农田建设补助资金的通知\n云财农〔2024〕7号\n曲靖市、大理州财政局：\n"
        "现下达你们2024年农田建设补助资金，金额见附件。\n云南省财政厅\n2024年3月1日\n附件：2024年农田建设补助资金分配表\n"
        "2024年农田建设补助资金分配表\n单位：万元\n地区\t金额\n曲靖市\t500\n其中：会泽县\t300\n大理州\t200\n合计\t700\n",
        "utf-8",
    )
    (notice,) = notices(site_pages.loaded(tmp_path / "s.kg", file), "云财农〔2024〕7号")
    assert {row.payee: row.within for row in notice.rows} == {"曲靖市": False, "会泽县": True, "大理白族自治州": False}
    found = handed_down.sums((notice,))
    assert [(one.handed, one.rows) for one in found] == [(Decimal(7_000_000), 2)]


def test_what_also_rests_on_another_notice_has_no_difference(tmp_path: Path) -> None:
    """Nobody can say how much of the project is of which notice: both rows say so, and neither is compared."""
    for number, yuan in (("陕财办社〔2012〕146号", 400), ("陕财办社〔2012〕150号", 60)):
        (tmp_path / f"{yuan}.txt").write_text(
            f"陕西省财政厅关于下达2012年城乡医疗救助补助资金的通知\n{number}\n汉滨区财政局：\n现下达你区2012年城乡医疗救助补助资金，金额见附件。\n"
            f"陕西省财政厅\n2012年6月18日\n附件：2012年城乡医疗救助补助资金分配表\n2012年城乡医疗救助补助资金分配表\n单位：万元\n"
            f"县区\t补助金额\n汉滨区\t{yuan}\n汉阴县\t100\n合计\t{yuan + 100}\n",
            "utf-8",
        )
    both = "按照陕财办社〔2012〕146号、陕财办社〔2012〕150号文件要求。"
    project = ("城乡医疗救助资金", both, "2012年安排资金455万元。")
    disclosure = allotted_money.Disclosure("安康市汉滨区民政局", "2012", (project,))
    (tmp_path / "disclosure.txt").write_text(disclosure.text(), "utf-8")
    store = site_pages.loaded(tmp_path / "s.kg", tmp_path)
    for number, yuan in (("陕财办社〔2012〕146号", 400), ("陕财办社〔2012〕150号", 60)):
        rows = {row.payee: row for (notice,) in [notices(store, number)] for row in notice.rows}
        own = rows["汉滨区"]
        assert (own.handed, own.budgeted, own.difference) == (Decimal(yuan * 10_000), Decimal(4_550_000), None)
        assert own.why == "handed_shared" and rows["汉阴县"].why == "handed_nothing"
        (summed,) = handed_down.sums(notices(store, number))
        assert (summed.rows, summed.followed) == (2, 0)


def test_it_is_reached_from_the_policy_and_from_the_charts(site: TestClient) -> None:
    policy = site.get("/id/policy/" + quote(NATION)).text
    (address,) = re.findall(r'href="(/charts/handed-down\?policy=[^"]+)"', policy)
    assert site.get(unescape(address)).status_code == 200
    overview = site.get("/charts").text
    assert 'href="/charts/handed-down"' in overview
    offered = site.get("/charts/handed-down", headers={"accept-language": "zh"}).text
    assert all(f"（{number}）" in offered for number in allotted_money.TRUTH)


def test_what_hands_nothing_down_says_so(site: TestClient, tmp_path: Path) -> None:
    assert site.get(ADDRESS + "无此文件〔2024〕1号").status_code == 404
    assert "choose one" in site.get(ADDRESS + "2024年基本公共卫生服务补助资金&lang=en").text
    plain = tmp_path / "总结.txt"
    plain.write_text(
        "石泉县卫生健康局2024年部门预算重点项目文本\n\n第一个：\n项目名称\n村医补助\n立项依据\n依据《石泉县办法》（石财社〔2022〕5号）。\n"
        "资金安排情况\n县级财政安排资金100万元。\n",
        "utf-8",
    )
    with TestClient(create_app(web_site.settings_of(site_pages.loaded(tmp_path / "s.kg", plain)))) as other:
        assert "不是写明下达给谁" in other.get(f"{ADDRESS}石财社〔2022〕5号&lang=zh").text
        assert "/charts/handed-down" not in other.get("/id/policy/" + quote("石财社〔2022〕5号")).text
        assert "No loaded document is a notice" in other.get("/charts/handed-down?lang=en").text


@pytest.mark.browser
@pytest.mark.parametrize("number", [NATION, "济财农〔2024〕9号", ""])
def test_everyone_can_use_it(store: Path, browser: Browser, number: str) -> None:
    with web_site.listening(create_app(web_site.settings_of(store)), "on") as address:
        kind = ADDRESS + quote(number) if number else "/charts/handed-down"
        assert site_pages.wrong(browser, address, kind, f"handed-down-{len(number)}") == {}
