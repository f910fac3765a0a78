"""The printed report: findings with their words, their place, and nothing that is not text."""

from __future__ import annotations

import re

import disclosures
import pytest

from kg.auditing.audited import Audited
from kg.auditing.check_rows import Check, of_finding
from kg.auditing.figures import audit
from kg.auditing.report import forms
from kg.linting.lint import Evidence, Finding
from kg.tables.language import Language
from loaders.source import Page


def html(audits: list[Audited], language: Language) -> str:
    return forms.written(audits, "html", language).decode()


TEXT = (
    "项目名称\n甲<b>\n立项依据\n《云山市甲方案》。\n项目实施单位\n云山市卫生健康局\n项目实施内容\n开展工作。\n资金安排情况\n"
    "慰问20人，每人50元，市级财政安排0.20万元。\n项目实施计划\n年底完成。\n"
)
BASIS = TEXT.index("《云山市甲方案》")


def audited(*more: Check, pages: tuple[Page, ...] = ()) -> Audited:
    extraction = disclosures.read(TEXT)
    names = {p.ordinal: p.name.value for p in extraction.projects}
    return Audited("甲.txt", "云山市<项目>", extraction.text, names, [*audit(extraction), *more], pages)


def cited(stated: str = "《云山市甲方案》", suggestion: str | None = None) -> Check:
    place = Evidence(BASIS, BASIS + 8, "《云山市甲方案》")
    finding = Finding(
        "typing-error", "warning", "iri", "甲.txt", 1, "甲", None, stated, suggestion, "A slip.", "有误。", (place,)
    )
    return of_finding(finding, "en")


def test_a_page_quotes_the_sentence_and_marks_the_figures() -> None:
    page = html([audited()], "en")
    assert "慰问<mark>20人</mark>，每人<mark>50元</mark>，市级财政安排<mark>0.20万元</mark>。" in page
    assert "20 人 × 50 元/人 = 0.1 万元, stated 0.2 万元" in page
    assert "40 人 would fit" in page and "difference +0.1" in page


def test_the_place_is_the_line_and_the_page_where_there_are_pages() -> None:
    line = TEXT[: TEXT.index("20人")].count("\n") + 1
    assert f"line {line} · characters" in html([audited()], "en")
    pages = (Page(0, BASIS, "第1页"), Page(BASIS, len(TEXT), "第2页"))
    assert f"第2页, line {line} · characters" in html([audited(pages=pages)], "en")
    assert f"第2页，第 {line} 行" in html([audited(pages=pages)], "zh")


def test_what_is_rounded_is_no_question_to_the_author() -> None:
    rounded = Check("甲.txt", 1, "sum", "rounded", "1 + 1.26 = 2.26 万元", "2.3", "2.26", "0.04", "rounded", ())
    head, _, rest = html([audited(rounded)], "en").partition("The other checks")
    assert "2.26" not in head and "1 + 1.26 = 2.26 万元 — rounded" in rest and "project 1: 甲" in rest


def test_findings_on_citations_stand_in_a_part_of_their_own() -> None:
    page = html([audited(cited(suggestion="《云山市乙方案》"))], "en")
    figures, _, citations = page.partition("Findings on citations")
    assert "<mark>0.20万元</mark>" in figures and "<mark>《云山市甲方案》</mark>" in citations
    assert 'class="warning"' in citations and "(perhaps 《云山市乙方案》)" in citations and "A slip." in citations
    assert "class=number>1<" in figures and "class=number>2<" in citations
    assert "错别字" in html([audited(cited())], "zh")


def test_a_page_stands_alone_and_escapes_what_it_quotes() -> None:
    page = html([audited()], "zh")
    assert not re.search(r"(?:src|href)=|url\(|<script|@import", page)
    assert "default-src 'none'" in page
    assert "云山市&lt;项目&gt;" in page and "甲&lt;b&gt;" in page
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "矛盾" in page and "@page" in page


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", "</style><img src=x onerror=alert(1)>", "&lt;", "\"'>"]
)
def test_hostile_values_are_text_everywhere(hostile: str) -> None:
    text = f"甲{hostile}，安排{hostile}。"
    place = text.rindex(hostile)
    evidence = (Evidence(place, place + len(hostile), hostile),)
    checks = [
        Check(hostile, 1, "sum", verdict, hostile, hostile, hostile, "", hostile, evidence)
        for verdict in ("mismatch", "exact")
    ]
    one = Audited(hostile, hostile, text, {1: hostile}, checks, (Page(0, len(text), hostile),))
    for page in (html([one], "en"), html([one, one], "zh")):
        body = page.partition("</head>")[2]
        assert not re.search(r"<(?:script|img)|</style", body)
        assert "&amp;lt;" in body if hostile == "&lt;" else hostile not in body


def test_characters_that_nobody_sees_are_named() -> None:
    text = "安排\u202e100万元。"
    one = Audited("a", "", text, {}, [Check("a", 1, "sum", "mismatch", "1", "1", "2", "", "", (Evidence(3, 8, ""),))])
    page = html([one], "en")
    assert "\u202e" not in page and "安排⟨U+202E⟩<mark>100万元</mark>" in page


def test_places_that_overlap_are_quoted_once() -> None:
    evidence = (Evidence(0, 4, ""), Evidence(2, 6, ""), Evidence(3, 4, ""))
    one = Audited("a", "", "一二三四五六七。", {}, [Check("a", 1, "sum", "mismatch", "1", "1", "2", "", "", evidence)])
    assert "<mark>一二三四</mark><mark>五六</mark>七。" in html([one], "en")


def test_several_documents_have_an_overview_with_the_wrong_ones_first() -> None:
    nothing = Audited("空.txt", "", "", {}, [])
    page = html([nothing, audited()], "en")
    assert page.index('<a href="#d2">甲.txt</a>') < page.index("空.txt") and 'href="#d1"' not in page
    assert page.count("<section id=d") == 1 and "2 documents, 1 findings. " in page
    assert "There are no figures" in html([nothing], "en") and "没有可以相互核对的数字" in html([nothing], "zh")


def test_a_place_is_a_line_as_editors_count_and_a_printed_page() -> None:
    text = "一\n二\n三：1"
    check = Check("a", 1, "sum", "mismatch", "1", "1", "2", "", "", (Evidence(6, 7, "1"),))
    pages = (Page(0, 3, "第1页"), Page(4, 7, "第2页"))
    assert "第2页, line 3" in html([Audited("a", "", text, {}, [check], pages)], "en")
    assert "第2页" not in (made := html([Audited("a", "", text, {}, [check])], "en")) and "line 3" in made
