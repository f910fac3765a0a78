"""The audit as a table, as a spreadsheet and in one line."""

from __future__ import annotations

from pathlib import Path

import disclosures
import pytest
from click.testing import CliRunner

from kg.auditing.audited import Audited
from kg.auditing.check_rows import of_finding
from kg.auditing.figures import Check, audit
from kg.auditing.report import forms
from kg.auditing.report.check_table import counted, table
from kg.cli import cli
from kg.linting.lint import Evidence, Finding, Severity
from kg.tables.language import Language

TEXT = (
    "项目名称\n甲<b>\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n开展工作。\n资金安排情况\n"
    "慰问20人，每人50元，市级财政安排0.20万元。\n项目实施计划\n年底完成。\n"
)


def checks() -> list[Check]:
    return audit(disclosures.read(TEXT))


def xlsx(found: list[Check], language: Language) -> bytes:
    return forms.written([Audited("甲.txt", "", TEXT, {}, found)], "xlsx", language)


def cited(severity: Severity = "error") -> Check:
    """A row about a citation whose words are hostile to spreadsheets."""
    place = Evidence(10, 14, "=1+1")
    finding = Finding(
        "impossible-year",
        severity,
        "iri",
        "甲.txt",
        1,
        "甲",
        None,
        "=1+1",
        "云民发〔2022〕6号",
        "No.",
        "不。",
        (place,),
    )
    return of_finding(finding, "en")


def test_counts_in_words() -> None:
    assert counted(checks(), "en") == "Checks: 1 (1 contradiction)."
    assert counted(checks(), "zh") == "共 1 项检查：1 矛盾。"
    assert counted([], "en") == "There are no figures that could be checked against each other."
    both = [*checks(), cited(), cited("warning"), cited("warning")]
    assert counted(both, "en") == "Checks: 1 (1 contradiction). Citations: 1 error, 2 warning."
    assert counted(both[1:], "zh") == "引用：1 错误，2 警告。"


def test_a_table_for_reading_has_words_and_one_for_programs_has_keys() -> None:
    found = checks()
    brief, full = table(found, "zh", brief=True), table(found, "zh")
    assert "矛盾" in brief.rows[0] and "mismatch" in full.rows[0]
    assert "stated" in full.columns and "stated" not in brief.columns


def test_spreadsheet(tmp_path: Path) -> None:
    calamine = pytest.importorskip("python_calamine")
    file = tmp_path / "audit.xlsx"
    file.write_bytes(xlsx(checks(), "en"))
    rows = calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(2).to_python()
    assert rows[0][:4] == ["document", "project", "check", "verdict"]
    assert rows[1][1:8] == [
        1,
        "calculation",
        "contradiction",
        "20 人 × 50 元/人 = 0.1 万元, stated 0.2 万元",
        0.2,
        0.1,
        0.1,
    ]


def test_a_finding_on_a_citation_has_its_severity_and_its_suggestion(tmp_path: Path) -> None:
    found = [*checks(), cited()]
    brief, full = table(found, "en", brief=True), table(found, "en")
    assert brief.rows[1][2:5] == ("citation", "error", "=1+1 (perhaps 云民发〔2022〕6号)")
    of = [dict(zip(full.columns, one, strict=True)) for one in full.rows]
    assert [(one["severity"], one["code"]) for one in of] == [("error", None), ("error", "impossible-year")]
    assert (of[1]["stated"], of[1]["computed"]) == ("=1+1", "云民发〔2022〕6号")


def test_hostile_words_are_no_formulae_in_a_spreadsheet(tmp_path: Path) -> None:
    from kg.tables.table import as_csv

    calamine = pytest.importorskip("python_calamine")
    file = tmp_path / "audit.xlsx"
    file.write_bytes(xlsx([cited()], "zh"))
    rows = calamine.CalamineWorkbook.from_path(str(file)).get_sheet_by_index(2).to_python()
    assert rows[1][5:7] == ["=1+1", "云民发〔2022〕6号"] and rows[1][10] == "错误"
    assert "'=1+1" in as_csv(table([cited()], "en")) and ",=1+1" not in as_csv(table([cited()], "en"))


def test_files_are_written_by_the_command(tmp_path: Path) -> None:
    source, page, book = tmp_path / "甲.txt", tmp_path / "r.html", tmp_path / "r.xlsx"
    source.write_text(TEXT, "utf-8")
    done = CliRunner().invoke(
        cli, ["audit", str(source), "--html", str(page), "--xlsx", str(book)], env={"KG_LANG": "zh"}
    )
    assert done.exit_code == 1
    assert "数字与引用审核" in page.read_text("utf-8") and book.stat().st_size > 1000
    failed = CliRunner().invoke(cli, ["audit", str(source), "--html", str(tmp_path / "no" / "r.html")])
    assert failed.exit_code == 1 and "cannot be written" in failed.output


def test_a_negative_difference_is_a_number_in_csv() -> None:
    from kg.tables.table import as_csv

    row = Check("甲.txt", 1, "sum", "truncated", "1 + 1.5 = 2.5 万元, stated 2 万元", "2", "2.5", "-0.5", "", ())
    assert ",-0.5," in as_csv(table([row], "en"))
