"""Typed tokens of a text: 根据 is a ``basis``, 废止 a ``repeal``, ， a ``comma``; what stands between the known terms is a ``word``.

The terms are rows of ``lexicon/*.tsv``; dates, years and list marks have a grammar and are patterns below.  A :class:`Lexicon` knows the
classes that one set of rules speaks of and reads no others.  For matching, a text becomes a string with one character a token
(:meth:`Lexicon.encode`); for people, a list of tokens with their places (:meth:`Lexicon.tokens`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import groupby
from typing import Final

from ontology.tables import rows

HAN = "\u4e00-\u9fff"
BLANKS: Final = " \t\r\n\u3000\u00a0"
_DIGIT = "[0-9０-９〇零○Ｏ一二三四五六七八九十]"
_B = r"[ \t\u3000\u00a0]{0,4}"
_NO_DIGIT = "(?<![0-9０-９])"
_COUNT = r"(?:[0-9０-９]{1,3}|[一二两三四五六七八九十]{1,3})"
_MARK = r"(?:第[零〇一二三四五六七八九十百]{1,5}[章条]|[（(]?(?:[零〇一二三四五六七八九十]{1,4}|[0-9０-９]{1,3})(?:[）)、．]|\.(?![0-9]))|[①-⑳•*＊·—-])"
_INLINE = r"(?:[（(](?:[零〇一二三四五六七八九十]{1,4}|[0-9０-９]{1,2})[）)]|[①-⑳]|(?<![0-9０-９一-鿿])[0-9０-９]{1,2}[．、.](?![0-9０-９]))"
#: The classes that have a grammar: their patterns, each of which begins with one of the characters behind it.
TYPED: Final[Mapping[str, tuple[str, str]]] = {
    "item": (
        rf"\n[ \t\u3000\u00a0]{{0,60}}{_MARK}|{_INLINE}",
        "\n（(①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳0123456789０１２３４５６７８９",
    ),
    "date": (
        rf"{_DIGIT}{{4}}{_B}年{_B}{_DIGIT}{{1,3}}{_B}月{_B}{_DIGIT}{{1,3}}{_B}日",
        "0123456789０１２３４５６７８９〇零○Ｏ一二三四五六七八九十",
    ),
    "days": (rf"{_NO_DIGIT}{_COUNT}{_B}(?:日|天)", "0123456789０１２３４５６７８９一二两三四五六七八九十"),
    "years": (
        rf"{_NO_DIGIT}{_COUNT}{_B}年(?![0-9〇零一二三四五六七八九十月度])",
        "0123456789０１２３４５６７８９一二两三四五六七八九十",
    ),
    "article": (r"第[^，。；\s]{1,9}条", "第"),
}
#: What every lexicon knows: text without a term, the ends of what is read, and marks that a recogniser puts in.
WORD, START, END = "\ue000", "\ue001", "\ue002"
_FIRST_CODE = 0xE100
_MOST_KEPT = 4096  # list marks and dates whose class is remembered


@dataclass(frozen=True, slots=True)
class Token:
    """``text[start:end]`` is of these ``classes`` (``("word",)`` for text that no row knows); ``code`` stands for it in a pattern."""

    classes: tuple[str, ...]
    start: int
    end: int
    code: str


@dataclass(frozen=True, slots=True)
class Term:
    """A row of a lexicon.  ``not_after`` and ``not_before`` are characters beside which it is another word; "Han": any Chinese one."""

    term: str
    classes: tuple[str, ...]
    not_after: str
    not_before: str

    def pattern(self) -> str:
        """The expression for it without its first character, which the caller has seen."""
        # The look behind stands after the first character, so that the search runs from one first character to the next.
        before = f"(?<![{_characters(self.not_after)}].)" if self.not_after else ""
        after = f"(?![{_characters(self.not_before)}])" if self.not_before else ""
        return before + re.escape(self.term[1:]) + after


def _characters(cell: str) -> str:
    return HAN if cell == "Han" else re.escape(cell)


@cache
def terms() -> tuple[Term, ...]:
    """Every row of every table in ``lexicon/``."""
    tables = sorted(entry.name for entry in files("loaders.text").joinpath("lexicon").iterdir())
    return tuple(
        Term(row["term"], tuple(row["class"].split()), row["not_after"], row["not_before"])
        for table in tables
        if table.endswith(".tsv")
        for row in rows("loaders.text", f"lexicon/{table}")
    )


@cache
def alternation(*classes: str) -> str:
    """An expression for the terms of some classes, the longest first, whatever stands beside them."""
    held = {term.term for term in terms() if not set(classes).isdisjoint(term.classes)}
    return f"(?:{'|'.join(re.escape(word) for word in sorted(held, key=lambda word: (-len(word), word)))})"


class Lexicon:
    """The terms of some classes, ready to read texts.  Raises ValueError for a class that no table has."""

    def __init__(self, classes: Iterable[str], literals: Iterable[str] = ()) -> None:
        wanted, named = set(classes), set(literals)
        held = [term for term in terms() if term.term in named or wanted.intersection(term.classes)]
        known = {name for term in held for name in term.classes} | set(TYPED)
        if missing := sorted(wanted - known) + sorted(named - {term.term for term in held}):
            raise ValueError(f"no row of loaders/text/lexicon has {', '.join(missing)}")
        self._typed = {name: TYPED[name] for name in TYPED if name in wanted}
        self._classes: dict[str, tuple[str, ...]] = {WORD: ("word",)}
        self._symbols: dict[str, str] = {}
        self._codes = _Codes({"": WORD})
        self._codes.update(dict.fromkeys(BLANKS, ""))
        for number, term in enumerate(held):
            self._codes[term.term] = chr(_FIRST_CODE + number)
            self._classes[chr(_FIRST_CODE + number)] = tuple(c for c in term.classes if c in wanted) or term.classes
        for number, (name, (pattern, _)) in enumerate(self._typed.items(), len(held)):
            self._codes.typed.append((re.compile(pattern), chr(_FIRST_CODE + number)))
            self._classes[chr(_FIRST_CODE + number)] = (name,)
        self._token = re.compile(self._expression(held))

    def _expression(self, held: list[Term]) -> str:
        """One group, which is empty for a word: a typed token, a term (the longest first), a blank."""
        firsts = "".join(characters for _, characters in self._typed.values()) + BLANKS
        by_first = groupby(sorted(held, key=lambda t: (t.term[0], -len(t.term))), key=lambda t: t.term[0])
        words = [f"{re.escape(first)}(?:{'|'.join(t.pattern() for t in group)})" for first, group in by_first]
        firsts += "".join(term.term[0] for term in held)
        known = "|".join([*(pattern for pattern, _ in self._typed.values()), *words, f"[{BLANKS}]"])
        others = "".join(sorted(set(firsts)))
        return rf"[^{re.escape(others)}]+|({known})|[0-9０-９]+|."

    def encode(self, text: str, start: int, end: int) -> str:
        """``text[start:end]`` with one character a token; blanks of the layout fall away."""
        return "".join(map(self._codes.__getitem__, self._token.findall(text, start, end)))

    def tokens(self, text: str, start: int, end: int) -> list[Token]:
        """The tokens of ``text[start:end]`` with their places; neighbouring words are one token."""
        found: list[Token] = []
        for match in self._token.finditer(text, start, end):
            code = self._codes[match[1] or ""]
            if code == WORD and found and found[-1].code == WORD and found[-1].end == match.start():
                found[-1] = Token(found[-1].classes, found[-1].start, match.end(), WORD)
            elif code:
                found.append(Token(self._classes[code], match.start(), match.end(), code))
        return found

    def symbols(self, name: str) -> str:
        """The characters that stand for the tokens of a class, in :meth:`encode`'s strings."""
        if name not in self._symbols:
            self._symbols[name] = "".join(code for code, classes in self._classes.items() if name in classes)
        return self._symbols[name]

    def symbol(self, term: str) -> str:
        """The character that stands for a term."""
        return self._codes[term]


class _Codes(dict[str, str]):
    """The character of each term; of what is no term, that of the typed class whose pattern it is."""

    def __init__(self, terms: Mapping[str, str]) -> None:
        super().__init__(terms)
        self.typed: list[tuple[re.Pattern[str], str]] = []

    def __missing__(self, printed: str) -> str:
        code = next((code for pattern, code in self.typed if pattern.fullmatch(printed)), WORD)
        if len(self) < _MOST_KEPT:
            self[printed] = code
        return code
