"""Why a citation is what it is: the reasons say what the recognisers did, and change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.citations import citations, explained, relation
from loaders.citations.explained import Edge, Explanation
from loaders.extract import extract
from loaders.formats import read
from loaders.records import Extraction


def of(tmp_path: Path, text: str) -> Extraction:
    file = tmp_path / "a.txt"
    file.write_text(text, encoding="utf-8")
    return extract(read(file))


def why(tmp_path: Path, text: str, offset: int | None = None) -> Explanation:
    return explained.explain(of(tmp_path, text), offset)


def edge(tmp_path: Path, text: str) -> Edge:
    (one,) = why(tmp_path, text).citations
    assert one.edge is not None
    return one.edge


@pytest.mark.parametrize(
    ("text", "code", "reason", "beside"),
    [
        ("根据云财社发〔2023〕36号，安排资金。", "云财社发", "word", "根据"),
        ("《甲县补助办法》（云财社发〔2023〕36号）", "云财社发", "mark", "（"),
        ("云财社发〔2023〕36号", "云财社发", "mark", ""),
        ("国务院国办发〔2020〕1号", "国办发", "body", "国务院"),
        ("《甲办法》（国务院令第588号）", "国务院", "order", ""),
        ("《甲县补助办法》（〔2023〕36号）", "", "none", ""),
    ],
)
def test_the_left_edge_has_its_reason(tmp_path: Path, text: str, code: str, reason: str, beside: str) -> None:
    found = edge(tmp_path, text)
    assert (found.code, found.reason, found.beside) == (code, reason, beside)


def test_other_readings_are_refused_with_their_reason(tmp_path: Path) -> None:
    assert edge(tmp_path, "根据云财社发〔2023〕36号").refused == (
        ("根据云财社发", "word", "根据"),
        ("财社发", "shorter", ""),
    )


def test_the_documents_own_number_is_no_citation(tmp_path: Path) -> None:
    own, cited = why(tmp_path, "云财社发〔2023〕36号\n\n各县：\n\n根据财社〔2022〕9号，安排资金。\n").citations
    assert (own.own, cited.own) == (True, False)


def test_a_member_of_a_series_takes_its_code_over(tmp_path: Path) -> None:
    first, second = why(tmp_path, "按照皖政办〔2020〕25号、26号办理。").citations
    assert first.edge and second.edge and (first.edge.reason, second.edge.reason) == ("word", "series")


def test_what_looks_like_a_number_and_is_none(tmp_path: Path) -> None:
    text = "青政发〔2021〕3号楼，卫医证字〔2019〕12号，（2020）15号。"
    found = why(tmp_path, text)
    assert [(text[a:b], reason) for a, b, reason in found.refused] == [
        ("青政发〔2021〕3号", "goes-on"),
        ("卫医证字〔2019〕12号", "licence"),
        ("（2020）15号", "no-code"),
    ]
    assert found.citations == ()


def test_a_case_is_told_by_its_letters_and_by_what_follows(tmp_path: Path) -> None:
    text = (
        "赣府资字〔1995〕77号，领取津商资〔2009〕8号批准证书；赤环罚（2016）31号，另有豫医监〔2021〕8号行政处罚决定书。"
    )
    found = why(tmp_path, text)
    assert [(text[a:b], reason) for a, b, reason in found.refused] == [
        ("赣府资字〔1995〕77号", "licence"),
        ("津商资〔2009〕8号", "licence"),
        ("赤环罚（2016）31号", "decision"),
        ("豫医监〔2021〕8号", "decision"),
    ]
    assert found.citations == ()


def test_a_place_alone(tmp_path: Path) -> None:
    text = "依据皖财农〔2020〕5号，决定废止青财农〔2010〕8号。\n本办法自2024年1月1日起施行。\n"
    (one,) = why(tmp_path, text, text.index("青财农")).citations
    assert one.citation.number == "青财农〔2010〕8号"
    assert one.reasons.rule and (one.reasons.rule.id, one.reasons.relation) == ("repeals-object", "repeals")
    (paragraph,) = why(tmp_path, text, text.index("自2024")).paragraphs
    assert paragraph.force.since and paragraph.force.since.value == "2024-01-01"
    nothing = why(tmp_path, text, text.index("决定"))
    assert (nothing.citations, nothing.paragraphs) == ((), ())
    assert [token.classes for token in nothing.tokens][:1] == [("basis",)]


def test_a_section_that_makes_a_basis_is_named(tmp_path: Path, root: Path) -> None:
    file = root / "examples" / "红河州" / "个旧市卫生健康局2024年预算项目.txt"
    found = explained.explain(extract(read(file))).citations
    assert {one.section for one in found if one.section} == {"立项依据"}


def test_asking_why_changes_nothing(root: Path) -> None:
    for file in sorted((root / "examples").rglob("*预算项目.txt")):
        text = read(file).text
        told = citations.explain(text)
        assert [cited for cited, _ in told] == citations.find(text)
        for cited, reasons in told:
            assert cited.relation == reasons.relation == (reasons.rule.label if reasons.rule else "mention")
            assert all(a.end <= b.start for a, b in zip(reasons.tokens, reasons.tokens[1:], strict=False))


def test_the_rule_that_decides_is_no_lower_than_those_it_outranks() -> None:
    ((_, reasons),) = citations.explain("根据上级要求和《甲县补助办法》，《甲县补助办法》予以废止。")[1:]
    assert reasons.rule and reasons.rule.id == "repeals-subject"
    assert [rule.id for rule in reasons.outranked] == ["basis-before"]
    assert all(rule.priority <= reasons.rule.priority for rule in reasons.outranked)
    assert reasons.rule in relation.rules().rules
