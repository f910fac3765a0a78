"""The hand-made truth with the noise of scanned and converted pages: numbers must still be found, and no others."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path

import pytest

from loaders.citations import citations

FLOOR = 0.98
PAIRS = [
    "[]",
    "［］",
    "【】",
    "（）",
    "()",
    "﹝﹞",
    "〔]",
    "【）",
    "〖〗",
    "｛｝",
    "{}",
    "〔〉",
    "「」",
    "〈〉",
    "<>",
    "“”",
    "[)",
]
_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{0,8})[〔\[［【（(﹝](?P<year>\d{4,5}|xx)[〕\]］】）)﹞](?P<serial>\d{1,4})号|(?P<order>令|公告)第(?P<count>\d{1,4})号"
)
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
SETS = ("citations.jsonl", "new-open.jsonl")


def noisy(text: str, seed: int) -> str:
    """Other brackets, blanks and line breaks inside numbers and codes, full-width digits: one kind of noise a number, or two."""
    chance = random.Random(seed)

    def spoil(match: re.Match[str]) -> str:
        if match["order"]:
            gap = chance.choice(["", " ", "\n"])
            count = match["count"] if gap else match["count"].translate(_WIDE)
            return f"{match['order']}{gap}第{gap}{count}{gap}号"
        code, year, serial = match.group("code", "year", "serial")
        kind = chance.choice(["pair", "blank", "break", "wide", "pair and blank", "blanks", "code", "wide and blank"])
        left, right = chance.choice(PAIRS) if "pair" in kind else "〔〕"
        if "wide" in kind:
            year, serial = year.translate(_WIDE), serial.translate(_WIDE)
        if kind == "blanks":
            return f"{code} {left} {year} {right} {serial} 号"
        if kind == "code":
            return f"{code[:-1]}\n{code[-1:]}{left}{year}{right}{serial}号" if code else match[0]
        gap = "\n" if kind == "break" else "\u3000" if "wide and" in kind else " " if "blank" in kind else ""
        return (
            f"{code}{gap if kind == 'blank' else ''}{left}{year}{right}{gap}{serial}{gap if kind != 'break' else ''}号"
        )

    return _NUMBER.sub(spoil, text)


def numbers_of(text: str) -> set[str]:
    return {c.number for c in citations.find(text) if c.number}


@pytest.mark.shared
@pytest.mark.parametrize("seed", range(3))
def test_numbers_survive_noise(shared: Path, seed: int) -> None:
    right = false = missed = 0
    texts = [
        json.loads(line)["text"] for name in SETS for line in (shared / "data" / name).read_text("utf-8").splitlines()
    ]
    for name in ("gejiu-health-2024", "patriotic-health-plans", "county-health-report"):
        texts.append((shared / "corpus" / f"{name}.txt").read_text(encoding="utf-8"))
    for text in texts:
        clean, found = numbers_of(text), numbers_of(noisy(text, seed))
        right, false, missed = right + len(clean & found), false + len(found - clean), missed + len(clean - found)
    assert 2 * right / (2 * right + false + missed) >= FLOOR, (right, false, missed)
