"""Tables as typewriters have them: their cells, wrapped and merged ones, columns that blanks set apart, and what only looks like one."""

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

APART = """单位：千元
科　　目　　　预算　　　实支
工　　资　　　86.4　　　85.9
公　　费　　　12.0　　　12.6
修　　缮　　　 8.5　　　 8.5
附注：以上为快报数。
"""
COMMUNES = """1983年公社收入（元）
队名        总收入    其中：农业   分配数
红星大队    12,860      8,600       4,260
东方大队     9,412      6,030          —

"""
YEARS = """            2003年收支（单位：万元）
            2003年      2004年
教育          86.4        92.1
卫生         320.0       335.5
"""
BARE_YEARS = """单位：亿元
             1992     1993
收入         12.6     13.1
支出         12.4     13.0
"""
NUMBERED = """名称          数量（台）     金额（元）
1. 抽水机          2          860
2. 喷雾器         12        1,286
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
        (
            APART,
            [
                ["科目", "预算", "实支"],
                ["工　　资", "86.4", "85.9"],
                ["公　　费", "12.0", "12.6"],
                ["修　　缮", "8.5", "8.5"],
            ],
        ),
        (
            COMMUNES,
            [
                ["队名", "总收入", "其中：农业", "分配数"],
                ["红星大队", "12,860", "8,600", "4,260"],
                ["东方大队", "9,412", "6,030", "—"],
            ],
        ),
        (YEARS, [["", "2003年", "2004年"], ["教育", "86.4", "92.1"], ["卫生", "320.0", "335.5"]]),
        (BARE_YEARS, [["", "1992", "1993"], ["收入", "12.6", "13.1"], ["支出", "12.4", "13.0"]]),
        (NUMBERED, [["名称", "数量（台）", "金额（元）"], ["1. 抽水机", "2", "860"], ["2. 喷雾器", "12", "1,286"]]),
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
        "联系电话  0551-6260001\n传真      0551-6260002\n",
        "第一条  本办法适用于全县。\n第二条  补助每户  860 元。\n第三条  标准  12\n",
        "目  录\n一、总则        1\n二、资金        3\n三、附则        8\n",
        "人口    万人    42\n面积    公顷    86\n",
        "项目    金额\n一组    12\n\n合计    12\n",
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
        ("a.txt", APART, [86400, 85900, 12000, 12600, 8500, 8500]),
        ("a.txt", COMMUNES, [12860, 8600, 4260, 9412, 6030]),
        ("a.txt", YEARS, [864_000, 921_000, 3_200_000, 3_355_000]),
        ("a.txt", BARE_YEARS, [1.26e9, 1.31e9, 1.24e9, 1.3e9]),
        ("a.txt", NUMBERED, [860, 1286]),
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
