"""The lexicon: every row's example holds its token, its counter-example does not, and both readings of a text agree."""

from __future__ import annotations

import pytest
from growth import keeps_step
from hypothesis import given
from hypothesis import strategies as st

from loaders.text.tokens import TYPED, WORD, Lexicon, Term, terms
from ontology.tables import rows

TABLES = ("acts", "force", "marks")
ROWS = [row for table in TABLES for row in rows("loaders.text", f"lexicon/{table}.tsv")]
EVERY = Lexicon({name for term in terms() for name in term.classes} | set(TYPED))


def printed(text: str, lexicon: Lexicon = EVERY) -> list[tuple[str, tuple[str, ...]]]:
    return [(text[token.start : token.end], token.classes) for token in lexicon.tokens(text, 0, len(text))]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["term"])
def test_a_row_is_proved_by_its_example(row: dict[str, str]) -> None:
    token = row["term"], tuple(row["class"].split())
    assert token in printed(row["example"])
    assert token not in printed(row["counter_example"])
    assert row["source"]
    assert row["counter_example"] or not (row["not_after"] or row["not_before"]), "a condition needs a counter-example"


def test_a_term_has_one_row() -> None:
    words = [term.term for term in terms()]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("text", "name", "token"),
    [
        ("废止下列文件：\n（一）《甲办法》", "item", "\n（一）"),
        ("废止：1.《甲办法》", "item", "1."),
        ("废止（二）《甲办法》", "item", "（二）"),
        ("自2024年1月1日起施行", "date", "2024年1月1日"),
        ("自二〇二四年二月一日起施行", "date", "二〇二四年二月一日"),
        ("有效期5年", "years", "5年"),
        ("30日后", "days", "30日"),
        ("第十二条　本细则", "article", "第十二条"),
    ],
)
def test_what_has_a_grammar(text: str, name: str, token: str) -> None:
    assert (token, (name,)) in printed(text, Lexicon([name]))


@pytest.mark.parametrize("text", ["增长3.5倍", "（2023）", "第1、2款", "（一般）", "12、13个"])
def test_what_is_no_list_mark(text: str) -> None:
    assert all(token != ("item",) for _, token in printed(text, Lexicon(["item"])))


def test_a_lexicon_knows_its_own_classes_only() -> None:
    assert printed("根据《甲条例》废止", Lexicon(["repeal"])) == [("根据《甲条例》", ("word",)), ("废止", ("repeal",))]
    with pytest.raises(ValueError, match="no row of loaders/text/lexicon has basiss"):
        Lexicon(["basiss"])


def test_conditions_look_at_the_characters_beside() -> None:
    assert Term("按国", ("by-place",), "Han", "").pattern() == "(?<![\u4e00-\u9fff].)国"
    assert ("按国", ("by-place",)) in printed("；按国家规定")
    assert ("按国", ("by-place",)) not in printed("应按国家规定")


PIECES = ["根据", "废止", "\n", "\n一、", "，", "甲县", "2024年1月1日", "5年", "第三条", " ", "（", "）", "自", "按国"]


@given(st.lists(st.sampled_from(PIECES), max_size=20).map("".join))
def test_both_readings_agree_and_nothing_is_lost(text: str) -> None:
    tokens = EVERY.tokens(text, 0, len(text))
    coded = EVERY.encode(text, 0, len(text))
    assert "".join(token.code for token in tokens if token.code != WORD) == coded.replace(WORD, "")
    assert all(a.end <= b.start for a, b in zip(tokens, tokens[1:], strict=False))
    assert "".join(text.split()) == "".join("".join(text[t.start : t.end] for t in tokens).split())


def test_a_long_text_takes_no_time() -> None:
    for unit in ("根据", "2024年", "\n一", "按", "第一", "一"):
        keeps_step(lambda text: EVERY.encode(text, 0, len(text)), unit.__mul__)
