"""Numbered headings and their levels."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.text.outline import outline

TEXT = """前言
　　一、总体要求
（一）目标
1.健全制度
（1）第一件
①小事
2．补助1.5万元
(二)任务
二、 下一步
一是修路。
二是架桥。
第三个：
第二章 总则
"""


def shown(text: str) -> list[tuple[str, int, int, str]]:
    return [(h.style, h.number, h.level, text[h.title_start : h.title_end]) for h in outline(text)]


def test_styles_numbers_levels_and_titles() -> None:
    assert shown(TEXT) == [
        ("han", 1, 1, "总体要求"),
        ("bracketed-han", 1, 2, "目标"),
        ("digit", 1, 3, "健全制度"),
        ("bracketed-digit", 1, 4, "第一件"),
        ("circled", 1, 5, "小事"),
        ("digit", 2, 3, "补助1.5万元"),
        ("bracketed-han", 2, 2, "任务"),
        ("han", 2, 1, "下一步"),
        ("ordinal", 1, 2, "修路。"),
        ("ordinal", 2, 2, "架桥。"),
        ("item", 3, 3, ""),
        ("part", 2, 4, "总则"),
    ]


@pytest.mark.parametrize(
    "line", ["1.5万元", "2024.1.1-2024.12.31", "第一个阶段", "十分重要", "一般情况", "100元", "第三条 违反"]
)
def test_what_only_looks_like_a_heading(line: str) -> None:
    assert outline(line) == ()


def test_body_ends_where_the_next_of_its_level_begins() -> None:
    first, *_ = outline(TEXT)
    assert TEXT[first.start : first.body_end].rstrip().endswith("(二)任务")


@given(st.text("一二十、.（）(1)① \n第个章甲", max_size=60))
def test_offsets_are_in_order(text: str) -> None:
    starts = [h.start for h in outline(text)]
    assert starts == sorted(set(starts))
    for heading in outline(text):
        assert heading.start < heading.end <= heading.title_start <= heading.title_end <= len(text)
        assert heading.title_end <= heading.body_end or heading.body_end > heading.start
        assert "\n" not in text[heading.start : heading.title_end]
