"""Short names that a text gives to a policy, and where it uses them: 《…》（以下简称《办法》） and later 《办法》, 省《办法》, “3号文”.

A short name means what the nearest introduction before it says, in the same document; one that a sentence gives to two policies means none.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from loaders.citations.pairs import Joined
from loaders.citations.titles import Title
from ontology import endings, is_generic, policy_kind

_NAME = (
    r"(?:(?P<before{n}>[省市县区州部国]?)《(?P<marked{n}>[^《》\n]{{1,24}})》"
    r"|(?P<bare{n}>[^《》“”\"‘’（）()\[\]，。、；或\s]{{2,24}}(?:[（(](?:试行|暂行)[）)])?))"
)
_INTRODUCED = re.compile(
    r"(?:文件|文)?[）)]?\s{0,2}(?:[（(\[［][^（）()《》。\n]{0,20}[，,；;]|[（(\[［，,；;])?\s{0,2}"
    r"(?:(?:以\s?下|下)\s?(?:(?P<joint>[统合])\s?|简\s?)?称|简\s?称|(?P<jointly>[统合])\s?称)\s?(?:之?为|作)?[:：]?\s{0,2}[“\"‘]?"
    + _NAME.format(n="")
    + rf"(?:[”\"’]?(?:或者?|、)[“\"‘]?{_NAME.format(n=2)})?"
)
_WITHIN = 40  # characters behind a policy in which 称 introduces its short name
_ONE_BY_ONE = 48  # names, or what stands beside them
_NUMBERED = re.compile(r"\d{1,4}号(?:文件?)?\Z|文件\Z")
_ARTICLE = re.compile(r"第[零〇一二三四五六七八九十百\d]{1,5}条")
_LEADS = re.compile("[按照据依反合和与及，。；、：]")
_NUMBER_GOES_ON = re.compile(r"[\d第〕]")
_JOINS = re.compile(r"[）)]?(?:[、，,和与及\s]|以及)?")
_SEVERAL = re.compile("[两二三四五六七八九]部?(?=[^年月日]{2})|上述|有关|相关|系列")
_SENTENCE = re.compile(r"[。！？\n]")


@dataclass(frozen=True, slots=True)
class ShortName:
    """A short name, introduced in ``[begin, start)`` and in use behind; ``before`` stands in front of its marks (省《办法》).

    ``meant`` is None where the text gives it to several policies.
    """

    name: str
    before: str
    begin: int
    start: int
    meant: Joined | None

    @property
    def printed(self) -> str:
        """The name with what stands in front of its marks, as texts print it."""
        return f"{self.before}《{self.name}》" if self.before else self.name


def uses(text: str, joined: list[Joined], marked: list[Title]) -> list[Joined]:
    """The places where a short name stands for one of ``joined``.

    Those of ``joined`` that are no more than that are made so; those that stand for several policies are taken out.
    """
    known: dict[str, list[ShortName]] = {}
    for short in _introduced(text, joined):
        held = known.setdefault(short.printed, [])
        if held and held[-1].meant is not short.meant and not _SENTENCE.search(text, held[-1].start, short.start):
            short = replace(short, meant=None)
        held.append(short)
    if not known:
        return []
    found = list(_in_marks(text, joined, marked, known))
    taken = [(item.start, item.end) for item in (*joined, *found)] + [(one.start, one.end) for one in marked]
    return found + list(_in_words(text, taken, known))


def _introduced(text: str, joined: list[Joined]) -> Iterator[ShortName]:
    """The short names that a text introduces, in order; each policy is told its own."""
    for index, item in enumerate(joined):
        if text.find("称", item.end, item.end + _WITHIN) < 0 or (match := _INTRODUCED.match(text, item.end)) is None:
            continue
        joint = match["joint"] or match["jointly"] or _SEVERAL.match(match["marked"] or match["bare"])
        together = joint and index and _JOINS.fullmatch(text, joined[index - 1].end, item.start) is not None
        for n in ("", "2"):
            name = match[f"marked{n}"] or match[f"bare{n}"]
            if name and (match[f"marked{n}"] or _may_name(text, item, name)):
                short = ShortName(name, match[f"before{n}"] or "", item.end, match.end(), None if together else item)
                if not together:
                    item.aliases = (*item.aliases, short.printed)
                yield short


def _may_name(text: str, item: Joined, name: str) -> bool:
    """Whether a name without marks can be a policy's: it ends as titles do, as this title does, or as a number."""
    if name.endswith(endings()) or _NUMBERED.search(name):
        return True
    title = item.title.of(text) if item.title else ""
    return title.endswith(name[-2:]) and policy_kind(name) not in (None, "other")


