# Part of policy-kg.
"""What the words mean: the vocabulary (``*.ttl``, :mod:`ontology.terms`) and the tables (``*.tsv``).

Asked here is what a printed word or a title stands for.  A table is read when it is first asked for; nothing is guessed:
what no row knows gives None.
"""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from ontology.tables import rows

__all__ = ["endings", "ends_unmarked", "funding_level", "is_generic", "policy_kind"]

_LOOKED_AT = 300  # characters at a title's end; more is a title that never closes
_BLANK = re.compile(r"\s+")
_MARKS = "《》〈〉<>＜＞﹤﹥“”‘’\"'「」『』。，、；：,.;: "
# A period or edition at the end of a title: 2021—2025年, xx年版, 2021年本.
_PERIOD = re.compile(r"[0-9０-９xX×]{2,4}[0-9０-９xX×年—–－~～至-]{0,20}[版本]?$")
_REMARK = re.compile(r"[（(][^（）()]{1,10}[）)]$")
_CLOSING, _OPENING = "）)]］】〕", "（([［【〔"


def policy_kind(title: str) -> str | None:
    """What kind of policy a title names, judged by its last words (the longest ending that ``policy_kinds.tsv`` knows).

    Args:
        title: a title with or without its outer 《》; a period, an edition or （试行） at its end is passed over.

    Returns:
        The local name of a concept of ``pk:PolicyKinds`` (``"Plan"``); ``"other"`` where the title names no policy (a
        newspaper, a certificate, a contract …); None where the table does not know the ending: then the title alone
        says nothing.
    """
    rest = _core(_BLANK.sub("", title)[-_LOOKED_AT:])
    while ending := _last(rest):
        if ending.kind != "-":
            return ending.kind
        rest = _core(rest[: -len(ending.word)])
    return None


def ends_unmarked(text: str) -> str:
    """How a title without 《》 is known that ``text`` may end with, beside a number: the column ``unmarked`` of the table.

    ``"alone"``, ``"place"`` (it must begin with 关于 or a place too), blank where no title ends so.  Nothing but （试行） and the
    like may stand behind the ending.
    """
    rest = _REMARK.sub("", text.rstrip()[-_LOOKED_AT:])
    while ending := _last(rest):
        if ending.kind != "-":
            return ending.unmarked
        rest = _REMARK.sub("", rest[: -len(ending.word)])
    return ""


@cache
def endings(*kinds: str) -> tuple[str, ...]:
    """The words by which a title is known alone, longest first; of these kinds where any are given."""
    words = [row.word for row in _endings().values() if row.unmarked == "alone" and (not kinds or row.kind in kinds)]
    return tuple(sorted(words, key=lambda word: (-len(word), word)))


@cache
def is_generic(title: str, alias: bool = False) -> bool:
    """Whether a title is made of words that say nothing of what it is about: 《实施方案》, 《有关通知》.

    With ``alias`` of those alone by which a text calls a document that it named before: 《管理办法》, not 《预算管理办法》.
    """
    rest = _REMARK.sub("", title)
    ending = _last(rest)
    if ending is None or ending.kind in ("Law", "other", "-") or (alias and ending.unmarked != "alone"):
        return False
    return _fillers(alias).fullmatch(rest[: -len(ending.word)]) is not None


def funding_level(printed: str) -> str | None:
    """The local name of the concept of ``pk:FundingLevels`` for a level as printed (省级 -> ``"ProvinceLevel"``).

    None where no row knows it, or where it names several levels at once (省市).
    """
    concept = _levels().get(_BLANK.sub("", printed))
    return None if concept == "-" else concept


@cache
def levels() -> dict[str, str]:
    """The level in the table of areas of each concept of a level, from the nation down; blank where it does not say one."""
    return {row["concept"]: row["level"] for row in rows(__name__, "government_levels.tsv")}


def _core(title: str) -> str:
    """The title without closing marks, bracketed remarks and periods at its end."""
    while True:
        rest = _PERIOD.sub("", _without_bracket(title.rstrip(_MARKS)))
        if rest == title:
            return rest
        title = rest


def _without_bracket(title: str) -> str:
    """The title without the bracketed remark at its end, if one stands there and something is left before it."""
    if not title or title[-1] not in _CLOSING:
        return title
    depth = 0
    for at in range(len(title) - 1, 0, -1):
        if title[at] in _CLOSING:
            depth += 1
        elif title[at] in _OPENING:
            depth -= 1
            if depth == 0:
                return title[:at]
    return title


class _Ending(NamedTuple):
    """A row of ``policy_kinds.tsv``."""

    word: str
    kind: str
    unmarked: str


def _last(title: str) -> _Ending | None:
    """The longest ending that a title ends with."""
    known = _endings()
    for size in range(min(_longest(), len(title)), 0, -1):
        if (ending := known.get(title[-size:])) is not None:
            return ending
    return None


@cache
def _endings() -> dict[str, _Ending]:
    return {
        row["ending"]: _Ending(row["ending"], row["kind"], row["unmarked"])
        for row in rows(__name__, "policy_kinds.tsv")
    }


@cache
def _longest() -> int:
    return max(map(len, _endings()))


@cache
def _fillers(alias: bool) -> re.Pattern[str]:
    table = rows(__name__, "title_words.tsv")
    return re.compile(f"(?:{'|'.join(row['word'] for row in table if row['alias'] or not alias)})*")


@cache
def _levels() -> dict[str, str]:
    return {row["printed"]: row["concept"] for row in rows(__name__, "levels.tsv")}
