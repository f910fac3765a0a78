"""One JSON object a document: what ``kg extract --format jsonl`` prints."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal

from loaders.records import (
    Article,
    Citation,
    Entry,
    Extraction,
    Indicator,
    Mention,
    Money,
    Operand,
    Project,
    Share,
    Task,
)


def line(extraction: Extraction) -> str:
    """The document's facts as one line of JSON, without the line's end; money and percentages are decimal strings."""
    return json.dumps(record(extraction), ensure_ascii=False)


def record(extraction: Extraction) -> Mapping[str, object]:
    """The document's facts as plain values; offsets are code points into its text."""
    document = extraction.document
    return {
        "document": {
            "path": document.path,
            "title": _value(document.title),
            "kind": document.kind,
            "number": _value(document.number),
            "publisher": _value(document.publisher),
            "area": _value(document.area),
            "fiscal_year": _year(document.fiscal_year),
            "date": _value(document.date),
            "in_force_from": _value(document.in_force_from),
            "in_force_until": _value(document.in_force_until),
            "declared_project_count": int(document.declared_count.value) if document.declared_count else None,
            "declared_total_yuan": _decimal(document.declared_total.yuan) if document.declared_total else None,
            "sha256": document.sha256,
        },
        "projects": [_project(p) for p in extraction.projects],
        "citations": [_citation(c) for c in extraction.citations if c.via is None],
        # 该办法 cites again what the citation before it names: a place of its own, not another citation.
        "aliases": [_citation(c) for c in extraction.citations if c.via is not None],
        "money": [_money(m) for m in extraction.money],
        "shares": [_share(s) for s in extraction.shares],
        "tasks": [_task(t) for t in extraction.tasks],
        "indicators": [_indicator(i) for i in extraction.indicators],
        "calculations": [
            *(
                {"kind": one.kind, **_formula(one.operands, one.result.yuan, one.result, one.project)}
                for one in extraction.calculations
            ),
            *(
                {"kind": "equation", **_formula(one.operands, one.stated.value, one.stated, one.project)}
                for one in extraction.equations
            ),
        ],
        "quantity_sums": [
            {
                "whole": _operand(one.whole),
                "parts": [_operand(part) for part in one.parts],
                "closed": one.closed,
                "project": one.project,
            }
            for one in extraction.quantity_sums
        ],
        "entries": [_entry(e) for e in extraction.entries],
        "articles": [_article(a) for a in extraction.articles],
        "warnings": list(extraction.warnings),
    }


def _value(mention: Mention | None) -> str | None:
    return mention.value if mention else None


def _year(mention: Mention | None) -> int | str | None:
    if mention is None:
        return None
    return int(mention.value) if mention.value.isdecimal() else mention.value


def _decimal(number: Decimal) -> str:
    """A decimal without exponent and without zeros that say nothing: 148900, 1896600, 0.5."""
    printed = format(number, "f")
    return printed.rstrip("0").rstrip(".") if "." in printed else printed


def _project(project: Project) -> dict[str, object]:
    return {
        "ordinal": project.ordinal,
        "name": project.name.value,
        "implementing_units": [u.value for u in project.units],
        "amount_yuan": _decimal(project.amount) if project.amount is not None else None,
        "fiscal_year": _year(project.fiscal_year),
        "classifications": [{"code": c.code.value, "name": _value(c.name)} for c in project.classifications],
        "start": project.start,
        "end": project.end,
        "sections": [{"heading": s.heading, "start": s.start, "end": s.end} for s in project.sections],
    }


def _citation(citation: Citation) -> dict[str, object]:
    return {
        "start": citation.start,
        "end": citation.end,
        "surface": citation.surface,
        "number": citation.number,
        "title": citation.title,
        "articles": [a.value for a in citation.articles],
        "kind": citation.kind,
        "relation": citation.relation,
        "project": citation.project,
        "section": citation.section,
        "issuers": list(citation.issuers),
        "aliases": list(citation.aliases),
        "via": citation.via,
        "style": list(citation.style),
        "standard": citation.standard,
    }


def _money(money: Money) -> dict[str, object]:
    return {
        "start": money.start,
        "end": money.end,
        "surface": money.surface,
        "yuan": _decimal(money.yuan),
        "kind": money.kind,
        "per": money.per,
        "approximate": money.approximate,
        "level": money.level,
        "project": money.project,
    }


def _share(share: Share) -> dict[str, object]:
    return {
        "project": share.project,
        "level": share.level,
        "percent": _decimal(share.percent),
        "start": share.start,
        "end": share.end,
    }


def _task(task: Task) -> dict[str, object]:
    return {
        "text": task.text,
        "lead": [u.value for u in task.lead],
        "participants": [u.value for u in task.participants],
        "start": task.start,
        "end": task.end,
    }


def _formula(
    operands: Sequence[Operand], result: Decimal, printed: Money | Operand, project: int | None
) -> dict[str, object]:
    """A formula as printed: its figures in the order of the text, and what the page says that they come to."""
    return {
        "operands": [_operand(operand) for operand in operands],
        "result": _decimal(result),
        "unit": printed.unit if isinstance(printed, Operand) else "元",
        "start": printed.start,
        "end": printed.end,
        "surface": printed.surface,
        "project": project,
    }


def _operand(operand: Operand) -> dict[str, object]:
    return {
        "role": operand.role,
        "value": _decimal(operand.value),
        "unit": operand.unit,
        "start": operand.start,
        "end": operand.end,
        "surface": operand.surface,
    }


def _indicator(indicator: Indicator) -> dict[str, object]:
    return {
        "name": indicator.name,
        "value": indicator.value,
        "unit": indicator.unit,
        "comparator": indicator.comparator,
        "start": indicator.start,
        "end": indicator.end,
        "project": indicator.project,
    }


def _entry(entry: Entry) -> dict[str, object]:
    return {
        "start": entry.start,
        "end": entry.end,
        "number": _value(entry.number),
        "title": _value(entry.title),
        "issuers": [i.value for i in entry.issuers],
        "date": _value(entry.date),
        "in_force_from": _value(entry.in_force_from),
        "in_force_until": _value(entry.in_force_until),
        "status": entry.status,
        "printed_status": _value(entry.printed_status),
        "replaced_by": [r.value for r in entry.replaced_by],
        "repealed_by": [r.value for r in entry.repealed_by],
    }


def _article(article: Article) -> dict[str, object]:
    return {"label": article.label, "start": article.start, "end": article.end}
