"""Pages with places become one text: paragraphs and tables that a page broke are whole again, and nothing else is changed."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from printed_pages import LEFT, RIGHT, Sheet, Text, Typesetter, laid_out

from loaders.formats.pages import fixed_layout
from loaders.source import Source, UnreadableFile, page_at


def read(sheets: list[Sheet]) -> Source:
    return fixed_layout.source(laid_out(sheets), path="a.pdf", name="a.pdf", sha256="0" * 64, form="pdf")


def grid(source: Source, number: int = 0) -> list[list[str]]:
    table = [block for block in source.blocks if block.kind == "table"][number]
    rows: list[list[str]] = []
    for cell in table.cells:
        while cell.row >= len(rows):
            rows.append([])
        rows[cell.row].append(source.text[cell.start : cell.end])
    return rows


# Words: of characters by chance a page has no text layer that could be believed.
WORDS = st.lists(
    st.sampled_from(
        [
            "的",
            "一",
            "是",
            "在",
            "不",
            "了",
            "有",
            "和",
            "人",
            "这",
            "中国",
            "人民",
            "工作",
            "发展",
            "大家",
            "为了",
            "上述",
            "个人",
            "生产",
            "地方",
            "用于",
            "出发",
            "分别",
            "对于",
            "成为",
            "会议",
            "可以",
            "主要",
        ]
    ),
    min_size=1,
    max_size=12,
).map("".join)
FIGURES = st.sampled_from(["12.5", "2024", "4.8%", "云财社发〔2023〕36号", "（二）", "《办法》", "1.", "A4", "3/12"])
SENTENCE = st.lists(st.one_of(WORDS, FIGURES), min_size=1, max_size=8).map("".join)
PARAGRAPH = st.lists(SENTENCE, min_size=1, max_size=6).map(lambda parts: "，".join(parts))


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PARAGRAPH, min_size=1, max_size=30))
def test_text_without_noise_is_unchanged(paragraphs: list[str]) -> None:
    """Whatever is printed as indented paragraphs under a title is read as it was, line breaks and page breaks included."""
    setter = Typesetter()
    setter.centred("某市部门预算公开说明", 22)
    # Where the margin is shows only where a paragraph fills it.
    said = ["公开" * 60 + "。", *("一段" + paragraph for paragraph in paragraphs)]
    for paragraph in said:
        setter.paragraph(paragraph)
    wanted = ["某市部门预算公开说明", *said]
    assert read(setter.sheets).text.rstrip("\n").split("\n") == wanted


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(PARAGRAPH, min_size=12, max_size=30),
    st.sampled_from(["— {} —", "- {} -", "第{}页", "第 {} 页 共 20 页", "{}/20", "{}", "－{}－", "Page {} of 20"]),
    st.sampled_from(["", "某市卫生健康局2024年部门预算"]),
)
def test_text_with_noise_is_the_text_without(paragraphs: list[str], foot: str, head: str) -> None:
    """Page numbers and a running head change nothing, wherever pages break."""
    texts = []
    for setter in (Typesetter(), Typesetter(head=head, foot=lambda page: foot.format(page))):
        setter.centred("某市部门预算公开说明", 22)
        for paragraph in paragraphs:
            setter.paragraph("一段" + paragraph * 3)
        texts.append(read(setter.sheets).text)
        pages = len(setter.sheets)
    if pages > 1 or (foot != "{}" and not head):
        assert texts[0] == texts[1]


def test_a_number_broken_over_lines_and_pages_is_whole() -> None:
    setter = Typesetter()
    setter.y = 710.0  # room for one line
    filler = "字" * 18
    setter.paragraph(filler + "依据云财社发〔2023〕36号文件，安排资金1234.56万元。")
    assert len(setter.sheets) == 2
    source = read(setter.sheets)
    assert source.text == filler + "依据云财社发〔2023〕36号文件，安排资金1234.56万元。\n"
    assert page_at(source.pages, 0) == "第1页"
    assert page_at(source.pages, len(source.text) - 2) == "第2页"
    assert page_at(source.pages, len(source.text)) is None


def test_headings_and_short_lines_stay_lines_of_their_own() -> None:
    lines = ["一、项目名称", "乡村医生补助", "（一）立项依据", "1.《办法》", "第三条　资金来源", "资金安排情况"]
    setter = Typesetter()
    for line in lines:
        setter.paragraph(line)
    assert read(setter.sheets).text.split("\n")[:-1] == [line.replace("　", " ") for line in lines]


def test_paragraphs_without_indent_end_with_their_sentence() -> None:
    setter = Typesetter(indent=0)
    first = "甲" * 27 + "。"  # the paragraph fills its last line to the edge
    for line in (first, "乙" * 40 + "。", "（二）" + "丙" * 30):
        setter.paragraph(line)
    assert read(setter.sheets).text.split("\n")[:-1] == [first, "乙" * 40 + "。", "（二）" + "丙" * 30]


def rows(count: int) -> list[list[str]]:
    head = ["序号", "项目名称", "金额"]
    return [head, *([str(n), f"第{n}项补助资金，用于设备更新和人员培训等支出", f"{n}.00"] for n in range(1, count))]


@pytest.mark.parametrize("head", [True, False])
def test_a_table_broken_by_pages_is_one_table(head: bool) -> None:
    setter = Typesetter()
    setter.table(rows(60), [1, 3, 2], head=head)
    source = read(setter.sheets)
    assert len(setter.sheets) > 2
    assert grid(source) == rows(60)
    for row in (1, 30, 59):
        cell = next(c for c in source.blocks[0].cells if (c.row, c.column) == (row, 0))
        sheet = next(n for n, s in enumerate(setter.sheets, 1) if f"{row}.00" in [t.text for t in s.texts])
        assert page_at(source.pages, cell.start) == f"第{sheet}页"


def test_a_row_broken_by_a_page_is_one_row() -> None:
    long = [["立项依据", "甲" * 1200], ["资金安排", "乙" * 1200 + "，丙丁。"]]
    setter = Typesetter()
    setter.table(long, [1, 4])
    assert len(setter.sheets) == 3
    assert grid(read(setter.sheets)) == long


def test_a_row_that_no_line_closes_goes_on_in_all_its_cells() -> None:
    """Browsers break a row between its lines, the label too, and draw no line there."""
    above, below = Sheet(), Sheet()
    above.rules = [(100, 700, 400, 700), (100, 700, 100, 780), (200, 700, 200, 780), (400, 700, 400, 780)]
    below.rules = [(100, 160, 400, 160), (100, 100, 100, 160), (200, 100, 200, 160), (400, 100, 400, 160)]
    above.texts = [Text(104, 730, 12, "项目实施"), Text(204, 730, 12, "清河县"), Text(204, 750, 12, "卫生健康局")]
    below.texts = [Text(104, 130, 12, "单位"), Text(204, 130, 12, "和疾控中心")]
    source = read([above, below])
    assert grid(source) == [["项目实施单位", "清河县卫生健康局和疾控中心"]]
    places = [(source.text[page.start : page.end].strip(), page.label) for page in source.pages]
    assert places == [("项目实施", "第1页"), ("单位", "第2页"), ("清河县卫生健康局", "第1页"), ("和疾控中心", "第2页")]


def test_the_same_form_on_every_page_stays_a_table_of_its_own() -> None:
    form = ["项目名称", "主管部门", "资金总额", "年度目标", "完成时限"]
    setter = Typesetter()
    for number in range(3):
        setter.table([[label, f"第{number}个项目的{label}" + "细" * 160] for label in form], [1, 4])
        setter.turn()
    source = read(setter.sheets)
    tables = [block for block in source.blocks if block.kind == "table"]
    assert [len({cell.row for cell in table.cells}) for table in tables] == [5, 5, 5]


def test_a_line_that_says_continued_does_not_part_a_table() -> None:
    setter = Typesetter()
    setter.table(rows(30), [1, 3, 2])
    setter.turn()
    first = len(setter.sheets)
    setter.paragraph("（续表）")
    setter.table(rows(30)[20:], [1, 3, 2])
    setter.sheets[first - 2].rules = [(*r[:3], r[3]) for r in setter.sheets[first - 2].rules]
    source = read(setter.sheets)
    assert "续表" not in source.text
    assert len([block for block in source.blocks if block.kind == "table"]) == 1


def test_merged_cells_stand_once_and_say_how_far_they_reach() -> None:
    sheet = Sheet()
    xs, ys = [100.0, 200.0, 300.0], [100.0, 130.0, 160.0, 190.0]
    sheet.rules = [(100, y, 300, y) for y in (100, 130, 190)] + [(200, 160, 300, 160)]
    sheet.rules += [(100, 100, 100, 190), (300, 100, 300, 190), (200, 130, 200, 190)]
    for text, x, y in (
        ("资金安排", xs[0], ys[0]),
        ("中央", xs[0], ys[1]),
        ("1.50", xs[1], ys[1]),
        ("2.50", xs[1], ys[2]),
    ):
        sheet.texts.append(Text(x + 5, y + 20, 12, text))
    source = read([sheet])
    assert grid(source) == [["资金安排", ""], ["中央", "1.50"], ["", "2.50"]]
    assert {(c.row, c.column): (c.high, c.wide) for c in source.blocks[0].cells if (c.high, c.wide) != (1, 1)} == {
        (0, 0): (1, 2),
        (1, 0): (2, 1),
    }


def test_text_beside_and_between_tables_keeps_its_order() -> None:
    setter = Typesetter()
    setter.paragraph("表前。")
    setter.table([["甲", "1"], ["乙", "2"]], [1, 1])
    setter.paragraph("表间。")
    setter.table([["丙", "3"], ["丁", "4"]], [1, 1])
    setter.paragraph("表后。")
    assert read(setter.sheets).text == "表前。\n甲\t1\n乙\t2\n表间。\n丙\t3\n丁\t4\n表后。\n"
    assert [block.page for block in read(setter.sheets).blocks] == [1] * 5


def test_a_frame_around_a_page_is_no_table() -> None:
    setter = Typesetter()
    setter.paragraph("框内的一段文字。")
    x, y = LEFT - 20, RIGHT + 20
    setter.sheets[0].rules = [(x, 80, y, 80), (x, 760, y, 760), (x, 80, x, 760), (y, 80, y, 760)]
    assert [block.kind for block in read(setter.sheets).blocks] == ["paragraph"]


def test_nothing_at_all_is_told() -> None:
    with pytest.raises(UnreadableFile, match=r"^a\.pdf is empty: no page of it holds any text\.$"):
        read([Sheet()])
