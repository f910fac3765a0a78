"""A store of made-up budgets of two years, for tests of sums: parts by level, one budget twice, a report of spent money."""

from __future__ import annotations

import hashlib

import pyoxigraph as ox

from kg.resolution import resolve
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders.extract import extract
from loaders.rdf.triples import nquads
from loaders.records import Extraction
from loaders.source import Source

UNIT = "石泉县卫生健康局"
BASIS = "《石泉县卫生健康经费管理办法》（石财社〔2022〕5号）"


def project(ordinal: str, name: str, funding: str, basis: str = BASIS) -> str:
    """A project of a disclosure."""
    return (
        f"第{ordinal}个：\n项目名称\n{name}\n立项依据\n依据{basis}，按{basis}执行。\n项目实施单位\n{UNIT}\n项目实施内容\n开展{name}。\n"
        f"资金安排情况\n{funding}\n项目实施计划\n年底前完成。\n项目实施成效\n工作得到加强。\n\n"
    )


def budget(year: int, total: str, *projects: str) -> str:
    """A disclosure."""
    head = (
        f"{UNIT}{year}年部门预算重点项目文本\n\n{UNIT}{year}年预算重点项目{len(projects)}个，涉及金额{total}万元。\n\n"
    )
    return head + "".join(projects)


OLD = budget(
    2023,
    "150",
    project("一", "2023年村医补助经费", "县级财政安排资金100万元。"),
    project("二", "健康教育经费", "县级财政安排资金50万元。"),
)
NEW = budget(
    2024,
    "365",
    project("一", "2024年村医补助经费", "共安排资金300万元，其中：中央财政资金200万元，县级财政资金100万元。"),
    project("二", "健康教育 经费", "县级财政安排资金40万元，其中：印刷费15万元，培训费25万元。"),
    project("三", "计划免疫经费", "安排资金25万元，其中省级财政补助10万元。", "《疫苗管理法》"),
)
REPORT = f"{UNIT}2024年工作总结\n\n一、村医补助项目\n\n投入资金300万元，用于发放全县乡村医生补助，村医队伍稳定。\n"


def read(text: str, name: str = "made-up.txt") -> Extraction:
    """The facts of a text, as a file of its own."""
    sha256 = hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()
    return extract(Source(path=name, sha256=sha256, text=text, encoding="utf-8", format="txt"))


def of(*extractions: Extraction) -> Store:
    """A store with these documents and what is derived from them."""
    store = memory_store()
    for found in extractions:
        store.inner.load(nquads(found), ox.RdfFormat.N_QUADS)
    resolve.rebuild(store)
    return store


def in_memory() -> Store:
    """Two budgets, the second one a second time as the page of a site prints it, and a report."""
    page = NEW.replace("\n", "\n\n").replace("，", "， ")
    return of(read(OLD), read(NEW), read(page, "made-up.html"), read(REPORT))
