"""Pairs of characters: a phrase of them is found exactly where the substring stands."""

from __future__ import annotations

import sqlite3

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.search.grams import BREAK, fold, grams, phrase, places, runs

ALPHABET = st.text(alphabet="托育机构老年医疗ab12〔〕（）。，、 \n%.Ａ１", max_size=40)


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("云财社发〔2023〕36号", "云财社发202336号"),
        ("云财社发 [2023] 36 号", "云财社发202336号"),
        ("《实施细则》（试行）", "实施细则试行"),
        ("1,896,600元", "1896600元"),
        ("４１．９６万人", "41．96万人"),
        ("80％，14%。", f"80％{BREAK}14％{BREAK}"),
        ("GB/T 9704—2012", f"gb{BREAK}t97042012"),
        ("a\u200bb\x00c", "abc"),
    ],
)
def test_fold(printed: str, folded: str) -> None:
    assert fold(printed) == folded


def test_grams_of_runs() -> None:
    assert grams(fold("老年人。托育")) == "老年 年人 人 托育 育"
    assert grams("") == ""


@given(ALPHABET)
def test_places_lead_back(text: str) -> None:
    folded, origin = places(text)
    assert folded == fold(text)
    assert len(origin) == len(folded)
    for character, index in zip(folded, origin, strict=True):
        assert character in fold(text[index])


@given(st.lists(ALPHABET, min_size=1, max_size=6), ALPHABET)
def test_a_phrase_finds_what_contains_it(texts: list[str], words: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5 (grams, content='', columnsize=0, tokenize='ascii')")
    for number, text in enumerate(texts):
        database.execute("INSERT INTO t (rowid, grams) VALUES (?, ?)", (number, grams(fold(text))))
    for run in runs(words):
        found = {row for (row,) in database.execute("SELECT rowid FROM t WHERE t MATCH ?", (phrase(run),))}
        assert found == {number for number, text in enumerate(texts) if run in fold(text)}
    database.close()


@pytest.mark.parametrize("words", ['"', "a OR b", "NEAR(a b)", "x*", "-", "grams:a", "'; DROP TABLE names; --", "（）"])
def test_query_language_cannot_get_in(words: str) -> None:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5 (grams, content='', tokenize='ascii')")
    for run in runs(words):
        database.execute("SELECT rowid FROM t WHERE t MATCH ?", (phrase(run),)).fetchall()
    database.close()
