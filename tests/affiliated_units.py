"""A bureau and the units inside it: a hospital with projects of its own and one that both carry out, and a clinic that only its budget lists."""

from __future__ import annotations

import budget_samples
import money_store

from kg.stores.store import Store

_PROJECT = """第{ordinal}个：

项目名称

{name}

立项依据

{basis}。

项目实施单位

{unit}

项目实施内容

按年度计划组织实施。

资金安排情况

本级财政安排{amount}.00万元。

项目实施计划

年内完成。

项目实施成效

按期完成。

"""
_BASIS = "《中华人民共和国基本医疗卫生与健康促进法》"
BUREAU, HOSPITAL, CLINIC = "利川市卫生健康局", "利川市人民医院", "利川市妇幼保健院"


def disclosure(head: str, *projects: tuple[str, str, int], basis: str = _BASIS) -> str:
    """A disclosure of projects: name, unit, and money in 万元."""
    parts = [
        _PROJECT.format(ordinal="一二三"[place], name=name, basis=basis, unit=unit, amount=amount)
        for place, (name, unit, amount) in enumerate(projects)
    ]
    return f"{head}预算重点项目公开\n\n{''.join(parts)}"


LIST = (
    f"二、部门预算单位构成\n纳入{BUREAU}2024年部门预算编制范围的二级预算单位包括：\n"
    f"1.{BUREAU}（本级）\n2.{HOSPITAL}\n3.{CLINIC}\n三、收支情况\n"
)
TEXTS = {
    "bureau": disclosure(
        f"{BUREAU}2024年",
        ("卫生监督", BUREAU, 30),
        ("设备购置", f"{BUREAU}所属事业单位{HOSPITAL}", 50),
        ("传染病防治", f"{BUREAU}、{HOSPITAL}", 20),
    ),
    "hospital": disclosure(f"{HOSPITAL}2025年", ("病房改造", HOSPITAL, 70)),
    "budget": budget_samples.budget(2024, 400_000)
    .replace("青州市水务局", BUREAU)
    .replace("目录\n一、主要职能\n", LIST),
}


def in_memory() -> Store:
    """A store of all of them."""
    return money_store.of(*map(money_store.read, TEXTS.values()))
