"""What is in doubt: a body whose name is short for several is listed with them, one whose name says one is not."""

from __future__ import annotations

from pathlib import Path

import money_store
import papers
import pytest
from click.testing import CliRunner
from judged_papers import FILES

from kg.cli import cli
from kg.judging import decisions, doubts
from kg.stores.opening import open_store

TEXT = (
    "毕节市农办2024年预算重点项目公开\n\n毕节市农办2024年预算重点项目1个，涉及金额10.00万元。\n\n第一个：\n项目名称\n农村改厕经费\n立项依据\n"
    "《毕节市农村改厕方案》（毕政发〔2023〕1号）。\n项目实施单位\n毕节市农办、毕节市财政局\n项目基本概况\n改厕。\n项目实施内容\n改厕。\n资金安排情况\n"
    "市级财政安排10.00万元。\n项目实施计划\n年底完成。\n项目实施成效\n改善。\n"
)


def test_a_short_name_of_several_bodies_is_listed_with_them() -> None:
    rows = [row for row in doubts.table(money_store.of(money_store.read(TEXT))) if row["doubt"] == "body"]
    assert [row["title"] for row in rows] == ["毕节市农办"]
    assert "毕节市农村工作办公室" in str(rows[0]["other_title"]).split("、")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("doubts")
    written = papers.write(folder / "papers", **FILES)
    assert CliRunner().invoke(cli, ["--store", str(folder / "s.kg"), "load", str(written)]).exit_code == 0
    return folder / "s.kg"


def test_pairs_come_with_the_words_of_both_sides_the_most_money_first(store: Path) -> None:
    with open_store(store, read_only=True) as graph:
        found = doubts.told(graph, doubts.pairs(graph))
    assert {one.kind for one in found} == {"number", "title", "typing-error"}
    assert [one.yuan for one in found] == sorted((one.yuan for one in found), reverse=True)
    for one in found:
        assert one.other is not None and one.one.quote and one.other.quote
        assert one.one.quote.exact != one.other.quote.exact and one.yuan > 0
    # Two policies that contradict each other are one pair, not one each way.
    told = [frozenset((one.one.words, one.other.words)) for one in found if one.other]
    assert len(told) == len(set(told))


def test_what_is_judged_is_in_doubt_no_more_until_that_is_withdrawn(store: Path) -> None:
    with open_store(store) as graph:
        first = doubts.pairs(graph)
        for kind in ("same", "different"):
            for pair in first:
                assert pair.other is not None
                made = decisions.proposed(graph, kind, pair.one.words, pair.other.words, "核对过")  # type: ignore[arg-type]
                decisions.judge(graph, made)
                left = doubts.pairs(graph)
                assert (pair.one.words, pair.other.words) not in [
                    (one.one.words, one.other and one.other.words) for one in left
                ]
                decisions.undo(graph, made)
        assert doubts.pairs(graph) == first
