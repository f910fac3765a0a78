"""Kinds of documents and what each of them says, on texts written for these tests."""

from __future__ import annotations

from decimal import Decimal

import pytest

from loaders.extract import extract
from loaders.formats import txt
from loaders.records import DocumentKind, Extraction


def read(text: str) -> Extraction:
    return extract(txt.source(text, "a.txt", "0" * 64, "utf-8"))


DISCLOSURE = """
清河县民政局2025年预算重点项目公开

清河县民政局2025年预算重点项目共3个，涉及资金356.5万元。

一、高龄津贴项目
（一）项目名称：高龄老人津贴。
（二）立项依据：《清河县高龄津贴发放办法》（清政发〔2019〕12号）。
（三）项目实施单位：清河县民政局、清河县财政局
（四）项目概况：按《清河县老年人条例》，为全县八十岁以上老人发放津贴。
（五）项目实施内容：按月发放。
（六）资金安排：2025年共计安排250万元。
（七）项目实施计划：全年。
（八）项目实施成效：覆盖率达到100%。
二、困难群众慰问
（一）项目名称：困难群众春节慰问；
（二）立项依据：县委、县政府工作安排。
（三）项目实施单位：清河县民政局。
（四）项目概况：春节走访。
（五）项目实施内容：慰问1000户。
（六）资金安排：每户慰问金500元，共计50万元。
（七）项目实施计划：一月完成。
（八）项目实施成效：群众满意。
三、敬老院改造
（一）项目名称：敬老院消防改造
（二）立项依据：《清河县养老服务条例》
（三）项目实施单位：各乡镇人民政府
（四）项目概况：改造四所敬老院。
（五）项目实施内容：消防改造。
（六）资金安排：中央补助30万元，省级补助16.5万元，县级补助10万元。
（七）项目实施计划：十月完工。
（八）项目实施成效：安全达标。
"""


def test_disclosure_head() -> None:
    document = read(DISCLOSURE).document
    assert document.kind == "budget-disclosure"
    assert document.title is not None and document.title.value == "清河县民政局2025年预算重点项目公开"
    assert document.publisher is not None and document.publisher.value == "清河县民政局"
    assert document.area is not None and document.area.value == "清河县"
    assert document.fiscal_year is not None and document.fiscal_year.value == "2025"
    assert document.declared_count is not None and document.declared_count.value == "3"
    assert document.declared_total is not None and document.declared_total.yuan == Decimal(3565000)


def test_disclosure_projects() -> None:
    projects = read(DISCLOSURE).projects
    assert [(p.ordinal, p.name.value, [u.value for u in p.units], p.amount) for p in projects] == [
        (1, "高龄老人津贴", ["清河县民政局", "清河县财政局"], Decimal(2500000)),
        (2, "困难群众春节慰问", ["清河县民政局"], Decimal(500000)),
        (3, "敬老院消防改造", [], Decimal(565000)),
    ]
    assert [m.surface for m in projects[2].amount_parts] == ["30万元", "16.5万元", "10万元"]
    assert [s.heading for s in projects[0].sections][:3] == ["项目名称", "立项依据", "项目实施单位"]
    assert DISCLOSURE[projects[1].start :].startswith("二、困难群众慰问")
    assert DISCLOSURE[: projects[1].end].endswith("群众满意。")


def test_disclosure_gives_facts_their_project_section_and_relation() -> None:
    found = read(DISCLOSURE)
    placed = [(c.title, c.project, c.section, c.relation) for c in found.citations]
    assert placed[0] == ("清河县高龄津贴发放办法", 1, "立项依据", "basis")
    assert ("清河县养老服务条例", 3, "立项依据", "basis") in placed
    kinds = {(m.surface, m.kind, m.project) for m in found.money}
    assert {("356.5万元", "total", None), ("250万元", "total", 1), ("30万元", "part", 3)} <= kinds
    assert all(part in found.money for p in found.projects for part in p.amount_parts)


def test_of_an_amount_a_year_the_budget_year_counts() -> None:
    found = read(DISCLOSURE.replace("2025年共计安排250万元", "2024年安排30万元，2025年安排40万元"))
    assert found.projects[0].amount == Decimal(400000)


