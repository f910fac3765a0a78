"""Labels of cells: what they mean, their unit and year."""

from __future__ import annotations

import pytest

from loaders.tabular.labels import Label, label

ROWS = frozenset({"name", "unit", "amount", "basis", "functional-code", "funding", "figure"})


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("项目名称", Label("name", "项目名称")),
        ("项 目 名 称：", Label("name", "项目名称")),
        ("1.项目名称", Label("name", "项目名称")),
        ("（二）立项依据", Label("basis", "立项依据")),
        ("金额（万元）", Label("amount", "金额（万元）", 10_000)),
        ("金额\n(单位：元)", Label("amount", "金额(单位：元)", 1)),
        ("2024年预算数（万元）", Label("amount", "2024年预算数（万元）", 10_000, "2024")),
        ("金额/万元", Label("amount", "金额/万元", 10_000)),
        ("项目实施单位（公章）", Label("unit", "项目实施单位（公章）")),
        ("单位", Label("unit", "单位")),
        ("功能科目编码", Label("functional-code", "功能科目编码")),
        ("总投资（亿元）", Label("figure", "总投资（亿元）", 100_000_000)),
    ],
)
def test_labels(printed: str, expected: Label) -> None:
    assert label(printed, ROWS) == expected


@pytest.mark.parametrize("printed", ["", "额", "项目名称是什么", "健康教育经费", "100", "立项依据" * 20, "一级指标"])
def test_other_words(printed: str) -> None:
    assert label(printed, ROWS) is None


def test_one_word_means_what_its_table_asks_for() -> None:
    assert label("单位", frozenset({"measure"})) == Label("measure", "单位")
    assert label("单位", frozenset({"unit"})) == Label("unit", "单位")
