"""The name of a firm or a school is a part of its code."""

from __future__ import annotations

import pytest

from ontology.authorities.firm_codes import holds_firm, school_end


@pytest.mark.parametrize("code", ["金隅集团发", "中国化学集团安发", "首旅集团党办", "云铝集团人资发"])
def test_letters_behind_a_firm_are_its_departments(code: str) -> None:
    assert holds_firm(code)


@pytest.mark.parametrize("code", ["中核集团中核安发", "华电集团国资发", "华电集团云政发", "集团发", "云财社发"])
def test_a_code_behind_a_firm_is_anothers(code: str) -> None:
    assert not holds_firm(code)


@pytest.mark.parametrize(
    ("code", "end"), [("三峡大科", 3), ("石大校发", 2), ("大科发", 0), ("三峡大政发", 0), ("松江大发改", 0)]
)
def test_where_a_school_ends(code: str, end: int) -> None:
    assert school_end(code, 0) == end
