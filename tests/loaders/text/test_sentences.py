"""The sentence around a quote ends at its marks, at a line's end, or after so many characters."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loaders.text import sentences
from loaders.text.sentences import SENTENCE_SIDE


@pytest.mark.parametrize(
    ("text", "words", "prefix", "suffix"),
    [
        ("甲。乙丙丁；戊", "丙", "乙", "丁；"),
        ("甲\n　　乙丙丁\n戊", "丙", "乙", "丁"),
        ("丙", "丙", "", ""),
        ("是！" + "长" * 200 + "丙" + "短" * 200, "丙", "长" * SENTENCE_SIDE, "短" * SENTENCE_SIDE),
    ],
)
def test_the_sentence_around(text: str, words: str, prefix: str, suffix: str) -> None:
    start = text.index(words)
    assert sentences.before(text, start) == prefix
    assert sentences.after(text, start + len(words)) == suffix


@given(st.text(min_size=1), st.data())
def test_the_sentence_around_any_place_is_one_piece_of_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    prefix, suffix = sentences.before(text, start), sentences.after(text, end)
    assert prefix + text[start:end] + suffix == text[start - len(prefix) : end + len(suffix)]
    assert len(prefix) <= SENTENCE_SIDE and len(suffix) <= SENTENCE_SIDE
    assert not any(mark in prefix for mark in "。；！？\n")
    assert not any(mark in suffix[:-1] for mark in "。；！？\n")
