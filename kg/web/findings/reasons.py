"""Why a body is taken for the issuer, in Chinese: the graph says it in English, in parts that ``reasons.tsv`` knows."""

from __future__ import annotations

import re
from functools import cache

from ontology.tables import rows


def chinese(reason: str) -> str | None:
    """The reason in Chinese; None where one of its parts is not in the table: then the English is shown as it is."""
    parts = [_part(part) for part in reason.split("; ")]
    return "；".join(part for part in parts if part) if all(parts) else None


def _part(part: str) -> str | None:
    for pattern, zh in _patterns():
        match = pattern.fullmatch(part)
        if match is not None:
            return match.expand(zh)
    return None


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(row["pattern"]), row["zh"]) for row in rows("kg.web.findings", "reasons.tsv"))
