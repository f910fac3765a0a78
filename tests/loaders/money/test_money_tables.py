"""Bare figures of tables: which are money, where a table's head ends, and that a code never is money."""

from __future__ import annotations

import pytest

from loaders.money.table_units import figures

SUPPLY = "编制单位：清河县水务局 单位：元\n"
CODED = (
    "项目\t\t\t\t支出预算\t\t\n功能分类科目编码\t\t\t功能分类科目名称\t合计\t基本支出\t项目支出\n类\t款\t项\t\t\t\t\n"
)
TABLES = [
    # The upper row's wide cells give way to the names below them, and 类 款 项 are codes.
    (SUPPLY + CODED + "213\t03\t01\t行政运行\t1,203\t803\t400\n", [1203, 803, 400]),
    # The head of the first table ends where the second begins: with its title, its unit, or its own head.
    (
        "收支总表\n" + SUPPLY + "收入\t\t支出\t\n项目\t预算数\t项目\t预算数\n一、拨款\t2,932\t一、农林水支出\t2,932\n"
        "支出总表\n" + SUPPLY + CODED + "213\t\t\t农林水支出\t2,932\t\t2,932\n213\t03\t\t水利\t2,932\t\t2,932\n",
        [2932] * 6,
    ),
    ("单位：元\n项目\t金额\n堤防\t500\n附表（续二）\n名称\t2019年\t备注\n水库\t205\t3\n", [500]),
    ("单位：万元\n名称\t金额\n堤防\t5\n另见\n科目代码\t合计\t名称\n2130305\t7\t水利\n", [50000, 70000]),
    # A table that goes on after the page's end keeps its head; a repeated one begins it again.
    ("单位：元\n项目\t金额\n堤防\t500\n\n水库\t205\n", [500, 205]),
    ("单位：元\n编码\t项目\t金额\n30201\t堤防\t500\n续表\n编码\t项目\t金额\n30202\t水库\t205\n", [500, 205]),
    # A final account: the row of the classes holds the grand total too.
    (
        "单位：万元\n项目\t\t\t\t本年支出合计\t基本支出\n支出功能分类\t\t\t科目名称\t\t\n科目编码\t\t\t\t\t\n"
        "类\t款\t项\t合计\t3.1\t2.5\n205\t02\t04\t高中教育\t3.1\t2.5\n",
        [31000, 25000] * 2,
    ),
    # Of the nineties: 款 and 项 alone, 目 below them.
    ("1996年决算 单位：元\n款\t项\t目\t名称\t决算数\n12\t3\t105\t差旅费\t86000\n", [86000]),
    # Codes of other kinds, with and without a name of their own column beside them.
    ("单位：万元\n序号\t单位代码\t单位名称\t资金\n1\t305001\t某县林业局\t12\n", [120000]),
    ("单位：元\n项目\t行次\t金额\n税收\t1\t300\n非税\t2\t200\n", [300, 200]),
    ("单位：元\n支出科目\t预算数\n20701\t900\n", [900]),
    ("单位：元\n科目编码\t\t\t科目名称\n20,701\t01.22\t03\t费用\t9,000.00\n", [9000]),
    # A cell beside the name of the body says the unit, and is no head.
    (
        "部门：清河县图书馆\t\t\t单位：元\n项目\t\t合计\t基本支出\n科目编码\t科目名称\t\t\n栏次\t\t1\t2\n207\t图书馆\t900\t300\n",
        [900, 300],
    ),
    ("\t\t\t金额单位：元\n项目\t预算数\t决算数\t增长（%）\n教育支出\t400\t500\t25.0\n", [400, 500]),
    # The row that numbers the columns is none of money.
    ("单位：元\n项目\t预算数\t决算数\t完成率%\n甲\t1\t2\t3=2/1×100%\n堤防\t70\t35\t50.0\n", [70, 35]),
    ("单位：元\n序号\t项目\t资金合计\t县级资金\n（1）\t（2）\t（3）\t（4）\n1\t堤防\t70\t40\n", [70, 40]),
    ("单位：元\n项目\t合计\t财政资金\n①\t②\t③\n堤防\t70\t40\n", [70, 40]),
    ("单位：元\n项目\t合计\t财政资金\nA\tB\tC\n堤防\t70\t40\n", [70, 40]),
    ("单位：元\n项目\t行次\t合计\t财政资金\n栏次\t—\t1栏\t2栏\n堤防\t1\t70\t40\n", [70, 40]),
    # Two figures under a name are figures.
    ("单位：元\n项目\t预算金额\t决算金额\n堤防\t1\t2\n", [1, 2]),
    ("单位：元\n项目\t合计\t财政资金\t自筹资金\n栏次\t1\t2\t3\n堤防\t70\t40\t30\n", [70, 40, 30]),
    ("单位：元\n项目\t合计\t财政资金\t自筹资金\n1\t2\t3\t4\n堤防\t70\t40\t30\n", [70, 40, 30]),
    # A row without figures right below the head is none of the head.
    ("单位：元\n项目\t预算数\t项目\t预算数\n一、本年收入\t\t一、本年支出\t\n拨款\t40\t农业\t40\n", [40, 40]),
    ("单位：元\n项目\t预算数\t项目\t预算数\n本年收入\t\t本年支出\t\n拨款\t40\t农业\t40\n", [40, 40]),
    # A name broken over two lines does not end the table, even before a row of empty cells that speaks of money.
    ("单位：元\n项目\t金额\n城乡居民基本\n养老保险\t500\n水库\t205\n", [500, 205]),
    # Each table has its own unit; a sentence between two of them ends neither.
    (
        "单位：元\n项目\t金额\n堤防\t500\n注：本表无政府性基金，故为空表。\n支出表\n单位：千元\n项目\t金额\n水库\t7\n"
        "三公经费表\n填报单位：某县水利局 金额单位：万元\n合计\t接待费\n1.5\t1.5\n",
        [500, 7000, 15000, 15000],
    ),
    # Each column has the unit of its own head.
    ("物资\t数量（袋）\t单价（元）\t金额（万元）\n水泥\t900\t25\t2.25\n合计\t900\t\t2.25\n", [25, 22500, 22500]),
    # A unit of other things beside that of money says nothing of figures that stand under no head.
    ("单位：万元、户\n乡镇\t补助资金\t户数\n东河\t12.5\t30\n", [125000]),
    # The wide cell that names a total swallows the blank cells behind it.
    (SUPPLY + CODED + "213\t03\t\t水利\t1,203\t803\t400\n总计\t1,203\t803\t400\n", [1203, 803, 400] * 2),
]


@pytest.mark.parametrize(("text", "yuan"), TABLES)
def test_cells_of_money(text: str, yuan: list[int]) -> None:
    found = list(figures(text))
    assert [int(amount.yuan) for amount in found] == yuan
    assert all(text[amount.start : amount.end].replace(",", "").replace(".", "").isdigit() for amount in found)