def test_missing_projects_are_told() -> None:
    assert read(DISCLOSURE.replace("项目共3个", "项目共4个")).warnings == (
        "The page declares 4 projects; 3 were found.",
    )
    assert read(DISCLOSURE).warnings == ()


@pytest.mark.parametrize(
    ("told", "count"),
    [
        ("本部门2个预算单位开展了绩效目标编报工作，编报绩效目标的项目18个，涉及项目资金4,310.20万元。", None),
        ("纳入绩效目标管理的项目26个，涉及财政资金980万元。", None),
        ("按照要求，实行绩效目标管理的项目共7个。", None),
        ("2016年，编制绩效目标的项目共计九个，涉及项目资金300万元。", None),
        ("全年对12个项目开展了绩效自评。", None),
        ("共有18个项目纳入预算绩效管理，覆盖率100%。", None),
        ("2019年政府采购项目4个，采购预算60万元。", None),
        ("本级3个直属单位申报项目。", None),
        ("其中：续建项目2个。", None),
        # What 其中 and words such as 新增 tell are some of the projects.
        ("本次公开重点项目3个（其中：新增项目2个、延续项目1个），涉及金额356.5万元。", "3"),
        ("2019年重点项目共3个，其中一次性项目2个。", "3"),
        ("新增项目2个、续建项目1个，共3个项目，资金356.5万元。", "3"),
        ("2015年安排延续性项目4个。", None),
        ("新建的项目3个，在建的项目1个。", None),
        ("纳入公开的重点项目共有3项，金额合计356.5万元。", "3"),
        ("2021年公开项目三项。", "3"),
        ("2022年安排3个乡村振兴项目，资金356.5万元。", "3"),
        ("2007年共安排3个社区卫生建设项目，资金356.5万元。", "3"),
        ("编报绩效目标的项目50个，涉及资金90万元。现公开重点项目3个，涉及资金356.5万元。", "3"),
        ("我局2023年绩效目标项目3个，涉及资金356.5万元，具体如下：", "3"),
        ("现将下列3个绩效目标项目予以公开。", "3"),
        ("自治区本级2018年重点民生项目共计三个，安排资金356.5万元。", "3"),
        ("2021年我委预算安排3个重点支出项目，资金356.5万元。", "3"),
    ],
)
def test_only_words_that_announce_the_list_declare_how_many_it_has(told: str, count: str | None) -> None:
    found = read(DISCLOSURE.replace("清河县民政局2025年预算重点项目共3个，涉及资金356.5万元。", told))
    declared = found.document.declared_count
    assert (declared.value if declared else None) == count
    assert len(found.projects) == 3
    assert found.warnings == ()


EXPLANATION = """{title}
一、项目概况
{overview}
二、立项依据
清河区住建局《加装电梯补贴办法》（清住建规范〔2024〕2号）
三、实施主体
{unit}
四、实施方案
按台补贴。
五、实施周期
全年
六、年度预算安排
{funding}
七、绩效目标
详见单位的项目绩效目标表
{form}"""
DEFAULTS = {
    "title": "加装电梯补贴经费情况说明",
    "overview": "支持加装电梯。",
    "unit": "清江市清河区房屋管理局",
    "funding": "安排600万元。",
    "form": "",
}


def explanation(**changes: str) -> Extraction:
    return read(EXPLANATION.format(**{**DEFAULTS, **changes}))


