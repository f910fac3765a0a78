"""Words of documents as lines of data, which nothing in them can end."""

from __future__ import annotations

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.web.assistant.framing import EDGE, framed, visible

UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs"}
# Other programs break lines at these as well.
BREAKS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"


def unseen(text: str) -> list[str]:
    return [sign for sign in text if unicodedata.category(sign) in UNSEEN and sign not in "\n\t"]


def test_every_sign_that_nobody_sees_is_written_out() -> None:
    every = [chr(code) for code in range(sys.maxunicode + 1)]
    wanted = {sign for sign in every if unicodedata.category(sign) in UNSEEN and sign not in "\n\t"}
    shown = {sign for sign in every if visible(sign) != sign}
    assert wanted <= shown
    # Python's own table may be older than what is known to be unseen.
    assert {unicodedata.category(sign) for sign in shown - wanted} <= {"Cn"}
    assert all(visible(sign) == f"<U+{ord(sign):04X}>" for sign in wanted)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("乡村\u202e医生", "乡村<U+202E>医生"),
        ("a\x1b[31mb\r\n", "a<U+001B>[31mb<U+000D>\n"),
        ("\u200b" * 100_000, "<U+200B×100000>"),
        # Letters of tags: a text that is in the page and on no screen.
        ("好\U000e0069\U000e0067", "好<U+E0069><U+E0067>"),
        # One variation of an ideograph is printed; bytes hidden in a row of such marks are not.
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("葛\U000e0100\U000e0101\U000e0101", "葛\U000e0100<U+E0101×2>"),
        ("项目\t金额\n", "项目\t金额\n"),
    ],
)
def test_what_is_shown(text: str, shown: str) -> None:
    assert visible(text) == shown


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(BREAKS + "| "))))
def test_no_text_leaves_its_frame(text: str) -> None:
    shown = framed(text)
    assert all(line.startswith(EDGE) for line in shown.splitlines())
    assert unseen(shown) == []
