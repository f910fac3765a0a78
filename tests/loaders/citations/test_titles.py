"""Titles without marks beside a number: every ending of the one table, and what only sounds like a title."""

from __future__ import annotations

import pytest

from loaders.citations import citations
from ontology.tables import rows

NUMBER = "云政发〔2020〕3号"


def titles(text: str) -> list[tuple[str | None, str | None]]:
    return [(one.number, one.title) for one in citations.find(text)]


@pytest.mark.parametrize("before", ["按照", "1.", "（二）", "一、", "- ", "同时，", "对照"])
@pytest.mark.parametrize(
    "row", [row for row in rows("ontology", "policy_kinds.tsv") if row["unmarked"]], ids=lambda row: row["ending"]
)
def test_every_ending_ends_a_title_beside_a_number(row: dict[str, str], before: str) -> None:
    title = row["example"] if row["example"].startswith(("关于", "云岭县")) else f"云岭县{row['example']}"
    assert titles(f"{before}{title}（{NUMBER}）执行。") == [(NUMBER, title)]


@pytest.mark.parametrize(
    "row",
    [row for row in rows("ontology", "policy_kinds.tsv") if not row["unmarked"] and row["kind"] == "other"],
    ids=lambda row: row["ending"],
)
def test_the_other_endings_end_none(row: dict[str, str]) -> None:
    assert titles(f"按照{row['example']}（{NUMBER}）执行。") == [(NUMBER, None)]


@pytest.mark.parametrize(
    "text",
    [
        "落实各项工作要求（云政发〔2020〕3号）。",
        "报请青山县人民政府批准（云政发〔2020〕3号）。",
        "与各乡镇签订目标责任书（云政发〔2020〕3号）。",
        "完成省级下达的年度任务（云政发〔2020〕3号）。",
        "纳入年度工作安排（云政发〔2020〕3号）。",
        "本办法（云政发〔2020〕3号）自发布之日起施行。",
        "全县建档立卡（云政发〔2020〕3号）。",
        "领取身份证（云政发〔2020〕3号）。",
        "下达到县市的资金指标（云政发〔2020〕3号）。",
    ],
)
def test_words_that_end_a_sentence_are_no_title(text: str) -> None:
    assert titles(text) == [(NUMBER, None)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("县水利局关于印发青禾县山塘管理办法的通知云政发〔2020〕3号", "县水利局关于印发青禾县山塘管理办法的通知"),
        ("按云政发〔2020〕3号文“关于部属质检机构统一更名的通知”更名。", "关于部属质检机构统一更名的通知"),
        ("云政发〔2020〕3号关于同意设立管理站的批复", "关于同意设立管理站的批复"),
        ("云政发〔2020〕3号（关于公布行政许可目录的公告）", "关于公布行政许可目录的公告"),
        ("依据云岭县防汛应急预案（试行）（云政发〔2020〕3号）", "云岭县防汛应急预案（试行）"),
    ],
)
def test_a_notice_right_before_or_behind_its_number(text: str, title: str) -> None:
    assert titles(text) == [(NUMBER, title)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("按照贵州省实施《中华人民共和国防洪法》办法第十一条", "贵州省实施《中华人民共和国防洪法》办法"),
        ("根据《水法》、云岭省实施《中华人民共和国水法》办法执行", "云岭省实施《中华人民共和国水法》办法"),
        ("1.红河州实施《中华人民共和国森林法》若干规定（试行）", "红河州实施《中华人民共和国森林法》若干规定（试行）"),
        ("我们看到云南省实施《中华人民共和国水法》细则", "云南省实施《中华人民共和国水法》细则"),
        ("各地要实施《中华人民共和国水法》规定的制度", "中华人民共和国水法"),
        ("云南省实施《中华人民共和国水法》取得成效", "中华人民共和国水法"),
        ("《水法》办法要实施《森林法》实施", "森林法"),
    ],
)
def test_rules_that_implement_a_law_are_no_law(text: str, title: str) -> None:
    assert titles(text)[-1] == (None, title)
