"""Formulae that borrow a figure: of another part of their project, or of another project."""

from __future__ import annotations

import json

import disclosures

from loaders.rdf import jsonl, record_codec, triples
from loaders.records import Extraction

HEAD = "项目名称\n{}\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n"
TAIL = "\n资金安排情况\n安排资金{}万元。\n项目实施计划\n年底完成。\n"
COUNTED = "敬老院每年补助0.20万元，共15个敬老院，预计共3.00万元。\n"


def project(name: str, content: str, amount: int = 50) -> str:
    return HEAD.format(name) + content + TAIL.format(amount)


def borrowing(extraction: Extraction) -> list[tuple[list[str], str, int | None]]:
    return [
        ([o.surface for o in one.operands], one.result.surface, one.lender)
        for one in extraction.calculations
        if one.borrowed
    ]


def test_a_count_of_another_part_is_a_formula_of_the_graph() -> None:
    found = disclosures.read(project("养老", COUNTED + "敬老院每次补助0.03万元，一年4次。预计共1.80万元。"))
    assert borrowing(found) == [(["0.03万元", "4次", "15个"], "1.80万元", 1)]
    (formula,) = [one for one in json.loads(jsonl.line(found))["calculations"] if one["surface"] == "1.80万元"]
    assert [operand["surface"] for operand in formula["operands"]] == ["0.03万元", "4次", "15个"]
    assert "1.80万元" not in [one.result.surface for one in found.calculations if not one.borrowed]
    assert f"product-{found.text.index('15个')}> <" in triples.nquads(found).decode()


def test_of_two_counts_that_fit_none_is_chosen() -> None:
    again = "托老所每年补助0.20万元，共15个托老所，预计共3.00万元。\n"
    one, other = "敬老院每次补助0.03万元，一年4次。预计共1.80万元。", "每次补助0.03万元，一年4次。预计共1.80万元。"
    assert len(borrowing(disclosures.read(project("养老", COUNTED + again + one)))) == 1
    assert len(borrowing(disclosures.read(project("养老", COUNTED + again.replace("15", "16") + other)))) == 1
    assert borrowing(disclosures.read(project("养老", COUNTED + other.replace("1.80", "1.90")))) == []


def test_a_population_of_another_project_is_judged_and_not_stated() -> None:
    paying = project("除四害", "按全县户籍人口每人2元的标准安排。", 60)
    found = disclosures.read(project("防疫", "全县户籍人口30万人，全部接种。") + paying)
    assert borrowing(found) == [(["2元", "30万人"], "60万元", 1)]
    assert [one.stated for one in found.calculations if one.borrowed] == [False]
    assert "30万人" not in str(json.loads(jsonl.line(found))["calculations"])
    kept = record_codec.decode(
        record_codec.encode(found), found.text, path=found.document.path, sha256=found.document.sha256
    )
    assert kept == found


def test_two_projects_that_count_the_population_differently_lend_nothing() -> None:
    pages = project("防疫", "全县户籍人口30万人。") + project("体检", "全县户籍人口31万人。")
    assert borrowing(disclosures.read(pages + project("除四害", "按户籍人口每人2元的标准安排。", 60))) == []
    own = project("除四害", "户籍人口30万人，按户籍人口每人2元的标准安排。", 60)
    assert borrowing(disclosures.read(project("防疫", "全县户籍人口30万人。") + own)) == []
