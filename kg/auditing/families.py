"""Families of figures: which names are parts of which whole, and all that it can consist of (``families.tsv``)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ontology.tables import rows


@cache
def _families() -> dict[str, dict[str, re.Pattern[str]]]:
    found: dict[str, dict[str, list[str]]] = {}
    for row in rows("kg.auditing", "families.tsv"):
        found.setdefault(row["family"], {}).setdefault(row["role"], []).append(f"(?:{row['pattern']})")
    return {
        family: {role: re.compile("|".join(words)) for role, words in roles.items()} for family, roles in found.items()
    }


def is_whole(name: str) -> bool:
    """Whether a name is that of a sum in any family."""
    return any(roles["whole"].fullmatch(name) for roles in _families().values())


def is_part(family: str, name: str) -> bool:
    """Whether a name is that of a part in a family."""
    return _families()[family]["part"].fullmatch(name) is not None


def family(whole: str, parts: Sequence[str]) -> str | None:
    """The family in which ``whole`` consists of two or more ``parts``, each another name of it; None where there is none."""
    if len(parts) < 2 or len(set(parts)) < len(parts):
        return None
    for name, roles in _families().items():
        if roles["whole"].fullmatch(whole) and all(map(roles["part"].fullmatch, parts)):
            return name
    return None