def _nearest(known: dict[str, list[ShortName]], printed: str, place: int) -> ShortName | None:
    """The nearest introduction of ``printed`` before ``place``."""
    held = known.get(printed, [])
    index = bisect_right(held, place, key=lambda short: short.start) - 1
    return held[index] if index >= 0 else None


def _in_marks(
    text: str, joined: list[Joined], marked: list[Title], known: dict[str, list[ShortName]]
) -> Iterator[Joined]:
    """Short names in 《》; one that was taken for a policy of its own is told what it stands for, or that it stands for several."""
    cited = {item.title.start: item for item in joined if item.title}
    several: set[int] = set()
    introducing = {place for held in known.values() for short in held for place in range(short.begin, short.start)}
    with_before = {held[0].before for held in known.values()} - {""}
    for title in marked:
        if title.start in introducing:
            continue
        name = title.of(text)
        before = next((word for word in with_before if text.endswith(word, 0, title.start)), "")
        printed = f"{before}《{name}》" if before and f"{before}《{name}》" in known else name
        start = title.start - (len(before) if printed != name else 0)
        short = _nearest(known, printed, title.start)
        own = cited.get(title.start)
        if short is None or (own is not None and (own is short.meant or own.number is not None or own.aliases)):
            continue
        if own is None and short.meant is not None:
            yield Joined.standing_for(short.meant, title, start, title.end, printed)
        elif own is not None and short.meant is not None:
            own.via, own.alias, own.start = short.meant, printed, start
        elif own is not None:
            several.add(id(own))
    if several:
        joined[:] = [item for item in joined if id(item) not in several]


def _in_words(text: str, taken: list[tuple[int, int]], known: dict[str, list[ShortName]]) -> Iterator[Joined]:
    """Short names without marks: in quotation marks; alone where the name is no common word, or an article stands behind it."""
    words = [name for name, held in known.items() if not held[0].before]
    if not words:
        return
    taken += [(short.begin, short.start) for held in known.values() for short in held]
    taken.sort()
    begins = [start for start, _ in taken]
    ends = list(accumulate((end for _, end in taken), max))
    for start, end in _places(text, words):
        quoted = text[start - 1 : start] == "“" and text[end : end + 1] == "”"
        if not (quoted or _stands_as_name(text, start, end)):
            continue
        index = bisect_right(begins, end - 1) - 1
        if index >= 0 and ends[index] > start:
            continue
        short = _nearest(known, text[start:end], start)
        if short is not None and short.meant is not None:
            yield Joined.standing_for(short.meant, None, start - quoted, end + quoted, text[start:end])


def _places(text: str, words: list[str]) -> Iterator[tuple[int, int]]:
    """Where one of ``words`` may stand, the longest of those at a place; a few are looked for one by one, which is faster.

    A common word (办法) is looked for with what must stand beside it, for it is printed everywhere.
    """
    forms: dict[str, tuple[int, int]] = {}
    for word in words:
        if _is_common(word):
            forms[f"“{word}”"], forms[f"{word}第"] = (1, -1), (0, -1)
        else:
            forms[word] = (0, 0)
    found: list[tuple[int, int]] = []
    if len(forms) > _ONE_BY_ONE:
        longest_first = sorted(forms, key=len, reverse=True)
        for match in re.finditer("|".join(map(re.escape, longest_first)), text):
            found.append((match.start() + forms[match[0]][0], match.end() + forms[match[0]][1]))
    else:
        for form, (before, behind) in forms.items():
            place = text.find(form)
            while place >= 0:
                found.append((place + before, place + len(form) + behind))
                place = text.find(form, place + len(form))
    last = 0
    for start, end in sorted(found, key=lambda span: (span[0], -span[1])):
        if start >= last:
            yield start, end
            last = end


def _is_common(word: str) -> bool:
    """Whether a short name is a common word too."""
    return len(word) < 3 or is_generic(word, alias=True)


def _stands_as_name(text: str, start: int, end: int) -> bool:
    """Whether a short name without any marks is meant: no common word, or one between a preposition and an article."""
    if _is_common(text[start:end]):
        return bool(_LEADS.match(text, start - 1)) and bool(_ARTICLE.match(text, end))
    return not _NUMBER_GOES_ON.match(text, start - 1)
