"""What stands around a document's body, above all who issued it, on texts written for these tests."""

from __future__ import annotations

import pytest

from loaders.extract import extract
from loaders.formats import txt
from loaders.formats.web import html
from loaders.records import Document


def text(content: str) -> Document:
    return extract(txt.source(content, "a.txt", "0" * 64, "utf-8")).document


def page(title: str, body: str, tags: str = "", **index: str) -> Document:
    rows = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in index.items())
    article = "".join(f"<p>{line}</p>" for line in body.split("\n"))
    markup = (
        f"<html><head>{tags}<title>x</title></head><body><table>{rows}</table><h1>{title}</h1>{article}</body></html>"
    )
    return extract(html.source(markup, "a.html", "0" * 64, "utf-8")).document


def said(document: Document) -> tuple[str | None, str | None]:
    return tuple(one.value if one else None for one in (document.publisher, document.area))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("content", "publisher", "area"),
    [
        ("关于春耕的通知\n\n各省：\n通知如下。\n河南省农业厅\n河南省财政厅\n河南省供销合作总社\n2008年2月20日\n", "河南省农业厅", "河南省"),
        ("关于调整标准的通知\n各市：\n通知如下。\n四川省人社厅　四川省财政厅\n二〇一二年一月九日\n", "四川省人社厅", "四川省"),
        ("关于种业的意见\n各市：\n意见如下。\n\n福建省农业厅        福建省发展和改革委员会\n福建省财政厅        福建省物价局\n2016年3月2日\n", "福建省农业厅", "福建省"),
        ("国家发展改革委 国家能源局\n关于充电设施的意见\n意见如下。\n国家发展改革委\n国 家 能 源 局\n2023年5月14日\n", "国家发展改革委", None),
        ("关于充电设施的意见\n意见如下。\n国 家 能 源 局\n国家发展改革委\n2023年5月14日\n", "国家能源局", None),
        ("教育部等三部门关于劳动教育的意见\n意见如下。\n教育部\n民政部\n中国科学院\n2020年1月18日\n", "教育部", None),
        ("财政部 税务总局\n关于延续农机政策的公告\n现公告如下：\n特此公告。\n\n财政部\n税务总局\n2023年9月3日\n", "财政部", None),
        # what is forwarded or attached is signed by others, further down
        ("关于转发《广西壮族自治区林业局关于护林的通知》的通知\n各乡镇：\n现转发。\n上林县林业局\n2020年3月9日\n\n护林的通知\n各市：\n通知如下。\n广西壮族自治区林业局\n2020年2月18日\n", "上林县林业局", "上林县"),
        ("国家税务总局浙江省税务局公告\n2023年第3号\n关于土地使用税的公告\n现公告如下。\n国家税务总局浙江省税务局\n2023年4月7日\n", "国家税务总局浙江省税务局", None),
        # bodies of parties and leagues are of the area in their names
        ("中共如皋市委宣传部2021年度部门决算\n第一部分 概况\n一、职能\n", "中共如皋市委宣传部", "如皋市"),
        ("中共苏州市委全面深化改革委员会办公室2021年度部门决算\n一、职能\n", "中共苏州市委全面深化改革委员会办公室", "苏州市"),
        ("中共云岭县委 云岭县人民政府\n关于全面推进乡村振兴的意见\n意见如下。\n", "中共云岭县委", "云岭县"),
        ("中共上海市普陀区委区级机关工作委员会2020年部门预算\n一、职能\n", "中共上海市普陀区委区级机关工作委员会", "上海市普陀区"),
        ("共青团青岛市委员会2020年部门预算\n一、职能\n", "共青团青岛市委员会", "青岛市"),
        ("政协凤阳县委员会办公室2020年部门预算\n一、职能\n", "政协凤阳县委员会办公室", "凤阳县"),
        ("凤阳县妇女联合会2020年部门预算\n一、职能\n", "凤阳县妇女联合会", "凤阳县"),
    ],
)  # fmt: skip
def test_the_lead_issuer_publishes(content: str, publisher: str, area: str | None) -> None:
    assert said(text(content)) == (publisher, area)


def test_the_issuer_stands_where_it_is_printed() -> None:
    content = "关于甲的意见\n意见如下。\n国 家 能 源 局\n2023年5月14日\n"
    publisher = text(content).publisher
    assert publisher is not None and content[publisher.start : publisher.end] == "国 家 能 源 局"


HUBEI = "鄂医保发〔2023〕9号\n各市：\n通知如下。\n湖北省医疗保障局\n2023年2月20日"


