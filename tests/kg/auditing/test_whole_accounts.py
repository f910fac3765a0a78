"""Whole accounts made up in the forms of the ministry and of a city: nothing is said of them as they are, and any changed cell is found."""

from __future__ import annotations

import disclosures
import pytest

from kg.auditing.check_rows import Check
from kg.auditing.figures import audit
from loaders.money.statements import find

#: Final account as the ministry's forms have it: 行次 and 栏次, funds carried over below their sum, item codes in one cell.
MINISTRY = """云岭县水务局2021年度部门决算
收入支出决算总表
公开01表
部门：云岭县水务局\t\t\t\t金额单位：万元\t
收入\t\t\t支出\t\t
项目\t行次\t金额\t项目\t行次\t金额
栏次\t\t1\t栏次\t\t2
一、一般公共预算财政拨款收入\t1\t612.40\t一、一般公共服务支出\t31\t
二、政府性基金预算财政拨款收入\t2\t80.00\t二、社会保障和就业支出\t32\t58.30
三、国有资本经营预算财政拨款收入\t3\t\t三、农林水支出\t33\t645.25
四、上级补助收入\t4\t\t\t34\t
五、事业收入\t5\t12.15\t\t35\t
本年收入合计\t27\t704.55\t本年支出合计\t57\t703.55
使用非财政拨款结余\t28\t\t结余分配\t58\t
年初结转和结余\t29\t6.50\t年末结转和结余\t59\t7.50
总　计\t30\t711.05\t总　计\t60\t711.05
支出决算表
公开03表
部门：云岭县水务局\t\t\t\t\t\t金额单位：万元\t
项目\t\t本年支出合计\t基本支出\t项目支出\t上缴上级支出\t经营支出\t对附属单位补助支出
功能分类科目编码\t科目名称\t\t\t\t\t\t
栏次\t\t1\t2\t3\t4\t5\t6
合计\t\t703.55\t341.15\t362.40\t\t\t
208\t社会保障和就业支出\t58.30\t58.30\t\t\t\t
20805\t行政事业单位养老支出\t58.30\t58.30\t\t\t\t
2080501\t行政单位离退休\t18.10\t18.10\t\t\t\t
2080505\t机关事业单位基本养老保险缴费支出\t40.20\t40.20\t\t\t\t
213\t农林水支出\t645.25\t282.85\t362.40\t\t\t
21303\t水利\t645.25\t282.85\t362.40\t\t\t
2130301\t行政运行\t282.85\t282.85\t\t\t\t
2130305\t水利工程建设\t362.40\t\t362.40\t\t\t
财政拨款收入支出决算总表
公开04表
部门：云岭县水务局\t\t\t\t\t\t\t金额单位：万元
收入\t\t\t支出\t\t\t\t
项目\t行次\t金额\t项目\t行次\t合计\t一般公共预算财政拨款\t政府性基金预算财政拨款
一、一般公共预算财政拨款\t1\t612.40\t一、社会保障和就业支出\t33\t58.30\t58.30\t
二、政府性基金预算财政拨款\t2\t80.00\t二、农林水支出\t34\t634.10\t554.10\t80.00
本年收入合计\t3\t692.40\t本年支出合计\t35\t692.40\t612.40\t80.00
年初财政拨款结转和结余\t4\t5.20\t年末财政拨款结转和结余\t36\t5.20\t5.20\t
一般公共预算财政拨款\t5\t5.20\t\t37\t\t\t
政府性基金预算财政拨款\t6\t\t\t38\t\t\t
总　计\t7\t697.60\t总　计\t39\t697.60\t617.60\t80.00
一、收入支出决算总体情况说明
云岭县水务局2021年度收入支出总计711.05万元。与2020年度相
比，收入支出总计增加11.05万元，增长1.58%，主要原因是工程
项目增加。
二、支出决算情况说明
本年支出合计703.55万元，其中：基本支出341.15万元，占48.4
9%；项目支出362.40万元，占51.51%。
三、政府采购支出情况
2021年度政府采购支出总额96.40万元，其中：政府采购货物支出6.
40万元、政府采购工程支出70.00万元、政府采购服务支出20.00万元。
"""
#: Budget in yuan, codes in three columns, the total left of its columns, and vehicles under a head of two rows.
CITY = """2023年部门收入预算总表
编制部门：江湾区档案馆 单位：元
项目\t\t\t\t收入预算\t\t\t
功能分类科目编码\t\t\t功能分类科目名称\t合计\t财政拨款收入\t事业收入\t其他收入
类\t款\t项\t\t\t\t\t
201\t\t\t一般公共服务支出\t3,204,000\t3,104,000\t0\t100,000
201\t26\t\t档案事务\t3,204,000\t3,104,000\t0\t100,000
201\t26\t01\t行政运行\t2,100,000\t2,100,000\t0\t0
201\t26\t04\t档案馆\t1,104,000\t1,004,000\t0\t100,000
221\t\t\t住房保障支出\t260,500\t260,500\t0\t0
221\t02\t\t住房改革支出\t260,500\t260,500\t0\t0
221\t02\t01\t住房公积金\t260,500\t260,500\t0\t0
合计\t3,464,500\t3,364,500\t0\t100,000
2023年部门“三公”经费和机关运行经费预算表
编制部门：江湾区档案馆 单位:万元
“三公”经费预算数\t\t\t\t\t\t机关运行经费预算数
合计\t因公出国(境)费\t公务接待费\t公务用车购置及运行费\t\t\t
\t\t\t小计\t购置费\t运行费\t
7.30\t2.00\t0.80\t4.50\t\t4.50\t21.36
2023年，江湾区档案馆收入预算346.45万元，其中：财政拨款收入336.45万元，比2022年预算增加6.45万元；其他收入10.00万元。
1.“一般公共服务支出（类）档案事务（款）行政运行（项）”210.00万元，主要用于人员经费。2022年当年预算执行数为200.00万元，2023年预算安排210.00万元，比2022年预算执行数增加5.00%。
2023年“三公”经费预算数为7.30万元，比2022年预算减少0.20万元。其中：
（一）因公出国（境）费2.00万元，与2022年预算持平。
（二）公务用车购置及运行费4.50万元，比2022年预算减少0.20万元。其中：公务用车购置费0万元，与2022年预算持平；公务用车运行费4.50万元，比2022年预算减少0.20万元。
（三）公务接待费0.80万元，与2022年预算持平。
2023年江湾区档案馆财政拨款的机关运行经费预算为21.36万元。
"""  # noqa: E501


