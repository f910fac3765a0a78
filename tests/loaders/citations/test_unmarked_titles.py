"""Titles without marks beside a number: every ending of the one table, and what only sounds like a title."""

from __future__ import annotations

import pytest

from loaders.citations import citations
from ontology.tables import rows

NUMBER = "云政发〔2020〕3号"


def titles(text: str) -> list[tuple[str | None, str | None]]:
    return [(one.number, one.title) for one in citations.find(text)]


@pytest.mark.parametrize("before", ["按照", "1.", "（二）", "一、", "- ", "同时，", "对照"])
@pytest.mark.parametrize(
    "row", [row for row in rows("ontology", "policy_kinds.tsv") if row["unmarked"]], ids=lambda row: row["ending"]
)
def test_every_ending_ends_a_title_beside_a_number(row: dict[str, str], before: str) -> None:
    title = row["example"] if row["example"].startswith(("关于", "云岭县")) else f"云岭县{row['example']}"
    assert titles(f"{before}{title}（{NUMBER}）执行。") == [(NUMBER, title)]


@pytest.mark.parametrize(
    "row",
    [row for row in rows("ontology", "policy_kinds.tsv") if not row["unmarked"] and row["kind"] == "other"],
    ids=lambda row: row["ending"],
)
def test_the_other_endings_end_none(row: dict[str, str]) -> None:
    assert titles(f"按照{row['example']}（{NUMBER}）执行。") == [(NUMBER, None)]


@pytest.mark.parametrize(
    "text",
    [
        "落实各项工作要求（云政发〔2020〕3号）。",
        "报请青山县人民政府批准（云政发〔2020〕3号）。",
        "与各乡镇签订目标责任书（云政发〔2020〕3号）。",
        "完成省级下达的年度任务（云政发〔2020〕3号）。",
        "纳入年度工作安排（云政发〔2020〕3号）。",
        "本办法（云政发〔2020〕3号）自发布之日起施行。",
        "全县建档立卡（云政发〔2020〕3号）。",
        "领取身份证（云政发〔2020〕3号）。",
        "下达到县市的资金指标（云政发〔2020〕3号）。",
    ],
)
def test_words_that_end_a_sentence_are_no_title(text: str) -> None:
    assert titles(text) == [(NUMBER, None)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("县水利局关于印发青禾县山塘管理办法的通知云政发〔2020〕3号", "县水利局关于印发青禾县山塘管理办法的通知"),
        ("按云政发〔2020〕3号文“关于部属质检机构统一更名的通知”更名。", "关于部属质检机构统一更名的通知"),
        ("云政发〔2020〕3号关于同意设立管理站的批复", "关于同意设立管理站的批复"),
        ("云政发〔2020〕3号（关于公布行政许可目录的公告）", "关于公布行政许可目录的公告"),
        ("依据云岭县防汛应急预案（试行）（云政发〔2020〕3号）", "云岭县防汛应急预案（试行）"),
    ],
)
def test_a_notice_right_before_or_behind_its_number(text: str, title: str) -> None:
    assert titles(text) == [(NUMBER, title)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("按照贵州省实施《中华人民共和国防洪法》办法第十一条", "贵州省实施《中华人民共和国防洪法》办法"),
        ("根据《水法》、云岭省实施《中华人民共和国水法》办法执行", "云岭省实施《中华人民共和国水法》办法"),
        ("1.红河州实施《中华人民共和国森林法》若干规定（试行）", "红河州实施《中华人民共和国森林法》若干规定（试行）"),
        ("我们看到云南省实施《中华人民共和国水法》细则", "云南省实施《中华人民共和国水法》细则"),
        ("各地要实施《中华人民共和国水法》规定的制度", "中华人民共和国水法"),
        ("云南省实施《中华人民共和国水法》取得成效", "中华人民共和国水法"),
        ("《水法》办法要实施《森林法》实施", "森林法"),
    ],
)
def test_rules_that_implement_a_law_are_no_law(text: str, title: str) -> None:
    assert titles(text)[-1] == (None, title)


