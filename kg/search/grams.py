"""Text as overlapping pairs of characters, so that a phrase query of SQLite's FTS5 finds any substring of Chinese text.

``老年人`` becomes ``老年 年人 人``: the last character of a run stands alone, which parts it from the next run and lets a prefix query find
single characters.  Words would not do: a dictionary parts 托育 from 托育机构, and FTS5's own tokenizers find no word of two characters.
"""

from __future__ import annotations

import unicodedata
from operator import add

#: Dropped: people type brackets, quotation marks, dashes and thousands commas differently, and mean the same.
_DROPPED = frozenset("()[]{}<>（）［］｛｝＜＞〔〕【】〖〗《》〈〉「」『』“”‘’\"'‐‑‒–—―－-~～·,_　")
# FTS5's ascii tokenizer keeps what is not ASCII: so the point of 41.96 and the sign of 80% survive.
_KEPT = {".": "．", "．": "．", "%": "％", "％": "％", "‰": "‰"}
BREAK = "\n"


class _Fold(dict[int, str]):
    """Character by character, so that the place of every folded character is known."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def _fold(character: str) -> str:
    if character in _KEPT:
        return _KEPT[character]
    if character in _DROPPED or character.isspace():
        return ""
    kept = "".join(c for c in unicodedata.normalize("NFKC", character).lower() if c.isalnum())
    if kept:
        return kept
    # Controls and marks of zero width are nothing; all other punctuation ends a run.
    return "" if unicodedata.category(character).startswith(("C", "M")) else BREAK


_TABLE = _Fold()


def fold(text: str) -> str:
    """Text as it is compared: width, case, brackets and blanks folded; sentence marks are :data:`BREAK`."""
    return text.translate(_TABLE)


def places(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters the index in ``text`` that it comes from."""
    pieces = [_TABLE[ord(character)] for character in text]
    origin = [index for index, piece in enumerate(pieces) for _ in piece]
    return "".join(pieces), origin


def grams(folded: str) -> str:
    """The tokens of a folded text, parted by blanks."""
    tokens: list[str] = []
    for run in folded.split(BREAK):
        if run:
            tokens += map(add, run, run[1:])
            tokens.append(run[-1])
    return " ".join(tokens)


def phrase(folded: str) -> str:
    """The FTS5 query for one folded run: a phrase of its pairs, or a prefix where it has one character.

    Folded text holds letters and digits only, so nothing in it can be read as a part of the query language.
    """
    if len(folded) == 1:
        return f'"{folded}" *'
    return '"' + " ".join(map(add, folded, folded[1:])) + '"'


def runs(words: str) -> tuple[str, ...]:
    """What must be found for ``words``: their folded runs, each once; blanks and sentence marks part them."""
    found = (run for word in words.split() for run in fold(word).split(BREAK))
    return tuple(dict.fromkeys(run for run in found if run))
