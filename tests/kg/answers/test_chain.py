"""The chain of authority, over the invented chain of chain_store.py."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import chain_store
import pyoxigraph as ox
import pytest
from chain_store import COUNTY, LAW, NATION, PREFECTURE, PROVINCE
from click.testing import CliRunner

from kg.answers import chain, policy_lookup
from kg.answers.chain import Step, level_of
from kg.cli import cli
from kg.drawing.neighbourhood import neighbourhood
from kg.stores.opening import open_store
from kg.stores.store import Store
from loaders.rdf import identifiers
from ontology.terms import PK


@pytest.fixture
def store() -> Store:
    return chain_store.in_memory()


def outline(step: Step | None) -> list[str]:
    """The steps as lines: depth, level, number or name, how a step was cut."""
    steps = list(step.walk())[1:] if step else []
    return [f"{one.depth} {one.level or one.kind} {one.number or one.name} {one.cut or ''}".strip() for one in steps]


def follow(store: Store, name: str, depth: int = 20) -> chain.Chain:
    return chain.chain(store, policy_lookup.described(store, [chain_store.policy(name)])[0], depth=depth)


def test_up_to_the_nation(store: Store) -> None:
    assert outline(follow(store, COUNTY).up) == [
        f"1 prefecture {PREFECTURE}",
        f"2 province {LAW}",
        f"2 province {PROVINCE}",
        f"3 nation {NATION}",
    ]


def test_down_to_the_projects(store: Store) -> None:
    assert outline(follow(store, NATION).down) == [
        f"1 province {PROVINCE}",
        f"2 prefecture {PREFECTURE}",
        f"3 county {COUNTY}",
        "4 project 托育机构补助经费",
        "3 project 托育人员培训经费",
    ]


def test_every_step_says_its_relation_and_the_words(store: Store) -> None:
    up = follow(store, COUNTY).up
    assert up is not None
    (first,) = up.steps
    assert first.relation == str(PK.forwards)
    assert first.quote == "《个旧市卫生健康局关于转发红河州托育服务补助管理办法的通知》"
    law = next(step for step in first.steps if step.title == LAW)
    assert law.provisional and law.level_by == "title" and first.year == 2021


def test_a_picture_shows_the_arrows_with_their_words(store: Store) -> None:
    drawn = neighbourhood(store.select, [chain_store.policy(COUNTY)], hops=1)
    arrow = drawn.edges[chain_store.policy(COUNTY), chain_store.policy(PREFECTURE), str(PK.forwards)]
    assert [said.quote.exact for said in arrow["evidence"]] == [
        "《个旧市卫生健康局关于转发红河州托育服务补助管理办法的通知》"
    ]


def test_a_limited_depth_says_that_more_follows(store: Store) -> None:
    assert outline(follow(store, COUNTY, depth=1).up) == [f"1 prefecture {PREFECTURE} depth"]
    assert outline(follow(store, PREFECTURE, depth=1).down) == [
        f"1 county {COUNTY} depth",
        "1 project 托育人员培训经费",
    ]


def derived(store: Store, subject: str, of: str) -> None:
    nodes = [ox.NamedNode(chain_store.policy(name)) for name in (subject, of)]
    graph = ox.NamedNode(identifiers.DERIVED)
    store.inner.add(ox.Quad(nodes[0], ox.NamedNode(str(PK.implements)), nodes[1], graph))


def test_a_circle_is_cut_and_marked(store: Store) -> None:
    derived(store, NATION, COUNTY)
    assert outline(follow(store, COUNTY).up)[-2:] == [f"3 nation {NATION}", f"4 county {COUNTY} cycle"]


def test_what_was_followed_already_is_not_followed_again(store: Store) -> None:
    derived(store, COUNTY, PROVINCE)
    lines = outline(follow(store, COUNTY).up)
    assert f"1 province {PROVINCE} again" in lines or f"2 province {PROVINCE} again" in lines
    assert sum(NATION in line for line in lines) == 1


@pytest.mark.parametrize(
    ("stated", "number", "bodies", "title", "expected"),
    [
        ([str(PK.CountyLevel)], "云政发〔2020〕1号", [], None, ("county", "graph")),
        ([str(PK.Province)], None, [], None, ("province", "graph")),
        ([str(PK.CityLevel)], None, [], "云南省托育服务条例", ("province", "title")),
        ([], "云政发〔2020〕1号", [], None, ("province", "number")),
        ([], "财社〔2020〕1号", [], None, ("nation", "number")),
        ([], "国务院令第427号", [], None, ("nation", "number")),
        ([], None, ["红河州卫生健康委员会"], None, ("prefecture", "issuer")),
        ([], None, [], "个旧市民政局关于做好托育服务的通知", ("county", "issuer")),
        ([], None, [], "云南省托育服务条例", ("province", "title")),
        ([], None, [], "玉溪市红塔区托育服务方案", ("county", "title")),
        ([], None, [], "中华人民共和国母婴保健法", ("nation", "title")),
        ([], None, [], "关于做好托育服务的通知", (None, None)),
        ([], "〔2022〕24号", [], None, (None, None)),
    ],
)
def test_levels(
    stated: list[str], number: str | None, bodies: list[str], title: str | None, expected: tuple[str | None, str | None]
) -> None:
    assert level_of(stated, number, bodies, title) == expected


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    with open_store(tmp_path / "chain.kg") as store:
        chain_store.fill(store)
    return tmp_path / "chain.kg"


def run(disk: Path, *arguments: str) -> str:
    result = CliRunner().invoke(cli, ["--store", str(disk), "chain", *arguments], env={"KG_LANG": "zh"})
    assert result.exit_code == 0, result.output
    return result.output


def test_the_tree(disk: Path) -> None:
    assert (
        run(disk, PREFECTURE)
        == """\
