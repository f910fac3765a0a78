"""A store for tests of the relational tables: budgets of three provinces and two decades, one of them in two files, a department's budget,
a work plan, a notice of allocation, a regulation; names that spreadsheets and databases stumble over.
"""

from __future__ import annotations

from pathlib import Path

import allotted_money
import budget_samples
from folders import ROOT

from kg.loading import load
from kg.stores.opening import open_store

_BUDGET = """{body}{year}年预算重点项目

第1个：

项目名称

{name}

立项依据

根据《{title}》（{number}）第三条、第七条的规定。

项目实施单位

{body}

资金安排情况

{level}财政安排{amount}万元。

"""
_REGISTER = (
    "序号,标题,发文字号,发文机关,成文日期,施行日期,有效期至,效力状态\n"
    "1,广东省校舍安全办法,粤府〔2011〕45号,广东省人民政府,2011年4月5日,2011年5月1日,2016年4月30日,有效\n"
    "2,黑龙江省河道条例,黑政发〔2015〕2号,黑龙江省人民政府,2015年,2015年7月,2025年,有效\n"
)
_SCHOOLS = (
    "佛山市顺德区教育局",
    2013,
    "“校舍”维修,第二期",
    "广东省校舍安全办法",
    "粤府〔2011〕45号",
    "区级",
    "1,234.5678",
)
_RIVERS = ("黑龙江省河道条例", "黑政发〔2015〕2号", "省级")
_BUDGETS = {
    "gd.txt": _SCHOOLS,
    "gd.html": _SCHOOLS,
    "hlj.txt": ("黑龙江省水利厅", 2019, "=SUM(A1)堤防", *_RIVERS, "0.01"),
    "nation.txt": ("绥化市北林区水务局", 2020, "水毁修复", *_RIVERS, "98765432.1"),
}


def write(folder: Path) -> Path:
    """Load all of it into a store in this folder, and give the store."""
    papers = folder / "papers"
    papers.mkdir(parents=True)
    for name, (body, year, project, title, number, level, amount) in _BUDGETS.items():
        text = _BUDGET.format(
            body=body, year=year, name=project, title=title, number=number, level=level, amount=amount
        )
        if name.endswith(".html"):
            text = "<html><body>" + "".join(f"<p>{line}</p>" for line in text.splitlines()) + "</body></html>"
        (papers / name).write_text(text, "utf-8")
    (papers / "department.txt").write_text(budget_samples.budget(2025, 400_000), "utf-8")
    (papers / "register.csv").write_text(_REGISTER, "utf-8")
    for notice in allotted_money.NOTICES:
        notice.write(papers)
    files = [*papers.iterdir(), *(ROOT / "examples").rglob("*.txt")]
    store = folder / "policy.kg"
    with open_store(store) as opened:
        load.load(opened, sorted(files))
    return store
