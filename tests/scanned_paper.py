"""A budget as OCR read it from two pages, whose lines stand where the tests know it; the images of the pages are blank."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from kg.resolution import resolve
from kg.stores import catalogue
from kg.stores.opening import open_store
from kg.stores.store import nquads
from loaders import extract
from loaders.rdf import identifiers, triples
from loaders.records import Extraction
from loaders.source import BLANK, Page, PageImage, Recognised, Source

#: A WebP of 100 × 141 pixels.
WHITE = "UklGRlIAAABXRUJQVlA4IEYAAABwBgCdASpkAI0APu12uFYppyUjoIgBMB2JaW7hdJAAT22IvEFRz2xF4gqOe2IvEFRz2xF4gqOe2IvEAgAA/v6UMKIAAAAA"
FIRST = """清河市卫生健康局2024年预算重点项目公开
第一个：
项目名称
村医补助
立项依据
《清河市村医补助办法》（清政发〔2023〕36号）、清财社〔2022〕117号。
"""
SECOND = """项目实施单位
清河市卫生健康局
资金安排情况
2024年安排30万元，其中：市级财政10万元，县级财政15万元，共计30万元。
"""
TEXT = FIRST + SECOND
SHA = "0" * 64
KEY = SHA[:16]
DOCUMENT = identifiers.document(SHA)
#: Thousandths of the page: where lines begin, how high they are and how far apart, how wide an ideograph is.
LEFT, TOP, HIGH, APART, WIDE = 100, 100, 20, 40, 20


def read(*unsure: str, text: str = TEXT) -> Extraction:
    """The text as OCR read it, a line each; it doubts the last character of the words that are given."""
    doubted = {text.index(words) + len(words) - 1 for words in unsure}
    lines, start, second = [], 0, text.index(SECOND[:6])
    for number, line in enumerate(text.splitlines()):
        sure = tuple(BLANK if c.isspace() else 55 if at in doubted else 99 for at, c in enumerate(line, start))
        page = 1 + (start >= second)
        top = TOP + APART * (number - (FIRST.count("\n") if page == 2 else 0))
        wide = sum(WIDE / 2 if c.isascii() else WIDE for c in line)
        box = (LEFT, top, round(LEFT + wide), top + HIGH)
        lines.append(Recognised(start, start + len(line), page, box, sure))
        start += len(line) + 1
    pages = (Page(0, second, "第1页（OCR）"), Page(second, len(text), "第2页（OCR）"))
    source = Source(path="a.pdf", sha256=SHA, text=text, encoding="utf-8", format="pdf", pages=pages)
    return extract.extract(replace(source, recognised=tuple(lines), images=(PageImage(1, WHITE), PageImage(2, WHITE))))


def stored(path: Path, extraction: Extraction) -> Path:
    """A store that holds it as a load would leave it."""
    with open_store(path) as store:
        entry = catalogue.LoadedFile("a.pdf", DOCUMENT, "")
        store.add(triples.nquads(extraction) + nquads(catalogue.entry_quads(entry)))
        resolve.rebuild(store)
    return path
