"""One report in three forms, over one document and over a folder; what was told before and what was accepted are reflected in it."""

from __future__ import annotations

import builtins
import json
from io import BytesIO
from pathlib import Path
from typing import Any

import docx as python_docx
import pytest
from click.testing import CliRunner, Result
from openpyxl import load_workbook

from kg.cli import cli

FORMS = ("html", "xlsx", "docx")
TABLE = (
    "某县林业局2024年部门预算\n\n支出预算总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
    "213\t农林水支出\t90.00\t50.00\t40.00\n21302\t林业和草原\t90.00\t50.00\t46.00\n"
    "2130201\t行政运行\t50.00\t50.00\t0.00\n2130205\t森林资源培育\t40.00\t0.00\t40.00\n合计\t\t90.00\t50.00\t40.00\n"
)
REPAIR = "若将表“支出预算总表”“21302 林业和草原”行“项目支出”列的“46.00”改为“40.00”，则两处相符，"


def run(tmp_path: Path, *arguments: str, language: str = "zh") -> Result:
    store = str(tmp_path / "store.kg")
    return CliRunner().invoke(cli, ["--store", store, "audit", *arguments], env={"KG_LANG": language})


def written(tmp_path: Path, *arguments: str, language: str = "zh") -> dict[str, Path]:
    files = {form: tmp_path / f"report.{form}" for form in FORMS}
    asked = [word for file in files.values() for word in ("--report", str(file))]
    done = run(tmp_path, *arguments, *asked, language=language)
    assert done.exit_code == 1, done.output
    return files


def source(tmp_path: Path, name: str = "a.txt", text: str = TABLE) -> Path:
    folder = tmp_path / "files"
    folder.mkdir(exist_ok=True)
    (folder / name).write_text(text, "utf-8")
    return folder


def words(file: Path) -> str:
    """All that a Word document says, paragraph by paragraph, then its tables."""
    made = python_docx.Document(str(file))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in made.paragraphs), *cells])


def test_every_form_says_the_same(tmp_path: Path) -> None:
    files = written(tmp_path, str(source(tmp_path)))
    page, document = files["html"].read_text("utf-8"), words(files["docx"])
    book = load_workbook(files["xlsx"])
    rows = list(book["发现"].iter_rows(values_only=True))
    head, *found = rows
    assert len(found) > 1
    for row in found:
        of = dict(zip(head, row, strict=True))
        for shown in (of["发现"], of["最小改动"]):
            assert shown in page and shown in document
        assert of["最小改动"].startswith(REPAIR) and (of["所印"], of["改为"]) == ("46.00", "40.00")
        assert of["发现标识"] in page
        assert isinstance(of["序号"], int) and isinstance(of["差额"], int | float) and of["数字单位"] == "万元"
    told = "3 项矛盾（出自 1 处数字）。"
    assert told in page and told in document


def test_the_smallest_repair_comes_first_and_its_row_has_heads(tmp_path: Path) -> None:
    """What does not agree is often a right total: the figure that is told is the one whose change mends all."""
    files = written(tmp_path, str(source(tmp_path)))
    page, document = files["html"].read_text("utf-8"), words(files["docx"])
    fact = "表“支出预算总表”“21302 林业和草原”行“项目支出”列：页面印的是“46.00”，按"
    assert document.index(REPAIR) < document.index(fact) and page.index(REPAIR) < page.index(fact)
    assert "“213 农林水支出”行“项目支出”列的“40.00”应为“40.00”，相差 +6 万元。" in document
    assert "列印为" not in document
    row = "：21302 林业和草原 · 合计 90.00 · 基本支出 50.00 · 项目支出 46.00"
    assert document.count(f"所印 · 表“支出预算总表”“21302 林业和草原”行“项目支出”列{row}") == 3
    assert (
        "<th scope=col>项目支出</th></tr>\n<tr><td>21302 林业和草原</td>" in page
        and "<td><mark>46.00</mark></td>" in page
    )


def test_shares_that_are_too_many_are_not_said_to_be_printed_as_100(tmp_path: Path) -> None:
    text = "共需100.00万元。由省级承担70%、市级承担40%，市级财政安排40.00万元。\n"
    made = words(written(tmp_path, str(source(tmp_path, text=text)))["docx"])
    assert "70 % + 40 % 得 110 %，应为 100 %，相差 -10 个百分点。" in made and "印的是“100" not in made


@pytest.mark.parametrize(
    ("language", "told"), [("zh", "相差 +1 个百分点"), ("en", "the difference is +1 percentage points")]
)
def test_rates_differ_by_points(tmp_path: Path, language: str, told: str) -> None:
    text = "2024年支出决算90.00万元，其中：基本支出50.00万元，占55.56%；项目支出40.00万元，占45.44%。\n"
    files = written(tmp_path, str(source(tmp_path, text=text)), language=language)
    assert told in words(files["docx"]) and told.removeprefix("the ") in files["html"].read_text("utf-8")