《红河州人民政府办公室关于印发红河州托育服务补助管理办法的通知》（红政办发〔2021〕12号）

上级依据:
├─ [省] 《云南省托育服务条例》 · 贯彻落实 （只有标题）
└─ [省] 云政办发〔2020〕31号 《云南省人民政府办公厅关于促进托育服务发展的实施意见》 · 以…为依据
   └─ [国家] 国办发〔2019〕150号 《国务院办公厅关于促进托育服务发展的指导意见》 · 贯彻落实

下级落实:
├─ [县区] 个卫发〔2022〕9号 《个旧市卫生健康局关于转发红河州托育服务补助管理办法的通知》 · 转发
│  └─ [项目] 托育机构补助经费 个旧市2024.txt 2024 · 依据
└─ [项目] 托育人员培训经费 个旧市2024.txt 2024 · 依据
"""
    )


def test_of_many_projects_the_first_are_printed(disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.commands.tracing._PROJECTS", 0)
    tree = run(disk, PREFECTURE)
    assert "托育人员培训经费" not in tree
    assert tree.endswith("└─ … 另有 1 个项目：kg trace 红政办发〔2021〕12号\n")
    assert "│  └─ … 另有 1 个项目：kg trace 个卫发〔2022〕9号\n" in tree
    assert "托育人员培训经费" in run(disk, PREFECTURE, "--csv")


def test_one_direction(disk: Path) -> None:
    assert "下级落实" not in run(disk, PREFECTURE, "--up")
    assert run(disk, NATION, "--up").endswith("上级依据: 库中没有\n")


def test_json_and_csv(disk: Path) -> None:
    found = json.loads(run(disk, COUNTY, "--up", "--json"))
    assert found["policy"]["number"] == COUNTY and found["down"] is None
    assert found["up"][0]["relation"] == "forwards"
    assert [step["relation"] for step in found["up"][0]["steps"]] == ["implements", "based_on"]
    rows = list(csv.DictReader(io.StringIO(run(disk, COUNTY, "--up", "--csv"))))
    assert [row["number"] for row in rows] == [PREFECTURE, "", PROVINCE, NATION]


def test_no_such_regulation(disk: Path) -> None:
    result = CliRunner().invoke(cli, ["--store", str(disk), "chain", "无此文件"])
    assert result.exit_code == 1 and "No regulation" in result.output
