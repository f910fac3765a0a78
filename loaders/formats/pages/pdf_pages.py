"""The pages of a PDF as lines and tables, read with PDFium in a process of its own (:mod:`loaders.formats.containers.sandbox`)."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from typing import Any, Final

import pypdfium2
import pypdfium2.raw as pdfium

from loaders.formats.pages import page_layout
from loaders.formats.pages.fixed_layout import MAX_PAGES
from loaders.formats.pages.glyphs import is_ideograph
from loaders.formats.pages.ruling import MAX_SEGMENTS, Segment
from loaders.formats.pages.turned_page import IDENTITY, Character, Matrix, TurnedPage, moved, quarter_turns, times
from loaders.source import UnreadableFile

MAX_CHARACTERS: Final = 100_000
"""Characters of one page: a page that people read has two thousand."""
_MAX_OBJECTS = 200_000
_MAX_DEPTH = 8
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_SECURITY = 5  # FPDF_ERR_SECURITY
_WHITE = 250


def parse(data: bytes) -> list[dict[str, Any]]:
    """Every page as :func:`loaders.formats.pages.page_layout.page` gives it, in points.

    Raises UnreadableFile, the sentence without the file's name, where the file is damaged, encrypted or over a limit.
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) in (_PASSWORD, _SECURITY) or "assword" in str(error):
            raise UnreadableFile(
                "is protected by a password: save it without one (print it to a new PDF) and load that."
            ) from error
        raise UnreadableFile("is damaged: open it in a PDF reader, print it to a new PDF and load that.") from error
    count = len(document)
    if count > MAX_PAGES:
        raise UnreadableFile(f"has {count:,} pages, more than the limit of {MAX_PAGES}: split it and load the parts.")
    return [_page(document, index) for index in range(count)]


def _page(document: pypdfium2.PdfDocument, index: int) -> dict[str, Any]:
    try:
        page = document[index]
    except pypdfium2.PdfiumError:
        # A page whose object is missing: readers show it empty.
        return page_layout.page([], [], width=1.0, height=1.0, image_area=0.0)
    left, bottom, right, top = page.get_bbox()
    segments, image_area, curves = _drawn(page)
    placed = TurnedPage(list(_characters(page)), (left, bottom, right, top))
    found = page_layout.page(
        placed.glyphs(),
        [placed.segment(s) for s in segments],
        width=placed.width,
        height=placed.height,
        image_area=image_area / max((right - left) * (top - bottom), 1.0),
        curves=curves,
    )
    page.close()
    return found


def _characters(page: pypdfium2.PdfPage) -> Iterator[Character]:
    """What a page prints, in its own coordinates.

    Blanks that PDFium only supposes are left out; characters at other angles are a stamp or a watermark.
    """
    text_page = page.get_textpage()
    raw = text_page.raw
    count = pdfium.FPDFText_CountChars(raw)
    if count > MAX_CHARACTERS:
        raise UnreadableFile(
            f"has more than {MAX_CHARACTERS:,} characters on one page: it is no document that people read."
        )
    box, matrix = pdfium.FS_RECTF(), pdfium.FS_MATRIX()
    x, y = ctypes.c_double(), ctypes.c_double()
    high = 0
    for index in range(count):
        if pdfium.FPDFText_IsGenerated(raw, index) == 1:
            continue
        code = pdfium.FPDFText_GetUnicode(raw, index)
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000 and high:
            code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
        if code in (0, 10, 13) or code > 0x10FFFF:
            continue
        pdfium.FPDFText_GetLooseCharBox(raw, index, box)
        pdfium.FPDFText_GetCharOrigin(raw, index, x, y)
        pdfium.FPDFText_GetMatrix(raw, index, matrix)
        quarter = quarter_turns(matrix.a, matrix.b)
        if quarter is None:
            continue
        size = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.c, matrix.d)
        start, end = sorted((box.bottom, box.top) if quarter % 2 else (box.left, box.right))
        origin, base = (y.value, x.value) if quarter % 2 else (x.value, y.value)
        # A font drawn by procedures (Type 3) tells the ink of a character, not how far the pen moves.
        wide = pdfium.FPDFText_GetFontSize(raw, index) * math.hypot(matrix.a, matrix.b) if is_ideograph(code) else 0.0
        if quarter in (0, 1):
            yield chr(code), min(start, origin), max(end, origin + wide), base, size, quarter
        else:
            yield chr(code), min(start, origin - wide), max(end, origin), base, size, quarter
    text_page.close()


def _drawn(page: pypdfium2.PdfPage) -> tuple[list[Segment], float, int]:
    """The straight lines of a page, in its coordinates, the area that its images cover, and how many curves it has."""
    segments: list[Segment] = []
    area, curves = 0.0, 0
    count = pdfium.FPDFPage_CountObjects(page.raw)
    waiting = [
        (pdfium.FPDFPage_GetObject(page.raw, index), IDENTITY, 0)
        for index in range(min(count, _MAX_OBJECTS) - 1, -1, -1)
    ]
    seen = 0
    while waiting and seen < _MAX_OBJECTS and len(segments) <= MAX_SEGMENTS:
        item, outer, depth = waiting.pop()
        seen += 1
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_PATH:
            if _is_seen(item):
                straight, curved = _lines(item, times(_matrix(item), outer))
                segments += straight
                curves += curved
        elif kind == pdfium.FPDF_PAGEOBJ_IMAGE:
            a, b, c, d, _, _ = times(_matrix(item), outer)
            area += abs(a * d - b * c)
        elif kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _MAX_DEPTH:
            inner = times(_matrix(item), outer)
            parts = min(pdfium.FPDFFormObj_CountObjects(item), _MAX_OBJECTS)
            waiting += [(pdfium.FPDFFormObj_GetObject(item, index), inner, depth + 1) for index in range(parts)]
    return segments, area, curves


def _is_seen(path: Any) -> bool:
    """Whether a path is drawn at all: stroked, or filled with another colour than the paper's."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    if not pdfium.FPDFPath_GetDrawMode(path, fill, stroke) or not (fill.value or stroke.value):
        return False
    if stroke.value:
        return True
    colour = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(path, *colour)
    return colour[3].value > 0 and min(part.value for part in colour[:3]) < _WHITE


def _lines(path: Any, matrix: Matrix) -> tuple[list[Segment], int]:
    """The straight lines of a path, and how many curves it has."""
    count = pdfium.FPDFPath_CountSegments(path)
    if not 0 < count <= MAX_SEGMENTS:
        return [], max(count, 0)
    found: list[Segment] = []
    curves = 0
    x, y = ctypes.c_float(), ctypes.c_float()
    first = last = (0.0, 0.0)
    for index in range(count):
        part = pdfium.FPDFPath_GetPathSegment(path, index)
        pdfium.FPDFPathSegment_GetPoint(part, x, y)
        point = moved(x.value, y.value, matrix)
        kind = pdfium.FPDFPathSegment_GetType(part)
        if kind == pdfium.FPDF_SEGMENT_MOVETO:
            first = point
        elif kind == pdfium.FPDF_SEGMENT_LINETO:
            found.append((*last, *point))
        elif kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            curves += 1
        last = point
        if pdfium.FPDFPathSegment_GetClose(part):
            found.append((*last, *first))
            last = first
    return found, curves // 3  # each has two points of control


def _matrix(item: Any) -> Matrix:
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(item, matrix):
        return IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f