def checks(text: str) -> list[Check]:
    return audit(disclosures.read(text))


@pytest.mark.parametrize(("text", "least"), [(MINISTRY, 40), (CITY, 40)])
def test_nothing_is_said_of_an_account_that_holds(text: str, least: int) -> None:
    found = checks(text)
    assert [c.formula for c in found if c.verdict == "mismatch"] == []
    assert len([c for c in found if c.verdict in ("exact", "rounded")]) >= least


@pytest.mark.parametrize("text", [MINISTRY, CITY])
def test_every_cell_that_is_changed_is_found(text: str) -> None:
    """Each figure of the tables once with its first digit changed: all of them stand in a sum or in the text."""
    cells = [
        figure
        for statement in find(text)
        for side in statement.sides
        for row in side.rows
        for figure in row.figures
        if figure is not None and figure.yuan
    ]
    assert len(cells) > 25
    missed = []
    for cell in cells:
        printed = text[cell.start : cell.end]
        other = f"{int(printed[0]) % 9 + 1}{printed[1:]}"
        changed = checks(text[: cell.start] + other + text[cell.end :])
        if not any(
            c.verdict == "mismatch" and any(e.start < cell.end and e.end > cell.start for e in c.evidence)
            for c in changed
        ):
            missed.append((printed, text[text.rfind("\n", 0, cell.start) + 1 : cell.start]))
    assert missed == []
