"""Whole budgets and final accounts in the forms of several provinces; each figure is printed from one ledger (:mod:`benchmarks.ledgers`).

Whoever changes one of a document's ``figures`` makes it contradict itself: some other figure must agree with each of them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from benchmarks.ledgers import (
    ALL,
    BASIC,
    CARRIED,
    ECONOMIC,
    FUND,
    GENERAL,
    OPERATING,
    OTHER,
    OWN,
    PROJECT,
    STAFF,
    Ledger,
)

Cell = str | int | None
Column = tuple[str, Callable[[str], int]]


@dataclass
class Document:
    """A text in the making; ``figures`` are where those of its tables stand that others must agree with, ``told`` those of its prose."""

    yuan: bool
    zero: str = ""
    commas: bool = False
    text: str = ""
    figures: list[tuple[int, int]] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)

    def printed(self, yuan: int) -> str:
        shape = "," if self.commas else ""
        if not yuan:
            return self.zero
        return f"{yuan:{shape}.2f}" if self.yuan else f"{(yuan + 0.001) / 10_000:{shape}.2f}"

    def table(self, title: str, heads: Sequence[Sequence[str]], rows: Sequence[Sequence[Cell]], note: str = "") -> None:
        """A table; ints are figures."""
        width = max(map(len, heads))
        self.text += f"{title}\n{note}单位：{'元' if self.yuan else '万元'}\n"
        for head in heads:
            self.text += "\t".join([*head, *[""] * (width - len(head))]) + "\n"
        for row in rows:
            for number, cell in enumerate([*row, *[""] * (width - len(row))]):
                self.text += "\t" if number else ""
                if isinstance(cell, int) and cell:
                    self.figures.append((len(self.text), len(self.text) + len(self.printed(cell))))
                self.text += self.printed(cell) if isinstance(cell, int) else cell or ""
            self.text += "\n"

    def say(self, *parts: str | int) -> None:
        """A paragraph; ints are amounts in yuan, told in ten thousands."""
        for part in parts:
            words = part if isinstance(part, str) else f"{(part + 0.001) / 10_000:.2f}"
            if isinstance(part, int) and part:
                self.told.append((len(self.text), len(self.text) + len(words)))
            self.text += words if isinstance(part, str) else f"{words}万元"
        self.text += "\n"


def beside(*sides: Sequence[Sequence[Cell]]) -> list[list[Cell]]:
    """Tables side by side; the shorter ones go on with blanks."""
    widths = [max(map(len, side)) for side in sides]
    rows = zip_longest(*sides, fillvalue=())
    return [[cell for part, width in zip(row, widths, strict=True) for cell in [*part, *[""] * (width - len(part))]] for row in rows]  # fmt: skip


def by_code(
    of: Ledger, columns: Sequence[Column], source: Sequence[str] | str = ALL, *, parted: bool = False, last: bool = True
) -> list[list[Cell]]:
    """A row for each code with its columns, the total above or below; ``parted`` codes stand in three columns."""
    rows: list[list[Cell]] = []
    for code, name in of.rows(source):
        label: list[Cell] = [code[:3], code[3:5], code[5:], name] if parted else [code, name]
        rows.append([*label, *(column(code) for _, column in columns)])
    total: list[Cell] = ["合计", *[""] * (3 if parted else 1), *(column("") for _, column in columns)]
    return [*rows, total] if last else [total, *rows]


def by_economic(of: Ledger, *, parted: bool, last: bool) -> list[list[Cell]]:
    """Basic expenditure by economic class: all, for staff, for operating."""
    rows: list[list[Cell]] = []

    def row(label: list[Cell], codes: Sequence[str]) -> None:
        sides = [sum(of.spent(code) for code in codes if (code[:3] in ("301", "303")) is staff) for staff in (True, False)]  # fmt: skip
        rows.append([*label, sum(sides), *sides])

    for code, (name, parts) in sorted(ECONOMIC.items()):
        if of.spent(code):
            row([code, "", name] if parted else [code, name], [code])
            for inner, called in parts:
                if of.spent(inner):
                    row([inner[:3], inner[3:], called] if parted else [inner, called], [inner])
    row(["合计", *[""] * (2 if parted else 1)], list(ECONOMIC))
    return rows if last else [rows[-1], *rows[:-1]]


# -- budgets


def ministry(of: Ledger) -> Document:
    """Budget as the ministry's model has it: ten thousands, joined codes, the total below, last year's budget beside this one."""
    page, grants = Document(yuan=False), (GENERAL, FUND)
    page.text = f"{of.body}{of.year}年部门预算\n目录\n第一部分 部门概况\n"
    income = [
        ("一般公共预算拨款收入", GENERAL),
        ("政府性基金预算拨款收入", FUND),
        ("事业收入", OWN),
        ("其他收入", OTHER),
    ]
    own = (GENERAL, FUND, OWN, OTHER)
    left = [[f"{'一二三四'[n]}、{name}", of.sum(source=source)] for n, (name, source) in enumerate(income)]
    left += [["本年收入合计", of.sum(source=own)], ["上年结转", of.sum(source=CARRIED)], ["收入总计", of.sum()]]
    right = [[f"{'一二三四五六七八九'[n]}、{name}", of.sum(code)] for n, (code, name) in enumerate(of.classes())]
    right += [["本年支出合计", of.sum()], ["结转下年", 0], ["支出总计", of.sum()]]
    gap = max(len(left), len(right))
    left[-3:-3] = [["", ""]] * (gap - len(left))
    right[-3:-3] = [["", ""]] * (gap - len(right))
    page.table("部门收支总表", [["收入", "", "支出"], ["项目", "预算数", "项目", "预算数"]], beside(left, right))
    columns: list[Column] = [
        ("合计", lambda code: of.sum(code)),
        ("上年结转", lambda code: of.sum(code, source=CARRIED)),
    ]
    columns += [(name, lambda code, source=source: of.sum(code, source=source)) for name, source in income]  # type: ignore[misc]
    heads = [["科目编码", "科目名称", *(name for name, _ in columns)]]
    page.table("部门收入总表", heads, by_code(of, columns))
    page.table("部门支出总表", [["科目编码", "科目名称", "合计", "基本支出", "项目支出"]], by_code(of, kinds(of, ALL)))
    left = [["一、本年收入", of.sum(source=grants)], ["（一）一般公共预算拨款", of.sum(source=GENERAL)]]
    left += [["（二）政府性基金预算拨款", of.sum(source=FUND)], ["二、上年结转", 0]]
    right = [["一、本年支出", *split(of, "")]]
    right += [[f"（{'一二三四五六七八九'[n]}）{name}", *split(of, code)] for n, (code, name) in enumerate(of.classes(grants))]  # fmt: skip
    rows = [*beside(left, [*right, ["二、结转下年", 0, 0, 0]])]
    rows.append(["收入总计", of.sum(source=grants), "支出总计", *split(of, "")])
    heads = [["收入", "", "支出"], ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"]]
    page.table("财政拨款收支总表", heads, rows)
    heads = [["功能分类科目", "", f"{of.year}年预算数"], ["科目编码", "科目名称", "小计", "基本支出", "项目支出"]]
    page.table("一般公共预算支出表", heads, by_code(of, kinds(of, GENERAL), GENERAL))
    heads = [
        ["部门预算经济分类科目", "", f"{of.year}年基本支出"],
        ["科目编码", "科目名称", "合计", "人员经费", "公用经费"],
    ]
    page.table("一般公共预算基本支出表", heads, by_economic(of, parted=False, last=True))
    if of.sum(source=FUND):
        heads = [["科目编码", "科目名称", f"{of.year}年政府性基金预算支出"], ["", "", "合计", "基本支出", "项目支出"]]
        page.table("政府性基金预算支出表", heads, by_code(of, kinds(of, FUND), FUND))
    heads = [[f"{of.year - 1}年预算数", "", "", "", "", "", f"{of.year}年预算数"]]
    heads.append(["合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费"] * 2)
    heads.append(["", "", "小计", "公务用车购置费", "公务用车运行费", ""] * 2)
    page.table("一般公共预算“三公”经费支出表", heads, [[*expenses(of.expenses[0]), *expenses(of.expenses[1])]])
    page.say("一、关于收支总表的说明")
    page.say(f"{of.body}{of.year}年收支总预算", of.sum(), "。")
    page.say(
        f"{of.body}{of.year}年支出预算", of.sum(), "，其中：基本支出", of.sum(kind=BASIC),
        f"，占{percent(of.sum(kind=BASIC), of.sum())}；项目支出", of.sum(kind=PROJECT), f"，占{percent(of.sum(kind=PROJECT), of.sum())}。",
    )  # fmt: skip
    told_expenses(page, of)
    return page


def shanghai(of: Ledger) -> Document:
    """Budget of a district's department: yuan, codes in three columns, all zeros printed."""
    page = Document(yuan=True, zero="0", commas=True)
    grants = (GENERAL, FUND, CARRIED)
    page.text = f"{of.body}{of.year}年部门预算\n预算主管部门：{of.body}\n目录\n一、主要职能\n"
    head = f"编制部门：{of.body} "
    left = [["一、财政拨款收入", of.sum(source=grants)], ["1.一般公共预算资金", of.sum(source=(GENERAL, CARRIED))]]
    left += [["2.政府性基金", of.sum(source=FUND)], ["二、事业收入", of.sum(source=OWN)], ["三、其他收入", of.sum(source=OTHER)]]  # fmt: skip
    right = [[f"{'一二三四五六七八九'[n]}、{name}", of.sum(code)] for n, (code, name) in enumerate(of.classes())]
    rows = [*beside(left, right), ["收入总计", of.sum(), "支出总计", of.sum()]]
    page.table(
        f"{of.year}年部门财务收支预算总表",
        [["本年收入", "", "本年支出"], ["项目", "预算数", "项目", "预算数"]],
        rows,
        head,
    )
    right = [[f"{'一二三四五六七八九'[n]}、{name}", *split(of, code, carried=True)] for n, (code, name) in enumerate(of.classes(grants))]  # fmt: skip
    left = [["一、一般公共预算资金", of.sum(source=(GENERAL, CARRIED))], ["二、政府性基金", of.sum(source=FUND)]]
    rows = [*beside(left, right), ["收入总计", of.sum(source=grants), "支出总计", *split(of, "", carried=True)]]
    spent = [["财政拨款收入", "", "财政拨款支出"], ["项目", "预算数", "项目", "合计", "一般公共预算", "政府性基金预算"]]
    page.table(f"{of.year}年部门财政拨款收支预算总表", spent, rows, head)
    names = [["功能分类科目编码", "", "", "功能分类科目名称"], ["类", "款", "项", ""]]

    def heads(over: str, *columns: str) -> list[list[str]]:
        return [["项目", "", "", "", over], [*names[0], *columns], [*names[1], *[""] * len(columns)]]

    columns = [(ALL, ALL), (grants, ALL), (OWN, ALL), (OTHER, ALL)]
    shown: list[Column] = [("", lambda code, s=source: of.sum(code, source=s)) for source, _ in columns]  # type: ignore[misc]
    income = heads("收入预算", "合计", "财政拨款收入", "事业收入", "其他收入")
    page.table(f"{of.year}年部门收入预算总表", income, by_code(of, shown, parted=True), head)
    spent = heads("支出预算", "合计", "基本支出", "项目支出")
    page.table(f"{of.year}年部门支出预算总表", spent, by_code(of, kinds(of, ALL), parted=True), head)
    source = (GENERAL, CARRIED)
    spent = heads("一般公共预算支出", "合计", "基本支出", "项目支出")
    rows = by_code(of, kinds(of, source), source, parted=True)
    page.table(f"{of.year}年部门一般公共预算支出功能分类预算表", spent, rows, head)
    if of.sum(source=FUND):
        spent = heads("政府性基金预算支出", "合计", "基本支出", "项目支出")
        rows = by_code(of, kinds(of, FUND), FUND, parted=True)
        page.table(f"{of.year}年部门政府性基金预算支出功能分类预算表", spent, rows, head)
    spent = [["项目", "", "", "一般公共预算基本支出"]]
    spent += [
        ["经济分类科目编码", "", "经济分类科目名称", "合计", "人员经费", "公用经费"],
        ["类", "款", "", "", "", ""],
    ]
    title = f"{of.year}年部门一般公共预算基本支出部门预算经济分类预算表"
    page.table(title, spent, by_economic(of, parted=True, last=True), head)
    page.yuan, page.zero, page.commas = False, "0.00", False
    three = [[f"{of.year}年“三公”经费预算数", "", "", "", "", "", f"{of.year}年机关运行经费预算数"]]
    three += [
        ["合计", "因公出国(境)费", "公务接待费", "公务用车购置及运行费"],
        ["", "", "", "小计", "购置费", "运行费", ""],
    ]
    abroad, bought, running, received = of.expenses[1]
    row: list[Cell] = [abroad + bought + running + received, abroad, received, bought + running, bought, running]
    page.table(f"{of.year}年部门“三公”经费和机关运行经费预算表", three, [[*row, of.sum(kind=OPERATING)]], head)
    page.say(f"{of.year}年，{of.body}收入预算", of.sum(), "，其中：财政拨款收入", of.sum(source=grants), "。")
    page.say("支出预算", of.sum(), "，其中：财政拨款支出预算", of.sum(source=grants), "。")
    told_expenses(page, of)
    page.say(f"{of.year}年{of.body}的机关运行经费预算为", of.sum(kind=OPERATING), "。")
    return page


