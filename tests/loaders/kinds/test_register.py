"""Registers of policies: which columns count, what the cells say, and what is left unsaid."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract import extract, read_and_extract
from loaders.formats.sheets import csv_table, grid
from loaders.formats.web import html
from loaders.kinds.register import columns_told
from loaders.records import Entry, Extraction
from loaders.source import Source
from ontology.tables import rows


def source(*table: list[str]) -> Source:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(table)
    return csv_table.source(out.getvalue(), "a.csv", "a.csv", "0" * 64, "utf-8")


def register(*table: list[str]) -> Extraction:
    return extract(source(*table))


def one(heading: str, cell: str, *more: tuple[str, str]) -> Entry:
    found = register(["文号", heading, *(h for h, _ in more)], ["清政发〔2020〕3号", cell, *(c for _, c in more)])
    assert found.document.kind == "register"
    (entry,) = found.entries
    return entry


def assert_located(found: Extraction) -> None:
    last = 0
    for entry in found.entries:
        assert last <= entry.start < entry.end <= len(found.text)
        last = entry.end
        mentions = [entry.number, entry.title, entry.date, entry.in_force_from, entry.in_force_until]
        mentions += [*entry.issuers, *entry.replaced_by, *entry.repealed_by]
        for mention in mentions:
            assert mention is None or entry.start <= mention.start < mention.end <= entry.end
        assert entry.title is None or found.text[entry.title.start : entry.title.end] == entry.title.value
        status = entry.printed_status
        assert status is None or found.text[status.start : status.end] == status.value


@pytest.mark.parametrize(
    ("heads", "row", "known"),
    [
        (
            ["档号", "题名", "文号", "责任者", "日期"],
            ["J001-2-17", "关于整顿企业的通知", "清革发〔1979〕23号", "清河市革命委员会", "1979-05-04"],
            ("清革发〔1979〕23号", "关于整顿企业的通知", "清河市革命委员会", "1979-05-04"),
        ),
        (
            ["顺序号", "责任者", "文件题名", "文件编号", "形成时间"],
            ["1", "宿县专员公署", "关于兴修水利的指示", "宿署〔1958〕14号", "19580312"],
            ("宿署〔1958〕14号", "关于兴修水利的指示", "宿县专员公署", "1958-03-12"),
        ),
        (
            ["规章名称", "令号", "制定机关", "公布日期"],
            ["兰州市城市绿线管理办法", "兰州市人民政府令 第8号", "兰州市人民政府", "2009-06-01"],
            ("兰州市人民政府令第8号", "兰州市城市绿线管理办法", "兰州市人民政府", "2009-06-01"),
        ),
    ],
)
def test_an_archive_has_names_of_its_own_for_the_columns(
    heads: list[str], row: list[str], known: tuple[str, ...]
) -> None:
    found = register(heads, row)
    assert_located(found)
    (entry,) = found.entries
    assert entry.number and entry.title and entry.date
    assert (entry.number.value, entry.title.value, entry.issuers[0].value, entry.date.value) == known


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("和行办发〔2020〕16号", "和行办发〔2020〕16号"),
        ("和政〔2011〕33号", "和政〔2011〕33号"),
        ("由政〔1991〕3号", "由政〔1991〕3号"),
        ("原清政发〔2009〕3号", "清政发〔2009〕3号"),
        ("（和政发〔2009〕3号）", "和政发〔2009〕3号"),
        ("清河县清政发〔2009〕3号", "清政发〔2009〕3号"),
    ],
)
def test_the_cell_of_the_number_is_the_number(cell: str, number: str) -> None:
    found = register(["文号", "文件名称"], [cell, "某县供水管理办法"])
    assert_located(found)
    assert [entry.number and entry.number.value for entry in found.entries] == [number]


EXAMPLE = Path("examples") / "云南省政策文件目录"


def test_the_example_as_a_person_reads_it(root: Path) -> None:
    gold = json.loads((root / "tests" / "data" / EXAMPLE).with_suffix(".json").read_text(encoding="utf-8"))
    found = read_and_extract(root / EXAMPLE.with_suffix(".csv"))
    assert_located(found)
    assert found.warnings == ()
    assert found.document.date and found.document.date.value == gold["date"]
    told = [
        {
            "number": entry.number.value if entry.number else None,
            "title": entry.title.value if entry.title else None,
            "issuers": [issuer.value for issuer in entry.issuers],
            "date": entry.date.value if entry.date else None,
            "in_force_from": entry.in_force_from.value if entry.in_force_from else None,
            "in_force_until": entry.in_force_until.value if entry.in_force_until else None,
            "status": entry.status,
            "printed_status": entry.printed_status.value if entry.printed_status else None,
            "replaced_by": [policy.value for policy in entry.replaced_by],
            "repealed_by": [policy.value for policy in entry.repealed_by],
        }
        for entry in found.entries
    ]
    assert told == gold["entries"]


@pytest.mark.parametrize(
    ("above", "below"),
    [
        (["序号", "文件名称", "基本信息", "", "", "效力"], ["", "", "发文字号", "印发日期", "制定机关", "有效性"]),
        (["序号", "文件名称", "发文字号", "印发情况", "", "有效性"], ["", "", "", "印发日期", "制定机关", ""]),
        (["序号", "基本信息", "", "", "", "有效性"], ["", "文件名称", "发文字号", "印发日期", "制定机关", ""]),
        (["序号", "文件", "", "印发日期", "制定机关", "有效性"], ["", "名称", "文号", "", "", ""]),
    ],
)
def test_a_head_may_take_two_rows(above: list[str], below: list[str]) -> None:
    rows_ = [["1", "乐安县禁牧办法", "乐政发〔2016〕9号", "2016-04-02", "乐安县人民政府", "有效"]]
    rows_.append(["2", "乐安县防火规定", "乐政发〔2017〕1号", "2017-01-05", "乐安县人民政府", "失效"])
    made = source(["乐安县行政规范性文件目录"], above, below, *rows_)
    found = extract(made)
    assert (found.document.kind, found.warnings) == ("register", ())
    assert_located(found)
    told = [
        [
            one.value if one else None
            for one in (entry.title, entry.number, entry.date, *entry.issuers, entry.printed_status)
        ]
        for entry in found.entries
    ]
    assert told == [row[1:] for row in rows_]
    said = columns_told(made)
    assert all(
        name in said.partition("not read")[0] for name in ("发文字号", "印发日期", "有效性") if name in [*above, *below]
    )


@pytest.mark.parametrize(
    ("printed", "status"),
    [
        ("有效", "in-force"),
        ("现行有效（2024年清理）", "in-force"),
        ("In force", "in-force"),
        ("尚未施行", "not-yet-in-force"),
        ("已失效", "expired"),
        ("宣布失效", "expired"),
        ("废 止", "repealed"),
        ("已被替代", "repealed"),
        ("已修改", None),
        ("部分失效", None),
        ("拟废止", None),
        ("无效", None),
        ("待定", None),
        ("自行失效", "expired"),
        ("期满失效", "expired"),
        ("有效期已满", "expired"),
        ("不再适用", "expired"),
        ("停止执行", "repealed"),
        ("自行废止", "repealed"),
        ("作废", "repealed"),
        ("予以撤销", "repealed"),
        ("已被清政发〔2023〕4号代替", "repealed"),
        ("由《清河市供水办法》取代", "repealed"),
        ("不停止执行", None),
        ("将被清政发〔2023〕4号代替", None),
        ("拟停止执行", None),
        ("废止第五条", None),
        ("期满后重新评估", None),
        ("继续适用", "in-force"),
    ],
)
def test_statuses(printed: str, status: str | None) -> None:
    entry = one("效力状态", printed)
    assert entry.status == status
    assert entry.printed_status and entry.printed_status.value == printed


@pytest.mark.parametrize(
    ("printed", "last"),
    [
        ("自2020年1月1日起停止执行", "2020-01-01"),
        ("2019年3月31日失效", "2019-03-31"),
        ("已于2021年6月5日废止", "2021-06-05"),
        ("2024年10月1日起，作废", "2024-10-01"),
        ("2019年3月31日起施行", None),
        ("2019年3月31日修改，2020年1月1日废止", None),
    ],
)
def test_a_status_that_says_since_when_it_is_over(printed: str, last: str | None) -> None:
    entry = one("清理结果", printed)
    assert entry.status is None and (entry.in_force_until.value if entry.in_force_until else None) == last


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("2023年12月29日", "2023-12-29"),
        ("二〇二三年十二月二十九日", "2023-12-29"),
        ("2023-1-9", "2023-01-09"),
        ("2023/1/9", "2023-01-09"),
        ("2023.01.09", "2023-01-09"),
        ("20230109", "2023-01-09"),
        ("2023-01-09 00:00:00", "2023-01-09"),
        ("2023年1月", "2023-01"),
        ("2023.1", "2023-01"),
        ("2023年", "2023"),
        ("2023", "2023"),
        ("2023-13-01", None),
        ("2023.13", None),
        ("2023年2月30日", None),
        ("去年", None),
    ],
)
def test_dates(printed: str, value: str | None) -> None:
    found = register(["文号", "成文日期"], ["清政发〔2020〕3号", printed])
    (entry,) = found.entries
    assert (entry.date.value if entry.date else None) == value
    assert bool(found.warnings) == (value is None)


@pytest.mark.parametrize(
    ("since", "until", "value"),
    [
        ("2023-05-15", "5年", "2028-05-14"),
        ("2023-05-15", "有效期三年", "2026-05-14"),
        ("2023-05-15", "2026年12月31日", "2026-12-31"),
        ("2023-05-15", "长期有效", None),
        ("", "5年", None),
        ("2023年5月", "5年", None),
        ("2018-05-15", "2019年1月1日至2023年12月31日", "2023-12-31"),
        ("", "1998.7.1-2003.6.30", "2003-06-30"),
        ("", "2019-01-01 — 2023-12-31", "2023-12-31"),
        ("", "自2012年3月1日起至2017年2月28日止", "2017-02-28"),
        ("2018-05-15", "自2019年1月1日起5年", "2023-12-31"),
        ("", "自2009年7月1日起施行，有效期3年", "2012-06-30"),
        ("2018-05-15", "3年（自2019年5月1日起施行）", "2022-04-30"),
        ("2018-05-15", "3年，自2019年5月1日起施行", "2022-04-30"),
        ("2018-05-15", "自2019年5月1日起施行", None),
        ("2018-05-15", "有效期至2024年12月31日止", "2024-12-31"),
        ("2018-05-15", "5年（至2023年5月14日）", "2023-05-14"),
        ("2018-05-15", "2023-05-14T00:00:00", "2023-05-14"),
    ],
)
def test_periods_of_validity(since: str, until: str, value: str | None) -> None:
    entry = one("施行日期", since, ("有效期", until))
    assert (entry.in_force_until.value if entry.in_force_until else None) == value


@pytest.mark.parametrize(
    ("heading", "cell", "replaced", "repealed"),
    [
        ("被…替代", "清政发[2024] 9号", ["清政发〔2024〕9号"], []),
        ("replaced by", "《清河县水务条例》、清政发〔2024〕9号", ["清河县水务条例", "清政发〔2024〕9号"], []),
        ("废止依据", "清河县水务条例", [], ["清河县水务条例"]),
        ("废止依据", "无", [], []),
        ("效力状态", "已被清政发〔2024〕9号替代", ["清政发〔2024〕9号"], []),
        ("备注", "根据《清河县水务条例》（清政发〔2024〕9号）予以废止", [], ["清政发〔2024〕9号"]),
        ("备注", "与清政发〔2024〕9号一并执行", [], []),
    ],
)
def test_what_replaced_or_repealed_it(heading: str, cell: str, replaced: list[str], repealed: list[str]) -> None:
    entry = one(heading, cell)
    assert [m.value for m in entry.replaced_by] == replaced
    assert [m.value for m in entry.repealed_by] == repealed


@pytest.mark.parametrize(
    ("number", "title", "normal", "bare"),
    [
        ("清政发[2020] 3 号", "《清河县供水办法》", "清政发〔2020〕3号", "清河县供水办法"),
        ("", "清河县供水办法（清政发〔2020〕3号）", "清政发〔2020〕3号", "清河县供水办法"),
        ("无", "关于印发《甲办法》和《乙办法》的通知", None, "关于印发《甲办法》和《乙办法》的通知"),
        ("国务院令第457号", "", "国务院令第457号", None),
        ("清政发〔2020〕3号、清水发〔2020〕4号", "清河县供水办法", None, "清河县供水办法"),
        # letters of a series behind the year
        ("陕科协发〔2021〕普字33号", "清河县供水办法", "陕科协发〔2021〕普字33号", "清河县供水办法"),
        ("新政办发〔2020〕 明电3 号", "清河县供水办法", "新政办发〔2020〕明电3号", "清河县供水办法"),
        ("甘政办发(2015)特7号", "清河县供水办法", "甘政办发〔2015〕特7号", "清河县供水办法"),
        ("川办函〔2010〕第12号", "清河县供水办法", "川办函〔2010〕12号", "清河县供水办法"),
    ],
)
def test_numbers_and_titles(number: str, title: str, normal: str | None, bare: str | None) -> None:
    found = register(["文件名称", "文号", "效力"], [title, number, "有效"])
    assert_located(found)
    (entry,) = found.entries
    assert (entry.number.value if entry.number else None) == normal
    assert (entry.title.value if entry.title else None) == bare


@pytest.mark.parametrize(
    ("heading", "is_register"),
    [
        (["序号", "文件名称", "文号"], True),
        (["Title", "Document number", "Status"], True),
        (["标 题", "发文字号：", "有效性"], True),
        (["法规名称（全称）", "施行日期"], True),
        (["项目名称", "金额", "状态"], False),
        (["名称", "发布日期"], False),
        (["文号"], False),
    ],
)
def test_which_tables_are_registers(heading: list[str], is_register: bool) -> None:
    found = register(heading, ["清河县供水办法", "清政发〔2020〕3号", "有效"])
    assert (found.document.kind == "register") == is_register
    assert bool(found.entries) == is_register


def test_rows_that_are_no_policies() -> None:
    found = register(
        ["清河县规范性文件目录（截至2024年6月30日）"],
        ["序号", "文件名称", "文号", "制定机关"],
        ["一、综合类"],
        ["1", "清河县供水办法", "清政发〔2020〕3号", "清河县人民政府、县水务局"],
        ["序号", "文件名称", "文号", "制定机关"],
        ["2", "", "", "清河县水务局"],
    )
    assert [e.number.value for e in found.entries if e.number] == ["清政发〔2020〕3号"]
    assert [m.value for m in found.entries[0].issuers] == ["清河县人民政府", "县水务局"]
    assert found.document.title and found.document.title.value == "清河县规范性文件目录（截至2024年6月30日）"
    assert found.document.date and found.document.date.value == "2024-06-30"
    assert found.warnings == (
        "Left out of the register: 1 row with neither a title nor a number; the first: “2   清河县水务局”.",
    )


def test_why_rows_are_left_and_which_cells_are_not_understood() -> None:
    found = register(
        ["序号", "文 号", "成文日期", "时效性", "主管处室"],
        ["1", "清政发〔2020〕3号", "2020-02-30", "有效", "办公室"],
        ["2", "见附件", "2021-03-04", "有效", "法规处"],
        ["3", "（待补）", "2021-03-05", "有效", "法规处"],
        ["4", "", "2021-03-06", "有效", "法规处"],
        ["5", "清政发〔2021〕9号", "去年", "再议", "法规处"],
    )
    assert [entry.number.value for entry in found.entries if entry.number] == ["清政发〔2020〕3号", "清政发〔2021〕9号"]
    assert found.warnings == (
        "Left out of the register: 1 row with neither a title nor a number; the first: “4  2021-03-06 有效 法规处”.",
        "Left out of the register: 2 rows without a title whose number cannot be read; the first: “2 见附件 2021-03-04 有效 法规处”.",
        "Not understood in the register: 2 cells of the column 成文日期; the first: “2020-02-30”.",
        "Not understood in the register: 2 cells of the column 文 号; the first: “见附件”.",
        "Not understood in the register: 1 cell of the column 时效性; the first: “再议”.",
    )


@pytest.mark.parametrize(
    ("heads", "told"),
    [
        ([["标题", "发文字号：", "效力"]], "All columns of the register are read: 标题、发文字号：、效力."),
        (
            [["序号", "标题", "文号", "密级"]],
            "Columns of the register that are read: 标题、文号; not read: 序号、密级.",
        ),
        # Two tables: what one of them has and the other calls otherwise.
        (
            [["标题", "文号", "备注"], ["名称", "文号", "效力", "附件"]],
            "Columns of the register that are read: 标题、文号、备注、名称、效力; not read: 附件.",
        ),
    ],
)
def test_which_columns_are_read_is_told(heads: list[list[str]], told: str) -> None:
    table = [row for head in heads for row in (head, ["甲办法", "清政发〔2020〕1号", "有效", "丁"][: len(head)])]
    assert columns_told(source(*table)) == told


def test_a_caption_says_the_status_of_all_rows_below_it() -> None:
    head = ["文件名称", "文号"]
    found = register(
        ["一、继续有效的文件"], head, ["甲办法", "清政发〔2020〕1号"], ["二、废止的文件"], head, ["乙办法", "清政发〔2020〕2号"],
        ["三、废止和失效的文件"], head, ["丙办法", "清政发〔2020〕3号"],
    )  # fmt: skip
    assert [(e.status, e.printed_status and e.printed_status.value) for e in found.entries] == [
        ("in-force", "继续有效"),
        ("repealed", "废止"),
        (None, None),
    ]


def test_a_column_for_the_status_goes_before_the_caption() -> None:
    found = register(["决定废止的文件"], ["文号", "状态"], ["清政发〔2020〕1号", ""], ["清政发〔2020〕2号", "有效"])
    assert [e.status for e in found.entries] == [None, "in-force"]


def test_of_two_dates_the_day_of_signing_counts() -> None:
    entry = one("发布日期", "2020-02-02", ("成文日期", "2020-01-01"))
    assert entry.date and entry.date.value == "2020-01-01"
    entry = one("发布日期", "2020-02-02", ("成文日期", "/"))
    assert entry.date and entry.date.value == "2020-02-02"


def test_rows_are_no_citations_but_remarks_are() -> None:
    found = register(
        ["文件名称", "文号", "废止依据", "来源"],
        ["关于印发《清河县供水办法》的通知", "清政发〔2020〕3号", "清政发〔2024〕9号", "见清政发〔2023〕5号"],
    )
    assert [c.number for c in found.citations] == ["清政发〔2023〕5号"]


def test_a_page_with_a_register() -> None:
    cells = "".join(
        f"<tr><td>{n}</td><td>办法{n}</td><td>清政发〔2020〕{n}号</td><td>废止</td></tr>" for n in range(1, 9)
    )
    table = f"<table><tr><th>序号</th><th>名称</th><th>文号</th><th>状态</th></tr>{cells}</table>"
    found = extract(html.source(f"<html><body><h1>清河县文件清单</h1>{table}</body></html>", "a.html", "0" * 64, "u"))
    assert found.document.kind == "register"
    assert len(found.entries) == 8 and {e.status for e in found.entries} == {"repealed"}


def test_every_row_of_the_tables_is_used() -> None:
    columns = rows("loaders.kinds", "register_columns.tsv")
    assert len({row["name"] for row in columns}) == len(columns)
    assert {row["field"] for row in columns} == {
        "title", "number", "issuer", "date", "from", "until", "status", "replaced", "repealed", "note",
    }  # fmt: skip
    for row in columns:
        if row["field"] == "status":
            assert one(row["name"], row["example"]).printed_status
        if row["field"] in ("date", "from", "until"):
            since = () if row["field"] == "from" else (("施行日期", "2020-01-01"),)
            entry = one(row["name"], row["example"], *since)
            assert {"date": entry.date, "from": entry.in_force_from, "until": entry.in_force_until}[row["field"]]
        if row["field"] == "issuer":
            assert [issuer.value for issuer in one(row["name"], row["example"]).issuers] == [row["example"]]
    known = rows("loaders", "kinds/register_words.tsv")
    assert len({(row["group"], row["word"]) for row in known}) == len(known)


CELLS = [
    "",
    "无",
    "《甲办法》",
    "甲办法",
    "清政发〔2020〕3号",
    "2020-01-01",
    "5年",
    "废止",
    "被《乙》替代",
    "一、",
    "文号",
    "效力",
]


@given(st.lists(st.lists(st.sampled_from(CELLS), min_size=4, max_size=4), max_size=6))
def test_every_fact_is_located(table: list[list[str]]) -> None:
    assert_located(register(["文件名称", "文号", "施行日期", "有效期"], ["甲办法", "", "", ""], *table))


def test_the_name_of_a_sheet_is_a_caption() -> None:
    tables = [
        grid.Sheet("废止", [["文件名称", "文号"], ["甲办法", "清政发〔2020〕1号"]]),
        grid.Sheet("其他", [["文件名称", "文号"], ["乙办法", "清政发〔2020〕2号"]]),
    ]
    found = extract(grid.source(tables, path="a.xlsx", name="a.xlsx", sha256="0" * 64, encoding="utf-8", form="xlsx"))
    told = [(e.number and e.number.value, e.status) for e in found.entries]
    assert told == [("清政发〔2020〕1号", "repealed"), ("清政发〔2020〕2号", None)]
