"""What OCR read is never a contradiction by itself, names no policy where it is unsure, and says so wherever it is stated."""

from __future__ import annotations

import pytest
import rdflib
from scanned_paper import DOCUMENT, TEXT, WHITE
from scanned_paper import read as scanned

from kg.auditing import audit
from kg.auditing.audit import Stored
from kg.auditing.audited import Audited
from kg.auditing.check_rows import Check
from kg.auditing.report import forms
from kg.checking.check import check
from kg.stores import extractions
from kg.stores.opening import memory_store
from kg.tables.language import Language
from loaders import extract
from loaders.rdf import jsonl
from loaders.rdf.triples import nquads
from loaders.records import Extraction
from loaders.source import PageImage, Source, confidence, is_unsure
from ontology.terms import PK

UNSURE = "清财社〔2022〕11"


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


def reported(kept: dict[int, PageImage], language: Language = "en") -> tuple[Audited, str]:
    """The audit of the scan for a report, and the report; of the images of its pages these are kept."""
    (told,) = audit.audit(Stored("iri", "a.pdf", scanned(), kept.get), (language,), None, reported=True)
    return told, forms.written([told], "html", language).decode()


def test_a_report_shows_each_place_as_its_page_does() -> None:
    told, page = reported({number: PageImage(number, WHITE) for number in (1, 2)})
    # Nothing is wrong on the first page: its image is no part of the report.
    assert list(told.images) == [2] and page.count(WHITE) == 1
    assert page.count('<use href="#d1p2"/>') == page.count('role="img" aria-label="This place in image 2"') == 1
    assert page.count("<rect") == 1 and "not kept" not in page
    assert "img-src data:" in page and "://" not in page.replace("http://www.w3.org/2000/svg", "")


def test_a_report_says_where_no_image_is_kept() -> None:
    for language, said in (("en", "their images are not kept"), ("zh", "页面图像未保存")):
        told, page = reported({}, language)  # type: ignore[arg-type]
        assert told.images == {} and page.count(said) == 1 and "<svg" not in page
    (of_text,) = audit.audit(Stored("iri", "a.pdf", extract.extract(printed())), ("en",), None, reported=True)
    assert "not kept" not in forms.written([of_text], "html", "en").decode()


def test_what_agrees_stays_as_it_is() -> None:
    text = TEXT.replace("15万元", "20万元")
    assert [one.verdict for one in checks(scanned("市级财政10", text=text))] == ["exact"]


def test_each_fact_says_how_sure_it_is() -> None:
    told = jsonl.record(scanned(UNSURE))
    assert told["document"]["ocr_pages"] == [1, 2]  # type: ignore[index]
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
    back = extractions.read(store, DOCUMENT, "a.pdf")
    assert back is not None and back.recognised == extraction.recognised
    assert is_unsure(back, TEXT.index(UNSURE), TEXT.index(UNSURE) + 12)


@pytest.mark.parametrize(("words", "sure"), [("村医", 99), ("〔2022〕", 99), (UNSURE, 55), ("\n", None)])
def test_brackets_and_blanks_do_not_count(words: str, sure: int | None) -> None:
    start = TEXT.index(words)
    assert confidence(scanned(UNSURE, "清财社〔"), start, start + len(words)) == sure
    assert confidence(extract.extract(printed()), start, start + len(words)) is None