@pytest.mark.parametrize(
    ("title", "overview", "name"),
    [
        ("加装电梯补贴经费情况说明", "支持。", "加装电梯补贴"),
        ("东门路改造工程项目经费情况说明", "改造。", "东门路改造工程"),
        ("养老服务补贴项目经费情况说明", "补贴。", "养老服务补贴项目"),
        ("督查工作业务经费项目经费情况说明", "督查。", "督查工作业务经费"),
        ("绿化专项（政策资金）经费情况说明", "绿化。", "绿化专项（政策资金）"),
        ("项目经费情况说明 ", "由清河区东门街道办事处建设的东门文化中心新建工程，位于东门。", "东门文化中心新建工程"),
        (
            "清江市清河区东门片区老旧小区综合整治与雨污分流改造\n工程项目经费情况说明",
            "改造。",
            "清江市清河区东门片区老旧小区综合整治与雨污分流改造工程",
        ),
        (
            "清江市清河区东门片区老旧小区综合整治与雨污分流项目经费情\n况说明",
            "改造。",
            "清江市清河区东门片区老旧小区综合整治与雨污分流项目",
        ),
        ("清江市清河区人民政府东门街道办事处部门预算\n\n绿化专项经费情况说明", "改造。", "绿化专项"),
        ("项目经费情况说明", "滨河步道提升项目位于清河两岸。", "滨河步道提升项目"),
    ],
)
def test_names_from_title_or_overview(title: str, overview: str, name: str) -> None:
    (project,) = explanation(title=title, overview=overview).projects
    assert project.name.value == name


def test_unnamed_project_is_told() -> None:
    found = explanation(title="项目经费情况说明", overview="支持加装。")
    assert found.projects[0].name.value == "项目经费情况说明"
    assert "prints no name" in found.warnings[0]


@pytest.mark.parametrize(
    ("unit", "form", "units"),
    [
        ("清江市清河区房屋管理局", "", ["清江市清河区房屋管理局"]),
        ("清江市清河区房屋管理局、清江市清河区财政局。", "", ["清江市清河区房屋管理局", "清江市清河区财政局"]),
        ("由清江市清河区房屋管理局负责组织实施，各街道办事处配合。", "", ["清江市清河区房屋管理局"]),
        ("实施主体为清河区房屋管理局。", "", ["清河区房屋管理局"]),
        ("本项目由清河区房屋管理局、清河区财政局共同实施。", "", ["清河区房屋管理局", "清河区财政局"]),
        ("清河区教育局下属36所中小学", "", []),
        ("本工程由建设单位东门街道办事处建设、设计单位负责设计。", "", ["东门街道办事处"]),
        ("建设单位：东门街道办事处\n施工单位：清江建工有限公司；\n监理单位：某监理有限公司", "", ["东门街道办事处"]),
        ("施工单位：清江建工有限公司；\n设计单位：某设计院有限公司", "", []),
        ("主要完成区委、区政府年度任务，使全区各单位明确目标。", "", []),
        (
            "施工单位：清江建工有限公司",
            "财政项目支出绩效目标申报表\n主管部门 实施单位 清河区市政工程建设中心\n",
            ["清河区市政工程建设中心"],
        ),
    ],
)
def test_implementing_units(unit: str, form: str, units: list[str]) -> None:
    (project,) = explanation(unit=unit, form=form).projects
    assert [u.value for u in project.units] == units


FORM = "财政项目支出绩效目标申报表\n项目资金总额 9,000,000.00 年度资金申请总额 6,500,000.00\n项目资金（元）\n"


@pytest.mark.parametrize(
    ("funding", "form", "yuan", "parts"),
    [
        ("2025年度预算安排22,614.51万元。", "", 226145100, 1),
        ("总预算1170.00万，其中支持甲870.00万，支持乙70.00万，支持丙230.00万，合计1170.00万。", "", 11700000, 1),
        ("第一季度用款计划10万元，第二季度用款计划10万元，第三季度用款计划15万元。", "", 350000, 3),
        ("第一季度 10万元 第二季度 20万元 第三季度 5万元", "", 350000, 3),
        ("2024年安排30万元，2025年安排40万元。", "", None, 0),
        ("全年共需1000万元。其中：中央承担80%，计800万元；区级承担20%，区级财政安排200万元。", "", 2000000, 1),
        (
            "（一）奖励金合计600万元，区级承担30万元。（二）保健费24万元，区级承担19万元。区级财政共计安排49万元。",
            "",
            490000,
            1,
        ),
        ("支持甲30万元，支持乙40万元。", "", None, 0),
        ("中央补助30万元，省级补助20万元。", "", 500000, 2),
        ("1.药品30万元；2.设备20万元；3.培训5万元。", "", 550000, 3),
        ("申报预算300万元。测算如下：1.药品100万，2.调查50万元，3.救治150万。", "", 3000000, 1),
        ("每人补助50元，按1000人计算，合计5万元。", "", 50000, 1),
        ("根据合同条款，按时拨付资金。", "", None, 0),
        ("按进度拨付。", FORM, 6500000, 1),
    ],
)
def test_the_amount_is_the_printed_total_or_the_sum_of_its_parts(
    funding: str, form: str, yuan: int | None, parts: int
) -> None:
    (project,) = explanation(funding=funding, form=form).projects
    assert project.amount == (None if yuan is None else Decimal(yuan))
    assert len(project.amount_parts) == parts
    if parts:
        assert sum(m.yuan for m in project.amount_parts) == project.amount
        assert {m.kind for m in project.amount_parts} == ({"total"} if parts == 1 else {"part"})


