"""What a reader of every page should know about the store: a load that was interrupted, judgements that do not count yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.answers import staleness
from kg.resolution import resolve
from kg.resolution.judgements import JudgementError
from kg.stores.store import StoreError
from kg.tables.messages import in_language
from kg.web.wording import say

if TYPE_CHECKING:
    from pathlib import Path

    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.web.state import State

Stamp = tuple[int, int] | None


def of(state: State, lang: Language) -> list[str]:
    """The sentences; none where all is well, or where the store cannot be read, which the page itself says."""
    try:
        store = state.store()
        notice = staleness.notice(store)
        found = state.kept(("notices", _stamp(resolve.judgement_file(store))), _found)
    except (StoreError, JudgementError):
        return []
    told = [in_language(notice, lang)] if notice else []
    return told + [
        say(lang, key, **{name: in_language(value, lang) for name, value in values.items()})
        for key, values in found
        if not notice or key != "notice_judgements"
    ]


def _found(store: Store) -> list[tuple[str, dict[str, str]]]:
    found: list[tuple[str, dict[str, str]]] = []
    try:
        if resolve.outdated(store):
            found.append(("notice_judgements", {}))
    except JudgementError as error:
        found.append(("notice_judgements_wrong", {"error": str(error)}))
    return found


def _stamp(file: Path) -> Stamp:
    """What changes when the file is written to; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
