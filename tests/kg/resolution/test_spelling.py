"""Two titles at a time: what is a spelling of the other, and what only looks like one."""

from __future__ import annotations

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from kg.resolution import spelling

CORES = [
    ("云岭省财政厅 云岭省水利厅关于印发云岭省供水补助细则的通知", "云岭省供水补助细则"),
    ("关于印发〈云岭省供水补助细则〉的通知", "云岭省供水补助细则"),
    ("关于印发云岭省供水补助细则", "云岭省供水补助细则"),
    ("云岭省供水补助细则的通知", "云岭省供水补助细则"),
    ("中华人民共和国水法", "水法"),
    ("云岭省水利厅关于做好冬灌工作的通知", "做好冬灌工作的通知"),
    ("云岭省水利厅关于转发云岭省供水补助细则的通知", "转发云岭省供水补助细则的通知"),
    ("供水补助细则（试行）", "供水补助细则试行"),
]


@pytest.mark.parametrize(("title", "core"), CORES)
def test_what_a_title_is_about(title: str, core: str) -> None:
    assert spelling.Name(title=title).core == core


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("供水补助细则", "云岭省供水补助细则", True),
        ("供水补助细则", "云岭省供水补助细则（试行）", True),
        ("关于下达2023年乡镇供水中央补助资金的通知", "关于下达2023年中央乡镇供水补助资金预算的通知", True),
        ("关于印发2023年乡镇供氺项目工作方案的通知", "关于印发2023年乡镇供水项目工作方案的通知", True),
        ("关于下达2023年乡镇供水补助资金的通知", "关于下达2024年乡镇供水补助资金的通知", False),
        ("关于下达2023年乡镇供水补助资金的通知", "关于下达2023年村级医疗补助资金的通知", False),
        ("云岭省供水补助细则", "关于转发云岭省供水补助细则的通知", False),
        ("云岭省供水办法", "云岭省供水办法实施细则", False),
        ("松江州供水补助细则", "石桥州供水补助细则", False),
        ("红河州供水补助细则", "文山州供水补助细则", False),
        ("关于给予供水补助的通知（第一批）", "关于给予供水补助的通知（第二批）", False),
        ("关于减免农村居民供水费用的通知", "关于不减免农村居民供水费用的通知", False),
        ("云岭省水利厅关于冬灌的通知", "云岭省教育厅关于冬灌检查的通知", False),
        ("甲办法", "乙办法", False),
    ],
)
def test_titles_under_one_number(one: str, other: str, expected: bool) -> None:
    first, second = spelling.Name(title=one), spelling.Name(title=other)
    assert spelling.alike(first, second) is spelling.alike(second, first) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("红河州巩固脱展成果同乡村振兴衔接方案", "红河州巩固脱贫成果同乡村振兴衔接方案", True),
        ("进一步加强乡村医生队伍建设指导意见", "进一步加强乡村医生队伍建设的指导意见", True),
        ("云南省医疗救助资金管理理办法", "云南省医疗救助资金管理办法", True),
        ("云南省疗救助资金管理实施办法", "云南省医疗救助资金管理实施办法", True),
        ("云南省药品安全监督管理办法", "云南省食品安全监督管理办法", False),
        ("云南省非税收入征收管理办法", "云南省税收入征收管理办法", False),
        ("云南省小学教师培训管理办法", "云南省中小学教师培训管理办法", False),
        ("红河州农村供水工作管理办法", "红塔州农村供水工作管理办法", False),
        ("云南省水利建设第一期管理办法", "云南省水利建设第二期管理办法", False),
        ("云南省水利建设管理办法2021", "云南省水利建设管理办法2022", False),
        ("供氺办法", "供水办法", False),  # too short to tell
    ],
)
def test_typing_errors(one: str, other: str, expected: bool) -> None:
    assert spelling.mistyped(one, other) is spelling.mistyped(other, one) is expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("云岭省农村饮水安全工程运行维护管理办", True),
        ("关于印发云岭省农村饮水安全工程运行维护管理办法的通", True),
        ("云岭省农村饮水安全工程运行维护管理办法", False),
        ("云岭省饮水", False),
    ],
)
def test_titles_that_break_off(title: str, expected: bool) -> None:
    assert spelling.breaks_off(spelling.Name(title=title)) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("松江州卫生健康委", "松江州卫生健康委员会", True),
        ("红河州卫健委", "红河哈尼族彝族自治州卫生健康委员会", True),
        ("省财政厅", "云南省财政厅", True),
        ("云南省人民政府", "云南省人民政府办公厅", False),
        ("云南省财政厅", "云南省卫生健康委员会", False),
        ("红河州财政局", "玉溪市财政局", False),
        ("江苏海事局", "中华人民共和国海事局", False),
        ("海事局", "中华人民共和国海事局", True),
        ("交通部", "中华人民共和国交通部", True),
        ("甘肃地震局", "中国地震局", False),
    ],
)
def test_names_of_bodies(one: str, other: str, expected: bool) -> None:
    first, second = spelling.body(one), spelling.body(other)
    assert spelling.same_body(first, second) is spelling.same_body(second, first) is expected


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("民政部", "民政部、财政部", True),
        ("财政部、民政部", "民政部、财政部、人力资源社会保障部", True),
        ("民政部、财政部", "退役军人事务部、财政部", False),
        ("山东省水利厅、山东省财政厅", "山东省农业农村厅、山东省财政厅", False),
    ],
)
def test_one_of_several_issuers_is_not_the_other(one: str, other: str, expected: bool) -> None:
    first, second = frozenset(one.split("、")), frozenset(other.split("、"))
    assert spelling.agree(first, second) is spelling.agree(second, first) is expected


PIECES = st.lists(
    st.sampled_from(
        ["关于", "印发", "转发", "云南省", "红河州", "办法", "的通知", "《", "》", "2023年", "不", "水", "试行", " "]
    ),
    max_size=8,
).map("".join)


@given(PIECES, PIECES)
def test_comparing_never_fails_and_is_symmetrical(one: str, other: str) -> None:
    first, second = spelling.Name(title=one), spelling.Name(title=other)
    assert spelling.alike(first, second) == spelling.alike(second, first)
    assert spelling.mistyped(first.core, second.core) == spelling.mistyped(second.core, first.core)
    assert spelling.alike(first, first)


def test_long_titles_take_no_time() -> None:
    for unit in ("关于印发", "通知的", "某市", "《", "水不"):
        keeps_step(lambda title: spelling.Name(title=title), unit.__mul__)
