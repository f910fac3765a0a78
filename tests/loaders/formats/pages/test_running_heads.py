"""Page numbers, running heads and tables of contents are left out; headings that look like them stay."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from printed_pages import RIGHT, SIZE, Sheet, Text, Typesetter, laid_out

from loaders.formats.pages import fixed_layout

BODY = "为保障基本公共卫生服务，市级财政安排补助资金，用于建档、随访和体检，按季度拨付，年终结清。" * 3


def lines(sheets: list[Sheet]) -> list[str]:
    source = fixed_layout.source(laid_out(sheets), path="a.pdf", name="a.pdf", sha256="0" * 64, form="pdf")
    return source.text.rstrip("\n").split("\n")


def document(pages: int, dress: Callable[[Typesetter, int], None], body: str = BODY) -> list[Sheet]:
    setter = Typesetter()
    for number in range(1, pages + 1):
        dress(setter, number)
        setter.paragraph(f"一段{body}")
        if number < pages:
            setter.turn()
    return setter.sheets


def put(text: str, y: float, size: float = 10.5, x: float = 250.0) -> Callable[[Typesetter, int], None]:
    return lambda setter, number: setter.put(Text(x, y, size, text.format(number, 30 - number)))


@pytest.mark.parametrize(
    "foot",
    [
        "— {0} —",
        "-{0}-",
        "－ {0} －",
        "–{0}–",
        "第{0}页",
        "第 {0} 页 共 12 页",
        "第{0}页/共12页",
        "共12页 第{0}页",
        "{0}/12",
        "{0} / 12",
    ]
    + ["Page {0} of 12", "· {0} ·", "{0}"],
)
@pytest.mark.parametrize("y", [50.0, 800.0])
def test_page_numbers_are_left_out(foot: str, y: float) -> None:
    assert lines(document(3, put(foot, y, 12.0))) == [f"一段{BODY}"] * 3


def test_a_decorated_page_number_of_the_only_page_is_left_out() -> None:
    assert lines(document(1, put("— {0} —", 800.0))) == [f"一段{BODY}"]


@pytest.mark.parametrize("head", ["某市卫生健康局2024年部门预算", "2024年部门预算公开 第{0}部分", "文号 松财社发"])
@pytest.mark.parametrize("pages", [2, 3, 12])
def test_running_heads_are_left_out(head: str, pages: int) -> None:
    assert lines(document(pages, put(head, 50.0))) == [f"一段{BODY}"] * pages


def test_heads_of_left_and_right_pages_are_left_out() -> None:
    def dress(setter: Typesetter, number: int) -> None:
        setter.put(Text(80 if number % 2 else 400, 50, 10.5, "某市卫生健康局" if number % 2 else "2024年部门预算"))

    assert lines(document(8, dress)) == [f"一段{BODY}"] * 8


def test_a_head_that_the_first_page_lacks_is_left_out() -> None:
    def dress(setter: Typesetter, number: int) -> None:
        if number > 1:
            setter.put(Text(80, 50, 10.5, "某市卫生健康局"))

    assert lines(document(4, dress)) == [f"一段{BODY}"] * 4


# ---- what must stay


@pytest.mark.parametrize(
    "heading", ["项目名称", "第{0}个：", "一、项目名称", "第{0}部分 部门概况", "{0}.项目概况", "附件{0}"]
)
@pytest.mark.parametrize("apart", [False, True])
def test_the_same_heading_above_every_project_stays(heading: str, apart: bool) -> None:
    """A project a page, each under the same heading at the same place: as near to the text as lines are, or larger."""

    def dress(setter: Typesetter, number: int) -> None:
        setter.y = 60.0  # a narrow margin: where running heads stand
        text = heading.format(number)
        if apart:
            setter.centred(text, 22)
            setter.y += 20
        else:
            setter.paragraph(text)

    read = lines(document(4, dress))
    wanted = [line for number in range(1, 5) for line in (heading.format(number), f"一段{BODY}")]
    assert read == wanted


@pytest.mark.parametrize(
    "last", ["{1}.50", "2024", "1/3", "附：—3—", "合计{0}万元", "第3页的说明见附件", "（第{0}页未完）", "某市财政局"]
)
def test_lines_in_the_text_stay(last: str) -> None:
    """What looks like a page number but stands where text stands, or does not count on."""

    def dress(setter: Typesetter, number: int) -> None:
        setter.paragraph(last.format(number, 30 - number * number))

    read = lines(document(3, dress))
    assert read == [line for n in range(1, 4) for line in (last.format(n, 30 - n * n), f"一段{BODY}")]


def test_a_figure_at_the_edge_of_one_page_stays() -> None:
    assert lines(document(1, put("128", 800.0))) == [f"一段{BODY}", "128"]


def test_a_signature_at_the_end_of_the_last_page_stays() -> None:
    def dress(setter: Typesetter, number: int) -> None:
        if number == 2:
            setter.put(Text(380, 770, SIZE, "某市财政局"))
            setter.put(Text(380, 798, SIZE, "2024年3月12日"))

    assert lines(document(2, dress)) == [f"一段{BODY}", f"一段{BODY}", "某市财政局", "2024年3月12日"]


# ---- contents

ENTRIES = ["一、部门职责", "二、机构设置", "三、2024年重点项目", "四、预算绩效情况"]


def contents(setter: Typesetter, leader: str) -> None:
    setter.centred("目 录", 22)
    for number, entry in enumerate(ENTRIES, 1):
        page = str(number * 2 - 1)
        room = RIGHT - 80 - len(entry) * SIZE - len(page) * SIZE / 2
        if leader:
            wide = SIZE / 2 if leader.isascii() else SIZE
            setter.put(Text(80, setter.y + SIZE, SIZE, entry + leader * int(room // wide) + page))
        else:
            setter.put(Text(80, setter.y + SIZE, SIZE, entry))
            setter.put(Text(RIGHT - len(page) * SIZE / 2, setter.y + SIZE, SIZE, page))
        setter.y += 28


@pytest.mark.parametrize("leader", [".", "…", "·", ""])
def test_a_table_of_contents_is_left_out_and_its_headings_stay_in_the_text(leader: str) -> None:
    setter = Typesetter()
    contents(setter, leader)
    setter.turn()
    for entry in ENTRIES:
        setter.paragraph(entry)
        setter.paragraph(f"一段{BODY}")
    assert lines(setter.sheets) == [line for entry in ENTRIES for line in (entry, f"一段{BODY}")]


def test_a_line_with_a_few_dots_is_no_table_of_contents() -> None:
    setter = Typesetter()
    for line in ("合计……………………128", "目录", "建立项目目录，完善制度。", "共投入资金12.5"):
        setter.paragraph(line)
    assert len(lines(setter.sheets)) == 4
