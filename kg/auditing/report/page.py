"""The report as a page to print on A4 and hand to the author of the document: ledger, findings with their words, their place, their repair.

It is one file that needs nothing else; whatever the document says is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.auditing.report.check_table import judged, meant
from kg.auditing.report.document_report import DocumentReport, QuotedPlace, ReportedFinding
from kg.auditing.report.ledger import LedgerLine, columns, total, verdict
from kg.auditing.words import said
from kg.stores import page_images
from kg.tables.language import Language
from kg.tables.table import clean, heading

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check

# Characters that are not seen, or that turn the line around, are named instead.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
# What the bar over a ledger shows, from what holds to what contradicts.
_BAR = ("hold", "rounded", "accepted", "to_check", "mismatch")


def html(reports: Sequence[DocumentReport], language: Language) -> str:
    """A page that needs nothing else: the ledger, the findings with their quotes, then all other checks; it prints on A4."""
    title = said(language, "report", "title")
    style = files("kg.auditing.report").joinpath("page.css").read_text("utf-8")
    parts = [
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n',
        f"<style>\n{style}</style>\n</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>\n",
        f"<p>{escape(said(language, 'report', 'made'))}</p>\n</header>\n<main>\n",
    ]
    several = len(reports) != 1
    if several:
        parts += _overview(reports, language)
    for number, one in enumerate(reports, 1):
        if one.one.checks or one.unread or not several:
            parts += [page_images.shared(image, f"d{one.first}p{page}") for page, image in one.one.images.items()]
            parts += _section(one, number, several=several)
    return "".join(parts) + "</main>\n</body>\n</html>\n"


def _overview(reports: Sequence[DocumentReport], language: Language) -> Iterator[str]:
    """A line for each document with its ledger, those with something wrong first."""
    whole = total(one.total for one in reports)
    found = sum(len(one.findings) + len(one.citations) for one in reports)
    told = said(language, "report", "documents", str(len(reports)), str(found))
    yield f"<section class=overview id=summary>\n<h2>{escape(said(language, 'report', 'summary'))}</h2>\n"
    yield f"<p class=verdict>{escape(told)} {escape(verdict(whole, language, sum(one.wrong_figures for one in reports)))}</p>\n{_bar(whole)}"
    order = sorted(enumerate(reports, 1), key=lambda pair: (-pair[1].total.mismatch, -pair[1].total.to_check, pair[0]))
    lines = [
        (
            f'<a href="#d{number}">{_text(one.one.document)}</a>'
            if one.one.checks or one.unread
            else _text(one.one.document),
            one.total,
        )
        for number, one in order
    ]
    yield from _table(heading("document", language), lines, whole, language)
    yield "</section>\n"


def _section(one: DocumentReport, number: int, *, several: bool) -> Iterator[str]:
    """The part of the page about one document."""
    say = one.say
    file = f"<p class=file>{_text(one.one.document)}</p>\n" if one.title != one.one.document else ""
    yield f"<section id=d{number}>\n<h2>{_text(one.title)}</h2>\n{file}"
    yield f"<p class=verdict>{escape(one.verdict)}</p>\n{_bar(one.total)}"
    if one.ledger:
        yield f"<h3>{escape(say('ledger'))}</h3>\n"
        lines = [(escape(said(one.language, "check", line.check)), line) for line in one.ledger]
        yield from _table(heading("check", one.language), lines, one.total, one.language)
    if one.unread:
        yield f"<h3>{escape(say('unread-parts'))}</h3>\n" + "".join(f"<p>{_text(note)}</p>\n" for note in one.unread)
    for key, found in (("findings", one.findings), ("cited", one.citations)):
        if found:
            yield f"<h3>{escape(say(key))}</h3>\n"
            yield from (_finding(each, one) for each in found)
    for key, checks in (("accepted", one.accepted), ("rest", one.rest)):
        if checks:
            yield from _others(one, key, checks)
    if several:
        yield f'<p class=back><a href="#summary">{escape(say("back"))}</a></p>\n'
    yield "</section>\n"


def _bar(whole: LedgerLine) -> str:
    """What was checked as a bar, whose numbers the sentence above it says."""
    if not whole.checked:
        return ""
    parts = [(name, whole.figures[name]) for name in _BAR]
    shown = "".join(f'<i class="{name}" style="flex-grow:{number}"></i>' for name, number in parts if number)
    return f"<div class=bar aria-hidden=true>{shown}</div>\n"


def _table(name: str, lines: Iterable[tuple[str, LedgerLine]], whole: LedgerLine, language: Language) -> Iterator[str]:
    """A ledger; of the columns that most documents leave empty only those that say something."""
    shown = columns(whole)
    heads = "".join(f'<th scope=col class="{one}">{escape(said(language, "ledger", one))}</th>' for one in shown)
    yield f"<table class=ledger tabindex=0>\n<thead><tr><th scope=col>{escape(name)}</th>{heads}</tr></thead>\n<tbody>\n"
    for words, line in lines:
        yield f"<tr><th scope=row>{words}</th>{_numbers(line, shown)}</tr>\n"
    last = escape(said(language, "report", "total"))
    yield f"</tbody>\n<tfoot><tr><th scope=row>{last}</th>{_numbers(whole, shown)}</tr></tfoot>\n</table>\n"


def _numbers(line: LedgerLine, shown: Iterable[str]) -> str:
    figures = line.figures
    return "".join(f'<td class="{one}{"" if figures[one] else " none"}">{figures[one]}</td>' for one in shown)


def _others(one: DocumentReport, key: str, checks: Iterable[Check]) -> Iterator[str]:
    """What was accepted; what was checked and holds, or cannot be derived: one line each."""
    names = [heading(name, one.language) for name in ("project", "check", "verdict", "formula")]
    heads = "".join(f"<th scope=col>{escape(name)}</th>" for name in [*names, one.say("place")])
    yield f"<h3>{escape(one.say(key))}</h3>\n<table class=rest tabindex=0>\n<thead><tr>{heads}</tr></thead>\n<tbody>\n"
    for check in checks:
        shown = " — ".join(words for words in (meant(check, one.language), check.note, check.accepted) if words)
        # The last place is that of the stated figure.
        place = one.place(check.evidence[-1].start) if check.evidence else ""
        kind = said(one.language, "check", check.check)
        cells = (one.project(check), kind, judged(check, one.language), shown, place)
        yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>\n"
    yield "</tbody>\n</table>\n"


def _finding(found: ReportedFinding, one: DocumentReport) -> str:
    check = found.check
    parts = [
        f'<article class="{found.rank}" id="f{found.number}">\n<h4><span class=number>{found.number}</span> ',
        f"{_text(found.project)} · {escape(found.kind)} <b>{escape(found.verdict)}</b></h4>\n",
        *(f"<p class=repair>{_text(words)}</p>\n" for words in found.repairs),
        f"<p class=sentence>{_text(found.sentence)}</p>\n",
    ]
    if (formula := meant(check, one.language)) and check.finding is None:
        difference = escape(one.say("difference", off)) if (off := one.difference(check)) else ""
        parts.append(f"<p class=formula>{_text(formula)} <span class=difference>{difference}</span></p>\n")
    if check.note and check.finding is None:
        parts.append(f"<p class=note>{_text(check.note)}</p>\n")
    for key, quotes in (("stated-place", [found.stated] if found.stated else []), ("other-place", found.others)):
        parts += [_quote(quote, one.say(key) if found.others else "", one) for quote in quotes]
    id_ = f"<p class=id>{check.id}</p>\n"
    return "".join(parts) + f"<p class=answer>{escape(one.say('answer'))}</p>\n{id_}</article>\n"


def _quote(quote: QuotedPlace, label: str, one: DocumentReport) -> str:
    words = "".join(_marked(part, marked) for part, marked in quote.parts)
    if quote.cells:
        heads = "".join(f"<th scope=col>{_literal(head)}</th>" if head else "<td></td>" for head, _, _ in quote.cells)
        words = "".join(f"<td>{_marked(printed, marked)}</td>" for _, printed, marked in quote.cells)
        words = f"<table class=row tabindex=0>\n<tr>{heads}</tr>\n<tr>{words}</tr>\n</table>"
    place = " · ".join(filter(None, (label, quote.where, one.say("offsets", str(quote.start), str(quote.end)))))
    return f"<blockquote>{words}{''.join(_crops(quote, one))}<footer>{_text(place)}</footer></blockquote>\n"


def _crops(quote: QuotedPlace, one: DocumentReport) -> Iterator[str]:
    """The place as the picture of the page shows it, where OCR read it."""
    for crop in quote.crops:
        if (image := one.one.images.get(crop.page)) is not None:
            yield page_images.cut(image, crop, f"d{one.first}p{crop.page}", one.say("crop", str(crop.page)))


def _marked(words: str, marked: bool) -> str:
    return f"<mark>{_literal(words)}</mark>" if marked else _literal(words)


def _text(words: str) -> str:
    """Words on one line, as text."""
    return escape(clean(words))


def _literal(words: str) -> str:
    """Printed characters as text; those that nobody sees by their code."""
    return escape(_UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", words))
