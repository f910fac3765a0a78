"""One JSON object a document: what ``kg extract --format jsonl`` prints."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

from loaders import amounts, records
from loaders.amounts import Statement
from loaders.rdf.literals import decimal
from loaders.records import Extraction, Mention
from loaders.source import Page, as_read, confidence, page_at

# What is printed of each kind of record, in its order: a field, or ``key:field`` where people and programs know it by another name,
# or ``key=word``.  Fields and lists may be added; those that are here keep their names.
_PRINTED: Final = {
    records.Document: "path title kind number publisher area fiscal_year date in_force_from in_force_until "
    "declared_project_count:declared_count declared_total_yuan:declared_total.yuan sha256",
    records.Project: "ordinal name implementing_units:units amount_yuan:amount fiscal_year classifications start end sections",
    records.Classification: "code name",
    records.Section: "heading start end",
    records.Citation: "start end surface number title articles kind relation project section issuers aliases via style standard",
    amounts.Money: "start end surface yuan kind per approximate level project",
    amounts.Share: "project level percent start end",
    records.Task: "text lead participants start end",
    records.Indicator: "name value unit comparator start end project",
    records.PerformanceTable: "project department department_code unit unit_code start end funds indicators weight score",
    records.PerformanceFund: "name initial planned executed rate weight score",
    records.PerformanceIndicator: "levels name comparator target measure actual weight score reason others",
    amounts.HeadedCell: "head start end surface",
    records.Calculation: "kind operands result:result.yuan unit=元 start:result.start end:result.end surface:result.surface project",
    records.Equation: "kind=equation operands result:stated.value unit:stated.unit "
    "start:stated.start end:stated.end surface:stated.surface project",
    records.QuantitySum: "whole parts closed project",
    records.Repetition: "thing first second project",
    amounts.Operand: "role value unit start end surface",
    records.Entry: "start end number title issuers date in_force_from in_force_until status printed_status replaced_by repealed_by",
    records.Article: "label start end",
    amounts.Statement: "title unit year start end sides",
    amounts.Side: "columns labels rows",
    amounts.StatementColumn: "heads measure kind column:place",
    amounts.StatementRow: "code name level role row:number start:line labels",
    amounts.StatementCell: "start end surface",
}
_NUMBERS: Final = ("fiscal_year", "declared_project_count")


def line(extraction: Extraction) -> str:
    """The document's facts as one line of JSON, without the line's end; money and percentages are decimal strings."""
    return json.dumps(record(extraction), ensure_ascii=False)


def record(extraction: Extraction) -> Mapping[str, object]:
    """The document's facts as plain values; offsets are code points into its text."""
    shown = {
        "document": extraction.document,
        "projects": extraction.projects,
        "citations": tuple(c for c in extraction.citations if c.via is None),
        # 该办法 cites again what the citation before it names: a place of its own, not another citation.
        "aliases": tuple(c for c in extraction.citations if c.via is not None),
        "money": extraction.money,
        "shares": extraction.shares,
        "tasks": extraction.tasks,
        "indicators": extraction.indicators,
        "performance": extraction.performance,
        "calculations": tuple(c for c in extraction.calculations if c.stated) + extraction.equations,
        "quantity_sums": extraction.quantity_sums,
        "repetitions": extraction.repetitions,
        "entries": extraction.entries,
        "articles": extraction.articles,
        "warnings": extraction.warnings,
    }
    plain = {name: _plain(value) for name, value in shown.items()}
    plain["tables"] = [_table(statement, extraction.pages) for statement in extraction.statements]
    if extraction.recognised:
        plain["document"]["ocr_pages"] = sorted({one.page for one in extraction.recognised})
        _add_confidence(plain, extraction)
    return plain


def _add_confidence(plain: Any, extraction: Extraction) -> None:
    """Say of each fact how sure OCR is of its characters, where OCR read them, and how they were read where some are mended."""
    if isinstance(plain, dict):
        start, end = plain.get("start"), plain.get("end")
        if isinstance(start, int) and isinstance(end, int):
            plain["ocr_confidence"] = confidence(extraction, start, end)
            if (read := as_read(extraction, start, end)) != extraction.text[start:end]:
                plain["ocr_read"] = read
    for one in plain.values() if isinstance(plain, dict) else plain if isinstance(plain, list) else ():
        _add_confidence(one, extraction)


def _table(statement: Statement, pages: Sequence[Page]) -> Mapping[str, object]:
    """A table of money; each row with the page that it stands on, and its cells, blank ones too, in the order of the columns."""
    plain: dict[str, Any] = _plain(statement)
    for side, shown in zip(statement.sides, plain["sides"], strict=True):
        for row, told in zip(side.rows, shown["rows"], strict=True):
            told["page"] = page_at(pages, row.line)
            told["cells"] = [
                {"start": cell.start, "end": cell.end, "surface": cell.surface, "yuan": _plain(cell.yuan)}
                if cell
                else None
                for cell in row.figures
            ]
    return plain


def _plain(value: Any) -> Any:
    """A value of a field as JSON has it."""
    kind = type(value)
    if kind is Mention:
        return value.value
    if kind is Decimal:
        return decimal(value).lexical
    if kind is tuple:
        return [_plain(one) for one in value]
    fields = _FIELDS.get(kind)
    return {key: _plain(read(value)) for key, read in fields} if fields else value


def _field(printed: str) -> tuple[str, Callable[[Any], Any]]:
    """A key, and what reads its value from a record."""
    key, is_word, word = printed.partition("=")
    if is_word:
        return key, lambda _: word
    key, _, path = printed.partition(":")
    whole, _, part = (path or key).partition(".")
    of_whole = attrgetter(whole)
    if key in _NUMBERS:
        return key, lambda record: _number(of_whole(record))
    if not part:
        return key, of_whole
    of_part = attrgetter(part)
    return key, lambda record: None if (found := of_whole(record)) is None else of_part(found)


def _number(mention: Mention | None) -> int | str | None:
    return int(mention.value) if mention and mention.value.isdecimal() else _plain(mention)


_FIELDS: Final = {kind: tuple(map(_field, printed.split())) for kind, printed in _PRINTED.items()}
