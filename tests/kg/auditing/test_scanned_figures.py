"""What OCR read is never a contradiction by itself, names no policy where it is unsure, and says so wherever it is stated."""

from __future__ import annotations

from dataclasses import replace

import pytest
import rdflib

from kg.auditing import audit
from kg.auditing.audit import Stored
from kg.auditing.check_rows import Check
from kg.checking.check import check
from kg.stores import extractions
from kg.stores.opening import memory_store
from kg.tables.language import Language
from loaders import extract
from loaders.rdf import identifiers, jsonl
from loaders.rdf.triples import nquads
from loaders.records import Extraction
from loaders.source import BLANK, Recognised, Source, confidence, is_unsure
from ontology.terms import PK

TEXT = """清河市卫生健康局2024年预算重点项目公开
第一个：
项目名称
村医补助
立项依据
《清河市村医补助办法》（清政发〔2023〕36号）、清财社〔2022〕117号。
项目实施单位
清河市卫生健康局
资金安排情况
2024年安排30万元，其中：市级财政10万元，县级财政15万元，共计30万元。
"""
UNSURE = "清财社〔2022〕11"


def scanned(*unsure: str, text: str = TEXT) -> Extraction:
    """The text as OCR read it, a line each; it doubts the last character of the words that are given."""
    doubted = {text.index(words) + len(words) - 1 for words in unsure}
    lines, start = [], 0
    for line in text.splitlines():
        sure = tuple(BLANK if c.isspace() else 55 if at in doubted else 99 for at, c in enumerate(line, start))
        lines.append(Recognised(start, start + len(line), 1, (100, 100, 900, 120), sure))
        start += len(line) + 1
    return extract.extract(replace(printed(text), recognised=tuple(lines)))


def printed(text: str = TEXT) -> Source:
    return Source(path="a.pdf", sha256="0" * 64, text=text, encoding="utf-8", format="pdf")


def checks(extraction: Extraction, language: Language = "en") -> list[Check]:
    (told,) = audit.audit(Stored("iri", "a.pdf", extraction), (language,), None)
    return [one for one in told.checks if one.check == "sum"]


def test_a_contradiction_of_a_scan_is_to_be_checked() -> None:
    (of_text,) = checks(extract.extract(printed()))
    assert of_text.verdict == "mismatch" and of_text.wrong
    (sure,) = checks(scanned())
    assert sure.verdict == "to-check" and not sure.wrong
    assert sure.note.endswith("read by OCR: compare the picture") and sure.evidence == of_text.evidence
    (doubted,) = checks(scanned("市级财政10"))
    assert doubted.note.endswith("read by OCR: compare the picture, where it is unsure of 10万元")
    (chinese,) = checks(scanned("市级财政10"), "zh")
    assert chinese.note.endswith("由文字识别（OCR）读出，请对照图像，其中存疑：10万元")


def test_what_agrees_stays_as_it_is() -> None:
    text = TEXT.replace("15万元", "20万元")
    assert [one.verdict for one in checks(scanned("市级财政10", text=text))] == ["exact"]


def test_each_fact_says_how_sure_it_is() -> None:
    told = jsonl.record(scanned(UNSURE))
    assert told["document"]["ocr_pages"] == [1]  # type: ignore[index]
    assert [one["ocr_confidence"] for one in told["citations"]] == [99, 55]  # type: ignore[attr-defined]
    assert {one["ocr_confidence"] for one in told["money"]} == {99}  # type: ignore[attr-defined]
    assert "ocr_confidence" not in str(jsonl.record(extract.extract(printed())))


def test_a_number_that_is_unsure_names_no_policy() -> None:
    stated = rdflib.Dataset()
    stated.parse(data=nquads(scanned(UNSURE)), format="nquads")
    assert {str(o) for _, _, o, _ in stated.quads((None, PK.number, None, None))} == {"清政发〔2023〕36号"}
    printed = {str(o) for _, _, o, _ in stated.quads((None, PK.printedNumber, None, None))}
    assert printed == {"清财社〔2022〕117号"}
    assert {int(o) for _, _, o, _ in stated.quads((None, PK.ocrConfidence, None, None))} == {55, 99}
    (graph,) = (graph for graph in stated.graphs() if len(graph))
    assert [one for one in check(graph) if "ocr" in str(one) or "itation" in str(one)] == []


def test_records_come_back_with_where_they_were_read() -> None:
    extraction, store = scanned(UNSURE), memory_store()
    store.add(nquads(extraction))
    back = extractions.read(store, identifiers.document("0" * 64), "a.pdf")
    assert back is not None and back.recognised == extraction.recognised
    assert is_unsure(back, TEXT.index(UNSURE), TEXT.index(UNSURE) + 12)


@pytest.mark.parametrize(("words", "sure"), [("村医", 99), ("〔2022〕", 99), (UNSURE, 55), ("\n", None)])
def test_brackets_and_blanks_do_not_count(words: str, sure: int | None) -> None:
    start = TEXT.index(words)
    assert confidence(scanned(UNSURE, "清财社〔"), start, start + len(words)) == sure
    assert confidence(extract.extract(printed()), start, start + len(words)) is None
