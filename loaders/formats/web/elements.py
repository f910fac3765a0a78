"""The words and elements that the reader of web pages knows (elements.tsv)."""

from __future__ import annotations

from functools import cache

from ontology.tables import rows


@cache
def words(role: str) -> tuple[tuple[str, str], ...]:
    """(word, name) of every row with this role, in the order of the table."""
    return tuple(
        (row["word"], row["name"]) for row in rows("loaders.formats.web", "elements.tsv") if row["role"] == role
    )
