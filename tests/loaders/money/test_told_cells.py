"""The rows that name cells of tables and the closed sums: each example is read by the pattern of its row."""

from __future__ import annotations

import pytest

from loaders.money import comparisons, statements, told_cells
from loaders.money.amounts_told import amounts
from loaders.text.running import running_text
from ontology.tables import rows

WORDS = [*rows("loaders", "money/account_words.tsv"), *rows("loaders", "money/closed_parts.tsv")]


@pytest.mark.parametrize("row", WORDS, ids=lambda row: row["example"])
def test_an_example_names_its_amount(row: dict[str, str]) -> None:
    pattern = told_cells.naming(row.get("label") or row["pattern"])
    assert any(pattern.search(one.label) for one in amounts(running_text(row["example"])))


@pytest.mark.parametrize(
    "label",
    [
        "其他收入预算",
        "事业收入预算",
        "事业单位经营支出预算",
        "一般公共预算支出预算",
        "政府性基金预算支出预算",
        "一般公共预算财政拨款项目支出",
    ],
)
def test_a_part_is_not_the_whole(label: str) -> None:
    """收入预算 is the whole income, 其他收入预算 a part of it: a row that ends so would accuse every page that tells both."""
    named = {row["label"] for row in rows("loaders", "money/account_words.tsv") if "总表" in row["title"]}
    assert not [words for words in named if told_cells.naming(words).search(label)]


_TABLE = "{title}\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n213\t农林水支出\t800.00\t500.00\t300.00\n\t合计\t800.00\t500.00\t300.00\n"
_GRANT = (
    "某市财政局关于下达2020年水利资金的通知\n现将2020年水利发展资金（第二批）共计{said}万元下达给你们（分配情况见附件）。\n"
    "其中，中央资金1,200万元，省级资金665万元。\n附件\n水利发展资金分配表\n单位：万元\n"
    "县区\t合计\t中央资金\t省级资金\n甲县\t865\t600\t265\n乙县\t1000\t600\t400\n合计\t1865\t1200\t665\n"
)


def _in_tables(text: str) -> dict[str, set[str]]:
    """Each amount that is compared with tables -> the cells that it may be."""
    found = comparisons.find(text, tuple(statements.find(text)))
    return {one.now.surface: {cell.surface for cell in one.bases} for one in found if one.kind == "text-table"}


@pytest.mark.parametrize(
    ("title", "said", "compared"),
    [
        # All funds come to 923.27, of which 120 stand in another table: 420 is right, and no cell of this one.
        ("一般公共预算支出表", "本部门支出预算920.00万元，其中：基本支出500.00万元；项目支出420.00万元。", {}),
        ("一般公共预算财政拨款支出决算表", "本年支出合计920.00万元，其中：项目支出420.00万元。", {}),
        ("一般公共预算支出表", "一般公共预算支出800.00万元，其中：项目支出420.00万元。", {"420.00": {"300.00"}}),
        ("一般公共预算支出表", "本部门支出预算800.00万元，其中：项目支出420.00万元。", {"420.00": {"300.00"}}),
        (
            "部门支出总表",
            "本部门支出预算800.00万元，其中：项目支出420.00万元。",
            {"800.00": {"800.00", "500.00", "300.00"}, "420.00": {"300.00"}},
        ),
    ],
)
def test_what_all_funds_come_to_is_no_cell_of_the_table_of_one(
    title: str, said: str, compared: dict[str, set[str]]
) -> None:
    assert _in_tables(f"{said}\n{_TABLE.format(title=title)}") == compared


def test_what_a_notice_hands_down_is_the_total_where_all_else_that_it_tells_stands_in_its_table() -> None:
    assert "1865" in _in_tables(_GRANT.format(said="1,685"))["1,685"]
    assert "1865" in _in_tables(_GRANT.format(said="1,865"))["1,865"]
    other = _GRANT.format(said="1,685").replace("省级资金665万元", "省级资金485万元")
    assert "1,685" not in _in_tables(other)
    before = _GRANT.format(said="1,685").replace("（分配情况见附件）", "，扣除提前下达数后另行拨付")
    assert "1,685" not in _in_tables(before)


def test_what_is_carried_over_is_that_of_the_table() -> None:
    table = "收支总体情况表　单位：万元\n项目\t预算数\t项目\t预算数\n一、财政拨款\t500.00\t一、农林水支出\t586.35\n上年结转\t86.35\t结转下年\t0.00\n收入总计\t586.35\t支出总计\t586.35\n"
    assert _in_tables(f"2026年预算安排上年结转资金83.65万元，继续使用。\n{table}") == {"83.65": {"86.35"}}
    assert _in_tables(f"2026年安排上年结转的维修项目资金3.00万元。\n{table}") == {}
