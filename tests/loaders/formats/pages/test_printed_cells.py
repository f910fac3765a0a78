"""Lines cut into cells: a remark that touches the figure before it is one of its own where other figures end at that place."""

from __future__ import annotations

import printed_pages
import pytest
from printed_pages import LEFT, Sheet, Text, width

from loaders.formats.pages import fixed_layout

_SIZE = 9.0


def _lines(remarks: dict[int, str], figures: list[str]) -> list[str]:
    """A name, figures that end at one place, and remarks right behind some of them."""
    texts = [
        Text(LEFT, 120, _SIZE, "项目"),
        Text(LEFT + 200, 120, _SIZE, "决算数"),
        Text(LEFT + 280, 120, _SIZE, "备注"),
    ]
    for at, figure in enumerate(figures):
        y = 132.0 + 12 * at
        texts.append(Text(LEFT, y, _SIZE, f"补助支出{'甲乙丙丁戊己庚'[at]}"))
        texts.append(Text(LEFT + 279 - width(figure, _SIZE), y, _SIZE, figure))
        if at in remarks:
            texts.append(Text(LEFT + 280, y, _SIZE, remarks[at]))
    pages = printed_pages.laid_out([Sheet(texts)])
    text = fixed_layout.source(pages, path="a", name="a", sha256="0", form="pdf").text
    return [line.replace("\t", "|") for line in text.splitlines()]


@pytest.mark.parametrize(
    ("remarks", "figures"),
    [
        ({0: "含上年结转", 2: "见表二"}, ["8,408.50", "612.00", "14.30", "61.75", "98.20"]),
        ({1: "不列入总数"}, ["12,640", "2,284", "98,200", "1,347", "3,587"]),
        ({0: "（含援疆）", 4: "另表"}, ["340.00", "260.00", "90.00", "75.50", "40.00"]),
        ({0: "备查", 1: "备查", 3: "备查"}, ["340.00", "260.00", "90.00", "75.50", "40.00", "1,805.50"]),
        ({5: "与表一一致"}, ["340.0", "260.0", "90.0", "75.5", "40.0", "805.5"]),
    ],
)
def test_remarks_that_touch_figures(remarks: dict[int, str], figures: list[str]) -> None:
    rows = [f"补助支出{'甲乙丙丁戊己庚'[at]}|{figure}|{remarks.get(at, '')}" for at, figure in enumerate(figures)]
    assert _lines(remarks, figures) == ["项目|决算数|备注", *rows]


def test_a_figure_with_its_unit_is_one_cell() -> None:
    assert all("|万元" not in line for line in _lines({0: "万元", 1: "万元"}, ["340.00", "260.00", "90.00", "75.50"]))
