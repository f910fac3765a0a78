"""What comes nearest where no single name has all the words: they are looked for in a thing's name and in what stands around it.

A project is found by its unit, its area and its year as well (红塔区 居家养老 2024).  What has all the words is whole; what has only some
of them is the nearest, and said to be no more than that.
"""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from math import log

from kg.answers.facts import Thing
from kg.search import pinyin
from kg.search.grams import fold, phrase, runs
from kg.search.short_forms import in_latin, readings

_TOKEN = re.compile(r"[0-9]+|[a-z]+|[^\W0-9a-z_]+")
# The names that hold the rarest pairs are looked at, so many in all, and as many things: a pair that nearly every name has tells little.
_LOOKED_AT = 1000
# Of the names those that share the most are looked up, each with so many of the things that are called so.
_NAMES, _CALLED = 100, 200
# Of what was asked for so many words are looked for around things.
_WORDS = 8
# Characters of what was asked for: each pair is a question of its own.
_LONGEST = 200
# What shares less than this part of what was asked for, or much less than the best does, is no answer.
_LEAST, _BESIDE = 0.15, 0.75
# A number weighs like a pair that so many names have; a character that stands alone weighs so much.
_DIGITS, _SINGLE = 4, 0.5


@dataclass(frozen=True, slots=True)
class Near:
    """A thing that comes near, and whether it has all the words that were asked for."""

    thing: Thing
    whole: bool


@dataclass(frozen=True, slots=True)
class _Sought:
    """One reading of what was asked for: its words folded, and what each of its tokens weighs."""

    words: tuple[str, ...]
    weight: Mapping[str, float]
    whole: float

    def in_text(self, text: str) -> Set[str]:
        """Its tokens that a text has."""
        return self.weight.keys() & _full(text)

    def share(self, shared: Iterable[str]) -> float:
        """The part of the weight that these of its tokens have, from 0 to 1."""
        return sum([self.weight[token] for token in shared]) / self.whole


@lru_cache(maxsize=8192)
def tokens(text: str) -> frozenset[str]:
    """Pairs of neighbouring characters, and whole runs of digits or letters: 云财社发〔2023〕36号 -> 云财 财社 社发 2023 36 号."""
    found: set[str] = set()
    for run in _TOKEN.findall(unicodedata.normalize("NFKC", text).lower()):
        found |= {run} if len(run) == 1 or run.isascii() else {run[at : at + 2] for at in range(len(run) - 1)}
    return frozenset(found)


def find(database: sqlite3.Connection, words: str, span: tuple[int, int]) -> list[Near]:
    """The things of a kind that come nearest to ``words``, the best first; ``span`` holds the numbers of the kind's names.

    Only what has all the words where anything has, else what shares most of them.  Words in Latin letters are pinyin.
    """
    words = words[:_LONGEST]
    if pinyin.typed(words):
        candidates = _spelled(database, [reading.split() for reading in in_latin(words)], span)
    else:
        wanted, counts = _wanted(database, words, span)
        candidates = _things(database, wanted, _names(database, wanted, counts, span)) if wanted else iter(())
    best: dict[str, tuple[float, Near]] = {}
    for order, near in sorted(islice(candidates, _LOOKED_AT), key=lambda candidate: candidate[0]):
        best.setdefault(near.thing.iri, (-order[1], near))
    least = max(_LEAST, _BESIDE * next(iter(best.values()), (0.0, None))[0])
    whole = [near for _, near in best.values() if near.whole]
    return whole or [near for score, near in best.values() if score >= least]


def _wanted(database: sqlite3.Connection, words: str, span: tuple[int, int]) -> tuple[list[_Sought], dict[str, int]]:
    """The readings of what was asked for, and how many names of the kind have each pair: it weighs the more the fewer they are."""
    said = [(runs(reading), tokens(reading)) for reading in readings(words)]
    counts = _counts(database, set().union(*(some for _, some in said)), span)
    (last,) = database.execute("SELECT MAX(id) FROM spellings WHERE id BETWEEN ? AND ?", span).fetchone()
    every = 1 if last is None else last - span[0] + 1
    found = []
    for folded, some in said:
        weight = {token: _weight(token, counts.get(token, 0), every) for token in some}
        if weight:
            found.append(_Sought(folded, weight, sum(weight.values())))
    return found, counts


def _counts(database: sqlite3.Connection, some: Iterable[str], span: tuple[int, int]) -> dict[str, int]:
    """How many names of the kind have each pair of characters."""
    return {
        pair: database.execute(
            "SELECT COUNT(*) FROM names WHERE names MATCH ? AND rowid BETWEEN ? AND ?", (f'grams : "{pair}"', *span)
        ).fetchone()[0]
        for pair in some
        if len(pair) == 2 and not pair.isascii()
    }


def _weight(token: str, count: int, every: int) -> float:
    """What a token tells: more the fewer of the names have it; a year or a serial as much as a pair that few have."""
    if token.isascii():
        return log(1 + every / _DIGITS)
    return log(1 + every / (1 + count)) if len(token) == 2 else _SINGLE


