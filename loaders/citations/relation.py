"""How a text stands to a policy that it names: rests on it, drafts, amends, repeals, forwards or implements it, or mentions it.

Reasons by the tokens of the sentence around the citation; the rules are rows of ``rules/relation.tsv``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final, cast

from loaders.citations.pairs import Joined
from loaders.records import Relation
from loaders.text.rules import Rule, Rules
from loaders.text.tokens import END, START, Lexicon, Token

_WINDOW = 400  # characters of a sentence that are read to each side
_TOKENS = 120  # tokens to each side by which a citation is judged
_SENTENCE = re.compile(r"[。！？]|\n[ \t\u3000]*\n")
_BRACKET = re.compile("[（()）]")
_BLANKS = " \t\u3000"
_LEAD_AT_MOST = 100  # characters of the line above a list
_ASIDE_AT_MOST = 80  # characters behind a number in its bracket: （…号，以下简称《决定》）
_TITLED, _NUMBER, _ELIDED, _ALIAS = "\ue010", "\ue011", "\ue012", "\ue013"
_LEAD = "\ue018"
_THIS: Final = {code: chr(ord(code) + 4) for code in (_TITLED, _NUMBER, _ELIDED, _ALIAS)}
_GIVEN = {
    "citation": "".join(_THIS),
    "citation:elided": _ELIDED,
    "this": "".join(_THIS.values()),
    "this:named": _THIS[_TITLED] + _THIS[_NUMBER] + _THIS[_ELIDED],
    "this:untitled": _THIS[_NUMBER] + _THIS[_ELIDED] + _THIS[_ALIAS],
    "lead": _LEAD,
}


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a citation has its relation: the tokens of its sentence, the row that decided, and those that it outranked."""

    relation: Relation
    tokens: tuple[Token, ...]
    rule: Rule | None
    outranked: tuple[Rule, ...]


@cache
def rules() -> Rules:
    """The rows of ``rules/relation.tsv``."""
    return Rules("loaders.citations", "rules/relation.tsv", _GIVEN)


def relations(text: str, joined: list[Joined]) -> list[Relation]:
    """The relation of each."""
    return [_decided(window) for sentence in _sentences(text, joined) for window in sentence.windows()]


def explain(text: str, joined: list[Joined]) -> list[Reasons]:
    """The relation of each with the tokens and rows that decided."""
    found = []
    for sentence in _sentences(text, joined):
        tokens = tuple(sentence.tokens(text, rules().lexicon))
        for window in sentence.windows():
            fitting = rules().all(window)
            found.append(Reasons(_decided(window), tokens, fitting[0] if fitting else None, fitting[1:]))
    return found


@lru_cache(maxsize=1 << 13)
def _decided(window: str) -> Relation:
    rule = rules().first(window)
    return cast(Relation, rule.label) if rule else "mention"


class _Sentence:
    """A sentence that cites, token by token: ``coded`` with a character for each citation, at ``places`` of the list.

    ``lead`` is the line above a list to which the sentence belongs; ``cited`` where each citation stands in the text, which the rest
    of the sentence follows from ``place`` to ``stop``.
    """

    __slots__ = ("begin", "cited", "coded", "lead", "place", "places", "stop")

    def __init__(self, begin: int, lead: tuple[int, int] | None, coded: list[str]) -> None:
        self.begin = self.place = self.stop = begin
        self.lead, self.coded = lead, coded
        self.places: list[int] = []
        self.cited: list[tuple[int, int]] = []

    def windows(self) -> list[str]:
        """The tokens around each citation, it itself marked as ``this``."""
        coded = self.coded
        if len(self.places) == 1:
            (index,) = self.places
            own = coded[index]
            coded[index] = _THIS[own]
            window = "".join(coded)
            coded[index] = own
            return [window]
        whole = "".join(coded)
        found, place = [], -1
        for index in self.places:
            place = whole.index(coded[index], place + 1)
            before = whole[max(0, place - _TOKENS) : place]
            found.append(f"{before}{_THIS[coded[index]]}{whole[place + 1 : place + _TOKENS]}")
        return found

    def tokens(self, text: str, lexicon: Lexicon) -> Iterator[Token]:
        """The tokens of the sentence, its citations among them."""
        if self.lead:
            yield from lexicon.tokens(text, *self.lead)
        place = self.begin
        for (start, end), index in zip(self.cited, self.places, strict=True):
            yield from lexicon.tokens(text, place, start)
            yield Token(("citation",), start, end, self.coded[index])
            place = max(place, end)
        yield from lexicon.tokens(text, self.place, self.stop)


