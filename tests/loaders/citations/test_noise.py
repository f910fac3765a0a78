"""The hand-made truth with the noise of scanned and converted pages: numbers must still be found, and no others."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from loaders.citations import citations

FLOOR = 0.98
PAIRS = ["[]", "［］", "【】", "（）", "()", "﹝﹞", "〔]", "【）"]
_BRACKETED = re.compile(r"[〔\[［【（(﹝](\d{4,5}|xx)[〕\]］】）)﹞](\d{1,4})号")
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def noisy(text: str, seed: int) -> str:
    """Other brackets, blanks and line breaks inside, full-width digits: one kind of noise a number."""
    chance = random.Random(seed)

    def spoil(match: re.Match[str]) -> str:
        year, serial = match[1], match[2]
        kind = chance.choice(["pair", "blank", "break", "wide", "both"])
        left, right = chance.choice(PAIRS) if kind in ("pair", "both") else "〔〕"
        if kind == "wide":
            year, serial = year.translate(_WIDE), serial.translate(_WIDE)
        gap = {"blank": " ", "both": " ", "break": "\n"}.get(kind, "")
        return f"{gap if kind == 'blank' else ''}{left}{year}{right}{gap}{serial}{gap if kind != 'break' else ''}号"

    return _BRACKETED.sub(spoil, text)


def numbers_of(text: str) -> set[str]:
    return {c.number for c in citations.find(text) if c.number}


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(3))
def test_numbers_survive_noise(shared: Path, seed: int) -> None:
    right = false = missed = 0
    for line in (shared / "data" / "citations.jsonl").read_text(encoding="utf-8").splitlines():
        text = json.loads(line)["text"]
        clean, found = numbers_of(text), numbers_of(noisy(text, seed))
        right, false, missed = right + len(clean & found), false + len(found - clean), missed + len(clean - found)
    for name in ("gejiu-health-2024", "patriotic-health-plans", "county-health-report"):
        text = (shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8")
        clean, found = numbers_of(text), numbers_of(noisy(text, seed))
        right, false, missed = right + len(clean & found), false + len(found - clean), missed + len(clean - found)
    assert 2 * right / (2 * right + false + missed) >= FLOOR, (right, false, missed)
