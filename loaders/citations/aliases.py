"""Words that stand for a policy that the text named before: 该办法, 上述文件, and its short names (:mod:`loaders.citations.short_names`).

What is meant is one policy or none.  本办法 is the text itself and names nothing else.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from operator import attrgetter

from loaders.citations import short_names, titles
from loaders.citations.pairs import Joined
from loaders.citations.relation import sentence_start
from loaders.citations.titles import Title
from loaders.text.tokens import alternation
from ontology import is_generic, policy_kind
from ontology.tables import rows

_ALIAS_BEFORE = re.compile(r"(?:以下|下|统|合)?(?:简|统|合)?称为?\s?[“\"‘]?\s?$")
_ALIAS_AT_MOST = 18  # characters
_ANY = ("文件", "文")
_LAWS = ("法", "条例")  # which no coded number is of
_ARTICLE = re.compile(r"\s?第[零〇一二三四五六七八九十百\d]{1,5}[条款项点章]")
_REACH = 600  # characters
_PARAGRAPH = re.compile(r"\n[ \t\u3000]*\n|(?<=[。；：！？])[ \t\u3000]*\n")
# What a notice issues: 关于印发〈某办法〉的通知 is meant by 该办法 too.
_INNER = re.compile(
    rf"[〈《<＜](?P<core>[^《》〈〉<>＜＞]+)[〉》>＞]|关于{alternation('issue')}(?P<bare>[^《》〈〉<>＜＞]+?)的?通知"
)
_TAIL = re.compile(r"(?:[（(][^（）()]*[）)]|[》〉>＞\s])+$")


def is_alias(text: str, title: Title) -> bool:
    """Whether a title in marks is a short name, and no citation by itself: 《决定》, or what stands after 以下简称."""
    if title.inner_end - title.inner_start <= _ALIAS_AT_MOST and is_generic(title.of(text), alias=True):
        return True
    low = max(0, title.start - 8)
    return text.find("称", low, title.start) >= 0 and bool(_ALIAS_BEFORE.search(text[low : title.start]))


def with_aliases(text: str, joined: list[Joined], marked: list[Title]) -> list[Joined]:
    """What ``joined`` names, and with it each place where an alias stands for one of them, in order."""
    if not joined:
        return joined
    found = short_names.uses(text, joined, marked) if "称" in text else []
    found += _pointed_at(text, sorted([*joined, *found], key=attrgetter("start")) if found else joined)
    return sorted([*joined, *found], key=attrgetter("start")) if found else joined


@dataclass(frozen=True, slots=True)
class _Word:
    """A row of ``alias_words.tsv``."""

    word: str
    not_after: str
    not_before: str
    paragraph: bool


@cache
def _words() -> tuple[tuple[_Word, ...], Mapping[str, _Word], re.Pattern[str]]:
    """The pointers, the kinds by their words, and the expression for a kind behind a pointer."""
    held: dict[str, list[_Word]] = {"pointer": [], "kind": []}
    for row in rows("loaders.citations", "alias_words.tsv"):
        word = _Word(row["word"], row["not_after"], row["not_before"], row["reach"] == "paragraph")
        held[row["role"]].append(word)
    kinds = {kind.word: kind for kind in held["kind"]}
    longest_first = "|".join(sorted(kinds, key=len, reverse=True))
    return tuple(held["pointer"]), kinds, re.compile(rf"(?P<open>《?)(?P<kind>{longest_first})(?(open)》?)")


def _pointed_at(text: str, joined: list[Joined]) -> list[Joined]:
    """The places of 该办法, 上述文件 and the like that mean one of the policies named before."""
    starts = [item.start for item in joined]
    found = []
    for pointer, kind, start, end in _pointers(text, starts[0]):
        index = bisect_left(starts, start)
        if joined[index - 1].end > start or (index < len(joined) and starts[index] < end):
            continue
        target = _meant(text, joined, index, start, pointer, kind, _ARTICLE.match(text, end) is not None)
        if target is not None:
            found.append(Joined.standing_for(target, None, start, end, text[start:end]))
    return found


def _pointers(text: str, begin: int) -> Iterator[tuple[_Word, _Word, int, int]]:
    pointers, kinds, behind = _words()
    for pointer in pointers:
        start = text.find(pointer.word, begin)
        while start >= 0:
            match = behind.match(text, start + len(pointer.word))
            before = text[start - 1 : start]
            stuck = "\u4e00" <= before <= "\u9fff" if pointer.not_after == "Han" else before in pointer.not_after
            if match and not (before and stuck):
                kind, following = kinds[match["kind"]], text[match.end() : match.end() + 1]
                if not following or following not in kind.not_before:
                    yield pointer, kind, start, match.end()
            start = text.find(pointer.word, start + 1)


def _meant(
    text: str, joined: list[Joined], index: int, start: int, pointer: _Word, kind: _Word, in_article: bool
) -> Joined | None:
    """The one policy before ``start`` (where ``joined[index]`` would stand) that a pointer with ``kind`` can mean, or None.

    It is the only one of the kind in the nearest sentence that names one; for 上述 and the like, which may mean several, the
    only one in reach.  A number without a title behind it may be of any kind, as may a word of the kind: then nobody can tell, unless
    an article of what is meant is named (该通知第三条), which only a document has.
    """
    low = _reach(text, start, kind)
    sentence = low if pointer.word != "该" else None
    fitting: list[Joined] = []
    named = start
    while index and joined[index - 1].start >= (low if sentence is None else sentence):
        index -= 1
        one = joined[index].via or joined[index]
        fits = _fits(text, one, kind.word)
        if fits is None and in_article and one.number is not None:
            fits = kind.word not in _LAWS or one.number.number.form == "order"
        if fits is None and not fitting:
            return None
        if fits and not any(_same(text, one, other) for other in fitting):
            fitting.append(one)
            named = min(named, joined[index].end)
            sentence = sentence_start(text, joined[index].start) if sentence is None else sentence
    return fitting[0] if len(fitting) == 1 and not _bare(text, joined, named, start, kind) else None


def _bare(text: str, joined: list[Joined], begin: int, end: int, kind: _Word) -> bool:
    """Whether the kind's word stands between as a word of its own: what is pointed at may be that (对意见的处理 … 该意见)."""
    if kind.word in _ANY:
        return False
    starts = [item.start for item in joined]
    place = text.find(kind.word, begin, end)
    while place >= 0:
        index = bisect_right(starts, place) - 1
        pointed = text.endswith(tuple(pointer.word for pointer in _words()[0]), begin, place)
        goes_on = text[place + len(kind.word)] in kind.not_before
        if not pointed and not goes_on and joined[index].end <= place:
            return True
        place = text.find(kind.word, place + 1, end)
    return False


