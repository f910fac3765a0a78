"""What a report says of one document, in words, whatever the form it is printed in.

Each finding is one sentence, the places that it is about with what is printed there, and the smallest change that would repair it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from kg.auditing.check_rows import FINDINGS
from kg.auditing.report.check_table import SEVERITIES, judged, meant
from kg.auditing.report.ledger import LedgerLine, ledger, total, verdict, written
from kg.auditing.words import said
from kg.stores import page_images
from kg.tables.language import Language
from kg.tables.messages import in_language
from kg.tables.table import clean, plain
from loaders.source import page_at

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.auditing.check_rows import Check
    from kg.auditing.repairs import Repair
    from kg.linting.lint import Evidence
    from kg.stores.page_images import Crop

_MOST_QUOTED = 400  # characters of a sentence around its figures
_GAP = 120  # characters between figures that are quoted together
_FEW = 4  # places that are quoted with their whole sentence; more are quoted with their clause
_MOST_PLACES = 12  # places of one finding that are quoted
_MOST_REPAIRS = 4  # repairs that are written out where all are equally small
_LONGEST = 90  # characters of a sum that a sentence writes out
_SENTENCE, _CLAUSE = "。；\n", "。；，\n"
_OPERATOR = re.compile(" [-+×÷] ")
_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?")


@dataclass(frozen=True, slots=True)
class QuotedPlace:
    """What stands in a document at ``where`` and around it, in parts of which some are marked; the figures are at ``[start, end)``.

    A row of a table is its ``cells``: the head of each, what is printed in it, and whether it is marked; what names the row has no head.
    ``crops`` are the parts of pages that show it, where OCR read them.
    """

    where: str
    parts: tuple[tuple[str, bool], ...]
    start: int
    end: int
    cells: tuple[tuple[str, str, bool], ...] = ()
    crops: tuple[Crop, ...] = ()

    @property
    def text(self) -> str:
        """The words on one line."""
        return clean("".join(words for words, _ in self.parts))


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding as it is told: ``number`` in the report, ``rank`` for its colour, the ``project`` and the kind of check in words.

    ``stated`` is the place of the figure that is contradicted, ``others`` are those that contradict it; ``repairs`` are sentences.
    """

    number: int
    check: Check
    rank: str
    project: str
    kind: str
    verdict: str
    sentence: str
    stated: QuotedPlace | None
    others: tuple[QuotedPlace, ...]
    repairs: tuple[str, ...]


