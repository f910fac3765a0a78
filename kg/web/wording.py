"""What the site says, in both languages; also for processes that make no pages."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from ontology.tables import rows

if TYPE_CHECKING:
    from kg.tables.language import Language


def say(lang: Language, key: str, **values: object) -> str:
    """A word or sentence of ``words.tsv``, with ``{name}`` filled in.

    :raises KeyError: the table has no such key.
    """
    return words()[key][lang].format(**values)


@cache
def words() -> Mapping[str, Mapping[Language, str]]:
    """What the site says, by key and language."""
    return {row["key"]: {"zh": row["zh"], "en": row["en"]} for row in rows("kg.web", "words.tsv")}


class Sentence(Exception):
    """Something that is told the user as a sentence of ``words.tsv``, in the language that is asked for."""

    def __init__(self, key: str, **values: object) -> None:
        self.key = key
        self.values = values
        super().__init__(say("en", key, **values))

    def said(self, lang: Language) -> str:
        """The sentence."""
        return say(lang, self.key, **self.values)
