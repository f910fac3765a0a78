"""Tables of figures that no line rules, of other provinces and years: their rows and heads, and what only looks like one."""

from __future__ import annotations

import time
from collections.abc import Sequence

import printed_pages
import pytest
from printed_pages import LEFT, Sheet, Text, width

from loaders.formats.pages import aligned_figures, fixed_layout
from loaders.formats.pages.glyphs import Glyph
from loaders.source import Source

_SIZE, _LINE = 9.0, 12.0

Head = tuple[int, int, float, str]
"""The first and the last column that a name stands over, its line, which may be a half one, and the name."""


def printed(
    edges: Sequence[float], heads: Sequence[Head], rows: Sequence[str], sides: str, top: float = 120.0
) -> Sheet:
    """Names in the middle of their columns, rows (cells parted by |, lines of a cell by /) at the left, right or middle of theirs."""
    texts = []

    def put(first: int, last: int, side: str, y: float, text: str) -> None:
        room = edges[last + 1] - edges[first] - 8 - width(text, _SIZE)
        x = LEFT + edges[first] + 4 + {"l": 0.0, "r": room, "c": room / 2}[side]
        texts.append(Text(x, y, _SIZE, text))

    for first, last, line, name in heads:
        put(first, last, "c", top + line * _LINE, name)
    y = top + (max((line for _, _, line, _ in heads), default=-1.5) + 1.5) * _LINE
    for row in rows:
        cells = [cell.split("/") for cell in row.split("|")]
        high = max(map(len, cells))
        for column, cell in enumerate(cells):
            for number, line in enumerate(cell):
                if line:
                    put(column, column, sides[column], y + (number + (high - len(cell)) / 2) * _LINE, line)
        y += (high + 0.5) * _LINE
    return Sheet(texts)


def read(*pages: Sheet) -> Source:
    return fixed_layout.source(printed_pages.laid_out(pages), path="a", name="a", sha256="0", form="pdf")


def lines(source: Source) -> list[str]:
    return [line.replace("\t", "|") for line in source.text.splitlines() if "\t" in line]


def test_two_sides_with_a_name_over_each() -> None:
    rows = ["一、事业收入|310.5|一、教育支出|880.0", "二、其他收入||二、卫生支出|20.5", "总计|900.5|总计|900.5"]
    heads = [
        (0, 1, 0, "收入"),
        (2, 3, 0, "支出"),
        (0, 0, 1, "项目"),
        (1, 1, 1, "决算数"),
        (2, 2, 1, "项目"),
        (3, 3, 1, "决算数"),
    ]
    found = lines(read(printed((0, 120, 200, 320, 400), heads, rows, "lrlr")))
    assert found == ["收入||支出|", "项目|决算数|项目|决算数", *rows]


def test_codes_in_three_columns_and_a_line_that_numbers_the_columns() -> None:
    rows = [
        "207|||文化支出|7100.2|3588.1|3512.1",
        "|01||文化|7100.2|3588.1|3512.1",
        "||14|民族民间文化/传承专项支出|3512.1||3512.1",
    ]
    heads = [
        (0, 2, 0, "科目编码"),
        *((at, at, 1, name) for at, name in enumerate("类款项")),
        *((at, at, 0.5, name) for at, name in ((3, "科目名称"), (4, "本年支出合计"), (5, "基本支出"), (6, "项目支出"))),
        (3, 3, 2.5, "栏次"),
        *((3 + at, 3 + at, 2.5, number) for at, number in ((1, "1=2+3"), (2, "2"), (3, "3"))),
    ]
    found = lines(read(printed((0, 28, 56, 84, 190, 270, 340, 410), heads, rows, "lllrrrr"[:3] + "lrrr")))
    assert found[:3] == ["科目编码|||科目名称|本年支出合计|基本支出|项目支出", "类|款|项||||", "|||栏次|1=2+3|2|3"]
    assert found[3:] == [row.replace("/", "") for row in rows]


def test_rows_of_several_lines_have_their_figures_in_the_middle() -> None:
    rows = [
        "1|山洪沟治理工程|治理长度3.4公里，新建/护岸1200米|180|120|60",
        "2|牧区饮水安全巩固/提升及管网延伸|新建蓄水池2座|96|96|",
        "3|灌区渠道清淤|清淤8公里|45||45",
    ]
    heads = [
        *((at, at, 0.5, name) for at, name in enumerate(("序号", "项目名称", "建设内容", "总投资"))),
        (4, 5, 0, "资金来源"),
        (4, 4, 1, "省级"),
        (5, 5, 1, "县级"),
    ]
    found = lines(read(printed((0, 30, 120, 240, 290, 340, 390), heads, rows, "cllccc")))
    assert found == [
        "序号|项目名称|建设内容|总投资|资金来源|",
        "||||省级|县级",
        *(row.replace("/", "") for row in rows),
    ]


def test_a_column_without_figures_and_a_name_over_the_middle_ones() -> None:
    rows = ["预算数|365.0|0.0|320.0|0.0|320.0|45.0|", "决算数|328.2|0.0|296.4|0.0|296.4|31.8|"]
    names = ("项目", "合计", "出国费", "", "", "", "接待费", "备注")
    heads = [*((at, at, 0.5, name) for at, name in enumerate(names) if name), (3, 5, 0, "公务用车购置及运行费")]
    heads += [(3, 3, 1, "小计"), (4, 4, 1, "购置费"), (5, 5, 1, "运行费")]
    found = lines(read(printed((0, 60, 115, 170, 225, 280, 335, 390, 440), heads, rows, "lrrrrrrl")))
    assert found == ["项目|合计|出国费|公务用车购置及运行费|||接待费|备注", "|||小计|购置费|运行费||", *rows]