def test_an_unclear_amount_is_told() -> None:
    found = explanation(funding="支持甲30万元，支持乙40万元。")
    assert found.projects[0].amount is None
    assert "does not say which one is allocated" in found.warnings[0]


def test_several_title_lines_are_several_projects() -> None:
    text = "\n\n".join(EXPLANATION.format(**{**DEFAULTS, "title": f"{n}专项经费情况说明"}) for n in ("电梯", "绿化"))
    found = read(text)
    assert [p.name.value for p in found.projects] == ["电梯专项", "绿化专项"]
    assert found.document.title is None


NOTICE = """清河县卫生健康局文件
清卫发〔2024〕8号
清河县卫生健康局
关于印发2024年健康县城建设工作方案的通知
各乡镇卫生院，县直各医疗卫生单位：
现将方案印发给你们，请遵照执行。
一、总体要求
（一）建设健康步道。完成步道五公里。（县住建局牵头，县卫健局、县财政局配合）
（二）开展健康讲座。每月一次。
责任单位：县卫健局、县融媒体中心
配合单位：各乡镇，县教育局
（三）改造公厕十座。（牵头单位：县城管局；配合单位：县农业农村局、各乡镇人民政府）
（四）治理河道。（县水务局牵头，县农业农村局按职责分工负责）
（五）清运垃圾。（县城管局、县住建局按职责分工负责）
（六）开展宣传（包括海报、讲座）。（县委宣传部、县妇联,各乡镇、街道）再开展评比。（县爱卫办负责）
清河县卫生健康局
2024年3月5日
"""


def test_notice_bears_its_title_number_and_publisher() -> None:
    found = read(NOTICE)
    document = found.document
    assert document.kind == "notice"
    assert document.title is not None
    assert document.title.value == "清河县卫生健康局关于印发2024年健康县城建设工作方案的通知"
    assert document.number is not None and document.number.value == "清卫发〔2024〕8号"
    assert document.publisher is not None and document.publisher.value == "清河县卫生健康局"
    assert found.citations == (), "its own number is no citation"


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("国家税务总局公告2023年第43号", "国家税务总局公告2023年第43号"),
        ("广西壮族自治区水利厅通告第2号", "广西壮族自治区水利厅通告第2号"),
        ("2016年第9号公告", "公告2016年第9号"),
        ("贵州省人民政府令第31号", "贵州省人民政府令第31号"),
        ("皖青水发〔2023〕8号", "皖青水发〔2023〕8号"),
    ],
)
def test_a_line_of_the_head_that_is_a_number_is_the_documents_own(line: str, number: str) -> None:
    document = read(f"关于简化申报的规定\n{line}\n\n为方便办理，现将有关事项规定如下：\n一、合并申报。\n").document
    assert document.number is not None and document.number.value == number


def test_a_first_line_that_cites_is_not_the_documents_own_number() -> None:
    found = read("根据皖财农〔2021〕8号\n文关于下达资金的通知，现将有关事项通知如下。\n")
    assert found.document.number is None
    assert [citation.number for citation in found.citations] == ["皖财农〔2021〕8号"]


