"""The report as a workbook: a row a finding, the ledger, and every check; figures are numbers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from kg.auditing.report.check_table import in_words
from kg.auditing.report.ledger import COLUMNS
from kg.auditing.report.pictures import Cutter, pictures
from kg.auditing.words import said
from kg.tables.language import Language
from kg.tables.table import Table, Value

if TYPE_CHECKING:
    from kg.auditing.report.document_report import DocumentReport, QuotedPlace

FINDING = (
    "finding_number",
    "iri",
    "document",
    "project",
    "check",
    "verdict",
    "repair",
    "printed_figure",
    "instead",
    "sentence",
    "printed_at",
    "printed_words",
    "against",
    "against_words",
    "stated",
    "computed",
    "difference",
    "figure_unit",
    "finding_id",
)
#: A column more where a document has pages that OCR read.
PICTURED = (*FINDING, "printed_pictures")


def xlsx(
    reports: Sequence[DocumentReport],
    language: Language,
    link: Callable[[str], str | None] = lambda iri: None,
    cutter: Cutter | None = None,
) -> bytes:
    """The workbook; ``link`` gives the address to which the IRI of a document leads, else it leads to its line of the ledger."""
    from kg.tables.workbook import workbook

    names = [said(language, "report", key) for key in ("findings-sheet", "ledger", "all-checks")]
    lines, begins = _ledger(reports, language)
    checks = [check for one in reports for check in one.one.checks]
    wrong = {line for line, check in enumerate(checks) if check.wrong}
    rows, shown = _findings(reports, cutter)
    return workbook(
        {names[0]: rows, names[1]: lines, names[2]: in_words(checks, language)},
        language,
        {names[2]: wrong, names[0]: ()},
        lambda iri: link(iri) or (f"internal:'{names[1]}'!A{begins[iri]}" if iri in begins else None),
        {names[0]: shown},
    )


def _findings(
    reports: Sequence[DocumentReport], cutter: Cutter | None
) -> tuple[Table, dict[int, list[tuple[bytes, str]]]]:
    """A row for each finding; and by row what its places look like, where OCR read them."""
    rows: list[tuple[Value, ...]] = []
    shown: dict[int, list[tuple[bytes, str]]] = {}
    scanned = any(one.one.recognised for one in reports)
    for one, pictured in zip(reports, pictures(reports, cutter), strict=True):
        for found in (*one.findings, *one.citations):
            check, repairs = found.check, one.one.repairs.get(found.check.id, ())
            figures = [
                _figure(words) if check.finding is None else words or None for words in (check.stated, check.computed)
            ]
            places = [*([found.stated] if found.stated else []), *found.others]
            cut = [(cutting.png, cutting.label) for place in places for cutting in pictured.of(place)]
            if cut:
                shown[len(rows)] = cut
            missing = pictured.missing or one.say("no-images") if any(place.crops for place in places) else None
            rows.append(
                (
                    found.number,
                    one.one.iri or None,
                    one.one.document,
                    found.project,
                    found.kind,
                    found.verdict,
                    " ".join(found.repairs) or None,
                    # Where several changes are equally small there is none to copy.
                    repairs[0].printed if len(repairs) == 1 else None,
                    repairs[0].instead if len(repairs) == 1 else None,
                    found.sentence,
                    *_places([found.stated] if found.stated else []),
                    *_places(found.others),
                    *figures,
                    _figure(check.difference),
                    check.unit or None,
                    check.id,
                    *((None if cut else missing,) if scanned else ()),
                )
            )
    return Table(PICTURED if scanned else FINDING, rows), shown


def _places(quotes: Sequence[QuotedPlace]) -> tuple[str | None, str | None]:
    where = " | ".join(dict.fromkeys(quote.where for quote in quotes))
    return where or None, " | ".join(quote.text for quote in quotes) or None


def _figure(words: str) -> Value:
    return Decimal(words) if words else None


def _ledger(reports: Sequence[DocumentReport], language: Language) -> tuple[Table, dict[str, int]]:
    """A row for each document and kind of check, and for its total; in which line of the sheet each document begins."""
    rows: list[tuple[Value, ...]] = []
    begins: dict[str, int] = {}
    for one in reports:
        begins.setdefault(one.one.iri, len(rows) + 2)
        for line in one.ledger:
            rows.append((one.one.document, said(language, "check", line.check), *line.figures.values()))
        rows.append((one.one.document, one.say("total"), *one.total.figures.values()))
    return Table(("document", "check", *(f"ledger_{name}" for name in COLUMNS)), rows), begins
