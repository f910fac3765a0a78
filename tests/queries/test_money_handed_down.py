"""Ten notices of allocation with the disclosures that cite them: every row followed down, in the formats of their offices."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import allotted_money
import pytest
from allotted_money import TRUTH, Truth
from click.testing import CliRunner

from kg.answers import ask
from kg.cli import cli
from kg.loading import load
from kg.resolution import resolve
from kg.stores.opening import open_store
from kg.stores.store import Store

_FIGURES = ("handed_yuan", "onward_yuan", "budgeted_yuan", "difference_yuan")


def rows(store: Store, number: str) -> list[dict[str, object]]:
    """What the query says of the notice itself."""
    found = ask.ask(store, "money-handed-down", {"number": number})
    return [row for row in found if row["number"] == number]


def figures(store: Store, number: str) -> Truth:
    """As the truth says it: in 万元."""
    return {
        (str(row["payee"]), str(row["fiscal_year"])): tuple(  # type: ignore[misc]
            None if row[one] is None else float(Decimal(str(row[one])) / 10_000) for one in _FIGURES
        )
        for row in rows(store, number)
    }


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("allotted")
    allotted_money.write(made / "files")
    return made


@pytest.fixture(scope="module")
def store(folder: Path) -> Iterator[Store]:
    with open_store(folder / "s.kg") as opened:
        load.load(opened, load.find_files([folder / "files"])[0])
        yield opened


@pytest.mark.parametrize("number", TRUTH)
def test_every_row_is_followed_down(store: Store, number: str) -> None:
    assert figures(store, number) == TRUTH[number]


def test_the_chain_stands_in_the_order_of_its_levels(store: Store) -> None:
    found = ask.ask(store, "money-handed-down", {"number": "财社〔2024〕20号"})
    assert list(dict.fromkeys(str(row["number"]) for row in found)) == [
        "财社〔2024〕20号",
        "云财社〔2024〕55号",
        "玉财社〔2024〕28号",
        "红财社〔2024〕31号",
    ]


def test_projects_of_one_row_stand_together(store: Store) -> None:
    (row,) = (one for one in rows(store, "济财农〔2024〕9号") if one["payee"] == "历城区")
    assert len(str(row["budgeting"]).split("、")) == len(str(row["project_iris"]).split(" ")) == 3
    assert len(str(row["handed_iris"]).split(" ")) == 1
    assert len(str(row["document_iris"]).split(" ")) == 2


def test_a_store_made_step_by_step_says_the_same(store: Store, folder: Path) -> None:
    files = sorted((folder / "files").rglob("*.*"), reverse=True)
    with open_store(folder / "steps.kg") as steps:
        for some in (files[::2], files[1::2]):
            load.load(steps, load.find_files(some)[0])
        assert {number: figures(steps, number) for number in TRUTH} == TRUTH
        before = set(steps.quads(None, None, None))
        resolve.rebuild(steps)
        assert set(steps.quads(None, None, None)) == before


def test_the_audit_finds_the_one_wrong_sum(folder: Path) -> None:
    found = CliRunner().invoke(cli, ["audit", str(folder / "files" / "notices"), "--figures", "--csv"])
    wrong = [line for line in found.stdout.splitlines() if "mismatch" in line or "contradiction" in line]
    assert found.exit_code == 1
    assert len(wrong) == 1
    assert "红财社31.txt" in wrong[0] and "2900" in wrong[0]


def test_a_project_whose_payee_no_page_tells_is_counted_to_nobody(tmp_path: Path) -> None:
    """It cites two notices that pay the same counties: it is not the project of each of them, nor of every name in the store."""
    for number, day, yuan in (("桂财教〔2019〕30号", "3月5日", 500), ("桂财教〔2019〕41号", "8月5日", 200)):
        (tmp_path / f"{yuan}.txt").write_text(
            f"广西壮族自治区财政厅关于下达2019年义务教育补助经费的通知\n{number}\n横县、宾阳县财政局：\n现下达你县2019年义务教育补助经费，金额见附件。\n"
            f"广西壮族自治区财政厅\n2019年{day}\n附件：2019年义务教育补助经费分配表\n2019年义务教育补助经费分配表\n单位：万元\n"
            f"县（市）\t金额\n横县\t{yuan}\n宾阳县\t{yuan * 2}\n合计\t{yuan * 3}\n",
            "utf-8",
        )
    (tmp_path / "project.txt").write_text(
        "2019年预算重点项目公开\n\n第一个：\n项目名称\n义务教育公用经费\n立项依据\n按照桂财教〔2019〕30号、桂财教〔2019〕41号文件要求。\n"
        "项目实施内容\n补助公用经费。\n资金安排情况\n2019年安排资金690万元。\n",
        "utf-8",
    )
    with open_store(tmp_path / "s.kg") as opened:
        load.load(opened, load.find_files([tmp_path])[0])
        found = {str(row["payee"]): row["budgeted_yuan"] for row in rows(opened, "桂财教〔2019〕30号")}
    assert found == {"横县": None, "宾阳县": None}
