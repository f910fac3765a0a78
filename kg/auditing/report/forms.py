"""The forms of a report: a page to print, a workbook, a Word document."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

from kg.auditing.report.document_report import DocumentReport
from kg.tables.language import Language
from loaders.source import UnreadableFile

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.auditing.report.pictures import Cutter

Form = Literal["html", "xlsx", "docx"]
FORMS: tuple[Form, ...] = get_args(Form)
#: The media type of each form.
MEDIA: dict[Form, str] = {
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


class UnknownForm(UnreadableFile):
    """A report is asked for in a file whose name ends in no form; the message is one sentence."""


def chosen(files: Iterable[Path]) -> dict[Path, Form]:
    """The form of each file of a report, as its name ends.

    :raises UnknownForm: a name ends otherwise.
    """
    found: dict[Path, Form] = {}
    for file in files:
        form = next((one for one in FORMS if file.suffix.lower() == f".{one}"), None)
        if form is None:
            raise UnknownForm(f"{file}: a report is a file that ends in .html, .xlsx or .docx.")
        found[file] = form
    return found


def written(
    audits: Sequence[Audited],
    form: Form,
    language: Language,
    link: Callable[[str], str | None] = lambda iri: None,
    cutter: Cutter | None = None,
) -> bytes:
    """A report on documents; ``link`` gives the address to which the IRI of a document leads, ``cutter`` cuts crops of scans for Word and Excel.

    :raises kg.auditing.report.word_document.MissingPackage: the form needs a package that is not installed.
    """
    reports: list[DocumentReport] = []
    first = 1
    for one in audits:
        reports.append(DocumentReport(one, language, first))
        first += reports[-1].count
    if form == "html":
        from kg.auditing.report.page import html

        return html(reports, language).encode()
    if form == "xlsx":
        from kg.auditing.report.spreadsheet import xlsx

        return xlsx(reports, language, link, cutter)
    from kg.auditing.report.word_document import docx

    return docx(reports, language, cutter)
