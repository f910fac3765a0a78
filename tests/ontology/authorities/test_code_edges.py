"""Where a code begins: what stands before it is told from it by evidence, and the evidence can be asked for."""

from __future__ import annotations

import pytest

from ontology.authorities.areas import table
from ontology.authorities.code_edges import CLOSE, beginnings, left_edge, points

BODIES = """
经中国人民银行|银管字
由国家外汇管理局|汇复
中核集团|中核安发
经公安部|公通字
铁道部|铁计函
浙江银监局|浙银监复
中国人民银行江西省分行|赣银复字
教育部等九部门|教职成
经中国人民银行|银复
原邮电部|邮政发
原化学工业部|化办发
省体改委|湘体改字
根据国家计委|计价费
由中国证监会|证监发行字
经甘肃省水利厅|甘水建管字
会同辽宁省粮食和物资储备局|辽粮储发
按原国家科委|国科发改字
黑龙江省住建厅|黑建规范
依照福州市市监局|榕市监规
云岭市老年人体育协会|云老体协字
报经西藏自治区发改委|藏发改投资
并经宁波市国资委|甬国资发
落实国家医保局|医保办函
根据新疆维吾尔自治区教育厅|新教办发
经市人大常委会|穗人常发
获内蒙古自治区党委组织部|内组通字
2008年4月经六盘水市发改委|六发改农经
经泰兴市发改委|泰发改投资
由丹东建委|丹建
2014年6月经如皋市工信局|如工信资环发
根据和林格尔县交通局|和交
经徐州教委|徐教函
，从江县住建局|从住建农发
由广州市建委|穗建规字
公司党委会传达|桂投集团党
镇党委班子会|怀教发
校董事会|晋科大校办
县委常委会审议|延农领办
院务会学习|冀卫医函
"""
PLACES = """
落实南昌|洪府办发
参照浙江|浙政办函
严格按照贵阳|筑府发
根据大理州|大政办规
依据广西壮族自治区|桂政办电
遵照昆明市|昆政复
执行青海省西宁市|宁政办规
"""
WORDS = """
改造项目并经|丹政发
建设方案并经|余府办字
实施方案会同|滁教函
工程业经|川水建管函
初步设计并经|苏水基字
方案已获|陕发改能源
其中不含|赣财教指
数据取自|闽统字
改造项目报经|冀发改投资
《甲办法》（1998年）由|桂政发
3号及|晋教基字
国发〔2003〕2号和|鲁政办字
，据|皖农合字
；并|黔卫计办函
《乙方案》以及|津滨政发
"""
WHOLE = """
（|国民发
（|龘财社发
；|丁建发
“|云北农函
（|国旅发
（|和政办发
（|自府办发
根据|新发改规
（|徐工信创新发
依据|云冶集团发
按|来政办函
（|并经信发
落实|中山科规字
根据|孝感政办函
组织宣讲|鲁农法字
衔接|皖水资
参照|法（民）复
（|法（办）发
按|高检（监）复
"""


def rows(table: str) -> list[str]:
    return table.split()


@pytest.mark.parametrize("row", [*rows(BODIES), *rows(PLACES), *rows(WORDS), *rows(WHOLE)])
def test_the_code_begins_at_the_bar(row: str) -> None:
    before, code = row.split("|")
    assert (before + code)[left_edge(before + code) :] == code


@pytest.mark.parametrize(
    "text",
    ["云南省人民政府印发", "现予印发", "《甲办法》由省政府制发", "按照上述规定", "一次性补贴龘靐齉齾爩麤灪龖厵龘靐齉"],
)
def test_where_no_code_stands_none_is_made(text: str) -> None:
    assert left_edge(text) == len(text)


def test_the_evidence_can_be_asked_for() -> None:
    text = "经甘肃省水利厅甘水建管字"
    best, *others = beginnings(text)
    assert text[best.start :] == "甘水建管字"
    assert "body" in best.evidence
    assert all(best.points - other.points > CLOSE for other in others)


def test_an_attested_code_behind_a_word_is_not_weighed() -> None:
    (only,) = beginnings("根据国办发")
    assert only.start == 2


def test_two_readings_may_be_close() -> None:
    """The name of a county and its organ, or the name and a code of its letter: the points say how little decides."""
    first, second, *_ = beginnings("（文水文广旅函")
    assert first.points - second.points < 3 * CLOSE


@pytest.mark.parametrize("row", list(table("edge_evidence")))
def test_every_evidence_is_met_in_its_example(row: list[str]) -> None:
    evidence, example = row[0], row[4]
    found = {one for reading in beginnings(example) for one in reading.evidence}
    assert evidence in found
    assert points()[evidence] == float(row[2])
