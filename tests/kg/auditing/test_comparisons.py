"""What the prose of budgets and accounts says of figures: each kind once as it holds, once as it does not, and where it stays open."""

from __future__ import annotations

from decimal import Decimal

import disclosures
import pytest

from kg.auditing.check_rows import Check
from kg.auditing.figures import audit

TABLE = (
    "2022年部门支出预算总表\n单位：元\n科目编码\t\t\t科目名称\t合计\t基本支出\t项目支出\n类\t款\t项\t\t\t\t\n"
    "205\t\t\t教育支出\t903,450\t903,450\t\n205\t02\t\t普通教育\t903,450\t903,450\t\n"
    "205\t02\t04\t高中教育\t903,450\t903,450\t\n合计\t\t\t\t903,450\t903,450\t\n"
)
HOLD_AND_FAIL = [
    ("机关运行经费支出51.30万元，比2021年度增加1.30万元，增长2.60%。", "2.60", "26.0", "change"),
    ("公用经费支出决算为48.00万元，比上年决算数50.00万元下降4.0%。", "下降4.0", "增长4.0", "change"),
    ("2021年执行数为60.00万元，2022年预算安排45.00万元，比2021年执行数减少25.00%。", "25.00", "33.33", "change"),
    ("2022年支出预算45.00万元，2021年支出预算60.00万元，比2021年预算减少15.00万元。", "15.00", "51.00", "change"),
    ("本年支出合计80.00万元。与2021年度相比，本年支出合计减少20.00万元，下降20.00%。", "下降20.00", "下降25.00", "change"),
    ("本年支出合计80.00万元，其中：基本支出50.00万元。2021年度支出合计为64.00万元，与2021年相比，支出增加16.00万元，增长25.00%。", "25.00", "21.60", "change"),
    ("2025年收支总预算88.00万元，2024年收支总预算80.00万元，2025年比2024年增加8.00万元，增长10.00%。", "增加8.00", "增加18.00", "change"),
    ("2009年总收入64.00万元，比2008年的60.00万元增长6.7%。其中：\n1.财政补助收入16.00万元，占总收入的25.0%；\n2.药品收入48.00万元，占总收入的75.0%。", "75.0", "57.0", "share"),
    ("公务用车购置费0万元，上年18.60万元，比上年减少18.60万元，下降100%。", "下降100", "下降50", "change"),
    ("培训费支出3,000元，去年3,200元，较去年减少200元，减少6.25%。", "减少200", "减少20", "change"),
    ("会议费2.00万元，上年为2.50万元，比上年减少0.50万元，下降20%。", "下降20", "下降25", "change"),
    ("年初预算为8.00万元，支出决算为6.00万元，完成年初预算的75.00%。", "75.00", "57.00", "completion"),
    ("支出决算为2.02万元，完成全年预算5.30万元的38.1%。", "38.1", "31.8", "completion"),
    ("支出决算为80.00万元，比上年增加10.00万元，增长14.3%，完成全年预算100.00万元的80.0%。", "80.0%", "88.0%", "completion"),
    ("本年支出合计90.00万元，其中：基本支出60.00万元，占66.67%；项目支出30.00万元，占33.33%。", "66.67", "67.66", "share"),
    ("年初预算为8.00万元，支出决算为6.00万元。决算数小于预算数的主要原因：厉行节约。", "小于", "大于", "direction"),
    ("“教育支出（类）普通教育（款）高中教育（项）”9.90万元，用于办学。2022年预算安排9.90万元。", "安排9.90", "安排9.09", "told-twice"),
    ("政府采购支出总额56.30万元，其中：货物支出18.30万元、工程支出12.00万元、服务支出26.00万元。", "56.30", "53.60", "sum"),
    ("基本支出90.00万元。其中：人员经费70.00万元，主要包括工资；公用经费20.00万元。", "公用经费20.00", "公用经费22.00", "sum"),
    ("“三公”经费预算数为9.00万元，与上年持平。其中：（一）因公出国（境）费3.00万元；（二）公务用车购置及运行费5.00万元；"
     "（三）公务接待费1.00万元。", "9.00", "9.90", "sum"),
    ("县级一般公共预算收入12.6亿元，加上上级补助收入20.3亿元、调入资金1.1亿元，总收入34.0亿元。", "34.0", "43.0", "sum"),
    ("全县公共预算收入20.5亿元，加上上级转移支付收入12.5亿元、上年结转收入3.73亿元、调入资金4.1亿元，收入总计40.83亿元。", "40.83", "48.03", "sum"),
    ("2020年本部门“三公”经费财政拨款支出决算为16.46万元，其中：因公出国（境）费支出决算为0万元；公务用车购置及运行维护费支出决算为13.90万元；"
     "公务接待费支出决算为2.56万元。", "16.46", "18.46", "sum"),
    ("“教育支出-普通教育-高中教育”科目90.35万元，用于办学。\n" + TABLE, "90.35", "93.05", "text-table"),
    ("教育支出（类）普通教育（款）高中教育（项）。主要用于办学。年初预算为99.00万元，支出决算为90.35万元。\n" + TABLE.replace("预算", "决算"), "90.35", "95.30", "text-table"),
    ("教育支出（类）普通教育（款）高中教育（项）2022年预算数为90.35万元，比2021年执行数减少。\n" + TABLE, "90.35", "95.30", "text-table"),
    ("2022年，某县三中支出预算90.35万元，比上年有所增加。\n" + TABLE, "90.35", "95.30", "text-table"),
]  # fmt: skip


