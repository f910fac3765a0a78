"""A project with its table of performance targets or its self-evaluation, as text whose cells are parted by tabs."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg.resolution import resolve
from kg.stores.opening import memory_store
from kg.stores.store import Store
from loaders import formats
from loaders.extract import extract
from loaders.rdf import identifiers
from loaders.rdf.triples import nquads
from loaders.records import Extraction
from ontology.terms import PK

PROJECT = (
    "北川市城市管理局2021年部门预算重点项目公开\n第一个：\n项目名称\n城区背街小巷整治\n立项依据\n"
    "《北川市城市更新行动方案》（北政办发〔2020〕12号）。\n项目实施单位\n北川市城市管理局\n资金安排情况\n2021年预算安排200万元。\n项目实施成效\n道路平整率达到95%以上。\n"
)
EVALUATED = (
    "项目支出绩效自评表\n（2021年度）\n单位：万元\n项目名称\t城区背街小巷整治\n主管部门\t北川市城市管理局（205）\t实施单位\t北川市市容环卫中心\n"
    "项目资金\t\t年初预算数\t全年预算数\t全年执行数\t分值\t执行率\t得分\n\t年度资金总额\t200.00\t240.00\t228.00\t10\t95.00%\t9.5\n"
    "\t其中：当年财政拨款\t200.00\t220.00\t208.00\t-\t-\t-\n\t上年结转资金\t\t20.00\t20.00\t-\t-\t-\n"
    "一级指标\t二级指标\t三级指标\t年度指标值\t实际完成值\t分值\t得分\t偏差原因分析及改进措施\n"
    "产出指标\t数量指标\t整治街巷\t≥14条\t13条\t30\t27\t一条街巷待征收\n\t质量指标\t验收合格率\t100%\t100%\t20\t20\t\n"
    "效益指标\t社会效益指标\t环境改善\t明显\t明显\t30\t30\t\n满意度指标\t居民满意度\t居民满意度\t≥90%\t92%\t10\t10\t\n总分\t100\t96.5\n"
)
DECLARED = (
    "项目支出绩效目标申报表\n（2021年度）\n金额单位：万元\n项目名称\t城区背街小巷整治\t\t\n项目资金（万元）\t年度资金总额\t200.00\t\n\t其中：财政拨款\t200.00\t\n"
    "一级指标\t二级指标\t三级指标\t指标性质\t指标值\t计量单位\t权重\n产出指标\t数量指标\t整治街巷\t≥\t14\t条\t50\n\t质量指标\t验收合格率\t≥\t95\t%\t10\n效益指标\t社会效益指标\t环境改善\t定性\t明显\t-\t40\n"
)


def read(text: str) -> Extraction:
    return extract(formats.read_bytes(text.encode(), Path("北川市城市管理局2021年项目.txt")))


def stored(text: str) -> Store:
    store, found = memory_store(), read(text)
    store.inner.load(nquads(found), format=ox.RdfFormat.N_QUADS)
    document = ox.NamedNode(identifiers.document(found.document.sha256))
    store.inner.add(ox.Quad(document, ox.NamedNode(str(PK.fileName)), ox.Literal("a.txt"), document))
    resolve.rebuild(store)
    return store


def in_memory() -> Store:
    """A store of the project with its self-evaluation."""
    return stored(PROJECT + EVALUATED)
