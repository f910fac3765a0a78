"""What people type in short and names print in full, and the other way round: 公卫 is 公共卫生, 卫健局 is 卫生健康局.

The whole name of a body is also looked for under the names that it had before and came to have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, partial

from kg.search import pinyin
from loaders.bodies import identity, successions
from ontology.authorities import areas
from ontology.tables import rows

_AUTONOMOUS = re.compile("自治([州县旗])$")
#: Readings of what was typed: a word with two meanings has two, and two such words have no more than these.
MOST = 4
# A body's name that is typed whole has no more characters.
_LONGEST = 30
# A short form in pinyin has so many letters at least.
_LETTERS = 5


def readings(words: str) -> tuple[str, ...]:
    """The words as typed, then with each short form written out between blanks: 个旧疾控 -> 个旧疾控, 个旧 疾病预防控制."""
    others = sorted(successions.family(identity.body(words).name)) if len(words) <= _LONGEST else []
    renamed = others if len(others) > 1 else []
    if not _pattern().search(words):
        return tuple(dict.fromkeys((words, *renamed)))
    written = (_pattern().sub(partial(_full, which=which), words) for which in range(MOST - 1))
    return tuple(dict.fromkeys((words, *(" ".join(one.split()) for one in written), *renamed)))


def in_latin(words: str) -> tuple[str, ...]:
    """Pinyin as typed, then with the short forms with which its words begin written out: gejiu jikong -> …, gejiu jibingyufangkongzhi."""
    typed = words.lower().split()
    written = (" ".join(_latin_full(word, which) for word in typed) for which in range(MOST - 1))
    return tuple(dict.fromkeys((" ".join(typed), *written)))


def _full(match: re.Match[str], which: int) -> str:
    short = match[0]
    fulls = _forms()[short]
    full = fulls[min(which, len(fulls) - 1)]
    # 妇幼保健院 says already what 妇幼 is short for.
    before = match.start() - full.find(short)
    return short if short in full and match.string.startswith(full, max(0, before)) else f" {full} "


@cache
def _forms() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for row in rows("kg.search", "short_forms.tsv"):
        found[row["short"]][row["full"]] = None
    for row in rows("ontology.authorities", "body_words.tsv"):
        if row["role"] == "short":
            found[row["other"]][row["word"]] = None
    for area in areas.areas():
        # 红河州 is 红河哈尼族彝族自治州, 屏边县 is 屏边苗族自治县.
        if (named := _AUTONOMOUS.search(area.name)) and area.until is None:
            found[area.short + named[1]].setdefault(area.name, None)
    return {short: tuple(fulls) for short, fulls in found.items()}


@cache
def _latin_forms() -> dict[str, tuple[str, ...]]:
    found: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for short, fulls in _forms().items():
        latin, _ = pinyin.spelled(short)
        # Fewer letters begin many other words.
        if len(latin) >= _LETTERS:
            found[latin].update((pinyin.spelled(full)[0], None) for full in fulls if short not in full)
    return {latin: tuple(fulls) for latin, fulls in found.items() if fulls}


def _latin_full(word: str, which: int) -> str:
    match = _latin_pattern().match(word)
    if match is None:
        return word
    fulls = _latin_forms()[match[0]]
    return fulls[min(which, len(fulls) - 1)] + word[match.end() :]


@cache
def _latin_pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(_latin_forms(), key=len, reverse=True)))


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_forms(), key=len, reverse=True))))
