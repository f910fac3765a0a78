"""Plain text: which lines are a table, and which a paragraph."""

from __future__ import annotations

from pathlib import Path

import pytest
from growth import keeps_step

from loaders import formats
from loaders.extract import extract
from loaders.formats import txt


@pytest.mark.parametrize(
    ("text", "tables", "paragraphs"),
    [
        ("标题\n项目\t金额\n堤防\t20\n\n备注\n", [[(0, 0, "项目"), (0, 1, "金额"), (1, 0, "堤防"), (1, 1, "20")]], ["标题", "备注"]),
        ("项目\t金额\n \n堤防\t20\n", [], ["项目\t金额", "堤防\t20"]),
        ("\t一、总则\n\t二、附则\n", [], ["一、总则", "二、附则"]),
        ("项目\t\t金额\n合计\t\t\n\t\t20\n", [[(0, 0, "项目"), (0, 2, "金额"), (1, 0, "合计"), (2, 2, "20")]], []),
        ("项目\t\t金额\n堤防维护\t20\n", [[(0, 0, "项目"), (0, 1, "金额"), (1, 0, "堤防维护"), (1, 1, "20")]], []),
        ("项目\t金额\t备注\n堤防\t\t续\n渠道\t30\n", [[(0, 0, "项目"), (0, 1, "金额"), (0, 2, "备注"), (1, 0, "堤防"), (1, 2, "续"), (2, 0, "渠道"), (2, 1, "30")]], []),
        ("项目\t金额\n堤防\t20\n\t以上由县财政局安排。\n", [[(0, 0, "项目"), (0, 1, "金额"), (1, 0, "堤防"), (1, 1, "20")]], ["以上由县财政局安排。"]),
        ("项目\t金额\n说明在此\n堤防\t20\n渠道\t30", [[(0, 0, "堤防"), (0, 1, "20"), (1, 0, "渠道"), (1, 1, "30")]], ["项目\t金额", "说明在此"]),
    ],
)  # fmt: skip
def test_lines_that_tabs_part_are_a_table(
    text: str, tables: list[list[tuple[int, int, str]]], paragraphs: list[str]
) -> None:
    blocks = txt.source(text, "a.txt", "0" * 64, "utf-8").blocks
    cells = [[(c.row, c.column, text[c.start : c.end]) for c in b.cells] for b in blocks if b.kind == "table"]
    assert cells == tables
    assert [text[b.start : b.end] for b in blocks if b.kind == "paragraph"] == paragraphs
    assert [b.start for b in blocks] == sorted(b.start for b in blocks)


def test_a_list_of_projects_in_plain_text_is_one() -> None:
    text = "清河县水务局2024年部门预算\n表5\n一般公共预算项目支出预算表\n单位：万元\n项目名称\t金额\n合    计\t50.5\n堤防维护\t20.5\n饮水工程\t30\n"
    found = extract(formats.read_bytes(text.encode(), Path("预算.txt")))
    assert [(project.name.value, project.amount) for project in found.projects] == [
        ("堤防维护", 205_000),
        ("饮水工程", 300_000),
    ]


def test_tabs_that_a_hand_set_until_the_cells_stand_below_each_other_part_no_empty_ones() -> None:
    text = (
        "清河县2024年水利项目计划表\n项目名称\t\t\t实施单位\t金额（万元）\n"
        "城北污水处理厂扩建工程项目\t清河县水利局\t300\n清河治理项目\t\t清河县水利局\t500\n堤防维护项目\t\t清河县水利局\t80\n"
    )
    found = extract(formats.read_bytes(text.encode(), Path("计划.txt")))
    assert [(project.name.value, project.amount) for project in found.projects] == [
        ("城北污水处理厂扩建工程项目", 3_000_000),
        ("清河治理项目", 5_000_000),
        ("堤防维护项目", 800_000),
    ]


@pytest.mark.parametrize("unit", ["a\t", "\t", "a\tb\n", "a\t\t", "\ta\n"])
def test_any_number_of_tabs_takes_no_square_of_the_length(unit: str) -> None:
    keeps_step(lambda text: txt.source(text, "a.txt", "0" * 64, "utf-8"), lambda count: "a\tb\n" + unit * count)
