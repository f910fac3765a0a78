"""What a reader of every page should know about the store: a load that was interrupted, judgements that do not count yet."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from kg.answers import staleness
from kg.auditing import accepted
from kg.resolution import resolve
from kg.resolution.judgements import JudgementError
from kg.stores.layout import ACCEPTED
from kg.stores.store import StoreError
from kg.tables.messages import in_language
from kg.web.wording import say

if TYPE_CHECKING:
    from kg.stores.store import Store
    from kg.tables.language import Language
    from kg.web.state import State

Stamp = tuple[int, int] | None


def of(state: State, lang: Language) -> list[str]:
    """The sentences; none where all is well, or where the store cannot be read, which the page itself says."""
    told = _accepted(state, lang)
    try:
        store = state.store()
        notice = staleness.notice(store)
        found = state.kept(("notices", _stamp(resolve.judgement_file(store))), _found)
    except (StoreError, JudgementError):
        return told
    if found == "":
        return [*told, in_language(notice, lang) if notice else say(lang, "notice_judgements")]
    wrong = [say(lang, "notice_judgements_wrong", error=in_language(found, lang))] if found else []
    return [*told, *([in_language(notice, lang)] if notice else []), *wrong]


def _accepted(state: State, lang: Language) -> list[str]:
    """What is wrong with the file of accepted findings."""
    place = state.settings.store
    try:
        state.kept(
            ("accepted", _stamp(place / ACCEPTED) if isinstance(place, Path) else None), lambda _: accepted.of(place)
        )
    except accepted.AcceptedError as error:
        return [in_language(str(error), lang)]
    except StoreError:
        pass
    return []


def _found(store: Store) -> str | None:
    """What is wrong with the judgements; "" where they do not count yet, None where all is well."""
    try:
        return "" if resolve.outdated(store) else None
    except JudgementError as error:
        return str(error)


def _stamp(file: Path) -> Stamp:
    """What changes when the file is written to; None where there is none."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_size, status.st_mtime_ns
