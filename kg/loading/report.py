"""What a load did: what became of each file, and how many facts were read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from kg.loading.file_reader import About
from kg.stores.catalogue import StoreChange
from kg.tables.language import Language
from kg.tables.messages import in_language
from kg.tables.table import Table, Value

Status = Literal["loaded", "updated", "unchanged", "failed", "removed"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file; ``reason`` is the sentence for the user when it failed, ``about`` what was read of it."""

    path: str
    status: Status
    reason: str | None = None
    notes: tuple[str, ...] = ()
    about: About | None = None


@dataclass(slots=True)
class Report:
    """What a load did: the outcome of each file in path order, facts read by kind, files passed over by ending."""

    outcomes: list[Outcome] = field(default_factory=list)
    facts: Counter[str] = field(default_factory=Counter)
    passed_over: Counter[str] = field(default_factory=Counter)
    changed: bool = False
    # From the store's state before to that after; None where nobody knows the one before.
    step: StoreChange | None = None

    def count(self, status: Status) -> int:
        """How many files ended so."""
        return sum(outcome.status == status for outcome in self.outcomes)

    def table(self, lang: Language = "en") -> Table:
        """A row a file, in the order of their paths; what became of it, in a language."""
        names = ("path", "outcome", "kind", "format", "projects", "citations", "amounts", "pages", "warnings", "reason")
        return Table(names, [_row(outcome, lang) for outcome in self.outcomes])


def _row(outcome: Outcome, lang: Language) -> tuple[Value, ...]:
    about = outcome.about
    facts = dict(about.facts) if about else {}
    return (
        outcome.path,
        in_language(outcome.status, lang),
        about.kind if about else None,
        about.format if about else None,
        *(facts.get(name) for name in ("projects", "citations", "amounts")),
        (about.pages or None) if about else None,
        " ".join(in_language(note, lang) for note in outcome.notes) or None,
        in_language(outcome.reason, lang) if outcome.reason else None,
    )
