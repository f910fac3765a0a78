"""The report of the audit from the site: the ledger on a document's page, and the three forms from there and from the list of findings."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from html import unescape
from io import BytesIO
from pathlib import Path

import docx as python_docx
import pytest
import site_pages
import web_site
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from folders import ROOT
from openpyxl import load_workbook
from playwright.sync_api import Browser
from starlette.testclient import TestClient

from kg.cli import cli
from kg.web.findings import reports
from kg.web.site import create_app
from loaders.records import Extraction
from ontology.iris import ID

TABLE = (
    "云山县林业局2024年部门预算\n\n支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "213\t农林水支出\t90.00\t50.00\t40.00\n21302\t林业和草原\t90.00\t50.00\t46.00\n"
    "2130201\t行政运行\t50.00\t50.00\t0.00\n2130205\t森林资源培育\t40.00\t0.00\t40.00\n合计\t\t90.00\t50.00\t40.00\n"
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("reports")
    (folder / "云山县林业局2024.txt").write_text(TABLE, "utf-8")
    return site_pages.loaded(folder / "examples.kg", ROOT / "examples", folder / "云山县林业局2024.txt")


@pytest.fixture(scope="module")
def site(path: Path) -> Iterator[TestClient]:
    with TestClient(create_app(web_site.settings_of(path))) as client:
        until = time.monotonic() + 120
        while client.get("/findings/progress").json()["running"]:
            assert time.monotonic() < until
            time.sleep(0.2)
        yield client


@pytest.fixture(scope="module")
def document(site: TestClient) -> str:
    rows = site.get("/findings?format=json&lang=zh&document=林业局").json()
    (iri,) = {row["iri"] for row in rows}
    return str(iri).removeprefix(f"{ID}document/")


def test_a_documents_page_says_how_much_was_checked(site: TestClient, document: str) -> None:
    page = site.get(f"/id/document/{document}?lang=zh", headers={"accept": "text/html"}).text
    assert '<p class="verdict">可核对 14 项：11 项相符，3 项矛盾。改 1 个数字，3 条发现即可消除。</p>' in page
    assert '<th scope="row">科目层级合计</th>' in page and '<tr class="sum"><th scope="row">全部</th>' in page
    assert [form for form in ("html", "xlsx", "docx") if f"/report/{form}?document={document}" in page] == [
        "html",
        "xlsx",
        "docx",
    ]


def test_findings_of_one_cause_stand_together_under_its_repair(site: TestClient, document: str) -> None:
    page = site.get(f"/id/document/{document}?lang=zh", headers={"accept": "text/html"}).text
    (cause,) = re.findall(r'<article class="cause mismatch">.*?</article>', page, re.S)
    assert "3 项核对出自同一个数字" in cause and cause.count('class="repair"') == 1
    assert "“46.00”改为“40.00”" in cause and "第 2、3 项发现也随之消除" in cause
    assert re.findall(r'<span class="numbered">(\d)</span>', cause) == ["1", "2", "3"]
    # Both places are shown, and lead to their characters.
    text = site.get(f"/text/{document}").text
    text = unescape(re.sub(r"<[^>]*>", "", text.split('class="text')[1].partition(">")[2])).lstrip("\n")
    places = [(int(a), int(b)) for a, b in re.findall(rf'/text/{document}#(\d+)-(\d+)"', cause)]
    assert len(places) == 6 and all(re.fullmatch(r"[\d.\s]+", text[a:b]) for a, b in places)
    assert {"40.00", "46.00"} <= {word for a, b in places for word in text[a:b].split()}


def test_the_verdict_tells_each_grade(site: TestClient) -> None:
    rows = site.get("/findings?format=json&lang=en&document=个旧市卫生健康局2024").json()
    (iri,) = {
        str(row["iri"]).replace("/project/", "/document/").rpartition("/document/")[2].split("/")[0] for row in rows
    }
    page = site.get(f"/id/document/{iri}?lang=en", headers={"accept": "text/html"}).text
    (verdict,) = re.findall(r'<p class="verdict">(.*?)</p>', page)
    told = {
        word: int(n) for n, word in re.findall(r"(\d+) (checks|hold|within rounding|to check|contradiction)", verdict)
    }
    ledger = re.search(r'<tr class="sum">(.*?)</tr>', page, re.S)
    assert ledger
    cells = [int(cell) if cell != "·" else 0 for cell in re.findall(r"<td[^>]*>(.*?)</td>", ledger[1])]
    _, checked, hold, rounded, to_check, mismatch, *_ = cells
    assert (checked, hold) == (told["checks"], told["hold"])
    assert [rounded, to_check, mismatch] == [
        told.get(one, 0) for one in ("within rounding", "to check", "contradiction")
    ]
    assert checked == hold + rounded + to_check + mismatch and hold > 10 and checked > hold


def test_repairs_that_are_not_known_yet_are_awaited(path: Path, document: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The page says all that is known, and comes again when the repairs are there."""
    from kg.auditing import repairs
    from kg.web.findings import findings

    begun, go = threading.Event(), threading.Event()
    really = repairs.repairs

    def slowly(extraction: Extraction) -> dict[str, tuple[repairs.Repair, ...]]:
        begun.set()
        assert go.wait(60)
        return really(extraction)

    monkeypatch.setattr(repairs, "repairs", slowly)
    monkeypatch.setattr(findings, "PATIENCE", 0.2)
    with TestClient(create_app(web_site.settings_of(path))) as site:
        until = time.monotonic() + 120
        while site.get("/findings/progress").json()["running"]:
            assert time.monotonic() < until
            time.sleep(0.2)
        page = site.get(f"/id/document/{document}?lang=en", headers={"accept": "text/html"}).text
        assert begun.is_set()
        assert "14 checks could be made: 11 hold, 3 contradictions." in page and "three" not in page
        (address,) = re.findall(r'data-progress="([^"]+)"', page)
        assert site.get(unescape(address)).json()["running"] is True
        go.set()
        while site.get(unescape(address)).json()["running"]:
            assert time.monotonic() < until
        page = site.get(f"/id/document/{document}?lang=en", headers={"accept": "text/html"}).text
        assert "Figures to change for 3 of the findings: 1." in page and "data-progress" not in page


