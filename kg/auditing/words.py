"""What the audit says, in the user's language: rows of ``words.tsv``."""

from __future__ import annotations

from functools import cache

from kg.tables.language import Language
from ontology.tables import rows


@cache
def _words() -> dict[tuple[str, str], dict[str, str]]:
    return {(row["group"], row["key"]): row for row in rows("kg.auditing", "words.tsv")}


def said(language: Language, group: str, key: str, *values: str) -> str:
    """The words of a check, verdict, note … with ``values`` in the places of ``{}``; an unknown key is its own name."""
    row = _words().get((group, key))
    return row[language].format(*values) if row else key


def opposites() -> dict[str, str]:
    """The words that say more or less, each with its contrary."""
    return {key: row["zh"] for (group, key), row in _words().items() if group == "opposite"}
