"""Names in Latin letters."""

from __future__ import annotations

import pytest

from kg.search import pinyin


@pytest.mark.parametrize(
    ("name", "whole", "initials"),
    [
        ("个旧市", "gejiushi", "gjs"),
        ("重庆市", "chongqingshi", "cqs"),
        ("重点项目", "zhongdianxiangmu", "zdxm"),
        ("会计核算", "kuaijihesuan", "kjhs"),
        ("个旧市2024年", "gejiushi2024nian", "gjs2024n"),
    ],
)
def test_spelled(name: str, whole: str, initials: str) -> None:
    assert pinyin.spelled(name) == (whole, initials)


@pytest.mark.parametrize(
    ("words", "may"), [("gejiu", True), ("ge jiu", True), ("xi'an", True), ("个旧", False), ("36", False)]
)
def test_typed(words: str, may: bool) -> None:
    assert pinyin.typed(words) is may
