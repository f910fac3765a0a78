"""What an amount is for, by the words around it: its clause, its sentence, the heading that it stands under.

Words stand in ``allocation_words.tsv``.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence

from loaders.amounts import Money
from loaders.records import Mention
from loaders.text.outline import Heading
from loaders.text.words import any_of, words

_WORDS = words("money/allocation_words.tsv")
_GENERIC = re.compile(f"(?:{any_of(words('money/levels.tsv')['full'])}|{any_of(_WORDS['generic'])})+")
_LEAD = re.compile(
    rf"(?:年度?|(?:{any_of(_WORDS['opening'] + _WORDS['summing'] + _WORDS['generic_lead'])})(?![划生算]))+"
)
_CLAUSE_WORDS = re.compile(r"[^，,。；;：:、.．\n\t（）()0-9]{2,40}$")
_WORDS_RUN = re.compile(
    r"[^，,。；;：:、.．\n\t（）()0-9一二三四五六七八九十①-⑳][^，,。；;：:、.．\n\t（）()0-9]{1,40}"
)
_FAR = 400  # characters between an item's heading and an amount in it


def item(text: str, money: Money, headings: Sequence[Heading], *, whole: bool) -> Mention | None:
    """What an amount is for: the words before it, else the first words of its sentence, else the heading it stands under.

    The sentence of a ``whole`` begins with its parts, so its name is not there.
    """
    base = max(0, money.start - 160)
    before = text[base : money.start]
    near = _CLAUSE_WORDS.search(before)
    if near and (named := _named(near.group(), base + near.start())):
        return named
    sentence = max(before.rfind(mark) for mark in "。；\n") + 1
    for match in _WORDS_RUN.finditer(before, sentence) if not whole and (sentence or not base) else ():
        if before[match.start() - 1 : match.start()].isdigit():  # the unit of a figure
            continue
        if named := _named(match.group(), base + match.start()):
            return named
    index = bisect_left(headings, money.start, key=lambda heading: heading.start) - 1
    if index >= 0 and headings[index].body_end > money.start and money.start - headings[index].start < _FAR:
        title = _WORDS_RUN.match(text, headings[index].title_start, headings[index].title_end)
        return _named(title.group(), title.start()) if title else None
    return None


def _named(printed: str, start: int) -> Mention | None:
    """The printed words as an item, without the words that only lead to the amount; None where nothing is left."""
    start, printed = start + len(printed) - len(printed.lstrip()), printed.lstrip()
    lead = _LEAD.match(printed)
    name, start = (printed[lead.end() :], start + lead.end()) if lead else (printed, start)
    start, name = start + len(name) - len(name.lstrip()), name.strip()
    return None if len(name) < 2 or _GENERIC.fullmatch(name) else Mention(name, start, start + len(name))
