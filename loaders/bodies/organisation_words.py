"""The words of the grammar of bodies, from ``organisation_words.tsv``: what names end with, begin with, and never hold."""

from __future__ import annotations

import re
from functools import cache

from ontology.tables import rows


@cache
def words(*roles: str) -> tuple[str, ...]:
    """The words of some roles, the longest first."""
    return tuple(sorted({row["word"] for row in _rows(roles)}, key=lambda word: (-len(word), word)))


@cache
def alternation(*roles: str) -> str:
    """An expression for the words of some roles, the longest first, each not before the characters of its ``unless``."""
    table = sorted(_rows(roles), key=lambda row: (-len(row["word"]), row["word"]))
    unless = (f"(?![{row['unless']}])" if row["unless"] else "" for row in table)
    return f"(?:{'|'.join(re.escape(row['word']) + after for row, after in zip(table, unless, strict=True))})"


@cache
def pattern(*roles: str) -> re.Pattern[str]:
    """:func:`alternation`, compiled."""
    return re.compile(alternation(*roles))


@cache
def generic() -> frozenset[str]:
    """Endings that name no body by themselves: 中心, 医院, 办公室."""
    return frozenset(row["word"] for row in _rows(("ending",)) if not row["alone"])


def _rows(roles: tuple[str, ...]) -> list[dict[str, str]]:
    return [row for row in rows("loaders.bodies", "organisation_words.tsv") if row["role"] in roles]
