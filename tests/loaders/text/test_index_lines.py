"""The index table of a page in plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.extract import read_and_extract
from loaders.text import index_lines

TABLE = "索 引 号: 0093/2017-33 信息分类: 行政事务\n名  称: 阳泉市关于印发办法的通知\n文　　号：阳政发〔2017〕 7号 主 题 词: 行政\n各县区："


def said(text: str) -> dict[str, str]:
    return {label: text[start:end] for label, (start, end) in index_lines.find(text).items()}


def test_labels_are_spaced_out_and_share_lines() -> None:
    assert said(TABLE) == {
        "索引号": "0093/2017-33",
        "主题分类": "行政事务",
        "标题": "阳泉市关于印发办法的通知",
        "发文字号": "阳政发〔2017〕 7号",
        "主题词": "行政",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "发布机构：云岭县财政局\n关于甲乙丙的通知",
        "文号：云财〔2020〕1号\n关于甲乙丙的通知",
        "名称：云岭县水库\n来源：本站\n",
        "文号：\n名称：\n",
        "各县：本文号：云财〔2020〕1号，该名称：甲",
    ],
    ids=["nothing", "one label", "one strong label", "none is strong", "no values", "within words"],
)
def test_what_is_no_index_table(text: str) -> None:
    assert said(text) == {}


def test_a_document_has_the_title_and_the_number_of_its_table(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(TABLE, encoding="utf-8")
    found = read_and_extract(tmp_path / "a.txt")
    assert found.document.title is not None and found.document.title.value == "阳泉市关于印发办法的通知"
    assert found.document.number is not None and found.document.number.value == "阳政发〔2017〕7号"
    assert found.citations == ()
