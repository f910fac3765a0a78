"""Administrative divisions: names, short forms, former names, what lies above."""

from __future__ import annotations

import pytest

from ontology.authorities.areas import (
    Area,
    ancestors,
    areas,
    by_code,
    find,
    short_names,
    table,
)


def one(name: str) -> Area:
    found = find(name)
    assert found, name
    return found[0]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("红河哈尼族彝族自治州", "532500"),
        ("红河州", "532500"),
        ("玉溪市", "530400"),
        ("玉溪", "530400"),
        ("内蒙古", "150000"),
        ("内蒙古自治区", "150000"),
        ("浦东新区", "310115"),
        ("浦东", "310115"),
        ("神农架", "429021"),
        ("万柏林", "140109"),
        ("碑林", "610103"),
        ("鄂温克旗", "150724"),
        ("随县", "421321"),
        ("个旧市", "532501"),
        ("喀什地区", "653100"),
    ],
)
def test_a_name_or_its_short_form_finds_the_area(name: str, code: str) -> None:
    assert one(name).code == code


def test_the_higher_level_comes_first_when_names_are_shared() -> None:
    assert [area.level for area in find("吉林")][:2] == ["province", "prefecture"]


def test_an_ambiguous_name_gives_all_areas() -> None:
    assert {by.code[:2] for by in find("鼓楼区")} >= {"32", "35", "41"}


def test_an_unknown_name_gives_nothing() -> None:
    assert find("不存在县") == []


def test_former_names_are_found_with_their_year() -> None:
    (former,) = find("襄樊市")
    assert former.code == "420600" and former.until == 2010
    assert former.in_force(2005) and not former.in_force(2015) and not former.in_force(None)
    today = by_code("420600")
    assert today is not None and today.name == "襄阳市"


def test_ancestors_run_from_the_nearest_to_the_province() -> None:
    assert [area.name for area in ancestors(one("个旧市"))] == ["红河哈尼族彝族自治州", "云南省"]
    assert [area.name for area in ancestors(one("仙桃市"))] == ["湖北省"]
    assert ancestors(one("云南省")) == ()


def test_short_names_begin_with_the_full_name() -> None:
    assert short_names(one("红河哈尼族彝族自治州")) == ("红河哈尼族彝族自治州", "红河州", "红河")
    assert short_names(one("随县")) == ("随县",)


def test_the_table_is_whole() -> None:
    current = [area for area in areas() if area.until is None]
    assert sum(area.level == "province" for area in current) == 34
    assert sum(area.level == "prefecture" for area in current) == 333
    assert sum(area.level == "county" for area in current) > 2800
    assert len({area.code for area in current}) == len(current)
    codes = {area.code for area in current}
    assert all(area.parent in codes for area in current if area.level != "province")
    known = codes | {area.code for area in areas()}
    assert all(area.parent in known for area in areas() if area.level != "province"), (
        "former districts lie in something too"
    )
    assert all(2 <= len(area.short) <= len(area.name) for area in areas())


@pytest.mark.parametrize(
    "name", ["areas", "provinces", "region_letters", "organs", "ministries", "renames", "not_in_code", "traditional"]
)
def test_every_row_of_a_table_has_the_same_number_of_cells(name: str) -> None:
    assert len({len(row) for row in table(name)}) == 1


def test_areas_named_by_letters_exist() -> None:
    for name in ("provinces", "region_letters"):
        for row in table(name):
            assert by_code(row[1]) is not None, row
