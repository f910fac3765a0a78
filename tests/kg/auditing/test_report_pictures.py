"""Places that OCR read stand as pictures in the Word and the Excel report too, and what is not shown is said."""

from __future__ import annotations

from base64 import b64encode
from io import BytesIO
from typing import Any

import docx as python_docx
import pytest
from openpyxl import load_workbook
from scanned_paper import WHITE
from scanned_paper import read as scanned

from kg.auditing import audit
from kg.auditing.audit import Stored
from kg.auditing.audited import Audited
from kg.auditing.report import forms, pictures
from kg.stores import page_cuttings, page_images
from kg.tables.language import Language
from loaders import extract
from loaders.formats.scans import scan
from loaders.records import Extraction
from loaders.source import PageImage, Source

needs_ocr = pytest.mark.skipif(not scan.available(), reason="needs pip install 'policy-kg[ocr]'")
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def audited(extraction: Extraction | None = None, data: str = WHITE, *pages: int) -> Audited:
    """The audit of a scan whose second page says what does not add up; of these pages images are kept."""
    kept = {number: PageImage(number, data) for number in pages or (1, 2)}
    stored = Stored("iri", "a.pdf", extraction or scanned(), kept.get)
    (told,) = audit.audit(stored, ("en",), None, reported=True)
    return told


def word(*audits: Audited, language: Language = "en") -> Any:
    return python_docx.Document(BytesIO(forms.written(audits, "docx", language, cutter=page_cuttings.cutter())))


def sheet(*audits: Audited, language: Language = "en") -> Any:
    return load_workbook(BytesIO(forms.written(audits, "xlsx", language, cutter=page_cuttings.cutter()))).worksheets[0]


def column(found: Any, name: str) -> list[Any]:
    head, *rows = found.iter_rows(values_only=True)
    return [row[head.index(name)] for row in rows] if name in head else []


def said(made: Any) -> str:
    return "\n".join(paragraph.text for paragraph in made.paragraphs)


@needs_ocr
@pytest.mark.parametrize(("language", "label"), [("en", "This place in image 2"), ("zh", "第2幅图像中的此处")])
def test_a_word_report_shows_the_place_below_its_words(language: Language, label: str) -> None:
    made = word(audited(), language=language)
    (shown,) = made.inline_shapes
    assert shown._inline.docPr.get("descr") == label
    # As wide as the page is printed, and no wider than the paper between its margins.
    assert 20 < shown.width.mm <= 158
    (place,) = (n for n, one in enumerate(made.paragraphs) if one._p.findall(".//{*}drawing"))
    assert "共计30万元" in made.paragraphs[place - 1].text


@needs_ocr
@pytest.mark.parametrize("language", LANGUAGES)
def test_an_excel_report_shows_the_place_in_the_row_of_its_finding(language: Language) -> None:
    found = sheet(audited(), language=language)
    (shown,) = found._images
    place = shown.anchor
    assert (place._from.row, place._from.col) == (1, found.max_column - 1)
    # It is whole within its row, and a filter that hides the row hides it.
    assert place.to.row == 1 and place.editAs in (None, "twoCell")
    assert column(found, {"en": "pictures", "zh": "图像"}[language]) == [None]


@needs_ocr
def test_the_place_is_framed_where_it_stands() -> None:
    from PIL import Image

    told = audited()
    (shown,) = pictures.pictures([forms.DocumentReport(told, "en")], page_cuttings.cutter())
    ((crop, cutting),) = shown.cut.items()
    picture = Image.open(BytesIO(cutting.png)).convert("RGB")
    left, top, right, bottom = page_images.pixels(told.images[2], crop.box)
    assert picture.size == (round(right) - round(left), round(bottom) - round(top))
    x0, y0, x1, y1 = (
        round(a - b) for a, b in zip(page_images.pixels(told.images[2], crop.frames[0]), (left, top) * 2, strict=True)
    )
    red = [(x, y) for x in range(picture.width) for y in range(picture.height) if picture.getpixel((x, y))[1] < 100]
    assert red and all(x0 - 6 <= x <= x1 + 6 and y0 - 6 <= y <= y1 + 6 for x, y in red)


def test_a_document_with_a_text_has_no_pictures_and_no_column_for_them() -> None:
    source = Source(path="a.pdf", sha256="0" * 64, text=scanned().text, encoding="utf-8", format="pdf")
    told = audited(extract.extract(source))
    assert not word(told).inline_shapes and not sheet(told)._images
    assert "pictures" not in next(sheet(told).iter_rows(values_only=True))


@needs_ocr
def test_beside_a_scan_a_document_with_a_text_has_an_empty_cell() -> None:
    source = Source(path="b.pdf", sha256="1" * 64, text=scanned().text, encoding="utf-8", format="pdf")
    found = sheet(audited(extract.extract(source)), audited())
    assert column(found, "pictures") == [None, None] and [one.anchor._from.row for one in found._images] == [2]


@pytest.mark.parametrize(("language", "told"), [("en", "their images are not kept"), ("zh", "页面图像未保存")])
def test_where_no_image_is_kept_both_say_so(language: Language, told: str) -> None:
    one = audited(None, WHITE, 1)
    assert said(word(one, language=language)).count(told) == 1
    (cell,) = column(sheet(one, language=language), {"en": "pictures", "zh": "图像"}[language])
    assert told in cell


def test_without_the_extra_both_tell_the_line_to_install_it(without_ocr: None) -> None:
    told = audited()
    assert not word(told).inline_shapes and "pip install 'policy-kg[ocr]'" in said(word(told))
    assert "pip install 'policy-kg[ocr]'" in column(sheet(told), "pictures")[0]


@needs_ocr
def test_a_file_shows_a_bounded_number_and_says_that_there_are_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MOST", 1)
    made = word(audited(), audited())
    assert len(made.inline_shapes) == 1
    assert "Only 0 of its places are shown as pictures here; the report as .html shows all of them." in said(made)
    assert [bool(words) for words in column(sheet(audited(), audited()), "pictures")] == [False, True]


@needs_ocr
def test_an_image_that_is_none_is_left_out_and_said() -> None:
    broken = b64encode(b"RIFF\x00\x00\x00\x00WEBPVP8 " + bytes(20)).decode()
    told = audited(None, broken)
    assert not word(told).inline_shapes and not sheet(told)._images
    assert "load the file again" in said(word(told)) and "load the file again" in column(sheet(told), "pictures")[0]
