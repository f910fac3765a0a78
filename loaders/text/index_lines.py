"""The index table of a government page where it stands in plain text: 名　　称：…, 文　　号：… in lines, one pair or more in each."""

from __future__ import annotations

import re
from functools import cache

from ontology.blanks import without_blanks
from ontology.tables import rows

_STRONG = frozenset({"索引号", "发文字号"})  # lines without one of these are no index table
_HEAD = 3000  # characters in which it begins
_LONGEST = 300
_BLANKS = r"[ \t\u3000\xa0]"


@cache
def _labels() -> dict[str, str]:
    """The labels as web pages print them, each with its name."""
    table = rows("loaders.formats.web", "elements.tsv")
    return {row["word"]: row["name"] for row in table if row["role"] == "label"}


@cache
def _label() -> re.Pattern[str]:
    spaced = (f"{_BLANKS}*".join(word) for word in sorted(_labels(), key=len, reverse=True))
    return re.compile(
        rf"(?:^|(?<=[ \t\u3000\xa0|]))[【\[]?(?P<label>{'|'.join(spaced)})[】\]]?{_BLANKS}*[：:]{_BLANKS}*", re.M
    )


def find(text: str) -> dict[str, tuple[int, int]]:
    """The labels at the head of a text with the places of their values; none where there are less than two, or none that is strong."""
    found: dict[str, tuple[int, int]] = {}
    labels = list(_label().finditer(text, 0, _HEAD))
    ends = [*(match.start() for match in labels[1:]), _HEAD + _LONGEST]
    for match, end in zip(labels, ends, strict=False):
        value = text[match.end() : end].split("\n", 1)[0].rstrip(" \t\u3000\xa0|")
        if value and len(value) <= _LONGEST:
            found.setdefault(_labels()[without_blanks(match["label"])], (match.end(), match.end() + len(value)))
    return found if len(found) > 1 and found.keys() & _STRONG else {}
