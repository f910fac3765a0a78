"""An answer as an object and as lines."""

from __future__ import annotations

from decimal import Decimal

from jsonschema import Draft202012Validator

from kg.tables.table import Table
from kg.web.assistant.framing import EDGE
from kg.web.assistant.tool_answer import SCHEMA, AnswerList, ToolAnswer

TABLE = Table(
    ("project", "amount_yuan", "quote", "page"),
    [("村医补助\u202e", Decimal("1896600.50"), "安排189.66万元\n| 完", "第3页"), ("校舍", Decimal(100), None, None)],
)


def answer() -> ToolAnswer:
    lists = [AnswerList.cut("projects", TABLE, 1)]
    facts = [("units", "甲"), ("units", "乙"), ("amount_yuan", Decimal("0.10"))]
    return ToolAnswer(
        asked={"command": "kg x", "sparql": "SELECT *"}, facts=facts, lists=lists, notes=["Nothing differs."]
    )


def test_the_object() -> None:
    found = answer().structured("en")
    Draft202012Validator(SCHEMA).validate(found)
    assert found["facts"] == {"units": ["甲", "乙"], "amount_yuan": "0.1"}
    assert found["lists"]["projects"] == {
        "rows": [
            {
                "project": "村医补助<U+202E>",
                "amount_yuan": "1896600.5",
                "quote": "安排189.66万元\n| 完",
                "page": "第3页",
            }
        ],
        "first": 0,
        "total": 2,
    }
    assert found["notes"] == ["Nothing differs.", "projects: 1–1 of 2 rows are shown."]
    assert "error" not in found


def test_the_lines() -> None:
    lines = answer().readable("zh").split("\n")
    assert all(line.startswith(EDGE) for line in lines[1:]) and not lines[0].startswith(EDGE)
    assert "| 村医补助<U+202E> | 1,896,600.5 元 | 安排189.66万元 | 完 | 第3页" in lines
    assert lines[-2:] == ["| 没有差别。", "| 项目：共 2 行，列出 1–1。"]
    assert not any("SELECT" in line for line in lines)


def test_what_is_left_out() -> None:
    assert AnswerList("a", TABLE, 2).left_out is None
    assert AnswerList.cut("a", TABLE, 1, 1).left_out == "a: 2–2 of 2 rows are shown."
    assert AnswerList.cut("a", TABLE, 5, 9).left_out == "a: 0 of 2 rows are shown."
    assert "not been counted" in str(AnswerList("a", TABLE, None).left_out)


def test_a_failure() -> None:
    failed = ToolAnswer(asked={}, error="No findings.")
    Draft202012Validator(SCHEMA).validate(failed.structured("zh"))
    assert failed.structured("zh")["error"] == "没有发现问题。" and "| 没有发现问题。" in failed.readable("zh")
