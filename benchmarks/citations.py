"""How fast citations are found, beside a plain regular expression, and beside eyecite, the peer for English, on its own texts."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks import generate
from benchmarks.process import timed
from loaders.citations import citations

# What one would write in five minutes: a title in marks, or letters, a year in brackets, a number.
PLAIN = re.compile(r"《[^《》\n]{2,120}》|[\u4e00-\u9fff]{2,12}[〔\[［（(]\d{4}[〕\]］）)]\s?\d{1,4}\s?号")
# A report's sentences, which cite nothing.
PROSE = (
    "各乡镇（街道）和有关部门加强统筹，全年完成投资12.6亿元，同比增长7.4%，新增床位350张，"
    "农村供水保障率稳步提高，服务群众46.8万人次。下一步将继续补短板、强弱项，确保年度任务按期完成。\n"
)
# eyecite reads US case citations: the same two densities, in its own language.
CASES = "See Smith v. Jones, {n} U.S. {p} (1999); accord Doe v. Roe, {n} F.3d {p}, {q} (9th Cir. 2004). "
ENGLISH = (
    "The district court considered the evidence in the record, weighed the testimony of both experts and held that the "
    "agency had acted within the discretion that the statute gives it, and the parties do not contest that finding here. "
)
SIZE, BYTES_A_PROJECT = 1_500_000, 1_050
ENGLISH_DENSE, ENGLISH_SPARSE = 6_000, 300_000
REPEATS, AT_MOST = 7, 6.0
FASTER = 20  # MB/s of UTF-8 on one core that must be read


@dataclass(frozen=True, slots=True)
class Finding:
    """On one text: its bytes in UTF-8, seconds of the processor and finds of ours and of the plain expression."""

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
    found = [_measure("budget documents", "".join(dense)), _measure("prose with few citations", sparse)]
    corpus = Path(__file__).resolve().parent.parent.parent / "shared" / "corpus"
    real = [file.read_text(encoding="utf-8") for file in sorted(corpus.glob("*.txt"))] if corpus.is_dir() else []
    return [*found, _measure("real documents, if at hand", "".join(real) * 8)] if real else found


@dataclass(frozen=True, slots=True)
class Peer:
    """eyecite on one English text: bytes, seconds, finds."""

    text: str
    size: int
    seconds: float
    found: int


def peer() -> list[Peer]:
    """Measure eyecite; empty where it is not installed (pip install eyecite: it brings a package named tests, so no extra does)."""
    try:
        from eyecite import get_citations
    except ImportError:
        return []
    dense = "".join(CASES.format(n=n, p=n + 7, q=n + 9) for n in range(100, 100 + ENGLISH_DENSE // len(CASES)))
    prose = ENGLISH * (50_000 // len(ENGLISH))
    sparse = "".join(
        prose + CASES.format(n=n, p=n + 7, q=n + 9) for n in range(100, 100 + ENGLISH_SPARSE // len(prose))
    )
    get_citations(CASES.format(n=1, p=2, q=3))
    measured = []
    for name, text in (("eyecite, English full of citations", dense), ("eyecite, English prose with few", sparse)):
        found, seconds = timed(lambda text=text: len(get_citations(text)), REPEATS, AT_MOST)
        measured.append(Peer(name, len(text.encode()), min(seconds), found))
    return measured


def _measure(name: str, text: str) -> Finding:
    citations.find(text[:2_000])
    found, ours = timed(lambda: len(citations.find(text)), REPEATS, AT_MOST, time.process_time)
    plain_found, plain = timed(lambda: sum(1 for _ in PLAIN.finditer(text)), REPEATS, AT_MOST, time.process_time)
    return Finding(name, len(text.encode()), min(ours), found, min(plain), plain_found)
