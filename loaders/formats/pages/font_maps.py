"""Whether the characters that fonts tell are those that a page shows: a broken map gives signs that no text has, or real characters without a sense.

A person sees at once that 厩墅仟 is no word.  Here the evidence is the same: how many characters that follow each other stand so in a common word,
how rare the characters are, from how many scripts they come.  Every real text has words; figures, English and lists of few characters
give no evidence, and are believed.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache

from loaders.formats.pages.glyphs import BLANKS, Glyph, is_ideograph
from ontology.authorities import common_words

_UNKNOWN = 0.05  # of the characters: control or private-use ones
_LEAST = 40  # characters, different ideographs, or different pairs of them, that are evidence
_COMMON = 0.6  # of the ideographs: the usual ones of GB 2312 or of Big5; every text has nine in ten of them, ideographs by chance a third
_SIMPLIFIED = 0.9  # of the ideographs are in GB 2312: what has less is Japanese or in traditional characters, whose words are not listed
_RUN = 9  # ideographs in a row: no name of a person, and hardly one of a village, has so many
_WORDS = 0.15  # of the pairs in such rows stand in a common word: four in ten of any text, one in twenty by chance
_NEAR = 0.8  # ems
_SCRIPTS, _OTHERS = (
    4,
    0.1,
)  # scripts beside Chinese and European ones, and what share is printed in them: a page has one or two
_LATIN_1 = 0.5  # of the characters: ÖÐ¹ú is Chinese whose bytes were taken for Western European
_USUAL = frozenset(
    {"LATIN", "GREEK", "CYRILLIC", "FULLWIDTH", "HALFWIDTH", "CIRCLED", "PARENTHESIZED", "ROMAN", "MODIFIER"}
) | frozenset({"HIRAGANA", "KATAKANA", "CJK", "IDEOGRAPHIC", "BOPOMOFO", "KANGXI"})
# Made once: the readers' process imports this, and forks for each file.
_PAIRS = frozenset(word[at : at + 2] for word in common_words.words() for at in range(len(word) - 1))


def is_broken(printed: Sequence[Glyph]) -> bool:
    """Whether the characters of a page, in the order in which it prints them, cannot be what it shows."""
    seen = [glyph for glyph in printed if glyph.text.strip(BLANKS)]
    texts = [glyph.text for glyph in seen]
    unknown = sum(unicodedata.category(text[0]) in ("Cc", "Co", "Cn", "Cs") or text == "\ufffd" for text in texts)
    if unknown > _UNKNOWN * len(texts):
        return True
    latin = sum("\u00a1" <= text <= "\u00ff" for text in texts)
    if len(texts) >= _LEAST and (latin > _LATIN_1 * len(texts) or _is_mixed(texts)):
        return True
    ideographs = {text for text in texts if is_ideograph(ord(text[0]))}
    if len(ideographs) < _LEAST:
        return False
    if sum(map(_is_common, ideographs)) < _COMMON * len(ideographs):
        return True
    if sum(map(_is_simplified, ideographs)) < _SIMPLIFIED * len(ideographs):
        return False
    pairs = {run[at : at + 2] for run in _runs(seen) if len(run) >= _RUN for at in range(len(run) - 1)}
    return len(pairs) >= _LEAST and sum(pair in _PAIRS for pair in pairs) < _WORDS * len(pairs)


def _is_mixed(texts: Sequence[str]) -> bool:
    """Whether letters of so many scripts stand on one page: numbers of glyphs that were taken for characters."""
    others = Counter(script for text in texts if text > "\u036f" and text[0].isalpha() and (script := _script(text)))
    return len(others) >= _SCRIPTS and others.total() > _OTHERS * len(texts)


@cache
def _script(text: str) -> str:
    """The script of a letter; "" for Chinese, Japanese and European ones."""
    name = unicodedata.name(text[0], "").split(" ")[0].split("-")[0]
    return "" if name in _USUAL else name


def _runs(seen: Sequence[Glyph]) -> Iterator[str]:
    """The ideographs that stand beside each other, without a mark, a gap or a line's end between them."""
    run = ""
    last: Glyph | None = None
    for glyph in seen:
        beside = (
            last is not None
            and abs(glyph.y - last.y) < _NEAR * last.size
            and abs(glyph.x0 - last.x1) < _NEAR * last.size
        )
        if not (beside and is_ideograph(ord(glyph.text[0]))):
            yield run
            run = ""
        run, last = (run + glyph.text, glyph) if is_ideograph(ord(glyph.text[0])) else ("", None)
    yield run


@cache
def _is_simplified(text: str) -> bool:
    return bool(text.encode("gb2312", "ignore"))


@cache
def _is_common(text: str) -> bool:
    return (
        b"\xb0" <= text.encode("gb2312", "ignore")[:1] < b"\xd8"
        or b"\xa4" <= text.encode("big5", "ignore")[:1] < b"\xc9"
    )