def yunnan(of: Ledger) -> Document:
    """Budget of a county's department: yuan, basic expenditure split under a head of three rows, the total below."""
    page, grants = Document(yuan=True), (GENERAL, FUND)
    page.text = f"{of.body}{of.year}年部门预算公开目录\n第一部分 部门预算编制说明\n"
    own = (GENERAL, FUND, OWN, OTHER)
    left = [
        ["一、一般公共预算", of.sum(source=GENERAL)],
        ["二、政府性基金", of.sum(source=FUND)],
        ["三、国有资本经营收益", 0],
    ]
    left += [
        ["四、财政专户管理的收入", 0],
        ["五、单位资金", of.sum(source=(OWN, OTHER))],
        ["1、事业收入", of.sum(source=OWN)],
    ]
    left += [["2、其他收入", of.sum(source=OTHER)]]
    right = [[f"{'一二三四五六七八九'[n]}、{name}", of.sum(code)] for n, (code, name) in enumerate(of.classes())]
    rows = beside(left, right)
    rows.append(["本年收入合计", of.sum(source=own), "本年支出合计", of.sum()])
    rows += [["上年结转结余", of.sum(source=CARRIED), "年终结转结余", 0], ["收入总计", of.sum(), "支出总计", of.sum()]]
    heads = [["收入", "", "支出"], ["项目", f"{of.year}年预算数", "项目（按功能分类）", f"{of.year}年预算数"]]
    page.table("部门财务收支预算总表", heads, rows)
    columns = [*kinds(of, ALL)]
    heads = [["科目编码", "科目名称", "合计", "一般公共预算", "政府性基金预算", "单位资金", "", "", "上年结转"]]
    heads.append(["", "", "", "", "", "小计", "事业收入", "其他收入", ""])
    sources = (ALL, GENERAL, FUND, (OWN, OTHER), OWN, OTHER, CARRIED)
    columns = [("", lambda code, s=source: of.sum(code, source=s)) for source in sources]  # type: ignore[misc]
    page.table("部门支出预算表", heads, by_code(of, columns))
    left = [["一、本年收入", of.sum(source=grants)], ["（一）一般公共预算拨款", of.sum(source=GENERAL)]]
    left += [["（二）政府性基金预算拨款", of.sum(source=FUND)], ["二、上年结转", 0]]
    right = [["一、本年支出", of.sum(source=grants)]]
    right += [[f"（{'一二三四五六七八九'[n]}）{name}", of.sum(code, source=grants)] for n, (code, name) in enumerate(of.classes(grants))]  # fmt: skip
    rows = [*beside(left, right), ["收入总计", of.sum(source=grants), "支出总计", of.sum(source=grants)]]
    page.table("部门财政拨款收支预算总表", [["收入", "", "支出"], ["项目", "预算数", "项目", "预算数"]], rows)
    heads = [["部门预算支出功能分类科目", "", "合计", "基本支出", "", "", "项目支出"]]
    heads += [["科目编码", "科目名称", "", "小计", "人员经费", "公用经费", ""]]
    page.table("一般公共预算支出预算表", heads, by_code(of, kinds(of, GENERAL, split=True), GENERAL))
    heads = [["“三公”经费合计", "因公出国（境）费", "公务用车购置及运行费", "", "", "公务接待费"]]
    heads.append(["", "", "小计", "公务用车购置费", "公务用车运行费", ""])
    page.table("一般公共预算“三公”经费支出预算表", heads, [expenses(of.expenses[1])])
    page.say(f"{of.year}年部门财务总收入", of.sum(), "，其中：一般公共预算", of.sum(source=GENERAL), "。")
    told_expenses(page, of)
    return page


