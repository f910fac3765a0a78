"""The value of a performance target as a cell prints it: ≥90% · 1000人次 · 不低于95% · ≤13/10万 · 3天以内."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loaders.records import Comparator
from loaders.text import numerals
from loaders.text.words import any_of, words

_WORDS = words("text/indicators_words.tsv")
_SIGNS = words("tabular/words.tsv")
_COMPARATORS: tuple[Comparator, ...] = (">=", ">", "<=", "<", "=")
_MEANS: dict[str, Comparator] = {word: sign for sign in _COMPARATORS for word in (*_WORDS[sign], *_SIGNS[sign])}
_VALUE = re.compile(
    rf"(?P<sign>{any_of(sorted(_MEANS, key=len, reverse=True))})?\s*"
    r"(?P<number>[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)\s*"
    r"[（(]?(?P<unit>/10{0,5}万|/万|/[^\s0-9/]{1,6}|[^\s0-9０-９，。；;,:：≥≤<>=～~\-—（）()]{0,8}(?:/[^\s0-9，。；,（）()]{1,6})?)[）)]?"
    rf"(?P<after>{any_of(_WORDS['after>='])}|{any_of(_WORDS['after<='])})?"
)
_TIME = re.compile(r"[0-9]{4}年|[0-9]{1,2}月|[0-9]{1,2}日|[0-9]{4}[-./][0-9]{1,2}|季度")


@dataclass(frozen=True, slots=True)
class Target:
    """A value with its comparator and unit; ``value`` is a plain decimal numeral."""

    comparator: Comparator
    value: str
    unit: str


def comparator(printed: str) -> Comparator | None:
    """What a cell of signs says (≥, 大于等于); None for anything else (定性)."""
    return _MEANS.get("".join(printed.split()))


def is_in_words(printed: str) -> bool:
    """Whether a value is no measure: words (有效提升, 合格) or a time (2024年12月底前)."""
    return not re.search("[0-9０-９]", printed) or _TIME.search(printed) is not None


def target(printed: str, sign: Comparator | None = None, unit: str = "") -> Target | None:
    """The value of a cell; ``sign`` and ``unit`` are what the cells beside it say.  None where it has no one reading."""
    match = _VALUE.fullmatch(printed.strip())
    if match is None or _TIME.search(printed):
        return None
    number = numerals.parse(match["number"].replace("，", ","))
    if number is None:
        return None
    own = _MEANS.get(match["sign"] or "")
    found, after = match["unit"], match["after"]
    for word in sorted((*_WORDS["after>="], *_WORDS["after<="]), key=len, reverse=True):
        if not after and found.endswith(word):
            found, after = found.removesuffix(word), word
    if after:
        bound: Comparator = ">=" if after in _WORDS["after>="] else "<="
        if own not in (None, "=", bound):
            return None
        own = bound
    if own is not None and sign is not None and own != sign:
        return None
    return Target(own or sign or "=", f"{number:f}", (found or unit).replace("％", "%").strip("()（）"))