def _sentences(text: str, joined: list[Joined]) -> Iterator[_Sentence]:
    """The sentences that cite, in order; every citation stands in one."""
    encode, listing = rules().lexicon.encode, _lead_words().search(text) is not None
    sentence: _Sentence | None = None
    place = stop = 0  # how far the sentence is read, and where it ends
    closed = False  # whether a mark ends it
    starts = [item.start for item in joined]
    starts.append(len(text))
    for index, item in enumerate(joined):
        start = starts[index]
        tail = _end(text, item, starts[index + 1])
        if sentence is None or start >= stop:
            if sentence is not None:
                yield _ended(text, sentence, place, stop)
            begin = sentence_start(text, start)
            if begin and text[begin - 1] == "\n":
                begin -= 1  # a list mark begins with its line
            if begin < place:
                begin = place
            lead = _lead(text, begin, start, sentence) if listing else None
            sentence = _Sentence(begin, lead, [START, encode(text, *lead), _LEAD] if lead else [START])
            place, closed = begin, False
        if place < start:
            sentence.coded.append(encode(text, place, start))
        sentence.places.append(len(sentence.coded))
        sentence.coded.append(_kind(item))
        sentence.cited.append((start, tail))
        if tail > place:
            place = tail
        if not closed or place > stop:
            end = _SENTENCE.search(text, place, place + _WINDOW)
            stop, closed = (end.start(), True) if end else (min(len(text), place + _WINDOW), False)
    if sentence is not None:
        yield _ended(text, sentence, place, stop)


def _ended(text: str, sentence: _Sentence, place: int, stop: int) -> _Sentence:
    sentence.place, sentence.stop = place, stop
    if place < stop:
        sentence.coded.append(rules().lexicon.encode(text, place, stop))
    sentence.coded.append(END)
    return sentence


def _kind(item: Joined) -> str:
    if item.title is not None:
        return _TITLED
    if item.via is not None:
        return _ALIAS
    return _ELIDED if item.number is not None and item.number.elided else _NUMBER


def _end(text: str, item: Joined, following: int) -> int:
    """Where a citation ends with the bracket around its number; before ``following``, where the next begins."""
    tail, number = item.tail, item.number
    if tail > following:
        return min(item.end, max(item.start, following))
    if number is None or item.title is None or text[number.start - 1 : number.start] not in ("（", "("):
        return tail
    if text[tail : tail + 1] in ("）", ")"):
        return tail + 1
    if tail != item.end:
        return tail
    closing = _BRACKET.search(text, tail, min(following, tail + _ASIDE_AT_MOST))
    return closing.end() if closing and closing[0] in "）)" else tail


@cache
def _lead_words() -> re.Pattern[str]:
    """The words of which the line above a list holds one, where it matters."""
    from loaders.text.tokens import terms

    return re.compile("|".join(re.escape(term.term) for term in terms() if "repeal" in term.classes))


def _lead(text: str, begin: int, start: int, before: _Sentence | None) -> tuple[int, int] | None:
    """The line above the list in which the sentence from ``begin`` is an item that begins with the citation at ``start``."""
    lexicon = rules().lexicon
    line = text.rfind("\n", 0, start) + 1
    if line < begin or lexicon.encode(text, max(0, line - 1), start).strip(lexicon.symbols("item")):
        return None
    low = max(0, line - _LEAD_AT_MOST)
    end = low + len(text[low:line].rstrip())
    above = max(text.rfind("\n", 0, end), text.rfind("。", 0, max(0, end - 1))) + 1
    if before is not None and before.place > above:
        return before.lead
    if not 0 < end - above <= _LEAD_AT_MOST:
        return None
    coded = lexicon.encode(text, above, end)
    parts = frozenset(lexicon.symbols("stop") + lexicon.symbols("comma") + lexicon.symbols("semicolon"))
    heading = coded[-1:] in lexicon.symbols("colon") or parts.isdisjoint(coded)
    return (above, end) if heading else None


def sentence_start(text: str, place: int) -> int:
    """Where the sentence begins that holds ``place``: after 。！？ or an empty line, at most 400 characters before."""
    begin = max(0, place - _WINDOW)
    line = text.rfind("\n", begin, place)
    if line > begin and text[line - 1] == "\n":
        # By far the most stand in the first line of a paragraph.
        begin, line = line + 1, -1
    for mark in "。！？":
        if (found := text.rfind(mark, begin, place)) >= 0:
            begin = found + 1
    if 0 <= line < begin:
        return begin
    while line >= 0:
        if line > begin and text[line - 1] == "\n":
            return line + 1
        above = text.rfind("\n", begin, line)
        if above < 0:
            break
        if not text[above + 1 : line].strip(_BLANKS):
            return line + 1
        line = above
    return begin