def sichuan(of: Ledger) -> Document:
    """Budget of a province's department: ten thousands, the total above, codes in three columns before the code of the unit."""
    page, grants = Document(yuan=False), (GENERAL, FUND)
    page.text = f"{of.body}{of.year}年部门预算\n目录\n第一部分 概况\n"
    own = (GENERAL, FUND, OWN, OTHER)
    left = [["一、一般公共预算拨款收入", of.sum(source=GENERAL)], ["二、政府性基金预算拨款收入", of.sum(source=FUND)]]
    left += [["三、事业收入", of.sum(source=OWN)], ["四、其他收入", of.sum(source=OTHER)]]
    right = [[f"{'一二三四五六七八九'[n]}、{name}", of.sum(code)] for n, (code, name) in enumerate(of.classes())]
    rows = beside(left, right)
    rows.append(["本年收入合计", of.sum(source=own), "本年支出合计", of.sum()])
    rows += [["五、上年结转", of.sum(source=CARRIED), "结转下年", 0], ["收入总计", of.sum(), "支出总计", of.sum()]]
    page.table("部门收支总表", [["收入", "", "支出"], ["项目", f"{of.year}年预算数"] * 2], rows)
    sources = (ALL, CARRIED, GENERAL, FUND, OWN, OTHER)
    named = ["合计", "上年结转", "一般公共预算拨款收入", "政府性基金预算拨款收入", "事业收入", "其他收入"]
    row = [of.sum(source=source) for source in sources]
    page.table("部门收入总表", [["单位代码", "单位名称", *named]], [["", "合计", *row], ["312001", of.body, *row]])

    def parted(columns: Sequence[Column], source: Sequence[str] | str = ALL) -> list[list[Cell]]:
        total, *others = by_code(of, columns, source, parted=True, last=False)
        return [["", "", "", "", "合计", *total[4:]], *([*row[:3], "312001", *row[3:]] for row in others)]

    def heads(*columns: str) -> list[list[str]]:
        return [
            ["科目编码", "", "", "单位代码", "单位名称（科目）", *columns],
            ["类", "款", "项", *[""] * (2 + len(columns))],
        ]

    page.table("部门支出总表", heads("合计", "基本支出", "项目支出"), parted(kinds(of, ALL)))
    left = [["一、本年收入", of.sum(source=grants)], ["一般公共预算拨款收入", of.sum(source=GENERAL)]]
    left += [["政府性基金预算拨款收入", of.sum(source=FUND)], ["二、上年结转", 0]]
    right = [["一、本年支出", *split(of, "")]]
    right += [[name, *split(of, code)] for code, name in of.classes(grants)]
    rows = [*beside(left, [*right, ["二、结转下年", 0, 0, 0]])]
    rows.append(["收入总计", of.sum(source=grants), "支出总计", *split(of, "")])
    spent = ["项目", "合计", "一般公共预算", "政府性基金预算"]
    page.table("财政拨款收支预算总表", [["收入", "", "支出"], ["项目", "预算数", *spent]], rows)
    page.table("一般公共预算支出预算表", heads("合计", "基本支出", "项目支出"), parted(kinds(of, GENERAL), GENERAL))
    if of.sum(source=FUND):
        page.table("政府性基金预算支出预算表", heads("合计", "基本支出", "项目支出"), parted(kinds(of, FUND), FUND))
    basic = [
        ["科目编码", "", "单位代码", "单位名称（科目）", "基本支出"],
        ["类", "款", "", "", "合计", "人员经费", "公用经费"],
    ]
    total, *others = by_economic(of, parted=True, last=False)
    rows = [["", "", "", "合计", *total[3:]], *([*row[:2], "312001", *row[2:]] for row in others)]
    page.table("一般公共预算基本支出预算表", basic, rows)
    three = [["单位编码", "单位名称", "当年财政拨款预算安排"]]
    three.append(["", "", "合计", "因公出国（境）费用", "公务用车购置及运行费", "", "", "公务接待费"])
    three.append(["", "", "", "", "小计", "公务用车购置费", "公务用车运行费", ""])
    row = expenses(of.expenses[1])
    page.table("一般公共预算“三公”经费支出预算表", three, [["", "合计", *row], ["312001", of.body, *row]])
    page.say(f"{of.body}{of.year}年收支预算总数为", of.sum(), "。")
    page.say(f"{of.year}年收入预算", of.sum(), "，其中：上年结转", of.sum(source=CARRIED), f"，占{percent(of.sum(source=CARRIED), of.sum())}。")  # fmt: skip
    told_expenses(page, of)
    return page


