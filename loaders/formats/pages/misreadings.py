"""Characters that OCR read for others, mended where the grammar of a document number or of an amount admits the other one alone.

What was read is kept beside, and what is mended is unsure: it decides nothing by itself.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from loaders.source import SURE, Recognised
from ontology.tables import rows

_MENDED: Final = SURE - 5  # the confidence of a mended character at most, in hundredths


def mended(text: str, recognised: Sequence[Recognised]) -> tuple[str, tuple[Recognised, ...]]:
    """The text, as long as it was, and what OCR read of it: lines and cells with a mended character say how they were read."""
    characters = list(text)
    changed: set[int] = set()
    for where, instead in _misreadings() if recognised else ():
        for at, printed in _found("".join(characters), where, instead):
            if _is_of(recognised, at):
                characters[at] = printed
                changed.add(at)
    if not changed:
        return text, tuple(recognised)
    return "".join(characters), tuple(_told(one, text, changed) for one in recognised)


def _found(text: str, where: re.Pattern[str], instead: Mapping[str, str]) -> Iterator[tuple[int, str]]:
    for match in where.finditer(text):
        for at in range(*match.span("in")):
            if text[at] in instead:
                yield at, instead[text[at]]


def _is_of(recognised: Sequence[Recognised], at: int) -> bool:
    index = bisect_right(recognised, at, key=lambda one: one.end)
    return index < len(recognised) and recognised[index].start <= at


def _told(one: Recognised, text: str, changed: set[int]) -> Recognised:
    places = [at for at in range(one.start, one.end) if at in changed]
    if not places:
        return one
    sure = list(one.confidence)
    for at in places:
        sure[at - one.start] = min(sure[at - one.start], _MENDED)
    return replace(one, confidence=tuple(sure), read=text[one.start : one.end])


@cache
def _misreadings() -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    """Where characters are misread, with what each stands for."""
    table = rows(__name__.rpartition(".")[0], "misreadings.tsv")
    return tuple(
        (
            re.compile(row["where"]),
            dict(zip(row["read"], row["printed"] * (len(row["read"]) // len(row["printed"])), strict=True)),
        )
        for row in table
    )
