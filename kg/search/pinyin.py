"""Names in Latin letters, as people type them: 个旧市 by ``gejiu`` or ``gjs``, 重庆市 by ``cqs``."""

from __future__ import annotations

from functools import lru_cache


def spelled(name: str) -> tuple[str, str]:
    """The pinyin of a name without tones and blanks, and its initials; what is no Chinese character stays as it is.

    Characters with several readings are read by the phrase they stand in (pypinyin, MIT).
    """
    # Its dictionaries take a fifth of a second: only those who index names should wait.
    from pypinyin.seg import simpleseg

    syllables = [syllable for phrase in simpleseg.seg(name) for syllable in _syllables(phrase)]
    whole = "".join(syllables).lower()
    initials = "".join(
        syllable[:1] if syllable.isascii() and syllable.isalpha() else syllable for syllable in syllables
    )
    return whole, initials.lower()


@lru_cache(maxsize=65_536)
def _syllables(phrase: str) -> tuple[str, ...]:
    """The syllables of one phrase: names differ, the phrases that they are made of come again and again."""
    from pypinyin import lazy_pinyin

    return tuple(lazy_pinyin([phrase]))


def typed(words: str) -> bool:
    """Whether ``words`` can be pinyin: ASCII letters, with blanks and apostrophes between syllables."""
    letters = words.replace(" ", "").replace("'", "")
    return letters.isascii() and letters.isalpha()