def numbered(text: str) -> list[str | None]:
    return [title for number, title in titles(text) if number]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("陇农发〔2019〕44号陇南市农村沼气安全管理办法.docx", "陇南市农村沼气安全管理办法"),
        ("吉教联〔1998〕17号 吉林省中小学校舍维修资金管理暂行办法", "吉林省中小学校舍维修资金管理暂行办法"),
        ("└── 琼交运〔2015〕233号海南省出租汽车经营服务规范.pdf", "海南省出租汽车经营服务规范"),
        ("附件1：鄂水利函〔2023〕9号_湖北省小型水库管护指南.pdf", "湖北省小型水库管护指南"),
        ("长钢办发〔1994〕6号职工住房补贴发放办法（试行）.doc", "职工住房补贴发放办法（试行）"),
        ("根据闽政〔2003〕11号福建省人民政府关于加快林业发展的决定，各地", "福建省人民政府关于加快林业发展的决定"),
        (
            "江苏-苏政办发〔2021〕3号-关于印发《江苏省水权交易管理办法》的通知.pdf",
            "关于印发《江苏省水权交易管理办法》的通知",
        ),
        ("晋教师〔2008〕6号—关于做好教师资格认定工作的通知", "关于做好教师资格认定工作的通知"),
        ("浙卫发〔2020〕7号：关于加强基层医疗机构建设的意见", "关于加强基层医疗机构建设的意见"),
        ("渝文审〔1996〕2号 _关于核定文物保护单位的批复", "关于核定文物保护单位的批复"),
        ("川财社〔2010〕5号〈关于下达经费的通知〉", "关于下达经费的通知"),
        ("青政〔2009〕12号——关于加快发展林业的实施意见", "关于加快发展林业的实施意见"),
        (
            "3.1 鄂医保函〔2020〕41 号 湖北省医疗保障局 湖北省财政厅关于调整待遇标准的通知",
            "湖北省医疗保障局 湖北省财政厅关于调整待遇标准的通知",
        ),
        (
            "文号:榕仓府规〔2020〕4号 标题:福州市人民政府关于印发若干政策的通知 状态:有效",
            "福州市人民政府关于印发若干政策的通知",
        ),
        ("卫生部卫医发〔2006〕7号 印发了医院评审指南（2006版）。", "医院评审指南（2006版）"),
        ("卫生部卫医发〔2006〕7号 印发后各地开展了评审工作。", None),
        ("鄂医保函〔2020〕41号 湖北省医疗保障局 医院管理办法", None),
        ("按照津政发〔2016〕5号要求，制定天津市预算管理办法。", None),
        ("依据豫民文〔2011〕20号河南省民政厅下发的救助办法，各地", None),
        ("依据豫民文〔2011〕20号河南省修订救助办法，各地", None),
        ("冀财预〔2017〕8号印发工作方案", None),
        ("黑政发〔2001〕8号关于粮食流通的问题，另行研究。", None),
    ],
)
def test_a_title_stands_behind_its_number(text: str, title: str | None) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("宁波市城市养犬管理条例: 宁波市人民代表大会常务委员会公告第3号", "宁波市城市养犬管理条例"),
        ("[3] 成都市城市轨道交通管理条例. 成都市人大常委会公告第12号[Z].", "成都市城市轨道交通管理条例"),
        ("西安市户外广告设置管理办法，西安市人民政府令第85号", "西安市户外广告设置管理办法"),
        (
            "兰州市人民政府. 兰州市公共停车场管理办法：兰州市人民政府令第2号（2012年修正）[Z]. 2012.",
            "兰州市公共停车场管理办法",
        ),
        ("1 贵阳市门牌管理办法 贵阳市人民政府令第18号", "贵阳市门牌管理办法"),
        ("名称：太原市物业服务收费管理实施细则，文号：并政发〔2009〕31号", "太原市物业服务收费管理实施细则"),
        ("标题\t文号\n青海省草原防火条例实施细则\t青政令第7号", "青海省草原防火条例实施细则"),
        ("先后执行西安市户外广告设置管理办法，西安市人民政府令第85号另有规定的除外。", None),
        ("对照贵阳市门牌管理办法，黔建发〔2010〕3号文件要求更严。", None),
    ],
)
def test_a_title_shares_its_line_with_nothing_but_its_number(text: str, title: str | None) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    "title",
    [
        "中共洛阳市委办公室洛阳市人民政府办公室印发《关于加强信访工作的实施意见》的通知",
        "省政府办公厅转发省水利厅《关于加强河道采砂管理的意见》的通知",
        "财政部印发《政府采购评审专家管理办法》的通知",
        "县委办公室、县政府办公室印发《乡镇财政管理暂行办法》的通知",
        "国务院批转国家计委《关于改进计划体制的若干暂行规定》的通知",
        "转发《关于进一步做好统计工作的意见》的通知",
        "市教育局关于转发《学校卫生工作条例》的紧急通知",
    ],
)
def test_a_notice_is_named_by_what_it_issues_and_by_who_does(title: str) -> None:
    assert numbered(f"根据{title}（云政发〔1997〕3号）精神，现通知如下。") == [title]


