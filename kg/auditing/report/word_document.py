"""The report as a Word document to write answers in; python-docx makes it, which is the extra ``report``."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kg.auditing.report.check_table import judged, meant
from kg.auditing.report.ledger import LedgerLine, total, verdict, written
from kg.auditing.report.pictures import pictures
from kg.auditing.words import said
from kg.tables.language import Language
from kg.tables.table import clean, heading
from loaders.source import UnreadableFile

if TYPE_CHECKING:
    from kg.auditing.report.document_report import DocumentReport, QuotedPlace, ReportedFinding
    from kg.auditing.report.pictures import Cutter, Cutting, Pictures

# What XML cannot hold.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

# Millimetres: the width of the paper, its margins, and by how much quotes stand in.
_PAPER, _MARGIN, _INDENT = 210, 22, 8


class MissingPackage(UnreadableFile):
    """A package of an extra is not installed; the message says how to get it."""


def docx(reports: Sequence[DocumentReport], language: Language, cutter: Cutter | None = None) -> bytes:
    """The document, on A4: a summary where there are several documents, then each with its ledger and its findings.

    :raises MissingPackage: python-docx is not installed.
    """
    try:
        import docx as python_docx
    except ImportError:
        raise MissingPackage("A report as .docx needs python-docx: pip install 'policy-kg[report]'") from None
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt

    made = python_docx.Document()
    page = made.sections[0]
    page.page_width, page.page_height = Mm(_PAPER), Mm(297)
    page.left_margin = page.right_margin = Mm(_MARGIN)
    for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3"):
        style = made.styles[name]
        style.font.name = "Calibri"
        style.element.get_or_add_rPr().get_or_add_rFonts().set(
            qn("w:eastAsia"), "SimSun" if name == "Normal" else "SimHei"
        )
    made.styles["Normal"].font.size = Pt(10.5)
    title = said(language, "report", "title")
    made.core_properties.title, made.core_properties.author = title, ""
    made.add_heading(title, 0)
    made.add_paragraph(said(language, "report", "made"))
    if len(reports) != 1:
        whole = total(one.total for one in reports)
        found = sum(len(one.findings) + len(one.citations) for one in reports)
        made.add_heading(said(language, "report", "summary"), 1)
        told = said(language, "report", "documents", str(len(reports)), str(found))
        made.add_paragraph(f"{told} {verdict(whole, language, sum(one.wrong_figures for one in reports))}")
        lines = [(one.one.document, one.total) for one in reports]
        _table(made, heading("document", language), lines, whole, language)
    for one, shown in zip(reports, pictures(reports, cutter), strict=True):
        if one.one.checks or one.unread or len(reports) == 1:
            _document(made, one, shown)
    out = BytesIO()
    made.save(out)
    return out.getvalue()


def _document(made: Any, one: DocumentReport, shown: Pictures) -> None:
    made.add_heading(_text(one.title), 1)
    if one.title != one.one.document:
        made.add_paragraph(_text(one.one.document))
    made.add_paragraph().add_run(one.verdict).bold = True
    if one.ledger:
        made.add_heading(one.say("ledger"), 2)
        lines = [(said(one.language, "check", line.check), line) for line in one.ledger]
        _table(made, heading("check", one.language), lines, one.total, one.language)
    if notes := [*one.unread, *filter(None, [shown.missing])]:
        made.add_heading(one.say("unread-parts"), 2)
        for note in notes:
            made.add_paragraph(_text(note))
    for key, found in (("findings", one.findings), ("cited", one.citations)):
        if found:
            made.add_heading(one.say(key), 2)
            for each in found:
                _finding(made, each, one, shown)
    if one.accepted:
        made.add_heading(one.say("accepted"), 2)
        for check in one.accepted:
            words = (meant(check, one.language), check.note, judged(check, one.language), check.accepted)
            made.add_paragraph(_text(" — ".join(filter(None, words))), style="List Bullet")


def _finding(made: Any, found: ReportedFinding, one: DocumentReport, shown: Pictures) -> None:
    made.add_heading(_text(f"{found.number}. {found.project} · {found.kind} [{found.verdict}]"), 3)
    for words in found.repairs:
        made.add_paragraph().add_run(_text(words)).bold = True
    made.add_paragraph(_text(found.sentence))
    for key, quotes in (("stated-place", [found.stated] if found.stated else []), ("other-place", found.others)):
        for quote in quotes:
            _quote(made, quote, one.say(key), "：" if one.language == "zh" else ": ")
            for cutting in shown.of(quote):
                _picture(made, cutting)
    made.add_paragraph(one.say("answer"))


def _quote(made: Any, quote: QuotedPlace, label: str, colon: str) -> None:
    from docx.enum.text import WD_COLOR_INDEX
    from docx.shared import Mm

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(_INDENT)
    paragraph.add_run(_text(f"{label} · {quote.where}{colon}")).italic = True
    for words, marked in quote.parts:
        run = paragraph.add_run(_FORBIDDEN.sub("", words))
        if marked:
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW


def _picture(made: Any, cutting: Cutting) -> None:
    """A place as its page shows it, as large as it is printed on A4 where there is room."""
    from docx.shared import Mm

    paragraph = made.add_paragraph()
    paragraph.paragraph_format.left_indent = Mm(_INDENT)
    width = min(cutting.wide * _PAPER / 1000, _PAPER - 2 * _MARGIN - _INDENT)
    told = paragraph.add_run().add_picture(BytesIO(cutting.png), width=Mm(width))._inline.docPr
    told.set("descr", cutting.label)


def _table(
    made: Any, name: str, lines: Iterable[tuple[str, LedgerLine]], whole: LedgerLine, language: Language
) -> None:
    rows = written(name, lines, whole, language)
    table = made.add_table(len(rows), len(rows[0]), style="Table Grid")
    for row, cells in zip(rows, table.rows, strict=True):
        for words, cell in zip(row, cells.cells, strict=True):
            cell.text = _text(words)


def _text(words: str) -> str:
    return _FORBIDDEN.sub("", clean(words))
