"""Small documents of our own in the style of budget disclosures, for tests that load files."""

from __future__ import annotations

from pathlib import Path

NUMBER = "松财社发〔2023〕12号"
QINGHE = """清河县卫生健康局2024年预算重点项目

清河县卫生健康局2024年预算重点项目2个，涉及金额320.5万元。

第一个：
项目名称
村医补助经费
立项依据
根据《松江州乡村医生补助办法》（松财社发〔2023〕12号）的规定。
项目实施单位
清河县卫生健康局
项目基本概况
保障村医待遇。
项目实施内容
按月发放补助。
资金安排情况
县级财政安排资金：120.5万元。
项目实施计划
2024年12月底前完成。
项目实施成效
村医队伍稳定。

第二个：
项目名称
公共卫生服务经费
立项依据
依据松财社发[2023]12号文件要求。
项目实施单位
清河县卫生健康局
项目基本概况
开展公共卫生服务。
项目实施内容
服务居民。
资金安排情况
县级财政安排资金：200万元。
项目实施计划
2024年12月底前完成。
项目实施成效
居民满意度达到90%。
"""
SHIQIAO = (
    QINGHE.replace("清河县", "石桥县").replace("松财社发〔2023〕12号", "松卫发〔2022〕7号").replace("120.5", "99.5")
)


def write(folder: Path, **papers: str) -> Path:
    """Write papers as UTF-8 .txt files, name -> text."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in papers.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return folder
