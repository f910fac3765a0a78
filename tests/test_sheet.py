"""Workbooks: what their cells say, and what is refused before a reader builds anything of it."""

from __future__ import annotations

import datetime
import importlib.util
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from loaders.formats import read, sheet, workbook, workbook_limits
from loaders.source import UnreadableFile

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
    monkeypatch.setattr(workbook_limits, "MAX_PART_BYTES", 2_000_000)
    with pytest.raises(UnreadableFile, match="more than 2 MB"):
        workbook.tables(path.read_bytes())
    monkeypatch.setattr(workbook_limits, "MAX_PARTS", 3)
    with pytest.raises(UnreadableFile, match="more than the limit of 3"):
        workbook.tables(path.read_bytes())


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


@needs_reader
def test_a_reader_that_dies_or_hangs_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = made(tmp_path / "a.xlsx")
    monkeypatch.setattr(sheet, "_SECONDS", 0.001)
    assert "seconds" in refused(path)
    monkeypatch.setattr(sheet, "_SECONDS", 60)
    monkeypatch.setattr(sheet.sys, "executable", "/bin/false")
    assert "cannot be opened" in refused(path)


def test_without_the_extra_the_user_is_told_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet, "find_spec", lambda name: None)
    assert "pip install 'policy-kg[sheets]'" in refused(made(tmp_path / "a.xlsx"))


def test_another_zip_is_no_workbook(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    assert "Word document" in refused(tmp_path / "a.xlsx")