def test_tasks_with_their_units() -> None:
    tasks = read(NOTICE).tasks
    assert [(t.text, [u.value for u in t.lead], [u.value for u in t.participants]) for t in tasks] == [
        ("建设健康步道。完成步道五公里。", ["县住建局"], ["县卫健局", "县财政局"]),
        ("开展健康讲座。每月一次。", ["县卫健局", "县融媒体中心"], ["县教育局"]),
        ("改造公厕十座。", ["县城管局"], ["县农业农村局"]),
        ("治理河道。", ["县水务局"], ["县农业农村局"]),
        ("清运垃圾。", ["县城管局", "县住建局"], []),
        ("开展宣传（包括海报、讲座）。", ["县委宣传部", "县妇联"], []),
        ("再开展评比。", ["县爱卫办"], []),
    ]
    for task in tasks:
        assert NOTICE[task.start : task.end] == task.text
        assert all(NOTICE[u.start : u.end] == u.value for u in (*task.lead, *task.participants))


REPORT = """今年以来，全县各项工作有序推进，现将有关情况汇报如下。
一、重点工作完成情况
(一)项目建设
一是东门小学迁建项目建设。该项目为县重点项目，该项目总投资1.2亿元，其中中央资金2000万元、地方配套1亿元。
二是加强村图书室建设。争取财政资金60万元修建村图书室12个。
三是加强干部队伍建设。投入经费20万元开展培训。
四是县医院门诊楼建设项目总投资1800万元，已争取中央资金1200万元。
五是推进老街改造工程。已完成设计。
招商引资：滨河酒店项目，实际到位资金800万元，其中200万元用于设计。
二、下一步工作打算
继续努力。
"""


def test_works_of_a_report_with_their_money() -> None:
    found = read(REPORT)
    assert found.document.kind == "work-report"
    assert [(p.name.value, p.amount) for p in found.projects] == [
        ("东门小学迁建项目", Decimal(120000000)),
        ("村图书室建设", Decimal(600000)),
        ("县医院门诊楼建设项目", Decimal(18000000)),
        ("滨河酒店项目", Decimal(8000000)),
    ]
    inside = {m.surface: m.project for m in found.money}
    assert inside["2000万元"] == 1
    assert inside["20万元"] is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("清河县2024年卫生健康工作要点\n一、总体要求\n二、主要任务\n", "work-plan"),
        ("清河县教育局2024年工作总结\n一、工作成效\n", "work-report"),
        ("• 工作总结\n• 工作计划\n清河县2024年爱国卫生工作要点3篇\n一、总体要求\n", "work-plan"),
        ("清河县财政局关于下达补助资金的通知\n各乡镇：\n", "notice"),
        ("清河县养老服务条例\n第一条 为了发展养老服务，制定本条例。\n", "regulation"),
        ("随便写的一段话，经费10万元。", "other"),
    ],
)
def test_kinds(text: str, kind: DocumentKind) -> None:
    found = read(text)
    assert found.document.kind == kind
    assert bool(found.warnings) == (kind == "other")


@pytest.mark.parametrize("named", ["本单位", "我局", "本部门"])
def test_a_unit_may_speak_of_itself(named: str) -> None:
    found = read(DISCLOSURE.replace("（三）项目实施单位：清河县民政局。", f"（三）项目实施单位：{named}。"))
    assert [unit.value for unit in found.projects[1].units] == [named]


@pytest.mark.parametrize(
    ("units", "area"),
    [
        (("清河县水务局", "清河县柳林水库管理所"), "清河县"),
        (("玉溪市红塔区民政局", "红塔区民政局"), "玉溪市红塔区"),
        (("清河县水务局", "云岭县水务局"), None),
        (("水务局", "本单位"), None),
    ],
)
def test_a_disclosure_without_publisher_is_of_the_area_of_all_its_units(
    units: tuple[str, ...], area: str | None
) -> None:
    one = "项目名称\n\n河道清淤{0}\n\n立项依据\n\n《河道管理办法》。\n\n项目实施单位\n\n{1}\n\n资金安排情况\n\n安排10万元。\n\n"
    text = "项目经费情况说明\n\n" + "".join(one.format(count, unit) for count, unit in enumerate(units))
    found = read(text)
    assert len(found.projects) == len(units)
    assert (found.document.area and found.document.area.value) == area
