"""Full texts of regulations: title, number, date, force, and where each article stands."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.extract import extract, read_and_extract
from loaders.formats import txt
from loaders.kinds import regulation
from loaders.records import Extraction, Mention

BODY = """第一章　总则

第一条　为了节水，根据《中华人民共和国水法》，制定本办法。
第二条　用水应当节约：
（一）生活用水；
（二）生产用水。

第二章　附则
第三条　违反第二条的，依照《清河县水务条例》第九条处理。
第四条　本办法自2024年5月1日起施行，有效期5年。
"""


def read(text: str) -> Extraction:
    return extract(txt.source(text, "a.txt", "0" * 64, "utf-8"))


def value(mention: Mention | None) -> str | None:
    return mention.value if mention else None


def test_the_example_as_a_person_reads_it(root: Path) -> None:
    name = "云南省基本公共卫生服务等5项补助资金管理办法实施细则"
    gold = json.loads((root / "tests" / "data" / "examples" / f"{name}.json").read_text(encoding="utf-8"))
    found = read_and_extract(root / gold["text"])
    document = found.document
    assert found.warnings == ()
    assert value(document.title) == gold["document"] == name
    assert value(document.number) == gold["number"]
    assert value(document.date) == gold["date"]
    assert value(document.in_force_from) == gold["in_force_from"]
    assert value(document.in_force_until) == gold["in_force_until"]
    assert [(a.label, found.text[a.start : a.end]) for a in found.articles] == [
        (a["label"], found.text[a["start"] : a["end"]]) for a in gold["articles"]
    ]
    assert [(c.number, c.title, c.relation, [a.value for a in c.articles]) for c in found.citations] == [
        (c["number"], c["title"], c["relation"], c["articles"]) for c in gold["citations"]
    ]
    assert all(a.label.startswith("第") and found.text[a.end - 1] in "。" for a in found.articles)


def test_articles_end_where_a_chapter_begins() -> None:
    found = read("清河县节水办法\n" + BODY)
    assert found.document.kind == "regulation"
    assert [found.text[a.start : a.end].replace("\n", "") for a in found.articles] == [
        "第一条　为了节水，根据《中华人民共和国水法》，制定本办法。",
        "第二条　用水应当节约：（一）生活用水；（二）生产用水。",
        "第三条　违反第二条的，依照《清河县水务条例》第九条处理。",
        "第四条　本办法自2024年5月1日起施行，有效期5年。",
    ]
    assert value(found.document.in_force_from) == "2024-05-01"
    assert value(found.document.in_force_until) == "2029-04-30"
    assert [(c.title, [a.value for a in c.articles]) for c in found.citations] == [
        ("中华人民共和国水法", []),
        ("清河县水务条例", ["第九条"]),
    ]


@pytest.mark.parametrize(
    ("head", "title", "number", "date"),
    [
        ("清河县节水办法\n", "清河县节水办法", None, None),
        ("清河县节水办法（试行）\n清政发〔2024〕3号\n", "清河县节水办法（试行）", "清政发〔2024〕3号", None),
        ("清河县节水办法\n清政发[2024] 3号\n", "清河县节水办法", "清政发〔2024〕3号", None),
        ("清河县节水办法\n2024年3月5日\n", "清河县节水办法", None, "2024-03-05"),
        (
            "清河省人民政府令\n第200号\n清河省节水办法\n",
            "清河省节水办法",
            "清河省人民政府令第200号",
            None,
        ),
        (
            "清河县节水条例\n（2003年5月9日国务院令第376号公布　根据2011年1月8日国务院令第588号修订）\n",
            "清河县节水条例",
            "国务院令第376号",
            "2003-05-09",
        ),
        (
            "中华人民共和国节水法\n（2020年10月17日第十三届全国人民代表大会常务委员会第二十二次会议通过）\n目　录\n第一章　总则\n第二章　附则\n",
            "中华人民共和国节水法",
            None,
            "2020-10-17",
        ),
        ("清河县生产生活用水\n节约管理办法\n", "清河县生产生活用水节约管理办法", None, None),
        ("清河县节水补助资金管理办法\n实施细则\n", "清河县节水补助资金管理办法实施细则", None, None),
        ("清河县水务局\n清河县节水办法\n", "清河县节水办法", None, None),
    ],
)
def test_heads(head: str, title: str, number: str | None, date: str | None) -> None:
    document = read(head + BODY).document
    assert document.kind == "regulation"
    assert (value(document.title), value(document.number), value(document.date)) == (title, number, date)


def test_the_signature_and_annexes_are_no_part_of_the_last_article() -> None:
    text = "清河县节水办法\n" + BODY + "\n清河县水务局\n2024年4月2日\n\n附件：用水定额表\n"
    found = read(text)
    last = found.articles[-1]
    assert found.text[last.start : last.end].endswith("有效期5年。")
    assert value(found.document.date) == "2024-04-02"


@pytest.mark.parametrize(
    ("lines", "labels"),
    [
        (["第一条 甲", "第二条 乙", "第三条 丙"], ["第一条", "第二条", "第三条"]),
        (["第一条甲", "第二条乙"], ["第一条", "第二条"]),
        (["第一条 甲", "第二十三条规定的", "第二条 乙"], ["第一条", "第二条"]),
        (["第一条 甲", "第二条 乙", "第二条之一 丙", "第三条 丁"], ["第一条", "第二条", "第二条之一", "第三条"]),
        (["第一条 甲", "第三条 丙", "第四条 丁"], ["第一条", "第三条", "第四条"]),
        (["第一条 甲", "第九条 丙"], ["第一条"]),
        (["第一条 甲", "第二条 乙", "另一个办法", "第一条 丙", "第二条 丁"], ["第一条", "第二条"]),
        (["第1条 甲", "第2条 乙"], ["第1条", "第2条"]),
        (["依照第一条", "第二条 乙"], []),
        (["第九条 甲", "第十条 乙", "第十一条 丙"], []),
    ],
)
def test_labels_in_order(lines: list[str], labels: list[str]) -> None:
    assert [a.label for a in regulation.articles("\n".join(lines))] == labels


def test_a_notice_with_a_regulation_attached_stays_a_notice() -> None:
    notice = (
        "清河县水务局关于印发清河县节水办法的通知\n\n清水发〔2024〕3号\n\n各乡镇：\n现将办法印发给你们，请执行。\n\n"
        "清河县水务局\n2024年4月2日\n\n清河县节水办法\n\n"
    )
    found = read(notice + BODY.replace("2024年5月1日", "印发之日"))
    assert found.document.kind == "notice"
    assert len(found.articles) == 4
    assert value(found.document.date) == value(found.document.in_force_from) == "2024-04-02"
    assert value(found.document.in_force_until) == "2029-04-01"


@pytest.mark.parametrize(
    ("cells", "since", "until"),
    [
        ((("生效时间", "2019-01-23"), ("废止时间", "2021-01-23")), "2019-01-23", "2021-01-23"),
        ((("施行日期", "2020年3月1日"), ("失效日期", "2025年2月28日")), "2020-03-01", "2025-02-28"),
        ((("实施日期", "2020-03-01"), ("有效期至", "长期")), "2020-03-01", None),
        ((("失效时间", ""),), None, None),
    ],
)
def test_the_index_table_says_from_when_to_when(
    tmp_path: Path, cells: tuple[tuple[str, str], ...], since: str | None, until: str | None
) -> None:
    index = (("索引号", "X-1/2019"), ("文号", "清政办〔2019〕14号"), ("发布机构", "清河县人民政府办公室"), *cells)
    table = "".join(f"<tr><td>{label}：</td><td>{value}</td></tr>" for label, value in index)
    title = "清河县人民政府办公室关于印发清河县河道清淤管理办法的通知"
    body = "<p>各乡镇人民政府：</p><p>现予印发，请遵照执行。</p><p>清河县人民政府办公室</p><p>2019年1月23日</p>"
    page = tmp_path / "a.html"
    page.write_text(f"<html><body><table>{table}</table><h1>{title}</h1>{body}</body></html>", "utf-8")
    found = read_and_extract(page).document
    assert (value(found.in_force_from), value(found.in_force_until)) == (since, until)


def test_a_text_with_articles_but_no_title_of_a_regulation_is_none() -> None:
    assert read("清河县供水合同\n" + BODY).document.kind != "regulation"


WORDS = [
    "清河县节水办法",
    "\n",
    "第一条 ",
    "第二条",
    "第三条　",
    "第一章　总则",
    "（2020年1月2日公布）",
    "附件",
    "本办法自2024年1月1日起施行。",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_articles_are_located_and_apart(text: str) -> None:
    last = 0
    for article in read(text).articles:
        assert last <= article.start < article.end <= len(text)
        assert text[article.start : article.end].startswith(article.label)
        last = article.end