def test_the_ledger_is_the_same_in_every_form(tmp_path: Path) -> None:
    files = written(tmp_path, str(source(tmp_path)))
    sheet = list(load_workbook(files["xlsx"])["核对账"].iter_rows(values_only=True))
    assert sheet[0][2:5] == ("文中", "已核对", "相符")
    table = python_docx.Document(str(files["docx"])).tables[0]
    totals = dict(zip(sheet[0], sheet[-1], strict=True))
    names = [cell.text for cell in table.rows[0].cells[1:]]
    assert {"文中", "请核实", "矛盾", "无法验算"} <= set(names)
    assert [int(cell.text) for cell in table.rows[-1].cells[1:]] == [totals[name] for name in names]
    checks = json.loads(run(tmp_path, str(source(tmp_path)), "--figures", "--json").stdout)
    kinds = [row[1] for row in sheet[1:-1]]
    assert sum(row[2] for row in sheet[1:-1]) == sheet[-1][2] >= len(checks) and len(set(kinds)) == len(kinds)


def test_a_finding_leads_to_the_ledger_of_its_document(tmp_path: Path) -> None:
    source(tmp_path)
    book = load_workbook(written(tmp_path, str(source(tmp_path, "b.txt", TABLE.replace("某县", "乙县"))))["xlsx"])
    links = {row[1].hyperlink.location for row in book["发现"].iter_rows(min_row=2) if row[1].hyperlink}
    lines = {place.partition("!A")[2] for place in links}
    documents = {book["核对账"].cell(int(line), 1).value for line in lines}
    assert documents == {"a.txt", "b.txt"}


def test_a_folder_begins_with_a_summary(tmp_path: Path) -> None:
    source(tmp_path, "c.txt", TABLE.replace("46.00", "40.00"))
    files = written(tmp_path, str(source(tmp_path)))
    page, document = files["html"].read_text("utf-8"), words(files["docx"])
    for form in (page, document):
        assert "共 2 份文件，" in form
    assert page.index('href="#d1">a.txt') < page.index('href="#d2">c.txt') < page.index("<section id=d1>")


def test_english(tmp_path: Path) -> None:
    files = written(tmp_path, str(source(tmp_path)), language="en")
    wanted = "If “46.00” (table “支出预算总表”, row “21302 林业和草原”, column “项目支出”) were “40.00”, the two places would agree"
    assert wanted in files["html"].read_text("utf-8") and wanted in words(files["docx"])


def test_what_was_told_before_is_left_out_and_said(tmp_path: Path) -> None:
    folder = source(tmp_path)
    former = tmp_path / "former.json"
    former.write_text(run(tmp_path, str(folder), "--json").stdout, "utf-8")
    page = tmp_path / "new.html"
    assert run(tmp_path, str(folder), "--since", str(former), "--report", str(page)).exit_code == 0
    text = page.read_text("utf-8")
    assert "项发现从略。" in text and "<article" not in text


def test_what_is_accepted_stands_apart_with_its_reason(tmp_path: Path) -> None:
    folder = source(tmp_path)
    store = ["--store", str(tmp_path / "store.kg")]
    assert CliRunner().invoke(cli, [*store, "load", str(folder)]).exit_code == 0
    rows = json.loads(run(tmp_path, "--json").stdout)
    wrong = [row["id"] for row in rows if row["verdict"] == "mismatch"]
    assert CliRunner().invoke(cli, [*store, "accept", wrong[0], "--why", "已改版"]).exit_code == 0
    files = written(tmp_path)
    page = files["html"].read_text("utf-8")
    assert page.count("<article") == len(wrong) - 1
    assert "已改版" in page.partition("已接受的发现")[2] and "已改版" in words(files["docx"])
    # The file that is read again has findings with the same ids.
    again = run(tmp_path, str(folder), "--json")
    assert [row["id"] for row in json.loads(again.stdout) if row["verdict"] == "mismatch"] == wrong


def test_a_form_that_nobody_knows(tmp_path: Path) -> None:
    done = run(tmp_path, str(source(tmp_path)), "--report", "report.pdf", language="en")
    assert (
        done.exit_code == 1
        and done.stderr == "kg: report.pdf: a report is a file that ends in .html, .xlsx or .docx.\n"
    )


def test_word_without_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.partition(".")[0] == "docx":
            raise ImportError(name)
        return given(name, *rest)

    folder = source(tmp_path)
    monkeypatch.setattr(builtins, "__import__", without)
    done = run(tmp_path, str(folder), "--report", str(tmp_path / "r.docx"), language="en")
    assert done.exit_code == 1 and "pip install 'policy-kg[report]'" in done.stderr
    assert not (tmp_path / "r.docx").exists()


def test_hostile_words_in_every_form(tmp_path: Path) -> None:
    hostile = TABLE.replace("林业和草原", "=1+1<script>\u202e林业")
    files = written(tmp_path, str(source(tmp_path, "x.txt", hostile)))
    assert "<script" not in files["html"].read_text("utf-8")
    cells = [cell for row in load_workbook(files["xlsx"])["发现"].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
    assert python_docx.Document(BytesIO(files["docx"].read_bytes())).paragraphs
