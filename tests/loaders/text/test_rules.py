"""The tables of rules: each row decides for its example, and not for its counter-example; and the language of their patterns."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from loaders.citations import citations, relation, validity
from loaders.records import Mention
from loaders.text.rules import Rule, Rules

HEAD = "id\tlabel\tpriority\tpattern\texample\tcounter_example\tsource\n"


def decided(marked: str) -> str | None:
    """The row that decides for the citation in ⟦⟧."""
    text = marked.replace("\\n", "\n")
    begin, end = text.index("⟦"), text.index("⟧") - 1
    text = text.replace("⟦", "").replace("⟧", "")
    (rule,) = [why.rule for found, why in citations.explain(text) if found.start == begin or found.end == end]
    return rule.id if rule else None


@pytest.mark.parametrize("rule", relation.rules().rules, ids=lambda rule: f"{rule.id}-{rule.priority}")
def test_a_relation_is_proved_by_its_examples(rule: Rule) -> None:
    assert decided(rule.example) == rule.id
    assert decided(rule.counter_example) != rule.id
    assert rule.source


@pytest.mark.parametrize("rule", validity.rules().rules, ids=lambda rule: rule.id)
def test_a_day_in_force_is_proved_by_its_examples(rule: Rule) -> None:
    assert rule.id in read(rule.example)
    assert rule.id not in read(rule.counter_example)
    assert rule.source


def read(text: str) -> set[str]:
    """The rows that decide what a text says of its force."""
    if validity.validity(text) is not None:
        return {rule.id for rule in validity.rules().labelled("period")}
    clauses = [clause for one in validity.explain(text, Mention("2023-11-02", 0, 1)) for clause in one.taken]
    return {rule.id for clause in clauses for rule in (clause.rule, clause.itself) if rule}


def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *patterns: str) -> Rules:
    rows = "".join(f"r{n}\tbasis\t{n}\t{pattern}\t\t\t\n" for n, pattern in enumerate(patterns))
    monkeypatch.delitem(sys.modules, "made", raising=False)
    (tmp_path / "made").mkdir()
    (tmp_path / "made" / "__init__.py").touch()
    (tmp_path / "made" / "rules.tsv").write_text(HEAD + "list\tpiece\t0\t(enum|and)+\t\t\t\n" + rows, encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    return Rules("made", "rules.tsv", {"this": "T"})


@pytest.mark.parametrize(
    ("pattern", "fits", "not_"),
    [
        ("basis this", "根据T", "根据本T"),
        ("basis word this", "根据本县T", "根据T"),
        ("basis word? this", "根据T", "根据和T"),
        ('"按" this', "按T", "依T"),
        ("this <list> repeal", "T、和废止", "T废止"),
        ("this ~(comma|enum)* repeal", "T全部内容废止", "T，废止"),
        ("this ~comma* repeal", "T、全部废止", "T，废止"),
        ("repeal !of", "废止", "废止的"),
        ("repeal !(of word)", "废止的", "废止的甲县"),
        ("this repeal|basis this", "根据T", "废止T"),
    ],
)
def test_patterns(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, fits: str, not_: str) -> None:
    rules = made(tmp_path, monkeypatch, pattern)

    def coded(text: str) -> str:
        before, _, after = text.partition("T")
        this = "T" if "T" in text else ""
        return rules.lexicon.encode(before, 0, len(before)) + this + rules.lexicon.encode(after, 0, len(after))

    assert rules.first(coded(fits)) is not None
    assert rules.first(coded(not_)) is None


def test_the_highest_priority_decides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = made(tmp_path, monkeypatch, "repeal", "this repeal", "basis")
    coded = "T" + rules.lexicon.symbol("废止")
    assert [rule.id for rule in rules.all(coded)] == ["r1", "r0"]
    assert rules.first(coded) == rules.all(coded)[0]


@pytest.mark.parametrize(
    ("pattern", "error"),
    [
        ("basis this §", "rules.tsv, r0: the pattern cannot be read at '§'"),
        ("(basis this", "rules.tsv, r0: the pattern cannot be read: "),
        ("<lists> this", "rules.tsv, r0: there is no piece <lists>"),
        ("basiss this", "no row of loaders/text/lexicon has basiss"),
    ],
)
def test_a_pattern_that_cannot_be_read_names_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, pattern: str, error: str
) -> None:
    with pytest.raises(ValueError, match=error):
        made(tmp_path, monkeypatch, pattern)
