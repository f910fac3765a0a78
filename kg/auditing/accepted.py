"""Findings that a reviewer has accepted, with the reason: ``accepted.tsv`` in the folder of the store, which backups hold too."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kg.stores.layout import ACCEPTED
from kg.tables.messages import UserError
from kg.tables.table import clean
from loaders.source import UnreadableFile

if TYPE_CHECKING:
    from kg.auditing.audited import Audited
    from kg.auditing.check_rows import Check

_HEAD = ("finding", "when", "why", "document", "what")


class AcceptedError(UserError):
    """The file of what is accepted cannot be read."""


@dataclass(frozen=True, slots=True)
class Acceptance:
    """``finding`` is its id, ``what`` says it in the words of its row."""

    finding: str
    when: str
    why: str
    document: str
    what: str


def read(store: Path) -> dict[str, Acceptance]:
    """What is accepted in a store that has such a file, by the id of the finding; the last word on one counts.

    :raises AcceptedError: it cannot be read.
    """
    file = store / ACCEPTED
    try:
        text = file.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise AcceptedError(
            f"What is accepted in {file} cannot be read ({error}); save the file as UTF-8 text."
        ) from error
    lines = [line.split("\t") for line in text.splitlines()[1:]]
    return {cells[0]: Acceptance(*cells) for cells in lines if len(cells) == len(_HEAD)}


def of(store: Path | str) -> dict[str, Acceptance]:
    """What is accepted in a store, none where it has no such file; of an engine that is no folder of ours nothing is."""
    return read(store) if isinstance(store, Path) and (store / ACCEPTED).is_file() else {}


def accept(store: Path, finding: str, document: str, what: str, why: str) -> Acceptance:
    """Write down that a finding is accepted; what was accepted before stays."""
    words = (finding, datetime.now(UTC).strftime("%Y-%m-%d"), why, document, what)
    one = Acceptance(*(" ".join(clean(word).split()) for word in words))
    file = store / ACCEPTED
    begun = file.is_file()
    with file.open("a", encoding="utf-8") as open_:
        if not begun:
            open_.write("\t".join(_HEAD) + "\n")
        open_.write("\t".join((one.finding, one.when, one.why, one.document, one.what)) + "\n")
    return one


def marked(checks: Iterable[Check], known: dict[str, Acceptance]) -> list[Check]:
    """The checks, those that are accepted with the reason."""
    return [replace(one, accepted=known[one.id].why) if one.id in known else one for one in checks]


def applied(one: Audited, known: dict[str, Acceptance], told: frozenset[str]) -> Audited:
    """The audit of a document without the findings that were ``told`` before, those that are accepted with the reason."""
    kept = [check for check in marked(one.checks, known) if check.id not in told]
    return replace(
        one,
        checks=kept,
        told=sum(check.verdict in ("mismatch", "to-check", "truncated") for check in one.checks if check.id in told),
    )


def told_before(file: Path) -> frozenset[str]:
    """The ids of the findings in a former ``kg audit --json``.

    :raises UnreadableFile: it is none.
    """
    try:
        rows: list[dict[str, str]] = json.loads(file.read_text("utf-8"))
        return frozenset(row["id"] for row in rows[:])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnreadableFile(f"{file} is no audit that `kg audit --json` has written.") from error