def shaanxi(of: Ledger) -> Document:
    """Budget of a county's department: four tables beside each other, the expenses for meetings and training with the 三公经费."""
    page = Document(yuan=False)
    page.text = f"{of.body}{of.year}年部门综合预算\n目录\n第一部分 部门概况\n"
    left = [
        ["一、部门预算", of.sum()],
        ["1、财政拨款", of.sum(source=(GENERAL, FUND))],
        ["（1）一般公共预算拨款", of.sum(source=GENERAL)],
    ]
    left += [["（2）政府性基金拨款", of.sum(source=FUND)], ["2、上年结转", of.sum(source=CARRIED)]]
    left += [["3、事业收入", of.sum(source=OWN)], ["4、其他收入", of.sum(source=OTHER)]]
    right = [["一、部门预算", of.sum()]]
    right += [[f"{n}、{name}", of.sum(code)] for n, (code, name) in enumerate(of.classes(), 1)]
    third = [["一、部门预算", of.sum()], ["1、人员经费和公用经费支出", of.sum(kind=BASIC)]]
    third += [["2、专项业务经费支出", of.sum(kind=PROJECT)]]
    rows = beside(left, right, third)
    rows.append(["本年收入合计", of.sum(), "本年支出合计", of.sum(), "本年支出合计", of.sum()])
    rows.append(["收入总计", of.sum(), "支出总计", of.sum(), "支出总计", of.sum()])
    heads = [["收入", "", "支出"]]
    heads.append(["项目", "预算数", "支出功能分科目（按大类）", "预算数", "部门预算支出科目（按大类）", "预算数"])
    page.table(f"{of.year}年部门综合预算收支总表", heads, rows)
    heads = [["功能科目编码", "功能科目名称", "合计", "人员经费支出", "公用经费支出", "专项业务经费支出"]]
    columns = [("", lambda code, k=kind: of.sum(code, source=GENERAL, kind=k)) for kind in (ALL, STAFF, OPERATING, PROJECT)]  # type: ignore[misc] # fmt: skip
    page.table(
        f"{of.year}年部门综合预算一般公共预算支出明细表（按支出功能分类科目）",
        heads,
        by_code(of, columns, GENERAL, last=False),
    )
    heads = [["经济科目编码", "经济科目名称", "合计", "人员经费", "公用经费"]]
    rows = by_economic(of, parted=False, last=False)
    page.table(f"{of.year}年部门综合预算一般公共预算基本支出明细表（按支出经济分类科目）", heads, rows)
    heads = [
        ["单位编码", "单位名称", "合计", "一般公共预算拨款安排的“三公”经费预算", "", "", "", "", "会议费", "培训费"]
    ]
    heads.append(["", "", "", "小计", "因公出国（境）费用", "公务接待费", "公务用车购置及运行维护费", "", "", "", ""])
    heads[0].insert(7, "")
    heads.append(["", "", "", "", "", "", "小计", "公务用车购置费", "公务用车运行维护费", "", ""])
    abroad, bought, running, received = of.expenses[1]
    three = abroad + bought + running + received
    row = [three + 50_000, three, abroad, received, bought + running, bought, running, 30_000, 20_000]
    title = f"{of.year}年部门综合预算一般公共预算拨款“三公”经费及会议费、培训费支出预算表"
    page.table(title, heads, [["", "合计", *row], ["501", of.body, *row]])
    page.say(
        f"{of.year}年本部门预算收入", of.sum(), "，其中一般公共预算拨款收入", of.sum(source=GENERAL), "。",
    )  # fmt: skip
    told_expenses(page, of)
    return page


