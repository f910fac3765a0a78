"""Findings on citations: each check on an invented paper, no false alarms, and the real papers' list."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import papers
import pyoxigraph as ox
import pytest
from click.testing import CliRunner
from folders import DATA
from rdflib.namespace import XSD

from kg.cli import cli
from kg.linting import lint
from kg.linting.lint import Finding
from kg.loading import load
from kg.stores import catalogue
from kg.stores.opening import memory_store, open_store
from loaders.rdf import identifiers
from ontology.terms import ELI

PAPER = DATA / "lint" / "托育服务预算.txt"


def findings(*files: Path, style: bool = False) -> list[Finding]:
    store = memory_store()
    load.load(store, list(files))
    return list(lint.lint(store, style=style))


def short(found: list[Finding]) -> list[tuple[int | None, str, str, str | None]]:
    return [(one.project, one.code, one.stated, one.suggestion) for one in found]


EXPECTED = [
    (1, "impossible-year", "红民发[20222]6号", "红民发〔2022〕6号"),
    (2, "issuer-contradicts-code", "云政发〔2020〕17号", None),
    (2, "number-without-code", "〔2023〕8号", None),
    (3, "period-ended", "红河州残疾人康复服务三年行动计划（2018—2020年）", None),
    (4, "basis-section-names-none", "", None),
    (4, "typing-error", "幼儿照服服务设", "幼儿照护服务设"),
    (5, "no-basis", "", None),
]


def test_the_invented_paper() -> None:
    assert short(findings(PAPER)) == EXPECTED


def test_every_finding_quotes_its_place_and_speaks_both_languages() -> None:
    text = PAPER.read_text("utf-8")
    for one in findings(PAPER, style=True):
        assert one.evidence and one.file == PAPER.name and one.check == "citation"
        for place in one.evidence:
            assert text[place.start : place.end] == place.surface != ""
        assert one.en.endswith(".") and one.zh.endswith("。") and "{" not in one.en + one.zh


def test_style_is_hidden_unless_asked() -> None:
    notes = [one for one in findings(PAPER, style=True) if one.severity == "style"]
    assert [(one.project, one.stated, one.suggestion) for one in notes] == [
        (1, "红民发[20222]6号", "红民发〔20222〕6号")
    ]
    assert not [one for one in findings(PAPER) if one.severity == "style"]


def test_a_list_of_names_and_amounts_has_no_place_for_a_basis(tmp_path: Path) -> None:
    rows = "某县水务局2024年项目支出表\n单位：万元\n{head}\n堤防维护\t20.5{one}\n饮水工程\t30\t\n合计\t50.5\t\n"
    bare, asked = tmp_path / "bare.txt", tmp_path / "asked.txt"
    bare.write_text(rows.format(head="项目名称\t金额", one=""), "utf-8")
    asked.write_text(rows.format(head="项目名称\t金额\t立项依据", one="\t《某县堤防办法》"), "utf-8")
    assert short(findings(bare)) == []
    assert [(project, code) for project, code, _, _ in short(findings(asked))] == [(2, "no-basis")]


def test_a_clean_paper_has_no_findings(tmp_path: Path) -> None:
    papers.write(tmp_path, qinghe=papers.QINGHE, shiqiao=papers.SHIQIAO)
    assert short(findings(tmp_path / "qinghe.txt")) == []


def basis(tmp_path: Path, name: str, text: str) -> Path:
    """A paper whose two projects rest on what ``text`` says."""
    paper = papers.QINGHE.replace("根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）的规定。", text)
    papers.write(tmp_path, **{name: paper.replace("松财社发[2023]12号", "松财社发[2022]7号")})
    return tmp_path / f"{name}.txt"


@pytest.mark.parametrize(
    "text",
    [
        "根据《松江州乡村医生补助办法》（松财社发〔2025〕1号）的规定。",  # a number of next year
        "根据《松江州卫生事业发展规划（2021—2025年）》的规定。",
        "根据《松江州“十三五”卫生规划》终期评估报告和《松江州乡村医生补助办法》的规定。",
        "根据县政府第12次常务会议的决定。",
        "根据《松江州乡村医生补助办法》（以下简称《办法》）和《办法》的规定。",
        "根据松财社发〔2023〕12号、13号的规定。",
        "根据《国务院关于乡村医生的意见》（国发〔2011〕3号）和《松江州卫生健康委 松江州财政局关于补助的通知》（松财社发〔2023〕4号）。",
    ],
)
def test_no_false_alarms(tmp_path: Path, text: str) -> None:
    assert [one for one in findings(basis(tmp_path, "paper", text)) if one.project == 1] == []


def test_conflicts_between_papers_name_the_other_place(tmp_path: Path) -> None:
    one = basis(tmp_path, "one", "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）。")
    two = basis(
        tmp_path,
        "two",
        "根据《残疾人康复救助方案》（松财社发〔2023〕12号）和《松江州乡村医生补助办法》（松财社发〔2023〕21号）。",
    )
    found = {(one.file, one.code, one.stated): one for one in findings(one, two)}
    assert set(found) == {
        ("one.txt", "one-number-two-titles", "松财社发〔2023〕12号"),
        ("one.txt", "one-title-two-numbers", "松财社发〔2023〕12号"),
        ("two.txt", "one-number-two-titles", "松财社发〔2023〕12号"),
        ("two.txt", "one-title-two-numbers", "松财社发〔2023〕21号"),
    }
    assert "in one.txt" in found["two.txt", "one-number-two-titles", "松财社发〔2023〕12号"].en


def test_a_missing_code_is_suggested_from_another_paper(tmp_path: Path) -> None:
    one = basis(tmp_path, "one", "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）。")
    two = basis(tmp_path, "two", "根据《松江州乡村医生补助办法》（〔2023〕12号）。")
    assert [(f.code, f.suggestion) for f in findings(one, two)] == [("number-without-code", "松财社发〔2023〕12号")]


def test_a_basis_that_is_no_longer_in_force(tmp_path: Path) -> None:
    store = memory_store()
    load.load(store, [basis(tmp_path, "one", "根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）。")])
    day = ox.Literal("2023-06-30", datatype=ox.NamedNode(str(XSD.date)))
    policy = ox.NamedNode(identifiers.policy(papers.NUMBER))
    over = ox.NamedNode(str(ELI.date_no_longer_in_force))
    store.inner.add(ox.Quad(policy, over, day, ox.NamedNode(identifiers.DERIVED)))
    (found,) = lint.lint(store)
    assert (found.code, found.project, found.stated) == ("basis-not-in-force", 1, papers.NUMBER)
    assert "2023-06-30" in found.en and "2023-06-30" in found.zh


def test_the_same_finding_twice_in_a_project_is_one_with_two_places(tmp_path: Path) -> None:
    text = "根据《松江州乡村医生补助办法》（〔2023〕12号）。再次根据《松江州乡村医生补助办法》（〔2023〕12号）。"
    (found,) = findings(basis(tmp_path, "one", text))
    assert len(found.evidence) == 2


def test_json_is_that_of_the_audit() -> None:
    record = findings(PAPER)[0].to_json()
    assert {
        "document",
        "project",
        "check",
        "verdict",
        "formula",
        "stated",
        "computed",
        "difference",
        "note",
        "evidence",
    } <= set(record)
    assert (record["check"], record["code"], record["verdict"]) == ("citation", "impossible-year", "mismatch")
    assert record["computed"] == "红民发〔2022〕6号" and set(record["evidence"][0]) == {"start", "end", "surface"}


def test_every_check_has_its_words() -> None:
    for code, row in lint.checks().items():
        assert row["severity"] in lint.SEVERITIES, code
        assert row["name_en"] and row["name_zh"] and row["example"]


# ---- the command


@pytest.fixture
def disk(tmp_path: Path) -> Path:
    with open_store(tmp_path / "lint.kg") as store:
        load.load(store, [PAPER])
    return tmp_path / "lint.kg"


def run(disk: Path, *arguments: str, lang: str = "zh") -> str:
    result = CliRunner().invoke(cli, ["--store", str(disk), "lint", *arguments], env={"KG_LANG": lang})
    assert result.exit_code == 0, result.output
    return result.output


def test_lines(disk: Path) -> None:
    out = run(disk)
    assert out.startswith("托育服务预算.txt\n  1 婴幼儿照护服务补助经费 · 错误: 年份不可能\n")
    assert "或为: 红民发〔2022〕6号" in out and out.endswith("2 错误，5 警告\n")
    assert "perhaps: 红民发〔2022〕6号" in run(disk, lang="en")


def test_json_and_csv(disk: Path) -> None:
    assert [(one["project"], one["code"]) for one in json.loads(run(disk, "--json"))] == [row[:2] for row in EXPECTED]
    rows = list(csv.DictReader(io.StringIO(run(disk, "--csv"))))
    assert [(int(row["ordinal"]), row["code"]) for row in rows] == [row[:2] for row in EXPECTED]


@pytest.mark.parametrize(
    ("thing", "projects"),
    [
        ("托育服务预算.txt", [1, 2, 2, 3, 4, 4, 5]),
        ("托育服务预算 4", [4, 4]),
        ("云政发〔2020〕17号", [2]),
        ("云南省残疾人康复服务条例", []),
    ],
)
def test_of_one_thing(disk: Path, thing: str, projects: list[int]) -> None:
    assert [one["project"] for one in json.loads(run(disk, thing, "--json"))] == projects


def test_nothing_found(disk: Path) -> None:
    assert run(disk, "云南省残疾人康复服务条例") == "没有发现问题。\n"
    result = CliRunner().invoke(cli, ["--store", str(disk), "lint", "无此文件"])
    assert result.exit_code == 1 and "Nothing in the store matches" in result.output


@pytest.mark.parametrize(("lang", "told"), [("en", "个旧市 is none of these."), ("zh", "个旧市 都不是。")])
def test_what_lint_does_not_take_is_not_called_what_it_is_not(disk: Path, lang: str, told: str) -> None:
    result = CliRunner().invoke(cli, ["--store", str(disk), "lint", "个旧市"], env={"KG_LANG": lang})
    assert result.exit_code == 1 and told in result.output


# ---- the real papers


def test_the_open_disclosure(shared: Path) -> None:
    found = short(findings(shared / "corpus" / "gejiu-health-2024.txt"))
    assert found == [
        (4, "basis-section-names-none", "", None),
        (5, "issuer-contradicts-code", "云政发〔2008〕54号", None),
        (5, "impossible-year", "云人口发[20013]26号", "云人口发〔2013〕26号"),
        (7, "number-without-code", "（2022）24号", None),
        (8, "typing-error", "公共卫在服务项", "公共卫生服务项"),
        (9, "typing-error", "州巩固脱展健康", "州巩固拓展健康"),
        (9, "typing-error", "低收入口家庭", "低收入人口家庭"),
        (12, "basis-section-names-none", "", None),
    ]


def test_the_disclosure_with_an_old_plan(shared: Path) -> None:
    (found,) = findings(shared / "corpus" / "hongta-medical-2024.txt")
    assert (found.project, found.code) == (2, "period-ended") and "玉政发〔2011〕120号" in found.evidence[0].surface


def test_other_real_papers_have_no_findings(shared: Path) -> None:
    others = [
        *sorted((shared / "data" / "disclosures").glob("*.txt")),
        shared / "corpus" / "patriotic-health-plans.txt",
    ]
    assert short(findings(*others)) == []


def test_all_together_say_the_same(shared: Path) -> None:
    files = sorted((shared / "corpus").glob("*.txt"))
    assert len(findings(*files)) == 9


def test_catalogue_is_where_documents_come_from() -> None:
    store = memory_store()
    load.load(store, [PAPER])
    (entry,) = catalogue.Catalogue.read(store).entries.values()
    assert list(lint.lint(store, [entry.document])) == list(lint.lint(store))
