"""Phrases that stand in the sentences of the lint, in both languages: rows of ``phrases.tsv``."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from ontology.tables import rows


class Bilingual(NamedTuple):
    """The same words in English and in Chinese."""

    en: str
    zh: str


def phrase(key: str, value: str | Bilingual = "") -> Bilingual:
    """The phrase of a row, with ``value`` in the place of ``{}``."""
    en, zh = value if isinstance(value, Bilingual) else (value, value)
    row = _phrases()[key]
    return Bilingual(row["en"].format(en), row["zh"].format(zh))


@cache
def _phrases() -> dict[str, dict[str, str]]:
    return {row["key"]: row for row in rows("kg.linting", "phrases.tsv")}
