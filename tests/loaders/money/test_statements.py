"""Tables of budgets and accounts: heads of several rows, two sides, codes, totals, and which tables are none."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.amounts import Statement
from loaders.money.statements import find
from loaders.money.units import precision

SIDES = (
    "收支预算总表\n单位：万元\n收入\t\t支出\t\t\n项目\t预算数\t项目\t合计\t一般公共预算\n"
    "一、财政拨款\t40.5\t一、农林水支出\t40.50\t40.50\n收入总计\t40.5\t支出总计\t40.50\t40.50\n"
)


def only(text: str) -> Statement:
    (found,) = find(text)
    return found


def test_two_sides_with_heads_over_several_columns() -> None:
    found = only(SIDES)
    left, right = found.sides
    assert found.title == "收支预算总表"
    assert [column.heads for column in left.columns] == [("收入",)]
    assert [column.measure for column in left.columns] == ["预算数"]
    assert [column.heads for column in right.columns] == [("支出", "合计"), ("支出", "一般公共预算")]
    assert [row.name for row in right.rows] == ["一、农林水支出", "支出总计"]
    assert [row.role for row in right.rows] == ["item", "total"]


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("收支总体情况表　　单位：万元", "收支总体情况表"),
        ("表1 收入支出决算总表（单位：元）", "表1 收入支出决算总表"),
        ("2024年部门收入总表\t\t单位：万元", "2024年部门收入总表"),
        ("公开02表\t\t单位：万元", "第三部分 预算表"),
        ("编制单位：平远县水务局　　单位：万元", "第三部分 预算表"),
    ],
)
def test_a_title_may_stand_on_the_line_of_the_unit(line: str, title: str) -> None:
    assert only(f"第三部分 预算表\n{line}\n项目\t预算数\n一、财政拨款\t40.50\n收入总计\t40.50\n").title == title


def test_figures_have_their_place_and_their_step() -> None:
    figure = only(SIDES).sides[0].rows[0].figures[0]
    assert figure is not None
    assert (figure.yuan, precision(figure).step) == (Decimal(405000), Decimal(1000))
    assert SIDES[figure.start : figure.end] == "40.5"


def test_codes_in_three_columns_are_one_and_the_row_of_classes_may_hold_the_total() -> None:
    found = only(
        "支出决算表\n单位：万元\n项目\t\t\t\t合计\t基本支出\n科目编码\t\t\t科目名称\t\t\n类\t款\t项\t合计\t3.1\t2.5\n"
        "213\t3\t\t水利\t3.1\t2.5\n"
    )
    (side,) = found.sides
    assert [(row.code, row.name) for row in side.rows] == [("", "合计"), ("21303", "水利")]
    assert [column.heads for column in side.columns] == [("合计",), ("基本支出",)]


def test_a_head_that_comes_again_goes_on_and_another_one_begins() -> None:
    head = "科目编码\t科目名称\t合计\n"
    text = f"支出表\n单位：元\n{head}213\t农林水支出\t7\n{head}221\t住房保障支出\t5\n科目名称\t收入编码\t金额\n拨款\t1\t9\n"
    first, second = find(text)
    assert [row.code for row in first.sides[0].rows] == ["213", "221"]
    assert len(second.sides[0].rows) == 1


def test_a_short_row_of_a_total_stands_under_the_last_columns() -> None:
    found = only("支出表\n单位：元\n编码\t\t名称\t合计\t基本支出\n类\t款\t\t\t\n213\t03\t水利\t7\t5\n合计\t7\t5\n")
    assert [figure.yuan for figure in found.sides[0].rows[-1].figures if figure] == [7, 5]


def test_a_blank_has_no_figure_and_the_numbers_of_columns_are_none() -> None:
    found = only("支出表\n单位：元\n科目名称\t合计\t项目支出\n栏次\t1\t2\n水利\t7\t\n")
    assert [row.name for row in found.sides[0].rows] == ["水利"]
    assert found.sides[0].rows[0].figures[1] is None


def test_without_a_unit_of_money_there_is_no_statement() -> None:
    assert not list(find("名单\n科目名称\t合计\n水利\t7\n"))
    assert not list(
        find("单位：元\n" + "这一段说明不是表格，所以上面的单位不属于下面的内容。\n科目名称\t合计\n水利\t7\n")
    )


ROADS = (
    "支出决算表\n单位：万元\n项目\t\t\t\t合计\t基本支出\t占比%\t备注\n科目编码\t\t\t科目名称\t\t\t\t\n"
    "类\t款\t项\t合计\t 3.1\t2.5\t\t\n213\t3\t\t水利\t3.1\t2.5 \t80\t含上级补助\n"
)


def test_columns_without_money_have_their_kind_and_their_cells() -> None:
    (side,) = only(ROADS).sides
    assert [(column.place, column.kind) for column in side.labels] == [
        (0, "code"), (1, "code"), (2, "code"), (3, "name"), (6, "share"), (7, "text")
    ]  # fmt: skip
    water = side.rows[1]
    assert [cell and cell.surface for cell in water.labels] == ["213", "3", None, "水利", "80", "含上级补助"]
    assert (water.level, water.number) == (2, 3)


def test_every_cell_stands_where_the_text_says_it() -> None:
    (side,) = only(ROADS).sides
    cells = [cell for row in side.rows for cell in (*row.figures, *row.labels) if cell]
    assert len(cells) == 10
    assert all(ROADS[cell.start : cell.end] == cell.surface for cell in cells)


def test_a_table_that_goes_on_on_the_next_page_is_one() -> None:
    head = "单位：万元\n科目编码\t科目名称\t合计\n"
    text = f"2023年支出决算表\n{head}213\t农林水支出\t7\n2023年支出决算表（续表）\n{head}21303\t水利\t7\n"
    for marked in (text, text.replace("2023年支出决算表（续表）", "续表"), text.replace("（续表）", "")):
        (side,) = only(marked).sides
        assert [(row.code, row.number) for row in side.rows] == [("213", 1), ("21303", 3)]
    assert (only(text).title, only(text).year, only(text).unit) == ("2023年支出决算表", "2023", 10000)


def test_two_tables_of_one_form_have_their_own_totals() -> None:
    part = "单位：万元\n科目编码\t科目名称\t合计\n合计\t\t7\n213\t农林水支出\t7\n"
    assert len(list(find(f"支出决算表\n{part}支出决算表\n{part}"))) == 2


def test_a_column_of_words_holds_no_money() -> None:
    """What its head says is in no table of words, but each row prints words."""
    found = only(
        "资金分配表\n单位：万元\n单位名称\t资金性质\t金额\n桃江县\t中央资金\t700\n安化县\t省级资金\t300\n合计\t\t1,000\n"
    )
    assert [column.heads for column in found.sides[0].columns] == [("金额",)]
    assert [column.heads for column in found.sides[0].labels] == [("单位名称",), ("资金性质",)]


def test_income_and_expenditure_over_words_are_the_names_of_two_sides() -> None:
    text = "收入支出决算总表\n单位：万元\n收入\t决算数\t支出\t决算数\n一、财政拨款收入\t40.5\t农林水支出\t30.5\n年初结转和结余\t2\t年末结转和结余\t12\n总计\t42.5\t总计\t42.5\n"
    left, right = only(text).sides
    assert [row.name for row in left.rows] == ["一、财政拨款收入", "年初结转和结余", "总计"]
    assert [row.name for row in right.rows] == ["农林水支出", "年末结转和结余", "总计"]
    (side,) = only("收支情况表\n单位：万元\n项目\t收入\t支出\n基金\t40.5\t30.5\n合计\t40.5\t30.5\n").sides
    assert [column.heads for column in side.columns] == [("收入",), ("支出",)]
