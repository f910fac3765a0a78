"""Makes ``ontology/authorities/code_model.tsv``: counts of characters in agency codes, and in the text before one.

Usage: ``python -m ontology.making.code_model NUMBERS.tsv ontology/authorities/code_model.tsv``; the columns surface, issuer and title are
read.  A maintenance tool, not imported by the product.  Of the titles nothing is kept but how often a character follows one or two
others; what was counted less than five times behind two is dropped.  The tables of names and words beside the model are counted as well.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from ontology.authorities.areas import named, table
from ontology.authorities.code_edges import words
from ontology.authorities.code_model import BEGIN, END, TRUST, CodeModel, Grams
from ontology.authorities.name_ends import bodies
from ontology.making.attested_codes import numbers

_HAN = re.compile("[\u4e00-\u9fff]+")
_OF_WORD, _OF_ISSUER = 8, 3  # a word of the tables, and a body of the register, stand for many sentences
HEADER = """\
# Characters that follow one or two others in agency codes (code) and in text that ends where a code may begin (text), with their counts,
# made by ontology/making/code_model.py; do not edit by hand. ^ begins a string and $ ends it. Source: see SOURCES.md.
kind	history	following
"""


class Counting:
    """Counts of grams while strings are read."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()

    def add(self, string: str, times: int = 1, whole: bool = True) -> None:
        """Count a string; ``whole``: it ends where it ends, and is not only the beginning of one."""
        padded = BEGIN + BEGIN + string + (END if whole else "")
        for place in range(2, len(padded)):
            for size in range(3):
                self.counts[padded[place - size : place], padded[place]] += times

    def grams(self, kind: str, least: int) -> Grams:
        """The counts as a model; what follows two characters less than ``least`` times is left out."""
        following: dict[str, list[str]] = {}
        for (history, character), count in sorted(self.counts.items()):
            if len(history) < 2 or count >= least:
                following.setdefault(history, []).append(f"{character}{count}")
        return Grams({history: "".join(held) for history, held in following.items()}, TRUST[kind])


def train(rows: Iterable[tuple[str, str, int, str]]) -> CodeModel:
    """The model of numbers with their bodies and titles (code, body, year, title) and of the tables of names and words."""
    code, text = Counting(), Counting()
    codes: set[str] = set()
    issuers: set[str] = set()
    for printed, body, _, title in rows:
        if printed not in codes:
            codes.add(printed)
            code.add(printed)
        if body and body not in issuers:
            issuers.add(body)
            text.add(body, _OF_ISSUER)
        for run in _HAN.findall(title):
            text.add(run)
    for row in table("ministries"):
        code.add(row[0], whole=False)
    for row in table("organs"):
        code.add(row[-1])
    for row in table("provinces"):
        code.add(row[0] + row[3], whole=False)
    for held in (words().never, words().joint):
        for group in held.values():
            for word in group:
                text.add(word, _OF_WORD)
    for name in sorted(bodies()) + sorted(named()):
        text.add(name)
    return CodeModel(code.grams("code", 1), text.grams("text", 5))


def lines(model: CodeModel) -> Iterator[str]:
    """The rows of the table."""
    for kind, grams in (("code", model.code), ("text", model.text)):
        for history, following in grams.following.items():
            yield f"{kind}\t{history}\t{following}\n"


def main(source: Path, target: Path) -> None:
    """Train on the table and write the counts."""
    target.write_text(HEADER + "".join(lines(train(numbers(source)))), "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