def checks(text: str) -> list[Check]:
    return audit(disclosures.read(text))


def wrong(text: str) -> list[str]:
    return [c.check for c in checks(text) if c.verdict == "mismatch"]


@pytest.mark.parametrize(("text", "old", "new", "check"), HOLD_AND_FAIL)
def test_what_holds_and_what_does_not(text: str, old: str, new: str, check: str) -> None:
    assert wrong(text) == []
    assert check in [c.check for c in checks(text)]
    assert text.count(old) == 1
    found = [c for c in checks(text.replace(old, new)) if c.verdict == "mismatch"]
    assert [c.check for c in found] == [check]
    assert found[0].evidence


@pytest.mark.parametrize(
    "text",
    [
        "2021年执行数为0万元，2022年预算安排45.00万元，比2021年执行数增加100.00%。",  # growth from zero
        "因公出国（境）费5.00万元，去年未安排，比去年增加5.00万元，增长100%。",
        "公务接待费1.20万元（上年0元），比上年增加1.20万元，增长100%。",
        "会议费2.00万元，培训费上年为2.50万元，比上年减少0.90万元，下降36%。",  # of what, is not said
        "公务接待费3.00万元，比2021年度下降（增长）20.00%。",  # the form was not filled in
        "支出比上年增加5.00万元，主要原因是项目支出增加。",
        "机关运行经费支出51.30万元，主要原因是人员增加，较上年度增加113.00万元，增长1.00%。",  # of what, nobody says
        "年初预算为8.00万元，支出决算为8.00万元。决算数与预算数基本持平。",
        "基本支出60.00万元，占66.67%。",
        # a change has no share of the whole, and a part whose change is told as a rate has one all the same
        "收入500.00万元，其中：财政拨款300.00万元，比上年增加30.00万元，占60.00%；事业收入200.00万元，占40.00%。",
        "支出100.00万元，比上年增加20.00万元。其中：基本支出60.00万元，比上年增加15.00万元；项目支出40.00万元，比上年增长14.29%。",
        "支出100.00万元，比上年增加20.00万元。其中：基本支出60.00万元，比上年增加15.00万元；项目支出40.00万元，比上年增加。",
        "支出100.00万元，比上年增加20.00万元。其中：基本支出60.00万元，比上年增加15.00万元；项目支出40.00万元，与上年持平略增。",
        "支出决算为80.00万元，比上年增加10.00万元，完成全年预算100.00万元的80.00%。",
        "补助标准300元/人，比上年增加20元/人，增长9.00%。",
        "支出决算为2.02万元，完成全年预算5.30元/人的98.1%。",
        "“教育支出（类）普通教育（款）高中教育（项）”9.90元/人，用于办学。2022年预算安排9.09元/人",
        "政府采购支出56.30万元，其中：货物支出18.30万元。",  # parts that are not all told
        "县级收入12.6亿元，加上上级补助收入20.3亿元（其中：专项5.0亿元），总收入32.9亿元。",
        "支出预算93.05万元。\n" + TABLE.replace("支出预算总表", "收入预算总表").replace("支出", "收入"),
        "2021年支出预算93.05万元，2022年支出预算90.35万元。\n" + TABLE,  # last year's
        "教育支出（类）普通教育（款）高中教育（项）2021年预算数为95.30万元。\n" + TABLE,  # last year's as well
        "2021年部门预算80.00万元，2022年校舍维修预算50.00万元，比2021年预算增加10.00万元。",  # of one project, and of all
        "其他收入预算93.05万元，政府性基金支出预算12.00万元。\n" + TABLE,
        # what a paragraph without a subject compares with a year is no amount of that year
        "2020年收入预算900.00万元。\n说明：2019年预算数按调整后口径为880.00万元。\n与2019年决算数850.00万元相比，增加50.00万元，增长5.88%。",
        "2020年支出预算900.00万元。\n注：附表中2019年数均按划转后口径列为880.00万元。\n比2019年决算数850.00万元增加50.00万元。",
        "本年支出合计64.00万元。其中2018年结转资金安排9.00万元。比2018年决算数80.00万元减少16.00万元，下降20.00%。",
    ],
)
def test_what_is_open_is_no_contradiction(text: str) -> None:
    assert wrong(text) == []


