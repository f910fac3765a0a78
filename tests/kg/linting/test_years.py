"""Repair of impossible years, and the periods of plans."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.linting.years import ended, possible, repaired


@pytest.mark.parametrize(
    ("printed", "meant"),
    [
        ("20013", 2013),  # struck twice comes before one too many: 2013, 2003 and 2001 all are possible
        ("20224", 2024),
        ("22023", 2023),
        ("2103", 2013),
        ("2042", 2024),
        ("20123", None),
        ("203", None),
        ("9999", None),
    ],
)
def test_repaired(printed: str, meant: int | None) -> None:
    assert repaired(printed, 2024) == meant


@given(st.integers(1950, 2024), st.integers(0, 3))
def test_a_digit_struck_twice_is_possible_to_repair(year: int, place: int) -> None:
    printed = str(year)[: place + 1] + str(year)[place:]
    found = repaired(printed, 2024)
    assert found is None or possible(str(found), 2024)


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("乡村医生素质三年行动计划（2011—2013）的实施意见", (2011, 2013)),
        ("云南妇女发展规划（2021—2030年）", (2021, 2030)),
        ("2021-23年托育服务工作方案", (2021, 2023)),
        ("2016年至2020年行动计划", (2016, 2020)),
        ("“十三五”托育服务规划", (2016, 2020)),
        ("国民经济和社会发展第十四个五年规划纲要", None),
        ("十四五规划纲要", (2021, 2025)),
        ("2011—2013年行动计划评估方案", None),
        ("关于下达2011—2013年补助资金的通知", None),
        ("第十五届运动会筹备方案", None),
        ("2022年10—12月工作方案", None),
        ("2023年工作方案", None),
    ],
)
def test_ended(title: str, period: tuple[int, int] | None) -> None:
    assert ended(title) == period
