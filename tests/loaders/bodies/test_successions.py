"""What bodies became and what holds them, in several provinces and decades; what no name says is not told."""

from __future__ import annotations

import pytest

from loaders.bodies import successions


def told(*names: str) -> set[str]:
    return {f"{old} → {new}, {row.year}" for old, new, row in successions.changes(set(names))}


@pytest.mark.parametrize(
    ("names", "changes"),
    [
        # through a body that nobody names
        (
            ("襄阳市卫生局", "襄阳市卫生健康委员会"),
            {
                "襄阳市卫生局 → 襄阳市卫生和计划生育委员会, 2015",
                "襄阳市卫生和计划生育委员会 → 襄阳市卫生健康委员会, 2019",
            },
        ),
        (("沛县环境保护局", "沛县生态环境局"), {"沛县环境保护局 → 沛县生态环境局, 2019"}),
        (("甘肃省农业厅", "甘肃省农业农村厅"), {"甘肃省农业厅 → 甘肃省农业农村厅, 2019"}),
        (
            ("上海市普陀区卫生和计划生育委员会", "上海市普陀区卫生健康委员会"),
            {"上海市普陀区卫生和计划生育委员会 → 上海市普陀区卫生健康委员会, 2019"},
        ),
        (
            ("国家卫生和计划生育委员会", "国家卫生健康委员会"),
            {"国家卫生和计划生育委员会 → 国家卫生健康委员会, 2018"},
        ),
        (
            ("国家教育委员会", "教育部", "财政部"),
            {"国家教育委员会 → 教育部, 1998"},
        ),
        # a county that no table knows
        (("云岭县农业局", "云岭县农业农村局"), {"云岭县农业局 → 云岭县农业农村局, 2019"}),
        # two that became one
        (
            ("沛县工商行政管理局", "沛县质量技术监督局", "沛县市场监督管理局"),
            {"沛县工商行政管理局 → 沛县市场监督管理局, 2019", "沛县质量技术监督局 → 沛县市场监督管理局, 2019"},
        ),
        # one end alone, two places, two levels, two merged bodies without the one that came of them
        (("沛县卫生局",), set()),
        (("沛县卫生局", "丰县卫生健康局"), set()),
        (("徐州市农业局", "沛县农业农村局"), set()),
        (("甘肃省农业局", "甘肃省农业农村局"), set()),
        (("沛县工商行政管理局", "沛县质量技术监督局"), set()),
    ],
)
def test_a_change_is_told_between_bodies_that_are_named(names: tuple[str, ...], changes: set[str]) -> None:
    assert told(*names) == changes


@pytest.mark.parametrize("name", ["沛县卫生局", "国家卫生健康委员会", "上海市普陀区卫生健康委员会", "协和医院"])
def test_a_family_is_the_same_from_each_of_its_bodies(name: str) -> None:
    family = successions.family(name)
    assert name in family and {successions.family(other) for other in family} == {family}


@pytest.mark.parametrize(
    ("name", "parent"),
    [
        ("普洱市公安局交通警察支队", "普洱市公安局"),
        ("上海市普陀区人民政府万里街道办事处", "上海市普陀区人民政府"),
        ("南京市公安局玄武分局", "南京市公安局"),
        ("临海市卫生健康局卫生监督所", "临海市卫生健康局"),
        ("云岭县卫生局东山镇卫生院", "云岭县卫生局"),
        ("沛县财政局国库支付中心", "沛县财政局"),
        # a whole name of one body, an office, what says no parent
        ("沛县人民政府国有资产监督管理委员会", None),
        ("沛县人民政府办公室", None),
        ("沛县人民代表大会常务委员会办公室", None),
        ("沛县爱国卫生运动委员会办公室", None),
        ("沛县市场监督管理局", None),
        ("沛县第一中学", None),
        ("万里街道办事处", None),
        ("财政部", None),
    ],
)
def test_a_body_is_held_by_the_one_whose_name_begins_its_own(name: str, parent: str | None) -> None:
    assert successions.parent(name) == parent