# -- final accounts


def account(of: Ledger) -> Document:
    """Final account in the ministry's forms: ten thousands, numbered lines and columns, the total above."""
    page, grants = Document(yuan=False), (GENERAL, FUND)
    page.text = f"{of.body}\n{of.year}年度部门决算\n目录\n第一部分 部门概况\n"
    head = f"部门：{of.body} "
    own = (GENERAL, FUND, OWN, OTHER)
    income = [
        ("一般公共预算财政拨款收入", GENERAL),
        ("政府性基金预算财政拨款收入", FUND),
        ("事业收入", OWN),
        ("其他收入", OTHER),
    ]
    spent, kept = of.sum(), of.carried_out
    left = [[f"{'一二三四'[n]}、{name}", str(n + 1), of.sum(source=source)] for n, (name, source) in enumerate(income)]
    right = [[f"{'一二三四五六七八九'[n]}、{name}", str(n + 31), of.sum(code)] for n, (code, name) in enumerate(of.classes())]  # fmt: skip
    rows = beside(left, right)
    rows.append(["本年收入合计", "27", of.sum(source=own), "本年支出合计", "57", spent])
    rows.append(["年初结转和结余", "28", of.sum(source=CARRIED) + kept, "年末结转和结余", "58", kept])
    rows.append(["总计", "30", spent + kept, "总计", "60", spent + kept])
    heads = [
        ["收入", "", "", "支出"],
        ["项目", "行次", "金额", "项目", "行次", "金额"],
        ["栏次", "", "1", "栏次", "", "2"],
    ]
    page.table("收入支出决算总表", heads, rows, head)
    columns = [(ALL, lambda code: of.sum(code, source=own)), ("", lambda code: of.sum(code, source=grants))]
    columns += [("", lambda code, s=source: of.sum(code, source=s)) for source in (OWN, OTHER)]  # type: ignore[misc]
    heads = [["项目", "", "本年收入合计", "财政拨款收入", "事业收入", "其他收入"], ["功能分类科目编码", "科目名称"]]
    heads.append(["栏次", "", "1", "2", "3", "4"])
    page.table("收入决算表", heads, by_code(of, columns, own, last=False), head)
    heads = [
        ["项目", "", "本年支出合计", "基本支出", "项目支出"],
        ["功能分类科目编码", "科目名称"],
        ["栏次", "", "1", "2", "3"],
    ]
    page.table("支出决算表", heads, by_code(of, kinds(of, ALL), last=False), head)
    heads[0][2] = "本年支出"
    heads[1] = ["功能分类科目编码", "科目名称", "小计", "基本支出", "项目支出"]
    title = "一般公共预算财政拨款支出决算表"
    page.table(title, heads, by_code(of, kinds(of, GENERAL), GENERAL, last=False), head)
    sides: list[list[list[Cell]]] = []
    for codes in (("301", "303"), ("302", "310")):
        rows = []
        for code in codes:
            if of.spent(code):
                rows.append([code, ECONOMIC[code][0], of.spent(code)])
                rows += [[inner, name, of.spent(inner)] for inner, name in ECONOMIC[code][1] if of.spent(inner)]
        sides.append(rows)
    staff, operating = (of.sum(source=GENERAL, kind=kind) for kind in BASIC)
    rows = [*beside(*sides), ["人员经费合计", "", staff, "公用经费合计", "", operating]]
    heads = [["人员经费", "", "", "公用经费"], ["科目编码", "科目名称", "决算数"] * 2]
    page.table("一般公共预算财政拨款基本支出决算表", heads, rows, head)
    heads = [["预算数", "", "", "", "", "", "决算数"]]
    heads.append(["合计", "因公出国（境）费", "公务用车购置及运行维护费", "", "", "公务接待费"] * 2)
    heads.append(["", "", "小计", "公务用车购置费", "公务用车运行维护费", ""] * 2)
    heads.append([str(number) for number in range(1, 13)])
    page.table("财政拨款“三公”经费支出决算表", heads, [[*expenses(of.expenses[0]), *expenses(of.expenses[1])]], head)
    page.say("一、收入支出决算总体情况说明")
    page.say(f"{of.year}年度收入支出总计", spent + kept, "。")
    page.say("本年收入合计", of.sum(source=own), "，其中：财政拨款收入", of.sum(source=grants), f"，占{percent(of.sum(source=grants), of.sum(source=own))}。")  # fmt: skip
    page.say(
        "本年支出合计", spent, "，其中：基本支出", of.sum(kind=BASIC), f"，占{percent(of.sum(kind=BASIC), spent)}；项目支出",
        of.sum(kind=PROJECT), f"，占{percent(of.sum(kind=PROJECT), spent)}。",
    )  # fmt: skip
    budgeted, settled = sum(of.expenses[0]), sum(of.expenses[1])
    page.say(
        "“三公”经费支出全年预算为", budgeted, "，支出决算为", settled, f"，完成全年预算的{percent(settled, budgeted)}。"
    )
    return page