# A name with its number, and how many things are called so.
_Spelling = tuple[int, str, int]
# Whole before not, then the share of what was asked for, of the name that was asked for; the heaviest, the shortest name, the name, the IRI.
_Order = tuple[bool, float, float, int, int, str, str]


def _names(
    database: sqlite3.Connection, wanted: Sequence[_Sought], counts: Mapping[str, int], span: tuple[int, int]
) -> list[_Spelling]:
    """The names that share the most with one of the readings, with their numbers."""
    rare: list[str] = []
    held = 0
    for pair, count in sorted(counts.items(), key=lambda entry: (entry[1], entry[0])):
        if count and (not rare or held + count <= _LOOKED_AT):
            rare.append(pair)
            held += count
    if not rare:
        return []
    found = _matching(database, "grams : (" + " OR ".join(f'"{pair}"' for pair in rare) + ")", span)

    def order(named: _Spelling) -> tuple[float, int, str]:
        return -max(one.share(one.in_text(named[1])) for one in wanted), len(named[1]), named[1]

    return sorted(found, key=order)[:_NAMES]


def _matching(database: sqlite3.Connection, query: str, span: tuple[int, int]) -> list[_Spelling]:
    return database.execute(
        """SELECT id, name, things FROM spellings WHERE things > 0 AND id IN
           (SELECT rowid FROM names WHERE names MATCH ? AND rowid BETWEEN ? AND ? LIMIT ?)""",
        (query, *span, _LOOKED_AT),
    ).fetchall()


def _called(
    database: sqlite3.Connection, number: int, name: str, things: int, words: Iterable[str]
) -> Iterator[tuple[int, str, Thing]]:
    """The things of a name, with their weights and the words around them: of very many those that have most of ``words`` around them."""
    some = list(dict.fromkeys(words))[:_WORDS]
    order = "ORDER BY " + " + ".join(["0", *("(instr(words, ?) > 0)" for _ in some)]) + " DESC, iri LIMIT ?"
    for iri, weight, note, context, kind in database.execute(
        f"""SELECT iri, weight, note, COALESCE(words, ''), kind FROM called JOIN things ON things.id = thing
            JOIN spellings ON spellings.id = spelling LEFT JOIN contexts ON contexts.id = context
            WHERE spelling = ? {order if things > _CALLED else ""}""",
        (number, *some, _CALLED) if things > _CALLED else (number,),
    ):
        yield weight, context, Thing(kind, iri, name, note)


def _things(
    database: sqlite3.Connection, wanted: Sequence[_Sought], names: Iterable[_Spelling]
) -> Iterator[tuple[_Order, Near]]:
    around: dict[str, list[Set[str]]] = {}
    said = [word for one in wanted for word in one.words]
    for number, name, things in names:
        inside = [one.in_text(name) for one in wanted]
        own = max(one.share(shared) for one, shared in zip(wanted, inside, strict=True)) / (1 + len(_full(name)))
        for weight, context, thing in _called(database, number, name, things, said):
            if context not in around:
                around[context] = [one.in_text(context) for one in wanted]
            shared = (a | b for a, b in zip(inside, around[context], strict=True))
            score = max(one.share(some) for one, some in zip(wanted, shared, strict=True))
            whole = score > _LEAST and any(_all_in(one.words, _folded(name) + _folded(context)) for one in wanted)
            yield (not whole, -score, -own, -weight, len(name), name, thing.iri), Near(thing, whole)


def _spelled(
    database: sqlite3.Connection, readings: Sequence[Sequence[str]], span: tuple[int, int]
) -> Iterator[tuple[_Order, Near]]:
    """What has the words of a reading, or the most letters of them, in the pinyin of its name and of what stands around it."""
    words = list(dict.fromkeys(word for reading in readings for word in reading if fold(word)))
    query = "pinyin : (" + " OR ".join(phrase(fold(word)) for word in words) + ")"
    for number, name, things in _matching(database, query, span) if words else ():
        for weight, context, thing in _called(database, number, name, things, ()):
            texts = (*pinyin.spelled(name), *map(_latin, context.split()))
            score = max(_letters(reading, texts) for reading in readings)
            yield (score < 1, -score, 0.0, -weight, len(name), name, thing.iri), Near(thing, score == 1)


def _letters(words: Sequence[str], texts: Sequence[str]) -> float:
    """The part of the letters of words that stand in a text, from 0 to 1."""
    return sum(len(word) for word in words if _all_in((word,), texts)) / sum(map(len, words))


@lru_cache(maxsize=8192)
def _latin(words: str) -> str:
    return pinyin.spelled(words)[0]


@lru_cache(maxsize=8192)
def _full(text: str) -> frozenset[str]:
    """The tokens of a name, also of its short forms written out: who types 爱国卫生 finds 爱卫办."""
    return frozenset().union(*map(tokens, readings(text)))


@lru_cache(maxsize=8192)
def _folded(text: str) -> tuple[str, ...]:
    return tuple(map(fold, readings(text)))


def _all_in(words: Sequence[str], texts: Sequence[str]) -> bool:
    return all(any(word in text for text in texts) for word in words)
