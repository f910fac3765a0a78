"""The sums of the tables of budgets and accounts: each must be found when it fails, and nothing said where it holds or is open."""

from __future__ import annotations

import disclosures
import pytest

from kg.auditing.check_rows import Check
from kg.auditing.figures import audit

CODED = "部门支出总表\n单位：万元\n科目编码\t科目名称\t合计\t基本支出\t项目支出\n"
TREE = (
    "205\t教育支出\t90.00\t60.00\t30.00\n20502\t普通教育\t90.00\t60.00\t30.00\n2050202\t小学教育\t50.00\t40.00\t10.00\n"
)
LAST = "2050204\t高中教育\t40.00\t20.00\t20.00\n合计\t\t90.00\t60.00\t30.00\n"
INCOME = "部门收入总表\n单位：元\n单位名称\t合计\t上年结转\t财政拨款收入\t其他收入\n"
BALANCE = (
    "收支总表\n单位：万元\n收入\t\t支出\t\n项目\t决算数\t项目\t决算数\n一、财政拨款收入\t80.20\t一、教育支出\t79.00\n"
)
CLOSED = (
    "本年收入合计\t80.20\t本年支出合计\t79.00\n年初结转和结余\t3.00\t年末结转和结余\t4.20\n总计\t83.20\t总计\t83.20\n"
)
THREE = (
    "三公经费支出表\n单位：万元\n合计\t\t因公出国（境）费\t\t公务用车购置及运行维护费\t\t\t\t\t\t公务接待费\t\n"
    "\t\t\t\t小计\t\t公务用车购置费\t\t公务用车运行维护费\t\t\t\n" + "预算数\t决算数\t" * 6
).rstrip() + "\n"
ROW = "9.00\t7.50\t\t\t6.00\t5.50\t\t\t6.00\t5.50\t3.00\t2.00\n"


def wrong(text: str) -> list[tuple[str, str, str]]:
    return [(c.check, c.stated, c.computed) for c in checks(text) if c.verdict == "mismatch"]


def checks(text: str) -> list[Check]:
    return audit(disclosures.read(text))


@pytest.mark.parametrize("text", [CODED + TREE + LAST, BALANCE + CLOSED, THREE + ROW])
def test_nothing_is_wrong_where_all_holds(text: str) -> None:
    assert wrong(text) == []
    assert sum(c.verdict == "exact" for c in checks(text)) >= 3


@pytest.mark.parametrize(
    ("text", "old", "new", "found"),
    [
        (CODED + TREE + LAST, "小学教育\t50.00\t40.00", "小学教育\t50.00\t41.00", [("table-row", "50", "51"), ("code-tree", "60", "61")]),
        (CODED + TREE + LAST, "205\t教育支出\t90.00", "205\t教育支出\t96.00", [("code-tree", "96", "90"), ("table-row", "96", "90"), ("table-total", "90", "96")]),
        (CODED + TREE + LAST, "合计\t\t90.00\t60.00\t30.00", "合计\t\t90.00\t60.00\t33.00", [("table-row", "90", "93"), ("table-total", "33", "30")]),
        (BALANCE + CLOSED, "3.00\t年末", "3.10\t年末", [("table-total", "83.2", "83.3")]),
        (BALANCE + CLOSED, "总计\t83.20\t总计\t83.20", "总计\t83.20\t总计\t83.02", [("balance", "83.2", "83.02"), ("table-total", "83.02", "83.2")]),
        (THREE + ROW, "9.00\t7.50", "9.00\t5.70", [("table-row", "5.7", "7.5")]),
        (THREE + ROW, "6.00\t5.50\t\t\t6.00\t5.50", "6.00\t5.50\t\t\t6.00\t5.05", [("table-row", "5.5", "5.05")]),
    ],
)  # fmt: skip
def test_a_changed_figure_is_found(text: str, old: str, new: str, found: list[tuple[str, str, str]]) -> None:
    assert text.count(old) == 1
    assert sorted(wrong(text.replace(old, new))) == sorted(found)


