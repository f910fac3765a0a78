"""To whom a notice hands money down, where its table gives one payee several rows."""

from __future__ import annotations

import disclosures
import pytest

NOTICE = (
    "某省财政厅关于下达2020年中央自然灾害救灾资金的通知\n甘财资环〔2020〕56号\n有关市州财政局：\n"
    "现下达你市州2020年中央自然灾害救灾资金，具体见附件。\n附件：分配表\n单位：万元\n"
)


@pytest.mark.parametrize(
    ("table", "payees"),
    [
        (
            "市州\t县区\t用途\t金额\n陇南市\t武都区\t应急抢险\t800\n陇南市\t武都区\t房屋重建\t400\n陇南市\t文县\t应急抢险\t700\n合计\t\t\t1900\n",
            ["武都区", "武都区", "文县"],
        ),
        (
            "序号\t县（市）\t项目名称\t金额\n1\t凯里市\t舟溪镇集中供水工程\t120\n2\t麻江县\t宣威镇水厂改造\t160\n3\t凯里市\t炉山镇蓄水池工程\t85\n合计\t\t\t365\n",
            ["凯里市", "麻江县", "凯里市"],
        ),
        (
            "县区\t建设内容名称\t下达金额\n泾川县\t村组道路\t60\n泾川县\t村组桥梁\t40\n灵台县\t蓄水池\t30\n合计\t\t130\n",
            ["泾川县", "泾川县", "灵台县"],
        ),
    ],
)
def test_who_is_paid_for_several_things_has_several_rows(table: str, payees: list[str]) -> None:
    found = disclosures.read(NOTICE + table).allotments
    assert [one.payee.value.removeprefix("陇南市") for one in found] == payees
    assert sum(one.money.yuan for one in found) == int(table.rsplit("\t", 1)[1]) * 10_000


@pytest.mark.parametrize(
    ("own", "payees"),
    [
        ("市本级", ["沅陵县", "辰溪县", "怀化市", "永顺县"]),
        ("市直单位", ["沅陵县", "辰溪县", "怀化市", "永顺县"]),
        ("省本级", ["沅陵县", "辰溪县", "湖南省", "永顺县"]),
        ("本级", ["沅陵县", "辰溪县", "永顺县"]),  # of the city or of the province
    ],
)
def test_what_a_level_itself_gets_is_of_the_area_of_that_level(own: str, payees: list[str]) -> None:
    notice = NOTICE.replace("某省财政厅", "湖南省财政厅").replace("甘财", "湘财")
    rows = f"怀化市\t小计\t\t300\n\t沅陵县\t水毁工程修复\t100\n\t辰溪县\t水毁工程修复\t120\n\t{own}\t监测\t80\n湘西州\t小计\t\t150\n\t永顺县\t山塘维修\t150\n"
    found = disclosures.read(f"{notice}市州\t县市区\t建设内容\t金额\n合计\t\t\t450\n{rows}").allotments
    assert [one.payee.value for one in found] == payees
