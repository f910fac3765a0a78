"""Running text: which lines are joined, and that every character keeps its place in the document."""

from __future__ import annotations

import pytest

from loaders.text.running import running_text

NARROW = (
    "二、收入决算情况说明\n本年收入合计310.20万元，其中：财政拨款收入300.\n20万元，占96.78%。\n  三、支出决算情况说明\n"
)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (NARROW, ["二、收入决算情况说明", "本年收入合计310.20万元，其中：财政拨款收入300.20万元，占96.78%。", "三、支出决算情况说明"]),
        ("上年结转资金安排的支出比上年有所\n增加；\n（一）基本支出增加了若干万元且\n没有减少", ["上年结转资金安排的支出比上年有所增加；", "（一）基本支出增加了若干万元且没有减少"]),
        ("一个句子还没有说完就遇到了表格\n科目\t金额\n表格以后的这一行另起", ["一个句子还没有说完就遇到了表格", "表格以后的这一行另起"]),
        ("一个句子还没有说完就空了一行在此\n\n空行以后的这一行另起", ["一个句子还没有说完就空了一行在此", "空行以后的这一行另起"]),
        ("科目\t金额\n", []),
    ],
)  # fmt: skip
def test_lines_are_joined(text: str, lines: list[str]) -> None:
    assert [line for line in running_text(text).text.split("\n") if line] == lines


def test_each_character_keeps_its_place() -> None:
    prose = running_text(NARROW)
    for at, character in enumerate(prose.text):
        if character != "\n":
            assert NARROW[prose.place(at)] == character
    start = prose.text.index("300.20万元")
    first, last = prose.span(start, start + len("300.20万元"))
    assert NARROW[first:last] == "300.\n20万元"