def kinds(of: Ledger, source: Sequence[str] | str, *, split: bool = False) -> list[Column]:
    """The whole, basic expenditure (with ``split`` also what it is for) and project expenditure of the sources."""
    shown: list[Sequence[str] | str] = [ALL, BASIC, *(BASIC if split else ()), PROJECT]
    return [("", lambda code, k=kind: of.sum(code, source=source, kind=k)) for kind in shown]  # type: ignore[misc]


def split(of: Ledger, code: str, *, carried: bool = False) -> list[int]:
    """What is spent of grants below a code: all, of the general budget with what was carried over of it, of funds."""
    general = (GENERAL, CARRIED) if carried else (GENERAL,)
    return [of.sum(code, source=source) for source in ((*general, FUND), general, FUND)]


def expenses(told: tuple[int, int, int, int]) -> list[Cell]:
    """The three public expenses: all, abroad, vehicles with buying and running, receptions."""
    abroad, bought, running, received = told
    return [sum(told), abroad, bought + running, bought, running, received]


def told_expenses(page: Document, of: Ledger) -> None:
    """What the prose says of the three public expenses."""
    (before, now), (abroad, bought, running, received) = map(sum, of.expenses), of.expenses[1]
    page.say(f"{of.year}年“三公”经费预算数为", now, f"，比{of.year - 1}年预算{'增加' if now > before else '减少'}{abs(now - before) / 10_000:.2f}万元。其中：")  # fmt: skip
    page.say("（一）因公出国（境）费", abroad, "。")
    page.say(
        "（二）公务用车购置及运行费",
        bought + running,
        "，其中：公务用车购置费",
        bought,
        "；公务用车运行费",
        running,
        "。",
    )
    page.say("（三）公务接待费", received, "。")


def percent(part: int, whole: int) -> str:
    return f"{part / whole * 100:.2f}%"


FORMS: dict[str, Callable[[Ledger], Document]] = {
    "ministry": ministry,
    "shanghai": shanghai,
    "yunnan": yunnan,
    "sichuan": sichuan,
    "shaanxi": shaanxi,
    "account": account,
}
