"""Tables drawn with characters: their cells, wrapped and merged ones, and lines that only look like one."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.extract import read_and_extract
from loaders.formats import read, typed_tables

RULED = """岷县一九九一年养路费收支
单位：千元
┌────┬───────┬────┐
│　　　　│　　拨　付　数　　│　　　　│
│　路段　├───┬───┤　附注　│
│　　　　│省拨　│县筹　│　　　　│
├────┼───┼───┼────┤
│洮河渡口│12.5　│　3.0 │　　　　│
│至梅川段│　　　│　　　│结转　　│
├────┼───┼───┼────┤
│合　　计│12.5　│　3.0 │　　　　│
└────┴───┴───┴────┘
以上为快报数。
"""
OPEN = """五七年税收（单位：元）
━━━━━━━━━━━━━━
税　别│预　算　│实　收　│％
───┼────┼────┼──
屠宰税│１２０．５│１１８　│97.9
盐　税│　　86　│　90.2　│104.9
━━━━━━━━━━━━━━
"""
PLUS = """Unit below   单位：万元
+--------+--------+------+
| 项目   | 金额   | 户数 |
+--------+--------+------+
| 种粮   | 1,250  | 86   |
| 良种   | 340    | 12   |
+--------+--------+------+
"""
DOUBLE = """╔═══╤═══╗
║ 校名 │补助（元）║
╟───┼───╢
║ 一中 │ 8,600 ║
╟───┼───╢
║ 二中 │ 3,260 ║
╚═══╧═══╝
"""
SIDES = """1996年　单位：万元
┌───┬──┬───┬──┐
│收　入│金额│支　出│金额│
├───┼──┼───┼──┤
│税　收│ 86 │基　建│ 60 │
│规　费│ 14 │文　教│ 40 │
├───┴──┼───┴──┤
│合计 100　　│合计 100　　│
└──────┴──────┘
"""


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        (
            RULED,
            [
                ["路段", "拨　付　数", "", "附注"],
                ["", "省拨", "县筹", ""],
                ["洮河渡口至梅川段", "12.5", "3.0", "结转"],
                ["合　　计", "12.5", "3.0", ""],
            ],
        ),
        (
            OPEN,
            [
                ["税　别", "预　算", "实　收", "％"],
                ["屠宰税", "１２０．５", "１１８", "97.9"],
                ["盐　税", "86", "90.2", "104.9"],
            ],
        ),
        (PLUS, [["项目", "金额", "户数"], ["种粮", "1,250", "86"], ["良种", "340", "12"]]),
        (DOUBLE, [["校名", "补助（元）"], ["一中", "8,600"], ["二中", "3,260"]]),
        (
            SIDES,
            [
                ["收　入", "金额", "支　出", "金额"],
                ["税　收", "86", "基　建", "60"],
                ["规　费", "14", "文　教", "40"],
                ["合计 100", "", "合计 100", ""],
            ],
        ),
    ],
)
def test_cells_of_drawn_tables(typed: str, rows: list[list[str]]) -> None:
    assert [part for part in typed_tables.parts(typed) if not isinstance(part, str)] == [rows]


@pytest.mark.parametrize(
    "text",
    [
        "甲｜乙｜丙\n无线条\n",
        "一、概况\n────────\n二、要求\n",
        "联系人│电话\n",
        "a+b|c\n-----\n",
        "│\n───\n│\n",
    ],
)
def test_what_is_no_drawn_table_stays(text: str) -> None:
    assert typed_tables.tabbed(text) == text


@pytest.mark.parametrize(
    ("name", "typed", "yuan"),
    [
        ("a.txt", RULED, [12500, 3000, 12500, 3000]),
        ("a.txt", OPEN, [120.5, 118, 86, 90.2]),
        ("a.txt", PLUS, [12_500_000, 3_400_000]),
        ("a.html", f"<html><body><p>公告</p><pre>{DOUBLE}</pre></body></html>", [8600, 3260]),
        ("a.html", f"<html><body><pre>{RULED}</pre></body></html>", [12500, 3000, 12500, 3000]),
    ],
)
def test_money_of_drawn_tables(tmp_path: Path, name: str, typed: str, yuan: list[float]) -> None:
    path = tmp_path / name
    path.write_text(typed, encoding="utf-8")
    facts = read_and_extract(path)
    assert [float(one.yuan) for one in facts.money] == yuan
    assert all(facts.text[one.start : one.end] == one.surface for one in facts.money)
    assert [block.kind for block in read(path).blocks].count("table") == 1
