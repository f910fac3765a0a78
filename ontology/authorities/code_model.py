"""How much a string of characters is like an agency code, and how much like the running text before one.

Two models of characters, each given the two before it: one of codes, one of text that ends where a code may begin.  Their counts are
in ``code_model.tsv``, made by ``ontology/making/code_model.py``; a gram that was never counted falls back to a shorter one.
Only differences between the values for one string mean something: where the tables leave two readings, they weigh them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache

from .areas import table

BEGIN, END = "^", "$"
_ENTRY = re.compile(r"(\D)(\d+)")
_CHARACTERS = 6000  # Chinese characters that may occur
_RARE = 0.2  # of what was never counted


@dataclass(frozen=True, slots=True)
class Grams:
    """Counts of characters: ``following`` gives, for none, one or two characters before, which follow and how often: 发12函3.

    ``trust``: after how many counts a gram is worth as much as the shorter one that stands for it.
    """

    following: Mapping[str, str]
    trust: tuple[float, float]
    _read: dict[str, tuple[dict[str, int], int]] = field(default_factory=dict, compare=False, repr=False)
    _known: dict[str, float] = field(default_factory=dict, compare=False, repr=False)

    def log(self, history: str, character: str) -> float:
        """The logarithm of the probability that ``character`` follows ``history``, which is two characters."""
        gram = history + character
        if (known := self._known.get(gram)) is None:
            known = self._known[gram] = math.log(self._probability(history, character))
        return known

    def _probability(self, history: str, character: str) -> float:
        alone, all_alone = self._counts("")
        value = (alone.get(character, 0) + _RARE) / (all_alone + _RARE * _CHARACTERS)
        for before, trust in zip((history[-1:], history), self.trust, strict=True):
            counts, total = self._counts(before)
            value = (counts.get(character, 0) + trust * value) / (total + trust)
        return value

    def _counts(self, history: str) -> tuple[dict[str, int], int]:
        """What follows and its sum; a text needs few of the table's rows."""
        if (read := self._read.get(history)) is None:
            counts = {entry[1]: int(entry[2]) for entry in _ENTRY.finditer(self.following.get(history, ""))}
            read = self._read[history] = counts, sum(counts.values())
        return read


@dataclass(frozen=True, slots=True)
class CodeModel:
    """The two models."""

    code: Grams
    text: Grams

    def weigh(self, run: str, low: int, places: Iterable[int]) -> dict[int, float]:
        """For each place of ``run``: the logarithm of the probability that text ends there and a code begins; text is weighed from ``low``."""
        end = len(run)
        log_code, log_text = self.code.log, self.text.log
        padded = BEGIN + BEGIN + run
        tails = [0.0] * (end + 1)
        tails[end] = log_code(padded[end : end + 2], END) if end > 1 else 0.0
        for place in range(end - 1, 1, -1):
            tails[place] = tails[place + 1] + log_code(padded[place : place + 2], run[place])
        heads, passed = {low: 0.0}, 0.0
        for place in range(low, end):
            passed += log_text(padded[place : place + 2], run[place])
            heads[place + 1] = passed
        return {place: heads[place] + self._code_at(run, place, tails) + self._stop(padded, place) for place in places}

    def _code_at(self, run: str, place: int, tails: list[float]) -> float:
        first = self.code.log(BEGIN + BEGIN, run[place])
        if place + 1 == len(run):
            return first + self.code.log(BEGIN + run[place], END)
        return first + self.code.log(BEGIN + run[place], run[place + 1]) + tails[place + 2]

    def _stop(self, padded: str, place: int) -> float:
        return self.text.log(padded[place : place + 2], END) if place else 0.0


#: How far codes and text are trusted; codes are few, and each is evidence.
TRUST = {"code": (3.0, 2.0), "text": (5.0, 3.0)}


@cache
def model() -> CodeModel:
    """The model of the table."""
    held: dict[str, dict[str, str]] = {"code": {}, "text": {}}
    for kind, history, following in table("code_model"):
        held[kind][history] = following
    return CodeModel(Grams(held["code"], TRUST["code"]), Grams(held["text"], TRUST["text"]))
