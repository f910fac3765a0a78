"""What the words mean: the vocabulary (``*.ttl``, :mod:`ontology.terms`) and the tables (``*.tsv``).

Asked here is what a printed word or a title stands for.  A table is read when it is first asked for; nothing is guessed:
what no row knows gives None.
"""

from __future__ import annotations

import re
from functools import cache

from ontology.tables import rows

__all__ = ["funding_level", "policy_kind"]

_LOOKED_AT = 300  # characters at a title's end; more is a title that never closes
_BLANK = re.compile(r"\s+")
_MARKS = "《》〈〉<>＜＞﹤﹥“”‘’\"'「」『』。，、；：,.;: "
# A period or edition at the end of a title: 2021—2025年, xx年版, 2021年本.
_PERIOD = re.compile(r"[0-9０-９xX×]{2,4}[0-9０-９xX×年—–－~～至-]{0,20}[版本]?$")
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
    endings, longest = _policy_endings()
    rest = _core(_BLANK.sub("", title)[-_LOOKED_AT:])
    while rest:
        for size in range(min(longest, len(rest)), 0, -1):
            kind = endings.get(rest[-size:])
            if kind is not None:
                break
        else:
            return None
        if kind != "-":
            return kind
        rest = _core(rest[:-size])
    return None


def funding_level(printed: str) -> str | None:
    """The local name of the concept of ``pk:FundingLevels`` for a level as printed (省级 -> ``"ProvinceLevel"``).

    None where no row knows it, or where it names several levels at once (省市).
    """
    concept = _levels().get(_BLANK.sub("", printed))
    return None if concept == "-" else concept


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


@cache
def _policy_endings() -> tuple[dict[str, str], int]:
    endings = {row["ending"]: row["kind"] for row in rows(__name__, "policy_kinds.tsv")}
    return endings, max(map(len, endings))


@cache
def _levels() -> dict[str, str]:
    return {row["printed"]: row["concept"] for row in rows(__name__, "levels.tsv")}
