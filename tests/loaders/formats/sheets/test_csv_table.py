"""Tables as text: the sign between cells, quotes, encodings, and where every cell stands."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.formats import read
from loaders.formats.sheets import csv_table, grid
from loaders.source import Source, UnreadableFile

ROWS = [["标题", "文号", "备注"], ["清河县“供水”办法，第一版", "清政发〔2020〕3号", ""], ["节水;条例", "", "甲,乙"]]


def written(rows: list[list[str]], delimiter: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows)
    return out.getvalue()


def cells(source: Source) -> dict[tuple[int, int], str]:
    return {(c.row, c.column): source.text[c.start : c.end] for b in source.blocks for c in b.cells}


def table(text: str) -> dict[tuple[int, int], str]:
    return cells(csv_table.source(text, "a.csv", "a.csv", "0", "utf-8"))


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
def test_delimiter_and_encoding_are_read_from_the_file(tmp_path: Path, delimiter: str, encoding: str) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(written(ROWS, delimiter).replace("\n", "\r\n").encode(encoding))
    source = read(path)
    assert source.format == "csv"
    assert source.text == ("标题\t文号\t备注\n清河县“供水”办法，第一版\t清政发〔2020〕3号\n节水;条例\t\t甲,乙\n")
    assert cells(source)[2, 2] == "甲,乙"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sep=|\na|b\n", {(0, 0): "a", (0, 1): "b"}),
        ('"一\n二",b\nc,d\n', {(0, 0): "一 二", (0, 1): "b", (1, 0): "c", (1, 1): "d"}),
        ('"a""b",c\n', {(0, 0): 'a"b', (0, 1): "c"}),
        # A quote that is never closed, or closed in the middle, swallows nothing.
        ('"a,b\nc,d\n', {(0, 0): '"a', (0, 1): "b", (1, 0): "c", (1, 1): "d"}),
        ('"甲"乙,b\n"丙,丁",d\n', {(0, 0): "甲乙", (0, 1): "b", (1, 0): "丙,丁", (1, 1): "d"}),
        ("a,b\n,,\n\nc\n", {(0, 0): "a", (0, 1): "b", (1, 0): "c"}),
        ("只有一列\n第二行\n", {(0, 0): "只有一列", (1, 0): "第二行"}),
    ],
)
def test_quotes_and_gaps(text: str, expected: dict[tuple[int, int], str]) -> None:
    assert table(text) == expected


def test_tsv_is_a_table_too(tmp_path: Path) -> None:
    (tmp_path / "a.tsv").write_text("甲\t乙\n", "utf-8")
    assert cells(read(tmp_path / "a.tsv")) == {(0, 0): "甲", (0, 1): "乙"}


def test_a_page_called_csv_is_a_page(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("<!DOCTYPE html><html><body><p>甲乙丙丁</p></body></html>", "utf-8")
    assert read(tmp_path / "a.csv").format == "html"


@pytest.mark.parametrize(
    ("text", "says"), [(",,\n,\n", "is empty"), ("a," + "长" * 200_000, "cannot be read as a table")]
)
def test_refusals(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "a.csv").write_text(text, "utf-8")
    with pytest.raises(UnreadableFile, match=f"^a.csv {says}") as refused:
        read(tmp_path / "a.csv")
    assert str(refused.value).endswith(".") and "\n" not in str(refused.value)


def test_too_many_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MAX_CELLS", 5)
    with pytest.raises(UnreadableFile, match="more than 5 cells"):
        table("a,b\n" * 3)


CELL = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=8)


@given(st.lists(st.lists(CELL, min_size=2, max_size=4), min_size=1, max_size=6), st.sampled_from(",\t;"))
def test_every_cell_has_its_place(rows: list[list[str]], delimiter: str) -> None:
    text = written(rows, delimiter).replace("\r", " ")
    try:
        source = csv_table.source(text, "a.csv", "a.csv", "0", "utf-8")
    except UnreadableFile:
        return
    lines = source.text.split("\n")
    for block in source.blocks:
        for cell in block.cells:
            assert block.start <= cell.start <= cell.end <= block.end
            printed = source.text[cell.start : cell.end]
            assert "\t" not in printed and "\n" not in printed
            assert lines[cell.row].split("\t")[cell.column] == printed
