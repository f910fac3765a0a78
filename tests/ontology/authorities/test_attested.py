"""The table of attested codes: facts alone, and such as the grammar can read."""

from __future__ import annotations

import re

import pytest

from ontology.authorities.attested import Attested, beginning_with, codes, is_group
from ontology.authorities.code_edges import left_edge


def test_rows_are_facts() -> None:
    assert len(codes()) > 1500
    for code, held in codes().items():
        assert code == held.code
        assert re.fullmatch("[\u4e00-\u9fff]{2,14}", code)
        assert not held.body or re.fullmatch("[\u4e00-\u9fff]{3,30}", held.body)
        assert 1949 <= held.since <= held.until <= 2100


def test_every_code_is_read_whole() -> None:
    cut = [code for code in codes() if left_edge("（" + code) != 1]
    assert cut == []


def test_codes_are_found_by_their_beginning() -> None:
    found = list(beginning_with("石科"))
    assert len(found) > 5
    assert all(one.code.startswith("石科") and one.body for one in found)
    assert list(beginning_with("龘")) == []


@pytest.mark.parametrize(
    ("body", "area"),
    [
        ("鞍山高新技术产业开发区管理委员会", "鞍山市"),
        ("中共湖南省委人才工作领导小组", "湖南省"),
        ("广西高新技术企业认定工作领导小组办公室", "广西壮族自治区"),
        ("科学技术部", None),
        ("中国林学会", None),
    ],
)
def test_a_body_stands_at_the_area_that_its_name_begins_with(body: str, area: str | None) -> None:
    held = Attested("某", body, 2000, 2020).area
    assert (held.name if held else None) == area


@pytest.mark.parametrize(
    ("body", "yes"),
    [
        ("海南省高新技术企业认定委员会", True),
        ("福建省科技特派员工作联席会议办公室", True),
        ("湖南省科学技术奖励委员会", True),
        ("云南省防汛抗旱指挥部", True),
        ("重庆市发展和改革委员会", False),
        ("上海市科学技术委员会", False),
        ("石家庄市科学技术局", False),
    ],
)
def test_a_group_works_for_several_bodies(body: str, yes: bool) -> None:
    assert is_group(body) is yes
