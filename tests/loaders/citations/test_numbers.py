"""The grammar of document numbers against its two tables, and what holds for any text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from folders import DATA
from hypothesis import given
from hypothesis import strategies as st

from loaders.citations import citations, coded, numbers
from ontology import tables

TABLES = DATA / "numbers"


def rows(name: str) -> list[str]:
    lines = (TABLES / name).read_text(encoding="utf-8").splitlines()
    return [line.replace("\\n", "\n") for line in lines if line and not line.startswith("#")]


@pytest.mark.parametrize("row", rows("valid.txt"))
def test_valid(row: str) -> None:
    text, expected = row.split(" => ")
    assert [p.number.normal for p in numbers.find(text)] == expected.split(" + ")


@pytest.mark.parametrize("row", rows("passages.txt"))
def test_passages(row: str) -> None:
    text, expected = row.split(" =>")
    wanted = [number for number in expected.strip().split(" + ") if number]
    assert [c.number for c in citations.find(text) if c.number] == wanted


@pytest.mark.parametrize("text", rows("invalid.txt"))
def test_invalid(text: str) -> None:
    assert numbers.find(text) == []


@pytest.mark.parametrize("row", tables.rows("loaders", "citations/deed_words.tsv"), ids=lambda row: row["word"])
def test_a_deed_or_a_report_has_a_number_of_its_own(row: dict[str, str]) -> None:
    """A report only where its number is said to be: 审计报告（云审〔2020〕1号） is a document."""
    kind, example = ("licence" if row["group"] == "deed" else "report"), row["example"]
    assert [why for *_, why in coded.refused(example)] == [kind] and not numbers.find(example)
    assert bool(numbers.find(example.replace("编号", ""))) is (kind == "report")


def test_printed_place_is_exact() -> None:
    text = "现根据云财社发〔2023〕36号、37号文件执行。"
    assert [text[p.start : p.end] for p in numbers.find(text)] == ["云财社发〔2023〕36号", "37号"]


def test_each_number_of_a_range_stands_at_its_dash() -> None:
    text = "现根据云财社发〔2023〕36—39号文件执行。"
    assert [text[p.start : p.end] for p in numbers.find(text)] == ["云财社发〔2023〕36", "—", "—", "39号"]


@pytest.mark.parametrize(
    "typed",
    [
        "云财社发[2023]36号",
        "云财社发〔2023〕36",
        "云财社发 2023 36",
        "云财社发（２０２３）３６号",
        " 云财社发2023-36号 ",
        "云财社发〔2023〕036号",
    ],
)
def test_what_a_person_types(typed: str) -> None:
    number = numbers.loose(typed)
    assert number is not None
    assert number.normal == "云财社发〔2023〕36号"


@pytest.mark.parametrize("typed", ["乡村医生", "2023", "云财社发", "医疗保障 2023 年度", ""])
def test_words_are_no_number(typed: str) -> None:
    assert numbers.loose(typed) is None


@given(
    st.sampled_from(["云财社发", "国办发", "玉红政办发", "粤教基函"]),
    st.integers(1980, 2030),
    st.integers(1, 99999),
    st.sampled_from(["〔〕", "[]", "【】", "（）", "()", "［］", "﹝﹞"]),
    st.sampled_from(["", " ", "\n"]),
)
def test_any_spelling_has_one_normal_form(code: str, year: int, serial: int, pair: str, gap: str) -> None:
    printed = f"{code}{gap}{pair[0]}{year}{pair[1]}{gap}{serial}{gap}号"
    assert [p.number.normal for p in numbers.find(printed)] == [f"{code}〔{year}〕{serial}号"]


@given(st.text(alphabet="云财社发〔2023〕[]（）36号、，令第公告年国务院根据 \n《》x", max_size=60))
def test_any_text_gives_places_in_order(text: str) -> None:
    found = numbers.find(text)
    assert all(0 <= p.start < p.end <= len(text) for p in found)
    places = sorted({(p.start, p.end) for p in found})  # the numbers of a range share its dash
    assert [(p.start, p.end) for p in found] == sorted((p.start, p.end) for p in found)
    assert all(a[1] <= b[0] for a, b in pairwise(places))
    assert all(p.number.serial for p in found)
