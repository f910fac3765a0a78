"""Workbooks: what their cells say, and what is refused before a reader builds anything of it."""

from __future__ import annotations

import datetime
import importlib.util
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from folders import DATA

from loaders.formats import read
from loaders.formats.containers import archive
from loaders.formats.sheets import sheet, workbook
from loaders.source import UnreadableFile

FIXTURES = DATA / "fixtures" / "workbooks"
needs_reader = pytest.mark.skipif(
    importlib.util.find_spec("python_calamine") is None, reason="needs pip install 'policy-kg[sheets]'"
)


def made(path: Path, *, far: str | None = None) -> Path:
    book = xlsxwriter.Workbook(str(path))
    first = book.add_worksheet("废止文件")
    first.write_row(0, 0, ["标题", "文号", "成文日期", "序号"])
    first.write_row(1, 0, ["清河县供水办法", "清政发〔2020〕3号"])
    first.write_datetime(1, 2, datetime.datetime(2020, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    first.write_number(1, 3, 7)
    first.merge_range(2, 0, 2, 2, "合并的一行")
    hidden = book.add_worksheet("旧表")
    hidden.write(0, 0, "看不见")
    hidden.hide()
    unnamed = book.add_worksheet("Sheet3")
    unnamed.write(0, 0, "另一\n页")
    unnamed.write(0, 1, 2.5)
    if far:
        unnamed.write(far, "远")
    book.close()
    return path


@needs_reader
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.txt"])
def test_a_workbook_is_known_by_content(tmp_path: Path, name: str) -> None:
    source = read(made(tmp_path / "a.xlsx").rename(tmp_path / name))
    assert source.format == "xlsx"
    assert source.text == (
        "废止文件\n标题\t文号\t成文日期\t序号\n清河县供水办法\t清政发〔2020〕3号\t2020-03-01\t7\n合并的一行\n另一 页\t2.5\n"
    )
    assert [b.kind for b in source.blocks] == ["paragraph", "table", "table"]
    assert [source.text[c.start : c.end] for c in source.blocks[2].cells] == ["另一 页", "2.5"]
    assert [(p.label, source.text[p.start : p.end].split("\n")[0]) for p in source.pages] == [
        ("表 废止文件", "废止文件"),
        ("表 Sheet3", "另一 页\t2.5"),
    ]
    assert [(c.row, c.wide) for c in source.blocks[1].cells if c.wide > 1] == [(2, 3)]


def refused(path: Path) -> str:
    with pytest.raises(UnreadableFile) as error:
        read(path)
    message = str(error.value)
    assert message.startswith(path.name) and message.endswith(".") and "\n" not in message
    return message


@needs_reader
def test_a_cell_at_the_far_end_is_named(tmp_path: Path) -> None:
    assert "row 1,048,576, column 16,384" in refused(made(tmp_path / "a.xlsx", far="XFD1048576"))


def rewritten(path: Path, change: dict[str, bytes]) -> Path:
    """The workbook with other bytes in some parts."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()} | change
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return path


SHEET = (
    '<?xml version="1.0" encoding="UTF-8"?>{}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    "<sheetData>{}</sheetData></worksheet>"
)


@needs_reader
@pytest.mark.parametrize(
    ("body", "says"),
    [
        (SHEET.format("", '<row r="1"><c r="&#88;FD1048576"><v>1</v></c></row>'), "column 16,384"),
        (SHEET.format("", "<row r='1048576'><c r='XFD1'><v>1</v></c></row>"), "row 1,048,576"),
        (SHEET.format('<!DOCTYPE x [<!ENTITY a "b">]>', ""), "document type"),
    ],
)
def test_tricks_inside_a_sheet(tmp_path: Path, body: str, says: str) -> None:
    path = rewritten(made(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": body.encode()})
    assert says in refused(path)


@needs_reader
def test_a_sheet_in_utf_16_is_looked_at_too(tmp_path: Path) -> None:
    body = SHEET.format("", '<row r="1"><c r="XFD1048576"><v>1</v></c></row>').replace("UTF-8", "UTF-16")
    path = rewritten(made(tmp_path / "a.xlsx"), {"xl/worksheets/sheet1.xml": body.encode("utf-16")})
    assert "column 16,384" in refused(path)


@needs_reader
def test_limits_of_size_are_counted_while_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = rewritten(made(tmp_path / "a.xlsx"), {"xl/media/bomb.bin": b"\0" * 3_000_000})
    monkeypatch.setattr(archive, "MAX_PART_BYTES", 2_000_000)
    with pytest.raises(UnreadableFile, match="more than 2 MB"):
        workbook.parse(path.read_bytes())
    monkeypatch.setattr(archive, "MAX_ENTRIES", 3)
    with pytest.raises(UnreadableFile, match="more than the limit of 3"):
        workbook.parse(path.read_bytes())


@needs_reader
def test_a_damaged_workbook(tmp_path: Path) -> None:
    path = made(tmp_path / "a.xlsx")
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 60] = b"\xff" * 60
    path.write_bytes(data)
    assert "save it again" in refused(path)
    path.write_bytes(made(tmp_path / "b.xlsx").read_bytes()[:-200])
    assert "damaged" in refused(path)


def test_without_the_extra_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "find_spec", lambda name: None)
    assert "pip install 'policy-kg[sheets]'" in refused(made(tmp_path / "a.xlsx"))


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert not sheet.is_workbook((tmp_path / "a.xlsx").read_bytes())
    refused(tmp_path / "a.xlsx")


@needs_reader
@pytest.mark.parametrize("name", ["workbook.xls", "workbook.et", "workbook.ods", "workbook.txt"])
def test_older_and_open_workbooks(tmp_path: Path, name: str) -> None:
    """The two files were made by LibreOffice of one workbook of ours; .et of WPS holds the records of .xls."""
    made_of = FIXTURES / ("workbook.ods" if name.endswith(".ods") else "workbook.xls")
    path = tmp_path / name
    path.write_bytes(made_of.read_bytes())
    source = read(path)
    assert source.format == made_of.suffix[1:]
    assert source.text == (
        "项目表\n清河县水务局2025年项目表（单位：万元）\n项目名称\t实施单位\t金额\t立项依据\n"
        "东门供水\t清河县水务局\t100\t《清河县供水办法》\n西门供水\t\t50.5\t2025-03-01\n"
    )
    assert [page.label for page in source.pages] == ["表 项目表"]
    spans = [(c.row, c.column, c.high, c.wide) for c in source.blocks[1].cells if (c.high, c.wide) != (1, 1)]
    assert spans == ([] if name.endswith(".ods") else [(0, 0, 1, 4), (2, 1, 2, 1)])


@needs_reader
def test_a_percentage_is_what_the_page_shows(tmp_path: Path) -> None:
    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet_ = book.add_worksheet("指标")
    formats = ("0%", "0.00%", '0.0"%"', "0.00", "[Red]0%;-0%")
    sheet_.write_row(0, 0, ["比例", *formats])
    sheet_.write(1, 0, 0.95)
    for column, form in enumerate(formats, 1):
        sheet_.write_number(1, column, 0.945, book.add_format({"num_format": form}))
    book.close()
    assert read(tmp_path / "a.xlsx").text.splitlines()[2].split("\t") == [
        "0.95",
        "94.5%",
        "94.5%",
        "0.945",
        "0.945",
        "94.5%",
    ]


@needs_reader
def test_a_damaged_older_workbook(tmp_path: Path) -> None:
    data = bytearray((FIXTURES / "workbook.xls").read_bytes())
    (tmp_path / "a.xls").write_bytes(data[:3000])
    refused(tmp_path / "a.xls")
