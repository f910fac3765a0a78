from __future__ import annotations

from pathlib import Path

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.text.indicators import find

STATED = [
    ("其中孕产妇系统管理率达91%、儿童健康管理率达86.5%。", "孕产妇系统管理率>=91%;儿童健康管理率>=86.5%"),
    ("婴儿死亡率控制在4‰以内，", "婴儿死亡率<=4‰"),
    ("确保孕产妇死亡控制在12/10万。", "孕产妇死亡<=12/10万"),
    ("到2025年，居民健康素养水平达到30%以上", "居民健康素养水平>=30%"),
    ("城镇污水处理能力达到8.5万吨/日", "城镇污水处理能力>=8.5万吨/日"),
    ("垃圾处理能力达到300吨\n/日", "垃圾处理能力>=300吨/日"),
    ("建档率为 97.5 %", "建档率=97.5%"),
    ("电子健康档案覆盖率66%", "电子健康档案覆盖率=66%"),
    ("出生人口性别比103.5。", "出生人口性别比=103.5"),
    ("结核病报告发病率持续控制在30/10万以下", "结核病报告发病率<=30/10万"),
    ("离线率不高于5%", "离线率<=5%"),
    ("剖宫产率低于35%", "剖宫产率<35%"),
    ("知晓率超过80%", "知晓率>80%"),
    ("接种率巩固在95%以上", "接种率>=95%"),
    ("过早死亡率下降到9\n.5%以下", "过早死亡率<=9.5%"),
    ("数量指标 道路建设长度 650米", "道路建设长度=650米"),
    ("质量指标 验收合格率 =100.00(%)", "验收合格率=100.00%"),
    ("群众满意度 ≥92.00(%)", "群众满意度>=92.00%"),
    ("高血压、糖尿病规范管理率达到70%", "高血压、糖尿病规范管理率>=70%"),
    ("1.农村妇女科学知识知晓率达到80%以上。", "农村妇女科学知识知晓率>=80%"),
    ("人均居民期望寿命达81.2岁", "人均居民期望寿命>=81.2岁"),
    ("中医药发展指数达75。", "中医药发展指数>=75"),
]
NONE = [
    "签约服务覆盖率在上年基础上提高2个百分点以上",
    "剖宫产率大于50%的单位",
    "手术占比、微创占比分别达到35%、15%以上",
    "覆盖率80%-90%",
    "总费率继续按1%执行，缴费费率为0.5%",
    "配送率稳定在97%左右",
    "资金到位率达95%的县",
    "满意率达92。",
    "比上年增长12%",
    "第3条规定",
    "全市20%的公立医院",
    "率达90%",
]


@pytest.mark.parametrize(("text", "expected"), STATED)
def test_indicators(text: str, expected: str) -> None:
    assert ";".join(f"{i.name}{i.comparator}{i.value}{i.unit}" for i in find(text)) == expected


@pytest.mark.parametrize("text", NONE)
def test_what_is_no_indicator(text: str) -> None:
    assert find(text) == []


def test_a_span_runs_from_the_name_to_the_end_of_the_value() -> None:
    text = "确保婴儿死亡率控制在4‰以内。"
    (indicator,) = find(text)
    assert text[indicator.start : indicator.end] == "婴儿死亡率控制在4‰以内"


@given(st.decimals(0, 100, places=1), st.sampled_from(["达", "达到", "不低于", "为", ""]))
def test_a_value_is_read_back(value: object, comparator: str) -> None:
    (indicator,) = find(f"工作要求：住院分娩率{comparator}{value}%。")
    assert (indicator.name, indicator.value, indicator.unit) == ("住院分娩率", str(value), "%")


@given(
    st.lists(
        st.sampled_from(
            ["管理率", "达", "90", "%", "、", "，", "以上", "\n", "能力", "控制在", "3‰", "全县", "孕产妇", " "]
        ),
        max_size=30,
    ).map("".join)
)
def test_spans_are_ordered_and_apart(text: str) -> None:
    found = find(text)
    assert all(a.end <= b.start for a, b in zip(found, found[1:], strict=False))
    assert all(i.start < i.end <= len(text) and i.name for i in found)


@pytest.mark.parametrize("unit", ["率", "管理率达90%、", "高、", "率 ", "指数1", "水平\n", "全县"])
def test_time_grows_with_the_text_only(unit: str) -> None:
    keeps_step(find, unit.__mul__)


@pytest.mark.shared
def test_disclosure(shared: Path) -> None:
    text = (shared / "corpus" / "gejiu-health-2024.txt").read_text(encoding="utf-8-sig")
    found = {(i.name, i.comparator, i.value, i.unit) for i in find(text)}
    assert {
        ("孕产妇系统管理率", ">=", "90", "%"),
        ("婴儿死亡率", "<=", "3", "‰"),
        ("孕产妇死亡", "<=", "13", "/10万"),
    } <= found
    assert len(found) >= 25
