"""What the tables know: kinds of policies by their titles, levels of government by their printed words."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import get_args

import pytest
from growth import keeps_step
from rdflib import SKOS, Graph

from ontology import ends_unmarked, funding_level, is_generic, levels, policy_kind
from ontology.authorities.areas import Level
from ontology.iris import NS
from ontology.terms import PK


def rows(root: Path, name: str) -> list[dict[str, str]]:
    with (root / "ontology" / name).open(encoding="utf-8", newline="") as lines:
        written = [line for line in lines if not line.startswith("#")]
        return list(csv.DictReader(written, dialect="excel-tab", quoting=csv.QUOTE_NONE))


def concepts(root: Path, scheme: str) -> set[str]:
    graph = Graph().parse(root / "ontology" / "schemes.ttl")
    return {str(concept).removeprefix(NS) for concept in graph.subjects(SKOS.inScheme, PK[scheme])}


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("云岭县水库管理办法", "Rule"),
        ("《云岭县水库管理办法（试行）》", "Rule"),
        ("云岭县水库管理办法（2021年修订）（征求意见稿）", "Rule"),
        ("中华人民共和国水法", "Law"),
        ("水法（2016年修正）", "Law"),
        ("云岭县节水条例草案", "Regulation"),
        ("云岭县供水规划（2021—2035年）", "Plan"),
        ("云岭县供水规划2021—2035年", "Plan"),
        ("云岭县“十四五”供水规划", "Plan"),
        ("国家节水标准（第三版）", "Standard"),
        ("关于印发《云岭县供水方案》的通知", "NormativeDocument"),
        ("关于印发〈云岭县供水方案〉的通知>", "NormativeDocument"),
        ("关于供水的 通 知", "NormativeDocument"),
        ("县政府年度重点工作任务书", "Plan"),
        ("供水目标责任书", "other"),
        ("行政许可决定书", "other"),
        ("关于停止供水的决定", "NormativeDocument"),
        ("水务局权力清单", "other"),
        ("取水负面清单", "Catalogue"),
        ("供水合同", "other"),
        ("供水合同管理办法", "Rule"),
        ("云岭晚报", "other"),
        ("关于水质情况的通报", "NormativeDocument"),
        ("水质检测方法", "Standard"),
        ("硬笔书法", "other"),
        ("水质检测报告", "other"),
        ("关于水质情况的报告", "OfficialReport"),
        ("政府工作报告", "OfficialReport"),
        ("县人民政府第3次常务会议纪要", "Minutes"),
        ("水文公约", "Treaty"),
        ("社区居民公约", "other"),
        ("用水明白卡", "other"),
        ("云岭之春", None),
        ("（试行）", None),
        ("", None),
        ("》", None),
    ],
)
def test_policy_kind(title: str, kind: str | None) -> None:
    assert policy_kind(title) == kind


def test_a_long_title_takes_no_time() -> None:
    for unit in ("2", "（", "）", "法", "试行", "a"):
        keeps_step(policy_kind, unit.__mul__)


def test_every_row_of_policy_kinds_is_true_of_its_example(root: Path) -> None:
    known = concepts(root, "PolicyKinds") | {"other", "-"}
    table = rows(root, "policy_kinds.tsv")
    assert len({row["ending"] for row in table}) == len(table)
    for row in table:
        assert row["kind"] in known, row
        assert row["example"].endswith(row["ending"]), row
        assert row["source"], row
        assert row["unmarked"] in ("alone", "place", ""), row
        if row["kind"] != "-":
            assert policy_kind(row["example"]) == row["kind"], row
            assert row["unmarked"] in ("", ends_unmarked(row["example"] + "（试行）")), row


@pytest.mark.parametrize(
    ("title", "generic", "alias"),
    [
        ("实施方案", True, True),
        ("管理办法（试行）", True, True),
        ("规程", True, True),
        ("应急预案", True, True),
        ("若干措施", True, True),
        ("预算管理办法", True, False),
        ("有关通知", True, False),
        ("任务清单", True, False),
        ("预算法", False, False),
        ("云岭县办法", False, False),
        ("手册", False, False),
    ],
)
def test_titles_that_name_nothing(title: str, generic: bool, alias: bool) -> None:
    assert (is_generic(title), is_generic(title, alias=True)) == (generic, alias)


def test_every_title_word_is_one_of_its_example(root: Path) -> None:
    for row in rows(root, "title_words.tsv"):
        assert row["word"] in row["example"] and is_generic(row["example"], alias=row["alias"] == "yes"), row


def test_every_row_of_levels_names_a_concept(root: Path) -> None:
    known = concepts(root, "FundingLevels")
    table = rows(root, "levels.tsv")
    assert len({row["printed"] for row in table}) == len(table)
    for row in table:
        assert row["concept"] in known | {"-"}, row
        assert row["source"], row
        assert funding_level(row["printed"]) == (None if row["concept"] == "-" else row["concept"])
    assert {row["concept"] for row in table} - {"-"} == known


def test_every_concept_of_a_level_has_its_place_among_all(root: Path) -> None:
    known = [row["concept"] for row in rows(root, "government_levels.tsv")]
    assert sorted(known) == sorted(concepts(root, "FundingLevels") | concepts(root, "Levels"))
    ordered = [level for level in levels().values() if level]
    assert list(dict.fromkeys(ordered)) == list(get_args(Level)) and ordered == sorted(
        ordered, key=get_args(Level).index
    )


@pytest.mark.parametrize(
    ("printed", "level"),
    [("省级", "ProvinceLevel"), ("市 级", "CityLevel"), ("州级", "PrefectureLevel"), ("省市", None), ("甲级", None)],
)
def test_funding_level(printed: str, level: str | None) -> None:
    assert funding_level(printed) == level


def test_levels_cover_the_words_that_loaders_recognise(root: Path) -> None:
    words = (root / "loaders" / "money" / "levels.tsv").read_text(encoding="utf-8").splitlines()[1:]
    recognised = {line.split("\t")[1] for line in words}
    assert recognised <= {row["printed"] for row in rows(root, "levels.tsv")}


@pytest.mark.shared
def test_kinds_of_the_gold_titles(shared: Path) -> None:
    for file in sorted((shared / "gold").glob("*.json")):
        for citation in json.loads(file.read_text(encoding="utf-8"))["citations"]:
            if citation["title"]:
                kind = policy_kind(citation["title"])
                assert kind is not None, citation["title"]
                assert (kind == "other") == (citation["kind"] == "other"), (citation["title"], kind)


@pytest.mark.shared
def test_titles_of_the_passages_are_policies(shared: Path) -> None:
    for line in (shared / "data" / "citations.jsonl").read_text(encoding="utf-8").splitlines():
        for citation in json.loads(line)["citations"]:
            if citation["title"]:
                assert policy_kind(citation["title"]) not in (None, "other"), citation["title"]


@pytest.mark.shared
def test_titles_of_real_numbered_documents(shared: Path) -> None:
    """Nearly all of 6,000 titles that carry a document number are known to be policies."""
    with (shared / "data" / "document-numbers.tsv").open(encoding="utf-8", newline="") as lines:
        titles = [
            row["title"] for row in csv.DictReader(lines, dialect="excel-tab", quoting=csv.QUOTE_NONE) if row["title"]
        ]
    strangers = [title for title in titles if policy_kind(title) in (None, "other")]
    assert len(strangers) <= len(titles) // 1000, strangers
