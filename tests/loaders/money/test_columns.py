"""What the columns of tables hold: percentages, years, people, factors and points beside money, units in a column of their own, signs."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest

from loaders.amounts import ColumnKind
from loaders.extract import read_and_extract
from loaders.money.columns import FIGURE, kind, row_unit, under, value


def printed(ending: str, table: str) -> str:
    """A table whose cells stand between ``|`` as a file of a kind; lines without cells stand above it."""
    lines = [[cell.strip() for cell in line.split("|")] for line in table.strip().split("\n")]
    above, rows = [line[0] for line in lines if len(line) == 1], [line for line in lines if len(line) > 1]
    if ending == "csv":
        out = io.StringIO()
        csv.writer(out).writerows(lines)
        return out.getvalue()
    if ending == "md":
        marked = ["|".join(row) for row in rows]
        marked.insert(1, "|".join("---" for _ in rows[0]))
        return "".join(f"{line}\n\n" for line in above) + "".join(f"|{row}|\n" for row in marked)
    if ending == "html":
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
        return "".join(f"<p>{line}</p>" for line in above) + f"<table>{cells}</table>"
    return "\n".join("\t".join(line) for line in lines) + "\n"


WAN, YI = 10_000, 100_000_000
TABLES: list[tuple[str, str, list[float]]] = [
    # Percentages beside 亿元 and 万元.
    (
        "md",
        "甘肃省2014年上半年收入\n单位：亿元、％\n收入项目|累计完成|完成预算|同比\n增值税|412.6|51.3|6.8\n企业所得税|98.05|49.7|-3.1",
        [412.6 * YI, 98.05 * YI],
    ),
    (
        "csv",
        "2009年海南省财政支出（单位：亿元）|||\n科目|支出数|占总支出|增幅\n教育|58.4|14.2|22.7\n医疗卫生|21.9|5.3|31.0",
        [58.4 * YI, 21.9 * YI],
    ),
    (
        "txt",
        "单位：万元、%\n项目|预算数|执行数|支出进度\n林业站建设|120|96.5|80.4\n防火通道|64|64|100.0",
        [120 * WAN, 96.5 * WAN, 64 * WAN, 64 * WAN],
    ),
    (
        "html",
        "单位：万元\n税种|入库数|较上年同期|占比\n车船税|1,286.4|103.5|2.1\n契税|4,510.7|88.6|7.4",
        [1286.4 * WAN, 4510.7 * WAN],
    ),
    (
        "txt",
        "2020年吉林省基金收入 单位：亿元\n项目|年初预算数|完成数|为年初预算|为上年决算\n土地出让金|300|286.4|95.5|91.2\n彩票公益金|8.2|9.1|111.0|104.6",
        [300 * YI, 286.4 * YI, 8.2 * YI, 9.1 * YI],
    ),
    # Funds of self-evaluations: points and rates are no money.
    (
        "txt",
        "部门项目支出绩效自评表\n项目名称|城市公园管护|||||\n预算执行情况（万元）|年初预算数|全年预算数|全年执行数|分值|执行率（%）|得分\n年度资金总额|320.5|300|285.6|10|95.2|9.52\n财政拨款|320.5|300|285.6|—|—|—",
        [320.5 * WAN, 300 * WAN, 285.6 * WAN, 320.5 * WAN, 300 * WAN, 285.6 * WAN],
    ),
    (
        "html",
        "项目支出绩效自评表\n项目名称|乡村医生培训||||\n主管部门|泾县卫健委||||\n项目资金（元）|全年预算数|全年执行数|分值|执行率|得分\n|86000|64500|10|75%|7.5",
        [86000, 64500],
    ),
    (
        "csv",
        "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分\n|年度资金总额|42|42|40.11|10|95.5%|9.55\n|其中：财政拨款|42|42|40.11|||\n|其他资金|0|0|0|||",
        [42 * WAN, 42 * WAN, 40.11 * WAN, 42 * WAN, 42 * WAN, 40.11 * WAN],
    ),
    (
        "md",
        "2021年转移支付自评表\n资金情况（万元）|预算数|执行数|分值|执行率|得分\n年度资金总额|96.8|96.8|10|100%|10\n中央资金|60|60\n县级资金|36.8|36.8",
        [96.8 * WAN, 96.8 * WAN, 60 * WAN, 60 * WAN, 36.8 * WAN, 36.8 * WAN],
    ),
    (
        "txt",
        "单位：万元\n项目名称|水文监测||||\n预算执行（10分）|全年预算数|全年执行数|分值|执行率|得分\n|18.4|17|10|92.4%|9.24",
        [18.4 * WAN, 17 * WAN],
    ),
    # Years, people and households beside money.
    (
        "csv",
        "呼兰区历年教育经费（单位：万元）||\n年份|预算内教育经费|在校学生\n1998|1860|21450\n1999|2015|21062\n2000|2240|20871",
        [1860 * WAN, 2015 * WAN, 2240 * WAN],
    ),
    (
        "md",
        "单位：亿元\n年度|财政总收入|财政总支出\n2011|5.6|18.2\n2012|6.1|21.7",
        [5.6 * YI, 18.2 * YI, 6.1 * YI, 21.7 * YI],
    ),
    (
        "html",
        "惠水县财政收入　单位：万元\n年|税收|非税\n2001|640|88\n2002|702|95\n2003|790|104",
        [640 * WAN, 88 * WAN, 702 * WAN, 95 * WAN, 790 * WAN, 104 * WAN],
    ),
    (
        "txt",
        "单位：千元\n建成年份|工程|投资|受益户\n1987|北渠|412|860\n1991|南渠|530.5|1204\n1994|西渠|618|990",
        [412000, 530500, 618000],
    ),
    (
        "txt",
        "额尔古纳市“十二五”收支|||单位：亿元\n时间|收入|支出|编制\n2011|1.2|9.8|4120\n2012|1.4|11.6|4133\n2013|1.5|12.9|4180",
        [1.2 * YI, 9.8 * YI, 1.4 * YI, 11.6 * YI, 1.5 * YI, 12.9 * YI],
    ),
    # Factors, weights and scores of an allocation.
    (
        "txt",
        "单位：万元\n市县|造林面积（万亩）|困难系数|权重|补助资金\n武山县|3.2|1.15|0.42|86\n甘谷县|4.6|1.05|0.58|119",
        [86 * WAN, 119 * WAN],
    ),
    (
        "html",
        "金额单位：万元\n地区|常住人口（万人）|财力指数|考核得分|分配额\n琼海市|52.8|0.93|88.5|1,260\n儋州市|95.4|1.06|91|2,140.5",
        [1260 * WAN, 2140.5 * WAN],
    ),
    (
        "csv",
        "2010年农机补贴分配表||||\n县区|耕地（公顷）|农业人口|绩效评分|下达资金（万元）\n双塔区|8600|64200|90|45\n龙城区|12400|81000|86.5|61.5",
        [45 * WAN, 61.5 * WAN],
    ),
    (
        "md",
        "单位：万元\n学校|寄宿学生|公里数|因素权重|安排金额\n石门完小|412|18.5|35|26.8\n岔河中学|960|32|65|49.2",
        [26.8 * WAN, 49.2 * WAN],
    ),
    (
        "txt",
        "金额单位：元\n序号|乡镇|行政村数（个）|受灾人口（人）|分配比例|拨付金额\n1|沙河镇|14|3206|46.2|138600\n2|新集乡|11|3734|53.8|161400",
        [138600, 161400],
    ),
    # The unit stands in a column of its own, or counts pieces beside prices.
    (
        "csv",
        "指标名称|单位|本年实际|增长(%)\n财政总收入|亿元|46.8|5.1\n公路里程|公里|3260|0.4\n农民人均纯收入|元|8,640|9.2",
        [46.8 * YI, 8640],
    ),
    (
        "txt",
        "铜鼓县1995年国民经济指标\n指标|计量单位|1994年|1995年\n工农业总产值|万元|38,640|42,115\n茶叶产量|吨|860|902\n职工平均工资|元|3,480|3,960",
        [38640 * WAN, 42115 * WAN, 3480, 3960],
    ),
    (
        "md",
        "项目|单位|2021年|2022年\n资产总额|万元|864.5|902.1\n房屋面积|平方米|3200|3200\n车辆|辆|6|5",
        [864.5 * WAN, 902.1 * WAN],
    ),
    (
        "html",
        "主要经济指标|计量单位|总量|全省排名\n固定资产投资|亿元|120.6|5\n旅游人次|万人次|860|3\n进出口|万美元|4210|8",
        [120.6 * YI],
    ),
    (
        "txt",
        "采购内容|数量|单位|单价（元）|金额（元）\n课桌|120|套|260|31200\n黑板|6|块|880|5280",
        [260, 31200, 880, 5280],
    ),
    # Charges: so much for each unit.
    (
        "csv",
        "收费项目|计费单位|收费标准|依据\n水资源费|元/立方米|0.2|省价费〔2012〕8号\n河道采砂管理费|元/吨|1.5|价费字〔1990〕6号",
        [0.2, 1.5],
    ),
    ("html", "序号|项目|收费标准（元/生·学期）\n1|住宿费|350\n2|高中学费|800", [350, 800]),
    ("md", "收费项目|收费标准\n污水处理费|0.95元/吨\n停车费|5元/次\n垃圾处理费|8元/户·月", [0.95, 5, 8]),
    ("txt", "项目名称|计价单位|价格\n普通门诊诊察费|元/次|9\n床位费|元/床日|28\n彩超|次|120", [9, 28]),
    (
        "txt",
        "执收单位|收费项目|计量单位|标准|备注\n车管所|机动车号牌|元/副|100|含反光\n车管所|驾驶证|元/证|10|\n车管所|考试费|元/人·次|45.5|",
        [100, 10, 45.5],
    ),
    # Less than nothing, and the unit below the heads.
    (
        "txt",
        "单位：万元\n项目|年初预算|调整数|调整后预算\n农业|320|（12.5）|307.5\n水利|180|20|200",
        [320 * WAN, -12.5 * WAN, 307.5 * WAN, 180 * WAN, 20 * WAN, 200 * WAN],
    ),
    (
        "csv",
        "科目|决算数|上年决算|增减额\n（单位：元）|||\n办公费|86,400.5|90,000|-3,599.5\n差旅费|12,000|8,000|4,000",
        [86400.5, 9 * WAN, -3599.5, 12000, 8000, 4000],
    ),
    (
        "md",
        "项目|上年结转（万元）|本年调整（万元）\n校舍维修|45.2|△5.2\n学生资助|30|2",
        [45.2 * WAN, -5.2 * WAN, 30 * WAN, 2 * WAN],
    ),
    (
        "html",
        "单位：万元\n预算科目|调整前|增减|调整后|增减额\n卫生|560|-|560|\n交通|840||800|-40",
        [560 * WAN, 560 * WAN, 840 * WAN, 800 * WAN, -40 * WAN],
    ),
    (
        "txt",
        "1993年度决算 单位：千元\n项目|决算数|结余\n企业收入|-1,260|—\n工商税收|8,412|－56",
        [-126 * WAN, 8412000, -56000],
    ),
    # Other units beside that of money, years below heads of money, a list of labels, and whose charge it is beside its unit.
    ("txt", "单位：亩、万元\n林场|造林亩数|补助标准（元/亩）|补助\n北山|3,260|125|40.75", [125, 40.75 * WAN]),
    ("html", "单位：户、人、万元\n乡镇|受灾户|受灾人口|救助资金\n沙湾|86|312|15.6", [15.6 * WAN]),
    (
        "csv",
        "单位：亿元\n地区|收入||支出|\n|2019|2020|2019|2020\n永济|12.6|11.9|38.2|40.1",
        [12.6 * YI, 11.9 * YI, 38.2 * YI, 40.1 * YI],
    ),
    (
        "md",
        "项目|内容\n预算金额（万元）|126.8\n采购数量|3\n最高限价（元）|1,268,500.00\n公告年份|2021",
        [1268000, 1268500],
    ),
    ("txt", "收费项目|收费单位|计费单位|标准\n占道费|城管局|元/平方米·天|0.5\n公园门票|园林所|元/人次|15", [0.5, 15]),
]


@pytest.mark.parametrize(("ending", "table", "yuan"), TABLES)
def test_money_of_tables(tmp_path: Path, ending: str, table: str, yuan: list[float]) -> None:
    path = tmp_path / f"a.{ending}"
    path.write_text(printed(ending, table), encoding="utf-8")
    found = [round(float(one.yuan), 4) for one in read_and_extract(path).money]
    assert sorted(found) == sorted(round(float(one), 4) for one in yuan)


@pytest.mark.parametrize(
    ("heads", "held"),
    [
        (["面积补贴（万元）"], "amount"),
        (["补贴面积（万亩）"], "count"),
        (["单位GDP能耗（吨标准煤/万元）"], "count"),
        (["收费标准（元/人）"], "amount"),
        (["受益人数", "2023年"], "count"),
        (["人员经费", "退休"], "amount"),
        (["人员情况", "退休"], "count"),
        (["工资福利支出", "其他人员"], "amount"),
        (["财政专户"], "amount"),
        (["支出", "为预算"], "share"),
        (["因素法分配资金"], "amount"),
    ],
)
def test_a_head_says_what_its_column_holds(heads: list[str], held: ColumnKind) -> None:
    assert under(heads) == held
    assert len(heads) > 1 or kind(heads[0]) == held


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("-12.5", "-12.5"),
        ("（12.5）", "-12.5"),
        ("△1,200", "-1200"),
        ("8", "8"),
        ("（8）", None),
        ("（2016）", None),
        ("—", None),
    ],
)
def test_signs_of_cells(cell: str, number: str | None) -> None:
    assert (value(cell) if FIGURE.fullmatch(cell) else None) == (None if number is None else Decimal(number))


def test_a_row_says_its_unit() -> None:
    told = [row_unit(cell) for cell in ("万元", "元/生·学期", "元/立方米", "万吨")]
    assert [(one.yuan, one.per) for one in told] == [(WAN, None), (1, "生学期"), (1, "立方米"), (None, None)]
