"""What differs between two stores, and what came since a day: through the command, its exit status, and from Python."""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

import kg
from kg.cli import cli
from kg.stores.store import StoreError

BUDGET = """陇西县水务局{year}年预算重点项目公开

一、项目名称
{first}
二、立项依据
《甘肃省水利厅关于加强农村供水管理的通知》（{number}）。
三、项目实施单位
陇西县水务局
四、项目基本概况
农村供水工程的日常维修和养护。
五、项目实施内容
维修管网和水源井。
六、资金安排情况
按40元/人×{people}人计算，安排资金{yuan}万元。
"""
REGISTER = "标题,文号,发文机关,成文日期,效力状态\n甘肃省水利厅关于加强农村供水管理的通知,甘水发〔2021〕17号,甘肃省水利厅,2021-05-06,{status}\n"


def run(store: Path, *words: object, status: int | None = 0) -> Result:
    done = CliRunner().invoke(cli, ["--store", str(store), *map(str, words)], env={"KG_LANG": "en"})
    assert status is None or done.exit_code == status, done.output
    return done


def budget(file: Path, **said: object) -> None:
    told = {
        "year": 2024,
        "first": "农村供水维修养护",
        "number": "甘水发〔2021〕17号",
        "yuan": 80,
        "people": 20000,
    }
    file.write_text(BUDGET.format(**{**told, **said}), "utf-8")


@pytest.fixture
def stores(tmp_path: Path) -> tuple[Path, Path]:
    """An earlier and a later store of one folder, in which one file was changed, one went, one came and one was only moved."""
    folder = tmp_path / "files"
    folder.mkdir()
    budget(folder / "a.txt")
    budget(folder / "gone.txt", year=2022, first="抗旱应急水源", yuan=12, people=3000)
    budget(folder / "moved.txt", year=2021, first="河道清淤", yuan=9, people=2250)
    (folder / "register.csv").write_text(REGISTER.format(status="有效"), "utf-8")
    earlier, later = tmp_path / "earlier.kg", tmp_path / "later.kg"
    run(earlier, "load", folder)
    budget(folder / "a.txt", number="甘水发〔2023〕9号", yuan=95)
    (folder / "gone.txt").unlink()
    (folder / "moved.txt").rename(folder / "elsewhere.txt")
    budget(folder / "new.txt", year=2025, first="水源地保护", yuan=60, people=15000)
    (folder / "register.csv").write_text(REGISTER.format(status="废止"), "utf-8")
    run(later, "load", folder)
    return earlier, later


def told(done: Result) -> list[dict[str, Any]]:
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def test_each_kind_of_difference_is_told_once(stores: tuple[Path, Path]) -> None:
    earlier, later = stores
    rows = told(run(later, "diff", earlier, "--json", status=1))
    seen = {(row["thing"], row["group"], row["name"]) for row in rows if row["thing"] in ("document", "project")}
    assert seen == {
        ("document", "changed", "a.txt"), ("document", "gone", "gone.txt"), ("document", "new", "new.txt"), ("document", "changed", "register.csv"),
        ("project", "changed", "农村供水维修养护"), ("project", "gone", "抗旱应急水源"), ("project", "new", "水源地保护"),
    }  # fmt: skip
    (changed,) = (row for row in rows if row["group"] == "changed" and row["thing"] == "project")
    assert (changed["previous_yuan"], changed["amount_yuan"], changed["difference_yuan"]) == (
        "800000",
        "950000",
        "150000",
    )
    assert (changed["new_bases"], changed["gone_bases"]) == ("甘水发〔2023〕9号", "甘水发〔2021〕17号")
    policies = {(row["group"], row["previous_status"], row["status"]) for row in rows if row["thing"] == "policy"}
    assert ("changed", "in-force", "repealed") in policies
    # 40 × 20000 is not 95 万: the new version contradicts itself, the former did not.
    findings = [row for row in rows if row["thing"] == "finding"]
    assert [(row["group"], row["document"]) for row in findings if "95" in row["name"]] == [("new", "a.txt")]


def test_the_other_way_round_is_the_mirror(stores: tuple[Path, Path]) -> None:
    earlier, later = stores
    forth, back = (told(run(a, "diff", b, "--json", status=1)) for a, b in ((later, earlier), (earlier, later)))
    turned = {"new": "gone", "gone": "new"}
    seen = sorted((row["thing"], row["group"], str(row["previous_yuan"]), str(row["amount_yuan"])) for row in forth)
    assert seen == sorted(
        (row["thing"], turned.get(row["group"], row["group"]), str(row["amount_yuan"]), str(row["previous_yuan"])) for row in back
    )  # fmt: skip
    assert told(run(later, "diff", earlier, later, "--json", status=1)) == forth


def test_exit_statuses_and_sentences(stores: tuple[Path, Path], tmp_path: Path) -> None:
    earlier, later = stores
    same = run(later, "diff", later)
    assert "Nothing differs." in same.output
    assert "changed project 1" in run(later, "diff", earlier, status=1).output
    missing = run(later, "diff", tmp_path / "none.kg", status=2)
    assert "There is no store" in missing.stderr and "Traceback" not in missing.output
    # A script never takes what went wrong for what differs.
    unwritten = run(later, "diff", earlier, "--output", tmp_path / "none" / "a.csv", status=2)
    assert "cannot be written" in unwritten.stderr and "differences" not in unwritten.output
    for words in (("diff",), ("diff", earlier, "--since", "2024-01-01"), ("diff", earlier, later, later)):
        assert "either an earlier store or --since" in run(later, *words, status=2).stderr


def test_since_a_day(stores: tuple[Path, Path]) -> None:
    _, later = stores
    today = date.today()
    rows = told(run(later, "diff", "--since", today, "--json", status=1))
    documents = {row["name"] for row in rows if row["thing"] == "document"}
    assert documents == {"a.txt", "elsewhere.txt", "new.txt", "register.csv"}
    assert sum(Decimal(row["amount_yuan"]) for row in rows if row["thing"] == "project") == 950000 + 90000 + 600000
    assert told(run(later, "diff", "--since", today + timedelta(1), "--json")) == []


def test_from_python(stores: tuple[Path, Path], tmp_path: Path) -> None:
    earlier, later = stores
    with kg.open(later) as graph, kg.open(earlier) as former:
        assert graph.diff(earlier).rows == graph.diff(former).rows
        assert len(graph.diff(former)) == len(told(run(later, "diff", earlier, "--json", status=1)))
        assert len(graph.diff(since=date.today())) > 4 and not graph.diff(later)
        for wrong in ({}, {"earlier": former, "since": date.today()}):
            with pytest.raises(ValueError, match="since"):
                graph.diff(**wrong)  # type: ignore[arg-type]
        with pytest.raises(StoreError, match="no store"):
            graph.diff(tmp_path / "none.kg")
