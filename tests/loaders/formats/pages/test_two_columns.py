"""Tables of labels and texts that no line rules: what is read as one, and what only looks like one."""

from __future__ import annotations

import time
from random import Random

import printed_pages
import pytest
from printed_pages import LEFT, Sheet, Text, Typesetter

from loaders.formats.pages import fixed_layout, two_columns
from loaders.formats.pages.glyphs import Glyph
from loaders.source import Source

_ROWS = (
    ("项目名称", "农村饮水安全巩固提升工程"),
    ("立项依据", "《关于做好农村供水保障工作的指导意见》（水农〔2021〕244号）和县第十七届人民代表大会批准的本年计划。"),
    ("实施主体", "临洮河县水务局农村供水管理站"),
    ("实施内容", "更换老化管网38公里，新建蓄水池12座，配套消毒设备，惠及6个乡镇41个行政村的3.2万人。"),
    ("预算安排", "县级财政安排资金286.5万元，其中管网196.5万元，水池和设备90万元。"),
    ("绩效目标", "供水保证率达到95%以上。"),
)


def sheets(rows: list[tuple[str, str]], shares: tuple[int, int], size: float) -> list[Sheet]:
    setter = Typesetter(foot=lambda page: f"— {page} —")
    setter.centred("临洮河县水务局2023年重点项目")
    setter.table(rows, shares, size)
    for sheet in setter.sheets:
        sheet.rules = []
    return setter.sheets


def read(pages: list[Sheet]) -> Source:
    return fixed_layout.source(printed_pages.laid_out(pages), path="a", name="a", sha256="0", form="pdf")


def cells(source: Source) -> list[list[str]]:
    found: dict[tuple[int, int], list[str]] = {}
    for number, block in enumerate(source.blocks):
        for cell in block.cells if block.kind == "table" else ():
            found.setdefault((number, cell.row), []).append(source.text[cell.start : cell.end])
    return list(found.values())


@pytest.mark.parametrize("spaced", [False, True], ids=["plain", "labels set apart"])
@pytest.mark.parametrize("seed", range(6))
def test_labels_and_texts_are_the_cells_of_the_same_table_with_lines(seed: int, spaced: bool) -> None:
    random = Random(seed)
    rows = [(" ".join(label) if spaced else label, text) for _ in range(random.randint(1, 4)) for label, text in _ROWS]
    pages = sheets(rows, (1, random.randint(2, 3)), random.choice((10.5, 12.0, 14.0)))
    printed = [[cell.replace(" ", "") for cell in row] for row in cells(read(pages))]
    assert printed == [[label.replace(" ", ""), text] for label, text in rows]


def page(*lines: tuple[tuple[float, str], ...]) -> list[Sheet]:
    return [Sheet([Text(LEFT + x, 120 + 24 * n, 12.0, text) for n, line in enumerate(lines) for x, text in line])]


@pytest.mark.parametrize(
    "lines",
    [
        [line for n in range(3) for line in (((0, f"{n + 1}."), (40, "组织开展河湖管护工作")), ((40, "按月上报。"),))],
        [((0, "部门职责"), (300, "3")), ((0, "机构设置"), (300, "5")), ((0, "收支总表"), (300, "7"))],
        [((0, "水利支出"), (200, "310.40")), ((0, "住房支出"), (200, "122.50")), ((0, "合计金额"), (200, "432.90"))],
        [((0, "单位：临洮河县水务局"), (260, "填表人：王某")), ((0, "联系电话：1234567"),), ((0, "附件：无"),)],
        [((0, "水务局负责管网改造和水池建设，"),), ((0, "财政局负责资金拨付和绩效评价，"),), ((0, "其他单位配合。"),)],
    ],
    ids=["items", "contents", "figures", "signatures", "prose"],
)
def test_what_only_looks_like_one(lines: list[tuple[tuple[float, str], ...]]) -> None:
    assert cells(read(page(*lines))) == []


def test_a_full_page_takes_no_square_of_its_length() -> None:
    def seconds(count: int) -> float:
        glyphs = [Glyph("项", x, x + 10, 12.0 * n, 10.0) for n in range(count) for x in (0, 10, 20.0 + n % 97, 60, 75)]
        start = time.process_time()
        two_columns.tables(glyphs)
        return time.process_time() - start

    assert seconds(16_000) < 12 * seconds(4_000) + 0.2