def test_a_sum_may_be_off_by_the_rounding_of_its_figures() -> None:
    rounded = CODED + "205\t教育支出\t9.99\t3.33\t6.67\n"
    assert [c.verdict for c in checks(rounded)] == ["within-rounding"]
    assert wrong(rounded.replace("9.99", "9.97")) == [("table-row", "9.97", "10")]


def test_a_column_that_nobody_knows_leaves_the_sum_open() -> None:
    assert wrong(INCOME + "某县三中\t90\t10\t70\t10\n") == []
    assert wrong(INCOME + "某县三中\t90\t10\t70\t20\n") == [("table-row", "90", "100")]
    assert checks((INCOME + "某县三中\t90\t10\t70\t20\n").replace("上年结转", "往来款项")) == []


def test_children_that_are_not_all_printed_leave_the_class_open() -> None:
    assert not [c for c in checks(CODED + TREE.replace("20502\t", "2050299\t") + LAST) if c.check == "code-tree"]


def test_a_table_whose_sums_mostly_fail_was_not_understood() -> None:
    """Its columns stand for something else than their names say here: better no word than a false one."""
    rows = "".join(f"2050{n}\t学校\t{n * 10}.00\t{n}.00\t{n}.00\n" for n in range(1, 6))
    assert [c for c in checks(CODED + rows) if c.check == "table-row"] == []


def test_a_finding_names_its_table_its_row_and_its_column() -> None:
    (found,) = [c for c in checks(CODED + "205\t教育支出\t91.00\t60.00\t30.00\n") if c.verdict == "mismatch"]
    assert found.note == "部门支出总表 · 教育支出 · 合计 · the total of a row is the sum of its columns"
    assert [e.surface for e in found.evidence] == ["60.00", "30.00", "91.00"]
    assert found.formula == "60 + 30 = 90 万元, stated 91 万元"


@pytest.mark.parametrize(
    ("heads", "change", "verdicts"),
    [
        ("2013年决算数\t2014年预算数\t增减额", "1,080", ["exact", "exact"]),
        ("上年预算数\t本年预算数\t比上年增减额", "1,080", ["exact", "exact"]),
        ("2013年决算数\t2014年预算数\t增减额", "1,800", ["exact", "mismatch"]),
        ("2013年决算数\t2014年预算数\t增减%", "7.59", []),
        ("2012年决算数\t2014年预算数\t增减额", "1,080", []),  # of which year the change is, is open
    ],
)
def test_a_change_is_what_this_year_is_more_than_the_last(heads: str, change: str, verdicts: list[str]) -> None:
    text = (
        f"某县2014年民生支出情况表\n单位：万元\n项目\t{heads}\n社会保障支出\t18,940\t18,460\t{'-480' if verdicts else '-2.53'}\n"
        f"医疗卫生支出\t14,220\t15,300\t{change}\n"
    )
    assert [check.verdict for check in audit(disclosures.read(text)) if check.check == "change"] == verdicts


@pytest.mark.parametrize(
    ("unit", "heads", "change", "verdicts"),
    [
        ("元", "2017年决算数（元）\t2018年预算数（元）\t增减数（万元）", "3.45", ["rounded", "exact"]),
        ("元", "2017年决算数\t2018年预算数\t增减额（万元）", "3.46", ["mismatch", "exact"]),
        ("万元", "2017年决算数（元）\t2018年预算数（元）\t增减数（单位：万元）", "3.45", ["rounded", "exact"]),
        # the change may be in the unit of the table or in that of the columns
        ("万元", "2017年决算数（元）\t2018年预算数（元）\t增减数", "3.45", []),
    ],
)
def test_a_change_may_be_in_another_unit(unit: str, heads: str, change: str, verdicts: list[str]) -> None:
    text = f"某县2018年机关运行经费表\n单位：{unit}\n项目\t{heads}\n办公费\t120,500\t155,010\t{change}\n差旅费\t80,000\t60,000\t-2.00\n"
    assert [check.verdict for check in audit(disclosures.read(text)) if check.check == "change"] == verdicts