def test_every_form_opens_and_names_the_repair(site: TestClient, document: str) -> None:
    got = {form: site.get(f"/report/{form}?document={document}&lang=zh") for form in ("html", "xlsx", "docx")}
    for form, answer in got.items():
        assert answer.status_code == 200
        assert answer.headers["content-disposition"].endswith(f"%E6%9E%97%E4%B8%9A%E5%B1%802024.{form}")
    repair = "“46.00”改为“40.00”"
    assert repair in got["html"].text
    assert any(repair in p.text for p in python_docx.Document(BytesIO(got["docx"].content)).paragraphs)
    sheet = load_workbook(BytesIO(got["xlsx"].content))["发现"]
    assert any(repair in str(cell.value) for cell in sheet[2]) and sheet["B2"].hyperlink.target.endswith(
        f"/id/document/{document}"
    )


def test_a_report_on_all_and_on_those_that_are_named(site: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = site.get("/report/html?lang=zh").text
    some = site.get("/report/html?lang=zh&document=林业局").text
    assert "份文件，" in whole and "个旧市" in whole and "个旧市" not in some and "云山县林业局" in some
    monkeypatch.setattr(reports, "MOST", 1)
    refused = site.get("/report/xlsx?lang=zh")
    assert refused.status_code == 400 and "最多包含 1 份文件" in refused.text


def test_what_is_no_report(site: TestClient) -> None:
    assert site.get("/report/pdf").status_code == 404
    assert site.get("/report/html?document=nothing-like-it").status_code == 400


def test_what_was_accepted_stands_apart(path: Path, site: TestClient, document: str) -> None:
    row = load_workbook(BytesIO(site.get(f"/report/xlsx?document={document}&lang=en").content))["Findings"]
    finding = str(row.cell(2, row.max_column).value)
    accepted = path / "accepted.tsv"
    assert not accepted.exists()
    try:
        done = CliRunner().invoke(cli, ["--store", str(path), "accept", finding, "--why", "known to the office"])
        assert done.exit_code == 0, done.output
        page = site.get(f"/report/html?document={document}&lang=en").text
        assert "known to the office" in page.partition("Accepted findings")[2]
        today = datetime.now(UTC).strftime("%Y-%m-%d")
        why = f"Accepted on {today}: known to the office"
        page = site.get(f"/id/document/{document}?lang=en", headers={"accept": "text/html"}).text
        assert "11 hold, 1 accepted, 2 contradictions" in page
        assert (
            page.partition('id="accepted"')[0].count('class="cause') == 1 and why in page.partition('id="accepted"')[2]
        )
        # In the list it is told by itself, and counts no longer as an error.
        listed = site.get("/findings?severity=accepted&format=json&lang=en").json()
        assert [row["severity"] for row in listed] == ["accepted"] and listed[0]["message"].endswith(why)
        assert len(site.get("/findings?severity=error&format=json&document=林业局").json()) == 2
        assert len(site.get("/findings?severity=all&format=json&document=林业局").json()) == 3
    finally:
        accepted.unlink(missing_ok=True)


@pytest.mark.browser
def test_a_person_hands_the_report_over(browser: Browser, path: Path, tmp_path: Path) -> None:
    """From the document's page two clicks at most; the page opens without the site, has no violation, fits a phone, and prints."""
    with web_site.listening(create_app(web_site.settings_of(path)), "on") as address:
        context = browser.new_context(base_url=address, locale="zh-CN", accept_downloads=True)
        page = context.new_page()
        site_pages.opened(page, "/findings?document=林业局")
        page.locator("tbody a[href*='/id/document/']").first.click()
        page.wait_for_selector("table.ledger")
        assert Axe().run(page).response["violations"] == []
        saved = {}
        for form in ("html", "xlsx", "docx"):
            with page.expect_download() as begun:
                page.locator(f".reports a[href^='/report/{form}']").click()
            saved[form] = tmp_path / begun.value.suggested_filename
            begun.value.save_as(saved[form])
        assert saved["html"].name == "云山县林业局2024.html"
        alone = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
        report = alone.new_page()
        report.goto(saved["html"].as_uri())
        assert report.locator("article.mismatch").count() > 1
        assert report.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") == 0
        assert Axe().run(report).response["violations"] == []
        printed = report.pdf(prefer_css_page_size=True)
        alone.close()
        context.close()
    pdfium = pytest.importorskip("pypdfium2")
    pages = list(pdfium.PdfDocument(printed))
    assert [round(size) for size in pages[0].get_size()] == [595, 842]
    text = "".join(one.get_textpage().get_text_range() for one in pages)
    assert "改为" in text and "作者说明" in text and "核对账" in text
