"""The word tables beside the recognisers: ``group <TAB> word <TAB> example``, one word a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache

from ontology.tables import rows


@cache
def words(table: str) -> Mapping[str, tuple[str, ...]]:
    """Read ``loaders/<table>``: the words of each group, the longest first so that an alternation prefers them."""
    groups: dict[str, list[str]] = {}
    for row in rows("loaders", table):
        groups.setdefault(row["group"], []).append(row["word"])
    return {group: tuple(sorted(members, key=len, reverse=True)) for group, members in groups.items()}


@cache
def pattern(table: str, group: str) -> re.Pattern[str]:
    """An expression that matches one of the words of a group of ``loaders/<table>``."""
    return re.compile(any_of(words(table)[group]))


def any_of(members: Iterable[str]) -> str:
    """A regular expression that matches one of the words."""
    return "(?:" + "|".join(map(re.escape, members)) + ")"