@pytest.mark.parametrize(
    ("cells", "verdicts"),
    [
        ("24.10\t1.64\t11.81\t6.73\t3.92", ["exact"] * 5),
        ("24.10\t1.64\t11.81\t7.63\t3.92", ["exact", "exact", "exact", "mismatch", "exact"]),
        # another unit whose row is not printed, or a part of the total
        ("14.10\t1.64\t1.81\t6.73\t3.92", []),
        ("20.10\t0.64\t9.81\t5.73\t3.92", []),
    ],
)
@pytest.mark.parametrize("code", ["", "312001"])
def test_the_one_row_below_a_total_repeats_it(code: str, cells: str, verdicts: list[str]) -> None:
    text = (
        "“三公”经费支出表\n单位：万元\n单位编码\t单位名称\t合计\t因公出国（境）费用\t公务用车购置费\t公务用车运行费\t公务接待费\n"
        f"\t合计\t24.10\t1.64\t11.81\t6.73\t3.92\n{code}\t临洮河县交通运输局\t{cells}\n"
    )
    assert [check.verdict for check in audit(disclosures.read(text)) if check.check == "table-total"] == verdicts


def test_a_change_without_a_sign_may_be_how_much_less_and_one_in_per_cent_contradicts_nothing() -> None:
    text = "某县2009年会议费表\n单位：万元\n项目\t2008年决算数\t2009年预算数\t增减{}\n会议费\t60.00\t45.00\t{}\n培训费\t20.00\t25.00\t{}\n"
    for kind, down, up, verdicts in [
        ("额", "15.00", "5.00", ["exact", "exact"]),
        ("额", "-15.00", "5.00", ["exact", "exact"]),
        ("额", "15.00", "6.00", ["exact", "mismatch"]),
        ("变动", "-25.00", "25.00", []),
        ("", "-25.0", "26.0", []),
    ]:
        found = audit(disclosures.read(text.format(kind, down, up)))
        assert [check.verdict for check in found if check.check == "change"] == verdicts, (kind, down, up)


def test_a_total_may_stand_in_the_column_of_numbers() -> None:
    text = (
        "某州饮水补助分配表\n单位：万元\n序号\t县（市）\t项目名称\t金额\n1\t凯里市\t舟溪镇供水工程\t120\n"
        "2\t凯里市\t炉山镇蓄水池\t85\n3\t麻江县\t宣威镇水厂\t160\n合计\t\t\t365\n"
    )
    assert [check.verdict for check in audit(disclosures.read(text))] == ["exact"]


LISTED = "清河县水利局2024年项目支出表\n单位：万元\n项目名称\t预算数\t财政拨款\t其他资金\n合计\t600\t{}\t100\n城北堤防维护项目\t300\t250\t50\n{}清河治理项目\t300\t250\t50\n"


@pytest.mark.parametrize(
    ("inside", "told"),
    [
        ("", ["exact", "mismatch"]),
        ("\t其中：人工费\t100\t\n\t材料费\t150\t\n", ["exact", "mismatch"]),  # rows without a name
        ("其中：人工费\t100\t100\t\n材料费\t200\t150\t50\n", ["exact", "mismatch"]),
        ("其中：人工费\t100\t250\t\n材料费\t200\t\t50\n", ["exact", "mismatch"]),
        ("其中：人工费\t100\t80\t20\n材料费\t20\t20\t\n", []),  # not all that there is: it may end anywhere
    ],
)
def test_what_parts_a_row_of_a_list_is_not_added_to_it(inside: str, told: list[str]) -> None:
    found = [
        [one for one in audit(disclosures.read(LISTED.format(total, inside))) if one.check == "table-total"]
        for total in ("500", "400")
    ]
    assert [one.verdict for checks in found for one in checks if one.stated[:3] in ("500", "400")] == told


