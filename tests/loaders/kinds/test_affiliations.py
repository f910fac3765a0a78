"""Bodies inside others: only where the words say it, each with the words."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from loaders.extract import read_and_extract
from loaders.kinds import affiliations

ACCOUNT = """{department}2024年部门预算

{text}

2024年部门收支预算总表
单位：万元
收入	支出
项目	预算数	项目	预算数
一、一般公共预算拨款收入	10.00	一、卫生健康支出	10.00
收入总计	10.00	支出总计	10.00

2024年部门收入预算总表
单位：万元
项目	合计	一般公共预算
卫生健康支出	10.00	10.00
合计	10.00	10.00

2024年部门支出预算总表
单位：万元
项目	合计	基本支出	项目支出
卫生健康支出	10.00	10.00	0.00
合计	10.00	10.00	0.00
"""


def found(folder: Path, text: str) -> set[tuple[str, str]]:
    path = folder / "one.txt"
    path.write_text(text, "utf-8")
    facts = read_and_extract(path)
    for one in facts.affiliations:
        assert facts.text[one.said.start : one.said.end] == one.said.value, one
        for name in (one.unit, one.holder):
            printed = "".join(facts.text[name.start : name.end].split())
            assert printed in (name.value, name.value.removeprefix("本"))
    return {(one.unit.value, one.holder.value) for one in facts.affiliations}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # one name right behind the other, whatever kind of unit it is said to be
        ("凤阳县水务局所属凤阳县河道管理所负责清淤。", {("凤阳县河道管理所", "凤阳县水务局")}),
        ("由仁怀市教育局下属的公益一类事业单位仁怀市电化教育站承办。", {("仁怀市电化教育站", "仁怀市教育局")}),
        ("县人民政府办公室下属县政务信息中心（股级）。", {("县政务信息中心", "县人民政府办公室")}),
        (
            "农安县农业农村局所属事业单位农安县农业技术推广中心、农安县种子管理站和农安县农机监理站参加。",
            {
                ("农安县农业技术推广中心", "农安县农业农村局"),
                ("农安县种子管理站", "农安县农业农村局"),
                ("农安县农机监理站", "农安县农业农村局"),
            },
        ),
        ("建瓯市林业局下属单位包括建瓯市林业工作站。", {("建瓯市林业工作站", "建瓯市林业局")}),
        # what kind of unit it is stands behind
        ("铅山县城市管理中心是铅山县城市管理局下属的正科级事业单位。", {("铅山县城市管理中心", "铅山县城市管理局")}),
        ("昌吉州血站系昌吉州卫生健康委员会直属公益二类事业单位，编制30人。", {("昌吉州血站", "昌吉州卫生健康委员会")}),
        ("大同市疾病预防控制中心隶属于大同市卫生健康委员会。", {("大同市疾病预防控制中心", "大同市卫生健康委员会")}),
        # of several that are named one after the other each one is
        (
            "盱眙县河道管理所、盱眙县灌溉管理站和盱眙县水文站隶属于盱眙县水务局。",
            {(unit, "盱眙县水务局") for unit in ("盱眙县河道管理所", "盱眙县灌溉管理站", "盱眙县水文站")},
        ),
        (
            "芷江县文化馆与芷江县图书馆均隶属芷江县文化旅游广电体育局。",
            {(unit, "芷江县文化旅游广电体育局") for unit in ("芷江县文化馆", "芷江县图书馆")},
        ),
        (
            "库车市第一人民医院、库车市妇幼保健院都是库车市卫生健康委员会下属事业单位。",
            {(unit, "库车市卫生健康委员会") for unit in ("库车市第一人民医院", "库车市妇幼保健院")},
        ),
        ("巴东县审计局会同巴东县林业局、巴东县林业工作站隶属于巴东县林业局。", {("巴东县林业工作站", "巴东县林业局")}),
        ("湖北省水文中心、宣恩县水利管理站隶属于宣恩县水利局。", {("宣恩县水利管理站", "宣恩县水利局")}),
        ("某中心和宣恩县水利管理站分别隶属于宣恩县水利局和湖北省水利厅。", set()),
        # the sentence goes on with other bodies
        ("朔州市地震局所属朔州市地震中心和中国地震局、山西省地震局会商。", {("朔州市地震中心", "朔州市地震局")}),
        ("奉节县财政局拨付奉节县林业局所属奉节县林业站、奉节县水利局各50万元。", {("奉节县林业站", "奉节县林业局")}),
        ("海南省民政厅下属单位海南省托老院和三亚市人民医院签订合同。", {("海南省托老院", "海南省民政厅")}),
        ("朔州市卫生健康委员会所属医院与山西省肿瘤医院合作。", set()),
        # of two bodies nobody can say which one
        ("沭阳县水利局和沭阳县农业农村局所属的沭阳县灌溉管理所。", set()),
        ("沭阳县灌溉管理所隶属于沭阳县水利局和沭阳县农业农村局。", set()),
        (
            "沭阳县水利局所属沭阳县灌溉管理所、沭阳县林业局所属沭阳县林业站参加。",
            {("沭阳县灌溉管理所", "沭阳县水利局"), ("沭阳县林业站", "沭阳县林业局")},
        ),
        # a verb is no part of a name
        ("撤销靖远县水务局所属靖远县水保站。", {("靖远县水保站", "靖远县水务局")}),
        # no body, no such words, or words of the past
        ("各县区教育局及所属学校。", set()),
        ("甘谷县财政局和甘谷县审计局共同负责。", set()),
        ("原甘谷县卫生局所属甘谷县妇幼保健站。", set()),
        ("甘谷县妇幼保健院不再隶属于甘谷县卫生健康局。", set()),
        ("甘谷县妇幼保健院原隶属于甘谷县卫生健康局。", set()),
        ("区级预算主管部门及所属预算单位为保障其机构正常运转编制的支出。", set()),
        ("甘谷县卫生健康局直属机关党委。", set()),
        ("市直属事业单位甘谷县医院。", set()),
        ("甘谷县卫生健康局所属甘谷县卫生健康局。", set()),
    ],
)
def test_prose_says_it(words: str, expected: set[tuple[str, str]], tmp_path: Path) -> None:
    assert found(tmp_path, f"关于事业单位的说明\n\n{words}\n") == expected


def test_a_body_that_speaks_is_the_one_that_publishes(tmp_path: Path) -> None:
    notice = "{}关于做好汛期工作的通知\n\n各科室：\n\n{}\n\n{}\n2024年3月1日\n"
    named = "金湖县水务局"
    said = "我局下属金湖县水利工程建设中心负责值守。"
    assert found(tmp_path, notice.format(named, said, named)) == {("金湖县水利工程建设中心", "我局")}
    assert found(tmp_path, notice.format(named, said.removeprefix("我"), named)) == {("金湖县水利工程建设中心", "本局")}
    # nobody, or a body of another kind, says which 局 speaks
    assert found(tmp_path, f"值守说明\n\n{said}\n") == set()


@pytest.mark.parametrize(
    "text",
    [
        "纳入环县卫生健康局2024年部门预算编制范围的二级预算单位包括：\n1.环县卫生健康局（本级）\n2.环县人民医院\n3.环县妇幼保健院\n二、收支总体情况",
        "二、部门决算单位构成\n纳入环县卫生健康局2024年度部门决算编\n制范围的单位包括：\n序号\t单位名称\t备注\n1\t环县卫生健康局（本级）\t\n2\t环县人民医院（下属事业单位）\t\n3\t环县妇幼保健院\t预算不单列，并入本级\n第二部分",
        "环县卫生健康局部门预算包括局本级预算和所属单位预算。\n本部门中，行政单位1家，事业单位2家，具体包括：\n1.环县卫生健康局本部。\n2.下属事业单位环县人民医院不单列预算，并入本部。\n3.环县妇幼保健院。\n名词解释",
        "部门所属预算单位共3个，分别是：局机关、环县人民医院、环县妇幼保健院。",
        "环县卫生健康局下属二级预算单位如下：\n（1）环县人民医院\n（2）环县妇幼保健院\n三、人员情况",
    ],
)
def test_a_department_lists_its_units(text: str, tmp_path: Path) -> None:
    holder = "环县卫生健康局"
    printed = ACCOUNT.format(department=holder, text=text)
    assert found(tmp_path, printed) == {("环县人民医院", holder), ("环县妇幼保健院", holder)}


def test_a_list_that_no_department_has_says_nothing(tmp_path: Path) -> None:
    assert found(tmp_path, "通知\n\n参加单位包括：\n1.环县人民医院\n2.环县妇幼保健院\n") == set()
    assert found(tmp_path, "通知\n\n下属单位包括：\n1.环县人民医院\n2.环县妇幼保健院\n") == set()


COLUMNS = [
    ("青川县民政局", "青川县殡仪馆"),
    ("青川县民政局", "青川县社会福利院"),
    ("青川县林业局", "青川县国有林场管理站"),
]


@pytest.mark.parametrize("form", ["tabs", "page"])
def test_two_columns_say_it(form: str, tmp_path: Path) -> None:
    heads = ["序号", "主管部门", "单位名称", "预算数（万元）"]
    rows = [
        ["1", "[312]青川县民政局", "312002-青川县殡仪馆", "10.00"],
        ["2", "", "青川县社会福利院", "20.00"],
        ["3", "青川县林业局", "青川县国有林场管理站", "30.00"],
        ["4", "青川县林业局", "青川县林业局", "30.00"],
    ]
    path = tmp_path / ("one.txt" if form == "tabs" else "one.html")
    if form == "tabs":
        path.write_text("青川县2024年预算表\n" + "\n".join("\t".join(row) for row in [heads, *rows]) + "\n", "utf-8")
    else:
        cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in [heads, *rows])
        path.write_text(f"<html><body><h1>青川县2024年预算表</h1><table>{cells}</table></body></html>", "utf-8")
    held = read_and_extract(path).affiliations
    expected = {(unit, holder) for holder, unit in COLUMNS}
    assert {(one.unit.value, one.holder.value) for one in held} == expected
    assert {one.said.value for one in held} == {"主管部门"}


def test_a_department_of_another_area_is_no_unit(tmp_path: Path) -> None:
    """主管部门 of money that goes to counties does not hold their governments."""
    rows = ["黑河市水务局\t逊克县水务局", "黑河市财政局\t孙吴县人民政府", "黑河市水务局\t黑河市水文站"]
    text = "黑河市2018年预算表\n主管部门\t单位名称\n" + "\n".join(rows) + "\n"
    assert found(tmp_path, text) == {("黑河市水文站", "黑河市水务局")}
    assert found(tmp_path, "申报表\n主管部门：黑河市水务局\n预算单位：逊克县水务局\n") == set()


def test_what_a_list_leaves_out_is_no_unit(tmp_path: Path) -> None:
    text = "纳入朔州市水务局2015年部门决算编制范围的二级预算单位包括：朔州市水文站、朔州市水资源管理中心，不包括朔州市防汛办公室。\n"
    assert {unit for unit, _ in found(tmp_path, text)} == {"朔州市水文站", "朔州市水资源管理中心"}


def test_a_cover_names_both(tmp_path: Path) -> None:
    text = "2025年单位预算\n预算主管部门：慈利县交通运输局\n预算单位：慈利县公路建设养护中心\n"
    assert found(tmp_path, text) == {("慈利县公路建设养护中心", "慈利县交通运输局")}
    # who is in charge of a project does not hold who carries it out
    assert found(tmp_path, "绩效目标表\n主管部门：慈利县交通运输局\n实施单位：慈利县零阳镇人民政府\n") == set()


@pytest.mark.parametrize(
    ("printed", "name"),
    [
        ("环县卫生健康局所属事业单位环县人民医院", "环县人民医院"),
        ("环县卫生健康局下属的公益二类事业单位环县中医医院", "环县中医医院"),
        # without its kind the whole is one name, which the identity of bodies reads
        ("环县卫生健康局所属环县人民医院", "环县卫生健康局所属环县人民医院"),
        ("环县所属事业单位", "环县所属事业单位"),
    ],
)
def test_the_name_of_a_unit_behind_what_holds_it(printed: str, name: str) -> None:
    assert affiliations.inner(printed) == name


@pytest.mark.parametrize(
    "words",
    [
        "环县卫生健康局所属",
        "所属单位单位单位",
        "下属单位包括：",
        "下属单位包括：\n1.环县人民医院\n",
        "主管部门：环县教育局 ",
        "主管部门\t单位名称\n",
        "纳入",
        "本部门中，单位",
        "环县人民医院、",
        "是为系属于",
        "（一）",
    ],
)
def test_long_text_takes_time_in_proportion(words: str, tmp_path: Path) -> None:
    from loaders.records import Document, Extraction

    def spent(size: int) -> float:
        text = words * (size // len(words))
        facts = Extraction(document=Document(path="", sha256="0" * 64, kind="department-budget"), text=text)
        begun = time.process_time()
        affiliations.find(facts)
        return time.process_time() - begun

    spent(1_000)
    assert spent(80_000) < 10 * spent(20_000) + 0.2
