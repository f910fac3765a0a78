"""What the site says, in both languages; also for processes that make no pages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING

from ontology.tables import rows

if TYPE_CHECKING:
    from kg.tables.language import Language


def say(lang: Language, key: str, **values: object) -> str:
    """A word or sentence of ``words.tsv``, with ``{name}`` filled in; of one thing in English the singular.

    :raises KeyError: the table has no such key.
    """
    said = words()[key][lang].format(**values)
    return _ONE.sub(r"\1", said) if values and lang == "en" else said


# What is counted in a sentence, but in 1 of 1 files are stored; whatever a value holds, it is a number of its own that stands before the noun.
_ONE = re.compile(
    r"(?<![\w.,])(?<!\d of )(1 (?:(?:other|more|hidden) )?(?:area|check|citation|contradiction|document|file|indicator|place|project|regulation|relation|row|step|unit|upload))s\b"
)


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
