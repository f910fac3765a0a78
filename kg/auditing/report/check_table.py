"""The checks of an audit as a table and as JSON, and in one line how many there were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from json.encoder import encode_basestring as quoted
from typing import TYPE_CHECKING

from kg.auditing.arithmetic import VERDICTS
from kg.auditing.words import said
from kg.tables.language import Language
from kg.tables.table import Table, Value

if TYPE_CHECKING:
    from kg.auditing.check_rows import Check

#: What a person wants to see first; the other verdicts are counted.
NOTED = ("mismatch", "to-check", "truncated", "rounded")
_SEVERITY = {"mismatch": "error", "to-check": "warning"}
SEVERITIES = ("error", "warning", "style")
COLUMNS = (
    "document",
    "project",
    "check",
    "verdict",
    "formula",
    "stated",
    "computed",
    "difference",
    "note",
    "quote",
    "severity",
    "code",
)
_FOR_PROGRAMS = ("stated", "computed", "quote", "severity", "code")


def table(checks: Iterable[Check], language: Language, *, brief: bool = False) -> Table:
    """The checks as a table; a brief one is for reading: without the figures that its formula names, and in words."""
    names = tuple(c for c in COLUMNS if not brief or c not in _FOR_PROGRAMS)
    rows = []
    for check in checks:
        finding = check.finding
        values: dict[str, Value] = {
            "document": check.document,
            "project": check.project,
            "check": said(language, "check", check.check) if brief else check.check,
            "verdict": judged(check, language) if brief else check.verdict,
            "formula": meant(check, language) if brief else check.formula,
            "stated": _figure(check, check.stated),
            "computed": _figure(check, check.computed),
            "difference": Decimal(check.difference) if check.difference else None,
            "note": " · ".join(filter(None, (check.note, check.accepted))),
            "quote": " … ".join(e.surface for e in check.evidence),
            "severity": finding.severity if finding else _SEVERITY.get(check.verdict),
            "code": finding.code if finding else None,
        }
        rows.append(tuple(values[name] for name in names))
    return Table(names, rows)


def judged(check: Check, language: Language) -> str:
    """The verdict on figures or the severity of a finding, in words."""
    if check.accepted:
        return said(language, "verdict", "accepted")
    if check.finding is not None:
        return said(language, "severity", check.finding.severity)
    return said(language, "verdict", "not-examined" if check.unread else check.verdict)


def meant(check: Check, language: Language) -> str:
    """The formula; of a citation what is printed, and what may be meant."""
    if check.finding is None:
        return check.formula
    perhaps = said(language, "word", "perhaps", check.computed) if check.computed else ""
    return check.stated + perhaps


def _figure(check: Check, printed: str) -> Value:
    if not printed:
        return None
    return printed if check.finding is not None else Decimal(printed)


def counted(checks: Sequence[Check], language: Language) -> str:
    """How many checks there are, how many of each verdict, how many findings of each severity on citations, how many files unread."""
    figures = [check for check in checks if check.finding is None and not check.unread]
    unread = sum(check.unread for check in checks)
    numbers = Counter(check.verdict for check in figures)
    found: Counter[str] = Counter(check.finding.severity for check in checks if check.finding is not None)
    each = "，" if language == "zh" else ", "
    parts = []
    if figures:
        told = each.join(f"{numbers[v]} {said(language, 'verdict', v)}" for v in VERDICTS if numbers[v])
        parts.append(said(language, "report", "counts", str(len(figures)), told))
    if found:
        told = each.join(f"{found[s]} {said(language, 'severity', s)}" for s in SEVERITIES if found[s])
        parts.append(said(language, "report", "citations", told))
    if unread:
        parts.append(said(language, "report", "unread", str(unread)))
    return ("" if language == "zh" else " ").join(parts) or said(language, "report", "none")


def in_words(checks: Sequence[Check], language: Language) -> Table:
    """The checks as a table for people, with all columns."""
    found = table(checks, language)
    words = [
        tuple(
            said(language, name, str(value)) if name in ("check", "verdict", "severity") and value else value
            for name, value in zip(found.columns, row, strict=True)
        )
        for row in found.rows
    ]
    return Table(found.columns, words)


def as_json(checks: Iterable[Check]) -> str:
    """The rows as JSON: what ``json.dumps(…, ensure_ascii=False, indent=1)`` makes of them, in a third of the time.

    That function works in Python where it indents, and a whole store has tens of thousands of rows.
    """
    rows = ",\n".join(map(_json_row, checks))
    return f"[\n{rows}\n]\n" if rows else "[]\n"


def _json_row(check: Check) -> str:
    fields = check.to_json()
    places = ",".join(
        f'\n   {{\n    "start": {one["start"]},\n    "end": {one["end"]},\n    "surface": {quoted(one["surface"])}\n   }}'
        for one in fields.pop("evidence")
    )
    members = "".join(f'  "{name}": {_json_value(value)},\n' for name, value in fields.items())
    return f' {{\n{members}  "evidence": [{places}\n  ]\n }}' if places else f' {{\n{members}  "evidence": []\n }}'


def _json_value(value: str | int | None) -> str:
    return quoted(value) if isinstance(value, str) else "null" if value is None else str(value)
