"""Characters at places become lines; a blank counts by the gap that is seen."""

from __future__ import annotations

import pytest

from loaders.formats.pages import glyphs
from loaders.formats.pages.glyphs import Glyph


def placed(*parts: str | float, size: float = 10.0, y: float = 100.0) -> list[Glyph]:
    """Characters one after the other; a number moves the pen by so many ems."""
    x, found = 50.0, []
    for part in parts:
        if isinstance(part, float):
            x += part * size
            continue
        for character in part:
            wide = size / 2 if character.isascii() else size
            found.append(Glyph(character, x, x + wide, y, size))
            x += wide
    return found


def text(*parts: str | float) -> str:
    return glyphs.lines(placed(*parts))[0].text


@pytest.mark.parametrize(
    ("parts", "says"),
    [
        (("安排资金", 0.25, "12.5", 0.25, "万元"), "安排资金12.5万元"),
        (("安排资金 12.5 万元", 0.0), "安排资金 12.5 万元"),  # a blank as wide as half an em was typed
        (("云财社发〔2023〕", 0.3, "36", 0.3, "号"), "云财社发〔2023〕36号"),
        (("州卫生健康委", 0.3, "州财政局关于"), "州卫生健康委 州财政局关于"),
        (("州卫生健康委 州财政局关于", 0.0), "州卫生健康委 州财政局关于"),
        (("甲", 0.4, "，", 0.4, "乙丙丁"), "甲，乙丙丁"),  # marks are set with gaps
        (("World", 0.3, "Bank", 0.3, "loan"), "World Bank loan"),
        (("World", 0.05, "Bank"), "WorldBank"),
        (("World Bank loan", 0.0), "World Bank loan"),
        (("9", 0.3, ".", 0.3, "5"), "9.5"),
        (("12", 0.6, "34"), "12 34"),
        (("项目", 3.0, "金额", 3.0, "单位"), "项目  金额  单位"),
        (("目", 2.0, "录"), "目录"),
        (("通", 1.0, "知", 1.0, "书"), "通知书"),
        (("甲", 0.02, "乙", 0.02, "丙", 0.02, "丁"), "甲乙丙丁"),
        ((" 首行", 0.0), "首行"),
    ],
)
def test_blanks(parts: tuple[str | float, ...], says: str) -> None:
    assert text(*parts) == says


def test_a_line_set_wide_has_no_blanks_in_it() -> None:
    wide = [part for character in "为保障基本公共卫生服务" for part in (character, 0.3)]
    assert text(*wide) == "为保障基本公共卫生服务"


def test_a_line_from_a_scanner_with_uneven_gaps_has_none_either() -> None:
    gaps = [0.0, 0.22, 0.05, 0.25, 0.1, 0.24, 0.0, 0.2, 0.15, 0.23]
    uneven = [part for c, gap in zip("为保障基本公共卫生", gaps, strict=False) for part in (c, gap)]
    assert text(*uneven) == "为保障基本公共卫生"


def test_order_is_by_place_not_by_the_file() -> None:
    found = glyphs.lines([*placed("第二行", y=130.0), *reversed(placed("第一行"))])
    assert [line.text for line in found] == ["第一行", "第二行"]


def test_figures_raised_a_little_belong_to_the_line() -> None:
    raised = [Glyph("2", 80.0, 83.0, 97.0, 6.0)]
    assert [line.text for line in glyphs.lines([*placed("平方米"), *raised])] == ["平方米2"]


def test_bold_type_printed_twice_is_read_once() -> None:
    once = placed("预算公开")
    again = [Glyph(g.text, g.x0 + 0.3, g.x1 + 0.3, g.y, g.size) for g in once]
    assert glyphs.lines([*once, *again])[0].text == "预算公开"


def test_blanks_alone_are_no_line() -> None:
    assert glyphs.lines(placed(" 　 ")) == []
