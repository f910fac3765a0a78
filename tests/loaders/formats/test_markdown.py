"""Markdown: the marks go, the words stay, a table is a grid; a disclosure reads as its plain text does."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from growth import keeps_step

from loaders.extract import extract
from loaders.formats import markdown, read
from loaders.source import Source, UnreadableFile


def of(text: str) -> Source:
    return markdown.source(text, "a.md", "a.md", "", "utf-8")


@pytest.mark.parametrize(
    ("printed", "plain"),
    [
        ("# 清河县预算公开", "清河县预算公开"),
        ("## **一、项目名称** ##", "一、项目名称"),
        ("###（一）立项依据", "（一）立项依据"),
        ("##清河县预算公开##", "清河县预算公开"),
        ("#1机组改造", "#1机组改造"),
        ("**项目一：**", "项目一："),
        ("***重点***和__一般__项目", "重点和一般项目"),
        ("**《供水管理办法》**（清政发〔2020〕3号）", "《供水管理办法》（清政发〔2020〕3号）"),
        ("安排 *75* 万元，~~80~~ 万元", "安排 75 万元，80 万元"),
        ("50元*30人*12月", "50元*30人*12月"),
        ("指标A_1和B_2，单位____", "指标A_1和B_2，单位____"),
        ("2*3=6", "2*3=6"),
        ("- 项目名称：公路养护", "项目名称：公路养护"),
        ("  * [x] **立项依据**：《公路法》", "立项依据：《公路法》"),
        ("- 3 -", "- 3 -"),
        ("1. **项目名称**：公路养护", "1. 项目名称：公路养护"),
        ("2. 二、立项依据", "二、立项依据"),
        ("1\\. 项目名称", "1. 项目名称"),
        ("> > 项目一：", "项目一："),
        ("国卫发\\[2017\\]13号", "国卫发[2017]13号"),
        ("国卫发[2017]13号", "国卫发[2017]13号"),
        ("[《防洪法》](https://flk.npc.gov.cn/a.html)第三条", "《防洪法》第三条"),
        ("见<https://example.cn/a>", "见https://example.cn/a"),
        ("![印章](seal.png)清河县", "清河县"),
        ("![印章](data:image/png;base64," + "iVBORw0KGgo" * 99 + "=)清河县", "清河县"),
        ("![][image1]清河县![印章][2]", "清河县"),
        ("[《防洪法》](https://x.cn/a_(b).html)第三条", "《防洪法》第三条"),
        (
            "甲<!--\n旧项目 --><STYLE>\np {}\n</style><script src=a>\nvar b = '--><!--'\n</script>乙<!-- 丙",
            "甲乙<!-- 丙",
        ),
        ("共`8.2`万元", "共8.2万元"),
        ("<font color=red>共</font>8<br/>万元 <100人", "共8\n万元 <100人"),
        ("一&emsp;二&amp;三&nbsp;四", "一\u2003二&三 四"),
    ],
)
def test_marks_go_and_words_stay(printed: str, plain: str) -> None:
    assert of(printed).text == plain + "\n"


def test_lines_stay_lines_and_rules_fences_and_front_matter_go() -> None:
    source = of(
        '---\ntitle: "清河县公开"\ndate: 2021-02-03\n---\n\n第一\n===\n***\n甲  \n乙\\\n```\n# 丙\t*丁*\n```\n[1]: https://x.cn/a\n[2]: <data:image/png;base64,iVBO=>\n末'
    )
    assert source.text == "清河县公开\n\n第一\n甲  \n乙\n# 丙\t*丁*\n末\n"
    assert [source.text[b.start : b.end] for b in source.blocks] == [
        "清河县公开",
        "第一",
        "甲",
        "乙",
        "# 丙\t*丁*",
        "末",
    ]


@pytest.mark.parametrize(
    "printed",
    [
        "| 项目 | 金额 |\n|:---|---:|\n| **养路** | 1,200.00 |\n|  | 5 |",
        "项目 | 金额\n--- | ---\n养路 | 1,200.00\n&nbsp; | 5",
        "| 项目 | 金额 |\n| 养路 | 1,200.00 |\n| | 5 |",
        "> | 项目 | 金额 |\n> |---|---|\n> | 养路 | 1,200.00 |\n> | | 5 |",
        "<table><tr><td>项目</td><td>金额</td></tr>\n<tr><td>养路</td><td>1,200.00</td></tr>\n<tr><td></td><td>5</td></tr></table>",
    ],
)
def test_a_table_is_a_grid_however_it_is_drawn(printed: str) -> None:
    source = of(f"单位：元\n\n{printed}\n\n注：末")
    assert source.text == "单位：元\n\n项目\t金额\n养路\t1,200.00\n\t5\n\n注：末\n"
    (table,) = [block for block in source.blocks if block.kind == "table"]
    said = [(cell.row, cell.column, source.text[cell.start : cell.end]) for cell in table.cells]
    assert said == [(0, 0, "项目"), (0, 1, "金额"), (1, 0, "养路"), (1, 1, "1,200.00"), (2, 0, ""), (2, 1, "5")]


def test_a_cell_keeps_its_bars_and_lines() -> None:
    assert of("|甲\\|乙|丙<br>丁|\n|-|-|").text == "甲|乙\t丙\n丁\n"


def test_what_holds_nothing_is_refused() -> None:
    with pytest.raises(UnreadableFile, match=r"a\.md is empty"):
        of("---\n\n***\n")


def test_the_ending_says_markdown_unless_it_is_a_whole_page(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("<div align=center>\n\n# 清河县\n", "utf-8")
    (tmp_path / "b.md").write_text("<!DOCTYPE html><html><body><p># 清河县</p></body></html>", "utf-8")
    first, second = read(tmp_path / "a.md"), read(tmp_path / "b.md")
    assert (first.format, first.text.strip()) == ("md", "清河县")
    assert first.sha256 == hashlib.sha256((tmp_path / "a.md").read_bytes()).hexdigest()
    assert (second.format, second.text.strip()) == ("html", "# 清河县")


NAMES = ("一、项目名称", "二、立项依据", "三、项目实施单位", "四、资金安排情况")
SAID = (
    (
        "农村公路养护",
        "《农村公路养护管理办法》（交通运输部令2015年第22号）",
        "靖西市交通运输局",
        "市级财政安排300万元。",
    ),
    ("桥梁检测", "《公路桥梁养护管理工作制度》（交公路发〔2007〕336号）", "靖西市交通运输局", "市级财政安排45.6万元。"),
)


@pytest.mark.parametrize(
    ("project", "field"),
    [
        ("**项目{0}：**\n\n", "## {name}\n\n{said}\n\n"),
        ("## 项目{0}\n", "### {name}\n{said}\n"),
        ("## 项目{0}：{1}\n\n", "**{name}**\n\n{said}\n\n"),
        ("", "#### **{name}**\n{said}\n"),
        ("", "- **{bare}**：{said}\n"),
        ("### 项目{0}\n\n", "1. **{bare}**：{said}\n"),
        ("> 项目{0}\n\n", "* {name}：{said}\n"),
        ("项目{0}\n---\n", "1. {name}\n\n   {said}\n\n"),
        ("\n| 项目 | {1} |\n|---|---|\n", "| {bare} | {said} |\n"),
    ],
)
def test_a_disclosure_has_its_projects_however_its_fields_are_marked(project: str, field: str) -> None:
    text = "# 靖西市交通运输局2023年预算重点项目文本公开\n\n"
    for ordinal, said in zip("一二", SAID, strict=True):
        text += project.format(ordinal, said[0])
        for name, one in zip(NAMES, said, strict=True):
            text += field.format(name=name, bare=name[2:], said=one)
        text += "\n"
    found = extract(of(text))
    assert (
        found.document.title is not None and found.document.title.value == "靖西市交通运输局2023年预算重点项目文本公开"
    )
    assert [(one.name.value, tuple(unit.value for unit in one.units), one.amount) for one in found.projects] == [
        ("农村公路养护", ("靖西市交通运输局",), 3_000_000),
        ("桥梁检测", ("靖西市交通运输局",), 456_000),
    ]
    assert [(one.number, one.project) for one in found.citations] == [
        ("交通运输部令2015年第22号", 1),
        ("交公路发〔2007〕336号", 2),
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "*a ", "**a*", "_a ", "[a](", "![", "<b ", "<!--", "`a",
        "~~a", "|a", " ", "|a|\n", "a|b\n-|-\n", "<table>", "```\n", "---\n", "> ", "<script ", "--><!--", "![](data:", "![a](((", "[a](b(c", "![][",
    ],
)  # fmt: skip
def test_marks_without_end_take_no_more_time_than_words(unit: str) -> None:
    keeps_step(of, lambda count: "清" + unit * count)


def test_a_rule_at_the_beginning_is_no_front_matter() -> None:
    assert of("---\n# 一、项目名称\n公路养护\n---\n二、资金\n").text == "一、项目名称\n公路养护\n二、资金\n\n"


def test_what_a_comment_takes_out_of_the_page_is_no_project() -> None:
    """As drafts keep what was struck, over several lines."""
    text = "# 清河县2024年项目计划表\n<!--\n|项目名称|金额（万元）|\n|---|---|\n|旧桥|9999|\n-->\n\n|项目名称|金额（万元）|\n|---|---|\n|新桥|30|\n|新路|20|\n"
    found = extract(of(text))
    assert [(project.name.value, project.amount) for project in found.projects] == [
        ("新桥", 300_000),
        ("新路", 200_000),
    ]
