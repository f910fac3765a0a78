"""The ledger of a document's checks: of each kind how many are stated, hold, contradict, or could not be checked.

That nothing is wrong is only said beside how much was examined.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from kg.auditing.words import said
from kg.tables.language import Language

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.auditing.check_rows import Check

_COLUMN = {
    "exact": "hold",
    "rounded": "rounded",
    "truncated": "rounded",
    "within-rounding": "rounded",
    "to-check": "to_check",
    "mismatch": "mismatch",
    "not-derivable": "not_derivable",
}


@dataclass(slots=True)
class LedgerLine:
    """How many checks of a kind hold, hold within rounding, are to be checked, contradict, are accepted, cannot be derived or read."""

    check: str
    hold: int = 0
    rounded: int = 0
    to_check: int = 0
    mismatch: int = 0
    accepted: int = 0
    not_derivable: int = 0
    unreadable: int = 0

    @property
    def checked(self) -> int:
        """How many led to a verdict."""
        return self.hold + self.rounded + self.to_check + self.mismatch + self.accepted

    @property
    def stated(self) -> int:
        """How many the document states."""
        return self.checked + self.not_derivable + self.unreadable

    @property
    def figures(self) -> dict[str, int]:
        """The line's numbers by column, as a reader wants them: how many there are, then what became of them."""
        counted = {one.name: getattr(self, one.name) for one in fields(self)[1:]}
        return {"stated": self.stated, "checked": self.checked, **counted}


COLUMNS = tuple(LedgerLine("").figures)


def ledger(one: Audited) -> list[LedgerLine]:
    """A line for each kind of check that the document states."""
    lines: dict[str, LedgerLine] = {}
    for check in one.checks:
        if check.finding is None:
            line = lines.setdefault(check.check, LedgerLine(check.check))
            column = "accepted" if check.accepted else "unreadable" if check.unread else _COLUMN[check.verdict]
            setattr(line, column, getattr(line, column) + 1)
    if one.citations is not None:
        lines["citation"] = _of_citations(one.citations, [check for check in one.checks if check.finding])
    return [line for line in lines.values() if line.stated]


def _of_citations(places: Sequence[tuple[int, int]], findings: Sequence[Check]) -> LedgerLine:
    """Each citation counts once, with the gravest that is said of it; what is said of no citation counts by itself."""
    line = LedgerLine("citation")
    worst: dict[object, str] = dict.fromkeys(places, "hold")
    order = ("hold", "accepted", "to_check", "mismatch")
    begins = sorted(places)
    for number, check in enumerate(findings):
        severity = check.finding.severity if check.finding else ""
        column = "accepted" if check.accepted else {"error": "mismatch", "warning": "to_check"}.get(severity, "hold")
        at = check.evidence[0].start if check.evidence else -1
        index = bisect_right(begins, at, key=lambda place: place[0]) - 1
        held = begins[index] if index >= 0 and at < begins[index][1] else number
        worst[held] = max(worst.get(held, "hold"), column, key=order.index)
    for column in worst.values():
        setattr(line, column, getattr(line, column) + 1)
    return line


def total(lines: Iterable[LedgerLine]) -> LedgerLine:
    """The sum of lines."""
    whole = LedgerLine("")
    for line in lines:
        for one in fields(line)[1:]:
            setattr(whole, one.name, getattr(whole, one.name) + getattr(line, one.name))
    return whole


def verdict(whole: LedgerLine, language: Language, places: int = 0) -> str:
    """In one sentence how much was checked and what came of it; where nothing was, that, and never that all is well.

    ``places`` are those of the figures that break the checks which contradict, where it is known: one may break several.
    """
    if not whole.checked:
        return said(language, "report", "none-checked" if whole.stated else "none", str(whole.stated))
    wrong = said(language, "said", "mismatch", str(whole.mismatch))
    parts = [
        said(language, "said", key, str(number))
        for key, number in (
            ("to_check", whole.to_check),
            ("mismatch", whole.mismatch),
            ("accepted", whole.accepted),
        )
        if number
    ] or [said(language, "report", "none-wrong")]
    if 0 < places < whole.mismatch:
        parts = [one + said(language, "said", "places", str(places)) if one == wrong else one for one in parts]
    left = whole.not_derivable + whole.unreadable
    told = said(language, "report", "checked", str(whole.checked), str(whole.hold + whole.rounded))
    ends = [said(language, "report", "unchecked", str(left))] if left else []
    return told + ("，" if language == "zh" else ", ").join([*parts, *ends]) + ("。" if language == "zh" else ".")


def columns(whole: LedgerLine) -> list[str]:
    """The columns of a ledger with that sum: those that most documents leave empty stand only where in use."""
    return [one for one in COLUMNS if one not in ("accepted", "unreadable") or whole.figures[one]]


def written(
    name: str, lines: Iterable[tuple[str, LedgerLine]], whole: LedgerLine, language: Language
) -> list[tuple[str, ...]]:
    """A ledger in words: its heads, its lines, and last their sum; columns that most documents leave empty stand only where in use."""
    shown = columns(whole)
    rows = [(name, *(said(language, "ledger", one) for one in shown))]
    for words, line in (*lines, (said(language, "report", "total"), whole)):
        rows.append((words, *(str(line.figures[one]) for one in shown)))
    return rows
