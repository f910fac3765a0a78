"""Titles in marks: nested, damaged, broken over lines, with a bracket for their edition, and the number that belongs to each."""

from __future__ import annotations

import pytest

from loaders.citations import citations


def numbered(text: str) -> list[str | None]:
    return [one.title for one in citations.find(text) if one.number]


@pytest.mark.parametrize(
    "title",
    [
        "关于修改〈广东省渔港管理条例〉的决定",
        "陕西省人民政府关于印发〈陕西省粮食安全省长责任制〉的通知",
        "山东省人民政府关于印发《山东省湿地保护办法》的通知",
        "关于转发《财政部关于印发《小额担保贷款办法》的通知》的通知",
        "关于转发〈国家发展改革委关于印发<价格监测办法>的通知〉的通知",
        "云南省实施〈中华人民共和国水法〉办法",
    ],
)
def test_titles_within_titles_are_one(title: str) -> None:
    assert numbered(f"根据《{title}》（新财金〔2013〕9号），") == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("《西藏自治区草原补偿办法（试行）》（2011年修订）（藏政发〔2011〕8号）", "西藏自治区草原补偿办法（试行）"),
        ("《北京市城乡居民养老保险办法》（试行）（京政发〔2008〕49号）", "北京市城乡居民养老保险办法"),
        ("《江西省财政票据管理办法》（修订稿）（赣财综〔2014〕5号）", "江西省财政票据管理办法"),
        ("《安徽省价格条例》（2019年修正本）（皖人发〔2019〕3号）", "安徽省价格条例"),
        ("《广西壮族自治区罚没财物管理办法》（2003年9月修订）桂财综〔2003〕40号", "广西壮族自治区罚没财物管理办法"),
    ],
)
def test_a_bracket_for_the_edition_parts_no_title_from_its_number(text: str, title: str) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (
            "《关于加强城镇职工\n医疗保险基金管理的通知》（湘劳社发〔2001〕45号）",
            "关于加强城镇职工医疗保险基金管理的通知",
        ),
        ("关于进一步规范津贴补贴发放\n的通知（黔财行〔2010〕6号）", "关于进一步规范津贴补贴发放的通知"),
        ("《天津市事业单位岗位设置管理\n实施意见》\n（津人发〔2008〕2号）", "天津市事业单位岗位设置管理实施意见"),
        ("《宁夏回族自治区退耕还林\n工程管理办法》（宁林\n发〔2004〕19号）", "宁夏回族自治区退耕还林工程管理办法"),
    ],
)
def test_a_line_of_the_page_breaks_no_title(text: str, title: str) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("会议传达了晋发〔1985〕34号文件《关于农村工作的若干意见》。", "关于农村工作的若干意见"),
        ("国发〔1986〕27号文件，即《关于加强工业企业管理的若干规定》", "关于加强工业企业管理的若干规定"),
        ("根据苏政发〔1999〕17号通知《关于发展乡镇企业的决定》", "关于发展乡镇企业的决定"),
        ("云发改〔2010〕5号文下达的《2010年预算内投资计划》", "2010年预算内投资计划"),
        ("京政发（1983）112号“关于整顿市容的通知”", "关于整顿市容的通知"),
        ("财预〔2021〕60号、《关于盘活存量资金的通知》", None),
        ("粤府函〔2020〕8号批复的《雷州半岛水资源配置规划》", None),
    ],
)
def test_a_title_in_marks_stands_behind_its_number(text: str, title: str | None) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("1.《宣城市户外广告管理规定》，宣政办〔2013〕17号。", "宣城市户外广告管理规定"),
        ("《榆林市煤炭税费征管办法》：榆政发〔2004〕9号", "榆林市煤炭税费征管办法"),
        ("废止：\n（二）《凉山州林业基金管理办法》， 凉府发〔1999〕31号；", "凉山州林业基金管理办法"),
        ("《厦门市户籍管理规定》，文号：厦府发〔2006〕2号\n", "厦门市户籍管理规定"),
        ("依据《宣城市户外广告管理规定》，宣政办〔2013〕17号同时废止。", None),
        ("依据《宣城市户外广告管理规定》，宣政办〔2013〕17号。", None),
    ],
)
def test_a_title_shares_its_line_with_nothing_but_its_number(text: str, title: str | None) -> None:
    assert numbered(text) == [title]


@pytest.mark.parametrize(
    "text",
    [
        "《上海市居住证管理办法》（2017年12月4日上海市人民政府令第58号公布，自2018年1月1日起施行）第二十条",
        "《上海市居住证管理办法》（2017年12月上海市人民政府令第58号公布）第二十条",
        "《上海市居住证管理办法》（2017年上海市人民政府令第58号发布）第二十条",
        "《上海市居住证管理办法》（2017年12月4日上海市人民政府令第58号）第二十条",
    ],
)
def test_the_day_of_an_order_stands_before_it_in_the_bracket(text: str) -> None:
    (found,) = citations.find(text)
    assert (found.number, found.title) == ("上海市人民政府令第58号", "上海市居住证管理办法")
    assert [article.value for article in found.articles] == ["第二十条"]


@pytest.mark.parametrize(
    "articles",
    [
        "第二十七条第（三）项、第（五）项",
        "第三十五条第一款、第三款",
        "第九条第一项和（四）项",
        "第六条第（一）、（二）项",
        "第八条第二款第（三）项、第（四）项",
    ],
)
def test_items_of_one_article_are_one_place(articles: str) -> None:
    (found,) = citations.find(f"违反《江西省燃气管理办法》{articles}的，责令改正。")
    assert [article.value for article in found.articles] == [articles]


@pytest.mark.parametrize("verb", ["印发了", "下发了", "发布了", "印发", "公布的", "转发各县的"])
def test_a_number_issues_the_title_behind_its_verb(verb: str) -> None:
    expected = None if verb.startswith("转发") else "四川省粮油储备办法"
    assert numbered(f"川府发〔1993〕12号文{verb}《四川省粮油储备办法》。") == [expected]