class DocumentReport:
    """The report on one document; its findings are numbered from ``first``."""

    def __init__(self, one: Audited, language: Language, first: int = 1) -> None:
        self.one = one
        self.language = language
        self.first = first
        chosen = [check for check in one.checks if not check.accepted]
        figures = [check for check in chosen if check.finding is None and check.verdict in FINDINGS]
        figures.sort(key=lambda check: (FINDINGS.index(check.verdict), *self._cause(check), check.project or 0))
        cited = [check for check in chosen if check.finding is not None]
        cited.sort(key=lambda c: (SEVERITIES.index(c.finding.severity) if c.finding else 0, c.evidence))
        self._figures, self._cited = figures, cited
        self.accepted = [check for check in one.checks if check.accepted]
        self.rest = [
            check for check in chosen if check.finding is None and check.verdict not in FINDINGS and not check.unread
        ]
        self._order = {id(check): number for number, check in enumerate((*figures, *cited), first)}
        self._numbers = {check.id: self._order[id(check)] for check in (*figures, *cited)}

    def say(self, key: str, *values: str) -> str:
        """Words of the report, in its language."""
        return said(self.language, "report", key, *values)

    @property
    def title(self) -> str:
        """The title of the document; its file name where it prints none."""
        return self.one.title or self.one.document

    @cached_property
    def ledger(self) -> list[LedgerLine]:
        """A line for each kind of check, as :func:`kg.auditing.report.ledger.ledger`."""
        return ledger(self.one)

    @cached_property
    def total(self) -> LedgerLine:
        """The sum of the ledger's lines."""
        return total(self.ledger)

    @property
    def table(self) -> list[tuple[str, ...]]:
        """The ledger in words: its heads, its lines, and their sum; of the columns that most documents leave empty only those in use."""
        return written(
            said(self.language, "report", "checks-of"),
            [(said(self.language, "check", line.check), line) for line in self.ledger],
            self.total,
            self.language,
        )

    @property
    def verdict(self) -> str:
        """How much was checked and what came of it, and what of the findings was told before."""
        told = self.say("told-before", str(self.one.told)) if self.one.told else ""
        return (
            verdict(self.total, self.language, self.wrong_figures)
            + (" " if told and self.language == "en" else "")
            + told
        )

    @property
    def unread(self) -> list[str]:
        """Sentences about what of the document was not examined, or could not be read."""
        unread = [check.note for check in self.one.checks if check.unread]
        unread += [in_language(one, self.language) for one in self.one.notes]
        pictured = any(
            quote.crops for one in (*self.findings, *self.citations) for quote in (*one.others, one.stated) if quote
        )
        return [*unread, self.say("no-images")] if pictured and not self.one.images else unread

    @property
    def count(self) -> int:
        """How many findings there are, on figures and on citations."""
        return len(self._order)

    @cached_property
    def findings(self) -> list[ReportedFinding]:
        """What is to be said of figures: the gravest first, those of one cause together."""
        return [self._reported(check) for check in self._figures]

    @cached_property
    def causes(self) -> list[tuple[ReportedFinding, ...]]:
        """The findings on figures, those together that the same change of one figure would settle; the gravest first."""
        found: dict[object, list[ReportedFinding]] = {}
        for one in self.findings:
            repair = next(iter(self.one.repairs.get(one.check.id, ())), None)
            key = (repair.start, repair.end, repair.instead) if repair else one.check.id
            found.setdefault(key, []).append(one)
        return [tuple(many) for many in found.values()]

    @property
    def wrong_figures(self) -> int:
        """In how many places a figure contradicts others: one may break several checks."""
        return sum(any(one.check.verdict == "mismatch" for one in many) for many in self.causes)

    @cached_property
    def citations(self) -> list[ReportedFinding]:
        """What is to be said of citations."""
        return [self._reported(check) for check in self._cited]

    def project(self, check: Check) -> str:
        """The project that a check is about, by number and name."""
        if check.project is None:
            return self.say("document-level")
        return f"{self.say('project-number', str(check.project))} {self.one.projects.get(check.project, '')}".strip()

    def place(self, offset: int) -> str:
        """Page 3, table, row and column, or page 3, line 35: as a person finds it."""
        page = page_at(self.one.pages, offset)
        cell = self.one.cells.get(offset)
        if cell is not None:
            words = [
                self.say(key, value)
                for key, value in (("table", cell.table), ("row", cell.row), ("column", cell.column))
                if value
            ]
            words = ["".join(words)] if self.language == "zh" else words
        else:
            words = []
        if cell is None or not cell.row:
            words += self._line(offset)
        return ("，" if self.language == "zh" else ", ").join(filter(None, (page, *words)))

    def _line(self, offset: int) -> list[str]:
        """The line, and in a line of cells which of them: a score of 1 is not found beside one of 10."""
        text = self.one.text
        begin, end = text.rfind("\n", 0, offset) + 1, text.find("\n", offset)
        words = [self.say("line", str(text.count("\n", 0, offset) + 1))]
        if "\t" in text[begin : end if end >= 0 else len(text)]:
            words.append(self.say("cell", str(text.count("\t", begin, offset) + 1)))
        return ["".join(words)] if self.language == "zh" else words

    def _cause(self, check: Check) -> tuple[int, int]:
        """Findings that one change repairs stand together, where the figure stands that would be changed."""
        found = self.one.repairs.get(check.id, ())
        start = found[0].start if found else check.evidence[-1].start if check.evidence else 0
        return (-len(found[0].settles) if found else 0, start)

    def _reported(self, check: Check) -> ReportedFinding:
        what = said(self.language, "check", check.check)
        if check.finding is not None:
            from kg.linting import lint

            what = lint.checks()[check.finding.code]["name_zh" if self.language == "zh" else "name_en"]
        stated = self._stated(check)
        quotes = list(self._quotes(check.evidence))
        repairs = self.one.repairs.get(check.id, ())
        # The figure to look at first is the one whose change would repair all, where only one would.
        at = repairs[0].start if len(repairs) == 1 else stated.start if stated is not None else -1
        own = next((one for one in quotes if one.start <= at < one.end), None)
        if own is not None:
            own = replace(own, where=self.place(at))
        return ReportedFinding(
            self._order[id(check)],
            check,
            check.finding.severity if check.finding is not None else check.verdict,
            self.project(check),
            what,
            judged(check, self.language),
            self._sentence(check, stated),
            own,
            tuple(one for one in quotes if own is None or one.start != own.start)[:_MOST_PLACES],
            tuple(self._repairs(check)),
        )

    # -- sentences

    def _sentence(self, check: Check, stated: Evidence | None) -> str:
        where = self.place(stated.start) if stated is not None else ""
        if check.finding is not None or not check.stated or stated is None:
            return self.say(
                "said-otherwise", where, " — ".join(filter(None, (meant(check, self.language), check.note)))
            )
        unit = f" {check.unit}" if check.unit else ""
        repairs = self.one.repairs.get(check.id, ())
        if len(repairs) == 1 and check.check != "shares" and not stated.start <= repairs[0].start < stated.end:
            return self._repaired(check, stated, repairs[0])
        printed = clean(stated.surface) if _holds(stated.surface, check.stated) else check.stated + unit
        if check.computed and _OPERATOR.search(check.formula):
            left = check.formula[: check.formula.rfind(f" = {check.computed}")]
            parts = left.count(" + ") + 1
            left = self.say("so-many-parts", str(parts)) if len(left) > _LONGEST and parts > 2 else left
            # Shares that must come to 100 %: no such figure is printed.
            key = "must-come-to" if check.check == "shares" else "comes-to"
            told = self.say(key, where, printed, left, check.computed + unit)
        else:
            other = next((one for one in check.evidence if one != stated), None)
            elsewhere = self.place(other.start) if other is not None else ""
            told = self.say("differs", where, printed, elsewhere, clean(other.surface) if other else check.formula)
        if difference := self.difference(check):
            told += self.say("off-by", difference)
        return told + self.say("full-stop")

    def _repaired(self, check: Check, stated: Evidence, repair: Repair) -> str:
        """What stands where the figure stands whose change would mend all: the one that is contradicted is right."""
        told = self.say(
            "ought-to-be",
            self.place(repair.start),
            clean(repair.printed),
            self.place(stated.start),
            clean(stated.surface),
            repair.instead,
        )
        before, after = (_NUMBER.fullmatch(words) for words in (repair.printed, repair.instead))
        if before and after and check.difference and check.unit != "%":
            off = Decimal(before[0].replace(",", "")) - Decimal(after[0].replace(",", ""))
            if abs(off) == abs(Decimal(check.difference)):
                told += self.say("off-by", f"{'+' if off > 0 else ''}{plain(off)} {check.unit}".rstrip())
        return told + self.say("full-stop")

    def difference(self, check: Check) -> str:
        """How far the stated figure is from what it should be, with its sign and its unit; "" where it is not."""
        if check.difference in ("", "0"):
            return ""
        signed = check.difference if check.difference.startswith("-") else f"+{check.difference}"
        if check.unit == "%":  # two rates are so many points apart
            return self.say("points", signed)
        return f"{signed} {check.unit}".rstrip()

    def _repairs(self, check: Check) -> Iterator[str]:
        found = self.one.repairs.get(check.id, ())
        for number, repair in enumerate(found[:_MOST_REPAIRS]):
            key = "or-change" if number else "change"
            yield self.say(key, self.place(repair.start), clean(repair.printed), repair.instead) + self._settled(
                check, repair
            )
        if len(found) > 1:
            yield self.say("equally-small", str(len(found)))
        elif not found and check.id in self.one.repairs:
            yield self.say("no-repair")

    def _settled(self, check: Check, repair: Repair) -> str:
        others = sorted(self._numbers[id] for id in repair.settles if id != check.id and id in self._numbers)
        between = "、" if self.language == "zh" else ", "
        return self.say("agrees-too", between.join(map(str, others))) if others else self.say("agrees")

    def _stated(self, check: Check) -> Evidence | None:
        """The place of the figure that is contradicted: where it is printed, else the last one."""
        holding = [one for one in check.evidence if _holds(one.surface, check.stated)]
        if holding:
            return min(reversed(holding), key=lambda one: len(one.surface))
        return check.evidence[-1] if check.evidence else None

    # -- quotes

    def _quotes(self, evidence: Sequence[Evidence]) -> Iterator[QuotedPlace]:
        """The sentences around the figures, with the figures marked."""
        text = self.one.text
        clusters: list[list[Evidence]] = []
        for one in sorted(evidence):
            near = clusters and one.start - clusters[-1][-1].end <= _GAP
            if near and not self._parted(clusters[-1][-1], one):
                clusters[-1].append(one)
            else:
                clusters.append([one])
        sentence = _SENTENCE if len(clusters) <= _FEW else _CLAUSE
        for cluster in clusters:
            first, last = cluster[0].start, max(one.end for one in cluster)
            marks = "\n" if first in self.one.cells else sentence
            begin = max(text.rfind(mark, max(0, first - _MOST_QUOTED), first) for mark in marks) + 1
            begin = max(begin, first - _MOST_QUOTED, 0)
            stop = re.compile(f"[{marks}]").search(text, last, last + _MOST_QUOTED)
            end = stop.end() if stop else min(len(text), last + _MOST_QUOTED // 4)
            parts, place = [], begin
            for one in cluster:
                if one.end <= place:
                    continue
                start = max(one.start, place)
                parts += [(text[place:start], False), (text[start : one.end], True)]
                place = one.end
            parts.append((text[place:end].rstrip(), False))
            parts[0] = (parts[0][0].lstrip(), False)
            kept = tuple(part for part in parts if part[0])
            cells = tuple(self._row(cluster, begin, end)) if first in self.one.cells else ()
            crops = tuple(page_images.crops(self.one, first, last))
            yield QuotedPlace(self.place(first), tuple(_with_heads(cells)) or kept, first, last, cells, crops)

    @cached_property
    def _places(self) -> list[int]:
        """Where the figures of the tables begin, in their order."""
        return sorted(self.one.cells)

    def _row(self, marked: Sequence[Evidence], begin: int, end: int) -> Iterator[tuple[str, str, bool]]:
        """The figures of the line on ``[begin, end)`` under their heads, behind the name of the row that each is of."""
        starts = {one.start for one in marked}
        named = ""
        for place in self._places[bisect_left(self._places, begin) : bisect_left(self._places, end)]:
            cell = self.one.cells[place]
            if cell.row != named:
                named = cell.row
                yield "", named, False
            printed = re.compile(r"[^\t\n]*").match(self.one.text, place)
            yield cell.column, printed[0].rstrip() if printed else "", place in starts

    def _parted(self, one: Evidence, other: Evidence) -> bool:
        """Whether both are cells, in different rows."""
        cells = one.start in self.one.cells and other.start in self.one.cells
        return cells and "\n" in self.one.text[one.end : other.start]


def _with_heads(cells: Sequence[tuple[str, str, bool]]) -> Iterator[tuple[str, bool]]:
    """The cells of a row on one line: 行政运行 · 合计 50.00 · 基本支出 50.00."""
    for number, (head, printed, marked) in enumerate(cells):
        yield (" · " if number else "") + (f"{head} " if head else ""), False
        yield printed, marked


def _holds(words: str, figure: str) -> bool:
    """Whether a figure is printed in the words."""
    try:
        wanted = abs(Decimal(figure))
    except ArithmeticError:
        return bool(figure) and figure in words
    return any(plain(Decimal(one.replace(",", ""))) == plain(wanted) for one in _NUMBER.findall(words))
