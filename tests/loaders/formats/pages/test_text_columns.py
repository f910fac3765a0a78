"""Two columns of running text are read one after the other; what else stands beside each other is not."""

from __future__ import annotations

import printed_pages
import pytest
from gazette_page import HEAD, SAID, sheet
from printed_pages import Sheet

from loaders.formats.pages import fixed_layout, text_columns
from loaders.formats.pages.glyphs import Glyph
from loaders.source import Source

LONG = "公开" * 60 + "。"


def read(*sheets: Sheet) -> Source:
    return fixed_layout.source(printed_pages.laid_out(sheets), path="a", name="a", sha256="0", form="pdf")


@pytest.mark.parametrize("drop", [0.0, 4.0, 9.0])
def test_the_left_column_is_read_to_its_end_first(drop: float) -> None:
    assert read(sheet(drop=drop)).text.split("\n") == [HEAD, *SAID, ""]


def test_columns_go_on_over_pages_beside_pages_without() -> None:
    plain = printed_pages.Typesetter()
    plain.paragraph(LONG)
    source = read(sheet(), sheet(), *plain.sheets)
    assert source.text.replace(f"{HEAD}\n", "").split("\n") == [*SAID, *SAID, LONG, ""]
    assert [page.label for page in source.pages] == ["第1页", "第2页", "第3页"]


def glyphs(rows: list[tuple[str, str]]) -> list[Glyph]:
    return [
        Glyph(sign, x + 12 * at, x + 12 * at + 12, 100 + 20 * number, 12)
        for number, row in enumerate(rows)
        for x, text in zip((70.0, 310.0), row, strict=True)
        for at, sign in enumerate(text)
    ]


@pytest.mark.parametrize(
    "rows",
    [
        [("项目名称", "基本公共卫生服务补助资金项目")] * 12,
        [("清河市卫生健康局", "清河市财政局")] * 12,
        [("王建国　李春梅", "张志华　刘玉兰")] * 12,
        [("一般公共服务支出", "1,234.56")] * 20,
        [("为了加强全市公共卫生服务资金的管", "")] * 20,
        [("为了加强全市公共卫生服务资金的管", "提高资金使用效益根据国家有关规定")] * 5,
    ],
    ids=["labels", "names of bodies", "names of persons", "figures", "one column", "few lines"],
)
def test_what_stands_beside_each_other_otherwise_stays(rows: list[tuple[str, str]]) -> None:
    assert text_columns.find(glyphs(rows)) is None


def test_lines_that_are_full_on_both_sides_are_columns() -> None:
    found = text_columns.find(glyphs([("为了加强全市公共卫生服务资金的管", "提高资金使用效益根据国家有关规定")] * 9))
    assert found is not None and len(found.left) == len(found.right) == 9 * 16
    assert (found.begin_left, found.begin_right) == (70.0, 310.0)