def test_a_number_behind_the_notice_is_that_of_the_title_that_it_issues() -> None:
    assert numbered("执行《内蒙古自治区草畜平衡暂行规定》的通知（内政发〔2000〕9号）。") == [
        "内蒙古自治区草畜平衡暂行规定"
    ]
    assert numbered("执行《内蒙古自治区草畜平衡暂行规定》的情况（内政发〔2000〕9号）。") == [None]


@pytest.mark.parametrize(
    "mark",
    [
        "①",
        "2．",
        "a) ",
        "（1）1. ",
        "√ ",
        "第一，",
        "附件：",
        "[7] ",
        "10、",
        "（B）",
        "│   └── ",
        "**",
        "'",
        "`",
        "| ",
    ],
)
@pytest.mark.parametrize("title", ["呼和浩特市市容管理条例", "关于规范行政事业性收费的通知", "海南省车船税实施办法"])
def test_the_mark_of_a_list_is_no_part_of_a_title(mark: str, title: str) -> None:
    assert numbered(f"{mark}{title}（呼政发〔2007〕2号）") == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("| 财税〔2016〕**36号**《营业税改征增值税试点实施办法》 |", "营业税改征增值税试点实施办法"),
        ("**《湖南省节约用水办法》**（湘政发〔2012〕5号）", "湖南省节约用水办法"),
        ("**桂政发〔2010〕52号**《广西壮族自治区工伤保险实施办法》", "广西壮族自治区工伤保险实施办法"),
        ("**湖北省农村公路条例**（鄂人发〔2009〕7号）", "湖北省农村公路条例"),
        ("<b>甘民发〔2018〕4号</b>《甘肃省社会救助办法》", "甘肃省社会救助办法"),
        ("`安徽省财政厅关于下达补助资金的通知`（皖财社〔2014〕100号）", "安徽省财政厅关于下达补助资金的通知"),
        (
            "<td>津财规〔2011〕9号</td> <td class='t'>天津市财政局关于资产处置的通知</td><td>有效</td>",
            "天津市财政局关于资产处置的通知",
        ),
        (
            '{"wh":"辽林规〔2012〕1号","bt":"辽宁省林业厅关于印发《辽宁省采伐管理办法》的通知"}',
            "辽宁省林业厅关于印发《辽宁省采伐管理办法》的通知",
        ),
        (
            "title: '辽宁省人民政府关于印发环境保护规划的通知（辽政发〔2006〕3号）'",
            "辽宁省人民政府关于印发环境保护规划的通知",
        ),
    ],
)
def test_remains_of_markup_part_no_title_from_its_number(text: str, title: str) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    "title",
    [
        "长春市卫生局转发省卫生厅关于加强乡村医生管理的通知",
        "保山地区行政公署转发云南省人民政府关于发展烤烟生产的决定",
        "县政府批转县农业局、县财政局关于做好化肥储备工作的意见",
        "宿迁市财政局转发财政部、国家税务总局关于调整证券交易印花税的通知",
        "青海省教育厅转发教育部关于做好高校招生工作的通知",
    ],
)
def test_who_forwards_is_named_before_who_issued(title: str) -> None:
    assert numbered(f"根据{title}（云政发〔2001〕3号），现通知如下。") == [title]


@pytest.mark.parametrize(
    "text",
    [
        "以本次会议纪要（牡政纪〔2015〕12号）为准。",
        "按本通知（皖财预〔2012〕3号）执行。",
        "将上述意见（苏政发〔1997〕3号）印发。",
        "经此次会议决定（渝委办〔2020〕3号），调整如下。",
        "对各单位报送的情况，见该批复（桂政函〔1986〕3号）。",
        "执行粤国土字〔1993〕166号文关于土地出让金的规定。",
        "落实冀人社发〔2016〕8号文件关于工龄计算的规定，各地照办。",
    ],
)
def test_what_is_pointed_at_is_no_title(text: str) -> None:
    assert numbered(text) == [None]
