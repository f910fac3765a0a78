"""Short forms and what they are short for."""

from __future__ import annotations

import pytest

from kg.search.short_forms import MOST, in_latin, readings
from ontology.tables import rows


@pytest.mark.parametrize("row", rows("kg.search", "short_forms.tsv"), ids=lambda row: row["short"])
def test_the_example_of_a_row_is_read_in_full(row: dict[str, str]) -> None:
    assert row["full"] in " ".join(readings(row["example"])) or row["full"] in row["example"]


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("个旧疾控", "个旧 疾病预防控制"),
        ("红塔区卫健局", "红塔区 卫生健康局"),
        ("红河州财政局", "红河哈尼族彝族自治州 财政局"),
        ("屏边县教体局", "屏边苗族自治县 教育体育 局"),
    ],
)
def test_readings(words: str, also: str) -> None:
    assert readings(words)[0] == words
    assert also in readings(words)


@pytest.mark.parametrize("words", ["妇幼保健院", "重大公共卫生", "", "2024", "老旧小区改造"])
def test_what_is_in_full_already_has_one_reading(words: str) -> None:
    assert readings(words) == (words,)


def test_two_meanings_are_two_readings() -> None:
    assert {"城乡居民 医疗保障", "城乡居民 医疗保险"} <= set(readings("城乡居民医保"))
    assert len(readings("医保社保发改村医")) <= MOST


@pytest.mark.parametrize(
    ("words", "also"),
    [
        ("gejiu jikong", "gejiu jibingyufangkongzhi"),
        ("Jikongzhongxin", "jibingyufangkongzhizhongxin"),
        ("mengzi weijianju", "mengzi weishengjiankangju"),
        ("yibao butie", "yiliaobaozhang butie"),
    ],
)
def test_short_forms_in_pinyin(words: str, also: str) -> None:
    assert in_latin(words)[0] == words.lower()
    assert also in in_latin(words)


@pytest.mark.parametrize("words", ["yanglao", "gejiushi", "x", "rd"])
def test_other_pinyin_stays_as_it_is(words: str) -> None:
    assert in_latin(words) == (words,)
