"""Searching: what is found, in which order, and where it stands."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from kg.cli import cli
from kg.load import load
from kg.search.find import Hit, search
from kg.store import Store

TEXT = """松山市卫生健康局2024年预算重点项目公开

项目一
一、项目名称
村医补助
二、立项依据
《松山市村医补助办法》（松财社发〔2023〕12号）。
三、项目实施单位
松山市卫生健康局
四、资金安排情况
常住人口41.96万人，市级财政安排1,896,600元，其中托育机构200元。

项目二
一、项目名称
乡村医生养老补助
二、立项依据
《松山市村医补助办法》（松财社发〔2023〕12号）；《重庆市养老办法》（松政发〔2023〕1号）。
三、项目实施单位
松山市托育中心
四、资金安排情况
松政发 [2023] 11 号另有规定。
"""


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("search")
    (folder / "公开.txt").write_text(TEXT, "utf-8")
    with Store.open(folder / "s.kg") as opened:
        load(opened, [folder / "公开.txt"])
    return folder / "s.kg"


def hits(store: Path, words: str, **options: int) -> list[Hit]:
    with Store.open(store, read_only=True) as opened:
        return list(search(opened, words, **options).hits)


def named(store: Path, words: str) -> list[str]:
    return [hit.name for hit in hits(store, words) if hit.kind != "text"]


def test_a_part_of_a_name(store: Path) -> None:
    assert named(store, "村医")[:2] == ["松山市村医补助办法", "村医补助"]
    assert named(store, "养老补助") == ["乡村医生养老补助"]


def test_a_whole_name_comes_first(store: Path) -> None:
    assert hits(store, "村医补助")[1].name == "村医补助"


@pytest.mark.parametrize(
    "spelling", ["松财社发〔2023〕12号", "松财社发[2023]12号", "松财社发（2023） 12 号", "松财社发〔2023〕第12号"]
)
def test_a_number_in_any_spelling(store: Path, spelling: str) -> None:
    assert named(store, spelling) == ["松财社发〔2023〕12号"]


def test_a_number_is_whole(store: Path) -> None:
    texts = [hit for hit in hits(store, "松政发〔2023〕1号") if hit.kind == "text"]
    assert [hit.exact for hit in texts] == ["松政发〔2023〕1号"]


@pytest.mark.parametrize("words", ["cqs", "chongqing", "CQS"])
def test_pinyin(store: Path, words: str) -> None:
    assert "重庆市养老办法" in named(store, words)


@pytest.mark.parametrize(
    ("words", "exact"),
    [("1896600", "1,896,600"), ("４１.９６万", "41.96万"), ("托育机构 200", "托育机构"), ("村", "村")],
)
def test_text_with_its_place(store: Path, words: str, exact: str) -> None:
    found = next(hit for hit in hits(store, words) if hit.kind == "text")
    assert found.exact == exact
    assert found.start is not None
    assert TEXT[found.start : found.end] == exact
    assert found.name in ("村医补助", "公开.txt")


def test_nothing(store: Path) -> None:
    for words in ("没有的词语", "  ", "（）", "村医 没有"):
        assert hits(store, words) == []


def test_limit_and_skip(store: Path) -> None:
    everything = [hit for hit in hits(store, "松山", limit=100) if hit.kind == "text"]
    first = [hit for hit in hits(store, "松山", limit=1) if hit.kind == "text"]
    second = [hit for hit in hits(store, "松山", limit=1, skip=1) if hit.kind == "text"]
    assert first + second == everything[:2]


def test_totals_count_things_once(store: Path) -> None:
    with Store.open(store, read_only=True) as opened:
        found = search(opened, "松", limit=1)
    assert found.totals["unit"] == 2
    assert found.totals["text"] == len([hit for hit in hits(store, "松", limit=100) if hit.kind == "text"])


def test_the_command(store: Path) -> None:
    run = CliRunner().invoke(cli, ["search", "--store", str(store), "村医", "--limit", "1"])
    assert run.exit_code == 0
    assert "松山市村医补助办法" in run.stdout
    assert "--limit" in run.stderr
    run = CliRunner().invoke(cli, ["search", "--store", str(store), "没有的词语"])
    assert "没有找到" in run.output


def test_no_store(tmp_path: Path) -> None:
    run = CliRunner().invoke(cli, ["search", "--store", str(tmp_path / "none.kg"), "x"])
    assert run.exit_code == 1
    assert "no store" in run.output
