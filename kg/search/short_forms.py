"""What people type in short and names print in full, and the other way round: 公卫 is 公共卫生, 卫健局 is 卫生健康局.

The whole name of a body is also looked for under the names that it had before and came to have.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, partial

from loaders.bodies import identity, successions
from ontology.authorities import areas
from ontology.tables import rows

_AUTONOMOUS = re.compile("自治([州县旗])$")
#: Readings of what was typed: a word with two meanings has two, and two such words have no more than these.
MOST = 4
# A body's name that is typed whole has no more characters.
_LONGEST = 30


def readings(words: str) -> tuple[str, ...]:
    """The words as typed, then with each short form written out between blanks: 个旧疾控 -> 个旧疾控, 个旧 疾病预防控制."""
    others = sorted(successions.family(identity.body(words).name)) if len(words) <= _LONGEST else []
    renamed = others if len(others) > 1 else []
    if not _pattern().search(words):
        return tuple(dict.fromkeys((words, *renamed)))
    written = (_pattern().sub(partial(_full, which=which), words) for which in range(MOST - 1))
    return tuple(dict.fromkeys((words, *(" ".join(one.split()) for one in written), *renamed)))


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
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, sorted(_forms(), key=len, reverse=True))))
