"""The audit as a page to print on A4 and hand to the author of the document: each finding with its words and their place.

It is one file that needs nothing else; whatever the document says is shown as text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from kg.auditing.report import SEVERITIES, counted, judged, meant
from kg.auditing.words import said
from kg.tables.language import Language
from kg.tables.table import clean, heading
from loaders.source import page_at

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check
    from kg.linting.lint import Evidence
    from loaders.source import Page

#: What the author of a document must look at; what is only rounded holds.
_FINDINGS = ("mismatch", "to-check", "truncated")
_MOST_QUOTED = 400  # characters of a sentence around its figures
_GAP = 120  # characters between figures that are quoted together
_FEW = 4  # places that are quoted with their whole sentence; more are quoted with their clause
_SENTENCE, _CLAUSE = "。；\n", "。；，,\n"
# Characters that are not seen, or that turn the line around, are named instead.
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


@dataclass(frozen=True, slots=True)
class Audited:
    """A document with the rows about it: its file name, its title, its text, the names of its projects by ordinal, its IRI."""

    document: str
    title: str
    text: str
    projects: dict[int, str]
    checks: Sequence[Check]
    pages: Sequence[Page] = ()
    iri: str = ""


def html(audited: Sequence[Audited], language: Language) -> str:
    """A page that needs nothing else: the findings with their quotes, then all other checks; it prints on A4."""
    title = said(language, "report", "title")
    style = files("kg.auditing").joinpath("page.css").read_text("utf-8")
    shown = [one for one in audited if one.checks]
    parts = [
        f'<!doctype html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n',
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n',
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{escape(title)}</title>\n',
        f"<style>\n{style}</style>\n</head>\n<body>\n<header>\n<h1>{escape(title)}</h1>\n",
        f"<p>{escape(said(language, 'report', 'made'))}</p>\n",
    ]
    if len(audited) != 1:
        parts += _overview(audited, language)
    parts.append("</header>\n")
    if len(audited) == 1 and not shown:
        parts.append(f"<p>{_text(audited[0].document)}: {escape(said(language, 'report', 'nothing'))}</p>\n")
    parts += [part for one in shown for part in _Section(one, language).parts()]
    return "".join(parts) + "</body>\n</html>\n"


def _overview(audited: Sequence[Audited], language: Language) -> Iterator[str]:
    """A line for each document, those with something wrong first."""
    yield f"<p>{escape(counted([c for one in audited for c in one.checks], language))}</p>\n"
    yield "<table class=overview>\n<thead><tr>"
    for name in (heading("document", language), said(language, "report", "rest-counts")):
        yield f"<th>{escape(name)}</th>"
    yield "</tr></thead>\n<tbody>\n"
    for one in sorted(audited, key=lambda one: -sum(check.wrong for check in one.checks)):
        told = counted(one.checks, language) if one.checks else said(language, "report", "nothing")
        wrong = " class=wrong" if any(check.wrong for check in one.checks) else ""
        yield f"<tr{wrong}><td>{_text(one.document)}</td><td>{escape(told)}</td></tr>\n"
    yield "</tbody>\n</table>\n"


class _Section:
    """The part of the page about one document."""

    def __init__(self, one: Audited, language: Language) -> None:
        self.one = one
        self.language = language

    def say(self, key: str, *values: str) -> str:
        return escape(said(self.language, "report", key, *values))

    def parts(self) -> Iterator[str]:
        one = self.one
        figures = [c for c in one.checks if c.finding is None and c.verdict in _FINDINGS]
        figures.sort(key=lambda c: (_FINDINGS.index(c.verdict), c.project or 0))
        cited = [c for c in one.checks if c.finding is not None]
        cited.sort(key=lambda c: (SEVERITIES.index(c.finding.severity) if c.finding else 0, c.evidence))
        rest = [c for c in one.checks if c.finding is None and c.verdict not in _FINDINGS and not c.unread]
        unread = [c.note for c in one.checks if c.unread]
        yield f"<section>\n<h2>{_text(one.title or one.document)}</h2>\n"
        yield f"<p class=file>{_text(one.document)} · {escape(counted(one.checks, self.language))}</p>\n"
        number = 0
        for name, found in (("findings", figures), ("cited", cited)):
            if found or name == "findings":
                yield f"<h3>{self.say(name)}</h3>\n"
            for check in found:
                number += 1
                yield self.finding(check, number)
            if name == "findings" and (unread or not found):
                yield "".join(f"<p>{_text(note)}</p>\n" for note in unread) or f"<p>{self.say('none')}</p>\n"
        if rest:
            yield from self.rest(rest)
        yield "</section>\n"

    def rest(self, checks: Iterable[Check]) -> Iterator[str]:
        """What was checked and holds, or cannot be derived: one line each."""
        yield f"<h3>{self.say('rest')}</h3>\n<table class=rest>\n<thead><tr>"
        names = [heading(name, self.language) for name in ("project", "check", "verdict", "formula")]
        yield "".join(f"<th>{escape(name)}</th>" for name in [*names, said(self.language, "report", "place")])
        yield "</tr></thead>\n<tbody>\n"
        for check in checks:
            words = (said(self.language, "check", check.check), judged(check, self.language))
            shown = " — ".join(words for words in (check.formula, check.note) if words)
            # The last place is that of the stated figure.
            place = self.place(check.evidence[-1].start) if check.evidence else ""
            cells = (self.project(check), *words, shown, place)
            yield f"<tr>{''.join(f'<td>{_text(cell)}</td>' for cell in cells)}</tr>\n"
        yield "</tbody>\n</table>\n"

    def project(self, check: Check) -> str:
        if check.project is None:
            return said(self.language, "report", "document-level")
        number = said(self.language, "report", "project-number", str(check.project))
        return f"{number} {self.one.projects.get(check.project, '')}".strip()

    def place(self, offset: int) -> str:
        """Line 35, page 3: as a person finds it."""
        line = said(self.language, "report", "line", str(self.one.text.count("\n", 0, offset) + 1))
        page = page_at(self.one.pages, offset)
        return line if page is None else f"{page}{'，' if self.language == 'zh' else ', '}{line}"

    def finding(self, check: Check, number: int) -> str:
        rank = check.finding.severity if check.finding is not None else check.verdict
        what = said(self.language, "check", check.check)
        if check.finding is not None:
            from kg.linting import lint

            what = lint.checks()[check.finding.code]["name_zh" if self.language == "zh" else "name_en"]
        parts = [
            f'<article class="{rank}">\n<h4><span class=number>{number}</span> {_text(self.project(check))} · ',
            f"{escape(what)} <b>{escape(judged(check, self.language))}</b></h4>\n",
        ]
        if formula := meant(check, self.language):
            difference = self.say("difference", _signed(check.difference)) if check.difference else ""
            shown = f" <span class=difference>{difference}</span>" if check.difference not in ("", "0") else ""
            parts.append(f"<p class=formula>{_text(formula)}{shown}</p>\n")
        if check.note:
            parts.append(f"<p class=note>{_text(check.note)}</p>\n")
        for words, start, end in _quotes(self.one.text, check.evidence):
            offsets = self.say("offsets", str(start), str(end))
            parts.append(f"<blockquote>{words}<footer>{_text(self.place(start))} · {offsets}</footer></blockquote>\n")
        parts.append(f"<p class=answer>{self.say('answer')}</p>\n</article>\n")
        return "".join(parts)


def _signed(figure: str) -> str:
    return figure if figure.startswith("-") else f"+{figure}"


def _text(words: str) -> str:
    """Words on one line, as text."""
    return escape(clean(words))


def _literal(words: str) -> str:
    """Printed characters as text; those that nobody sees by their code."""
    return escape(_UNSEEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", words))


def _quotes(text: str, evidence: Sequence[Evidence]) -> Iterator[tuple[str, int, int]]:
    """The sentences around the figures, with the figures marked, and the place of the figures."""
    clusters: list[list[Evidence]] = []
    for one in sorted(evidence):
        if clusters and one.start - clusters[-1][-1].end <= _GAP:
            clusters[-1].append(one)
        else:
            clusters.append([one])
    marks = _SENTENCE if len(clusters) <= _FEW else _CLAUSE
    for cluster in clusters:
        first, last = cluster[0].start, max(one.end for one in cluster)
        begin = max(text.rfind(mark, max(0, first - _MOST_QUOTED), first) for mark in marks) + 1
        begin = max(begin, first - _MOST_QUOTED, 0)
        stop = re.compile(f"[{marks}]").search(text, last, last + _MOST_QUOTED)
        end = stop.end() if stop else min(len(text), last + _MOST_QUOTED // 4)
        words, place = [], begin
        for one in cluster:
            if one.end <= place:
                continue
            start = max(one.start, place)
            words += [_literal(text[place:start]), f"<mark>{_literal(text[start : one.end])}</mark>"]
            place = one.end
        words.append(_literal(text[place:end]))
        yield "".join(words).strip(), first, last
