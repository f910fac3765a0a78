"""Whom the money is for: people that a project reaches, and nobody who complains or leaves."""

from __future__ import annotations

from pathlib import Path

import pytest

from kg.answers import ask
from kg.loading import load
from kg.stores.opening import memory_store

_BUDGET = (
    "平利县民政局2016年预算重点项目公开\n\n第一个：\n项目名称\n困难群众救助\n立项依据\n依据年度计划。\n项目实施单位\n平利县民政局\n"
    "资金安排情况\n县级财政安排60.00万元。\n项目实施成效\n"
    "受益群众投诉人数不超过5人；救助对象信访户数≤2户；减少受助家庭户数10户；补助困难群众人数不少于300人。\n"
)


def test_complaints_are_no_beneficiaries(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(_BUDGET, "utf-8")
    store = memory_store()
    load.load(store, [tmp_path / "a.txt"])
    (row,) = ask.ask(store, "money-per-beneficiary", {})
    assert (row["beneficiaries"], row["yuan_per"]) == (300, 2000)


@pytest.mark.parametrize(
    ("calculation", "people"),
    [
        ("120人×500元/人=6万元", [120]),
        ("40户×1500元/户=6万元", [40]),
        ("20户×3人×1000元=6万元", []),
        ("15人×4名×1000元=6万元", []),
    ],
)
def test_of_two_numbers_of_people_nobody_can_say_which_one_the_money_is_for(
    tmp_path: Path, calculation: str, people: list[int]
) -> None:
    text = _BUDGET.replace("县级财政安排60.00万元。", f"县级财政安排6万元。测算：{calculation}。").partition(
        "项目实施成效"
    )[0]
    (tmp_path / "a.txt").write_text(text, "utf-8")
    store = memory_store()
    load.load(store, [tmp_path / "a.txt"])
    assert [row["beneficiaries"] for row in ask.ask(store, "money-per-beneficiary", {})] == people
