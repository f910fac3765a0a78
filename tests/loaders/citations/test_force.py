"""When a document is in force, by its own words; what is said of other texts does not count."""

from __future__ import annotations

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.citations import validity
from loaders.records import Mention

ISSUED = Mention("2023-11-02", 0, 1)


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("第十二条　本细则自2024年1月1日起施行，有效期5年。", "2024-01-01", "2028-12-31"),
        ("第九条　自2024年1月1日起施行。", "2024-01-01", None),
        ("本法自二〇二四年二月一日起施行。", "2024-02-01", None),
        ("本规定由县水务局负责解释，自 2024 年 2 月 29 日起执行，试行两年。", "2024-02-29", "2026-02-28"),
        ("本办法自2024年1月1日起施行，有效期至2026年6月30日。", "2024-01-01", "2026-06-30"),
        ("本办法自2024年1月1日起施行。有效期自2024年1月1日至2026年6月30日。", "2024-01-01", "2026-06-30"),
        ("本通知自2024年1月1日起执行至2026年6月30日。", "2024-01-01", "2026-06-30"),
        ("本办法有效期五年，自2024年3月1日起施行。", "2024-03-01", "2029-02-28"),
        ("本公告自发布之日起施行。", "2023-11-02", None),
        ("本条例自公布之日起30日后施行。", "2023-12-02", None),
        ("本意见自印发之日起施行，有效期3年。", "2023-11-02", "2026-11-01"),
        # other texts
        ("补助标准自2024年1月1日起执行。", None, None),
        ("2019年1月1日起施行的《清河县供水办法》同时废止。", None, None),
        ("本办法自2024年1月1日起施行。2019年5月1日起施行的旧办法同时废止。", "2024-01-01", None),
        ("本细则所称期限自收到之日起计算。药品有效期为2年。", None, None),
        ("许可证有效期5年。", None, None),
        # days that no calendar has, years without a beginning
        ("本办法自2024年2月30日起施行。", None, None),
        ("本办法有效期5年。", None, None),
    ],
)
def test_clauses(text: str, since: str | None, until: str | None) -> None:
    found = validity.one(validity.find(text, issued=ISSUED))
    assert (found.since.value if found.since else None) == since
    assert (found.until.value if found.until else None) == until


def test_the_words_hold_all_that_a_computed_day_needs() -> None:
    text = "本细则自2024年1月1日起施行，有效期5年。"
    found = validity.one(validity.find(text))
    assert found.since and text[found.since.start : found.since.end] == "2024年1月1日"
    assert found.until and text[found.until.start : found.until.end] == "2024年1月1日起施行，有效期5年"


def test_the_day_of_issue_is_not_guessed() -> None:
    assert validity.find("本办法自印发之日起施行，有效期5年。") == []


def test_clauses_that_contradict_each_other_say_nothing() -> None:
    text = "本通知自2024年1月1日起执行。\n附件\n本办法自2024年5月1日起施行，有效期至2026年12月31日。"
    found = validity.one(validity.find(text))
    assert found.since is None
    assert found.until and found.until.value == "2026-12-31"


@pytest.mark.parametrize(
    ("first", "years", "last"), [("2024-02-29", 1, "2025-02-28"), ("2024-03", 5, None), ("9999-01-01", 9, None)]
)
def test_after_years(first: str, years: int, last: str | None) -> None:
    assert validity.after_years(first, years) == last


@pytest.mark.parametrize(
    ("printed", "years"), [("5年", 5), ("有效期为两年", 2), (" 十 年", 10), ("2025年", None), ("长期", None)]
)
def test_validity(printed: str, years: int | None) -> None:
    assert validity.validity(printed) == years


WORDS = [
    "本办法",
    "自",
    "2024年1月1日",
    "印发之日",
    "起",
    "施行",
    "有效期",
    "至",
    "5年",
    "，",
    "。",
    "\n",
    "的",
    "第一条",
    "30日后",
]


@given(st.lists(st.sampled_from(WORDS), max_size=30).map("".join))
def test_places_are_inside_the_text(text: str) -> None:
    for clause in validity.find(text, issued=ISSUED):
        for day in (clause.since, clause.until):
            if day and day is not ISSUED:
                assert 0 <= day.start < day.end <= len(text)
                assert len(day.value) == 10


def test_a_long_line_takes_no_time() -> None:
    for unit in ("自2024年1月1日", "本办法", "有效期", "自", "起施行", "1"):
        keeps_step(validity.find, unit.__mul__)
