"""What is in doubt: a body whose name is short for several is listed with them, one whose name says one is not."""

from __future__ import annotations

import money_store

from kg.answers import doubts

TEXT = (
    "毕节市农办2024年预算重点项目公开\n\n毕节市农办2024年预算重点项目1个，涉及金额10.00万元。\n\n第一个：\n项目名称\n农村改厕经费\n立项依据\n"
    "《毕节市农村改厕方案》（毕政发〔2023〕1号）。\n项目实施单位\n毕节市农办、毕节市财政局\n项目基本概况\n改厕。\n项目实施内容\n改厕。\n资金安排情况\n"
    "市级财政安排10.00万元。\n项目实施计划\n年底完成。\n项目实施成效\n改善。\n"
)


def test_a_short_name_of_several_bodies_is_listed_with_them() -> None:
    rows = [row for row in doubts.table(money_store.of(money_store.read(TEXT))) if row["doubt"] == "body"]
    assert [row["title"] for row in rows] == ["毕节市农办"]
    assert "毕节市农村工作办公室" in str(rows[0]["other_title"]).split("、")
