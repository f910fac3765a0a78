"""What documents say, set apart for a reader who takes words for instructions: an assistant.

Every line that may hold a word of a document begins with :data:`EDGE`.  No document can end such a line: what would break it, or would be
read but not seen, is written out as ``<U+202E>``.
"""

from __future__ import annotations

import re
from itertools import groupby

#: How a line of data begins.
EDGE = "| "
# Controls but for tab and line feed, marks that nobody sees (categories Cf, Zl, Zp), halves of pairs; of marks that choose the look of a
# character those that follow another one: a single one is printed, a row of them hides a text.
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064"
    "\u2066-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0001\U000e0020-\U000e007f\ud800-\udfff]+"
    "|(?<=[\ufe00-\ufe0f\U000e0100-\U000e01ef])[\ufe00-\ufe0f\U000e0100-\U000e01ef]+"
)


def visible(text: str) -> str:
    """The text with what nobody would see written out; one character many times over is written once, with how often it stands."""
    return _UNSEEN.sub(_named, text)


def _named(found: re.Match[str]) -> str:
    runs = ((sign, len(list(run))) for sign, run in groupby(found[0]))
    return "".join(f"<U+{ord(sign):04X}>" if count == 1 else f"<U+{ord(sign):04X}×{count}>" for sign, count in runs)


def framed(text: str) -> str:
    """The text as lines of data."""
    return "\n".join(EDGE + line for line in visible(text).split("\n"))