@pytest.mark.parametrize(
    ("heads", "rows", "expected"),
    [
        ("1997年\t1996年\t增+减-", "教育\t320\t300\t+20\n卫生\t110\t150\t-40\n合计\t430\t450\t-20\n", []),
        ("1997年\t1996年\t增+减-", "教育\t320\t300\t+20\n卫生\t110\t150\t-40\n合计\t430\t450\t-60\n", ["-60"]),
        ("本年\t上年\t增（＋）减（△）", "行政\t1,238\t1,305\t△67\n公检法\t864\t790\t＋74\n合计\t2,102\t2,095\t＋7\n", []),
        ("2003年\t2002年\t增减（△）", "人员经费\t8,120\t7,900\t220\n公务费\t1,040\t1,310\t△270\n合计\t9,160\t9,210\t△50\n", []),
        ("2003年\t2002年\t增减额", "人员经费\t8,120\t7,900\t220\n公务费\t1,040\t1,310\t（270.0）\n合计\t9,160\t9,210\t（80.0）\n", ["-80"]),
        ("本月金额\t累计", "上缴\t△1,200\t100\n收回\t＋3,400.50\t200\n调整\t—150.50\t300\n合计\t2,050.00\t600\n", []),
        ("本月金额\t累计", "上缴\t△1,200\t100\n收回\t＋3,400.50\t200\n调整\t—150.50\t300\n合计\t2,150.00\t600\n", ["2150"]),
        # what is printed in a cell and is no figure leaves its column open
        ("预算数\t本级", "渠道\t100\t20\n机井\t约50\t10\n道路\t30\t30\n合计\t180\t60\n", []),
        ("合计\t中央资金\t省级资金", "渠道\t120\t100（含上年）\t20\n机井\t60\t50\t10\n合计\t180\t150\t30\n", []),
    ],
)  # fmt: skip
def test_figures_may_be_less_than_nothing_and_one_that_is_not_read_leaves_a_sum_open(
    heads: str, rows: str, expected: list[str]
) -> None:
    found = checks(f"宁远县支出对比表\n单位：万元\n项目\t{heads}\n{rows}")
    assert [one.stated for one in found if one.verdict == "mismatch"] == expected


_MONTHS = [10 * number for number in range(1, 13)]


@pytest.mark.parametrize(
    ("last", "figures", "whole", "expected"),
    [
        ("全年合计", _MONTHS, 780, []),
        ("全年合计", _MONTHS, 790, ["790"]),
        ("合计", _MONTHS, 708, ["708"]),
        ("全年预算", _MONTHS, 900, []),  # what was planned
        ("全年合计", [sum(_MONTHS[:number]) for number in range(1, 13)], 780, []),  # up to the end of each month
        ("全年合计", [10, *[""] * 11], 780, []),  # the months to come
    ],
)
@pytest.mark.parametrize("month", ["{}月", "{}月份"])
def test_a_year_is_its_months(month: str, last: str, figures: list[object], whole: int, expected: list[str]) -> None:
    heads = "\t".join(month.format(number) for number in range(1, 13))
    cells = "\t".join(map(str, figures))
    text = f"东乡县2011年税收分月入库表（金额：万元）\n税种\t{heads}\t{last}\n营业税\t{cells}\t{whole}\n"
    assert [one.stated for one in checks(text) if one.verdict == "mismatch"] == expected


BESIDE = "临江市民政事业支出表\n单位：万元\n科目\t{}\n"


