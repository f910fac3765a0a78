"""The rows that name cells of tables and the closed sums: each example is read by the pattern of its row."""

from __future__ import annotations

import pytest

from loaders.money import told_cells
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
