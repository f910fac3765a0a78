"""Lines become paragraphs: which line goes on in the next one, and how the lines of a cell are joined."""

from __future__ import annotations

import pytest

from loaders.formats.pages import line_breaks
from loaders.formats.pages.glyphs import Line

WIDTH = 600.0


def page(*lines: tuple[str, float, float] | tuple[str, float, float, float], size: float = 16.0) -> list[Line]:
    """Lines one under another: (text, x0, x1[, more room above])."""
    y, found = 100.0, []
    for text, x0, x1, *room in lines:
        y += 28.0 + (room[0] if room else 0.0)
        found.append(Line(text, x0, x1, y, size))
    return found


def joined(*pages: list[Line]) -> list[str]:
    area = line_breaks.column(pages, WIDTH)
    return ["".join(text for _, text in pieces) for pieces in line_breaks.paragraphs(pages, area)]


FULL = (80.0, 520.0)
INDENTED = [("一段开头的文字", 112.0, 520.0), ("接着写下去", *FULL), ("到此结束。", 80.0, 300.0)] * 3


def test_indented_paragraphs() -> None:
    assert joined(page(*INDENTED)) == ["一段开头的文字接着写下去到此结束。"] * 3


def test_a_sentence_may_end_at_the_edge_inside_an_indented_paragraph() -> None:
    lines = [*INDENTED, ("这一句到边。", 112.0, 520.0), ("下一句。", 80.0, 200.0)]
    assert joined(page(*lines))[-1] == "这一句到边。下一句。"


def test_in_an_indented_text_an_item_in_mid_sentence_is_no_paragraph() -> None:
    lines = [*INDENTED, ("按照办法第三条第", 112.0, 520.0), ("（二）项执行。", 80.0, 200.0)]
    assert joined(page(*lines))[-1] == "按照办法第三条第（二）项执行。"


@pytest.mark.parametrize(
    ("first", "second", "whole"),
    [
        ("依据云财社发〔2023", "〕36号文件", True),
        ("安排资金1", "234万元", True),
        ("说明如下。", "下一段", False),
        ("说明如下：", "下一段", False),
        ("项目名称", "（一）立项依据", False),
        ("项目名称", "第四条 本办法", False),
        ("项目名称", "第三个：", False),
        ("项目名称", "3.2万元", True),
        ("项目名称", "3.立项依据", False),
    ],
)
def test_a_text_without_indents(first: str, second: str, whole: bool) -> None:
    lines = [("文字到边", *FULL)] * 4 + [(first, *FULL), (second, 80.0, 300.0)]
    assert (joined(page(*lines))[-1] == first + second or joined(page(*lines))[-1].endswith(first + second)) == whole


def test_a_line_that_ends_early_ends_its_paragraph() -> None:
    assert joined(page(("文字到边", *FULL), ("短行", 80.0, 300.0), ("另一行", 80.0, 300.0)))[-1] == "另一行"


def test_more_room_between_lines_or_another_size_parts_paragraphs() -> None:
    lines = [*[("文字到边", *FULL)] * 4, ("远处的一行", *FULL, 20.0)]
    assert joined(page(*lines))[-1] == "远处的一行"
    mixed = [*page(*[("文字到边", *FULL)] * 4), Line("大字", 80.0, 520.0, 300.0, 22.0)]
    assert joined(mixed)[-1] == "大字"


def test_a_paragraph_goes_on_over_a_page_and_keeps_its_pieces() -> None:
    first, second = page(*INDENTED, ("一段开头", 112.0, 520.0)), page(("另一页的文字。", 80.0, 300.0))
    area = line_breaks.column([first, second], WIDTH)
    assert list(line_breaks.paragraphs([first, second], area))[-1] == [(0, "一段开头"), (1, "另一页的文字。")]


def test_latin_words_are_joined_by_a_blank_and_figures_by_none() -> None:
    assert line_breaks.joint("World", "Bank") == " "
    assert line_breaks.joint("12", "34") == line_breaks.joint("资金", "34") == line_breaks.joint("资", "金") == ""


@pytest.mark.parametrize(
    ("lines", "says"),
    [
        ([("项目实施", 100, 148), ("单位", 112, 136)], "项目实施单位"),
        ([("依据云财社发〔2023〕", 100, 196), ("36号文件。", 100, 150)], "依据云财社发〔2023〕36号文件。"),
        ([("1.甲项目", 100, 150), ("2.乙项目", 100, 150)], "1.甲项目\n2.乙项目"),
        ([("一句。", 100, 136), ("又一句。", 100, 148)], "一句。\n又一句。"),
        ([("一句到边。", 100, 198), ("又一句。", 100, 148)], "一句到边。又一句。"),
        ([("（一）印制材料", 100, 160), ("面向居民印制。", 100, 170)], "（一）印制材料\n面向居民印制。"),
        ([("12.50", 100, 130), ("3.20", 100, 130)], "12.50 3.20"),
        ([("World", 100, 130), ("Bank", 100, 130)], "World Bank"),
    ],
)
def test_lines_of_a_cell(lines: list[tuple[str, float, float]], says: str) -> None:
    assert line_breaks.cell(page(*lines, size=12.0), 204.0) == says


def test_no_lines_have_no_type_area() -> None:
    assert line_breaks.column([[]], WIDTH) is None
    assert list(line_breaks.paragraphs([[]], None)) == []