def test_figures_that_stand_left_as_words_do() -> None:
    rows = ["改厕户数|1850|1702|92.0%", "造林面积|3.2|3.2|100.0%", "培训农民|260|265|101.9%"]
    heads = [(at, at, 0, name) for at, name in enumerate(("指标", "计划", "完成", "完成率"))]
    assert lines(read(printed((0, 100, 190, 280, 370), heads, rows, "llll"))) == ["指标|计划|完成|完成率", *rows]


def test_a_table_goes_on_without_a_head_and_without_figures_in_a_column() -> None:
    heads = [(at, at, 0, name) for at, name in enumerate(("县区", "合计", "中央", "省级"))]
    first = [f"第{n}县|{n + 3}.5|{n}.5|3.0" for n in range(10, 34)]
    second = [f"第{n}县|{n}.5|{n}.5|" for n in range(40, 46)]
    edges = (0, 100, 190, 280, 370)
    source = read(printed(edges, heads, first, "lrrr"), printed(edges, [], second, "lrrr", top=90.0))
    assert lines(source) == ["县区|合计|中央|省级", *first, *second]
    assert sum(block.kind == "table" for block in source.blocks) == 1


@pytest.mark.parametrize(
    "rows",
    [
        ["第一部分部门概况|1", "第二部分部门预算表|5", "第三部分情况说明|12"],
        [
            "全县共完成投资 3250 万元，新建道路 12 公里，改造危房 86 户，",
            "下达资金 1200 万元。支出进度 58.3 %，提高 4.1 个百分点，",
            "其中省级 800 万元，县级 400 万元，均已到位。",
        ],
        [
            "定于 3 月 5 日 9:00 召开会议，会期 1 天，",
            "各乡镇 2 人，请于 3 月 4 日 17:00 前",
            "报名，联系电话 8752001。",
        ],
        ["1.低保标准每人每月|620", "元；", "2.孤儿标准每人每月|1800", "元。"],
    ],
    ids=["contents", "prose", "notice", "items"],
)
def test_what_only_looks_like_one(rows: list[str]) -> None:
    assert lines(read(printed((0, 300, 400), [], rows, "lr"))) == []


def test_a_full_page_takes_no_square_of_its_length() -> None:
    def seconds(count: int) -> float:
        glyphs = [
            Glyph("3" if x else "项", x, x + 5, 12.0 * n, 10.0) for n in range(count) for x in (0, 20, 60 + n % 7, 90)
        ]
        start = time.process_time()
        aligned_figures.tables(glyphs)
        return time.process_time() - start

    assert seconds(8_000) < 12 * seconds(2_000) + 0.2


_BONDS = ["序号", "项目名称", "投向领域", "金额", "期限"]


@pytest.mark.parametrize(
    ("before", "after", "joined"),
    [
        ("3|云溪县粮食储备库冷链|农林水利|1.20|10", "中心建设", "3|云溪县粮食储备库冷链中心建设|农林水利|1.20|10"),
        ("3|青石镇污水处理厂改扩|生态环保|0.80|20", "建工程", "3|青石镇污水处理厂改扩建工程|生态环保|0.80|20"),
    ],
)
def test_a_row_that_a_page_breaks_goes_on_below_the_head_printed_again(before: str, after: str, joined: str) -> None:
    edges = (0, 60, 160, 260, 320, 380)
    heads = [(at, at, 0, name) for at, name in enumerate(_BONDS)]
    first = ["1|云山市学校迁建|职业教育|2.10|15", "2|云山市医院扩建|医疗卫生|1.85|20", before]
    above = printed(edges, heads, first, "cllrc", top=640.0)
    rest = [f"|{after}|||", "4|云山市产业园区厂房|园区|0.95|15", "5|云山市供水管网|市政|1.05|15"]
    below = printed(edges, heads, rest, "cllrc", top=90.0)
    last = max(one.y for one in below.texts) + 1.5 * _LINE
    below.texts += [
        Text(LEFT + 2, last, _SIZE, "合计"),
        Text(LEFT + 320 - 4 - width("7.15", _SIZE), last, _SIZE, "7.15"),
    ]
    assert lines(read(above, below)) == ["|".join(_BONDS), *first[:2], joined, *rest[1:], "合计|||7.15|"]


def test_lines_of_numbered_rows_stand_as_far_apart_as_rows() -> None:
    edges = (0, 60, 160, 260, 320, 380)
    texts: list[Text] = []
    rows = [
        "序号|项目名称|投向领域|金额|期限",
        "1|云山市老城片区污水收|生态环保|2.10|15",
        "|集管网||",
        "2|云山市医院扩建|医疗卫生|1.85|20",
    ]
    rows += ["3|云山市粮库|农林水利|1.20|10", "4|云山市供水|市政|1.05|15"]
    for number, row in enumerate(rows):
        for at, cell in enumerate(row.split("|")):
            room = edges[at + 1] - edges[at] - 8 - width(cell, _SIZE) if at < 5 else 0
            shift = {0: room / 2, 3: room}.get(at, 0.0)
            texts += [Text(LEFT + edges[at] + 4 + shift, 120 + 15.4 * number, _SIZE, cell)] if cell else []
    assert lines(read(Sheet(texts)))[:2] == [rows[0], "1|云山市老城片区污水收集管网|生态环保|2.10|15"]
