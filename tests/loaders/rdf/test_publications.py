"""When two files are one publication, and when two names are the same."""

from __future__ import annotations

import money_store
import pytest

from loaders.rdf.publications import content_key, normal_name


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("2024年基本公共卫生服务经费", "基本公共卫生服务经费"),
        ("基本公共卫生服务经费（2023年度）", "基本公共卫生服务经费"),
        ("基本公共卫生服务 经费", "基本公共卫生服务经费"),
        ("（一）“两癌”筛查经费", "两癌筛查经费"),
        ("①村医补助", "村医补助"),
        ("1.村医补助", "村医补助"),
        ("12345热线经费", "12345热线经费"),
        ("ＡＩ诊断", "AI诊断"),
        ("2024年", "2024年"),
    ],
)
def test_normal_names(name: str, normal: str) -> None:
    assert normal_name(name) == normal


def key(text: str, name: str = "made-up.txt") -> str | None:
    return content_key(money_store.read(text, name))


def test_the_same_budget_in_another_format_has_the_same_key() -> None:
    page = money_store.NEW.replace("\n", "\n\n").replace("，", "， ")
    assert key(money_store.NEW) == key(page, "made-up.html") is not None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("2024年", "2025年"),
        ("石泉县", "白石县"),
        ("资金300万元", "资金301万元"),
        ("健康教育 经费", "健康促进经费"),
        ("部门预算重点项目文本", "部门预算重点项目文本（第二批）"),
    ],
)
def test_another_budget_has_another_key(old: str, new: str) -> None:
    assert key(money_store.NEW.replace(old, new)) != key(money_store.NEW)


def test_amounts_that_differ_by_zeros_are_not_the_same() -> None:
    assert key(money_store.OLD.replace("100万元", "10万元")) != key(money_store.OLD)


def test_where_nothing_is_given_there_is_no_key() -> None:
    assert key("关于做好春季防疫工作的通知\n各单位要高度重视。\n") is None


def test_unknown_publishers_are_told_apart_by_the_text() -> None:
    text = money_store.NEW.replace(money_store.UNIT, "本单位")
    assert key(text) == key(text.replace("\n", "\n\n"), "b.txt")
    assert key(text) != key(text.replace("培训费", "印制费"))