@pytest.mark.parametrize(
    ("title", "body", "site", "publisher"),
    [
        ("（转载）湖北省医疗保障局关于慢特病的通知", HUBEI, "武汉市江夏区卫生健康局", "湖北省医疗保障局"),
        ("湖北省医疗保障局关于慢特病的通知【转载】", "各市：\n通知如下。", "武汉市江夏区卫生健康局", "湖北省医疗保障局"),
        ("转发：财政部 税务总局关于小微企业的公告", "公告如下。", "宁德市蕉城区财政局", "财政部"),
        ("关于慢特病的通知", HUBEI, "武汉市江夏区卫生健康局", "湖北省医疗保障局"),
        ("关于慢特病的通知", "各单位：\n通知如下。", "武汉市江夏区卫生健康局", "武汉市江夏区卫生健康局"),
        # a name that means another body elsewhere says less than the site
        ("关于慢特病的通知", "通知如下。\n区卫生健康局\n2023年2月20日", "武汉市江夏区卫生健康局", "武汉市江夏区卫生健康局"),
        # who forwards and does not sign has not signed what is forwarded
        ("转发关于慢特病的通知", HUBEI, "武汉市江夏区卫生健康局", "武汉市江夏区卫生健康局"),
        # a regulation begins with the bodies that it is about
        ("邛崃市城乡建设局档案管理办法", "第一条 为了管理档案，制定本办法。", "邛崃市档案局", "邛崃市档案局"),
    ],
)  # fmt: skip
def test_the_text_says_better_than_the_site_who_issued_it(title: str, body: str, site: str, publisher: str) -> None:
    assert said(page(title, body, 索引号="1144/2024-8", 发布机构=site))[0] == publisher


def test_the_title_is_without_the_word_of_the_site_that_reprints_it() -> None:
    for printed in (
        "（转载）甲县人民政府关于乙的通知",
        "[转]甲县人民政府关于乙的通知",
        "甲县人民政府关于乙的通知（转发）",
    ):
        title = text(f"{printed}\n各乡镇：\n通知如下。\n").title
        assert title is not None and title.value == "甲县人民政府关于乙的通知"
    forwarding = text("转发甲省财政厅关于乙的通知\n各乡镇：\n转发如下。\n").title
    assert forwarding is not None and forwarding.value == "转发甲省财政厅关于乙的通知"


def test_the_tags_of_a_page_say_who_issued_it_and_when_where_its_text_does_not() -> None:
    tags = '<meta name="ContentSource" content="{}"><meta name="PubDate" content="2021-08-20 09:30">'
    notice, signed = "各园：\n通知如下。", "各园：\n通知如下。\n祥云县教育局\n2019年3月1日"
    found = page("关于收费的通知", notice, tags.format("衡阳县发展和改革局"))
    assert said(found) == ("衡阳县发展和改革局", "衡阳县")
    assert found.date is not None and found.date.value == "2021-08-20"
    assert said(page("关于收费的通知", notice, tags.format("本站原创"))) == (None, None)
    found = page("关于收费的通知", signed, tags.format("衡阳县发展和改革局"))
    assert said(found) == ("祥云县教育局", "祥云县")
    assert found.date is not None and found.date.value == "2019-03-01"


@pytest.mark.parametrize(
    ("lines", "title"),
    [
        ("关于印发\n《宜章县照明管理办法》的通知", "关于印发《宜章县照明管理办法》的通知"),
        ("克拉玛依市人民政府关于印发\n克拉玛依市“十二五”\n节能规划的通知", "克拉玛依市人民政府关于印发克拉玛依市“十二五”节能规划的通知"),
        ("宁夏回族自治区人民政府办公厅\n关于印发自治区照明\n管理办法的通知", "宁夏回族自治区人民政府办公厅关于印发自治区照明管理办法的通知"),
        ("关于印发沁水县\n水资源管理办法\n的  通  知", "关于印发沁水县水资源管理办法的通知"),
        ("关于公布2019年\n招生计划的通知", "关于公布2019年招生计划的通知"),
        ("关于加强校车安全工作\n各学校：\n请做好工作的通知", None),
        ("关于校车安全\n\n请做好工作的通知", None),
        ("发布机构：云岭县财政局\n关于甲乙丙的通知", "关于甲乙丙的通知"),
        ("青海省人民政府办公厅转发省民政厅等部门和单位\n关于养老服务意见的通知", "青海省人民政府办公厅转发省民政厅等部门和单位关于养老服务意见的通知"),
        ("海南省财政厅 海南省民政厅\n关于印发低保资金办法的通知", "海南省财政厅 海南省民政厅关于印发低保资金办法的通知"),
        ("海南省财政厅等四部门\n关于印发农业保险办法的通知", "海南省财政厅等四部门关于印发农业保险办法的通知"),
        ("一、做好转发文件工作\n关于印发农业保险办法的通知", "关于印发农业保险办法的通知"),
    ],
)  # fmt: skip
def test_a_title_goes_over_lines(lines: str, title: str | None) -> None:
    found = text(f"{lines}\n宜政办发〔2017〕12号\n各乡镇：\n现印发。\n").title
    assert (found.value if found else None) == title


@pytest.mark.parametrize(
    "title",
    ["对省政协十二届三次会议第45号提案的答复", "对市第九届人大二次会议第12号建议的答复意见", "对县政协第7号提案的复函"],
)
def test_a_reply_to_a_proposal_has_a_title(title: str) -> None:
    found = text(f"{title}\n清农函A〔2019〕12号\n王某某委员：\n您提出的提案收悉。\n").title
    assert found is not None
    assert found.value == title