@pytest.mark.parametrize(
    ("heads", "rows", "expected"),
    [
        ("合计\t教育局\t卫生局\t民政局", "预算数\t1,860\t1,000\t520\t340\n执行数\t1,905\t1,012\t531\t352\n", ["1905"]),
        ("合计\t教育局\t卫生局\t民政局", "预算数\t1,860\t1,000\t520\t340\n执行数\t1,895\t1,012\t531\t352\n完成%\t101.9\t101.2\t102.1\t103.5\n", []),
        ("东关镇\t南坪乡\t石桥镇\t总计", "拨款\t30.5\t21.5\t18\t70\n自筹\t9\t8\t7\t29\n贷款\t1\t2\t4\t7\n", ["29"]),
        ("共计\t麻江县\t施秉县\t镇远县", "1988年\t60\t30\t20\t10\n1989年\t81\t33\t21\t27\n", []),
        # what is blank in the rows that hold may be inside another column
        ("合计\t水库\t渠道\t泵站", "1996年\t50\t30\t20\t\n1997年\t60\t35\t25\t5\n", []),
        ("合计\t水库\t其中：加固\t渠道\t泵站", "1996年\t50\t30\t0\t20\t\n1997年\t60\t35\t5\t25\t\n", []),
        ("合计\t预算\t执行\t结余", "水库\t50\t30\t20\t\n渠道\t60\t35\t20\t15\n", []),
        ("合计\t水库\t渠道\t泵站", "1996年\t60\t30\t20\t5\n1997年\t70\t35\t25\t5\n", []),  # other things may be left out
    ],
)  # fmt: skip
def test_a_total_beside_columns_that_are_named_alone(heads: str, rows: str, expected: list[str]) -> None:
    assert [one.stated for one in checks(BESIDE.format(heads) + rows) if one.verdict == "mismatch"] == expected


@pytest.mark.parametrize(
    "rows",
    [
        "水利\t120\t150\n林业\t80\t80\n小计\t200\t230\n加：上年结转\t20\t25\n减：上解\t10\t10\n合计\t210\t245\n",
        "收入\t120\t150\n补助\t80\t80\n扣除：返还\t10\t10\n合计\t190\t220\n",
        "预算\t500\t300\n调整\t520\t300\n合计\t1,020\t610\n注：调整数含预备费10万元\t\t\n",
    ],
)
def test_what_is_taken_off_or_noted_below_a_table_leaves_its_sums_open(rows: str) -> None:
    found = checks(f"两当县支农资金表\n单位：万元\n项目\t国拨\t计\n{rows}")
    assert not [one for one in found if one.verdict == "mismatch"]


def _counted(amounts: list[str], total: str, first: int = 1) -> str:
    rows = "".join(f"{at}\t采购项目{at}\t货物\t{one}\t5月\n" for at, one in enumerate(amounts, first))
    return f"采购意向\n单位：元\n序号\t项目名称\t类别\t预算金额\t采购时间\n{rows}合计\t\t\t{total}\t\n"


_PRICES = ["115360.00", "149600.00", "40620.00", "238750.00", "95000.00"]


@pytest.mark.parametrize("total", ["539330.00", "693330.00", "639300.00", "63933.00", "640330.00"])
def test_a_list_that_counts_its_rows_has_all_that_its_total_is_of(total: str) -> None:
    assert wrong(_counted(_PRICES, "639330.00")) == []
    assert [check for check, *_ in wrong(_counted(_PRICES, total))] == ["table-total"]


@pytest.mark.parametrize(
    "text",
    [
        _counted(_PRICES, "939330.00", first=3),  # the first two rows stand elsewhere
        _counted([*_PRICES, ""], "939330.00"),  # what one row costs is open
        _counted(_PRICES[:3], "939330.00"),
        _counted([*_PRICES, "60000.00"], "639330.00"),  # the last one is in another
        _counted(_PRICES, "939330.00").replace("3\t采购", "2.1\t采购"),
    ],
)
def test_a_list_with_gaps_may_not_have_all(text: str) -> None:
    assert wrong(text) == []


def test_items_alone_come_to_the_total_as_their_carried_over_funds_do() -> None:
    head = "收支及结转结余情况表\n单位：万元\n科目编码\t科目名称\t年初结转和结余\t本年收入\t年末结转和结余\n"
    rows = "2100502\t事业单位医疗\t1.35\t9.47\t1.02\n2100716\t服务机构\t6.02\t143.88\t8.35\n2210201\t住房公积金\t2.00\t17.36\t3.10\n"
    text = f"{head}合计\t\t9.37\t170.71\t12.47\n{rows}"
    assert wrong(text) == []
    assert wrong(text.replace("8.35", "3.85")) == [("table-total", "12.47", "7.97")]