def test_rounding_of_both_figures_is_allowed() -> None:
    """0.3 ÷ 0.7 may be anything from 33 % to 54 %."""
    told = "支出决算为0.3万元，完成全年预算0.7万元的{}%。"
    assert wrong(told.format("53.8")) == []
    assert wrong(told.format("54.3")) == ["completion"]


def test_a_share_may_be_of_either_whole() -> None:
    """Behind a second 其中 the page does not say which of the two amounts is the whole."""
    text = "支出100.00万元，其中：基本支出80.00万元，其中：人员经费40.00万元，占{}%。"
    assert [wrong(text.format(share)) for share in ("40.00", "50.00", "45.00")] == [[], [], ["share"]]


def test_a_finding_says_what_the_figures_come_to() -> None:
    (found,) = checks("年初预算为8.00万元，支出决算为6.00万元，完成年初预算的57.00%。")
    assert found.formula == "6 ÷ 8 = 75 %, stated 57 %"
    (found,) = checks("2021年执行数为60.00万元，2022年预算安排45.00万元，比2021年执行数增加25.00%。")
    assert found.note.endswith("the figures say the contrary of “比2021年执行数增加25.00%”")


def test_a_sum_of_rounded_parts_may_be_off_by_half_a_step_of_each() -> None:
    text = "本年支出合计200.{}万元，其中：基本支出66.67万元，项目支出66.67万元，经营支出66.67万元。"
    assert wrong(text.format("00")) == []
    text = "政府采购预算9.{}万元，其中：货物预算3.33万元、工程预算3.33万元、服务预算3.33万元。"
    assert [wrong(text.format(cents)) for cents in ("97", "96")] == [[], ["sum"]]


def test_figures_of_any_length_are_read_or_left() -> None:
    long = "9" * 40
    for text in (
        f"年初预算为{long}元，支出决算为{long}.{long}元，完成年初预算的{long}.{long}%。",
        f"支出1元，比上年增加{long}元，增长{long}%。",
    ):
        assert wrong(text) in ([], ["completion"])


@pytest.mark.parametrize(
    ("said", "verdicts"),
    [
        ("公务接待费支出2.40万元，比年初预算减少0.60万元，比上年减少0.35万元，下降12.73%。", ["rounded"]),
        ("公务接待费支出2.40万元，比年初预算减少0.60万元，比上年减少0.35万元，下降14.73%。", ["mismatch"]),
        ("公务用车运行费11.20万元，比年初预算减少0.80万元，下降6.67%，比上年增加1.20万元，增长12%。", ["rounded", "exact"]),
        ("会议费2019年1.50万元，2020年1.50万元，比年初预算减少0.50万元，与上年持平。", ["exact"]),
        ("培训费6.00万元，完成预算的60%，比年初预算减少4.00万元，比上年减少2.00万元，下降25%。", ["exact"]),
        ("部门收入预算56,320.15万元，比上年增长8.21%。", []),
        ("教育支出18.62亿元，增长7.3%，其中义务教育支出12.05亿元，比上年增长6.8%。", []),
    ],
)  # fmt: skip
def test_a_second_change_is_one_of_the_same_amount(said: str, verdicts: list[str]) -> None:
    checks = audit(disclosures.read(f"某县水利局2018年部门决算说明\n{said}\n"))
    assert [check.verdict for check in checks if check.check in ("change", "direction")] == verdicts


@pytest.mark.parametrize(
    ("whole", "general", "funds", "verdict"),
    [
        ("减少60.00万元", "减少60.00万元", "持平", ["exact"]),
        ("减少60.00万元", "减少45.00万元", "减少15.00万元", ["exact"]),
        ("减少69.00万元", "减少60.00万元", "持平", ["mismatch"]),
        ("增加69.00万元", "增加50.00万元", "增加29.00万元", ["mismatch"]),
        ("减少40.00万元", "减少60.00万元", "增加20.00万元", []),  # 增 and 减 are not added up
        ("减少69.00万元", "减少60.00万元，下降11.11%", "略有减少", []),  # not every part is told
    ],
)
def test_changes_of_all_parts_come_to_that_of_the_whole(
    whole: str, general: str, funds: str, verdict: list[str]
) -> None:
    text = (
        f"某区水务局2021年部门预算说明\n财政拨款支出预算500.00万元，比2020年预算{whole}。财政拨款支出预算中，"
        f"一般公共预算拨款支出预算480.00万元，比2020年预算{general}；政府性基金拨款支出预算20.00万元，比2020年预算{funds}。\n"
    )
    checks = audit(disclosures.read(text))
    assert [c.verdict for c in checks if c.check == "sum" and "500" not in c.formula] == verdict


