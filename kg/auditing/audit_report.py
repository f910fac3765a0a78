"""The audit for people: a table, a spreadsheet, and a page to print and hand to the author of the document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from kg.auditing.arithmetic import VERDICTS
from kg.auditing.audit_words import said
from kg.tables import Language, Table, Value, heading

if TYPE_CHECKING:
    from kg.auditing.audit import Check, Evidence

#: What a person wants to see first; the other verdicts are counted.
NOTED = ("mismatch", "truncated", "rounded")
COLUMNS = ("document", "project", "check", "verdict", "formula", "stated", "computed", "difference", "note", "quote")
_MOST_QUOTED = 400  # characters of a sentence around its figures
_GAP = 120  # characters between figures that are quoted together


@dataclass(frozen=True, slots=True)
class Audited:
    """A document with the rows about it: its file name, its title, its text, the names of its projects by ordinal."""

    document: str
    title: str
    text: str
    projects: dict[int, str]
    checks: Sequence[Check]


def table(checks: Iterable[Check], language: Language, *, brief: bool = False) -> Table:
    """The checks as a table; a brief one is for reading: without the figures that its formula names, and in words."""
    names = tuple(c for c in COLUMNS if not brief or c not in ("stated", "computed", "quote"))
    rows = []
    for check in checks:
        values: dict[str, Value] = {
            "document": check.document,
            "project": check.project,
            "check": said(language, "check", check.check) if brief else check.check,
            "verdict": said(language, "verdict", check.verdict) if brief else check.verdict,
            "formula": check.formula,
            "stated": Decimal(check.stated) if check.stated else None,
            "computed": Decimal(check.computed) if check.computed else None,
            "difference": Decimal(check.difference) if check.difference else None,
            "note": check.note,
            "quote": " … ".join(e.surface for e in check.evidence),
        }
        rows.append(tuple(values[name] for name in names))
    return Table(names, rows)


def counted(checks: Sequence[Check], language: Language) -> str:
    """How many checks there are, and how many of each verdict: 32 checks: 25 exact, 2 mismatch."""
    numbers = Counter(check.verdict for check in checks)
    each = "，" if language == "zh" else ", "
    told = each.join(f"{numbers[v]} {said(language, 'verdict', v)}" for v in VERDICTS if numbers[v])
    return said(language, "report", "counts", str(len(checks)), told) if checks else said(language, "report", "none")


def xlsx(checks: Sequence[Check], output: Path, language: Language) -> None:
    """Write one sheet with a row a check; figures are numbers, mismatches are coloured."""
    import xlsxwriter

    rows = table(checks, language)
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(output), options) as book:
        bold, red = book.add_format({"bold": True}), book.add_format({"bg_color": "#FDE2E0", "text_wrap": True})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("audit")
        sheet.freeze_panes(1, 0)
        for column, name in enumerate(rows.columns):
            sheet.write_string(0, column, heading(name, language), bold)
            sheet.set_column(column, column, {"formula": 60, "note": 36, "quote": 60, "document": 30}.get(name, 14))
        for line, row in enumerate(rows.rows, 1):
            style = red if checks[line - 1].verdict == "mismatch" else plain
            for column, (name, value) in enumerate(zip(rows.columns, row, strict=True)):
                if value is None or value == "":
                    sheet.write_blank(line, column, None, style)
                elif name in ("project", "stated", "computed", "difference"):
                    sheet.write_number(line, column, float(value), style)
                else:
                    words = said(language, name, str(value)) if name in ("check", "verdict") else str(value)
                    sheet.write_string(line, column, words[:32_000], style)
        sheet.autofilter(0, 0, max(1, len(rows.rows)), len(rows.columns) - 1)


def html(audited: Sequence[Audited], language: Language) -> str:
    """A page that needs nothing else: the findings with their quotes, then all other checks; it prints on A4."""
    title = said(language, "report", "title")
    style = files("kg.auditing").joinpath("audit_report.css").read_text("utf-8")
    body = "".join(_document(one, language) for one in audited)
    return (
        f'<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n'
        f"<style>\n{style}</style>\n</head>\n<body>\n<h1>{escape(title)}</h1>\n"
        f"<p>{escape(said(language, 'report', 'made'))}</p>\n{body}</body>\n</html>\n"
    )


def _document(one: Audited, language: Language) -> str:
    noted = [check for check in one.checks if check.verdict in NOTED]
    noted.sort(key=lambda check: (NOTED.index(check.verdict), check.project or 0))
    rest = [check for check in one.checks if check.verdict not in NOTED]
    parts = [f"<section>\n<h2>{escape(one.title or one.document)}</h2>\n<p class=file>{escape(one.document)} · "]
    parts.append(f"{escape(counted(one.checks, language))}</p>\n")
    if one.checks:
        parts.append(f"<h3>{escape(said(language, 'report', 'findings'))}</h3>\n")
        parts += [_finding(one, check, language) for check in noted]
        if not noted:
            parts.append(f"<p>{escape(said(language, 'report', 'none'))}</p>\n")
    if rest:
        parts.append(f"<h3>{escape(said(language, 'report', 'rest'))}</h3>\n<table>\n<thead><tr>")
        parts += [f"<th>{escape(heading(name, language))}</th>" for name in ("project", "check", "verdict", "formula")]
        parts.append("</tr></thead>\n<tbody>\n")
        for check in rest:
            words = (said(language, "check", check.check), said(language, "verdict", check.verdict))
            shown = check.formula or check.note
            cells = (_project(one, check, language), *words, shown)
            parts.append(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>\n")
        parts.append("</tbody>\n</table>\n")
    return "".join(parts) + "</section>\n"


def _project(one: Audited, check: Check, language: Language) -> str:
    if check.project is None:
        return said(language, "report", "document-level")
    return f"{check.project} {one.projects.get(check.project, '')}".strip()


def _finding(one: Audited, check: Check, language: Language) -> str:
    head = f"{_project(one, check, language)} · {said(language, 'check', check.check)}"
    quotes = "".join(
        f"<blockquote>{words}<footer>{escape(said(language, 'report', 'offsets', str(start), str(end)))}</footer>"
        "</blockquote>\n"
        for words, start, end in _quotes(one.text, check.evidence)
    )
    difference = f" <span class=difference>{escape(_signed(check.difference))}</span>" if check.difference else ""
    note = f"<p class=note>{escape(check.note)}</p>\n" if check.note else ""
    return (
        f'<article class="{check.verdict}">\n<h4>{escape(head)} '
        f"<b>{escape(said(language, 'verdict', check.verdict))}</b></h4>\n"
        f"<p class=formula>{escape(check.formula)}{difference}</p>\n{note}{quotes}</article>\n"
    )


def _signed(figure: str) -> str:
    return figure if figure.startswith("-") else f"+{figure}"


def _quotes(text: str, evidence: Sequence[Evidence]) -> Iterator[tuple[str, int, int]]:
    """The sentences around the figures, with the figures marked, and the place of the figures."""
    clusters: list[list[Evidence]] = []
    for one in sorted(evidence):
        if clusters and one.start - clusters[-1][-1].end <= _GAP:
            clusters[-1].append(one)
        else:
            clusters.append([one])
    for cluster in clusters:
        first, last = cluster[0].start, max(one.end for one in cluster)
        begin = max(text.rfind(mark, max(0, first - _MOST_QUOTED), first) for mark in "。；\n") + 1
        begin = max(begin, first - _MOST_QUOTED, 0)
        stop = re.compile("[。；\n]").search(text, last, last + _MOST_QUOTED)
        end = stop.end() if stop else min(len(text), last + _MOST_QUOTED // 4)
        words, place = [], begin
        for one in cluster:
            words += [escape(text[place : one.start]), f"<mark>{escape(text[one.start : one.end])}</mark>"]
            place = one.end
        words.append(escape(text[place:end]))
        yield "".join(words).strip(), first, last
