"""A store of made-up papers of real places for what analysts ask of bases, indicators and issuers: hand-made answers are in the tests.

A budget of each of two years of one county's water bureau and one of another county, the first one a second time as a page; two notices,
the second of which forwards the first; a register that says of four regulations until when they are in force.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

from kg.loading import load
from kg.stores.opening import memory_store
from kg.stores.store import Store

RIVERS = "《大理州河道管理办法》（大政发〔2008〕5号）"
PONDS = "《弥渡县山塘管理办法》（弥政发〔2020〕8号）"
GAUGES = "《云南省水文监测管理规定》（云水规〔2012〕3号）"
SLUICES = "《大理州水闸管理办法》（大水发〔2016〕9号）"
#: Body, year, and its projects: name, basis, money in 万元, effects.
BUDGETS = (
    ("弥渡县水务局", 2023, (
        ("河道保洁", f"{RIVERS}第五条、{PONDS}", 10, "受益人数2000人。"),
        ("水闸养护", f"{SLUICES}第三条", 4, "闸门完好率达95%以上。"),
    )),
    ("弥渡县水务局", 2024, (
        ("河道保洁", f"{RIVERS}第五条", 12, "受益群众人数达到0.3万人。"),
        ("水闸养护", SLUICES, 3, "水闸安全运行。"),
    )),
    ("祥云县水务局", 2024, (
        ("山塘维修", f"{PONDS}第八条", 6, "受益农户数达150户。"),
        ("水文监测", GAUGES, 2, "监测工作得到加强。按每人200元的标准补助50人，共1万元。"),
        ("安全培训", "年度计划", 1, "培训人数60人。按每人200元的标准补助50人，共1万元。"),
    )),
)  # fmt: skip
NOTICES = (
    "大理白族自治州水利局关于印发大理州水闸管理办法的通知\n大水发〔2016〕9号\n各县市水务局：\n"
    "根据《云南省水利厅关于印发云南省水文监测管理规定的通知》（云水规〔2012〕3号），制定本办法，现印发你们。\n"
    "大理白族自治州水利局\n2016年5月6日\n",
    "弥渡县水务局关于转发《大理白族自治州水利局关于印发大理州水闸管理办法的通知》的通知\n弥水发〔2017〕4号\n各乡镇水务站：\n"
    "现将《大理白族自治州水利局关于印发大理州水闸管理办法的通知》（大水发〔2016〕9号）转发给你们，请遵照执行。\n"
    "弥渡县水务局\n2017年2月3日\n",
)
REGISTER = (
    "序号,标题,发文字号,发文机关,有效期至,效力状态,新文号\n"
    "1,大理州河道管理办法,大政发〔2008〕5号,大理白族自治州人民政府,2019年12月31日,失效,\n"
    "2,弥渡县山塘管理办法,弥政发〔2020〕8号,弥渡县人民政府,2030年12月31日,有效,\n"
    "3,云南省水文监测管理规定,云水规〔2012〕3号,云南省水利厅,,失效,\n"
    "4,大理州水闸管理办法,大水发〔2016〕9号,大理白族自治州水利局,,废止,大水发〔2023〕2号\n"
)


def _budget(body: str, year: int, projects: tuple[tuple[str, str, int, str], ...]) -> str:
    return f"{body}{year}年预算重点项目公开\n\n" + "".join(
        f"第{'一二三'[place]}个：\n项目名称\n{name}\n立项依据\n依据{basis}。\n项目实施单位\n{body}\n"
        f"资金安排情况\n县级财政安排{amount}.00万元。\n项目实施成效\n{effect}\n\n"
        for place, (name, basis, amount, effect) in enumerate(projects)
    )


@cache
def _quads() -> tuple[ox.Quad, ...]:
    texts = [_budget(*one) for one in BUDGETS]
    papers = {f"paper-{place}.txt": text for place, text in enumerate([*texts, *NOTICES])}
    with TemporaryDirectory() as folder:
        for name, text in (papers | {"again.txt": texts[0].replace("\n", "\n\n"), "register.csv": REGISTER}).items():
            (Path(folder) / name).write_text(text, "utf-8")
        store = memory_store()
        load.load(store, sorted(Path(folder).iterdir()))
    return tuple(store.inner)


def in_memory() -> Store:
    """The store, not on disk."""
    store = memory_store()
    store.inner.extend(_quads())
    return store