_ROWS = [("增值税", 9860, 8742, "12.8"), ("企业所得税", 3215, 2980, "7.9"), ("个人所得税", 902, 815, "10.7"), ("房产税", 640, 602, "6.3"), ("印花税", 1106, 1180, "-6.3"), ("契税", 1288, 1201, "7.2")]  # fmt: skip


def _monthly(rates: dict[str, str], head: str = "比上年同期增减%", note: str = "") -> list[tuple[str, str]]:
    lines = [f"{name}\t{500 + now % 97}\t{now}\t{last}\t{rates.get(name, rate)}" for name, now, last, rate in _ROWS]
    text = (
        f"财政收支情况表\n单位：万元\n项目\t本月完成\t本年累计\t上年同期累计\t{head}\n" + "\n".join(lines) + f"\n{note}"
    )
    return [(check.verdict, check.stated) for check in checks(text) if check.check == "change"]


def test_a_column_of_rates_is_worked_out_from_the_two_columns_that_its_rows_show() -> None:
    assert [verdict for verdict, _ in _monthly({})] == ["rounded"] * 6
    assert [one for one in _monthly({"房产税": "16.3"}) if one[0] == "mismatch"] == [("mismatch", "16.3")]
    # Several that do not fit are of other columns, and a comparable basis is printed nowhere.
    assert _monthly({"房产税": "16.3", "契税": "2.7"}) == []
    assert _monthly({"房产税": "16.3"}, note="注：增减%按可比口径计算。") == []
    assert _monthly({"印花税": "6.3"}) == _monthly({}) or len(_monthly({"印花税": "6.3"})) == 6


def test_a_column_of_completion_is_worked_out_too() -> None:
    rows = [("甲桥", "1260.00", "1018.40", "80.8"), ("乙渠", "400.00", "390.00", "97.5"), ("丙路", "300.00", "300.00", "100.0"), ("丁站", "500.00", "480.00", "96.0"), ("戊园", "381.00", "321.76", "84.5")]  # fmt: skip
    text = "重点项目执行表\n单位：万元\n项目\t预算数\t支出数\t结余\t执行率%\n" + "".join(
        f"{name}\t{budget}\t{done}\t{float(budget) - float(done):.2f}\t{rate}\n" for name, budget, done, rate in rows
    )
    wrong = text.replace("80.8", "88.0")
    assert {c.verdict for c in checks(text) if c.check == "completion"} <= {"exact", "rounded"}
    assert [c.stated for c in checks(wrong) if c.check == "completion" and c.verdict == "mismatch"] == ["88"]


@pytest.mark.parametrize(
    "said", ["其他收入-1.10万元（冲回多计的利息）", "投资收益－1.10万元", "其他收入为-1.10万元", "其他收入负1.10万元"]
)
def test_a_part_may_be_less_than_nothing(said: str) -> None:
    told = f"2021年收入合计1,000.50万元，其中：财政拨款收入800.60万元；经营收入201.00万元；{said}。"
    assert [c.verdict for c in checks(told)] == ["exact"]
    assert wrong(told.replace("201.00", "210.00")) == ["sum"]
    assert wrong(told.replace(said, "其他收入1.10万元")) == ["sum"]


def test_what_is_taken_off_leaves_a_sum_open() -> None:
    assert not wrong("收入合计1,000.50万元，其中：拨款800.60万元；经营收入201.00万元；冲减其他收入1.10万元。")


_ITEMS = [
    ("小学教育", "2050202", "31.20"),
    ("初中教育", "2050203", "20.15"),
    ("住房公积金", "2210201", "8.40"),
    ("事业单位医疗", "2101102", "4.61"),
]


def _itemised(items: list[tuple[str, str, str]], cut: int = 40) -> str:
    said = "".join(f"{at}.{name}（{code}）{amount}万元；\n" for at, (name, code, amount) in enumerate(items, 1))
    rows = "".join(f"{code}\t{name[:cut]}\t{Decimal(amount) * 10000:,.2f}\n" for name, code, amount in _ITEMS)
    return f"本部门当年支出按科目分为：\n{said}支出明细表\n单位：元\n科目编码\t科目名称\t合计\n{rows}"


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("cut", [40, 3])
def test_an_item_that_a_list_tells_with_its_code_is_in_the_table(place: int, cut: int) -> None:
    assert wrong(_itemised(_ITEMS, cut)) == []
    name, code, amount = _ITEMS[place]
    told = [*_ITEMS]
    told[place] = (name, code, f"1{amount}")
    assert wrong(_itemised(told, cut)) == ["text-table"]


def test_a_list_of_another_year_or_fund_is_not_compared_with_the_table() -> None:
    assert wrong(_itemised([(name, code, f"1{amount}") for name, code, amount in _ITEMS])) == []
    assert wrong(_itemised([("幼儿教育", "2050202", "99.00"), *_ITEMS[1:]])) == []