def _reach(text: str, start: int, kind: _Word) -> int:
    """Where the paragraph of ``start`` begins, or the one before it."""
    low = max(0, start - _REACH)
    begins = [low, *(match.end() for match in _PARAGRAPH.finditer(text, low, start))]
    return begins[-1] if kind.paragraph or len(begins) < 2 else begins[-2]


def _fits(text: str, item: Joined, kind: str) -> bool | None:
    """Whether a policy is of the kind that a pointer names; None where its title is not printed."""
    if item.title is None and item.standard is not None:
        return kind == "标准"
    if item.title is None:
        announced = item.number is not None and item.number.number.form in ("announcement", "notice")
        return True if kind in _ANY or (announced and kind in ("公告", "通告")) else None
    title = item.title.of(text)
    if kind in _ANY:
        return item.number is not None or policy_kind(title) not in (None, "other")
    if kind == "法" and policy_kind(title) != "Law":
        return False  # 办法 ends in 法 too
    names = [title, *(match["core"] or match["bare"] for match in _INNER.finditer(title))]
    return any(_TAIL.sub("", name).endswith(kind) for name in names)


def _same(text: str, one: Joined, other: Joined) -> bool:
    if one.standard or other.standard:
        return one.standard == other.standard
    if one.number and other.number:
        return one.number.number == other.number.number
    if one.title is None or other.title is None:
        return False
    return titles.normal(one.title.of(text)) == titles.normal(other.title.of(text))
