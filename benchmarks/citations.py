"""How fast citations are found, beside a plain regular expression that finds something like them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from benchmarks import generate
from benchmarks.process import timed
from loaders import citations

# What one would write in five minutes: a title in marks, or letters, a year in brackets, a number.
PLAIN = re.compile(r"《[^《》\n]{2,120}》|[\u4e00-\u9fff]{2,12}[〔\[［（(]\d{4}[〕\]］）)]\s?\d{1,4}\s?号")
# A report's sentences, which cite nothing.
PROSE = (
    "各乡镇（街道）和有关部门加强统筹，全年完成投资12.6亿元，同比增长7.4%，新增床位350张，"
    "农村供水保障率稳步提高，服务群众46.8万人次。下一步将继续补短板、强弱项，确保年度任务按期完成。\n"
)
SIZE, BYTES_A_PROJECT = 1_500_000, 1_050
REPEATS, AT_MOST = 3, 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """On one text: its bytes in UTF-8, seconds and finds of ours and of the plain expression."""

    text: str
    size: int
    ours: float
    found: int
    plain: float
    plain_found: int


def find() -> list[Finding]:
    """Measure on documents that cite much and on prose that cites once in about 50 kB."""
    dense = [made.text for made in generate.documents(SIZE // BYTES_A_PROJECT)]
    prose = PROSE * (50_000 // len(PROSE.encode()))
    sparse = "".join(prose + f"依据云财社发〔2023〕{n}号文件执行。\n" for n in range(1, SIZE // 50_000 + 1))
    return [_measure("budget documents", "".join(dense)), _measure("prose with few citations", sparse)]


def _measure(name: str, text: str) -> Finding:
    citations.find(text[:2_000])
    found, ours = timed(lambda: len(citations.find(text)), REPEATS, AT_MOST)
    plain_found, plain = timed(lambda: sum(1 for _ in PLAIN.finditer(text)), REPEATS, AT_MOST)
    return Finding(name, len(text.encode()), min(ours), found, min(plain), plain_found)
