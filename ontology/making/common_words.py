"""Makes ``ontology/authorities/common_words.txt`` from the dictionary of the package jieba 0.42.1.

Usage: ``pip download --no-deps jieba==0.42.1``, unpack it, then
``python ontology/making/common_words.py <unpacked>/jieba/dict.txt ontology/authorities/common_words.txt``.

A maintenance tool, not imported by the product.  Words of two and of three characters are kept from the frequency on at which
the dictionary's guesses (names of persons, chance pairs) have become rare.
"""

from __future__ import annotations

import re
import sys
from itertools import groupby
from pathlib import Path

LEAST = {2: 20, 3: 50}
HEADER = """\
# Common Chinese words of two and three characters, made by ontology/making/common_words.py; do not edit by hand.
# Source: the dictionary of jieba 0.42.1 (https://github.com/fxsjy/jieba), MIT. See SOURCES.md. One line a first character.
"""


def main(source: Path, target: Path) -> None:
    """Write the words of ``source`` that are common enough."""
    kept = set()
    for line in source.read_text("utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        if re.fullmatch("[\u4e00-\u9fff]+", word) and int(frequency) >= LEAST.get(len(word), sys.maxsize):
            kept.add(word)
    lines = [" ".join(words) for _, words in groupby(sorted(kept), key=lambda word: word[0])]
    target.write_text(HEADER + "\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
