"""What the tools take."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from kg.tables.messages import chinese
from kg.web.assistant import tools
from kg.web.assistant.tools import WrongArguments

GIVEN: dict[str, dict[str, Any]] = {
    "trace": {"regulation": "云财社发〔2023〕36号", "limit": 5, "skip": 0},
    "search": {"words": "乡村医生", "kinds": ["project", "text"], "limit": 3},
    "show": {"thing": "个旧市"},
    "chain": {"regulation": "x", "direction": "up", "depth": 2},
    "audit": {"thing": "x", "all": True},
    "list_queries": {},
    "query": {"name": "most-cited", "parameters": {"limit": "3"}},
    "sparql": {"text": "ASK { }"},
    "sources": {},
}


def test_every_tool_takes_what_its_schema_takes() -> None:
    assert list(tools.tools()) == list(GIVEN)
    for name, given in GIVEN.items():
        definition = tools.named(name)
        for lang in ("en", "zh"):
            schema = definition.schema(lang)
            Draft202012Validator.check_schema(schema)
            Draft202012Validator(schema).validate(given)
        taken = definition.arguments(given)
        assert given.items() <= taken.items()
        assert set(taken) == {one.name for one in definition.parameters}


def test_what_is_said_of_tools_is_there_in_both_languages() -> None:
    for one in tools.tools().values():
        for said in (one, *one.parameters):
            assert said.en and said.zh and said.en != said.zh
        assert one.about("zh") == one.zh


def test_numbers_and_lists_may_come_as_text() -> None:
    taken = tools.named("search").arguments({"words": 2023, "kinds": '["unit"]', "limit": "7"})
    assert taken == {"words": "2023", "kinds": ["unit"], "limit": 7, "skip": 0}
    assert tools.named("query").arguments({"name": "x", "parameters": '{"day": 2024}'})["parameters"] == {"day": "2024"}


def test_a_parameter_that_is_null_is_not_given() -> None:
    given = {"name": "tasks-by-unit", "parameters": {"unit": None, "limit": 3}}
    assert tools.named("query").arguments(given)["parameters"] == {"limit": "3"}


@pytest.mark.parametrize(
    ("tool", "given", "said", "zh"),
    [
        ("trcae", {}, "no tool 'trcae' (did you mean trace", "没有名为 'trcae'"),
        ("trace", {}, "The tool trace needs regulation.", "工具 trace 需要参数 regulation。"),
        ("trace", {"regulation": "x", "limt": 2}, "no parameter 'limt' (did you mean limit?)", "没有参数 'limt'"),
        ("trace", {"regulation": "x", "limit": 0}, "limit must be a whole number from 1 to 200, not 0.", "1 到 200"),
        ("trace", {"regulation": "x", "limit": True}, "limit must be a whole number, not true.", "limit 应为整数"),
        ("trace", {"regulation": "x", "skip": -1}, "skip must be a whole number from 0", "0 到"),
        ("trace", {"regulation": "  "}, "regulation is blank.", "regulation 是空的。"),
        ("trace", {"regulation": ["x"]}, 'regulation must be a text, not ["x"].', "必须是文本"),
        ("show", {"thing": "x" * 2_001}, "thing has 2,001 characters; at most 2,000 are taken.", "2,001 个字符"),
        ("chain", {"regulation": "x", "direction": "left"}, "one of both, up, down", "both, up, down 之一"),
        ("search", {"words": "x", "kinds": ["area"]}, "some of policy, project", "中的若干个"),
        ("search", {"words": "x", "kinds": "unit"}, "some of policy, project", "中的若干个"),
        ("audit", {"thing": "x", "all": "perhaps"}, "all must be true or false", "true 或 false"),
        ("query", {"name": "x", "parameters": "[1"}, "parameters must be an object", "必须是对象"),
    ],
)
def test_what_does_not_fit_is_said_in_a_sentence(tool: str, given: dict[str, Any], said: str, zh: str) -> None:
    with pytest.raises(WrongArguments) as wrong:
        tools.named(tool).arguments(given)
    assert said in str(wrong.value) and "\n" not in str(wrong.value)
    assert zh in chinese(str(wrong.value))
