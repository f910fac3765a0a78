"""Codes alike: which area uses letters like those of a code that no register has."""

from __future__ import annotations

import pytest

from ontology.authorities.areas import find
from ontology.authorities.code_families import area_of, may_end_so, sibling


def codes(*names: str) -> frozenset[str]:
    return frozenset(find(name)[0].code for name in names)


@pytest.mark.parametrize(
    ("code", "areas", "area"),
    [
        ("苏科宣发", ("江苏省", "苏州市"), "江苏省"),
        ("苏科宣", ("江苏省", "苏州市"), "苏州市"),
        ("武科宣字", ("武汉市", "武威市"), "武汉市"),
        ("石科宣函", ("石家庄市", "石嘴山市"), "石家庄市"),
        ("泰科宣", ("泰州市", "泰安市"), "泰州市"),
        (
            "宁科宣发",
            ("宁夏回族自治区", "南京市", "西宁市"),
            "宁夏回族自治区",
        ),  # as its other departments end their codes
        ("宁科宣函", ("宁夏回族自治区", "南京市", "西宁市"), ""),
        ("长科宣字", ("长沙市", "长春市"), ""),
        ("石科宣函", ("石嘴山市",), ""),
    ],
)
def test_the_area_whose_codes_are_alike(code: str, areas: tuple[str, ...], area: str) -> None:
    found, count = area_of(code, codes(*areas), False)
    assert found == (find(area)[0].code if area else "")
    assert bool(count) is bool(area)


@pytest.mark.parametrize(
    ("code", "areas", "governments", "left"),
    [
        ("黄政办发", ("黄山市", "黄冈市", "黄石市"), True, ("黄冈市", "黄石市")),
        ("黄政办", ("黄山市", "黄冈市", "黄石市"), True, ("黄山市",)),
        ("黄政函", ("黄山市", "黄冈市"), True, ("黄山市", "黄冈市")),  # all write letters
        ("铜政秘", ("铜陵市", "铜川市", "铜仁市"), True, ("铜陵市",)),
        ("青民规", ("青海省", "青岛市"), False, ("青岛市",)),
        ("合政发", ("合肥市",), True, ("合肥市",)),  # nobody is left: what the table says is no help
    ],
)
def test_the_places_whose_codes_end_so(
    code: str, areas: tuple[str, ...], governments: bool, left: tuple[str, ...]
) -> None:
    assert may_end_so(code, codes(*areas), governments) == codes(*left)


def test_one_code_of_a_government_is_not_enough() -> None:
    areas = codes("呼和浩特市", "呼伦贝尔市")
    assert area_of("呼政函", areas, True) == ("", 0)
    assert area_of("呼政函", areas, False)[1] == 1


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("甬高企认领函", "宁波市高新技术企业认定管理工作领导小组办公室"),
        ("沪高企认宣", None),  # two bodies
        ("鞍高新", None),  # three characters of one code
        ("龘龘发函", None),
    ],
)
def test_the_longest_beginning_names_one_body_or_none(code: str, body: str | None) -> None:
    found = sibling(code)
    assert (found.body if found else None) == body
