from __future__ import annotations

import random

import pytest

from kg.drawing.latin import Latin
from kg.search.pinyin import spelled

NAMES = [
    "个旧市卫生健康局",
    "重庆市财政局",
    "重点工作",
    "银行",
    "行政审批局",
    "2024年XX项目（二）",
    "",
    "ABC",
    "乐山市",
    "音乐节",
    "长沙",
    "成长",
]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_spells_as_the_search_does(name: str) -> None:
    latin = Latin.of(NAMES)
    chinese = "".join(c for c in name if "\u3400" <= c <= "\u9fff")
    assert latin.typed(name) == (spelled(chinese) if chinese else ("", ""))


def test_only_names_that_read_otherwise_are_written_out() -> None:
    latin = Latin.of(NAMES)
    assert latin.exceptions["重庆市财政局"][0].startswith("chongqing")
    assert latin.exceptions["重庆市财政局"][1] == "cqsczj"
    assert "个旧市卫生健康局" not in latin.exceptions
    assert len(latin.exceptions) < len(NAMES) / 2


def test_the_order_of_the_names_does_not_matter() -> None:
    shuffled = NAMES * 2
    random.Random(1).shuffle(shuffled)
    assert Latin.of(shuffled).to_json() == Latin.of(NAMES).to_json()
    assert list(Latin.of(shuffled).to_json()["syllables"]) == list(Latin.of(NAMES).to_json()["syllables"])


def test_json_holds_every_reading_once() -> None:
    latin = Latin.of(NAMES)
    back = {c: syllable for syllable, all_ in latin.to_json()["syllables"].items() for c in all_}
    assert back == latin.readings
