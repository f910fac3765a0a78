"""The audit for people: a page that stands alone, and a spreadsheet."""

from __future__ import annotations

import re
from pathlib import Path

import disclosures
import pytest
from click.testing import CliRunner

from kg.auditing.audit import Check, Evidence, audit
from kg.auditing.audit_report import Audited, counted, html, table, xlsx
from kg.cli import cli

TEXT = (
    "项目名称\n甲<b>\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n开展工作。\n资金安排情况\n"
    "慰问20人，每人50元，市级财政安排0.20万元。\n项目实施计划\n年底完成。\n"
)


def audited() -> Audited:
    extraction = disclosures.read(TEXT)
    names = {p.ordinal: p.name.value for p in extraction.projects}
    return Audited("甲.txt", "云山市<项目>", extraction.text, names, audit(extraction))


def test_a_page_quotes_the_sentence_and_marks_the_figures() -> None:
    page = html([audited()], "en")
    assert "慰问<mark>20人</mark>，每人<mark>50元</mark>，市级财政安排<mark>0.20万元</mark>。" in page
    assert "20 人 × 50 元/人 = 0.1 万元, stated 0.2 万元" in page
    assert "40 人 would fit" in page


def test_a_page_stands_alone_and_escapes_what_it_quotes() -> None:
    page = html([audited()], "zh")
    assert not re.search(r"(?:src|href)=|url\(|<script", page)
    assert "云山市&lt;项目&gt;" in page and "甲&lt;b&gt;" in page
    assert page.startswith('<!doctype html>\n<html lang="zh">')
    assert "不符" in page and "@page" in page


def test_rows_of_other_checks_are_shown_as_well() -> None:
    place = TEXT.index("《云山市甲方案》")
    row = Check(
        "甲.txt",
        1,
        "citation",
        "mismatch",
        "云山发〔20013〕2号",
        "",
        "",
        "",
        "no such year",
        (Evidence(place, place + 8, "《云山市甲方案》"),),
    )
    one = audited()
    page = html([Audited(one.document, one.title, one.text, one.projects, [*one.checks, row])], "en")
    assert "<mark>《云山市甲方案》</mark>" in page and "no such year" in page


def test_counts_in_words() -> None:
    assert counted(audited().checks, "en") == "Checks: 1 (1 mismatch)."
    assert counted(audited().checks, "zh") == "共 1 项检查：1 不符。"
    assert counted([], "en") == "Nothing contradicts itself."


def test_a_table_for_reading_has_words_and_one_for_programs_has_keys() -> None:
    checks = audited().checks
    brief, full = table(checks, "zh", brief=True), table(checks, "zh")
    assert "不符" in brief.rows[0] and "mismatch" in full.rows[0]
    assert "stated" in full.columns and "stated" not in brief.columns


def test_spreadsheet(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    file = tmp_path / "audit.xlsx"
    xlsx(audited().checks, file, "en")
    rows = calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_name("audit").to_python()
    assert rows[0][:4] == ["document", "project", "check", "verdict"]
    assert rows[1][1:8] == [1, "calculation", "mismatch", "20 人 × 50 元/人 = 0.1 万元, stated 0.2 万元", 0.2, 0.1, 0.1]


def test_files_are_written_by_the_command(tmp_path: Path) -> None:
    source, page, book = tmp_path / "甲.txt", tmp_path / "r.html", tmp_path / "r.xlsx"
    source.write_text(TEXT, "utf-8")
    done = CliRunner().invoke(
        cli, ["audit", str(source), "--html", str(page), "--xlsx", str(book)], env={"KG_LANG": "zh"}
    )
    assert done.exit_code == 1
    assert "数字审核" in page.read_text("utf-8") and book.stat().st_size > 1000
    failed = CliRunner().invoke(cli, ["audit", str(source), "--html", str(tmp_path / "no" / "r.html")])
    assert failed.exit_code == 1 and "cannot be written" in failed.output


def test_a_negative_difference_is_a_number_in_csv() -> None:
    from kg.tables import as_csv

    row = Check("甲.txt", 1, "sum", "truncated", "1 + 1.5 = 2.5 万元, stated 2 万元", "2", "2.5", "-0.5", "", ())
    assert ",-0.5," in as_csv(table([row], "en"))
