"""One row of the audit: a check with its verdict, its formula as a person writes it, and the characters it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from hashlib import sha256
from typing import Any, Literal

from kg.auditing import arithmetic
from kg.auditing.arithmetic import Verdict, shown_unit
from kg.auditing.rules import sentence
from kg.auditing.words import said
from kg.linting.lint import Evidence, Finding
from kg.tables.language import Language
from kg.tables.table import plain
from loaders.amounts import Money, Operand
from loaders.money.units import precision
from loaders.rdf import identifiers
from loaders.records import Extraction
from loaders.source import as_read, confidence, is_unsure

CheckName = Literal[
    "declared-total",
    "declared-count",
    "sum",
    "shares",
    "calculation",
    "repeated-quantity",
    "table-row",
    "code-tree",
    "table-total",
    "balance",
    "text-table",
    "change",
    "completion",
    "share",
    "direction",
    "told-twice",
    "bounded-rate",
    "weights",
    "scores",
    "score-bound",
    "relation",
    "citation",
    "reading",
]


#: The verdicts that the author of a document must look at; what is only rounded holds.
FINDINGS = ("mismatch", "to-check", "truncated")


@dataclass(frozen=True, slots=True)
class Check:
    """One row of the audit, as ``kg audit --json`` prints it.

    ``project`` is the ordinal or None for the document; figures are plain decimals in ``unit``, which ``formula`` names.
    A row about a citation holds the lint's ``finding``: ``stated`` is then what is printed and ``computed`` what may be meant.
    """

    document: str
    project: int | None
    check: CheckName
    verdict: Verdict
    formula: str
    stated: str
    computed: str
    difference: str
    note: str
    evidence: tuple[Evidence, ...]
    finding: Finding | None = None
    source: str = ""
    accepted: str = ""
    unit: str = ""

    @property
    def id(self) -> str:
        """What names the finding as long as the document stays as it is: of the document, the rule, what is stated and all places."""
        code = self.finding.code if self.finding is not None else self.check
        places = ",".join(f"{one.start}-{one.end}" for one in self.evidence)
        return sha256(f"{self.source}|{code}|{self.stated}|{places}".encode()).hexdigest()[:12]

    @property
    def wrong(self) -> bool:
        """Whether figures contradict each other, or a citation is surely wrong, and nobody accepted it: what the exit status tells."""
        return not self.accepted and self.verdict == "mismatch"

    @property
    def unread(self) -> bool:
        """Whether the row says that its document was not examined, as it was stored without its records."""
        return self.check == "reading"

    def to_json(self) -> dict[str, Any]:
        """As ``kg audit --json`` prints it; what a check does not have is null."""
        if self.finding is not None:
            cited = self.finding.to_json()
            return {
                **{name: value for name, value in cited.items() if name != "evidence"},
                "id": self.id,
                "accepted": self.accepted or None,
                "evidence": cited["evidence"],
            }
        fields = {name: getattr(self, name) or None for name in ("formula", "stated", "computed", "difference", "note")}
        return {
            "document": self.document,
            "project": self.project,
            "check": self.check,
            "verdict": self.verdict,
            **fields,
            "id": self.id,
            "accepted": self.accepted or None,
            "evidence": [{"start": e.start, "end": e.end, "surface": e.surface} for e in self.evidence],
        }


def unread(document: str, language: Language) -> Check:
    """The one row about a document that was stored without its records; ``document`` is what its rows call it."""
    note = said(language, "note", "unread", document)
    return Check(document, None, "reading", "not-derivable", "", "", "", "", note, ())


def of_finding(finding: Finding, language: Language) -> Check:
    """A finding of the lint as a row; an error is a mismatch, whatever is less sure is to be checked."""
    return Check(
        document=finding.file,
        project=finding.project,
        check="citation",
        verdict=finding.verdict,
        formula="",
        stated=finding.stated,
        computed=finding.suggestion or "",
        difference="",
        note=finding.zh if language == "zh" else finding.en,
        evidence=finding.evidence,
        finding=finding,
        source=finding.document,
    )


def doubted(check: Check, extraction: Extraction, language: Language) -> Check:
    """The row; a contradiction of figures that OCR read, which may misread one and be sure of it, is to be checked on the picture."""
    if check.verdict != "mismatch" or not extraction.recognised:
        return check
    read = [one for one in check.evidence if confidence(extraction, one.start, one.end) is not None]
    if not read:
        return check
    unsure = [_unsure(one, extraction) for one in read if is_unsure(extraction, one.start, one.end)]
    note = said(language, "note", "read-by-ocr")
    if unsure:
        note += said(language, "note", "unsure-characters", "、".join(dict.fromkeys(unsure)))
    return replace(check, verdict="to-check", note=f"{check.note} {note}".strip())


def _unsure(one: Evidence, extraction: Extraction) -> str:
    """What OCR is unsure of, as it was read where that is mended."""
    read = as_read(extraction, one.start, one.end)
    return one.surface if read == one.surface else f"{read} → {one.surface}"


class Rows:
    """Makes the rows of one document, in the user's language."""

    def __init__(self, extraction: Extraction, language: Language) -> None:
        self.document = extraction.document.file_name
        self.source = identifiers.document(extraction.document.sha256)
        self.extraction = extraction
        self.language = language

    def row(
        self,
        check: CheckName,
        verdict: Verdict,
        project: int | None,
        left: str,
        *,
        stated: str = "",
        computed: str = "",
        unit: str = "",
        note: str = "",
        evidence: Iterable[Operand | Money | Evidence] = (),
    ) -> Check:
        """A row; ``left`` is the formula up to the equals sign, figures are decimals in ``unit``."""
        blank = f" {unit}" if unit else ""
        formula = f"{left} = {computed}{blank}" if left and computed else left
        if formula and stated:
            formula += self.word("stated", f"{stated}{blank}")
        difference = plain(Decimal(stated) - Decimal(computed)) if stated and computed else ""
        quotes = {
            Evidence(e.start, e.end, self.extraction.text[e.start : e.end]): None for e in evidence if e.end > e.start
        }
        return Check(
            self.document,
            project,
            check,
            verdict,
            formula,
            stated,
            computed,
            difference,
            note,
            tuple(quotes),
            source=self.source,
            unit=unit,
        )

    def amounts_row(
        self,
        check: CheckName,
        verdict: Verdict,
        left: str,
        computed: Decimal,
        stated: Money,
        evidence: Sequence[Operand | Money | Evidence],
        note: str = "",
        project: int | None = None,
    ) -> Check:
        """A row whose figures are yuan; a mismatch is written in the decimals that the page prints."""
        unit = shown_unit(stated)
        printed = precision(stated)
        places = max(printed.places, 0) if printed.unit == unit else 2
        exact = arithmetic.in_unit(computed, unit)
        shown = max(places, 2) if verdict == "mismatch" else 6
        if len(exact.partition(".")[2]) > shown:
            exact = arithmetic.in_unit(computed, unit, shown)
        note = note or self.tolerance(verdict, [part for part in evidence if isinstance(part, Money)], stated)
        return self.row(
            check,
            verdict,
            stated.project if project is None else project,
            left,
            stated=arithmetic.in_unit(stated.yuan, unit),
            computed=exact,
            unit=unit + arithmetic.per_text(stated.per),
            note=note,
            evidence=[*evidence, stated],
        )

    def figures_row(
        self,
        check: CheckName,
        verdict: Verdict,
        parts: Sequence[Money],
        stated: Money,
        *,
        computed: Decimal | None = None,
        notes: Iterable[str] = (),
    ) -> Check:
        """A row of an account: ``stated`` must be what ``parts`` come to, which is ``computed`` where they are added up."""
        unit = shown_unit(stated)
        rule = sentence(check, self.language) if verdict == "mismatch" and check != "relation" else ""
        return self.row(
            check,
            verdict,
            None,
            self.added(parts, stated),
            stated=arithmetic.in_unit(stated.yuan, unit),
            computed="" if computed is None else arithmetic.in_unit(computed, unit),
            unit=unit,
            note=" · ".join(filter(None, (*notes, rule or self.tolerance(verdict, parts, stated)))),
            evidence=[*parts, stated],
        )

    def tolerance(self, verdict: Verdict, parts: Sequence[Money], stated: Money) -> str:
        """What rounding explains of a sum that is not exact: to how many decimals it is rounded, or how much its figures may lose together."""
        if verdict in ("rounded", "truncated"):
            coarser = max((*parts[:1], stated), key=lambda one: precision(one).step) if len(parts) == 1 else stated
            return self.note(verdict, str(precision(coarser).places))
        if verdict != "within-rounding" or not parts:
            return ""
        lost = sum((high - low for low, high in map(arithmetic.ends, (*parts, stated))), Decimal(0)) / 2
        unit = shown_unit(stated)
        return self.note("within-rounding", f"{arithmetic.in_unit(lost, unit)} {unit}")

    def note(self, key: str, *values: str) -> str:
        """A note in the user's language."""
        return said(self.language, "note", key, *values)

    def word(self, key: str, *values: str) -> str:
        """Words of a formula in the user's language."""
        return said(self.language, "word", key, *values)

    def added(self, parts: Sequence[Money], whole: Money) -> str:
        """The parts of a sum in the unit of the whole, as a formula."""
        unit = shown_unit(whole)
        return " + ".join(arithmetic.in_unit(m.yuan, unit) for m in parts)
